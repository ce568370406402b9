"""What to watch: growth of revenue and of costs, revenue per user, and months of cash.

Two indicators of where a company's books are going, and its runway, from figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import rounded
from moneyloop.books import measured, rulers
from moneyloop.books.measured import Measured
from moneyloop.books.readings import Reading, is_total
from moneyloop.input import items
from moneyloop.model import FIRM, USD_BN, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.figures.rulers import known
from moneyloop.words.columns import Column, amount, keys

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
    Column("ruler"),
    Column("per"),
    Column("basis"),
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
    with `unit` (share, ratio, usd, usd_bn, months), segment, period, ruler, evidence and figures;
    `amount` is None where it is not known. "growth" is over the period before, a year where there
    is one, else a quarter; total costs where they are known, else what there is, named in metric
    and segment. The ratio of the two has a `reading` in words, and `differs` says how rulers
    differ in every number that is made of two. A lab, and a party asked for, is shown where its
    growth of revenue alone is known. Months of cash: the latest balance over the monthly burn of
    the latest period, an operating loss where no burn is known; forecasts only where nothing else
    is (`planned`). They run from the day of the balance to `lasts_to`, an ISO day; the reading
    says where that day is PAST. `extra` has parties and without (nothing to show is known).
    Raises ChoiceError for an unknown party.
    """
    if network.is_ledger:
        raise ChoiceError("a list of payments has no figures: a data package has some to watch")
    given = asking.study(network, as_of=as_of)
    wanted = asking.resolve_all(network, party)
    names = sorted(set(network.figures["party"]))
    labs = set(network.parties.loc[network.parties["kind"] == LAB, "name"])
    rows: list[dict[str, Any]] = []
    shown, without = [], []
    for name in [one for one in names if not wanted or one in wanted]:
        read = rulers.used(known(given, name))
        if not read:
            continue
        revenue, cost, both = _growth(read)
        cash, burn, months = _cash(read, given.as_of)
        each = rulers.per_user(read)
        alone = revenue is not None and (name in labs or name in wanted)
        if alone or any(one is not None for one in (cost, each, months)):
            mine = (revenue, cost, both, each, cash, burn, months)
            shown.append(name)
            rows += [_row(name, *named, one) for named, one in zip(MEASURES, mine, strict=True)]
        else:
            without.append(name)
    without += sorted(set(wanted) - set(shown) - set(without))
    return Result(
        data=network.data,
        as_of=selection.iso(given.as_of),
        case=FIRM,
        rows=rows,
        notes=_notes(shown, without, rows),
        extra={"parties": shown, "without": without},
        unit=network.unit,
        columns=COLUMNS,
        asked=wanted,
    )


def _row(
    party: str, indicator: str, measure: str, unit: str, one: Reading | None
) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(keys(COLUMNS))
    row |= {"indicator": indicator, "party": party, "measure": measure, "unit": unit}
    if one is None:
        return row
    row |= {
        key: one.get(key) for key in ("amount", "metric", "segment", "period", "ruler", "basis")
    }
    row |= {key: one.get(key) for key in ("differs", "reading", "lasts_to", "per")}
    row["amount"] = rounded(row["amount"])
    return row | rulers.rests_on(one)


def _growth(read: Sequence[Reading]) -> list[Reading | None]:
    """Growth of revenue and of costs over the same two periods, and the ratio of the two."""
    revenue = [pair for pair in _pairs(read) if pair[0]["metric"] == "revenue"]
    costs = [pair for pair in _pairs(read) if _cost_rank(pair[0]) is not None]
    both = [(mine, cost) for mine in revenue for cost in costs if _together(mine, cost)]
    if not both:
        best = min(revenue, key=lambda pair: _order(pair, pair), default=None)
        if best is None:
            return [None, None, None]
        alone = _grown(best)
        return [alone, None, _against(alone, COSTS_UNKNOWN)]
    mine, cost = min(both, key=lambda item: _order(*item))
    a, b = _grown(mine), _grown(cost)
    across = rulers.differences(a, b)
    made = {
        "amount": rulers.ratio(a, b, across=across) if b["amount"] > 0 else None,
        "differs": across,
        **rulers.rests_on(a, b),
    }
    return [a, b, _against(a, _reading(a["amount"], b["amount"], b["metric"])) | made]


def _against(revenue: Reading, reading: str) -> dict[str, Any]:
    """Growth of revenue against that of costs, in words; without costs there is no number."""
    words = {"metric": "growth", "segment": None, **measured.by(Measured("growth against growth"))}
    return {**revenue, **words, "amount": None, "differs": None, "reading": reading}


Pair = tuple[Reading, Reading]


def _pairs(read: Sequence[Reading]) -> list[Pair]:
    """Two years, or two quarters, one after the other, on the same ruler."""
    found = []
    for now in read:
        if now["unit"] == USD_BN and rulers.span(now) in ("year", "quarter"):
            before = rulers.one_before(now, read)
            if before is not None and before["amount"] > 0:
                found.append((now, before))
    return found


