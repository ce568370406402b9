"""How numbers are written, everywhere: amounts, shares, intervals, multiples, counts and dates.

Terminal tables, pages, charts, notebooks, Markdown and sentences write their numbers by these
functions, so that a number has one form wherever it is read; the pages' amounts.js writes the same.

Rounding is half up on the first twelve digits, so that 0.1 + 0.2 reads as 0.3 does. A larger value
never reads as a smaller one, nothing but nothing reads as 0, and a part never reads as all. Amounts
are USD billions, unless the answer is `in_unit` of another file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from typing import Any, TypeGuard

USD_BN = "usd_bn"  # the unit of a data package
UNKNOWN = "?"
NOT_PUBLIC = "not public"

# The unit in which the answer that is being made is written.
_UNIT: ContextVar[str] = ContextVar("unit", default=USD_BN)

# Sums of floats differ in their last digits: they are read to twelve. Any float may be written,
# and 1e300 needs more digits than the usual context has.
_TWELVE = Context(prec=12, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)
_LEAST = Decimal("0.01")
# Closer to all than this is the noise of adding floats.
_NOISE = 1e-9


@contextmanager
def in_unit(unit: str) -> Iterator[None]:
    """Within it sentences write their amounts in this unit: bare where it is not USD billions.

    >>> with in_unit("as given"):
    ...     usd(17.2), usd_interval(0.0, 8.5), in_words()
    ('17.2', '0 to 8.5', 'amounts as given')
    """
    token = _UNIT.set(unit)
    try:
        yield
    finally:
        _UNIT.reset(token)


def in_usd() -> bool:
    """Whether the amounts of the answer that is being made are USD billions."""
    return _UNIT.get() == USD_BN


def in_words() -> str:
    """The unit of these amounts, as text says it."""
    return "USD billions" if in_usd() else f"amounts {_UNIT.get()}"


class Bare(float):
    """An amount in a unit that its file alone knows: nobody can say what is too small to write."""


def bare(value: Any) -> Any:
    """A float as `Bare`; in rows and lists every one of them, and anything else as it is.

    >>> number(Bare(5e-11)), number(Bare(0.00314)), number(Bare(-0.25)), number(Bare(0.0))
    ('5e-11', '0.00314', '-0.25', '0')
    """
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items()}
    if isinstance(value, list):
        return [bare(each) for each in value]
    return Bare(value) if isinstance(value, float) else value


def number(value: float | None, unknown: str = UNKNOWN) -> str:
    """An amount without its unit, for tables whose head names the unit.

    >>> number(0.73), number(8.5), number(139.04), number(1163.0), number(0.0), number(0.003)
    ('0.73', '8.5', '139', '1,160', '0', '<0.01')
    """
    if not _known(value):
        return unknown
    return _amount(value if in_usd() else Bare(value), "", "")


def given(value: float | None, unknown: str = UNKNOWN) -> str:
    """An amount in a unit that its file alone knows: as `number`, a small one in full."""
    return number(bare(value), unknown)


def usd(value: float | None, unknown: str = NOT_PUBLIC) -> str:
    """An amount in USD billions, for sentences; bare `in_unit` of another file.

    >>> usd(17.2), usd(2.0), usd(-8.5), usd(0.0), usd(-0.003), usd(None)
    ('$17.2bn', '$2.0bn', '-$8.5bn', '$0', '-<$0.01bn', 'not public')
    """
    if not in_usd():
        return given(value, unknown)
    return _amount(value, "$", "bn") if _known(value) else unknown


def interval(
    low: float | None, high: float | None, estimate: float | None = None, unknown: str = UNKNOWN
) -> str:
    """From the least to the most, the estimate in brackets; one number where the ends read alike.

    >>> interval(0.0, 8.5, 1.5), interval(0.0, 8.5), interval(2.0, 2.0, 2.0), interval(None, None)
    ('0 to 8.5 (1.5)', '0 to 8.5', '2.0', '?')
    """
    return _interval(number(low, unknown), number(high, unknown), estimate, number)


def usd_interval(
    low: float | None,
    high: float | None,
    estimate: float | None = None,
    unknown: str = NOT_PUBLIC,
) -> str:
    """The same in USD billions, for sentences.

    >>> usd_interval(0.0, 8.5, 1.5), usd_interval(2.0, 2.0, 2.0), usd_interval(2.01, 2.02)
    ('$0 to $8.5bn, estimate $1.5bn', 'exactly $2.0bn', 'about $2.0bn')
    """
    ends = usd(low, unknown), usd(high, unknown)
    if not _known(low) and not _known(high):
        return unknown
    if not _known(high):
        return f"{ends[0]} or more (the most is {unknown})"
    if ends[0] != ends[1]:
        written = f"{ends[0]} to {ends[1]}"
    elif math.isclose(low or 0.0, high or 0.0, rel_tol=_NOISE):
        written = f"exactly {ends[0]}"
    else:
        written = f"about {ends[0]}"
    # An estimate that reads like both ends says nothing more.
    middle = usd(estimate, unknown)
    more = _known(estimate) and {middle} != set(ends)
    return f"{written}, estimate {middle}" if more else written


def beside_public(
    interval_: tuple[float | None, float | None],
    public: tuple[float | None, float | None],
    estimate: float | None,
) -> str:
    """What stands behind an interval in a sentence: the one on what is public, and the estimate.

    >>> beside_public((0.0, 10.2), (0.0, 8.5), 1.5)
    '; on public amounts and balances $0 to $8.5bn, estimate $1.5bn'
    >>> beside_public((0.0, 8.5), (0.0, 8.5), 1.5), beside_public((0.0, 8.5), (None, None), None)
    (' (estimate $1.5bn)', '')
    """
    if not _known(estimate):
        return ""
    if usd_interval(*interval_) == usd_interval(*public):
        return f" (estimate {usd(estimate)})"
    return f"; on public amounts and balances {usd_interval(*public, estimate)}"


def most(high: float | None) -> float:
    """A high end to compare by: one that is not public is above all."""
    return math.inf if high is None else high


def sold(public: float, more: bool) -> str:
    """Sales of which some may have no public amount, for sentences.

    >>> sold(139.0, False), sold(139.0, True), sold(0.0, True)
    ('$139bn', '$139bn (and sales whose amount is not public)', 'sales whose amount is not public')
    """
    if not more:
        return usd(public)
    unsized = "sales whose amount is not public"
    return f"{usd(public)} (and {unsized})" if public > 0 else unsized


def size_of(public: float, more: bool) -> str:
    """What could complete a loop, for sentences; `more` where its smallest leg has an open amount.

    >>> size_of(22.4, False), size_of(22.4, True)
    ('$22.4bn', '$22.4bn (and an amount that is not public)')
    """
    return usd(public) + (" (and an amount that is not public)" if more else "")


def percent(share: float | None, unknown: str = UNKNOWN) -> str:
    """A share: whole percents from 10% up, one decimal below; never 100% unless it is all.

    >>> percent(0.06), percent(0.0612), percent(0.435), percent(0.0003), percent(0.9996)
    ('6%', '6.1%', '44%', 'under 0.1%', '99.9%')
    """
    return _hundredths(share, "%") if _known(share) else unknown


def percent_of(value: float | None, base: float | None, unknown: str = UNKNOWN) -> str:
    """`value` as a share of `base`; unknown where the base is unknown or not above zero."""
    if value is None or base is None or not base > 0:
        return unknown
    return percent(value / base, unknown)


def percent_interval(
    low: float | None, high: float | None, estimate: float | None = None, unknown: str = UNKNOWN
) -> str:
    """A share from the least to the most, the estimate in brackets.

    >>> percent_interval(0.0, 0.061, 0.011), percent_interval(0.5, 0.5, 0.5)
    ('0% to 6.1% (1.1%)', '50%')
    """
    return _interval(percent(low, unknown), percent(high, unknown), estimate, percent)


def cents(dollars: float | None, unknown: str = NOT_PUBLIC) -> str:
    """A part of a dollar in cents, with the digits of `percent`.

    >>> cents(0.06), cents(0.01), cents(0.004), cents(0.0), cents(1e-6)
    ('6 cents', '1 cent', '0.4 cents', '0 cents', 'under 0.1 cents')
    """
    if not _known(dollars):
        return unknown
    written = _hundredths(dollars, " cents")
    return written[:-1] if written in ("1 cents", "-1 cents") else written


def cent_range(low: float | None, high: float | None, unknown: str = NOT_PUBLIC) -> str:
    """From the least to the most of a dollar, as a picture says it; percent of another unit.

    >>> cent_range(0.0, 0.37), cent_range(0.01, 0.01), cent_range(0.0, None)
    ('0 to 37\N{CENT SIGN}', '1\N{CENT SIGN}', 'not public')
    """
    if not _known(low) or not _known(high):
        return unknown
    sign = "\N{CENT SIGN}" if in_usd() else "%"
    least, most_ = (_hundredths(end, "").strip() for end in (low, high))
    return f"{least}{sign}" if least == most_ else f"{least} to {most_}{sign}"


def times(value: float | None, unknown: str = UNKNOWN) -> str:
    """A multiple: two decimals below ten, then as an amount.

    >>> times(58.7), times(1.06), times(0.5), times(139.2), times(None)
    ('58.7x', '1.06x', '0.50x', '139x', '?')
    """
    if not _known(value):
        return unknown
    size = Decimal(10) if math.isinf(value) else _read(value)
    if size < _LEAST or size >= 10 or _round(size, 2) >= 10:
        return _amount(value, "", "") + "x"
    return f"{'-' if value < 0 else ''}{_round(size, 2):f}x"


def signed(value: float | None, write: Callable[[float], str] = number) -> str:
    """A change as `write` writes it, with its sign: +3.1, -0.3, 0."""
    if not _known(value):
        return UNKNOWN
    return f"+{write(value)}" if value > 0 else write(value)


def fixed(value: float | None, places: int, unknown: str = UNKNOWN) -> str:
    """A small part with so many decimals, for indices and for parts of one dollar.

    >>> fixed(0.05231, 4), fixed(0.0, 4), fixed(0.00002, 4)
    ('0.0523', '0', '<0.0001')
    """
    if not _known(value):
        return unknown
    if value == 0 or math.isinf(value):
        return _amount(value, "", "")
    least = Decimal(1).scaleb(-places)
    sign, size = "-" if value < 0 else "", _read(value)
    return f"{sign}<{least:f}" if size < least else f"{sign}{_round(size, places):,f}"


def stated(value: float | None, unknown: str = UNKNOWN) -> str:
    """A number as a source or a person stated it, up to nine digits: 13.07 and 13.1 are two.

    >>> stated(13.07), stated(900.0), stated(1163.25), stated(1e-7)
    ('13.07', '900', '1,163.25', '0.0000001')
    """
    if not _known(value):
        return unknown
    if math.isinf(value):
        return _amount(value, "", "")
    size = _read(value)
    digits = f"{_round(size, max(8 - size.adjusted(), 0)):,f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"-{digits}" if value < 0 else digits


def quantity(value: float | None, unit: str | None, unknown: str = UNKNOWN) -> str:
    """A value with the unit that its row names: 13.1, 46%, 900m, $22.20, 0.65x.

    Percents and counts in millions are written as stated; other units are amounts.
    """
    if not _known(value):
        return unknown
    if unit in ("pct", "count_m"):
        return f"{stated(value)}{'%' if unit == 'pct' else 'm'}"
    write = {"share": percent, "ratio": times, "usd": dollars}.get(unit or "", number)
    return write(value)


def dollars(value: float | None, unknown: str = NOT_PUBLIC) -> str:
    """US dollars: to the cent below a thousand; from a million on in scales, as amounts are.

    >>> dollars(2.114), dollars(60.0), dollars(15_342.0), dollars(47.12e6), dollars(17.2e9)
    ('$2.11', '$60', '$15,300', '$47.1M', '$17.2bn')
    """
    if not _known(value):
        return unknown
    if value == 0 or math.isinf(value):
        return usd(value)
    sign, size = "-" if value < 0 else "", _read(value)
    if size < _LEAST:
        return f"{sign}<${_LEAST}"
    if size < 1000 and _round(size, 2) < 1000:
        return f"{sign}${f'{_round(size, 2):f}'.removesuffix('.00')}"
    # 999,600 is written $1.0M, not $1,000,000; and 999.6 million as a billion is.
    if _rounded(size) < 10**6:
        return f"{sign}${_rounded(size):,f}"
    millions = _rounded(size.scaleb(-6))
    return f"{sign}${millions:f}M" if millions < 1000 else usd(value / 1e9)


def things(value: float | None, unknown: str = NOT_PUBLIC) -> str:
    """A measured number of things: 2.3, 328, 3,000, 3.4 million.

    >>> things(2.33), things(0.057), things(3000.0), things(3.43e6), things(999.6e6)
    ('2.3', '0.06', '3,000', '3.4 million', '1 billion')
    """
    if not _known(value):
        return unknown
    if math.isinf(value) or _read(value) < _LEAST or _rounded(_read(value)) < 10**6:
        return _bare(value)
    millions, billions = (_rounded(_read(value).scaleb(-power)) for power in (6, 9))
    if millions < 1000:
        return f"{_bare(value / 1e6)} million"
    return f"{_bare(value / 1e9)} billion" if billions < 1000 else f"{_bare(value / 1e12)} trillion"


def _bare(value: float) -> str:
    return number(value).removesuffix(".0")


def at_most(text: str, value: float | None, coverage: float) -> str:
    """`text`, as "≤58.7x" where the figures cover a part of the revenue that makes it smaller.

    >>> at_most("58.7x", 58.7, 0.38), at_most("58.7x", 58.7, 1.0), at_most("0", 0.0, 0.38)
    ('≤58.7x', '58.7x', '0')
    """
    bare = not value or coverage >= 1 or text.startswith("<")
    return text if bare else f"\N{LESS-THAN OR EQUAL TO}{text}"


def count(n: int) -> str:
    """A number of things: 1,234."""
    return f"{n:,}"


def day(when: str | int | date | None, unknown: str = NOT_PUBLIC) -> str:
    """A date in text: of ISO text, a day's ordinal or a date; a month or a year stays one.

    >>> day("2026-10-06"), day("2026-10"), day("2026"), day(date(2026, 10, 6).toordinal())
    ('6 October 2026', 'October 2026', '2026', '6 October 2026')

    Raises ValueError for text that is no date.
    """
    if when is None or when == "":
        return unknown
    if isinstance(when, str):
        length = len(when)
        exact = date.fromisoformat(when + "0001-01-01"[length:])
    else:
        length = len("2026-10-06")
        exact = when if isinstance(when, date) else date.fromordinal(when)
    # Not by strftime: its month names hang on the locale.
    parts = (str(exact.day), _MONTHS[exact.month - 1], str(exact.year))
    return " ".join(parts[{4: 2, 7: 1}.get(length, 0) :])


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and not math.isnan(value)


def _read(value: float) -> Decimal:
    """The size of a float without the noise of its last digits."""
    return _TWELVE.create_decimal(abs(value))


def _round(size: Decimal, places: int) -> Decimal:
    return _EXACT.quantize(size, Decimal(1).scaleb(-places))


def _amount(value: float, before: str, after: str) -> str:
    """At most three significant digits: two decimals below 1, one below 100, then none."""
    sign = "-" if value < 0 else ""
    if value == 0:
        return f"{before}0"
    if math.isinf(value):
        return f"{sign}infinite"
    size = _read(value)
    if size < _LEAST and isinstance(value, Bare):
        return f"{sign}{float(size):.3g}"
    if size < _LEAST:
        return f"{sign}<{before}{_LEAST}{after}"
    return f"{sign}{before}{_rounded(size):,f}{after}"


def _rounded(size: Decimal) -> Decimal:
    # What rounds up to the next bracket is written as that bracket is: 0.996 is 1.0.
    for places, end in ((2, 1), (1, 100), (0, 1000)):
        if size < end and (rounded := _round(size, places)) < end:
            return rounded
    return _round(_round(size, 2 - size.adjusted()), 0)


def _hundredths(share: float, after: str) -> str:
    """Hundredths, whole from 10 up, else with one decimal; 99.9 is the most that is not all."""
    sign, size = "-" if share < 0 else "", abs(share)
    if 0 < size < 0.001:
        return f"just below 0{after}" if sign else f"under 0.1{after}"
    if math.isinf(100 * size):
        return f"{sign}infinite"
    if abs(size - 1) < _NOISE:
        return f"{sign}100{after}"
    whole, tenth = (_round(_read(100 * size), places) for places in (0, 1))
    if size < 1 and whole == 100:
        whole = Decimal(min(max(math.floor(1000 * size), 995), 999)).scaleb(-1)
    return f"{sign}{f'{tenth:f}'.removesuffix('.0') if tenth < 10 else f'{whole:,f}'}{after}"


def _interval(
    low: str, high: str, estimate: float | None, write: Callable[[float | None], str]
) -> str:
    written = low if low == high else f"{low} to {high}"
    if not _known(estimate) or write(estimate) == written:
        return written
    return f"{written} ({write(estimate)})"
