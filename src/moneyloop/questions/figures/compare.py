"""Two profiles: the same measures of two parties, each on its own basis, and never a winner.

Companies differ in what they book and whom they count, so their figures are no scores on one
scale: a row says in words why its two sides are not comparable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import basis
from moneyloop.books.basis import Basis
from moneyloop.books.comparisons import PER_USER_NOTE, per_user, year_before
from moneyloop.books.evidence import line
from moneyloop.books.quantity import Quantity, differences, ratio, rests_on
from moneyloop.books.readings import Reading, behind, is_total, used
from moneyloop.input import items
from moneyloop.model import FIRM, PURCHASE, USD_BN, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.figures.company import known, study_of
from moneyloop.questions.figures.whose_dollar import ENDS, Bucket, unsized_sales, whose_dollar
from moneyloop.words.amounts import percent
from moneyloop.words.columns import Column, Row
from moneyloop.words.labels import LABELS

SIDE_KEYS = (
    *("amount", *ENDS, "segment", "period", "basis", "gross_or_net"),
    *("evidence", "figures", "deals", "planned"),
)


def _comparable(row: Row) -> str:
    short = {True: "yes", None: "?"}.get(row["comparable"])
    return short or f"no: {'; '.join(row['differs'])}".replace("..", " to ")


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
    period, basis (in words), gross_or_net, evidence, figures, deals and planned; None where nothing
    is known. `comparable` is true only where both are on one basis, `differs` says in what they
    differ (`books.quantity.differences`), and both are None where a side is missing. No ratio of
    the two sides is made. With `year` only figures of that calendar year, a fiscal year being of
    the one that holds its middle (`Reading.year`); without it the latest, and for booked revenue
    the latest full year. What is committed, to come, is after the as-of date in either case.
    Raises ChoiceError for an unknown party or year, and for a party beside itself.
    """
    study = study_of(network, year, as_of, case)
    names = [asking.resolve(network, name) for name in (a, b)]
    if names[0] == names[1]:
        raise ChoiceError(f"{names[0]!r} twice: two profiles are of two parties")
    chosen = int(study.periods[study.shown[-1]].name) if year is not None else None
    rows, missing = [], []
    for name, unit, sides in _measures(study, names, chosen):
        if sides == (None, None):
            missing.append(name)
        else:
            rows.append(_row(name, unit, names, sides))
    deals = study.deals
    own = deals["payer"].isin(names) | deals["payee"].isin(names)
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=rows,
        left_out=selection.left_out(deals[own]),
        notes=_notes(study, rows, missing, chosen)
        + [f"{name}: {note}" for name in names for note in unsized_sales(study, name)],
        extra={"a": names[0], "b": names[1], "year": study.periods[study.shown[-1]].name},
        unit=network.unit,
        columns=COLUMNS,
        asked=names,
    )


Sides = tuple[Quantity | None, Quantity | None]


def _measures(study: Study, names: Sequence[str], year: int | None) -> list[tuple[str, str, Sides]]:
    """Every measure with its unit and what stands for it on each side."""
    every = [known(study, name) for name in names]
    a, b = ([one for one in figures if year in (None, one.year)] for figures in every)
    measures: list[tuple[str, str, Sides]] = []
    for measure in PROFILE:
        chosen = choose(measure, a, b)
        measures.append((measure.name, measure.unit, chosen))
        if measure is REVENUE:
            growth = (_growth(chosen[0], every[0]), _growth(chosen[1], every[1]))
            measures.append(("revenue over the year before", "ratio", growth))
        if measure.name == "users":
            measures.append((_PER_USER, "usd", (_per_user(a), _per_user(b))))
    for role, name in _AHEAD.items():
        ahead = (_ahead(study, names[0], role), _ahead(study, names[1], role))
        measures.append((name, USD_BN, ahead))
    buckets = [
        {bucket.quantity.metric: bucket for bucket in whose_dollar(study, name)} for name in names
    ]
    for key in _SHARES:
        shares = (_share(buckets[0], key), _share(buckets[1], key))
        measures.append((f"{LABELS[key]}, of booked revenue", "share", shares))
    return measures


def choose(
    measure: Measure, a: Sequence[Reading], b: Sequence[Reading]
) -> tuple[Reading | None, Reading | None]:
    """The reading of each side that stands for a measure, by RULE; None where there is none."""
    of_a, of_b = _fit(measure, a), _fit(measure, b)
    both = {one.period for one in of_a} & {one.period for one in of_b} - {None}
    return _latest(of_a, both), _latest(of_b, both)


def _latest(fit: Sequence[Reading], periods: set[str | None]) -> Reading | None:
    """The latest reading of these periods, else of all; of two of a day the first in the file."""
    return max(
        [one for one in fit if one.period in periods] or fit,
        key=lambda one: (one.last, -line(one.figure)),
        default=None,
    )


def _fit(measure: Measure, figures: Sequence[Reading]) -> list[Reading]:
    """The readings of one party that may stand for a measure: not forecasts, best segment."""
    fit = [
        one
        for one in used(figures)
        if (one.metric, one.unit) == (measure.metric, measure.unit)
        and not (measure.full_year and one.span != "year")
        and not (measure.only and _rank(measure, one)[0] == len(measure.items))
    ]
    fit = [one for one in fit if not one.planned] or fit
    best = min((_rank(measure, one) for one in fit), default=None)
    return [one for one in fit if _rank(measure, one) == best]


