"""The tables of `moneyloop margin`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.questions.margin.margin import NAMES
from moneyloop.tables import formats
from moneyloop.tables.terminal import grid
from moneyloop.words.amounts import number, percent, stated

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

INPUTS = ("input", "amount", "unit", "ruler", "segment", "period", "evidence", "figure", "source")
_SIZES = (("Cost falls", "cost_fall"), ("Prices rise", "price_rise"), ("Work moved", "shift"))
_NONE = "-"


def goal(target: float) -> str:
    """A target as words: break-even, or a margin in percent."""
    return "break-even" if target == 0 else f"a gross margin of {stated(100 * target)}%"


def inputs(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """What was read or stated, each amount with its ruler and its place.

    `narrow` leaves out the segment and the evidence.
    """
    texts = ["Ruler", *([] if narrow else ["Of"]), "Period", *([] if narrow else ["Evidence"])]
    heads = [("Input", False), ("Amount", True), *((name, False) for name in (*texts, "Row"))]
    table = grid(title, heads, whole=("Input", "Period", "Row"))
    for row in rows:
        instead = f"in place of {row['in_place_of']}" if row["in_place_of"] else ""
        amount = f"{stated(row['amount'])}%" if row["unit"] == "pct" else number(row["amount"])
        cells = {
            "Ruler": row["ruler"],
            "Of": row["segment"] or "",
            "Period": row["period"] or "",
            "Evidence": row["evidence"] or "",
            "Row": row["figure"] or instead,
        }
        shown = [cells[name] for name in (*texts, "Row")]
        table.add_row(row["input"], amount, *shown)
    return table


def standing(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Revenue against its cost: gross margin in dollars and as a share, and the subsidy."""
    names = ("Revenue", "Cost", "Gross margin", "Margin", "Subsidy")
    table = grid(title, [("", False), *((name, True) for name in names)], whole=("",))
    for row in rows:
        table.add_row(
            {"start": "serving", "given": "with the levers as given"}.get(row["kind"], row["kind"])
            + (" *" if row["pro_forma"] else ""),
            *(number(row[key]) for key in ("revenue", "cost", "gross_margin")),
            percent(row["margin"]),
            number(row["subsidy"]),
        )
    return table


def levers(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The sizes that reach one target: each lever alone, in pairs and all three.

    `narrow` leaves out the revenue, the cost and the part.
    """
    more = [] if narrow else ["Of each need", "Revenue", "Cost", "Gross margin"]
    names = [*(name for name, _ in _SIZES), *more]
    table = grid(title, [("Levers", False), *((name, True) for name in names)], whole=("Levers",))
    for row in rows:
        known = row["reachable"]
        cells = [_size(row, key) for _, key in _SIZES]
        if not narrow:
            cells.append(_NONE if row["part"] is None else percent(row["part"]))
            cells += [number(row[key]) if known else _NONE for key in ("revenue", "cost")]
            cells.append(number(row["gross_margin"]) if known else _NONE)
        table.add_row(row["levers"], *cells)
    return table


def _size(row: dict[str, Any], key: str) -> str:
    if not row["reachable"]:
        return _NONE
    return percent(row[key]) if row[key] else _NONE


def missing(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """What one lever still needs when the others stay as given: its whole size, and the rest."""
    names = ("Needs in all", "Still missing")
    table = grid(title, [("Lever", False), *((name, True) for name in names)], whole=("Lever",))
    keys = {name: lever for lever, name in NAMES.items()}
    for row in rows:
        sizes = (row[keys[row["levers"]]], row["missing"])
        told = (percent(size) if row["reachable"] else _NONE for size in sizes)
        table.add_row(row["levers"], *told)
    return table


def reasons(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Why there is no size, or none is needed: each reason once, as a sentence."""
    told = dict.fromkeys(row["why"] for row in rows if row["why"])
    return [f"{why[0].upper()}{why[1:]}." for why in told]


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The inputs, and below them the rows."""
    inputs_ = formats.markdown(result.extra["inputs"], INPUTS)
    rows = formats.markdown(result.rows, columns)
    return f"## Inputs\n\n{inputs_}\n## Margins\n\n{rows}{formats.tail(result)}"
