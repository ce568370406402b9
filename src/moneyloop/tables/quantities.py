"""A reading in a cell: its value with the unit that it has, its basis, and the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.tables.tail import IDS_SHOWN
from moneyloop.words.columns import Row


def mark(row: Row, name: str = "planned") -> str:
    """The star of a row in which scheduled and forecast money is."""
    return " *" if row[name] else ""


def evidence(words: Sequence[str] | None) -> str:
    """The kinds of evidence behind a number."""
    return ", ".join(words or [])


def wrapping(text: str) -> str:
    """Text that may break between the two ends of a period: "2026-04 to 2026-12"."""
    return text.replace("..", " to ")


def lines_of(figures: Sequence[str] | None) -> str:
    """The lines of figures.csv behind a number: 206, 214."""
    return ", ".join(ref.rpartition(":")[2] for ref in figures or ())


def rows_behind(figures: Sequence[str] | None, deals: Sequence[str] | None) -> str:
    """The rows behind a number, one id a line: an id that is broken is no id."""
    lines = [f"figures.csv:{lines_of(figures)}"] if figures else []
    ids: list[Any] = list(deals or ())
    lines += ids[:IDS_SHOWN]
    more = len(ids) - IDS_SHOWN
    return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def short(basis: str, gross_or_net: str | None) -> str:
    """A basis without what explains it: "run rate, net"."""
    words = basis.partition(":")[0]
    complete = gross_or_net in (None, "unknown") or f", {gross_or_net}" in words
    return words if complete else f"{words}, {gross_or_net}"
