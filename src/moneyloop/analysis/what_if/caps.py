"""What the totals leave room for: the most that an unstated amount can be (method, section 4).

A payment cannot be more than the revenue of its payee that no known sale explains, nor more
than the money that its payer has left. Each cap says which total it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.study.flows import without
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.study import Study
from moneyloop.input import items
from moneyloop.model import INVESTMENT, PURCHASE, USD_BN

if TYPE_CHECKING:
    import pandas as pd

_DUST = 1e-9
_YEAR = 365


@dataclass(frozen=True)
class Cap:
    """The most that something can be, USD billions, and the total that says so."""

    amount: float
    reason: str


@dataclass(frozen=True)
class Piece:
    """The part of a deal that falls on the days `first` to `last` of a period (its index)."""

    period: int
    first: int
    last: int
    share: float


def pieces(study: Study, position: int) -> list[Piece]:
    """The parts of a counted deal by period, as shares of its value."""
    spans = study.spans
    own = np.flatnonzero(spans.deal == position)
    value = float(study.deals["value"].iloc[position])
    result = []
    for index, period in enumerate(study.periods):
        amounts = spans.between(period.first, period.last, own)
        if amounts.sum() > 0:
            paid = own[amounts > 0]
            first = max(int(spans.first[paid].min()), period.first)
            last = min(int(spans.last[paid].max()), period.last)
            result.append(Piece(index, first, last, float(amounts.sum()) / value))
    return result


def room(study: Study, row: pd.Series, parts: Sequence[Piece]) -> Cap | None:
    """The most that a whole deal can be, when `study` counts it as zero; None if no total says.

    Paid at an even rate, a deal is capped by the period in which there is least room for it.
    """
    caps = []
    for part in parts:
        rooms = [cap for cap in _rooms(study, row, part) if cap is not None]
        caps += [Cap(cap.amount / part.share, cap.reason) for cap in rooms]
    caps += [cap for cap in (_stated(row),) if cap is not None]
    if not caps:
        return _largest(study, row)
    return min(caps, key=lambda cap: (cap.amount, cap.reason))


def _rooms(study: Study, row: pd.Series, part: Piece) -> list[Cap | None]:
    payer, payee = row["payer"], row["payee"]
    left = _left(study, payer, part)
    if row["class"] == PURCHASE:
        return [_unsold(study, payee, part), left]
    if row["class"] == INVESTMENT and left is None:
        return [_no_known_source(study, payee, part)]
    return [left]


def _stated(row: pd.Series) -> Cap | None:
    """What the row itself says: its amount, or the "up to" where the amount is not known."""
    for column, name in (("value", "amount"), ("amount_high_usd_bn", '"up to"')):
        if row[column] == row[column]:
            return Cap(float(row[column]), f"its own {name}")
    return None


def _unsold(study: Study, party: str, part: Piece) -> Cap | None:
    """Reported revenue of the period that sales to inside parties do not explain.

    Where the figures do not cover the period, that of the days of the part, if they cover these.
    """
    period = study.periods[part.period]
    for first, last in ((period.first, period.last), (part.first, part.last)):
        covered = study.figures.revenue(party, Period("", first, last))
        if covered.share >= 1:
            left = covered.revenue - sales(study, party, [(first, last)])
            return Cap(max(left, 0.0), f"revenue of {party} that no sale explains")
    return None


def sales(study: Study, party: str, days: Sequence[tuple[int, int]]) -> float:
    """Sales of a party to inside parties on these days, USD billions."""
    deals, spans = study.deals, study.spans
    sold = (deals["class"] == PURCHASE) & (deals["payee"] == party)
    sold &= deals["payer"].isin(study.network.inside)
    sales_spans = np.flatnonzero(sold.to_numpy()[spans.deal])
    return float(sum(spans.between(first, last, sales_spans).sum() for first, last in days))


def _left(study: Study, party: str, part: Piece) -> Cap | None:
    """What a party has left beside its payments and its reported closing cash.

    None where its money is not known: it is outside, its revenue is not covered, or it pays out
    more than is known to come in.
    """
    pools = study.pools[part.period]
    if party not in pools.parties:
        return None
    node = pools.parties.index(party)
    if pools.reported[node].share < 1 or pools.no_known_source[node] > _DUST:
        return None
    flows = study.flows
    named = (flows["period"] == part.period) & (flows["payer"] == party)
    outside = float(flows.loc[named & ~flows["payee"].isin(pools.parties), "amount"].sum())
    cash = study.figures.cash_before(party, pools.period.last + 1)
    left = float(pools.leak[node] + pools.kept[node]) - outside - cash
    beside = " beside its reported cash" if cash > 0 else ""
    return Cap(max(left, 0.0), f"money that {party} has left{beside}")


def _no_known_source(study: Study, party: str, part: Piece) -> Cap | None:
    pools = study.pools[part.period]
    if party not in pools.parties:
        return None
    gap = float(pools.no_known_source[pools.parties.index(party)])
    return Cap(gap, f"money of no known source of {party}") if gap > _DUST else None


def _largest(study: Study, row: pd.Series) -> Cap | None:
    """The largest amount of the same class known for the payer or the payee."""
    deals = study.network.deals
    either = (deals["payer"] == row["payer"]) | (deals["payee"] == row["payee"])
    known = deals.loc[either & (deals["class"] == row["class"]) & (deals["amount_usd_bn"] > 0)]
    if known.empty:
        return None
    most = known.sort_values(["amount_usd_bn", "id"], ascending=[False, True]).iloc[0]
    either_ = f"{row['payer']} or {row['payee']}"
    return Cap(
        float(most["amount_usd_bn"]),
        f"no total: the largest {row['class']} known of {either_} ({most['id']})",
    )


# --- missing revenue -----------------------------------------------------------------------


def days_without_revenue(study: Study, party: str, period: Period) -> list[tuple[int, int]]:
    """The days of a period without a figure of the party's revenue."""
    return without(period.first, period.last, sorted(study.figures.revenue(party, period).spans))


def revenue_caps(
    study: Study, figures: pd.DataFrame, party: str, index: int, least: float
) -> list[Cap]:
    """What the revenue on the days without a figure may be, each by another total.

    `least` is what its known sales on these days say. A run rate is scaled by day from its year,
    the nearest known revenue from its own days.
    """
    period = study.periods[index]
    pools = study.pools[index]
    days = sum(last - first + 1 for first, last in days_without_revenue(study, party, period))
    caps = []
    node = pools.parties.index(party)
    if pools.no_known_source[node] > _DUST:
        reason = f"its known sales and the money of no known source of {party}"
        caps.append(Cap(least + float(pools.no_known_source[node]), reason))
    total = figures["segment"].isin([items.TOTAL, ""]) & figures["item"].isin(items.PLAIN)
    known = figures.loc[total & (figures["unit"] == USD_BN) & (figures["party"] == party)]
    for metric, name in (("run_rate", "run rate"), ("revenue", "revenue")):
        rows = known.loc[known["metric"] == metric]
        if rows.empty:
            continue
        away = np.maximum(rows["start_day"] - period.last, period.first - rows["end_day"])
        spans = rows["end_day"] - rows["start_day"] + 1
        # Of two that are as near, the larger by day: the most that it may be is asked for.
        order = np.lexsort((rows["line"], -rows["amount"] / spans, np.clip(away, 0, None)))
        nearest, span = rows.iloc[order[0]], int(spans.iloc[order[0]])
        amount = float(nearest["amount"]) * days / (_YEAR if metric == "run_rate" else span)
        caps.append(Cap(amount, f"{name} of {party} from {nearest['start']}, by day"))
    return caps
