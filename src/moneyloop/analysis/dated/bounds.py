"""Bounds on the graph of events: every matching of dollars that dates allow (method, section 8).

A pool is a chain of nodes. Within a node receipts come before payments; a receipt after a payment
opens the next, and what the pool holds in between is carried there. Seeds, sales and other sinks
are those of the pooled bounds, so low <= every rule <= high on the same events. Payments that go
round within a moment are taken together: low and high are over all their orders that need no more
money of no known source than the one that was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.dated.events import Events
from moneyloop.analysis.graph import KEPT, OUTSIDE, SEED, Payments
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


def chains(events: Events, last: int) -> Chains:
    """The chains of nodes of the events up to the day `last`."""
    stop = int(np.searchsorted(events.day, last, side="right"))
    pools = len(events.owner)
    latest, held, spare = [-1] * pools, [0] * pools, [0] * pools
    paid = [False] * pools
    owner: list[int] = []
    tails, heads = [OUTSIDE] * stop, [OUTSIDE] * stop
    carry: list[tuple[int, int, int]] = []
    parties = events.owner.tolist()

    def open_node(pool: int) -> None:
        if latest[pool] >= 0 and held[pool] + spare[pool]:
            carry.append((latest[pool], len(owner), held[pool] + spare[pool]))
        latest[pool], paid[pool] = len(owner), False
        owner.append(parties[pool])

    columns = (events.circle, events.tail, events.head, events.units)
    steps = zip(range(stop), *(column[:stop].tolist() for column in columns), strict=True)
    for circle, group in groupby(steps, key=itemgetter(1)):
        together = list(group)
        if circle >= 0:
            # Every order is possible: all receipts of a pool before all its payments.
            for pool in sorted({head for _, _, _, head, _ in together} - {OUTSIDE}):
                if latest[pool] < 0 or paid[pool]:
                    open_node(pool)
        for step, _, tail, head, units in together:
            if tail != OUTSIDE:
                tails[step] = latest[tail]
                paid[tail] = True
                held[tail] -= units
            if head != OUTSIDE:
                if latest[head] < 0 or (paid[head] and circle < 0):
                    open_node(head)
                heads[step] = latest[head]
                held[head] += units
        if circle >= 0:
            # In another order as much money of no known source may be in another pool, and stay.
            payers = {tail for _, _, tail, _, _ in together} - {OUTSIDE}
            for pool in payers if len(payers) > 1 else ():
                spare[pool] += events.gaps[circle]
    carry += [
        (node, OUTSIDE, units + more)
        for node, units, more in zip(latest, held, spare, strict=True)
        if units + more
    ]
    kept = np.array(carry, dtype=np.int64).reshape(-1, 3)
    codes = np.full(len(kept), KEPT)
    payments = Payments(
        tail=np.concatenate([np.array(tails, dtype=np.int64), kept[:, 0]]),
        head=np.concatenate([np.array(heads, dtype=np.int64), kept[:, 1]]),
        cls=np.concatenate([events.cls[:stop], codes]),
        when=np.concatenate([events.day[:stop], np.full(len(kept), last)]),
    )
    units = np.concatenate([events.units[:stop], kept[:, 2]])
    return Chains(payments, units, np.array(owner, dtype=np.int64))


def bounds(events: Events, chains: Chains, target: int, measure: str, first: int) -> Bounds:
    """The sharp bounds of a measure of party `target` for its sales from the day `first` on.

    `chains` are the chains of the events up to the last day of the period. Without the limits.
    """
    from ortools.graph.python import max_flow

    within = chains.payments.when >= first
    arcs = graph.arcs(chains.payments, chains.owner == target, measure, within)
    core = graph.between(arcs)
    if not core.any():
        return Bounds(0.0, 0.0)
    arcs = graph.within(arcs, core)
    units = chains.units[arcs.payment]
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(arcs.tail.astype(np.int32), arcs.head.astype(np.int32), units)
    ends = []
    for sink in (arcs.away, arcs.sale):
        status = solver.solve(arcs.source, sink)
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"maximum flow of {measure} ended with status {status}")
        ends.append(int(solver.optimal_flow()))
    seeds = int(units[arcs.role == SEED].sum())
    scale = float(events.scale[target])
    return Bounds((seeds - ends[0]) / scale, ends[1] / scale)
