"""Low, estimate and high of a measure on the pools, and what limits them (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneyloop.analysis.graph import CAME_BACK, MEASURES, RECIPROCAL
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.pooled.bounds import Bounds, Limit
from moneyloop.analysis.study.pools import Pools, walk_back
from moneyloop.analysis.study.study import Study

if TYPE_CHECKING:
    from moneyloop.analysis.pooled.laps import Buckets

_SLACK = 1e-7  # of all the money that can be in the pools


def interval(study: Study, period: int, target: int, measure: str) -> tuple[float, float, float]:
    """Low, estimate and high of one measure of one party in a period, USD billions."""
    return intervals(study, period, target, [measure])[measure]


def intervals(
    study: Study, period: int, target: int, measures: Sequence[str] = MEASURES
) -> dict[str, tuple[float, float, float]]:
    """Low, estimate and high of some measures of one party in a period, USD billions."""
    estimate = laps.buckets(study.pools, period, target)
    by_measure = {}
    for measure in measures:
        middle = estimate.of(measure)
        low, high = around(study.pools, period, target, measure, middle)
        by_measure[measure] = (low, middle, high)
    return by_measure


def bounds_of_all(
    pools: Sequence[Pools], period: int, target: int, estimate: Buckets
) -> dict[str, tuple[float, float]]:
    """Low and high of every measure of one party in a period, around its estimates.

    In every matching what came back is own money back and own spending back together: where one
    of them can only be 0, the other is all of it.
    """
    ends = {
        measure: around(pools, period, target, measure, estimate.of(measure))
        for measure in (*MEASURES, RECIPROCAL)
    }
    own, spent = ends["own"], ends[RECIPROCAL]
    if spent[1] > 0 and own[1] > 0:
        both = around(pools, period, target, CAME_BACK, estimate.of(CAME_BACK))
    else:
        both = max(own, spent)
    return ends | {CAME_BACK: both}


def limits(study: Study, party: str, period: str, measure: str) -> Bounds:
    """The bounds of one measure with the payments that limit its ends (the minimum cuts)."""
    index = next(index for index in study.shown if study.periods[index].name == period)
    target = study.pools[index].parties.index(party)
    return bounds_.bounds(study.pools, index, target, measure)


def deals_behind(study: Study, flow: Limit) -> list[str]:
    """The ids of the deals that make a flow of a minimum cut; none for leaks and carried cash."""
    period = next(index for index, period in enumerate(study.periods) if period.name == flow.period)
    flows = study.flows
    behind = (flows["period"] == period) & (flows["payee"] == flow.payee)
    behind &= flows["class"] == flow.cls
    if flow.payer:
        behind &= flows["payer"] == flow.payer
    return study.deals["id"].iloc[flows.loc[behind, "deal"].to_numpy()].tolist()


def around(
    pools: Sequence[Pools], period: int, target: int, measure: str, estimate: float
) -> tuple[float, float]:
    """Low and high around the estimate; they are of the same graph, so only dust can differ."""
    if not pools[period].network_sales[target] > 0:
        return 0.0, 0.0
    low, high = bounds_.ends(pools, period, target, measure)
    if not low <= estimate <= high and max(low - estimate, estimate - high) > _SLACK * float(
        sum(pools[index].total.sum() for index in walk_back(pools, period))
    ):
        raise ArithmeticError(
            f"{measure} of {pools[period].parties[target]}: estimate {estimate} outside "
            f"[{low}, {high}]"
        )
    return min(low, estimate), max(high, estimate)
