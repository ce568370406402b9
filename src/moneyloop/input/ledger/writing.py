"""Columns to the bytes of a CSV file, as pandas writes them, in a small part of its time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from moneyloop.input.ledger import texts
from moneyloop.input.ledger.columns import Cells

_QUOTED = ',"\r\n'
_STEP = 1 << 19  # bytes that are written together: they stay near the processor
_PLACES = 10_000  # for decimals
_LARGEST = 10**15  # of which all digits are those of the float


def csv_bytes(columns: Mapping[str, Cells | np.ndarray]) -> bytes:
    """A header and a row for each cell of the columns: text, plain ASCII bytes, or floats.

    A cell with a comma, a quote or a line end is quoted; NaN is blank.
    """
    parts = [_letters(column) for column in columns.values()]
    rows = len(parts[0][1])
    record = [
        (f"{at}{end}", kind)
        for at, (held, _) in enumerate(parts)
        for end, kind in (("", held.dtype), ("end", "S1"))
    ]
    lines = np.empty(max(1, _STEP // np.dtype(record).itemsize), dtype=record)
    written = [",".join(columns).encode() + b"\n"]
    for start in range(0, rows, len(lines)):
        here = lines[: rows - start]
        for at, (held, places) in enumerate(parts):
            here[f"{at}"] = held[places[start : start + len(here)]]
            here[f"{at}end"] = b"," if at < len(parts) - 1 else b"\n"
        written.append(texts.without_blanks(here))
    return b"".join(written)


def _letters(column: Cells | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells as bytes, and the place in them of that of each row."""
    import pandas as pd

    if isinstance(column, Cells):
        return np.array([_quoted(text).encode() for text in column.texts], "S"), column.codes
    if column.dtype == object:
        codes, distinct = pd.factorize(column)
        return _letters(Cells(codes, distinct.tolist()))
    return column if column.dtype.kind == "S" else _numbers(column), np.arange(len(column))


def _numbers(amounts: np.ndarray) -> np.ndarray:
    """Amounts as bytes, written as short as they are the same."""
    units = np.rint(amounts * _PLACES)
    if not ((units / _PLACES == amounts) & (units < _LARGEST) & ~np.signbit(amounts)).all():
        return np.array(["" if x != x else repr(x) for x in amounts.tolist()], "S")
    whole, part = np.divmod(units.astype(np.int64), _PLACES)
    decimals = np.array([b"." + (text.rstrip(b"0") or b"0") for text in texts.fixed(4).tolist()])
    written = np.empty(len(amounts), dtype=[("whole", "S16"), ("part", "S5")])
    written["whole"], written["part"] = texts.digits(whole), decimals[part]
    return written.view("S21")


def _quoted(cell: str) -> str:
    if not any(mark in cell for mark in _QUOTED):
        return cell
    return '"' + cell.replace('"', '""') + '"'
