"""Intervals over all that is not public and every matching at once (method, section 7.1).

Where a changed amount can reach a seller's pools, one linear program chooses both (program.py):

    high = most of the labelled dollars into the sale
    low  = least of them when every labelled dollar must go somewhere

Elsewhere the two maximum flows on the pools of `opened` are the same thing, and quicker. Both ends
are attained, by amounts that are returned with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from moneyloop.analysis.graph import ANY_INVESTOR
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.pooled import label_sets
from moneyloop.analysis.pooled.label_sets import STEP
from moneyloop.analysis.ranged import programs
from moneyloop.analysis.ranged.affine import Affine
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.ranged.program import Assembled, End, assembled

_NOTHING = 1e-12  # of an amount: what rounding leaves of it
_WHOLE = 10**9  # flows of one seller: always the whole program


@dataclass(frozen=True)
class Interval:
    """Least and most of a number, and the amounts (deal id -> USD billions) that make them.

    `high` is None where nothing limits it: then it is not public. Where it is not `attained` it may
    be narrower. Only deals that can move an end
    are named with it; the others may have any amount.
    """

    low: float
    high: float | None
    low_amounts: Mapping[str, float] = field(default_factory=dict)
    high_amounts: Mapping[str, float] = field(default_factory=dict)
    attained: bool = True


def bounds(pools: RangedPools, period: int, target: int, measure: str) -> Interval:
    """The sharp interval of `measure` (USD billions) for one party and period.

    Where credits and exchanges bend it too often to find an end, that end is an outer bound.
    Raises ArithmeticError where HiGHS does not come to an end, here and below.
    """
    low, high = _at_study(pools, period, target, measure)
    if not pools.changed:
        return Interval(low, high)
    sales = pools.network_sales(period, target)
    # No amount takes the low below nothing, and none the high above all that is sold.
    least, most = low > 0, bool(sales.terms) or high < sales.const
    flows = _flows(pools, period, target, measure) if least or most else None
    if flows is None:
        return Interval(low, high)
    ends = [End(low, None), End(high, None)]
    program = assembled(pools, flows)
    for which, sign in ((0, 1.0), (1, -1.0)):
        if (least, most)[which]:
            cost = program.cost(flows.back)
            step = program.cost(np.full(len(flows.back), STEP))
            ends[which] = program.end(sign, cost, step)
    if not ends[1].attained:
        sold = network_sales(pools, period, target).high
        ends[1] = replace(ends[1], value=_least(ends[1].value, sold))
    return _interval(pools, program, ends)


def _at_study(pools: RangedPools, period: int, target: int, measure: str) -> tuple[float, float]:
    """Low and high with every amount as the study counts it; an interval within that of all."""
    if not pools.study.pools[period].network_sales[target] > 0:
        return 0.0, 0.0
    low, high = bounds_.ends(pools.pools, period, target, measure)
    if measure == ANY_INVESTOR:
        high = bounds_.ends(pools.funded, period, target, measure)[1]
    return low, high


def marks(
    pools: RangedPools, period: int, sellers: Sequence[int], measure: str
) -> label_sets.Marks:
    """What each payment does with the labels of these sellers, all that is not public in it."""
    return label_sets.marks(pools.layers(period, measure), measure, sellers)


def _flows(pools: RangedPools, period: int, target: int, measure: str) -> label_sets.Program | None:
    """The flows of one seller's labels; None where they are nothing that a change can reach."""
    marked = marks(pools, period, [target], measure)
    if not marked.terms:
        return None
    _, flows = label_sets.largest(marked, _WHOLE)
    return flows if flows is not None and (flows.seed_terms or flows.room_terms) else None


def revenue(pools: RangedPools, period: int, target: int) -> Interval:
    """The sharp interval of booked revenue, USD billions."""
    return _of(pools, pools.revenue(period, target))


def network_sales(pools: RangedPools, period: int, target: int) -> Interval:
    """The sharp interval of sales to parties in the network, USD billions."""
    return _of(pools, pools.network_sales(period, target))


