"""The days of a figure: how long they are, of which year, and as people write them.

Days are ordinals, 0 where none is stated.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

SLACK = 8  # days: fiscal years of 52 or 53 weeks


def years(first: int, last: int) -> float:
    """The length of a period in years: whole months as twelfths, else by days."""
    start, after = date.fromordinal(first), date.fromordinal(last + 1)
    if start.day == after.day:
        return (after.year - start.year) + (after.month - start.month) / 12
    return (last - first + 1) / 365.25


def span(first: int, last: int) -> str:
    """How long a period is: day, month, quarter, year, 9 months, 5 years."""
    if first == last:
        return "day" if first else "no date"
    months = max(1, round(12 * years(first, last)))
    named = {1: "month", 3: "quarter", 12: "year"}
    return named.get(months) or (
        f"{months // 12} years" if months % 12 == 0 else f"{months} months"
    )


def _whole_months(first: int, last: int) -> int:
    """How many months the days are, 0 when they begin or end inside one."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    if start.day > 1 or end.day < monthrange(end.year, end.month)[1]:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


def period_name(first: int, last: int) -> str | None:
    """The days `first` to `last` as people write them: 2025, 2025-Q3, 2025-07, a day."""
    if not first and not last:
        return None
    start, end = date.fromordinal(first or last), date.fromordinal(last or first)
    if start == end:
        return start.isoformat()
    months = _whole_months(start.toordinal(), end.toordinal())
    if not months:
        return f"{start.isoformat()}..{end.isoformat()}"
    if months == 1:
        return f"{start.year}-{start.month:02}"
    if months == 3 and start.month % 3 == 1:
        return f"{start.year}-Q{start.month // 3 + 1}"
    if start.month == 1 and end.month == 12:
        return str(start.year) if months == 12 else f"{start.year}..{end.year}"
    return f"{start.year}-{start.month:02}..{end.year}-{end.month:02}"


def year_of(first: int, last: int) -> int | None:
    """The calendar year that holds the middle of a period; None for one without a date.

    Twelve months from July have it at the turn of the year: they are of the year that they end in.
    """
    first, last = first or last, last or first
    if not first:
        return None
    start, months = date.fromordinal(first), _whole_months(first, last)
    if months:
        return start.year + (start.month - 1 + months // 2) // 12
    return date.fromordinal((first + last) // 2).year
