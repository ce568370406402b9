"""Whether a row has the amount that its source prints: `as_stated` beside the amount.

Fees by time and other currencies have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from moneyloop.input.proof import fees, rates, stated
from moneyloop.input.proof.about import about
from moneyloop.input.proof.stated import Stated
from moneyloop.input.table import Row, Table
from moneyloop.model import USD_BN, Problem
from moneyloop.words import amounts

RULE, UNREAD = "as-stated", "as-stated-unread"

_ONE = {USD_BN: 1e9, "count_m": 1e6, "pct": 1.0}  # what a row's amount of 1 is
_LEAST = {USD_BN: 1e5, "count_m": 1e3, "pct": 0.0}  # what is printed in full is more than that


def deals(table: Table) -> Iterator[Problem]:
    """Deals whose amount and "up to" are not what the source prints."""
    for row in table.rows:
        amount, high = (row.numbers.get(f"amount{end}_usd_bn") for end in ("", "_high"))
        yield from _problems(table, row, USD_BN, amount, amount if high is None else high)


def figures(table: Table) -> Iterator[Problem]:
    """Figures whose amount is not what the source prints."""
    for row in table.rows:
        unit, amount = row.text.get("unit", ""), row.numbers.get("amount")
        if unit in _ONE:
            yield from _problems(table, row, unit, amount, amount)


def _problems(
    table: Table, row: Row, unit: str, amount: float | None, top: float | None
) -> Iterator[Problem]:
    text = row.text.get("as_stated", "")
    printed, one = stated.read(text), _ONE[unit]
    said = f"{about(table, row)}: the source prints {text}"
    known = printed is not None and (printed.scaled or printed.percent)
    bare = printed is not None and not known and printed.high < _LEAST[unit]
    rule, why, hint = RULE, "", ""
    if not text:
        return
    if printed is None or bare:
        rule, hint = (
            UNREAD,
            "number and unit only: $38 billion, EUR 3 billion, $1.25 billion a month",
        )
        why = "without a unit such as billion" if bare else "which is not read as an amount"
    elif top is None:
        why, hint = "and the row has no amount", "write the amount; blank is unknown"
    elif printed.percent != (unit == "pct"):
        why, hint = f"and the row is in {unit}", "a share and an amount are two things"
    elif unit == USD_BN and printed.currency not in ("", stated.USD):
        rule = rates.RULE
        why, hint = rates.converted(row, printed, amount or top)
    elif printed.per:
        rule = fees.RULE
        why, hint = fees.over_the_term(row, printed, (amount, top), one)
    elif why := _differs(table.name == "deals", row, printed, amount, top, one):
        hint = _nearest(printed, amount, top, one)
    if why:
        yield table.warning(row, "as_stated", rule, f"{said}, {why}", hint)


def _differs(
    is_deal: bool, row: Row, printed: Stated, amount: float | None, top: float, one: float
) -> str:
    """What of the row is not as printed, "" where all is."""
    unsigned = amount in (None, 0.0)
    first = None if amount is None else amount * one
    low_is, high_is = printed.says(printed.low, first), printed.says(printed.high, top * one)
    if printed.is_range and not is_deal:
        half = printed.step / 2
        inside = printed.low - half <= top * one <= printed.high + half
        return "" if inside else f"and the row has {_number(top)}"
    if printed.is_range:
        if not (low_is or unsigned):
            return f"and the row begins at {_number(amount)}"
        return "" if high_is else f"and the row's upper value is {_number(top)}"
    if printed.bound == stated.MOST and is_deal and high_is:
        firm = amount == top and row.text.get("status") != "paid"
        return "and the row has it as a fixed amount" if firm else ""
    # One number may be what is signed, or the most where less is.
    if low_is or high_is:
        return ""
    more = f" to {_number(top)}" if top != amount and amount is not None else ""
    return f"and the row has {_number(top if amount is None else amount)}{more}"


def _nearest(printed: Stated, amount: float | None, top: float, one: float) -> str:
    value = _number(printed.high / one)
    ends = [end * one for end in (amount, top) if end]
    if any(printed.says(printed.high, end * off) for end in ends for off in (1000, 0.001)):
        return f"a thousand times off, million or billion? Write {value}, or mend as_stated"
    if printed.bound == stated.MOST:
        return f"write {value} in amount_high_usd_bn, and what is signed, or 0, in amount_usd_bn"
    if printed.is_range:
        return f"write {_number(printed.low / one)} and, as the upper value, {value}"
    return f"write {value}, or in as_stated what the source prints of this amount"


def _number(value: float | None) -> str:
    return amounts.stated(value, "no amount")
