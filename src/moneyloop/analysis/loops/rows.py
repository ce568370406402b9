"""Rows of loops: the legs of each in order, its size, the largest first (method, section 11)."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from moneyloop.analysis.loops.largest import largest
from moneyloop.analysis.loops.legs import Leg
from moneyloop.analysis.loops.search import (
    BIT,
    NEED,
    TYPES,
    Arc,
    Search,
    Steps,
    counts,
    cycles,
    longest,
    table,
    turned,
)

# Without a limit so many loops are listed where not all are found.
LISTED = 1_000

_Key = tuple[bool, float, int, Steps]


@dataclass(frozen=True)
class Listing:
    """Loops in order of size: rows with the promised keys, their number, and whether that is all.

    `count` is how many there are; with `complete` False at least so many, and the rows are still
    the first of all. With `stopped` fewer are listed than were asked for. No loop has more legs
    than `longest`. `against_time` were left out, since no dollar can follow them; with `complete`
    False there may be more of those too.
    """

    rows: list[dict[str, Any]]
    count: int
    complete: bool
    longest: int = 0
    against_time: int = 0
    stopped: bool = False


def find(
    legs: Iterable[Leg],
    *,
    length: int = 5,
    types: Sequence[str] = TYPES,
    party: Sequence[str] = (),
    in_order: bool = False,
    unsized: bool = False,
    limit: int | None = None,
    steps_for_all: int = 100_000,
    steps_for_largest: int = 10_000_000,
    steps_for_count: int = 2_000_000,
    progress: Callable[[int, int], None] | None = None,
) -> Listing:
    """The loops of up to `length` legs, largest first, at most `limit` of them.

    `party`: only loops through at least one of these; `in_order`: only those that a dollar can
    follow in time; `unsized`: only those with a leg of unknown amount. Order: by size (the
    smallest leg), then length, then names; loops with a leg of unknown amount come last. Where
    the search for all takes more than its steps, the largest are searched alone (`LISTED` without
    a limit), and fewer are listed where that takes too many steps as well. They are counted all the
    same, up to `steps_for_count`, but not those that a dollar can follow.
    """
    names, leg_at = arcs_of(list(legs))
    node_of = {name: node for node, name in enumerate(names)}
    amounts = {arc: leg.amount for arc, leg in leg_at.items()}
    through = {node_of[name] for name in party if name in node_of}
    if party and not through:
        return Listing([], 0, True)

    against_time = 0

    def chain(loop: Steps) -> list[Leg]:
        return [leg_at[arc] for arc in _arcs(loop)]

    def wanted(loops: Iterable[Steps]) -> Iterator[Steps]:
        nonlocal against_time
        for loop in loops:
            if in_order and not _followed(chain(loop)):
                against_time += 1
            else:
                yield loop

    search = Search(steps_for_all)
    every = (
        loop
        for type_ in types
        for loop in cycles(amounts, len(names), type_, length, search, progress)
        if not through or through.intersection(node for node, _ in loop)
        if not unsized or _least([amounts[arc] for arc in _arcs(loop)]) is None
    )
    chosen = list(wanted(every))
    count, complete = len(chosen), search.complete
    if complete:
        keys = (_key(turned(loop), amounts) for loop in chosen)
        first = sorted(keys) if limit is None else heapq.nsmallest(limit, keys)
        chosen = [loop for *_, loop in first]
    else:
        most = LISTED if limit is None else limit
        search, against_time = Search(steps_for_largest), 0
        ordered = largest(amounts, len(names), types, length, search, through, unsized)
        chosen = list(islice(wanted(ordered), most + 1))
        # Where no more are left these are all, unless the steps were used up.
        complete = len(chosen) <= most and search.complete
        count = max(count, len(chosen))
        chosen = chosen[:most]
        if not complete and not in_order and steps_for_all:
            counting = Search(steps_for_count)
            number = _number(amounts, len(names), types, length, counting, through, unsized)
            complete = counting.complete
            count = max(count, number if complete else 0)
    # Thousands of loops share their legs.
    told = {arc: leg_at[arc].to_dict() for arc in {arc for loop in chosen for arc in _arcs(loop)}}
    return Listing(
        [
            _row(rank, chain(loop)) | {"legs": [told[arc] for arc in _arcs(loop)]}
            for rank, loop in enumerate(chosen, start=1)
        ],
        count,
        complete,
        longest(amounts, len(names), types, through),
        against_time,
        not search.complete,
    )


def arcs_of(legs: Sequence[Leg]) -> tuple[list[str], dict[Arc, Leg]]:
    """The parties in order of name, and the leg of each arc between their places there."""
    names = sorted({name for leg in legs for name in (leg.payer, leg.payee)})
    node_of = {name: node for node, name in enumerate(names)}
    arcs = {(node_of[leg.payer], node_of[leg.payee], BIT[leg.cls]): leg for leg in legs}
    return names, arcs


def _number(
    amounts: Mapping[Arc, float | None],
    size: int,
    types: Sequence[str],
    length: int,
    search: Search,
    through: Set[int],
    unsized: bool,
) -> int:
    """How many loops there are, none of them told.

    Those that pass a party are all but those without it, and those with a leg of unknown amount
    are all but those of known ones.
    """
    arcs = table(amounts)

    def among(kept: np.ndarray) -> int:
        return sum(int(counts(arcs[kept], size, type_, length, search).sum()) for type_ in types)

    def passing(kept: np.ndarray) -> int:
        aside = ~np.isin(arcs[:, :2], sorted(through)).any(axis=1)
        return among(kept) - (among(kept & aside) if through else 0)

    known = np.array([amount is not None for amount in amounts.values()], dtype=bool)
    every = np.ones(len(arcs), dtype=bool)
    return passing(every) - (passing(known) if unsized else 0)


def _arcs(loop: Steps) -> list[Arc]:
    """The arcs of a loop, in its order."""
    heads = [*(node for node, _ in loop[1:]), loop[0][0]]
    return [(node, head, bit) for (node, bit), head in zip(loop, heads, strict=True)]


def _key(loop: Steps, amounts: Mapping[Arc, float | None]) -> _Key:
    """By this a loop has its place in the list; nodes are in the order of names."""
    least = _least([amounts[arc] for arc in _arcs(loop)])
    return least is None, -(least or 0.0), len(loop), loop


def _followed(chain: Sequence[Leg]) -> bool:
    """Whether a dollar can go all the way round from one of the legs, never back in time."""
    return any(_arrives([*chain[start:], *chain[:start]]) for start in range(len(chain)))


def _arrives(chain: Sequence[Leg]) -> bool:
    now = -math.inf
    for leg in chain:
        # The earliest day that is left: what is paid sooner leaves more days to those behind.
        now = min((max(now, first) for first, last in leg.days if last >= now), default=math.inf)
    return now < math.inf


def _size(chain: Sequence[Leg]) -> float | None:
    return _least([leg.amount for leg in chain])


def _least(amounts: Sequence[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return min(known) if len(known) == len(amounts) else None


def _row(rank: int, chain: list[Leg]) -> dict[str, Any]:
    size = _size(chain)
    classes = sum({BIT[leg.cls] for leg in chain})
    years = [leg.since for leg in chain if leg.since is not None]
    return {
        "rank": rank,
        "type": next(type_ for type_, need in NEED.items() if need == classes),
        "parties": [leg.payer for leg in chain],
        "length": len(chain),
        "size": size,
        "unsized": size is None,
        "open_size": size is not None and all(leg.unknown for leg in chain if leg.amount == size),
        "in_order": _followed(chain),
        "since": max(years) if len(years) == len(chain) else None,
    }
