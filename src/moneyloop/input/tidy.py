"""A table as a spreadsheet saves it, cell by cell as deals.csv and its neighbours have them.

Dates as 1/3/2025, numbers with thousands marks and dollar signs, choices in capitals: what can mean
one thing only is written as the schema has it, and each change is told. What may mean two things is
asked for. A cell that means nothing stays as it is, for `check` to name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from moneyloop.input import schema, values
from moneyloop.input.ledger import amounts, moments
from moneyloop.input.ledger.form import DAY_FIRST, MONTH_FIRST, Form
from moneyloop.input.ledger.table import Table
from moneyloop.input.text import Sheet
from moneyloop.model import DataError, Problem

_WRITE = re.compile(r"write ([-+0-9.e]+)(;|$)")


@dataclass(frozen=True)
class Tidy:
    """A table as the schema has it, and by column the cells that changed: (line, before, after)."""

    sheet: Sheet
    changes: Mapping[str, Sequence[tuple[int, str, str]]]

    def as_csv(self) -> bytes:
        """The table as a CSV file."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.sheet.header)
        writer.writerows(cells for _, cells in self.sheet.records)
        return text.getvalue().encode("utf-8")

    @property
    def told(self) -> list[str]:
        """The changes in words, one line for a column."""
        return [
            f"{self.sheet.file}: {column}: {len(cells):,} cell{'s' if len(cells) > 1 else ''}, "
            f"such as {cells[0][1]!r} to {cells[0][2]!r} on line {cells[0][0]}"
            for column, cells in self.changes.items()
            if cells
        ]


def tidy(table: Table, name: str, columns: Mapping[str, str], stated: Form) -> Tidy:
    """The table `name` (deals, parties or figures) as the schema has it.

    `columns` maps our names to headers of the table that are called otherwise; case does not
    matter. `stated` says what the cells do not show: decimal mark, order of day and month. Raises
    DataError with every cell that may mean two things.
    """
    ours = {item.name: item for item in schema.columns(name)}
    named = {theirs: our for our, theirs in columns.items()}
    folded = {our.casefold().replace("_", " "): our for our in ours}
    header = tuple(
        named.get(theirs) or folded.get(theirs.casefold().replace("_", " "), theirs)
        for theirs in table.header
    )
    cells = [list(map(str, table.cells(place))) for place in range(len(header))]
    read = {our: cells[header.index(our)] for our in ours if our in header}
    unclear = _unclear(table, ours, read, stated)
    if unclear:
        raise DataError(unclear)
    order = stated.dates or _order(ours, read)
    changes: dict[str, list[tuple[int, str, str]]] = {}
    for place, our in enumerate(header):
        if our in ours:
            tidied = _reader(ours[our], read[our], order, stated.decimal)
            after = [tidied(text) for text in cells[place]]
            changes[our] = [
                (int(line), before, now)
                for line, before, now in zip(table.lines, cells[place], after, strict=True)
                if before != now
            ]
            cells[place] = after
    flat = [cell for row in zip(*cells, strict=True) for cell in row]
    sheet = Sheet(table.name, header, table.lines.tolist(), flat, problems=list(table.problems))
    return Tidy(sheet, changes)


def _order(ours: Mapping[str, schema.Column], read: Mapping[str, list[str]]) -> str:
    """Which comes first, day or month: all dates of a file are written alike."""
    shown, _ = moments.orders([text for our in read if ours[our].date for text in read[our]])
    return shown.pop() if len(shown) == 1 else ""


def _unclear(
    table: Table,
    ours: Mapping[str, schema.Column],
    read: Mapping[str, list[str]],
    stated: Form,
) -> list[Problem]:
    """A problem for each column with cells that may mean two things."""
    found = []
    order = stated.dates or _order(ours, read)
    for our, texts in read.items():
        either: list[str] = []
        hint = message = ""
        if ours[our].date and not order:
            _, either = moments.orders(texts)
            message = "has day and month in an order that the file does not show"
            hint = f"say it: --dates {DAY_FIRST} or --dates {MONTH_FIRST}"
        elif ours[our].number and not stated.decimal:
            shown, either = amounts.marks(texts)
            either = [] if len(shown) == 1 else [text for text in either if "," in text]
            message = "may be a thousand or a fraction, and no amount of the column shows which"
            hint = "say it: --decimal , or --decimal ."
        if either:
            line = int(table.lines[texts.index(either[0])])
            told = (table.name, line, our, either[0], "ambiguous", f"{either[0]!r} {message}", hint)
            found.append(Problem(*told, cells=len(either)))
    return found


def _reader(
    column: schema.Column, texts: Sequence[str], order: str, decimal: str
) -> Callable[[str], str]:
    """A function from a cell to the same cell as the schema has it."""
    if column.date:
        return lambda text: _date(text, order)
    if column.number:
        shown, _ = amounts.marks(texts)
        mark = decimal or (shown.pop() if len(shown) == 1 else ".")
        return lambda text: _number(text, mark)
    if column.enum:
        choices = {choice.casefold().replace("_", " "): choice for choice in column.enum}
        return lambda text: choices.get(text.casefold().replace("_", " "), text)
    return lambda text: text


def _date(text: str, order: str) -> str:
    if amounts.is_blank(text):
        return ""
    try:
        values.days(text)
        return text
    except values.Fault:
        pass
    try:
        return moments.written(moments.reader(order)(text), text).partition("T")[0]
    except values.Fault:
        return text


def _number(text: str, mark: str) -> str:
    if amounts.is_blank(text):
        return ""
    if mark == ".":
        try:
            values.number(text)
            return text
        except values.Fault as fault:
            if match := _WRITE.match(fault.hint):  # $5bn, 25 million
                return match[1]
    try:
        return format(amounts.reader(mark, amounts.TURN)(text), ".12g")
    except values.Fault:
        return text
