"""What is not public: amounts, terms, revenue, cash, origins of money (method, section 7).

Found here, with what the totals leave room for; `unknowns.py` says what knowing each would do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.pooled import laps
from moneyloop.analysis.ranged import bounds as bounds_
from moneyloop.analysis.ranged.affine import Affine, plus
from moneyloop.analysis.ranged.changes import open_sales
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study.selection import (
    COVERED,
    NO_TERM,
    OUTSIDE_WINDOW,
    PART_OF,
    UNKNOWN,
    is_open,
    is_open_in_time,
)
from moneyloop.analysis.study.study import Study, what_if
from moneyloop.analysis.what_if import caps as rooms
from moneyloop.model import LeftOut, split

if TYPE_CHECKING:
    import pandas as pd

AMOUNT, DATE, REVENUE, BALANCE, ORIGIN = "amount", "date", "revenue", "balance", "origin"
NO_TOTAL, UP_TO = "no total limits it", 'its own "up to"'


@dataclass(frozen=True)
class Unknown:
    """Something that the record does not say, and what the totals leave room for.

    kind      amount, date (of a row that no day can be given), revenue, balance or origin
    deal      position in the deals of the study; None for what is of a party
    variable  that of an amount in the pools, of a date in those of `placed`
    days      of a row without a term: those on which it may be paid
    party     whose revenue, cash or money it is; blank for a deal
    period    the index of the period of revenue, or at whose end the balance is; else -1
    share     the part of the whole deal that falls in the window; of an earlier deal, before it
    lowest    USD billions, of a deal in the window
    highest   the same; None where no total says how much it can be
    cap       the total that says so
    """

    kind: str
    lowest: float
    highest: float | None
    cap: str
    deal: int | None = None
    variable: int | None = None
    days: tuple[int, int] | None = None
    party: str = ""
    period: int = -1
    share: float = 1.0


def of_deals(pools: RangedPools, moving: Collection[int]) -> tuple[list[Unknown], list[LeftOut]]:
    """Open rows and rows without a term, and the rows with gaps that are neither, by reason.

    Of open rows those that fall in the window, and earlier ones among the variables that are
    `moving` an end: what they paid is in its cash.
    """
    deals = pools.study.deals
    open_, open_in_time = is_open(deals), is_open_in_time(deals)
    blank = deals["value"].isna().to_numpy() | (deals["reason"] == NO_TERM).to_numpy() | open_
    result: list[Unknown] = []
    left_out: dict[str, list[str]] = {}
    for position in np.flatnonzero(blank).tolist():
        reason = deals["reason"].iloc[position]
        found: Unknown | str = reason
        if open_[position]:
            found = _amount(pools, position, moving)
        elif reason == NO_TERM or open_in_time[position]:
            found = _term(pools.study, position)
        if isinstance(found, Unknown):
            result.append(found)
        else:
            left_out.setdefault(found, []).append(deals["id"].iloc[position])
    return result, [LeftOut(reason, tuple(sorted(ids))) for reason, ids in left_out.items()]


def _amount(pools: RangedPools, position: int, moving: Collection[int]) -> Unknown | str:
    """The amount of an open row, or the reason why it is none of the window."""
    study, spans = pools.study, pools.changes.spans
    own = np.flatnonzero(spans.deal == position)
    first, last = study.window
    share = float(spans.between(first, last, own).sum())
    name = pools.changes.name_of.get(position)
    if share <= 0 and name in moving:
        share = float(spans.between(study.periods[0].first, first - 1, own).sum())
    elif share <= 0:
        covered = spans.covered.get(position, ())
        return COVERED if any(a <= last and b >= first for a, b in covered) else OUTSIDE_WINDOW
    row = study.deals.iloc[position]
    known = float(np.nan_to_num(row["value"]))
    high = bounds_.most(pools, name) if name is not None else 0.0
    highest = None if high is None else max(known + high, 0.0) * share
    least = max(float(np.nan_to_num(row["paid_usd_bn"])), _known_parts(study, row["id"])) * share
    return Unknown(
        AMOUNT,
        lowest=least if highest is None else min(least, highest),
        highest=highest,
        cap=NO_TOTAL if name is None else _cap(pools, name, row),
        deal=position,
        variable=name,
        share=share,
    )


def _cap(pools: RangedPools, name: int, row: pd.Series) -> str:
    """The total that limits an amount most, all others being as they may."""
    upper = float(row["amount_high_usd_bn"])
    caps = [] if np.isnan(upper) else [(upper, UP_TO)]
    for total, rule in pools.totals:
        value = rule.terms.get(name, 0.0)
        if value < 0:
            rest = plus([rule, Affine(0.0, {name: -value})])
            caps.append((pools.variables.range(rest)[1] / -value, total))
    return min(caps, default=(0.0, NO_TOTAL))[1]


def _term(study: Study, position: int) -> Unknown | str:
    """A row that no day can be given, or the reason why it is none of the window."""
    row = study.deals.iloc[position]
    if row["value"] == 0:
        return NO_TERM
    first, last = study.window
    # Nothing is paid before it is announced, or has begun.
    days = (
        max(first, int(row["start_day"] or row["announced_day"])),
        min(last, int(row["end_day"] or last)),
    )
    if days[0] > days[1]:
        return OUTSIDE_WINDOW
    found = _amount(RangedPools(as_open(study, position, days)), position, ())
    if isinstance(found, str):
        return found
    stated = found.cap == UP_TO and not np.isnan(row["value"])
    cap = "its own amount" if stated else found.cap
    return replace(found, kind=DATE, days=days, cap=cap)


def placed(study: Study, unknown: Unknown) -> RangedPools:
    """The pools with a row without a term as an open one; made anew, since there may be many."""
    assert unknown.deal is not None
    assert unknown.days is not None
    return RangedPools(as_open(study, unknown.deal, unknown.days))


def as_open(study: Study, position: int, days: tuple[int, int]) -> Study:
    """The study with a row that has no term as an open row on these days.

    Where its amount is known it is at most that: the rest of it may be paid outside the window.
    """
    deals = study.deals.copy()
    row = deals.index[position]
    amount = float(deals["value"].iloc[position])
    if not np.isnan(amount):
        deals.loc[row, ["amount_usd_bn", "value"]] = np.nan
        deals.loc[row, "amount_high_usd_bn"] = amount
    deals.loc[row, "reason"] = UNKNOWN
    if deals.at[row, "status"] != "paid":
        deals.loc[row, "status"] = "signed"
    deals.loc[row, ["start_day", "end_day", "start_last_day"]] = (*days, days[1])
    return what_if(study, deals=deals)


def _known_parts(study: Study, holder: str) -> float:
    """What the rows that a row without an amount contains add up to, as far as it is known."""
    parts = study.deals.loc[study.deals["reason"] == PART_OF, ["part_of", "value"]]
    held = [holder in split(cell) for cell in parts["part_of"]]
    return float(parts.loc[held, "value"].sum())


def of_revenue(study: Study, figures: pd.DataFrame, period: int) -> list[Unknown]:
    """Missing revenue of the parties that sell inside in a period, or feed one that does."""
    pools = study.pools[period]
    matters = pools.network_sales > 0
    sold = open_sales(study)
    matters |= [sold.get((period, party), 0) > 0 for party in pools.parties]
    for target in np.flatnonzero(pools.network_sales > 0):
        for index, _, w in laps.chances(study.pools, period, int(target)):
            if index == period:
                matters[pools.owner[np.flatnonzero(w > 0)]] = True
    missing = []
    for node in np.flatnonzero(matters):
        party, covered = pools.parties[node], pools.reported[node]
        if covered.share >= 1:
            continue
        least = rooms.sales(study, party, rooms.days_without_revenue(study, party, pools.period))
        caps = rooms.revenue_caps(study, figures, party, period, least)
        best = max(caps, key=lambda cap: (cap.amount, cap.reason), default=None)
        if best is None:
            highest, reason = None, "no run rate, revenue or money of no known source is known"
        elif best.amount <= least:
            highest, reason = covered.revenue + least, f"its known sales, above the {best.reason}"
        else:
            highest, reason = covered.revenue + best.amount, best.reason
        lowest = covered.revenue + least
        missing.append(Unknown(REVENUE, lowest, highest, reason, party=party, period=period))
    return missing
