"""A folder of CSV files, a lone deals.csv or DataFrames, to a checked Network."""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneyloop.input import checks, frames, schema
from moneyloop.input.bundled import BUNDLED, bundled_folder
from moneyloop.input.text import Sheet, read_sheet
from moneyloop.model import (
    CLASS_OF_KIND,
    INVESTMENT,
    PURCHASE,
    ChoiceError,
    DataError,
    Network,
    Problem,
)

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("deals", "parties", "figures")
STDIN = "-"
# Columns that a Network or a list of deals has beside those of the file: they follow from these.
_DERIVED = frozenset(
    [
        *("class", "line", "left_out"),
        *("announced_day", "start_day", "start_last_day", "end_day", "source_day"),
    ]
)


def load(
    deals: str | Path | pd.DataFrame | None = None,
    *,
    parties: pd.DataFrame | None = None,
    figures: pd.DataFrame | None = None,
    override: Mapping[str, bytes] | None = None,
) -> Network:
    """The network of a data package: a folder, a CSV of deals, "-" (stdin) or the bundled one.

    With a file called deals.csv the parties.csv and figures.csv beside it are read too.

        load(), load("my-folder"), load(deals=frame, parties=frame, figures=frame)

    DataFrames have the columns of the files and are checked like them; only deals are required.
    None and NaN are blank, dates may be text or dates; a problem in the first row is on line 2, as
    it would be in a file. The tables of a Network can be given too, changed or not.

    `override` replaces the bytes of a table, so that a writer can check what it is about to
    write. Raises DataError with every problem at once when the data has errors, ChoiceError for a
    table beside a path, and OSError when a file cannot be read.
    """
    tables, problems = _read(_sheets(deals, parties, figures, override or {}))
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problems)
    if deals is None:
        return _network(BUNDLED, tables, problems)
    data = str(deals) if isinstance(deals, str | Path) else frames.FRAMES
    return _network(data, tables, problems)


def check(
    deals: str | Path | pd.DataFrame | None = None,
    *,
    parties: pd.DataFrame | None = None,
    figures: pd.DataFrame | None = None,
) -> list[Problem]:
    """Every problem of what `load` takes, errors and warnings, in file and line order."""
    return _read(_sheets(deals, parties, figures, {}))[1]


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
    data = bundled_folder() if path is None else Path(path)
    if data.is_dir():
        return data / f"{name}.csv"
    return data if name == "deals" else data.with_name(f"{name}.csv")


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
    lone = path is not None and not Path(path).is_dir() and Path(path).name != "deals.csv"
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
            message, hint = "the file is missing", "`moneyloop init DIR` makes a data package"
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


def _network(data: str, tables: dict[str, checks.Table], problems: list[Problem]) -> Network:
    names, _ = checks.party_names(tables["parties"])
    deals = _deals_frame(tables["deals"], names)
    return Network(
        data=data,
        deals=deals,
        parties=_parties_frame(tables["parties"], deals),
        figures=_figures_frame(tables["figures"], names),
        warnings=tuple(problems),
    )


def bare_network(
    data: str, deals: pd.DataFrame, *, unit: str, outside: tuple[str, ...] = ()
) -> Network:
    """The network of a table of deals alone, amounts in `unit`; `outside` parties stay so."""
    parties = _parties_frame(checks.Table("", "parties", (), ()), deals, outside)
    figures = _figures_frame(checks.Table("", "figures", (), ()), {})
    return Network(data=data, deals=deals, parties=parties, figures=figures, unit=unit)


def _columns(table: checks.Table, spans: Mapping[str, tuple[str, int]]) -> dict[str, list[Any]]:
    """All declared columns as lists (blank where the file has none), and derived day columns.

    `spans` maps a new column to the date column and the end (0 first, 1 last day) it holds.
    """
    columns: dict[str, list[Any]] = {}
    for item in schema.columns(table.name):
        if item.number:
            columns[item.name] = [row.numbers.get(item.name, math.nan) for row in table.rows]
        else:
            columns[item.name] = [row.text.get(item.name, "") for row in table.rows]
    for name, (column, end) in spans.items():
        columns[name] = [row.days[column][end] if column in row.days else 0 for row in table.rows]
    columns["line"] = [row.line for row in table.rows]
    return columns


