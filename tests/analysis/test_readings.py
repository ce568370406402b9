"""Readings: each figure beside its ruler, and what is behind a number."""

from __future__ import annotations

from datetime import date
from typing import Any

import economies as make
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.analysis.study.periods import parse
from moneyloop.books.readings import (
    behind,
    is_revenue,
    is_whole_revenue,
    period_name,
    readings,
    year_of,
)
from moneyloop.model import Network


def figure(metric: str, amount: float, start: str, end: str = "", **more: Any) -> dict[str, Any]:
    row = {"party": "Lab", "metric": metric, "segment": "", "start": start, "end": end or start}
    return row | {"amount": amount, "unit": "usd_bn", "evidence": "reported"} | more


def network(*figures: dict[str, Any]) -> Network:
    deals = [make.deal("Lab", "Cloud", "compute", 1), make.deal("Cloud", "Lab", "equity", 1)]
    return make.network(deals, figures)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2025-01-01", "2025-12-31", "2025"),
        ("2025-07-01", "2025-09-30", "2025-Q3"),
        ("2025-02-01", "2025-02-28", "2025-02"),
        ("2026-01-01", "2030-12-31", "2026..2030"),
        ("2025-01-01", "2025-06-30", "2025-01..2025-06"),
        ("2024-07-01", "2025-06-30", "2024-07..2025-06"),
        ("2025-02-01", "2025-04-30", "2025-02..2025-04"),
        ("2025-01-27", "2026-01-25", "2025-01-27..2026-01-25"),
        ("2025-12-31", "2025-12-31", "2025-12-31"),
    ],
)
def test_days_as_people_write_them(first: str, last: str, name: str) -> None:
    days = (date.fromisoformat(day).toordinal() for day in (first, last))
    assert period_name(*days) == name


@pytest.mark.parametrize(
    ("first", "last", "year"),
    [
        ("2025-01-01", "2025-12-31", 2025),
        ("2024-01-29", "2025-01-26", 2024),
        ("2025-01-27", "2026-01-25", 2025),
        ("2024-06-01", "2025-05-31", 2024),
        ("2024-07-01", "2025-06-30", 2025),  # the middle is the turn of the year
        ("2024-10-01", "2025-09-30", 2025),
        ("2024-11-01", "2025-01-31", 2024),
        ("2024-12-01", "2024-12-31", 2024),
        ("2024-12-31", "2024-12-31", 2024),
        ("2023-01-01", "2026-12-31", 2025),
        ("", "2025-01-26", 2025),
        ("", "", None),
    ],
)
def test_a_period_is_of_the_year_that_holds_its_middle(
    first: str, last: str, year: int | None
) -> None:
    days = [date.fromisoformat(day).toordinal() if day else 0 for day in (first, last)]
    assert year_of(dict(zip(("first", "last"), days, strict=True))) == year


def test_revenue_is_in_dollars_and_touches_the_period() -> None:
    net = network(
        figure("revenue", 1, "2024-07-01", "2025-01-01"),
        figure("revenue", 2, "2025-12-31", "2026-06-30", segment="cloud"),
        figure("revenue", 3, "2023"),
        figure("revenue", 4, "2026"),
        figure("revenue", 80, "2025", unit="pct"),
        figure("run_rate", 5, "2025-12"),
    )
    year = parse("2025")
    found = [one for one in readings(net) if is_revenue(one, year)]
    assert [one["amount"] for one in found] == [1, 2]
    assert [one["amount"] for one in found if is_whole_revenue(one, year)] == [1]


def test_no_days_have_no_name() -> None:
    assert period_name(0, 0) is None


@given(st.integers(1, 12), st.integers(2020, 2030))
def test_every_month_is_named_as_it_is_read(month: int, year: int) -> None:
    span = parse(f"{year}-{month:02}")
    assert period_name(span.first, span.last) == span.name


@pytest.mark.parametrize(
    ("metric", "amount", "start", "end", "ruler", "per_year"),
    [
        ("revenue", 13, "2025", "", "recognised", 13),
        ("revenue", 5.7, "2026-01", "2026-03", "recognised", 22.8),
        ("run_rate", 20, "2025-12", "", "run rate: one month times twelve", 20),
        ("spend", 300, "2026", "2030", "spent", 60),
        ("operating_loss", 74, "2028", "", "loss", 74),
        ("cash", 33, "2025-12-31", "", "balance", None),
        ("backlog", 500, "2025-12-31", "", "committed", None),
        ("valuation", 852, "2026-03-31", "", "valuation", None),
    ],
)
def test_a_figure_has_the_ruler_of_its_metric(
    metric: str,
    amount: float,
    start: str,
    end: str,
    ruler: str,
    per_year: float | None,
) -> None:
    (reading,) = readings(network(figure(metric, amount, start, end)))
    assert reading["ruler"] == ruler
    assert reading["per_year"] == (None if per_year is None else pytest.approx(per_year))
    assert (reading["figure"], reading["segment"]) == ("figures.csv:2", "total")


def test_a_share_or_a_count_is_no_money() -> None:
    share = figure("revenue", 80, "2026", unit="pct", segment="enterprise share")
    users = figure("users", 900, "2026-02", unit="count_m")
    first, second = readings(network(share, users))
    assert (first["ruler"], first["per_year"]) == ("share", None)
    assert (second["ruler"], second["per_year"]) == ("count", None)


def test_alternatives_come_when_they_are_asked_for_and_only_if_known() -> None:
    rows = [
        figure("revenue", 13.07, "2025", source_date="2026-06-25"),
        figure("revenue", 13, "2025", preferred="no", source_date="2026-05"),
        figure("revenue", 60, "2027", preferred="no", source_date="2026-09", evidence="projected"),
    ]
    net = network(*rows)
    assert [reading["amount"] for reading in readings(net)] == [13.07]
    assert [reading["amount"] for reading in readings(net, alternatives=True)] == [13.07, 13, 60]
    known = readings(net, as_of=date(2026, 6, 30).toordinal(), alternatives=True)
    assert [(reading["amount"], reading["preferred"]) for reading in known] == [
        (13.07, True),
        (13, False),
    ]


def test_what_is_behind_a_number() -> None:
    rows = [
        figure("revenue", 2, "2025", evidence="leaked"),
        *(figure("cash", 1, f"2025-0{month}-01") for month in range(1, 10)),
        figure("spend", 1, "2025", evidence=""),
    ]
    net = network(*rows)
    read = readings(net)
    found = behind(net, ["row-2", "row-2"], [read[10], read[9], read[0], read[0]])
    assert found["deals"] == ["row-2"]
    # By line, not by letter: line 11 comes after line 2.
    assert found["figures"] == ["figures.csv:2", "figures.csv:11", "figures.csv:12"]
    assert found["evidence"] == ["reported", "leaked", "not stated"]
