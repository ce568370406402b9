"""The table of `deals --parties`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables.terminal import grid

if TYPE_CHECKING:
    from rich.table import Table


def parties(rows: Sequence[dict[str, Any]]) -> Table:
    """Parties, one a line: what they are, on which side, other names, and how many deals."""
    heads = [(name, name == "Deals") for name in ("Party", "Kind", "Boundary", "Deals", "Aliases")]
    table = grid("Parties", heads, whole=("Party", "Kind", "Boundary"))
    for row in rows:
        texts = row["name"], row["kind"] or "", row["boundary"]
        table.add_row(*texts, str(row["deals"]), "; ".join(row["aliases"]))
    return table
