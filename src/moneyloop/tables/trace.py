"""The tables of `moneyloop trace`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables import formats
from moneyloop.tables.numbers import UNKNOWN, share
from moneyloop.tables.tail import few
from moneyloop.tables.terminal import grid
from moneyloop.words.labels import heading

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

_FORWARDS = (
    ("Hop", "hop"),
    ("Arrived", "arrived"),
    ("Booked", "booked"),
    ("Kept", "kept"),
    ("Elsewhere", "elsewhere"),
    ("Outside", "outside"),
    ("Still moving", "still_moving"),
    ("Booked so far", "booked_so_far"),
)
_BACKWARDS = (
    ("Hop", "hop"),
    ("Asked for", "asked"),
    ("Customers", "customers"),
    ("Investors", "outside_investors"),
    (heading("opening"), "opening"),
    ("Unexplained", "unexplained"),
    ("Still moving", "still_moving"),
    ("Found so far", "found"),
)
_WIDE_ONLY = ("outside", "opening", "unexplained")


def amount(value: float | None, dollar: float) -> str:
    """US dollars to a ten-thousandth of the dollar that is followed: 0.0523 of 1, 5.23 of 100."""
    if value is None:
        return UNKNOWN
    if value == 0:
        return "0"
    places = max(0, 4 - math.floor(math.log10(dollar)))
    least = 10.0**-places
    return f"<{least:.{places}f}" if 0 < value < least / 2 else f"{value:,.{places}f}"


def hops(title: str, extra: dict[str, Any], *, narrow: bool = False) -> Table:
    """The dollar hop by hop, in US dollars; `narrow` leaves out the smaller ends."""
    columns = _BACKWARDS if extra["direction"] == "to" else _FORWARDS
    shown = [(head, key) for head, key in columns if not (narrow and key in _WIDE_ONLY)]
    table = grid(title, [(head, True) for head, _ in shown])
    for row in extra["hops"]:
        cells = [amount(row[key], extra["dollar"]) for _, key in shown[1:]]
        table.add_row(str(row["hop"]), *cells)
    return table


def payments(
    title: str, rows: Sequence[dict[str, Any]], dollar: float, most: int, *, narrow: bool = False
) -> Table:
    """The `most` largest payments of each hop, in US dollars, and the sum of the smaller ones.

    Beside the share of what the payer held the share of what left it, where any row has one.
    `narrow` leaves out the shares and the deals.
    """
    spent = [("Of spent", True)] if any(row["share_of_spent"] is not None for row in rows) else []
    heads = [("Hop", True), ("From", False), ("To", False), ("What", False), ("US dollars", True)]
    heads += [] if narrow else [("Share", True), *spent, ("Deals", False)]
    table = grid(title, heads, whole=("What",))
    for hop in sorted({row["hop"] for row in rows}):
        mine = [row for row in rows if row["hop"] == hop]
        mine.sort(key=lambda row: -row["amount"])
        for place, row in enumerate(mine[:most]):
            cells = [
                *("" if place else str(hop), row["payer"], row["payee"], row["class"]),
                *(amount(row["amount"], dollar), share(row["share"], 1.0)),
                *([_of_spent(row)] if spent else []),
                few(row["deals"]),
            ]
            table.add_row(*cells[: len(heads)])
        rest = mine[most:]
        if rest:
            word = "smaller one" if len(rest) == 1 else "smaller ones"
            total = amount(sum(row["amount"] for row in rest), dollar)
            table.add_row("", f"{len(rest)} {word}", "", "", total)
    return table


def _of_spent(row: dict[str, Any]) -> str:
    """Empty for a source: it is no payment out of a pool."""
    part = row["share_of_spent"]
    return "" if part is None else share(part, 1.0)


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The dollar hop by hop and, below it, every row."""
    keys = tuple(result.extra["hops"][0]) if result.extra["hops"] else ("hop",)
    summary = formats.markdown(result.extra["hops"], keys)
    rows = formats.markdown(result.rows, columns)
    return f"## Hop by hop\n\n{summary}\n## Rows\n\n{rows}{formats.tail(result)}"
