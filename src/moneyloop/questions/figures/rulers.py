"""Reading the books: each figure of a party beside the ruler that it was read on.

Four questions: run rate or recognised; gross or net; committed, a year of it, or paid; and whose
dollar it was. Two rulers are never compared without saying so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import rulers as rulers_
from moneyloop.books.measured import MEASURE_OF
from moneyloop.books.readings import line, readings
from moneyloop.input.items import TOTAL
from moneyloop.model import FIRM, USD_BN, ChoiceError, LeftOut, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import latest_year, one_year
from moneyloop.questions.figures import commitments as commitments_
from moneyloop.questions.figures import whose_dollar as whose_dollar_
from moneyloop.questions.figures.commitments import COMMITMENTS
from moneyloop.questions.figures.whose_dollar import DOLLAR
from moneyloop.words import amounts
from moneyloop.words.columns import Column, amount, keys

FIGURES, UNSIZED = "figures", "unsized sales"


def _rate(key: str, head: str, spare: int) -> Column:
    """A rate that a figure comes to; empty where it comes to none."""
    return Column(key, head, partial(amounts.number, unknown=""), number=True, spare=spare)


COLUMNS = (
    Column("group"),
    Column("party"),
    Column("metric", "Metric"),
    Column("segment", "Segment"),
    Column("counterparty"),
    Column("class"),
    Column("period", "Period"),
    amount("amount", "Amount"),
    Column("low"),
    Column("high"),
    Column("share"),
    Column("unit"),
    Column("ruler", "Ruler"),
    Column("per"),
    Column("basis"),
    _rate("per_year", "Per year", 2),
    _rate("per_month", "Per month", 3),
    Column("month"),
    Column("preferred"),
    Column("same_measure"),
    Column("evidence", "Evidence"),
    Column("figures", "Row", whole=True, spare=1),
    Column("deals"),
    Column("planned"),
    Column("source"),
    Column("outlet"),
    Column("url"),
    Column("source_date"),
    Column("note"),
)


@asking.on_network
def rulers(
    network: Network,
    party: str,
    *,
    year: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
) -> Result:
    """Every figure of a party with its ruler, what the deals say beside it, and the ratios.

    Rows are of three groups, all with the same keys (None where one does not apply). "figures":
    one per figure known by the as-of date, alternatives too (`preferred` false), in `unit`
    (usd_bn, pct, count_m), `per` "year" where it is a yearly rate, with `per_year`, and of a run
    rate `per_month` and the `month` behind it; `same_measure` names other figures of the same
    metric, line and period.
    "commitments": what the deals with each counterparty commit, once on each ruler: the whole
    term (`low` firm, `high` up to), a year on average, what falls in `year`, what is paid so far.
    "whose dollar": booked revenue of the year and its buckets (method, section 6), with `low` and
    `high` where the measure is an interval, and `share` of booked.

    `extra` has party, year and `ratios`: see `books.rulers.comparisons`; each says in `differs`
    how its two rulers differ. `year` is a calendar year, by default the latest full one. Amounts
    in USD billions. Raises ChoiceError for an unknown party, year or case.
    """
    given = study_of(network, year, as_of, case)
    name = asking.resolve(network, party)
    read = on_rulers(given, name)
    return Result(
        data=network.data,
        as_of=selection.iso(given.as_of),
        case=case,
        rows=[{key: row.get(key) for key in keys(COLUMNS)} for row in read.rows],
        left_out=_left_out(given, name),
        notes=[note for told in read.notes.values() for note in told],
        extra={"party": name, "year": given.periods[given.shown[-1]].name, "ratios": read.ratios},
        unit=network.unit,
        columns=COLUMNS,
        asked=(name,),
    )


@dataclass(frozen=True)
class OnRulers:
    """One party in one year: the rows and ratios of `rulers`, and its notes by what they are of.

    The rows are readings: they have more keys than `rulers` gives, `measured` among them.
    `notes` has a list for each of FIGURES, COMMITMENTS, DOLLAR and UNSIZED.
    """

    rows: list[dict[str, Any]]
    ratios: list[dict[str, Any]]
    notes: dict[str, list[str]]


def on_rulers(given: Study, party: str) -> OnRulers:
    """What `rulers` tells of a party of the network, in the year of a study of it (`study_of`)."""
    read = known(given, party)
    figures, compared = _figure_rows(read), rulers_.comparisons(read)
    made, ratios = commitments_.commitments(given, party)
    dollar = whose_dollar_.whose_dollar(given, party)
    return OnRulers(
        rows=[*figures, *made, *dollar],
        ratios=[*compared, *ratios],
        notes={
            FIGURES: _notes(figures, compared, party),
            COMMITMENTS: commitments_.notes(made, given.periods[given.shown[-1]].name),
            DOLLAR: whose_dollar_.notes(given, dollar, party),
            UNSIZED: whose_dollar_.unsized_sales(given, party),
        },
    )


def study_of(network: Network, year: asking.When, as_of: asking.When, case: str) -> Study:
    """The network in one calendar year, the latest full one by default; raises ChoiceError."""
    if network.is_ledger:
        raise ChoiceError("a list of payments has no figures: a data package has rulers to read")
    name = latest_year(network, as_of, case) if year is None else one_year(year)
    if name is None:
        raise ChoiceError("there is no money and no figure in the data: no year to read")
    return asking.study(network, as_of=as_of, case=case, from_=name, to=name)


def known(given: Study, party: str) -> list[dict[str, Any]]:
    """The readings of a party that a study knows, alternatives too, by metric, line and period.

    What is a forecast, or of a period not over by the as-of date, is `planned`, and its ruler
    says so: nothing is recognised or spent before its day.
    """
    read = readings(given.network, as_of=given.known_by, alternatives=True)
    mine = [
        rulers_.told_as_forecast(one)
        if rulers_.is_forecast(one) or one["last"] > given.as_of
        else one | {"planned": False}
        for one in read
        if one["party"] == party
    ]
    order = list(MEASURE_OF)
    return sorted(
        mine,
        key=lambda one: (
            order.index(one["metric"]),
            one["unit"] != USD_BN,
            rulers_.of_what(one) != TOTAL,
            rulers_.of_what(one),
            one["last"],
            one["first"],
            not one["preferred"],
            one["segment"],
            line(one["figure"]),
        ),
    )


def _figure_rows(read: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    same: dict[tuple[Any, ...], list[str]] = {}
    for one in read:
        same.setdefault(_measure(one), []).append(one["figure"])
    rows = []
    for one in read:
        month = rulers_.month_of(one) if one["metric"] == "run_rate" else None
        rows.append(
            {
                **one,
                "group": FIGURES,
                "amount": rounded(one["amount"]),
                "per_year": rounded(one["per_year"]),
                "per_month": rounded(one["amount"] / 12)
                if month and one["amount"] is not None
                else None,
                "month": month,
                "same_measure": [ref for ref in same[_measure(one)] if ref != one["figure"]],
                "evidence": rulers_.stated(one),
                "figures": [one["figure"]],
                "deals": [],
            }
        )
    return rows


def _measure(one: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a figure is a figure of: rows that share it are of one thing, and may differ."""
    return one["metric"], one["unit"], rulers_.of_what(one), one["period"]


