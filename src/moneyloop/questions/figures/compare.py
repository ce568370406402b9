"""Two profiles: the same measures of two parties, each on its own ruler, and never a winner.

Companies differ in what they book and whom they count, so their figures are no scores on one
scale: a row says in words why its two sides are not comparable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import measured, rulers
from moneyloop.books.measured import Measured
from moneyloop.books.readings import behind, is_total, line, year_of
from moneyloop.input import items
from moneyloop.model import FIRM, PURCHASE, USD_BN, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.figures.rulers import known, study_of
from moneyloop.questions.figures.whose_dollar import unsized_sales, whose_dollar
from moneyloop.words.amounts import percent
from moneyloop.words.columns import Column, Row
from moneyloop.words.labels import LABELS

SIDE_KEYS = (
    *("amount", "low", "high", "segment", "period", "ruler", "basis"),
    *("evidence", "figures", "deals", "planned"),
)


def _comparable(row: Row) -> str:
    told = {True: "yes", None: "?"}.get(row["comparable"])
    return told or f"no: {'; '.join(row['differs'])}".replace("..", " to ")


COLUMNS = (
    Column("measure", "Measure"),
    Column("unit"),
    *(Column(key) for key in ("a", *(f"a_{name}" for name in SIDE_KEYS))),
    *(Column(key) for key in ("b", *(f"b_{name}" for name in SIDE_KEYS))),
    Column("comparable", "Comparable?", cell=_comparable),
    Column("differs"),
)
RULE = (
    "Which figure stands for a measure: a preferred one, what has been before what is forecast, "
    "the total before a segment, and then the latest period that both have, else the latest of "
    "each."
)

_OF_A_YEAR = (
    "A fiscal year is of the calendar year that holds its middle, one from July to June of the "
    "year that it ends in; its period stands beside it."
)


@dataclass(frozen=True)
class Measure:
    """One figure to look for: it is one of `items`, the first are the best.

    A blank item is the metric itself, of the whole party. With `only` nothing else will do;
    `full_year` takes figures of a whole year.
    """

    name: str
    metric: str
    unit: str = USD_BN
    items: tuple[str, ...] = ("",)
    only: bool = False
    full_year: bool = False


REVENUE = Measure("recognised revenue of a year", "revenue", full_year=True)
PROFILE: tuple[Measure, ...] = (
    REVENUE,
    Measure("run rate", "run_rate"),
    Measure("enterprise share of revenue", "revenue", "pct", (items.ENTERPRISE_SHARE,), only=True),
    Measure("users", "users", "count_m"),
    Measure("gross margin", "gross_margin", "pct"),
    Measure("operating loss", "operating_loss"),
    Measure("total costs", "spend", items=(items.TOTAL_COSTS,), only=True),
    Measure("cash burn", "spend", items=items.BURNS, only=True),
    Measure("capital expenditure", "capex"),
    Measure("cash", "cash"),
    Measure("backlog", "backlog"),
    Measure("valuation", "valuation", items=(items.POST_MONEY, ""), only=True),
)
_PER_USER = "revenue per user"
_AHEAD = {"payer": "purchases committed, to come", "payee": "sales committed, to come"}
_SHARES = ("customers", "any_investor", "own")


@asking.on_network
def compare(
    network: Network,
    a: str,
    b: str,
    *,
    year: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
) -> Result:
    """The same rows for two parties, in the order asked; neither is ranked.

    One row per measure that either has: `unit` (usd_bn, pct, count_m, usd, ratio, share), and for
    each side `a_...` and `b_...` its party, amount, low and high (of an interval), segment,
    period, ruler, basis, evidence, figures, deals and planned; None where nothing is known.
    `comparable` is true only where both are on one ruler, `differs` says in what they differ (see
    `books.rulers.differences`), and both are None where a side is missing. No ratio of the two
    sides is made. With `year` only figures of that calendar year, a fiscal year being of the one
    that holds its middle (`year_of`); without it the latest, and for booked revenue the latest
    full year. What is committed, to come, is after the as-of date in either case. Raises
    ChoiceError for an unknown party or year, and for a party beside itself.
    """
    given = study_of(network, year, as_of, case)
    names = [asking.resolve(network, name) for name in (a, b)]
    if names[0] == names[1]:
        raise ChoiceError(f"{names[0]!r} twice: two profiles are of two parties")
    every = [known(given, name) for name in names]
    chosen = int(given.periods[given.shown[-1]].name) if year is not None else None
    rows, missing = [], []
    for name, unit, pair in _pairs(given, names, every, chosen):
        if pair[0] is None and pair[1] is None:
            missing.append(name)
        else:
            rows.append(_row(name, unit, names, pair))
    deals = given.deals
    mine = deals["payer"].isin(names) | deals["payee"].isin(names)
    return Result(
        data=network.data,
        as_of=selection.iso(given.as_of),
        case=case,
        rows=rows,
        left_out=selection.left_out(deals[mine]),
        notes=_notes(given, rows, missing, chosen)
        + [f"{name}: {note}" for name in names for note in unsized_sales(given, name)],
        extra={"a": names[0], "b": names[1], "year": given.periods[given.shown[-1]].name},
        unit=network.unit,
        columns=COLUMNS,
        asked=names,
    )


Pair = list[Mapping[str, Any] | None]


def _pairs(
    given: Study,
    names: Sequence[str],
    every: Sequence[Sequence[Mapping[str, Any]]],
    year: int | None,
) -> list[tuple[str, str, Pair]]:
    """Every measure with its unit and what stands for it on each side."""
    wanted = [[one for one in read if year in (None, year_of(one))] for read in every]
    found: list[tuple[str, str, Pair]] = []
    for measure in PROFILE:
        pair = choose(measure, wanted[0], wanted[1])
        found.append((measure.name, measure.unit, pair))
        if measure is REVENUE:
            growth = [_growth(now, read) for now, read in zip(pair, every, strict=True)]
            found.append(("revenue over the year before", "ratio", growth))
        if measure.name == "users":
            each: Pair = [rulers.per_user(read) for read in wanted]
            found.append((_PER_USER, "usd", each))
    for side, measure_ahead in _AHEAD.items():
        ahead: Pair = [_ahead(given, name, side) for name in names]
        found.append((measure_ahead, USD_BN, ahead))
    dollars = [{row["metric"]: row for row in whose_dollar(given, name)} for name in names]
    for key in _SHARES:
        shares: Pair = [_share(rows.get(key), rows.get("revenue")) for rows in dollars]
        found.append((f"{LABELS[key]}, of booked revenue", "share", shares))
    return found


def choose(
    measure: Measure, a: Sequence[Mapping[str, Any]], b: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any] | None]:
    """The reading of each side that stands for a measure, by RULE; None where there is none."""
    fit = [_fit(measure, read) for read in (a, b)]
    both = {one["period"] for one in fit[0]} & {one["period"] for one in fit[1]} - {None}
    return [
        max(
            [one for one in read if one["period"] in both] or read,
            # Of two of the same day the first in the file.
            key=lambda one: (one["last"], -line(one["figure"])),
            default=None,
        )
        for read in fit
    ]


def _fit(measure: Measure, read: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The readings of one party that may stand for a measure: not forecasts, best segment."""
    known_ = [
        one
        for one in rulers.used(read)
        if (one["metric"], one["unit"]) == (measure.metric, measure.unit)
        and not (measure.full_year and rulers.span(one) != "year")
        and not (measure.only and _rank(measure, one)[0] == len(measure.items))
    ]
    known_ = [one for one in known_ if not one["planned"]] or known_
    best = min((_rank(measure, one) for one in known_), default=None)
    return [one for one in known_ if _rank(measure, one) == best]