def _rank(measure: Measure, reading: Reading) -> tuple[int, bool]:
    """Which of the items a figure is, the whole party before a part of it; other items come last.

    Of these, what stands beside a figure of the whole party comes first.
    """
    for index, item in enumerate(measure.items):
        if is_total(reading) if item == "" else reading.item == item:
            return index, reading.line != items.TOTAL
    other = items.thing(reading.item) != "" or reading.line != items.TOTAL
    return len(measure.items), other


def _growth(reading: Reading | None, figures: Sequence[Reading]) -> Quantity | None:
    """The recognised revenue of a year over that of the year before, on the same basis."""
    before = year_before(reading, used(figures)) if reading else None
    if reading is None or before is None or before.known_amount <= 0:
        return None
    return reading.derived(
        metric="revenue growth",
        period=f"{reading.period} over {before.period}",
        amount=rounded(ratio(reading, before, across=differences(reading, before))),
        unit="ratio",
        basis=Basis(
            basis.RECOGNISED,
            reading.basis.gross_or_net,
            per=basis.YEAR_BEFORE,
            forecast=reading.planned,
        ),
        **rests_on(reading, before),
    )


def _per_user(figures: Sequence[Reading]) -> Quantity | None:
    each = per_user(figures)
    return None if each is None else each.quantity


def _ahead(study: Study, party: str, role: str) -> Quantity | None:
    """What the deals schedule after the as-of date of purchases that a party pays or is paid."""
    spans, deals = study.spans, study.deals
    own = ((deals[role] == party) & (deals["class"] == PURCHASE)).to_numpy()
    later = own[spans.deal] & (spans.last > study.as_of)
    if not later.any():
        return None
    start, last = study.as_of + 1, int(spans.last.max())
    ids = deals["id"].iloc[spans.deal[later]].tolist()
    support: dict[str, Any] = behind(study.network, ids)
    return Quantity(
        metric="committed",
        segment=None,
        period=f"after {selection.iso(study.as_of)}",
        first=start,
        last=start,
        amount=rounded(float(spans.between(start, last, later).sum())),
        unit=USD_BN,
        basis=Basis(basis.COMMITTED, per=basis.TERM_TO_COME),
        planned=True,
        **support,
    )


def _share(buckets: Mapping[str, Bucket], name: str) -> Quantity | None:
    """A bucket of booked revenue as a share of it, with its interval."""
    if name not in buckets or "revenue" not in buckets:
        return None
    bucket, booked = buckets[name], buckets["revenue"].quantity.known_amount
    quantity = bucket.quantity
    known = {name: getattr(quantity, name) for name in ENDS}
    ends: dict[str, Any] = {
        name: None if end is None else rounded(end / booked) for name, end in known.items()
    }
    covered = (
        "" if bucket.coverage >= 1 else f" (figures cover {percent(bucket.coverage)} of the days)"
    )
    measure = f"share of revenue{covered}, {quantity.basis.measure}"
    return replace(
        quantity,
        amount=bucket.share,
        **ends,
        unit="share",
        basis=replace(quantity.basis, measure=measure),
    )


def _row(name: str, unit: str, names: Sequence[str], sides: Sides) -> dict[str, Any]:
    a, b = sides
    differs = differences(a, b) if a is not None and b is not None else None
    row: dict[str, Any] = {"measure": name, "unit": unit}
    for letter, party, side in zip("ab", names, sides, strict=True):
        row[letter] = party
        shown = side.row() if side is not None else dict.fromkeys(SIDE_KEYS)
        row |= {f"{letter}_{key}": shown[key] for key in SIDE_KEYS}
    return row | {"comparable": None if differs is None else not differs, "differs": differs}


def _notes(
    study: Study, rows: Sequence[Row], missing: Sequence[str], year: int | None
) -> list[str]:
    sentences = [
        "Two profiles, and no ranking: the two may be different kinds of company, count "
        "differently and tell a different part of what there is. No side is ahead here.",
        RULE,
        *([f"Only figures of {year}. {_OF_A_YEAR}"] if year else []),
        "On one basis: the same measure, unit, gross or net, segment, period and evidence. A "
        "side without a known figure is ?, which is not zero.",
    ]
    if any(row["measure"] == _PER_USER for row in rows):
        sentences.append(PER_USER_NOTE)
    if any(row["measure"] in _AHEAD.values() for row in rows):
        whatever = f", whatever the year: it is not of {year}" if year else ""
        sentences.append(
            f"Committed, to come: what the deals schedule after the as-of date{whatever}. Rows of "
            "unknown amount or with no dates add nothing to it: see what is left out."
        )
    if any(row["unit"] == "share" for row in rows):
        name = study.periods[study.shown[-1]].name
        sentences.append(f"Shares of booked revenue are those of {name}: estimate, low and high.")
    if missing:
        sentences.append(f"Neither has a known figure of: {', '.join(missing)}.")
    return sentences
