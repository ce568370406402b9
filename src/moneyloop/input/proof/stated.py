"""Amounts as sources print them, read: "$38 billion", "EUR 1.7bn a year", "up to A$20-30 billion".

A grammar of our own, because a cell holds one amount in a dozen forms: a library for quantities
knows no "bn" beside "B" and no fee a month, and one for prices drops the unit and the range. What
the grammar does not know is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MOST, LEAST, ABOUT = "most", "least", "about"  # what a print says of its number
DAYS_OF = {"year": 365.25, "quarter": 365.25 / 4, "month": 365.25 / 12, "week": 7.0, "day": 1.0}
USD = "USD"
_NOISE = 1e-9

_SCALES = {
    **dict.fromkeys(("trillion", "trillions", "trn", "tn", "t"), 1e12),
    **dict.fromkeys(("billion", "billions", "bln", "bn", "b"), 1e9),
    **dict.fromkeys(("million", "millions", "mln", "mn", "mm", "m"), 1e6),
    **dict.fromkeys(("thousand", "thousands", "k"), 1e3),
}
_CURRENCIES = {
    **dict.fromkeys(
        ("us$", "us $", "usd", "$", "dollar", "dollars", "us dollar", "us dollars"), USD
    ),
    **dict.fromkeys(("a$", "au$", "aud"), "AUD"),
    **dict.fromkeys(("c$", "ca$", "cad"), "CAD"),
    **dict.fromkeys(("nt$", "twd"), "TWD"),
    **dict.fromkeys(("hk$", "hkd"), "HKD"),
    **dict.fromkeys(("s$", "sgd"), "SGD"),
    **dict.fromkeys(("\N{EURO SIGN}", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("\N{POUND SIGN}", "gbp", "pound", "pounds"), "GBP"),
    # The sign is of two currencies; yen are meant by far the most often.
    **dict.fromkeys(("\N{YEN SIGN}", "jpy", "yen"), "JPY"),
    **dict.fromkeys(("cny", "rmb", "yuan"), "CNY"),
    **dict.fromkeys(("\N{WON SIGN}", "krw", "won"), "KRW"),
    **dict.fromkeys(("\N{INDIAN RUPEE SIGN}", "inr", "rupees"), "INR"),
    **dict.fromkeys(("chf", "francs"), "CHF"),
    **{code.lower(): code for code in ("SEK", "NOK", "DKK", "AED", "SAR", "BRL", "ILS")},
}
_BOUNDS = {
    **dict.fromkeys(("up to", "as much as", "at most", "not more than", "a maximum of"), MOST),
    **dict.fromkeys(("at least", "more than", "over", "above", "in excess of", ">"), LEAST),
    **dict.fromkeys(("about", "approximately", "around", "roughly", "some", "circa", "~"), ABOUT),
    **dict.fromkeys(("nearly", "almost", "just under", "just over", "c."), ABOUT),
}


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DASHES = "-\N{EN DASH}\N{EM DASH}"
_NUMBER = r"\d+(?:[.,' ]\d+)*"
_AMOUNT = rf"""
    (?P<before{{n}}>{_either(_CURRENCIES)})?\s*
    (?P<number{{n}}>{_NUMBER})\s*-?
    (?P<scale{{n}}>(?:{_either(_SCALES)})\b)?\s*
    (?P<percent{{n}}>%|percent\b|per\ cent\b|pct\b)?\s*
    (?P<after{{n}}>(?:{_either(_CURRENCIES)})(?!\w))?\s*
