"""The gap: what is committed by year, covered by known money or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Chart, Figure, Table, Variant, axis, layout, mark
from moneyloop.pages.text import shorten
from moneyloop.words.amounts import at_most, number, percent, times, usd
from moneyloop.words.labels import heading

Record = Mapping[str, Any]

PARTIES = 4
_SEEN = 0.01
_SHADES = ("--ink/0.88", "--ink/0.64", "--ink/0.44", "--ink/0.3", "--ink/0.16")


def chart(rows: Sequence[Record]) -> Chart:
    """The rows of `gap`; the parties that have most without a known source stand for themselves."""
    # Dues of which no amount is public are in the table alone: nothing of them can be drawn.
    sized = [row for row in rows if row["committed"] is not None]
    sector = [row for row in sized if row["sector"]]
    return Chart(
        key="gap",
        title="What is committed, and what known money covers",
        basis=(
            "Payments that the rows schedule for companies of the network, by year: purchases, "
            "investments and returns. Covered by customers, investors, cash and sales that are "
            "known; the rest has no known source, by the company that has to pay. Revenue of years "
            "to come is mostly not known, so this is not a forecast of a failure to pay."
        ),
        variants=[Variant("", _fact(sector, sized), _figure(sector, sized), _table(rows))]
        if sector
        else [],
        empty="No company has a dated payment with an amount, so there is no gap to draw.",
    )


def _fact(sector: Sequence[Record], rows: Sequence[Record]) -> str:
    first, last = (sector[end]["period"] for end in (0, -1))
    when = f"in {first}" if first == last else f"from {first} to {last}"
    widest = max(sector, key=lambda row: (row["no_known_source"], row["period"]))
    if widest["no_known_source"] <= 0:
        return f"Commitments {when}: known money covers all of them."
    return (
        f"Commitments {when}. The widest gap is in {widest['period']}: "
        f"{usd(widest['no_known_source'])} of {usd(widest['committed'])} is not covered by known "
        f"money. {_multiples(sector, rows)}"
    )


def _multiples(sector: Sequence[Record], rows: Sequence[Record]) -> str:
    """The gap over the revenue of the same year, where there is one."""
    known = [row for row in sector if row["multiple"] is not None]
    if not known:
        return "No revenue is known in these years, so there is no multiple of it."
    widest, largest = (
        max(of, key=lambda row: (row["multiple"], row["period"]))
        for of in (known, [row for row in rows if row["multiple"] is not None])
    )
    text = (
        f"As a multiple of known revenue it is largest in {widest['period']}: "
        f"{_multiple(widest)} for all parties together"
    )
    if largest["multiple"] > widest["multiple"]:
        party = shorten(largest["party"], 40)
        text += f", and for one party {_multiple(largest)} ({party}, {largest['period']})"
    last = known[-1]["period"]
    if sector[-1]["period"] > last:
        text += f"; after {last} no revenue is known, so there is no multiple"
    return f"{text}."


def _multiple(row: Record) -> str:
    return at_most(times(row["multiple"]), row["multiple"], row["revenue_coverage"])


def _figure(sector: Sequence[Record], rows: Sequence[Record]) -> Figure:
    years = [f"{year:04}" for year in range(*_span(sector))]
    of_year = {str(row["period"]): row for row in sector}
    covered = _trace(
        "Covered by known money",
        "--bucket-customers",
        [of_year[year]["covered"] if year in of_year else None for year in years],
        years,
        of_year,
    )
    shown = _largest(rows)
    no_known_source = {
        (str(row["party"]), str(row["period"])): row["no_known_source"]
        for row in rows
        if not row["sector"]
    }
    parts = [
        (mark(party), [no_known_source.get((party, year), 0.0) for year in years])
        for party in shown
    ]
    rest = [
        (of_year[year]["no_known_source"] if year in of_year else 0.0)
        - sum(amounts[index] for _, amounts in parts)
        for index, year in enumerate(years)
    ]
    if max(rest, default=0.0) > 5e-9:
        parts.append(("Others", [max(0.0, amount) for amount in rest]))
    traces = [
        _trace(f"No known source: {name}", _SHADES[index], amounts, years, of_year)
        for index, (name, amounts) in enumerate(parts)
    ]
    first = next((n for n, y in enumerate(years) if y in of_year and of_year[y]["planned"]), None)
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
    return {
        "data": [covered, *traces],
        "layout": layout(
            400,
            barmode="stack",
            bargap=0.28,
            showlegend=True,
            legend=legend | {"traceorder": "normal", "font": {"size": 12, "color": "--ink"}},
            xaxis=axis(type="category", showgrid=False, tickangle=0, **_every(years)),
            yaxis=axis(tickprefix="$", ticksuffix="bn", nticks=6),
            **_shade(first, len(years)),
        ),
    }


def _span(sector: Sequence[Record]) -> tuple[int, int]:
    """The drawn years; the first ones, too small to see, are in the table only."""
    most = max(row["committed"] for row in sector)
    numbers = [int(row["period"]) for row in sector if row["committed"] >= _SEEN * most]
    return min(numbers), max(numbers) + 1


def _every(years: Sequence[str]) -> Figure:
    """Two digits are enough for a year on a phone."""
    return {"tickvals": list(years), "ticktext": [f"’{year[2:]}" for year in years]}


def _shade(first: int | None, years: int) -> Figure:
    """A ground behind the years that are not over."""
    if first is None:
        return {}
    ground: Figure = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": first - 0.5,
        "x1": years - 0.5,
        "y0": 0,
        "y1": 1,
        "line": {"width": 0},
        "fillcolor": "--line-soft",
        "layer": "below",
    }
    note: Figure = {
        "x": first - 0.45,
        "y": 0.99,
        "xref": "x",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "text": "planned",
        "showarrow": False,
        "font": {"size": 12, "color": "--ink-soft"},
    }
    return {"shapes": [ground], "annotations": [note]}


def _largest(rows: Sequence[Record]) -> list[str]:
    sums: dict[str, float] = {}
    for row in rows:
        if not row["sector"] and row["no_known_source"] > 0:
            sums[str(row["party"])] = sums.get(str(row["party"]), 0.0) + row["no_known_source"]
    return sorted(sums, key=lambda party: (-round(sums[party], 9), party))[:PARTIES]


def _trace(
    name: str,
    colour: str,
    amounts: Sequence[float | None],
    years: Sequence[str],
    of_year: Mapping[str, Record],
) -> Figure:
    return {
        "type": "bar",
        "name": name,
        "x": list(years),
        "y": [None if amount is None else round(amount, 6) for amount in amounts],
        "marker": {"color": colour, "line": {"color": "--paper", "width": 0.6}},
        "customdata": [
            f"<b>{year}</b>{' (planned)' if of_year[year]['planned'] else ''}<br>{name}: "
            f"{usd(amount)}<br>of {usd(of_year[year]['committed'])} committed"
            if year in of_year
            else ""
            for year, amount in zip(years, amounts, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _table(rows: Sequence[Record]) -> Table:
    keys = [
        ("Committed", "committed"),
        ("Known money", "known"),
        *((heading(key), key) for key in ("customers", "outside_investors", "earlier_cash")),
        ("Network sales", "sales"),
        ("Network investments", "investments"),
        ("Returns", "returns"),
        ("Covered", "covered"),
        (heading("no_known_source"), "no_known_source"),
        ("Known revenue", "revenue"),
    ]
    return Table(
        [
            *(("Year", False), ("Party", False)),
            *((label, True) for label, _ in keys),
            *(("Multiple of revenue", True), ("Revenue covers", True)),
        ],
        [
            [
                f"{row['period']}{', planned' if row['planned'] else ''}",
                str(row["party"]),
                *(number(row[key]) for _, key in keys),
                _multiple(row),
                percent(row["revenue_coverage"]),
            ]
            for row in rows
        ],
    )
