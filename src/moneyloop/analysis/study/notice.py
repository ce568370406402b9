"""Contracts that either side may leave with notice: how long they are firm (method, section 4).

Such a row states the whole contract. Firm is at most what falls due until the as-of date, or
`cancellable_from` if that is later, plus the notice. The rest is contingent: it counts in the
headline case, as every "up to" does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def is_cancellable(deals: pd.DataFrame) -> np.ndarray:
    """True for signed rows with a notice, an amount and a term."""
    if "notice_days" not in deals:
        return np.zeros(len(deals), dtype=bool)
    notice, amount = (deals[name].to_numpy() for name in ("notice_days", "amount_usd_bn"))
    start, end = (deals[name].to_numpy() for name in ("start_day", "end_day"))
    signed = deals["status"].to_numpy() == "signed"
    return np.asarray(signed & ~np.isnan(notice) & ~np.isnan(amount) & (start > 0) & (end > 0))


def firm_part(deals: pd.DataFrame, as_of: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each row the last day that is firm, and the part of its amount until then (0 to 1).

    The last day is that of the row, and the part 1, where nobody may leave. Where a side may leave
    before the contract starts, the part is 0 and the last day is its first.
    """
    start, end = (deals[name].to_numpy() for name in ("start_day", "end_day"))
    last, part = end.copy(), np.ones(len(deals))
    rows = np.flatnonzero(is_cancellable(deals))
    if len(rows):
        notice = deals["notice_days"].to_numpy()[rows].astype(np.int64)
        leave = np.maximum(as_of, deals["cancellable_day"].to_numpy()[rows]) + notice
        until, first = np.minimum(end[rows], leave), start[rows]
        part[rows] = np.clip(until - first + 1, 0, None) / (end[rows] - first + 1)
        last[rows] = np.maximum(until, first)
    return last, part
