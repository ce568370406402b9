"""Whose dollar: one bar per seller, cut into buckets, with the interval of its own money back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import CLEAR, Chart, Figure, Table, Variant, axis, layout, mark
from moneyloop.pages.words import BUCKETS
from moneyloop.words.amounts import interval, number, percent, usd, usd_interval
from moneyloop.words.labels import row_key

Record = Mapping[str, Any]

SELLERS = 12
_WIDTH = 0.46
_ABOVE = 0.37
_TICKS = [0, 25, 50, 75, 100]
_INSIDE, _REVENUE = "network_sales", "revenue"


def chart(key: str, period: str, rows: Sequence[Record]) -> Chart:
    """The sellers of one year, the widest question first; of two wholes, each with its name."""
    known = [row for row in rows if _is_known(row)]
    drawn = known[:SELLERS]
    more = f" The {len(drawn)} with the widest interval of {len(rows)}." if known[SELLERS:] else ""
    return Chart(
        key=key,
        title=f"Where the dollars of each seller came from, {period}",
        basis=(
            "Striped: possible. Solid: estimate. The stripes run from the low to the high of own "
            f"money back in USD billions; the diamond is its estimate.{more}"
        ),
        variants=[
            Variant(label, _fact(drawn, period, whole), _figure(drawn, whole), _table(rows))
            for whole, label in ((_INSIDE, "of network sales"), (_REVENUE, "of revenue"))
        ]
        if drawn
        else [],
        choice="Bars as shares",
        empty=f"No seller's buckets are known in {period}, so there are no bars.",
    )


def _is_known(row: Record) -> bool:
    amounts = [row.get(row_key(key)) for key, _ in BUCKETS]
    ends = [row.get(key) for key in ("own_low", "own_high", _INSIDE, _REVENUE)]
    return None not in amounts and None not in ends and ends[3] > 0  # type: ignore[operator]


def _fact(rows: Sequence[Record], period: str, whole: str) -> str:
    first = rows[0]
    return (
        f"Bars of {len(rows)} sellers in {period}, as shares {_of(whole)}. {first['party']}: own "
        f"money back {usd_interval(first['own_low'], first['own_high'], first['own_estimate'])}, "
        f"of {usd(first[whole])}."
    )


def _of(whole: str) -> str:
    return "of network sales" if whole == _INSIDE else "of revenue"


def parts(row: Record, whole: str) -> list[tuple[str, str, float]]:
    """The buckets of a bar: key, label, USD billions.

    Of network sales the customers' part is what the other buckets leave: the bucket also holds
    what customers pay the seller directly.
    """
    cut = [(key, label, float(row[row_key(key)])) for key, label in BUCKETS if key != "customers"]
    rest = max(0.0, float(row[whole]) - sum(amount for _, _, amount in cut))
    return [*cut, ("customers", "Customers", rest)]


def _figure(rows: Sequence[Record], whole: str) -> Figure:
    levels = list(range(len(rows)))
    wholes = [float(row[whole]) for row in rows]
    cut = [parts(row, whole) for row in rows]
    data: list[Figure] = []
    left = [0.0] * len(rows)
    for index, (key, label) in enumerate(BUCKETS):
        amounts = [bar[index][2] for bar in cut]
        widths = [100 * amount / all_ for amount, all_ in zip(amounts, wholes, strict=True)]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": label,
                "y": levels,
                "x": _rounded(widths),
                "base": _rounded(left),
                "width": _WIDTH,
                "marker": {
                    "color": f"--bucket-{key.replace('_', '-')}",
                    "line": {"color": "--paper", "width": 0.6},
                },
                "customdata": [
                    f"<b>{mark(row['party'])}</b><br>{label}: {usd(amount)}"
                    f"<br>{percent(amount / all_)} {_of(whole)}"
                    for row, amount, all_ in zip(rows, amounts, wholes, strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    return {"data": data + _interval(rows, wholes), "layout": _layout(rows, wholes)}


def _interval(rows: Sequence[Record], wholes: Sequence[float]) -> list[Figure]:
    """Hatching on the bars, a bracket above them, the estimate, and the three numbers."""
    low, own, high = (
        _rounded([100 * float(row[key]) / all_ for row, all_ in zip(rows, wholes, strict=True)])
        for key in ("own_low", "own_estimate", "own_high")
    )
    levels = list(range(len(rows)))
    line_x: list[float | None] = []
    line_y: list[float | None] = []
    for level, start, end in zip(levels, low, high, strict=True):
        y = level - _ABOVE
        line_x += [start, start, start, end, end, end, None]
        line_y += [y - 0.07, y + 0.07, y, y, y - 0.07, y + 0.07, None]
    text = [interval(row["own_low"], row["own_high"], row["own_estimate"]) for row in rows]
    right = [end <= 60 for end in high]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": levels,
            "x": _rounded([end - start for start, end in zip(low, high, strict=True)]),
            "base": low,
            "width": _WIDTH,
            "marker": {
                "color": CLEAR,
                "pattern": {"shape": "/", "fgcolor": "--ink", "fgopacity": 0.55, "size": 6}
                | {"solidity": 0.22, "bgcolor": CLEAR},
            },
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": line_x,
            "y": line_y,
            "line": {"color": "--ink", "width": 1.6},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": own,
            "y": [level - _ABOVE for level in levels],
            "marker": {"symbol": "diamond", "size": 9, "color": "--loop"}
            | {"line": {"color": "--paper", "width": 1}},
            "cliponaxis": False,
            "customdata": [
                f"<b>{mark(row['party'])}</b><br>own money back, low to high (estimate)<br>"
                f"{words} USD bn"
                for row, words in zip(rows, text, strict=True)
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "text",
            "x": high,
            "y": [level - _ABOVE for level in levels],
            "text": [
                f"  {words}" if out else words for words, out in zip(text, right, strict=True)
            ],
            "textposition": ["middle right" if out else "top left" for out in right],
            "textfont": {"size": 12, "color": "--ink"},
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    ]


def _layout(rows: Sequence[Record], wholes: Sequence[float]) -> Figure:
    names = [
        f"<b>{mark(row['party'], 16)}</b><br>{usd(all_)}"
        for row, all_ in zip(rows, wholes, strict=True)
    ]
    return layout(
        56 + 58 * len(rows),
        barmode="overlay",
        xaxis=axis(
            range=[0, 100.4], side="top", tickvals=_TICKS, ticktext=[f"{n}%" for n in _TICKS]
        ),
        yaxis=axis(
            range=[len(rows) - 0.6, -0.78],
            tickvals=list(range(len(rows))),
            ticktext=names,
            showgrid=False,
            tickfont={"color": "--ink", "size": 12},
        ),
    )


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 4) for value in values]


def _table(rows: Sequence[Record]) -> Table:
    keys = [
        ("Revenue", _REVENUE),
        ("Network sales", _INSIDE),
        ("Own money back, low", "own_low"),
        ("Own money back, estimate", "own_estimate"),
        ("Own money back, high", "own_high"),
        *((label, row_key(key)) for key, label in BUCKETS if key != "own"),
    ]
    return Table(
        [("Party", False), *((label, True) for label, _ in keys)],
        [[str(row["party"]), *(number(row.get(key)) for _, key in keys)] for row in rows],
    )
