"""The view of `gap`: the sector's question, and what is due against the money that is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study.periods import UNDATED_PERIOD
from moneyloop.analysis.study.study import significant
from moneyloop.model import USD_BN
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing, once
from moneyloop.tables.tail import PLANNED, few
from moneyloop.words import amounts
from moneyloop.words.columns import (
    Column,
    Row,
    amount,
    keys,
    on_screen,
    period,
    reported,
)

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

IN_BRACKETS = "In brackets: how much of their days figures cover, where it is not all."
DUE = (
    *("period", "committed", "known", "customers", "outside_investors", "earlier_cash", "sales"),
    *("no_known_source", "revenue", "multiple"),
)
PARTIES_SHOWN, YEARS_SHOWN = 15, 8


def _partly(key: str, row: Row) -> str:
    return reported(amounts.number(row[key]), row["coverage"])


def _most(key: str, row: Row) -> str:
    """An amount that is smaller if the revenue that is not known were known."""
    write = amounts.times if key == "multiple" else amounts.number
    return amounts.at_most(write(row[key]), row[key], row["coverage"])


SECTOR = (
    Column("period", "Year", cell=period, whole=True),
    amount("investment", "Amount", cell=partial(_partly, "investment")),
    Column("investment_of", "Investment"),
    Column("basis", "Basis"),
    Column("coverage"),
    Column("margin"),
    Column("life"),
    amount("required", "Needed a year"),
    amount("required_one_go"),
    Column("planned"),
    Column("against"),
    Column("evidence", "Evidence", ", ".join, spare=1),
    Column("figures"),
    Column("not_added"),
)
AGAINST = (
    Column("year", "Year", whole=True),
    Column("revenue_of", "Known revenue"),
    Column("basis", "Basis", spare=1),
    amount("revenue", "Amount", cell=partial(_partly, "revenue")),
    amount(
        "investment_multiple",
        "Invested/$1",
        cell=partial(_most, "investment_multiple"),
        spare=2,
    ),
    amount("gap", "Gap", cell=partial(_most, "gap")),
    Column("multiple", "Gap/revenue", cell=partial(_most, "multiple"), number=True),
)


def view(result: Result) -> list[Part]:
    """The sector's question, all parties together, and those that known money does not cover."""
    question = result.extra["sector_question"]
    together = [row for row in result.rows if row["sector"]]
    alone = [row for row in result.rows if not row["sector"]]
    parts: list[Part] = _question(question) if question else []
    if together:
        title = "All parties with something to pay: due and known money, per year"
        if _is_ledger(result):
            title = "All parties that pay: paid and known money"
        parts.append(Listing(title, _columns(result), together))
        parts += _with_a_gap(result, alone)
    elif alone:
        title = "Paid and known money" if _is_ledger(result) else "Due and known money, per year"
        parts.append(_due(result, title, alone))
    else:
        term = "" if _is_ledger(result) else " and a term"
        parts.append(f"No payment of these parties with an amount{term} is in these years.")
    known = [entry["coverage"] for row in question for entry in (row, *row["against"])]
    known += [row["revenue_coverage"] for row in result.rows if row["revenue"] is not None]
    if any(part is not None and part < 1 for part in known):
        parts.append(IN_BRACKETS)
    if any(row["planned"] for row in [*result.rows, *question]):
        parts.append(PLANNED)
    return parts


def markdown(result: Result) -> str:
    """The rows of party and year and, below them, the sector's question."""
    rows = formats.markdown(result.rows, keys(result.columns))
    asked = formats.markdown(result.extra["sector_question"], keys(SECTOR))
    return f"{rows}\n## The sector's question\n\n{asked}"


