"""Margins: how each lever moves the margin, and which two together reach a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Chart, Figure, Table, Variant, axis, layout
from moneyloop.words.amounts import percent, stated

Record = Mapping[str, Any]

WORDS = {"cost_fall": "Costs fall", "price_rise": "Prices rise", "shift": "Work moves"}
_STYLES = {
    "cost_fall": ("--kind-compute", "solid"),
    "price_rise": ("--kind-equity", "dash"),
    "shift": ("--kind-revenue-share", "dot"),
}
_SHARE = {"tickformat": ",.0%", "zeroline": False}
_LEVER_ROWS, _FRONTIER_ROWS = 20, 10
_LEGEND = {
    "orientation": "h",
    "x": 0,
    "xanchor": "left",
    "y": 1.02,
    "yanchor": "bottom",
    "font": {"size": 12, "color": "--ink"},
}


def goal(target: float) -> str:
    """A target as a label: break-even, or a margin."""
    return "break-even" if target == 0 else f"{stated(100 * target)}% margin"


def levers(lines: Sequence[Record], rows: Sequence[Record], targets: Sequence[float]) -> Chart:
    """The margin along each lever alone; `rows` are the levers that reach a target alone."""
    marks = [(lever, row) for row in rows for lever in WORDS if row[lever]]
    figure = {
        "data": [*(_line(line) for line in lines), *(_mark(lever, row) for lever, row in marks)],
        "layout": layout(
            420,
            showlegend=True,
            legend=_LEGEND,
            xaxis=axis(
                title=_title("How far the lever moves"),
                showgrid=False,
                **_SHARE,
                rangemode="tozero",
            ),
            yaxis=axis(title=_title("Gross margin"), **_SHARE, nticks=7),
            shapes=[_level(target) for target in targets],
            annotations=[_level_name(target) for target in targets],
        ),
    }
    table = Table(
        [("Lever", False), ("Moved by", True), ("Gross margin", True)],
        [
            [WORDS[line["lever"]], percent(size), percent(margin)]
            for line in lines
            for size, margin in list(zip(line["sizes"], line["margins"], strict=True))[
                ::_LEVER_ROWS
            ]
        ],
    )
    fact = "; ".join(
        f"{goal(row['target'])}: {WORDS[lever].lower()} by {percent(row[lever])}"
        for lever, row in marks
    )
    return Chart(
        key="levers",
        title="The margin, as far as each lever moves alone",
        basis=(
            "Gross margin as a share of revenue, at the same volume. A mark is where a lever "
            "reaches a target."
        ),
        variants=[Variant("", fact or "No lever reaches a target alone.", figure, table)],
        unit="gross margin as a share of revenue",
    )


def _line(line: Record) -> Figure:
    colour, dash = _STYLES[line["lever"]]
    words = WORDS[line["lever"]]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": words,
        "x": line["sizes"],
        "y": line["margins"],
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "customdata": [
            f"<b>{words} by {percent(size)}</b><br>gross margin {percent(margin)}"
            for size, margin in zip(line["sizes"], line["margins"], strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _mark(lever: str, row: Record) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": [row[lever]],
        "y": [row["target"]],
        "marker": {
            "color": "--paper",
            "size": 9,
            "line": {"color": _STYLES[lever][0], "width": 2.5},
        },
        "customdata": [f"<b>{goal(row['target'])}</b><br>{WORDS[lever]} by {percent(row[lever])}"],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _level(target: float) -> Figure:
    return {
        "type": "line",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": target,
        "y1": target,
        "line": {"color": "--ink-soft", "width": 1.4, "dash": "4px,4px"},
        "layer": "below",
    }


def _level_name(target: float) -> Figure:
    # The lines start below a target and end above break-even: there the names are clear of them.
    right = target == 0
    return {
        "x": 1 if right else 0.01,
        "y": target,
        "xref": "paper",
        "yref": "y",
        "xanchor": "right" if right else "left",
        "yanchor": "top" if right else "bottom",
        "text": goal(target),
        "showarrow": False,
        "font": {"size": 12, "color": "--ink-soft"},
    }


def _title(words: str) -> Figure:
    return {"text": words, "font": {"size": 12.5, "color": "--ink-soft"}, "standoff": 8}


def frontier(lines: Sequence[Record], sizes: Mapping[str, float], is_reached: bool) -> Chart:
    """The pairs of cost fall and price rise that reach each target, at the given mix shift."""
    shift = sizes["shift"]
    moved = f", with {percent(shift)} of the work moved to open models" if shift else ""
    traces = [_pairs(line) for line in lines]
    if sizes["cost_fall"] or sizes["price_rise"]:
        traces.append(_point(sizes))
    figure = {
        "data": traces,
        "layout": layout(
            400,
            showlegend=True,
            legend=_LEGEND,
            xaxis=axis(title=_title("Costs fall by"), **_SHARE, rangemode="tozero"),
            yaxis=axis(title=_title("Prices rise by"), **_SHARE, rangemode="tozero", nticks=7),
        ),
    }
    table = Table(
        [("Target", False), ("Costs fall by", True), ("Prices rise by", True)],
        [
            [goal(line["target"]), percent(fall), percent(rise)]
            for line in lines
            for fall, rise in list(zip(line["cost_falls"], line["price_rises"], strict=True))[
                ::_FRONTIER_ROWS
            ]
        ],
    )
    fact = "; ".join(
        f"{goal(line['target'])} from prices up by {percent(line['price_rises'][0])} to costs down "
        f"by {percent(line['cost_falls'][-1])}"
        for line in lines
    )
    return Chart(
        key="frontier",
        title="Cost fall against price rise",
        basis=(
            f"Each point of a line reaches its target, at the same volume{moved}. Above and right "
            "of it the margin is higher. The mark is half of what each would need alone."
        ),
        variants=[Variant("", fact, figure, table)] if lines else [],
        empty=(
            "Every target is reached already."
            if is_reached
            else "No cost fall and no price rise reaches a target at the given mix shift."
        ),
        unit="shares of cost and price",
    )


def _pairs(line: Record) -> Figure:
    words = goal(line["target"])
    falls, rises = line["cost_falls"], line["price_rises"]
    middle = len(falls) // 2
    colour, dash = ("--loop", "solid") if line["target"] else ("--ink-soft", "dash")
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words,
        "x": falls,
        "y": rises,
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "marker": {
            "color": colour,
            "size": [9 if step == middle else 0 for step in range(len(falls))],
            "line": {"width": 0},
        },
        "customdata": [
            f"<b>{words}</b><br>costs fall by {percent(fall)}, prices rise by {percent(rise)}"
            for fall, rise in zip(falls, rises, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _point(sizes: Mapping[str, float]) -> Figure:
    fall, rise = sizes["cost_fall"], sizes["price_rise"]
    words = f"costs fall by {percent(fall)}, prices rise by {percent(rise)}"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "as given",
        "x": [fall],
        "y": [rise],
        "marker": {"color": "--accent", "size": 12, "symbol": "diamond"},
        "customdata": [f"<b>as given</b><br>{words}"],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
