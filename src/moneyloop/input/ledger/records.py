"""Records of a workbook or of JSON as a table of text."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import numpy as np

from moneyloop.input.ledger.form import Form
from moneyloop.input.ledger.table import Table
from moneyloop.model import DataError, Problem


def of_records(
    name: str, header: tuple[str, ...], records: list[tuple[int, list[str]]], form: Form
) -> Table:
    lines = np.array([line for line, _ in records], dtype=np.int64)

    def cells(at: int) -> list[str]:
        return [record[at] if at < len(record) else "" for _, record in records]

    return Table(name, header, lines, cells, form)


def cell_text(value: Any) -> str:
    """A cell of a workbook or of JSON as it would stand in a CSV file."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()


def broken(name: str, what: str, error: Exception) -> DataError:
    message = f"the file cannot be read as {what}: " + str(error).splitlines()[0].rstrip(".")
    hint = "write it again, or as CSV"
    return DataError([Problem(name, None, None, None, "broken-file", message, hint)])
