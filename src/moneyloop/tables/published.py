"""The view of `published`: published numbers, our interval beside each, and why they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneyloop.tables.listing import Listing
from moneyloop.words.columns import on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

SHOWN = ("publisher", "claim", "number", "our_estimate", "measure", "why")
LINKS = "Read in digests and first pages. `--format csv` has the links: read before you quote."


def view(result: Result) -> list[Part]:
    """The numbers that were run, then those that could not be."""
    columns = on_screen(result.columns, *SHOWN)
    run = [row for row in result.rows if row["measure"]]
    others = [row for row in result.rows if not row["measure"]]
    bare = [column for column in columns if column.key not in ("our_estimate", "measure")]
    return [
        Listing("Published numbers, ours low to high (estimate)", columns, run),
        Listing("Not run", bare, others),
        LINKS,
    ]
