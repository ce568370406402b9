"""The view of `figures` of two companies: their profiles side by side, in the order asked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from moneyloop.questions.figures.whose_dollar import ENDS
from moneyloop.tables.listing import Listing
from moneyloop.tables.quantities import evidence, lines_of, short, wrapping
from moneyloop.tables.tail import few
from moneyloop.words import amounts
from moneyloop.words.amounts import quantity
from moneyloop.words.columns import Column, Row, on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

MONEY = ("amount",)  # of the rows of `sides`


def view(result: Result) -> list[Part]:
    """Each measure on both sides with basis, period and evidence, and in what they differ."""
    a, b = result.extra["a"], result.extra["b"]
    if not result.rows:
        return [f"Nothing is known of {a} or of {b}: no figure, no commitment, no booked revenue."]
    columns = (
        *on_screen(result.columns, "measure"),
        Column("a_amount", a, cell=partial(_side, "a")),
        Column("b_amount", b, cell=partial(_side, "b")),
        *on_screen(result.columns, "comparable"),
        Column("a_rows", f"Rows of {a}", cell=partial(_rows, "a"), spare=1),
        Column("b_rows", f"Rows of {b}", cell=partial(_rows, "b"), spare=1),
    )
    signs = "? not known. * planned: forecast or scheduled."
    return [Listing(f"Two profiles: {a} and {b}", columns, result.rows), signs]


def sides(result: Result) -> list[dict[str, Any]]:
    """One row for each side of a measure, as --translate reads them."""
    keys = ("amount", "period", "basis", "planned")
    return [
        {"party": row[side], "measure": row["measure"], "unit": row["unit"]}
        | {key: row[f"{side}_{key}"] for key in keys}
        for row in result.rows
        for side in ("a", "b")
    ]


def _side(letter: str, row: Row) -> str:
    """What one side has: the amount on its basis, then of what it is and what says so."""
    side = {key: row[f"{letter}_{key}"] for key in ("amount", *ENDS, "segment", "period")}
    if side["amount"] is None and side["low"] is None:
        return amounts.UNKNOWN
    words = quantity(side["amount"], row["unit"])
    if side["low"] is not None:
        whole, public = (side["low"], side["high"]), (side["known_low"], side["known_high"])
        words = amounts.percent_interval(*whole, side["amount"] if whole == public else None)
        if whole != public and side["amount"] is not None:
            words += f", on public amounts {amounts.percent_interval(*public, side['amount'])}"
    words += " *" if row[f"{letter}_planned"] else ""
    what = ", ".join(part for part in (side["segment"], side["period"]) if part)
    basis = short(row[f"{letter}_basis"], row[f"{letter}_gross_or_net"])
    return f"{words}  {basis}\n{wrapping(what)}; {evidence(row[f'{letter}_evidence'])}"


def _rows(letter: str, row: Row) -> str:
    figures, deals = row[f"{letter}_figures"], row[f"{letter}_deals"]
    lines = [f"figures.csv:{lines_of(figures)}"] if figures else []
    return "\n".join([*lines, *([few(deals)] if deals else [])])
