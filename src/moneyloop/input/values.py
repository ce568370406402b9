"""One cell to one value: numbers and partial dates, and what to write where a cell is wrong."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_MONEY = re.compile(
    r"(?P<sign>[-+]?)\s*(?:US\$|USD|[$€£])?\s*(?P<digits>\d[\d.,\s']*)\s*"
    r"(?P<unit>trillion|tn|billion|bn|b|million|mn|m|thousand|k|)\s*(?:USD|usd)?",
    re.IGNORECASE,
)
_NO_NUMBER = {"inf", "infinity", "nan", "unknown", "n/a", "na", "tbd"}
_BILLIONS = {
    "": 1.0,
    "trillion": 1e3,
    "tn": 1e3,
    "billion": 1.0,
    "bn": 1.0,
    "b": 1.0,
    "million": 1e-3,
    "mn": 1e-3,
    "m": 1e-3,
    "thousand": 1e-6,
    "k": 1e-6,
}
SMALLEST, LARGEST = 1e-30, 1e30  # beyond, sums and shares are not exact
YEARS = range(1900, 2201)
_DATE_FORM = "write YYYY, YYYY-MM or YYYY-MM-DD"
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_OTHER_DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")


class Fault(ValueError):
    """A cell that cannot be read: `message` says why, `hint` what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@lru_cache(maxsize=65536)
def number(text: str) -> float:
    """A plain decimal number; "25,000" and "$5bn" are refused, never read as 25 or 5.

    Raises Fault with the value to write.
    """
    if _NUMBER.fullmatch(text) and text.isascii():
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise Fault("is not a finite number", "leave the cell blank when it is unknown")
        if value and not SMALLEST <= abs(value) <= LARGEST:
            raise Fault("is out of range", f"from {SMALLEST:g} to {LARGEST:g} is read")
        return value
    if text == "-" or text.lower().lstrip("+-") in _NO_NUMBER:
        raise Fault("is not a finite number", "leave the cell blank when it is unknown")
    raise Fault("is not a plain number", _plain_number(text))


def _plain_number(text: str) -> str:
    money = _MONEY.fullmatch(text)
    if money is None or "€" in text or "£" in text:
        return "write digits with a point, such as 12.5, in USD billions"
    digits = re.sub(r"[\s']", "", money["digits"]).strip(".,")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", digits) or re.fullmatch(r"\d+,\d+", digits):
        digits = digits.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", digits):
        return "write digits with a point, such as 12.5, in USD billions"
    unit = money["unit"].lower()
    sign = "-" if money["sign"] == "-" else ""
    written = sign + format(float(digits) * _BILLIONS[unit], ".12g")
    if not _NUMBER.fullmatch(written):
        return "leave the cell blank when it is unknown"
    return f"write {written}" + ("" if unit else "; amounts are USD billions")


@lru_cache(maxsize=65536)
def days(text: str) -> tuple[int, int]:
    """First and last day (proleptic ordinals) of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Raises Fault with the form to write.
    """
    match = _DATE.fullmatch(text)
    if match is None or not text.isascii():
        raise Fault("is not a date", _plain_date(text))
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if year not in YEARS:
        raise Fault("is a year out of range", "years 1900 to 2200 are read")
    if match[2] and not 1 <= month <= 12:
        raise Fault("has no such month", "months run from 01 to 12")
    if not match[2]:
        return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    length = calendar.monthrange(year, month)[1]
    if not match[3]:
        return date(year, month, 1).toordinal(), date(year, month, length).toordinal()
    if not 1 <= day <= length:
        raise Fault("has no such day", f"{year}-{month:02d} has {length} days")
    ordinal = date(year, month, day).toordinal()
    return ordinal, ordinal


def _plain_date(text: str) -> str:
    match = _OTHER_DATE.fullmatch(text)
    parts = [int(part) for part in match.groups()] if match else [0, 0, 0]
    if match and len(match[3]) == 4:
        day, month, year = parts
        # 03/04/2025 may be either of two days; only where one part is above 12 it is clear.
        if (day > 12) == (month > 12):
            return _DATE_FORM
        parts = [year, month, day] if day > 12 else [year, day, month]
    try:
        return f"write {date(*parts).isoformat()}" if parts[0] in YEARS else _DATE_FORM
    except ValueError:
        return _DATE_FORM
