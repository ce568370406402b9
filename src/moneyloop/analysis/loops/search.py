"""The search for loops: simple cycles of parties, typed while they are searched (method, 11).

The graph has at most one investment arc and one purchase arc per ordered pair of parties. A
loop is *money* when it has both (then some party on it is paid by a sale and pays out an
investment), *trade* when it has purchases only, *capital* when it has investments only. The
search keeps to parts that a cycle cannot leave, tries the busiest parties first, never leaves
the distance from which the start can still be reached with the classes still missing, and
closes the last step by lookup. Where that still runs into dead ends it looks ahead around its
own path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.graph import knots
from moneyloop.kernels import blocks, compiled
from moneyloop.kernels import loops as kernel
from moneyloop.model import INVESTMENT, PURCHASE

TYPES = ("money", "trade", "capital")
BIT = {INVESTMENT: 1, PURCHASE: 2}
NEED = {"money": 3, "trade": 2, "capital": 1}
# Steps into dead ends, for one start, after which the search looks ahead around its own path.
_PATIENCE = 2_000
# Steps after which a search is large, and between two looks at the clock.
SMALL, PLAIN, LARGE = 100_000, 1_000_000, 50_000_000
# Pairs of parties from which finding their parts is large.
_MANY = 20_000
# Loops that are handed over together.
_TOGETHER = 10_000

Arc = tuple[int, int, int]  # payer, payee, class bit
Steps = tuple[tuple[int, int], ...]  # of a loop: (party, class bit of the arc that leaves it)


@dataclass
class Search:
    """What a search cost and whether it came to its end. A step is an arc that was looked at."""

    max_steps: int
    steps: int = 0
    complete: bool = True

    def step(self, count: int = 1) -> bool:
        self.steps += count
        self.complete = self.complete and self.steps <= self.max_steps
        return self.complete


def cycles(
    arcs: Iterable[Arc],
    size: int,
    type_: str,
    length: int,
    search: Search | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Steps]:
    """Every simple cycle of `type_` with 2 to `length` arcs, each once, in no promised rotation.

    `arcs` are (payer, payee, class bit) on nodes 0..size-1: parallel arcs of one class must be
    merged; arcs from a node to itself are ignored.
    """
    search = search or Search(max_steps=1 << 62)
    graph = _graph(table(arcs), size, NEED[type_])
    for _, lines in _found(graph, NEED[type_], length, search, progress, _TOGETHER):
        for line in lines.tolist():
            yield tuple((line[at], line[at + 1]) for at in range(0, len(line), 2) if line[at] >= 0)


def counts(
    arcs: np.ndarray,
    size: int,
    type_: str,
    length: int,
    search: Search | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """How many simple cycles of `type_` have k arcs, at place k, for k up to `length`.

    `arcs` is (arcs, 3) as in `table`. Where `search` allows no more steps there may be more.
    """
    search = search or Search(max_steps=1 << 62)
    graph = _graph(arcs, size, NEED[type_])
    many = np.zeros(length + 1, dtype=np.int64)
    for lengths, _ in _found(graph, NEED[type_], length, search, progress, 0):
        many[: len(lengths)] = lengths
    return many


def table(arcs: Iterable[Arc]) -> np.ndarray:
    """The arcs as (arcs, 3): payer, payee, class bit."""
    return np.array(list(arcs), dtype=np.int64).reshape(-1, 3)


def turned(loop: Steps) -> Steps:
    """The loop from where it is read: a money loop from a party that sold and invests.

    Of several such parties, and of all parties in other loops, from the least.
    """

    def start(turn: int) -> tuple[bool, int]:
        (node, bit), (_, came) = loop[turn], loop[turn - 1]
        return not (bit == BIT[INVESTMENT] and came == BIT[PURCHASE]), node

    first = min(range(len(loop)), key=start)
    return (*loop[first:], *loop[:first])


def longest(
    arcs: Iterable[Arc], size: int, types: Iterable[str], through: Set[int] = frozenset()
) -> int:
    """No loop of these types has more legs than this: so many parties reach each other again.

    With `through` only loops through one of these nodes count.
    """
    table = np.array([arc for arc in arcs if arc[0] != arc[1]], dtype=np.int64).reshape(-1, 3)
    most = 0
    for type_ in types:
        need = NEED[type_]
        tail, head, bit = table[(table[:, 2] & need) > 0].T
        count, part = knots(tail, head, size)
        inner = part[tail] == part[head]
        # A loop of two classes needs arcs of both.
        has = np.zeros(count, dtype=np.int64)
        np.bitwise_or.at(has, part[tail[inner]], bit[inner])
        whole = has == need
        if through:
            whole &= np.isin(np.arange(count), part[sorted(through)])
        most = max(most, int(np.bincount(part, minlength=count)[whole].max(initial=0)))
    return most


def _found(
    graph: _Graph,
    need: int,
    length: int,
    search: Search,
    progress: Callable[[int, int], None] | None,
    together: int,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """By and by: counts by length so far, and the loops found since, (loops, 2 x length).

    A line has party and class bit by turns, and -1 behind its end. With `together` 0 the loops are
    counted and not told.
    """
    size = len(graph.node)
    length = min(length, size)
    if length < 2:
        return
    state = np.zeros(kernel.SIZE, dtype=np.int64)
    state[kernel.DEPTH] = -1
    frames = [np.zeros(length + 1, dtype=np.int64) for _ in range(5)]
    on_path, home = np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int8)
    distance, near = (np.full(4 * size, kernel.FAR, dtype=np.int32) for _ in range(2))
    queue, near_queue = (np.zeros(4 * size, dtype=np.int64) for _ in range(2))
    lengths = np.zeros(length + 1, dtype=np.int64)
    loops = np.full(2 * length * together, -1, dtype=np.int64)
    large, going = len(graph.arrays[1]) > SMALL, True
    while going and search.complete:
        pause = turn(large)
        before = int(lengths.sum())
        try:
            going = bool(
                compiled.call(
                    kernel.advance,
                    *graph.arrays,
                    need,
                    length,
                    _PATIENCE,
                    state,
                    *frames,
                    on_path,
                    distance,
                    queue,
                    near,
                    near_queue,
                    home,
                    lengths,
                    loops,
                    min(pause, search.max_steps + 1 - search.steps),
                    large=large,
                )
            )
        except KeyboardInterrupt:
            # What is known so far is told.
            search.complete = False
        large = large or int(state[kernel.STEPS]) >= SMALL
        search.step(int(state[kernel.STEPS]) - search.steps)
        if together:
            found = int(lengths.sum()) - before
            lines = loops.reshape(-1, 2 * length)[:found]
            told = lines.copy()
            told[:, ::2] = np.where(told[:, ::2] < 0, -1, graph.node[told[:, ::2]])
            lines[:] = -1
        else:
            told = loops.reshape(0, 2 * length)
        yield lengths, told
        if progress is not None:
            progress(int(state[kernel.ROOT]), size)


def turn(large: bool) -> int:
    """How many steps a kernel takes in one go."""
    if not large:
        return SMALL
    return LARGE if compiled.available() else PLAIN


@dataclass(frozen=True)
class _Graph:
    """The parts in which a cycle can lie, one beside the other, the busiest parties first.

    `node` is the party of each number: one that belongs to several parts has several. `arrays` are
    where the arcs out of each begin, their heads and class bits, and the same for the arcs in.
    """

    node: np.ndarray
    arrays: tuple[np.ndarray, ...]


def _graph(arcs: np.ndarray, size: int, need: int) -> _Graph:
    """The parts in which a cycle of the type can lie: strongly connected, then biconnected.

    A simple cycle never passes a cut vertex twice, so it lies in one biconnected part; a part
    that lacks a class that the type needs has none.
    """
    arcs = arcs[(arcs[:, 0] != arcs[:, 1]) & ((arcs[:, 2] & need) > 0)]
    part = components(arcs, size)
    tail, head, bit = arcs[part[arcs[:, 0]] == part[arcs[:, 1]]].T
    block = _blocks(tail, head, size)
    has = np.zeros(block.max(initial=-1) + 1, dtype=np.int64)
    np.bitwise_or.at(has, block, bit)
    whole = has[block] == need
    tail, head, bit, block = (column[whole] for column in (tail, head, bit, block))
    places, ends = np.unique(
        np.concatenate([block * size + tail, block * size + head]), return_inverse=True
    )
    # The busiest has the least number.
    order = np.argsort(-np.bincount(ends, minlength=len(places)), kind="stable")
    number = np.empty_like(order)
    number[order] = np.arange(len(order))
    tail, head = number[ends].reshape(2, -1)
    arrays: list[np.ndarray] = []
    many = len(places)
    for near, far in ((tail, head), (head, tail)):
        ways = np.sort(((near + 1) * many - far) * 4 + bit)
        far = -(ways // 4) % max(many, 1)
        start = np.searchsorted(ways, (4 * many) * np.arange(many + 1) + 4, side="left")
        arrays += [compiled.fixed(one, np.uint32) for one in (start, far, ways % 4)]
    return _Graph(places[order] % size, tuple(arrays))


def _blocks(tail: np.ndarray, head: np.ndarray, size: int) -> np.ndarray:
    """The number of the biconnected part of each arc."""
    pairs, pair_of = np.unique(
        np.minimum(tail, head) * size + np.maximum(tail, head), return_inverse=True
    )
    one, two = pairs // size, pairs % size
    ends, others = np.concatenate([one, two]), np.concatenate([two, one])
    by = np.argsort(ends, kind="stable")
    start = np.searchsorted(ends[by], np.arange(size + 1))
    edge = by % len(pairs) if len(pairs) else by
    block = np.full(len(pairs), -1, dtype=np.int64)
    compiled.call(
        blocks.blocks,
        *(compiled.fixed(one, np.uint32) for one in (start, others[by], edge)),
        np.full(size, -1, dtype=np.int64),
        *(np.zeros(size, dtype=np.int64) for _ in range(4)),
        np.zeros(len(pairs), dtype=np.int64),
        block,
        large=len(pairs) > _MANY,
    )
    return block[pair_of]


def components(arcs: Sequence[Arc] | np.ndarray, size: int) -> np.ndarray:
    """The number of the strongly connected part of each node."""
    if not len(arcs):
        return np.arange(size)
    tail, head, _ = np.asarray(arcs).T
    return knots(tail, head, size)[1]
