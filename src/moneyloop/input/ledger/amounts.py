"""Amounts as people write them: decimal commas, thousands marks, brackets, signs of currencies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from moneyloop.input import values
from moneyloop.input.ledger.table import Numbers

TURN, REFUND = "turn", "refund"
NEGATIVE = (TURN, REFUND)
BLANK = frozenset(
    {"null", "none", "nil", "na", "n/a", "nan", "unknown", "tbd", "-", "--", "\u2013", "\u2014"}
)
_SIGN = r"[$€£¥₹]|US\$|[A-Za-z]{3}"
_WRITTEN = re.compile(
    rf"(?P<open>\()?(?P<minus>[-\u2212\u2013+])?\s*(?P<before>{_SIGN})?\s*(?P<inner>[-\u2212\u2013])?"
    rf"(?P<digits>[0-9][0-9.,' \u00a0\u2009\u202f]*|[.,][0-9]+)"
    rf"(?P<power>[eE][+-]?[0-9]{{1,3}})?\s*(?P<after>{_SIGN})?(?P<behind>[-\u2212])?(?P<close>\))?"
)
_SPACES = re.compile(r"(?<=[0-9])[' \u00a0\u2009\u202f](?=[0-9]{3}(?:[^0-9]|$))")
_GROUPS = {
    ".": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+"),
    ",": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+"),
}
_OTHER = {".": ",", ",": "."}
_PLAIN = "write digits with a point, such as 1234.5; leave the cell blank when it is unknown"


def is_blank(text: str) -> bool:
    """True for a cell that says that nothing is known."""
    return not text or text.strip("()[]<>").casefold() in BLANK


def plain(texts: Sequence[str]) -> np.ndarray | None:
    """The amounts of plain decimal numbers, blank = NaN; None where one is anything else."""
    together = "".join(texts)
    if (
        "_" in together or not together.isascii()
    ):  # Python would read 1_000, and digits of all sorts
        return None
    column = np.array(texts, dtype=object)
    blank = column == ""
    try:
        amounts = column[~blank].astype(float)
    except ValueError:
        return None
    if not _in_range(amounts):
        return None
    result = np.full(len(column), np.nan)
    result[~blank] = amounts
    return result


def _in_range(amounts: np.ndarray) -> bool:
    """True where all are amounts that are read, and none is below 0."""
    known = (amounts == 0) | ((amounts >= values.SMALLEST) & (amounts <= values.LARGEST))
    return bool(known.all())


def of_numbers(numbers: Numbers, stated: str, delimiter: str) -> tuple[np.ndarray, str] | None:
    """The amounts of a column of numbers, and its decimal mark, "" where it is not looked for.

    None where its texts have to be looked at: an amount is out of range, or the mark not plain.
    """
    mark = numbers.decimal
    if numbers.values.dtype.kind in "iu":
        mark = stated
    elif stated and stated != mark:
        return None
    elif not stated and mark == "." and delimiter != ";":
        mark = ""
    elif not stated and marks([text.strip() for text in numbers.sample])[0] != {mark}:
        return None
    amounts = numbers.values.astype(float)
    return (amounts, mark) if _in_range(amounts) else None


def marks(texts: Sequence[str]) -> tuple[set[str], list[str]]:
    """The decimal marks that the amounts show, and those amounts that may be read in two ways."""
    shown: set[str] = set()
    unclear: list[str] = []
    for text in texts:
        match = _WRITTEN.fullmatch(text)
        if match is None:
            continue
        digits = _SPACES.sub("", match["digits"])
        there = [mark for mark in ".," if mark in digits]
        if len(there) == 2:
            shown.add(max(there, key=digits.rindex))
        elif there:
            mark = there[0]
            if digits.count(mark) > 1:
                shown.add(_OTHER[mark])
            elif _GROUPS[mark].fullmatch(digits) and not digits.startswith("0"):
                unclear.append(text)
            else:
                shown.add(mark)
    return shown, unclear


def signs(texts: Sequence[str]) -> set[str]:
    """The signs of currencies that stand beside amounts."""
    found = (_WRITTEN.fullmatch(text) for text in texts)
    return {
        sign.upper()
        for match in found
        if match
        for sign in (match["before"], match["after"])
        if sign
    }


def reader(decimal: str, negative: str) -> Callable[[str], float]:
    """A function from text to amount, NaN for blank, with this decimal mark.

    `negative` is what is done with an amount below zero: one of NEGATIVE, and it is returned, or ""
    and it is a fault. The function raises values.Fault with what to write instead.
    """

    def amount(text: str) -> float:
        if is_blank(text):
            return float("nan")
        match = _WRITTEN.fullmatch(text)
        written = match and _digits(match["digits"], decimal)
        if match is None or not written or bool(match["open"]) != bool(match["close"]):
            raise values.Fault("is not a plain number", _PLAIN)
        below = (
            match["open"] or match["behind"] or match["inner"] or match["minus"] not in (None, "+")
        )
        number = values.number(written + (match["power"] or ""))
        if below and number:
            if not negative:
                raise values.Fault(
                    "is below 0",
                    f"write {written} and swap payer and payee: it is a negative amount; or say "
                    "what these are: --negative turn or --negative refund",
                )
            return -number
        return number

    return amount


def _digits(text: str, decimal: str) -> str:
    """The number with a point and no thousands marks; "" where they stand wrongly."""
    whole, mark, part = _SPACES.sub("", text.strip()).partition(decimal)
    other = _OTHER[decimal]
    if other in whole:
        if not _GROUPS[other].fullmatch(whole):
            return ""
        whole = whole.replace(other, "")
    digits = f"{whole}.{part}" if mark else whole
    return digits if re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", digits) else ""
