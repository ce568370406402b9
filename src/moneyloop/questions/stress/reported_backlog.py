"""The backlog that a seller reports itself: one figure, on a basis that is not that of our rows."""

from __future__ import annotations

from collections.abc import Sequence

from moneyloop.books.basis import COMMITTED
from moneyloop.books.readings import Reading, is_total
from moneyloop.input.items import PLAIN, REVENUE_BACKLOG, RPO, TOTAL
from moneyloop.model import USD_BN

RULE = (
    "a preferred figure that the seller reports, of the whole company (total, RPO or another "
    "backlog) before one of the segment that sells into the network, then the latest day, then "
    "total and RPO before another"
)
BASIS = f"{COMMITTED}, by the seller's own count on its day"


def latest(known: Sequence[Reading], segment: str, day: int) -> Reading | None:
    """The one by RULE, to `day`, of a seller's readings; or None.

    `segment` is the one that sells into the network. What the seller has promised to pay itself,
    and a part of its backlog, are other segments: none of them is taken.
    """
    ranked = [
        (rank[0], reading.last, rank[1], -position, reading)
        for position, reading in enumerate(known)
        if (reading.metric, reading.unit) == ("backlog", USD_BN)
        and "reported" in reading.evidence
        and reading.amount is not None
        and 0 < reading.last <= day
        and (rank := _rank(reading, segment))
    ]
    return max(ranked, key=lambda row: row[:4])[4] if ranked else None


def _rank(reading: Reading, segment: str) -> tuple[bool, bool] | None:
    """Whether a figure is of the whole company, and is total or RPO; None where it is neither that
    nor of the `segment` that sells into the network.
    """
    first = is_total(reading) or (reading.line == TOTAL and reading.item == RPO)
    whole = first or (reading.line == TOTAL and reading.item == REVENUE_BACKLOG)
    part = reading.line == segment and reading.item in PLAIN
    return (whole, first) if whole or part else None
