"""Periods of the calendar, and one total window of any days (method, sections 4 and 15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from moneyloop.model import UNDATED, ChoiceError

BY = ("year", "quarter", "month", "total")
UNDATED_PERIOD = "undated"  # of payments without dates
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?")


@dataclass(frozen=True)
class Period:
    """A span of whole days, `first` to `last` (proleptic ordinals), and how it is written."""

    name: str
    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def parse(text: int | str) -> Period:
    """`2025`, `2025-Q3` or `2025-07` as a period; raises ChoiceError for anything else."""
    match = _PERIOD.fullmatch(str(text).strip())
    if match is None or (match[3] and not 1 <= int(match[3]) <= 12):
        raise ChoiceError(f"{text!r} is not a period: write 2025, 2025-Q3 or 2025-07")
    year = int(match[1])
    if not 1900 <= year <= 2200:
        raise ChoiceError(f"{text!r}: years 1900 to 2200 are read")
    if match[2]:
        return _period(year, 3 * int(match[2]) - 2, "quarter")
    if match[3]:
        return _period(year, int(match[3]), "month")
    return _period(year, 1, "year")


def within(name: str) -> str:
    """When, as a sentence says it: "in 2025", and "in all" of payments without dates."""
    return "in all" if name == UNDATED_PERIOD else f"in {name}"


def named(name: str) -> str:
    """A period behind the name of a party; payments without dates need none."""
    return "" if name == UNDATED_PERIOD else name


def calendar(first: int, last: int, by: str) -> list[Period]:
    """The periods of length `by` (year, quarter, month) that touch the days `first` to `last`."""
    step = _MONTHS[by]
    start, end = date.fromordinal(first), date.fromordinal(last)
    month = start.year * 12 + (start.month - 1) // step * step
    periods = []
    while month <= end.year * 12 + end.month - 1:
        periods.append(_period(month // 12, month % 12 + 1, by))
        month += step
    return periods


def total(first: int, last: int, unit: str = "year") -> Period:
    """The days `first` to `last` as one period, written by its two ends: `2025-Q3..2026-Q2`.

    They are written in `unit` (year, quarter or month) or, where the days begin or end inside
    one, in the next shorter unit, at last in days; a period of one unit as that unit.
    """
    if first == UNDATED:
        return Period(UNDATED_PERIOD, first, last)
    units = list(_MONTHS)
    for by in units[units.index(unit) :]:
        opens, closes = around(first, by), around(last, by)
        if opens.first == first and closes.last == last:
            return Period(_ends(opens.name, closes.name), first, last)
    days = (date.fromordinal(day).isoformat() for day in (first, last))
    return Period(_ends(*days), first, last)


def _ends(first: str, last: str) -> str:
    return first if first == last else f"{first}..{last}"


def around(day: int, by: str) -> Period:
    """The year, quarter or month (`by`) that holds a day."""
    when = date.fromordinal(day)
    step = _MONTHS[by]
    return _period(when.year, (when.month - 1) // step * step + 1, by)


def unit_of(name: str) -> str:
    """In what a period is written that `parse` reads: year, quarter or month."""
    return "year" if len(name) == 4 else "quarter" if "Q" in name else "month"


def _period(year: int, month: int, by: str) -> Period:
    after = year * 12 + month - 1 + _MONTHS[by]
    first = date(year, month, 1).toordinal()
    last = date(after // 12, after % 12 + 1, 1).toordinal() - 1
    name = {
        "year": f"{year}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "month": f"{year}-{month:02d}",
    }[by]
    return Period(name, first, last)
