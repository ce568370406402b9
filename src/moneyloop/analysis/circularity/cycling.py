"""Finn's cycling index: how much of what passes has been there before (method, section 10).

Of a dollar that leaves pool k, the share that comes back to k is 1 - 1 / M_kk, with
M = (I - G)^-1 and G_ij what i pays j per dollar of T_i; T_k (1 - 1 / M_kk) is the cycled part of
k's throughflow, and the index is their sum over the sum of T (Finn 1976 and 1980).
A way back stays among pools that reach each other, so each such set is solved alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.pooled import mixing
from moneyloop.analysis.study.pools import Pools

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# How the money left and how it came back: the four parts of what is cycled.
PARTS = ("invest_to_sale", "invest_to_capital", "purchase_to_sale", "purchase_to_capital")
# Up to so many pools that reach each other LU of a full matrix is quicker: a sparse one fills in.
DENSE_LIMIT = 5000
_COLUMNS = 256
_DUST = 1e-9


@dataclass(frozen=True, eq=False)
class Cycling:
    """What passes each node and what of it has been there before; amounts as in the flows.

    throughflow  T of each node, shape (nodes,)
    cycled       T_k (1 - 1 / M_kk)
    parts        the same by exit and entry, shape (exits, entries, nodes); they add up to cycled
    sourceless   sets of nodes whose money has no source: all of it is cycled
    closed       T of the nodes in these sets, together
    """

    throughflow: np.ndarray
    cycled: np.ndarray
    parts: np.ndarray
    sourceless: tuple[tuple[int, ...], ...]
    closed: float

    @property
    def index(self) -> float | None:
        """Finn's cycling index, 0 to 1; None where nothing flows."""
        total = float(self.throughflow.sum())
        return float(self.cycled.sum()) / total if total > 0 else None


def of_pools(pools: Pools) -> Cycling:
    """The cycling of one period; nodes are the pools, `parts` flatten to those of PARTS.

    Returns (repayments, dividends) are no investment when they leave and no sale when they
    arrive. Cash that comes from the period before is an input, cash that is kept an output.
    """
    sales, stakes, returns = pools.purchases, pools.investments, pools.returns
    exits, entries = (stakes, sales + returns), (sales, stakes + returns)
    return cycling(pools.total, sales + stakes + returns, exits, entries)


def cycling(
    total: np.ndarray,
    moves: csr_array,
    exits: Sequence[csr_array] = (),
    entries: Sequence[csr_array] = (),
) -> Cycling:
    """The cycling of a network of flows, balanced or not.

    `total` is T of each node, all that comes in; `moves` what goes between nodes, payer by payee.
    `exits` and `entries` are two ways to divide `moves`, by which what comes back is split; then
    no node may pay itself. Of a set of nodes that nothing comes into all is cycled, as in the limit
    of a source that grows less and less; it is named.
    """
    from scipy.sparse.csgraph import connected_components

    moves = moves.tocsr(copy=True)
    moves.eliminate_zeros()
    throughflow = np.array(total, dtype=float)
    cycled = np.zeros(len(throughflow))
    parts = np.zeros((len(exits), len(entries), len(throughflow)))
    _, label = connected_components(moves, connection="strong")
    order = np.argsort(label, kind="stable")
    ends = np.cumsum(np.bincount(label))[:-1]
    alone = moves.diagonal() == 0
    sourceless = []
    closed = 0.0
    for nodes in np.split(order, ends):
        if len(nodes) == 0 or (len(nodes) == 1 and alone[nodes[0]]):
            continue
        size = float(throughflow[nodes].sum())
        table = [matrix.tocsr()[nodes][:, nodes] for matrix in (moves, *exits, *entries)]
        split = len(exits) + 1
        found = _returning
        if size - float(table[0].sum()) <= _DUST * size:
            sourceless.append(tuple(nodes.tolist()))
            closed += size
            found = _one_by_one
        cycled[nodes], parts[:, :, nodes] = found(
            throughflow[nodes], table[0], table[1:split], table[split:]
        )
    return Cycling(throughflow, cycled, parts, tuple(sourceless), closed)


