"""The tables of `moneyloop translate`, and of amounts in other words below other tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.answers.translation import LEAST
from moneyloop.tables import formats
from moneyloop.tables.numbers import money
from moneyloop.tables.terminal import grid

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_MISSING = {
    "whole": "In all: ? (no end is stated)",
    "per_year": "A year: ? (no time is stated)",
    "per_month": "A month: ? (no time is stated)",
    "per_day": "A day: ? (no time is stated)",
}
_UNITS = {"usd_bn": "${}bn", "usd_per_year": "${} a year"}


def restated(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The restatements, one a line, with the base of each; `narrow` leaves out the sources."""
    heads = ["In other words", "Of", "Made with", *([] if narrow else ["Source"])]
    table = grid(title, [(name, False) for name in heads])
    for row in rows:
        text = row["text"] or _MISSING[row["measure"]]
        table.add_row(text, row["ruler"], *_base(row)[: len(heads) - 2])
    return table


def _base(row: dict[str, Any]) -> list[str]:
    """The base of a restatement as amount and unit, and as who says so when."""
    if row["base"] is None:
        return ["", ""]
    amount = row["base_amount"]
    number = f"{amount:,.0f}" if amount == int(amount) else f"{amount}"
    unit = row["base_unit"].removesuffix("s") if amount == 1 else row["base_unit"]
    dated = f" ({row['as_of']})" if row["as_of"] else ""
    written = _UNITS.get(unit, f"{{}} {unit}").format(number)
    return [f"{written}{dated}", f"{row['outlet']}: {row['source']}"]


COLUMNS = ("row", "column", "amount", "per_day", "per_person", "note_weight")
_TITLE = "In other words: the largest amounts"
_NO_DAY = "No day is given where an amount is of no whole years, quarters or months."


def in_other_words(
    rows: Sequence[dict[str, Any]], more: int, *, narrow: bool = False
) -> list[RenderableType]:
    """The largest amounts of the tables above, restated; `narrow` leaves out the notes."""
    if not rows:
        return [_none()]
    heads = [("Row", False), ("Column", False), ("Amount", True), ("A day", True)]
    heads += [("A person alive", True), *([] if narrow else [("In $100 notes", True)])]
    table = grid(_TITLE, heads)
    for row in rows:
        cells = [row["row"], row["column"], money(row["amount"]), row["per_day"] or ""]
        cells += [row["per_person"], row["note_weight"]]
        table.add_row(*cells[: len(heads)])
    return [table, *_below(rows, more), ""]


def in_other_markdown(rows: Sequence[dict[str, Any]], more: int) -> str:
    """The same in Markdown, to stand below a result."""
    if not rows:
        return f"\n{_none()}\n"
    below = "".join(f"\n{line}\n" for line in _below(rows, more))
    return f"\n## {_TITLE}\n\n{formats.markdown(rows, COLUMNS)}{below}"


def _below(rows: Sequence[dict[str, Any]], more: int) -> list[str]:
    """What the table does not say: amounts that are not in it, and days that are not told."""
    lines = [_NO_DAY] if any(row["per_day"] is None for row in rows) else []
    if more:
        lines.append(f"{more} more amounts of ${LEAST:g}bn or more are not restated.")
    return lines


def _none() -> str:
    return f"In other words: no amount reaches ${LEAST:g}bn."
