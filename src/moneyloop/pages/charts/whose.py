"""Whose dollar: one bar per seller, cut into buckets, with the interval of its own money back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages import bars
from moneyloop.pages.charts import CLEAR, Chart, Figure, Table, Variant, axis, layout, mark
from moneyloop.pages.ends import Ends, ends, network_sales
from moneyloop.pages.words import BUCKETS
from moneyloop.words.amounts import (
    UNKNOWN,
    beside_public,
    in_usd,
    interval,
    number,
    percent,
    usd,
    usd_interval,
)
from moneyloop.words.labels import row_key

Record = Mapping[str, Any]

SELLERS = 12
_WIDTH = 0.46
_ABOVE = 0.37
_TICKS = [0, 25, 50, 75, 100]
_BASIS = (
    "Striped: possible. Solid: estimate, on public amounts. The stripes and the thin line run from "
    "the low to the high of own money back in USD billions, the thick line does on public amounts "
    "and balances (public); the diamond is the estimate. Dotted outline: not public, and not to "
    "scale."
)
_OF_PAYMENTS = (
    "Striped: possible. Solid: estimate. The stripes and the line run from the low to the high of "
    "own money back; the diamond is the estimate."
)
_INSIDE, _REVENUE = "network_sales", "revenue"
_UNKNOWN = "not public"


def chart(key: str, period: str, rows: Sequence[Record]) -> Chart:
    """The sellers of one year, the widest question first; of two wholes, each with its name."""
    known = [row for row in rows if _is_known(row)]
    drawn = known[:SELLERS]
    more = f" The {len(drawn)} with the widest interval of {len(rows)}." if known[SELLERS:] else ""
    return Chart(
        key=key,
        title=f"Where the {'dollars' if in_usd() else 'money'} of each seller came from, {period}",
        basis=(_BASIS if in_usd() else _OF_PAYMENTS) + more,
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
    """Whether a bar can be drawn: its buckets are known, or it is known to sell for more."""
    if row["own_low"] is None:
        return False
    if row["open_sales"]:
        return True
    amounts = [row[row_key(key)] for key, _ in BUCKETS]
    wholes = [row[_INSIDE], row[_REVENUE]]
    return None not in amounts and None not in wholes and wholes[1] > 0


def _fact(rows: Sequence[Record], period: str, whole: str) -> str:
    first = rows[0]
    own = ends(first, "own")
    public = beside_public((own.low, own.high), (own.known_low, own.known_high), own.estimate)
    return (
        f"Bars of {len(rows)} sellers in {period}, as shares {_of(whole)}. {first['party']}: own "
        f"money back {usd_interval(own.low, own.high)}, of {_size(first, whole)}{public}."
    )


def _on_public() -> str:
    return ", on public amounts" if in_usd() else ""


def _of(whole: str) -> str:
    return "of network sales" if whole == _INSIDE else "of revenue"


def _size(row: Record, whole: str) -> str:
    """The whole of a bar: what is public, and that there is more."""
    return network_sales(row, usd) if whole == _INSIDE else usd(row[whole])


def _whole(row: Record, whole: str) -> float | None:
    """The length of a bar; None where nothing of it is public."""
    has_parts = None not in (row[row_key(key)] for key, _ in BUCKETS)
    return row[whole] if row[whole] and (has_parts or whole == _REVENUE) else None


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
    # A bar without a public amount has a length that means nothing.
    wholes = [_whole(row, whole) or 1.0 for row in rows]
    cut = [_drawn_parts(row, whole) for row in rows]
    data: list[Figure] = []
    left = [0.0] * len(rows)
    for index, (key, label) in enumerate(BUCKETS):
        amounts = [bar[index][2] if bar else 0.0 for bar in cut]
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
                    f"<br>{percent(amount / all_)} {_of(whole)}{_on_public()}"
                    for row, amount, all_ in zip(rows, amounts, wholes, strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    boxes = [
        (level, box)
        for level, (row, bar) in enumerate(zip(rows, cut, strict=True))
        if (box := _unknown(row, whole, bool(bar)))
    ]
    return {
        "data": data + _intervals(rows, whole),
        "layout": _layout(rows, whole, boxes, narrow=False),
        "narrow": _layout(rows, whole, boxes, narrow=True),
    }


def _drawn_parts(row: Record, whole: str) -> list[tuple[str, str, float]]:
    """The parts of a bar; none where the only sales have no public amount."""
    known = _whole(row, whole) and None not in (row[row_key(key)] for key, _ in BUCKETS)
    return parts(row, whole) if known else []


def _unknown(row: Record, whole: str, has_parts: bool) -> tuple[float, float] | None:
    """From where to where a bar is not public, in percent of it."""
    length = _whole(row, whole)
    if length is None:
        return 0.0, 100.0 + bars.BEHIND
    more = whole == _INSIDE and bool(row["open_sales"])
    behind = 100.0 + bars.BEHIND if bars.is_longer(ends(row, "own"), length, more) else 100.0
    start = 100.0 if has_parts else 0.0
    return (start, behind) if behind > start else None


def _intervals(rows: Sequence[Record], whole: str) -> list[Figure]:
    """Stripes on the bars, a thin and a thick line above them, the estimate, and the numbers."""
    levels = list(range(len(rows)))
    every = [ends(row, "own") for row in rows]
    wholes = [_whole(row, whole) for row in rows]
    spans = [_span(own.low, own.high, size) for own, size in zip(every, wholes, strict=True)]
    public = [
        _span(own.known_low, own.known_high, size) if size and own.known_low is not None else None
        for own, size in zip(every, wholes, strict=True)
    ]
    marked = [
        (level, bars.place(own.estimate, size))
        for level, own, size in zip(levels, every, wholes, strict=True)
        if own.estimate is not None and size
    ]
    text = [_numbers(own) for own in every]
    right = [end <= 60 for _, end in spans]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": levels,
            "x": _rounded([end - start for start, end in spans]),
            "base": _rounded([start for start, _ in spans]),
            "width": _WIDTH,
            "marker": {
                "color": CLEAR,
                "pattern": {"shape": "/", "fgcolor": "--ink", "fgopacity": 0.55, "size": 6}
                | {"solidity": 0.22, "bgcolor": CLEAR},
            },
            "hoverinfo": "skip",
        },
        _brackets(list(enumerate(spans)), 1.2, caps=True),
        _brackets([(level, span) for level, span in enumerate(public) if span], 3.6, caps=False),
        {
            "type": "scatter",
            "mode": "markers",
            "x": _rounded([x for _, x in marked]),
            "y": [level - _ABOVE for level, _ in marked],
            "marker": {"symbol": "diamond", "size": 9, "color": "--loop"}
            | {"line": {"color": "--paper", "width": 1}},
            "cliponaxis": False,
            "customdata": [
                f"<b>{mark(rows[level]['party'])}</b><br>own money back, low to high (estimate)"
                f"<br>{text[level]}{' USD bn' if in_usd() else ''}"
                for level, _ in marked
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "text",
            "x": _rounded(
                [end if out else 0.0 for out, (_, end) in zip(right, spans, strict=True)]
            ),
            # Behind the lines, or above them where these leave no room.
            "y": [
                level - _ABOVE - (0 if out else 0.05)
                for level, out in zip(levels, right, strict=True)
            ],
            "text": [
                f"  {words}" if out else words for words, out in zip(text, right, strict=True)
            ],
            "textposition": ["middle right" if out else "top right" for out in right],
            "textfont": {"size": 12, "color": "--ink"},
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    ]


def _span(low: float | None, high: float | None, whole: float | None) -> tuple[float, float]:
    """Where an interval lies; without a scale it may be anywhere, unless it is nothing."""
    if not whole:
        return 0.0, 0.0 if high == 0 else 100.0 + bars.BEHIND
    return bars.place(low, whole), bars.place(high, whole)


def _numbers(own: Ends) -> str:
    if own.is_one:
        return interval(own.low, own.high, own.estimate)
    written = interval(own.low, own.high)
    if own.high is None:
        written = f"{number(own.low)} or more (most {_UNKNOWN})"
    if own.known_low is None:
        return f"{written}; no public amount"
    return f"{written}; public {interval(own.known_low, own.known_high, own.estimate)}"


def _brackets(
    spans: Sequence[tuple[int, tuple[float, float]]], width: float, *, caps: bool
) -> Figure:
    """Lines above the bars from low to high, the whole ones with caps at both ends."""
    x: list[float | None] = []
    y: list[float | None] = []
    for level, (start, end) in spans:
        at = level - _ABOVE
        if caps:
            x += [start, start, start, end, end, end, None]
            y += [at - 0.07, at + 0.07, at, at, at - 0.07, at + 0.07, None]
        else:
            x += [start, end, None]
            y += [at, at, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [None if value is None else round(value, 4) for value in x],
        "y": y,
        "line": {"color": "--ink", "width": width},
        "hoverinfo": "skip",
    }


def _layout(
    rows: Sequence[Record],
    whole: str,
    boxes: Sequence[tuple[int, tuple[float, float]]],
    *,
    narrow: bool,
) -> Figure:
    names = [f"<b>{mark(row['party'], 16)}</b><br>{_size(row, whole)}" for row in rows]
    wide = max((end for _, (_, end) in boxes), default=100.0)
    return layout(
        56 + 58 * len(rows),
        barmode="overlay",
        xaxis=axis(
            range=[0, wide + 0.4], side="top", tickvals=_TICKS, ticktext=[f"{n}%" for n in _TICKS]
        ),
        yaxis=axis(
            range=[len(rows) - 0.6, -0.78],
            tickvals=list(range(len(rows))),
            ticktext=names,
            showgrid=False,
            tickfont={"color": "--ink", "size": 12},
        ),
        shapes=[
            {
                "type": "rect",
                "x0": start,
                "x1": end,
                "y0": level - _WIDTH / 2,
                "y1": level + _WIDTH / 2,
                "line": {"color": "--ink-soft", "width": 1.2, "dash": "dot"},
            }
            for level, (start, end) in boxes
        ],
        annotations=[
            {
                "x": (start + end) / 2,
                "y": level,
                # Behind a bar there is no room for words on a phone.
                "text": UNKNOWN if narrow and start >= 100 else _UNKNOWN,
                "showarrow": False,
                "font": {"size": 11, "color": "--ink"},
                "bgcolor": "--paper/0.8",
            }
            for level, (start, end) in boxes
        ],
    )


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 4) for value in values]


def _table(rows: Sequence[Record]) -> Table:
    public = [
        ("On public amounts, low", "own_known_low"),
        ("On public amounts, estimate", "own_estimate"),
        ("On public amounts, high", "own_known_high"),
    ]
    keys = [
        ("Revenue", _REVENUE),
        ("Network sales", _INSIDE),
        ("Own money back, low", "own_low"),
        ("Own money back, high", "own_high"),
        *(public if in_usd() else [("Own money back, estimate", "own_estimate")]),
        *((label, row_key(key)) for key, label in BUCKETS if key != "own"),
    ]
    return Table(
        [("Party", False), *((label, True) for label, _ in keys)],
        [
            [
                str(row["party"]),
                *(network_sales(row) if key == _INSIDE else number(row[key]) for _, key in keys),
            ]
            for row in rows
        ],
    )
