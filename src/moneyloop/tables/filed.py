"""The view of `import` on company facts: what was written of each metric, and what has no place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from moneyloop.input import items
from moneyloop.tables.listing import Listing
from moneyloop.words import amounts
from moneyloop.words.columns import Column

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    Column("metric", "Metric"),
    Column("figures", "Figures", amounts.count, number=True),
    Column("used", "Used", amounts.count, number=True),
    Column("first", "From", whole=True),
    Column("last", "To", whole=True),
    Column("latest", "Latest used", number=True),
)


def view(rows: Iterable[Mapping[str, str]]) -> Listing:
    """Rows of figures.csv, counted by metric and item."""
    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["metric"], items.thing(row.get("item", ""))), []).append(row)
    return Listing(
        "Figures in USD billions", _COLUMNS, [_counted(*pair) for pair in groups.items()]
    )


def _counted(group: tuple[str, str], rows: list[Mapping[str, str]]) -> dict[str, object]:
    metric, item = group
    used = [row for row in rows if row["preferred"] == "yes"]
    latest = max(used, key=lambda row: row["end"], default=None)
    name = metric.replace("_", " ")
    return {
        "metric": f"{name} ({items.named('', item)})" if item else name,
        "figures": len(rows),
        "used": len(used),
        "first": min(row["start"] for row in rows),
        "last": max(row["end"] for row in rows),
        "latest": "" if latest is None else amounts.number(float(latest["amount"])),
    }


def unmapped(table: pd.DataFrame) -> list[str]:
    """A line for each concept, unit and reason: what was left out, and why."""
    return [
        f"{concept} in {unit}: {amounts.count(facts)} fact{'' if facts == 1 else 's'}, {reason}"
        for concept, unit, facts, reason in table.itertuples(index=False)
    ]
