"""A loop drawn as a ring: its parties on a circle, an arrow for each leg, its size inside.

Arrows of all rings of a page are on one scale: as wide as their amounts, in proportion.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from moneyloop.model import INVESTMENT
from moneyloop.pages.charts import Table, in_bn
from moneyloop.pages.charts.svg import Drawing, element, label, picture
from moneyloop.words.amounts import number, size_of, usd
from moneyloop.words.columns import with_open
from moneyloop.words.labels import PAYS

Record = Mapping[str, Any]
ARROW = "\N{RIGHTWARDS ARROW}"

_RADIUS = 92.0
_OUT = 20.0
_CLEAR = 17.0  # the arrow ends this far from the middle of a party's mark
_WIDEST, _THINNEST = 22.0, 1.6


def chart(key: str, loop: Record, widest: float) -> Drawing:
    """The ring of a loop with a known size; `widest` is the largest leg of all rings, USD billions.

    The smallest leg, which sets the size, is brick; investments are blue, purchases slate.
    """
    count = len(loop["legs"])
    angles = [-math.pi / 2 + 2 * math.pi * index / count for index in range(count)]
    legs = [
        part
        for leg, angle in zip(loop["legs"], angles, strict=True)
        for part in _leg(leg, angle, 2 * math.pi / count, widest, loop)
    ]
    places = [
        part
        for leg, angle in zip(loop["legs"], angles, strict=True)
        for part in _place(str(leg["payer"]), angle)
    ]
    size = size_of(loop["size"], loop["open_size"])
    middle = [
        label(0, -14, "at most", "soft small", anchor="middle"),
        label(0, 10, usd(loop["size"]), "strong ring-size", anchor="middle"),
    ]
    if not loop["in_order"]:
        for y, line in ((30, "no dollar can"), (45, "follow it in time")):
            middle.append(label(0, y, line, "soft small", anchor="middle"))
    inside = element("g", *legs, *places, *middle, transform="translate(230 150)")
    route = f" {ARROW} ".join([*loop["parties"], loop["parties"][0]])
    return Drawing(
        key=key,
        title=route,
        basis=f"At most {size} can have gone round",
        svg=picture(460, 300, _fact(loop), inside, class_="ring"),
        table=Table(
            [("Leg", False), (in_bn("Amount"), True), ("Deals", False)],
            [
                [
                    f"{leg['payer']} {PAYS[leg['class']]} {leg['payee']}",
                    with_open(number(leg["amount"]), bool(leg["unknown"])),
                    ", ".join(leg["deals"]),
                ]
                for leg in loop["legs"]
            ],
        ),
        words=_fact(loop),
    )


def _fact(loop: Record) -> str:
    legs = "; ".join(
        f"{leg['payer']} to {leg['payee']}, {leg['class']}, {usd(leg['amount'])}"
        for leg in loop["legs"]
    )
    return (
        f"Loop of {len(loop['legs'])} legs, at most "
        f"{size_of(loop['size'], loop['open_size'])} could complete it: {legs}."
        + ("" if loop["in_order"] else " No dollar can follow it in time.")
    )


def _leg(leg: Record, start: float, turn: float, widest: float, loop: Record) -> list[Markup]:
    """An arrow along the circle, its head, and the amount beside it."""
    amount = float(leg["amount"])
    width = max(_THINNEST, _WIDEST * amount / widest)
    head = 7.0 + 0.9 * width
    gap, tip = _CLEAR / _RADIUS, head / _RADIUS
    first, last = start + gap, start + turn - gap
    middle = start + turn / 2
    left, top = _point(middle, _RADIUS + _OUT)
    smallest = leg["amount"] == loop["size"]
    role = "own" if smallest else "invests" if leg["class"] == INVESTMENT else "buys"
    dash = "5 3.5" if str(leg.get("status")) == "contingent" else None
    text = with_open(usd(amount), bool(leg["unknown"]))
    return [
        element(
            "path",
            d=_arc(first, last - tip),
            class_=f"stroke {role}",
            stroke_width=round(width, 2),
            stroke_dasharray=dash,
        ),
        element("polygon", points=_triangle(last - tip, last, width / 2 + 3.4), class_=role),
        label(
            left,
            _baseline(middle, top),
            text,
            "strong own" if smallest else "",
            anchor=_anchor(middle),
        ),
    ]


def _place(name: str, angle: float) -> list[Markup]:
    (x, y), (left, top) = _point(angle, _RADIUS), _point(angle, _RADIUS + _OUT)
    return [
        element("circle", cx=x, cy=y, r=8, class_="ink"),
        label(left, _baseline(angle, top), name, "strong", anchor=_anchor(angle), most=18),
    ]


def _point(angle: float, radius: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


def _arc(first: float, last: float) -> str:
    (x0, y0), (x1, y1) = _point(first, _RADIUS), _point(last, _RADIUS)
    large = 1 if last - first > math.pi else 0
    size = f"{_RADIUS:g}"
    return f"M{_text(x0)} {_text(y0)}A{size} {size} 0 {large} 1 {_text(x1)} {_text(y1)}"


def _triangle(base: float, tip: float, half: float) -> str:
    corners = (_point(base, _RADIUS - half), _point(base, _RADIUS + half), _point(tip, _RADIUS))
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in corners)


def _baseline(angle: float, top: float) -> float:
    """Text stands above the circle at its top, below it at its bottom, else beside it."""
    if _anchor(angle) != "middle":
        return top + 5
    return top if math.sin(angle) < 0 else top + 12


def _anchor(angle: float) -> str:
    side = math.cos(angle)
    return "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"


def _text(value: float) -> str:
    # Adding zero turns a negative zero into a plain one.
    return f"{round(value, 2) + 0.0:g}"
