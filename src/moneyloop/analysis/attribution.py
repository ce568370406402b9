"""Whose dollar is it: one row per party and period, estimate and interval of every measure.

The keys are promised (method, section 15); amounts are USD billions, unknown is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.graph import EVERY, MEASURES
from moneyloop.analysis.pooled import everyone, laps
from moneyloop.analysis.pooled.intervals import bounds_of
from moneyloop.analysis.ranged import rows as open_rows
from moneyloop.analysis.ranged.changes import open_investors, open_sales
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study import disputed
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.selection import (
    LATER,
    REPLACED,
    TALKS,
)
from moneyloop.analysis.study.study import Study, places, rounded_row
from moneyloop.model import INVESTMENT, PURCHASE

if TYPE_CHECKING:
    from moneyloop.analysis.pooled.laps import Buckets

# The parts of revenue that rest on who pays it.
_PARTS = (
    *("customers", "other_network_investors", "outside_investors"),
    *("reciprocal", "earlier_cash", "no_known_source"),
)
# What low and high are over: all that is not public, what is public alone, stated ranges too.
OPEN, KNOWN, RANGES = "open", "known", "ranges"
AMOUNTS = (OPEN, KNOWN, RANGES)
_STAKE = ("payer", "payee", "class", "status", "reason", "amount_usd_bn", "start_day")


def rows(
    study: Study,
    parties: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    amounts: str = OPEN,
    pools: RangedPools | None = None,
    measures: Sequence[str] = EVERY,
    turns: bool = True,
    parts: bool = True,
) -> list[dict[str, Any]]:
    """The rows of `attribute`: periods in order, parties by name.

    A party has a row in every period in which money enters or leaves its pool. `progress` is
    called with (done, all) as the work goes on. `amounts` is one of AMOUNTS, and `pools` those of
    the study and of that choice, where they are made already. Rows have these `measures`; without
    `turns` these are None: they cost as much as an interval. Without `parts` those of revenue are
    None, and nothing is solved for MEASURES where nobody invests.
    """
    if amounts != KNOWN and not study.network.is_ledger:
        pools = pools or RangedPools(study, ranges=amounts == RANGES)
    else:
        pools = None
    work = places(study, parties, pools.touched if pools else None)
    beside = beside_of(study)
    targets = sorted({target for _, target in work}) if turns else []
    times = everyone.turns(study.pools, targets)
    nothing = (
        set() if parts else {period for period in study.shown if _all_zero(study, period, measures)}
    )
    estimates = everyone.buckets(study.pools, [place for place in work if place[0] not in nothing])
    result = []
    for done, (period, target) in enumerate(work):
        layer = study.pools[period]
        estimate = estimates.get((period, target), laps.NOTHING)
        intervals = bounds_of(study.pools, period, target, estimate, measures)
        row = described(study, period, target, estimate, intervals, beside)
        invested = float(layer.paid[INVESTMENT][layer.owner == target].sum())
        row |= {
            "own_investment": beside.invested(period, row["party"], invested),
            "turns": times[target][period] if turns else None,
        }
        if pools is not None:
            row = open_rows.widened(pools, period, target, row, measures)
        if pools is not None and amounts == RANGES:
            row |= open_rows.with_ranges(pools, period, target, row)
        if not parts:
            row |= dict.fromkeys(_PARTS)
        row = rounded_row(study, row)
        row = without_unknown(study, period, target, row)
        result.append(row | on_public(row, measures) if amounts == KNOWN else row)
        if progress is not None:
            progress(done + 1, len(work))
    return result


def _all_zero(study: Study, period: int, measures: Sequence[str]) -> bool:
    """Whether the measures are 0 for everybody."""
    return not set(measures) - set(MEASURES) and laps.nobody_invests(study.pools, period)


def sells(row: Mapping[str, Any]) -> bool:
    """Whether a party sells into the network in a period, at an amount that is public or not."""
    return bool(row["network_sales"] is None or row["network_sales"] > 0)


def not_public(row: Mapping[str, Any]) -> dict[str, None]:
    """None for all that is not public in a row, or in a sum of rows, whose only sales state none.

    Nobody knows whose its revenue is; 0, and customers of 100%, would say that somebody does.
    """
    if not row["open_sales"] or row["network_sales"] > 0:
        return {}
    ends = ("_estimate", "_known_low", "_known_high")
    hidden = {"network_sales", "related_party", "turns", *_PARTS}
    return dict.fromkeys(key for key in row if key in hidden or key.endswith(ends))


def on_public(row: Mapping[str, Any], measures: Sequence[str] = EVERY) -> dict[str, None]:
    """None for the ends on public amounts of a row whose only sales state none."""
    if row["network_sales"] is not None:
        return {}
    return {f"{measure}_{end}": None for measure in measures for end in ("low", "high")}


@dataclass(frozen=True)
class Beside:
    """What a row says beside its intervals, by index of the period and seller."""

    related: Mapping[tuple[int, str], float]
    open_sales: Mapping[tuple[int, str], int]
    open_investors: Set[tuple[int, str]]
    disputed: Mapping[tuple[int, str], Sequence[str]]

    def invested(self, period: int, party: str, known: float) -> float | None:
        """What a party invested in the network; None where no row states any of it."""
        return known if known > 0 or (period, party) not in self.open_investors else None


def beside_of(study: Study) -> Beside:
    """What rows say beside their intervals."""
    return Beside(
        related_party(study), open_sales(study), open_investors(study), disputed.of_sales(study)
    )


def described(
    study: Study,
    index: int,
    target: int,
    estimate: Buckets,
    intervals: Mapping[str, tuple[float, float]],
    beside: Beside,
) -> dict[str, Any]:
    """A row (method, section 15): the parts of revenue in `estimate`, intervals, what is beside.

    `own_investment` and `turns` are None here: they depend on the model.
    """
    pools = study.pools[index]
    party, period = pools.parties[target], pools.period
    segment = study.segments[party]
    row: dict[str, Any] = {
        "party": party,
        "period": period.name,
        "revenue": float(pools.revenue[target]),
        "network_sales": float(pools.network_sales[target]),
        "customers": estimate.customers,
    }
    for measure, (low, high) in intervals.items():
        row[f"{measure}_low"], row[f"{measure}_estimate"] = low, estimate.of(measure)
        row[f"{measure}_high"] = high
        row[f"{measure}_known_low"], row[f"{measure}_known_high"] = low, high
    return row | {
        "other_network_investors": estimate.other_network_investors,
        "outside_investors": estimate.outside_investors,
        "reciprocal": estimate.reciprocal,
        "earlier_cash": estimate.earlier_cash,
        "no_known_source": estimate.no_known_source,
        "related_party": beside.related.get((index, party), 0.0),
        "own_investment": None,
        "revenue_coverage": pools.reported[target].share,
        "segment_revenue": _segment_revenue(study, party, period, segment),
        "growth": _growth(study, index, target),
        "planned": study.planned(period),
        "turns": None,
        "open_sales": beside.open_sales.get((index, party), 0),
        "disputed": list(beside.disputed.get((index, party), ())),
    }


def without_unknown(study: Study, period: int, target: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row with None in place of a 0 that nobody knows."""
    row = _with_unknown_revenue(study, period, target, row)
    return row | not_public(row)


