"""How the sector's share moved: one point per quarter, as the year was known on its last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from moneyloop.pages.charts import CLEAR, Chart, Figure, Table, Variant, axis, layout
from moneyloop.pages.ends import Ends, ends, network_sales
from moneyloop.words.amounts import day, in_usd, interval, percent, percent_interval, usd

Record = Mapping[str, Any]

_SHARE = "own_of_network_sales_estimate"
_LAST_DAYS = ("03-31", "06-30", "09-30", "12-31")
_NOT_PUBLIC = "high end not public"
_BASIS = (
    "Each point is the year that holds the quarter, as it was known on the quarter's last day. The "
    "pale band runs from low to high, whatever the amounts are that are not public; the darker "
    "band and the line, the estimate, are on public amounts and balances. Low and high are of all "
    "sellers at once. Hollow points are planned: the year was not over, so scheduled and "
    "forecast money is in it."
)
_OF_PAYMENTS = (
    "Each point is the year that holds the quarter, to the quarter's last day. The band runs from "
    "low to high of all sellers at once; the line is the estimate."
)


def chart(rows: Sequence[Record] | None) -> Chart:
    """The rows of `timeline` for all parties together, in order of their days.

    None says that the network is too large for it.
    """
    known = [row for row in rows or () if row[_SHARE] is not None]
    return Chart(
        key="history",
        title="Own money back as a share of what the network bought, quarter after quarter",
        basis=_BASIS if in_usd() else _OF_PAYMENTS,
        variants=[Variant("", _fact(known), _figure(known), _table(rows or ()))] if known else [],
        empty="The network has too many parties to answer anew for each quarter; "
        "moneyloop timeline does, in its own time."
        if rows is None
        else "No company sold in the network in any quarter, so there is no share to follow.",
    )


def _shares(row: Record) -> Ends:
    """Both intervals as shares of network sales.

    On public amounts they are shares of the sales that are public.
    """
    known = ends(row, "own").over(row["network_sales"])
    low, high = (row[f"own_of_network_sales_{end}"] for end in ("low", "high"))
    return known._replace(low=low, high=high)


def _fact(rows: Sequence[Record]) -> str:
    first, last = rows[0], rows[-1]
    now = _shares(last)
    beside = "" if now.is_one else f"; on public amounts {_percents(now, public=True)}"
    return (
        f"From {percent(first[_SHARE])} as of {day(first['as_of'])} to {percent(last[_SHARE])} "
        f"as of {day(last['as_of'])}; then low to high {_percents(now)}{beside}."
    )


def _percents(shares: Ends, *, public: bool = False) -> str:
    if public:
        return percent_interval(shares.known_low, shares.known_high)
    if shares.high is None:
        return f"{percent(shares.low)} or more, {_NOT_PUBLIC}"
    return percent_interval(shares.low, shares.high)


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
    shares = [_shares(row) for row in rows]
    point = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": days,
        "y": [_percent(one.estimate) for one in shares],
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
    every = [(one.low, one.high) for one in shares]
    public = [(one.known_low, one.known_high) for one in shares]
    open_days = [day_ for day_, one in zip(days, shares, strict=True) if one.high is None]
    return [
        *_band(days, every, "--loop/0.13"),
        *_band(days, public, "--loop/0.3"),
        *([_open(open_days)] if open_days else []),
        point,
    ]


def _band(
    days: Sequence[str], spans: Sequence[tuple[float | None, float | None]], colour: str
) -> list[Figure]:
    """From low to high; a high that is not public may be all."""
    low = [_percent(start) for start, _ in spans]
    high = [_percent(1.0 if end is None else end) for _, end in spans]
    band = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    if len(days) == 1:  # a band of one day would have no width
        ends_ = {"x": [*days, *days], "y": [low[0], high[0]]}
        return [band | ends_ | {"line": {"width": 6, "color": colour}}]
    none = {"width": 0, "color": CLEAR}
    return [
        band | {"x": list(days), "y": low, "line": none},
        band | {"x": list(days), "y": high, "line": none, "fill": "tonexty", "fillcolor": colour},
    ]


def _open(days: Sequence[str]) -> Figure:
    """A dotted mark at the end of each band whose high end is not public."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": list(days),
        "y": [100.0] * len(days),
        "marker": {"symbol": "line-ew-open", "size": 12, "color": "--loop"},
        "text": ["not public"] * len(days),
        # The last one stands at the edge.
        "textposition": [*["bottom center"] * (len(days) - 1), "bottom left"],
        "textfont": {"size": 11, "color": "--ink-soft"},
        "hoverinfo": "skip",
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 4)


def _hover(row: Record) -> str:
    kind = " (planned)" if row["planned"] else ""
    shares, own = _shares(row), ends(row, "own")
    # Of a list of payments both intervals are one.
    amounts = interval(own.low, own.high, None if in_usd() else own.estimate)
    text = (
        f"<b>{row['period']}{kind}, as known on {day(row['as_of'])}</b><br>own money back "
        f"{_percents(shares)} of network sales<br>{amounts} of {network_sales(row, usd)}"
    )
    if not in_usd():
        return text
    return (
        f"{text}<br>on public amounts "
        f"{percent_interval(shares.known_low, shares.known_high, shares.estimate)}, "
        f"{interval(own.known_low, own.known_high, own.estimate)}"
    )


def _table(rows: Sequence[Record]) -> Table:
    """A row per quarter; of a list of payments the columns on public amounts have all."""
    heads = [("As of", False), ("Year", False), ("Network sales", True)]
    if not in_usd():
        heads += [("Own money back (estimate)", True), ("Share (estimate)", True)]
        return Table(heads, [[*cells[:3], cells[4], cells[6]] for cells in map(_line, rows)])
    heads += [
        ("Own money back, low to high", True),
        ("On public amounts (estimate)", True),
        ("Share, low to high", True),
        ("Share on public amounts (estimate)", True),
    ]
    return Table(heads, [_line(row) for row in rows])


def _line(row: Record) -> list[str]:
    own = ends(row, "own")
    sold, year = row["network_sales"], f"{row['period']}{', planned' if row['planned'] else ''}"
    if row["open_sales"] and not sold:
        own = own._replace(known_low=None, known_high=None, estimate=None)
    shares = _shares(row) if sold else Ends(None, None, None, None, None)
    return [
        str(row["as_of"]),
        year,
        network_sales(row),
        interval(own.low, own.high),
        interval(own.known_low, own.known_high, own.estimate),
        percent_interval(shares.low, shares.high),
        percent_interval(shares.known_low, shares.known_high, shares.estimate),
    ]
