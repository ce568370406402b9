"""Bounds: what every feasible matching of dollars in to dollars out allows (method, section 7).

On the pools of the period and of those whose cash it carries, with the target cut:

    high = maxflow(seeds -> sales into k in the period)
    low  = sum of seeds - maxflow(seeds -> every other sink)

Both ends are attained, one party at a time. Amounts are integers inside (exact, int64): scipy's
maximum_flow is 32-bit and silently wrong above 2^31.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.graph import (
    ANY_INVESTOR,
    AWAY,
    BUY,
    INVEST,
    KEPT,
    NETWORK_INVESTORS,
    NO_DEAL,
    OF_TARGET,
    OUTSIDE,
    REPAY,
    SALE,
    SEED,
)
from moneyloop.analysis.study.pools import Pools, walk_back
from moneyloop.model import INVESTMENT, PURCHASE, RETURN

_UNITS = 16  # decimal digits that the largest total may take of int64's 18
WORD = {BUY: PURCHASE, REPAY: RETURN, INVEST: INVESTMENT, NO_DEAL: "leak", KEPT: "cash"}


@dataclass(frozen=True)
class Limit:
    """A flow of the minimum cut: it is full, so it sets the limit (USD billions).

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
    """The interval that the record allows for one measure, USD billions, and what limits its ends.

    Each end is attained by some matching, but not for all parties at once. The flows of
    `limits_high` add up to `high`: no more can reach the sales. `held` less `limits_low` is `low`:
    labelled money that came into pools whose every other way out is full. Of the labelled money
    that may come to the sales, `seeds`, the rest can have left elsewhere. Where `low` is 0 nothing
    is held.
    """

    low: float
    high: float
    limits_high: tuple[Limit, ...] = ()
    limits_low: tuple[Limit, ...] = ()
    held: tuple[Limit, ...] = ()
    seeds: float = 0.0


@dataclass(frozen=True, eq=False)
class _Flows:
    """The arcs of a measure with their amounts, USD billions, all above zero."""

    arcs: graph.Arcs
    amount: np.ndarray
    cls: np.ndarray
    payee: np.ndarray  # the node that is really paid, where the head is a sink; OUTSIDE: nobody


@dataclass(frozen=True, eq=False)
class _Solved:
    """The two maximum flows, in whole units of 1 / `scale`, to every other sink and to the sale.

    `near` are the nodes on the source's side of their minimum cuts.
    """

    units: np.ndarray
    scale: float
    most: tuple[int, int]
    near: tuple[np.ndarray, np.ndarray]

    def ends(self, role: np.ndarray) -> tuple[float, float]:
        """Low and high, USD billions."""
        seeds = int(self.units[role == SEED].sum())
        return (seeds - self.most[0]) / self.scale, self.most[1] / self.scale


def ends(pools: Sequence[Pools], period: int, target: int, measure: str) -> tuple[float, float]:
    """Low and high of `bounds`, without what limits them."""
    return _ends(tuple(pools), period, target, measure)


@lru_cache(maxsize=16)  # opened and funded pools may be the same
def _ends(pools: tuple[Pools, ...], period: int, target: int, measure: str) -> tuple[float, float]:
    # No way from what is labelled to the sale: 0, without a solver.
    if not _labels(pools, period, target, measure):
        return 0.0, 0.0
    paid, amounts = _made(pools, period)
    if measure == ANY_INVESTOR and not ((paid.cls == INVEST) & (paid.tail == OUTSIDE)).any():
        return _ends(pools, period, target, NETWORK_INVESTORS)
    arcs, core = _asked(pools, period, target, measure)
    if not core.any():
        return 0.0, 0.0
    arcs = graph.within(arcs, core)
    seed = arcs.role == SEED
    seeds = _seeds(arcs.head[seed], paid.cls[arcs.payment[seed]], amounts[arcs.payment[seed]])
    head = np.flatnonzero(seeds) // len(WORD)
    rest = ~seed
    joined = graph.Arcs(
        tail=np.append(arcs.tail[rest], np.full(len(head), arcs.source)),
        head=np.append(arcs.head[rest], head),
        role=np.append(arcs.role[rest], np.full(len(head), SEED)),
        payment=arcs.payment,
        source=arcs.source,
    )
    amount = np.append(amounts[arcs.payment[rest]], seeds[seeds > 0])
    solved = _solved(joined, amount, measure, sides=False)
    return solved.ends(joined.role) if solved else (0.0, 0.0)


