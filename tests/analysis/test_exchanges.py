"""Exchanges: two legs that the rows state as one pay for each other, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import feeds
from moneyloop.model import Network
from moneyloop.pages.content import summary
from moneyloop.questions import asking

Rows = list[dict[str, Any]]
ENDS = ("low", "estimate", "high")
BACK = [f"{measure}_{end}" for measure in ("reciprocal", "came_back") for end in ENDS]
checked = examples(30)


def legs(one: str, other: str, amounts: tuple[Any, Any], year: Any = 2025, **more: Any) -> Rows:
    """The two rows of an exchange."""
    ids = f"{one}-{other}-{year}", f"{other}-{one}-{year}"
    rows = (
        make.deal(one, other, "lease", amounts[0], year),
        make.deal(other, one, "lease", amounts[1], year),
    )
    return [
        row | {"id": name, "exchange_for": given_for} | more
        for row, name, given_for in zip(rows, ids, ids[::-1], strict=True)
    ]


def of(net: Network, party: str = "Carrier", **choices: Any) -> dict[str, Any]:
    (row,) = moneyloop.attribute(net, party=party, amounts="known", **choices).rows
    return row


def swap(amounts: tuple[Any, Any] = (4, 3), **more: Any) -> Network:
    """A swap between two carriers that both have customers, and a lab that invests and buys."""
    rows = [
        *legs("Carrier", "Exchange", amounts, **more),
        make.deal("Lab", "Exchange", "equity", 2),
        make.deal("Exchange", "Lab", "compute", 1),
    ]
    figures = [make.revenue("Carrier", 10), make.revenue("Exchange", 12), make.revenue("Lab", 5)]
    return make.network(rows, figures, make.parties(["Carrier", "Exchange", "Lab"]))


@pytest.mark.parametrize("settlement", ["cash", "barter"])
def test_what_is_exchanged_is_not_diluted(settlement: str) -> None:
    net = swap(settlement=settlement)
    row = of(net)
    assert [row[key] for key in BACK] == [3] * 6
    assert row["reciprocal"] == 3
    assert (row["revenue"], row["network_sales"], row["customers"]) == (10, 3, 7)
    other = of(net, "Exchange")
    # The rest of the larger leg is cash: 1 of the money of Carrier's customers.
    assert (other["network_sales"], other["customers"]) == (4, 9)
    assert [other[f"came_back_{end}"] for end in ENDS] == [3] * 3
    plain = of(swap(exchange_for="", settlement="cash"))
    assert plain["came_back_known_low"] == 0
    assert plain["came_back_estimate"] < 3


def test_only_what_falls_in_the_same_period_is_exchanged() -> None:
    rows = legs("Carrier", "Exchange", (4, 3))
    rows[1] |= {"start": "2026", "end": "2026"}
    figures = [
        make.revenue(name, 10, year) for name in ("Carrier", "Exchange") for year in (2025, 2026)
    ]
    net = make.network(rows, figures, make.parties(["Carrier", "Exchange"]))
    for row in moneyloop.attribute(net, from_="2025", to="2026", amounts="known").rows:
        assert [row[key] for key in BACK] == [0] * 6


def test_a_leg_without_the_other_is_cash() -> None:
    """`explain` takes one leg out at a time: the other is then paid like any purchase."""
    found = moneyloop.explain(swap(), "Carrier", year=2025)
    without = {row["id"]: row for row in found.rows}
    assert without["Carrier-Exchange-2025"]["high"] == 0
    whole = {(pool["party"], pool["exchange_with"]) for pool in found.extra["pools"]}
    assert ("Exchange", "Carrier") in whole
    contingent = legs("Carrier", "Exchange", (4, 3))
    contingent[0] |= {"status": "talks"}
    net = make.network(contingent, parties=make.parties(["Carrier", "Exchange"]))
    assert of(net)["came_back_known_high"] == 0
    assert of(net)["network_sales"] == 3


@checked
@given(data=st.data())
def test_an_exchange_is_added_to_what_is_there(data: st.DataObject) -> None:
    """Without the exchange all is the same, but revenue and what came back: they lack it."""
    economy = data.draw(make.economies(max_size=3, max_years=2, with_credits=True))
    amount = st.integers(1, 9)
    swaps = data.draw(
        st.dictionaries(
            st.tuples(st.integers(0, economy.years - 1), st.integers(0, economy.size - 2)),
            amount,
            max_size=3,
        )
    )
    rows, figures = economy.deals(), economy.figures()
    sold: dict[tuple[str, str], int] = {}
    for (year, first), size in swaps.items():
        pair = economy.labels[first], economy.labels[first + 1]
        when = economy.first_year + year
        rows += legs(*pair, (size, size), when)
        for party in pair:
            sold[party, str(when)] = sold.get((party, str(when)), 0) + size
    for row in figures:
        if row["metric"] == "revenue":
            row["amount"] = float(row["amount"]) + sold.get(
                (row["party"], str(row["start"])[:4]), 0
            )
    net = make.network(rows, figures, economy.parties())
    plain = {
        (row["party"], row["period"]): row for row in moneyloop.attribute(economy.network()).rows
    }
    for row in moneyloop.attribute(net).rows:
        place = row["party"], row["period"]
        more = sold.get(place, 0)
        before = plain.get(place, dict.fromkeys(row, 0.0))
        for key in (*BACK, "reciprocal", "revenue", "network_sales"):
            assert row[key] == pytest.approx(before[key] + more, abs=1e-6), key
        for measure in MEASURES:
            for end in ENDS:
                key = f"{measure}_{end}"
                assert row[key] == pytest.approx(before[key], abs=1e-6), key
        assert row["customers"] == pytest.approx(before["customers"], abs=1e-6)


@pytest.mark.parametrize("settlement", ["cash", "barter"])
def test_a_ring_without_any_other_money_answers_every_question(settlement: str) -> None:
    """Nothing comes in and nothing goes out: such pools have no inverse."""
    names = ["Carrier", "Exchange", "Third"]
    days = {"start": "2025-03-31", "end": "", "settlement": settlement}
    rows = [
        *legs("Carrier", "Exchange", (3, 3), **days),
        *legs("Exchange", "Third", (2, 2), **days),
        *legs("Third", "Carrier", (1, 1), **days),
    ]
    net = make.network(rows, parties=make.parties(names))
    expected = {"Carrier": 4, "Exchange": 5, "Third": 3}
    for row in moneyloop.attribute(net).rows:
        assert [row[key] for key in (*BACK, "reciprocal")] == [expected[row["party"]]] * 7
        assert row["revenue"] == row["network_sales"] == expected[row["party"]]
        assert (
            row["own_known_high"] == row["any_investor_known_high"] == row["no_known_source"] == 0
        )
    assert [row["max_circulation"] for row in moneyloop.index(net).rows] == [12]
    answer = moneyloop.explain(net, "Carrier").extra
    assert answer["measure"] == "came_back"
    assert answer["limits_low"]["value"] == answer["limits_high"]["value"] == 4
    assert "exactly $12.0bn" in summary.build(net)["came_back"]
    assert moneyloop.timeline(net).rows
    assert moneyloop.trace(net, into="Carrier").rows
    assert moneyloop.index(net, chance=True, draws=3).rows
    assert moneyloop.unknowns(net) is not None
    assert moneyloop.loops(net).rows
    assert moneyloop.stress(net, "Carrier") is not None
    for row in moneyloop.attribute(net, amounts="ranges").rows:
        assert [row[key] for key in BACK] == pytest.approx([expected[row["party"]]] * 6)
    traced = moneyloop.attribute(net, rule="pro-rata")
    assert any("legs of an exchange are payments like others" in note for note in traced.notes)


def test_the_flows_of_the_pools_of_an_exchange_add_up() -> None:
    study = asking.study(swap())
    (pools,) = study.pools
    found = feeds.feeds(study, 0, pools.parties.index("Carrier"))
    exchange = next(feed for feed in found if feed.exchange_with)
    assert (exchange.party, exchange.exchange_with) == ("Exchange", "Carrier")
    assert exchange.total == pytest.approx(3)
    for flows, leg in (
        (exchange.inflows, "Carrier-Exchange-2025"),
        (exchange.outflows, "Exchange-Carrier-2025"),
    ):
        (flow,) = flows
        assert (flow.party, flow.deals) == ("Carrier", (leg,))
        assert flow.amount == pytest.approx(3)
    for feed in found:
        into, out = (sum(flow.amount for flow in flows) for flows in (feed.inflows, feed.outflows))
        assert into == pytest.approx(out)
