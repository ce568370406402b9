"""The view of `unknowns`: what would settle it, and the loops with an amount that is not public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN
from moneyloop.questions.loops import at_least, round_
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.tables.tail import few
from moneyloop.words.columns import Column, Row, keys, known, on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

ROWS_SHOWN = 15
LOOPS_SHOWN = 10
SHOWN = (
    *("rank", "id", "cap", "lowest", "width_now", "width_left", "narrows"),
    *("any_investor_narrows", "sizes"),
)


def _would_size(row: Row) -> str:
    return " and ".join(few(leg).replace(", ", " or ") for leg in row["rows"])


LOOPS = (
    Column("type", "Type", spare=1),
    Column("parties", "Loop", cell=round_),
    Column("since", "Since", known, number=True, spare=2),
    Column("rows", "Rows whose amount is not public", cell=_would_size),
)

_PAYMENTS = (
    Column("id", "Payment", whole=True),
    Column("payer", "Payer"),
    Column("payee", "Payee"),
    Column("class", "Kind"),
    Column("sizes", "Loops it would size", number=True),
)


def view(result: Result) -> list[Part]:
    """The unknowns that narrow most, then the loops without a size."""
    rows = shown(result)
    is_ledger = result.unit != USD_BN
    parts: list[Part] = []
    if not rows:
        missing = "payment without an amount" if is_ledger else "row without an amount or a term"
        parts.append(f"Nothing is unknown in the window: no {missing}.")
    elif is_ledger:
        count = f"{len(rows)} of {len(result.rows)}"
        title = f"Payments without an amount, {count}"
        parts.append(Listing(title, on_screen(_PAYMENTS, *keys(_PAYMENTS)), rows))
    else:
        count = f"{len(rows)} of {len(result.rows)} unknowns"
        title = f"What would settle {result.extra['window']}, {count}"
        parts.append(Listing(title, on_screen(result.columns, *SHOWN), rows))
        parts.append(
            "Width now: high less low of own money back, all sellers together, over all that is "
            "not public. Left: the widest that it can be once this is known, whatever it is. "
            "Narrows: by at least that much, to the most of what was tried. Any investor's money: "
            "the same of that. Loops: how many it would size."
        )
        parts.append("")
    loops = result.extra["unsized_loops"]
    if loops:
        complete = result.extra["unsized_loops_complete"]
        count = f"{min(len(loops), LOOPS_SHOWN)} of {at_least(len(loops), complete)}"
        what = "a payment without an amount" if is_ledger else "an amount that is not public"
        title = f"Loops with {what}, {count}"
        columns = on_screen(LOOPS, "parties", "type", "since", "rows")
        parts.append(Listing(title, columns, loops[:LOOPS_SHOWN]))
    return parts


def shown(result: Result) -> Sequence[dict[str, Any]]:
    """The unknowns on the screen."""
    return result.rows[:ROWS_SHOWN]


def markdown(result: Result) -> str:
    """The unknowns and, below them, the loops with an amount that is not public."""
    loops = formats.markdown(result.extra["unsized_loops"], keys(LOOPS))
    rows = formats.markdown(result.rows, keys(result.columns))
    return f"{rows}\n## Loops with an amount that is not public\n\n{loops}"
