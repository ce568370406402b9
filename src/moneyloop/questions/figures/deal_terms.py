"""What each deal says by itself: its days, its term, what falls in a year, and what is paid.

A deal is named by its place in `given.deals`; amounts are USD billions, days are ordinals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.study import Study
from moneyloop.books.readings import years
from moneyloop.model import PURCHASE

_COLUMNS = (
    *("id", "payer", "payee", "class", "kind", "status", "reason"),
    *("value", "amount_usd_bn", "amount_high_usd_bn", "paid_usd_bn"),
    *("start_day", "start_last_day", "end_day"),
)


@dataclass(frozen=True, eq=False)
class Terms:
    """The deals of a study of one year (`rulers.study_of`), read from the table once."""

    given: Study

    @property
    def year(self) -> Period:
        return self.given.periods[self.given.shown[-1]]

    def cell(self, place: int, column: str) -> Any:
        return self._columns[column][place]

    def days(self, of: Sequence[int]) -> tuple[int, int]:
        """From the first start to the last end of some deals; 0 where no day is stated."""
        starts, closes, ends = (
            self._columns[key] for key in ("start_day", "start_last_day", "end_day")
        )
        first = [int(starts[place]) for place in of if starts[place]]
        last = [int(ends[place] or closes[place]) for place in of]
        return min(first, default=0), max(last, default=0)

    def is_open(self, place: int) -> bool:
        """Whether a deal promises purchases until nobody says when."""
        cls, status, end = (self.cell(place, key) for key in ("class", "status", "end_day"))
        return bool(cls == PURCHASE and status != "paid" and not end)

    def length(self, place: int) -> float:
        """The length of a deal's term in years; 0 for one payment or no stated end."""
        first, last = (int(self.cell(place, key)) for key in ("start_day", "end_day"))
        return years(first, last) if first and last else 0.0

    def touches(self, place: int) -> bool:
        """Whether a deal pays in the year, or may: of unknown amount or without an end."""
        return place in self._paying or self.may_pay(place)

    def may_pay(self, place: int) -> bool:
        if not self.cell(place, "reason"):
            return False
        start, end = self.days([place])
        return 0 < start <= self.year.last and (end >= self.year.first or self.is_open(place))

    def falls_due(self, place: int) -> float:
        """What falls in the year; NaN where nobody says."""
        return float("nan") if self.cell(place, "reason") else float(self._due[place])

    def is_ahead(self, place: int) -> bool:
        """Whether a deal pays in the year, or may, on days after the as-of date."""
        end = self.year.last if self.is_open(place) else self.days([place])[1]
        return min(end, self.year.last) > self.given.as_of

    def states_paid(self, place: int) -> bool:
        """Whether a deal is paid, or says what is of it and no row of the payments does."""
        if self.cell(place, "status") == "paid":
            return True
        stated = not np.isnan(self.cell(place, "paid_usd_bn"))
        return stated and place not in self.given.spans.covered

    def paid(self, place: int, first: int = 0, last: int | None = None) -> float:
        """What is paid so far, or from day to day: as stated, else the past part of a paid amount.

        NaN where nobody says.
        """
        stated = float(self.cell(place, "paid_usd_bn"))
        if self.cell(place, "status") != "paid":
            return stated
        # What is paid is no "up to", whatever the case.
        amount = float(self.cell(place, "amount_usd_bn")) if np.isnan(stated) else stated
        begins, ends = self.days([place])
        days = min(ends, self.given.as_of if last is None else last) - max(begins, first) + 1
        return amount * max(0, days) / (ends - begins + 1)

    def runs_all_year(self, place: int) -> bool:
        """Whether a promise of known amount, over more than a year, holds on every day of ours."""
        first, last = (self.cell(place, key) for key in ("start_day", "end_day"))
        if self.cell(place, "status") == "paid" or np.isnan(self.cell(place, "value")):
            return False
        whole = 0 < first <= self.year.first and self.year.last <= last
        return bool(whole and self.length(place) > 1)

    def is_paid_in_year(self, place: int) -> bool:
        first, last = self.days([place])
        paid = self.cell(place, "status") == "paid"
        return bool(paid and 0 < first <= self.year.last and last >= self.year.first)

    def cover_year(self, of: Sequence[int]) -> bool:
        """Whether there is no day of the year on which none of these deals is paid."""
        covered = np.zeros(self.year.days, dtype=bool)
        for place in of:
            first, last = self.days([place])
            covered[max(0, first - self.year.first) : last - self.year.first + 1] = True
        return bool(covered.all())

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        return {name: self.given.deals[name].to_numpy() for name in _COLUMNS}

    @cached_property
    def _due(self) -> np.ndarray:
        spans = self.given.spans
        amount = spans.between(self.year.first, self.year.last)
        return np.bincount(spans.deal, weights=amount, minlength=len(self.given.deals))

    @cached_property
    def _paying(self) -> frozenset[int]:
        """The deals that pay in the year; those of amount zero too."""
        spans = self.given.spans
        touches = (spans.first <= self.year.last) & (spans.last >= self.year.first)
        return frozenset(spans.deal[touches].tolist())
