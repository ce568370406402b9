"""One company: each figure beside the basis that it was read on.

Four questions: run rate or recognised; gross or net; committed, a year of it, or paid; and whose
dollar it was. Two bases are never compared without saying so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books.basis import MEASURE_OF
from moneyloop.books.comparisons import OVER_RUN_RATE, comparisons, month_of
from moneyloop.books.evidence import line
from moneyloop.books.readings import Reading, as_forecast, of_what, readings
from moneyloop.input.items import TOTAL
from moneyloop.model import FIRM, USD_BN, ChoiceError, LeftOut, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import latest_year, one_year
from moneyloop.questions.figures import commitments as commitments_
from moneyloop.questions.figures import whose_dollar as whose_dollar_
from moneyloop.questions.figures.commitments import COMMITMENTS, Commitment
from moneyloop.questions.figures.whose_dollar import DOLLAR, Bucket
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
    Column("known_low"),
    Column("known_high"),
    Column("share"),
    Column("unit"),
    Column("basis", "Basis"),
    Column("per"),
    Column("gross_or_net"),
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
    Column("tier", "Source", spare=2),
    Column("note"),
)


@asking.on_network
def company(
    network: Network,
    party: str,
    *,
    year: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
) -> Result:
    """Every figure of a party with its basis, what the deals say beside it, and the ratios.

    Rows are of three groups, all with the same keys (None where one does not apply). "figures":
    one per figure known by the as-of date, alternatives too (`preferred` false), in `unit`
    (usd_bn, pct, count_m), `per` "year" where it is a yearly rate, with `per_year`, and of a run
    rate `per_month` and the `month` behind it; `same_measure` names other figures of the same
    metric, line and period.
    "commitments": what the deals with each counterparty commit, once on each basis: the whole
    term (`low` firm, `high` up to), a year on average, what falls in `year`, what is paid so far.
    "whose dollar": booked revenue of the year and its buckets (method, section 6), with `low` and
    `high` where the measure is an interval, and `share` of booked.

    `basis` says the whole in words; what the column `basis` of figures.csv says of a figure is
    `gross_or_net`. `extra` has party, year and `ratios`: see `books.comparisons`; each says in
    `differs` how its two bases differ. `year` is a calendar year, by default the latest full one.
    Amounts in USD billions. Raises ChoiceError for an unknown party, year or case.
    """
    study = study_of(network, year, as_of, case)
    name = asking.resolve(network, party)
    books = books_of(study, name)
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=[{key: row.get(key) for key in keys(COLUMNS)} for row in books.rows()],
        left_out=_left_out(study, name),
        notes=[note for notes in books.notes.values() for note in notes],
        extra={"party": name, "year": study.periods[study.shown[-1]].name, "ratios": books.ratios},
        unit=network.unit,
        columns=COLUMNS,
        asked=(name,),
    )


@dataclass(frozen=True)
class Books:
    """One party in one year: its figures, its commitments, whose dollar it was, and ratios.

    `notes` has a list for each of FIGURES, COMMITMENTS, DOLLAR and UNSIZED.
    """

    figures: list[Reading]
    commitments: list[Commitment]
    dollar: list[Bucket]
    ratios: list[dict[str, Any]]
    notes: dict[str, list[str]]

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the three groups; a key that does not apply is left out."""
        return [
            *_figure_rows(self.figures),
            *(commitment.row() for commitment in self.commitments),
            *(bucket.row() for bucket in self.dollar),
        ]


def books_of(study: Study, party: str) -> Books:
    """The books of a party of the network, in the year of a study of it (`study_of`)."""
    figures = known(study, party)
    compared = comparisons(figures)
    committed = commitments_.commitments(study, party)
    dollar = whose_dollar_.whose_dollar(study, party)
    year = study.periods[study.shown[-1]].name
    return Books(
        figures=figures,
        commitments=committed.rows,
        dollar=dollar,
        ratios=[*compared, *committed.ratios],
        notes={
            FIGURES: _notes(figures, compared, party),
            COMMITMENTS: commitments_.notes(committed.rows, year),
            DOLLAR: whose_dollar_.notes(study, dollar, party),
            UNSIZED: whose_dollar_.unsized_sales(study, party),
        },
    )