def _cost_rank(one: Reading) -> int | None:
    """Total costs first, then parts of them, then capital expenditure; None for what is none."""
    if one["metric"] == "spend":
        if one["item"] in _NO_COST:
            return None
        return {items.TOTAL_COSTS: 0, items.COST_OF_REVENUE: 1}.get(one["item"], 4)
    return {"inference_cost": 2, "training_cost": 3, "capex": 5}.get(one["metric"])


def _together(a: Pair, b: Pair) -> bool:
    return all(
        rulers.span(one) == rulers.span(other) and abs(one["last"] - other["last"]) <= rulers.SLACK
        for one, other in zip(a, b, strict=True)
    )


def _order(revenue: Pair, cost: Pair) -> tuple[Any, ...]:
    """What has been before forecasts, total costs, years, total revenue, and then the latest."""
    now = revenue[0]
    return (
        any(one["planned"] for one in (*revenue, *cost)),
        _cost_rank(cost[0]) or 0,
        rulers.span(now) != "year",
        not is_total(now),
        -now["last"],
        now["segment"],
        cost[0]["segment"],
    )


def _grown(pair: Pair) -> dict[str, Any]:
    now, before = pair
    times = rulers.ratio(now, before, across=rulers.differences(now, before))
    assert times is not None
    return {
        **now,
        "amount": times - 1,
        "unit": "share",
        "period": f"{now['period']} over {before['period']}",
        "figure": None,
        "differs": rulers.differences(now, before),
        **rulers.rests_on(now, before),
    }


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


def _cash(read: Sequence[Reading], day: int) -> list[Reading | None]:
    """The latest balance, what goes in a month, and for how many months the one lasts.

    `day` is the as-of date: months that were over on it say so.
    """
    balances = [one for one in read if one["metric"] == "cash" and not one["planned"]]
    cash = max(balances, key=lambda one: int(one["last"]), default=None)
    burn = _burn(read)
    if cash is None or burn is None:
        return [cash, burn, None]
    across = rulers.differences(cash, burn)
    months = rulers.ratio(cash, burn, across=across) if burn["amount"] > 0 else None
    if months is None:
        return [cash, burn, None]
    last = _lasts_to(cash, months)
    held = {
        **cash,
        "metric": "cash",
        "segment": None,
        "amount": months,
        "period": f"{cash['period']}, burn {burn['period']}",
        **measured.by(Measured(f"balance over a month of {_NAMED[burn['metric']]}")),
        "differs": across,
        "lasts_to": None if last is None else last.isoformat(),
        "reading": PAST if last is not None and last.toordinal() < day else None,
        "figure": None,
        **rulers.rests_on(cash, burn),
    }
    return [cash, burn, held]


def _lasts_to(cash: Reading, months: float) -> date | None:
    """The day on which a balance is spent; None beyond the last day of the calendar."""
    day = cash["last"] + months * DAYS_OF_A_MONTH
    return date.fromordinal(int(day)) if day <= date.max.toordinal() else None


def _burn(read: Sequence[Reading]) -> dict[str, Any] | None:
    """What goes in a month: the latest cash burn, else operating loss; forecasts after both."""
    kinds = [
        [
            one
            for one in read
            if one["metric"] == metric
            and one["unit"] == USD_BN
            and one["per_year"] is not None
            and (metric != "spend" or one["item"] in items.BURNS)
        ]
        for metric in ("spend", "operating_loss")
    ]
    for forecast in (False, True):
        for kind in kinds:
            fit = [one for one in kind if one["planned"] is forecast]
            if fit:
                last = max(fit, key=lambda one: (one["last"], one["first"]))
                a_month = measured.by(replace(last["measured"], per=measured.MONTH))
                return {**last, "amount": last["per_year"] / 12, **a_month}
    return None


def _notes(
    shown: Sequence[str], without: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> list[str]:
    found = {row["measure"] for row in rows if row["amount"] is not None}
    told = []
    if MEASURES[0][1] in found:
        told.append(
            "Growth: of the year over the year before, or where no two years of both are known of "
            "the quarter over the quarter before, on one ruler each. Where total costs are not "
            "known, a part of them or capital expenditure stands for them, and is named; capital "
            "expenditure pays for years of use, so it is no cost of one year. A lab, and a party "
            "asked for, is shown where its growth of revenue alone is known."
        )
    if PER_USER in found:
        told.append(rulers.PER_USER_NOTE)
    if CASH in found:
        told.append(
            "Months of cash: the latest balance over the latest known burn, counted from the day "
            "of the balance to the day to which it lasts, which may be past by the as-of date. "
            "Money raised or promised since, and a burn that changes, are not in it."
        )
    if without:
        told.append(
            f"Not one of the three is known of {len(without)} of {len(shown) + len(without)} "
            f"parties: {', '.join(without)}."
        )
    return told
