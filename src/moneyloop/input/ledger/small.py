"""Small CSV files that a person gives beside a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from moneyloop.input.table import Row
from moneyloop.input.text import read_sheet
from moneyloop.model import Problem


def read_small(
    path: str | Path, needed: Sequence[str], more: Sequence[str] = ()
) -> tuple[list[Row], list[Problem]]:
    """The rows of a file with these columns in any order, none where it has a problem of form.

    `more` are columns that it may have. Raises OSError where the file cannot be read.
    """
    sheet = read_sheet(Path(path).read_bytes(), str(path))
    problems = list(sheet.problems)
    header = [name.casefold() for name in sheet.header]
    fits = set(needed) <= set(header) <= {*needed, *more} and len(set(header)) == len(header)
    if not problems and not fits:
        wanted = ",".join(needed)
        also = f", and {' or '.join(more)} if there is one" if more else ""
        message = f"the header is {','.join(sheet.header)}, not {wanted}"
        hint = f"write {wanted}{also}"
        problems.append(Problem(str(path), 1, None, None, "header", message, hint))
    if problems:
        return [], problems
    return [Row(line, dict(zip(header, cells, strict=True))) for line, cells in sheet.records], []
