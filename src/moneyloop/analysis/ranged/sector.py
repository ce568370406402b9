"""All sellers together with all that is not public, by one program (method, section 7.2)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from moneyloop.analysis.pooled import sector
from moneyloop.analysis.pooled.label_sets import STEP, Marks, Program
from moneyloop.analysis.pooled.sector import Ends, Joint, Side
from moneyloop.analysis.ranged import programs
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.ranged.program import assembled
from moneyloop.analysis.study.study import DECIMALS


def joint(
    pools: RangedPools,
    period: int,
    measure: str,
    ends: Mapping[int, Ends],
    *,
    flows: int = sector.FLOWS,
) -> Joint:
    """The interval of the sum over sellers whose own `ends` are over the same pools."""
    layers = pools.layers(period, measure)

    def solve(program: Program, marks: Marks, sign: float) -> Side | None:
        if not program.seed_terms and not program.room_terms:
            return sector.at_known_amounts(program, marks, sign)
        return _end(pools, program, marks, sign)

    unit = 10.0**-DECIMALS
    return sector.joint(
        pools.pools, period, measure, ends, layers=layers, solve=solve, flows=flows, unit=unit
    )


def _end(pools: RangedPools, program: Program, marks: Marks, sign: float) -> Side | None:
    whole = assembled(pools, program)
    cost = whole.cost(program.back)
    step = whole.cost(np.full(len(program.back), STEP))
    point = programs.least(whole.side(sign), sign * cost + step)
    if point is None:
        return None
    amount = marks.amount.copy()
    for payment, terms in marks.terms.items():
        amount[payment] += sum(
            value * whole.value(name, point)
            for name, value in terms.items()
            if name in whole.column
        )
    flows = point[: whole.flows]
    return Side(max(float(program.back @ flows) * program.unit, 0.0), flows, amount)
