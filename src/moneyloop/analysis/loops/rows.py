"""Rows of loops: the legs of each in order, its size, the largest first (method, section 11)."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from moneyloop.analysis.loops.legs import CLASSES, Leg
from moneyloop.analysis.loops.search import BIT, TYPES, Search, Steps, cycles, longest


@dataclass(frozen=True)
class Listing:
    """Loops in order of size: rows with the promised keys, their number, and whether that is all.

    `count` is how many were found; with `complete` False the search was stopped and there may
    be more, how many is not known. No loop has more legs than `longest`. `against_time` were left
    out, since no dollar can follow them.
    """

    rows: list[dict[str, Any]]
    count: int
    complete: bool
    steps: int = field(default=0, compare=False)
    longest: int = 0
    against_time: int = 0


def find(
    legs: Iterable[Leg],
    *,
    length: int = 5,
    types: Sequence[str] = TYPES,
    party: Sequence[str] = (),
    in_order: bool = False,
    limit: int | None = None,
    max_steps: int = 20_000_000,
    progress: Callable[[int, int], None] | None = None,
) -> Listing:
    """The loops of up to `length` legs, largest first, at most `limit` of them.

    `party`: only loops through at least one of these; `in_order`: only those that a dollar can
    follow in time. Order: by size (the smallest leg), then
    length, then names; loops with a leg of unknown amount come last.
    """
    table = {(leg.payer, leg.payee, leg.cls): leg for leg in legs}
    names = sorted({name for payer, payee, _ in table for name in (payer, payee)})
    node_of = {name: node for node, name in enumerate(names)}
    arcs = [(node_of[payer], node_of[payee], BIT[cls]) for payer, payee, cls in table]
    through = {node_of[name] for name in party if name in node_of}
    if party and not through:
        return Listing([], 0, True)
    search = Search(max_steps)
    counted = against_time = 0

    def described() -> Iterator[tuple[tuple[Any, ...], str, list[Leg]]]:
        nonlocal counted, against_time
        for type_ in types:
            for loop in cycles(arcs, len(names), type_, length, search, progress):
                if through and not through.intersection(node for node, _ in loop):
                    continue
                chain = _chain(loop, names, table)
                if in_order and not _followed(chain):
                    against_time += 1
                    continue
                counted += 1
                yield _order(chain), type_, chain

    def key(item: tuple[tuple[Any, ...], str, list[Leg]]) -> tuple[Any, ...]:
        return item[0]

    chosen = (
        sorted(described(), key=key) if limit is None else heapq.nsmallest(limit, described(), key)
    )
    rows = [_row(rank, type_, chain) for rank, (_, type_, chain) in enumerate(chosen, start=1)]
    return Listing(
        rows,
        counted,
        search.complete,
        search.steps,
        longest(arcs, len(names), types, through),
        against_time,
    )


def _followed(chain: Sequence[Leg]) -> bool:
    """Whether a dollar can go all the way round from one of the legs, never back in time."""
    return any(_arrives([*chain[start:], *chain[:start]]) for start in range(len(chain)))


def _arrives(chain: Sequence[Leg]) -> bool:
    now = -math.inf
    for leg in chain:
        # The earliest day that is left: what is paid sooner leaves more days to those behind.
        now = min((max(now, first) for first, last in leg.days if last >= now), default=math.inf)
    return now < math.inf


def _chain(loop: Steps, names: list[str], table: Mapping[tuple[str, str, str], Leg]) -> list[Leg]:
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


def _row(rank: int, type_: str, chain: list[Leg]) -> dict[str, Any]:
    size = _size(chain)
    years = [leg.since for leg in chain if leg.since is not None]
    return {
        "rank": rank,
        "type": type_,
        "parties": [leg.payer for leg in chain],
        "length": len(chain),
        "size": size,
        "unsized": size is None,
        "open_size": size is not None and all(leg.unknown for leg in chain if leg.amount == size),
        "in_order": _followed(chain),
        "since": max(years) if len(years) == len(chain) else None,
        "legs": [leg.to_dict() for leg in chain],
    }
