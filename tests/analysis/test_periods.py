"""Years, quarters and months of the same rows: where they agree, and where they need not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import lots
import moneyloop
from examples import examples
from moneyloop.analysis.graph import MEASURES
from moneyloop.model import Network

FLOWS = ("revenue", "network_sales", "own_investment")
BUCKETS = (
    "own_estimate",
    "other_network_investors",
    "outside_investors",
    "reciprocal",
    "earlier_cash",
    "no_known_source",
    "customers",
)
ENDS = tuple(f"{measure}_known_{end}" for measure in MEASURES for end in ("low", "high"))


def sums(network: Network, by: str, **options: Any) -> dict[str, dict[str, float]]:
    """Each party's numbers summed over the periods of 2025."""
    total: dict[str, dict[str, float]] = {}
    choices = {"by": by, "from_": "2025", "to": "2025", "amounts": "known"}
    for row in moneyloop.attribute(network, **choices, **options).rows:
        mine = total.setdefault(row["party"], dict.fromkeys((*FLOWS, *BUCKETS, *ENDS), 0.0))
        for key in mine:
            mine[key] += row[key] or 0  # a revenue that nobody reports is None
    return total


def assert_same(found: Any, expected: Any, keys: tuple[str, ...]) -> None:
    for party, numbers in expected.items():
        mine = found.get(party, dict.fromkeys(keys, 0.0))
        for key in keys:
            assert mine[key] == pytest.approx(numbers[key], abs=1e-6), (party, key)


@pytest.mark.parametrize("by", ["quarter", "month"])
@examples(25)
@given(data=st.data())
def test_money_that_flows_evenly_is_the_same_by_year_and_by_month(
    data: st.DataObject, by: str
) -> None:
    """Each month is the year in small, so pools, estimates and bounds are too."""
    economy = data.draw(make.economies(max_size=3))
    even = economy.with_more(cash=0 * economy.cash, first_year=2025)
    network = even.network()
    assert_same(sums(network, by), sums(network, "year"), (*FLOWS, *BUCKETS, *ENDS))


@pytest.mark.parametrize("by", ["quarter", "month", "total"])
def test_what_was_paid_and_booked_does_not_depend_on_the_period(by: str) -> None:
    random = np.random.default_rng(30)
    for _ in range(10):
        deals, cash, parties = lots.deals(lots.events(random, 3, 20), list("ABC"))
        for row in deals:
            row["start"] = f"2025-{random.integers(1, 13):02d}-{random.integers(1, 28):02d}"
        network = make.network(deals, cash, parties)
        assert_same(sums(network, by), sums(network, "year"), FLOWS)


def test_months_narrow_what_a_year_allows() -> None:
    """A matching of each month is a matching of the year, where all money has a known source."""
    random = np.random.default_rng(31)
    for _ in range(20):
        rows = []
        for month in range(1, 13):
            stake, spent = (int(amount) for amount in random.integers(0, 20, 2))
            sold = int(random.integers(0, stake + spent + 1))
            day = f"2025-{month:02d}"
            rows.append(make.deal("A", "B", "equity", stake, day))
            rows.append(make.deal("Street", "B", "customer", spent, day))
            rows.append(make.deal("B", "A", "compute", sold, day))
        network = make.network(rows, [], make.parties("AB", ["Street"]))
        year, months = sums(network, "year")["A"], sums(network, "month")["A"]
        assert year["own_known_low"] <= months["own_known_low"] + 1e-9
        assert months["own_known_low"] <= months["own_estimate"] + 1e-9
        assert months["own_estimate"] <= months["own_known_high"] + 1e-9
        assert months["own_known_high"] <= year["own_known_high"] + 1e-9


def test_where_months_and_the_year_need_not_agree() -> None:
    """An investment in January and a purchase in December: the year mixes what months do not.

    By month the money is gone before December unless a reported balance carries it, so the
    money of the purchase has no known source; and a year's pool may spend what comes in later.
    """
    rows = [
        make.deal("A", "B", "equity", 60, "2025-01-15", end=""),
        make.deal("B", "A", "compute", 50, "2025-12-15", end=""),
        make.deal("Street", "B", "customer", 40, "2025-12-20", end=""),
    ]
    parties = make.parties("AB", ["Street"])
    network = make.network(rows, [make.cash("A", 60, "2024-12-31")], parties)
    year, months = sums(network, "year")["A"], sums(network, "month")["A"]
    assert year["own_estimate"] == pytest.approx(50 * 60 / 100)
    assert (year["own_known_low"], year["own_known_high"]) == (10, 50)
    assert (months["own_estimate"], months["own_known_low"], months["own_known_high"]) == (0, 0, 0)
    assert (year["no_known_source"], months["no_known_source"]) == (0, 10)
    assert months["customers"] == pytest.approx(40)
    # Balances at the end of each month carry it: then it is all A's.
    ends = [str(np.datetime64(f"2025-{month:02d}") + 1) for month in range(1, 12)]
    days = [str(np.datetime64(f"{end}-01") - 1) for end in ends]
    carried = [make.cash("A", 60, "2024-12-31"), *(make.cash("B", 60, day) for day in days)]
    months = sums(make.network(rows, carried, parties), "month")["A"]
    assert (
        months["own_estimate"],
        months["own_known_low"],
        months["own_known_high"],
    ) == pytest.approx((30, 10, 50))
    # Only days tell that the customer paid too late.
    dated = moneyloop.attribute(
        network, rule="pro-rata", party=["A"], from_="2025", to="2025"
    ).rows[0]
    assert (dated["own_low"], dated["own_estimate"], dated["own_high"]) == (50, 50, 50)


def test_fiscal_years_are_prorated_by_day() -> None:
    """A fiscal year to June and the next: calendar 2025 has 181 days of one, 184 of the other."""
    rows = [make.deal("Fund", "A", "equity", 1, "2025-03-01", end="")]
    figures = [
        make.revenue("A", 365, "2024-07-01", end="2025-06-30"),
        make.revenue("A", 730, "2025-07-01", end="2026-06-30"),
    ]
    network = make.network(rows, figures, make.parties("A", ["Fund"]))
    row = moneyloop.attribute(network, from_="2025", to="2025").rows[0]
    assert row["revenue"] == pytest.approx(181 * 1 + 184 * 2)
    assert row["revenue_coverage"] == 1
    quarter = moneyloop.attribute(network, by="quarter", from_="2025-Q3", to="2025-Q3").rows[0]
    assert quarter["revenue"] == pytest.approx(92 * 2)


def test_periods_after_the_as_of_date_are_planned() -> None:
    rows = [make.deal("A", "B", "compute", 24, "2025-01-01", end="2026-12-31", status="signed")]
    network = make.network(rows, [], make.parties("AB"))
    for by, formed in (("year", 1), ("quarter", 2), ("month", 6)):
        rows = moneyloop.attribute(
            network, as_of="2025-06-30", by=by, from_="2025", to="2025", party=["B"]
        ).rows
        assert sum(row["planned"] for row in rows) == formed
