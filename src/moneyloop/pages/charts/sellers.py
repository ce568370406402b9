"""Sellers as range bars on one axis: how much of what they sold can be own money back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from moneyloop.pages.charts import Table, in_bn
from moneyloop.pages.charts.svg import Drawing, bar, element, label, picture
from moneyloop.pages.ends import Ends, ends, network_sales
from moneyloop.questions.attribute.columns import COLUMNS, unreported
from moneyloop.words.amounts import (
    UNKNOWN,
    at_most,
    in_usd,
    interval,
    number,
    percent,
    percent_of,
    usd,
    usd_interval,
)
from moneyloop.words.columns import on_screen, telling
from moneyloop.words.labels import heading

Record = Mapping[str, Any]
_WIDE, _TALL = 580.0, 360.0
_ROW, _TALL_ROW = 34.0, 58.0
_NAME = 112.0  # where the axis begins
_AXIS = 172.0  # its length
_SHOWN = (
    *("party", "revenue", "network_sales", "own_estimate", "own_known_low"),
    *("any_investor_estimate", "any_investor_known_low", "customers", "no_known_source"),
)
_OPEN = 18.0  # beyond it, for a high end that is not public


def chart(
    key: str, rows: Sequence[Record], title: str, basis: str, every: Sequence[Record] = ()
) -> Drawing:
    """The rows of `attribute` of one period, in this order; amounts on one axis.

    The table behind has `every` row, by default these.
    """
    return Drawing(
        key=key,
        title=title,
        basis=basis,
        svg=_wide(rows, title),
        tall=_tall(rows, title),
        table=_table(every or rows),
        words=f"{title}. {' '.join(map(_fact, rows))}",
    )


def _wide(rows: Sequence[Record], title: str) -> Markup:
    heads = [
        label(0, 13, "Seller", "soft small strong"),
        label(_NAME, 13, in_bn(heading("own")), "soft small strong"),
        label(430, 13, "network sales", "soft small strong", anchor="end"),
        label(500, 13, "at most", "soft small strong", anchor="end"),
        label(_WIDE, 13, "of revenue" if in_usd() else "", "soft small strong", anchor="end"),
        element("line", class_="axis", x1=0, x2=_WIDE, y1=21, y2=21),
    ]
    scale = _scale(rows, _AXIS)
    parts: list[Markup] = []
    for place, row in enumerate(rows):
        y = 24 + _ROW * place
        parts += [
            label(0, y + 21, str(row["party"]), "strong", most=14),
            *_bar(row, _NAME, y + 9, 15, scale, _AXIS),
            label(430, y + 21, network_sales(row, _usd), anchor="end"),
            label(500, y + 21, _most(row), "strong", anchor="end"),
            label(_WIDE, y + 21, _of_revenue(row), anchor="end"),
            element("line", class_="line", x1=0, x2=_WIDE, y1=y + _ROW, y2=y + _ROW),
        ]
    return picture(_WIDE, 26 + _ROW * len(rows), title, *heads, *parts, class_="sellers")


def _tall(rows: Sequence[Record], title: str) -> Markup:
    scale = _scale(rows, _TALL - 96)
    parts: list[Markup] = []
    for place, row in enumerate(rows):
        y = _TALL_ROW * place
        sold = f"of {network_sales(row, _usd)} sold, at most {_most(row)}"
        parts += [
            label(0, y + 17, str(row["party"]), "strong", most=18),
            label(_TALL, y + 17, sold, "soft small", anchor="end"),
            *_bar(row, 0, y + 26, 15, scale, _TALL - 96),
            element("line", class_="line", x1=0, x2=_TALL, y1=y + 52, y2=y + 52),
        ]
    return picture(_TALL, _TALL_ROW * len(rows), title, *parts, class_="sellers")


def _usd(value: float | None) -> str:
    """An amount in a cell: `?` where it is not public."""
    return usd(value, UNKNOWN)


def _scale(rows: Sequence[Record], length: float) -> float:
    known = [end for row in rows for end in ends(row, "own") if end is not None]
    return length / max([*known, 0.0]) if any(known) else 0.0


def _bar(
    row: Record, x: float, y: float, height: float, scale: float, length: float
) -> list[Markup]:
    """Solid to the estimate, striped to the high on public amounts, dotted to the high."""
    own = ends(row, "own")
    most = length if own.high is None else own.high * scale
    parts = [bar(x, y, max(most, 1.5), height, "dotted own", _fact(row))]
    if own.known_high:
        parts.append(bar(x, y, own.known_high * scale, height, "striped own"))
    if own.estimate:
        parts.append(bar(x, y, max(1.0, own.estimate * scale), height, "own"))
    if own.low:
        low = x + own.low * scale
        parts.append(element("line", class_="axis", x1=low, x2=low, y1=y - 3, y2=y + height + 3))
    if own.high is None:
        parts.append(bar(x + length, y, _OPEN, height, "dotted own"))
        most += _OPEN
    return [*parts, label(x + most + 6, y + 12, _range(own), "small")]


def _range(own: Ends) -> str:
    """The interval beside its bar; its estimate is the solid part."""
    if own.high is None:
        return f"{number(own.low)} or more"
    return interval(own.low, own.high)


def _most(row: Record) -> str:
    """The most as a part of the network sales."""
    high, sold = row["own_high"], row["network_sales"]
    if high == 0:
        return percent(0.0)
    if not sold or high is None:
        return UNKNOWN
    return percent(min(1.0, high / sold))


def _of_revenue(row: Record) -> str:
    """The most as a part of all revenue, which nobody reports of a list of payments."""
    if not in_usd():
        return ""
    return at_most(
        percent_of(row["own_high"], row["revenue"]), row["own_high"], row["revenue_coverage"]
    )


def _fact(row: Record) -> str:
    """One row as a sentence that stays true alone."""
    range_ = usd_interval(row["own_low"], row["own_high"], row["own_estimate"])
    return f"{row['party']}: {range_} of {network_sales(row, usd)} of network sales."


def _table(rows: Sequence[Record]) -> Table:
    """Every measure that the page speaks of, as the terminal writes it, and two shares."""
    declared = COLUMNS if in_usd() else unreported(COLUMNS)
    columns = telling([c for c in on_screen(declared, *_SHOWN) if not c.when], rows)
    head = [(column.head, column.number) for column in columns]
    shares = [(_most, "At most, of sales"), *([(_of_revenue, "Of revenue")] if in_usd() else [])]
    cells = [
        [*(column.written(row) for column in columns), *(write(row) for write, _ in shares)]
        for row in rows
    ]
    return Table([*head, *((name, True) for _, name in shares)], cells)
