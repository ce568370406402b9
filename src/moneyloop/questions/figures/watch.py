"""What to watch: growth of revenue and of costs, revenue per user, and months of cash.

Two indicators of where a company's books are going, and its runway, from figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.books import basis
from moneyloop.books.basis import Basis
from moneyloop.books.comparisons import PER_USER_NOTE, one_before, per_user
from moneyloop.books.dates import SLACK
from moneyloop.books.quantity import Quantity, differences, ratio, rests_on
from moneyloop.books.readings import Reading, is_total, used
from moneyloop.input import items
from moneyloop.model import FIRM, USD_BN, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.figures.company import known
from moneyloop.words.columns import Column, Row, amount, keys

GROWTH, PER_USER, CASH = "growth", "revenue per user", "months of cash"
MEASURES = (
    (GROWTH, "revenue growth", "share"),
    (GROWTH, "cost growth", "share"),
    (GROWTH, "revenue growth / cost growth", "ratio"),
    (PER_USER, "revenue per user", "usd"),
    (CASH, "cash", USD_BN),
    (CASH, "burn a month", USD_BN),
    (CASH, "months of cash", "months"),
)
COLUMNS = (
    Column("indicator"),
    Column("party"),
    Column("measure"),
    amount("amount"),
    Column("unit"),
    Column("metric"),
    Column("segment"),
    Column("period"),
    Column("basis"),
    Column("per"),
    Column("gross_or_net"),
    Column("differs"),
    Column("reading"),
    Column("lasts_to"),
    Column("evidence"),
    Column("figures"),
    Column("deals"),
    Column("planned"),
)
LAB = "lab"
COSTS_UNKNOWN, PAST = "costs not known", "past by the as-of date"
_NAMED = {"spend": "burn", "operating_loss": "operating loss"}
DAYS_OF_A_MONTH = 365.25 / 12
# Spending that is no cost of the year's business.
_NO_COST = (*items.BURNS, items.INVESTMENT, items.SUBSIDY)


@asking.on_network
def watch(network: Network, *, party: asking.Names = (), as_of: asking.When = None) -> Result:
    """Is revenue growing faster than costs, what does a user bring, how long does the cash last?

    Seven rows for each party of which one of the three is known, in the order of MEASURES, each
    with `unit` (share, ratio, usd, usd_bn, months), segment, period, basis, evidence and figures;
    `amount` is None where it is not known. "growth" is over the period before, a year where there
    is one, else a quarter; total costs where they are known, else what there is, named in metric
    and segment. The ratio of the two has a `reading` in words, and `differs` says how bases
    differ in every number that is made of two. A lab, and a party asked for, is shown where its
    growth of revenue alone is known. Months of cash: the latest balance over the monthly burn of
    the latest period, an operating loss where no burn is known; forecasts only where nothing else
    is (`planned`). They run from the day of the balance to `lasts_to`, an ISO day; the reading
    says where that day is PAST. `extra` has parties and without (nothing to show is known).
    Raises ChoiceError for an unknown party.
    """
    if network.is_ledger:
        raise ChoiceError("a list of payments has no figures: a data package has some to watch")
    study = asking.study(network, as_of=as_of)
    wanted = asking.resolve_all(network, party)
    names = sorted(set(network.figures["party"]))
    labs = set(network.parties.loc[network.parties["kind"] == LAB, "name"])
    rows: list[dict[str, Any]] = []
    shown, without = [], []
    for name in [party for party in names if not wanted or party in wanted]:
        figures = used(known(study, name))
        if not figures:
            continue
        growth, cash = _growth(figures), _cash(figures, study.as_of)
        each = _per_user(figures)
        alone = growth[0] is not None and (name in labs or name in wanted)
        if alone or growth[1] is not None or each is not None or cash[2] is not None:
            shown.append(name)
            indicators = (*growth, each, *cash)
            rows += [_row(name, *of) for of in zip(MEASURES, indicators, strict=True)]
        else:
            without.append(name)
    without += sorted(set(wanted) - set(shown) - set(without))
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=FIRM,
        rows=rows,
        notes=_notes(shown, without, rows),
        extra={"parties": shown, "without": without},
        unit=network.unit,
        columns=COLUMNS,
        asked=wanted,
    )


@dataclass(frozen=True)
class Indicator:
    """One number of what to watch; of one that is made of two, in what their bases differ.

    `reading` is what it says in words, `lasts_to` the ISO day to which the cash lasts.
    """

    quantity: Quantity
    differs: list[str] | None = None
    reading: str | None = None
    lasts_to: str | None = None


Three = tuple[Indicator | None, Indicator | None, Indicator | None]


def _row(party: str, measured: tuple[str, str, str], indicator: Indicator | None) -> dict[str, Any]:
    group, measure, unit = measured
    row: dict[str, Any] = dict.fromkeys(keys(COLUMNS))
    if indicator is not None:
        row |= {key: value for key, value in indicator.quantity.row().items() if key in row}
        row |= {
            "differs": indicator.differs,
            "reading": indicator.reading,
            "lasts_to": indicator.lasts_to,
        }
    return row | {"indicator": group, "party": party, "measure": measure, "unit": unit}


def _per_user(figures: Sequence[Reading]) -> Indicator | None:
    each = per_user(figures)
    return None if each is None else Indicator(each.quantity, each.differs)


def _growth(figures: Sequence[Reading]) -> Three:
    """Growth of revenue and of costs over the same two periods, and the ratio of the two."""
    revenues = [pair for pair in _pairs(figures) if pair[0].metric == "revenue"]
    costs = [pair for pair in _pairs(figures) if _cost_rank(pair[0]) is not None]
    both = [(revenue, cost) for revenue in revenues for cost in costs if _together(revenue, cost)]
    if not both:
        best = min(revenues, key=lambda pair: _order(pair, pair), default=None)
        if best is None:
            return None, None, None
        alone = _grown(best)
        unknown = replace(_against(alone.quantity), amount=None)
        return alone, None, Indicator(unknown, reading=COSTS_UNKNOWN)
    revenue, cost = (_grown(pair) for pair in min(both, key=lambda pairs: _order(*pairs)))
    a, b = revenue.quantity, cost.quantity
    across = differences(a, b)
    against = replace(
        _against(a),
        amount=ratio(a, b, across=across) if b.known_amount > 0 else None,
        **rests_on(a, b),
    )
    words = _reading(a.known_amount, b.known_amount, b.metric)
    return revenue, cost, Indicator(against, across, words)


def _against(revenue: Quantity) -> Quantity:
    """What is told of growth of revenue against that of costs, before the number."""
    measure = Basis("growth against growth", revenue.basis.gross_or_net)
    return replace(revenue, metric="growth", segment=None, basis=measure)


Pair = tuple[Reading, Reading]


def _pairs(figures: Sequence[Reading]) -> list[Pair]:
    """Two years, or two quarters, one after the other, on the same basis."""
    pairs = []
    for reading in figures:
        if reading.unit == USD_BN and reading.span in ("year", "quarter"):
            before = one_before(reading, figures)
            if before is not None and before.known_amount > 0:
                pairs.append((reading, before))
    return pairs


def _cost_rank(reading: Reading) -> int | None:
    """Total costs first, then parts of them, then capital expenditure; None for what is none."""
    if reading.metric == "spend":
        if reading.item in _NO_COST:
            return None
        return {items.TOTAL_COSTS: 0, items.COST_OF_REVENUE: 1}.get(reading.item, 4)
    return {"inference_cost": 2, "training_cost": 3, "capex": 5}.get(reading.metric)


def _together(a: Pair, b: Pair) -> bool:
    return all(
        one.span == other.span and abs(one.last - other.last) <= SLACK
        for one, other in zip(a, b, strict=True)
    )


def _order(revenue: Pair, cost: Pair) -> tuple[Any, ...]:
    """What has been before forecasts, total costs, years, total revenue, and then the latest."""
    latest = revenue[0]
    return (
        any(reading.planned for reading in (*revenue, *cost)),
        _cost_rank(cost[0]) or 0,
        latest.span != "year",
        not is_total(latest),
        -latest.last,
        latest.segment,
        cost[0].segment,
    )


def _grown(pair: Pair) -> Indicator:
    """By how much the first of two readings is above the second, as a share of it."""
    reading, before = pair
    across = differences(reading, before)
    times = ratio(reading, before, across=across)
    assert times is not None
    grown = reading.derived(
        period=f"{reading.period} over {before.period}",
        amount=times - 1,
        unit="share",
        **rests_on(reading, before),
    )
    return Indicator(grown, across)


def _reading(revenue: float, cost: float, metric: str) -> str:
    grow, fall = ("grows", "falls") if metric == "capex" else ("grow", "fall")
    what = "capex" if metric == "capex" else "costs"
    if revenue == cost:
        return "both alike"
    if revenue > 0 > cost:
        return f"revenue grows, {what} {fall}"
    if cost > 0 > revenue:
        return f"{what} {grow}, revenue falls"
    if revenue > cost:
        return "revenue grows faster" if revenue > 0 else f"{what} {fall} faster"
    return f"{what} {grow} faster" if cost > 0 else "revenue falls faster"


def _cash(figures: Sequence[Reading], day: int) -> Three:
    """The latest balance, what goes in a month, and for how many months the one lasts.

    `day` is the as-of date: months that were over on it say so.
    """
    balances = [one for one in figures if one.metric == "cash" and not one.planned]
    cash = max(balances, key=lambda balance: balance.last, default=None)
    burn = _burn(figures)
    both = (
        None if cash is None else Indicator(cash),
        None if burn is None else Indicator(burn),
    )
    if cash is None or burn is None:
        return *both, None
    across = differences(cash, burn)
    months = ratio(cash, burn, across=across) if burn.known_amount > 0 else None
    if months is None:
        return *both, None
    measure = f"balance over a month of {_NAMED[burn.metric]}"
    held = cash.derived(
        segment=None,
        period=f"{cash.period}, burn {burn.period}",
        amount=months,
        unit="months",
        basis=Basis(measure, cash.basis.gross_or_net),
        **rests_on(cash, burn),
    )
    end = _lasts_to(cash, months)
    return *both, Indicator(
        held,
        across,
        reading=PAST if end is not None and end.toordinal() < day else None,
        lasts_to=None if end is None else end.isoformat(),
    )


def _lasts_to(cash: Reading, months: float) -> date | None:
    """The day on which a balance is spent; None beyond the last day of the calendar."""
    day = cash.last + months * DAYS_OF_A_MONTH
    return date.fromordinal(int(day)) if day <= date.max.toordinal() else None


def _burn(figures: Sequence[Reading]) -> Quantity | None:
    """What goes in a month: the latest cash burn, else operating loss; forecasts after both."""
    yearly = [one for one in figures if one.unit == USD_BN and one.per_year is not None]
    burns = [one for one in yearly if one.metric == "spend" and one.item in items.BURNS]
    losses = [one for one in yearly if one.metric == "operating_loss"]
    for planned in (False, True):
        for kind in (burns, losses):
            fit = [one for one in kind if one.planned is planned]
            latest = max(fit, key=lambda one: (one.last, one.first), default=None)
            if latest is not None and latest.per_year is not None:
                a_month = replace(latest.basis, per=basis.MONTH)
                return latest.derived(amount=latest.per_year / 12, basis=a_month)
    return None


def _notes(shown: Sequence[str], without: Sequence[str], rows: Sequence[Row]) -> list[str]:
    measured = {row["measure"] for row in rows if row["amount"] is not None}
    sentences = []
    if MEASURES[0][1] in measured:
        sentences.append(
            "Growth: of the year over the year before, or where no two years of both are known of "
            "the quarter over the quarter before, on one basis each. Where total costs are not "
            "known, a part of them or capital expenditure stands for them, and is named; capital "
            "expenditure pays for years of use, so it is no cost of one year. A lab, and a party "
            "asked for, is shown where its growth of revenue alone is known."
        )
    if PER_USER in measured:
        sentences.append(PER_USER_NOTE)
    if CASH in measured:
        sentences.append(
            "Months of cash: the latest balance over the latest known burn, counted from the day "
            "of the balance to the day to which it lasts, which may be past by the as-of date. "
            "Money raised or promised since, and a burn that changes, are not in it."
        )
    if without:
        sentences.append(
            f"Not one of the three is known of {len(without)} of {len(shown) + len(without)} "
            f"parties: {', '.join(without)}."
        )
    return sentences
