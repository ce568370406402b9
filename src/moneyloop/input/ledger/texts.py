"""Very many texts at once: they are written as bytes side by side, and cut where a line ends."""

from __future__ import annotations

from datetime import date

import numpy as np

_DAY = 86_400
_FOUR = 10_000  # numbers of four digits


def names_of_lines(lines: np.ndarray) -> np.ndarray:
    """`row-<line>` for each line, of which none comes before a smaller one."""
    four = np.array([f"{number:04d}".encode() for number in range(_FOUR)], dtype="S4")
    written = []
    for digits in range(1, len(str(int(lines.max(initial=0)))) + 1):
        begin, end = np.searchsorted(lines, (10 ** (digits - 1), 10**digits))
        rest = lines[begin:end]
        parts = np.empty((len(rest), 4 + digits + 1), dtype=np.uint8)
        parts[:, :4] = np.frombuffer(b"row-", np.uint8)
        parts[:, -1] = ord("\n")
        for last in range(digits, 0, -4):
            rest, low = np.divmod(rest, _FOUR)
            width = min(4, last)
            letters = four[low].view(np.uint8).reshape(-1, 4)
            parts[:, 4 + last - width : 4 + last] = letters[:, 4 - width :]
        written.append(parts.tobytes())
    return _cut(b"".join(written), len(lines))


def iso(days: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Days (ordinals) with seconds into them (whole) in ISO; without the time at midnight."""
    if not len(days):
        return np.zeros(0, dtype=object)
    first = int(days.min())
    dates = np.array(
        [date.fromordinal(day).isoformat() for day in range(first, int(days.max()) + 1)],
        dtype="S10",
    )
    hours, rest = np.divmod(np.arange(_DAY), 3600)
    sixty = np.array([f":{number:02d}".encode() for number in range(60)], dtype="S3")
    clocks = np.zeros(_DAY, dtype=[("hour", "S3"), ("minute", "S3"), ("second", "S3")])
    clocks["hour"] = np.array([f"T{number:02d}".encode() for number in range(24)])[hours]
    clocks["minute"], clocks["second"] = sixty[rest // 60], sixty[rest % 60]
    parts = np.empty(len(days), dtype=[("day", "S10"), ("clock", "S9"), ("end", "S1")])
    parts["day"] = dates[days - first]
    parts["clock"] = clocks.view("S9")[seconds]
    parts["end"] = b"\n"
    written = _cut(parts.tobytes(), len(days))
    midnight = np.flatnonzero(seconds == 0)
    written[midnight] = [text[:10] for text in written[midnight]]
    return written


def _cut(lines: bytes, count: int) -> np.ndarray:
    """As many texts as there are line ends."""
    return np.fromiter(lines.decode("ascii").split("\n"), dtype=object, count=count)
