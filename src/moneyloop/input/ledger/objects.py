"""JSON to a table: objects, one to a line or in one list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moneyloop.input.ledger.dialect import decoded
from moneyloop.input.ledger.form import Form
from moneyloop.input.ledger.records import broken, cell_text, of_records
from moneyloop.input.ledger.table import Table
from moneyloop.model import ChoiceError, DataError, Problem


def read_objects(raw: bytes, name: str, stated: Form) -> Table:
    """The table of objects, one to a line or in one list; a cell that is missing is blank.

    Raises ChoiceError and DataError as `open_table`.
    """
    text, encoding = decoded(raw, stated.encoding)
    rows: list[tuple[int, Any]] = []
    if text.lstrip().startswith("["):
        try:
            rows = list(enumerate(json.loads(text), 1))
        except (ValueError, RecursionError) as error:
            raise broken(name, "JSON", error) from None
        form = Form("a list in JSON", encoding)
    else:
        for line, part in enumerate(text.splitlines(), 1):
            if part.strip():
                try:
                    rows.append((line, json.loads(part)))
                except (ValueError, RecursionError) as error:
                    raise _no_object(name, line, f"is no JSON: {error}") from None
        form = Form("JSON lines", encoding)
    if any(isinstance(row, Mapping) and "facts" in row and "cik" in row for _, row in rows):
        raise ChoiceError(f"{name} is company facts: say whose figures they are, --party NAME")
    for line, row in rows:
        if not isinstance(row, Mapping):
            raise _no_object(name, line, "is no object with a name for each cell")
    nested = _nested(name, rows)
    if nested:
        raise DataError(nested)
    header = tuple(dict.fromkeys(key.strip() for _, row in rows for key in row))
    records = [
        (line, [cell_text(row.get(key)) for key in header])
        for line, row in ((line, _stripped(row)) for line, row in rows)
    ]
    return of_records(name, header, records, form)


def _nested(name: str, rows: list[tuple[int, Any]]) -> list[Problem]:
    """The cells that hold objects or lists, as one problem for each name."""
    found: dict[str, list[tuple[int, Any]]] = {}
    for line, row in rows:
        for key, cell in row.items():
            if isinstance(cell, dict | list):
                found.setdefault(key, []).append((line, cell))
    problems = []
    for key, cells in found.items():
        line, cell = cells[0]
        what = "an object" if isinstance(cell, dict) else "a list"
        more = f"; {len(cells) - 1:,} more records have such a cell" if len(cells) > 1 else ""
        message = f"the cell is {what}, not text or a number{more}"
        hint = "write one value to a cell, or leave the cell out"
        told = (name, line, key, json.dumps(cell)[:80], "nested", message, hint)
        problems.append(Problem(*told, cells=len(cells)))
    return problems


def _stripped(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key.strip(): cell for key, cell in row.items()}


def _no_object(name: str, line: int, message: str) -> DataError:
    hint = "write one object to a line, or a list of objects"
    return DataError([Problem(name, line, None, None, "json", f"the record {message}", hint)])
