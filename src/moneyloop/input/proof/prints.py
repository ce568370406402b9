"""Whether a row has the amount that its source prints: `as_stated` beside the amount, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from moneyloop.input.proof import stated
from moneyloop.input.proof.about import about
from moneyloop.input.proof.stated import Stated
from moneyloop.input.table import Row, Table
from moneyloop.model import USD_BN, Problem
from moneyloop.words import amounts

RULE, UNREAD, CURRENCY, FEE = "as-stated", "as-stated-unread", "as-stated-currency", "as-stated-fee"

_ONE = {USD_BN: 1e9, "count_m": 1e6, "pct": 1.0}  # what a row's amount of 1 is
_LEAST = {USD_BN: 1e5, "count_m": 1e3, "pct": 0.0}  # what is printed in full is more than that
_NOISE = 1e-9
# US dollars for one unit of a currency: no rate of the years since 2015 lies outside.
_RATES = {
    "EUR": (0.95, 1.35),
    "GBP": (1.05, 1.6),
    "CHF": (0.95, 1.4),
    "AUD": (0.55, 0.85),
    "CAD": (0.67, 0.87),
    "SGD": (0.67, 0.85),
    "HKD": (0.125, 0.131),
    "TWD": (0.029, 0.038),
    "CNY": (0.13, 0.165),
    "JPY": (0.006, 0.0101),
    "KRW": (0.00062, 0.00098),
    "INR": (0.0105, 0.0165),
}
_CONVERTED = re.compile(
    r"convert|exchange rate|at about \$|\bUSD\b|to the (euro|pound|dollar)", re.I
)


def deals(table: Table) -> Iterator[Problem]:
    """Deals whose amount and "up to" are not what the source prints."""
    for row in table.rows:
        if text := row.text.get("as_stated", ""):
            amount, high = (row.numbers.get(f"amount{end}_usd_bn") for end in ("", "_high"))
            term = _term(row)
            yield from _problems(table, row, text, USD_BN, (amount, high), term)


def figures(table: Table) -> Iterator[Problem]:
    """Figures whose amount is not what the source prints; a run rate is what a year comes to."""
    for row in table.rows:
        text, unit = row.text.get("as_stated", ""), row.text.get("unit", "")
        if text and unit in _ONE:
            a_year = row.text.get("metric") == "run_rate"
            term = stated.DAYS_OF["year"] if a_year else _term(row)
            yield from _problems(table, row, text, unit, (row.numbers.get("amount"), None), term)


def _term(row: Row) -> float | None:
    """The days of a row with a first and a last day."""
    if not {"start", "end"} <= row.days.keys():
        return None
    return row.days["end"][1] - row.days["start"][0] + 1.0


def _problems(
    table: Table,
    row: Row,
    text: str,
    unit: str,
    ends: tuple[float | None, float | None],
    term: float | None,
) -> Iterator[Problem]:
    name = about(table, row)
    printed = stated.read(text)
    amount, high = ends
    bare = printed is not None and not printed.scaled and printed.high < _LEAST[unit]
    if printed is None or bare:
        why = "has no unit such as billion" if bare else "is not read as an amount"
        message = f"{name}: {text!r} {why}"
        hint = "write number and unit only: $38 billion, EUR 3 billion, $1.25 billion a month"
        yield table.warning(row, "as_stated", UNREAD, message, hint)
    elif amount is None and high is None:
        message = f"{name}: the source prints {text}, and the row has no amount"
        yield table.warning(row, "as_stated", RULE, message, "write the amount, or say why not")
    elif printed.percent != (unit == "pct"):
        message = f"{name}: the source prints {text}, and the row is in {unit}"
        yield table.warning(row, "as_stated", RULE, message, "a share and an amount are two things")
    elif unit == USD_BN and printed.currency not in ("", stated.USD):
        yield from _converted(table, row, text, printed, amount if amount else high)
    elif printed.per:
        yield from _fee(table, row, text, printed, ends, term, unit)
    elif why := _differs(row, printed, amount, high, _ONE[unit]):
        message = f"{name}: the source prints {text}, {why}"
        hint = _nearest(printed, ends, _ONE[unit])
        yield table.warning(row, "as_stated", RULE, message, hint)


def _differs(
    row: Row, printed: Stated, amount: float | None, high: float | None, one: float
) -> str:
    """What of the row is not as printed, "" where all is."""
    top = amount if high is None else high
    low_is, high_is = (
        _is(printed, value, number, one)
        for value, number in ((printed.low, amount), (printed.high, top))
    )
    unsigned = amount in (None, 0.0)
    if printed.is_range:
        if not (low_is or unsigned):
            return f"and the row begins at {_number(amount)}"
        return "" if high_is else f"and the row's upper value is {_number(top)}"
    if printed.bound == stated.MOST:
        if high_is and (high is not None or row.text.get("status") == "paid" or unsigned):
            return ""
        if high_is or _is(printed, printed.high, amount, one):
            return "and the row has it as a fixed amount"
        return f"and the row's upper value is {_number(top)}"
    # One number may be what is firm, or the most where less is.
    return (
        ""
        if low_is or high_is
        else f"and the row has {_number(amount)}" + (f" to {_number(top)}" if top != amount else "")
    )


def _is(printed: Stated, value: float, number: float | None, one: float) -> bool:
    """Whether a number of the row is this printed one, within the rounding of the print."""
    if number is None:
        return False
    below = above = printed.step / 2
    # "About" and "more than" leave the last digit open, to both sides or upwards.
    if printed.bound == stated.ABOUT:
        below = above = _last_digit(value)
    elif printed.bound == stated.LEAST:
        above = _last_digit(value)
    noise = _NOISE * max(abs(value), printed.step)
    return value - below - noise <= number * one <= value + above + noise


def _last_digit(value: float) -> float:
    """What the last digit that is not zero counts: 10 of 250, 0.5 at least of what is printed."""
    digits = f"{value:.12g}"
    mantissa, _, exponent = f"{float(digits):.11e}".partition("e")
    places = len(mantissa.rstrip("0").partition(".")[2])
    return float(10.0 ** (int(exponent) - places))


def _nearest(printed: Stated, ends: tuple[float | None, float | None], one: float) -> str:
    value = _number(printed.high / one)
    for number in (end for end in ends if end):
        for times in (1000.0, 0.001):
            if _is(printed, printed.high, number * times, one):
                return f"a thousand times off: million or billion? Write {value}, or mend the print"
    if printed.bound == stated.MOST:
        return f"write {value} in amount_high_usd_bn, and the signed part, or 0, in amount_usd_bn"
    if printed.is_range:
        return f"write {_number(printed.low / one)} and, as the upper value, {value}"
    return f"write {value}, or in as_stated what the source prints of this amount"


def _converted(
    table: Table, row: Row, text: str, printed: Stated, amount: float | None
) -> Iterator[Problem]:
    """Another currency: the row is in US dollars, so a rate is in it, and somebody chose it."""
    if amount is None or not printed.high:
        return
    name, code = about(table, row), printed.currency
    rates = [amount * 1e9 / value for value in (printed.low, printed.high) if value]
    low, high = _RATES.get(code, (0.0, math.inf))
    said = f"{name}: the source prints {text} and the row is in US dollars, {amounts.usd(amount)}"
    rate = f"a rate of {rates[-1]:.4g} dollars for one {code}"
    if printed.per:
        rate = "a fee in another currency"
    elif not any(low <= each <= high for each in rates):
        hint = f"convert at the rate of the day; since 2015 it lay within {low:g} and {high:g}"
        yield table.warning(row, "as_stated", CURRENCY, f"{said}: {rate}", hint)
        return
    words = f"{row.text.get('note', '')} {row.text.get('assumed', '')}"
    if not _CONVERTED.search(words):
        hint = "say in the note at which rate, or whose dollars these are"
        yield table.warning(
            row, "as_stated", CURRENCY, f"{said}: {rate}, which no note tells", hint
        )


def _fee(
    table: Table,
    row: Row,
    text: str,
    printed: Stated,
    ends: tuple[float | None, float | None],
    term: float | None,
    unit: str,
) -> Iterator[Problem]:
    """A fee by time: over the whole term it has to come to the amount of the row."""
    name, one = about(table, row), _ONE[unit]
    if term is None:
        message = f"{name}: the source prints {text}, and the row has no start and end"
        hint = "give the term; the amount is the fee over all of it"
        yield table.warning(row, "as_stated", FEE, message, hint)
        return
    times = term / stated.DAYS_OF[printed.per]
    # A term seldom is whole months to the day.
    fewest, most = math.floor(times + 0.05) or times, math.ceil(times - 0.05)
    least = fewest * (printed.low - printed.step / 2) / one
    largest = most * (printed.high + printed.step / 2) / one
    if any(least - _NOISE <= end <= largest + _NOISE for end in ends if end is not None):
        return
    whole = _number(times * printed.high / one)
    once = any(_is(printed, printed.high, end, one) for end in ends)
    had = f"of one {printed.per}" if once else f"{_number(ends[0])}"
    message = (
        f"{name}: the source prints {text}, over {times:.3g} {printed.per}s {whole}, "
        f"and the row has {had if not once else 'the fee ' + had}"
    )
    hint = f"an amount is over the whole term: write {whole}, or mend start and end"
    yield table.warning(row, "as_stated", FEE, message, hint)


def _number(value: float | None) -> str:
    return amounts.stated(value, "no amount")
