"""A package that a spreadsheet saved, written again as a new one; the old one is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moneyloop.input import checks
from moneyloop.input.create import declaration, write_new
from moneyloop.input.ledger.containers import open_table
from moneyloop.input.ledger.form import Form
from moneyloop.input.package import TABLES, table_file
from moneyloop.input.tidy import Tidy, tidy
from moneyloop.model import DataError, Problem


@dataclass(frozen=True)
class Repaired:
    """The files that were written, what changed, and the problems that are left."""

    files: list[Path]
    changes: list[str]
    problems: list[Problem]


def repaired(path: str | Path | None, folder: str | Path, stated: Form) -> Repaired:
    """The package at `path` with its cells as the schema has them, as a new `folder`.

    Raises DataError where a cell may mean two things, ChoiceError where the folder has such files
    already, OSError; then nothing is written.
    """
    files = {name: table_file(path, name) for name in TABLES}
    tables = {
        name: tidy(open_table(file, stated, _required(name)), name, {}, stated)
        for name, file in files.items()
        if file.exists()
    }
    changes = [line for table in tables.values() for line in table.told]
    written = write_new(folder, _contents(tables))
    return Repaired(written, changes, _problems(tables))


def deals_package(table: Tidy, folder: str | Path) -> list[Path]:
    """Write a table of deals as a new package; raises DataError where it has errors."""
    problems = _problems({"deals": table})
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problems)
    return write_new(folder, _contents({"deals": table}))


def _required(name: str) -> Sequence[str]:
    # A header line is found by its names; deals may have any of theirs written otherwise.
    return ("payer", "payee") if name == "deals" else ()


def _contents(tables: dict[str, Tidy]) -> dict[str, bytes]:
    made = {f"{name}.csv": table.as_csv() for name, table in tables.items()}
    return made | {"datapackage.json": declaration().encode("utf-8")}


def _problems(tables: dict[str, Tidy]) -> list[Problem]:
    """Every problem of the tables, in the lines of the files that they were read from."""
    read: dict[str, checks.Table] = {}
    problems: list[Problem] = []
    for name in TABLES:
        if name in tables:
            read[name], found = checks.read_table(tables[name].sheet, name)
            problems += found
        else:
            read[name] = checks.Table(f"{name}.csv", name, (), ())
    return [*problems, *checks.package_problems(*(read[name] for name in TABLES))]
