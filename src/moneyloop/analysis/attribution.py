"""Whose dollar is it: one row per party and period, marker and interval of every measure.

The keys are promised (method, section 15); amounts are USD billions, unknown is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.ranged import rows as interval_rows
from moneyloop.analysis.ranged.ranges import RangedPools
from moneyloop.analysis.study import flows as flows_
from moneyloop.analysis.study import pools
from moneyloop.analysis.study.figures import Figures
from moneyloop.analysis.study.periods import Period, calendar
from moneyloop.analysis.study.selection import (
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

    from moneyloop.analysis.pooled.bounds import Binding, Bounds
    from moneyloop.analysis.pooled.laps import Buckets
    from moneyloop.analysis.study.flows import Spread
    from moneyloop.analysis.study.pools import Pools

POINT, INTERVAL = "point", "interval"
AMOUNTS = (POINT, INTERVAL)

DECIMALS = 9  # one US dollar
_SLACK = 1e-7


@dataclass(frozen=True, eq=False)
class Study:
    """A network seen on a date, in a case, cut into periods: the state every answer starts from.

    `periods` runs from the first money to the end of the window, because cash is carried;
    `shown` are the places of the periods inside the window. `deals` has `value` and `reason`.
    `known_by` is the date that was asked for, None where all rows and figures count; `as_of` is
    then the last day of which the data speaks.
    """

    network: Network
    as_of: int
    known_by: int | None
    case: str
    by: str
    deals: pd.DataFrame
    spans: Spread
    flows: pd.DataFrame
    periods: tuple[Period, ...]
    shown: tuple[int, ...]
    figures: Figures
    pools: tuple[Pools, ...]

    @cached_property
    def segments(self) -> dict[str, str]:
        """The segment of each party that sells into the network, as figures name it."""
        parties = self.network.parties
        return dict(zip(parties["name"], parties["segment"], strict=True))

    @property
    def window(self) -> tuple[int, int]:
        """First and last day of what is shown; (0, 0) when nothing is."""
        if not self.shown:
            return 0, 0
        return self.periods[self.shown[0]].first, self.periods[self.shown[-1]].last

    def pro_forma(self, period: Period) -> bool:
        """Whether scheduled or forecast money is in a period: it is not over by the as-of date.

        A list of payments schedules nothing.
        """
        return period.last > self.as_of and not self.network.is_ledger


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
    figures = Figures(known, all_is_listed=network.is_ledger)
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
        known_by=as_of,
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
    amounts: str = POINT,
) -> list[dict[str, Any]]:
    """The rows of `attribute`: periods in order, parties by name.

    A party has a row in every period in which money enters or leaves its pool. `progress` is
    called with (done, all) as the work goes on. `amounts`: "point" counts those of the study's
    case, with "interval" low and high are over all that the rows allow.
    """
    ranged = RangedPools(given) if amounts == INTERVAL else None
    work = places(given, parties, ranged)
    related = related_party(given)
    turns = {target: laps.turns(given.pools, target) for target in {target for _, target in work}}
    result = []
    for done, (number, target) in enumerate(work):
        now = given.pools[number]
        marker = laps.buckets(given.pools, number, target)
        values = {
            "own": marker.own,
            "in_network": marker.in_network,
            "invested": marker.invested,
        }
        intervals = {
            measure: _interval(given.pools, number, target, measure, values[measure])
            for measure in bounds_.MEASURES
        }
        row = described(given, number, target, marker, intervals, related)
        row |= {
            "own_investment": float(now.investments[now.owner == target].sum()),
            "turns": turns[target][number],
        }
        if ranged is not None:
            row = interval_rows.widened(ranged, number, target, row)
        result.append({key: rounded(value) for key, value in row.items()})
        if progress is not None:
            progress(done + 1, len(work))
    return result


def places(
    given: Study, parties: Sequence[str] | None, ranged: RangedPools | None = None
) -> list[tuple[int, int]]:
    """The (period, party) places that have a row: where money enters or leaves a pool.

    With `ranged` pools, where it may do so for some amounts.
    """
    wanted = None if parties is None else set(parties)
    return [
        (number, target)
        for number in given.shown
        for target in _named(given.pools[number], ranged.touched(number) if ranged else set())
        if wanted is None or given.pools[number].parties[target] in wanted
    ]


def _named(now: Pools, more: set[int]) -> list[int]:
    alive = now.total[: len(now.parties)] > 0
    alive |= np.bincount(now.owner, weights=now.total, minlength=len(now.parties)) > 0
    alive |= np.array([covered.share > 0 for covered in now.revenue], dtype=bool)
    places = more.union(np.flatnonzero(alive).tolist())
    return sorted(places, key=lambda target: now.parties[target])


def described(
    given: Study,
    number: int,
    target: int,
    marker: Buckets,
    intervals: Mapping[str, tuple[float, float]],
    related: Mapping[tuple[int, str], float],
) -> dict[str, Any]:
    """A row (method, section 15): the buckets of `marker`, the intervals, and what is beside them.

    `own_investment` and `turns` are None here: they depend on the model.
    """
    now = given.pools[number]
    party, period = now.parties[target], now.period
    segment = given.segments[party]
    row: dict[str, Any] = {
        "party": party,
        "period": period.name,
        "booked": float(now.booked[target]),
        "inside_sales": float(now.inside_sales[target]),
        "customers": marker.customers,
    }
    for measure in bounds_.MEASURES:
        row[measure] = getattr(marker, measure)
        row[f"{measure}_low"], row[f"{measure}_high"] = intervals[measure]
    return row | {
        "other_in_network": marker.other_in_network,
        "outside_investors": marker.outside_investors,
        "reciprocal": marker.reciprocal,
        "opening": marker.opening,
        "unexplained": marker.unexplained,
        "related_party": related.get((number, party), 0.0),
        "own_investment": None,
        "revenue_coverage": now.revenue[target].share,
        "segment_revenue": _segment_revenue(given, party, period, segment),
        "growth": _growth(given, number, target),
        "pro_forma": given.pro_forma(period),
        "turns": None,
    }


def rounded(value: Any) -> Any:
    """A float to nine decimals, one US dollar; anything else as it is."""
    return round(value, DECIMALS) + 0.0 if isinstance(value, float) else value


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


def interval(given: Study, number: int, target: int, measure: str) -> tuple[float, float, float]:
    """Low, marker and high of one measure of one party in period `number`, USD billions."""
    return intervals(given, number, target, [measure])[measure]


def intervals(
    given: Study, number: int, target: int, measures: Sequence[str] = bounds_.MEASURES
) -> dict[str, tuple[float, float, float]]:
    """Low, marker and high of some measures of one party in period `number`, USD billions."""
    marker = laps.buckets(given.pools, number, target)
    found = {}
    for measure in measures:
        middle = float(getattr(marker, measure))
        low, high = _interval(given.pools, number, target, measure, middle)
        found[measure] = (low, middle, high)
    return found


def binding(given: Study, party: str, period: str, measure: str) -> Bounds:
    """The bounds of one measure with the flows that bind its ends (the minimum cuts)."""
    number = next(place for place in given.shown if given.periods[place].name == period)
    target = given.pools[number].parties.index(party)
    return bounds_.bounds(given.pools, number, target, measure)


def deals_behind(given: Study, flow: Binding) -> list[str]:
    """The ids of the deals that make a flow of a minimum cut; none for leaks and carried cash."""
    number = next(place for place, period in enumerate(given.periods) if period.name == flow.period)
    flows = given.flows
    mine = (flows["period"] == number) & (flows["payee"] == flow.payee)
    mine &= flows["class"] == flow.cls
    if flow.payer:
        mine &= flows["payer"] == flow.payer
    return given.deals["id"].iloc[flows.loc[mine, "deal"].to_numpy()].tolist()


def report_years(given: Study) -> list[Period]:
    """The latest full year and the year before, latest first.

    Where no year is over by the as-of date, the latest year that has money.
    """
    over = [period for period in given.periods if period.last <= given.as_of]
    return (over or list(given.periods))[-2:][::-1]


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


def related_party(given: Study) -> dict[tuple[int, str], float]:
    """Sales to related parties, by place of the period and seller (no assumption about mixing).

    Two parties are related once one has invested in the other, in any form. An investment with an
    amount counts, and one that is paid or firm also where its amount is unknown: a stake of
    unknown size is a stake.
    """
    import pandas as pd

    deals, flows = given.deals, given.flows
    amount = deals["amount_usd_bn"]
    made = (deals["status"].isin(["paid", "firm"]) & amount.isna()) | (amount > 0)
    known = ~deals["reason"].isin([LATER, REPLACED, TALKS])
    stakes = (deals["class"] == INVESTMENT) & made & known & (deals["start_day"] > 0)
    ends = np.concatenate([deals["payer"].to_numpy(), deals["payee"].to_numpy()])
    codes, names = pd.factorize(ends.astype(object))
    payer, payee = codes[: len(deals)], codes[len(deals) :]
    pair = np.minimum(payer, payee) * len(names) + np.maximum(payer, payee)
    since = deals.loc[stakes, "start_day"].groupby(pair[stakes]).min()
    sales = flows.loc[flows["class"] == PURCHASE]
    deal, period = sales["deal"].to_numpy(), sales["period"].to_numpy()
    first = since.reindex(pair[deal]).to_numpy()  # NaN for parties that are not related
    last = np.array([period.last for period in given.periods], dtype=float)
    related = first <= last[period]
    cell = period[related] * len(names) + payee[deal[related]]
    sums = np.bincount(cell, weights=sales["amount"].to_numpy()[related])
    return {
        (place // len(names), names[place % len(names)]): float(sums[place])
        for place in np.unique(cell).tolist()
    }
