"""The view of `attribute` over draws: what cannot be known, and what vague amounts add to that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneyloop.tables.listing import Listing, once
from moneyloop.tables.tail import PLANNED
from moneyloop.words.columns import on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

SHOWN = (
    *("party", "period", "measure", "estimate", "low_median", "high_median", "low_q05", "high_q95"),
)


def view(result: Result) -> list[Part]:
    """Each interval at paid and signed amounts, its median over the draws, and how far they go."""
    if not result.rows:
        return ["Nobody asked for is paid by a sale in the network in these periods."]
    rows = shown(result)
    draws = result.extra["draws"]
    title = f"How sure? {draws:,} draws: what cannot be known, and what the amounts add"
    columns = on_screen(result.columns, *SHOWN)
    parts: list[Part] = [Listing(title, columns, once(rows, "party", "period"))] if rows else []
    if any(row["planned"] for row in rows):
        parts.append(PLANNED)
    if hidden := len(result.rows) - len(rows):
        parts.append(f"{hidden} rows of 0 to 0 are not shown here.")
    return parts


def shown(result: Result) -> list[dict[str, Any]]:
    """The rows of the parties asked for, or those that are not 0 whatever is drawn."""
    return [row for row in result.rows if result.asked or row["high"] > 0 or row["high_q95"] > 0]
