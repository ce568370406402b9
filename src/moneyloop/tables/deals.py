"""The view of `deals`: one a line, with the reason why a row is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneyloop.tables.listing import Listing
from moneyloop.words.columns import on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part


def parties(result: Result) -> list[Part]:
    """The parties: what they are, on which side, other names, and how many deals."""
    return [Listing("Parties", on_screen(result.columns), result.rows)]


def sources(result: Result) -> list[Part]:
    """Deals and dollars by the tier of their source."""
    return [
        Listing(
            "Sources of the deals, the nearest to the money first",
            on_screen(result.columns),
            result.rows,
        ),
        "A tier is that of a source's address and outlet; whole terms of the rows that count.",
    ]


def view(result: Result, count: int) -> list[Part]:
    """The deals that were asked for, of `count`; who disputes one has a column where one is."""
    doubted = any(row.get("disputed_by") for row in result.rows)
    columns = [
        column for column in on_screen(result.columns) if doubted or column.key != "disputed_by"
    ]
    return [
        Listing("Deals", columns, result.rows),
        f"{len(result.rows)} of {count} deals.",
    ]
