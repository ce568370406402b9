"""The table of `moneyloop translate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN
from moneyloop.tables.terminal import grid
from moneyloop.words.amounts import stated

if TYPE_CHECKING:
    from rich.table import Table

_MISSING = {
    "whole": "In all: ? (no end is stated)",
    "per_year": "A year: ? (no time is stated)",
    "per_month": "A month: ? (no time is stated)",
    "per_day": "A day: ? (no time is stated)",
}
_UNITS = {USD_BN: "${}bn", "usd_per_year": "${} a year"}


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
    unit = row["base_unit"].removesuffix("s") if amount == 1 else row["base_unit"]
    dated = f" ({row['as_of']})" if row["as_of"] else ""
    written = _UNITS.get(unit, f"{{}} {unit}").format(stated(amount))
    return [f"{written}{dated}", f"{row['outlet']}: {row['source']}"]
