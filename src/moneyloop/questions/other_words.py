"""The largest amounts of another answer in other words: a day of it, a person's part, in notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneyloop.books import translation
from moneyloop.books.basis import MONTH, YEAR
from moneyloop.books.stated import MONTHS_IN_YEAR
from moneyloop.input.bases import bases
from moneyloop.model import USD_BN, USD_BN_A_YEAR
from moneyloop.words.amounts import day, dollars, things

RESTATED = 5
LEAST = 1.0  # USD billions
_UNITS = (USD_BN, USD_BN_A_YEAR)


def largest(
    rows: Iterable[Mapping[str, Any]], money: Sequence[str]
) -> tuple[list[dict[str, Any]], int]:
    """The largest amounts in the `money` columns of rows, restated, and how many more there are.

    At most RESTATED amounts of LEAST or more (USD billions), each once, the largest first: `row`
    (which row it stands in), `column`, `amount`, and as text `per_day` (None where the row has no
    period: money over a whole term), `per_person` and `note_weight`.
    """
    cell_of: dict[float, tuple[Mapping[str, Any], str]] = {}
    for row in rows:
        for column in money:
            amount = row.get(column)
            if row.get("unit", USD_BN) in _UNITS and amount is not None and abs(amount) >= LEAST:
                cell_of.setdefault(round(amount, 9), (row, column))
    order = sorted(cell_of, key=lambda amount: (-abs(amount), amount))
    shown = [_in_short(amount, *cell_of[amount]) for amount in order[:RESTATED]]
    return shown, len(order) - len(shown)


def _in_short(amount: float, row: Mapping[str, Any], column: str) -> dict[str, Any]:
    known = bases()
    total = amount * translation.BILLION
    day = translation.a_day(total, _years(row), known)
    return {
        "row": _name(row),
        "column": column.removesuffix("_usd_bn").replace("_", " "),
        "amount": amount,
        "per_day": None if day is None else dollars(day),
        "per_person": dollars(translation.a_person(total, known)),
        "note_weight": f"{things(translation.tonnes(abs(total), known))} tonnes",
    }


def _years(row: Mapping[str, Any]) -> float | None:
    """The time that an amount is of: what it is per where the row says so, else its period."""
    if row.get("unit") == USD_BN_A_YEAR or row.get("per") == YEAR:
        return 1.0
    if row.get("per") == MONTH:
        return 1 / MONTHS_IN_YEAR
    return translation.years_of(row.get("period"))


def _name(row: Mapping[str, Any]) -> str:
    """Which row it is: its party, id or loop, and what sets it apart from the others."""
    loop = row.get("parties")
    who = row.get("party") or row.get("id") or (" > ".join([*loop, loop[0]]) if loop else "")
    measure = str(row.get("measure") or row.get("metric") or "").replace("_", " ")
    names = (who, row.get("counterparty"), row.get("period"), row.get("rule"), measure)
    parts = [str(part) for part in names if part]
    if row.get("as_of"):
        parts.append(f"as of {day(row['as_of'])}")
    return ", ".join(parts) + (" *" if row.get("planned") else "")
