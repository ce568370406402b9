"""Low, estimate and high of a measure on the pools, and what limits them (method, section 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from moneyloop.analysis.graph import CAME_BACK, EVERY, MEASURES, OWN, RECIPROCAL
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.pooled.bounds import Bounds, Limit
from moneyloop.analysis.study.pools import Pools, walk_back
from moneyloop.analysis.study.study import Study

if TYPE_CHECKING:
    from moneyloop.analysis.pooled.laps import Buckets

Ends = TypeVar("Ends", bound=tuple[float, float | None])

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


def bounds_of(
    pools: Sequence[Pools],
    period: int,
    target: int,
    estimate: Buckets,
    measures: Sequence[str] = EVERY,
) -> dict[str, tuple[float, float]]:
    """Low and high of some measures of one party in a period, around its estimates."""

    def find(measure: str) -> tuple[float, float]:
        return around(pools, period, target, measure, estimate.of(measure))

    return in_turn(measures, find)


def in_turn(measures: Sequence[str], find: Callable[[str], Ends]) -> dict[str, Ends]:
    """Low and high of these measures, each found once.

    In every matching what came back is own money back and own spending back together: where one
    of them can only be 0, the other is all of it.
    """
    ends: dict[str, Ends] = {}
    for measure in measures:
        known = _one_of_two(ends) if measure == CAME_BACK else None
        ends[measure] = find(measure) if known is None else known
    return ends


def _one_of_two(ends: Mapping[str, Ends]) -> Ends | None:
    own, spent = ends.get(OWN), ends.get(RECIPROCAL)
    if own is None or spent is None:
        return None
    return spent if own[1] == 0 else own if spent[1] == 0 else None


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
