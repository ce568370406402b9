"""What would settle it: every unknown tried from its lowest to its highest plausible value.

An unknown is an amount that nobody states, a term that nobody states, or revenue of a party on
days without a figure. Each is tried alone, on the same pools as everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.pooled import bounds, laps
from moneyloop.analysis.study.figures import Figures
from moneyloop.analysis.study.selection import COVERED, NO_TERM, OUTSIDE_WINDOW, PART_OF, UNKNOWN
from moneyloop.analysis.study.study import Study, what_if
from moneyloop.analysis.what_if import caps as rooms
from moneyloop.input.items import TOTAL
from moneyloop.model import PURCHASE, USD_BN, LeftOut, split

if TYPE_CHECKING:
    import pandas as pd

AMOUNT, DATE, REVENUE = "amount", "date", "revenue"
MEASURES = ("own", "any_investor")
TRIES = 5  # values of an unknown, both ends among them
_DUST = 1e-9

# Low and high of every party and period that sells inside, by measure.
Intervals = Mapping[str, Mapping[tuple[int, str], tuple[float, float]]]


@dataclass(frozen=True)
class Unknown:
    """Something that the record does not say, and what the totals leave room for.

    kind     amount, date (the amount is known, its term is not) or revenue
    deal     position in the deals of the study; None for revenue
    party    whose revenue it is; blank for a deal
    period   the index of the period of missing revenue; -1 for a deal
    days     the days on which a deal without a term is tried; None where it has a term
    share    the part of the whole deal that falls in the window
    lowest   USD billions in the window
    highest  the same; None where no total says how much it can be
    """

    kind: str
    deal: int | None
    party: str
    period: int
    days: tuple[int, int] | None
    share: float
    lowest: float
    highest: float | None
    cap: str


@dataclass(frozen=True)
class Settled:
    """An unknown and how wide the intervals are while it is one, and once it is known.

    All by measure, USD billions, summed over the parties that sell inside: `unsettled` (from the
    least low to the greatest high of all tries), `lowest` and `highest` (if it turned out to be
    that), `left` and `least` (the widest and the narrowest of all tries). `narrows` is by measure
    and party: the most by which each interval may narrow.
    """

    unknown: Unknown
    unsettled: Mapping[str, float] = field(default_factory=dict)
    lowest: Mapping[str, float] = field(default_factory=dict)
    highest: Mapping[str, float] = field(default_factory=dict)
    left: Mapping[str, float] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    narrows: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def unknowns(study: Study, figures: pd.DataFrame) -> tuple[list[Unknown], list[LeftOut]]:
    """The unknowns of the window of a study, and the rows with gaps that are none, by reason.

    `figures` are those that the study was made from.
    """
    deals = study.deals
    blank = deals["value"].isna() | (deals["reason"] == NO_TERM)
    result: list[Unknown] = []
    left_out: dict[str, list[str]] = {}
    for position in np.flatnonzero(blank):
        reason = deals["reason"].iloc[position]
        if reason in (UNKNOWN, NO_TERM):
            tried = _deal(study, int(position))
            if isinstance(tried, Unknown):
                result.append(tried)
                continue
            reason = tried
        left_out.setdefault(reason, []).append(deals["id"].iloc[position])
    for period in study.shown:
        result += _revenues(study, figures, period)
    return result, [LeftOut(reason, tuple(sorted(ids))) for reason, ids in left_out.items()]


def _deal(study: Study, position: int) -> Unknown | str:
    """The unknown of a row without an amount or a term, or the reason why it is none."""
    row = study.deals.iloc[position]
    days = None
    kind = AMOUNT if row["value"] != row["value"] else DATE
    if row["value"] == 0:
        return NO_TERM
    commitment = row["class"] == PURCHASE and row["status"] != "paid" and row["end_day"] == 0
    if row["start_day"] == 0 or commitment:
        first, last = study.window
        # Nothing is paid before it is announced, or has begun.
        days = (
            max(first, int(row["start_day"] or row["announced_day"])),
            min(last, int(row["end_day"] or last)),
        )
        if days[0] > days[1]:
            return OUTSIDE_WINDOW
    counted = what_if(study, deals=_with(study, position, 1.0, days))
    parts = rooms.pieces(counted, position)
    share = sum(part.share for part in parts if part.period in study.shown)
    if share <= 0:
        spans = counted.spans.covered.get(position, ())
        first, last = study.window
        hidden = any(start <= last and stop >= first for start, stop in spans)
        return COVERED if hidden else OUTSIDE_WINDOW
    zero = what_if(study, deals=_with(study, position, 0.0, days))
    cap = rooms.room(zero, row, parts)
    highest = None if cap is None else cap.amount * share
    least = max(float(np.nan_to_num(row["paid_usd_bn"])), _known_parts(study, row["id"])) * share
    return Unknown(
        kind=kind,
        deal=position,
        party="",
        period=-1,
        days=days,
        share=share,
        lowest=least if highest is None else min(least, highest),
        highest=highest,
        cap="no total and no amount is known" if cap is None else cap.reason,
    )


def _with(study: Study, position: int, value: float, days: tuple[int, int] | None) -> pd.DataFrame:
    """The deals of the study with one more counted: `value` is that of the whole deal."""
    deals = study.deals.copy()
    label = deals.index[position]
    deals.loc[label, "value"] = value
    deals.loc[label, "reason"] = ""
    if days is not None:
        deals.loc[label, "start_day"], deals.loc[label, "end_day"] = days
        deals.loc[label, "start_last_day"] = days[1]
    return deals


def _known_parts(study: Study, holder: str) -> float:
    """What the rows that a row without an amount contains add up to, as far as it is known."""
    parts = study.deals.loc[study.deals["reason"] == PART_OF, ["part_of", "value"]]
    held = [holder in split(cell) for cell in parts["part_of"]]
    return float(parts.loc[held, "value"].sum())


def _revenues(study: Study, figures: pd.DataFrame, period: int) -> list[Unknown]:
    """Missing revenue of the parties that sell inside in a period, or feed one that does."""
    pools = study.pools[period]
    matters = pools.network_sales > 0
    for target in np.flatnonzero(matters):
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
        missing.append(Unknown(REVENUE, None, party, period, None, 1.0, lowest, highest, reason))
    return missing


def settle(
    study: Study,
    figures: pd.DataFrame,
    items: Sequence[Unknown],
    parties: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Settled]:
    """Every unknown tried alone, at TRIES values from its lowest to its highest.

    `parties` limits whose intervals are looked at. An interval may be wider in between than at
    both ends: a payment of the middle size is the one that most money of others can hide.
    """
    result = []
    for done, item in enumerate(items):
        if item.highest is None:
            result.append(Settled(item))
        else:
            values = np.linspace(item.lowest, item.highest, TRIES).tolist()
            tries = [
                _intervals(_tried(study, figures, item, value), parties)
                for value in dict.fromkeys(values)
            ]
            result.append(_settled(item, tries))
        if progress is not None:
            progress(done + 1, len(items))
    return result


def _tried(study: Study, figures: pd.DataFrame, item: Unknown, value: float) -> Study:
    if item.deal is not None:
        deals = _with(study, item.deal, value / item.share, item.days)
        return what_if(study, deals=deals)
    period = study.periods[item.period]
    missing = value - study.figures.revenue(item.party, period).revenue
    days = rooms.days_without_revenue(study, item.party, period)
    length = sum(last - first + 1 for first, last in days)
    rows = [
        {
            "party": item.party,
            "metric": "revenue",
            "item": "",
            "segment": TOTAL,
            "unit": USD_BN,
            "start_day": first,
            "end_day": last,
            "amount": missing * (last - first + 1) / length,
            "line": 0,
        }
        for first, last in days
    ]
    return what_if(study, figures=Figures(_longer(figures, rows)))


def _longer(figures: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    import pandas as pd

    more = pd.DataFrame(rows)
    return pd.concat([figures[list(more.columns)], more]) if len(figures) else more


def _intervals(study: Study, parties: Sequence[str] | None) -> Intervals:
    intervals: dict[str, dict[tuple[int, str], tuple[float, float]]] = {
        name: {} for name in MEASURES
    }
    for period in study.shown:
        pools = study.pools[period]
        for target in np.flatnonzero(pools.network_sales > 0):
            party = pools.parties[target]
            if parties is None or party in parties:
                for measure in MEASURES:
                    ends = bounds.ends(study.pools, period, int(target), measure)
                    intervals[measure][period, party] = ends
    return intervals


def _settled(item: Unknown, tries: Sequence[Intervals]) -> Settled:
    unsettled: dict[str, float] = {}
    narrows: dict[str, dict[str, float]] = {measure: {} for measure in MEASURES}
    for measure in MEASURES:
        total = 0.0
        for key in sorted(set().union(*(intervals[measure].keys() for intervals in tries))):
            ends = [intervals[measure].get(key, (0.0, 0.0)) for intervals in tries]
            width = max(high for _, high in ends) - min(low for low, _ in ends)
            total += width
            less = width - min(high - low for low, high in ends)
            narrows[measure][key[1]] = narrows[measure].get(key[1], 0.0) + less
        unsettled[measure] = total
    widths = [_widths(intervals) for intervals in tries]
    return Settled(
        item,
        unsettled,
        lowest=widths[0],
        highest=widths[-1],
        left={name: max(width[name] for width in widths) for name in MEASURES},
        least={name: min(width[name] for width in widths) for name in MEASURES},
        narrows=narrows,
    )


def _widths(intervals: Intervals) -> dict[str, float]:
    return {
        name: sum(high - low for low, high in ends.values()) for name, ends in intervals.items()
    }
