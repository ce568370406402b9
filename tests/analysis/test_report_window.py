"""The report begins with the latest four quarters whose revenue is reported."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.analysis.study import quarters
from moneyloop.model import Network
from moneyloop.pages.content import summary
from moneyloop.pages.content.windows import in_words
from moneyloop.questions import asking
from moneyloop.tables import answer, terminal
from moneyloop.tables import report as table

FOUR = "2025-Q3..2026-Q2"


def network(reported: str = "2026-06-30", more: Sequence[dict[str, Any]] = ()) -> Network:
    """Cloud invests 8 in Lab each half year, which buys for 6 and has 2 of another investor."""
    halves = [
        ("2024-01-01", "2024-06-30"),
        ("2024-07-01", "2024-12-31"),
        ("2025-01-01", "2025-06-30"),
        ("2025-07-01", "2025-12-31"),
        ("2026-01-01", "2026-06-30"),
    ]
    rows, figures = list(more), []
    for first, last in halves:
        rows.append(make.deal("Cloud", "Lab", "equity", 8, first, end=last))
        rows.append(make.deal("Fund", "Lab", "equity", 2, first, end=last))
        rows.append(make.deal("Lab", "Cloud", "compute", 6, first, end=last))
        if last <= reported:
            figures.append(make.revenue("Cloud", 20, first, end=last))
    made: Network = make.network(rows, figures, make.parties(["Cloud", "Lab"], ["Fund"]))
    return made


def test_four_quarters_that_end_later_come_before_the_two_years() -> None:
    net = network()
    content = summary.build(net)
    assert content["years"] == [FOUR, "2025", "2024"]
    window = moneyloop.attribute(net, from_="2025-Q3", to="2026-Q2", by="total")
    years = moneyloop.attribute(net, from_="2024", to="2025")
    assert content["rows"] == [*window.rows, *years.rows]
    assert content["headline"].startswith(
        "Of every dollar that AI companies paid Cloud in the year to June 2026, "
    )
    assert content["rule"] == quarters.rule(asking.latest_quarters(net))
    assert {bound["period"] for bound in content["limits"]} == {FOUR}
    assert {flow["period"] for bound in content["limits"] for flow in bound["flows"]} == {FOUR}
    assert len(content["notes"]) == len(set(content["notes"]))
    # What a shown period counts is not left out.
    assert {deal["left_out"] for deal in content["deals"]} == {None}
    assert content["left_out"] == []


def test_a_note_is_of_all_deals_that_a_shown_period_counts() -> None:
    """Each of the three deals of unknown settlement is counted in one of the periods only."""
    unknown = {"settlement": "unknown", "end": ""}
    days = {"early": "2024-02-03", "middle": "2025-02-03", "late": "2026-02-03"}
    more = [
        make.deal("Fund", "Lab", "equity", 1, day, id=name, **unknown) for name, day in days.items()
    ]
    content = summary.build(network(more=more))
    (note,) = (note for note in content["notes"] if note.startswith("Settlement unknown"))
    assert all(name in note for name in days)


def test_screen_and_page_say_which_rule_chose_the_window() -> None:
    net = network()
    content = summary.build(net)
    parts = [*answer.view(content, None), *table.view(content)]
    shown = terminal.text(parts, width=None, color=False)
    for text in (shown, html.unescape(moneyloop.report_page(net))):
        flat = re.sub(r"\s+", " ", text)
        assert content["rule"] in flat
        assert content["headline"] in flat
    places = [shown.index(f"\n{period}\n") for period in content["years"]]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("reported", "asked", "years"),
    [
        ("2025-12-31", {}, ["2025", "2024"]),  # the year itself: these four are it
        ("2025-06-30", {}, ["2025", "2024"]),  # they end before the latest full year
        ("2020-01-01", {}, ["2025", "2024"]),
        ("2026-06-30", {"as_of": "2025-12-31"}, ["2025", "2024"]),
        ("2026-06-30", {"as_of": "2026-05-01"}, ["2025", "2024"]),  # the half is not over
        ("2026-06-30", {"year": "2025"}, ["2025"]),
        ("2026-06-30", {"from_": "2025"}, ["2026", "2025"]),
        ("2026-06-30", {"to": "2024"}, ["2024"]),
    ],
)
def test_no_other_window_is_chosen_by_the_rule(
    reported: str, asked: dict[str, Any], years: list[str]
) -> None:
    content = summary.build(network(reported), **asked)
    assert content["years"] == years
    assert (content["rule"] is None) == (".." not in years[0])


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2025", "2025"),
        ("2025-Q3..2026-Q2", "the year to June 2026"),
        ("2025-Q2..2026-Q1", "the year to March 2026"),
        ("2025-07..2026-06", "the year to June 2026"),
        ("2025-Q3..2026-Q1", "2025-Q3..2026-Q1"),
        ("2024..2025", "2024..2025"),
        ("2025-Q3", "2025-Q3"),
    ],
)
def test_four_quarters_are_the_year_to_their_end(period: str, words: str) -> None:
    assert in_words(period) == words
