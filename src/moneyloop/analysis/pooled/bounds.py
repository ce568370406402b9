"""Bounds: what every feasible matching of dollars in to dollars out allows (method, section 7).

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

from moneyloop.analysis.study.pools import Pools, walk_back

MEASURES = ("own", "in_network", "invested")
_UNITS = 16  # decimal digits that the largest total may take of int64's 18
_INTERNAL, _SALE, _AWAY, _SEED = range(4)


@dataclass(frozen=True)
class Binding:
    """A flow of the minimum cut: it is full, so it binds the bound (USD billions).

    `payer` is blank where it is every investor of the payee at once; `payee` is blank for class
    "leak": what the payer spends outside or keeps. Class "cash" is carried into `period`.
    """

    payer: str
    payee: str
    cls: str
    amount: float
    period: str


@dataclass(frozen=True)
class Bounds:
    """The interval that the record allows for one measure, USD billions, and what binds its ends.

    Each end is attained by some matching, but not for all parties at once. The flows of `binding`
    add up to `high`: no more can reach the sales. `held` less `binding_low` is `low`: labelled
    money that came into pools whose every other way out is full. Of all labelled money, `seeds`,
    the rest can have left elsewhere. Where `low` is 0 nothing is held.
    """

    low: float
    high: float
    binding: tuple[Binding, ...] = ()
    binding_low: tuple[Binding, ...] = ()
    held: tuple[Binding, ...] = ()
    seeds: float = 0.0


@dataclass(frozen=True)
class _Arcs:
    tail: np.ndarray
    head: np.ndarray
    amount: np.ndarray
    role: np.ndarray
    cls: np.ndarray
    payee: np.ndarray  # the node that is really paid, where the head is a sink; -1: nobody inside
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
    ends, sides = [], []
    for sink in (arcs.away, arcs.sale):
        status = solver.solve(arcs.source, sink)
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"maximum flow of {measure} ended with status {status}")
        ends.append(int(solver.optimal_flow()))
        near = np.zeros(arcs.size, dtype=bool)
        near[solver.get_source_side_min_cut()] = True
        sides.append(near)
    seeds = int(units[arcs.role == _SEED].sum())
    layers = [pools[number] for number in walk_back(pools, period)]
    names = [now.parties[owner] for now in layers for owner in now.owner]
    times = [now.period.name for now in layers for _ in now.owner]
    # The source is the investor, the sale is the target; the last (-1) is nobody inside.
    names += [names[target] if measure == "own" else "", names[target], "", ""]

    def named(which: np.ndarray) -> tuple[Binding, ...]:
        return tuple(
            Binding(
                payer=names[arcs.tail[arc]],
                payee=names[arcs.payee[arc]],
                cls=str(arcs.cls[arc]),
                amount=float(arcs.amount[arc]),
                period=times[min(arcs.tail[arc], arcs.head[arc])],
            )
            for arc in np.flatnonzero(which & (units > 0))
        )

    seed = arcs.role == _SEED
    sides[0] = _holding(arcs, units, sides[0])
    away, home = (near[arcs.tail] & ~near[arcs.head] for near in sides)
    away &= arcs.role != _SALE
    return Bounds(
        low=(seeds - ends[0]) / scale,
        high=ends[1] / scale,
        binding=named(home),
        binding_low=named(away & ~seed),
        held=named(seed & sides[0][arcs.head]),
        seeds=seeds / scale,
    )


def _holding(arcs: _Arcs, units: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The pools of the low end's cut that hold labelled money, not just the dust of rounding."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    # Without any other sink all money is held, and the solver does not know the node.
    near = near.copy() if (units[arcs.role == _AWAY] > 0).any() else np.ones_like(near)
    near[[arcs.source, arcs.sale, arcs.away]] = False
    if near.any():
        into, out = near[arcs.head], near[arcs.tail]
        inner = into & out
        ends = (arcs.tail[inner], arcs.head[inner])
        graph = coo_array((np.ones(len(ends[0])), ends), shape=(arcs.size, arcs.size))
        count, part = connected_components(graph, directed=False)
        held = np.zeros(count, dtype=np.int64)
        seed = into & (arcs.role == _SEED)
        leaves = out & ~into & (arcs.role != _SALE)
        np.add.at(held, part[arcs.head[seed]], units[seed])
        np.add.at(held, part[arcs.tail[leaves]], -units[leaves])
        near &= held[part] > len(units)
    return near


def _network(pools: Sequence[Pools], period: int, target: int, measure: str) -> _Arcs:
    """The arcs of the (time-expanded) graph: pools of each period, seeds, sales and other sinks."""
    numbers = list(walk_back(pools, period))
    width = len(pools[period].owner)
    source = width * len(numbers)
    sale, away = source + 1, source + 2
    parts: list[tuple[np.ndarray, ...]] = []

    def add(
        tail: np.ndarray,
        head: np.ndarray | int,
        amount: np.ndarray,
        role: int,
        cls: str,
        payee: np.ndarray | int | None = None,
    ) -> None:
        some = amount > 0
        count = int(some.sum())
        ends = (head, head if payee is None else payee)
        heads, paid = (np.full(count, end) if isinstance(end, int) else end[some] for end in ends)
        labels = np.full(count, cls, dtype=object)
        parts.append((tail[some], heads, amount[some], np.full(count, role), labels, paid))

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
            add(tail[stops] + base, away, amount[stops], _AWAY, cls, head[stops] + base)
        # Layers run backwards in time: the layer before this one is the period after it.
        leak = now.leak + now.kept if layer == 0 else now.leak
        add(nodes[~mine], away, leak[~mine], _AWAY, "leak", -1)
        if layer > 0:
            add(nodes[~mine], nodes[~mine] - width, now.kept[~mine], _INTERNAL, "cash")
        if measure == "own":
            seed = np.asarray(now.investments[mine].sum(axis=0)).ravel()
        else:
            seed = np.asarray(now.investments.sum(axis=0)).ravel()
        if measure == "invested":
            seed = seed + now.outside_investors
        add(everyone[~mine], nodes[~mine], seed[~mine], _SEED, "investment")
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    tail, head, amount, role, cls_, paid = columns
    return _Arcs(tail, head, amount, role, cls_, paid, source, sale, away, away + 1)
