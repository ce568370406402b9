"""Money through columns of nodes: where nodes, bands and labels stand, and the picture of them.

On a desk money runs from left to right and a label stands beside its node; on a phone it runs from
top to bottom, and labels stand above their nodes, one over another where there is no room. All
bands have one scale. Sizes are pixels at full size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from moneyloop.pages.charts.books.rows import SIZE, is_phone, legend
from moneyloop.pages.charts.svg import bar, element, label, picture, width_of
from moneyloop.pages.text import shorten

_NODE = 11.0
_GAP = 7.0
_LINE = 15.0  # from one line of text to the next
_BEHIND = 116.0  # the room of the labels behind the last column
_BANDS = 62.0  # the least height of the bands between two rows of nodes, on a phone
_LEAST = 0.8
_SWEEPS = 8
_DEEP = 500.0  # what the fullest column of a desk's picture fills


class Node(NamedTuple):
    """A node of a column, with the amount that passes it: its name, and that amount as text."""

    id: str
    name: str
    number: str
    column: int
    amount: float
    style: str
    title: str = ""


class Band(NamedTuple):
    """Money from one node to another of a later column."""

    source: str
    target: str
    amount: float
    style: str
    title: str = ""


def sankey(
    nodes: Sequence[Node],
    bands: Sequence[Band],
    width: float,
    title: str,
    marks: Sequence[tuple[str, str]],
) -> Markup:
    """The picture; bands are drawn in the order in which they are given, later ones on top."""
    inside, top = legend(marks, width)
    columns = ordered(nodes, bands)
    draw = _down if is_phone(width) else _across
    body, height = draw(columns, bands, width, top + 10)
    return picture(width, height, title, inside, body, class_="sankey")


# The order of the nodes -----------------------------------------------------------------------


def ordered(nodes: Sequence[Node], bands: Sequence[Band]) -> list[list[Node]]:
    """The columns, each in the order in which few bands cross: by where their money is."""
    columns = sorted({node.column for node in nodes})
    stacks = [[node for node in nodes if node.column == column] for column in columns]
    ties: dict[str, list[tuple[str, float]]] = {node.id: [] for node in nodes}
    for band in bands:
        ties[band.source].append((band.target, band.amount))
        ties[band.target].append((band.source, band.amount))
    places: dict[str, float] = {}
    for stack in stacks:
        _stand(stack, places)
    for sweep in range(_SWEEPS):
        for stack in stacks if sweep % 2 == 0 else reversed(stacks):
            stack.sort(key=partial(_pull, ties, places))
            _stand(stack, places)
    return stacks


def _pull(
    ties: Mapping[str, Sequence[tuple[str, float]]], places: Mapping[str, float], node: Node
) -> tuple[float, str]:
    weight = sum(amount for _, amount in ties[node.id]) or 1.0
    middle = sum(places[other] * amount for other, amount in ties[node.id]) / weight
    return round(middle, 9), node.id


def _stand(stack: Sequence[Node], places: dict[str, float]) -> None:
    total, top = sum(node.amount for node in stack) or 1.0, 0.0
    for node in stack:
        places[node.id] = (top + node.amount / 2) / total
        top += node.amount


# Where nodes stand in their column ------------------------------------------------------------


def spread(amounts: Sequence[float], room: Sequence[float], scale: float) -> list[float]:
    """Where each node of a column begins, so that labels as high as `room` do not touch.

    A label has its middle at the middle of its node, and may be higher than it.
    """
    begins: list[float] = []
    at = max(0.0, (room[0] - amounts[0] * scale) / 2) if room else 0.0
    for place, amount in enumerate(amounts):
        begins.append(at)
        if place + 1 < len(amounts):
            after = amounts[place + 1]
            labels = (room[place] + room[place + 1] - (amount + after) * scale) / 2
            at += amount * scale + max(_GAP, labels)
    return begins


def extent(amounts: Sequence[float], room: Sequence[float], scale: float) -> float:
    """How long a column is in all, its labels included."""
    if not amounts:
        return 0.0
    last = amounts[-1] * scale
    return spread(amounts, room, scale)[-1] + last + max(0.0, (room[-1] - last) / 2)


def fitting(columns: Sequence[tuple[Sequence[float], Sequence[float]]], length: float) -> float:
    """The largest scale at which every column, its amounts and the room of its labels, fits."""
    most = max((sum(amounts) for amounts, _ in columns), default=0.0)
    low, high = 0.0, length / most if most > 0 else 0.0
    for _ in range(50):
        middle = (low + high) / 2
        if all(extent(*column, middle) <= length for column in columns):
            low = middle
        else:
            high = middle
    return low


def _ends(
    bands: Sequence[Band], begins: Mapping[str, float], scale: float
) -> list[tuple[float, float]]:
    """Where each band leaves its source and arrives at its target; those of a node in order."""
    starts = [0.0] * len(bands)
    stops = [0.0] * len(bands)
    filled = dict(begins)
    for place in sorted(range(len(bands)), key=lambda n: (begins[bands[n].target], n)):
        starts[place] = filled[bands[place].source]
        filled[bands[place].source] += bands[place].amount * scale
    filled = dict(begins)
    for place in sorted(range(len(bands)), key=lambda n: (begins[bands[n].source], n)):
        stops[place] = filled[bands[place].target]
        filled[bands[place].target] += bands[place].amount * scale
    return list(zip(starts, stops, strict=True))


# On a desk ------------------------------------------------------------------------------------


def _across(
    columns: Sequence[Sequence[Node]], bands: Sequence[Band], width: float, top: float
) -> tuple[Markup, float]:
    # In the first column, where many small ones stand, a label is one line before its node.
    lines = {node.id: [_line(node)] for node in columns[0]}
    before = max(width_of(line, SIZE) for (line,) in lines.values()) + 6
    step = (width - before - _BEHIND - _NODE) / max(1, len(columns) - 1)
    letters = max(8, int((min(step, _BEHIND) - _NODE - 4) / 7.2))
    lines |= {node.id: _wrapped(node, letters) for stack in columns[1:] for node in stack}
    stacks = [
        (
            [node.amount for node in stack],
            [len(lines[node.id]) * _LINE + 3 for node in stack],
        )
        for stack in columns
    ]
    length = max(_DEEP, *(extent(*stack, 0.0) + 60 for stack in stacks))
    scale = fitting(stacks, length)
    x = {node.id: before + step * place for place, stack in enumerate(columns) for node in stack}
    begins: dict[str, float] = {}
    for stack, (amounts, room) in zip(columns, stacks, strict=True):
        shift = top + (length - extent(amounts, room, scale)) / 2
        for node, begin in zip(stack, spread(amounts, room, scale), strict=True):
            begins[node.id] = shift + begin
    drawn = Markup("").join(
        _band(band, (x[band.source] + _NODE, start), (x[band.target], stop), scale, sideways=True)
        for band, (start, stop) in zip(bands, _ends(bands, begins, scale), strict=True)
    )
    for node in (node for stack in columns for node in stack):
        tall = max(node.amount * scale, _LEAST)
        drawn += bar(x[node.id], begins[node.id], _NODE, tall, node.style, node.title)
        words = lines[node.id]
        middle = begins[node.id] + node.amount * scale / 2
        first = middle - len(words) * _LINE / 2 + 11.5
        for place, line in enumerate(words):
            style = "halo soft" if 0 < place == len(words) - 1 else "halo"
            is_first = node.column == columns[0][0].column
            left, anchor = (-5.0, "end") if is_first else (_NODE + 4, None)
            drawn += label(x[node.id] + left, first + place * _LINE, line, style, anchor=anchor)
    return drawn, top + length + 4


def _wrapped(node: Node, letters: int) -> list[str]:
    """The name in lines of so many letters, at most three, and the number below it."""
    lines = [""]
    for word in node.name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 3:
        lines = [*lines[:2], " ".join(lines[2:])]
    return [*(shorten(line, letters) for line in lines), node.number]


# On a phone -----------------------------------------------------------------------------------


def _down(
    columns: Sequence[Sequence[Node]], bands: Sequence[Band], width: float, top: float
) -> tuple[Markup, float]:
    stacks = [([node.amount for node in stack], [2.0] * len(stack)) for stack in columns]
    scale = fitting(stacks, width)
    begins: dict[str, float] = {}
    for stack, (amounts, room) in zip(columns, stacks, strict=True):
        shift = (width - extent(amounts, room, scale)) / 2
        for node, begin in zip(stack, spread(amounts, room, scale), strict=True):
            begins[node.id] = shift + begin
    y: dict[str, float] = {}
    names = Markup("")
    for stack in columns:
        placed = lanes(
            [(begins[node.id] + node.amount * scale / 2, _line(node)) for node in stack], width
        )
        top += (max(lane for lane, _ in placed) + 1) * _LINE + 4
        for node, (lane, left) in zip(stack, placed, strict=True):
            y[node.id] = top
            baseline = top - 5 - lane * _LINE
            middle = begins[node.id] + node.amount * scale / 2
            if lane:
                names += element(
                    "line", x1=middle, x2=middle, y1=baseline + 2, y2=top, class_="lead"
                )
            names += label(left, baseline, _line(node), "halo small")
        top += _NODE + _BANDS
    drawn = Markup("").join(
        _band(band, (start, y[band.source] + _NODE), (stop, y[band.target]), scale, sideways=False)
        for band, (start, stop) in zip(bands, _ends(bands, begins, scale), strict=True)
    )
    for node in (node for stack in columns for node in stack):
        long = max(node.amount * scale, _LEAST)
        drawn += bar(begins[node.id], y[node.id], long, _NODE, node.style, node.title)
    return drawn + names, top - _BANDS + 4


def _line(node: Node) -> str:
    return f"{shorten(node.name, 26)} {node.number}"


def lanes(words: Sequence[tuple[float, str]], width: float) -> list[tuple[int, float]]:
    """The lane of each label, 0 the nearest, and its left end, from the middles in order.

    A label is as near as it can be without touching one in its lane; none leaves the width.
    """
    ends: list[float] = []
    placed = []
    for middle, text in words:
        long = width_of(text, SIZE - 1) + 4
        left = max(0.0, min(middle - long / 2, width - long))
        lane = next((n for n, end in enumerate(ends) if end + 6 <= left), len(ends))
        ends[lane : lane + 1] = [left + long]
        placed.append((lane, left))
    return placed


def _band(
    band: Band,
    start: tuple[float, float],
    stop: tuple[float, float],
    scale: float,
    *,
    sideways: bool,
) -> Markup:
    """A band with parallel edges, from a point to a point; `sideways` says which way it runs."""
    (x0, y0), (x1, y1), wide = start, stop, max(band.amount * scale, _LEAST)
    if sideways:
        bend = (x0 + x1) / 2
        there, side = _curve((bend, y0), (bend, y1), (x1, y1)), f"v{wide:.1f}"
        back = _curve((bend, y1 + wide), (bend, y0 + wide), (x0, y0 + wide))
    else:
        bend = (y0 + y1) / 2
        there, side = _curve((x0, bend), (x1, bend), (x1, y1)), f"h{wide:.1f}"
        back = _curve((x1 + wide, bend), (x0 + wide, bend), (x0 + wide, y0))
    title = [element("title", band.title)] if band.title else []
    path = f"M{x0:.1f} {y0:.1f}{there}{side}{back}z"
    return element("path", *title, d=path, class_=f"band {band.style}")


def _curve(*points: tuple[float, float]) -> str:
    return "C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
