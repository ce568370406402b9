"""Loops of payments, each later than the one before, within a window (method, section 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.loops import search as loops
from moneyloop.analysis.loops.legs import chosen
from moneyloop.analysis.loops.search import BIT, NEED, Search
from moneyloop.analysis.study.selection import PART_OF, UNKNOWN
from moneyloop.kernels import compiled
from moneyloop.kernels import in_time as kernel
from moneyloop.model import LeftOut

if TYPE_CHECKING:
    import pandas as pd

NOT_ONE_DAY = "not paid on one day"
_TOGETHER = 10_000  # loops that are handed over together


@dataclass(frozen=True, eq=False)
class Payments:
    """Payments in order of time; arrays with one value each.

    deal    position of the row in the deals
    payer, payee   numbers of parties, in the order of `names`
    bit     class bit
    moment  equal at the same time, more for a later one
    day     proleptic ordinal
    amount  in the unit of the network
    """

    names: list[str]
    deal: np.ndarray
    payer: np.ndarray
    payee: np.ndarray
    bit: np.ndarray
    moment: np.ndarray
    day: np.ndarray
    amount: np.ndarray


def payments(deals: pd.DataFrame, include: Sequence[str] = ()) -> tuple[Payments, list[LeftOut]]:
    """What was paid on one day, from the deals of `selection.select`, and the rows left out.

    Talks, guarantees and replaced rows are left out unless included; a part of another row, and a
    row of no public amount, makes no payment.
    """
    cls, kept, dropped = chosen(deals, include)
    ids, reason = deals["id"].to_numpy(), deals["reason"].to_numpy()
    first, last, end = (
        deals[name].to_numpy() for name in ("start_day", "start_last_day", "end_day")
    )
    one_day = (first > 0) & (first == last) & ((end <= 0) | (end == first))
    value = deals["value"].to_numpy(dtype=float)
    for name, without in (
        (PART_OF, reason == PART_OF),
        (UNKNOWN, np.isnan(value)),
        (NOT_ONE_DAY, ~one_day | (deals["status"] != "paid").to_numpy()),
    ):
        if (kept & without).any():
            dropped.append(LeftOut(name, tuple(sorted(ids[kept & without]))))
        kept &= ~without
    deal = np.flatnonzero(kept)
    clock = deals["time"].to_numpy(dtype=float) if "time" in deals else np.zeros(len(deals))
    # What ties in time is ordered by name, never by the file.
    deal = deal[np.lexsort((ids[deal].astype(str), clock[deal], first[deal]))]
    day, time = first[deal].astype(np.int64), clock[deal]
    later = (np.diff(day, prepend=day[:1]) > 0) | (np.diff(time, prepend=time[:1]) != 0)
    ends = [deals[name].to_numpy(dtype=object)[deal] for name in ("payer", "payee")]
    names, number = np.unique(np.concatenate(ends).astype(str), return_inverse=True)
    payer, payee = number.reshape(2, -1)
    bit = np.array([BIT[name] for name in cls[deal]], dtype=np.int64)
    moment = np.cumsum(later)
    given = Payments(names.tolist(), deal, payer, payee, bit, moment, day, value[deal])
    return given, dropped


def found(
    given: Payments,
    *,
    window: int,
    length: int,
    types: Sequence[str],
    like: float | None = None,
    listed: bool = True,
    search: Search | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """By and by: counts so far, (legs up to `length`, class bits), and the loops found since.

    A loop is a simple cycle of 2 to `length` payments, each later than the one before, the last at
    most `window` days after the first. With `like` its smallest payment is at least 1 - `like` of
    its largest. A line, (loops, length), has places in `given`, and -1 behind its end. With
    `listed` False they are only counted.
    """
    search = search or Search(max_steps=1 << 62)
    many = len(given.names)
    inner = _inner(given, types)
    payer, payee, bit, day = (
        column[inner] for column in (given.payer, given.payee, given.bit, given.day)
    )
    moment, amount = given.moment[inner], given.amount[inner]
    length = min(length, many)
    counts = np.zeros((length + 1, 4), dtype=np.int64)
    if len(payer) < 2 or length < 2:
        yield counts, np.empty((0, length), dtype=np.int64)
        return
    after = np.searchsorted(moment, moment, side="right")
    until = np.searchsorted(day, day + window, side="right")
    out, into = (np.argsort(column, kind="stable") for column in (payer, payee))
    out_start, into_start = (
        np.searchsorted(column[by], np.arange(many + 1))
        for column, by in ((payer, out), (payee, into))
    )
    fixed = [compiled.fixed(column, np.int32) for column in (payer, payee, bit, after, until)]
    fixed.append(compiled.fixed(amount, float))
    fixed += [
        compiled.fixed(column, np.int32)
        for column in (out_start, out, into_start, into, np.lexsort((payee, payer)))
    ]
    allowed = sum(1 << NEED[name] for name in types)
    state = np.zeros(kernel.SIZE, dtype=np.int64)
    state[kernel.DEPTH] = -1
    frames = [np.zeros(length + 1, dtype=kind) for kind in (*[np.int64] * 4, float, float)]
    on_path = np.zeros(many, dtype=np.int8)
    latest, legs = np.full(many, -1, dtype=np.int64), np.full(many, kernel.FAR, dtype=np.int64)
    queue, queued, touched = (np.zeros(many + 1, dtype=np.int64) for _ in range(3))
    lines = np.full((_TOGETHER if listed else 0, length), -1, dtype=np.int64)
    flat, told = counts.reshape(-1).copy(), lines.reshape(-1)
    large, going = len(payer) > loops.SMALL, True
    while going and search.complete:
        before = int(state[kernel.FOUND])
        try:
            going = bool(
                compiled.call(
                    kernel.advance,
                    *fixed,
                    2.0 if like is None else like,
                    length,
                    allowed,
                    state,
                    *frames,
                    on_path,
                    latest,
                    legs,
                    queue,
                    queued,
                    touched,
                    flat,
                    told,
                    min(loops.turn(large), search.max_steps + 1 - search.steps),
                    large=large,
                )
            )
        except KeyboardInterrupt:
            # What is known so far is told.
            search.complete = False
        large = large or int(state[kernel.STEPS]) >= loops.SMALL
        search.step(int(state[kernel.STEPS]) - search.steps)
        fresh = lines[: int(state[kernel.FOUND]) - before if listed else 0].copy()
        fresh[fresh >= 0] = inner[fresh[fresh >= 0]]
        lines[:] = -1
        yield flat.reshape(-1, 4).copy(), fresh
        if progress is not None:
            progress(int(state[kernel.ROOT]), len(payer))


def largest(
    given: Payments,
    lines: Iterable[np.ndarray],
    limit: int | None,
    party: Set[int] = frozenset(),
) -> tuple[list[list[int]], int]:
    """The loops of largest smallest payment, as places in `given`, and how many there are.

    Of one size the shorter come first, then the earlier, payment by payment. With `party` only
    loops that pass one of these. No more than `limit` are kept while the lines come.
    """
    kept = np.empty((0, 0), dtype=np.int64)
    count = 0
    through = np.isin(np.arange(len(given.names)), sorted(party))
    for fresh in lines:
        if party:
            fresh = fresh[(through[given.payer[fresh]] & (fresh >= 0)).any(axis=1)]
        count += len(fresh)
        every = np.concatenate([kept.reshape(-1, fresh.shape[1]), fresh])
        least = np.where(every < 0, np.inf, given.amount[every]).min(axis=1, initial=np.inf)
        order = np.lexsort((*every.T[::-1], (every >= 0).sum(axis=1), -least))
        kept = every[order[:limit]]
    return [[place for place in line if place >= 0] for line in kept.tolist()], count


def _inner(given: Payments, types: Sequence[str]) -> np.ndarray:
    """The payments of the classes asked for from whose payee the payer can be reached."""
    wanted = 0
    for name in types:
        wanted |= NEED[name]
    kept = ((given.bit & wanted) > 0) & (given.payer != given.payee)
    arcs = np.stack([given.payer, given.payee, given.bit], axis=1)[kept]
    part = loops.components(arcs, len(given.names))
    return np.asarray(np.flatnonzero(kept)[part[arcs[:, 0]] == part[arcs[:, 1]]])
