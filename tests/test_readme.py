"""The README is true: its commands run, and print what it shows; its Python runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
RunOnce = Callable[[str], Any]

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


def in_a_shell(command: str, folder: Path) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a command in a folder."""
    program = f"{shlex.quote(sys.executable)} -m moneyloop"
    line = re.sub(r"(^|\| )moneyloop\b", rf"\g<1>{program}", command)
    done = subprocess.run(
        line, shell=True, cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("block", blocks("console"))
def test_console_examples_print_what_is_shown(
    block: str, tmp_path: Path, run_once: RunOnce, run: Run
) -> None:
    shown = steps(block)
    assert shown
    for command, output in shown:
        if re.search("[|>]", command):
            code, printed, said = in_a_shell(command, tmp_path)
        else:
            steps_need_each_other = re.search(r"my-data|payments\.csv", block)
            words = shlex.split(command)[1:]
            done = run(*words) if steps_need_each_other else run_once(command)
            code, printed, said = done.exit_code, done.stdout, done.stderr
        # `check` ends with 1 because it finds what the example is about; the proof only asks.
        wrong = " check -" in command and "--proof" not in command
        assert code == (1 if wrong else 0), said
        assert_shown(output, printed)


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
