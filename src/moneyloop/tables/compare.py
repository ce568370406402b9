"""The table of `moneyloop compare`: two profiles side by side, in the order asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables.numbers import UNKNOWN
from moneyloop.tables.rulers import evidence, lines_of, quantity, short, wrapping
from moneyloop.tables.tail import few
from moneyloop.tables.terminal import grid

if TYPE_CHECKING:
    from rich.table import Table


def profiles(
    title: str, a: str, b: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False
) -> Table:
    """Each measure on both sides with ruler, period and evidence, and in what they differ.

    `narrow` leaves out the rows behind each side.
    """
    heads = [("Measure", False), (a, False), (b, False), ("Comparable?", False)]
    table = grid(title, heads)
    for row in rows:
        told = {True: "yes", None: UNKNOWN}.get(row["comparable"], "")
        table.add_row(
            row["measure"],
            *(_side(row, letter, narrow) for letter in "ab"),
            told or wrapping("no: " + "; ".join(row["differs"])),
        )
    return table


def _side(row: dict[str, Any], letter: str, narrow: bool) -> str:
    side = {key.removeprefix(f"{letter}_"): value for key, value in row.items()}
    amount = quantity(side["amount"], row["unit"])
    if side["amount"] is None:
        return UNKNOWN
    if side["low"] is not None:
        ends = (quantity(side[key], row["unit"]) for key in ("low", "amount", "high"))
        amount = " - ".join(ends)
    amount += " times" if row["unit"] == "ratio" else ""
    amount += " *" if side["pro_forma"] else ""
    ruler = short(side["ruler"], side["basis"])
    what = ", ".join(part for part in (side["segment"], side["period"]) if part)
    lines = [f"{amount}  {ruler}", f"{wrapping(what)}; {evidence(side['evidence'])}"]
    if not narrow and side["figures"]:
        lines.append(f"figures.csv:{lines_of(side['figures'])}")
    if not narrow and side["deals"]:
        lines.append(few(side["deals"]))
    return "\n".join(lines)
