"""The estimates of many parties at once: the numbers of `laps`, from solves that they share.

`laps` solves a system for each target. Here each is a column of a block, and what is inverted
serves every block (`knots`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache

import numpy as np

from moneyloop.analysis.pooled import knots, laps
from moneyloop.analysis.pooled.knots import Level
from moneyloop.analysis.pooled.laps import Buckets, per_dollar
from moneyloop.analysis.study.moves import Moves, as_moves
from moneyloop.analysis.study.pools import Pools, walk_back
from moneyloop.model import INVESTMENT, PURCHASE

FEW = 32  # targets of a period: fewer are solved one by one, where pools are few too
_BLOCK = 256  # targets
_Orders = Callable[[int, bool], tuple[Level, ...]]


def buckets(
    pools: Sequence[Pools], places: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Buckets]:
    """`laps.buckets` of every (period, target)."""
    of_period = defaultdict(list)
    for period, target in places:
        of_period[period].append(target)
    orders = _orders(pools)
    result: dict[tuple[int, int], Buckets] = {}
    for period, targets in of_period.items():
        if _apart(pools, len(targets)):
            found = [laps.buckets(pools, period, target) for target in targets]
        else:
            blocks = _blocks(np.array(targets))
            found = [each for some in blocks for each in _buckets(pools, period, some, orders)]
        result |= {(period, target): each for target, each in zip(targets, found, strict=True)}
    return result


def turns(pools: Sequence[Pools], targets: Sequence[int]) -> dict[int, list[float | None]]:
    """`laps.turns` of every target."""
    if _apart(pools, len(targets)):
        return {target: laps.turns(pools, target) for target in targets}
    orders = _orders(pools)
    chosen = np.array(targets, dtype=np.int64)
    out, peak, sold = np.zeros((3, len(chosen)))
    times = []
    for period, layer in enumerate(pools):
        paid = layer.paid[INVESTMENT]
        out += np.bincount(layer.owner, weights=paid, minlength=len(layer.parties))[chosen]
        peak = np.maximum(peak, out)
        for some in _blocks(np.flatnonzero(out > 0)):
            sales, capital = _own_back(pools, period, chosen[some], orders)
            sold[some] += sales
            out[some] -= sales + capital
        times.append(np.divide(sold, peak, out=np.full(len(chosen), np.nan), where=peak > 0))
    return {
        target: [None if np.isnan(value) else value for value in of_target]
        for target, of_target in zip(targets, np.transpose(times).tolist(), strict=True)
    }


def _apart(pools: Sequence[Pools], targets: int) -> bool:
    """Whether each of so many targets is solved by itself."""
    return targets < FEW and all(len(layer.owner) <= laps.DENSE_LIMIT for layer in pools)


def _orders(pools: Sequence[Pools]) -> _Orders:
    """What is solved in which order in each period; made once."""
    return cache(lambda index, stops: knots.levels(pools[index], stops))


def _blocks(targets: np.ndarray) -> Iterator[np.ndarray]:
    return (targets[first : first + _BLOCK] for first in range(0, len(targets), _BLOCK))


def _buckets(
    pools: Sequence[Pools], period: int, targets: np.ndarray, orders: _Orders
) -> list[Buckets]:
    own, network, reciprocal, spending, outside, earlier, unknown = np.zeros((7, len(targets)))
    customers = pools[period].customers[targets]
    z = w = _entry(pools[period], pools[period].listed[PURCHASE], targets)
    for index in walk_back(pools, period):
        layer, owner = pools[index], pools[index].owner
        if index != period:
            same, rate = w is z, per_dollar(layer.kept, layer.total)
            z = _cut(rate[:, None] * z, owner, targets)
            w = z if same else _cut(rate[:, None] * w, owner, targets)
        same = w is z and not len(layer.listed[INVESTMENT].amount)
        z, before = knots.arrivals(orders(index, True), z, owner, targets), w
        w = z if same else knots.arrivals(orders(index, False), before, owner, targets)
        own += _seeded(layer.listed[INVESTMENT], owner, targets, w)
        network += layer.received[INVESTMENT] @ z
        spent = as_moves(layer.spent)
        reciprocal += _seeded(spent, owner, targets, z)
        spending += _seeded(spent, owner, targets, w)
        outside += layer.outside_investors @ z
        earlier += layer.earlier_cash @ z
        unknown += layer.no_known_source @ z
        customers = customers + (layer.customers + layer.outside_returns) @ z
    columns = (own, network, outside, reciprocal, earlier, unknown, customers, spending)
    return [Buckets(*each) for each in zip(*(column.tolist() for column in columns), strict=True)]


def _own_back(
    pools: Sequence[Pools], period: int, targets: np.ndarray, orders: _Orders
) -> tuple[np.ndarray, np.ndarray]:
    """Of what each target invested, what comes back in a period: as sales, and otherwise."""
    layer = pools[period]
    sold = _entry(layer, layer.listed[PURCHASE], targets)
    home = _entry(layer, as_moves(layer.moves), targets)
    totals = []
    for w in (sold, np.clip(home - sold, 0.0, None)):
        total = np.zeros(len(targets))
        for index in walk_back(pools, period) if w.any() else ():
            layer = pools[index]
            if index != period:
                w = _cut(per_dollar(layer.kept, layer.total)[:, None] * w, layer.owner, targets)
            w = knots.arrivals(orders(index, False), w, layer.owner, targets)
            total += _seeded(layer.listed[INVESTMENT], layer.owner, targets, w)
        totals.append(total)
    return totals[0], totals[1]


def _entry(layer: Pools, moves: Moves, targets: np.ndarray) -> np.ndarray:
    """Share of each pool that is paid straight to each target; shape (pools, targets)."""
    paid = _columns(moves, layer.owner, targets)
    share = np.divide(1.0, layer.total, out=np.zeros_like(layer.total), where=layer.total > 0)
    return _cut(paid * share[:, None], layer.owner, targets)


def _place(owner: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The column of the target that holds each pool; -1 where it is none of them."""
    column = np.full(int(max(owner.max(initial=-1), targets.max(initial=-1))) + 1, -1)
    column[targets] = np.arange(len(targets))
    return np.asarray(column[owner])


def _columns(moves: Moves, owner: np.ndarray, targets: np.ndarray) -> np.ndarray:
    column = _place(owner, targets)
    sold = column[moves.payee] >= 0
    result = np.zeros((len(owner), len(targets)))
    np.add.at(result, (moves.payer[sold], column[moves.payee[sold]]), moves.amount[sold])
    return result


def _cut(values: np.ndarray, owner: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The values, 0 in the pools of each target itself."""
    column = _place(owner, targets)
    own = np.flatnonzero(column >= 0)
    values[own, column[own]] = 0.0
    return values


def _seeded(moves: Moves, owner: np.ndarray, targets: np.ndarray, share: np.ndarray) -> np.ndarray:
    """What each target pays of these, times the shares of the pools that it pays."""
    column = _place(owner, targets)
    paid = column[moves.payer] >= 0
    payer, head = column[moves.payer[paid]], moves.payee[paid]
    weights = moves.amount[paid] * share[head, payer]
    return np.asarray(np.bincount(payer, weights=weights, minlength=len(targets)))
