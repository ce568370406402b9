"""The figures of a few labs in one year, one bar for each basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.books.basis import UNKNOWN
from moneyloop.model import USD_BN_A_YEAR
from moneyloop.pages.charts import Chart, Figure, Table, Variant, axis, layout, mark
from moneyloop.pages.content.close_reading import WHOLE_TERMS
from moneyloop.pages.text import shorten
from moneyloop.words.amounts import usd

Record = Mapping[str, Any]

_UNITS = {USD_BN_A_YEAR: "a year", WHOLE_TERMS: "over whole terms"}
_IN, _OUT, _PROMISED = "--bucket-customers", "--kind-hardware", "--kind-compute"
# What each bar is called, its colour, and whether it is hatched: not counted in the year.
_BARS = {
    "run_rate": ("run rate", _IN, True),
    "revenue": ("recognised", _IN, False),
    "due": ("purchases due", _OUT, False),
    "average": ("promised, a year", _OUT, True),
    "committed": ("promised, whole terms", _PROMISED, True),
}
_ROW, _TIGHT, _TITLE = 27, 14, 58  # pixels of a row, of one between whole terms, of a title
_BESIDE = 1.4
_MARGIN = {"l": 8, "r": 22, "t": 46, "b": 8, "pad": 4}


def chart(labs: Sequence[Record]) -> Chart:
    """What `close_reading.books_of_labs` says; None to draw where no party has such figures."""
    drawn = [party for party in labs if party["measures"]]
    year = labs[0]["year"] if labs else ""
    return Chart(
        key="labs",
        title=f"The same parties on several bases, {year}",
        basis=(
            "Green is what comes in, gold what goes out for purchases; a promise over whole terms "
            "has an axis of its own, since it is not money of a year. Solid bars are counted in "
            "the year. Hatched bars are not: a run rate is one month times twelve, a year of a "
            "promise is its average over the term. Bars on different bases do not add up and are "
            "not one series. + ? stands where rows without an amount come on top."
        ),
        variants=[Variant("", _fact(drawn), _figure(drawn), _table(drawn))] if drawn else [],
        empty="No lab has both a run rate and recognised revenue, so no bases stand side by side.",
        unit="USD billions, each bar on its own basis",
    )


def label(measure: Record, year: str) -> str:
    """A bar's name with its basis: `run rate 2025-12, net`."""
    key = str(measure["key"])
    name = _BARS[key][0]
    if key in ("run_rate", "revenue"):
        counted = measure["gross_or_net"]
        tail = "" if counted in (None, UNKNOWN) else f", {counted}"
        return f"{name} {measure['period']}{tail}"
    return f"{name} in {year}" if key == "due" else name


def _fact(labs: Sequence[Record]) -> str:
    parts = []
    for party in labs:
        known = [
            f"{label(measure, party['year'])} {usd(measure['amount'])}"
            for measure in party["measures"]
        ]
        parts.append(f"{shorten(party['party'], 40)}: {'; '.join(known)}.")
    return " ".join(parts)


def _figure(labs: Sequence[Record]) -> Figure:
    """A group of rows per party; whole terms lie beside them, or below them on a phone."""
    yearly: list[tuple[float, Record, Record]] = []
    whole: list[tuple[float, Record, Record]] = []
    heads: list[tuple[float, str]] = []
    row = 0.0
    for party in labs:
        heads.append((row, mark(party["party"], 30)))
        first = row + 1
        for measure in party["measures"]:
            if measure["unit"] == USD_BN_A_YEAR:
                row += 1
                yearly.append((row, party, measure))
        middle = (first + row) / 2
        whole += [(middle, party, one) for one in party["measures"] if one["unit"] != USD_BN_A_YEAR]
        row += 1.35
    data = [_bars(yearly, "x", "y", 0.62)]
    if whole:
        data.append(_bars(whole, "x2", "y2", 1.0))
    end = row - 0.6
    return {
        "data": data,
        "layout": _layout(yearly, whole, heads, end, narrow=False),
        "narrow": _layout(yearly, whole, heads, end, narrow=True),
    }


