"""Low, estimate and high of a measure on the pools, and what limits them (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence

from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.pooled.bounds import Bounds, Limit
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study

_SLACK = 1e-7


def interval(given: Study, number: int, target: int, measure: str) -> tuple[float, float, float]:
    """Low, estimate and high of one measure of one party in period `number`, USD billions."""
    return intervals(given, number, target, [measure])[measure]


def intervals(
    given: Study, number: int, target: int, measures: Sequence[str] = MEASURES
) -> dict[str, tuple[float, float, float]]:
    """Low, estimate and high of some measures of one party in period `number`, USD billions."""
    estimate = laps.buckets(given.pools, number, target)
    found = {}
    for measure in measures:
        middle = float(getattr(estimate, measure))
        low, high = around(given.pools, number, target, measure, middle)
        found[measure] = (low, middle, high)
    return found


def limits(given: Study, party: str, period: str, measure: str) -> Bounds:
    """The bounds of one measure with the payments that limit its ends (the minimum cuts)."""
    number = next(place for place in given.shown if given.periods[place].name == period)
    target = given.pools[number].parties.index(party)
    return bounds_.bounds(given.pools, number, target, measure)


def deals_behind(given: Study, flow: Limit) -> list[str]:
    """The ids of the deals that make a flow of a minimum cut; none for leaks and carried cash."""
    number = next(place for place, period in enumerate(given.periods) if period.name == flow.period)
    flows = given.flows
    mine = (flows["period"] == number) & (flows["payee"] == flow.payee)
    mine &= flows["class"] == flow.cls
    if flow.payer:
        mine &= flows["payer"] == flow.payer
    return given.deals["id"].iloc[flows.loc[mine, "deal"].to_numpy()].tolist()


def around(
    given: Sequence[Pools], number: int, target: int, measure: str, estimate: float
) -> tuple[float, float]:
    """Low and high around the estimate; they are of the same graph, so only dust can differ."""
    if not given[number].network_sales[target] > 0:
        return 0.0, 0.0
    found = bounds_.bounds(given, number, target, measure)
    slack = _SLACK * max(1.0, float(given[number].total.sum()))
    if not found.low - slack <= estimate <= found.high + slack:
        raise ArithmeticError(
            f"{measure} of {given[number].parties[target]}: estimate {estimate} outside "
            f"[{found.low}, {found.high}]"
        )
    return min(found.low, estimate), max(found.high, estimate)
