"""How the sector's share moved: one point per quarter, as the year was known on its last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from moneyloop.pages.charts import CLEAR, Chart, Figure, Table, Variant, axis, layout
from moneyloop.words.amounts import day, interval, number, percent, percent_interval, usd

Record = Mapping[str, Any]

_SHARE = "own_of_network_sales_estimate"
_LAST_DAYS = ("03-31", "06-30", "09-30", "12-31")
_ENDS = tuple(f"own_of_network_sales_{end}" for end in ("low", "estimate", "high"))


def chart(rows: Sequence[Record] | None) -> Chart:
    """The rows of `timeline` for all parties together, in order of their days.

    None says that the network is too large for it.
    """
    known = [row for row in rows or () if row[_SHARE] is not None]
    return Chart(
        key="history",
        title="Own money back as a share of what the network bought, quarter after quarter",
        basis=(
            "Each point is the year that holds the quarter, as it was known on the quarter's last "
            "day. The line is the estimate, the band runs from low to high, each attained "
            "for all sellers at once. Hollow points are planned: the year was not over, so "
            "scheduled and forecast money is in it."
        ),
        variants=[Variant("", _fact(known), _figure(known), _table(rows or ()))] if known else [],
        empty="The network has too many parties to answer anew for each quarter; "
        "moneyloop timeline does, in its own time."
        if rows is None
        else "No company sold in the network in any quarter, so there is no share to follow.",
    )


def _fact(rows: Sequence[Record]) -> str:
    first, last = rows[0], rows[-1]
    return (
        f"From {percent(first[_SHARE])} as of {day(first['as_of'])} to {percent(last[_SHARE])} "
        f"as of {day(last['as_of'])}; then low {percent(last[_ENDS[0]])}, high "
        f"{percent(last[_ENDS[2]])}."
    )


def _figure(rows: Sequence[Record]) -> Figure:
    """Every year a line of its own: a new year is another question, not the next value."""
    data: list[Figure] = []
    years = [(year, list(year_rows)) for year, year_rows in groupby(rows, key=_period)]
    for _, year_rows in years:
        data += _year(year_rows)
    shapes = [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": f"{year}-01-01",
            "x1": f"{year}-01-01",
            "y0": 0,
            "y1": 1,
            "line": {"color": "--line", "width": 1},
            "layer": "below",
        }
        for year, _ in years
    ]
    notes = [
        {
            "x": f"{year}-01-01",
            "y": 1,
            "xref": "x",
            "yref": "paper",
            "text": f"<b>{year}</b>",
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom",
            "xshift": 2,
            "font": {"size": 12, "color": "--ink-soft"},
        }
        for year, _ in years
    ]
    # The last day may lie inside its quarter, close to the one before: it needs no name.
    ends = [day for day in (str(row["as_of"]) for row in rows) if day[5:] in _LAST_DAYS]
    end = f"{int(years[-1][0]) + 1:04}-01-01"
    return {
        "data": data,
        "layout": layout(
            330,
            margin={"l": 8, "r": 14, "t": 26, "b": 8, "pad": 4},
            shapes=shapes,
            annotations=notes,
            xaxis=axis(
                type="date",
                range=[f"{years[0][0]}-01-01", end],
                showgrid=False,
                tickvals=ends,
                ticktext=[_quarter(day) for day in ends],
                tickangle=0,
            ),
            yaxis=axis(ticksuffix="%", rangemode="tozero", nticks=6),
        ),
    }


def _period(row: Record) -> str:
    return str(row["period"])


def _quarter(day: str) -> str:
    """The quarter of a day, short enough for a phone: the year stands above the chart."""
    return f"Q{(int(day[5:7]) + 2) // 3}"


def _year(rows: Sequence[Record]) -> list[Figure]:
    days = [str(row["as_of"]) for row in rows]
    low, own, high = ([round(100 * row[key], 4) for row in rows] for key in _ENDS)
    band = {"type": "scatter", "mode": "lines", "x": days, "hoverinfo": "skip"}
    if len(rows) == 1:  # a band of one day would have no width
        both = [low[0], high[0]]
        fill = [band | {"x": days * 2, "y": both, "line": {"width": 6, "color": "--loop/0.3"}}]
    else:
        none = {"width": 0, "color": CLEAR}
        fill = [
            band | {"y": low, "line": none},
            band | {"y": high, "line": none, "fill": "tonexty", "fillcolor": "--loop/0.22"},
        ]
    point = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": days,
        "y": own,
        "line": {"color": "--loop", "width": 2.4},
        "marker": {
            "size": 9,
            "color": ["--paper" if row["planned"] else "--loop" for row in rows],
            "line": {"color": "--loop", "width": 2},
        },
        "customdata": [_hover(row) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
    }
    return [*fill, point]


def _hover(row: Record) -> str:
    kind = " (planned)" if row["planned"] else ""
    low, own, high = (row[key] for key in _ENDS)
    return (
        f"<b>{row['period']}{kind}, as known on {day(row['as_of'])}</b><br>own money back "
        f"{percent_interval(low, high, own)} of network sales<br>"
        f"{interval(row['own_low'], row['own_high'], row['own_estimate'])} of "
        f"{usd(row['network_sales'])}"
    )


def _table(rows: Sequence[Record]) -> Table:
    return Table(
        [
            ("As of", False),
            ("Year", False),
            ("Network sales", True),
            ("Own money back, low", True),
            ("Own money back, estimate", True),
            ("Own money back, high", True),
            ("Share, low", True),
            ("Share, estimate", True),
            ("Share, high", True),
        ],
        [
            [
                str(row["as_of"]),
                f"{row['period']}{', planned' if row['planned'] else ''}",
                *(
                    number(row[key])
                    for key in ("network_sales", "own_low", "own_estimate", "own_high")
                ),
                *(percent(row[key]) for key in _ENDS),
            ]
            for row in rows
        ],
    )
