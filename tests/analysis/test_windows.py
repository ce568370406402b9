"""A total window: exactly the days that are asked for, as one period; earlier cash comes in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.study.periods import parse, total
from moneyloop.analysis.study.study import study
from moneyloop.model import Network
from moneyloop.questions import asking

BUCKETS = (
    *("own_estimate", "other_network_investors", "outside_investors", "reciprocal"),
    *("earlier_cash", "no_known_source", "customers"),
)
NUMBERS = (
    *("revenue", "network_sales", "own_investment", "revenue_coverage", "turns", *BUCKETS),
    *(f"{measure}_{end}" for measure in MEASURES for end in ("low", "estimate", "high")),
)
QUARTERS = [f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
INSIDE, OUTSIDE = ["A", "B", "C"], ["Fund", "Street"]


# --- Which days, and how they are written ---------------------------------------------------


@pytest.mark.parametrize(
    ("from_", "to", "name", "first", "last"),
    [
        ("2025-Q3", "2026-Q2", "2025-Q3..2026-Q2", "2025-07-01", "2026-06-30"),
        ("2025-07", "2026-06", "2025-07..2026-06", "2025-07-01", "2026-06-30"),
        ("2025-Q3", "2026-06", "2025-07..2026-06", "2025-07-01", "2026-06-30"),
        ("2025-Q3", "2026", "2025-Q3..2026-Q4", "2025-07-01", "2026-12-31"),
        ("2024", "2025", "2024..2025", "2024-01-01", "2025-12-31"),
        ("2025", "2025", "2025", "2025-01-01", "2025-12-31"),
        ("2025-Q1", "2025-Q4", "2025-Q1..2025-Q4", "2025-01-01", "2025-12-31"),
        ("2025-Q2", "2025-Q2", "2025-Q2", "2025-04-01", "2025-06-30"),
        ("2025-05", "2025-05", "2025-05", "2025-05-01", "2025-05-31"),
        (date(2025, 5, 9), date(2025, 6, 1), "2025-05..2025-06", "2025-05-01", "2025-06-30"),
        # An end that is left out is that of a year: of the first money, of the as-of date.
        ("2025-Q3", None, "2025-Q3..2026-Q4", "2025-07-01", "2026-12-31"),
        (None, "2025-Q2", "2024-Q1..2025-Q2", "2024-01-01", "2025-06-30"),
        (None, None, "2024..2026", "2024-01-01", "2026-12-31"),
    ],
)
def test_a_total_window_is_the_one_that_was_asked_for(
    from_: Any, to: Any, name: str, first: str, last: str
) -> None:
    rows = [
        make.deal("Fund", "A", "equity", 5, "2024-05-06", end=""),
        make.deal("A", "B", "compute", 3, "2026-02-03", end=""),
    ]
    network = make.network(rows, [], make.parties(INSIDE, OUTSIDE))
    asked = asking.study(network, from_=from_, to=to, by="total")
    (shown,) = asked.shown
    *earlier, period = asked.periods
    assert (period.name, shown) == (name, len(earlier))
    days = [date.fromisoformat(day).toordinal() for day in (first, last)]
    assert [period.first, period.last] == days == list(asked.window)
    # The days before it, by calendar year, from the first money on.
    opens = [*(one.first for one in earlier), period.first]
    assert [one.last + 1 for one in earlier] == opens[1:]
    assert all(date.fromordinal(one.first).strftime("%j") == "001" for one in earlier)
    assert not earlier or opens[0] == date(2024, 1, 1).toordinal()
    rows = moneyloop.attribute(network, from_=from_, to=to, by="total").rows
    assert {row["period"] for row in rows} <= {name}


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2025-07-15", "2026-06-30", "2025-07-15..2026-06-30"),
        ("2025-07-01", "2026-06-29", "2025-07-01..2026-06-29"),
        ("2025-07-15", "2025-07-15", "2025-07-15"),
        ("2025-07-01", "2026-06-30", "2025-Q3..2026-Q2"),
        ("2025-08-01", "2026-06-30", "2025-08..2026-06"),
        ("2025-01-01", "2026-12-31", "2025..2026"),
    ],
)
def test_any_run_of_days_is_a_period(first: str, last: str, name: str) -> None:
    days = [date.fromisoformat(day).toordinal() for day in (first, last)]
    assert total(*days).name == name
    rows = [make.deal("A", "B", "compute", 365, "2025-07-01", end="2026-06-30")]
    network = make.network(rows, [], make.parties(INSIDE))
    asked = study(network, by="total", window=(days[0], days[1]))
    (shown,) = asked.shown
    period = asked.periods[shown]
    assert (period.name, period.first, period.last) == (name, *days)
    paid = (min(days[1], parse("2026-06").last) - max(days[0], parse("2025-07").first)) + 1
    in_window = asked.flows.loc[asked.flows["period"] == shown]
    assert in_window["amount"].sum() == pytest.approx(paid)


def test_a_window_that_is_over_is_not_planned_and_earlier_cash_is_in_it() -> None:
    later = {"status": "signed", "announced": "2026-01"}
    rows = [
        make.deal("A", "B", "equity", 20, "2025-03-01", end=""),
        make.deal("B", "A", "compute", 20, "2025-09-05", end=""),
        make.deal("B", "A", "compute", 5, "2026-07-01", end="2026-12-31", **later),
    ]
    network = make.network(rows, [make.cash("B", 20, "2025-06-30")], make.parties("AB"))
    options: dict[str, Any] = {"by": "total", "as_of": "2026-06-30", "party": "A"}
    over = moneyloop.attribute(network, from_="2025-Q3", to="2026-Q2", **options)
    (row,) = over.rows
    assert (row["planned"], row["network_sales"], row["earlier_cash"]) == (False, 20, 0)
    # B's revenue is not reported: it may have had other money.
    assert [row[f"own_{end}"] for end in ("low", "estimate", "high")] == [0, 20, 20]
    (row,) = moneyloop.attribute(network, from_="2025-Q3", to="2026-Q3", **options).rows
    assert row["planned"]
    assert row["network_sales"] == pytest.approx(20 + 5 / 2)


# --- What is in it --------------------------------------------------------------------------


@st.composite
def quarterly(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Deals that are each paid in one quarter, and what each quarter's revenue was reported as.

    Reported revenue is at least what the rows sell.
    """
    companies = st.sampled_from(INSIDE)
    deals: list[dict[str, Any]] = []
    sold: dict[tuple[str, str], int] = {}
    for _ in range(draw(st.integers(1, 14))):
        quarter = draw(st.sampled_from(QUARTERS))
        kind = draw(st.sampled_from(["equity", "compute", "repayment", "credit"]))
        payee = draw(companies)
        payer = draw(st.sampled_from([*INSIDE, *OUTSIDE])) if kind != "credit" else draw(companies)
        if payer == payee:
            continue
        amount = draw(st.integers(0, 30))
        period = parse(quarter)
        first, last = sorted(draw(st.integers(period.first, period.last)) for _ in range(2))
        days = [date.fromordinal(day).isoformat() for day in (first, last)]
        deals.append(make.deal(payer, payee, kind, amount, days[0], end=days[1]))
        if kind == "compute":
            sold[quarter, payee] = sold.get((quarter, payee), 0) + amount
    deals.append(make.deal("Fund", "Street", "equity", 0, "2024-01-01"))
    figures = []
    for quarter in QUARTERS:
        months = parse(quarter)
        days = [date.fromordinal(day).isoformat() for day in (months.first, months.last)]
        for party in INSIDE:
            if draw(st.booleans()):
                amount = sold.get((quarter, party), 0) + draw(st.integers(0, 20))
                figures.append(make.revenue(party, amount, days[0], end=days[1]))
    return deals, figures


