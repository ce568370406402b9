"""Where dollars of every pool arrive, for many targets at once (method, section 6).

A way back stays among pools that reach each other: a knot. Knots are solved in order, what they
lead to first; all other pools need one pass. A knot of few pools, or of many targets, is inverted
once and serves every target; a larger one is solved for all of them in one block (`iterated`). The
target's own rows are cut, in the inverse afterwards: with M = (I - G)^-1 and x = M e the cut
solution is

    x - M_.k x_k / M_kk
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.pooled import iterated, mixing
from moneyloop.analysis.study.moves import Moves, Table, as_array, as_matrix, as_moves
from moneyloop.analysis.study.pools import Pools

# Up to so many pools a knot is inverted, and up to more of them where enough targets share that;
# others are solved by products, since the inverse is full.
FACTORED, DENSE_LIMIT = 256, 3000
_EACH = 50  # pools for each target
_MOST_HOPS = 1e4  # in a knot: with more the cut would lose digits, and each target is on its own
_SWEEPS = 10_000


@dataclass(frozen=True, eq=False)
class Knot:
    """Pools that reach each other; `inverse` is None where it is too large, or loses digits.

    `moves` are the amounts among them, `total` what is in each, and `leaves` what each pays that
    does not go on among them.
    """

    members: np.ndarray
    moves: Table
    total: np.ndarray
    leaves: np.ndarray

    @cached_property
    def inverse(self) -> np.ndarray | None:
        size = len(self.members)
        if size > DENSE_LIMIT:
            return None
        try:
            inverse = np.linalg.inv(np.eye(size) - as_array(self.moves) / self.total[:, None])
        except np.linalg.LinAlgError:
            return None
        return inverse if mixing.sure(inverse.sum(axis=1), _MOST_HOPS) else None


@dataclass(frozen=True, eq=False)
class Level:
    """Pools that lead to those of earlier levels only, or round in their own knot.

    `across` is what they pay to earlier levels, of each dollar that is in them.
    """

    nodes: np.ndarray
    across: Table
    knots: tuple[Knot, ...]


def levels(layer: Pools, stops: bool = False) -> tuple[Level, ...]:
    """The pools of a period in the order in which they are solved.

    With `stops` investments pass nothing on.
    """
    moves, size = layer.spent if stops else layer.moves, len(layer.total)
    tail, head, amount = as_moves(moves)
    count, label = graph.knots(tail, head, size)
    apart = label[tail] != label[head]
    tail, head, amount = tail[apart], head[apart], amount[apart]
    share = np.divide(1.0, layer.total, out=np.zeros_like(layer.total), where=layer.total > 0)
    across = Moves(tail, head, share[tail] * amount).table(size)
    height = _heights(label[tail], label[head], count)[label]
    members = np.bincount(label, minlength=count)
    result = []
    for nodes in _groups(height):
        tied = nodes[members[label[nodes]] > 1]
        knots = tuple(_knot(layer, moves, tied[which], stops) for which in _groups(label[tied]))
        result.append(Level(nodes, across[nodes], knots))
    return tuple(result)


def _groups(key: np.ndarray) -> Iterator[np.ndarray]:
    """The places of each value of the key, in order of the values."""
    order = np.argsort(key, kind="stable")
    cuts = np.flatnonzero(np.diff(key[order])) + 1
    return iter(np.split(order, cuts) if len(order) else ())


def _heights(tail: np.ndarray, head: np.ndarray, count: int) -> np.ndarray:
    """How many steps it is at most from each node to where the arcs of a graph end."""
    left = np.bincount(tail, minlength=count)
    order = np.argsort(head, kind="stable")
    first = np.searchsorted(head[order], np.arange(count + 1))
    height = np.zeros(count, dtype=np.int64)
    front = np.flatnonzero(left == 0)
    step = 0
    while len(front):
        height[front] = step
        lengths = first[front + 1] - first[front]
        starts = np.repeat(first[front] - np.cumsum(lengths) + lengths, lengths)
        payers = tail[order[starts + np.arange(lengths.sum())]]
        np.subtract.at(left, payers, 1)
        front = np.unique(payers[left[payers] == 0])
        step += 1
    return height


def _knot(layer: Pools, moves: Table, members: np.ndarray, stops: bool) -> Knot:
    block, total = moves[members][:, members], layer.total[members]
    inner = np.asarray(block.sum(axis=1)).ravel()
    every = np.asarray(layer.moves[members].sum(axis=1)).ravel() if stops else None
    paid = np.asarray(moves[members].sum(axis=1)).ravel() if every is None else every
    leaves = np.clip(paid - inner, 0.0, None) + layer.leak[members] + layer.kept[members]
    return Knot(members, block, total, leaves)


def arrivals(
    order: tuple[Level, ...], entry: np.ndarray, owner: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    """Solve x = entry + cut_k (moves / T) x for each target k, a column each.

    `entry` is what a dollar in each pool comes to at once, shape (pools, targets), 0 in the pools
    of the target itself.
    """
    column = np.full(int(owner.max(initial=-1)) + 1, -1)
    column[targets] = np.arange(len(targets))
    column = column[owner]  # of each pool: where it is the target's own
    result = entry.copy()
    for level in order:
        own = level.nodes[column[level.nodes] >= 0]
        result[level.nodes] += level.across @ result
        result[own, column[own]] = 0.0
        for knot in level.knots:
            block = result[knot.members]
            asked = np.flatnonzero(block.any(axis=0))
            if len(asked):
                place = np.full(len(targets) + 1, -1)
                place[asked] = np.arange(len(asked))
                own_column = place[column[knot.members]]
                block[:, asked] = _solved(knot, block[:, asked], own_column)
                result[knot.members] = block
    return result


def _solved(knot: Knot, entry: np.ndarray, column: np.ndarray) -> np.ndarray:
    """`arrivals` in one knot; `column` is where each of its pools is the target's own, else -1."""
    size = len(knot.members)
    if size <= FACTORED or (size <= DENSE_LIMIT and entry.shape[1] * _EACH > size):
        if knot.inverse is not None:
            return _cut(knot.inverse, knot.inverse @ entry, column)
        return _apart(knot, entry, column)
    followed = _followed(knot, entry, column)
    return _apart(knot, entry, column) if followed is None else followed


