"""A table as text, wherever it came from: header, lines, cells of a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from moneyloop.input.ledger.form import Form
from moneyloop.model import DataError, Problem


class Numbers(NamedTuple):
    """A column whose cells are all plain numbers, read with a decimal mark, and some as text."""

    values: np.ndarray
    decimal: str
    sample: list[str]


@dataclass(frozen=True, eq=False)
class Table:
    """What is in a file: its header, the line (else the row) of each record, and its cells.

    `cells(at)` is the column at this place of the header as text, blank = "", one for each of
    `lines`. `numbers(at)` is the same as numbers, or None where that is not known to say the same,
    and `letters(at)` as bytes of ASCII with the spaces around them, or None where none are held.
    `form` is how the file is written, and `problems` are those of records that could not be cut
    into cells.
    """

    name: str
    header: tuple[str, ...]
    lines: np.ndarray
    cells: Callable[[int], Sequence[str] | np.ndarray]
    form: Form = field(default_factory=Form)
    problems: list[Problem] = field(default_factory=list)
    numbers: Callable[[int], Numbers | None] = lambda _: None
    letters: Callable[[int], np.ndarray | None] = lambda _: None


def as_text(table: Table) -> Table:
    """The table, of which a header or a column is refused that no file of text can hold.

    CSV has none, but JSON, Parquet and DataFrames may have NUL and halves of letters. Raises
    DataError, for a column when its cells are asked for.
    """
    _refuse(table.name, "the header", table.header, range(1, len(table.header) + 1))

    def cells(at: int) -> Sequence[str] | np.ndarray:
        column = table.cells(at)
        _refuse(table.name, table.header[at], column, table.lines)
        return column

    return replace(table, cells=cells)


def _refuse(
    name: str, column: str, texts: Sequence[str] | np.ndarray, lines: Sequence[int] | np.ndarray
) -> None:
    together = "".join(texts)
    if "\0" not in together and (together.isascii() or _is_writable(together)):
        return
    bad = [at for at, text in enumerate(texts) if "\0" in text or not _is_writable(text)]
    more = f"; {len(bad) - 1:,} more cells like it" if len(bad) > 1 else ""
    shown, hint = ascii(str(texts[bad[0]])[:80]), "write it again without such letters"
    message = f"{shown} holds what is no letter{more}"
    line = int(lines[bad[0]])
    told = (name, line, column, shown, "encoding", message, hint)
    raise DataError([Problem(*told, cells=len(bad))])


def _is_writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
