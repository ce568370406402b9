"""Very many days and times at once: ISO without a zone, or whole numbers since 1970.

`moments.reader` reads what this reads alike, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np

from moneyloop.input.ledger import texts

MANY = 10_000  # texts from which on they are read together
_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1).toordinal(), date(2200, 12, 31).toordinal()
_MILLISECONDS = 10**12
# YYYYMMDDHH is as long as seconds of a moment after 2033: which of them it is, is not known.
_COMPACT = (2_000_000_000, 2_100_000_000)
_DASHES = ((4, b"-"), (7, b"-"))
_HOUR = ((10, b"T "), (13, b":"))
# By length, what stands where in an ISO date or date-time.
_MARKS = {10: _DASHES, 16: (*_DASHES, *_HOUR), 19: (*_DASHES, *_HOUR, (16, b":"))}
_LONGEST = max(_MARKS)


class Moments(NamedTuple):
    """First and last day (ordinals, 0 for a blank), and seconds into the day.

    `written` makes the ISO text of each, or its bytes, which takes longer than to read them.
    """

    first: np.ndarray
    last: np.ndarray
    clock: np.ndarray
    written: Callable[[], np.ndarray]


def read(column: Sequence[str] | np.ndarray) -> Moments | None:
    """The moments of very many texts; None for few, and where one is of no plain form.

    They may be bytes of ASCII.
    """
    if len(column) < MANY:
        return None
    held = np.asarray(column)
    try:
        held = (held if held.dtype.kind == "S" else held.astype(object)).astype(f"S{_LONGEST + 1}")
    except UnicodeEncodeError:
        return None
    known = held != b""
    if not known.any():
        return None
    letters = held[known].view(np.uint8).reshape(-1, _LONGEST + 1)
    found = _counts(letters) if chr(letters[0, 4]).isdigit() else _iso(letters)
    if found is None:
        return None
    if known.all():
        return found
    first, last, clock = (_filled(column, known, 0) for column in found[:3])
    return Moments(first, last, clock, partial(_texts, found.written, known))


def _filled(column: np.ndarray, known: np.ndarray, blank: object) -> np.ndarray:
    """A column of those that are known among all, and the others blank."""
    filled = np.full(len(known), blank, dtype=column.dtype)
    filled[known] = column
    return filled


def _texts(written: Callable[[], np.ndarray], known: np.ndarray) -> np.ndarray:
    return _filled(written(), known, "")


def counted(counts: np.ndarray) -> Moments | None:
    """The moments of whole seconds or milliseconds since 1970; None where one may be a date.

    They are of 9, 10 or 13 digits.
    """
    if not len(counts) or counts.dtype.kind not in "iu":
        return None
    shorter = (counts >= 10**8) & (counts < 10**10)
    longer = (counts >= _MILLISECONDS) & (counts < 10 * _MILLISECONDS)
    compact = (counts >= _COMPACT[0]) & (counts < _COMPACT[1])
    if not (shorter | longer).all() or compact.any():
        return None
    counts = counts.astype(np.int64)
    if shorter.all():
        days = counts // _DAY
        seconds = counts - days * _DAY  # faster than divmod
        thousandths = None
    else:
        days, rest = np.divmod(np.where(longer, counts, counts * 1000), _DAY * 1000)
        seconds, thousandths = np.divmod(rest, 1000)
    days += _EPOCH
    return None if days.max() > _LAST_DAY else _moments(days, seconds, thousandths)


def _moments(days: np.ndarray, seconds: np.ndarray, thousandths: np.ndarray | None) -> Moments:
    if thousandths is None or not thousandths.any():
        return Moments(days, days, seconds.astype(float), partial(texts.iso, days, seconds))
    written = partial(_to_thousandths, days, seconds, thousandths)
    return Moments(days, days, (seconds * 1000 + thousandths) / 1000, written)


def _to_thousandths(days: np.ndarray, seconds: np.ndarray, thousandths: np.ndarray) -> np.ndarray:
    written = texts.as_text(texts.iso(days, seconds))
    for place in np.flatnonzero(thousandths).tolist():
        whole = written[place] if seconds[place] else f"{written[place]}T00:00:00"
        written[place] = f"{whole}.{thousandths[place]:03d}000"
    return written


def _counts(letters: np.ndarray) -> Moments | None:
    """The moments of texts of digits."""
    lengths = np.count_nonzero(letters, axis=1)
    if not np.isin(lengths, (9, 10, 13)).all():
        return None
    counts = np.zeros(len(letters), dtype=np.int64)
    for place in range(int(lengths.max())):
        digits = letters[:, place].astype(np.int64) - ord("0")
        there = place < lengths
        if ((digits[there] < 0) | (digits[there] > 9)).any():
            return None
        counts = np.where(there, counts * 10 + digits, counts)
    # Zeros in front make a number of less digits than its text has.
    return None if (counts < 10 ** (lengths - 1)).any() else counted(counts)


def _iso(letters: np.ndarray) -> Moments | None:
    """The moments of ISO dates, and date-times to the minute or second."""
    lengths = np.count_nonzero(letters, axis=1)
    for length in np.unique(lengths).tolist():
        if length not in _MARKS:
            return None
        alike = letters if (lengths == length).all() else letters[lengths == length]
        for place, allowed in _MARKS[length]:
            if not np.isin(alike[:, place], list(allowed)).all():
                return None
        marks = {place for place, _ in _MARKS[length]}
        digits = alike[:, [place for place in range(length) if place not in marks]]
        if ((digits < ord("0")) | (digits > ord("9"))).any():
            return None

    def number(first: int, digits: int) -> np.ndarray:
        value = np.zeros(len(letters), dtype=np.int64)
        for place in range(first, first + digits):
            value = value * 10 + np.maximum(letters[:, place].astype(np.int64) - ord("0"), 0)
        return value

    hours, minutes, seconds = number(11, 2), number(14, 2), number(17, 2)
    if hours.max() > 23 or minutes.max() > 59 or seconds.max() > 59:
        return None
    days = _days(number(0, 4) * 10_000 + number(5, 2) * 100 + number(8, 2))
    return None if days is None else _moments(days, hours * 3600 + minutes * 60 + seconds, None)


def _days(written: np.ndarray) -> np.ndarray | None:
    """The ordinals of days written YYYYMMDD; None where one is no day that is read."""
    import pandas as pd

    codes, distinct = pd.factorize(written)
    try:
        days = np.array(
            [date(day // 10_000, day // 100 % 100, day % 100).toordinal() for day in distinct]
        )
    except ValueError:
        return None
    if days.min() < _FIRST_DAY or days.max() > _LAST_DAY:
        return None
    return days[codes]
