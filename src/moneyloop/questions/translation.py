"""Translate: a large amount, restated in amounts that a reader can picture.

    translate("300bn over 5y").to_frame()

Rounded only where it is written, and only from bases that are stated with their source.
"""

from __future__ import annotations

from typing import Any

from moneyloop.books import stated as statements
from moneyloop.books import translation, wording
from moneyloop.books.stated import RUN_RATE, Stated
from moneyloop.books.translation import Restated
from moneyloop.input.bases import FILE, Base, bases
from moneyloop.model import STATED, USD_BN, Result
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, described

_MISSING = {
    "whole": "In all: ? (no end is stated)",
    "per_year": "A year: ? (no time is stated)",
    "per_month": "A month: ? (no time is stated)",
    "per_day": "A day: ? (no time is stated)",
}
_UNITS = {USD_BN: "${}bn", "usd_per_year": "${} a year"}


def _text(row: Row) -> str:
    return str(row["text"] or _MISSING[row["measure"]])


def _made_with(row: Row) -> str:
    """The base of a restatement: its amount and unit, and of what day it is."""
    if row["base"] is None:
        return ""
    amount = row["base_amount"]
    unit = row["base_unit"].removesuffix("s") if amount == 1 else row["base_unit"]
    dated = f" ({amounts.day(row['as_of'])})" if row["as_of"] else ""
    return _UNITS.get(unit, f"{{}} {unit}").format(amounts.stated(amount)) + dated


def _source(row: Row) -> str:
    return "" if row["base"] is None else f"{row['outlet']}: {row['source']}"


COLUMNS = (
    Column("measure"),
    Column("amount"),
    Column("unit"),
    Column("of", "Of"),
    Column("text", "In other words", cell=_text),
    Column("base", "Made with", cell=_made_with),
    Column("base_amount"),
    Column("base_unit"),
    Column("as_of"),
    Column("source", "Source", cell=_source, spare=1),
    Column("outlet"),
    Column("url"),
    Column("source_date"),
    Column("row"),
)


@described(COLUMNS)
def translate(text: str) -> Result:
    """What a stated amount is per year, per day, per person and in things.

    `text` is an amount of US dollars: "300bn over 5y", "74bn a year", "2.5bn a month", "30bn run
    rate", "17.2bn". One row per restatement: `measure`, `amount` in `unit` (money in USD billions,
    per person in US dollars; not rounded; None where the text does not say), what it is `of` (the
    whole amount, one year, ...), the `text` that a reader says, and the base that it is made
    with: its id, amount, unit, date, source and the row of bases.csv. Per person and things are of
    the whole amount where there is one, else of one year. A loss is negative; things have its
    size. Raises ChoiceError for a text that is not understood and for another currency.
    """
    statement = statements.parse(text)
    known = bases()
    return Result(
        data="stated inputs",
        as_of=None,
        case=STATED,
        rows=[_row(item, known) for item in translation.translate(statement, known)],
        notes=_notes(statement, known),
        extra={"stated": str(statement)},
        columns=COLUMNS,
    )


def _row(item: Restated, known: dict[str, Base]) -> dict[str, Any]:
    base = None if item.base is None else known[item.base]
    return {
        "measure": item.measure,
        "amount": item.amount,
        "unit": item.unit,
        "of": item.of,
        "text": wording.in_words(item),
        "base": item.base,
        "base_amount": None if base is None else base.amount,
        "base_unit": None if base is None else base.unit,
        "as_of": None if base is None else base.as_of,
        "source": None if base is None else base.source,
        "outlet": None if base is None else base.outlet,
        "url": None if base is None else base.url,
        "source_date": None if base is None else base.source_date,
        "row": None if base is None else f"{FILE}:{base.line}",
    }


def _notes(statement: Stated, known: dict[str, Base]) -> list[str]:
    notes = []
    if statement.per is None and statement.length is None:
        notes.append(
            "No time is stated: say over how long (over 5y) or at what rate (a year, a month, a "
            "day) to have it per year, month and day."
        )
    if statement.per == RUN_RATE:
        notes.append(
            "A run rate is one month times twelve: what was earned is the month. The year is what "
            "it would be if every month were like it."
        )
    if statement.amount < 0:
        notes.append("The amount is a loss: money is negative, things have its size.")
    days = known["year-days"].amount
    notes.append(f"A year has {amounts.stated(days)} days or twelve months, each the same.")
    notes.append("Numbers are rounded where they are written, and about says so.")
    return notes + [f"{base.name}: {base.note}" for base in known.values() if base.note]
