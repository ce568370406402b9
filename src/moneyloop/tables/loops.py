"""The view of `loops`: loops with their legs, which other views show too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.questions.loops import COLUMNS, at_least, longer
from moneyloop.questions.payment_loops import days
from moneyloop.tables.listing import Listing, in_own_unit
from moneyloop.tables.tail import few
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, on_screen, with_cells

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part


def view(result: Result) -> list[Part]:
    """The loops, and how many there are."""
    result = in_own_unit(result)
    count = at_least(result.extra["count"], result.extra["complete"])
    parts: list[Part] = [listing(f"{len(result.rows)} of {count} loops", result.rows)]
    length, longest = result.extra["length"], result.extra["longest"]
    return [*parts, longer(longest, length)] if not result.rows and longest > length else parts


def payments(result: Result) -> list[Part]:
    """Loops of payments in order of time, and how many there are."""
    result = in_own_unit(result)
    window = days(result.extra["window"])
    if not result.rows:
        return [f"No loop of payments within {window}."]
    number = at_least(result.extra["count"], result.extra["complete"])
    title = f"{amounts.count(len(result.rows))} of {number} loops within {window}"
    return [Listing(title, on_screen(result.columns), result.rows)]


def counts(result: Result) -> list[Part]:
    """How many loops there are of each type and length."""
    number = at_least(result.extra["count"], result.extra["complete"])
    title = f"{number} loops of 2 to {result.extra['length']} legs"
    return [Listing(title, on_screen(result.columns), result.rows)]


def listing(title: str, rows: Sequence[Row]) -> Listing:
    """Loops with their legs: who pays whom, how much, under which deals."""
    return Listing(title, with_cells(on_screen(COLUMNS), {"legs": _legs}), rows)


def unsized(title: str, rows: Sequence[Row]) -> Listing:
    """Loops with an amount that is not public, with the rows whose amount would size them."""
    would = Column("legs", "Rows whose amount is not public", cell=_unknown)
    return Listing(title, (*on_screen(COLUMNS, "parties", "since"), would), rows)


def _legs(row: Row) -> str:
    return "\n".join([*(_leg(leg) for leg in row["legs"]), *_against_time(row)])


def _against_time(row: Row) -> list[str]:
    return [] if row["in_order"] else ["no dollar can follow it in time"]


def _leg(leg: Mapping[str, Any]) -> str:
    amount = "unknown" if leg["amount"] is None else amounts.number(leg["amount"])
    arrow = "invests" if leg["class"] == "investment" else "buys"
    more = " + unknown" if leg["unknown"] and leg["amount"] is not None else ""
    parts = [f"{status} {amounts.number(part)}" for status, part in leg["by_status"].items()]
    status = ", ".join(parts) if len(parts) > 1 else leg["status"]
    return f"{leg['payer']} {arrow} {amount}{more}, {status} ({few(leg['deals'])})"


def _unknown(row: Row) -> str:
    names = [name for leg in row["legs"] if leg["amount"] is None for name in leg["unknown"]]
    return "\n".join([few(names), *_against_time(row)])
