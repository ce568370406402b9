"""Deals to legs: all of one class from one party to another together (method, section 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.study.selection import GUARANTEED, LATER, PART_OF, REPLACED, TALKS
from moneyloop.model import GUARANTEE, INVESTMENT, PURCHASE, UNDATED, LeftOut

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.study.flows import Spread

CLASSES = (INVESTMENT, PURCHASE)
INCLUDE = {"talks": TALKS, "guarantees": GUARANTEED, "replaced": REPLACED}
_READ = ("id", "reason", "status", "start_day", "start_last_day", "end_day")
_STATUS = ("paid", "signed", "contingent", "talks")


@dataclass(frozen=True)
class Leg:
    """All deals of one class from payer to payee; `amount` in USD billions, None if unknown.

    `status` is the surest one that has a part of the amount, `by_status` the part of the amount
    with each status, `unknown` the deals whose amount would complete the leg. `days` are the first
    and the last day on which each deal may pay, as far as its row says.
    """

    payer: str
    payee: str
    cls: str
    amount: float | None
    deals: tuple[str, ...]
    status: str
    by_status: tuple[tuple[str, float], ...] = ()
    unknown: tuple[str, ...] = ()
    since: int | None = None
    days: tuple[tuple[float, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "payer": self.payer,
            "payee": self.payee,
            "class": self.cls,
            "amount": self.amount,
            "deals": list(self.deals),
            "status": self.status,
            "by_status": dict(self.by_status),
            "unknown": list(self.unknown),
        }


def legs(
    deals: pd.DataFrame, spans: Spread, include: Sequence[str] = ()
) -> tuple[list[Leg], list[LeftOut]]:
    """The legs of the typed graph from the deals of `selection.select`, and the rows left out.

    Talks, guarantees and replaced rows are left out unless included; part_of rows keep a leg
    visible but add no amount. An amount is the whole term's, without the days on which an
    actual counts instead; a commitment with no dates counts in full.
    """
    hidden = {LATER} | (set(INCLUDE.values()) - {INCLUDE[name] for name in include})
    reason = deals["reason"].to_numpy()
    cls = np.where(deals["class"] == GUARANTEE, INVESTMENT, deals["class"])
    kept = ~np.isin(reason, list(hidden)) & np.isin(cls, CLASSES)
    money = whole_term(deals, spans)
    groups: dict[tuple[str, str, str], list[int]] = {}
    payer, payee = deals["payer"].to_numpy(), deals["payee"].to_numpy()
    for position in np.flatnonzero(kept):
        groups.setdefault((payer[position], payee[position], cls[position]), []).append(
            int(position)
        )
    columns = {key: deals[key].to_numpy() for key in _READ}
    table = [
        _leg(name, {key: column[positions] for key, column in columns.items()}, money[positions])
        for name, positions in sorted(groups.items())
    ]
    ids = columns["id"]
    dropped = []
    for name in [*sorted(hidden), "return"]:
        mask = ~kept & ((cls == "return") if name == "return" else (reason == name))
        if mask.any():
            dropped.append(LeftOut(name, tuple(sorted(ids[mask]))))
    return table, dropped


def whole_term(deals: pd.DataFrame, spans: Spread) -> np.ndarray:
    """USD billions of each deal over its whole term; NaN where unknown."""
    money = deals["value"].to_numpy(dtype=float, copy=True)
    money[deals["reason"].to_numpy() == PART_OF] = np.nan
    for position in spans.covered:
        of_deal = spans.deal == position
        money[position] = float((spans.rate * (spans.last - spans.first + 1))[of_deal].sum())
    return money


def _leg(name: tuple[str, str, str], rows: Mapping[str, np.ndarray], amounts: np.ndarray) -> Leg:
    part = rows["reason"] == PART_OF
    known = ~np.isnan(amounts)
    ids, status = rows["id"], rows["status"]
    starts = rows["start_day"][rows["start_day"] > UNDATED]
    # What makes the amount tells the status; a leg without one has the status of its rows.
    standing = set(status[known & (amounts > 0)]) or set(status)
    sums = {name: float(amounts[known & (status == name)].sum()) for name in _STATUS}
    return Leg(
        *name,
        amount=round(float(amounts[known].sum()), 9) if known.any() else None,
        deals=tuple(ids),
        status=next(name for name in _STATUS if name in standing),
        by_status=tuple((name, round(total, 9)) for name, total in sums.items() if total > 0),
        unknown=tuple(ids[~known & ~part]) or (() if known.any() else tuple(ids)),
        since=date.fromordinal(int(starts.min())).year if len(starts) else None,
        days=_days(rows),
    )


def _days(rows: Mapping[str, np.ndarray]) -> tuple[tuple[float, float], ...]:
    """When each deal may pay: any day where no start is known, any day after it without an end."""
    first = np.where(rows["start_day"] > 0, rows["start_day"].astype(float), -np.inf)
    open_end = np.where(rows["status"] == "paid", rows["start_last_day"].astype(float), np.inf)
    last = np.where(rows["end_day"] > 0, rows["end_day"].astype(float), open_end)
    last[rows["start_day"] == 0] = np.inf
    return tuple(zip(first.tolist(), last.tolist(), strict=True))
