"""What each deal says by itself: its days, its term, what falls in a year, and what is paid.

A deal is named by its index in `study.deals`; amounts are USD billions, days are ordinals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.study import Study
from moneyloop.books.dates import years
from moneyloop.model import PURCHASE

_COLUMNS = (
    *("id", "payer", "payee", "class", "kind", "status", "reason"),
    *("value", "amount_usd_bn", "amount_high_usd_bn", "paid_usd_bn"),
    *("start_day", "start_last_day", "end_day"),
)


@dataclass(frozen=True, eq=False)
class Terms:
    """The deals of a study of one year (`company.study_of`), read from the table once."""

    study: Study

    @property
    def year(self) -> Period:
        return self.study.periods[self.study.shown[-1]]

    def cell(self, index: int, column: str) -> Any:
        return self._columns[column][index]

    def days(self, indices: Sequence[int]) -> tuple[int, int]:
        """From the first start to the last end of some deals; 0 where no day is stated."""
        starts, closes, ends = (
            self._columns[key] for key in ("start_day", "start_last_day", "end_day")
        )
        first = [int(starts[index]) for index in indices if starts[index]]
        last = [int(ends[index] or closes[index]) for index in indices]
        return min(first, default=0), max(last, default=0)

    def is_open(self, index: int) -> bool:
        """Whether a deal promises purchases until nobody says when."""
        cls, status, end = (self.cell(index, key) for key in ("class", "status", "end_day"))
        return bool(cls == PURCHASE and status != "paid" and not end)

    def length(self, index: int) -> float:
        """The length of a deal's term in years; 0 for one payment or no stated end."""
        first, last = (int(self.cell(index, key)) for key in ("start_day", "end_day"))
        return years(first, last) if first and last else 0.0

    def touches(self, index: int) -> bool:
        """Whether a deal pays in the year, or may: of unknown amount or without an end."""
        return index in self._paying or self.may_pay(index)

    def may_pay(self, index: int) -> bool:
        if not self.cell(index, "reason"):
            return False
        start, end = self.days([index])
        return 0 < start <= self.year.last and (end >= self.year.first or self.is_open(index))

    def falls_due(self, index: int) -> float:
        """What falls in the year; NaN where nobody says."""
        return float("nan") if self.cell(index, "reason") else float(self._due[index])

    def is_ahead(self, index: int) -> bool:
        """Whether a deal pays in the year, or may, on days after the as-of date."""
        end = self.year.last if self.is_open(index) else self.days([index])[1]
        return min(end, self.year.last) > self.study.as_of

    def states_paid(self, index: int) -> bool:
        """Whether a deal is paid, or says what is of it and no row of the payments does."""
        if self.cell(index, "status") == "paid":
            return True
        stated = not np.isnan(self.cell(index, "paid_usd_bn"))
        return stated and index not in self.study.spans.covered

    def paid(self, index: int, first: int = 0, last: int | None = None) -> float:
        """What is paid so far, or from day to day: as stated, else the past part of a paid amount.

        NaN where nobody says.
        """
        stated = float(self.cell(index, "paid_usd_bn"))
        if self.cell(index, "status") != "paid":
            return stated
        # What is paid is no "up to", whatever the case.
        amount = float(self.cell(index, "amount_usd_bn")) if np.isnan(stated) else stated
        begins, ends = self.days([index])
        days = min(ends, self.study.as_of if last is None else last) - max(begins, first) + 1
        return amount * max(0, days) / (ends - begins + 1)

    def runs_all_year(self, index: int) -> bool:
        """Whether a promise of known amount, over more than a year, holds all the year."""
        first, last = (self.cell(index, key) for key in ("start_day", "end_day"))
        if self.cell(index, "status") == "paid" or np.isnan(self.cell(index, "value")):
            return False
        whole = 0 < first <= self.year.first and self.year.last <= last
        return bool(whole and self.length(index) > 1)

    def is_paid_in_year(self, index: int) -> bool:
        first, last = self.days([index])
        paid = self.cell(index, "status") == "paid"
        return bool(paid and 0 < first <= self.year.last and last >= self.year.first)

    def cover_year(self, indices: Sequence[int]) -> bool:
        """Whether there is no day of the year on which none of these deals is paid."""
        covered = np.zeros(self.year.days, dtype=bool)
        for index in indices:
            first, last = self.days([index])
            covered[max(0, first - self.year.first) : last - self.year.first + 1] = True
        return bool(covered.all())

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        return {name: self.study.deals[name].to_numpy() for name in _COLUMNS}

    @cached_property
    def _due(self) -> np.ndarray:
        spans = self.study.spans
        amount = spans.between(self.year.first, self.year.last)
        return np.bincount(spans.deal, weights=amount, minlength=len(self.study.deals))

    @cached_property
    def _paying(self) -> frozenset[int]:
        """The deals that pay in the year; those of amount zero too."""
        spans = self.study.spans
        touches = (spans.first <= self.year.last) & (spans.last >= self.year.first)
        return frozenset(spans.deal[touches].tolist())
