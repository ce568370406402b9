"""Bounds on the graph of events: every matching of dollars that dates allow (method, section 8).

A pool is a chain of nodes. Within a node receipts come before payments; a receipt after a payment
opens the next, and what the pool holds in between is carried there. Seeds, sales and other sinks
are those of the pooled bounds, so low <= every rule <= high on the same events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.dated.events import BUY, INVEST, INVESTORS, OUTSIDE, Events
from moneyloop.analysis.pooled.bounds import Bounds

_PLAIN, _SEED = 0, 1


@dataclass(frozen=True, eq=False)
class Chains:
    """The nodes of the events, shape (e,): `tail` and `head` (OUTSIDE = -1), and what is carried.

    carry  rows (node, next node or OUTSIDE, units): cash kept until the next node, or to the end
    owner  the party of each node
    stop   number of events that were read (those up to the last day)
    """

    tail: np.ndarray
    head: np.ndarray
    carry: np.ndarray
    owner: np.ndarray
    stop: int


def chains(given: Events, last: int) -> Chains:
    """The chains of nodes of the events up to the day `last`."""
    stop = int(np.searchsorted(given.day, last, side="right"))
    now = [-1] * len(given.owner)
    paid = [False] * len(given.owner)
    held = [0] * len(given.owner)
    owner: list[int] = []
    tails, heads = [OUTSIDE] * stop, [OUTSIDE] * stop
    carry: list[tuple[int, int, int]] = []
    parties = given.owner.tolist()
    columns = (given.tail, given.head, given.units)
    steps = zip(*(column[:stop].tolist() for column in columns), strict=True)
    for number, (tail, head, units) in enumerate(steps):
        if tail != OUTSIDE:
            tails[number] = now[tail]
            paid[tail] = True
            held[tail] -= units
        if head != OUTSIDE:
            if now[head] < 0 or paid[head]:
                if now[head] >= 0 and held[head]:
                    carry.append((now[head], len(owner), held[head]))
                now[head], paid[head] = len(owner), False
                owner.append(parties[head])
            heads[number] = now[head]
            held[head] += units
    carry += [(node, OUTSIDE, units) for node, units in zip(now, held, strict=True) if units]
    return Chains(
        tail=np.array(tails, dtype=np.int64),
        head=np.array(heads, dtype=np.int64),
        carry=np.array(carry, dtype=np.int64).reshape(-1, 3),
        owner=np.array(owner, dtype=np.int64),
        stop=stop,
    )


def bounds(given: Events, made: Chains, target: int, measure: str, first: int) -> Bounds:
    """The sharp bounds of a measure of party `target` for its sales from the day `first` on.

    `made` are the chains of the events up to the last day of the period. Without `binding`.
    """
    from ortools.graph.python import max_flow

    source, sale, away = (len(made.owner) + number for number in range(3))
    mine = np.append(made.owner == target, False)  # the last place stands for OUTSIDE
    tail, head = made.tail, made.head
    units, cls, root, day = (
        column[: made.stop] for column in (given.units, given.cls, given.root, given.day)
    )
    invested = cls == INVEST
    seeded = invested & (head != OUTSIDE) & ~mine[head]
    if measure == "own":
        seeded &= mine[tail] & (tail != OUTSIDE)
    elif measure == "in_network":
        seeded &= tail != OUTSIDE
    else:
        seeded &= (tail != OUTSIDE) | (root == INVESTORS)
    leaves = (tail != OUTSIDE) & ~mine[tail]
    home = leaves & (head != OUTSIDE) & mine[head]
    sold = home & (cls == BUY) & (day >= first)
    passes = leaves & ~home & (head != OUTSIDE)
    if measure != "own":
        passes &= ~invested
    stops = leaves & ~sold & ~passes
    kept = made.carry[~mine[made.carry[:, 0]]]
    tails = [np.full(int(seeded.sum()), source), tail[sold], tail[passes], tail[stops], kept[:, 0]]
    heads = [
        head[seeded],
        np.full(int(sold.sum()), sale),
        head[passes],
        np.full(int(stops.sum()), away),
        np.where(kept[:, 1] == OUTSIDE, away, kept[:, 1]),
    ]
    amounts = [units[seeded], units[sold], units[passes], units[stops], kept[:, 2]]
    if not seeded.any() or not sold.any():
        return Bounds(0.0, 0.0)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate(tails).astype(np.int32),
        np.concatenate(heads).astype(np.int32),
        np.concatenate(amounts),
    )
    ends = []
    for sink in (away, sale):
        status = solver.solve(source, sink)
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"maximum flow of {measure} ended with status {status}")
        ends.append(int(solver.optimal_flow()))
    seeds = int(units[seeded].sum())
    return Bounds((seeds - ends[0]) / given.scale, ends[1] / given.scale)
