"""Large plain text: pandas reads it whole, where that gives just what record by record does.

Plain is UTF-8 without a quote. Whatever else is unusual is left to the careful way.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import os
import re
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from moneyloop.input.ledger import texts
from moneyloop.input.ledger.table import Numbers

if TYPE_CHECKING:
    import pandas as pd

LARGE = 1_000_000  # bytes from which on a file is read so
SEEN = 256 * 1024  # bytes of its beginning that are looked at
_STEP = 1 << 18  # bytes that are looked at together: they stay near the processor
_PIECE = 4_000_000  # bytes that are worth a thread
_THREADS = min(4, os.cpu_count() or 1)
_SAMPLE, _OFTEN = 10_000, 0.8  # records, and the part of them whose text may be new
_SHORT, _MORE = 32, 8  # letters, and those that a text may have more than all of the sample
_LINE, _RETURN, _SPACE, _ZERO, _NINE, _PLUS, _MINUS = b"\n\r 09+-"
_BLANKS = np.frombuffer(b" \t\v\f", np.uint8)
_BEFORE_ZERO = np.frombuffer(b" \t\v\f0+-", np.uint8)
_WITH_COMMA = re.compile(r"-?[0-9]+,[0-9]+")


@dataclass(frozen=True)
class Cut:
    """How the records of a file are cut: below `line` lines, into `width` cells."""

    delimiter: str
    quote: str
    line: int
    width: int


def beginning(raw: bytes, encoding: str) -> str | None:
    """The first lines of a large plain file; None for any other."""
    if len(raw) < LARGE or encoding.lower() not in ("", "utf-8"):
        return None
    head = raw if len(raw) <= SEEN else raw[: raw.rfind(b"\n", 0, SEEN) + 1]
    if b"\n" not in head or b"\0" in raw or b'"' in raw:
        return None
    if b"\r" in raw and raw.count(b"\r") != raw.count(b"\r\n"):
        return None
    try:
        if not raw.isascii():
            raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8")


class Columns:
    """The columns of such a file, as text or as numbers."""

    def __init__(self, raw: bytes, cut: Cut, head: Sequence[Sequence[str]], decimal: str) -> None:
        """The columns of `raw`; `head` are some of the records.

        `decimal` is the stated mark of amounts. Raises ValueError where the records may not all
        have as many cells.
        """
        self._cut, self._head = cut, head
        commas = any(_WITH_COMMA.fullmatch(cell) for record in head for cell in record)
        self._decimal = decimal or ("," if commas and cut.delimiter != "," else ".")
        body = raw.find(b"\n")
        for _ in range(cut.line - 1):
            body = raw.find(b"\n", body + 1)
        # With the end of the header before them, all cells follow a delimiter or a line end.
        seen = _seen(np.frombuffer(raw, np.uint8)[body:], cut, self._decimal == ",")
        self._unusual = seen.unusual
        self.rows = seen.ends - raw.endswith(b"\n")
        if seen.delimiters != self.rows * (cut.width - 1) or (
            cut.quote and cut.quote.encode() in raw
        ):
            raise ValueError("a record may have more or fewer cells than the header")
        if not self.rows:
            raise ValueError("there is no record")
        self._ascii = raw.isascii()
        self._has_spaces = not self._ascii or seen.spaces > 0
        self._pieces = _pieces(raw, body + 1)
        self._columns = self._read(dtype=self._types())
        if any(len(column) != self.rows for column in self._columns):
            raise ValueError("a line is blank")
        if not any(map(_is_number, self._columns)):
            blank = [self._blank(at) for at in range(cut.width)]
            if np.logical_and.reduce(blank).any():
                raise ValueError("a record has no cell that is filled")

    def cells(self, at: int) -> Any:
        """A column as text."""
        import pandas as pd

        column: Any = self._columns[at]
        held = self.letters(at)
        if held is not None:
            column = texts.as_text(held)
        elif not _is_text(column):
            column = self._read(usecols=[at], dtype=str)[0]
        if not self._has_spaces:
            return column
        codes, distinct = pd.factorize(column)
        return np.array([text.strip() for text in distinct], dtype=object)[codes]

    def numbers(self, at: int) -> Numbers | None:
        """A column as numbers; None where a cell is none, or is written in a way to look at."""
        column = self._columns[at]
        if at in self._unusual or not _is_number(column):
            return None
        return Numbers(column.to_numpy(), self._decimal, [record[at] for record in self._head])

    def letters(self, at: int) -> np.ndarray | None:
        """A column of ASCII as bytes, spaces around them included; None where it is not held so."""
        column = self._columns[at]
        if column.dtype.kind != "S":
            return None
        held = column.to_numpy()
        # What fills the width may be cut off.
        return None if held.view(np.uint8)[held.itemsize - 1 :: held.itemsize].any() else held

    def _read(self, **options: Any) -> list[pd.Series[Any]]:
        """The columns, of which each piece of the file is read by a thread of its own."""
        import pandas as pd

        with warnings.catch_warnings():
            # Records too long are found by their count, columns of two types by `cells`.
            warnings.simplefilter("ignore", pd.errors.ParserWarning)
            warnings.simplefilter("ignore", pd.errors.DtypeWarning)
            with ThreadPoolExecutor(len(self._pieces)) as threads:
                frames = list(threads.map(partial(self._frame, options), self._pieces))
        return [_together([frame[at] for frame in frames]) for at in frames[0].columns]

    def _frame(self, options: dict[str, Any], piece: memoryview) -> pd.DataFrame:
        import pandas as pd

        if pd.__version__.startswith(("2.", "3.0")):  # later ones read numbers exactly unasked
            options = {**options, "float_precision": "round_trip"}
        frame: pd.DataFrame = pd.read_csv(
            io.BytesIO(piece),
            sep=self._cut.delimiter,
            decimal=self._decimal,
            header=None,
            names=range(self._cut.width),
            index_col=False,
            na_filter=False,
            low_memory=False,
            quoting=csv.QUOTE_NONE,
            encoding="utf-8",
            engine="c",
            **options,
        )
        return frame

    def _types(self) -> dict[int, str]:
        """How text is read with no object for each cell: as codes where it comes again, or bytes.

        A column whose texts are long and hardly come again is read as usual.
        """
        types: dict[int, str] = {}
        sample = self._frame({"nrows": _SAMPLE}, self._pieces[0])
        for at in range(self._cut.width):
            column = sample[at]
            if not _is_text(column):
                continue
            if column.nunique() <= _OFTEN * len(sample):
                types[at] = "category"
            elif self._ascii and (longest := max(map(len, column))) <= _SHORT:
                types[at] = f"S{longest + _MORE}"
        return types

    def _blank(self, at: int) -> np.ndarray:
        """Whether each cell of a column of text is blank."""
        held = None if self._has_spaces else self.letters(at)
        return np.asarray(self.cells(at) == "" if held is None else held == b"", dtype=bool)


def _is_number(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "iuf"


def _is_text(column: pd.Series[Any] | pd.Index[Any]) -> bool:
    """False where pandas took some cells for something else: then they are read again."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return _is_text(column.dtype.categories)
    if column.dtype == object:
        return pd.api.types.infer_dtype(column, skipna=False) == "string"
    return isinstance(column.dtype, pd.StringDtype)


