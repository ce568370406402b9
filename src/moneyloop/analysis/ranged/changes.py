"""Which amounts may be other than the study counts them, and by how much (method, section 7).

Every such row is a variable: what it may have more or less than its amount, USD billions.

    open    a row that counts in every way but states no amount: from nothing to its "up to"
    ranged  a row with an "up to" above its amount, if ranges are asked for: from one to the other
    other   a signed row on the days for which a paid row of unknown amount will replace it
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.ranged.affine import Affine, Variables, plus
from moneyloop.analysis.study import flows as flows_
from moneyloop.analysis.study.exchanges import other_legs
from moneyloop.analysis.study.notice import is_cancellable
from moneyloop.analysis.study.pools import IN_KIND, in_kind, sub_pools
from moneyloop.analysis.study.selection import UNKNOWN, is_open
from moneyloop.analysis.study.study import Study, what_if
from moneyloop.model import INVESTMENT, PURCHASE, DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.study.flows import Spread

_FARTHEST = 1e9  # times the least amount: linear programs hold some twelve digits
_DUST = 1e-12

# Payer, payee, class and settlement of a payment, by name.
Way = tuple[str, str, str, str]


@dataclass(frozen=True, eq=False)
class Changes:
    """The variables of a study and what they add to the payments of each period.

    `varied` are the positions of all deals that may differ, `deal_of` the deal of each variable
    that is the amount of one and `name_of` the other way; `open` are the variables of open rows.
    `dollars` and `spans` spread one dollar of each deal over its days. Legs of exchanges are in
    `legs` instead, by deal, and `other` is the other leg of each deal (-1: none).
    """

    variables: Variables
    varied: frozenset[int]
    deal_of: dict[int, int]
    name_of: dict[int, int]
    open: frozenset[int]
    by_period: tuple[dict[Way, Affine], ...]
    legs: tuple[dict[int, Affine], ...]
    other: np.ndarray
    dollars: pd.DataFrame
    spans: Spread

    def copied(self) -> Changes:
        """The same, with variables of their own: pools add to them."""
        book = self.variables
        return replace(self, variables=Variables(book.low[:], book.high[:], dict(book.parts)))


def changes(study: Study, *, ranges: bool, without: frozenset[str] = frozenset()) -> Changes:
    """What the amounts of a study may be changed by.

    `ranges` takes in stated ranges; open rows whose ids are in `without` stay at nothing.
    """
    deals, variables = study.deals, Variables()
    low, high = _room(deals, ranges)
    if without:
        closed = deals["id"].isin(without).to_numpy()
        low[closed] = high[closed] = 0.0
    open_ = is_open(deals)
    deal_of: dict[int, int] = {}
    for deal in np.flatnonzero(high > low).tolist():
        (name,) = variables.add(float(low[deal]), float(high[deal])).terms
        deal_of[name] = deal
    name_of = {deal: name for name, deal in deal_of.items()}
    varied = set(name_of)
    counted = (deals["reason"].to_numpy() == "") | open_
    dollars = deals.assign(value=1.0, reason=np.where(counted, "", deals["reason"].to_numpy()))
    spans = flows_.spread(dollars)
    result: list[dict[Way, list[Affine]]] = [defaultdict(list) for _ in study.periods]
    legs: list[dict[int, list[Affine]]] = [defaultdict(list) for _ in study.periods]
    other = other_legs(dollars)
    inside = [dollars[end].isin(study.network.inside).to_numpy() for end in ("payer", "payee")]
    other[~(inside[0] & inside[1])] = -1

    def differs(period: int, way: Way, deal: int, more: Affine) -> None:
        (legs[period][deal] if other[deal] >= 0 else result[period][way]).append(more)

    if deal_of:
        flows = flows_.by_period(dollars, spans, list(study.periods))
        for period, way, deal, amount in _rows(flows):
            if deal in name_of:
                differs(period, way, deal, Affine(0.0, {name_of[deal]: amount}))
        for period, way, deal, share in _replaced(study, open_, variables):
            differs(period, way, deal, share)
            varied.add(deal)
    return Changes(
        variables=variables,
        varied=frozenset(varied),
        deal_of=deal_of,
        name_of=name_of,
        open=frozenset(name for name, deal in deal_of.items() if open_[deal]),
        by_period=tuple({way: plus(parts) for way, parts in book.items()} for book in result),
        legs=tuple({deal: plus(parts) for deal, parts in book.items()} for book in legs),
        other=other,
        dollars=dollars,
        spans=spans,
    )


def ready(study: Study, changed: Changes) -> Study:
    """The study as changes need it; no amount is another.

    It has the sub-pools that open credits and open legs of exchanges would fill.
    """
    deals = study.deals
    node_of = {name: node for node, name in enumerate(study.network.inside)}
    granted = {
        (payee, payer)
        for book in changed.by_period
        for payer, payee, cls, settlement in book
        if in_kind(cls, settlement) and payee in node_of
    }
    needed = np.zeros(len(deals), dtype=bool)
    if not granted <= sub_pools(study.flows, node_of).keys():
        needed |= (deals["settlement"].isin(IN_KIND) & (deals["class"] == INVESTMENT)).to_numpy()
    legs = {leg for book in changed.legs for deal in book for leg in (deal, changed.other[deal])}
    needed[sorted(legs)] = True
    needed &= is_open(deals) & (deals["reason"] != "").to_numpy()
    if not needed.any():
        return study
    reason = np.where(needed, "", deals["reason"].to_numpy())
    value = np.where(needed, 0.0, deals["value"].to_numpy())
    return what_if(study, deals=deals.assign(value=value, reason=reason))


def open_sales(study: Study) -> dict[tuple[int, str], int]:
    """How many open rows sell in the network, by index of the period and seller."""
    return dict(Counter((period, way[1]) for period, way, _, _ in _open_inside(study, PURCHASE)))


def open_buyers(study: Study, period: int, seller: str) -> list[str]:
    """Who buys from a seller by open rows in a period, by name."""
    sold = _open_inside(study, PURCHASE)
    return sorted({way[0] for when, way, _, _ in sold if when == period and way[1] == seller})


def open_deals(study: Study, period: int) -> dict[tuple[str, str, str], list[str]]:
    """The ids of the open rows that pay in a period, by payer, payee and class."""
    ids = study.deals["id"].to_numpy()
    result: dict[tuple[str, str, str], list[str]] = {}
    for when, (payer, payee, cls, _), deal, _ in _open_flows(study, is_open(study.deals)):
        if when == period:
            result.setdefault((payer, payee, cls), []).append(str(ids[deal]))
    return result


def open_investors(study: Study) -> set[tuple[int, str]]:
    """Who invests in the network by open rows, by index of the period."""
    return {(period, way[0]) for period, way, _, _ in _open_inside(study, INVESTMENT)}


def _open_inside(study: Study, cls: str) -> list[tuple[int, Way, int, float]]:
    """The flows of open rows of a class between companies of the network, a dollar each."""
    deals, inside = study.deals, set(study.network.inside)
    open_ = is_open(deals) & (deals["class"].to_numpy() == cls)
    payer, payee = deals["payer"].to_numpy(), deals["payee"].to_numpy()
    for row in np.flatnonzero(open_):
        open_[row] = payer[row] in inside and payee[row] in inside
    return _open_flows(study, open_)


def _open_flows(study: Study, open_: np.ndarray) -> list[tuple[int, Way, int, float]]:
    """The flows of these rows, a dollar each, in the periods of a study."""
    if not open_.any():
        return []
    rows = study.deals.assign(value=1.0, reason=np.where(open_, "", UNKNOWN))
    return list(_rows(flows_.by_period(rows, flows_.spread(rows), list(study.periods))))


def _room(deals: pd.DataFrame, ranges: bool) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that each deal may have more than it counts with; (0, 0) where that is all."""
    amount, upper, value = (
        deals[column].to_numpy(dtype=float)
        for column in ("amount_usd_bn", "amount_high_usd_bn", "value")
    )
    low, high = np.zeros(len(deals)), np.zeros(len(deals))
    open_ = is_open(deals)
    counts = np.where(np.isnan(value), 0.0, value)[open_]
    low[open_], high[open_] = -counts, np.where(np.isnan(upper), np.inf, upper)[open_] - counts
    if ranges:
        # Of a contract that a side may leave, the firm part is not a matter of its amount.
        counted = (deals["reason"].to_numpy() == "") & ~open_ & ~is_cancellable(deals)
        least, most = np.fmin(amount, value), np.fmax(np.fmax(amount, upper), value)
        _refuse_far_apart(deals.loc[counted], least[counted], most[counted])
        low[counted], high[counted] = (least - value)[counted], (most - value)[counted]
    return low, high


