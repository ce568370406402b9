"""Whose dollar is it: one row per party and period, marker and interval of every measure.

The keys are those of section 15 of the design; amounts are USD billions, unknown is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis import bounds as bounds_
from moneyloop.analysis import flows as flows_
from moneyloop.analysis import laps, pools
from moneyloop.analysis.figures import Figures
from moneyloop.analysis.periods import Period, calendar
from moneyloop.analysis.selection import (
    LATER,
    REPLACED,
    TALKS,
    data_date,
    figures_known_by,
    select,
)
from moneyloop.model import INVESTMENT, PURCHASE, ChoiceError, Network

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.bounds import Bounds
    from moneyloop.analysis.flows import Spread
    from moneyloop.analysis.pools import Pools

_DECIMALS = 9  # one US dollar
_SLACK = 1e-7


@dataclass(frozen=True, eq=False)
class Study:
    """A network seen on a date, in a case, cut into periods: the state every answer starts from.

    `periods` runs from the first money to the end of the window, because cash is carried;
    `shown` are the places of the periods inside the window. `deals` has `value` and `reason`.
    """

    network: Network
    as_of: int
    case: str
    by: str
    deals: pd.DataFrame
    spans: Spread
    flows: pd.DataFrame
    periods: tuple[Period, ...]
    shown: tuple[int, ...]
    figures: Figures
    pools: tuple[Pools, ...]

    @property
    def window(self) -> tuple[int, int]:
        """First and last day of what is shown; (0, 0) when nothing is."""
        if not self.shown:
            return 0, 0
        return self.periods[self.shown[0]].first, self.periods[self.shown[-1]].last


def study(
    network: Network,
    *,
    as_of: int | None = None,
    case: str = "firm",
    by: str = "year",
    window: tuple[int | None, int | None] = (None, None),
    in_kind: bool = False,
    revenue_share: bool = True,
) -> Study:
    """Select, spread and pool the deals of a network.

    `window` is the first and last day to show; by default from the first money or revenue
    figure to the year of the as-of date. Raises ChoiceError when the window is empty.
    """
    deals = select(network, as_of=as_of, case=case, in_kind=in_kind, revenue_share=revenue_share)
    spans = flows_.spread(deals)
    known = figures_known_by(network.figures, as_of)
    figures = Figures(known)
    today = as_of or data_date(network)
    starts = [int(spans.first.min())] if len(spans.first) else []
    starts += [figures.first_day()] if figures.first_day() else []
    anchor = min(starts, default=today)
    first = window[0] or anchor or window[1] or 0
    last = window[1] or max(today, anchor, first)
    if last < first:
        raise ChoiceError("the window ends before it starts")
    begin = first if by == "total" else min([first, *starts])
    periods = calendar(begin, last, by) if last else []
    shown = tuple(number for number, period in enumerate(periods) if period.last >= first)
    flows = flows_.by_period(deals, spans, periods)
    return Study(
        network=network,
        as_of=today,
        case=case,
        by=by,
        deals=deals,
        spans=spans,
        flows=flows,
        periods=tuple(periods),
        shown=shown,
        figures=figures,
        pools=tuple(pools.build(deals, flows, spans, periods, network.inside, figures)),
    )


def what_if(
    given: Study, *, deals: pd.DataFrame | None = None, figures: Figures | None = None
) -> Study:
    """The same study with other deals or figures: what if a row were not there, or known?

    `deals` is `given.deals` with some `value` or `reason` changed (reason "" counts). Periods
    stay, so the result can be compared party by party and period by period.
    """
    deals = given.deals if deals is None else deals
    figures = given.figures if figures is None else figures
    periods = list(given.periods)
    spans = flows_.spread(deals)
    flows = flows_.by_period(deals, spans, periods)
    built = pools.build(deals, flows, spans, periods, given.network.inside, figures)
    return replace(
        given, deals=deals, spans=spans, flows=flows, figures=figures, pools=tuple(built)
    )


def rows(
    given: Study,
    parties: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[dict[str, Any]]:
    """The rows of `attribute`: periods in order, parties by name.

    A party has a row in every period in which money enters or leaves its pool. `progress` is
    called with (done, all) as the work goes on.
    """
    related = _related_party(given)
    segments = dict(zip(*(given.network.parties[key] for key in ("name", "segment")), strict=True))
    wanted = None if parties is None else set(parties)
    work = [
        (number, target)
        for number in given.shown
        for target in _named(given.pools[number])
        if wanted is None or given.pools[number].parties[target] in wanted
    ]
    result = []
    for done, (number, target) in enumerate(work):
        party = given.pools[number].parties[target]
        row = _row(given, number, target, segments[party])
        row["related_party"] = related.get((number, party), 0.0)
        result.append({key: _rounded(value) for key, value in row.items()})
        if progress is not None:
            progress(done + 1, len(work))
    return result


def _named(now: Pools) -> list[int]:
    alive = now.total[: len(now.parties)] > 0
    alive |= np.bincount(now.owner, weights=now.total, minlength=len(now.parties)) > 0
    alive |= np.array([covered.share > 0 for covered in now.revenue], dtype=bool)
    return sorted(np.flatnonzero(alive).tolist(), key=lambda target: now.parties[target])


def _row(given: Study, number: int, target: int, segment: str) -> dict[str, Any]:
    now = given.pools[number]
    party, period = now.parties[target], now.period
    marker = laps.buckets(given.pools, number, target)
    values = {
        "own": marker.own,
        "in_network": marker.in_network,
        "invested": marker.invested,
    }
    row: dict[str, Any] = {
        "party": party,
        "period": period.name,
        "booked": float(now.booked[target]),
        "inside_sales": float(now.inside_sales[target]),
        "customers": marker.customers,
    }
    for measure in bounds_.MEASURES:
        interval = _interval(given.pools, number, target, measure, values[measure])
        row |= {
            measure: values[measure],
            f"{measure}_low": interval[0],
            f"{measure}_high": interval[1],
        }
    row |= {
        "other_in_network": marker.other_in_network,
        "outside_investors": marker.outside_investors,
        "reciprocal": marker.reciprocal,
        "opening": marker.opening,
        "unexplained": marker.unexplained,
        "related_party": 0.0,
        "own_investment": float(now.investments[now.owner == target].sum()),
        "revenue_coverage": now.revenue[target].share,
        "segment_revenue": _segment_revenue(given, party, period, segment),
        "growth": _growth(given, number, target),
        "pro_forma": period.last > given.as_of,
    }
    return row


def _rounded(value: Any) -> Any:
    return round(value, _DECIMALS) + 0.0 if isinstance(value, float) else value


def _interval(
    given: Sequence[Pools], number: int, target: int, measure: str, marker: float
) -> tuple[float, float]:
    """Low and high around the marker; they are of the same graph, so only dust can differ."""
    if not given[number].inside_sales[target] > 0:
        return 0.0, 0.0
    found = bounds_.bounds(given, number, target, measure)
    slack = _SLACK * max(1.0, float(given[number].total.sum()))
    if not found.low - slack <= marker <= found.high + slack:
        raise ArithmeticError(
            f"{measure} of {given[number].parties[target]}: marker {marker} outside "
            f"[{found.low}, {found.high}]"
        )
    return min(found.low, marker), max(found.high, marker)


def binding(given: Study, party: str, period: str, measure: str) -> Bounds:
    """The bounds of one measure with the flows that bind its high end (the minimum cut)."""
    number = next(place for place in given.shown if given.periods[place].name == period)
    target = given.pools[number].parties.index(party)
    return bounds_.bounds(given.pools, number, target, measure)


def _segment_revenue(given: Study, party: str, period: Period, segment: str) -> float | None:
    if not segment:
        return None
    covered = given.figures.revenue(party, period, segment)
    return covered.revenue if covered.share >= 1 else None


def _growth(given: Study, number: int, target: int) -> float | None:
    if number == 0:
        return None
    before, now = given.pools[number - 1], given.pools[number]
    if before.revenue[target].share < 1 or now.revenue[target].share < 1:
        return None
    return float(now.booked[target] - before.booked[target])


def _related_party(given: Study) -> dict[tuple[int, str], float]:
    """Sales to related parties, by place of the period and seller (no assumption about mixing).

    Two parties are related once one has invested in the other, in any form. An investment with an
    amount counts, and one that is paid or firm also where its amount is unknown: a stake of
    unknown size is a stake.
    """
    deals, flows = given.deals, given.flows
    amount = deals["amount_usd_bn"]
    made = (deals["status"].isin(["paid", "firm"]) & amount.isna()) | (amount > 0)
    known = ~deals["reason"].isin([LATER, REPLACED, TALKS])
    stakes = deals.loc[(deals["class"] == INVESTMENT) & made & known & (deals["start_day"] > 0)]
    since: dict[frozenset[str], int] = {}
    for *pair, day in zip(stakes["payer"], stakes["payee"], stakes["start_day"], strict=True):
        both = frozenset(pair)
        since[both] = min(since.get(both, day), day)
    found: dict[tuple[int, str], float] = {}
    sales = flows.loc[flows["class"] == PURCHASE]
    columns = ("period", "payer", "payee", "amount")
    for period, payer, payee, amount in zip(*(sales[name] for name in columns), strict=True):
        first = since.get(frozenset((payer, payee)))
        if first is not None and first <= given.periods[period].last:
            found[period, payee] = found.get((period, payee), 0.0) + amount
    return found
