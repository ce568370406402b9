"""Columns to a CSV file as pandas writes it, in a small part of its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from moneyloop.input.ledger import texts
from moneyloop.input.ledger.columns import Cells

_QUOTED = ',"\r\n'
_STEP = 1 << 19  # bytes that are written together: they stay near the processor
_PLACES = 10_000  # for decimals
_LARGEST = 10**15  # of which all digits are those of the float


def csv_parts(columns: Mapping[str, Cells | np.ndarray]) -> Iterator[bytes | bytearray]:
    """The bytes of a header, and of a row for each cell of the columns, in parts.

    A column is text, plain ASCII bytes, or floats. A cell with a comma, a quote or a line end is
    quoted; NaN is blank.
    """
    parts = [_letters(column) for column in columns.values()]
    last = len(parts) - 1
    record = []
    for at, (held, _) in enumerate(parts):
        record += [(f"cell {at}", held.dtype), (f"end {at}", "S1")]
    held, codes = parts[0]
    rows = len(held if codes is None else codes)
    size = np.dtype(record).itemsize
    letters = bytearray(max(1, _STEP // size) * size)
    lines = np.frombuffer(letters, dtype=record)
    for at in range(last + 1):
        lines[f"end {at}"] = b"," if at < last else b"\n"
    yield ",".join(columns).encode() + b"\n"
    for start in range(0, rows, len(lines)):
        here = lines[: rows - start]
        span = slice(start, start + len(here))
        for at, (held, codes) in enumerate(parts):
            here[f"cell {at}"] = held[span] if codes is None else held[codes[span]]
        filled = letters if len(here) == len(lines) else letters[: here.nbytes]
        yield filled.translate(None, b"\0")


def _letters(column: Cells | np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Cells as bytes, and which of them is that of each row, if they are not one to a row."""
    import pandas as pd

    if isinstance(column, Cells):
        together = "".join(column.texts)
        quoted = any(mark in together for mark in _QUOTED)
        texts = map(_quoted, column.texts) if quoted else column.texts
        return np.array([text.encode() for text in texts], "S"), column.codes
    if column.dtype == object:
        codes, distinct = pd.factorize(column)
        return _letters(Cells(codes, distinct.tolist()))
    return (column if column.dtype.kind == "S" else _numbers(column)), None


def _numbers(amounts: np.ndarray) -> np.ndarray:
    """Amounts as bytes, written as short as they are the same."""
    units = np.rint(amounts * _PLACES)
    if not ((units / _PLACES == amounts) & (units < _LARGEST) & ~np.signbit(amounts)).all():
        return np.array(["" if x != x else repr(x) for x in amounts.tolist()], "S")
    whole = units.astype(np.int64) // _PLACES
    decimals = np.array([b"." + (text.rstrip(b"0") or b"0") for text in texts.fixed(4).tolist()])
    part = units.astype(np.int64) - whole * _PLACES
    return texts.beside(texts.digits(whole), decimals[part])


def _quoted(cell: str) -> str:
    if not any(mark in cell for mark in _QUOTED):
        return cell
    return '"' + cell.replace('"', '""') + '"'
