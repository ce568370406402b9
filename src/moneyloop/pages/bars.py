"""The geometry of the report's bars: amounts become percentages of a bar's length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from moneyloop.pages.words import BUCKETS


class Band(NamedTuple):
    """An interval on a bar: left end, width and marker, each in percent of the bar."""

    left: str
    width: str
    marker: str


class Segment(NamedTuple):
    """One bucket on a stacked bar, in percent of the bar, with its amount for the title."""

    key: str
    label: str
    left: str
    width: str
    amount: float


class Stack(NamedTuple):
    """A party's revenue cut into buckets, with the own-lap interval on top where it is known."""

    segments: list[Segment]
    own: Band | None


def band(
    low: float | None, marker: float | None, high: float | None, *, whole: float | None
) -> Band | None:
    """Where an interval lies on a bar of length `whole`; None when it cannot be drawn."""
    if low is None or marker is None or high is None or not whole or whole <= 0.0:
        return None
    start, middle, end = (_percent(value / whole) for value in (low, marker, high))
    return Band(_text(start), _text(max(0.0, end - start)), _text(middle))


def stack(row: Mapping[str, Any], *, whole: float | None, up_to_customers: bool) -> Stack | None:
    """The seven buckets side by side; `up_to_customers` leaves the customers' part to the ground.

    On the scale of inside sales the customers bucket does not fit, because it also holds what
    customers pay the party directly: there the rest of the bar is customers' money.
    """
    amounts = {key: row.get(key) for key, _ in BUCKETS}
    if not whole or whole <= 0.0 or any(amount is None for amount in amounts.values()):
        return None
    segments, left = [], 0.0
    for key, label in BUCKETS:
        amount = float(amounts[key] or 0.0)
        if up_to_customers and key == "customers":
            continue
        width = _percent(left / 100 + amount / whole) - left
        if width > 0.0:
            segments.append(
                Segment(key.replace("_", "-"), label, _text(left), _text(width), amount)
            )
        left += width
    own = band(row.get("own_low"), row.get("own"), row.get("own_high"), whole=whole)
    return Stack(segments, own)


def _percent(share: float) -> float:
    return min(100.0, max(0.0, 100.0 * share))


def _text(percent: float) -> str:
    return f"{percent:.3f}%"
