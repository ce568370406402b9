"""The view of `calc translate`: the restatements, one a line, with what each was made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneyloop.tables.listing import Listing
from moneyloop.words.columns import on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part


def view(result: Result) -> list[Part]:
    """One table."""
    title = f"{result.extra['stated']}, in other words"
    columns = on_screen(result.columns, "text", "of", "base", "source")
    return [Listing(title, columns, result.rows)]