def _frame(name: str, columns: Mapping[str, list[Any]]) -> pd.DataFrame:
    """The table `name`: text as objects in every pandas, numbers as floats, days as int64."""
    import numpy as np
    import pandas as pd

    types: dict[str, Any] = {
        item.name: float if item.number else object for item in schema.columns(name)
    }
    types["class"] = object
    # One index for all: otherwise pandas compares and copies that of every column.
    index = pd.RangeIndex(len(next(iter(columns.values()))))
    return pd.DataFrame(
        {
            column: pd.Series(cells, index=index, dtype=types.get(column, np.int64))
            for column, cells in columns.items()
        },
        index=index,
        copy=False,
    )


SETTLEMENT_OF_KIND = {"warrant": "stock", "credit": "credits"}


def _deals_frame(table: checks.Table, names: dict[str, str]) -> pd.DataFrame:
    spans = {
        "announced_day": ("announced", 0),
        "start_day": ("start", 0),
        "start_last_day": ("start", 1),
        "end_day": ("end", 1),
    }
    columns = _columns(table, spans)
    columns["id"] = [checks.deal_id(row) for row in table.rows]
    columns["class"] = [CLASS_OF_KIND.get(kind, math.nan) for kind in columns["kind"]]
    for column in ("payer", "payee"):
        columns[column] = [names.get(name, name) for name in columns[column]]
    # Blank choices mean the commonest case; datapackage.json says so to the reader.
    columns["status"] = [status or "signed" for status in columns["status"]]
    columns["settlement"] = [
        settlement or SETTLEMENT_OF_KIND.get(kind, "cash")
        for settlement, kind in zip(columns["settlement"], columns["kind"], strict=True)
    ]
    return _frame("deals", columns)


_OF_PARTIES = ("payer", "payee", "class", "amount_usd_bn", "amount_high_usd_bn")


def _parties_frame(
    table: checks.Table, deals: pd.DataFrame, outside: Collection[str] = ()
) -> pd.DataFrame:
    """The parties of the table and then those that only deals name, in order of appearance.

    A blank boundary is inside for who is invested in or sells, except the `outside` ones. Rows that
    move nothing, of zero or to oneself, say nothing of it.
    """
    columns = _columns(table, {})
    ends = zip(deals["payer"].tolist(), deals["payee"].tolist(), strict=True)
    new = dict.fromkeys(name for pair in ends for name in pair)
    known = set(columns["name"])
    columns["name"] += [name for name in new if name not in known]
    for column, cells in columns.items():
        blank: Any = 0 if column == "line" else ""
        cells += [blank] * (len(columns["name"]) - len(cells))
    payer, payee, cls, amount, upper = (deals[name].to_numpy() for name in _OF_PARTIES)
    moving = (payer != payee) & ((amount != 0) | (upper > 0))
    paying = moving & ((cls == INVESTMENT) | (cls == PURCHASE))
    paid = set(payee[paying].tolist()).difference(outside)
    columns["boundary"] = [
        boundary or ("inside" if name in paid else "outside")
        for name, boundary in zip(columns["name"], columns["boundary"], strict=True)
    ]
    return _frame("parties", columns)


def _figures_frame(table: checks.Table, names: dict[str, str]) -> pd.DataFrame:
    spans = {
        "start_day": ("start", 0),
        "end_day": ("end", 1),
        "source_day": ("source_date", 0),
    }
    columns = _columns(table, spans)
    columns["party"] = [names.get(name, name) for name in columns["party"]]
    columns["preferred"] = [preferred or "yes" for preferred in columns["preferred"]]
    return _frame("figures", columns)
