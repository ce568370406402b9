"""Lines over two axes of shares, each drawn for a desk and again for a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from moneyloop.pages.charts.scale import ticks
from moneyloop.pages.charts.svg import element, label, picture, width_of
from moneyloop.words.amounts import stated

Point = tuple[float, float]

_WIDE, _TALL = 960.0, 358.0
_HEIGHT = 360.0  # of the field between the axes
_LEFT, _BELOW = 50.0, 46.0
_SMALL = 12.0


class Line(NamedTuple):
    """A line with its name, its style (first, second, third) and its points, in order."""

    name: str
    style: str
    points: Sequence[Point]


class Mark(NamedTuple):
    """A point to mark, what it says when it is pointed at, and a name beside it."""

    at: Point
    style: str
    title: str
    name: str = ""


def lines(
    drawn: Sequence[Line],
    title: str,
    *,
    across: str,
    up: str,
    levels: Sequence[tuple[float, str]] = (),
    marks: Sequence[Mark] = (),
) -> tuple[Markup, Markup]:
    """The picture for a desk and for a phone; `across` and `up` name the axes.

    `levels` are heights to draw across, with their names.
    """

    def draw(width: float) -> Markup:
        return _picture(width, drawn, title, (across, up), levels, marks)

    return draw(_WIDE), draw(_TALL)


def _picture(
    width: float,
    drawn: Sequence[Line],
    title: str,
    axes: tuple[str, str],
    levels: Sequence[tuple[float, str]],
    marks: Sequence[Mark],
) -> Markup:
    points = [point for line in drawn for point in line.points] + [mark.at for mark in marks]
    heights = [y for _, y in points] + [level for level, _ in levels]
    most = max((x for x, _ in points), default=0.0) or 1.0
    low, high = min(0.0, *heights), max(0.0, *heights)
    low, high = low - 0.04 * (high - low), high + 0.04 * (high - low)
    inside, top = _legend(drawn, width)
    top += 22
    bottom, right = top + _HEIGHT, width - 14

    def at(point: Point) -> Point:
        x = _LEFT + (right - _LEFT) * point[0] / most
        return x, bottom - (bottom - top) * (point[1] - low) / ((high - low) or 1.0)

    inside += label(0, top - 12, axes[1], "small soft")
    inside += _grid(at, most, (low, high), (top, bottom), width)
    inside += label(right, bottom + 38, axes[0], "small soft", anchor="end")
    for level, name in levels:
        y = at((0.0, level))[1]
        inside += element("line", x1=_LEFT, x2=right, y1=y, y2=y, class_="level")
        # Lines start below a target and end above break-even: there the names are clear of them.
        x, above, anchor = (right - 2, 15.0, "end") if level == 0 else (_LEFT + 4, -6.0, None)
        inside += label(x, y + above, name, "small soft halo", anchor=anchor)
    for line in drawn:
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(at, line.points))
        inside += element("path", element("title", line.name), d=path, class_=f"curve {line.style}")
    for mark in marks:
        x, y = at(mark.at)
        named = element("title", mark.title)
        inside += element("circle", named, cx=x, cy=y, r=5, class_=f"point {mark.style}")
        if mark.name:
            after = x + 10 + width_of(mark.name, _SMALL) < width
            left, anchor = (x + 9, None) if after else (x - 9, "end")
            inside += label(left, y - 6, mark.name, "small halo", anchor=anchor)
    return picture(width, bottom + _BELOW, title, inside)


def _legend(drawn: Sequence[Line], width: float) -> tuple[Markup, float]:
    left, top, parts = 0.0, 0.0, Markup("")
    for line in drawn:
        long = 34 + width_of(line.name, _SMALL)
        if left and left + long > width:
            left, top = 0.0, top + 20
        path = f"M{left:.1f} {top + 8:.1f}h26"
        parts += element("path", d=path, class_=f"curve {line.style}")
        parts += label(left + 33, top + 12, line.name, "small")
        left += long + 16
    return parts, top + 26


def _grid(
    at: Callable[[Point], Point],
    most: float,
    heights: tuple[float, float],
    field: tuple[float, float],
    width: float,
) -> Markup:
    parts = Markup("")
    right = width - 14
    for share in ticks(*heights, 6):
        y = at((0.0, share))[1]
        parts += element("line", x1=_LEFT, x2=right, y1=y, y2=y, class_="line")
        parts += label(_LEFT - 7, y + 4, _percent(share), "small soft", anchor="end")
    for share in ticks(0.0, most, 4 if width < 500 else 8):
        x = at((share, 0.0))[0]
        parts += element("line", x1=x, x2=x, y1=field[1], y2=field[1] + 5, class_="axis")
        words = _percent(share)
        anchor = "end" if x + width_of(words, _SMALL) / 2 > width else "middle"
        parts += label(x, field[1] + 19, words, "small soft", anchor=anchor)
    return parts


def _percent(share: float) -> str:
    return f"{stated(round(100 * share, 9))}%"
