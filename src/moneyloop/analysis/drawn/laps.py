"""The estimates of many draws at once: the sums of `laps.py`, pool by pool (method, section 6).

The system of a period is small and sparse, and its pattern is the same in every draw. So the pools
are eliminated one by one, fewest ways in and out first, each step on all draws: no matrix is made
and nothing is solved that has no path to a target. Only the rows of a target are cut for it, so all
other pools are eliminated once for all targets; what is left is a small system for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import numpy as np

from moneyloop.analysis.drawn.pools import Arcs, Batch
from moneyloop.analysis.graph import reached
from moneyloop.analysis.study.pools import walk_back

Steps = dict[int, dict[int, np.ndarray]]
Values = TypeVar("Values", np.ndarray, dict[int, np.ndarray])


def estimates(pools: Sequence[Batch], period: int, targets: Sequence[int]) -> dict[str, np.ndarray]:
    """The estimate of each measure for some parties and a period: arrays (targets, draws)."""
    shape = len(targets), pools[period].total.shape[1]
    own, network_investors, outside = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    indexes = list(walk_back(pools, period))
    owned = pools[period].owner[:, None] == np.array(targets)  # (pools, targets)
    invests = any(owned[tail].any() for index in indexes for tail in pools[index].investments.tail)
    for index in indexes:
        batch = pools[index]
        if index == period:
            z = w = _entry(batch, owned)
        else:
            rate = (batch.kept * batch.per_dollar)[:, None]
            z, w = rate * z, rate * w
            z[owned], w[owned] = 0.0, 0.0
        z = _pass_on(batch, owned, z, stops=True)
        if invests:
            w = _pass_on(batch, owned, w)
        for tail, head, amount in _each(batch.investments):
            network_investors += amount * z[head]
            for column in np.flatnonzero(owned[tail]).tolist():
                own[column] += amount * w[head, column]
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
    """Share of each pool that is paid straight to each target as a sale."""
    entry = np.zeros((*owned.shape, batch.total.shape[1]))
    for tail, head, amount in _each(batch.purchases):
        for column in np.flatnonzero(owned[head] & ~owned[tail]).tolist():
            entry[tail, column] += amount * batch.per_dollar[tail]
    return entry


def _pass_on(batch: Batch, owned: np.ndarray, entry: np.ndarray, stops: bool = False) -> np.ndarray:
    """Solve z = entry + cut_k(moves / T) z for every target and draw.

    With `stops` investments pass nothing on.
    """
    entry = entry.copy()
    classes = (batch.purchases, batch.returns, batch.investments)
    ways = [way for arcs in classes[: 2 if stops else 3] for way in _each(arcs)]
    tails, heads = np.array([way[:2] for way in ways], int).reshape(-1, 2).T
    upstream = np.flatnonzero(reached(heads, tails, np.asarray(entry.any(axis=(1, 2))))).tolist()
    steps: Steps = {node: {} for node in upstream}
    gone = {node: batch.leak[node] + batch.kept[node] for node in upstream}
    for tail, _, amount in _each(batch.investments) if stops else ():
        if tail in steps:
            gone[tail] = gone[tail] + amount
    for tail, head, amount in ways:
        if tail not in steps:
            continue
        if head in steps:
            row = steps[tail]
            row[head] = row[head] + amount if head in row else amount
        else:
            gone[tail] = gone[tail] + amount
    leaves = {node: amount * batch.per_dollar[node] for node, amount in gone.items()}
    for tail, row in steps.items():
        for head in row:
            row[head] = row[head] * batch.per_dollar[tail]
    held = np.asarray(owned.any(axis=1))
    order = _eliminate(steps, leaves, entry, [node for node in upstream if not held[node]])
    ends = [node for node in upstream if held[node]]
    for column in range(owned.shape[1]):
        others = [node for node in ends if not owned[node, column]]
        _solve_last(steps, leaves, entry, others, column)
        entry[owned[:, column], column] = 0.0
    _put_back(steps, entry, order)
    return entry


def _solve_last(
    steps: Steps,
    leaves: dict[int, np.ndarray],
    entry: np.ndarray,
    others: Sequence[int],
    column: int,
) -> None:
    """The small system of one target: what its own pools get has left."""
    inner: Steps = {}
    out = {}
    for node in others:
        inner[node] = {head: share for head, share in steps[node].items() if head in others}
        beyond = (share for head, share in steps[node].items() if head not in others)
        out[node] = sum(beyond, leaves[node])
    values = {node: entry[node, column] for node in others}
    _put_back(inner, values, _eliminate(inner, out, values, others))
    for node in others:
        entry[node, column] = values[node]


def _eliminate(
    steps: Steps, leaves: dict[int, np.ndarray], values: Values, nodes: Collection[int]
) -> list[int]:
    """Put some pools into those that pay them; return the order in which that was done.

    A pool's own row first, then it is put into those before it. `leaves` is what goes out and on to
    none of them. Without subtraction, as in `pooled.mixing`: what does not come back to a pool is
    the sum of all its other ways.
    """
    into: dict[int, set[int]] = {node: set() for node in steps}
    for tail, row in steps.items():
        for head in row:
            into[head].add(tail)
    order = []
    left = set(nodes)
    while left:
        node = min(left, key=lambda one: (len(into[one]) * len(steps[one]), one))
        left.remove(node)
        row = steps[node]
        into[node].discard(node)
        row.pop(node, None)
        stays = sum(row.values(), leaves[node])
        # In a draw in which nothing leaves a closed set there is nothing to pass on either.
        leave = np.divide(1.0, stays, out=np.zeros_like(stays), where=stays > 0)
        values[node] = values[node] * leave
        leaves[node] = leaves[node] * leave
        for head in row:
            row[head] = row[head] * leave
        for tail in into[node]:
            before = steps[tail]
            share = before.pop(node)
            values[tail] = values[tail] + share * values[node]
            leaves[tail] = leaves[tail] + share * leaves[node]
            for head, amount in row.items():
                before[head] = before[head] + share * amount if head in before else share * amount
                into[head].add(tail)
        for head in row:
            into[head].discard(node)
        order.append(node)
    return order


def _put_back(steps: Steps, values: Values, order: Sequence[int]) -> None:
    """The values of the pools that were eliminated, the last first."""
    for node in reversed(order):
        for head, share in steps[node].items():
            values[node] = values[node] + share * values[head]
