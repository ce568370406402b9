"""The pot of a buyer: what came in and went out, and what of it can have been the seller's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from moneyloop.pages.charts import Table, in_bn
from moneyloop.pages.charts.svg import Drawing, element, label, picture
from moneyloop.pages.text import shorten
from moneyloop.words.amounts import number, usd

Record = Mapping[str, Any]
_WIDE, _TALL = 560.0, 360.0
_HIGH = 170.0  # of the pot
_GAP, _LINE = 7.0, 16.0
_TOP = 30.0
_OF = "\N{RIGHT SINGLE QUOTATION MARK}s"
_ROLES = {"own": "own", "possible": "striped own", "any": "any pale", "buys": "buys pale"}


class _Band(NamedTuple):
    """A flow into or out of the pot: where it is at the pot and at the edge, and its words."""

    look: str
    inner: float
    outer: float
    height: float
    text: str
    strong: bool


def chart(key: str, pot: Record, basis: str) -> Drawing:
    """The picture of one pot, its two sides and the sentences that it shows."""
    buyer = pot["buyer"]
    return Drawing(
        key=key,
        title=f"{pot['seller']}{_OF} money in {buyer}{_OF} pot",
        basis=basis,
        svg=_picture(pot, _WIDE, 188.0, 23),
        tall=_picture(pot, _TALL, 134.0, 12),
        table=_table(pot),
        words=pot["text"],
    )


def _picture(pot: Record, width: float, side: float, letters: int) -> Markup:
    """Bands from the left into the pot in the middle, and out of it to the right.

    `side` is the room for names, which are shortened to so many `letters`.
    """
    total = max(sum(part["amount"] for part in pot[end]) for end in ("in", "out")) or 1.0
    scale = _HIGH / total
    left, right = _bands(pot["in"], scale, pot, letters), _bands(pot["out"], scale, pot, letters)
    middle = width / 2
    box = 26.0
    parts = [
        label(
            middle,
            14,
            f"{shorten(pot['buyer'], 24)}: one pot of {usd(pot['total'])}",
            "strong",
            anchor="middle",
        )
    ]
    lowest = _TOP + _HIGH
    for bands, edge, inner, anchor in (
        (left, side, middle - box / 2, "end"),
        (right, width - side, middle + box / 2, "start"),
    ):
        named = [band for band in bands if band.text]
        places = dict(zip(named, _spread([b.outer + b.height / 2 for b in named]), strict=True))
        lowest = max([lowest, *(_TOP + place for place in places.values())])
        lowest = max([lowest, *(_TOP + band.outer + band.height for band in bands)])
        for band in bands:
            parts.append(element("path", d=_curve(edge, inner, band), class_=band.look))
        for band, place in places.items():
            x = edge + (-6 if anchor == "end" else 6)
            look = "strong small" if band.strong else "small"
            parts.append(label(x, _TOP + place + 4, band.text, look, anchor=anchor))
    parts.append(element("rect", x=middle - box / 2, y=_TOP, width=box, height=_HIGH, class_="ink"))
    return picture(width, lowest + 10, pot["text"], *parts, class_="pot")


def _bands(flows: Sequence[Record], scale: float, pot: Record, letters: int) -> list[_Band]:
    """From the top down: touching at the pot, with gaps at the edge."""
    bands = []
    inner = outer = 0.0
    for part in flows:
        name, amount = part["name"], part["amount"]
        pieces = [(_ROLES.get(part["role"], "else"), amount)]
        is_sale = part["role"] == "own" and flows is pot["out"]
        if is_sale:
            possible = min(pot["possible"], amount)
            exact = pot["own_low"] == pot["own_high"]
            look = "own" if exact else "striped own"
            pieces = [("buys pale", amount - possible), (look, possible)]
        elif part["role"] == "possible":
            name = f"{name}, up to"
        for place, (look, size) in enumerate(pieces):
            height = max(1.0, size * scale) if size > 0 else 0.0
            last = place == len(pieces) - 1
            text = f"{shorten(name, letters)} {number(amount)}" if last else ""
            strong = part["role"] in ("own", "possible")
            bands.append(_Band(look, inner, outer, height, text, strong))
            inner, outer = inner + size * scale, outer + height
        outer += _GAP
    return bands


def _curve(edge: float, inner: float, band: _Band) -> str:
    """A band from its edge to the pot, as wide at both ends."""
    middle = (edge + inner) / 2
    a, b = _TOP + band.outer, _TOP + band.inner
    c, d = b + band.height, a + band.height
    return (
        f"M{edge:.1f} {a:.1f}C{middle:.1f} {a:.1f} {middle:.1f} {b:.1f} {inner:.1f} {b:.1f}"
        f"V{c:.1f}C{middle:.1f} {c:.1f} {middle:.1f} {d:.1f} {edge:.1f} {d:.1f}Z"
    )


def _spread(places: Sequence[float]) -> list[float]:
    """The same places, pushed down where two would be nearer than a line of text."""
    result: list[float] = []
    for place in places:
        result.append(max(place, result[-1] + _LINE) if result else place)
    return result


def _table(pot: Record) -> Table:
    rows = [["in", part["name"], number(part["amount"])] for part in pot["in"]]
    rows += [["out", part["name"], number(part["amount"])] for part in pot["out"]]
    return Table([("", False), ("Flow", False), (in_bn("Amount"), True)], rows)
