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

from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.dated.events import Events
from moneyloop.analysis.graph import BUY, INVEST, OUTSIDE
from moneyloop.kernels import compiled, lots, mixing

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
OWN, OTHER, RECIPROCAL, PASSED_ON = lots.BACK, lots.OTHER, lots.RECIPROCAL, lots.PASSED_ON
BUCKETS = lots.BUCKETS
BY_ORIGIN = ("customer-first", "investor-first")
# The lots that leave a pool after the others.
_LATER = {
    "own-first": lots.NOT_OWN,
    "own-last": lots.OWN,
    "customer-first": lots.INVESTED,
    "investor-first": lots.NOT_INVESTED,
}
_NEVER = 1 << 60  # more payments than any lot goes through
_MANY = 50_000  # events from which tracing is large


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
    width = 1 if rule in ("own-first", "own-last") else lots.MOST_TARGETS
    parts = [targets[start : start + width] for start in range(0, len(targets), width)]
    traced = [
        _mixed(events, part, ends) if rule == PRO_RATA else _lots(events, rule, part, ends)
        for part in parts or [[]]
    ]
    return Traced(
        revenue=np.concatenate([part.revenue for part in traced], axis=1),
        peak=np.concatenate([part.peak for part in traced], axis=1),
    )


@dataclass(frozen=True, eq=False)
class _Steps:
    """The events up to the last period as the kernels read them: outside is a pool like others."""

    columns: tuple[np.ndarray, ...]  # period, payer, payee, units, kind and root of each event
    owner: np.ndarray  # of each pool
    target: np.ndarray  # of each pool: its place among the targets, or -1

    @property
    def large(self) -> bool:
        return len(self.columns[0]) > _MANY


def _steps(events: Events, targets: list[int], ends: list[int]) -> _Steps:
    period = np.searchsorted(ends, events.day)
    stop = int(np.searchsorted(period, len(ends))) if len(ends) else 0
    pools = len(events.owner)
    tail, head = (np.where(end == OUTSIDE, pools, end) for end in (events.tail, events.head))
    kind = np.where(events.cls == INVEST, lots.INVESTS, np.where(events.cls == BUY, lots.BUYS, 0))
    place = np.full(len(events.parties), -1)
    place[targets] = np.arange(len(targets))
    columns = (
        (period, np.uint32),
        (tail, np.uint32),
        (head, np.uint32),
        (events.units, np.int64),
        (kind, np.uint8),
        (events.root, np.uint8),
    )
    return _Steps(
        columns=tuple(compiled.fixed(column[:stop], dtype) for column, dtype in columns),
        owner=compiled.fixed(np.append(events.owner, 0), np.uint32),
        target=compiled.fixed(np.append(place[events.owner], -1), np.int64),
    )


def _booked(
    periods: int, targets: int, dtype: type[float | np.int64]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Room for what arrived, for the money of each target that is out, and for the most of it."""
    sizes = (periods * targets * BUCKETS, targets, periods * targets)
    booked, out, peak = (np.zeros(size, dtype) for size in sizes)
    return booked, out, peak


def _in_amounts(
    events: Events, targets: list[int], ends: list[int], booked: np.ndarray, peak: np.ndarray
) -> Traced:
    scale = events.scale[targets]
    shape = (len(ends), len(targets))
    revenue = booked.astype(float).reshape(*shape, BUCKETS) / scale[:, None]
    return Traced(revenue, np.maximum.accumulate(peak.astype(float).reshape(shape)) / scale)


def _mixed(events: Events, targets: list[int], ends: list[int]) -> Traced:
    """Rolling pro-rata: a pool is a vector of amounts by bucket for each target."""
    steps = _steps(events, targets, ends)
    booked, out, peak = _booked(len(ends), len(targets), float)
    line, pools = BUCKETS * len(targets), len(steps.owner)
    compiled.call(
        mixing.move,
        *steps.columns,
        steps.target,
        len(targets),
        np.zeros(pools, dtype=np.int64),
        np.zeros(pools * line),
        np.zeros(line),
        booked,
        out,
        peak,
        large=steps.large,
    )
    return _in_amounts(events, targets, ends, booked, peak)


def _lots(events: Events, rule: str, targets: list[int], ends: list[int]) -> Traced:
    """Rules that take whole lots, oldest or newest first, or one sort of lots before another."""
    steps = _steps(events, targets, ends)
    parties, words = len(events.parties), 0
    if rule in BY_ORIGIN:
        if len(_paid_inside(steps)) < parties:
            parties = _NEVER  # no money has been everywhere
        elif parties <= lots.WORD:
            words = 1
    while True:
        booked, out, peak = _booked(len(ends), len(targets), np.int64)
        pools = 2 * len(steps.owner)
        unclear = compiled.call(
            lots.move,
            *steps.columns,
            steps.owner,
            steps.target,
            len(targets),
            rule == "lifo",
            _LATER.get(rule, lots.NONE),
            parties,
            words,
            np.zeros((lots.FIELDS + words) * (len(steps.columns[0]) + 2), dtype=np.int64),
            np.zeros(pools, dtype=np.int64),
            np.zeros(pools, dtype=np.int64),
            booked,
            out,
            peak,
            large=steps.large,
        )
        if not unclear:
            return _in_amounts(events, targets, ends, booked, peak)
        words = -(-parties // lots.WORD)


def _paid_inside(steps: _Steps) -> np.ndarray:
    """The parties that another one pays."""
    _, tail, head, *_ = steps.columns
    outside = len(steps.owner) - 1
    return np.unique(steps.owner[head[(tail != outside) & (head != outside)]])
