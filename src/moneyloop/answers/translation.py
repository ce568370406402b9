"""Translate: an amount too big to feel, restated as one that a reader can picture.

translate("300bn over 5y").to_frame()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from moneyloop.analysis import stated as statements
from moneyloop.analysis import translation
from moneyloop.analysis.stated import MONTHS_IN_YEAR, RUN_RATE, Stated
from moneyloop.analysis.translation import Restated
from moneyloop.model import STATED, USD_BN, Result
from moneyloop.rows.bases import FILE, Base, bases


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
        "amount": None if item.amount is None else float(item.amount),
        "unit": item.unit,
        "ruler": item.ruler,
        "text": translation.in_words(item),
        "base": item.base,
        "base_amount": None if base is None else float(base.amount),
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
    told.append(f"A year has {days} days or twelve months, each the same.")
    told.append("Numbers are exact until they are written; about stands where one is rounded.")
    return told + [f"{base.name}: {base.note}" for base in known.values() if base.note]


# --- The largest amounts of another answer ---------------------------------------------------

RESTATED = 5
LEAST = 1.0  # USD billions


def largest(
    rows: Iterable[Mapping[str, Any]], money: Sequence[str]
) -> tuple[list[dict[str, Any]], int]:
    """The largest amounts in the `money` columns of rows, restated, and how many more there are.

    At most RESTATED amounts of LEAST or more (USD billions), each once, the largest first: `row`
    (which row it stands in), `column`, `amount`, and as text `per_day` (None where the row has no
    period: money over a whole term), `per_person` and `note_weight`.
    """
    found: dict[float, tuple[Mapping[str, Any], str]] = {}
    for row in rows:
        for column in money:
            amount = row.get(column)
            if row.get("unit", USD_BN) == USD_BN and amount is not None and abs(amount) >= LEAST:
                found.setdefault(round(amount, 9), (row, column))
    order = sorted(found, key=lambda amount: (-abs(amount), amount))
    shown = [_in_short(amount, *found[amount]) for amount in order[:RESTATED]]
    return shown, len(order) - len(shown)


def _in_short(amount: float, row: Mapping[str, Any], column: str) -> dict[str, Any]:
    known = bases()
    dollars = Fraction(round(amount * translation.BILLION))
    day = translation.a_day(dollars, _years(row), known)
    weight = translation.count_text(translation.tonnes(abs(dollars), known)).text
    return {
        "row": _name(row),
        "column": column.removesuffix("_usd_bn").replace("_", " "),
        "amount": amount,
        "per_day": None if day is None else translation.dollars_text(day).text,
        "per_person": translation.dollars_text(translation.a_person(dollars, known)).text,
        "note_weight": f"{weight} tonnes",
    }


def _years(row: Mapping[str, Any]) -> Fraction | None:
    """The time that an amount is of: as its ruler says where the row has one, else its period."""
    ruler = str(row.get("ruler") or "")
    if ruler.startswith(("run rate", "a year")):
        return Fraction(1)
    if "a month" in ruler:
        return Fraction(1, MONTHS_IN_YEAR)
    return translation.years_of(row.get("period"))


def _name(row: Mapping[str, Any]) -> str:
    """Which row it is: its party, id or loop, and what sets it apart from the others."""
    loop = row.get("parties")
    who = row.get("party") or row.get("id") or (" > ".join([*loop, loop[0]]) if loop else "")
    what = str(row.get("measure") or row.get("metric") or "").replace("_", " ")
    told = (who, row.get("counterparty"), row.get("period"), row.get("rule"), what)
    parts = [str(part) for part in told if part]
    if row.get("as_of"):
        parts.append(f"as of {row['as_of']}")
    return ", ".join(parts) + (" *" if row.get("pro_forma") else "")
