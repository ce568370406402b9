"""Amounts far apart, pools that only pay each other, balances beyond all payments: what holds.

Money is compared to within rounding of all that is in the pools, never more.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis import attribution
from moneyloop.analysis.circularity import all_laps, cycling
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import intervals, laps
from moneyloop.analysis.study.study import Study
from moneyloop.model import DataError
from moneyloop.pages.charts.books import money_way as chart
from moneyloop.pages.content.money_way import money_way, years
from moneyloop.questions import asking

SIZES = np.array([1e-9, 3e-10, 1 / 3, 1.0, 7.0, 1e6, 1e9, 1e12, 3e-15])
MOVES = ("purchases", "investments", "credits", "returns")
ARRAYS = (*MOVES, "customers", "outside_investors", "cash")
_ROUNDING = 1e-11  # of the money in the pools


@st.composite
def extremes(draw: st.DrawFn, max_years: int = 2) -> make.Economy:
    """A random economy with amounts from millionths of a dollar to beyond all money there is."""
    economy = draw(make.economies(max_size=4, max_years=max_years, with_credits=True))
    few = draw(st.lists(st.sampled_from(SIZES), min_size=1, max_size=3))
    return economy.with_more(
        **{
            name: np.where(table > 0, np.array(few)[table.astype(int) % len(few)], 0.0)
            for name in ARRAYS
            for table in [getattr(economy, name)]
        }
    )


def money(study: Study, period: int) -> float:
    return float(sum(pools.total.sum() for pools in study.pools[: period + 1]))


@examples(60)
@given(economy=extremes())
def test_parts_add_up_nest_and_stand_in_their_intervals(economy: make.Economy) -> None:
    study = asking.study(economy.network())
    names = [period.name for period in study.periods]
    for row in attribution.rows(study):
        slack = _ROUNDING * money(study, names.index(row["period"])) + 1e-8
        parts = ("own_estimate", "other_network_investors", "outside_investors", "reciprocal")
        parts += ("earlier_cash", "no_known_source", "customers")
        assert sum(row[name] for name in parts) == pytest.approx(row["revenue"], abs=slack)
        assert min(row[name] for name in parts) >= -slack
        for measure in MEASURES:
            low, middle, high = (row[f"{measure}_{end}"] for end in ("low", "estimate", "high"))
            assert 0 <= low <= middle <= high
        for end in ("low", "estimate", "high"):
            nested = [row[f"{measure}_{end}"] for measure in MEASURES]
            assert np.diff([0.0, *nested, row["network_sales"], row["revenue"]]).min() >= -slack


@examples(40)
@given(economy=extremes(), factor=st.sampled_from([1e-9, 1e6, 2.0**-40]))
def test_scaling_all_amounts_scales_every_result(economy: make.Economy, factor: float) -> None:
    studies = [asking.study(one.network()) for one in (economy, economy.scaled(factor))]
    for period in range(len(studies[0].periods)):
        slack = _ROUNDING * money(studies[0], period)
        for target in range(economy.size):
            one, other = (intervals.intervals(study, period, target) for study in studies)
            for measure in MEASURES:
                scaled = [x / factor for x in other[measure]]
                assert scaled == pytest.approx(one[measure], rel=1e-6, abs=slack)


@examples(40)
@given(economy=extremes())
def test_draws_of_fixed_amounts_are_the_estimates(economy: make.Economy) -> None:
    network = economy.network()
    study = asking.study(network)
    period_of = {period.name: number for number, period in enumerate(study.periods)}
    for row in moneyloop.attribute(network, draws=3, seed=1).rows:
        slack = _ROUNDING * money(study, period_of[row["period"]]) + 1e-8
        for end in ("low", "estimate", "high"):
            assert row[f"{end}_median"] == pytest.approx(row[end], abs=slack)


@examples(40)
@given(economy=extremes(max_years=1))
def test_what_comes_back_splits_and_holds_own_money(economy: make.Economy) -> None:
    economy = economy.with_more(credits=0 * economy.credits)
    (pools,) = asking.study(economy.network()).pools
    slack = _ROUNDING * float(pools.total.sum())
    cycle = cycling.of_pools(pools)
    assert cycle.parts.sum(axis=(0, 1)) == pytest.approx(cycle.cycled, rel=1e-6, abs=slack)
    assert (cycle.cycled <= cycle.throughflow + slack).all()
    tables = (pools.purchases, pools.investments, pools.returns)
    moved = [table.toarray() for table in tables]
    every = all_laps.own(*moved, pools.total, pools.owner, economy.size)
    each = [laps.buckets([pools], 0, target).own for target in range(economy.size)]
    assert every == pytest.approx(each, rel=1e-6, abs=slack)


def test_a_little_that_gets_out_of_a_large_ring() -> None:
    deals = [
        make.deal("Cloud", "Lab", "equity", 3),
        make.deal("Lab", "Vehicle", "services", 1e15),
        make.deal("Vehicle", "Lab", "services", 1e15),
        make.deal("Lab", "Cloud", "compute", 3),
    ]
    network = make.network(deals, [make.revenue("Cloud", 3)])
    row = next(row for row in moneyloop.attribute(network).rows if row["party"] == "Cloud")
    assert [row[f"own_{end}"] for end in ("known_low", "estimate", "known_high")] == [3, 3, 3]
    assert moneyloop.explain(network, "Cloud").rows


@examples(40)
@given(ring=st.sampled_from([1e9, 1e12, 1e15, 4e15]), amounts=st.tuples(*[st.integers(1, 9)] * 3))
def test_own_money_back_from_pools_that_pay_each_other(
    ring: float, amounts: tuple[int, int, int]
) -> None:
    """All that is not paid to Cloud goes elsewhere, however much goes round: every sum is exact."""
    invested, paid, spent = amounts
    deals = [
        make.deal("Cloud", "Lab", "equity", invested),
        make.deal("Lab", "Vehicle", "services", ring),
        make.deal("Vehicle", "Lab", "services", ring),
        make.deal("Lab", "Cloud", "compute", paid),
        make.deal("Lab", make.STREET, "services", spent),
    ]
    names = make.parties(["Cloud", "Lab", "Vehicle"], [make.STREET])
    network = make.network(deals, (), names)
    row = next(row for row in moneyloop.attribute(network).rows if row["party"] == "Cloud")
    gone = max(spent, invested - paid)
    known = [
        max(0, invested - gone),
        invested * paid / (paid + gone),
        min(invested, paid),
    ]
    assert [row[f"own_{end}"] for end in ("known_low", "estimate", "known_high")] == pytest.approx(
        known
    )
    drawn = moneyloop.attribute(network, draws=2, seed=1).rows
    assert [drawn[0][f"{end}_median"] for end in ("low", "estimate", "high")] == pytest.approx(
        known
    )


@examples(40)
@given(data=st.data(), economy=extremes(max_years=1))
def test_an_interval_over_amounts_holds_its_own_points(
    data: st.DataObject, economy: make.Economy
) -> None:
    deals = economy.deals()
    for row in deals[:-1]:
        if data.draw(st.booleans()):
            times = data.draw(st.sampled_from([1.5, 10.0, 1e6]))
            row["amount_high_usd_bn"] = repr(float(row["amount_usd_bn"]) * times)
    network = make.network(deals, economy.figures(), economy.parties())
    study = asking.study(network)
    known = [float(row[name]) for row in deals[:-1] for name in row if name.startswith("amount")]
    ranged = [float(row["amount_high_usd_bn"]) for row in deals if "amount_high_usd_bn" in row]
    if ranged and max(ranged) > 1e9 * min(known):
        with pytest.raises(DataError, match="over a billion times the least amount"):
            attribution.rows(study, amounts=attribution.RANGES)
        return
    widened = attribution.rows(study, amounts=attribution.RANGES)
    for case in ("firm", "headline"):
        points = {row["party"]: row for row in attribution.rows(asking.study(network, case=case))}
        for row in widened:
            point = points.get(row["party"])
            if point is None:
                continue
            slack = 1e-9 * max(ranged, default=0.0) + 1e-8
            for measure in MEASURES:
                assert row[f"{measure}_low"] <= point[f"{measure}_low"] + slack
                assert row[f"{measure}_high"] >= point[f"{measure}_high"] - slack


@examples(40)
@given(data=st.data(), economy=extremes())
def test_the_moneys_way_can_always_be_drawn(data: st.DataObject, economy: make.Economy) -> None:
    kinds = st.sampled_from(["lab", "hyperscaler", "chipmaker", "power", "software", ""])
    parties = [row | {"kind": data.draw(kinds)} for row in economy.parties()]
    study = asking.study(make.network(economy.deals(), economy.figures(), parties))
    for year in years(study):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"{money_way.__module__}.NAMED", data.draw(st.integers(0, 5)))
            way = money_way(study, year)
        drawing = chart.drawing(way, "all")
        assert len(drawing.table.rows) == len(way["links"])
        assert "nan" not in drawing.svg + (drawing.tall or "")


def test_the_moneys_way_of_less_than_a_dollar() -> None:
    deals = [
        make.deal("Cloud", "Lab", "equity", 3),
        make.deal("Vehicle", "Site", "services", 1e-12),
        make.deal("Site", "Vehicle", "equity", 1e-12),
    ]
    parties = make.parties(["Cloud", "Lab", "Vehicle", "Site"])
    kinds = ["hyperscaler", "lab", "vehicle", "datacenter"]
    rows = [row | {"kind": kind} for row, kind in zip(parties, kinds, strict=True)]
    way = money_way(asking.study(make.network(deals, (), rows)), "2025")
    assert {party for node in way["nodes"] for party in node["parties"]} == {"Cloud", "Lab"}
