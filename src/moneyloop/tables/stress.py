"""The tables of `moneyloop stress`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables import formats
from moneyloop.tables.numbers import money, share
from moneyloop.tables.terminal import grid

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

LINES = ("investment", "revenue", "backlog")
BACKSTOPS = ("guarantor", "beneficiary", "amount", "called", "condition", "deal", "evidence")
DEFAULTS = ("party", "owed", "paid")
_SAME = 1e-8


def lines(title: str, rows: Sequence[dict[str, Any]], year: str, *, narrow: bool) -> Table:
    """What each counterparty has at stake and loses, line by line: side by side, never summed.

    `narrow` leaves out the share of booked revenue and the part of the buffer.
    """
    heads = ["Invested", "lost", f"Sold {year}", "lost", *([] if narrow else ["of booked"])]
    heads += ["Backlog *", "lost", *([] if narrow else ["Buffer hit"])]
    table = grid(title, [("Party", False), *((name, True) for name in heads)])
    for row in rows:
        part = row["debtrank"]
        table.add_row(
            row["party"],
            money(row["investment"]),
            money(row["investment_lost"]),
            money(row["revenue"]),
            money(row["revenue_lost"]),
            *([] if narrow else [share(row["share"], 1.0)]),
            money(row["backlog"]),
            money(row["backlog_lost"]),
            *([] if narrow else [share(part, 1.0)]),
        )
    return table


def cascade(title: str, rows: Sequence[dict[str, Any]], *, unique: bool) -> Table | None:
    """The losses that are more than the failed party takes away alone; None where there is none.

    Where payments clear in more than one way (not `unique`) with the loss of the other end.
    """
    heads = ["First round", "In all", *([] if unique else ["At the least payments"])]
    texts = [("Party", False), ("Line", False)]
    table = grid(title, [*texts, *((name, True) for name in heads)])
    for row in rows:
        for line in LINES:
            first, lost = row[f"{line}_lost_first"] or 0.0, row[f"{line}_lost"]
            most = row.get(f"{line}_lost_least", lost)
            if lost is None or max(lost, most) <= first + _SAME:
                continue
            cells = [money(row[f"{line}_lost_first"]), money(lost)]
            table.add_row(row["party"], line, *cells, *([] if unique else [money(most)]))
    return table if table.row_count else None


def backstops(title: str, calls: Sequence[dict[str, Any]], *, narrow: bool) -> Table:
    """The guarantees that are called, and up to how much; `narrow` leaves out the deals."""
    texts = ["Condition", *([] if narrow else ["Deal"])]
    heads = [("Guarantor", False), ("Beneficiary", False), ("Amount", True), ("Called", True)]
    table = grid(title, [*heads, *((name, False) for name in texts)])
    for call in calls:
        table.add_row(
            call["guarantor"],
            call["beneficiary"],
            money(call["amount"]),
            money(call["called"]),
            call["condition"] or "",
            *([] if narrow else [call["deal"]]),
        )
    return table


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The rows, and below them who cannot pay in full and which guarantees are called."""
    text = formats.markdown(result.rows, columns)
    for title, key, names in (
        ("Cannot pay in full", "defaults", DEFAULTS),
        ("Guarantees called", "backstops", BACKSTOPS),
    ):
        if result.extra[key]:
            text += f"\n## {title}\n\n{formats.markdown(result.extra[key], names)}"
    return text + formats.tail(result)
