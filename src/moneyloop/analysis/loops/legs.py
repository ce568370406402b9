"""Deals to legs: all of one class from one party to another together (method, section 11)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.study.selection import GUARANTEED, LATER, PART_OF, REPLACED, TALKS
from moneyloop.analysis.study.study import significant
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
    cls, kept, dropped = chosen(deals, include)
    money = whole_term(deals, spans)
    groups: dict[tuple[str, str, str], list[int]] = {}
    payer, payee = deals["payer"].to_numpy(), deals["payee"].to_numpy()
    for position in np.flatnonzero(kept):
        groups.setdefault((payer[position], payee[position], cls[position]), []).append(
            int(position)
        )
    # Plain lists: most legs have one deal, for which an array takes longer.
    columns = {key: deals[key].tolist() for key in _READ} | {"amount": money.tolist()}
    table = [_leg(name, positions, columns) for name, positions in sorted(groups.items())]
    return table, dropped


def chosen(
    deals: pd.DataFrame, include: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, list[LeftOut]]:
    """The class of each deal as a leg, whether it makes one, and the rows left out, by reason."""
    hidden = {LATER} | (set(INCLUDE.values()) - {INCLUDE[name] for name in include})
    ids, reason = deals["id"].to_numpy(), deals["reason"].to_numpy()
    cls = np.where(deals["class"] == GUARANTEE, INVESTMENT, deals["class"])
    kept = ~np.isin(reason, list(hidden)) & np.isin(cls, CLASSES)
    dropped = []
    for name in [*sorted(hidden), "return"]:
        mask = ~kept & ((cls == "return") if name == "return" else (reason == name))
        if mask.any():
            dropped.append(LeftOut(name, tuple(sorted(ids[mask]))))
    return cls, kept, dropped


def whole_term(deals: pd.DataFrame, spans: Spread) -> np.ndarray:
    """USD billions of each deal over its whole term; NaN where unknown."""
    money = deals["value"].to_numpy(dtype=float, copy=True)
    money[deals["reason"].to_numpy() == PART_OF] = np.nan
    for position in spans.covered:
        of_deal = spans.deal == position
        money[position] = float((spans.rate * (spans.last - spans.first + 1))[of_deal].sum())
    return money


def _leg(
    name: tuple[str, str, str], rows: Sequence[int], columns: Mapping[str, Sequence[Any]]
) -> Leg:
    amount, status, ids = columns["amount"], columns["status"], columns["id"]
    known = [row for row in rows if not math.isnan(amount[row])]
    # What makes the amount tells the status; a leg without one has the status of its rows.
    standing = {status[row] for row in known if amount[row] > 0} or {status[row] for row in rows}
    sums = {
        name: math.fsum(amount[row] for row in known if status[row] == name) for name in _STATUS
    }
    deals = tuple(ids[row] for row in rows)
    unknown = tuple(
        ids[row] for row in rows if math.isnan(amount[row]) and columns["reason"][row] != PART_OF
    )
    starts = [columns["start_day"][row] for row in rows if columns["start_day"][row] > UNDATED]
    return Leg(
        *name,
        amount=significant(math.fsum(amount[row] for row in known)) if known else None,
        deals=deals,
        status=next(name for name in _STATUS if name in standing),
        by_status=tuple((name, significant(total)) for name, total in sums.items() if total > 0),
        unknown=unknown or (() if known else deals),
        since=date.fromordinal(int(min(starts))).year if starts else None,
        days=tuple(_days(row, columns) for row in rows),
    )


def _days(row: int, columns: Mapping[str, Sequence[Any]]) -> tuple[float, float]:
    """When a deal may pay: any day where no start is known, any day after it without an end."""
    first, end = columns["start_day"][row], columns["end_day"][row]
    if first <= 0:
        return -math.inf, math.inf
    if end > 0:
        return float(first), float(end)
    paid = columns["status"][row] == "paid"
    return float(first), float(columns["start_last_day"][row]) if paid else math.inf