def _bars(rows: Sequence[tuple[float, Record, Record]], x: str, y: str, width: float) -> Figure:
    looks = [_BARS[measure["key"]] for _, _, measure in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "xaxis": x,
        "yaxis": y,
        "y": [row for row, _, _ in rows],
        "x": [round(measure["amount"], 6) for _, _, measure in rows],
        "width": width,
        "marker": {
            "color": [colour for _, colour, _ in looks],
            "line": {"color": [colour for _, colour, _ in looks], "width": 1.2},
            "pattern": {
                "shape": ["/" if hatched else "" for _, _, hatched in looks],
                "bgcolor": [f"{colour}/0.14" for _, colour, _ in looks],
                "size": 7,
                "solidity": 0.3,
            },
        },
        "text": [_end(measure) for _, _, measure in rows],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 12, "color": "--ink"},
        "cliponaxis": False,
        "customdata": [_hover(party, measure) for _, party, measure in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _end(measure: Record) -> str:
    return usd(measure["amount"]) + (" + ?" if measure["unknown"] else "")


def _hover(party: Record, measure: Record) -> str:
    hover = (
        f"<b>{mark(party['party'])}</b><br>{label(measure, party['year'])}: "
        f"{usd(measure['amount'])}{' (planned)' if measure['planned'] else ''}"
        f"<br>basis: {measure['basis']}<br>{', '.join(measure['evidence'])}"
    )
    if measure["unknown"]:
        names = [mark(name, 18) for name in measure["unknown"][:6]]
        more = " and more" if measure["unknown"][6:] else ""
        hover += f"<br>and amounts nobody states: {', '.join(names)}{more}"
    return hover


def _layout(
    yearly: Sequence[tuple[float, Record, Record]],
    whole: Sequence[tuple[float, Record, Record]],
    heads: Sequence[tuple[float, str]],
    end: float,
    *,
    narrow: bool,
) -> Figure:
    middles = [row for row, _, _ in whole]
    upper = _ROW * (end + 0.55)
    left = [0.0, 0.62] if whole and not narrow else [0.0, 1.0]
    right = [0.0, 1.0] if narrow else [0.71, 1.0]
    room = 1.55 if narrow else 1.3
    up, down = [0.0, 1.0], [0.0, 1.0]
    height = upper
    if narrow and whole:
        # Below the upper panel, with room for the title in between.
        lower = _TIGHT * (max(middles) - min(middles) + 2 * _BESIDE)
        height = upper + _TITLE + lower
        up, down = [1 - upper / height, 1.0], [0.0, lower / height]
    axes = {
        "xaxis": _amounts(yearly, left, "USD bn a year", "y", room),
        "yaxis": axis(
            domain=up,
            range=[end, -0.55],
            tickvals=[row for row, _, _ in yearly],
            ticktext=[label(measure, party["year"]) for _, party, measure in yearly],
            showgrid=False,
            tickfont={"color": "--ink", "size": 12},
        ),
    }
    if whole:
        axes["xaxis2"] = _amounts(whole, right, "USD bn, whole terms", "y2", 1.9)
        axes["yaxis2"] = axis(
            domain=down,
            range=[max(middles) + _BESIDE, min(middles) - _BESIDE] if narrow else [end, -0.55],
            anchor="x2",
            tickvals=middles,
            ticktext=[mark(party["party"], 18) for _, party, _ in whole],
            showticklabels=narrow,
            showgrid=False,
            tickfont={"color": "--ink", "size": 12},
        )
    notes = [
        {
            "x": 0,
            "y": row,
            "xref": "x domain",
            "yref": "y",
            "xanchor": "left",
            "text": f"<b>{name}</b>",
            "showarrow": False,
            "font": {"size": 13, "color": "--ink"},
        }
        for row, name in heads
    ]
    height += _MARGIN["t"] + _MARGIN["b"]
    return layout(round(height), margin=_MARGIN, annotations=notes, **axes)


def _amounts(
    rows: Sequence[tuple[float, Record, Record]],
    domain: Sequence[float],
    title: str,
    anchor: str,
    room: float,
) -> Figure:
    most = max((measure["amount"] for _, _, measure in rows), default=1.0) or 1.0
    return axis(
        domain=list(domain),
        range=[0, room * most],
        anchor=anchor,
        side="top",
        nticks=5,
        title={"text": title, "font": {"size": 12, "color": "--ink-soft"}, "standoff": 6},
    )


def _table(labs: Sequence[Record]) -> Table:
    head = ("Party", "Figure", "Amount", "Basis", "Period", "Evidence", "Not stated for", "Rows")
    return Table(
        [(name, name == "Amount") for name in head],
        [
            [
                str(party["party"]),
                label(measure, party["year"]) + (", planned" if measure["planned"] else ""),
                f"{usd(measure['amount'])} {_UNITS[measure['unit']]}",
                str(measure["basis"]),
                str(measure["period"] or "terms of each row"),
                ", ".join(measure["evidence"]),
                ", ".join(measure["unknown"]),
                ", ".join([*measure["figures"], *measure["deals"]]),
            ]
            for party in labs
            for measure in party["measures"]
        ],
    )
