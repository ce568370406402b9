"""The tables of `moneyloop unknowns`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables import formats
from moneyloop.tables.numbers import UNKNOWN, money
from moneyloop.tables.tail import few
from moneyloop.tables.terminal import grid
from moneyloop.words.labels import heading

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

LOOPS = ("kind", "parties", "since", "rows")


def ranked(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The unknowns: the range tried, and how far knowing each would narrow the intervals.

    `narrow` leaves out what caps the range, the width left and any investor's money.
    """
    texts = ["Unknown", *([] if narrow else ["Range capped by"])]
    numbers = ["Range", "Width now", *([] if narrow else ["Left"]), "Narrows"]
    numbers += [*([] if narrow else [heading("invested")]), "Loops"]
    heads = [("#", True), *((name, False) for name in texts), *((name, True) for name in numbers)]
    table = grid(title, heads, whole=("Unknown",))
    for row in rows:
        table.add_row(
            str(row["rank"]),
            row["id"] + (" (term)" if row["kind"] == "date" else ""),
            *([] if narrow else [row["cap"]]),
            f"{money(row['lowest'])} - {money(row['highest'])}",
            money(row["width_now"]),
            *([] if narrow else [money(row["width_left"])]),
            _narrows(row, ""),
            *([] if narrow else [_narrows(row, "invested_")]),
            str(row["sizes"]),
        )
    return table


def _narrows(row: dict[str, Any], prefix: str) -> str:
    """By how much, the least and the most of all tries; one number where they are the same."""
    least, most = row[f"{prefix}narrows"], row[f"{prefix}narrows_most"]
    if least is None:
        return UNKNOWN
    return money(most) if money(least) == money(most) else f"{money(least)} - {money(most)}"


def loops(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Loops that cannot be sized, with the rows whose amount would size them."""
    heads = [("Loop", False), ("Kind", False), ("Since", True), ("Rows that would size it", False)]
    table = grid(title, heads)
    for row in rows:
        names = " > ".join([*row["parties"], row["parties"][0]])
        legs = " and ".join(few(leg).replace(", ", " or ") for leg in row["rows"])
        table.add_row(names, row["kind"], str(row["since"]) if row["since"] else "?", legs)
    return table


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The unknowns and, below them, the loops that cannot be sized."""
    loops_ = formats.markdown(result.extra["unsized_loops"], LOOPS)
    rows = formats.markdown(result.rows, columns)
    return f"{rows}\n## Loops that cannot be sized\n\n{loops_}{formats.tail(result)}"
