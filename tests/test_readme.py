"""The README: short, with today's answer, two commands that CI runs, and ten words.

Its runs, its Python and its links are tested with those of the guides, in tests/docs.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any

import pytest

import documents
import moneyloop
from documents import README, ROOT

TEXT = README.read_text(encoding="utf-8")
COMMANDS = [block.strip() for block in documents.blocks(README, "sh")]


def test_it_is_about_1100_words_without_the_code() -> None:
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", documents.prose(README))
    assert 900 <= len(re.findall(r"[\w'’$.,%-]*\w[\w'’$.,%-]*", words)) <= 1200


@pytest.mark.xdist_group("moneyloop report")
def test_it_begins_with_the_answer_of_today(run_once: Callable[..., Any]) -> None:
    quoted = " ".join(re.findall(r"^> (.+)$", TEXT, flags=re.MULTILINE))
    printed = documents.squeezed(run_once("moneyloop report").stdout)
    sentence = re.search(r"Of every dollar .*? coming back\.", quoted)
    assert sentence
    assert printed.startswith(sentence[0])
    figures = re.search(r"Own money back in the year .*?estimate \$[\d.]+bn\.", quoted)
    assert figures
    assert figures[0] in printed
    # The shares of the limits, and the deals that come with it.
    shares = re.search(r"(\d+%) of the sales in the answer and (\d+%) of the investments", TEXT)
    assert shares
    assert f"{shares[1]} of the sales and {shares[2]} of the investments rest on" in printed
    assert f"It comes with {len(moneyloop.load().deals)} deals" in TEXT


def test_there_are_two_commands_and_ci_runs_the_tests_by_the_second() -> None:
    assert len(COMMANDS) == 2
    test = next(command for command in COMMANDS if "pytest" in command)
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_first_command_makes_an_environment_installs_and_does_the_main_job() -> None:
    done = [shlex.split(part) for part in COMMANDS[0].split("&&")]
    assert done == [
        ["python3", "-m", "venv", ".venv"],
        [".", ".venv/bin/activate"],
        ["python3", "-m", "pip", "install", "."],
        ["moneyloop", "report"],
    ]


def test_the_glossary_has_ten_words() -> None:
    table = re.search(r"^\| word \| meaning \|\n\|---\|---\|\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    assert table
    assert len(table[1].splitlines()) == 10
