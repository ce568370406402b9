"""The estimates of many draws at once: the sums of `laps.py`, pool by pool (method, section 6).

The system of a target is small and sparse, and its pattern is the same in every draw. So the
pools are eliminated one by one, fewest ways in and out first, each step on all draws: no matrix
is made and nothing is solved that has no path to the target.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from moneyloop.analysis.drawn.pools import Arcs, Batch
from moneyloop.analysis.graph import reached
from moneyloop.analysis.study.pools import walk_back

Steps = dict[int, dict[int, np.ndarray]]


def estimates(pools: Sequence[Batch], period: int, target: int) -> dict[str, np.ndarray]:
    """The estimate of each measure for one party and period, an array of draws each."""
    draws = pools[period].total.shape[1]
    own, network_investors, outside = np.zeros(draws), np.zeros(draws), np.zeros(draws)
    indexes = list(walk_back(pools, period))
    invests = any(
        pools[index].owner[tail] == target
        for index in indexes
        for tail in pools[index].investments.tail
    )
    for index in indexes:
        batch = pools[index]
        owned = batch.owner == target
        if index == period:
            z = w = _entry(batch, owned)
        else:
            rate = np.where(owned[:, None], 0.0, batch.kept * batch.per_dollar)
            z, w = rate * z, rate * w
        z = _pass_on(batch, (batch.purchases, batch.returns), owned, z)
        if invests:
            w = _pass_on(batch, (batch.purchases, batch.returns, batch.investments), owned, w)
        for tail, head, amount in _each(batch.investments):
            network_investors += amount * z[head]
            if owned[tail]:
                own += amount * w[head]
        for node in np.flatnonzero(batch.outside_investors.any(axis=1)):
            outside += batch.outside_investors[node] * z[node]
    return {
        "own": own,
        "network_investors": network_investors,
        "any_investor": network_investors + outside,
    }


def _each(arcs: Arcs) -> Iterable[tuple[int, int, np.ndarray]]:
    return zip(arcs.tail, arcs.head, arcs.amount, strict=True)


def _entry(batch: Batch, owned: np.ndarray) -> np.ndarray:
    """Share of each pool that is paid straight to the target as a sale."""
    entry = np.zeros_like(batch.total)
    for tail, head, amount in _each(batch.purchases):
        if owned[head] and not owned[tail]:
            entry[tail] = amount * batch.per_dollar[tail]  # one arc from each pool
    return entry


def _pass_on(
    batch: Batch, classes: Iterable[Arcs], owned: np.ndarray, entry: np.ndarray
) -> np.ndarray:
    """Solve z = entry + cut_k(moves / T) z in every draw, on the pools that reach the target."""
    moves: dict[int, dict[int, np.ndarray]] = {}
    into: dict[int, set[int]] = {}
    for arcs in classes:
        for tail, head, amount in _each(arcs):
            if not owned[tail] and not owned[head]:
                row = moves.setdefault(tail, {})
                row[head] = row[head] + amount if head in row else amount
                into.setdefault(head, set()).add(tail)
    ends = np.array([(tail, head) for tail, row in moves.items() for head in row], int)
    tails, heads = ends.reshape(-1, 2).T
    starts = np.asarray(entry.any(axis=1))
    upstream = set(np.flatnonzero(reached(heads, tails, starts)).tolist())
    steps = {
        tail: {
            head: amount * batch.per_dollar[tail]
            for head, amount in moves.get(tail, {}).items()
            if head in upstream
        }
        for tail in upstream
    }
    leaves = entry.copy()
    for node, row in steps.items():
        on = sum((moves[node][head] for head in row), np.zeros_like(entry[node]))
        rest = (batch.total[node] - on) * batch.per_dollar[node]
        np.maximum(leaves[node], rest, out=leaves[node])
    before = {node: into.get(node, set()) & upstream for node in upstream}
    return _eliminate(steps, before, entry, leaves)


def _eliminate(
    steps: Steps, into: dict[int, set[int]], entry: np.ndarray, leaves: np.ndarray
) -> np.ndarray:
    """Solve z = entry + steps z: a pool's own row first, then it is put into those before it.

    `leaves` is what goes out and on to none of them. Without subtraction, as in `pooled.mixing`:
    what does not come back to a pool is the sum of all its other ways.
    """
    result, leaves = entry.copy(), leaves.copy()
    order = []
    left = set(steps)
    while left:
        node = min(left, key=lambda one: (len(into[one]) * len(steps[one]), one))
        left.remove(node)
        row = steps[node]
        if node in row:
            into[node].discard(node)
            del row[node]
            stays = sum(row.values(), leaves[node])
            # In a draw in which nothing leaves a closed set there is nothing to pass on either.
            leave = np.divide(1.0, stays, out=np.zeros_like(stays), where=stays > 0)
            result[node] *= leave
            leaves[node] *= leave
            for head in row:
                row[head] = row[head] * leave
        for tail in into[node]:
            before = steps[tail]
            share = before.pop(node)
            result[tail] += share * result[node]
            leaves[tail] += share * leaves[node]
            for head, amount in row.items():
                before[head] = before[head] + share * amount if head in before else share * amount
                into[head].add(tail)
        for head in row:
            into[head].discard(node)
        order.append(node)
    for node in reversed(order):
        for head, share in steps[node].items():
            result[node] += share * result[head]
    return result
