"""The only writer of data: appends rows to a table, and leaves the rest of the file alone."""

from __future__ import annotations

import csv
import io
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from moneyloop.input import package
from moneyloop.input.files import add_at_end, locked, refuse_read_only, take_from_end
from moneyloop.input.text import Sheet, read_sheet
from moneyloop.model import DataError, Network, Problem

Cells = Mapping[str, str]
More = Callable[[bytes], bytes]  # what a file that holds these bytes lacks

TRIES = 10
_PAUSE = 0.05  # seconds, once more of them before each further try


class KeepsChanging(Exception):
    """Another program writes to the file again and again: nothing was added."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A row that is ready to be written: its text, and the network with it as the last deal."""

    text: str
    network: Network


def draft(path: str | Path, cells: Cells, parties: Sequence[Cells] = ()) -> Draft:
    """Check what `append` would write, and write nothing; raises DataError with all problems."""
    raw = _bytes(path, "deals")
    text, more = _new_row(path, raw, cells)
    override = {"deals": raw + more}
    if parties:
        listed = _bytes(path, "parties")
        override["parties"] = listed + _new_parties(path, listed, parties)
    network = package.load(path, override=override)
    _raise_errors(_strictly(network.warnings, raw))
    return Draft(text, network)


def append(path: str | Path, cells: Cells, parties: Sequence[Cells] = ()) -> str:
    """Append one deal to the package at `path` under a file lock; the text of its row.

    `parties` are rows for parties.csv: they and the deal are written, or nothing is. One whose
    name the file has by then is not written again.

    A row has its file's own column order, line ending and encoding. What a program that does
    not know of the lock writes meanwhile stays: the file is compared with what was read right
    before the row is added to its end, and read and checked again where it differs.

    Raises DataError when the package with the new row would have an error, KeepsChanging when the
    file is never the one that was read, and OSError when it cannot be written to; the file then
    has all that it had, and not the row.
    """
    text = ""

    def deal(raw: bytes) -> bytes:
        nonlocal text
        text, added = _new_row(path, raw, cells)
        return added

    more: dict[str, More] = {"deals": deal}
    if parties:
        # Before the deals: whoever reads in between finds every party of every deal.
        more = {"parties": lambda raw: _new_parties(path, raw, parties), **more}
    _add(path, more)
    return text


def add_to(path: str | Path, table: str, more: More) -> None:
    """Add to the end of a table what `more` answers to its bytes, if the package stays right.

    Nothing is written where it answers nothing. Raises as `append` does.
    """
    _add(path, {table: more})


def _add(path: str | Path, more: Mapping[str, More]) -> None:
    """Add to the ends of these tables, in this order, all or none, if the package stays right."""
    files = {table: package.table_file(path, table).resolve() for table in more}
    for file in files.values():
        refuse_read_only(file)
    with ExitStack() as locks:
        for file in sorted(files.values()):  # one order for all, or two could wait for each other
            locks.enter_context(locked(file))
        for attempt in range(TRIES):
            time.sleep(attempt * _PAUSE)
            before = {table: _bytes(path, table) for table in more}
            added = {table: more[table](before[table]) for table in more}
            if not any(added.values()):
                return
            whole = {table: before[table] + added[table] for table in more}
            _, problems = package.read_package(path, whole)
            _raise_errors(_strictly(problems, before.get("deals")))
            new = [(files[table], before[table], added[table]) for table in more if added[table]]
            if _added_to_all(new):
                return
    changing = package.table_file(path, [*more][-1])
    raise KeepsChanging(
        f"{changing}: another program keeps writing to the file; nothing "
        "was added (try again when it has finished)"
    )


def _strictly(problems: Sequence[Problem], deals: bytes | None) -> list[Problem]:
    """The problems; a deal that pays its payer, below those of these bytes, is an error."""
    there = len(deals.splitlines()) if deals is not None else math.inf
    return [
        replace(problem, severity="error")
        if problem.rule == "same-party" and (problem.line or 0) > there
        else problem
        for problem in problems
    ]


def _raise_errors(problems: Sequence[Problem]) -> None:
    if any(problem.severity == "error" for problem in problems):
        raise DataError(problems)


def _added_to_all(new: Sequence[tuple[Path, bytes, bytes]]) -> bool:
    """Add to each file, or take back what was added to the first ones and answer False."""
    done: list[tuple[Path, bytes, bytes]] = []
    complete = False
    try:
        for one in new:
            if not add_at_end(*one):
                return False
            done.append(one)
        complete = True
    finally:
        if not complete:
            for one in done:
                take_from_end(*one)
    return True


def header(path: str | Path) -> tuple[str, ...]:
    """The columns of a package's deals.csv."""
    return read_sheet(_bytes(path, "deals"), str(package.table_file(path, "deals"))).header


def _bytes(path: str | Path, table: str) -> bytes:
    file = package.table_file(path, table)
    if not file.exists():
        raise DataError(package.check(path))
    return file.read_bytes()


def _new_row(path: str | Path, raw: bytes, cells: Cells) -> tuple[str, bytes]:
    """The text of the new deal, and the bytes that a file that holds `raw` lacks of it."""
    file = str(package.table_file(path, "deals"))
    sheet = read_sheet(raw, file)
    filled = {name: value for name, value in cells.items() if value}
    if sheet.problems or not sheet.header:
        raise DataError(package.read_package(path, {"deals": raw})[1])
    _refuse(sheet, file, filled)
    if "id" in sheet.header:
        filled.setdefault("id", _new_id(sheet, filled))
    more = lines(sheet, raw, [filled])
    return more.decode(sheet.codec).strip("\r\n"), more


def _new_parties(path: str | Path, raw: bytes, parties: Sequence[Cells]) -> bytes:
    """The bytes of these rows of parties.csv that a file which holds `raw` lacks."""
    file = str(package.table_file(path, "parties"))
    sheet = read_sheet(raw, file)
    if sheet.problems or "name" not in sheet.header:
        raise DataError(package.read_package(path, {"parties": raw})[1])
    known = set(sheet.column("name"))
    rows = [row for row in parties if row["name"] not in known]
    for row in rows:
        _refuse(sheet, file, {name: value for name, value in row.items() if value})
    return lines(sheet, raw, rows) if rows else b""


def _refuse(sheet: Sheet, file: str, filled: Cells) -> None:
    """Raise DataError for a row that has a value without a column, or what is no text."""
    missing = [name for name in filled if name not in sheet.header]
    if missing:
        raise DataError(missing_column(file, name) for name in missing)
    for name, value in filled.items():
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise DataError([_surrogate(file, name, value)])


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
