"""Ends that the search does not find: each answer writes a limit around the end, and says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.analysis.graph import EVERY, MEASURES
from moneyloop.analysis.ranged import programs
from moneyloop.model import Network, Result
from moneyloop.pages.content import summary
from moneyloop.questions.worlds import explain_sector
from moneyloop.tables import report

CLOSE = 1e-9
WORDS = "may be narrower than they are written"


@pytest.fixture
def network() -> Network:
    """Lab pays Cloud with as much of a credit of unknown amount as it buys: that is a bend."""
    deals = [
        make.deal("Cloud", "Lab", "credit", "", "2025-01-01", end="", settlement="credits"),
        make.deal("Cloud", "Lab", "equity", 4, "2025-01-01", end=""),
        make.deal("Lab", "Cloud", "compute", 6, "2025-03-01", end=""),
        make.deal("Lab", "World", "services", 3, "2025-03-01", end=""),
        make.deal("Other", "Cloud", "compute", "", "2025-03-01", end=""),
        make.deal("Cloud", "Other", "equity", 1, "2025-01-01", end=""),
    ]
    return make.network(deals, [], make.parties(["Cloud", "Lab", "Other"], ["World"]))


@pytest.fixture
def not_found(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on the search takes no step: it knows where it begins, and nothing more."""
    least = programs.least
    return lambda: monkeypatch.setattr(programs, "least", partial(least, steps=0))


def holds(outer: dict[str, Any], exact: dict[str, Any], key: str) -> bool:
    """Whether one interval lies around another; a high that is not public has none above it."""
    low, high = outer[f"{key}_low"], outer[f"{key}_high"]
    most = exact[f"{key}_high"]
    return low <= exact[f"{key}_low"] + CLOSE and (
        high is None or (most is not None and high >= most - CLOSE)
    )


def said(notes: list[str]) -> bool:
    return any(WORDS in note for note in notes)


ANSWERS: dict[str, Callable[[Network], Result]] = {
    "attribute": lambda net: moneyloop.attribute(net, party="Cloud", year=2025),
    "months": lambda net: moneyloop.attribute(net, party="Cloud", by="month", year=2025),
    "timeline": lambda net: moneyloop.timeline(net, from_="2025-Q1"),
    "one party's timeline": lambda net: moneyloop.timeline(net, party="Cloud", from_="2025-Q1"),
    "index": lambda net: moneyloop.index(net, from_="2025", to="2025"),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_limit_is_written_and_said(
    network: Network, not_found: Callable[[], None], answer: Callable[[Network], Result]
) -> None:
    exact = answer(network)
    assert not said(exact.notes)
    not_found()
    outer = answer(network)
    assert said(outer.notes)
    assert len(outer.rows) == len(exact.rows)
    for row, narrow in zip(outer.rows, exact.rows, strict=True):
        for measure in MEASURES:
            assert holds(row, narrow, measure)


@pytest.mark.parametrize("measure", EVERY)
def test_all_sellers_together(
    network: Network, not_found: Callable[[], None], measure: str
) -> None:
    exact = explain_sector(network, year=2025, measure=measure)
    assert exact.extra["answer"].endswith("each for all sellers at once.")
    not_found()
    outer = explain_sector(network, year=2025, measure=measure)
    keys = {f"{measure}_{end}": end for end in ("low", "high")}
    ends = ({key: one.extra[end] for key, end in keys.items()} for one in (outer, exact))
    assert holds(*ends, measure)
    if outer.extra["answer"] != exact.extra["answer"]:
        assert said(outer.notes)
        assert "was not found" in outer.extra["answer"]


def test_the_report_says_attained_only_where_it_is(
    network: Network, not_found: Callable[[], None]
) -> None:
    exact = summary.build(network, year="2025")
    assert any("Each end is attained" in str(part) for part in report.view(exact))
    not_found()
    outer = summary.build(network, year="2025")
    assert not any("Each end is attained" in str(part) for part in report.view(outer))
    assert any("Not every end" in str(part) for part in report.view(outer))
    assert said(outer["notes"])
    for measure in MEASURES:
        assert holds(outer["together"], exact["together"], measure)


def test_what_would_settle_it(network: Network, not_found: Callable[[], None]) -> None:
    exact = moneyloop.unknowns(network, year=2025)
    assert not any("Widths may be less" in note for note in exact.notes)
    not_found()
    outer = moneyloop.unknowns(network, year=2025)
    assert any("Widths may be less" in note for note in outer.notes)
    for row in outer.rows:
        now, left = row["width_now"], row["width_left"]
        assert None in (now, left) or left <= now


def test_what_widens_an_interval_is_explained(
    network: Network, not_found: Callable[[], None]
) -> None:
    not_found()
    answer = moneyloop.explain(network, party="Cloud", year=2025)
    assert said(answer.notes)
