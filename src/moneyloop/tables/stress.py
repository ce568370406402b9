"""The tables of `moneyloop stress`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.stress.exposures import LINES
from moneyloop.questions.stress.counterparties import beyond, marked, unknown_rows
from moneyloop.tables import formats
from moneyloop.tables.terminal import grid
from moneyloop.words.amounts import number, percent

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

BACKSTOPS = ("guarantor", "beneficiary", "amount", "called", "condition", "deal", "evidence")
DEFAULTS = ("party", "owed", "paid")


def lines(title: str, rows: Sequence[dict[str, Any]], year: str, *, narrow: bool) -> Table:
    """What each counterparty has at stake and loses, line by line: side by side, never summed.

    `narrow` leaves out the share of booked revenue, that of the reported backlog (which is also
    left out where no seller reports one) and the part of the buffer. The share of a year that
    revenue figures cover in part has that part in brackets; what rows without an amount add to is
    marked "+ ?".
    """
    theirs = not narrow and any(row["reported_backlog"] is not None for row in rows)
    heads = ["Invested", "lost", f"Sold {year}", "lost", *([] if narrow else ["of booked"])]
    heads += ["Backlog *", *(["of reported"] if theirs else []), "lost"]
    heads += [] if narrow else ["Buffer hit"]
    table = grid(title, [("Party", False), *((name, True) for name in heads)])
    for row in rows:
        part = row["debtrank"]
        table.add_row(
            row["party"],
            _amount(row, "investment"),
            _amount(row, "investment", "_lost"),
            _amount(row, "revenue"),
            _amount(row, "revenue", "_lost"),
            *([] if narrow else [_of_booked(row)]),
            _amount(row, "backlog"),
            *([_of_reported(row)] if theirs else []),
            _amount(row, "backlog", "_lost"),
            *([] if narrow else [percent(part)]),
        )
    return table


def is_partial(row: dict[str, Any]) -> bool:
    """True where a share is of booked revenue that is known for a part of the year only."""
    return bool(row["revenue_lost"] and row["share"] is not None and row["revenue_coverage"] < 1)


def more(row: dict[str, Any]) -> list[str]:
    """The rows without an amount that add to a known one."""
    return [name for line in LINES for name in unknown_rows(row, line)]


def _amount(row: dict[str, Any], line: str, of: str = "") -> str:
    """What is at stake on a line, or (`of`) lost of it, and what no row gives an amount of."""
    return marked(number(row[line + of]), row[line + of], row, line)


def _of_reported(row: dict[str, Any]) -> str:
    part = row["backlog_of_reported"]
    return marked(percent(part), part, row, "backlog")


def _of_booked(row: dict[str, Any]) -> str:
    told = marked(percent(row["share"]), row["share"], row, "revenue")
    return f"{told} ({percent(row['revenue_coverage'])})" if is_partial(row) else told


def cascade(title: str, rows: Sequence[dict[str, Any]], *, unique: bool) -> Table | None:
    """The losses that are more than the failed party takes away alone; None where there is none.

    Where payments clear in more than one way (not `unique`) with the loss of the other end.
    """
    heads = ["First round", "In all", *([] if unique else ["At the least payments"])]
    texts = [("Party", False), ("Line", False)]
    table = grid(title, [*texts, *((name, True) for name in heads)])
    for row in rows:
        for line in LINES:
            if beyond(row, line):
                told = ["_lost_first", "_lost", *([] if unique else ["_lost_least"])]
                table.add_row(row["party"], line, *(_amount(row, line, of) for of in told))
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
            number(call["amount"]),
            number(call["called"]),
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
