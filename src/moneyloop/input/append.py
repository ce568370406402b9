"""The only writer of data: appends one row to deals.csv, and leaves every other byte alone."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneyloop.input import package
from moneyloop.input.files import replace_atomically
from moneyloop.input.text import Sheet, read_sheet
from moneyloop.model import DataError, Network, Problem


@dataclass(frozen=True, eq=False)
class Draft:
    """A row that is ready to be written: its text, and the network with it as the last deal."""

    text: str
    network: Network


def draft(path: str | Path, cells: Mapping[str, str]) -> Draft:
    """Check what `append` would write, and write nothing; raises DataError with all problems."""
    text, raw = _with_row(path, cells)
    return Draft(text, package.load(path, override={"deals": raw}))


def append(path: str | Path, cells: Mapping[str, str]) -> Draft:
    """Append one deal to the package at `path`, atomically and under a file lock.

    The row has the file's own column order, line ending and encoding. Raises DataError when the
    package with the new row would have an error; the file is then as it was.
    """
    from filelock import FileLock

    file = package.table_file(path, "deals").resolve()
    with FileLock(_lock_file(file)):
        text, raw = _with_row(path, cells)
        network = package.load(path, override={"deals": raw})
        replace_atomically(file, raw)
    return Draft(text, network)


def _lock_file(file: Path) -> Path:
    """A lock outside the data folder, so that nothing is left behind in it."""
    digest = hashlib.sha256(str(file).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"moneyloop-{digest}.lock"


def _with_row(path: str | Path, cells: Mapping[str, str]) -> tuple[str, bytes]:
    """The line of the new deal, and the bytes of the file with it."""
    file = package.table_file(path, "deals")
    if not file.exists():
        raise DataError(package.check(path))
    raw = file.read_bytes()
    sheet = read_sheet(raw, str(file))
    filled = {name: value for name, value in cells.items() if value}
    missing = [name for name in filled if name not in sheet.header]
    if sheet.problems or not sheet.header:
        raise DataError(package.check(path))
    if missing:
        raise DataError(_missing_column(str(file), name) for name in missing)
    if "id" in sheet.header:
        filled.setdefault("id", _new_id(sheet, filled))
    if filled.get(sheet.header[0], "").startswith("#"):
        raise DataError([_comment(str(file), sheet.header[0], filled[sheet.header[0]])])
    ending = _line_ending(raw, sheet.codec)
    for name, value in filled.items():
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise DataError([_surrogate(str(file), name, value)])
    text = _line(sheet, filled, ending)
    closed = raw.endswith(("\n".encode(sheet.codec), "\r".encode(sheet.codec)))
    body = raw if closed else raw + ending.encode(sheet.codec)
    return text.strip("\r\n"), body + text.encode(sheet.codec)


def _missing_column(file: str, name: str) -> Problem:
    message = f"the file has no column {name!r}"
    hint = "add the column to the header (and a comma to each row), or leave the value out"
    return Problem(file, 1, name, None, "missing-column", message, hint)


def _comment(file: str, column: str, value: str) -> Problem:
    message = f"{value!r} would turn the row into a comment"
    return Problem(file, None, column, value, "comment", message, "start it with another letter")


def _surrogate(file: str, column: str, value: str) -> Problem:
    message = f"{value!a} cannot be written as text"
    return Problem(file, None, column, ascii(value), "encoding", message, "type it again")


def _line_ending(raw: bytes, codec: str) -> str:
    text = raw[: 1 << 16].decode(codec, errors="ignore")
    found = re.search("\r\n|\n|\r", text)
    return found[0] if found else "\n"


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
