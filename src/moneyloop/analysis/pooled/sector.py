"""All sellers together: the interval of the sum of a measure (method, section 7).

Each seller's ends are attained by some matching of dollars in to dollars out, but not for all
sellers at once, so the sum of ends may be too wide. Here one matching answers for all: every
solution of the program of label sets is one, since dollars of one set in one pool may be matched
at will.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneyloop.analysis.pooled import label_sets
from moneyloop.analysis.pooled.label_sets import Layers, Marks, Program
from moneyloop.analysis.pooled.worlds import Labelled, world
from moneyloop.analysis.study.pools import Pools

SELLERS = 48  # at most in one program: a set is a number of 64 bits
FLOWS = 10_000  # variables of the program; the solver takes many seconds beyond
_NEAR = 1e-6  # of an end: what is nearer is that end
_SLACK = 1e-10  # of all money in the program: values that are nearer than this are equal


@dataclass(frozen=True)
class Joint:
    """The interval of the sum of a measure over some sellers, USD billions.

    Both ends are attained: `low` by the payments of the world `least`, `high` by those of `most`,
    for all `sharp` sellers at once. The ends of the `outer` sellers, for which the program would
    be too large, are added as they are: with some, low and high may be too far apart. `high` is
    None where nothing limits it. An end that is not `attained` was not found: it does not lie
    beyond what is written, and has no world.
    """

    low: float
    high: float | None
    sharp: tuple[int, ...] = ()
    outer: tuple[int, ...] = ()
    least: tuple[Labelled, ...] = ()
    most: tuple[Labelled, ...] = ()
    attained: bool = True


@dataclass(frozen=True, eq=False)
class Side:
    """One end of a sum: the dollars that come back, by which flows, at which amounts.

    `back` is None where nothing limits it. Where it is not `attained`, it was not found: it does
    not lie beyond `back`, and has no flows.
    """

    back: float | None
    flows: np.ndarray | None = None
    amount: np.ndarray | None = None
    attained: bool = True


# Both ends of a program: the least and the most.
Solve = Callable[[Program, Marks], tuple[Side, Side]]
Ends = tuple[float, float | None]


def at_known_amounts(program: Program, marks: Marks) -> tuple[Side, Side]:
    """Both ends where every amount is a number."""
    least, most = (
        Side(float(program.back @ point) * program.unit, point, marks.amount)
        for point in label_sets.ends(program)
    )
    return least, most


def joint(
    pools: Sequence[Pools],
    period: int,
    measure: str,
    ends: Mapping[int, Ends],
    *,
    loose: Collection[int] = (),
    layers: Layers | None = None,
    solve: Solve = at_known_amounts,
    flows: int = FLOWS,
    unit: float = 0.0,
) -> Joint:
    """The interval of the sum over sellers whose own `ends` of the measure are given by party.

    `flows` is the most that the program may have. The largest sellers go first; those for which
    there is no room are `outer`. Where amounts vary, `layers` has them and `solve` finds the ends;
    the own ends of `loose` parties may then be too far apart.
    The `ends` are rounded to this `unit`.
    Raises ArithmeticError where HiGHS does not come to an end.
    """
    highs = {party: math.inf if high is None else high for party, (_, high) in ends.items()}
    sellers = [party for party, high in highs.items() if high > 0]
    sellers.sort(key=lambda party: (-highs[party], party))
    marks = label_sets.marks(layers or label_sets.layers(pools, period), measure, sellers[:SELLERS])
    count, program = label_sets.largest(marks, flows)
    sharp, outer = tuple(sellers[:count]), tuple(sellers[count:])
    low = math.fsum(ends[party][0] for party in outer)
    high = math.fsum(highs[party] for party in outer)
    worlds: list[tuple[Labelled, ...]] = [(), ()]
    attained = True
    if program is not None:
        sides = solve(program, marks)
        least = math.fsum(ends[party][0] for party in sharp)
        most = math.fsum(highs[party] for party in sharp)
        largest = max((highs[party] for party in sharp if party not in loose), default=0.0)
        off = slack(float(marks.amount[np.isfinite(marks.amount)].sum()), count, unit)
        # Never below what one seller has alone, never beyond the sum: only dust can differ.
        both = ((least, most), (largest, most))
        for end, (side, limits) in enumerate(zip(sides, both, strict=True)):
            attained = attained and side.attained
            back = limits[end] if side.back is None else side.back
            value = within(back, *limits, off) if side.attained else min(max(back, limits[0]), most)
            low, high = (low + value, high) if end == 0 else (low, high + value)
            if side.flows is not None and side.amount is not None:
                at = replace(marks, amount=side.amount)
                worlds[end] = world(pools, period, sharp, at, program, side.flows)
    return Joint(
        low=low,
        high=None if high == math.inf else high,
        sharp=sharp,
        outer=outer,
        least=worlds[0],
        most=worlds[1],
        attained=attained,
    )


def slack(total: float, sellers: int, unit: float) -> float:
    """What rounding may change: of the money in the program, and a unit for every seller."""
    return _SLACK * total + unit * sellers


def within(value: float, low: float, high: float, slack: float) -> float:
    """The value between low and high, or the end that it is but for rounding.

    Raises ArithmeticError where it is outside by more than `slack`.
    """
    if not low - slack <= value <= high + slack:
        raise ArithmeticError(f"sum over sellers: {value} outside [{low}, {high}]")
    for end in (low, high):
        if abs(value - end) <= min(slack, _NEAR * abs(end)):
            return end
    return min(max(value, low), high)
