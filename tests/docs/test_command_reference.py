"""docs/commands.md is what the commands say, each of them, and the script says when it is not."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commands import COMMANDS
from documents import REFERENCE, ROOT

SCRIPT = ROOT / "scripts" / "command_reference.py"
SECTIONS = dict(
    re.findall(
        r"^### ([^\n]+)\n\n```text\n(.*?)^```$",
        REFERENCE.read_text(encoding="utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )
)


def test_every_command_is_in_the_reference() -> None:
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_has_what_the_command_prints(run: Callable[..., Any], command: str) -> None:
    printed = run(*command.split(), "--help").stdout
    assert [line.rstrip() for line in printed.splitlines()] == SECTIONS[command].splitlines()


def test_the_script_tells_a_page_that_is_true_from_one_that_is_not(tmp_path: Path) -> None:
    """The file in docs/ passes; a copy of the script beside another file does not."""
    docs, scripts = tmp_path / "docs", tmp_path / "scripts"
    docs.mkdir()
    scripts.mkdir()
    (docs / "commands.md").write_text("# The commands\n", encoding="utf-8")
    copy = scripts / SCRIPT.name
    copy.write_bytes(SCRIPT.read_bytes())

    def check(script: Path, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, str(script), *words], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stderr

    assert check(SCRIPT, "--check") == (0, "")
    code, said = check(copy, "--check")
    assert code == 1
    assert "run command_reference.py" in said
    assert check(copy) == (0, "")
    assert (docs / "commands.md").read_bytes() == REFERENCE.read_bytes()
    assert check(copy, "--wrong")[0] == 2
