"""The table of amounts in other words that --translate adds below other tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.questions.other_words import LEAST
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.words.amounts import usd
from moneyloop.words.columns import Column, amount, keys

if TYPE_CHECKING:
    from moneyloop.tables.listing import Part

COLUMNS = (
    Column("row", "Row"),
    Column("column", "Column"),
    amount("amount", "Amount"),
    Column("per_day", "A day", number=True, spare=1),
    Column("per_person", "A person alive", number=True),
    Column("note_weight", "In $100 notes", number=True, spare=2),
)
_TITLE = "In other words: the largest amounts"
_NO_DAY = "No day is given where an amount is of no whole years, quarters or months."


def in_other_words(rows: Sequence[dict[str, Any]], more: int) -> list[Part]:
    """The largest amounts of the tables above, restated."""
    if not rows:
        return [_none()]
    return [Listing(_TITLE, COLUMNS, rows), *_below(rows, more), ""]


def in_other_markdown(rows: Sequence[dict[str, Any]], more: int) -> str:
    """The same in Markdown, to stand below a result."""
    if not rows:
        return f"\n{_none()}\n"
    below = "".join(f"\n{line}\n" for line in _below(rows, more))
    return f"\n## {_TITLE}\n\n{formats.markdown(rows, keys(COLUMNS))}{below}"


def _below(rows: Sequence[dict[str, Any]], more: int) -> list[str]:
    """What the table does not say: amounts that are not in it, and days that are not told."""
    lines = [_NO_DAY] if any(row["per_day"] is None for row in rows) else []
    if more:
        lines.append(f"{more} more amounts of {usd(LEAST)} or more are not restated.")
    return lines


def _none() -> str:
    return f"In other words: no amount reaches {usd(LEAST)}."
