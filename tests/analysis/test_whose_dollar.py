"""Whose dollar, in `company` and `compare`: the rows behind, and the sales that nobody states."""

from __future__ import annotations

from typing import Any

import pytest

import economies as make
from moneyloop.model import Network
from moneyloop.questions.figures.company import company
from moneyloop.questions.figures.compare import compare


@pytest.fixture
def ring() -> Network:
    """Cloud invests 4 in Lab, which buys 6 of it; customers pay Lab 2 and Cloud the rest of 20."""
    deal, revenue = make.deal, make.revenue
    network: Network = make.network(
        [
            deal("Cloud", "Lab", "equity", 4, id="stake", evidence="reported"),
            deal("Lab", "Cloud", "compute", 6, id="racks", evidence="leaked"),
            deal("Chips", "Cloud", "services", id="silent"),
            deal("Cloud", "Chips", "hardware", 1, id="boards"),
            deal("Shop", "Cloud", "customer", id="till"),
        ],
        [revenue("Cloud", 20), revenue("Lab", 2, evidence="estimated")],
        make.parties(["Cloud", "Lab", "Chips"], ["Shop"]),
    )
    return network


def of(rows: list[dict[str, Any]], metric: str) -> dict[str, Any]:
    (found,) = [row for row in rows if (row["group"], row["metric"]) == ("whose dollar", metric)]
    return found


def test_behind_own_money_back_is_the_investment_too(ring: Network) -> None:
    rows = company(ring, "Cloud", year=2025).rows
    own = of(rows, "own")
    # Lab holds 4 + 2 of its own, so 4/6 of the 6 that it pays.
    assert own["amount"] == pytest.approx(4)
    assert own["deals"] == ["racks", "stake"]
    assert own["figures"] == ["figures.csv:2", "figures.csv:3"]
    assert own["evidence"] == ["reported", "estimated", "leaked", "not stated"]
    booked = of(rows, "revenue")
    assert (booked["deals"], booked["figures"]) == (["racks"], ["figures.csv:2"])


def test_sales_that_nobody_states_are_said_to_count_as_customers(ring: Network) -> None:
    told = "Network sales that no row sizes are counted with customers: silent."
    assert told in company(ring, "Cloud", year=2025).notes
    assert not [note for note in company(ring, "Lab", year=2025).notes if "no row sizes" in note]
    assert f"Cloud: {told}" in compare(ring, "Lab", "Cloud", year=2025).notes


def test_a_share_of_what_is_known_in_part_says_so() -> None:
    deals = [make.deal("Lab", "Cloud", "compute", 6), make.deal("Lab", "Chips", "hardware", 1)]
    figures = [
        make.revenue("Cloud", 20),
        make.revenue("Chips", 4, "2025-01-01", end="2025-03-14"),  # 73 of 365 days
    ]
    net = make.network(deals, figures, make.parties(["Cloud", "Lab", "Chips"]))
    found = compare(net, "Cloud", "Chips", year=2025).rows
    row = next(row for row in found if row["measure"] == "customers, of booked revenue")
    assert row["a_basis"] == "share of revenue, estimate"
    assert row["b_basis"] == "share of revenue (figures cover 20% of the days), estimate"
    assert row["comparable"] is False


def test_a_run_rate_of_zero_is_zero_a_month() -> None:
    nothing = make.revenue("Lab", 0, "2025-12", metric="run_rate")
    net = make.network([make.deal("Lab", "Cloud", "compute", 6)], [nothing])
    (row,) = [row for row in company(net, "Lab", year=2025).rows if row["metric"] == "run_rate"]
    assert (row["amount"], row["per_month"]) == (0, 0)
