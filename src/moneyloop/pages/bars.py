"""The geometry of the intervals in the report's tables: amounts become percentages of a bar."""

from __future__ import annotations

from typing import NamedTuple


class Band(NamedTuple):
    """An interval on a bar: left end, width and estimate, each in percent of the bar."""

    left: str
    width: str
    estimate: str


def band(
    low: float | None, estimate: float | None, high: float | None, *, total: float | None
) -> Band | None:
    """Where an interval lies on a bar of length `total`; None when it cannot be drawn."""
    if low is None or estimate is None or high is None or not total or total <= 0.0:
        return None
    start, middle, end = (_percent(value / total) for value in (low, estimate, high))
    return Band(_text(start), _text(max(0.0, end - start)), _text(middle))


def _percent(share: float) -> float:
    return min(100.0, max(0.0, 100.0 * share))


def _text(percent: float) -> str:
    return f"{percent:.3f}%"
