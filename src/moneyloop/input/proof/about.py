"""What a row is called in a warning: a deal by its id, a figure by what it is a figure of."""

from __future__ import annotations

from moneyloop.input import items
from moneyloop.input.checks import deal_id
from moneyloop.input.table import Row, Table


def about(table: Table, row: Row) -> str:
    """The id of a deal, the name of a party, or of a figure party, metric, line and days.

    >>> cells = {"party": "Lab", "metric": "revenue", "start": "2025-01-01", "end": "2025-12-31"}
    >>> about(Table("", "figures", (), ()), Row(2, cells))
    'Lab revenue 2025-01-01/2025-12-31'
    """
    if table.name == "deals":
        return deal_id(row)
    if table.name == "parties":
        return row.text.get("name", "")
    start, end = row.text.get("start", ""), row.text.get("end", "")
    line = items.named(row.text.get("segment", ""), row.text.get("item", ""))
    words = [row.text.get("party", ""), row.text.get("metric", "")]
    words += [f"({line})"] if line != items.TOTAL else []
    return " ".join([*words, start if start == end else f"{start}/{end}"])
