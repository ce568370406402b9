"""Bounds: what every feasible matching of dollars in to dollars out allows (design, section 7).

On the pools of the period and of those whose cash it carries, with the target cut:

    high = maxflow(seeds -> sales into k in the period)
    low  = sum of seeds - maxflow(seeds -> every other sink)

Both ends are attained, one party at a time. Amounts are integers inside (exact, int64): scipy's
maximum_flow is 32-bit and silently wrong above 2^31.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.pools import Pools, walk_back

MEASURES = ("own", "in_network", "invested")
_UNITS = 16  # decimal digits that the largest total may take of int64's 18
_INTERNAL, _SALE, _AWAY, _SEED = range(4)


@dataclass(frozen=True)
class Binding:
    """A flow of the minimum cut: it is full, so it binds the bound (USD billions).

    `payer` is blank where it is every investor of the payee at once.
    """

    payer: str
    payee: str
    cls: str
    amount: float
    period: str


@dataclass(frozen=True)
class Bounds:
    """The interval that the record allows for one measure, USD billions, and what binds its top.

    Each end is attained by some matching, but not for all parties at once.
    """

    low: float
    high: float
    binding: tuple[Binding, ...] = ()


@dataclass(frozen=True)
class _Arcs:
    tail: np.ndarray
    head: np.ndarray
    amount: np.ndarray
    role: np.ndarray
    cls: np.ndarray
    source: int
    sale: int
    away: int
    size: int


def bounds(pools: Sequence[Pools], period: int, target: int, measure: str) -> Bounds:
    """The sharp bounds of `measure` ("own", "in_network", "invested") for one party and period.

    own: seeds are the target's investments; others' investments pass them on. in_network: all
    investment inflows are seeds, every investment outflow is a neutral sink. invested: outside
    investors' money is a seed too.
    """
    from ortools.graph.python import max_flow

    arcs = _network(pools, period, target, measure)
    if not arcs.amount[arcs.role == _SEED].any() or not (arcs.role == _SALE).any():
        return Bounds(0.0, 0.0)
    scale = 10.0 ** (_UNITS - 1 - math.floor(math.log10(float(arcs.amount.sum()))))
    units = np.rint(arcs.amount * scale).astype(np.int64)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(arcs.tail.astype(np.int32), arcs.head.astype(np.int32), units)
    ends = []
    for sink in (arcs.away, arcs.sale):
        status = solver.solve(arcs.source, sink)
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"maximum flow of {measure} ended with status {status}")
        ends.append(int(solver.optimal_flow()))
    seeds = int(units[arcs.role == _SEED].sum())
    near = np.zeros(arcs.size, dtype=bool)
    near[solver.get_source_side_min_cut()] = True
    cut = np.flatnonzero(near[arcs.tail] & ~near[arcs.head] & (units > 0))
    layers = [pools[number] for number in walk_back(pools, period)]
    names = [now.parties[owner] for now in layers for owner in now.owner]
    times = [now.period.name for now in layers for _ in now.owner]
    investor = names[target] if measure == "own" else ""
    names += [investor, names[target]]
    binding = [
        Binding(
            payer=names[arcs.tail[arc]],
            payee=names[arcs.head[arc]],
            cls=str(arcs.cls[arc]),
            amount=float(arcs.amount[arc]),
            period=times[min(arcs.tail[arc], arcs.head[arc])],
        )
        for arc in cut
    ]
    return Bounds((seeds - ends[0]) / scale, ends[1] / scale, tuple(binding))


def _network(pools: Sequence[Pools], period: int, target: int, measure: str) -> _Arcs:
    """The arcs of the (time-expanded) graph: pools of each period, seeds, sales and other sinks."""
    numbers = list(walk_back(pools, period))
    width = len(pools[period].owner)
    source = width * len(numbers)
    sale, away = source + 1, source + 2
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []

    def add(
        tail: np.ndarray, head: np.ndarray | int, amount: np.ndarray, role: int, cls: str
    ) -> None:
        some = amount > 0
        count = int(some.sum())
        heads = np.full(count, head) if isinstance(head, int) else head[some]
        labels = np.full(count, cls, dtype=object)
        parts.append((tail[some], heads, amount[some], np.full(count, role), labels))

    for layer, number in enumerate(numbers):
        now, base = pools[number], layer * width
        mine = now.owner == target
        nodes = np.arange(width) + base
        everyone = np.full(width, source)
        for matrix, cls in (
            (now.purchases, "purchase"),
            (now.returns, "return"),
            (now.investments, "investment"),
        ):
            table = matrix.tocoo()
            tail, head, amount = table.row, table.col, table.data
            leaves = ~mine[tail]
            home = leaves & mine[head]
            sold = home & (cls == "purchase") & (number == period)
            passes = leaves & ~home & (measure == "own" or cls != "investment")
            stops = leaves & ~sold & ~passes
            add(tail[sold] + base, sale, amount[sold], _SALE, cls)
            add(tail[passes] + base, head[passes] + base, amount[passes], _INTERNAL, cls)
            add(tail[stops] + base, away, amount[stops], _AWAY, cls)
        add(nodes[~mine], away, now.leak[~mine], _AWAY, "leak")
        # Layers run backwards in time: the layer before this one is the period after it.
        kept = now.kept[~mine]
        after = away if layer == 0 else nodes[~mine] - width
        add(nodes[~mine], after, kept, _AWAY if layer == 0 else _INTERNAL, "cash")
        if measure == "own":
            seed = np.asarray(now.investments[mine].sum(axis=0)).ravel()
        else:
            seed = np.asarray(now.investments.sum(axis=0)).ravel()
        if measure == "invested":
            seed = seed + now.outside_investors
        add(everyone[~mine], nodes[~mine], seed[~mine], _SEED, "investment")
    tail, head, amount, role, cls_ = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _Arcs(tail, head, amount, role, cls_, source, sale, away, away + 1)
