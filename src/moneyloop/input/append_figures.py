"""Figures to the figures.csv of a package: none twice, and none that counts a day again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneyloop.input import checks, items, package, schema, values
from moneyloop.input.append import add_to, lines, missing_column
from moneyloop.input.files import locked, replace_atomically
from moneyloop.input.text import Sheet, read_sheet
from moneyloop.model import DataError

if TYPE_CHECKING:
    import pandas as pd

Cells = Mapping[str, str]
Span = tuple[int, int]

_HAS_DAYS = "Alternative: the file has a figure of these days. "


@dataclass(frozen=True)
class Added:
    """The rows that were written, in the columns of figures.csv, and how many were there."""

    rows: tuple[Cells, ...]
    known: int


def append_figures(path: str | Path, rows: pd.DataFrame) -> Added:
    """Add rows of figures to the package at `path`, all or none, as `append` adds a deal.

    A row is left out where the file has it: the same amount for the same thing and days from the
    same address. Where preferred rows of the file have days of a new one, it is a part of the year
    (`part_of_year`) if it lies in one of them, else an alternative (preferred = no). A package
    without figures.csv gets one.

    Raises as `append` does; the file then has all that it had, and nothing more.
    """
    columns = [str(name) for name in rows.columns]
    records = rows.astype(str).itertuples(index=False, name=None)
    cells = [
        {name: cell for name, cell in zip(columns, row, strict=True) if cell} for row in records
    ]
    file = package.table_file(path, "figures")
    if not cells:
        return Added((), 0)
    if not file.exists() and _begin(path, cells):
        return Added(tuple(cells), 0)
    new: list[Cells] = []

    def more(raw: bytes) -> bytes:
        nonlocal new
        new = _new(path, raw, cells)
        return lines(read_sheet(raw, str(file)), raw, new) if new else b""

    add_to(path, "figures", more)
    return Added(tuple(new), len(cells) - len(new))


def _begin(path: str | Path, cells: Sequence[Cells]) -> bool:
    """Write a figures.csv with these rows; False where another program has done so meanwhile."""
    file = package.table_file(path, "figures")
    names = [column.name for column in schema.columns("figures")]
    header = (",".join(names) + "\n").encode()
    raw = header + lines(Sheet(str(file), tuple(names)), header, cells)
    with locked(file.resolve()):
        if file.exists():
            return False
        _checked(path, raw)
        replace_atomically(file, raw)
    return True


def _checked(path: str | Path, raw: bytes) -> dict[str, checks.Table]:
    """The tables of the package with this figures.csv; raises DataError."""
    tables, problems = package.read_package(path, {"figures": raw})
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problems)
    return tables


def _new(path: str | Path, raw: bytes, cells: Sequence[Cells]) -> list[Cells]:
    """The rows that a file does not have, and what they are beside those that it has."""
    tables = _checked(path, raw)
    there = tables["figures"]
    needed = dict.fromkeys(name for row in cells for name in row if name not in there.header)
    if needed:
        raise DataError(missing_column(there.file, name) for name in needed)
    names, _ = checks.party_names(tables["parties"])
    known = {_identity(row.text, names) for row in there.rows}
    taken: dict[tuple[str, ...], list[Span]] = {}
    for row in there.rows:
        if row.text.get("preferred") != "no" and row.text.get("item") not in items.BESIDE:
            taken.setdefault(_line(row.text, names), []).append(_span(row.text))
    new = [row for row in cells if _identity(row, names) not in known]
    return [_beside(row, taken.get(_line(row, names), ())) for row in new]


def _identity(row: Cells, names: Mapping[str, str]) -> tuple[object, ...]:
    """What two rows have in common that are one figure from one place."""
    same = (row.get(name, "") for name in ("metric", "segment", "unit", "url"))
    thing = items.thing(row.get("item", ""))
    return (_party(row, names), *same, thing, _span(row), values.number(row["amount"]))


def _line(row: Cells, names: Mapping[str, str]) -> tuple[str, ...]:
    """Of what no day may be counted twice: a balance of cash is one, whatever it is of."""
    metric, item = row["metric"], row.get("item", "")
    if metric == "cash":
        return (_party(row, names), metric)
    thing = "" if item in items.COUNTED else items.thing(item)
    return (_party(row, names), metric, items.line(row.get("segment", ""), item), thing)


def _party(row: Cells, names: Mapping[str, str]) -> str:
    return names.get(row["party"], row["party"])


def _span(row: Cells) -> Span:
    return values.days(row["start"])[0], values.days(row["end"])[1]


def _beside(row: Cells, taken: Sequence[Span]) -> Cells:
    """A row as it stands in a file that counts the days of `taken` already."""
    if row.get("preferred") == "no" or row.get("item", "") in items.BESIDE:
        return row
    first, last = _span(row)
    over = [span for span in taken if span[0] <= last and first <= span[1]]
    if not over:
        return row
    whole = over[0]
    longer = whole[1] - whole[0] > last - first
    if first < last and longer and whole[0] <= first and last <= whole[1]:
        return {**row, "item": items.PART_OF_YEAR}
    return {**row, "preferred": "no", "note": f"{_HAS_DAYS}{row.get('note', '')}".strip()}
