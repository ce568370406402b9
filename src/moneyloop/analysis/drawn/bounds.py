"""The bounds of many draws at once: the least cuts of `bounds.py` on what matters to the target.

Only pools that seeds can reach and that can reach a sale to the target matter; what they pay
elsewhere has left. These fall into a few separate parts. A part of few pools has few cuts, and
all of them are added up for all draws in one product; a larger one is a maximum flow per draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from moneyloop.analysis.drawn.pools import Batch
from moneyloop.analysis.study.pools import walk_back

# Up to this many pools the 2^n cuts of a part are counted out; above it a solver is quicker.
ALL_CUTS = 6
_UNITS = 16  # decimal digits of int64 that the money of a draw may take

Node = tuple[int, int]  # place of the period, pool
Key = TypeVar("Key")


@dataclass(frozen=True)
class _Network:
    """Money by pool, each an array of draws: what enters labelled, moves on, and is sold."""

    seeds: dict[Node, np.ndarray] = field(default_factory=dict)
    moves: dict[tuple[Node, Node], np.ndarray] = field(default_factory=dict)
    sold: dict[Node, np.ndarray] = field(default_factory=dict)


def bounds(
    pools: Sequence[Batch], period: int, target: int, measure: str
) -> tuple[np.ndarray, np.ndarray]:
    """The sharp bounds (low, high) of a measure for one party and period in every draw."""
    net = _network(pools, period, target, measure)
    low, high = (np.zeros(pools[period].total.shape[1]) for _ in range(2))
    for part in _parts(net):
        place = {node: number for number, node in enumerate(part)}
        arcs = [
            (place[tail], place[head])
            for tail, head in net.moves
            if tail in place and head in place
        ]
        nothing = np.zeros_like(low)
        seeds = np.array([net.seeds.get(node, nothing) for node in part])
        moves = np.array([net.moves[part[tail], part[head]] for tail, head in arcs])
        moves = moves.reshape(len(arcs), len(low))
        sold = np.array([net.sold.get(node, nothing) for node in part])
        away = np.array([pools[number].total[node] for number, node in part]) - sold
        for (tail, _), amount in zip(arcs, moves, strict=True):
            away[tail] -= amount
        away = np.clip(away, 0.0, None)
        same = all((table == table[:, :1]).all() for table in (seeds, moves, sold, away))
        if same:
            seeds, moves, sold, away = (table[:, :1] for table in (seeds, moves, sold, away))
        least = _all_cuts if len(part) <= ALL_CUTS else _max_flows
        to_sale, to_away = least(arcs, seeds, moves, (sold, away))
        high += to_sale
        low += np.clip(seeds.sum(axis=0) - to_away, 0.0, None)
    return low, high


def _network(pools: Sequence[Batch], period: int, target: int, measure: str) -> _Network:
    net = _Network()
    for number in walk_back(pools, period):
        now = pools[number]
        mine = now.owner == target
        for arcs, cls in (
            (now.purchases, "purchase"),
            (now.returns, "return"),
            (now.investments, "investment"),
        ):
            for tail, head, amount in zip(arcs.tail, arcs.head, arcs.amount, strict=True):
                here, there = (number, tail), (number, head)
                if cls == "investment" and not mine[head] and (mine[tail] or measure != "own"):
                    _add(net.seeds, there, amount)
                if mine[tail]:
                    continue
                if not mine[head] and (cls != "investment" or measure == "own"):
                    _add(net.moves, (here, there), amount)
                elif mine[head] and cls == "purchase" and number == period:
                    _add(net.sold, here, amount)
        others = np.flatnonzero(~mine).tolist()
        for node in others:
            if measure == "invested" and now.outside_investors[node].any():
                _add(net.seeds, (number, node), now.outside_investors[node])
            if number < period and now.kept[node].any():
                net.moves[(number, node), (number + 1, node)] = now.kept[node]
    return net


def _add(table: dict[Key, np.ndarray], key: Key, amount: np.ndarray) -> None:
    table[key] = table[key] + amount if key in table else amount


def _parts(net: _Network) -> list[list[Node]]:
    """The pools between seeds and sales, in parts with no money between them."""
    onward: dict[Node, set[Node]] = {}
    back: dict[Node, set[Node]] = {}
    for tail, head in net.moves:
        onward.setdefault(tail, set()).add(head)
        back.setdefault(head, set()).add(tail)
    matter = _reached(onward, net.seeds) & _reached(back, net.sold)
    parts = []
    left = set(matter)
    both = {node: (onward.get(node, set()) | back.get(node, set())) & matter for node in matter}
    while left:
        part = _reached(both, [min(left)])
        left -= part
        parts.append(sorted(part))
    return parts


def _reached(ways: Mapping[Node, set[Node]], start: Iterable[Node]) -> set[Node]:
    seen = set(start)
    front = list(seen)
    while front:
        new = ways.get(front.pop(), set()) - seen
        seen |= new
        front += new
    return seen


def _all_cuts(
    arcs: Sequence[tuple[int, int]],
    seeds: np.ndarray,
    moves: np.ndarray,
    sinks: Sequence[np.ndarray],
) -> list[np.ndarray]:
    """The least cut between the seeds and each sink, out of all cuts.

    With one pool this is the closed form: the smaller of what comes in and what goes out.
    """
    near, across = _sides(len(seeds), arcs)
    cut = (1.0 - near) @ seeds + across @ moves
    return [(cut + near @ sink).min(axis=0) for sink in sinks]


def _sides(size: int, arcs: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """For every cut, the pools on the side of the seeds and the arcs that it cuts."""
    near = (np.arange(2**size)[:, None] >> np.arange(size)) & 1
    tail, head = (np.array([arc[end] for arc in arcs], dtype=np.int64) for end in (0, 1))
    return near.astype(float), (near[:, tail] & ~near[:, head]).astype(float)


def _max_flows(
    arcs: Sequence[tuple[int, int]],
    seeds: np.ndarray,
    moves: np.ndarray,
    sinks: Sequence[np.ndarray],
) -> list[np.ndarray]:
    """The same by one maximum flow per draw and sink; the graph is built once."""
    from ortools.graph.python import max_flow

    size = len(seeds)
    source, first = size, size + 1
    every = list(range(size))
    tails = [*[source] * size, *(tail for tail, _ in arcs), *every * len(sinks)]
    heads = [*every, *(head for _, head in arcs)]
    heads += [first + number for number in range(len(sinks)) for _ in every]
    amounts = np.concatenate([seeds, moves, *sinks])
    money = amounts.sum(axis=0)
    scale = 10.0 ** (_UNITS - 1 - np.floor(np.log10(np.where(money > 0, money, 1.0))))
    units = np.ascontiguousarray(np.rint(amounts * scale).astype(np.int64).T)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.array(tails, dtype=np.int32), np.array(heads, dtype=np.int32), units[0]
    )
    numbers = np.arange(len(tails), dtype=np.int32)
    found = [np.empty(len(units), dtype=np.int64) for _ in sinks]
    optimal = solver.OPTIMAL
    for draw, capacity in enumerate(units):
        solver.set_arcs_capacity(numbers, capacity)
        for number, flows in enumerate(found):
            if solver.solve(source, first + number) != optimal:
                raise ArithmeticError("a maximum flow did not end")
            flows[draw] = solver.optimal_flow()
    return [flows / scale for flows in found]
