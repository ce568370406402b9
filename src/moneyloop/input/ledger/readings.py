"""The amount and the moment of each row: whole columns where they are plain, else each text once.

Both ways say the same of what both can read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from moneyloop.input import values
from moneyloop.input.ledger import amounts, columns, faults, many_moments, moments
from moneyloop.input.ledger.columns import Cells, Where
from moneyloop.input.ledger.faults import Wrong
from moneyloop.input.ledger.form import DAY_FIRST, MONTH_FIRST
from moneyloop.input.ledger.many_moments import Moments
from moneyloop.input.ledger.table import Table
from moneyloop.model import UNDATED

_DAY = len("2025-01-31")


@dataclass(frozen=True, eq=False)
class Amounts:
    """Of each row, NaN where none is known; `unclear` are those that may be read in two ways."""

    of_rows: np.ndarray
    decimal: str
    wrong: Sequence[Wrong] = ()
    unclear: Sequence[Wrong] = ()


@dataclass(frozen=True, eq=False)
class Times:
    """Of each row; `unclear` are those that may be read in two ways."""

    of_rows: Moments
    order: str
    wrong: Sequence[Wrong] = ()
    unclear: Sequence[Wrong] = ()


def amounts_of(table: Table, where: Mapping[str, Where], decimal: str, negative: str) -> Amounts:
    """The amounts, with the stated decimal mark, or else that which they show."""
    place = columns.place(where.get("amount"))
    numbers = None if place is None else table.numbers(place)
    together = numbers and amounts.of_numbers(numbers, decimal, table.form.delimiter)
    if together:
        return Amounts(*together)
    column = columns.cells(table, where.get("amount"))
    plain = None if decimal == "," else amounts.plain(column.texts)
    unclear: list[Wrong] = []
    if not decimal and (plain is None or table.form.delimiter == ";"):
        shown, either = amounts.marks(column.texts)
        decimal = shown.pop() if len(shown) == 1 else ""
        if not decimal and not shown and either:
            fault = values.Fault(
                "may be a thousand or a fraction, and no amount of the column shows which",
                "say it: --decimal , or --decimal .",
            )
            unclear = [faults.wrong(column, either[0], "ambiguous", fault, len(either))]
    if plain is not None and decimal != ",":
        return Amounts(column.of(plain, float), decimal, (), unclear)
    signs = amounts.signs(column.texts)
    if len(signs) > 1:
        fault = values.Fault(
            f"amounts in {' and '.join(sorted(signs))} stand in one column",
            "rows of two currencies are not added: give the currency a column of its own",
        )
        signed = [text for text in column.texts if amounts.signs([text])]
        wrong = [faults.wrong(column, signed[0], "currencies", fault, len(signed))]
        return Amounts(np.full(len(table.lines), np.nan), decimal, wrong, unclear)
    read, wrong = faults.parsed(column, "number", amounts.reader(decimal or ".", negative))
    known = [np.nan if amount is None else amount for amount in read]
    return Amounts(column.of(known, float), decimal, wrong, unclear)


def times_of(table: Table, where: Mapping[str, Where], order: str) -> Times:
    """The times, with the stated order of days and months, or else that which they show."""
    place = columns.place(where.get("start"))
    if "start" not in where:
        return Times(_same(UNDATED, len(table.lines)), order)
    numbers = None if place is None else table.numbers(place)
    together = numbers and many_moments.counted(numbers.values)
    if together:
        return Times(together, order)
    if place is None:
        column = columns.cells(table, where["start"])
    else:
        held = table.letters(place)
        together = None if held is None else many_moments.read(held)
        if together:
            return Times(together, order)
        cells = table.cells(place)
        # Times of day hardly come twice: finding the distinct ones would take longer.
        together = many_moments.read(cells) if len(cells) and len(cells[0]) > _DAY else None
        if together:
            return Times(together, order)
        column = columns.coded(cells, where["start"].name)
    together = many_moments.read(column.texts)
    if together:
        return Times(_of_rows(column, together), order)
    shown, either = moments.orders(column.texts)
    unclear: list[Wrong] = []
    if not order:
        order = shown.pop() if len(shown) == 1 else ""
        if not order and either:
            both = len(shown) > 1
            fault = values.Fault(
                "has day and month in an order that the column "
                + ("has both ways" if both else "does not show"),
                f"say it: --dates {DAY_FIRST} or --dates {MONTH_FIRST}",
            )
            unclear = [faults.wrong(column, either[0], "ambiguous", fault, len(either))]
    read, wrong = faults.parsed(column, "date", moments.reader(order))
    written = [moments.written(*pair) for pair in zip(read, column.texts, strict=True)]
    nothing = (0, 0, 0.0)
    days = np.array([moment or nothing for moment in read], dtype=float).reshape(-1, 3)
    first, last, clock = days.T
    together = Moments(first, last, clock, partial(np.array, written, dtype=object))
    return Times(_of_rows(column, together), order, wrong, unclear)


def _same(day: int, rows: int) -> Moments:
    """One day for all rows, of which nothing is written."""
    days = np.full(rows, day)
    return Moments(days, days, np.zeros(rows), partial(np.full, rows, "", dtype=object))


def _of_rows(column: Cells, distinct: Moments) -> Moments:
    """The moments of the rows, from those of the distinct texts."""
    days = column.of(distinct.first, np.int64), column.of(distinct.last, np.int64)
    return Moments(*days, column.of(distinct.clock, float), partial(_written, column, distinct))


def _written(column: Cells, distinct: Moments) -> np.ndarray:
    written: np.ndarray = distinct.written()[column.codes]
    return written
