"""Amounts printed in another currency: the row is in US dollars, so a rate is in it."""

from __future__ import annotations

import re

from moneyloop.input.proof.stated import Stated
from moneyloop.input.table import Row
from moneyloop.words import amounts

RULE = "as-stated-currency"

# US dollars for one unit of a currency: the rates of every day since 2015 lie inside.
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
_TOLD = re.compile(r"\bconver|\brate\b|\bUSD\b|\bdollar", re.IGNORECASE)


def converted(row: Row, printed: Stated, amount: float) -> tuple[str, str]:
    """What to ask of a row of `amount` USD billions, and a hint; both "" where all is told."""
    code = printed.currency
    said = f"and the row is in US dollars, {amounts.usd(amount)}"
    if printed.per:
        return f"{said}: a fee, converted", "say in the note at which rate and over which term"
    if not printed.low:
        return "", ""
    half = printed.step / 2
    least, most = amount * 1e9 / (printed.high + half), amount * 1e9 / (printed.low - half)
    said += f": {amount * 1e9 / printed.high:.4g} dollars for one {code}"
    if code in _RATES:
        low, high = _RATES[code]
        if most < low or least > high:
            return said, f"was it converted? Since 2015 the rate lay within {low:g} and {high:g}"
    if _TOLD.search(row.text.get("note", "")):
        return "", ""
    return (
        f"{said}, which no note tells",
        "say in the note at which rate, or whose dollars these are",
    )
