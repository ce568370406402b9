"""What a period is called in a sentence."""

from __future__ import annotations

from datetime import date

from moneyloop.analysis.study.periods import UNDATED_PERIOD, parse
from moneyloop.books.translation import years_of
from moneyloop.words import amounts


def in_words(period: str) -> str:
    """A period as a sentence says it: 2025, or four quarters as "the year to June 2026".

    Payments without dates are "in all".
    """
    if period == UNDATED_PERIOD:
        return "all"
    _, dots, last = period.partition("..")
    if dots and years_of(period) == 1:
        end = date.fromordinal(parse(last).last)
        return f"the year to {amounts.day(end.isoformat()[:7])}"
    return period
