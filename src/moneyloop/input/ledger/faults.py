"""What of a table cannot be read: which rows, why, and the same told once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from moneyloop.input import values
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.formulas import is_valueless
from moneyloop.input.ledger.table import Table
from moneyloop.model import Problem

_LISTED = 20  # patterns of one column that are listed one by one
_LONGEST = 10_000  # letters of a name
_SHOWN = 80
Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Wrong:
    """A text that stands in these rows (their places in the table), and why it is refused.

    `alike` counts the distinct texts that it stands for.
    """

    rows: np.ndarray
    text: str
    rule: str
    fault: values.Fault
    alike: int = 1


def parsed(
    column: Cells, rule: str, parse: Callable[[str], Value]
) -> tuple[list[Value | None], list[Wrong]]:
    """The value of each distinct text, None where it cannot be read, and those texts."""
    read: list[Value | None] = []
    faults: dict[int, values.Fault] = {}
    for code, text in enumerate(column.texts):
        try:
            read.append(parse(text))
        except values.Fault as fault:
            read.append(None)
            faults[code] = fault
    if not faults:
        return read, []
    rows = np.flatnonzero(np.isin(column.codes, list(faults)))
    codes = column.codes[rows]
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    found = []
    for group in np.split(rows[order], starts[1:]):
        if len(group):
            code = int(column.codes[group[0]])
            text = column.texts[code]
            found.append(Wrong(group, text, rule if text else "required", faults[code]))
    return read, sorted(found, key=lambda wrong: int(wrong.rows[0]))


def wrong(column: Cells, text: str, rule: str, fault: values.Fault, alike: int = 1) -> Wrong:
    """A distinct text of a column as wrong."""
    rows = np.flatnonzero(column.codes == column.texts.index(text))
    return Wrong(rows, text, rule, fault, alike)


def of_rows(column: Cells, rows: np.ndarray, rule: str, fault: values.Fault) -> list[Wrong]:
    """The distinct texts of these rows of a column as wrong."""
    codes = column.codes[rows]
    found = [Wrong(rows[codes == code], column.texts[code], rule, fault) for code in set(codes)]
    return sorted(found, key=lambda bad: int(bad.rows[0]))


def no_names(column: Cells, container: str) -> list[Wrong]:
    """What is no name of a party: errors of a spreadsheet, under which several would become one."""
    error = values.Fault("is an error of a spreadsheet", "mend the cell, and save the file again")
    long = values.Fault(f"has more than {_LONGEST:,} letters", "write the name of a party")
    found = []
    for code, text in enumerate(column.texts):
        if len(text) > _LONGEST or is_valueless(text, container):
            rows = np.flatnonzero(column.codes == code)
            fault = long if len(text) > _LONGEST else error
            found.append(Wrong(rows, text[:_SHOWN], "name", fault))
    return found


@dataclass(frozen=True, eq=False)
class Unread:
    """All that cannot be read of a table: by our column, and the file's names of the columns.

    Rows that are `known` not to count, by their places, may hold anything.
    """

    table: Table
    found: Mapping[str, Sequence[Wrong]]
    names: Mapping[str, str]
    known: np.ndarray

    @cached_property
    def wrong(self) -> Mapping[str, Sequence[Wrong]]:
        """What was found in the rows that should count."""
        if not len(self.known):
            return self.found
        kept = {
            ours: [replace(bad, rows=np.setdiff1d(bad.rows, self.known)) for bad in found]
            for ours, found in self.found.items()
        }
        return {ours: [bad for bad in found if len(bad.rows)] for ours, found in kept.items()}

    @cached_property
    def rows(self) -> np.ndarray:
        """The rows with a wrong cell, by their places in the table."""
        parts = [bad.rows for found in self.wrong.values() for bad in found]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)

    @cached_property
    def torn(self) -> list[int]:
        """The lines of records that could not be cut into cells."""
        return [problem.line or 0 for problem in self.table.problems]

    @cached_property
    def problems(self) -> list[Problem]:
        """Every problem, in the order of lines and columns; what looks alike is told once."""
        order = {name: place for place, name in enumerate(self.table.header)}
        found = list(self.table.problems)
        for ours, wrong in self.wrong.items():
            found += self._of(self.names.get(ours) or ours, wrong)
        return sorted(found, key=lambda one: (one.line or 0, order.get(one.column or "", -1)))

    def as_csv(self) -> str:
        """The rows that cannot be read as CSV: line, what is wrong, and the cells of the file."""
        told: dict[int, list[str]] = {}
        for ours, wrong in self.wrong.items():
            for bad in wrong:
                column = self.names.get(ours) or ours
                message = f"{column}: {bad.text!r} {bad.fault.message} ({bad.fault.hint})"
                for row in bad.rows.tolist():
                    told.setdefault(row, []).append(message)
        lines = [
            (problem.line or 0, [str(problem.message), problem.value or ""])
            for problem in self.table.problems
        ]
        columns = [self.table.cells(place) for place in range(len(self.table.header))]
        for row in sorted(told):
            cells = [str(column[row]) for column in columns]
            lines.append((int(self.table.lines[row]), ["; ".join(told[row]), *cells]))
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["line", "problem", *self.table.header])
        writer.writerows([line, *cells] for line, cells in sorted(lines, key=lambda one: one[0]))
        return text.getvalue()

    def _of(self, column: str, wrong: Sequence[Wrong]) -> list[Problem]:
        """A problem for each pattern, so many of them, and how many more there are."""
        groups: dict[tuple[str, str, str], list[Wrong]] = {}
        for bad in wrong:
            # A word that is no kind stands for itself; numbers and dates are of few patterns.
            pattern = bad.text if bad.rule in ("choice", "duplicate-id") else _pattern(bad.text)
            key = (bad.rule, bad.fault.message, pattern)
            groups.setdefault(key, []).append(bad)
        told = list(groups.values())
        problems = []
        for index, alike in enumerate(told[:_LISTED]):
            bad = alike[0]
            message = f"{bad.text!r} {bad.fault.message}" if bad.text else bad.fault.message
            cells = sum(len(one.rows) for one in alike)
            texts = sum(one.alike for one in alike)
            more = len(bad.rows) - 1
            if texts > 1:
                message += f"; {texts - 1:,} more value{'s' if texts > 2 else ''} like it"
                message += f", {cells:,} cells in all" if len(alike) > 1 else ""
            elif more:
                message += f"; {more:,} more row{'s have' if more > 1 else ' has'} it"
            if index == _LISTED - 1 and len(told) > _LISTED:
                rest = [one for group in told[_LISTED:] for one in group]
                message += f"; {len(rest):,} more values of this column are wrong"
                cells += sum(len(one.rows) for one in rest)
            line = int(self.table.lines[bad.rows[0]])
            name, hint = self.table.name, bad.fault.hint
            told_of = (name, line, column, bad.text, bad.rule, message, hint)
            problems.append(Problem(*told_of, cells=cells))
        return problems


def _pattern(text: str) -> str:
    """The text with its digits and letters made alike: 12/31/2024 is 99/99/9999."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", lambda run: "9" * len(run[0]), text))