def _left_out(given: Study, party: str) -> list[LeftOut]:
    deals = given.deals
    mine = (deals["payer"] == party) | (deals["payee"] == party)
    # A row without a term counts, in the whole term.
    return selection.left_out(deals[mine & (deals["reason"] != selection.NO_TERM)])


def _notes(
    rows: Sequence[Mapping[str, Any]], ratios: Sequence[Mapping[str, Any]], party: str
) -> list[str]:
    if not rows:
        return [f"No figure of {party} is known: only what the deals say."]
    told = _several(rows)
    if any(one["name"] == rulers_.OVER_RUN_RATE for one in ratios):
        told.append(
            "A run rate takes its month for all twelve, so recognised revenue is below it while "
            "revenue grows: near half of it where revenue compounds fast."
        )
    return told


def _several(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Figures of one thing that differ are shown side by side, and said."""
    seen: set[str] = set()
    told = []
    for row in rows:
        if not row["same_measure"] or row["figures"][0] in seen:
            continue
        alike = [row["figures"][0], *row["same_measure"]]
        seen |= set(alike)
        mine = [one for one in rows if one["figures"][0] in alike]
        sizes = list(dict.fromkeys(amounts.stated(one["amount"]) for one in mine))
        if len(sizes) > 1:
            what = f"{row['metric']}, {rulers_.of_what(row)}, {row['period']}"
            told.append(
                f"{len(mine)} figures of {what}: {', '.join(sizes)}. They are shown side by "
                "side, not averaged."
            )
    return told
