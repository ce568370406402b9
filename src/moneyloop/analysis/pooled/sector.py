"""All sellers together: the interval of the sum of a measure (method, section 7).

Each seller's ends are attained by some matching of dollars in to dollars out, but not for all
sellers at once, so the sum of ends may be too wide. Here one matching answers for all: every
solution of the program of label sets is one, since dollars of one set in one pool may be matched
at will.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import label_sets
from moneyloop.analysis.pooled.worlds import Labelled, world
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import DECIMALS, Study, rounded

SELLERS = 48  # at most in one program: a set is a number of 64 bits
FLOWS = 6_000  # variables of the program; the solver takes seconds beyond
_SLACK = 1e-10  # of all money in the program: values that are nearer than this are equal
_ENDS = ("_low", "_estimate", "_high")


@dataclass(frozen=True)
class Joint:
    """The interval of the sum of a measure over some sellers, USD billions.

    Both ends are attained: `low` by the payments of the world `least`, `high` by those of `most`,
    for all `sharp` sellers at once. The ends of the `outer` sellers, for which the program would
    be too large, are added as they are: with some, low and high may be too far apart.
    """

    low: float
    high: float
    sharp: tuple[int, ...] = ()
    outer: tuple[int, ...] = ()
    least: tuple[Labelled, ...] = ()
    most: tuple[Labelled, ...] = ()


def joint(
    pools: Sequence[Pools],
    period: int,
    measure: str,
    ends: Mapping[int, tuple[float, float]],
    *,
    flows: int = FLOWS,
) -> Joint:
    """The interval of the sum over sellers whose own `ends` of the measure are given by party.

    `flows` is the most that the program may have. The largest sellers go first; those for which
    there is no room are `outer`. Raises ArithmeticError where HiGHS does not come to an end.
    """
    sellers = [party for party, (_, high) in ends.items() if high > 0]
    sellers.sort(key=lambda party: (-ends[party][1], party))
    marks = label_sets.marks(pools, period, measure, sellers[:SELLERS])
    count, program = label_sets.largest(marks, flows)
    sharp, outer = tuple(sellers[:count]), tuple(sellers[count:])
    low = high = 0.0
    least: tuple[Labelled, ...] = ()
    most: tuple[Labelled, ...] = ()
    if program is not None:
        points = [label_sets.solve(program, sign) for sign in (1.0, -1.0)]
        low, high = (float(program.back @ point) * program.unit for point in points)
        lows, highs = ([ends[party][end] for party in sharp] for end in (0, 1))
        slack = _slack(float(marks.amount.sum()), count)
        # Never below what one seller has alone, never beyond the sum: only dust can differ.
        low = _within(low, math.fsum(lows), math.fsum(highs), slack)
        high = _within(high, max(highs), math.fsum(highs), slack)
        least, most = (world(pools, period, sharp, marks, program, point) for point in points)
    return Joint(
        low=low + math.fsum(ends[party][0] for party in outer),
        high=high + math.fsum(ends[party][1] for party in outer),
        sharp=sharp,
        outer=outer,
        least=least,
        most=most,
    )


def measured(study: Study, rows: Sequence[Mapping[str, Any]], measure: str) -> tuple[Joint, float]:
    """The interval of several sellers together and their estimate, from rows of `attribute`.

    The rows are of one period that is shown, one per seller. Raises ArithmeticError where the
    estimate is outside: pro-rata is a matching for all at once.
    """
    names = {study.periods[index].name: index for index in study.shown}
    period = names[rows[0]["period"]]
    pools = study.pools[period]
    low, middle, high = (f"{measure}{end}" for end in _ENDS)
    ends = {pools.parties.index(row["party"]): (row[low], row[high]) for row in rows}
    interval = joint(study.pools, period, measure, ends)
    estimate = sum((row[middle] for row in rows), 0.0)
    slack = _slack(float(pools.total.sum()), len(rows))
    return interval, _within(estimate, interval.low, interval.high, slack)


def together(
    study: Study, rows: Sequence[Mapping[str, Any]], measures: Sequence[str] = MEASURES
) -> tuple[dict[str, float], int]:
    """Some measures of several sellers together, USD billions, from their rows of one period.

    Low, estimate and high by the key of `attribute`; and how many sellers are in one of these with
    their own ends, because the program would be too large: 0 where all is sharp.
    """
    sums = {f"{measure}{end}": 0.0 for measure in measures for end in _ENDS}
    outer: set[int] = set()
    for measure in measures if rows else ():
        interval, estimate = measured(study, rows, measure)
        values = (interval.low, estimate, interval.high)
        for end, value in zip(_ENDS, values, strict=True):
            sums[f"{measure}{end}"] = rounded(value)
        outer.update(interval.outer)
    return sums, len(outer)


def note(outer: int) -> str:
    """How the ends of a sum are meant, where `outer` sellers are in it with their own ends."""
    text = (
        "The low and the high of several parties together are each attained by one matching of "
        "dollars for all of them at once. The sums of the parties' own ends may lie further apart."
    )
    if outer:
        text += (
            f" That holds for the largest sellers: {outer:,} more would make the program too "
            "large, and their own ends are added, so the sums may be wider than they need be."
        )
    return text


def _slack(total: float, sellers: int) -> float:
    """What rounding may change: of the money in the program, and a dollar for every seller."""
    return _SLACK * total + 10.0**-DECIMALS * sellers


def _within(value: float, low: float, high: float, slack: float) -> float:
    """The value, an end where it is as near as rounding; raises ArithmeticError where it is not."""
    if not low - slack <= value <= high + slack:
        raise ArithmeticError(f"sum over sellers: {value} outside [{low}, {high}]")
    for end in (low, high):
        if abs(value - end) <= slack:
            return end
    return value