def _question(rows: Sequence[dict[str, Any]]) -> list[Part]:
    """What is invested in a year, what revenue it needs, and what is missing to that."""
    entries: list[Row] = []
    for row in rows:
        year = {"year": period(row)}
        unknown = {"revenue_of": "not known", "coverage": 1.0}
        entries += [year | entry for entry in row["against"]] or [
            dict.fromkeys(keys(AGAINST)) | unknown | year
        ]
    assumed = f"life {rows[0]['life']:g}, margin {rows[0]['margin']:g}"
    shown = ("period", "investment_of", "basis", "evidence", "investment", "required")
    return [
        Listing(
            f"The sector's investment, and the revenue that it needs ({assumed})",
            on_screen(SECTOR, *shown),
            rows,
        ),
        Listing(
            "Known revenue per year, each on its own basis; they are not added",
            AGAINST,
            once(entries, "year"),
        ),
    ]


def _due(result: Result, title: str, rows: Sequence[dict[str, Any]]) -> Listing:
    """What is due, the money known to come in, and what none of it covers, by party."""
    return Listing(title, _columns(result, "party"), rows)


def _columns(result: Result, *more: str) -> list[Column]:
    """The columns of what is due: of a list of payments all of it is paid."""
    heads = {"committed": "Paid out"} if _is_ledger(result) else {}
    return [
        replace(column, head=heads.get(column.key, column.head))
        for column in on_screen(result.columns, *more, *DUE)
    ]


def _is_ledger(result: Result) -> bool:
    return result.unit != USD_BN


def _with_a_gap(result: Result, alone: Sequence[dict[str, Any]]) -> list[Part]:
    """The parties with payments of no known source: around the as-of date, then year by year."""
    open_ = [row for row in alone if (row["no_known_source"] or 0) > 0]
    if not open_:
        due = "" if _is_ledger(result) else " that is due at a public amount"
        return [f"Known money covers every payment{due}."]
    if open_[0]["period"] == UNDATED_PERIOD:
        return [_due(result, "Parties with payments of no known source", open_)]
    gaps = {row["party"] for row in open_}
    this_year = int((result.as_of or "")[:4] or 0)
    parts: list[Part] = []
    if near := [row for row in open_ if this_year - 1 <= int(row["period"]) <= this_year]:
        years = " and ".join(sorted({row["period"] for row in near}))
        parts.append(_due(result, f"Parties with payments of no known source, {years}", near))
    every = sorted({row["period"] for row in open_})
    shown = ([year for year in every if int(year) >= this_year - 1] or every)[:YEARS_SHOWN]
    ranked = _ranked(row for row in open_ if row["period"] in shown)
    parts.append(_by_year([row for row in alone if row["party"] in ranked], ranked, shown))
    hidden = [
        f"{row['party']} {row['period']}"
        for row in open_
        if row["period"] not in shown or row["party"] not in ranked
    ]
    if hidden:
        parts.append(
            f"Not shown here, {len(hidden)} with payments of no known source: {few(hidden)}."
        )
    sized = {row["party"] for row in alone if row["committed"] is not None}
    if covered := sorted(sized - gaps):
        parts.append(f"No payments of no known source in any year: {few(covered)}.")
    if unsized := sorted({row["party"] for row in alone} - sized):
        parts.append(f"No amount that they have to pay is public: {few(unsized)}.")
    return parts


def _ranked(rows: Iterable[Row]) -> list[str]:
    """The parties by what has no known source over these rows, the most first."""
    sums: dict[str, float] = {}
    for row in rows:
        sums[row["party"]] = sums.get(row["party"], 0.0) + (row["no_known_source"] or 0.0)
    return sorted(sums, key=lambda name: (-significant(sums[name]), name))[:PARTIES_SHOWN]


def _by_year(rows: Sequence[Row], parties: Sequence[str], years: Sequence[str]) -> Listing:
    """What is not explained, by party and year; a blank where nothing is due."""
    cells: dict[str, dict[str, Any]] = {party: {"party": party} for party in parties}
    heads: dict[str, str] = {}
    for row in rows:
        cells[row["party"]][row["period"]] = row["no_known_source"]
        heads[row["period"]] = period(row)
    columns = [Column("party", "Party", whole=True)]
    columns += [
        # The last years go first where they do not fit.
        Column(year, heads[year], partial(amounts.number, unknown=""), number=True, spare=index)
        for index, year in enumerate(years)
    ]
    return Listing("No known source, by year", columns, list(cells.values()))
