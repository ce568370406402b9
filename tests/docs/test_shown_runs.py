"""What README and guides show is true: the commands print it, and the Python runs and prints it.

A run that stands alone is remembered for the session, and other tests of the same line share it.
Runs that make files of the reader's, or read them, come in the order of the page, in one folder.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import documents
from commands import COMMANDS, TOP_LEVEL
from documents import PAGES, Step

ALONE = [
    # In the process in which others run the line (--dist loadgroup).
    pytest.param(step, marks=pytest.mark.xdist_group(step.line), id=f"{page.stem}: {step.line}")
    for page in PAGES
    for step in documents.steps(page)
    if step.alone
]
IN_ORDER = {
    documents.name(page): [step for step in documents.steps(page) if not step.alone]
    for page in PAGES
}


@pytest.mark.parametrize("step", ALONE)
def test_a_run_prints_what_is_shown(run_once: Callable[..., Any], step: Step) -> None:
    done = run_once(step.line)
    assert done.exit_code == 0, done.stderr
    documents.assert_shown(step.shown, done.output)


@pytest.mark.parametrize("page", [page for page, steps in IN_ORDER.items() if steps])
def test_runs_with_files_print_what_is_shown(
    run: Callable[..., Any], tmp_path: Path, page: str
) -> None:
    for step in IN_ORDER[page]:
        if re.search("[|>]", step.line):
            code, printed = in_a_shell(step.line, tmp_path)
        else:
            done = run(*shlex.split(step.line)[1:])
            code, printed = done.exit_code, done.output
        # A check ends in 1 when it finds errors, which is what its example is about.
        wrong = " check -" in step.line and "--proof" not in step.line
        assert code == (1 if wrong else 0), printed
        documents.assert_shown(step.shown, printed)


def in_a_shell(line: str, folder: Path) -> tuple[int, str]:
    """The exit code of a command line in a folder, and what it printed on both streams."""
    program = f"{shlex.quote(sys.executable)} -m moneyloop"
    done = subprocess.run(
        re.sub(r"(^|\| )moneyloop\b", rf"\g<1>{program}", line),
        shell=True,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    "page", [documents.name(page) for page in PAGES if documents.blocks(page, "python")]
)
def test_python_of_a_page_runs_from_top_to_bottom_and_prints_what_is_shown(
    page: str, tmp_path: Path
) -> None:
    """Its blocks are one program; below a block stands what it prints, as text."""
    file = documents.ROOT / page
    program = "\n".join(documents.blocks(file, "python"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    shown = documents.blocks(file, "text")
    assert shown
    documents.assert_shown("...".join(shown), done.stdout)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(step.alone for step in documents.steps(page))],
    ids=documents.name,
)
def test_dollars_in_the_text_are_those_of_the_runs_on_the_page(
    run_once: Callable[..., Any], page: Path
) -> None:
    printed = "".join(run_once(step.line).output for step in documents.steps(page) if step.alone)
    # The first cell of a row may be what a reader should not write.
    text = re.sub(r"^\|[^|\n]*\|", "", documents.prose(page), flags=re.MULTILINE)
    amounts = set(re.findall(r"\$([\d.,]*\d)bn", text))
    assert amounts
    missing = {
        amount
        for amount in amounts
        if not re.search(rf"(?<![\d.]){re.escape(amount)}(?!\d)", printed)
    }
    assert not missing


def test_readme_and_guides_show_every_command() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:\$ |`)moneyloop ([a-z][\w-]*)", text))
    assert sorted(named) == TOP_LEVEL


def test_options_that_the_text_names_are_those_of_the_command() -> None:
    for page in PAGES:
        for line in re.findall(r"`moneyloop ([^`]+)`", documents.prose(page)):
            words = line.split()
            command = " ".join(words[:2]) if words[0] == "calc" else words[0]
            asked = {word for word in words if word.startswith("--") and word != "--version"}
            if command in COMMANDS:
                has = {name for option in COMMANDS[command].params for name in option.opts}
                assert asked <= has, f"{page.name}: {line}"


def test_what_is_shown_is_more_than_dots() -> None:
    for page in PAGES:
        for step in documents.steps(page):
            assert step.line.startswith(("moneyloop ", "printf ")), step.line
            assert step.line.startswith("printf ") or step.shown.replace("...", "").strip()


def test_a_passage_that_is_not_printed_is_found_out() -> None:
    documents.assert_shown("one\n...\nthree", "one two\n three four")
    for wrong in ("two\n...\none", "five"):
        with pytest.raises(AssertionError, match="not in the output"):
            documents.assert_shown(wrong, "one two three")
