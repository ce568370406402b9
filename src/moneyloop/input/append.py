"""The only writer of data: appends rows to a table, and leaves the rest of the file alone."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from moneyloop.input import package
from moneyloop.input.files import add_at_end, locked, refuse_read_only
from moneyloop.input.text import Sheet, read_sheet
from moneyloop.model import DataError, Network, Problem

TRIES = 10
_PAUSE = 0.05  # seconds, once more of them before each further try


class KeepsChanging(Exception):
    """Another program writes to the file again and again: nothing was added."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A row that is ready to be written: its text, and the network with it as the last deal."""

    text: str
    network: Network


def draft(path: str | Path, cells: Mapping[str, str]) -> Draft:
    """Check what `append` would write, and write nothing; raises DataError with all problems."""
    raw = _bytes(path, "deals")
    text, more = _new_row(path, raw, cells)
    network = package.load(path, override={"deals": raw + more})
    _refuse(_strictly(network.warnings, raw.count(b"\n")))
    return Draft(text, network)


def append(path: str | Path, cells: Mapping[str, str]) -> str:
    """Append one deal to the package at `path` under a file lock; the text of its row.

    The row has the file's own column order, line ending and encoding. What a program that does
    not know of the lock writes meanwhile stays: the file is compared with what was read right
    before the row is added to its end, and read and checked again where it differs.

    Raises DataError when the package with the new row would have an error, KeepsChanging when the
    file is never the one that was read, and OSError when it cannot be written to; the file then
    has all that it had, and not the row.
    """
    text = ""

    def more(raw: bytes) -> bytes:
        nonlocal text
        text, added = _new_row(path, raw, cells)
        return added

    add_to(path, "deals", more)
    return text


def add_to(path: str | Path, table: str, more: Callable[[bytes], bytes]) -> None:
    """Add to the end of a table what `more` answers to its bytes, if the package stays right.

    Nothing is written where it answers nothing. Raises as `append` does.
    """
    file = package.table_file(path, table).resolve()
    refuse_read_only(file)
    with locked(file):
        for attempt in range(TRIES):
            time.sleep(attempt * _PAUSE)
            raw = _bytes(path, table)
            added = more(raw)
            if not added:
                return
            _, problems = package.read_package(path, {table: raw + added})
            _refuse(_strictly(problems, raw.count(b"\n")))
            if add_at_end(file, raw, added):
                return
    raise KeepsChanging(
        f"{package.table_file(path, table)}: another program keeps writing to the file; nothing "
        "was added (try again when it has finished)"
    )


def _strictly(problems: Sequence[Problem], there: int) -> list[Problem]:
    """The problems; a new row, below `there` lines, that pays its payer is an error."""
    return [
        replace(problem, severity="error")
        if problem.rule == "same-party" and (problem.line or 0) > there
        else problem
        for problem in problems
    ]


def _refuse(problems: Sequence[Problem]) -> None:
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problems)


def _bytes(path: str | Path, table: str) -> bytes:
    file = package.table_file(path, table)
    if not file.exists():
        raise DataError(package.check(path))
    return file.read_bytes()


def _new_row(path: str | Path, raw: bytes, cells: Mapping[str, str]) -> tuple[str, bytes]:
    """The text of the new deal, and the bytes that a file that holds `raw` lacks of it."""
    file = str(package.table_file(path, "deals"))
    sheet = read_sheet(raw, file)
    filled = {name: value for name, value in cells.items() if value}
    missing = [name for name in filled if name not in sheet.header]
    if sheet.problems or not sheet.header:
        raise DataError(package.read_package(path, {"deals": raw})[1])
    if missing:
        raise DataError(missing_column(file, name) for name in missing)
    if "id" in sheet.header:
        filled.setdefault("id", _new_id(sheet, filled))
    for name, value in filled.items():
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise DataError([_surrogate(file, name, value)])
    more = lines(sheet, raw, [filled])
    return more.decode(sheet.codec).strip("\r\n"), more


def lines(sheet: Sheet, raw: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The bytes that a file which holds `raw` lacks of rows: its columns, line ends and encoding.

    A column that the file does not have is left out.
    """
    ending = _line_ending(raw, sheet.codec)
    closed = raw.endswith(("\n".encode(sheet.codec), "\r".encode(sheet.codec)))
    text = "".join(_line(sheet, row, ending) for row in rows)
    return (text if closed else ending + text).encode(sheet.codec)


def missing_column(file: str, name: str) -> Problem:
    """That a value has no column in the file."""
    message = f"the file has no column {name!r}"
    hint = "add the column to the header (and a comma to each row), or leave the value out"
    return Problem(file, 1, name, None, "missing-column", message, hint)


def _surrogate(file: str, column: str, value: str) -> Problem:
    message = f"{value!a} cannot be written as text"
    return Problem(file, None, column, ascii(value), "encoding", message, "type it again")


def _line_ending(raw: bytes, codec: str) -> str:
    text = raw[: 1 << 16].decode(codec, errors="ignore")
    match = re.search("\r\n|\n|\r", text)
    return match[0] if match else "\n"


def _line(sheet: Sheet, cells: Mapping[str, str], ending: str) -> str:
    # Before Python 3.13 a csv writer quotes only its own line terminator: with this one, both.
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerow(
        [cells.get(name, "") for name in sheet.header]
    )
    return stream.getvalue().removesuffix("\r\n") + ending


def _new_id(sheet: Sheet, cells: Mapping[str, str]) -> str:
    """A short stable key made of payer, payee and kind, with a number where it is taken."""
    taken = set(sheet.column("id"))
    words = (cells.get(name, "") for name in ("payer", "payee", "kind"))
    base = "-".join(re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-") for word in words)
    number = 1
    while (name := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return name
