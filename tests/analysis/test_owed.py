"""Goods on account in the pools and by dates: what is unpaid is own money back, and no more is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.dated.tracing import RULES
from moneyloop.model import Network

ENDS = ("own_known_low", "own_estimate", "own_known_high")
PARTS = (
    *("own_estimate", "other_network_investors", "outside_investors", "reciprocal"),
    *("earlier_cash", "no_known_source", "customers"),
)
amounts = st.integers(0, 50)


def row_of(network: Network, party: str = "Maker", **options: Any) -> dict[str, Any]:
    (row,) = moneyloop.attribute(network, party=[party], year=2025, **options).rows
    return row


def by_rule(network: Network) -> list[dict[str, Any]]:
    rows = moneyloop.attribute(network, party="Maker", year=2025, rule=RULES).rows
    assert [row["rule"] for row in rows] == list(RULES)
    return rows


@given(st.integers(1, 50), st.integers(1, 50), amounts, amounts, amounts)
@examples(20)
def test_the_unpaid_part_comes_back_and_the_rest_is_mixed(
    unpaid: int, cash: int, lent: int, customers: int, left: int
) -> None:
    """Carrier's cash T pays `cash`; of what Maker lent in money the bounds of a two-by-two table.

    Beside it all that is unpaid, whatever else Carrier has.
    """
    total = max(lent + customers, cash)
    deals = [
        make.deal("Carrier", "Maker", "hardware", unpaid + cash),
        make.deal("Maker", "Carrier", "receivable", unpaid),
        make.deal("Maker", "Carrier", "debt", lent),
        make.deal("Maker", make.STREET, "services", left),
    ]
    figures = [
        make.revenue("Maker", unpaid + cash + left),
        make.revenue("Carrier", customers),
        make.cash("Maker", lent, "2024-12-31"),
        make.cash("Carrier", 0, "2024-12-31"),
    ]
    row = row_of(make.network(deals, figures, make.parties(["Maker", "Carrier"], [make.STREET])))
    expected = (
        unpaid + max(0, lent + cash - total),
        unpaid + lent * cash / total,
        unpaid + min(lent, cash),
    )
    assert [row[key] for key in ENDS] == pytest.approx(expected, abs=1e-9)
    assert row["own_low"] == pytest.approx(expected[0], abs=1e-9)
    assert row["own_high"] == pytest.approx(expected[2], abs=1e-9)
    assert sum(row[part] for part in PARTS) == pytest.approx(row["revenue"], abs=1e-6)
    assert row["own_high"] <= row["network_sales"] <= row["revenue"]


@given(
    st.integers(1, 20),
    amounts,
    amounts,
    amounts,
    st.lists(st.tuples(st.sampled_from(["Maker", "Carrier", "Third"]), amounts), max_size=4),
    st.randoms(use_true_random=False),
)
@examples(25)
def test_dates_find_the_same_in_any_order_of_the_file(
    unpaid: int, cash: int, held: int, sold: int, same_day: list[tuple[str, int]], random: Any
) -> None:
    """What goes round the same day, and what anybody has before it, changes nothing."""
    day = "2025-05-10"
    other = {"Maker": "Third", "Carrier": "Third", "Third": "Carrier"}
    deals = [
        make.deal("Carrier", "Maker", "hardware", unpaid + cash, day, end=""),
        make.deal("Maker", "Carrier", "receivable", unpaid, day, end=""),
        make.deal("Street", "Carrier", "customer", sold, "2025-05-01", end=""),
        *(
            make.deal(payer, other[payer], "services", amount, day, end="")
            for payer, amount in same_day
        ),
    ]
    random.shuffle(deals)
    parties = make.parties(["Maker", "Carrier", "Third"], ["Street"])
    network = make.network(deals, [make.cash("Maker", held, "2024-12-31")], parties)
    for row in by_rule(network):
        assert [row[key] for key in ("own_low", "own_estimate", "own_high")] == [unpaid] * 3
        assert sum(row[part] for part in PARTS) == pytest.approx(row["revenue"])


def test_terms_share_their_instalments() -> None:
    """Goods of a year of which a part is unpaid at its end: lent month by month as delivered."""
    deals = [
        make.deal("Carrier", "Maker", "hardware", 36, "2025-01-01", end="2025-12-31"),
        make.deal("Maker", "Carrier", "receivable", 12, "2025-01-01", end="2025-12-31"),
        make.deal("Street", "Carrier", "customer", 50, "2025-01-01", end=""),
    ]
    network = make.network(deals, [], make.parties(["Maker", "Carrier"], ["Street"]))
    for row in by_rule(network):
        assert [row[key] for key in ("own_low", "own_estimate", "own_high")] == [12, 12, 12]
    first = moneyloop.attribute(network, party=["Maker"], by="quarter", year=2025).rows[0]
    assert first["own_low"] == first["own_high"] == pytest.approx(12 * 90 / 365)


def test_the_payment_later_is_neither_revenue_nor_a_lap() -> None:
    """Carrier pays Maker back out of its customers' money, and buys for 3 in cash that year."""
    deals = [
        make.deal("Carrier", "Maker", "hardware", 5, 2024),
        make.deal("Maker", "Carrier", "receivable", 5, 2024),
        make.deal("Carrier", "Maker", "repayment", 5, 2025),
        make.deal("Carrier", "Maker", "hardware", 3, 2025),
        make.deal("Street", "Carrier", "customer", 10, 2025),
    ]
    row = row_of(make.network(deals, [], make.parties(["Maker", "Carrier"], ["Street"])))
    assert (row["own_high"], row["reciprocal_high"], row["network_sales"]) == (0, 0, 3)


def test_an_amount_that_is_not_public_is_at_most_the_sale() -> None:
    deals = [
        make.deal("Carrier", "Maker", "hardware", 5),
        make.deal("Maker", "Carrier", "receivable", ""),
        make.deal("Street", "Carrier", "customer", 10),
    ]
    row = row_of(make.network(deals, [], make.parties(["Maker", "Carrier"], ["Street"])))
    assert (row["own_low"], row["own_high"], row["own_known_high"]) == (0, 5, 0)


def test_stress_counts_what_is_owed_until_it_is_paid() -> None:
    deals = [
        make.deal("Carrier", "Maker", "hardware", 8, "2025-11-10", end=""),
        make.deal("Maker", "Carrier", "receivable", 5, "2025-11-10", end=""),
        make.deal("Carrier", "Maker", "repayment", 2, "2026-02-15", end=""),
    ]
    network = make.network(deals, [], make.parties(["Maker", "Carrier"]))
    for day, invested in (("2025-12-31", 5), ("2026-12-31", 3)):
        (row,) = moneyloop.stress(network, "Carrier", as_of=day).rows
        assert (row["party"], row["investment"]) == ("Maker", invested)


def test_credits_of_the_same_seller_stay_beside_it() -> None:
    """3 on account and 4 of credits, granted the day before, pay 7 of the 9; the rest is cash."""
    day = "2025-05-10"
    deals = [
        make.deal("Carrier", "Maker", "hardware", 9, day, end=""),
        make.deal("Maker", "Carrier", "receivable", 3, day, end=""),
        make.deal("Maker", "Carrier", "credit", 4, "2025-05-09", end=""),
        make.deal("Street", "Carrier", "customer", 20, "2025-05-01", end=""),
    ]
    network = make.network(deals, [], make.parties(["Maker", "Carrier"], ["Street"]))
    for row in [row_of(network), *by_rule(network)]:
        assert [row[key] for key in ENDS] == [7, 7, 7]
        assert (row["own_investment"], row["customers"]) == (7, 2)
