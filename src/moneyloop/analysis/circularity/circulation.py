"""Max circulation: how much money could cancel around loops, listing no loop (method, section 10).

    max sum f_e   such that 0 <= f_e <= X_e and inflow = outflow at every node

What is left after the most has been netted, r = X - f, ships every node's net position at least
cost, each dollar at cost 1 per payment: a minimum-cost flow. Also called multilateral netting
(Fleischman, Dini & Littera 2020, JRFM 13(12):295). Amounts are integers inside (exact, int64).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

_BITS = 50  # that the sum of all amounts may take of int64's 63


@dataclass(frozen=True)
class Circulation:
    """What could be netted, in the unit of the amounts.

    total               all that moves
    cleared             the most of it that cancels around loops, every net position as it was
    net_internal_debt   sum of the positive net positions: what no netting can avoid
    """

    total: float
    cleared: float
    net_internal_debt: float


def circulation(tail: np.ndarray, head: np.ndarray, amount: np.ndarray, size: int) -> Circulation:
    """The max circulation of flows from node `tail` to node `head`, nodes 0 to size - 1.

    Amounts are zero or more. A flow from a node to itself is a loop of one.
    """
    from ortools.graph.python import min_cost_flow

    total = float(amount.sum())
    if total <= 0:
        return Circulation(0.0, 0.0, 0.0)
    # By a power of two halves and quarters stay exact.
    power = _BITS - math.frexp(total)[1]
    units = np.rint(np.ldexp(amount, power)).astype(np.int64)
    owed = np.zeros(size, dtype=np.int64)
    np.add.at(owed, tail, units)
    np.add.at(owed, head, -units)
    between = (tail != head) & (units > 0)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        tail[between].astype(np.int32),
        head[between].astype(np.int32),
        units[between],
        np.ones(int(between.sum()), dtype=np.int64),
    )
    solver.set_nodes_supplies(np.arange(size, dtype=np.int32), owed)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"maximum circulation ended with status {status}")
    everything = int(units.sum())
    return Circulation(
        total=math.ldexp(everything, -power),
        cleared=math.ldexp(everything - int(solver.optimal_cost()), -power),
        net_internal_debt=math.ldexp(int(owed[owed > 0].sum()), -power),
    )
