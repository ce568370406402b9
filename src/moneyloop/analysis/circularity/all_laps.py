"""The laps of every party at once, from one factorisation (method, section 6).

    M = (I - G)^-1,  L_own,k = sum_m V_km sum_{j != k} (M_mj - M_mk M_kj / M_kk) GR_jk

The same numbers as `analysis.laps`, which solves once for each target: this is for many networks
of some hundred parties. Arrays are dense, payer by payee, USD billions of one period.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from moneyloop.analysis.graph import reached
from moneyloop.analysis.pooled import mixing

_LEAK = 1e-12  # of the money in a closed set of pools: what is below is rounding


def chances(
    moves: np.ndarray, sales: np.ndarray, total: np.ndarray, owner: np.ndarray, parties: int
) -> np.ndarray:
    """The share of a dollar in each pool whose next arrival at a party is a sale.

    Shape (pools, parties). `moves` is the money that passes dollars on, `sales` that by which
    they arrive, `total` what is in each pool, and `owner` the party that holds it. The target's
    own pools are cut. A closed set of pools (no source, no leak) has no M: there the cut system of
    each of its parties is solved by itself.
    """
    per = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    step, entry = moves * per[:, None], sales[:, :parties] * per[:, None]
    entry[np.arange(len(total)), owner] = 0.0
    shares: np.ndarray = np.zeros_like(entry)
    free = np.ones(len(total), dtype=bool)
    for members in _closed(step):
        free[members] = False
        for target in np.unique(owner[members]):
            others = members[owner[members] != target]
            system = np.eye(len(others)) - step[np.ix_(others, others)]
            shares[others, target] = np.linalg.solve(system, entry[others, target])
    inner = np.linalg.inv(np.eye(int(free.sum())) - step[np.ix_(free, free)])
    if not mixing.sure(inner.sum(axis=1)):
        return _one_by_one(moves, entry, total, owner)
    held, through = owner[free], inner @ entry[free]
    for target in np.flatnonzero(through.any(axis=0)):
        owned = held == target
        back = np.linalg.solve(inner[np.ix_(owned, owned)], through[owned, target])
        through[:, target] -= inner[:, owned] @ back
        through[owned, target] = 0.0
    shares[free] += through
    return shares


def _one_by_one(
    moves: np.ndarray, entry: np.ndarray, total: np.ndarray, owner: np.ndarray
) -> np.ndarray:
    """`chances` where much goes round and little gets out: the cut system of each target."""

    def of(target: int) -> np.ndarray:
        tail, head = np.nonzero(moves * (owner != target)[:, None])
        upstream = np.flatnonzero(reached(head, tail, entry[:, target] > 0))
        inner, held = moves[np.ix_(upstream, upstream)], total[upstream]
        share = entry[upstream, target]
        chance = np.zeros(len(total))
        chance[upstream] = mixing.ahead(
            inner, held, share, lambda: np.maximum(held - inner.sum(axis=1), share * held)
        )
        return chance

    shares = np.zeros_like(entry)
    for target in np.flatnonzero(entry.any(axis=0)).tolist():
        shares[:, target] = of(target)
    return shares


def _closed(step: np.ndarray) -> Iterator[np.ndarray]:
    """Sets of pools that pass all their money to each other."""
    from scipy.sparse.csgraph import connected_components

    full = step.sum(axis=1) >= 1 - _LEAK
    if not full.any():
        return
    _, label = connected_components(step > 0, directed=True, connection="strong")
    for name in np.unique(label[full]):
        members = np.flatnonzero(label == name)
        if (step[np.ix_(members, members)].sum(axis=1) >= 1 - _LEAK).all():
            yield members


def own(
    purchases: np.ndarray,
    investments: np.ndarray,
    returns: np.ndarray,
    total: np.ndarray,
    owner: np.ndarray,
    parties: int,
) -> np.ndarray:
    """Own money back of every party (`laps.Buckets.own`), USD billions, shape (parties,)."""
    moves = purchases + investments + returns
    reach = chances(moves, purchases, total, owner, parties)
    laps: np.ndarray = np.bincount(
        owner, weights=np.einsum("ij,ji->i", investments, reach[:, owner]), minlength=parties
    )
    return laps


def network_investors(
    purchases: np.ndarray,
    investments: np.ndarray,
    returns: np.ndarray,
    total: np.ndarray,
    owner: np.ndarray,
    parties: int,
) -> np.ndarray:
    """What every party books of `laps.Buckets.network_investors`, USD billions."""
    reach = chances(purchases + returns, purchases, total, owner, parties)
    amounts: np.ndarray = investments.sum(axis=0) @ reach
    return amounts
