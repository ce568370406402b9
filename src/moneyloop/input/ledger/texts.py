"""Very many texts at once: as bytes side by side, in which a NUL stands for no letter."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

_GROUP = 10_000  # digits are written by four


def names_of_lines(lines: np.ndarray) -> np.ndarray:
    """`row-<line>` for each line, as bytes."""
    parts = np.empty(len(lines), dtype=[("name", "S4"), ("line", "S16")])
    parts["name"], parts["line"] = b"row-", digits(lines)
    return parts.view("S20")


def digits(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers from 0 on, of 16 digits at most, as bytes."""
    written = np.zeros((len(numbers), 4), dtype="S4")
    rest = numbers
    for place in (3, 2, 1, 0):
        above = rest // _GROUP
        # The first of its digits are written without the zeros before them.
        written[:, place] = _groups(place == 3)[rest - above * _GROUP + _GROUP * (above == 0)]
        if not above.any():
            break
        rest = above
    return written.view("S16")[:, 0]


@cache
def _groups(last: bool) -> np.ndarray:
    """Four digits of any number with zeros in front, then without; 0 is blank or the last one."""
    plain = [b"%d" % number for number in range(_GROUP)]
    return np.array([*fixed(4), b"0" if last else b"", *plain[1:]])


@cache
def fixed(width: int) -> np.ndarray:
    """All numbers of so many digits as bytes, with zeros in front."""
    return np.array([b"%0*d" % (width, number) for number in range(10**width)])


def iso(days: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Days (ordinals) with seconds into them (whole) in ISO, as bytes; no time at midnight."""
    import pandas as pd

    codes, distinct = pd.factorize(days)
    dates = np.array([date.fromordinal(day).isoformat() for day in distinct.tolist()], dtype="S10")
    sixty = fixed(2)[:60]
    clocks = np.empty((24, 60, 60), dtype=[(part, "S3") for part in ("hour", "minute", "second")])
    clocks["hour"] = np.char.add(b"T", sixty[:24])[:, None, None]
    clocks["minute"] = np.char.add(b":", sixty)[:, None]
    clocks["second"] = np.char.add(b":", sixty)
    clock = clocks.ravel().view("S9")
    clock[0] = b""
    parts = np.empty(len(days), dtype=[("day", "S10"), ("clock", "S9")])
    parts["day"], parts["clock"] = dates[codes], clock[seconds]
    return parts.view("S19")


def as_text(column: np.ndarray) -> np.ndarray:
    """A column as text, which may be ASCII bytes without a line end."""
    if column.dtype.kind != "S":
        return column
    lines = np.empty(len(column), dtype=[("text", column.dtype), ("end", "S1")])
    lines["text"], lines["end"] = column, b"\n"
    text = without_blanks(lines).decode("ascii")
    return np.fromiter(text.split("\n"), dtype=object, count=len(column))


def without_blanks(letters: np.ndarray) -> bytes:
    """All bytes but the NULs."""
    return letters.tobytes().translate(None, b"\0")