def _cut(inverse: np.ndarray, through: np.ndarray, column: np.ndarray) -> np.ndarray:
    """What is left of x once the pools of each target pass nothing on."""
    for nodes in _owned(column):
        at = column[nodes[0]]
        back = np.linalg.solve(inverse[np.ix_(nodes, nodes)], through[nodes, at])
        through[:, at] -= inverse[:, nodes] @ back
        through[nodes, at] = 0.0
    return np.asarray(np.clip(through, 0.0, None))


def _owned(column: np.ndarray) -> Iterator[np.ndarray]:
    held = np.flatnonzero(column >= 0)
    return (held[which] for which in _groups(column[held]))


def _followed(knot: Knot, entry: np.ndarray, column: np.ndarray) -> np.ndarray | None:
    """Every target together, by products alone; None where dollars are not out after very many."""
    from scipy.sparse import diags_array

    step = (diags_array(1.0 / knot.total) @ as_matrix(knot.moves)).tocsr()
    own = np.flatnonzero(column >= 0)
    sweeps = _SWEEPS if len(knot.members) > DENSE_LIMIT else 0
    return iterated.settled(step, entry, own, column[own], sweeps)


def _apart(knot: Knot, entry: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Where much goes round in a knot and little gets out: if need be, each target by itself."""
    table = as_array(knot.moves)
    result = np.zeros_like(entry)
    held = np.flatnonzero(column >= 0)
    if len(table) >= mixing.MANY and len(held) == len(np.unique(column[held])):
        own = np.full(entry.shape[1], -1)
        own[column[held]] = held
        shared = mixing.arrivals(table, knot.total, knot.leaves, entry, own)
        if shared is not None:
            return shared
    inside = {int(column[nodes[0]]): nodes for nodes in _owned(column)}
    cuts = [(np.array([at]), nodes) for at, nodes in inside.items()]
    beyond = np.array([at for at in range(entry.shape[1]) if at not in inside], dtype=np.int64)
    for columns, owned in [*cuts, (beyond, np.zeros(0, dtype=np.int64))]:
        if not len(columns):
            continue
        others = np.setdiff1d(np.arange(len(table)), owned)
        inner = table[np.ix_(others, others)]
        gone = knot.leaves[others] + table[np.ix_(others, owned)].sum(axis=1)
        right = entry[np.ix_(others, columns)]
        leaves = partial(np.copy, gone)
        result[np.ix_(others, columns)] = mixing.ahead(inner, knot.total[others], right, leaves)
    return result