def windows() -> st.SearchStrategy[tuple[str, str]]:
    """The first and the last quarter of a window."""
    numbers = st.integers(0, len(QUARTERS) - 1)
    ends = st.tuples(numbers, numbers).map(sorted)
    return ends.map(lambda pair: (QUARTERS[pair[0]], QUARTERS[pair[1]]))


def answer(network: Network, **options: Any) -> dict[str, dict[str, Any]]:
    rows = moneyloop.attribute(network, as_of="2026-12-31", **options).rows
    assert len({row["period"] for row in rows}) <= 1
    return {row["party"]: row for row in rows}


def within(rows: list[dict[str, Any]], first: str, last: str) -> list[dict[str, Any]]:
    """The rows whose days are all in the window."""
    start, end = parse(first).first, parse(last).last
    return [row for row in rows if start <= date.fromisoformat(row["start"]).toordinal() <= end]


@examples(40)
@given(drawn=quarterly(), window=windows())
def test_later_money_changes_nothing_in_a_window(
    drawn: tuple[list[dict[str, Any]], list[dict[str, Any]]], window: tuple[str, str]
) -> None:
    deals, figures = drawn
    first, last = window
    everyone = make.parties(INSIDE, OUTSIDE)
    nothing = make.deal("Fund", "Street", "equity", 0, "2024-01-01")
    until = [*within(deals, QUARTERS[0], last), nothing]
    options: dict[str, Any] = {"from_": first, "to": last, "by": "total"}
    found = answer(make.network(deals, figures, everyone), **options)
    expected = answer(make.network(until, within(figures, QUARTERS[0], last), everyone), **options)
    assert found.keys() == expected.keys()
    for party, row in expected.items():
        for key in NUMBERS:
            assert found[party][key] == pytest.approx(row[key], abs=1e-7), (party, key)


