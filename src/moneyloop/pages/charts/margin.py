"""Margins: how each lever moves the margin, and which two together reach a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.lines import Line, Mark, lines
from moneyloop.pages.charts.svg import Drawing
from moneyloop.words.amounts import percent, stated

SAFE = "A margin is worked out from the inputs that the page lists; it is no forecast."
Record = Mapping[str, Any]

WORDS = {"cost_fall": "Costs fall", "price_rise": "Prices rise", "shift": "Work moves"}
_STYLES = {"cost_fall": "first", "price_rise": "second", "shift": "third"}
_LEVER_ROWS, _FRONTIER_ROWS = 20, 10


def goal(target: float) -> str:
    """A target as a label: break-even, or a margin."""
    return "break-even" if target == 0 else f"{stated(100 * target)}% margin"


def levers(
    curves: Sequence[Record], rows: Sequence[Record], targets: Sequence[float], known: str
) -> Drawing:
    """The margin along each lever alone; `rows` are the levers that reach a target alone."""
    reached = [(lever, row) for row in rows for lever in WORDS if row[lever]]
    title = "The margin, as far as each lever moves alone"
    drawn = [
        Line(
            WORDS[curve["lever"]],
            _STYLES[curve["lever"]],
            list(zip(curve["sizes"], curve["margins"], strict=True)),
        )
        for curve in curves
    ]
    marks = [
        Mark(
            (row[lever], row["target"]),
            _STYLES[lever],
            f"{goal(row['target'])}: {WORDS[lever].lower()} by {percent(row[lever])}",
        )
        for lever, row in reached
    ]
    svg, tall = lines(
        drawn,
        title,
        across="How far the lever moves",
        up="Gross margin",
        levels=[(target, goal(target)) for target in targets],
        marks=marks,
    )
    words = "; ".join(mark.title for mark in marks) or "No lever reaches a target alone"
    table = Table(
        [("Lever", False), ("Moved by", True), ("Gross margin", True)],
        [
            [line.name, percent(size), percent(margin)]
            for line in drawn
            for size, margin in line.points[::_LEVER_ROWS]
        ],
    )
    basis = (
        f"Gross margin as a share of revenue, at the same volume, {known}; a mark is where a lever "
        "reaches a target"
    )
    return Drawing("levers", title, basis, svg, table, tall, f"{words}.")


def frontier(curves: Sequence[Record], sizes: Mapping[str, float], known: str) -> Drawing | None:
    """The pairs of cost fall and price rise that reach each target, at the given mix shift.

    None where no target is left to reach, or none can be reached.
    """
    if not curves:
        return None
    shift = sizes["shift"]
    moved = f", with {percent(shift)} of the work moved to open models" if shift else ""
    title = "Which fall of costs and rise of prices together reach a target"
    pairs = [
        (curve, list(zip(curve["cost_falls"], curve["price_rises"], strict=True)))
        for curve in curves
    ]
    drawn = [
        Line(goal(curve["target"]), "first" if curve["target"] else "second", points)
        for curve, points in pairs
    ]
    marks = [
        Mark(
            points[len(points) // 2], line.style, f"{line.name}: {_pair(points[len(points) // 2])}"
        )
        for line, (_, points) in zip(drawn, pairs, strict=True)
    ]
    point = (sizes["cost_fall"], sizes["price_rise"])
    if any(point):
        marks.append(Mark(point, "given", f"as given: {_pair(point)}", "as given"))
    svg, tall = lines(drawn, title, across="Costs fall by", up="Prices rise by", marks=marks)
    words = "; ".join(
        f"{line.name} from prices up by {percent(points[0][1])} to costs down by "
        f"{percent(points[-1][0])}"
        for line, (_, points) in zip(drawn, pairs, strict=True)
    )
    table = Table(
        [("Target", False), ("Costs fall by", True), ("Prices rise by", True)],
        [
            [line.name, percent(fall), percent(rise)]
            for line in drawn
            for fall, rise in line.points[::_FRONTIER_ROWS]
        ],
    )
    basis = (
        f"Shares of cost and of price, at the same volume{moved}, {known}; each point of a line "
        "reaches its target, above and right of it the margin is higher; the mark is half of what "
        "each would need alone"
    )
    return Drawing("frontier", title, basis, svg, table, tall, f"{words}.")


def _pair(point: tuple[float, float]) -> str:
    return f"costs fall by {percent(point[0])}, prices rise by {percent(point[1])}"
