"""Very many texts at once: as bytes side by side, in which a NUL stands for no letter."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

_GROUP = 10_000  # digits are written by four


def names_of_lines(lines: np.ndarray) -> np.ndarray:
    """`row-<line>` for each line, as bytes."""
    return beside(np.full(len(lines), b"row-"), digits(lines))


def digits(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers from 0 on as bytes."""
    last = (len(str(int(numbers.max(initial=0)))) - 1) // 4
    written = np.empty((len(numbers), last + 1), dtype="S4")
    rest = numbers
    for place in range(last, -1, -1):
        above = rest // _GROUP
        # The first of its digits are written without the zeros before them.
        written[:, place] = _groups(place == last)[rest - above * _GROUP + _GROUP * (above == 0)]
        rest = above
    return written.view(f"S{written.itemsize * (last + 1)}")[:, 0]


def beside(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Texts as bytes, each of `one` and that of `other` behind it."""
    parts = np.empty(len(one), dtype=[("one", one.dtype), ("other", other.dtype)])
    parts["one"], parts["other"] = one, other
    return parts.view(f"S{parts.itemsize}")


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
    return beside(dates[codes], clock[seconds])


def as_text(column: np.ndarray) -> np.ndarray:
    """A column as text, which may be ASCII bytes without a line end."""
    if column.dtype.kind != "S":
        return column
    lines = beside(column, np.full(len(column), b"\n"))
    text = lines.tobytes().translate(None, b"\0").decode("ascii")
    return np.fromiter(text.split("\n"), dtype=object, count=len(column))
