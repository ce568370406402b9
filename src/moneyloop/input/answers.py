"""What the editions of a package answered: its answers.csv, a line per edition and period."""

from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path
from typing import Any

from moneyloop.model import Answer

FILE = "answers.csv"
COLUMNS = tuple(item.name for item in fields(Answer))
_TEXTS = ("edition", "period")


def read(file: Path) -> tuple[Answer, ...]:
    """The lines of the file; none where there is no such file, or it has other columns.

    Raises ValueError for an amount that is no number.
    """
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream)
        if lines.fieldnames is None or tuple(lines.fieldnames) != COLUMNS:
            return ()
        return tuple(_answer(line) for line in lines)


def _answer(line: dict[str, str]) -> Answer:
    cells: dict[str, Any] = {
        name: text if name in _TEXTS else _amount(text) for name, text in line.items()
    }
    return Answer(**cells)


def _amount(cell: str) -> float | None:
    return float(cell) if cell else None