def _with_unknown_revenue(
    study: Study, period: int, target: int, row: dict[str, Any]
) -> dict[str, Any]:
    """The row, its booked revenue None where nothing at all is known of it.

    That is where no figure reports a part of the revenue and no row sells anything, whatever its
    amount: 0 would say that there was none. Sales that rows tell are the known part, as
    `revenue_coverage` says, and the seven parts are of what is known. A list of payments has all
    that there was.
    """
    reported = study.network.is_ledger or study.pools[period].reported[target].share > 0
    if reported or row["revenue"] > 0 or row.get("revenue_high"):
        return row
    return row | dict.fromkeys({"revenue", "revenue_low", "revenue_high"} & row.keys())


def _segment_revenue(study: Study, party: str, period: Period, segment: str) -> float | None:
    if not segment:
        return None
    covered = study.figures.revenue(party, period, segment)
    return covered.revenue if covered.share >= 1 else None


def _growth(study: Study, period: int, target: int) -> float | None:
    if period == 0 or study.by == "total":  # what is before a window is not as long
        return None
    before, pools = study.pools[period - 1], study.pools[period]
    if before.reported[target].share < 1 or pools.reported[target].share < 1:
        return None
    return float(pools.revenue[target] - before.revenue[target])


def related_party(study: Study) -> dict[tuple[int, str], float]:
    """Sales to related parties, by index of the period and seller (no assumption about mixing).

    Two parties are related once one has invested in the other, in any form. An investment with an
    amount counts, and one that is paid or signed also where its amount is unknown: a stake of
    unknown size is a stake.
    """
    import pandas as pd

    flows = study.flows
    deals = {name: study.deals[name].to_numpy() for name in _STAKE}
    amount, status, start = deals["amount_usd_bn"], deals["status"], deals["start_day"]
    agreed = (status == "paid") | (status == "signed")
    made = (agreed & np.isnan(amount)) | (amount > 0)
    known = ~np.isin(deals["reason"].astype(str), [LATER, REPLACED, TALKS])
    stakes = (deals["class"] == INVESTMENT) & made & known & (start > 0)
    ends = np.concatenate([deals["payer"], deals["payee"]])
    codes, names = pd.factorize(ends.astype(object))
    payer, payee = codes[: len(start)], codes[len(start) :]
    pair = np.minimum(payer, payee) * len(names) + np.maximum(payer, payee)
    pairs, of_deal = np.unique(pair, return_inverse=True)
    since = np.full(len(pairs), np.inf)  # for parties that are not related
    np.minimum.at(since, of_deal[stakes], start[stakes])
    sales = np.flatnonzero(flows["class"].to_numpy() == PURCHASE)
    deal, period = (flows[name].to_numpy()[sales] for name in ("deal", "period"))
    first = since[of_deal[deal]]
    last = np.array([period.last for period in study.periods], dtype=float)
    related = first <= last[period]
    cell = period[related] * len(names) + payee[deal[related]]
    sums = np.bincount(cell, weights=flows["amount"].to_numpy()[sales][related])
    return {
        (code // len(names), names[code % len(names)]): float(sums[code])
        for code in np.unique(cell).tolist()
    }
