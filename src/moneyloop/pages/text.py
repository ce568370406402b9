"""How amounts, shares, links and long names are written in the pages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

from moneyloop.books.translation import years_of
from moneyloop.books.wording import glimpse
from moneyloop.input.bases import Base, bases

UNKNOWN = "unknown"
_SMALLEST = Decimal("0.01")

# Names that every JavaScript object already has. The drawing library keeps parties and deals in
# plain objects by name, so a party called `constructor` would be taken for something else.
_TAKEN = frozenset(
    (
        *("__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf", "__defineGetter__", "__defineSetter__"),
        *("__lookupGetter__", "__lookupSetter__"),
    )
)


def usd(amount: float | None) -> str:
    """An amount in USD billions as text: `$17.2bn`; unknown stays a word, never 0.

    >>> usd(17.2), usd(1163.0), usd(0.35), usd(0.0), usd(None)
    ('$17.2bn', '$1,163bn', '$0.35bn', '$0bn', 'unknown')
    """
    return UNKNOWN if amount is None else _signed(amount, "$", "bn")


def number(amount: float | None) -> str:
    """An amount without its unit, for tables whose head names the unit."""
    return UNKNOWN if amount is None else _signed(amount, "", "")


def cents(dollars: float | None) -> str:
    """A part of a dollar in cents: `6 cents`, `0.19 cents`, `<0.01 cents`; None is unknown.

    >>> cents(0.06), cents(0.0019), cents(0.01), cents(0.0), cents(1e-6)
    ('6 cents', '0.19 cents', '1 cent', '0 cents', '<0.01 cents')
    """
    if dollars is None:
        return UNKNOWN
    amount = number(100 * dollars)
    return f"{amount} cent" if amount == "1" else f"{amount} cents"


def times(count: float) -> str:
    """How many times, with two decimals: `1.06`."""
    return f"{count:.2f}"


def _signed(amount: float, before: str, after: str) -> str:
    exact = Decimal(abs(amount))
    minus = "\N{MINUS SIGN}" if amount < 0 else ""
    if 0 < exact < _SMALLEST / 2:
        return f"<{minus}{before}{_SMALLEST}{after}"
    places = 1 if exact >= 10 else 2
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits = f"{rounded:,f}"
    return f"{minus}{before}{digits.rstrip('0').rstrip('.')}{after}"


def percent(share: float | None) -> str:
    """A share as text, with one decimal below ten percent: `5.8%`, `43%`."""
    if share is None:
        return UNKNOWN
    exact = Decimal(abs(share) * 100)
    places = Decimal("0.1") if exact < 10 else Decimal(1)
    rounded = exact.quantize(places, rounding=ROUND_HALF_UP)
    if rounded == 0 and exact > 0:
        return "<0.1%"
    minus = "\N{MINUS SIGN}" if share < 0 else ""
    digits = f"{rounded:,f}"
    return f"{minus}{digits.removesuffix('.0')}%"


def worth(amount: float | None, period: str | None = None) -> str | None:
    """A large amount in USD billions in other words, or None: a day, for every person alive.

    Money without a period is over a whole term. worth.js writes the same.

    >>> worth(17.2, "2025"), worth(0.5, "2025")
    ('$47.1M a day \xb7 $2.11 for every person alive', None)
    """
    return _line(amount, years_of(period))


def worth_a_year(amount: float | None) -> str | None:
    """The same of an amount a year, whatever year it is."""
    return _line(amount, Fraction(1))


def _line(amount: float | None, years: Fraction | None) -> str | None:
    line = glimpse(amount, years, bases())
    return line.replace("-", "\N{MINUS SIGN}") if line else None


def worth_bases() -> list[Base]:
    """The bases that the pages restate amounts by."""
    return [bases()[name] for name in ("population", "year-days", "note-weight")]


def safe_url(url: str | None) -> str | None:
    """The address if it is a plain web link, else None: no other scheme becomes a link."""
    if not url or url.strip() != url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def shorten(name: str, length: int = 30) -> str:
    """A name that fits beside its mark on the map."""
    return name if len(name) <= length else name[: length - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def harmless(value: Any) -> Any:
    """The same data, with an invisible mark before each text that scripts would take for theirs.

    A carriage return becomes a line end or a sign: browsers read it as a line end in HTML and not
    in JSON, so that an id would not be the same in both.
    """
    if isinstance(value, dict):
        return {harmless(key): harmless(item) for key, item in value.items()}
    if isinstance(value, list):
        return [harmless(item) for item in value]
    if not isinstance(value, str):
        return value
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\N{SYMBOL FOR CARRIAGE RETURN}")
    return f"\N{ZERO WIDTH SPACE}{value}" if value in _TAKEN else value
