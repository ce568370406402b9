"""Deals to flows: amounts spread by day over their terms, actuals first (method, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.study.exchanges import other_legs
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.selection import COVERED, OUTSIDE_WINDOW

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Spread:
    """Spans of days on which a deal pays at an even rate.

    deal    positions in the deals table, shape (spans,)
    first   first day of the span (proleptic ordinal)
    last    last day of the span
    rate    USD billions a day
    covered days of each deal on which an actual counts instead: position -> spans
    """

    deal: np.ndarray
    first: np.ndarray
    last: np.ndarray
    rate: np.ndarray
    covered: dict[int, list[tuple[int, int]]]

    def between(self, first: int, last: int, which: np.ndarray | slice = slice(None)) -> np.ndarray:
        """USD billions that fall on the days `first` to `last`, of every span or of `which`."""
        days = np.minimum(self.last[which], last) - np.maximum(self.first[which], first) + 1
        amount: np.ndarray = self.rate[which] * np.clip(days, 0, None)
        return amount


def spread(deals: pd.DataFrame) -> Spread:
    """The spans of the counted rows of `selection.select`.

    A row with an end is spread evenly by day over [start, end]; one without falls on its
    start, which may be a day, a month or a year. On the days that a `paid` row with an amount,
    a start and an end covers, signed and contingent rows of the same payer, payee and kind add
    nothing.
    """
    counted = np.flatnonzero(deals["reason"].to_numpy() == "")
    first = deals["start_day"].to_numpy()[counted]
    end = deals["end_day"].to_numpy()[counted]
    last = np.where(end > 0, end, deals["start_last_day"].to_numpy()[counted])
    rate = deals["value"].to_numpy()[counted] / (last - first + 1)
    covered = _covered(deals, counted, first, last)
    whole = ~np.isin(counted, list(covered))
    spans = [
        (counted[row], start, stop, rate[row])
        for row in np.flatnonzero(~whole)
        for start, stop in without(int(first[row]), int(last[row]), covered[int(counted[row])])
    ]
    parts = np.array(spans, dtype=float).reshape(-1, 4)
    return Spread(
        deal=np.concatenate([counted[whole], parts[:, 0].astype(np.int64)]),
        first=np.concatenate([first[whole], parts[:, 1].astype(np.int64)]),
        last=np.concatenate([last[whole], parts[:, 2].astype(np.int64)]),
        rate=np.concatenate([rate[whole], parts[:, 3]]),
        covered=covered,
    )


def _covered(
    deals: pd.DataFrame, counted: np.ndarray, first: np.ndarray, last: np.ndarray
) -> dict[int, list[tuple[int, int]]]:
    status = deals["status"].to_numpy()[counted]
    dated = (deals["start_day"].to_numpy() > 0) & (deals["end_day"].to_numpy() > 0)
    actual = (status == "paid") & dated[counted]
    planned = (status == "signed") | (status == "contingent")
    if not actual.any() or not planned.any():
        return {}
    columns = (deals[column].to_numpy()[counted] for column in ("payer", "payee", "kind"))
    key = list(zip(*columns, strict=True))
    actuals: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for row in np.flatnonzero(actual):
        actuals.setdefault(key[row], []).append((int(first[row]), int(last[row])))
    covered: dict[int, list[tuple[int, int]]] = {}
    for row in np.flatnonzero(planned):
        days = [
            (max(start, int(first[row])), min(stop, int(last[row])))
            for start, stop in sorted(actuals.get(key[row], ()))
            if start <= last[row] and stop >= first[row]
        ]
        if days:
            covered[int(counted[row])] = days
    return covered


def without(first: int, last: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The days first..last without the sorted spans `taken`."""
    free = []
    for start, stop in taken:
        if start > last:
            break
        if start > first:
            free.append((first, start - 1))
        first = max(first, stop + 1)
    if first <= last:
        free.append((first, last))
    return free


def by_period(deals: pd.DataFrame, spans: Spread, periods: list[Period]) -> pd.DataFrame:
    """The flows: one row per deal and period with `amount` (USD billions).

    Columns: period (index in `periods`), deal (position in `deals`), exchange (position of the
    other leg, -1 for none), payer, payee, class, kind, settlement, amount. A row of amount zero
    that touches the period is kept.
    """
    import pandas as pd

    none = np.zeros(0, dtype=np.int64)
    index, deal, amount = [none], [none], [none.astype(float)]
    for number, period in enumerate(periods):
        touches = np.flatnonzero((spans.first <= period.last) & (spans.last >= period.first))
        paying, which = np.unique(spans.deal[touches], return_inverse=True)
        paid = spans.between(period.first, period.last, touches)
        index.append(np.full_like(paying, number))
        deal.append(paying)
        amount.append(np.bincount(which, weights=paid, minlength=len(paying)))
    position = np.concatenate(deal)
    named = {
        name: deals[name].to_numpy()[position]
        for name in ("payer", "payee", "class", "kind", "settlement")
    }
    rows = pd.RangeIndex(len(position))
    return pd.DataFrame(
        {
            "period": np.concatenate(index),
            "deal": position,
            "amount": np.concatenate(amount),
            "exchange": other_legs(deals)[position],
            **{name: pd.Series(cells, index=rows, dtype=object) for name, cells in named.items()},
        },
        index=rows,
        copy=False,
    )


def window_reasons(deals: pd.DataFrame, spans: Spread, first: int, last: int) -> pd.DataFrame:
    """Reasons that only a window shows: replaced by what was paid, or outside the window."""
    touches = (spans.first <= last) & (spans.last >= first)
    reason = deals["reason"].to_numpy(dtype=object, copy=True)
    absent = reason == ""
    absent[spans.deal[touches]] = False
    reason[absent] = OUTSIDE_WINDOW
    for position, taken in spans.covered.items():
        if absent[position] and any(start <= last and stop >= first for start, stop in taken):
            reason[position] = COVERED
    return deals.assign(reason=reason)
