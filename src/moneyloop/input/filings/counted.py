"""Which of several periods count, so that no day is counted twice."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Set

from moneyloop.input.filings import spans
from moneyloop.input.filings.spans import Span

COUNTS, PART, BESIDE = "counts", "part", "beside"


class Days:
    """Periods that do not overlap."""

    def __init__(self) -> None:
        self._taken: list[Span] = []

    def holder(self, span: Span) -> Span | None:
        """The first of the periods that has a day of this one."""
        position = max(bisect_left(self._taken, span) - 1, 0)
        near = (each for each in self._taken[position : position + 2] if each[1] >= span[0])
        return next((each for each in near if each[0] <= span[1]), None)

    def take(self, span: Span) -> bool:
        """Add a period, if none of its days is taken."""
        if self.holder(span) is not None:
            return False
        insort(self._taken, span)
        return True


def standing(periods: Collection[Span], annual: Set[Span]) -> dict[Span, str]:
    """Of each quarter or year whether it counts, is part of a year that counts, or is beside.

    A year counts where its quarters do not make it up, else they count. Of years that overlap
    those of annual reports (`annual`) come first.
    """
    in_order = sorted(filter(spans.is_quarter, periods))
    quarters = {quarter[0]: quarter for quarter in in_order}
    years = sorted(filter(spans.is_year, periods), key=lambda span: (span not in annual, span))
    made_up = {year: parts for year in years if (parts := spans.tiles(quarters, year))}
    taken = Days()
    result = {quarter: COUNTS for parts in made_up.values() for quarter in _free(parts, taken)}
    for year in years:
        counts = year not in made_up and taken.take(year)
        result[year] = COUNTS if counts else BESIDE
    for quarter in in_order:
        if quarter not in result:
            result[quarter] = _quarter_standing(quarter, taken)
    return result


def _free(parts: Iterable[Span], taken: Days) -> list[Span]:
    return [part for part in parts if taken.take(part)]


def _quarter_standing(quarter: Span, taken: Days) -> str:
    if taken.take(quarter):
        return COUNTS
    holder = taken.holder(quarter)
    assert holder is not None
    inside = holder[0] <= quarter[0] and quarter[1] <= holder[1]
    return PART if inside and spans.is_year(holder) else BESIDE
