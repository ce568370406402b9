"""A file as its checks see it: rows with what could be read of them; problems that name a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from moneyloop.model import Problem


@dataclass(frozen=True)
class Row:
    """A record of a file: its line, its text by column, and what could be read from it."""

    line: int
    text: Mapping[str, str]
    numbers: Mapping[str, float] = field(default_factory=dict)
    days: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The rows of one file, its header as written, and how many lines are comments."""

    file: str
    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    comments: int = 0

    def problem(
        self, row: Row, column: str, rule: str, message: str, hint: str = "", value: str = ""
    ) -> Problem:
        shown = value or row.text.get(column, "")
        return Problem(self.file, row.line, column, shown, rule, message, hint)

    def warning(self, row: Row, column: str, rule: str, message: str, hint: str) -> Problem:
        return replace(self.problem(row, column, rule, message, hint), severity="warning")

    def later(self, first: str, second: str) -> str:
        """The one of two columns that stands later in this file's header."""
        order = {name: position for position, name in enumerate(self.header)}
        return max((first, second), key=lambda name: order.get(name, -1))
