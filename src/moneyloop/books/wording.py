"""Restated amounts as a reader says them: rounded once, and said to be where they are.

What stands in the tables and pages of one answer is written in the same way in every other.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from moneyloop.books.translation import BILLION, WHOLE, Restated, a_day, a_person, tonnes
from moneyloop.input.bases import Base
from moneyloop.model import USD, USD_BN


class Text(NamedTuple):
    """A number as it is written, and whether that is exactly what it is."""

    text: str
    exact: bool


def at_most(told: str, value: float | None, coverage: float) -> str:
    """`told`, as "≤58.7x" where the figures cover a part of the revenue that makes it smaller.

    >>> at_most("58.7x", 58.7, 0.38), at_most("58.7x", 58.7, 1.0), at_most("0", 0.0, 0.38)
    ('≤58.7x', '58.7x', '0')
    """
    bare = not value or coverage >= 1 or told.startswith("<")
    return told if bare else f"\N{LESS-THAN OR EQUAL TO}{told}"


_LARGE = ((10**6, "M", " million"), (10**9, "bn", " billion"), (10**12, "tn", " trillion"))


def dollars_text(amount: Fraction) -> Text:
    """US dollars as people read them: $2.11, $15,342, $202.7M, $60bn; rounded half up."""
    sign, size = "-" if amount < 0 else "", abs(amount)
    if 0 < size < Fraction(1, 200):
        return Text(f"<{sign}$0.01", False)
    if _round(size, 2) < 1000:
        whole, cents = divmod(int(_round(size, 2) * 100), 100)
        digits = f"{whole}" if whole == size else f"{whole}.{cents:02}"
        return Text(f"{sign}${digits}", _round(size, 2) == size)
    if _round(size, 0) < 10**6:
        return Text(f"{sign}${int(_round(size, 0)):,}", _round(size, 0) == size)
    number, suffix, _, exact = _scaled(size)
    return Text(f"{sign}${number}{suffix}", exact)


def count_text(value: Fraction) -> Text:
    """A number of things, not negative: 0.057, 2.33, 327.7, 3,000, 3.43 million."""
    if value >= 10**6 or _round(value, 0) >= 10**6:
        number, _, name, exact = _scaled(value)
        return Text(number + name, exact)
    if value >= 1000:
        return Text(f"{int(_round(value, 0)):,}", _round(value, 0) == value)
    places = 1 if value >= 10 else 2
    while 0 < value * 10 ** (places - 1) < 1 and places < 12:
        places += 1
    rounded = _round(value, places)
    return Text(_digits(rounded, places), rounded == value)


def _scaled(size: Fraction) -> tuple[str, str, str, bool]:
    """A number of a million or more in its scale: digits, both names, whether it is exact."""
    place = sum(size >= scale for scale, _, _ in _LARGE) - 1
    while True:
        scale, suffix, name = _LARGE[max(place, 0)]
        places = 1 if size / scale >= 10 else 2
        rounded = _round(size / scale, places)
        # 999.96 million is written 1bn, not 1,000M.
        if rounded < 1000 or scale == _LARGE[-1][0]:
            return _digits(rounded, places), suffix, name, rounded * scale == size
        place += 1


def _round(value: Fraction, places: int) -> Fraction:
    """Half up, of a number that is not negative."""
    scale = 10**places
    return Fraction(
        (2 * value.numerator * scale + value.denominator) // (2 * value.denominator), scale
    )


def _digits(value: Fraction, places: int) -> str:
    whole, rest = divmod(int(value * 10**places), 10**places)
    decimals = f"{rest:0{places}}".rstrip("0") if places else ""
    return f"{whole:,}" + (f".{decimals}" if decimals else "")


_PHRASES = {
    "whole": "{} in all",
    "per_year": "{} a year",
    "per_month": "{} a month",
    "best_month": "{} in the best month: a run rate is one month times twelve",
    "per_day": "{} a day",
    "per_person": "{} for every person alive",
    "household_incomes": "{} times the yearly income of a median US household",
    "note_weight": "{} tonnes of $100 notes",
    "note_height": "a stack of $100 notes {} km high",
    "nuclear_plants": "{} times the least that two nuclear reactors cost (Vogtle 3 and 4)",
}
_SMALLER = {"note_weight": (" tonnes", " kg"), "note_height": (" km", " m")}


def in_words(restated: Restated) -> str | None:
    """A restatement as a reader says it; "about" where the number is rounded, None if unknown."""
    measure, amount = restated.measure, restated.amount
    if amount is None:
        return None
    phrase = _PHRASES[measure]
    if measure == "per_person" and restated.ruler != WHOLE:
        phrase += ", each year"
    if measure in _SMALLER and 0 < amount < 1:
        phrase, amount = phrase.replace(*_SMALLER[measure]), amount * 1000
    if restated.unit in (USD_BN, USD):
        number = dollars_text(amount * BILLION if restated.unit == USD_BN else amount)
    else:
        number = count_text(amount)
    if number.text.startswith("<"):
        return phrase.format("less than " + number.text[1:])
    return phrase.format(number.text if number.exact else f"about {number.text}")


def glimpse(amount: float | None, years: Fraction | None, bases: Mapping[str, Base]) -> str | None:
    """One line on a large amount in USD billions: a day, for every person alive.

    `years` is the length of its period; a whole-term amount (None) has no day, and is told in
    $100 notes instead. None below one billion. The pages write the same in JavaScript.
    """
    if amount is None or abs(amount) < 1:
        return None
    dollars = Fraction(round(amount * BILLION))
    each = f"{dollars_text(a_person(dollars, bases)).text} for every person alive"
    day = a_day(dollars, years, bases)
    if day is None:
        weight = count_text(tonnes(abs(dollars), bases)).text
        return f"{each} \N{MIDDLE DOT} {weight} tonnes of $100 notes"
    return f"{dollars_text(day).text} a day \N{MIDDLE DOT} {each}"
