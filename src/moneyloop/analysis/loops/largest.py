"""The largest loops in the order of the list, without finding all (method, section 11).

Legs join the graph in order of size, those of one size together. Each loop that such a group
closes has that size, so the loops that are yielded are the beginning of the whole list. The loops
of a group are gathered and sorted; of a group that closes too many each length is searched in the
order of names instead. Either way no step is taken from which the start cannot be reached in
exactly as many legs as are left, with the classes, a leg of the group and a party still missing.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby, islice

from moneyloop.analysis.loops.search import BIT, NEED, Arc, Search, Steps, components, turned
from moneyloop.model import INVESTMENT, PURCHASE

INVEST, BUY = BIT[INVESTMENT], BIT[PURCHASE]
# What a leg marks beside its class: that it is of the group, that it leaves a party asked for.
_OF_GROUP, _THROUGH = 4, 8
_CLASSES = INVEST | BUY
_MARKS = range(16)
# A set of types is a number with the bit of each type's classes.
_MONEY = 1 << NEED["money"]
_STARTING = {INVEST: _MONEY | 1 << NEED["capital"], BUY: 1 << NEED["trade"]}
# Loops that one group may close before they are searched in the order of names.
_GATHERED = 5_000

Way = tuple[int, int, int]  # class bit, payee, marks


@dataclass(frozen=True)
class _Group:
    """The parties that a loop through the group can pass, with the legs among them."""

    out: Mapping[int, list[Way]]
    into: Mapping[int, list[tuple[int, int]]]  # payer, marks
    tails: list[int]


@dataclass(frozen=True)
class _Wish:
    """Which loops are wanted: most legs, a set of types, and marks that some leg must have."""

    length: int
    types: int
    marks: int


def largest(
    amounts: Mapping[Arc, float | None],
    size: int,
    types: Iterable[str],
    length: int,
    search: Search,
    through: Set[int] = frozenset(),
    unsized: bool = False,
) -> Iterator[Steps]:
    """Loops of these types with 2 to `length` legs, largest first, then by length, then by nodes.

    `amounts` has the amount of each arc (None if unknown) on nodes 0..size-1; loops with a leg of
    unknown amount come last, and `unsized` has these alone. With `through` only loops through one
    of these nodes. A step is an arc that was looked at; where `search` allows no more, the loops
    end early, and those that were yielded are still the first.
    """
    allowed = sum(1 << NEED[type_] for type_ in types)
    wish = _Wish(length, allowed, _OF_GROUP | (_THROUGH if through else 0))
    part = components(list(amounts), size)
    inner = [arc for arc in amounts if arc[0] != arc[1] and part[arc[0]] == part[arc[1]]]

    def rank(arc: Arc) -> tuple[bool, float]:
        amount = amounts[arc]
        return amount is None, -(amount or 0.0)

    out: dict[int, list[tuple[int, int]]] = {arc[end]: [] for arc in inner for end in (0, 1)}
    into: dict[int, list[tuple[int, int]]] = {node: [] for node in out}
    for (unknown, _), equal in groupby(sorted(inner, key=rank), key=rank):
        group = sorted(equal)
        for tail, head, bit in group:
            out[tail].append((head, bit))
            into[head].append((tail, bit))
        if unknown or not unsized:
            around = _around(set(group), out, into, through, length, search)
            yield from _closed(around, wish, search)
        if not search.complete:
            return


def _closed(group: _Group, wish: _Wish, search: Search) -> Iterator[Steps]:
    """The loops that a group closes, by length, then by nodes."""
    if not group.tails:
        return
    found = list(islice(_gathered(group, wish, search), _GATHERED + 1))
    if len(found) <= _GATHERED:
        if search.complete:
            yield from sorted(map(turned, found), key=lambda loop: (len(loop), loop))
        return
    for legs in range(2, wish.length + 1):
        for root in sorted(group.out):
            covers = _covers(root, group.into, legs, search)
            yield from _rounds(root, group.out[root], group.out, covers, wish, search, first=True)
            if not search.complete:
                return


def _gathered(group: _Group, wish: _Wish, search: Search) -> Iterator[Steps]:
    """The loops of a group in no order, each once: from the first of its payers that is on it."""
    out = dict(group.out)
    for root in group.tails:
        firsts = [way for way in out[root] if way[2] & _OF_GROUP]
        covers = _covers(root, group.into, wish.length, search)
        for legs in range(2, wish.length + 1):
            yield from _rounds(root, firsts, out, covers[:legs], wish, search)
            if not search.complete:
                return
        out[root] = [way for way in out[root] if not way[2] & _OF_GROUP]


def _rounds(
    root: int,
    firsts: Sequence[Way],
    out: Mapping[int, Sequence[Way]],
    covers: Sequence[Mapping[int, int]],
    wish: _Wish,
    search: Search,
    first: bool = False,
) -> Iterator[Steps]:
    """The loops from `root` and back with as many legs as `covers`, by class and payee.

    With `first` only those of which `turned` makes the root the first.
    """
    path: list[tuple[int, int]] = []
    passed: set[int] = set()
    # Each frame: node, class of the arc that came to it, its arcs still to try, marks seen so far,
    # and the types that the loop can still have.
    frames = [(root, 0, iter(firsts), 0, wish.types)]
    while frames:
        node, came, ways, seen, types = frames[-1]
        left = len(covers) - len(frames)
        for bit, head, marks in ways:
            if head in passed:
                continue
            can_be = types
            if first:
                if node == root:
                    can_be &= _STARTING[bit]
                elif node < root and came == BUY and bit == INVEST:
                    continue
                if head < root:
                    can_be &= _MONEY
            marked = seen | marks
            if not covers[left].get(head, 0) & _completing(marked, can_be, wish.marks):
                continue
            if left == 0:
                if not first or bit == BUY or marked & _CLASSES == INVEST:
                    yield (*path, (node, bit))
                continue
            if not search.step(len(out[head])):
                return
            path.append((node, bit))
            passed.add(head)
            frames.append((head, bit, iter(out[head]), marked, can_be))
            break
        else:
            frames.pop()
            if path:
                path.pop()
                passed.discard(node)


def _covers(
    root: int, into: Mapping[int, Sequence[tuple[int, int]]], length: int, search: Search
) -> list[dict[int, int]]:
    """What walks of exactly 0, 1, ... `length` - 1 arcs from each node to the root can mark.

    The unions of marks are a set, and that a number with one bit for each union.
    """
    layers = [{root: 1}]
    for _ in range(length - 1):
        layer: dict[int, int] = {}
        for head, unions in layers[-1].items():
            search.step(len(into[head]))
            for tail, marks in into[head]:
                if tail != root:
                    layer[tail] = layer.get(tail, 0) | _joined(unions, marks)
        layers.append(layer)
    return layers


@functools.cache
def _joined(unions: int, marks: int) -> int:
    """The set of unions after one more arc with these marks."""
    return sum({1 << (union | marks) for union in _MARKS if unions >> union & 1})


@functools.cache
def _completing(seen: int, types: int, marks: int) -> int:
    """The set of unions that make a wanted loop of a path that has `seen` these marks."""
    return sum(
        1 << union
        for union in _MARKS
        if marks & ~(seen | union) == 0 and types >> ((seen | union) & _CLASSES) & 1
    )


def _around(
    group: Collection[Arc],
    out: Mapping[int, Sequence[tuple[int, int]]],
    into: Mapping[int, Sequence[tuple[int, int]]],
    through: Set[int],
    length: int,
    search: Search,
) -> _Group:
    """The part of the graph in which a loop through the group with up to `length` legs can lie."""
    onward = _distances({head for _, head, _ in group}, out, length - 1, search)
    back = _distances({tail for tail, *_ in group}, into, length - 1, search)
    near = {node for node, steps in onward.items() if steps + back.get(node, length) + 1 <= length}
    ways: dict[int, list[Way]] = {node: [] for node in near}
    ends: dict[int, list[tuple[int, int]]] = {node: [] for node in near}
    for tail in near:
        search.step(len(out[tail]))
        mark = _THROUGH if tail in through else 0
        for head, bit in out[tail]:
            if head in near:
                marks = bit | mark | (_OF_GROUP if (tail, head, bit) in group else 0)
                ways[tail].append((bit, head, marks))
                ends[head].append((tail, marks))
        ways[tail].sort()
    tails = {tail for tail, head, _ in group if {tail, head} <= near}
    return _Group(ways, ends, sorted(tails))


def _distances(
    starts: Iterable[int],
    ways: Mapping[int, Sequence[tuple[int, int]]],
    most: int,
    search: Search,
) -> dict[int, int]:
    """Least arcs from any of the starts to each node that is at most that far."""
    distance = dict.fromkeys(starts, 0)
    edge = list(distance)
    for steps in range(1, most + 1):
        further = []
        for node in edge:
            search.step(len(ways[node]))
            for other, _ in ways[node]:
                if other not in distance:
                    distance[other] = steps
                    further.append(other)
        edge = further
    return distance
