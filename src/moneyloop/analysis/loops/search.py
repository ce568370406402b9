"""Loops: simple cycles of parties along deals, typed while they are searched (method, section 11).

The graph has at most one investment arc and one purchase arc per ordered pair of parties. A
loop is *money* when it has both (then some party on it is paid by a sale and pays out an
investment), *trade* when it has purchases only, *capital* when it has investments only. The
search keeps to parts that a cycle cannot leave, tries the busiest parties first, never leaves
the distance from which the start can still be reached with the classes still missing, and
closes the last step by lookup. Where that still runs into dead ends it looks ahead around its
own path.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.study.selection import GUARANTEED, LATER, PART_OF, REPLACED, TALKS
from moneyloop.model import GUARANTEE, INVESTMENT, PURCHASE, LeftOut

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.study.flows import Spread

KINDS = ("money", "trade", "capital")
CLASSES = (INVESTMENT, PURCHASE)
_BIT = {INVESTMENT: 1, PURCHASE: 2}
_NEED = {"money": 3, "trade": 2, "capital": 1}
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

    def step(self) -> bool:
        self.steps += 1
        self.complete = self.complete and self.steps <= self.max_steps
        return self.complete


@dataclass(frozen=True)
class Leg:
    """All deals of one class from payer to payee; `amount` in USD billions, None if unknown.

    `status` is the surest one that has a part of the amount, `by_status` the part of the amount
    with each status, `unknown` the deals whose amount would complete the leg.
    """

    payer: str
    payee: str
    cls: str
    amount: float | None
    deals: tuple[str, ...]
    status: str
    by_status: tuple[tuple[str, float], ...] = ()
    unknown: tuple[str, ...] = ()
    since: int | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "payer": self.payer,
            "payee": self.payee,
            "class": self.cls,
            "amount": self.amount,
            "deals": list(self.deals),
            "status": self.status,
            "by_status": dict(self.by_status),
            "unknown": list(self.unknown),
        }


@dataclass(frozen=True)
class Found:
    """Loops in order of size: rows with the promised keys, their number, and whether that is all.

    `count` is how many were found; with `complete` False the search was stopped and there may
    be more, how many is not known.
    """

    rows: list[dict[str, Any]]
    count: int
    complete: bool
    steps: int = field(default=0, compare=False)


def find(
    legs: Iterable[Leg],
    *,
    length: int = 5,
    kinds: Sequence[str] = KINDS,
    party: Sequence[str] = (),
    limit: int | None = None,
    max_steps: int = 20_000_000,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """The loops of up to `length` legs, largest first, at most `limit` of them.

    `party`: only loops through at least one of these. Order: by size (the smallest leg), then
    length, then names; loops with a leg of unknown amount come last.
    """
    table = {(leg.payer, leg.payee, leg.cls): leg for leg in legs}
    names = sorted({name for payer, payee, _ in table for name in (payer, payee)})
    place = {name: number for number, name in enumerate(names)}
    arcs = [(place[payer], place[payee], _BIT[cls]) for payer, payee, cls in table]
    through = {place[name] for name in party if name in place}
    if party and not through:
        return Found([], 0, True)
    search = Search(max_steps)
    counted = 0

    def described() -> Iterator[tuple[tuple[Any, ...], str, list[Leg]]]:
        nonlocal counted
        for kind in kinds:
            for loop in cycles(arcs, len(names), kind, length, search, progress):
                if through and not through.intersection(node for node, _ in loop):
                    continue
                counted += 1
                chain = _legs(loop, names, table)
                yield _order(chain), kind, chain

    def key(item: tuple[tuple[Any, ...], str, list[Leg]]) -> tuple[Any, ...]:
        return item[0]

    chosen = (
        sorted(described(), key=key) if limit is None else heapq.nsmallest(limit, described(), key)
    )
    rows = [_row(rank, kind, chain) for rank, (_, kind, chain) in enumerate(chosen, start=1)]
    return Found(rows, counted, search.complete, search.steps)


def cycles(
    arcs: Iterable[Arc],
    size: int,
    kind: str,
    length: int,
    search: Search | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Steps]:
    """Every simple cycle of `kind` with 2 to `length` arcs, each once, in no promised rotation.

    `arcs` are (payer, payee, class bit) on nodes 0..size-1: parallel arcs of one class must be
    merged; arcs from a node to itself are ignored.
    """
    search = search or Search(max_steps=1 << 62)
    need = _NEED[kind]
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
    found = 0
    dead = 0
    ahead = False
    # Each frame: node, classes seen so far, its arcs still to try, cycles found when it opened.
    frames = [(root, 0, iter(out[root]), 0)]
    while frames:
        node, seen, arcs, found_before = frames[-1]
        if node != root and found_before == -1:
            for bit in (1, 2):
                if home.get(node, 0) & bit and not need & ~(seen | bit):
                    found += 1
                    yield (*path, (node, bit))
            frames[-1] = (node, seen, arcs, found)
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
                if found == found_before:
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
    """The parts in which a cycle of the kind can lie: strongly connected, then biconnected.

    A simple cycle never passes a cut vertex twice, so it lies in one biconnected part; a part
    that lacks a class that the kind needs has none.
    """
    import networkx as nx

    part = _components(arcs, size)
    inner = [arc for arc in arcs if part[arc[0]] == part[arc[1]]]
    graph = nx.Graph((tail, head) for tail, head, _ in inner)
    number = {
        frozenset(edge): place
        for place, edges in enumerate(nx.biconnected_component_edges(graph))
        for edge in edges
    }
    groups: dict[int, list[Arc]] = {}
    for arc in inner:
        groups.setdefault(number[frozenset(arc[:2])], []).append(arc)
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


def _components(arcs: Sequence[Arc], size: int) -> np.ndarray:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not arcs:
        return np.arange(size)
    tail, head = (np.array([arc[end] for arc in arcs]) for end in (0, 1))
    graph = coo_array((np.ones(len(arcs)), (tail, head)), shape=(size, size)).tocsr()
    return np.asarray(connected_components(graph, connection="strong")[1])


def _legs(loop: Steps, names: list[str], table: Mapping[tuple[str, str, str], Leg]) -> list[Leg]:
    """The legs of a loop, turned so that reading starts well.

    A money loop starts at a party that is paid by a sale and pays out an investment; the
    others start at the first name.
    """
    count = len(loop)

    def start(turn: int) -> tuple[bool, list[str], list[int]]:
        turned = [loop[(turn + step) % count] for step in range(count)]
        invests = turned[0][1] == 1 and turned[-1][1] == 2
        return not invests, [names[node] for node, _ in turned], [bit for _, bit in turned]

    best = min(range(count), key=start)
    turned = [loop[(best + step) % count] for step in range(count)]
    heads = [node for node, _ in turned[1:]] + [turned[0][0]]
    return [
        table[names[node], names[head], CLASSES[bit - 1]]
        for (node, bit), head in zip(turned, heads, strict=True)
    ]


def _order(chain: list[Leg]) -> tuple[Any, ...]:
    size = _size(chain)
    names = tuple((leg.payer, leg.cls) for leg in chain)
    return (size is None, -(size or 0.0), len(chain), names)


def _size(chain: list[Leg]) -> float | None:
    amounts = [leg.amount for leg in chain if leg.amount is not None]
    return min(amounts) if len(amounts) == len(chain) else None


def _row(rank: int, kind: str, chain: list[Leg]) -> dict[str, Any]:
    size = _size(chain)
    years = [leg.since for leg in chain if leg.since is not None]
    return {
        "rank": rank,
        "kind": kind,
        "parties": [leg.payer for leg in chain],
        "length": len(chain),
        "size": size,
        "unsized": size is None,
        "since": max(years) if len(years) == len(chain) else None,
        "legs": [leg.to_dict() for leg in chain],
    }


# --- deals to legs -------------------------------------------------------------------------

INCLUDE = {"talks": TALKS, "guarantees": GUARANTEED, "replaced": REPLACED}
_STATUS = ("paid", "firm", "contingent", "talks")


def legs(
    deals: pd.DataFrame, spans: Spread, include: Sequence[str] = ()
) -> tuple[list[Leg], list[LeftOut]]:
    """The legs of the typed graph from the deals of `selection.select`, and the rows left out.

    Talks, guarantees and replaced rows are left out unless included; part_of rows keep a leg
    visible but add no amount. An amount is the whole term's, without the days on which an
    actual counts instead; a commitment without a term counts in full.
    """
    hidden = {LATER} | (set(INCLUDE.values()) - {INCLUDE[name] for name in include})
    reason = deals["reason"].to_numpy()
    cls = np.where(deals["class"] == GUARANTEE, INVESTMENT, deals["class"])
    kept = ~np.isin(reason, list(hidden)) & np.isin(cls, CLASSES)
    money = whole_term(deals, spans)
    groups: dict[tuple[str, str, str], list[int]] = {}
    payer, payee = deals["payer"].to_numpy(), deals["payee"].to_numpy()
    for position in np.flatnonzero(kept):
        groups.setdefault((payer[position], payee[position], cls[position]), []).append(
            int(position)
        )
    columns = {
        key: deals[key].to_numpy() for key in ("id", "reason", "status", "start", "start_day")
    }
    table = [
        _leg(name, {key: column[positions] for key, column in columns.items()}, money[positions])
        for name, positions in sorted(groups.items())
    ]
    ids = columns["id"]
    dropped = []
    for name in [*sorted(hidden), "return"]:
        mask = ~kept & ((cls == "return") if name == "return" else (reason == name))
        if mask.any():
            dropped.append(LeftOut(name, tuple(sorted(ids[mask]))))
    return table, dropped


def whole_term(deals: pd.DataFrame, spans: Spread) -> np.ndarray:
    """USD billions of each deal over its whole term; NaN where unknown."""
    money = deals["value"].to_numpy(dtype=float, copy=True)
    money[deals["reason"].to_numpy() == PART_OF] = np.nan
    for position in spans.covered:
        mine = spans.deal == position
        money[position] = float((spans.rate * (spans.last - spans.first + 1))[mine].sum())
    return money


def _leg(name: tuple[str, str, str], rows: Mapping[str, np.ndarray], amounts: np.ndarray) -> Leg:
    part = rows["reason"] == PART_OF
    known = ~np.isnan(amounts)
    ids, status = rows["id"], rows["status"]
    starts = rows["start"][rows["start_day"] > 0]
    # What makes the amount tells the status; a leg without one has the status of its rows.
    standing = set(status[known & (amounts > 0)]) or set(status)
    sums = {name: float(amounts[known & (status == name)].sum()) for name in _STATUS}
    return Leg(
        *name,
        amount=round(float(amounts[known].sum()), 9) if known.any() else None,
        deals=tuple(ids),
        status=next(name for name in _STATUS if name in standing),
        by_status=tuple((name, round(total, 9)) for name, total in sums.items() if total > 0),
        unknown=tuple(ids[~known & ~part]) or (() if known.any() else tuple(ids)),
        since=min(int(start[:4]) for start in starts) if len(starts) else None,
    )