def _rank(measure: Measure, one: Mapping[str, Any]) -> tuple[int, bool]:
    """Which of the items a figure is, the whole party before a part of it; other items come last.

    Of these, what stands beside a figure of the whole party comes first.
    """
    for place, item in enumerate(measure.items):
        if is_total(one) if item == "" else one["item"] == item:
            return place, one["line"] != items.TOTAL
    other = items.thing(one["item"]) != "" or one["line"] != items.TOTAL
    return len(measure.items), other


def _growth(
    now: Mapping[str, Any] | None, read: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The recognised revenue of a year over that of the year before, on the same ruler."""
    before = rulers.year_before(now, rulers.used(read)) if now else None
    if now is None or before is None or before["amount"] <= 0:
        return None
    value = rulers.ratio(now, before, across=rulers.differences(now, before))
    return {
        **now,
        "metric": "revenue growth",
        "amount": rounded(value),
        "unit": "ratio",
        **measured.by(
            Measured(measured.RECOGNISED, per=measured.YEAR_BEFORE, forecast=now["planned"])
        ),
        "period": f"{now['period']} over {before['period']}",
        "figure": None,
        **rulers.rests_on(now, before),
    }


def _ahead(given: Study, party: str, side: str) -> dict[str, Any] | None:
    """What the deals schedule after the as-of date of purchases that a party pays or is paid."""
    spans, deals = given.spans, given.deals
    mine = ((deals[side] == party) & (deals["class"] == PURCHASE)).to_numpy()
    later = mine[spans.deal] & (spans.last > given.as_of)
    if not later.any():
        return None
    start, last = given.as_of + 1, int(spans.last.max())
    found = behind(given.network, deals["id"].iloc[spans.deal[later]].tolist())
    return {
        "metric": "committed",
        "segment": None,
        "amount": rounded(float(spans.between(start, last, later).sum())),
        "unit": USD_BN,
        **measured.by(Measured(measured.COMMITTED, per=measured.TERM_TO_COME)),
        "basis": "unknown",
        "period": f"after {selection.iso(given.as_of)}",
        "first": start,
        "last": start,
        "planned": True,
        **found,
    }


def _share(
    row: Mapping[str, Any] | None, booked: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """A bucket of booked revenue as a share of it, with its interval."""
    if row is None or booked is None:
        return None
    ends = {
        key: None if row[key] is None else rounded(row[key] / booked["amount"])
        for key in ("low", "high")
    }
    known_ = (
        "" if row["coverage"] >= 1 else f" (figures cover {percent(row['coverage'])} of the days)"
    )
    measure = f"share of revenue{known_}, {row['measured'].measure}"
    ruler = measured.by(replace(row["measured"], measure=measure))
    return {**row, **ends, "amount": row["share"], "unit": "share", **ruler}


def _row(name: str, unit: str, names: Sequence[str], pair: Pair) -> dict[str, Any]:
    a, b = pair
    differs = rulers.differences(a, b) if a is not None and b is not None else None
    row: dict[str, Any] = {"measure": name, "unit": unit}
    for letter, party, side in zip("ab", names, pair, strict=True):
        row[letter] = party
        row |= {f"{letter}_{key}": value for key, value in _side(side).items()}
    return row | {"comparable": None if differs is None else not differs, "differs": differs}


def _side(side: Mapping[str, Any] | None) -> dict[str, Any]:
    if side is None:
        return dict.fromkeys(SIDE_KEYS)
    rests = rulers.rests_on(side)
    value = {key: side.get(key) for key in SIDE_KEYS} | rests
    return value | {"amount": rounded(side["amount"])}


def _notes(
    given: Study, rows: Sequence[Mapping[str, Any]], missing: Sequence[str], year: int | None
) -> list[str]:
    told = [
        "Two profiles, and no ranking: the two may be different kinds of company, count "
        "differently and tell a different part of what there is. No side is ahead here.",
        RULE,
        *([f"Only figures of {year}. {_OF_A_YEAR}"] if year else []),
        "On one ruler: the same measure, unit, gross or net, segment, period and evidence. A "
        "side without a known figure is ?, which is not zero.",
    ]
    if any(row["measure"] == _PER_USER for row in rows):
        told.append(rulers.PER_USER_NOTE)
    if any(row["measure"] in _AHEAD.values() for row in rows):
        whatever = f", whatever the year: it is not of {year}" if year else ""
        told.append(
            f"Committed, to come: what the deals schedule after the as-of date{whatever}. Rows of "
            "unknown amount or with no dates add nothing to it: see what is left out."
        )
    if any(row["unit"] == "share" for row in rows):
        name = given.periods[given.shown[-1]].name
        told.append(f"Shares of booked revenue are those of {name}: estimate, low and high.")
    if missing:
        told.append(f"Neither has a known figure of: {', '.join(missing)}.")
    return told
