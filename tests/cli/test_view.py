"""`moneyloop view`: which part is drawn, and what is said about the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import browser


def embedded(page: Path) -> Any:
    return browser.embedded(page.read_text("utf-8"))["payload"]


def test_the_whole_network_needs_no_word(run: Any, small: Path) -> None:
    done = run("view", str(small), "-o", "page.html")
    assert done.exit_code == 0
    assert done.stderr.strip() == "wrote page.html"
    assert embedded(Path("page.html"))["scope"]["why"] is None


def test_a_part_says_what_is_not_drawn(run: Any, small: Path) -> None:
    done = run("view", str(small), "--around", "Chips", "-o", "page.html")
    assert done.exit_code == 0
    drawn = "Drawn: Chips and the parties at most 1 deal away, 3 parties. Not drawn: 1"
    assert drawn in done.stderr
    assert "paid and signed amounts" in done.stderr
    assert set(embedded(Path("page.html"))["scope"]["parties"]) == {"Cloud", "Lab", "Chips"}


def test_aliases_loops_and_the_largest(run: Any, small: Path) -> None:
    for options, parties in (
        (["--around", "CloudCo", "--hops", "2"], {"Cloud", "Lab", "Chips", "Fund"}),
        (["--loop", "1"], {"Cloud", "Lab"}),
        (["--top", "2"], {"Cloud", "Lab"}),
    ):
        assert run("view", str(small), *options, "-o", "page.html").exit_code == 0
        assert set(embedded(Path("page.html"))["scope"]["parties"]) == parties


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--around", "Clout"], "did you mean 'Cloud'"),
        (["--loop", "99"], "ranks go from 1 to"),
        (["--top", "2", "--loop", "1"], "choose one part of the network"),
        (["--hops", "2"], "choose one part of the network"),
        (["--top", "0"], "0 is not in the range"),
    ],
)
def test_wrong_use(run: Any, small: Path, options: list[str], said: str) -> None:
    done = run("view", str(small), *options, "-o", "page.html")
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Path("page.html").exists()
