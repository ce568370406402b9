"""All sellers together with all that is not public, by one program (method, section 7.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from moneyloop.analysis.pooled import sector
from moneyloop.analysis.pooled.label_sets import STEP, Marks, Program
from moneyloop.analysis.pooled.sector import Ends, Joint, Side
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.ranged.program import Assembled, assembled
from moneyloop.analysis.study.study import DECIMALS


def joint(
    pools: RangedPools,
    period: int,
    measure: str,
    ends: Mapping[int, Ends],
    *,
    loose: Collection[int] = (),
    flows: int = sector.FLOWS,
) -> Joint:
    """The interval of the sum over sellers whose own `ends` are over the same pools.

    Those of `loose` may be too far apart.
    """
    layers = pools.layers(period, measure)

    def solve(program: Program, marks: Marks) -> tuple[Side, Side]:
        if not program.seed_terms and not program.room_terms:
            return sector.at_known_amounts(program, marks)
        whole = assembled(pools, program)
        return _end(whole, program, marks, 1.0), _end(whole, program, marks, -1.0)

    unit = 10.0**-DECIMALS
    return sector.joint(
        pools.pools,
        period,
        measure,
        ends,
        loose=loose,
        layers=layers,
        solve=solve,
        flows=flows,
        unit=unit,
    )


def _end(whole: Assembled, program: Program, marks: Marks, sign: float) -> Side:
    cost = whole.cost(program.back)
    end = whole.end(sign, cost, whole.cost(np.full(len(program.back), STEP)))
    back = None if end.value is None else max(end.value, 0.0)
    if end.point is None:
        return Side(back, attained=end.attained)
    point = end.point
    amount = marks.amount.copy()
    for payment, terms in marks.terms.items():
        amount[payment] += sum(
            value * whole.value(name, point)
            for name, value in terms.items()
            if name in whole.column
        )
    flows = point[: whole.flows]
    return Side(back, flows, amount)
