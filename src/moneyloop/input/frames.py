"""A DataFrame as the CSV file that it would be written to, so that one set of checks reads both.

None, NaN and NaT are blank; numbers and dates are written as a file has them. Rows are counted as
in that file: the header is line 1, the first row is line 2.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from moneyloop.input.text import Sheet
from moneyloop.model import Problem

if TYPE_CHECKING:
    import pandas as pd

FRAMES = "DataFrames"  # the name of data that comes from no file
_EXACT = 2**53  # up to here a float that is whole is one integer


def sheet(frame: pd.DataFrame, name: str, ignored: frozenset[str] = frozenset()) -> Sheet:
    """The table called `name` as text; `ignored` are columns that it may have and are not read."""
    columns = [
        (heading, position)
        for position, heading in enumerate(header(frame))
        if heading not in ignored
    ]
    if not columns:
        message, hint = "the table has no columns", "name the columns as a file does"
        return Sheet(name, problems=[Problem(name, 1, None, None, "empty", message, hint)])
    texts = [cells(frame, position) for _, position in columns]
    # As in a file a record without a cell is none.
    records = [
        (line, record)
        for line, record in zip(lines(frame), zip(*texts, strict=True), strict=True)
        if any(record)
    ]
    return Sheet(
        name,
        header=tuple(heading for heading, _ in columns),
        lines=[line for line, _ in records],
        cells=[cell for _, record in records for cell in record],
    )


def header(frame: pd.DataFrame) -> tuple[str, ...]:
    """The names of the columns as text."""
    return tuple(str(name).strip() for name in frame.columns)


def lines(frame: pd.DataFrame) -> range:
    """The line of each row in the file that the frame would be written to."""
    return range(2, len(frame) + 2)


def cells(frame: pd.DataFrame, position: int) -> list[str]:
    """A column as text, by its position: two columns may have one name."""
    column = frame.iloc[:, position]
    return [
        "" if blank else _text(value)
        for value, blank in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


def _text(value: Any) -> str:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        # A column of years or ids becomes one of floats where a cell is blank.
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
