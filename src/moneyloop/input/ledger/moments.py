"""Days and times as people write them, to UTC: ISO, seconds since 1970, days or months first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from moneyloop.input import values
from moneyloop.input.ledger.amounts import is_blank
from moneyloop.input.ledger.form import DAY_FIRST, MONTH_FIRST, YEAR_FIRST

# First day, last day (proleptic ordinals) and seconds into the day; 0 for a blank cell.
Moment = tuple[int, int, float]

_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAY = date(2200, 12, 31).toordinal()
_DAY = 86_400
_SINCE_EPOCH = re.compile(r"(\d{9,10}|\d{13})(\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d", re.ASCII)
# YYYYMMDDHH, which as seconds would be a moment after 2033
_COMPACT = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([01][0-9]|2[0-3])")
_NO_DASHES = re.compile(r"((?:19|20|21)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_NUMBERS = re.compile(
    r"(?P<first>[0-9]{1,4})(?P<mark>[-/. ])(?P<second>[0-9]{1,2})"
    r"(?P=mark)(?P<third>[0-9]{4}|[0-9]{2})"
    r"(?:[ T,]+(?P<clock>[0-9]{1,2}:.+|[0-9]{1,2} ?[AaPp][Mm]))?",
    re.ASCII,
)
_ISO = re.compile(r"\d{4}-", re.ASCII)
_HAS_WORD = re.compile(r"[^\W\d_]{3,}")
_MILLISECONDS = 10**11
_CENTURY = 70  # two digits from here on are of the 1900s
_YEARS = "years 1900 to 2200 are read"
_TIME_FORM = "write 2025-01-31, 2025-01-31T12:00:00, or seconds or milliseconds since 1970"
_PLACES = {DAY_FIRST: (2, 1, 0), MONTH_FIRST: (2, 0, 1), YEAR_FIRST: (0, 1, 2)}


def orders(texts: Sequence[str]) -> tuple[set[str], list[str]]:
    """Which comes first, day or month, as dates in numbers show it, and the dates that do not.

    03/04/2025 may be either of two days, but not in a column that has 21/04/2025 too. With points
    between the numbers the day is first.
    """
    shown: set[str] = set()
    unclear: list[str] = []
    for text in texts:
        match = _NUMBERS.fullmatch(text)
        if match is None or len(match["first"]) == 4:
            continue
        if int(match["first"]) > 12 or match["mark"] == ".":
            shown.add(DAY_FIRST)
        elif int(match["second"]) > 12:
            shown.add(MONTH_FIRST)
        elif match["first"] != match["second"]:
            unclear.append(text)
    return shown, unclear


def reader(order: str) -> Callable[[str], Moment]:
    """A function from text to moment, in UTC where it names no zone; `order` is of its numbers.

    The function raises values.Fault with what to write instead.
    """

    def moment(text: str) -> Moment:
        if is_blank(text):
            return 0, 0, 0.0
        if _CLOCK.match(text):
            return _clock(text.removesuffix(" UTC"))
        if _COMPACT.fullmatch(text):
            raise values.Fault("may be a date without dashes, or seconds since 1970", _TIME_FORM)
        if match := _NO_DASHES.fullmatch(text):
            text = "-".join(match.groups())
        elif _SINCE_EPOCH.fullmatch(text):
            return _since_epoch(text)
        elif (match := _NUMBERS.fullmatch(text)) and not _ISO.match(text):
            return _in_numbers(match, order)
        elif _HAS_WORD.search(text):
            return _in_words(text)
        try:
            return (*values.days(text), 0.0)
        except values.Fault as fault:
            hint = _TIME_FORM if "YYYY" in fault.hint else fault.hint
            raise values.Fault(fault.message, hint) from None

    return moment


def written(moment: Moment | None, text: str) -> str:
    """A moment in ISO, with its time of day where it has one; a part of a date stays as it is."""
    if moment is None or not moment[0]:
        return ""
    first, last, seconds = moment
    if first != last:
        return text
    day = date.fromordinal(first).isoformat()
    if not seconds:
        return day
    whole, micro = divmod(min(round(seconds * 1e6), _DAY * 1_000_000 - 1), 1_000_000)
    clock = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{day}T{clock}" + (f".{micro:06d}" if micro else "")


def _since_epoch(text: str) -> Moment:
    count = float(text)  # exact for whole numbers, as is the rest of a division
    parts = 1000 if count >= _MILLISECONDS else 1
    days, rest = divmod(count, _DAY * parts)
    day = _EPOCH + int(days)
    if day > _LAST_DAY:
        raise values.Fault("is a year out of range", _YEARS)
    return day, day, rest / parts


def _in_numbers(match: re.Match[str], order: str) -> Moment:
    parts = [match["first"], match["second"], match["third"]]
    places = _PLACES[YEAR_FIRST if len(parts[0]) == 4 else order or DAY_FIRST]
    year, month, day = (int(parts[place]) for place in places)
    if len(parts[places[0]]) == 2:
        year += 1900 if year >= _CENTURY else 2000
    try:
        ordinal = date(year, month, day).toordinal()
    except ValueError:
        raise values.Fault(f"is no date with the {_first(order)} first", _TIME_FORM) from None
    if not 1900 <= year <= 2200:
        raise values.Fault("is a year out of range", _YEARS)
    return ordinal, ordinal, _seconds(match["clock"]) if match["clock"] else 0.0


def _first(order: str) -> str:
    return order.partition("-")[0] or "day"


def _seconds(clock: str) -> float:
    """The seconds into the day of a clock, on 12 or 24 hours."""
    from dateutil import parser

    try:
        moment: datetime = parser.parse(clock, default=datetime(2000, 1, 1))
    except (ValueError, OverflowError):
        raise values.Fault("has no time of day that can be read", _TIME_FORM) from None
    return moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6


def _in_words(text: str) -> Moment:
    """A date with the name of its month: dateutil reads it, and both year and day must be there."""
    from dateutil import parser

    try:
        # What the text does not say is taken from the default: two defaults show it.
        one, other = (
            parser.parse(text, default=default)
            for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))
        )
    except (ValueError, OverflowError):
        raise values.Fault("is not a date", _TIME_FORM) from None
    if one.date() != other.date():
        raise values.Fault("is not a whole date", _TIME_FORM)
    return _of(one)


def _clock(text: str) -> Moment:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise values.Fault("is not a time", _TIME_FORM) from None
    return _of(moment)


def _of(moment: datetime) -> Moment:
    if not 1900 <= moment.year <= 2200:
        raise values.Fault("is a year out of range", _YEARS)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    day = moment.toordinal()
    clock = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return day, day, clock
