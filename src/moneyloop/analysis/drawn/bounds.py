"""The bounds of many draws at once: least cuts of the graph of a measure (method, section 7).

Only pools that seeds can reach and that can reach a sale to the target matter; what they pay
elsewhere has left. These fall into a few separate parts. A part of few pools has few cuts, and
all of them are added up for all draws in one product; a larger one is a maximum flow per draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.drawn.pools import Batch
from moneyloop.analysis.graph import BUY, INVEST, KEPT, OUTSIDE, PASS, REPAY, SALE, SEED
from moneyloop.analysis.study.pools import walk_back

# Up to this many pools the 2^n cuts of a part are counted out; above it a solver is quicker.
ALL_CUTS = 6
_UNITS = 16  # decimal digits of int64 that the money of a draw may take


def bounds(
    pools: Sequence[Batch], period: int, target: int, measure: str
) -> tuple[np.ndarray, np.ndarray]:
    """The sharp bounds (low, high) of a measure for one party and period in every draw."""
    periods = list(walk_back(pools, period))
    paid, amounts = payments(pools, period)
    owner = pools[period].owner
    net = graph.arcs(paid, np.tile(owner == target, len(periods)), measure, paid.when == 0)
    low, high = (np.zeros(pools[period].total.shape[1]) for _ in range(2))
    for part in _parts(net):
        index_of = {node: index for index, node in enumerate(part.tolist())}
        arcs, seeds, moves, sold = _part(net, amounts, index_of, len(low))
        total = [pools[periods[node // len(owner)]].total[node % len(owner)] for node in index_of]
        away = np.array(total) - sold
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


def payments(pools: Sequence[Batch], period: int) -> tuple[graph.Payments, list[np.ndarray]]:
    """The payments of a period and of those whose cash it carries, and their amounts by draw.

    What a pool pays to nobody inside is not among them: `total` tells it.
    """
    layers = [list(_books(pools[index], index == period)) for index in walk_back(pools, period)]
    amounts = [amount for layer in layers for book in layer for amount in book.amount]
    return graph.unrolled(layers, len(pools[period].owner)), amounts


def _books(batch: Batch, last: bool) -> Iterator[graph.Book]:
    for cls, moves in ((BUY, batch.purchases), (REPAY, batch.returns), (INVEST, batch.investments)):
        yield graph.Book(cls, np.array(moves.tail, int), np.array(moves.head, int), moves.amount)
    nodes = np.flatnonzero(batch.outside_investors.any(axis=1))
    nobody = np.full(len(nodes), OUTSIDE)
    yield graph.Book(INVEST, nobody, nodes, batch.outside_investors[nodes])
    if not last:
        nodes = np.flatnonzero(batch.kept.any(axis=1))
        yield graph.Book(KEPT, nodes, nodes, batch.kept[nodes])


def _parts(net: graph.Arcs) -> Iterator[np.ndarray]:
    """The pools between seeds and sales, in parts with no money between them."""
    core = graph.between(net)
    passes = (net.role == PASS) & core[net.tail] & core[net.head]
    _, part = graph.parts(net.tail[passes], net.head[passes], net.size)
    for label in np.unique(part[core]):
        yield np.flatnonzero(core & (part == label))


def _part(
    net: graph.Arcs, amounts: Sequence[np.ndarray], index_of: dict[int, int], draws: int
) -> tuple[list[tuple[int, int]], np.ndarray, np.ndarray, np.ndarray]:
    """The arcs between the pools of a part, and by draw: seeds, what moves on, what is sold."""
    seeds, sold = np.zeros((len(index_of), draws)), np.zeros((len(index_of), draws))
    moves: dict[tuple[int, int], np.ndarray] = {}
    columns = (net.tail, net.head, net.role, net.payment)
    for tail, head, role, payment in zip(*(column.tolist() for column in columns), strict=True):
        amount = amounts[payment]
        if role == SEED and head in index_of:
            seeds[index_of[head]] += amount
        elif role == SALE and tail in index_of:
            sold[index_of[tail]] += amount
        elif role == PASS and tail in index_of and head in index_of:
            ends = index_of[tail], index_of[head]
            moves[ends] = moves[ends] + amount if ends in moves else amount
    return list(moves), seeds, np.array([*moves.values()]).reshape(len(moves), draws), sold


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
    heads += [first + index for index in range(len(sinks)) for _ in every]
    # No payment carries more than all that is labelled: larger ones would only cost digits.
    amounts = np.minimum(np.concatenate([seeds, moves, *sinks]), seeds.sum(axis=0))
    money = amounts.sum(axis=0)
    scale = 10.0 ** (_UNITS - 1 - np.floor(np.log10(np.where(money > 0, money, 1.0))))
    units = np.ascontiguousarray(np.rint(amounts * scale).astype(np.int64).T)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.array(tails, dtype=np.int32), np.array(heads, dtype=np.int32), units[0]
    )
    all_arcs = np.arange(len(tails), dtype=np.int32)
    flows = [np.empty(len(units), dtype=np.int64) for _ in sinks]
    optimal = solver.OPTIMAL
    for draw, capacity in enumerate(units):
        solver.set_arcs_capacity(all_arcs, capacity)
        for index, flow in enumerate(flows):
            if solver.solve(source, first + index) != optimal:
                raise ArithmeticError("a maximum flow did not end")
            flow[draw] = solver.optimal_flow()
    return [flow / scale for flow in flows]
