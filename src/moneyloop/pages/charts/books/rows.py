"""Rows of bars on one axis, each drawn for a desk and again for a phone.

On a desk a row has its label at the left and its number behind the bar; on a phone both stand above
the bar. Sizes are pixels at full size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from moneyloop.pages.charts.scale import ticks
from moneyloop.pages.charts.svg import bar, element, label, picture, width_of
from moneyloop.pages.text import shorten

WIDE, TALL = 960.0, 358.0
SIZE, SMALL = 13.0, 12.0
_LABELS = 244.0  # the room of labels beside their bars
_BAR = 13.0
_HEAD = 30.0


class Part(NamedTuple):
    """A part of a bar, from one amount to another, in a style, and what it says when pointed at."""

    start: float
    end: float
    style: str
    title: str = ""


class Row(NamedTuple):
    """A row: its label and its number as text, the parts of its bar, and an amount to mark."""

    label: str
    number: str
    parts: Sequence[Part] = ()
    mark: float | None = None
    strong: bool = False


class Head(NamedTuple):
    """A line above the rows of a group."""

    text: str


Line = Row | Head


def both(draw: Callable[[float], Markup]) -> tuple[Markup, Markup]:
    """A drawing for a desk and the same for a phone."""
    return draw(WIDE), draw(TALL)


def is_phone(width: float) -> bool:
    return width < 500


def legend(
    items: Sequence[tuple[str, str]], width: float, top: float = 0.0
) -> tuple[Markup, float]:
    """The styles of a picture with their words, in lines; and how far down they reach."""
    left, parts = 0.0, []
    for style, words in items:
        long = 20 + width_of(words, SMALL)
        if left and left + long > width:
            left, top = 0.0, top + 20
        parts.append(bar(left + 0.5, top + 2, 13, 11, style))
        parts.append(label(left + 19, top + 12, words, "small"))
        left += long + 16
    return Markup("").join(parts), top + (24 if items else 0)


def rows(
    lines: Sequence[Line],
    width: float,
    title: str,
    *,
    most: float,
    write: Callable[[float], str],
    unit: str,
    marks: Sequence[tuple[str, str]] = (),
) -> Markup:
    """A picture of rows of bars from 0 to `most`; `write` writes an amount of the axis.

    `unit` says below the legend what the axis is in, `marks` are the legend's styles and words.
    """
    phone = is_phone(width)
    drawn = [line for line in lines if isinstance(line, Row)]
    left = 0.0 if phone else _LABELS
    numbers = max(map(_width, drawn), default=0.0)
    room = 6.0 if phone else numbers + 12.0
    reach = max(most, 1e-12)

    def at(amount: float) -> float:
        return left + (width - left - room) * min(amount, reach) / reach

    inside, top = legend(marks, width)
    inside += label(left, top + 12, unit, "small soft")
    top += 34
    first, step = top, 38.0 if phone else 24.0
    body = Markup("")
    for line in lines:
        if isinstance(line, Head):
            body += label(0, top + 20, shorten(line.text, int(width / 8)), "strong")
            top += _HEAD
        else:
            body += _row(line, top, at, width, phone)
            top += step
    scale = ticks(0.0, most, 3 if phone else 5)
    grid = Markup("").join(_tick(at(value), first, top, write(value), width) for value in scale)
    return picture(width, top + 6, title, inside, grid, body)


def _width(row: Row) -> float:
    """How wide the number of a row is."""
    return width_of(row.number, SIZE * (1.12 if row.strong else 1.0))


def _row(row: Row, top: float, at: Callable[[float], float], width: float, phone: bool) -> Markup:
    style = "strong" if row.strong else "plain"
    y = top + (18 if phone else 5)
    end = max((at(part.end) for part in row.parts), default=at(0.0))
    letters = int((width - _width(row) - 12) / 8) if phone else int(_LABELS / 7.6)
    text = label(0, top + 13 if phone else y + 11, row.label, f"halo {style}", most=letters)
    if phone:
        text += label(width, top + 13, row.number, f"halo {style}", anchor="end")
    else:
        text += label(end + 7, y + 11, row.number, f"halo {style}")
    bars = Markup("").join(
        bar(
            at(part.start), y, max(at(part.end) - at(part.start), 1.0), _BAR, part.style, part.title
        )
        for part in row.parts
    )
    if row.mark is not None:
        x = at(row.mark)
        bars += element("line", x1=x, x2=x, y1=y - 3, y2=y + _BAR + 3, class_="mark")
    return bars + text


def _tick(x: float, top: float, bottom: float, words: str, width: float) -> Markup:
    line = element("line", x1=x, x2=x, y1=top, y2=bottom, class_="line")
    half = width_of(words, SMALL) / 2
    anchor = "start" if x < half else "end" if x + half > width else "middle"
    return line + label(x, top - 4, words, "small soft", anchor=anchor)
