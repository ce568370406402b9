"""Translate: an amount too big to feel, restated as one that a reader can picture.

Arithmetic is exact, in fractions, from the stated text to the end; a number is rounded once, where
it is written. The bases are rows of bases.csv, each with its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from moneyloop.analysis.stated import MONTHS_IN_YEAR, RUN_RATE, Stated
from moneyloop.model import USD_BN
from moneyloop.rows.bases import Base

BILLION = 10**9
NOTE = 100  # US dollars, the face value of the largest note in print
_GRAMS_IN_TONNE = 10**6
_MM_IN_INCH = Fraction("25.4")  # exact by definition
_MM_IN_KM = 10**6
_SPAN = re.compile(r"(\d{4})(?:-(?:Q[1-4]|(\d{2})(?:-(\d{2}))?))?")

WHOLE, YEAR = "whole amount", "one year"
RATE_YEAR = "one year at the run rate"


class Restated(NamedTuple):
    """One restatement: `amount` in `unit` (None is unknown), of what, and by which base."""

    measure: str
    amount: Fraction | None
    unit: str
    ruler: str
    base: str | None = None


def years_in(unit: str, bases: Mapping[str, Base]) -> Fraction:
    """The length of a unit of time in years; a week and a day by the days in a year."""
    days = bases["year-days"].amount
    lengths = {"year": Fraction(1), "quarter": Fraction(1, 4), "month": Fraction(1, MONTHS_IN_YEAR)}
    return {**lengths, "week": 7 / days, "day": 1 / days}[unit]


def translate(stated: Stated, bases: Mapping[str, Base]) -> list[Restated]:
    """The restatements of an amount: whole, per year, month and day, per person, and in things.

    Money is in USD billions, per person in US dollars. Without a stated time per year, month and
    day are None; of a rate without an end the whole is None. Per person and things are of the
    whole amount where there is one, else of one year; per person of a term is of both. Things
    (household incomes, $100 notes, nuclear plants) take the size of a loss.
    """
    whole, year = _whole_and_year(stated, bases)
    run_rate = stated.per == RUN_RATE
    a_year = RATE_YEAR if run_rate else YEAR
    rows = [Restated("whole", _over(whole, BILLION), USD_BN, WHOLE)]
    rows.append(Restated("per_year", _over(year, BILLION), USD_BN, a_year))
    month = "best_month" if run_rate else "per_month"
    rows.append(Restated(month, _over(year, BILLION * MONTHS_IN_YEAR), USD_BN, "one month"))
    day = _over(None if year is None else a_day(year, Fraction(1), bases), BILLION)
    a_day_of = "one day at the run rate" if run_rate else "one day"
    rows.append(Restated("per_day", day, USD_BN, a_day_of, "year-days"))
    for dollars, ruler in ((whole, WHOLE), (year, a_year)):
        if dollars is not None:
            each = a_person(dollars, bases)
            rows.append(Restated("per_person", each, "usd", ruler, "population"))
    of, ruler = (year, a_year) if whole is None else (whole, WHOLE)
    assert of is not None
    return rows + [
        Restated(measure, amount, unit, ruler, base)
        for measure, amount, unit, base in _things(abs(of), bases)
    ]


def _whole_and_year(
    stated: Stated, bases: Mapping[str, Base]
) -> tuple[Fraction | None, Fraction | None]:
    """US dollars in all and in a year, None where what is stated does not say."""
    term = None
    if stated.length is not None and stated.unit is not None:
        term = stated.length * years_in(stated.unit, bases)
    if stated.per is None:
        return stated.amount, None if term is None else stated.amount / term
    unit = "year" if stated.per == RUN_RATE else stated.per
    year = stated.amount / years_in(unit, bases)
    return None if term is None else year * term, year


def _things(dollars: Fraction, bases: Mapping[str, Base]) -> list[tuple[str, Fraction, str, str]]:
    notes = dollars / NOTE
    thickness = bases["note-thickness"].amount * _MM_IN_INCH
    return [
        (
            "household_incomes",
            dollars / bases["household-income"].amount,
            "incomes",
            "household-income",
        ),
        ("note_weight", tonnes(dollars, bases), "tonnes", "note-weight"),
        ("note_height", notes * thickness / _MM_IN_KM, "km", "note-thickness"),
        (
            "nuclear_plants",
            dollars / (bases["nuclear-plant"].amount * BILLION),
            "plants",
            "nuclear-plant",
        ),
    ]


def tonnes(dollars: Fraction, bases: Mapping[str, Base]) -> Fraction:
    """The weight of an amount in $100 notes."""
    return dollars / NOTE * bases["note-weight"].amount / _GRAMS_IN_TONNE


def a_person(dollars: Fraction, bases: Mapping[str, Base]) -> Fraction:
    """An amount for every person alive."""
    return dollars / bases["population"].amount


def a_day(dollars: Fraction, years: Fraction | None, bases: Mapping[str, Base]) -> Fraction | None:
    """An amount over some years, for each day of them; None where the time is not known."""
    return None if years is None else dollars / years / bases["year-days"].amount


def _over(amount: Fraction | None, parts: Fraction | int) -> Fraction | None:
    return None if amount is None else amount / parts


# --- Writing -------------------------------------------------------------------------------


class Text(NamedTuple):
    """A number as it is written, and whether that is exactly what it is."""

    text: str
    exact: bool


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
    if restated.unit in (USD_BN, "usd"):
        number = dollars_text(amount * BILLION if restated.unit == USD_BN else amount)
    else:
        number = count_text(amount)
    if number.text.startswith("<"):
        return phrase.format("less than " + number.text[1:])
    return phrase.format(number.text if number.exact else f"about {number.text}")


def years_of(period: str | None) -> Fraction | None:
    """The length in years of a period as it is written: 2025, 2025-Q3, 2025-07, 2024..2026.

    None for what is no period of whole years, quarters or months.
    """
    first, dots, last = (period or "").partition("..")
    start = _SPAN.fullmatch(first)
    end = _SPAN.fullmatch(last) if dots else start
    if start is None or end is None or start[3] or end[3]:
        return None
    if not dots:
        months = 1 if start[2] else 3 if "Q" in first else 12
        return Fraction(months, MONTHS_IN_YEAR)
    if len(first) > 4 or len(last) > 4:
        return None
    return Fraction(int(last) - int(first) + 1)


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
