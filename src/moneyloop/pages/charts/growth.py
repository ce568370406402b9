"""By how much the network sales of each company changed against a year earlier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from moneyloop.pages.charts import Table, in_bn
from moneyloop.pages.charts.svg import Drawing, bar, element, label, picture
from moneyloop.words.amounts import number, signed

Record = Mapping[str, Any]
_WIDE, _TALL, _ROW = 1160.0, 360.0, 26.0


def chart(growth: Record, title: str, basis: str) -> Drawing:
    """A bar for each company from zero, the largest change first."""
    return Drawing(
        key="growth",
        title=title,
        basis=basis,
        svg=_bars(growth, title, _WIDE, 170.0, 150.0),
        tall=_bars(growth, title, _TALL, 96.0, 132.0),
        table=Table(
            [("Seller", False), ("A year earlier", True), (in_bn("Now"), True), ("Change", True)],
            [
                [row["party"], number(row["before"]), number(row["now"]), signed(row["change"])]
                for row in [*growth["rows"], {"party": "All", **growth}]
            ],
        ),
    )


def _bars(growth: Record, title: str, width: float, names: float, words: float) -> Markup:
    rows = growth["rows"]
    changes = [row["change"] for row in rows]
    least, most = min(0.0, *changes), max(0.0, *changes)
    scale = (width - names - words) / ((most - least) or 1.0)
    zero = names - least * scale
    parts: list[Markup] = []
    for place, row in enumerate(rows):
        y = _ROW * place
        size = row["change"] * scale
        left = zero + min(0.0, size)
        text = f"{signed(row['change'])}  ({number(row['before'])} to {number(row['now'])})"
        parts += [
            label(0, y + 17, str(row["party"]), "strong", most=22 if width > _TALL else 12),
            bar(left, y + 5, max(1.0, abs(size)), 16, "buys", f"{row['party']}: {text}"),
            label(zero + max(0.0, size) + 6, y + 17, text, "small"),
        ]
    height = _ROW * len(rows)
    axis = element("line", class_="axis", x1=zero, x2=zero, y1=0, y2=height)
    return picture(width, height + 2, title, *parts, axis, class_="growth")
