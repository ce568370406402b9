"""Very many texts at once: they are written as bytes side by side, and cut where a line ends."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np


def names_of_lines(lines: np.ndarray) -> np.ndarray:
    """`row-<line>` for each line, of which none comes before a smaller one."""
    four = _numbers(4)
    written = []
    for digits in range(1, len(str(int(lines.max(initial=0)))) + 1):
        begin, end = np.searchsorted(lines, (10 ** (digits - 1), 10**digits))
        width = digits % 4 or 4  # of the first group of digits; those behind it are of four
        groups = [f"digits {place}" for place in range((digits + 3) // 4)]
        fields = [(name, "S4") for name in groups[1:]]
        kinds = [("name", "S4"), (groups[0], f"S{width}"), *fields, ("end", "S1")]
        parts = np.empty(end - begin, dtype=kinds)
        parts["name"], parts["end"] = b"row-", b"\n"
        rest = lines[begin:end]
        for name in reversed(groups[1:]):
            above = rest // 10_000
            parts[name] = four[rest - above * 10_000]
            rest = above
        parts[groups[0]] = _numbers(width)[rest]
        written.append(parts.tobytes())
    return cut(b"".join(written), len(lines))


@cache
def _numbers(digits: int) -> np.ndarray:
    """All numbers of so many digits as bytes, with zeros in front."""
    return np.array([b"%0*d" % (digits, number) for number in range(10**digits)])


def iso(days: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Days (ordinals) with seconds into them (whole) in ISO; without the time at midnight."""
    import pandas as pd

    if not len(days):
        return np.zeros(0, dtype=object)
    codes, distinct = pd.factorize(days)
    dates = np.array([date.fromordinal(day).isoformat() for day in distinct.tolist()], dtype="S10")
    sixty = _numbers(2)[:60]
    clocks = np.empty((24, 60, 60), dtype=[(part, "S3") for part in ("hour", "minute", "second")])
    clocks["hour"] = np.char.add(b"T", sixty[:24])[:, None, None]
    clocks["minute"] = np.char.add(b":", sixty)[:, None]
    clocks["second"] = np.char.add(b":", sixty)
    parts = np.empty(len(days), dtype=[("day", "S10"), ("clock", "S9"), ("end", "S1")])
    parts["day"] = dates[codes]
    parts["clock"] = clocks.ravel().view("S9")[seconds]
    parts["end"] = b"\n"
    written = cut(parts.tobytes(), len(days))
    midnight = np.flatnonzero(seconds == 0)
    written[midnight] = [text[:10] for text in written[midnight]]
    return written


def cut(lines: bytes, count: int) -> np.ndarray:
    """As many texts as there are line ends."""
    return np.fromiter(lines.decode("ascii").split("\n"), dtype=object, count=count)
