"""Restated amounts as a reader says them: rounded once, and said to be where they are."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from moneyloop.books.translation import BILLION, WHOLE, Restated, a_day, a_person, tonnes
from moneyloop.input.bases import Base
from moneyloop.model import USD, USD_BN
from moneyloop.words.amounts import dollars, things

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


_NUMBER = re.compile(r"-?\$?([0-9.,]+)(M|bn| million| billion| trillion)?")
_SCALE = {None: 1.0, "M": 1e6, "bn": 1e9, " million": 1e6, " billion": 1e9, " trillion": 1e12}


def in_words(restated: Restated) -> str | None:
    """A restatement as a reader says it; "about" where the number is rounded, None if unknown."""
    measure, amount = restated.measure, restated.amount
    if amount is None:
        return None
    phrase = _PHRASES[measure]
    if measure == "per_person" and restated.of != WHOLE:
        phrase += ", each year"
    if measure in _SMALLER and 0 < amount < 1:
        phrase, amount = phrase.replace(*_SMALLER[measure]), amount * 1000
    if restated.unit in (USD_BN, USD):
        amount = amount * BILLION if restated.unit == USD_BN else amount
        text = dollars(amount)
    else:
        text = things(amount)
    if "<" in text:
        return phrase.format("less than " + text.replace("<", ""))
    return phrase.format(text if _says_all(text, amount) else f"about {text}")


def _says_all(text: str, value: float) -> bool:
    """Whether the number that is written is the value, not rounded."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return False
    written = float(match[1].replace(",", "")) * _SCALE[match[2]]
    return math.isclose(written, abs(value), rel_tol=1e-12)


def glimpse(amount: float | None, years: float | None, bases: Mapping[str, Base]) -> str | None:
    """One line on a large amount in USD billions: a day, for every person alive.

    `years` is the length of its period; a whole-term amount (None) has no day, and is told in
    $100 notes instead. None below one billion. The pages write the same in JavaScript.
    """
    if amount is None or abs(amount) < 1:
        return None
    total = amount * BILLION
    each = f"{dollars(a_person(total, bases))} for every person alive"
    day = a_day(total, years, bases)
    if day is None:
        return f"{each} \N{MIDDLE DOT} {things(tonnes(abs(total), bases))} tonnes of $100 notes"
    return f"{dollars(day)} a day \N{MIDDLE DOT} {each}"
