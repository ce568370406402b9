"""Own spending back, and all that came back: own money back, and what the seller had spent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import matchings
import moneyloop
import oracles
from examples import examples
from moneyloop.analysis.graph import CAME_BACK, OF_TARGET, RECIPROCAL
from moneyloop.analysis.pooled import bounds, laps
from moneyloop.model import Network
from moneyloop.pages.content import summary
from moneyloop.questions import asking
from moneyloop.tables import worlds
from moneyloop.tables.listing import Listing

checked = examples(40)
ENDS = ("known_low", "estimate", "known_high")


def ends(row: dict[str, Any], measure: str) -> tuple[float, float, float]:
    return tuple(row[f"{measure}_{end}"] for end in ENDS)


@checked
@given(data=st.data())
def test_what_came_back_is_between_own_money_back_and_both_together(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    for row in moneyloop.attribute(economy.network()).rows:
        own, spent, both = (ends(row, measure) for measure in OF_TARGET)
        for low, estimate, high in (own, spent, both):
            assert 0 <= low <= estimate <= high <= row["network_sales"] + 1e-6
        assert both[1] == pytest.approx(own[1] + spent[1], abs=1e-6)
        assert max(own[0], spent[0]) <= both[0] + 1e-6
        assert own[0] + spent[0] <= both[0] + 1e-6
        assert max(own[2], spent[2]) <= both[2] + 1e-6
        assert both[2] <= own[2] + spent[2] + 1e-6
        assert row["reciprocal"] <= spent[1] + 1e-9


@checked
@given(data=st.data())
def test_what_needs_no_solver_is_what_the_solver_finds(data: st.DataObject) -> None:
    """Rows take one interval for another where one of the two parts can only be 0."""
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    net = economy.network()
    years = oracles.layers(economy)
    pools = asking.study(net).pools
    rows = {(row["period"], row["party"]): row for row in moneyloop.attribute(net).rows}
    for year, layer in enumerate(pools):
        for target, party in enumerate(economy.labels):
            row = rows.get((layer.period.name, party))
            if row is None:
                continue
            for measure in (RECIPROCAL, CAME_BACK):
                found = bounds.bounds(pools, year, target, measure)
                expected = oracles.bounds(years, year, target, measure)
                assert (found.low, found.high) == pytest.approx(expected, abs=1e-6)
                low, _, high = ends(row, measure)
                assert (low, high) == pytest.approx(expected, abs=1e-6)


@examples(40)
@given(data=st.data())
def test_every_matching_of_dollars_is_inside_and_both_ends_are_attained(
    data: st.DataObject,
) -> None:
    cell = st.integers(0, 2)
    tables = {
        name: [[data.draw(cell) if a != b else 0 for b in range(3)] for a in range(3)]
        for name in ("purchases", "investments")
    }
    economy = small(tables, customers=[data.draw(cell) for _ in range(3)])
    years = oracles.layers(economy)
    dollars = matchings.dollars(years, 0)
    if dollars.count > 3_000:
        return
    pools = asking.study(economy.network()).pools
    worlds = list(dollars.all())
    for seller in range(3):
        counted = {
            measure: [dollars.back(world, measure, seller) for world in worlds]
            for measure in OF_TARGET
        }
        for own, spent, both in zip(*counted.values(), strict=True):
            assert both == own + spent  # in every matching
        for measure, values in counted.items():
            found = bounds.ends(pools, 0, seller, measure)
            assert found == pytest.approx((min(values), max(values)), abs=1e-6)


def small(tables: dict[str, Any], customers: list[int]) -> make.Economy:
    import numpy as np

    size = len(customers)
    none = np.zeros((1, size, size))
    return make.Economy(
        **{name: np.array([table], dtype=float) for name, table in tables.items()},
        credits=none,
        returns=none,
        customers=np.array([customers], dtype=float),
        outside_investors=np.zeros((1, size)),
        cash=np.zeros((2, size)),
    )


def swap(*more: dict[str, Any], customers: float = 0) -> Network:
    """Carrier buys capacity from Exchange for 4, Exchange from Carrier for 3."""
    rows = [
        make.deal("Carrier", "Exchange", "lease", 4),
        make.deal("Exchange", "Carrier", "lease", 3),
        *more,
    ]
    figures = [make.revenue("Carrier", 10), make.revenue("Exchange", 4 + customers)]
    names = ["Carrier", "Exchange", *(["Vendor"] if more else [])]
    return make.network(rows, figures, make.parties(names))


def of(net: Network, party: str = "Carrier") -> dict[str, Any]:
    (row,) = moneyloop.attribute(net, party=party).rows
    return row


def test_a_swap_is_what_came_back_and_no_own_money() -> None:
    row = of(swap())
    assert ends(row, "own") == (0, 0, 0)
    assert ends(row, "reciprocal") == ends(row, "came_back") == (3, 3, 3)
    row = of(swap(customers=4))  # half of what Exchange has is its customers' money
    assert ends(row, "came_back") == pytest.approx((0, 1.5, 3))


def test_the_part_has_only_what_nobody_invested_on_the_way() -> None:
    """Carrier pays Vendor 2, Vendor invests it in Exchange, which buys from Carrier for 3."""
    row = of(
        swap(
            make.deal("Carrier", "Vendor", "hardware", 2),
            make.deal("Vendor", "Exchange", "equity", 2),
        )
    )
    assert row["reciprocal"] == pytest.approx(2)
    assert ends(row, "reciprocal") == pytest.approx((3, 3, 3))
    assert row["other_network_investors"] == pytest.approx(1)
    assert row["own_estimate"] == 0
    assert row["came_back_estimate"] == pytest.approx(3)


def test_a_return_that_is_spent_at_the_payer_came_back() -> None:
    rows = [
        make.deal("Carrier", "Bank of carriers", "repayment", 5),
        make.deal("Bank of carriers", "Carrier", "services", 2),
    ]
    net = make.network(rows, [], make.parties(["Carrier", "Bank of carriers"]))
    assert ends(of(net), "came_back") == pytest.approx((2, 2, 2))


def test_nothing_that_is_paid_back_asks_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [make.deal("Carrier", "Exchange", "lease", 4), make.deal("Lab", "Carrier", "lease", 3)]
    pools = asking.study(
        make.network(rows, parties=make.parties(["Carrier", "Exchange", "Lab"]))
    ).pools

    def solver(*_: Any) -> Any:
        raise AssertionError("asked")

    monkeypatch.setattr(bounds, "_solved", solver)
    for measure in (RECIPROCAL, CAME_BACK):
        assert bounds.ends(pools, 0, 0, measure) == (0, 0)


def test_limits_name_what_was_spent_and_what_was_invested() -> None:
    net = swap(make.deal("Carrier", "Exchange", "equity", 1))
    study = asking.study(net)
    target = study.pools[0].parties.index("Carrier")
    found = bounds.bounds(study.pools, 0, target, CAME_BACK)
    assert (found.low, found.high, found.seeds) == pytest.approx((3, 3, 5))
    assert {(flow.payer, flow.cls, flow.amount) for flow in found.held} == {
        ("Carrier", "purchase", 4),
        ("Carrier", "investment", 1),
    }


def test_explain_says_in_words_what_came_back() -> None:
    found = moneyloop.explain(swap(customers=4), "Carrier")
    assert found.extra["measure"] == "came_back"
    assert found.extra["answer"].endswith(
        "The record allows $0 to $3.0bn of that to be money that Carrier had itself spent, coming "
        "back as sales (estimate $1.5bn)."
    )
    assert found.extra["limits_high"]["flows"]
    assert {row["id"] for row in found.rows} == set(swap().deals["id"])
    funded = swap(make.deal("Vendor", "Exchange", "equity", 1), customers=4)
    answer = moneyloop.explain(funded, "Carrier").extra["answer"]
    assert "none of its own investment can have come back" in answer
    assert "It allows $0 to $3.0bn of that to be money that Carrier had itself spent" in answer
    invested = swap(make.deal("Carrier", "Exchange", "equity", 1), customers=4)
    answer = moneyloop.explain(invested, "Carrier").extra["answer"]
    assert "money that Carrier had itself invested or spent, coming back as sales" in answer


def test_the_report_says_what_came_back_where_it_is_more() -> None:
    content = summary.build(swap(customers=4))
    assert content["came_back"].startswith(
        "Of what AI companies paid one another in 2025, money that the seller had itself invested "
        "or spent was $0 to $6.0bn of $7.0bn (estimate "
    )
    rows = [
        make.deal("Carrier", "Exchange", "equity", 4),
        make.deal("Exchange", "Carrier", "lease", 3),
    ]
    assert summary.build(make.network(rows))["came_back"] is None


def test_both_parts_of_the_estimate_are_of_the_same_pools() -> None:
    (pools,) = asking.study(swap(make.deal("Carrier", "Exchange", "equity", 1), customers=4)).pools
    found = laps.buckets([pools], 0, pools.parties.index("Carrier"))
    assert (found.own, found.spending_back) == pytest.approx((3 / 9, 12 / 9))
    assert found.of(CAME_BACK) == pytest.approx(15 / 9)


@pytest.mark.parametrize(
    ("measure", "head"), [("came_back", "Came back"), ("reciprocal", "Own spending back")]
)
def test_the_sector_writes_out_what_came_back(measure: str, head: str) -> None:
    found = moneyloop.explain_sector(swap(), measure=measure)
    back = [row for row in found.rows if row["end"] == "high" and row["back"]]
    assert {(row["payer"], *row["back"]) for row in back} == {
        ("Carrier", "Exchange"),
        ("Exchange", "Carrier"),
    }
    assert sum(row["amount"] for row in back) == pytest.approx(found.extra["high"])
    titles = [part.title for part in worlds.view(found) if isinstance(part, Listing)]
    assert titles[0].startswith(f"{head} 2025, the high")
