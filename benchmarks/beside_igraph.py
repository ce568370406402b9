"""How long loops take to be counted and told, beside igraph and networkx on the same graph."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import igraph
import networkx as nx
import numpy as np

from benchmarks.timing import seconds, timed, timed_beside
from moneyloop.analysis.loops import payments, search

_SOME = 200  # loops after which networkx is asked for no more


def against_igraph(arcs: np.ndarray, parties: int, length: int) -> Iterator[tuple[str, str, str]]:
    """What was done, its time, and its work, for arcs of one class, (arcs, 3).

    Each of ours begins from the same arcs, igraph and networkx from graphs that stand already.
    """
    type_ = next(name for name, need in search.NEED.items() if need == arcs[0, 2])
    graph = igraph.Graph(n=parties, edges=arcs[:, :2].tolist(), directed=True)
    steps = search.Search(max_steps=1 << 62)
    many = int(search.counts(arcs, parties, type_, length, steps).sum())
    told = list(map(tuple, arcs.tolist()))
    (ours, _), (listed, _), (theirs, _) = timed_beside(
        lambda: search.counts(arcs, parties, type_, length),
        lambda: sum(1 for _ in search.cycles(told, parties, type_, length)),
        lambda: graph.simple_cycles(max=length),
        runs=3,
    )
    assert many == len(graph.simple_cycles(max=length))
    work = f"{many:,} loops, {steps.steps:,} steps; igraph {seconds(theirs)}, as many, "
    yield f"counted, L<={length}", seconds(ours), work + f"{theirs / ours:.1f} times ours"
    yield f"told, L<={length}", seconds(listed), f"igraph {theirs / listed:.1f} times ours"


def against_networkx(arcs: np.ndarray, length: int) -> tuple[str, str, str]:
    """The first loops that networkx tells, at most so many: it takes longer than one would wait."""
    graph = nx.DiGraph(arcs[:, :2].tolist())
    took, found = timed(
        lambda: len(list(islice(nx.simple_cycles(graph, length_bound=length), _SOME)))
    )
    return f"networkx, the first {found:,}, L<={length}", seconds(took), "not all"


def in_time(arcs: np.ndarray, parties: int, share: float, length: int) -> tuple[str, str, str]:
    """Loops of payments, each later than the one before, within a share of all days."""
    count = len(arcs)
    day = np.sort(np.random.default_rng(2).integers(0, count, count))
    names = [f"P{number}" for number in range(parties)]
    given = payments.Payments(names, np.arange(count), *arcs.T, day, day, np.ones(count))
    steps = search.Search(max_steps=1 << 62)
    asked = {"window": int(share * count), "length": length, "types": search.TYPES}

    def counted() -> np.ndarray:
        steps.steps = 0
        *_, (counts, _) = payments.found(given, **asked, listed=False, search=steps)
        return counts

    ((took, _),) = timed_beside(counted, runs=3)
    many = int(counted().sum())
    what = f"in order of time, window {share:.0%} of all days, L<={length}"
    return what, seconds(took), f"{many:,} loops, {steps.steps:,} steps"
