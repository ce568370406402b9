"""Text of any dialect to records: encoding, delimiter and header line are stated or found.

clevercsv finds the delimiter and the quotes: of 25 awkward files (preambles, decimal commas, tabs,
carets, quoted line ends) it read all, duckdb's sniffer 21 and the standard library's 20.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from moneyloop.input.ledger import large
from moneyloop.input.ledger.form import UNQUOTED, Form
from moneyloop.input.ledger.table import Table
from moneyloop.model import ChoiceError, Problem

_SEEN = 64 * 1024  # characters that are looked at to find the dialect
_SNIFFED = 16 * 1024  # of these, what clevercsv is shown: it takes a second for the whole
_SEEN_OF_LINE = 4_000
_LOOKED_AT = 40  # records among which the header is looked for
_FIELD_LIMIT = 1_000_000
_OTHERS = ";\t|"
_SAYS_DELIMITER = re.compile(r"""\s*sep=([^\w"'\r\n])[^\S\n]*\n""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a detector calls them, and the code page that has all their letters.
_WESTERN = {"ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "latin-1", "cp1252", "macroman"}


@dataclass(frozen=True)
class Quotes:
    """How a text is cut: its delimiter, the mark around cells ("" for none), that before one."""

    delimiter: str
    quote: str = '"'
    escape: str = ""


def read_text(raw: bytes, name: str, stated: Form, wanted: Sequence[str]) -> Table:
    """The records of a text, and how it is written; `stated` is what is known of that.

    `wanted` are headers that the table should have: the header is the first record with all of
    them, or else the first whose cells are as many as those of most records, filled, no numbers
    and no two alike. Problems are in the table. Raises ChoiceError for a form that does not fit.
    """
    if not raw or raw.isspace():
        return _refused(name, "the file is empty", "it needs a header line")
    beginning = large.beginning(raw, stated.encoding)
    if beginning is not None:
        table = _quick(raw, beginning, name, stated, wanted)
        if table is not None:
            return table
    text, encoding = decoded(raw, stated.encoding)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    quotes = _quotes(text, stated)
    records = _Records(text, quotes, name)
    head = list(itertools.islice(records, _LOOKED_AT))
    if not head and records.problems:
        return replace(_refused(name, "", ""), problems=records.problems)
    if not head:
        return _refused(name, "the file has no header line", "add one")
    at = header_of(head, stated.header, wanted)
    line, record = head[at]
    header = tuple(cell.strip() for cell in record)
    form = _form(encoding, quotes, line)
    return _checked(name, header, itertools.chain(head[at + 1 :], records), records, form)


def _quick(
    raw: bytes, beginning: str, name: str, stated: Form, wanted: Sequence[str]
) -> Table | None:
    """The table of a large plain text as pandas reads it; None where that may not be the same."""
    quotes = _quotes(beginning, stated)
    head = list(itertools.islice(_Records(beginning, quotes, name), _LOOKED_AT))
    # The careful way does not look at more than this.
    enough = len(beginning) > _SEEN and len(head) == _LOOKED_AT
    quoted = quotes.quote and quotes.quote in beginning
    unusual = quotes.escape or quoted or not quotes.delimiter.isascii()
    if not head or unusual or not (enough or len(raw) <= large.SEEN):
        return None
    at = header_of(head, stated.header, wanted)
    line, header = head[at]
    below = [record for _, record in head[at + 1 :]]
    if any(len(record) != len(header) for record in below):
        return None
    cut = large.Cut(quotes.delimiter, quotes.quote, line, len(header))
    try:
        columns = large.Columns(raw, cut, below, stated.decimal)
    except ValueError:  # those of pandas too
        return None
    lines = np.arange(line + 1, line + 1 + columns.rows)
    form = _form("utf-8", quotes, line)
    names = tuple(cell.strip() for cell in header)
    table = Table(name, names, lines, columns.cells, form)
    return replace(table, numbers=columns.numbers, letters=columns.letters)


def _form(encoding: str, quotes: Quotes, line: int) -> Form:
    return Form("", encoding, quotes.delimiter, line, quote=quotes.quote or UNQUOTED)


def _checked(
    name: str,
    header: tuple[str, ...],
    body: Iterable[tuple[int, list[str]]],
    records: _Records,
    form: Form,
) -> Table:
    """The table of these records; those with too few or too many cells are problems."""
    width = len(header)
    lines: list[int] = []
    cells: list[str] = []  # of all records in one list: millions of small lists would be slow
    problems: list[Problem] = []
    for line, record in body:
        while len(record) > width and not record[-1].strip():
            record.pop()
        if len(record) == width:
            lines.append(line)
            cells += map(str.strip, record)
        else:
            problems.append(_ragged(name, line, record, width, form.delimiter))
    return Table(
        name,
        header,
        np.array(lines, dtype=np.int64),
        lambda at: cells[at::width],
        form,
        [*problems, *records.problems],
    )


def _refused(name: str, message: str, hint: str) -> Table:
    problem = Problem(name, 1, None, None, "empty", message, hint)
    return Table(name, (), np.zeros(0, dtype=np.int64), lambda _: [], Form(), [problem])


def decoded(raw: bytes, stated: str = "") -> tuple[str, str]:
    """The text of a file, and its encoding: as stated, by its mark, UTF-8, or as it looks.

    Raises ChoiceError for an encoding that does not exist or does not fit.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark) and not stated:
            return _decode(raw[len(mark) :], encoding), encoding
    if stated:
        text = _decode(raw, stated)
        return text.removeprefix("\ufeff"), codecs.lookup(stated).name
    try:
        text = raw.decode("utf-8")
        if "\0" not in text:
            return text, "utf-8"
    except UnicodeDecodeError:
        pass
    import chardet

    guess = chardet.detect(raw[: 4 * _SEEN])["encoding"] or "cp1252"
    encoding = "cp1252" if guess.casefold() in _WESTERN else codecs.lookup(guess).name
    return _decode(raw, encoding), encoding


def _decode(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ChoiceError(
            f"the file is not {encoding}: byte {error.start} is 0x{raw[error.start]:02x}; say "
            "which encoding it is (--encoding cp1252, utf-16, ...)"
        ) from None
    except (UnicodeError, LookupError) as error:  # codecs that say no place, or are of no text
        raise ChoiceError(f"the file is not {encoding}: {error}") from None
    if "\0" in text:
        raise ChoiceError("the file has NUL bytes: it is no text, or say its --encoding")
    return text


def _quotes(text: str, stated: Form) -> Quotes:
    """The dialect: as stated, commas where the text is plainly of them, else as clevercsv finds."""
    quote = "" if stated.quote == UNQUOTED else stated.quote or '"'
    if stated.delimiter:
        return Quotes(stated.delimiter, quote)
    if said := _SAYS_DELIMITER.match(text):
        return Quotes(said[1], quote)
    if _plainly_commas(_lines(text, _SEEN), quote):
        return Quotes(",", quote)
    import clevercsv

    # It takes a minute for one cell of 64,000 characters.
    lines = [line[:_SEEN_OF_LINE] for line in _lines(text, _SNIFFED).split("\n")]
    try:
        found = clevercsv.Sniffer().sniff("\n".join(lines))
    except (clevercsv.Error, ValueError):
        found = None
    if found is None or not found.delimiter:
        return Quotes(",", quote)
    if stated.quote:
        return Quotes(found.delimiter, quote)
    # A mark around cells that is not there does no harm; one that clevercsv overlooked does.
    return Quotes(found.delimiter, found.quotechar or '"', found.escapechar or "")


def _lines(text: str, length: int) -> str:
    """The lines that are whole within so many characters."""
    head = text[:length]
    return head if len(head) == len(text) else head[: head.rfind("\n") + 1] or head


def _plainly_commas(head: str, quote: str) -> bool:
    try:
        records = list(csv.reader(io.StringIO(head, newline=""), strict=True, **_marks(quote)))
    except csv.Error:
        return False
    widths = {len(record) for record in records[:-1] or records if any(record)}
    plain = not any(mark in cell for cell in (records[0] if records else []) for mark in _OTHERS)
    return plain and len(widths) == 1 and widths.pop() > 1


def _marks(quote: str) -> dict[str, Any]:
    """What the csv module is told of the mark around cells."""
    return {"quotechar": quote} if quote else {"quotechar": None, "quoting": csv.QUOTE_NONE}


class _Records:
    """The records that are not blank, one by one, each with the line on which it starts.

    What ends the reading early is in `problems` afterwards.
    """

    def __init__(self, text: str, quotes: Quotes, name: str) -> None:
        csv.field_size_limit(_FIELD_LIMIT)
        self.problems: list[Problem] = []
        self._name = name
        self._line = 1
        self._reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=quotes.delimiter,
            escapechar=quotes.escape or None,
            strict=True,
            **_marks(quotes.quote),
        )

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while not self.problems:
            line = self._line
            try:
                record = next(self._reader)
            except csv.Error as error:
                message = f"the record that starts here cannot be read: {error}"
                hint = (
                    "close each quoted cell, or say which mark stands around cells (--quote); the "
                    "lines below it were not checked"
                )
                self.problems.append(Problem(self._name, line, None, None, "quote", message, hint))
                break
            self._line = self._reader.line_num + 1
            if any(cell.strip() for cell in record):
                return line, record
        raise StopIteration


def header_of(head: list[tuple[int, list[str]]], stated: int, wanted: Sequence[str]) -> int:
    """Which record is the header."""
    if stated:
        for at, (line, _) in enumerate(head):
            if line == stated:
                return at
        raise ChoiceError(f"no record begins on line {stated}, which is said to be the header")
    asked = [name for name in wanted if name]
    if asked:
        for at, (_, record) in enumerate(head):
            if set(asked) <= {cell.strip() for cell in record}:
                return at
    usual = Counter(len(record) for _, record in head).most_common(1)[0][0]
    for at, (_, record) in enumerate(head):
        cells = [cell.strip() for cell in record]
        if len(cells) == usual and len(set(cells)) == len(cells) and all(map(_is_word, cells)):
            return at
    for at, (_, record) in enumerate(head):
        if not record[0].lstrip().startswith("#") and len(record) > 1:
            return at
    return 0


def _is_word(cell: str) -> bool:
    return bool(cell) and not cell.lstrip("+-(").replace(".", "").replace(",", "")[:1].isdigit()


def _ragged(name: str, line: int, record: list[str], width: int, delimiter: str) -> Problem:
    hint = f"quote a cell that holds {delimiter!r}, and fill in as many cells as the header has"
    shown = delimiter.join(record)[:80]
    message = f"{len(record)} cells, the header has {width}"
    return Problem(name, line, None, shown, "ragged-row", message, hint)
