"""Small CSV files of two columns that a person gives beside a ledger."""

from __future__ import annotations

from pathlib import Path

from moneyloop.input.text import read_sheet
from moneyloop.model import Problem

Pair = tuple[int, str, str]


def read_pairs(path: str | Path, header: tuple[str, str]) -> tuple[list[Pair], list[Problem]]:
    """The line and both cells of each record, none where the file has a problem, and the problems.

    Raises OSError where the file cannot be read.
    """
    sheet = read_sheet(Path(path).read_bytes(), str(path))
    problems = list(sheet.problems)
    if not problems and sheet.header != header:
        wanted = ",".join(header)
        message, hint = f"the header is not {wanted}", f"write {wanted}"
        problems.append(Problem(str(path), 1, None, None, "header", message, hint))
    if problems:
        return [], problems
    return [(line, first, second) for line, (first, second) in sheet.records], problems
