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
from moneyloop.model import STATED, Result
from moneyloop.words import amounts


def translate(text: str) -> Result:
    """What a stated amount is per year, per day, per person and in things.

    `text` is an amount of US dollars: "300bn over 5y", "74bn a year", "2.5bn a month", "30bn run
    rate", "17.2bn". One row per restatement: `measure`, `amount` in `unit` (money in USD billions,
    per person in US dollars; not rounded; None where the text does not say), the `ruler` (of the
    whole amount, of one year, ...), the `text` that a reader says, and the base that it is made
    with: its id, amount, unit, date, source and the row of bases.csv. Per person and things are of
    the whole amount where there is one, else of one year. A loss is negative; things have its
    size. Raises ChoiceError for a text that is not understood and for another currency.
    """
    given = statements.parse(text)
    known = bases()
    return Result(
        data="stated inputs",
        as_of=None,
        case=STATED,
        rows=[_row(item, known) for item in translation.translate(given, known)],
        notes=_notes(given, known),
        extra={"stated": str(given)},
    )


def _row(item: Restated, known: dict[str, Base]) -> dict[str, Any]:
    base = None if item.base is None else known[item.base]
    return {
        "measure": item.measure,
        "amount": item.amount,
        "unit": item.unit,
        "ruler": item.ruler,
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


def _notes(given: Stated, known: dict[str, Base]) -> list[str]:
    told = []
    if given.per is None and given.length is None:
        told.append(
            "No time is stated: say over how long (over 5y) or at what rate (a year, a month, a "
            "day) to have it per year, month and day."
        )
    if given.per == RUN_RATE:
        told.append(
            "A run rate is one month times twelve: what was earned is the month. The year is what "
            "it would be if every month were like it."
        )
    if given.amount < 0:
        told.append("The amount is a loss: money is negative, things have its size.")
    days = known["year-days"].amount
    told.append(f"A year has {amounts.stated(days)} days or twelve months, each the same.")
    told.append("Numbers are rounded where they are written, and about says so.")
    return told + [f"{base.name}: {base.note}" for base in known.values() if base.note]