def bounds(pools: Sequence[Pools], period: int, target: int, measure: str) -> Bounds:
    """The sharp bounds of a measure for one party and period.

    own: seeds are the target's investments; others' investments pass them on.
    reciprocal: the same of its purchases and returns; came_back: of all three.
    network_investors: all investment inflows are seeds, every investment outflow is a neutral sink.
    any_investor: outside investors' money is a seed too.
    """
    arcs, core = _asked(tuple(pools), period, target, measure)
    if not core.any():
        return Bounds(0.0, 0.0)
    # What cannot come to the sale is no part of the question.
    flows = _flows(pools, period, graph.within(arcs, core))
    solved = _solved(flows.arcs, flows.amount, measure)
    if solved is None:
        return Bounds(0.0, 0.0)
    arcs, units = flows.arcs, solved.units
    layers = [pools[index] for index in walk_back(pools, period)]
    names = [layer.parties[owner] for layer in layers for owner in layer.owner]
    times = [layer.period.name for layer in layers for _ in layer.owner]
    # The source is the investor, the sale is the target; the last (OUTSIDE) is nobody inside.
    names += [names[target] if measure in OF_TARGET else "", names[target], "", ""]

    def named(which: np.ndarray) -> tuple[Limit, ...]:
        return tuple(
            Limit(
                payer=names[arcs.tail[arc]],
                payee=names[flows.payee[arc]],
                cls=WORD[int(flows.cls[arc])],
                amount=float(flows.amount[arc]),
                period=times[min(arcs.tail[arc], arcs.head[arc])],
            )
            for arc in np.flatnonzero(which & (units > 0))
        )

    sides = _holding(arcs, units, solved.near[0]), solved.near[1]
    away, home = (near[arcs.tail] & ~near[arcs.head] for near in sides)
    away &= arcs.role != SALE
    seed = arcs.role == SEED
    low, high = solved.ends(arcs.role)
    return Bounds(
        low=low,
        high=high,
        limits_high=named(home),
        limits_low=named(away & ~seed),
        held=named(seed & sides[0][arcs.head]),
        seeds=int(units[seed].sum()) / solved.scale,
    )


def _seeds(head: np.ndarray, cls: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """What is seeded in all, by pool and then class."""
    return np.bincount(head * len(WORD) + cls, weights=amount)


def _solved(
    arcs: graph.Arcs, amount: np.ndarray, measure: str, sides: bool = True
) -> _Solved | None:
    """The maximum flows of a measure; None where nothing is labelled, or nothing sold.

    Without `sides` their cuts are not asked for.
    """
    from ortools.graph.python import max_flow

    if not (arcs.role == SEED).any() or not (arcs.role == SALE).any():
        return None
    # No payment carries more than all that is labelled: larger ones would only cost digits.
    amount = np.minimum(amount, amount[arcs.role == SEED].sum())
    digits = _UNITS - 1 - math.floor(math.log10(float(amount.sum())))
    scale = 10.0 ** min(digits, sys.float_info.max_10_exp)
    units = np.rint(amount * scale).astype(np.int64)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(arcs.tail.astype(np.int32), arcs.head.astype(np.int32), units)
    most, cuts = [], []
    for sink in (arcs.away, arcs.sale):
        status = solver.solve(arcs.source, sink)
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"maximum flow of {measure} ended with status {status}")
        most.append(int(solver.optimal_flow()))
        near = np.zeros(arcs.size, dtype=bool)
        if sides:
            near[solver.get_source_side_min_cut()] = True
        cuts.append(near)
    return _Solved(units, scale, (most[0], most[1]), (cuts[0], cuts[1]))


