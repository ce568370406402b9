"""Bounds: max-flow equals the linear program, and what the minimum cut says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
import oracles
from examples import examples
from moneyloop.analysis.graph import EVERY
from moneyloop.analysis.pooled import bounds
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.pooled.intervals import deals_behind
from moneyloop.analysis.study.study import what_if
from moneyloop.questions import asking

checked = examples(40)
# What the target pays out that a measure labels; of the others it is what anybody invests.
SEEDS = {
    "own": ["investment"],
    "reciprocal": ["purchase", "return"],
    "came_back": ["investment", "purchase", "return"],
}


@checked
@given(data=st.data(), measure=st.sampled_from(EVERY))
def test_max_flow_equals_the_linear_program(
    data: st.DataObject,
    measure: str,
) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    years = oracles.layers(economy)
    pools = asking.study(economy.network()).pools
    for year in range(len(pools)):
        for target in range(economy.size):
            found = bounds.bounds(pools, year, target, measure)
            low, high = oracles.bounds(years, year, target, measure)
            assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6), (year, target)


@checked
@given(data=st.data(), measure=st.sampled_from(EVERY))
def test_the_flows_that_bind_add_up_to_the_high_end(data: st.DataObject, measure: str) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    given_ = asking.study(economy.network())
    for period in given_.periods:
        for party in economy.labels:
            found = intervals_.limits(given_, party, period.name, measure)
            assert sum(flow.amount for flow in found.limits_high) == pytest.approx(
                found.high, abs=1e-6
            )


@examples(25)
@given(data=st.data(), measure=st.sampled_from(EVERY))
def test_the_low_end_is_what_is_held_less_the_ways_out_that_are_full(
    data: st.DataObject, measure: str
) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    given_ = asking.study(economy.network())
    for period in given_.periods:
        for party in economy.labels:
            found = intervals_.limits(given_, party, period.name, measure)
            held = sum(flow.amount for flow in found.held)
            out = sum(flow.amount for flow in found.limits_low)
            assert held - out == pytest.approx(found.low, abs=1e-6)
            assert held <= found.seeds + 1e-6
            assert bool(found.held) == (found.low > 1e-6)
            for flow in found.held:
                assert flow.cls in SEEDS.get(measure, ["investment"])
                assert flow.payer == (party if measure in SEEDS else "")
            for flow in found.limits_low:
                assert flow.payer in economy.labels
                assert flow.payer != party
                assert (flow.payee == "") == (flow.cls == "leak")
                # Nothing that is sold to the target in the period is another way out.
                sold = flow.payee == party and flow.cls == "purchase"
                assert not (sold and flow.period == period.name)


def test_rounding_of_thirds_holds_nothing() -> None:
    """The investment of 13 can leave in three thirds, which round to a little less than it."""
    rows = [
        make.deal("Acme", "Lab", "equity", 13),
        make.deal("Lab", "Acme", "compute", 5),
        *(make.deal("Lab", f"Shop {number}", "services", repr(13 / 3)) for number in range(3)),
    ]
    shops = [f"Shop {number}" for number in range(3)]
    given_ = asking.study(make.network(rows, parties=make.parties(["Acme", "Lab", *shops])))
    found = intervals_.limits(given_, "Acme", "2025", "own")
    assert 0 < found.low < 1e-12
    assert (found.held, found.limits_low) == ((), ())


def test_what_has_no_other_way_out_is_held() -> None:
    rows = [make.deal("Acme", "Lab", "equity", 5), make.deal("Lab", "Acme", "compute", 5)]
    given_ = asking.study(make.network(rows, parties=make.parties(["Acme", "Lab"])))
    found = intervals_.limits(given_, "Acme", "2025", "own")
    assert (found.low, found.high, found.limits_low) == (5, 5, ())
    assert [(flow.payee, flow.amount) for flow in found.held] == [("Lab", 5)]


def two_hops(paid: float) -> Any:
    rows = [
        make.deal("Acme", "Lab", "equity", 50),
        make.deal("Lab", "Cloud", "compute", 40),
        make.deal("Cloud", "Acme", "hardware", paid),
    ]
    figures = [
        make.revenue("Lab", 30),
        make.revenue("Cloud", 90),
        make.revenue("Acme", paid + 60),
    ]
    return make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"]))


@pytest.mark.parametrize(
    ("paid", "high", "bottleneck"),
    [(25, 25, ("Cloud", "Acme", "purchase")), (45, 40, ("Lab", "Cloud", "purchase"))],
)
def test_the_smallest_step_limits(
    paid: float, high: float, bottleneck: tuple[str, str, str]
) -> None:
    given_ = asking.study(two_hops(paid))
    found = intervals_.limits(given_, "Acme", "2025", "own")
    assert found.high == pytest.approx(high)
    assert [(flow.payer, flow.payee, flow.cls) for flow in found.limits_high] == [bottleneck]
    assert found.limits_high[0].period == "2025"


def test_amounts_beyond_32_bits_of_cents_are_exact() -> None:
    """A flow in 32 bits wraps at 2^31; a trillion dollars in cents is far above it."""
    rows = [
        make.deal("Acme", "Lab", "equity", 5_000),
        make.deal("Lab", "Acme", "compute", 3_000.000000001),
    ]
    figures = [make.revenue("Acme", 8_000), make.revenue("Lab", 0)]
    (row,) = moneyloop.attribute(make.network(rows, figures), party=["Acme"]).rows
    assert (row["own_known_low"], row["own_estimate"], row["own_known_high"]) == pytest.approx(
        (3000.000000001,) * 3
    )


def test_no_sale_or_no_investment_has_no_interval() -> None:
    rows = [make.deal("Acme", "Lab", "equity", 5), make.deal("Lab", "Cloud", "compute", 5)]
    pools = asking.study(make.network(rows, parties=make.parties(["Acme", "Lab", "Cloud"]))).pools
    for target, measure in ((0, "own"), (0, "any_investor"), (2, "own")):
        found = bounds.bounds(pools, 0, target, measure)
        assert (found.low, found.high, found.limits_high) == (0, 0, ())


def test_the_ways_out_that_bind_the_low_end_are_named() -> None:
    """100 comes in, 40 of it investment; 30 is sold elsewhere, 10 leaks: 60 - 40 cannot hide."""
    rows = [
        make.deal("Acme", "Lab", "equity", 60),
        make.deal("Lab", "Acme", "compute", 60),
        make.deal("Lab", "Cloud", "compute", 30),
    ]
    figures = [make.revenue("Lab", 40), make.revenue("Acme", 90), make.revenue("Cloud", 30)]
    given_ = asking.study(make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"])))
    found = intervals_.limits(given_, "Acme", "2025", "own")
    assert (found.low, found.high, found.seeds) == pytest.approx((20, 60, 60))
    (held,) = found.held
    assert (held.payer, held.payee, held.cls, held.amount) == ("Acme", "Lab", "investment", 60)
    out = {(flow.payer, flow.payee, flow.cls): flow.amount for flow in found.limits_low}
    assert out == {("Lab", "", "leak"): 10, ("Lab", "Cloud", "purchase"): 30}
    assert {flow.period for flow in (*found.held, *found.limits_low)} == {"2025"}


def test_cash_that_is_carried_is_named_with_the_period_that_finds_it() -> None:
    rows = [make.deal("Acme", "Lab", "equity", 50, 2024), make.deal("Lab", "Acme", "compute", 40)]
    figures = [
        make.cash("Lab", 20, "2024-12-31"),
        *(make.revenue("Lab", 0, year) for year in (2024, 2025)),
        make.revenue("Acme", 40),
    ]
    given_ = asking.study(make.network(rows, figures, make.parties(["Acme", "Lab"])))
    found = intervals_.limits(given_, "Acme", "2025", "own")
    assert (found.low, found.high) == pytest.approx((20, 20))
    (flow,) = found.limits_high
    assert (flow.payer, flow.payee, flow.cls, flow.period) == ("Lab", "Lab", "cash", "2025")
    (leak,) = found.limits_low
    assert (leak.payer, leak.payee, leak.cls) == ("Lab", "", "leak")
    assert leak.amount == pytest.approx(30)
    assert (leak.period, deals_behind(given_, leak)) == ("2024", [])


@pytest.mark.parametrize("measure", EVERY)
def test_an_amount_too_small_for_whole_units_is_no_error(measure: str) -> None:
    network = make.network(
        [
            make.deal("Lab", "Cloud", "compute", 16, 2025),
            make.deal("Cloud", "Lab", "equity", 1, 2025),
        ]
    )
    study = asking.study(network)
    study = what_if(study, deals=study.deals.assign(value=[16.0, 2e-309]))  # no file may say so
    target = study.network.inside.index("Cloud")
    found = bounds.bounds(study.pools, len(study.pools) - 1, target, measure)
    assert (found.low, found.high) == pytest.approx((0.0, 0.0), abs=1e-9)