"""
_FORM = re.compile(
    rf"""
    (?:(?P<bound>{_either(_BOUNDS)})\s*|(?P<between>between|from)\s+)?
    {_AMOUNT.replace("{n}", "1")}
    (?:(?:to|and|or|[{_DASHES}])\s*(?P<up_to>up\ to\s+)?{_AMOUNT.replace("{n}", "2")})?
    (?P<plus>\+|or\ more)?\s*
    (?:\(?in\ (?P<table>thousands|millions|billions)\)?)?\s*
    (?:(?:(?:a|per|each|every|/)\s*(?P<per>year|annum|yr|quarter|month|mo|week|day)
        |(?P<adverb>annually|yearly|annualized|annualised|quarterly|monthly|weekly|daily
            |p\.a\.?|pa))(?!\w)\.?)?\s*
    (?:over\ [\w-]+\ (?:years|months)|in\ (?:cash|total|all|stock))?
    """,
    re.VERBOSE,
)
_PERIODS = {
    **dict.fromkeys(("year", "annum", "yr", "p.a", "p.a.", "pa", "annually", "yearly"), "year"),
    **dict.fromkeys(("annualized", "annualised"), "year"),
    **dict.fromkeys(("quarter", "quarterly"), "quarter"),
    **dict.fromkeys(("month", "mo", "monthly"), "month"),
    **dict.fromkeys(("week", "weekly"), "week"),
    **dict.fromkeys(("day", "daily"), "day"),
}


@dataclass(frozen=True)
class Stated:
    """A printed amount: one number or a range, in units of one (dollars, people, percent).

    `step` is what its last printed digit counts, `scaled` says whether a word such as billion
    stands behind it, `per` is the time of a fee ("" = none), and `bound` one of MOST, LEAST, ABOUT
    and "". `currency` is an ISO code, "" where none is printed.
    """

    low: float
    high: float
    step: float
    scaled: bool
    currency: str = ""
    percent: bool = False
    per: str = ""
    bound: str = ""

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    def says(self, value: float, number: float | None) -> bool:
        """Whether a number is this one of the printed values, within the rounding of the print."""
        if number is None:
            return False
        below = above = self.step / 2
        # "About" and "more than" leave the last digit open, to both sides or upwards.
        if self.bound == ABOUT:
            below = above = _last_digit(value)
        elif self.bound == LEAST:
            below, above = 0.0, _last_digit(value)
        noise = _NOISE * max(abs(value), self.step)
        return value - below - noise <= number <= value + above + noise


@lru_cache(maxsize=4096)
def read(text: str) -> Stated | None:
    """The amount that a source prints, None where the text is none in any form that is known.

    >>> read("$1.25 billion a month")
    Stated(low=1250000000.0, high=1250000000.0, step=10000000.0, scaled=True, currency='USD', \
percent=False, per='month', bound='')
    >>> read("a lot")
    """
    plain = re.sub(r"\s+", " ", text.strip().casefold()).replace("u.s. ", "us ")
    match = _FORM.fullmatch(plain.replace("u.s.$", "us$"))
    if match is None or (match["between"] and not match["number2"]):
        return None
    numbers = [_number(match[f"number{n}"]) for n in (1, 2) if match[f"number{n}"]]
    # "$20 to 30 billion": the word behind the last number is of both.
    words = [match[f"scale{n}"] or match["table"] or match["scale2"] for n in (1, 2)]
    scales = [_SCALES.get(word or "", 1.0) for word in words]
    values = [value * scale for (value, _), scale in zip(numbers, scales, strict=False)]
    steps = [step * scale for (_, step), scale in zip(numbers, scales, strict=False)]
    marks = [match[f"{side}{n}"] for n in (1, 2) for side in ("before", "after")]
    currencies = {_CURRENCIES[mark] for mark in marks if mark}
    if len(currencies) > 1 or values != sorted(values):
        return None
    bound = LEAST if match["plus"] else _BOUNDS.get(match["bound"] or "", "")
    return Stated(
        low=values[0],
        high=values[-1],
        step=max(steps),
        scaled=bool(words[0]),
        currency=next(iter(currencies), ""),
        percent=bool(match["percent1"] or match["percent2"]),
        per=_PERIODS.get(match["per"] or match["adverb"] or "", ""),
        bound=bound,
    )


def _number(text: str) -> tuple[float, float]:
    """The number, and what its last digit counts; the last mark is decimal unless it groups."""
    marks = [character for character in text if not character.isdigit()]
    last = text[max((text.rfind(mark) for mark in marks), default=len(text)) + 1 :]
    groups = not marks or (len(last) == 3 and marks[-1] != "." and len(set(marks)) == 1)
    if len(marks) > 1 and len(set(marks)) == 1:
        groups = True
    digits = re.sub(r"\D", "", text)
    places = 0 if groups else len(last)
    return float(digits) / 10**places, 10.0**-places


def _last_digit(value: float) -> float:
    """What the last digit that is not zero counts: 10 of 250, 100 of 300."""
    mantissa, _, exponent = f"{value:.11e}".partition("e")
    return float(10.0 ** (int(exponent) - len(mantissa.rstrip("0").partition(".")[2])))
