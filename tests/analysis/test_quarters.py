"""The latest four quarters in which sellers with 90% of the network's sales report in full."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.study import quarters
from moneyloop.analysis.study.periods import parse
from moneyloop.analysis.study.quarters import Quarters
from moneyloop.model import Network
from moneyloop.questions import asking

EVERY = [f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)][:10]
LAST = "2026-06-30"


def ends(quarter: str) -> tuple[str, str]:
    period = parse(quarter)
    first, last = (date.fromordinal(day).isoformat() for day in (period.first, period.last))
    return first, last


@pytest.fixture(scope="module")
def bundled() -> Network:
    return moneyloop.load()


def figures(party: str, reported: Iterable[str], **more: Any) -> list[dict[str, Any]]:
    """Revenue of 100 in each of the quarters."""
    days = [ends(quarter) for quarter in reported]
    return [make.revenue(party, 100, first, end=last, **more) for first, last in days]


def sales(seller: str, amount: float, paid: Iterable[str] = EVERY) -> list[dict[str, Any]]:
    """Lab buys for this amount in each of the quarters."""
    days = [ends(quarter) for quarter in paid]
    return [make.deal("Lab", seller, "compute", amount, first, end=last) for first, last in days]


def network(deals: list[dict[str, Any]], reported: list[dict[str, Any]]) -> Network:
    made: Network = make.network(deals, reported, make.parties(["Lab", "Cloud", "Chips", "Small"]))
    return made


def found(net: Network, as_of: str | None = LAST) -> Quarters | None:
    return asking.latest_quarters(net, as_of=as_of)


def window(net: Network, as_of: str | None = LAST) -> tuple[str, str] | None:
    four = found(net, as_of)
    return (four.first, four.last) if four else None


@pytest.mark.parametrize(
    ("cloud", "small", "expected"),
    [
        (9, 1, ("2025-Q3", "2026-Q2")),
        (8.99, 1.01, ("2025-Q2", "2026-Q1")),
        (10, 0, ("2025-Q3", "2026-Q2")),
    ],
)
def test_exactly_ninety_percent_are_enough(
    cloud: float, small: float, expected: tuple[str, str]
) -> None:
    """Small has not reported the last quarter yet: without it the others must have 90%."""
    reported = figures("Cloud", EVERY) + figures("Small", EVERY[:-1])
    assert window(network(sales("Cloud", cloud) + sales("Small", small), reported)) == expected


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ([], ("2025-Q3", "2026-Q2")),
        (["2026-Q2"], ("2025-Q2", "2026-Q1")),
        (["2025-Q4"], ("2024-Q4", "2025-Q3")),
        (["2025-Q4", "2024-Q4"], None),
        (["2025-Q2"], ("2025-Q3", "2026-Q2")),
    ],
)
def test_one_quarter_without_a_figure_breaks_every_window_that_has_it(
    missing: Collection[str], expected: tuple[str, str] | None
) -> None:
    reported = figures("Cloud", [quarter for quarter in EVERY if quarter not in missing])
    assert window(network(sales("Cloud", 10), reported)) == expected


def test_a_quarter_of_which_a_day_is_not_reported_is_not_reported_in_full() -> None:
    late = make.revenue("Cloud", 99, "2026-04-02", end=LAST)
    net = network(sales("Cloud", 10), [*figures("Cloud", EVERY[:-1]), late])
    assert window(net) == ("2025-Q2", "2026-Q1")


def test_reported_years_and_halves_are_reported_quarters() -> None:
    halves = [("2025-07-01", "2025-12-31"), ("2026-01-01", LAST)]
    reported = [make.revenue("Cloud", 200, first, end=last) for first, last in halves]
    net = network(sales("Cloud", 10), [make.revenue("Cloud", 400, "2024"), *reported])
    assert window(net) == ("2025-Q3", "2026-Q2")
    assert window(network(sales("Cloud", 10), [make.revenue("Cloud", 400, "2024")])) == (
        "2024-Q1",
        "2024-Q4",
    )


def test_a_forecast_is_no_report() -> None:
    forecast = figures("Cloud", EVERY[-1:], evidence="projected")
    net = network(sales("Cloud", 10), [*figures("Cloud", EVERY[:-1]), *forecast])
    assert moneyloop.attribute(net, from_="2026-Q2", by="quarter").rows[0]["revenue_coverage"] == 1
    assert window(net) == ("2025-Q2", "2026-Q1")


def test_the_share_is_of_the_sales_of_all_four_quarters() -> None:
    """Small sells a half of the last quarter, and 5% of the four."""
    deals = sales("Cloud", 10) + sales("Small", 2, ["2026-Q2"])
    four = found(network(deals, figures("Cloud", EVERY)))
    assert four is not None
    assert (four.first, four.last) == ("2025-Q3", "2026-Q2")
    assert four.share == pytest.approx(40 / 42)
    assert four.sellers == ("Cloud",)


def test_only_quarters_that_are_over_and_known_count() -> None:
    net = network(sales("Cloud", 10), figures("Cloud", EVERY))
    expected = {
        LAST: ("2025-Q3", "2026-Q2"),
        "2026-06-29": ("2025-Q2", "2026-Q1"),
        "2026-03-31": ("2025-Q2", "2026-Q1"),
        "2025-11-15": ("2024-Q4", "2025-Q3"),
        "2024-12-31": ("2024-Q1", "2024-Q4"),
        "2024-12-30": None,
    }
    assert {when: window(net, when) for when in expected} == expected


def test_there_may_be_no_such_quarters() -> None:
    nobody = network(sales("Cloud", 10), [])
    no_sales = network([make.deal("Cloud", "Lab", "equity", 5)], figures("Cloud", EVERY))
    three = network(sales("Cloud", 10), figures("Cloud", EVERY[-3:]))
    assert [window(net) for net in (nobody, no_sales, three)] == [None] * 3
    assert quarters.rule(None) == (
        "There are no four quarters in a row in which sellers with at least 90% of the network's "
        "known sales report all of their revenue."
    )


def test_a_list_of_payments_reports_no_revenue() -> None:
    days = [ends(quarter)[0] for quarter in EVERY]
    rows = [{"payer": "Lab", "payee": "Cloud", "amount": 9, "start": day} for day in days]
    assert found(moneyloop.load_payments(pd.DataFrame(rows), {}, "compute")) is None


def test_the_rule_is_said_in_one_sentence() -> None:
    deals = sales("Cloud", 3) + sales("Chips", 6.5) + sales("Small", 0.5)
    four = found(network(deals, figures("Cloud", EVERY) + figures("Chips", EVERY)))
    assert quarters.rule(four) == (
        "2025-Q3 to 2026-Q2 are the latest four quarters in which sellers with at least 90% of the "
        "network's known sales report all of their revenue: 95%, by Chips and Cloud."
    )


def by_hand(net: Network, as_of: str | None) -> tuple[tuple[str, str], float] | None:
    """The same from the rows of `attribute` by quarter, of a network without its forecasts."""
    figures = net.figures.loc[net.figures["evidence"] != "projected"]
    asked: dict[str, Any] = {"by": "quarter", "as_of": as_of, "amounts": "known"}
    answer = moneyloop.attribute(net, **asked)
    reported = moneyloop.attribute(replace(net, figures=figures), **asked)
    sold = {(row["period"], row["party"]): row["network_sales"] or 0.0 for row in answer.rows}
    full = {(row["period"], row["party"]) for row in reported.rows if row["revenue_coverage"] >= 1}
    first = min((period for period, _ in sold), default="2026-Q1")
    names = [
        f"{year}-Q{quarter}"
        for year in range(int(first[:4]), int(answer.as_of[:4]) + 1)
        for quarter in (1, 2, 3, 4)
        if ends(f"{year}-Q{quarter}")[1] <= answer.as_of
    ]
    best = None
    for start in range(len(names) - 3):
        four = names[start : start + 4]
        whole = sum(amount for (period, _), amount in sold.items() if period in four)
        theirs = sum(
            amount
            for (period, party), amount in sold.items()
            if period in four and all((quarter, party) in full for quarter in four)
        )
        if theirs > 0 and theirs / whole >= 0.9 - 1e-9:
            best = ((four[0], four[3]), theirs / whole)
    return best


@examples(30)
@given(data=st.data())
def test_the_latest_four_are_those_found_by_hand(data: st.DataObject) -> None:
    deals, reported = [], []
    for seller in ("Cloud", "Chips", "Small"):
        paid = data.draw(st.lists(st.sampled_from(EVERY), unique=True))
        deals += sales(seller, data.draw(st.sampled_from([1, 2, 9, 20])), paid)
        silent = data.draw(st.lists(st.sampled_from(EVERY), max_size=3))
        reported += figures(seller, [quarter for quarter in EVERY if quarter not in silent])
    deals.append(make.deal("Cloud", "Lab", "equity", 0, "2024-01-01"))
    as_of = data.draw(st.sampled_from([LAST, "2026-02-01", "2025-06-30"]))
    net = network(deals, reported)
    four, expected = found(net, as_of), by_hand(net, as_of)
    assert (four and (four.first, four.last)) == (expected and expected[0])
    assert (four and four.share) == (expected and pytest.approx(expected[1]))


@pytest.mark.parametrize("as_of", [None, "2025-12-31"])
def test_the_latest_four_of_the_bundled_data(bundled: Network, as_of: str | None) -> None:
    four, expected = found(bundled, as_of), by_hand(bundled, as_of)
    assert four is not None
    assert expected is not None
    assert ((four.first, four.last), four.share) == (expected[0], pytest.approx(expected[1]))
    assert len(four.periods) == 4
    assert quarters.rule(four).startswith(f"{four.first} to {four.last} are the latest four")
