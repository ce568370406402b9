"""Bytes to records with file lines: encodings, delimiters, quotes, ragged rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from moneyloop.model import Problem

STDIN = "-"  # in the place of a file
_FIELD_LIMIT = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """A CSV file as read: header, cells, the line each record starts on, and how it is written.

    `cells` are those of all records in one list, as many to a record as the header has: millions
    of small lists would be slow to make.
    """

    file: str
    header: tuple[str, ...] = ()
    lines: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    comments: int = 0
    codec: str = "utf-8"
    problems: list[Problem] = field(default_factory=list)

    @property
    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record with the line on which it starts."""
        width = len(self.header)
        for index, line in enumerate(self.lines):
            yield line, self.cells[index * width : (index + 1) * width]

    def column(self, name: str) -> list[str]:
        """The cells of one column."""
        return self.cells[self.header.index(name) :: len(self.header)]


def read_sheet(raw: bytes, file: str) -> Sheet:
    """The records of a CSV file, with every problem of its form.

    UTF-8 (with or without a byte order mark) and UTF-16 with one are read; anything else is
    refused with the byte offset. Lines above the header that start with `#` are comments; below
    it a `#` may begin a name.
    """
    if not raw.strip():
        return _refused(file, 1, None, "empty", "the file is empty", "it needs a header line")
    decoded = _decode(raw, file)
    if isinstance(decoded, Problem):
        return Sheet(file, problems=[decoded])
    text, codec = decoded
    return _records(text, file, codec)


def _refused(
    file: str, line: int | None, value: str | None, rule: str, message: str, hint: str
) -> Sheet:
    return Sheet(file, problems=[Problem(file, line, None, value, rule, message, hint)])


# How files that are no text begin, what they are, and what to do with them.
_NO_TEXT = (
    (b"\x1f\x8b", "a gzip file", "unpack it, or make a package of it: `moneyloop import`"),
    (
        b"PK\x03\x04",
        "a zip file or an Excel workbook",
        "save it as CSV UTF-8, or make a package of it: `moneyloop import`",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an Excel workbook of the old form",
        "save it as CSV UTF-8, or make a package of it: `moneyloop import`",
    ),
    (b"PAR1", "a Parquet file", "make a package of it: `moneyloop import`"),
)


def _decode(raw: bytes, file: str) -> tuple[str, str] | Problem:
    for mark, what, hint in _NO_TEXT:
        if raw.startswith(mark):
            return Problem(file, None, None, None, "not-text", f"this is {what}, no CSV", hint)
    codec = "utf-8"
    body = raw
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            codec, body = name, raw[len(mark) :]
            break
    offset = len(raw) - len(body)
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        position = offset + error.start
        return Problem(
            file,
            _line_of(raw[offset:position], codec),
            None,
            f"0x{raw[position]:02x}",
            "encoding",
            f"byte {position} is not UTF-8"
            if codec == "utf-8"
            else f"byte {position} is not {codec.upper()}",
            _encoding_hint(raw[position : position + 1]),
        )
    if "\0" in text:
        before = text[: text.index("\0")].encode(codec)
        position = offset + len(before)
        return Problem(
            file,
            _line_of(before, codec),
            None,
            "0x00",
            "encoding",
            f"byte {position} is a NUL: not a text file, or UTF-16 without a byte order mark",
            "save it as UTF-8",
        )
    return text, codec


def _line_of(before: bytes, codec: str) -> int:
    """The line on which the bytes after `before` stand, for any line end."""
    text = before.decode(codec, errors="replace")
    return len(re.findall("\r\n|\n|\r", text)) + 1


def _encoding_hint(byte: bytes) -> str:
    letter = byte.decode("cp1252", errors="replace")
    return f"in Windows-1252 it is {letter!r}; save the file as UTF-8 (Excel: CSV UTF-8)"


def _records(text: str, file: str, codec: str) -> Sheet:
    problems: list[Problem] = []
    starts: list[int] = []
    filled: list[str] = []
    header: tuple[str, ...] | None = None
    comments = 0
    csv.field_size_limit(_FIELD_LIMIT)
    number = line = 0

    def lines() -> Iterator[str]:
        """The lines but comments above the header; `line` is where a record starts."""
        nonlocal number, line, comments
        for text_line in io.StringIO(text, newline=""):
            number += 1
            if line == 0 and header is None and text_line.startswith("#"):
                comments += 1
                continue
            line = line or number
            yield text_line

    reader = csv.reader(lines(), strict=True)
    while True:
        line = 0
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            problems.append(
                Problem(
                    file,
                    line,
                    None,
                    None,
                    "quote",
                    f"the record that starts here cannot be read: {error}",
                    'close each quoted cell with ", write "" for a quote inside one; '
                    "the lines below it were not checked",
                )
            )
            break
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            continue
        if header is None:
            header = tuple(stripped)
            problems += _delimiter_problems(file, line, header)
            if problems:
                return Sheet(file, problems=problems)
        elif len(cells) != len(header):
            problems.append(_ragged(file, line, header, cells))
        else:
            starts.append(line)
            filled += stripped
    if header is None and not problems:
        return _refused(file, 1, None, "empty", "the file has no header line", "add one")
    return Sheet(file, header or (), starts, filled, comments, codec, problems)


def _delimiter_problems(file: str, line: int, header: tuple[str, ...]) -> list[Problem]:
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            message = f"the columns are separated by {name}"
            hint = "separate them by commas"
            return [Problem(file, line, None, header[0], "delimiter", message, hint)]
    return []


def _ragged(file: str, line: int, header: tuple[str, ...], cells: list[str]) -> Problem:
    more = len(cells) > len(header)
    hint = (
        "quote a cell that holds a comma, and write numbers without commas"
        if more
        else f"add {len(header) - len(cells)} comma(s) for the blank cells"
    )
    return Problem(
        file,
        line,
        None,
        ",".join(cells)[:80],
        "ragged-row",
        f"{len(cells)} cells, the header has {len(header)}",
        hint,
    )
