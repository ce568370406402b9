"""Lots: which dollars a payment takes, by rule (method, section 8).

A pool is a list of lots. Each keeps where its money came into the network and, for each target,
the label that decides its bucket when it arrives there:

    OWN         the target invested it, and it has not been back
    OTHER       somebody else invested it since it last left the target or came in
    RECIPROCAL  the target spent it, and nobody has invested it since
    PASSED_ON   the target spent it, and somebody else has invested it since
    ROOTED      none of these: its bucket is its root

Rules differ in the lots that a payment takes. None of them is conservative: the same payment can
be 0, 50 or 100 percent own money back by rule, and the bounds of the same events contain them all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.dated.events import INVESTORS, NO_KNOWN_SOURCE, Events
from moneyloop.analysis.graph import BUY, INVEST, NO_DEAL, OUTSIDE

PRO_RATA = "pro-rata"
RULES = (
    PRO_RATA,
    "fifo",
    "lifo",
    "own-first",
    "own-last",
    "customer-first",
    "investor-first",
)
# Buckets are roots (CUSTOMERS, INVESTORS, EARLIER_CASH, NO_KNOWN_SOURCE) and labels, side by side.
OWN, OTHER, RECIPROCAL, PASSED_ON = 4, 5, 6, 7
BUCKETS = 8
BY_ORIGIN = ("customer-first", "investor-first")
_ROOTED = 0  # as a label: look at the root
_TOGETHER = 64  # targets at once: each lot carries a label for every one of them


@dataclass(frozen=True, eq=False)
class Traced:
    """What arrived at each target as a sale, by period and bucket, and its money outside.

    revenue  USD billions, shape (periods, targets, BUCKETS): roots, then the labels
    peak    the most of the target's own money that was out and not yet back at any time up to
            the end of the period, shape (periods, targets)
    """

    revenue: np.ndarray
    peak: np.ndarray


def trace(events: Events, rule: str, targets: list[int], ends: list[int]) -> Traced:
    """Trace every payment by `rule` (one of RULES) for the parties `targets`.

    `ends` are the last days of the periods, in order; later events are not traced. Which lots
    own-first and own-last take depends on the target, so there each is traced alone.
    """
    width = 1 if rule in ("own-first", "own-last") else _TOGETHER
    parts = [targets[start : start + width] for start in range(0, len(targets), width)]
    traced = [
        _mixed(events, part, ends) if rule == PRO_RATA else _lots(events, rule, part, ends)
        for part in parts or [[]]
    ]
    return Traced(
        revenue=np.concatenate([part.revenue for part in traced], axis=1),
        peak=np.concatenate([part.peak for part in traced], axis=1),
    )


def _mixed(events: Events, targets: list[int], ends: list[int]) -> Traced:
    """Rolling pro-rata: a pool is a vector of amounts by bucket for each target."""
    index_of = {party: index for index, party in enumerate(targets)}
    held = [0] * len(events.owner)
    state = np.zeros((len(events.owner), len(targets), BUCKETS))
    booked = np.zeros((len(ends), len(targets), BUCKETS))
    out, peak = [0.0] * len(targets), np.zeros((len(ends), len(targets)))
    for index, tail, head, units, cls, root in _steps(events, ends):
        payer, payee = (
            index_of.get(events.owner[node], OUTSIDE) if node != OUTSIDE else OUTSIDE
            for node in (tail, head)
        )
        if tail == OUTSIDE:
            piece = np.zeros((len(targets), BUCKETS))
            piece[:, root] = units
        else:
            piece = state[tail] * (units / held[tail])
            held[tail] -= units
            state[tail] = state[tail] - piece if held[tail] else 0.0
            if cls == INVEST:
                own = piece[:, OWN].copy()
                spent = piece[:, RECIPROCAL] + piece[:, PASSED_ON]
                other = piece.sum(axis=1) - own - spent
                piece[:] = 0.0
                piece[:, OWN], piece[:, OTHER], piece[:, PASSED_ON] = own, other, spent
            if payer != OUTSIDE and cls != NO_DEAL:
                piece[payer] = 0.0
                piece[payer, OWN if cls == INVEST else RECIPROCAL] = units
                if cls == INVEST and head != OUTSIDE:
                    out[payer] += units
                    peak[index, payer] = max(peak[index, payer], out[payer])
        if head == OUTSIDE:
            continue
        held[head] += units
        state[head] += piece
        if payee != OUTSIDE:
            if cls == BUY:
                booked[index, payee] += piece[payee]
            if tail != OUTSIDE:
                out[payee] -= float(piece[payee, OWN])
    return _in_amounts(events, targets, booked, peak)


def _in_amounts(events: Events, targets: list[int], booked: np.ndarray, peak: np.ndarray) -> Traced:
    scale = events.scale[targets]
    return Traced(booked / scale[:, None], np.maximum.accumulate(peak) / scale)


def _steps(events: Events, ends: list[int]) -> Iterator[tuple[int, int, int, int, int, int]]:
    """Period, tail, head, units, class and root of each event up to the last period."""
    period = np.searchsorted(ends, events.day)
    stop = int(np.searchsorted(period, len(ends))) if len(ends) else 0
    columns = (period, events.tail, events.head, events.units, events.cls, events.root)
    return zip(*(column[:stop].tolist() for column in columns), strict=True)


def _lots(events: Events, rule: str, targets: list[int], ends: list[int]) -> Traced:
    """Rules that take whole lots, oldest or newest first, or one sort of lots before another."""
    index_of = {party: index for index, party in enumerate(targets)}
    owner = events.owner.tolist()
    by_origin = rule in BY_ORIGIN
    step = _tags(rule, targets, len(events.parties))
    passed: dict[tuple[int, int, int, int], tuple[int, int, int]] = {}
    newest_first = rule == "lifo"
    pools = [(deque[list[int]](), deque[list[int]]()) for _ in owner]
    booked = [[[0] * BUCKETS for _ in targets] for _ in ends]
    out, peak = [0.0] * len(targets), np.zeros((len(ends), len(targets)))
    for period, tail, head, units, cls, root in _steps(events, ends):
        payer = owner[tail] if tail != OUTSIDE else OUTSIDE
        if tail == OUTSIDE:
            # A negative tag stands for money that comes in, by its root.
            pieces = [(units, -1 - root)]
        else:
            pieces = _take(pools[tail], units, newest_first)
            if cls == INVEST and payer in index_of and head != OUTSIDE:
                investor = index_of[payer]
                out[investor] += units
                peak[period, investor] = max(peak[period, investor], out[investor])
        if head == OUTSIDE:
            continue
        payee = owner[head]
        there = by_origin or payee in index_of
        for amount, old in pieces:
            # Where money goes from and to matters only for targets, or with tags by origin.
            key = (old, cls, payer if payer in index_of else OUTSIDE, payee if there else OUTSIDE)
            if key not in passed:
                passed[key] = step(old, cls, payer, payee)
            new, bucket, rank = passed[key]
            if payee in index_of:
                if cls == BUY:
                    booked[period][index_of[payee]][bucket] += amount
                if bucket == OWN:
                    out[index_of[payee]] -= amount
            lots = pools[head][rank]
            if newest_first and root == NO_KNOWN_SOURCE:
                # It is paid out at once, after all that is there.
                lots.appendleft([amount, new])
            elif lots and lots[-1][1] == new:
                lots[-1][0] += amount
            else:
                lots.append([amount, new])
    table = np.array(booked, dtype=float).reshape(len(ends), len(targets), BUCKETS)
    return _in_amounts(events, targets, table, peak)


def _tags(
    rule: str, targets: list[int], parties: int
) -> Callable[[int, int, int, int], tuple[int, int, int]]:
    """A function (tag, class, payer, payee) -> (tag after the payment, bucket, rank in the pool).

    A tag is a number for root, label of each target, and, for the rules that ask by origin, the
    parties that the money has not been at since it was last invested.
    """
    by_origin = rule in BY_ORIGIN
    everyone = (1 << parties) - 1
    numbers: dict[tuple[int, tuple[int, ...], int], int] = {}
    tags: list[tuple[int, tuple[int, ...], int]] = []

    def step(old: int, cls: int, payer: int, payee: int) -> tuple[int, int, int]:
        comes_in = old < 0
        root, labels, ahead = (-1 - old, (_ROOTED,) * len(targets), 0) if comes_in else tags[old]
        if comes_in:
            after = list(labels)
        else:
            after = [
                _label(label, cls, party == payer)
                for party, label in zip(targets, labels, strict=True)
            ]
            if by_origin and cls == INVEST:
                ahead = everyone
        bucket = root
        if payee in targets:
            index = targets.index(payee)
            bucket = after[index] or root
            after[index] = _ROOTED
        ahead &= ~(1 << payee)
        tag = (root, tuple(after), ahead)
        if tag not in numbers:
            numbers[tag] = len(tags)
            tags.append(tag)
        return numbers[tag], bucket, _rank(rule, *tag)

    return step


def _label(label: int, cls: int, is_payer: bool) -> int:
    if cls != INVEST:
        return RECIPROCAL if is_payer else label
    if is_payer or label == OWN:
        return OWN
    return PASSED_ON if label in (RECIPROCAL, PASSED_ON) else OTHER


def _rank(rule: str, root: int, labels: tuple[int, ...], ahead: int) -> int:
    """0 for the lots that leave a pool first, 1 for those that leave after them."""
    if rule in ("own-first", "own-last"):
        return int((OWN in labels) == (rule == "own-last"))
    if rule in BY_ORIGIN:
        invested = root == INVESTORS or ahead > 0
        return int(invested == (rule == "customer-first"))
    return 0


def _take(
    pool: tuple[deque[list[int]], deque[list[int]]], units: int, newest_first: bool
) -> list[tuple[int, int]]:
    """Take `units` out of a pool: (amount, tag) of each piece, in the order of taking."""
    pieces = []
    for lots in pool:
        while units and lots:
            lot = lots[-1 if newest_first else 0]
            amount = min(lot[0], units)
            pieces.append((amount, lot[1]))
            units -= amount
            if amount == lot[0]:
                lots.pop() if newest_first else lots.popleft()
            else:
                lot[0] -= amount
    return pieces
