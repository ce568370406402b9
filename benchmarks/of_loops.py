"""Loops: counted, told, the largest, in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from benchmarks.networks import (
    BUY,
    INVEST,
    hubs,
)
from benchmarks.timing import Row, seconds, timed
from moneyloop.analysis.loops import search as loops
from moneyloop.analysis.loops.largest import largest
from moneyloop.analysis.loops.search import Search


def bench_loops() -> Iterator[Row]:
    """All loops of up to so many legs, counted and told; `pip install igraph numba` first."""
    from benchmarks import beside_igraph

    payer, payee, kind = hubs(10_000, 50_000)
    size = "10,000 parties, 50,000 arcs"
    arcs = np.stack([payer, payee, np.full(len(payer), BUY)], axis=1)
    for length in (3, 4, 5):
        for row in beside_igraph.against_igraph(arcs, 10_000, length):
            yield "loops", f"{size}, one class, {row[0]}", *row[1:]
    what, took, work = beside_igraph.against_networkx(arcs, 5)
    yield "loops", f"{size}, one class, {what}", took, work
    for share, length in ((0.1, 8), (0.5, 8)):
        typed = np.stack([payer, payee, kind], axis=1)
        what, took, work = beside_igraph.in_time(typed, 10_000, share, length)
        yield "loops", f"{size}, {what}", took, work
    payer, payee, kind = hubs(100_000, 1_000_000)
    size = "100,000 parties, 1,000,000 arcs"
    arcs = np.stack([payer, payee, kind], axis=1)
    for length in (3, 4):
        search = Search(max_steps=1 << 62)
        took_, many = timed(
            lambda length=length, search=search: loops.counts(
                arcs, 100_000, "money", length, search
            )
        )
        work = f"{many.sum():,} loops, {search.steps:,} steps"
        yield "loops", f"{size}, money, counted, L<={length}", seconds(took_), work
    what, took, work = beside_igraph.in_time(arcs, 100_000, 0.02, 8)
    yield "loops", f"{size}, {what}", took, work


def bench_largest() -> Iterator[Row]:
    """Everybody deals with everybody, in seven sizes or all of one; hubs with a size each."""
    for parties in (30, 60, 120):
        pairs = [(a, b) for a in range(parties) for b in range(parties) if a != b]
        for text, sizes in (("seven sizes", 7), ("one size", 1)):
            amounts: dict[loops.Arc, float | None] = {
                (a, b, BUY if (a + b) % 3 else INVEST): 1.0 + a * b % sizes for a, b in pairs
            }
            yield from _largest(f"{parties} parties, all pairs, {text}", amounts, parties)
    payer, payee, kind = hubs(10_000, 50_000)
    sizes_ = np.random.default_rng(1).permutation(50_000).tolist()
    table = zip(payer.tolist(), payee.tolist(), kind.tolist(), strict=True)
    yield from _largest(
        "10,000 parties, 50,000 arcs, a size each", dict(zip(table, sizes_, strict=True)), 10_000
    )


def _largest(text: str, amounts: dict[loops.Arc, float | None], parties: int) -> Iterator[Row]:
    for limit in (20, 1_000):
        search = Search(max_steps=1 << 62)
        took, found = timed(
            lambda limit=limit, search=search: list(
                islice(largest(amounts, parties, loops.TYPES, 5, search), limit)
            )
        )
        work = f"{len(found):,} loops, {search.steps:,} arcs looked at"
        yield "largest", f"{text}, the first {limit:,}, L<=5", seconds(took), work


def bench_diamonds() -> Iterator[Row]:
    arcs = []
    for node in range(0, 90, 3):
        for middle in (node + 1, node + 2):
            arcs += [(node, middle, BUY), (middle, node + 3, BUY)]
    for text, more in (("open", []), ("closed", [(90, 0, BUY)])):
        for length in (5, 60):
            search = Search(max_steps=1 << 62)
            took, count = timed(
                lambda more=more, length=length, search=search: sum(
                    1 for _ in loops.cycles([*arcs, *more], 91, "trade", length, search)
                )
            )
            work = f"{count} loops, {search.steps} steps"
            yield "loops", f"chain of 30 diamonds, {text}, L<={length}", seconds(took), work