def _returning(
    total: np.ndarray,
    moves: csr_array,
    exits: Sequence[csr_array],
    entries: Sequence[csr_array],
) -> tuple[np.ndarray, np.ndarray]:
    """What comes back to each node of one set that reaches itself, whole and by exit and entry.

    For target k, x = M e holds all arrivals at k by an entry (e: what each node pays k, per
    dollar), and those of all entries with the start make M's column k. First arrivals are x less
    what follows an earlier visit: x - M_.k x_k / M_kk.
    """
    from scipy.sparse import csr_array, diags_array

    size = len(total)
    per_dollar = diags_array(1.0 / total)
    solve = _solver((per_dollar @ moves).tocsc())
    if not mixing.sure(solve(np.ones(size))):
        return _one_by_one(total, moves, exits, entries)
    into = [(per_dollar @ entry).tocsc() for entry in entries or [moves]]
    cycled = np.zeros(size)
    parts = np.zeros((len(exits), len(entries), size))
    for first in range(0, size, _COLUMNS):
        targets = np.arange(first, min(first + _COLUMNS, size))
        own = (targets, np.arange(len(targets)))
        arrivals = [solve(entry[:, targets].toarray()) for entry in into]
        visits = np.sum(arrivals, axis=0)
        visits[own] += 1.0
        # Rounding aside a dollar is at its own place once at least.
        back = np.clip(1.0 - 1.0 / visits[own], 0.0, None)
        cycled[targets] = total[targets] * back
        for way_in in range(len(entries)):
            fresh = arrivals[way_in] - visits * (arrivals[way_in][own] / visits[own])
            for way_out, leaving in enumerate(exits):
                sums = csr_array(leaving[targets]).multiply(fresh.T).sum(axis=1)
                parts[way_out, way_in, targets] = np.clip(np.asarray(sums).ravel(), 0.0, None)
    return cycled, parts


def _one_by_one(
    total: np.ndarray, moves: csr_array, exits: Sequence[csr_array], entries: Sequence[csr_array]
) -> tuple[np.ndarray, np.ndarray]:
    """`_returning` where little or nothing gets out: first arrivals, target by target."""
    table, ways_out = moves.toarray(), [exit_.toarray() for exit_ in exits]
    ways_in = [entry.toarray() for entry in entries or [moves]]
    leak = np.clip(total - table.sum(axis=1), 0.0, None)
    cycled = np.zeros(len(total))
    parts = np.zeros((len(exits), len(entries), len(total)))
    together = _together(table, total, leak, ways_in)
    for target in range(len(total)):
        # Of a dollar in each node, what comes to the target next by each entry.
        if together is None:
            chance = _first_arrivals(table, total, leak, ways_in, target)
        else:
            chance = together[:, :, target].T
        cycled[target] = table[target] @ chance.sum(axis=1)
        for way_out, leaving in enumerate(ways_out):
            parts[way_out, :, target] = leaving[target] @ chance[:, : len(entries)]
    return np.minimum(cycled, total), parts


def _together(
    table: np.ndarray, total: np.ndarray, leak: np.ndarray, ways_in: Sequence[np.ndarray]
) -> np.ndarray | None:
    """`_first_arrivals` at every node, shape (entries, nodes, targets); None where few, or lost."""
    if len(total) < mixing.MANY or table.diagonal().any():
        return None
    every = np.arange(len(total))
    chances = [
        mixing.arrivals(table, total, leak, entry / total[:, None], every) for entry in ways_in
    ]
    found = [chance for chance in chances if chance is not None]
    return np.stack(found) if len(found) == len(chances) else None


def _first_arrivals(
    table: np.ndarray,
    total: np.ndarray,
    leak: np.ndarray,
    ways_in: Sequence[np.ndarray],
    target: int,
) -> np.ndarray:
    others = np.flatnonzero(np.arange(len(total)) != target)
    entering = np.stack([entry[:, target] for entry in ways_in], axis=1)
    chance = np.zeros_like(entering)
    chance[target] = entering[target] / (table[target, target] or 1.0)
    chance[others] = mixing.ahead(
        table[np.ix_(others, others)],
        total[others],
        entering[others] / total[others, None],
        partial(np.copy, (leak + table[:, target])[others]),
    )
    return chance


def _solver(steps: Any) -> Callable[[np.ndarray], np.ndarray]:
    """The function right -> (I - steps)^-1 right."""
    from scipy.linalg import lu_factor, lu_solve
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import splu

    size = steps.shape[0]
    if size <= DENSE_LIMIT:
        matrix = -steps.toarray(order="F")
        matrix[np.diag_indices(size)] += 1.0
        factors = lu_factor(matrix, overwrite_a=True)
        return lambda right: np.asarray(lu_solve(factors, right))
    sparse = splu((eye_array(size, format="csc") - steps).tocsc())
    return lambda right: np.asarray(sparse.solve(right))
