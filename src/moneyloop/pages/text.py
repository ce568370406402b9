"""What the pages say of large amounts, and how links and long names are written in them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from moneyloop.books.translation import years_of
from moneyloop.books.wording import glimpse
from moneyloop.input.bases import Base, bases
from moneyloop.words.amounts import in_usd

# Names that every JavaScript object already has. The drawing library keeps parties and deals in
# plain objects by name, so a party called `constructor` would be taken for something else.
_TAKEN = frozenset(
    (
        *("__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf", "__defineGetter__", "__defineSetter__"),
        *("__lookupGetter__", "__lookupSetter__"),
    )
)


def worth(amount: float | None, period: str | None = None) -> str | None:
    """A large amount in USD billions in other words, or None: a day, for every person alive.

    Money without a period is over a whole term; no words for money that is not in USD. worth.js
    writes the same.

    >>> worth(17.2, "2025"), worth(0.5, "2025")
    ('$47.1M a day \xb7 $2.11 for every person alive', None)
    """
    return glimpse(amount, years_of(period), bases()) if in_usd() else None


def worth_a_year(amount: float | None) -> str | None:
    """The same of an amount a year, whatever year it is."""
    return glimpse(amount, 1.0, bases())


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
