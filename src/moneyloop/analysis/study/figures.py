"""What figures.csv says of a party in a period: recognised revenue, whole or by line, and cash."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.study.periods import Period
from moneyloop.input import items
from moneyloop.model import USD_BN

if TYPE_CHECKING:
    import pandas as pd

_READ = ("party", "metric", "unit", "segment", "item", "start_day", "end_day", "line", "amount")


@dataclass(frozen=True)
class Covered:
    """Revenue on the days of a period that figures cover (USD billions), prorated by day.

    `spans` are those days; `share` is their part of the period, 0 to 1.
    """

    revenue: float
    share: float
    spans: tuple[tuple[int, int], ...]


class Figures:
    """Figures looked up by party: built once from the preferred rows of figures.csv.

    `all_is_listed` says that nothing is paid but by the rows (a list of payments), so that cash
    stays where no balance is reported.
    """

    def __init__(self, figures: pd.DataFrame, all_is_listed: bool = False) -> None:
        self._unreported = math.inf if all_is_listed else 0.0
        self._all = figures
        column = {name: figures[name].to_numpy() for name in _READ}
        money = column["unit"] == USD_BN
        # What stands beside a figure of the same days is not added to it.
        counted = np.array([item in items.COUNTED for item in column["item"]], dtype=bool)
        revenue = np.flatnonzero(money & (column["metric"] == "revenue") & counted)
        revenue = revenue[np.lexsort([column[name][revenue] for name in ("line", "start_day")])]
        self._revenue: dict[tuple[str, str], list[tuple[int, int, float]]] = {}
        self._covered: dict[tuple[str, str, int, int], Covered] = {}
        names = ("party", "segment", "item", "start_day", "end_day", "amount")
        for party, segment, item, *figure in zip(
            *(column[name][revenue].tolist() for name in names), strict=True
        ):
            first, last, amount = figure
            key = (party, items.line(segment, item))
            self._revenue.setdefault(key, []).append((first, last, amount))
        cash = np.flatnonzero(money & (column["metric"] == "cash"))
        balances = (column[name][cash].tolist() for name in ("party", "end_day", "amount"))
        self._cash: dict[tuple[str, int], float] = {
            (party, day): amount for party, day, amount in zip(*balances, strict=True)
        }

    @cached_property
    def facts(self) -> Figures:
        """The figures without forecasts, which limit nothing that may still come out."""
        return Figures(self._all.loc[self._all["evidence"] != "projected"])

    def revenue(self, party: str, period: Period, line: str = items.TOTAL) -> Covered:
        """Recognised revenue of a party (or a line of it) on the covered days of a period."""
        key = party, line, period.first, period.last
        if key not in self._covered:
            self._covered[key] = self._find_revenue(party, period, line)
        return self._covered[key]

    def _find_revenue(self, party: str, period: Period, line: str) -> Covered:
        total, spans = 0.0, []
        for first, last, amount in self._revenue.get((party, line), ()):
            start, stop = max(first, period.first), min(last, period.last)
            if start <= stop:
                total += amount * (stop - start + 1) / (last - first + 1)
                spans.append((start, stop))
        days = sum(stop - start + 1 for start, stop in spans)
        return Covered(total, days / period.days, tuple(spans))

    def cash_before(self, party: str, day: int) -> float:
        """The balance at the start of `day`: dated the day before, or that day; else 0."""
        before = self._cash.get((party, day - 1))
        return before if before is not None else self._cash.get((party, day), 0.0)

    def most_kept(self, party: str, day: int) -> float:
        """The most that a pool keeps to the end of `day`: the reported balance, else nothing.

        Where all payments are listed it keeps everything.
        """
        return (
            self.cash_before(party, day + 1) if self.has_cash(party, day + 1) else self._unreported
        )

    def has_cash(self, party: str, day: int) -> bool:
        """Whether a balance at the start of `day` is reported."""
        return not {(party, day - 1), (party, day)}.isdisjoint(self._cash)

    def balances(self) -> list[tuple[str, int, float]]:
        """Every reported balance: party, day and USD billions, in order of day and party."""
        balances = [(party, day, amount) for (party, day), amount in self._cash.items()]
        return sorted(balances, key=lambda balance: (balance[1], balance[0]))

    def first_day(self) -> int:
        """The first day that any total revenue figure covers (0 when there is none)."""
        starts = [spans[0][0] for (_, line), spans in self._revenue.items() if line == items.TOTAL]
        return min(starts, default=0)
