"""Translate: a large amount, restated in amounts that a reader can picture.

A number is rounded once, where it is written (wording.py). The bases are rows of bases.csv, each
with its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from moneyloop.books.stated import MONTHS_IN_YEAR, RUN_RATE, Stated
from moneyloop.input.bases import Base
from moneyloop.model import USD, USD_BN

BILLION = 10**9
NOTE = 100  # US dollars, the face value of the largest note in print
_GRAMS_IN_TONNE = 10**6
_MM_IN_INCH = 25.4  # exact by definition
_MM_IN_KM = 10**6
_PART = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")

WHOLE, YEAR = "whole amount", "one year"
RATE_YEAR = "one year at the run rate"


class Restated(NamedTuple):
    """One restatement: `amount` in `unit` (None is unknown), of what, and by which base."""

    measure: str
    amount: float | None
    unit: str
    of: str
    base: str | None = None


def years_in(unit: str, bases: Mapping[str, Base]) -> float:
    """The length of a unit of time in years; a week and a day by the days in a year."""
    days = bases["year-days"].amount
    in_a_year = {"year": 1, "quarter": 4, "month": MONTHS_IN_YEAR, "week": days / 7, "day": days}
    return 1 / in_a_year[unit]


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
    day = _over(None if year is None else a_day(year, 1.0, bases), BILLION)
    a_day_of = "one day at the run rate" if run_rate else "one day"
    rows.append(Restated("per_day", day, USD_BN, a_day_of, "year-days"))
    for dollars, of in ((whole, WHOLE), (year, a_year)):
        if dollars is not None:
            each = a_person(dollars, bases)
            rows.append(Restated("per_person", each, USD, of, "population"))
    dollars, of = (year, a_year) if whole is None else (whole, WHOLE)
    assert dollars is not None
    return rows + [
        Restated(measure, amount, unit, of, base)
        for measure, amount, unit, base in _things(abs(dollars), bases)
    ]


def _whole_and_year(stated: Stated, bases: Mapping[str, Base]) -> tuple[float | None, float | None]:
    """US dollars in all and in a year, None where what is stated does not say."""
    term = None
    if stated.length is not None and stated.unit is not None:
        term = stated.length * years_in(stated.unit, bases)
    if stated.per is None:
        return stated.amount, None if term is None else stated.amount / term
    unit = "year" if stated.per == RUN_RATE else stated.per
    year = stated.amount / years_in(unit, bases)
    return None if term is None else year * term, year


def _things(dollars: float, bases: Mapping[str, Base]) -> list[tuple[str, float, str, str]]:
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


def tonnes(dollars: float, bases: Mapping[str, Base]) -> float:
    """The weight of an amount in $100 notes."""
    return dollars / NOTE * bases["note-weight"].amount / _GRAMS_IN_TONNE


def a_person(dollars: float, bases: Mapping[str, Base]) -> float:
    """An amount for every person alive."""
    return dollars / bases["population"].amount


def a_day(dollars: float, years: float | None, bases: Mapping[str, Base]) -> float | None:
    """An amount over some years, for each day of them; None where the time is not known."""
    return None if years is None else dollars / years / bases["year-days"].amount


def _over(amount: float | None, parts: float) -> float | None:
    return None if amount is None else amount / parts


def years_of(period: str | None) -> float | None:
    """The length in years of a period as it is written: 2025, 2025-Q3, 2025-07, 2024-07..2026-06.

    None for what is no period of whole years, quarters or months, or of ends of two kinds.
    """
    first, dots, last = (period or "").partition("..")
    start, end = _months(first), _months(last if dots else first)
    if start is None or end is None or len(start) != len(end) or start[0] > end[0]:
        return None
    return (end[-1] + 1 - start[0]) / MONTHS_IN_YEAR


def _months(part: str) -> range | None:
    """The months of a calendar year, quarter or month, counted from the year 0."""
    match = _PART.fullmatch(part)
    if match is None:
        return None
    year = MONTHS_IN_YEAR * int(match[1])
    if match[2]:
        return range(year + 3 * int(match[2]) - 3, year + 3 * int(match[2]))
    if match[3]:
        return range(year + int(match[3]) - 1, year + int(match[3]))
    return range(year, year + MONTHS_IN_YEAR)
