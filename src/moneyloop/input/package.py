"""A folder of CSV files, a lone deals.csv or DataFrames, to a checked Network."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from moneyloop.input import checks, editions, frames
from moneyloop.input.bundled import BUNDLED, located, nearest_shipped
from moneyloop.input.networks import network_of
from moneyloop.input.text import STDIN, Sheet, read_sheet
from moneyloop.model import (
    ChoiceError,
    DataError,
    Network,
    Problem,
)

if TYPE_CHECKING:
    import pandas as pd

NO_PROOF = "the proof is of packages of deals with sources; payments have none"
TABLES = ("deals", "parties", "figures")
# Columns that a Network or a list of deals has beside those of the file: they follow from these.
_DERIVED = frozenset(
    [
        *("class", "line", "left_out", "tier"),
        *("announced_day", "start_day", "start_last_day", "end_day", "source_day"),
        "cancellable_day",
    ]
)


def load(
    deals: str | Path | pd.DataFrame | None = None,
    *,
    parties: pd.DataFrame | None = None,
    figures: pd.DataFrame | None = None,
    override: Mapping[str, bytes] | None = None,
) -> Network:
    """The network of a data package: a folder, a CSV of deals, "-" (stdin) or one that is shipped.

    A folder may also be an imported list of payments. Without a path it is the bundled package,
    and "telecom-1999-2001" is another that comes with the program, where no file or folder here
    has that name.

    With a file called deals.csv the parties.csv and figures.csv beside it are read too.

        load(), load("my-folder"), load(deals=frame, parties=frame, figures=frame)

    DataFrames have the columns of the files and are checked like them; only deals are required.
    None and NaN are blank, dates may be text or dates; a problem in the first row is on line 2, as
    it would be in a file. The tables of a Network can be given too, changed or not.

    `override` replaces the bytes of a table, so that a writer can check what it is about to
    write. Raises DataError with every problem at once when the data has errors, ChoiceError for a
    table beside a path, and OSError when a file cannot be read.
    """
    if _is_ledger(deals):
        from moneyloop.input.ledger import store

        return store.load(Path(str(deals)))
    tables, problems = _read(_sheets(deals, parties, figures, override or {}))
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problems)
    if deals is None or isinstance(deals, str | Path):
        network = network_of(BUNDLED if deals is None else str(deals), tables, problems)
        return replace(network, edition=editions.edition(_files(deals)))
    return network_of(frames.FRAMES, tables, problems)


def check(
    deals: str | Path | pd.DataFrame | None = None,
    *,
    parties: pd.DataFrame | None = None,
    figures: pd.DataFrame | None = None,
    proof: bool = False,
) -> list[Problem]:
    """Every problem of what `load` takes, errors and warnings, in file and line order.

    With `proof` also what can be read and does not look right, as warnings by rule: the amount as
    its source prints it, days, revenue that does not add up, one contract in two rows. Rows with
    errors are not asked about. Raises ChoiceError for the proof of a list of payments, whose rows
    have no sources.
    """
    if _is_ledger(deals):
        from moneyloop.input.ledger import store

        if proof:
            raise ChoiceError(NO_PROOF)
        return store.problems(Path(str(deals)))
    tables, problems = _read(_sheets(deals, parties, figures, {}))
    return [*problems, *(proofs(tables, problems) if proof else ())]


def proofs(tables: Mapping[str, checks.Table], problems: Sequence[Problem]) -> list[Problem]:
    """The warnings of the proof; none where an error comes first."""
    from moneyloop.input.proof.proof import proof

    return [] if any(problem.severity == "error" for problem in problems) else proof(tables)


def holds_ledger(folder: Path) -> bool:
    """True for a folder with payments and no deals, such as `moneyloop import` makes."""
    return (folder / "payments.csv").is_file() and not (folder / "deals.csv").exists()


def _is_ledger(data: object) -> bool:
    return isinstance(data, str | Path) and holds_ledger(Path(data))


def read_package(
    path: str | Path | None, override: Mapping[str, bytes]
) -> tuple[dict[str, checks.Table], list[Problem]]:
    """The tables of a package (deals, parties, figures) in files, with every problem.

    `override` replaces the bytes of a table.
    """
    return _read(_sheets_of_files(path, override))


def _read(sheets: Mapping[str, Sheet]) -> tuple[dict[str, checks.Table], list[Problem]]:
    tables: dict[str, checks.Table] = {}
    problems: list[Problem] = []
    for name, sheet in sheets.items():
        tables[name], faults = checks.read_table(sheet, name)
        problems += faults
    problems += checks.package_problems(*(tables[name] for name in TABLES))
    return tables, _in_order(problems, tables)


def _in_order(problems: list[Problem], tables: dict[str, checks.Table]) -> list[Problem]:
    files = [table.file for table in tables.values()]
    # A lone file may be called figures.csv: the first table of a name is the one that is read.
    headers = {table.file: table.header for table in reversed(tables.values())}

    def position(problem: Problem) -> tuple[int, int, int]:
        header = headers[problem.file]
        column = header.index(problem.column) if problem.column in header else -1
        return files.index(problem.file), problem.line or 0, column

    return sorted(problems, key=position)


def table_file(path: str | Path | None, name: str) -> Path:
    """Where table `name` of a package is: in the folder, or beside the deals.csv that is named."""
    data = located(path)
    if data.is_dir():
        return data / f"{name}.csv"
    return data if name == "deals" else data.with_name(f"{name}.csv")


def is_lone(path: str | Path | None) -> bool:
    """True for a table of deals by itself, which no other file belongs to."""
    data = located(path)
    return not data.is_dir() and data.name != "deals.csv"


def _files(path: str | Path | None) -> list[Path]:
    """The tables of a package that are files, in the order of TABLES."""
    names = TABLES[:1] if is_lone(path) else TABLES
    return [file for file in (table_file(path, name) for name in names) if file.is_file()]


def _sheets(
    deals: str | Path | pd.DataFrame | None,
    parties: pd.DataFrame | None,
    figures: pd.DataFrame | None,
    override: Mapping[str, bytes],
) -> dict[str, Sheet]:
    if deals is None or isinstance(deals, str | Path):
        if parties is not None or figures is not None:
            raise ChoiceError("tables of parties and figures go with a table of deals, not a path")
        return _sheets_of_files(deals, override)
    tables = {"deals": deals, "parties": parties, "figures": figures}
    sheets = {
        name: Sheet(name) if frame is None else frames.sheet(frame, name, _DERIVED)
        for name, frame in tables.items()
    }
    return sheets | {"deals": _deals_sheet(sheets["deals"])}


def _sheets_of_files(path: str | Path | None, override: Mapping[str, bytes]) -> dict[str, Sheet]:
    lone = is_lone(path)
    sheets = {}
    for name in TABLES:
        file = table_file(path, name)
        shown = f"{name}.csv" if path is None else "<stdin>" if str(path) == STDIN else str(file)
        if name in override:
            sheets[name] = read_sheet(override[name], shown)
        elif lone and name != "deals":
            sheets[name] = Sheet(f"{name}.csv")
        elif str(path) == STDIN:
            sheets[name] = read_sheet(sys.stdin.buffer.read(), shown)
        elif name != "deals" and not file.exists():
            sheets[name] = Sheet(shown)
        elif not file.exists():
            message = "the file is missing"
            hint = "" if located(path).exists() else nearest_shipped(str(path))
            hint = hint or "`moneyloop init DIR` makes a data package"
            problem = Problem(shown, 1, None, None, "missing-file", message, hint)
            sheets[name] = Sheet(shown, problems=[problem])
        else:
            sheets[name] = read_sheet(file.read_bytes(), shown)
    return sheets | {"deals": _deals_sheet(sheets["deals"])}


def _deals_sheet(sheet: Sheet) -> Sheet:
    """The sheet, or one problem instead of one for each of its rows where it holds no deals."""
    from moneyloop.input.flow_list import COLUMNS

    if sorted(sheet.header) != sorted(COLUMNS):
        return sheet
    message = f"this is a flow list ({', '.join(COLUMNS)}), it has no deals"
    problem = Problem(
        sheet.file, 1, None, None, "flow-list", message, "`moneyloop index` reads flow lists"
    )
    return Sheet(sheet.file, problems=[problem])