def most(pools: RangedPools, name: int) -> float | None:
    """The most that the totals leave for the variable of an open row; None: nothing limits it."""
    of = Affine(0.0, {name: 1.0})
    program = assembled(pools, None, [of])
    return program.end(-1.0, program.vector(of)).value


def deals_that_move(pools: RangedPools, period: int, target: int, measure: str) -> list[int]:
    """The variables of the open rows that are in the program of an interval."""
    flows = _flows(pools, period, target, measure) if pools.changed else None
    if flows is None:
        return []
    return [name for name in assembled(pools, flows).column if name in pools.changes.open]


def _of(pools: RangedPools, total: Affine) -> Interval:
    if not total.terms:
        return Interval(total.const, total.const)
    program = assembled(pools, None, [total])
    cost = program.vector(total)
    ends = [program.end(sign, cost) for sign in (1.0, -1.0)]
    more = [
        end if end.value is None else replace(end, value=end.value + total.const) for end in ends
    ]
    return _interval(pools, program, more)


def share(pools: RangedPools, period: int, target: int, measure: str) -> Interval | None:
    """The sharp interval of `measure` as a share of booked revenue (0 to 1).

    The amounts move both, so its ends are not those of the measure over those of booked
    revenue; only where very many rules bend they are, and too wide. None where booked revenue can
    be zero, or beyond all measure: the share has no meaning.
    """
    base = revenue(pools, period, target)
    if base.high is None or base.low <= _NOTHING * base.high:
        return None
    total = pools.revenue(period, target)
    flows = _flows(pools, period, target, measure) if pools.changed else None
    if flows is None or not total.terms:
        # What moves one of the two leaves the other as it is.
        interval = bounds(pools, period, target, measure)
        if not interval.attained:
            return _outer(interval, base)
        assert interval.high is not None  # never more than the revenue
        return Interval(
            interval.low / base.high,
            interval.high / base.low,
            {**interval.low_amounts, **base.high_amounts},
            {**interval.high_amounts, **base.low_amounts},
        )
    ends = []
    program = assembled(pools, flows, [total])
    under, const = program.vector(total), total.const / program.unit
    cost = program.cost(flows.back)
    for sign in (1.0, -1.0):
        try:
            least = programs.least_share(program.side(sign), sign * cost, under, const)
        except ArithmeticError:
            return _outer(bounds(pools, period, target, measure), base)
        if not least.found:
            return _outer(bounds(pools, period, target, measure), base)
        if least.point is None:
            return None
        value = float(cost @ least.point) / (float(under @ least.point) + const)
        ends.append(End(min(value, 1.0), least.point))
    return _interval(pools, program, ends)


def _outer(part: Interval, whole: Interval) -> Interval:
    """A share between the ends of both, where too many rules bend to find it exactly."""
    assert whole.high is not None
    most = 1.0 if part.high is None else min(part.high / whole.low, 1.0)
    return Interval(part.low / whole.high, most, attained=False)


def _least(one: float | None, other: float | None) -> float | None:
    """The lesser of two limits, of which either may be none."""
    return min((limit for limit in (one, other) if limit is not None), default=None)


def _interval(pools: RangedPools, program: Assembled, ends: Sequence[End]) -> Interval:
    """An interval of what is never below zero."""
    low, high = (None if end.value is None else max(end.value, 0.0) for end in ends)
    low_amounts, high_amounts = (
        {} if end.point is None else amounts(pools, program, end.point) for end in ends
    )
    attained = all(end.attained for end in ends)
    return Interval(low or 0.0, high, low_amounts, high_amounts, attained)


def amounts(pools: RangedPools, program: Assembled, point: np.ndarray) -> dict[str, float]:
    """The amounts of the deals that are not fixed at a point, by id, USD billions."""
    deal_of = pools.changes.deal_of
    low, high = pools.variables.low, pools.variables.high
    ids, known = pools.known_amounts
    found = {}
    for name in program.column:
        if name in deal_of:
            value = min(max(program.value(name, point), low[name]), high[name])
            found[ids[deal_of[name]]] = known[deal_of[name]] + value
    return found
