"""A study: a network seen on a date, in a case, cut into periods (method, sections 4 and 5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.study import flows as flows_
from moneyloop.analysis.study.figures import Figures
from moneyloop.analysis.study.periods import Period, around, calendar, total
from moneyloop.analysis.study.pools import build as build_pools
from moneyloop.analysis.study.selection import data_date, figures_known_by, select
from moneyloop.model import ChoiceError, Network

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.study.flows import Spread
    from moneyloop.analysis.study.pools import Pools

DECIMALS = 9  # one US dollar
DIGITS = 12  # of the amounts of a list of payments, whose unit may be any
# Keys of a row that are no amounts, and amounts that are no part of its revenue.
_RATIOS = frozenset({"revenue_coverage", "turns"})
_BESIDE = frozenset({"own_investment", "segment_revenue", "growth"})


@dataclass(frozen=True, eq=False)
class Study:
    """A network seen on a date, in a case, cut into periods: the state every answer starts from.

    `periods` runs from the first money to the end of the window, because cash is carried;
    `shown` are the indexes of the periods inside the window. `deals` has `value` and `reason`.
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

    def planned(self, period: Period) -> bool:
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
    unit: str = "year",
    in_kind: bool = False,
    revenue_share: bool = True,
    afresh: bool = False,
) -> Study:
    """Select, spread and pool the deals of a network.

    `window` is the first and last day to show; by default from the first money or revenue
    figure to the year of the as-of date. Cut by `total` it is one period of exactly these days,
    or of whole years at an end that is left out, written in `unit`; the days before it are cut by
    year, since their cash is carried into it. With `afresh` there is nothing before it. Raises
    ChoiceError when the window is empty.
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
    begin = min([first, *starts])
    if by == "total" and last:
        first = window[0] or around(first, "year").first
        last = window[1] or around(last, "year").last
        earlier = [] if afresh or begin >= first else calendar(begin, first - 1, "year")
        earlier[-1:] = [total(year.first, first - 1) for year in earlier[-1:]]
        periods = [*earlier, total(first, last, unit)]
    else:
        periods = calendar(begin, last, by) if last else []
    shown = tuple(index for index, period in enumerate(periods) if period.last >= first)
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
        pools=tuple(build_pools(deals, flows, spans, periods, network.inside, figures)),
    )


def what_if(
    study: Study, *, deals: pd.DataFrame | None = None, figures: Figures | None = None
) -> Study:
    """The same study with other deals or figures: what if a row were not there, or known?

    `deals` is `study.deals` with some `value` or `reason` changed (reason "" counts). Periods
    stay, so the result can be compared party by party and period by period.
    """
    deals = study.deals if deals is None else deals
    figures = study.figures if figures is None else figures
    periods = list(study.periods)
    spans = flows_.spread(deals)
    flows = flows_.by_period(deals, spans, periods)
    built = build_pools(deals, flows, spans, periods, study.network.inside, figures)
    return replace(
        study, deals=deals, spans=spans, flows=flows, figures=figures, pools=tuple(built)
    )


def places(
    study: Study,
    parties: Sequence[str] | None,
    touched: Callable[[int], set[int]] | None = None,
) -> list[tuple[int, int]]:
    """The (period, party) places that have a row: where money enters or leaves a pool.

    `touched` names further parties of a period: those whose pools have money for some amounts.
    """
    wanted = None if parties is None else set(parties)
    return [
        (period, target)
        for period in study.shown
        for target in _named(study.pools[period], touched(period) if touched else set())
        if wanted is None or study.pools[period].parties[target] in wanted
    ]


def _named(pools: Pools, more: set[int]) -> list[int]:
    alive = pools.total[: len(pools.parties)] > 0
    alive |= np.bincount(pools.owner, weights=pools.total, minlength=len(pools.parties)) > 0
    alive |= np.array([covered.share > 0 for covered in pools.reported], dtype=bool)
    nodes = more.union(np.flatnonzero(alive).tolist())
    return sorted(nodes, key=lambda target: pools.parties[target])


def deals_between(study: Study, period: int) -> dict[tuple[str, str, str], list[str]]:
    """The ids of the deals that flow in the period, by payer, payee and class."""
    flows = study.flows
    rows = flows.loc[(flows["period"] == period) & (flows["amount"] > 0)]
    ids = study.deals["id"].to_numpy()
    result: dict[tuple[str, str, str], list[str]] = {}
    for payer, payee, cls, deal in zip(
        *(rows[name] for name in ("payer", "payee", "class", "deal")), strict=True
    ):
        result.setdefault((payer, payee, cls), []).append(str(ids[deal]))
    return result


def report_years(study: Study) -> list[Period]:
    """The latest full year and the year before, latest first.

    Where no year is over by the as-of date, the latest year that has money. A list of payments
    ends with its last one: all its years are over.
    """
    over = [period for period in study.periods if not study.planned(period)]
    return (over or list(study.periods))[-2:][::-1]


def rounded(value: Any) -> Any:
    """A float to nine decimals, one US dollar; anything else as it is."""
    return round(value, DECIMALS) + 0.0 if isinstance(value, float) else value


def significant(value: Any, whole: float = 0.0) -> Any:
    """A float to twelve digits of itself, or of the `whole` that it is a part of if that is more.

    Anything else, and what is not finite, as it is.
    """
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    most = max(abs(value), abs(whole))
    return round(value, DIGITS - 1 - math.floor(math.log10(most))) + 0.0 if most > 0 else 0.0


def in_digits(study: Study, whole: float) -> Callable[[Any], Any]:
    """How the amounts of an answer are rounded: to one US dollar, or to digits of the whole."""
    return partial(significant, whole=whole) if study.network.is_ledger else rounded


def dust(study: Study, least: float, whole: float) -> float:
    """What is no more than rounding: `least` USD billions, of a ledger that part of the whole.

    Its unit may be any, so there nothing is too small by itself.
    """
    return least * whole if study.network.is_ledger else least


def rounded_row(study: Study, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `attribute`; in a list of payments its amounts have the digits of its revenue."""
    write = in_digits(study, row["revenue"] or 0.0)
    alone = in_digits(study, 0.0)
    return {
        key: (rounded if key in _RATIOS else alone if key in _BESIDE else write)(value)
        for key, value in row.items()
    }
