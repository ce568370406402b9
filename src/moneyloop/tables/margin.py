"""The view of `calc margin`: what was read, how it stands, and what would reach each target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN_A_YEAR
from moneyloop.questions.margin.margin import (
    GIVEN,
    LEVER,
    MISSING,
    NAMES,
    START,
    standing,
)
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, keys, on_screen, with_cells

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

_NONE = "-"
_STANDING = {START: "serving", GIVEN: "with the levers as given"}
_LEVER_OF = {name: lever for lever, name in NAMES.items()}


def _input(row: Row) -> str:
    return amounts.quantity(row["amount"], row["unit"])


def _place(row: Row) -> str:
    return row["figure"] or (f"in place of {row['in_place_of']}" if row["in_place_of"] else "")


INPUTS = (
    Column("input", "Input", whole=True),
    Column("amount", "Amount", cell=_input, number=True),
    Column("unit"),
    Column("basis", "Basis"),
    Column("segment", "Of", spare=2),
    Column("period", "Period", whole=True),
    Column("evidence", "Evidence", spare=1),
    Column("figure", "Row", cell=_place, whole=True),
    Column("source"),
)


def view(result: Result) -> list[Part]:
    """The inputs, the account, and for each target what reaches it and what is still missing."""
    first = result.rows[0]
    whose = f"{first['party']}, {first['period']}" if first["party"] else "as stated"
    parts: list[Part] = [
        Listing(f"Inputs, {whose}", on_screen(INPUTS), result.extra["inputs"]),
        _account(result),
    ]
    for target in result.extra["targets"]:
        parts += _levers(result, target)
        parts += _missing(result, target)
    return parts


def named(result: Result) -> list[dict[str, Any]]:
    """The rows as --translate reads them: how it stands, of a year."""
    return [{"id": "as stated"} | row | {"unit": USD_BN_A_YEAR} for row in standing(result)]


def markdown(result: Result) -> str:
    """The inputs, and below them the rows."""
    inputs = formats.markdown(result.extra["inputs"], keys(INPUTS))
    rows = formats.markdown(result.rows, keys(result.columns))
    return f"## Inputs\n\n{inputs}\n## Margins\n\n{rows}"


def _account(result: Result) -> Listing:
    """Revenue against its cost: gross margin in dollars and as a share, and the subsidy."""
    shown = ("kind", "revenue", "cost", "gross_margin", "margin", "subsidy")
    # What is spared beside the levers is all that there is here.
    columns = [replace(column, spare=0) for column in on_screen(result.columns, *shown)]
    title = "Revenue against its cost, USD billions a year"
    return Listing(title, with_cells(columns, {"kind": _kind}), standing(result))


def _kind(row: Row) -> str:
    name = str(row["kind"])
    return _STANDING.get(name, name) + (" *" if row["planned"] else "")


def _levers(result: Result, target: float) -> list[Part]:
    """The sizes that reach a target: each lever alone, in pairs and all three."""
    goal, rows = _goal(target), _of(result, LEVER, target)
    if result.rows[0]["margin"] >= target:
        return [f"{goal[0].upper()}{goal[1:]} is {rows[0]['why']}.", ""]
    sizes = ("cost_fall", "price_rise", "shift")
    columns = on_screen(result.columns, "levers", *sizes, "part", "revenue", "cost", "gross_margin")
    cells = {
        column.key: lambda row, column=column: (
            column.write(row[column.key])
            if row["reachable"] and (row[column.key] or column.key not in (*sizes, "part"))
            else _NONE
        )
        for column in columns[1:]
    }
    return [
        Listing(f"What reaches {goal}", with_cells(columns, cells), rows),
        *_paragraph(_reasons(rows)),
    ]


def _missing(result: Result, target: float) -> list[Part]:
    """What one lever still needs when the others stay as given: its whole size, and the rest."""
    goal, rows = _goal(target), _of(result, MISSING, target)
    if not any(row["missing"] != 0 for row in rows):
        if rows and result.rows[0]["margin"] < target:
            return [f"With the levers as given, {goal} is {rows[0]['why']}.", ""]
        return []
    columns = (
        Column("levers", "Lever", whole=True),
        Column("size", "Needs in all", cell=_needed, number=True),
        *with_cells(on_screen(result.columns, "missing"), {"missing": _still}),
    )
    return [
        Listing(f"Still missing to {goal}", columns, rows),
        *_paragraph(["Each lever with the other two as given.", *_reasons(rows)]),
    ]


def _needed(row: Row) -> str:
    return amounts.percent(row[_LEVER_OF[row["levers"]]]) if row["reachable"] else _NONE


def _still(row: Row) -> str:
    return amounts.percent(row["missing"]) if row["reachable"] else _NONE


def _of(result: Result, kind: str, target: float) -> list[dict[str, Any]]:
    return [row for row in result.rows if (row["kind"], row["target"]) == (kind, target)]


def _goal(target: float) -> str:
    """A target as words: break-even, or a margin in percent."""
    return "break-even" if target == 0 else f"a gross margin of {amounts.stated(100 * target)}%"


def _reasons(rows: Iterable[Row]) -> list[str]:
    """Why there is no size, or none is needed: each reason once, as a sentence."""
    reasons = dict.fromkeys(row["why"] for row in rows if row["why"])
    return [f"{why[0].upper()}{why[1:]}." for why in reasons]


def _paragraph(sentences: Sequence[str]) -> list[str]:
    return [" ".join(sentences), ""] if sentences else []
