"""Amounts as people say them: "300bn over 5y", "74bn a year", "30bn run rate".

What is said is kept in US dollars; nothing is rounded and nothing assumed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from moneyloop.model import ChoiceError

RUN_RATE = "run rate"
LONGEST_TEXT = 200  # characters
LARGEST = 10**18  # US dollars
LONGEST_TERM = 1000  # years
MONTHS_IN_YEAR = 12

_SCALES = (
    (10**3, ("k", "thousand")),
    (10**6, ("m", "mn", "mln", "million", "millions")),
    (10**9, ("b", "bn", "bln", "billion", "billions")),
    (10**12, ("t", "tn", "trn", "trillion", "trillions")),
)
_SCALE = {word: size for size, words in _SCALES for word in words}
_NAMES = ((12, "tn"), (9, "bn"), (6, "M"))
_UNIT_WORDS = {
    "year": ("years", "year", "yrs", "yr", "y", "annum"),
    "quarter": ("quarters", "quarter", "q"),
    "month": ("months", "month", "mos", "mo", "m"),
    "week": ("weeks", "week", "w"),
    "day": ("days", "day", "d"),
}
_UNIT = {word: unit for unit, words in _UNIT_WORDS.items() for word in words}
_ADVERBS = {
    "annually": "year",
    "yearly": "year",
    "quarterly": "quarter",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
}
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_OTHER_MONEY = (
    *("eur", "euro", "euros", "gbp", "pound", "pounds", "sterling", "jpy", "yen", "cny", "rmb"),
    *("yuan", "renminbi", "chf", "franc", "francs", "inr", "rupee", "rupees", "krw", "won", "twd"),
    *("cad", "aud", "nzd", "hkd", "sgd", "sek", "nok", "dkk", "brl"),
)


def _any(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first, that is not the head of a longer one."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![a-z])"


_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+")
_AMOUNT = re.compile(
    rf"(?P<minus>-?) ?(?:us ?\$|\$|usd)? ?(?P<late>-?)(?P<number>[0-9.,]*[0-9]) ?"
    rf"(?P<scale>{_any(_SCALE)})? ?(?:(?:us ?\$|\$|usd|us dollars?|dollars?)(?![a-z]))?"
)
_TIME = re.compile(
    rf" ?(?:(?P<run>(?:(?:annual|annuali[sz]ed|revenue) )*run[ -]?rate)"
    rf"|(?:(?:(?:a|an|per|each|every) |/ ?)(?P<per>{_any(_UNIT)})|(?P<adverb>{_any(_ADVERBS)})))?"
    rf" ?(?:(?:over|for) (?:(?P<length>[0-9.,]*[0-9]) ?|(?P<count>{_any(_COUNTS)}) )"
    rf"(?P<unit>{_any(_UNIT)}))?"
)
_FOREIGN = re.compile(rf"(?<![a-z]){_any(_OTHER_MONEY)}|(?<![a-z])(?!us\$)[a-z]+\$")
_FORMS = '"300bn over 5y", "74bn a year", "2.5bn a month", "30bn run rate" or "17.2bn"'


@dataclass(frozen=True)
class Stated:
    """An amount of US dollars and the time that it is for, as it was stated.

    amount   US dollars; negative is a loss
    per      the unit of a rate (year, quarter, month, week, day) or RUN_RATE; None of a whole
    length   how many `unit` it goes on for; None where no dates is stated
    """

    amount: float
    per: str | None = None
    length: float | None = None
    unit: str | None = None

    def __str__(self) -> str:
        sign = "-" if self.amount < 0 else ""
        size = abs(self.amount)
        power, scale = next(((p, name) for p, name in _NAMES if size >= 10**p), (0, ""))
        text = f"{sign}${_in_full(size, power)}{scale}"
        if self.per == RUN_RATE:
            text += f" {RUN_RATE}"
        elif self.per is not None:
            text += f" a {self.per}"
        if self.length is not None:
            text += f" over {_in_full(self.length)} {self.unit}{'' if self.length == 1 else 's'}"
        return text


def parse(text: str) -> Stated:
    """What a reader states: an amount of US dollars, as a whole, over a term, or as a rate.

    Amounts have a scale (k, M, bn, tn or the word) or none, commas between thousands, and may
    begin with $ or USD. Raises ChoiceError for another currency, because no exchange rate is
    assumed, and for whatever else is not understood, saying what to write.
    """
    if len(text) > LONGEST_TEXT:
        raise ChoiceError(
            f"an amount is written in at most {LONGEST_TEXT} characters, not {len(text)}"
        )
    plain = " ".join(text.replace("\N{MINUS SIGN}", "-").casefold().split())
    if any(unicodedata.category(char) == "Sc" and char != "$" for char in plain) or (
        _FOREIGN.search(plain)
    ):
        raise ChoiceError(
            f"{text!r} is not in US dollars, and no exchange rate is assumed: state it in dollars"
        )
    match = _AMOUNT.match(plain)
    if match is None or (match["minus"] and match["late"]):
        raise ChoiceError(f"{text!r} does not begin with an amount: write {_FORMS}")
    amount = float(_number(match["number"]) * _SCALE.get(match["scale"] or "", 1))
    if amount > LARGEST:
        raise ChoiceError(f"{text!r}: amounts up to $1,000,000tn are read")
    amount = -amount if match["minus"] or match["late"] else amount
    time = _TIME.fullmatch(plain, match.end())
    if time is None:
        raise ChoiceError(
            f"{plain[match.end() :].strip()!r} after the amount is not understood: write {_FORMS}"
        )
    per = _UNIT.get(time["per"] or "") or _ADVERBS.get(time["adverb"] or "")
    per = RUN_RATE if time["run"] else per
    if time["unit"] is None:
        return Stated(amount, per)
    if per == RUN_RATE:
        raise ChoiceError(f"{text!r}: a run rate is one month times twelve and has no dates")
    length = float(_number(time["length"]) if time["length"] else _COUNTS[time["count"]])
    unit = _UNIT[time["unit"]]
    if not 0 < length <= LONGEST_TERM:
        raise ChoiceError(f"{text!r}: a term is more than 0 and at most {LONGEST_TERM} {unit}s")
    return Stated(amount, per, length, unit)


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ChoiceError(
            f"{text!r} is not a number: commas stand between thousands, a point before decimals, "
            "as in 1,163.5"
        )
    return Decimal(text.replace(",", ""))


def _in_full(value: float, power: int = 0) -> str:
    """Every digit that was stated, in units of a power of ten: 300, 1.4, 15,342."""
    return f"{Decimal(repr(value)).scaleb(-power).normalize():,f}"
