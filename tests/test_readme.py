"""The README is true: its commands run, and print what it shows; its Python runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def steps(block: str) -> list[tuple[str, str]]:
    """Commands of a console block, each with the output that is shown below it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in parts]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def assert_shown(shown: str, printed: str) -> None:
    """Each passage between `...` must be in the output, in order; line breaks do not matter."""
    rest = squeezed(printed)
    for passage in shown.split("..."):
        found = rest.find(squeezed(passage))
        assert found >= 0, f"not in the output: {squeezed(passage)}"
        rest = rest[found + len(squeezed(passage)) :]


@pytest.mark.parametrize("block", blocks("console"))
def test_console_examples_print_what_is_shown(block: str, tmp_path: Path) -> None:
    shown = steps(block)
    assert shown
    for command, output in shown:
        program = f"{shlex.quote(sys.executable)} -m moneyloop"
        shell = re.sub(r"(^|\| )moneyloop\b", rf"\g<1>{program}", command)
        run = subprocess.run(
            shell, shell=True, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
        )
        # `check` ends with 1 because it finds what the example is about.
        assert run.returncode == (1 if " check -" in command else 0), run.stderr
        assert_shown(output, run.stdout)


@pytest.mark.parametrize("block", blocks("python"))
def test_python_example_runs(block: str) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", block], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert "own_high" in run.stdout


def test_ci_runs_the_test_command_of_the_readme() -> None:
    commands = [block.strip() for block in blocks("sh")]
    assert len(commands) == 2
    test = next(command for command in commands if "pytest" in command)
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_links_point_at_files() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