def _refuse_far_apart(deals: pd.DataFrame, low: np.ndarray, high: np.ndarray) -> None:
    """Raises DataError for ranges so large that the least amount drowns in their rounding."""
    known = np.concatenate([low, high])
    least = known[known > 0].min(initial=math.inf)
    far = (high > low) & (high > _FARTHEST * least)
    if not far.any():
        return
    small = deals["id"].iloc[int(np.flatnonzero((low == least) | (high == least))[0])]
    raise DataError(
        Problem(
            file="deals.csv",
            line=int(line),
            column="amount_high_usd_bn",
            value=f"{most:g}",
            rule="far-apart",
            message=f"{most:g} is over a billion times the least amount, {least:g} of {small}: no "
            "interval over amounts holds digits of both",
            hint="mend the amounts, or leave out --amounts ranges",
        )
        for line, most in zip(deals["line"][far], high[far], strict=True)
    )


def _rows(flows: pd.DataFrame) -> Iterator[tuple[int, Way, int, float]]:
    """Period, way, deal and amount of every flow."""
    columns = ("period", "payer", "payee", "class", "settlement", "deal", "amount")
    for period, payer, payee, cls, settlement, deal, amount in zip(
        *(flows[column].tolist() for column in columns), strict=True
    ):
        yield period, (payer, payee, cls, settlement), deal, amount


def _replaced(
    study: Study, open_: np.ndarray, variables: Variables
) -> Iterator[tuple[int, Way, int, Affine]]:
    """What signed rows would lose to paid rows of unknown amount, once these are known.

    A variable from 0 to 1 for each such row: the part of what falls on those days.
    """
    deals = study.deals
    if not (open_ & (deals["status"].to_numpy() == "paid")).any():
        return
    value = np.where(open_, 0.0, deals["value"].to_numpy())
    later = deals.assign(value=value, reason=np.where(open_, "", deals["reason"].to_numpy()))
    after = flows_.by_period(later, flows_.spread(later), list(study.periods))
    left = {(period, deal): amount for period, _, deal, amount in _rows(after)}
    part: dict[int, Affine] = {}
    for period, way, deal, amount in _rows(study.flows):
        lost = amount - left.get((period, deal), 0.0)
        if lost > _DUST * amount and not open_[deal]:
            if deal not in part:
                part[deal] = variables.add(0.0, 1.0)
            yield period, way, deal, part[deal].times(-lost)
