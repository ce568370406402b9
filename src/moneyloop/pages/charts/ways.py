"""A still of the network: boxes from who funds to who makes the chips, an arrow for each class.

Arrows are as wide as their amounts, in proportion; those of the largest loop are brick.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from moneyloop.model import INVESTMENT, PURCHASE
from moneyloop.pages import layout
from moneyloop.pages.charts import Table, in_bn
from moneyloop.pages.charts.svg import Drawing, element, label, picture, width_of
from moneyloop.words.amounts import UNKNOWN, number, usd
from moneyloop.words.labels import PAYS

Record = Mapping[str, Any]
Point = tuple[float, float]

_WIDE, _TALL = 1160.0, 420.0  # at least
_WIDEST, _THINNEST = 22.0, 1.2
_LETTERS = 15.0  # of a name, in units of the map
_LINE = 18.0
_LABELLED = 8  # arrows with an amount on them at most
_AMOUNT = 13.0  # the size of its letters
_BEND = 0.11  # of the length: the way there and the way back lie apart
_STEPS = 24
_EDGE = 12.0
_ROLES = {INVESTMENT: "invests", PURCHASE: "buys"}


class _Box(NamedTuple):
    """A party on the picture: its middle, half of its room, its lines."""

    x: float
    y: float
    half: float
    high: float
    lines: Sequence[str]

    def holds(self, x: float, y: float, room: float = 0.0) -> bool:
        return abs(x - self.x) <= self.half + room and abs(y - self.y) <= self.high + room


def chart(
    key: str, ways: Record, parties: Sequence[Record], loop: Record | None, title: str, basis: str
) -> Drawing:
    """The picture of the `ways` between its parties, whose kinds `parties` has; `loop` is lit."""
    names = set(ways["parties"])
    sums: dict[tuple[str, str], float] = {}
    for arrow in ways["arrows"]:
        ends = arrow["payer"], arrow["payee"]
        sums[ends] = sums.get(ends, 0.0) + (arrow["amount"] or 0.0)
    some = {str(party["name"]): party for party in parties if party["name"] in names}
    ordered = [some[name] for name in layout.in_order(list(some.values()), sums)]
    lit = {(leg["payer"], leg["payee"], leg["class"]) for leg in (loop["legs"] if loop else ())}
    return Drawing(
        key=key,
        title=title,
        basis=basis,
        svg=_picture(_WIDE, layout.columns(ordered), ways["arrows"], lit, title),
        tall=_picture(_TALL, layout.bands(ordered), ways["arrows"], lit, title),
        table=Table(
            [("Payer", False), ("", False), ("Payee", False), (in_bn("Amount"), True)],
            [
                [
                    arrow["payer"],
                    PAYS[arrow["class"]],
                    arrow["payee"],
                    UNKNOWN if arrow["amount"] is None else number(arrow["amount"]),
                ]
                for arrow in ways["arrows"]
            ],
        ),
    )


def _picture(
    width: float,
    places: Mapping[str, layout.Place],
    arrows: Sequence[Record],
    lit: set[tuple[str, str, str]],
    title: str,
) -> Markup:
    boxes = {name: _box(name, *place) for name, place in places.items()}
    curves = [_curve(boxes[arrow["payer"]], boxes[arrow["payee"]]) for arrow in arrows]
    xs, ys = zip(*(point for curve in curves for point in curve), strict=True)
    left = min(*xs, *(box.x - box.half for box in boxes.values())) - _EDGE
    right = max(*xs, *(box.x + box.half for box in boxes.values())) + _EDGE
    top = min(*ys, *(box.y - box.high for box in boxes.values())) - _EDGE
    bottom = max(*ys, *(box.y + box.high for box in boxes.values())) + _EDGE
    if right - left < width:  # a small map is drawn no larger
        left, right = (left + right - width) / 2, (left + right + width) / 2
    widest = max((arrow["amount"] or 0.0 for arrow in arrows), default=0.0) or 1.0
    drawn = list(zip(arrows, curves, strict=True))
    lines: list[Markup] = []
    amounts: list[Markup] = []
    taken = [(box.x, box.y, box.half, box.high) for box in boxes.values()]
    # The lit ones lie on top, and of the others the thin ones.
    for arrow, points in sorted(drawn, key=lambda one: _way(one[0]) in lit):
        role = "own" if _way(arrow) in lit else _ROLES.get(arrow["class"], "else")
        lines += _arrow(points, arrow["amount"], widest, role, _words(arrow))
    for arrow, points in sorted(drawn, key=lambda one: _way(one[0]) not in lit):
        if arrow["amount"] is None or len(amounts) == _LABELLED:
            continue
        text = usd(arrow["amount"])
        half = width_of(text, _AMOUNT) / 2 + 3
        for x, y in _along(points):
            if left + half <= x <= right - half and not _covered(x, y, half, taken):
                taken.append((x, y, half, _AMOUNT / 2 + 2))
                strong = " strong own" if _way(arrow) in lit else ""
                amounts.append(label(x, y + 4.5, text, f"on-arrow{strong}", anchor="middle"))
                break
    inside = element(
        "g",
        *lines,
        *(part for box in boxes.values() for part in _drawn(box)),
        *amounts,
        transform=f"translate({-left:g} {-top:g})",
    )
    return picture(right - left, bottom - top, title, inside, class_="network")


def _way(arrow: Record) -> tuple[str, str, str]:
    return arrow["payer"], arrow["payee"], arrow["class"]


def _words(arrow: Record) -> str:
    return f"{arrow['payer']} {PAYS[arrow['class']]} {arrow['payee']}: {usd(arrow['amount'])}"


def _box(name: str, x: float, y: float) -> _Box:
    lines = layout.label(name).split("\n")
    half = max(width_of(line, _LETTERS) for line in lines) / 2 + 9
    return _Box(x, y, half, len(lines) * _LINE / 2 + 5, lines)


def _drawn(box: _Box) -> Iterator[Markup]:
    yield element(
        "rect",
        x=box.x - box.half,
        y=box.y - box.high,
        width=2 * box.half,
        height=2 * box.high,
        rx=5,
        class_="box",
    )
    first = box.y - (len(box.lines) - 1) * _LINE / 2 + 5
    for at, line in enumerate(box.lines):
        yield label(box.x, first + at * _LINE, line, "name", anchor="middle")


def _curve(tail: _Box, head: _Box) -> list[Point]:
    """Points from box to box, in a bow to the right of who looks along it."""
    along = head.x - tail.x, head.y - tail.y
    via = (
        (tail.x + head.x) / 2 - 2 * _BEND * along[1],
        (tail.y + head.y) / 2 + 2 * _BEND * along[0],
    )
    points = []
    for at in range(_STEPS + 1):
        t = at / _STEPS
        one, two, three = (1 - t) ** 2, 2 * t * (1 - t), t**2
        x = one * tail.x + two * via[0] + three * head.x
        y = one * tail.y + two * via[1] + three * head.y
        if not tail.holds(x, y) and not head.holds(x, y, 2.0):
            points.append((x, y))
    return points


def _along(points: Sequence[Point]) -> list[Point]:
    """Where an amount may stand: on the middle of an arrow, or else a little before and behind."""
    count = len(points)
    return [points[int(count * part)] for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78) if count]


def _covered(
    x: float, y: float, half: float, taken: Sequence[tuple[float, float, float, float]]
) -> bool:
    high = _AMOUNT / 2 + 2
    return any(abs(x - a) < half + b and abs(y - c) < high + d for a, c, b, d in taken)


def _arrow(
    points: Sequence[Point], amount: float | None, widest: float, role: str, words: str
) -> list[Markup]:
    """A curve with a head; dotted where the amount is not public."""
    if len(points) < 2:
        return []
    width = max(_THINNEST, _WIDEST * (amount or 0.0) / widest)
    long = min(7.0 + 0.8 * width, math.dist(points[0], points[-1]) / 2)
    tip = points[-1]
    rest = [point for point in points if math.dist(point, tip) > long] or [points[0]]
    back = math.dist(rest[-1], tip)
    ahead = (tip[0] - rest[-1][0]) / back, (tip[1] - rest[-1][1]) / back
    base = tip[0] - long * ahead[0], tip[1] - long * ahead[1]
    wing = width / 2 + 3.2
    corners = [
        (base[0] - wing * ahead[1], base[1] + wing * ahead[0]),
        (base[0] + wing * ahead[1], base[1] - wing * ahead[0]),
        tip,
    ]
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in [*rest, base])
    return [
        element(
            "path",
            element("title", words),
            d=f"M{way}",
            class_=f"stroke {role}",
            stroke_width=round(width, 1),
            stroke_dasharray="1.5 4" if amount is None else None,
        ),
        element("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), class_=role),
    ]
