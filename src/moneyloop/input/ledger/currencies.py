"""Rows of several currencies: one is chosen, or all are converted; they are never just added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np

from moneyloop.input import values
from moneyloop.input.ledger import faults
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.small import read_small
from moneyloop.model import ChoiceError, DataError, Problem

# Units of the chosen currency for one of another: always, or from each of these days on.
Dated = Mapping[int, float]
Rates = Mapping[str, float | Dated]
_ALWAYS = 0  # the day of a rate without one


def in_one_currency(
    column: Cells, currency: str, rates: Rates, days: np.ndarray, written: Cells | None
) -> tuple[np.ndarray, list[faults.Wrong], list[faults.Wrong]]:
    """By what the amount of each row is multiplied, NaN for rows that do not count.

    `days` are the first days of the payments, 0 where they have none, and `written` the cells that
    say so, where a rate has a day. A blank currency says nothing, and goes with the others where
    there is one currency only. The faults are of the column of currencies and of that of days.
    """
    codes = [text.upper() for text in column.texts]
    known = sorted({code for code in codes if code})
    wanted = currency.upper()
    if not wanted:
        if len(known) < 2:
            return np.ones(len(days)), [], []
        other = next(text for text in column.texts if text.upper() == known[1])
        fault = values.Fault(
            f"is another currency than {known[0]}, and rows of two are not added",
            f"choose one (--currency {known[0]}), or give --rates FILE to convert the others",
        )
        return np.ones(len(days)), [faults.wrong(column, other, "currencies", fault)], []
    if wanted not in known and not rates:
        has = ", ".join(known) or "none"
        raise ChoiceError(f"no amount is in {wanted}: the currencies of the file are {has}")
    if not rates:
        alone = np.array([1.0 if code == wanted else np.nan for code in codes])
        return alone[column.codes], [], []
    return _converted(column, wanted, _by_day(rates, wanted), days, written)


def _converted(
    column: Cells, wanted: str, rates: Mapping[str, Dated], days: np.ndarray, written: Cells | None
) -> tuple[np.ndarray, list[faults.Wrong], list[faults.Wrong]]:
    """As `in_one_currency`: by the rate of the latest day on or before the payment."""
    factors = np.full(len(days), np.nan)
    missing, early = [], []
    for code, text in enumerate(column.texts):
        rows = np.flatnonzero(column.codes == code)
        dated = rates.get(text.upper())
        if not text or not len(rows):
            continue
        if dated is None:
            fault = values.Fault(f"has no rate to {wanted}", "add it to the file of rates")
            missing.append(faults.Wrong(rows, text, "rate", fault))
            continue
        since = np.array(sorted(dated), dtype=np.int64)
        latest = np.searchsorted(since, days[rows], side="right") - 1
        there = latest >= 0
        factors[rows[there]] = np.array([dated[day] for day in since.tolist()])[latest[there]]
        # A payment without a day does not count, so that it needs no rate.
        before = rows[~there & (days[rows] > 0)]
        if len(before) and written is not None:
            first = f"the first rate of {text.upper()} to {wanted}, of {_iso(since[0])}"
            fault = values.Fault(f"is before {first}", "add an earlier one to the file of rates")
            early += faults.of_rows(written, before, "rate", fault)
    return factors, missing, early


def is_dated(rates: Rates) -> bool:
    """Whether a rate holds from a day on only."""
    return any(
        day > _ALWAYS for given in rates.values() if isinstance(given, Mapping) for day in given
    )


def _by_day(rates: Rates, wanted: str) -> dict[str, Dated]:
    """The rates of each currency by day, that of the chosen one too, which is 1."""
    found = {
        code.upper(): given if isinstance(given, Mapping) else {_ALWAYS: given}
        for code, given in rates.items()
    }
    other = next((rate for rate in found.get(wanted, {}).values() if rate != 1), None)
    if other is not None:
        raise ChoiceError(
            f"the rate of {wanted} is {other:g}, and amounts are converted into it: rates are "
            f"units of {wanted} for one unit of the other currency"
        )
    return found | {wanted: {_ALWAYS: 1.0}}


def read_rates(path: str | Path) -> dict[str, dict[int, float]]:
    """The rates of a CSV file currency,rate or currency,date,rate, each from its day on.

    Units of the chosen currency for one of another. A month or a year stands for its first day, a
    blank day or none for always. Raises DataError with every problem, OSError where the file
    cannot be read.
    """
    rows, problems = read_small(path, ("currency", "rate"), ("date",))
    rates: dict[str, dict[int, float]] = {}
    for row in rows:
        code, day = row.text["currency"].upper(), _ALWAYS
        column, rule = "rate", "number"
        try:
            rate = values.number(row.text["rate"])
            if rate <= 0:
                raise values.Fault("is not above 0", "write units of the chosen currency for one")
            column, rule = "date", "date"
            if row.text.get("date"):
                day, _ = values.days(row.text["date"])
            column, rule = "currency", "required"
            if not code:
                raise values.Fault("is no currency", "every rate needs one")
            rule = "clash"
            if rates.get(code, {}).get(day, rate) != rate:
                when = f"on {_iso(day)}" if day else "without a date"
                raise values.Fault(f"has another rate {when}", "write one of them")
        except values.Fault as fault:
            text = row.text[column]
            message = f"{text!r} {fault.message}"
            problems.append(Problem(str(path), row.line, column, text, rule, message, fault.hint))
            continue
        rates.setdefault(code, {})[day] = rate
    if problems:
        raise DataError(problems)
    return rates


def _iso(day: int) -> str:
    return date.fromordinal(int(day)).isoformat()
