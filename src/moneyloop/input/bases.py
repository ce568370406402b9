"""The bases that amounts are restated by: people alive, days in a year, a banknote's weight.

They come from the bundled bases.csv alone, whatever data package is read.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from moneyloop.input.bundled import bundled_folder

FILE = "bases.csv"


@dataclass(frozen=True)
class Base:
    """One row of bases.csv: an `amount` in `unit`, and who says so; blank is None."""

    id: str
    name: str
    amount: float
    unit: str
    as_of: str | None
    source: str
    outlet: str
    url: str | None
    source_date: str | None
    note: str | None
    line: int


@cache
def bases() -> dict[str, Base]:
    """Every base by its id, in file order."""
    with (bundled_folder() / FILE).open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = [(reader.line_num, row) for row in reader]
    return {
        row["id"]: Base(
            id=row["id"],
            name=row["name"],
            amount=float(row["amount"]),
            unit=row["unit"],
            as_of=row["as_of"] or None,
            source=row["source"],
            outlet=row["outlet"],
            url=row["url"] or None,
            source_date=row["source_date"] or None,
            note=row["note"] or None,
            line=line,
        )
        for line, row in rows
    }
