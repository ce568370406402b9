"""Drawn amounts as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables import terminal
from moneyloop.words.amounts import interval, number
from moneyloop.words.labels import MEASURE_LABELS

if TYPE_CHECKING:
    from rich.table import Table


def simulation(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Each interval at the firm amounts, its median over the draws, and how far the draws go.

    `narrow` leaves out the firm amounts and the widths.
    """
    texts = ["Party", "Period", "Measure"]
    numbers = ["Firm amounts", "Identification", "Width", "Data", "Width"]
    if narrow:
        numbers = ["Identification", "Data"]
    heads = [*((name, False) for name in texts), *((name, True) for name in numbers)]
    table = terminal.grid(title, heads, whole=texts)
    before = None
    for row in rows:
        name = row["party"], row["period"] + (" *" if row["pro_forma"] else "")
        firm = interval(row["low"], row["high"], row["marker"])
        cells = [*_span(row["low_median"], row["high_median"])]
        cells += _span(row["low_q05"], row["high_q95"])
        table.add_row(
            *(("", "") if name == before else name),
            MEASURE_LABELS[row["measure"]],
            *(cells[::2] if narrow else [firm, *cells]),
        )
        before = name
    return table


def _span(low: float, high: float) -> list[str]:
    """From low to high, and how far that is."""
    return [interval(low, high), number(high - low)]