def study_of(network: Network, year: asking.When, as_of: asking.When, case: str) -> Study:
    """The network in one calendar year, the latest full one by default; raises ChoiceError."""
    if network.is_ledger:
        raise ChoiceError("a list of payments has no figures: a data package has some to read")
    name = latest_year(network, as_of, case) if year is None else one_year(year)
    if name is None:
        raise ChoiceError("there is no money and no figure in the data: no year to read")
    return asking.study(network, as_of=as_of, case=case, from_=name, to=name)


def known(study: Study, party: str) -> list[Reading]:
    """The readings of a party that a study knows, alternatives too, by metric, line and period.

    What is a forecast, or of a period not over by the as-of date, is `planned`, and its basis
    says so: nothing is recognised or spent before its day.
    """
    every = readings(study.network, as_of=study.known_by, alternatives=True)
    figures = [
        as_forecast(reading) if reading.planned or reading.last > study.as_of else reading
        for reading in every
        if reading.party == party
    ]
    return sorted(figures, key=_order)


def _order(reading: Reading) -> tuple[Any, ...]:
    return (
        list(MEASURE_OF).index(reading.metric),
        reading.unit != USD_BN,
        of_what(reading) != TOTAL,
        of_what(reading),
        reading.last,
        reading.first,
        not reading.preferred,
        reading.segment,
        line(reading.figure),
    )


def _figure_rows(figures: Sequence[Reading]) -> list[dict[str, Any]]:
    alike = _alike(figures)
    rows = []
    for reading in figures:
        month = month_of(reading) if reading.metric == "run_rate" else None
        monthly = reading.amount / 12 if month and reading.amount is not None else None
        rows.append(
            {
                "group": FIGURES,
                **reading.row(),
                "per_year": rounded(reading.per_year),
                "per_month": rounded(monthly),
                "month": month,
                "same_measure": [
                    other.figure for other in alike[_measure(reading)] if other is not reading
                ],
            }
        )
    return rows


def _alike(figures: Sequence[Reading]) -> dict[tuple[Any, ...], list[Reading]]:
    """The figures of each thing, in order: those of one thing may differ."""
    alike: dict[tuple[Any, ...], list[Reading]] = {}
    for reading in figures:
        alike.setdefault(_measure(reading), []).append(reading)
    return alike


def _measure(reading: Reading) -> tuple[Any, ...]:
    """What a figure is a figure of: metric, unit, line and period."""
    return reading.metric, reading.unit, of_what(reading), reading.period


def _left_out(study: Study, party: str) -> list[LeftOut]:
    deals = study.deals
    own = (deals["payer"] == party) | (deals["payee"] == party)
    # A row without a term counts, in the whole term.
    return selection.left_out(deals[own & (deals["reason"] != selection.NO_TERM)])


def _notes(
    figures: Sequence[Reading], ratios: Sequence[Mapping[str, Any]], party: str
) -> list[str]:
    if not figures:
        return [f"No figure of {party} is known: only what the deals say."]
    sentences = _several(figures)
    if any(ratio["name"] == OVER_RUN_RATE for ratio in ratios):
        sentences.append(
            "A run rate takes its month for all twelve, so recognised revenue is below it while "
            "revenue grows: near half of it where revenue compounds fast."
        )
    return sentences


def _several(figures: Sequence[Reading]) -> list[str]:
    """Figures of one thing that differ are shown side by side, and said."""
    sentences = []
    for alike in _alike(figures).values():
        sizes = list(dict.fromkeys(amounts.stated(rounded(reading.amount)) for reading in alike))
        if len(sizes) > 1:
            first = alike[0]
            what = f"{first.metric}, {of_what(first)}, {first.period}"
            sentences.append(
                f"{len(alike)} figures of {what}: {', '.join(sizes)}. They are shown side by "
                "side, not averaged."
            )
    return sentences