def _holding(arcs: graph.Arcs, units: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The pools of the low end's cut that hold labelled money, not just the dust of rounding."""
    # Without any other sink all money is held, and the solver does not know the node.
    near = near.copy() if (units[arcs.role == AWAY] > 0).any() else np.ones_like(near)
    near[[arcs.source, arcs.sale, arcs.away]] = False
    if near.any():
        into, out = near[arcs.head], near[arcs.tail]
        inner = into & out
        count, part = graph.parts(arcs.tail[inner], arcs.head[inner], arcs.size)
        held = np.zeros(count, dtype=np.int64)
        seed = into & (arcs.role == SEED)
        leaves = out & ~into & (arcs.role != SALE)
        np.add.at(held, part[arcs.head[seed]], units[seed])
        np.add.at(held, part[arcs.tail[leaves]], -units[leaves])
        near &= held[part] > len(units)
    return near


def payments(
    pools: Sequence[Pools], period: int, indexes: Sequence[int] = ()
) -> tuple[graph.Payments, np.ndarray]:
    """The payments of a period and of those whose cash it carries, and their amounts.

    The `indexes` are of these periods, latest first, where they are not those of `walk_back`.
    """
    indexes = indexes or list(walk_back(pools, period))
    layers = [list(_books(pools[index], index == period)) for index in indexes]
    amounts = [book.amount for layer in layers for book in layer]
    return graph.unrolled(layers, len(pools[period].owner)), np.concatenate(amounts)


@lru_cache(maxsize=2)  # the next party and measure have the same
def _made(pools: tuple[Pools, ...], period: int) -> tuple[graph.Payments, np.ndarray]:
    """The payments whose amount is above zero."""
    paid, amounts = payments(pools, period)
    return graph.some(paid, amounts > 0), amounts[amounts > 0]


def _labels(pools: Sequence[Pools], period: int, target: int, measure: str) -> bool:
    """Whether a measure labels any money that may come to the target, as far as is seen at once."""
    paid, knot = _made(tuple(pools), period)[0], _knots(tuple(pools), period)
    if measure not in graph.OF_TARGET:
        kept = paid.tail != OUTSIDE if measure == graph.NETWORK_INVESTORS else slice(None)
        return bool((paid.cls[kept] == INVEST).any())
    owned = pools[period].owner == target
    if not knot[owned].any():
        return False
    if measure != graph.OWN:
        return True
    layers = (pools[index] for index in walk_back(pools, period))
    return any(layer.paid[INVESTMENT][owned].any() for layer in layers)


@lru_cache(maxsize=2)
def _knots(pools: tuple[Pools, ...], period: int) -> np.ndarray:
    """By pool, whether what its owner pays can be back, all periods and pools of it as one."""
    paid, _ = _made(pools, period)
    owner = pools[period].owner
    moves = (paid.tail != OUTSIDE) & (paid.head != OUTSIDE) & (paid.cls != KEPT)
    tail, head = (owner[end[moves] % len(owner)] for end in (paid.tail, paid.head))
    count, part = graph.knots(tail, head, len(pools[period].parties))
    return np.asarray((np.bincount(part, minlength=count) > 1)[part][owner])


def _books(pools: Pools, last: bool) -> Iterator[graph.Book]:
    for cls in (PURCHASE, RETURN, INVESTMENT):
        yield graph.Book(graph.CODE[cls], *pools.listed[cls])
    nodes = np.arange(len(pools.owner))
    nobody = np.full(len(nodes), OUTSIDE)
    yield graph.Book(INVEST, nobody, nodes, pools.outside_investors)
    yield graph.Book(NO_DEAL, nodes, nobody, pools.leak + pools.kept if last else pools.leak)
    if not last:
        yield graph.Book(KEPT, nodes, nodes, pools.kept)


def _asked(
    pools: tuple[Pools, ...], period: int, target: int, measure: str
) -> tuple[graph.Arcs, np.ndarray]:
    """The arcs of a measure, and which of their nodes matter to it."""
    paid, _ = _made(pools, period)
    owned = np.tile(pools[period].owner == target, len(list(walk_back(pools, period))))
    arcs = graph.arcs(paid, owned, measure, paid.when == 0)
    return arcs, graph.between(arcs, _ways(pools, period, measure in OF_TARGET))


@lru_cache(maxsize=4)
def _ways(pools: tuple[Pools, ...], period: int, invests: bool) -> graph.Ways:
    """Where the money of a period leads; with `invests` by investments too."""
    paid, _ = _made(pools, period)
    passes = (paid.tail != OUTSIDE) & (paid.head != OUTSIDE)
    passes &= invests | (paid.cls != INVEST)
    size = len(pools[period].owner) * len(list(walk_back(pools, period)))
    return graph.Ways(paid.tail[passes], paid.head[passes], size + 3)  # the three ends


def _flows(pools: Sequence[Pools], period: int, arcs: graph.Arcs) -> _Flows:
    """The arcs of a measure in order of period, class and role, seeds last.

    All of one class that is seeded in a pool is one arc, whoever pays it.
    """
    paid, amounts = _made(tuple(pools), period)
    owner = pools[period].owner
    amount = amounts[arcs.payment]
    seed = arcs.role == SEED
    seeds = np.flatnonzero(seed)
    cls = paid.cls[arcs.payment]
    sorts = arcs.head[seed] * len(WORD) + cls[seed]
    _, first, which = np.unique(sorts, return_index=True, return_inverse=True)
    sums = np.bincount(which, weights=amount[seed])
    amount[seed] = 0.0
    amount[seeds[first]] = sums
    pool = np.where(seed, arcs.head, arcs.tail)
    order = np.lexsort((pool, arcs.role, cls, seed, pool // len(owner)))
    order = order[amount[order] > 0]
    payment = arcs.payment[order]
    return _Flows(
        arcs=graph.Arcs(arcs.tail[order], arcs.head[order], arcs.role[order], payment, arcs.source),
        amount=amount[order],
        cls=cls[order],
        payee=paid.head[payment],
    )
