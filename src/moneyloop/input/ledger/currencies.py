"""Rows of several currencies: one is chosen, or all are converted; they are never just added."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from moneyloop.input import values
from moneyloop.input.ledger import faults
from moneyloop.input.ledger.columns import Cells
from moneyloop.input.ledger.pairs import read_pairs
from moneyloop.model import ChoiceError, DataError, Problem


def in_one_currency(
    column: Cells, currency: str, rates: Mapping[str, float]
) -> tuple[np.ndarray, list[faults.Wrong]]:
    """By what the amounts of each distinct text are multiplied, NaN for rows that do not count.

    A blank cell says nothing, and goes with the others where there is one currency only.
    """
    codes = [text.upper() for text in column.texts]
    known = sorted({code for code in codes if code})
    wanted = currency.upper()
    if not wanted:
        if len(known) < 2:
            return np.ones(len(codes)), []
        other = next(text for text in column.texts if text.upper() == known[1])
        fault = values.Fault(
            f"is another currency than {known[0]}, and rows of two are not added",
            f"choose one (--currency {known[0]}), or give --rates FILE to convert the others",
        )
        return np.ones(len(codes)), [faults.wrong(column, other, "currencies", fault)]
    if wanted not in known and not rates:
        has = ", ".join(known) or "none"
        raise ChoiceError(f"no amount is in {wanted}: the currencies of the file are {has}")
    given = {code.upper(): rate for code, rate in rates.items()} | {wanted: 1.0}
    if rates:
        missing = [text for text in column.texts if text and text.upper() not in given]
        fault = values.Fault(f"has no rate to {wanted}", "add it to the file of rates")
        return np.array([given.get(code, np.nan) for code in codes]), [
            faults.wrong(column, text, "rate", fault) for text in missing
        ]
    return np.array([1.0 if code == wanted else np.nan for code in codes]), []


def read_rates(path: str | Path) -> dict[str, float]:
    """The rates of a CSV file `currency,rate`: units of the chosen currency for one of another.

    Raises DataError with every problem, OSError where the file cannot be read.
    """
    pairs, problems = read_pairs(path, ("currency", "rate"))
    rates: dict[str, float] = {}
    for line, code, text in pairs:
        try:
            rates[code.upper()] = values.number(text)
            if rates[code.upper()] <= 0:
                raise values.Fault("is not above 0", "write units of the chosen currency for one")
        except values.Fault as fault:
            message = f"{text!r} {fault.message}"
            problems.append(Problem(str(path), line, "rate", text, "number", message, fault.hint))
    if problems:
        raise DataError(problems)
    return rates
