"""Bounds on the graph of events: every matching of dollars that dates allow (method, section 8).

A pool is a chain of nodes. Within a node receipts come before payments; a receipt after a payment
opens the next, and what the pool holds in between is carried there. Seeds, sales and other sinks
are those of the pooled bounds, so low <= every rule <= high on the same events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.dated.events import Events
from moneyloop.analysis.graph import KEPT, OUTSIDE, SALE, SEED, Payments
from moneyloop.analysis.pooled.bounds import Bounds


@dataclass(frozen=True, eq=False)
class Chains:
    """The events between nodes, and after them the cash that a node keeps for the next.

    Cash that is still there at the end is kept for OUTSIDE. `units` are the amounts, and `owner`
    is the party of each node.
    """

    payments: Payments
    units: np.ndarray
    owner: np.ndarray


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
    kept = np.array(carry, dtype=np.int64).reshape(-1, 3)
    codes = np.full(len(kept), KEPT)
    payments = Payments(
        tail=np.concatenate([np.array(tails, dtype=np.int64), kept[:, 0]]),
        head=np.concatenate([np.array(heads, dtype=np.int64), kept[:, 1]]),
        cls=np.concatenate([given.cls[:stop], codes]),
        when=np.concatenate([given.day[:stop], np.full(len(kept), last)]),
    )
    units = np.concatenate([given.units[:stop], kept[:, 2]])
    return Chains(payments, units, np.array(owner, dtype=np.int64))


def bounds(given: Events, made: Chains, target: int, measure: str, first: int) -> Bounds:
    """The sharp bounds of a measure of party `target` for its sales from the day `first` on.

    `made` are the chains of the events up to the last day of the period. Without the limits.
    """
    from ortools.graph.python import max_flow

    within = made.payments.when >= first
    arcs = graph.arcs(made.payments, made.owner == target, measure, within)
    seed = arcs.role == SEED
    if not seed.any() or not (arcs.role == SALE).any():
        return Bounds(0.0, 0.0)
    units = made.units[arcs.payment]
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(arcs.tail.astype(np.int32), arcs.head.astype(np.int32), units)
    ends = []
    for sink in (arcs.away, arcs.sale):
        status = solver.solve(arcs.source, sink)
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"maximum flow of {measure} ended with status {status}")
        ends.append(int(solver.optimal_flow()))
    seeds = int(units[seed].sum())
    return Bounds((seeds - ends[0]) / given.scale, ends[1] / given.scale)
