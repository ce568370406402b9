"""What stands between the parties: stakes at cost, what is owed in a year, backlog, guarantees.

Each line is measured on its own basis and they are never added: money put in to date, money of
one year, and money of all years to come. Amounts are USD billions, deals are ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.study import flows as flows_
from moneyloop.analysis.study.selection import (
    GUARANTEED,
    LATER,
    NO_TERM,
    OUTSIDE_WINDOW,
    REPLACED,
    TALKS,
    UNKNOWN,
    left_out,
)
from moneyloop.analysis.study.study import Study
from moneyloop.model import INVESTMENT, PURCHASE, RETURN, LeftOut, split

if TYPE_CHECKING:
    import pandas as pd

INVESTED, YEARLY, BACKLOG = "investment", "sales", "backlog"
LINES = (INVESTED, YEARLY, BACKLOG)
DUE_BACK = "returns"  # repayments and dividends: a line only where there are some


def stated_lines(is_ledger: bool) -> tuple[str, ...]:
    """The lines that there can be money on: a list of payments has nothing to come."""
    return (INVESTED, YEARLY) if is_ledger else LINES


_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()

Pair = tuple[str, str]


@dataclass
class Line:
    """Money between pairs of parties (from, to), and the rows that it is made of."""

    amounts: dict[Pair, float] = field(default_factory=dict)
    deals: dict[Pair, list[str]] = field(default_factory=dict)

    def add(self, pair: Pair, amount: float, name: str) -> None:
        self.amounts[pair] = self.amounts.get(pair, 0.0) + amount
        self.deals.setdefault(pair, []).append(name)


@dataclass(frozen=True)
class Exposures:
    """What every party has at stake in every other.

    stakes     (investor, party): paid in or due by the as-of date less what was paid back, at
               cost; paid money without a date is in it
    purchases  (buyer, seller): what the buyer pays the seller in the year
    returns    (party, investor): what the party pays its investor in the year
    backlog    (buyer, seller): what the buyer is to pay after the as-of date, whole terms, and the
               commitments without a term (`no_dates`, the part of it)
    unknown    line and (party that owes, party that is owed): rows without an amount
    """

    stakes: Line
    purchases: Line
    returns: Line
    backlog: Line
    no_dates: Line
    unknown: dict[tuple[str, Pair], list[str]]


def exposures(study: Study, index: int) -> Exposures:
    """The exposures of a study, with what falls due in a period."""
    period, today = study.periods[index], study.as_of
    invested = _between(study, INVESTMENT, _FIRST, today)
    repaid = _between(study, RETURN, _FIRST, today)
    for line, cls in ((invested, INVESTMENT), (repaid, RETURN)):
        _add_undated(line, study, cls)
    backlog = _between(study, PURCHASE, today + 1, _LAST)
    no_dates = Line()
    rows = study.deals.loc[(study.deals["reason"] == NO_TERM) & (study.deals["class"] == PURCHASE)]
    rows = rows.loc[(rows["status"] != "paid") & (rows["value"] > 0)]
    for row in rows.to_dict("records"):
        pair = (row["payer"], row["payee"])
        for line in (backlog, no_dates):
            line.add(pair, float(row["value"]), row["id"])
    return Exposures(
        stakes=_outstanding(invested, repaid),
        purchases=_between(study, PURCHASE, period.first, period.last),
        returns=_between(study, RETURN, period.first, period.last),
        backlog=backlog,
        no_dates=no_dates,
        unknown=_unknown(study, period.first, period.last),
    )


def _between(study: Study, cls: str, first: int, last: int) -> Line:
    """What the counted rows of a class move on the days `first` to `last`."""
    deals, spans = study.deals, study.spans
    amount = spans.between(first, last)
    sums = np.bincount(spans.deal, weights=amount, minlength=len(deals))
    line = Line()
    wanted = np.flatnonzero((sums > 0) & (deals["class"] == cls).to_numpy())
    columns = (deals[name].to_numpy()[wanted] for name in ("payer", "payee", "id"))
    for payer, payee, name, position in zip(*columns, wanted, strict=True):
        line.add((payer, payee), float(sums[position]), name)
    return line


def _add_undated(line: Line, study: Study, cls: str) -> None:
    """Add what has been paid on a day that no row states: no period has it, a stake at cost has."""
    deals = study.deals
    rows = deals.loc[(deals["reason"] == NO_TERM) & (deals["class"] == cls)]
    rows = rows.loc[(rows["status"] == "paid") & (rows["value"] > 0)]
    for row in rows.to_dict("records"):
        line.add((row["payer"], row["payee"]), float(row["value"]), row["id"])


def _outstanding(invested: Line, repaid: Line) -> Line:
    """Investments less returns, never below zero: what is still at stake, at cost."""
    line = Line()
    for (payer, payee), amount in invested.amounts.items():
        back = repaid.amounts.get((payee, payer), 0.0)
        names = invested.deals[payer, payee] + repaid.deals.get((payee, payer), [])
        line.amounts[payer, payee] = max(amount - back, 0.0)
        line.deals[payer, payee] = names
    return line


def _unknown(study: Study, first: int, last: int) -> dict[tuple[str, Pair], list[str]]:
    """The rows without an amount, by the line that they would add to."""
    deals = study.deals
    ids: dict[tuple[str, Pair], list[str]] = {}
    for row in deals.loc[deals["reason"] == UNKNOWN].to_dict("records"):
        begin, end = int(row["start_day"]), int(row["end_day"])
        # Without an end: paid at once, or a commitment that nobody says when it ends.
        close = end or (int(row["start_last_day"]) if row["status"] == "paid" else _LAST)
        pair = (row["payer"], row["payee"])
        is_undated = begin == 0 and row["status"] == "paid"
        if row["class"] == INVESTMENT and (is_undated or 0 < begin <= study.as_of):
            ids.setdefault((INVESTED, (pair[1], pair[0])), []).append(row["id"])
        is_due = is_undated or (0 < begin <= last and close >= first)
        if row["class"] == PURCHASE and is_due:
            ids.setdefault((YEARLY, pair), []).append(row["id"])
        if row["class"] == PURCHASE and row["status"] != "paid" and close > study.as_of:
            ids.setdefault((BACKLOG, pair), []).append(row["id"])
    return ids


def payments(study: Study, index: int, party: str) -> dict[str, float]:
    """What a party pays each other one in the year until the as-of date, and after that date.

    The two have no day in common, so what is paid is in it once; whole terms, without no-term rows.
    """
    period = study.periods[index]
    line = _between(study, PURCHASE, period.first, min(period.last, study.as_of))
    later = _between(study, PURCHASE, study.as_of + 1, _LAST)
    sums: dict[str, float] = {}
    for part in (line, later):
        for (payer, payee), amount in part.amounts.items():
            if payer == party:
                sums[payee] = sums.get(payee, 0.0) + amount
    return sums


def backstops(study: Study, party: str) -> pd.DataFrame:
    """The guarantees that a failure of `party` may call, in order of start and id.

    A condition that names parties is of their failures alone: then `says` is True. One that names
    nobody does not say whose failure it is of: it may be that of the one who is guaranteed (the
    payee) or of any of its customers. Talks, replaced rows and parts of another guarantee are none.
    """
    deals = study.deals
    rows = deals.loc[(deals["reason"] == GUARANTEED) & (deals["payer"] != party)]
    standing = set(rows["id"])
    bought = (deals["payer"] == party) & (deals["class"] == PURCHASE)
    sellers = set(deals.loc[bought & ~deals["reason"].isin((TALKS, REPLACED, LATER)), "payee"])
    named = _named(study, rows["condition"])
    reached = [
        party in names if names else payee in sellers | {party}
        for names, payee in zip(named, rows["payee"], strict=True)
    ]
    part = [bool(standing & set(split(cell))) for cell in rows["part_of"]]
    rows = rows.assign(says=[bool(names) for names in named])
    rows = rows.loc[np.array(reached, dtype=bool) & ~np.array(part, dtype=bool)]
    ordered: pd.DataFrame = rows.sort_values(["start_day", "id"])
    return ordered


def _named(study: Study, conditions: Iterable[str]) -> list[set[str]]:
    """The parties that each condition names, by a name or an alias."""
    import re

    names = {name.casefold(): party for name, party in study.network.names.items() if name}
    longest = sorted(names, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    return [{names[name] for name in pattern.findall(cell.casefold())} for cell in conditions]


def not_counted(study: Study, index: int, used: Iterable[str]) -> list[LeftOut]:
    """The rows that are in no line, by reason; `used` are those that are in one all the same."""
    deals, period, today = study.deals, study.periods[index], study.as_of
    windows = {
        "year": (period.first, period.last),
        "past": (_FIRST, today),
        "ahead": (today + 1, _LAST),
    }
    reasons = {
        name: flows_.window_reasons(deals, study.spans, *days)["reason"].to_numpy(dtype=object)
        for name, days in windows.items()
    }
    invested = (deals["class"] == INVESTMENT).to_numpy()
    other = np.where(invested, reasons["past"], reasons["ahead"])
    reason = np.where(reasons["year"] == "", "", other)
    # Where one window has the row replaced by what was paid, that is why it adds nothing.
    both = (reason == OUTSIDE_WINDOW) & (reasons["year"] != OUTSIDE_WINDOW)
    reason = np.where(both, reasons["year"], reason)
    reason = np.where(deals["id"].isin(list(used)), "", reason)
    return left_out(deals.assign(reason=reason))
