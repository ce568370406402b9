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

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from moneyloop.model import INVESTMENT, PURCHASE

TYPES = ("money", "trade", "capital")
BIT = {INVESTMENT: 1, PURCHASE: 2}
NEED = {"money": 3, "trade": 2, "capital": 1}
_FAR = 1 << 30
# Steps into dead ends, for one start, after which the search looks ahead around its own path.
_PATIENCE = 2_000

Arc = tuple[int, int, int]  # payer, payee, class bit
Steps = tuple[tuple[int, int], ...]  # of a loop: (party, class bit of the arc that leaves it)


@dataclass
class Search:
    """What a search cost and whether it came to its end."""

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
    need = NEED[type_]
    wanted = [(tail, head, bit) for tail, head, bit in arcs if tail != head and bit & need]
    starts = [
        (root, block) for block in _blocks(wanted, size, need) for root in _busiest_first(block)
    ]
    for done, (root, block) in enumerate(starts):
        yield from _from_root(root, need, length, block, search)
        if progress is not None:
            progress(done + 1, len(starts))
        if not search.complete:
            return


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
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    table = np.array([arc for arc in arcs if arc[0] != arc[1]], dtype=np.int64).reshape(-1, 3)
    most = 0
    for type_ in types:
        need = NEED[type_]
        tail, head, bit = table[(table[:, 2] & need) > 0].T
        ways = coo_array((np.ones(len(tail)), (tail, head)), shape=(size, size))
        count, part = connected_components(ways, connection="strong")
        inner = part[tail] == part[head]
        # A loop of two classes needs arcs of both.
        has = np.zeros(count, dtype=np.int64)
        np.bitwise_or.at(has, part[tail[inner]], bit[inner])
        whole = has == need
        if through:
            whole &= np.isin(np.arange(count), part[sorted(through)])
        most = max(most, int(np.bincount(part, minlength=count)[whole].max(initial=0)))
    return most


def _from_root(root: int, need: int, length: int, block: _Block, search: Search) -> Iterator[Steps]:
    """Depth-first search of the cycles through `root`, which is gone from the block afterwards."""
    out, into, blocked = block.out, block.into, block.blocked
    # One step is taken before the first distance is asked for.
    reach = _distances(root, need, length - 1, into, blocked)
    home: dict[int, int] = {}
    for tail, bit in into[root]:
        if tail not in blocked:
            home[tail] = home.get(tail, 0) | bit
    blocked.add(root)
    path: list[tuple[int, int]] = []
    count = 0
    dead = 0
    ahead = False
    # Each frame: node, classes seen so far, its arcs still to try, cycles found when it opened.
    frames = [(root, 0, iter(out[root]), 0)]
    while frames:
        node, seen, arcs, count_before = frames[-1]
        if node != root and count_before == -1:
            for bit in (1, 2):
                if home.get(node, 0) & bit and not need & ~(seen | bit):
                    count += 1
                    yield (*path, (node, bit))
            frames[-1] = (node, seen, arcs, count)
        for head, bit in arcs:
            if head in blocked:
                continue
            if not search.step():
                return
            left = length - len(frames)
            missing = need & ~(seen | bit)
            if reach.get((head, missing), _FAR) > left:
                continue
            if ahead:
                around = _distances(root, need, left, into, blocked, target=head)
                if around.get((head, missing), _FAR) > left:
                    continue
            path.append((node, bit))
            blocked.add(head)
            # At the last step only the lookup is left: no arcs to scan.
            onward = iter(out[head]) if left > 1 else iter(())
            frames.append((head, seen | bit, onward, -1))
            break
        else:
            frames.pop()
            if path:
                path.pop()
                blocked.discard(node)
                if count == count_before:
                    dead += 1
                    ahead = ahead or dead > _PATIENCE


def _distances(
    root: int,
    need: int,
    length: int,
    into: Mapping[int, Sequence[tuple[int, int]]],
    blocked: Collection[int],
    target: int | None = None,
) -> dict[tuple[int, int], int]:
    """Least arcs from (node, classes still missing) to the root, over nodes not blocked.

    A breadth-first search backwards in the product of nodes and missing classes, which need not
    go beyond `target`. Parties that are gone and the path so far are blocked.
    """
    distance = {(root, 0): 0}
    queue = deque([(root, 0)])
    while queue:
        node, missing = queue.popleft()
        steps = distance[node, missing] + 1
        if steps > length:
            break
        if node == target:
            continue
        for tail, bit in into[node]:
            if tail == root or tail in blocked:
                continue
            for state in ((tail, missing), (tail, (missing | bit) & need)):
                if state not in distance:
                    distance[state] = steps
                    queue.append(state)
    return distance


@dataclass(frozen=True)
class _Block:
    """A part of the graph that no cycle leaves; `blocked` are the parties not to step on."""

    out: dict[int, list[tuple[int, int]]]
    into: dict[int, list[tuple[int, int]]]
    blocked: set[int] = field(default_factory=set)


def _blocks(arcs: Sequence[Arc], size: int, need: int) -> Iterator[_Block]:
    """The parts in which a cycle of the type can lie: strongly connected, then biconnected.

    A simple cycle never passes a cut vertex twice, so it lies in one biconnected part; a part
    that lacks a class that the type needs has none.
    """
    import networkx as nx

    part = components(arcs, size)
    inner = [arc for arc in arcs if part[arc[0]] == part[arc[1]]]
    graph = nx.Graph((tail, head) for tail, head, _ in inner)
    block_of = {
        frozenset(edge): block
        for block, edges in enumerate(nx.biconnected_component_edges(graph))
        for edge in edges
    }
    groups: dict[int, list[Arc]] = {}
    for arc in inner:
        groups.setdefault(block_of[frozenset(arc[:2])], []).append(arc)
    for _, group in sorted(groups.items()):
        if need & ~sum({bit for *_, bit in group}):
            continue
        nodes = sorted({node for arc in group for node in arc[:2]})
        block = _Block({node: [] for node in nodes}, {node: [] for node in nodes})
        for tail, head, bit in group:
            block.out[tail].append((head, bit))
            block.into[head].append((tail, bit))
        yield block


def _busiest_first(block: _Block) -> list[int]:
    return sorted(block.out, key=lambda node: (-len(block.out[node]) - len(block.into[node]), node))


def components(arcs: Sequence[Arc], size: int) -> np.ndarray:
    """The number of the strongly connected part of each node."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not arcs:
        return np.arange(size)
    tail, head = (np.array([arc[end] for arc in arcs]) for end in (0, 1))
    graph = coo_array((np.ones(len(arcs)), (tail, head)), shape=(size, size)).tocsr()
    return np.asarray(connected_components(graph, connection="strong")[1])