@examples(40)
@given(drawn=quarterly(), year=st.sampled_from(["2024", "2025", "2026"]))
def test_a_window_of_a_calendar_year_is_that_year(
    drawn: tuple[list[dict[str, Any]], list[dict[str, Any]]], year: str
) -> None:
    network = make.network(*drawn, make.parties(INSIDE, OUTSIDE))
    expected = answer(network, from_=year, to=year)
    found = answer(network, from_=year, to=year, by="total")
    assert found.keys() == expected.keys()
    for party, row in expected.items():
        assert {**found[party], "growth": row["growth"]} == row


@examples(40)
@given(drawn=quarterly())
def test_four_quarters_are_a_year_that_begins_in_july(
    drawn: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    """The same payments half a year earlier, in a calendar year, give the same answer."""
    deals, figures = (within(rows, "2025-Q3", "2026-Q2") for rows in drawn)
    everyone = make.parties(INSIDE, OUTSIDE)
    deals = [*deals, make.deal("Fund", "Street", "equity", 0, "2025-07-01")]
    earlier = [[_half_a_year_earlier(row) for row in rows] for rows in (deals, figures)]
    network = make.network(deals, figures, everyone)
    found = answer(network, from_="2025-Q3", to="2026-Q2", by="total")
    expected = answer(make.network(*earlier, everyone), from_="2025", to="2025")
    assert found.keys() == expected.keys()
    for party, row in expected.items():
        for key in set(NUMBERS) - {"revenue_coverage"}:
            assert found[party][key] == pytest.approx(row[key], abs=1e-7), (party, key)


def _half_a_year_earlier(row: dict[str, Any]) -> dict[str, Any]:
    """The row on the first to the last day of the quarter two quarters before."""
    day = date.fromisoformat(row["start"])
    month = day.year * 12 + (day.month - 1) // 3 * 3 - 6
    quarter = parse(f"{month // 12}-Q{month % 12 // 3 + 1}")
    days = [date.fromordinal(end).isoformat() for end in (quarter.first, quarter.last)]
    return row | {"start": days[0], "end": days[1]}


@examples(40)
@given(drawn=quarterly(), window=windows())
def test_a_window_and_its_quarters_are_paid_and_book_the_same(
    drawn: tuple[list[dict[str, Any]], list[dict[str, Any]]], window: tuple[str, str]
) -> None:
    network = make.network(*drawn, make.parties(INSIDE, OUTSIDE))
    ends: dict[str, Any] = {"as_of": "2026-12-31", "from_": window[0], "to": window[1]}
    whole, parts = (asking.study(network, **ends, by=by) for by in ("total", "quarter"))
    (one,) = whole.shown
    shown = parts.flows.loc[parts.flows["period"].isin(parts.shown)]
    summed = shown.groupby("deal")["amount"].sum()
    flows = whole.flows.loc[whole.flows["period"] == one].groupby("deal")["amount"].sum()
    assert flows.to_dict() == pytest.approx(summed.to_dict())
    for name in ("revenue", "network_sales"):
        quarters = sum(getattr(parts.pools[index], name) for index in parts.shown)
        assert getattr(whole.pools[one], name) == pytest.approx(quarters, abs=1e-9)


@examples(40)
@given(drawn=quarterly(), window=windows())
def test_what_holds_of_any_period_holds_of_a_window(
    drawn: tuple[list[dict[str, Any]], list[dict[str, Any]]], window: tuple[str, str]
) -> None:
    network = make.network(*drawn, make.parties(INSIDE, OUTSIDE))
    for row in answer(network, from_=window[0], to=window[1], by="total").values():
        if row["revenue"] is None:  # nobody reports any, and no sale is known
            assert all(row[bucket] == 0 for bucket in BUCKETS)
            continue
        assert sum(row[bucket] for bucket in BUCKETS) == pytest.approx(row["revenue"], abs=1e-6)
        for end in ("low", "estimate", "high"):
            nested = [row[f"{measure}_{end}"] for measure in MEASURES]
            above = [*nested[1:], row["revenue"]]
            assert all(part <= whole + 1e-7 for part, whole in zip(nested, above, strict=True))
        for measure in MEASURES:
            low, estimate, high = (row[f"{measure}_{end}"] for end in ("low", "estimate", "high"))
            assert low - 1e-7 <= estimate <= high + 1e-7
        assert row["own_high"] <= row["network_sales"] + 1e-7
