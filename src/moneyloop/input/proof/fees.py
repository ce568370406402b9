"""Fees by time that a source prints: over the whole term they come to the amount of the row."""

from __future__ import annotations

import math

from moneyloop.input.proof.stated import DAYS_OF, Stated
from moneyloop.input.table import Row
from moneyloop.words import amounts

RULE = "as-stated-fee"

_NOISE = 1e-9
_DAYS_OFF = 0.05  # of a period: no term is whole months to the day


def over_the_term(
    row: Row, printed: Stated, ends: tuple[float | None, float | None], one: float
) -> tuple[str, str]:
    """What to ask of a row whose amounts are `ends`, in units of `one`, and a hint, or "" twice.

    A run rate is what a year comes to. A term that begins or ends within a period may be counted
    with that period or without it.
    """
    times = _periods(row, printed.per)
    if times is None:
        return "and the row has no start and end", "give the term; the amount is the fee over it"
    fewest = math.floor(times + _DAYS_OFF) or times
    least = fewest * (printed.low - printed.step / 2) / one - _NOISE
    most = max(math.ceil(times - _DAYS_OFF), fewest) * (printed.high + printed.step / 2) / one
    stated = [end for end in ends if end is not None]
    if any(least <= end <= most + _NOISE for end in stated):
        return "", ""
    whole, fee = amounts.stated(times * printed.high / one), printed.high / one
    once = any(printed.says(printed.high, end * one) for end in stated)
    has = f"the fee of one {printed.per}" if once else amounts.stated(stated[0])
    asked = f"{amounts.stated(fee)} {times:.3g} times over the term, and the row has {has}"
    return asked, f"an amount is over the whole term: write {whole}, or mend start and end"


def _periods(row: Row, per: str) -> float | None:
    """How often the fee falls due; None for a row without a first or a last day."""
    if row.text.get("metric") == "run_rate":
        return DAYS_OF["year"] / DAYS_OF[per]
    if not {"start", "end"} <= row.days.keys():
        return None
    return (row.days["end"][1] - row.days["start"][0] + 1) / DAYS_OF[per]