def _pieces(raw: bytes, start: int) -> list[memoryview]:
    """What follows `start`, cut at line ends into as many pieces as threads are worth it."""
    count = max(1, min(_THREADS, (len(raw) - start) // _PIECE))
    ends = [raw.find(b"\n", start + (len(raw) - start) * at // count) + 1 for at in range(1, count)]
    edges = sorted({start, len(raw), *(end for end in ends if end)})  # none is empty
    return [memoryview(raw)[one:other] for one, other in itertools.pairwise(edges)]


def _together(parts: list[pd.Series[Any]]) -> pd.Series[Any]:
    """A column of its parts; of objects, to be read again as text, where they are not alike."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    parts = [part for part in parts if len(part)] or parts[:1]  # of blank lines nothing is read
    if isinstance(parts[0].dtype, pd.CategoricalDtype):
        # Where all texts of a part look like numbers, its categories are numbers.
        if all(map(_is_text, parts)):
            return pd.Series(union_categoricals(parts))
    else:
        kinds = {part.dtype.kind for part in parts}
        if len(kinds) == 1 or kinds == {"i", "f"}:
            return pd.concat(parts, ignore_index=True)
    return pd.Series(np.concatenate([part.astype(object) for part in parts]))


class _Seen(NamedTuple):
    """What is seen in one look over all bytes.

    Unusual are columns with numbers that begin with a plus, a needless zero or a minus before zero:
    0001735689619 is another time than 1735689619, and -0 another amount than 0. With decimal commas
    a power of ten is unusual too.
    """

    delimiters: int
    ends: int  # of lines
    spaces: int  # and other letters that are not seen
    unusual: set[int]


def _seen(text: np.ndarray, cut: Cut, with_comma: bool) -> _Seen:
    """What is seen in `text`, which begins with a line end.

    Raises ValueError where a record has not as many cells as the header.
    """
    delimiters = ends = spaces = 0
    unusual: set[int] = set()
    for start in range(0, len(text), _STEP):
        part = text[start : start + _STEP + 2]
        here = part[:_STEP]
        edge = here == ord(cut.delimiter)
        line = here == _LINE
        before = delimiters + ends  # each begins a cell
        delimiters += int(np.count_nonzero(edge))
        lines = int(np.count_nonzero(line))
        ends += lines
        edge |= line
        edges = np.flatnonzero(edge)
        first_cells = here[edges[-before % cut.width :: cut.width]]
        if lines != len(first_cells) or (first_cells != _LINE).any():
            raise ValueError("a record has more or fewer cells than the header")
        spaces += int(np.count_nonzero(here <= _SPACE)) - int(np.count_nonzero(here == _RETURN))
        found = edges[: np.searchsorted(edges, len(part) - 2)]
        found = found[part[found + 1] <= _ZERO]
        first, second = part[found + 1], part[found + 2]
        odd = found[
            (first == _PLUS)
            | ((first == _MINUS) & (second == _ZERO))
            | ((first == _ZERO) & (second >= _ZERO) & (second <= _NINE))
            | (np.isin(first, _BLANKS) & np.isin(second, _BEFORE_ZERO))
        ]
        if with_comma:
            powers = np.flatnonzero((part[1:] | 32) == ord("e"))
            digits = (part[powers] >= _ZERO) & (part[powers] <= _NINE)
            odd = np.concatenate([odd, powers[digits]])
        if len(odd):
            cells = np.searchsorted(edges, odd, side="right") - 1 + before
            unusual |= set(np.unique(cells % cut.width).tolist())
    spaces -= ends + (delimiters if ord(cut.delimiter) <= _SPACE else 0)
    return _Seen(delimiters, ends, spaces, unusual)
