"""What a year of capital spending would have to earn, beside the revenue that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books.rows import Head, Line, Part, Row, both, rows
from moneyloop.pages.charts.svg import Drawing
from moneyloop.words.amounts import at_most, number, percent, stated, times, usd

Record = Mapping[str, Any]


def drawing(years: Sequence[Record], known: str) -> Drawing | None:
    """The `sector_question` of `gap`; None where no year has a capex figure."""
    if not years:
        return None
    title = "Capital spending a year, the revenue that would earn it back, and known AI revenue"
    lines: list[Line] = []
    for row in years:
        lines += [Head(f"{row['period']}{', planned' if row['planned'] else ''}"), *_rows(row)]
    most = max(max(row["required"], row["investment"]) for row in years)
    marks = [
        ("invests", "capital spending"),
        ("invests striped", "striped: revenue needed a year, as assumed"),
        ("buys", "known revenue, each on its own basis"),
    ]
    svg, tall = both(
        lambda width: rows(
            lines, width, title, most=most, write=stated, unit="USD billions a year", marks=marks
        )
    )
    basis = (
        f"USD billions a year, {known}; assumed: {_assumed(years[0])}; known revenues stand on "
        "their own bases and are not added"
    )
    return Drawing("capex", title, basis, svg, _table(years), tall, answer(years))


def answer(years: Sequence[Record]) -> str:
    """The last year that is over, or else the last one, in a sentence."""
    row = next((row for row in reversed(years) if not row["planned"]), years[-1])
    against = row["against"]
    largest = max(against, key=lambda known: known["revenue"]) if against else None
    tail = (
        f"; the largest known AI revenue of that year was {_revenue(largest)}"
        if largest
        else "; no AI revenue of that year is known"
    )
    return (
        f"The {usd(row['investment'])} of capital spending in {row['period']} would need "
        f"{usd(row['required'])} of revenue a year if {_assumed(row)}{tail}."
    )


def _assumed(row: Record) -> str:
    years = "1 year" if row["life"] == 1 else f"{stated(row['life'])} years"
    margin = percent(row["margin"])
    return f"it is earned back in {years}, with {margin} of each dollar of revenue left for that"


def _revenue(known: Record) -> str:
    covered = known["coverage"]
    figures = f" (figures cover {percent(covered)})" if covered < 0.9995 else ""
    return f"{usd(known['revenue'])}{figures}"


def _rows(row: Record) -> list[Row]:
    year = row["period"]
    drawn = [
        Row(
            "Capital spending",
            usd(row["investment"]),
            [Part(0.0, row["investment"], "invests", f"{year}: {row['investment_of']}")],
        ),
        Row(
            "Revenue needed a year",
            usd(row["required"]),
            [Part(0.0, row["required"], "invests striped", f"{year}: if {_assumed(row)}")],
        ),
    ]
    for known in row["against"]:
        title = f"{year}: {known['revenue_of']}, {known['basis']}"
        parts = [Part(0.0, known["revenue"], "buys", title)]
        name = str(known["revenue_of"])
        drawn.append(Row(_short(name[0].upper() + name[1:]), _revenue(known), parts))
    return drawn


def _short(name: str) -> str:
    """A name without what stands in brackets."""
    depth, kept = 0, ""
    for letter in name:
        depth += letter == "("
        kept += letter if depth == 0 else ""
        depth -= letter == ")"
    return " ".join(kept.replace(" ,", ",").split()) or name


def _table(years: Sequence[Record]) -> Table:
    heads = ("Year", "Capital spending of", "USD bn", "Needed a year", "Known revenue of", "Basis")
    more = ("Revenue", "Gap", "Gap / revenue", "Figures cover", "Evidence", "Rows")
    numbers = {"USD bn", "Needed a year", "Revenue", "Gap", "Gap / revenue", "Figures cover"}
    cells = []
    for row in years:
        first = [
            f"{row['period']}{', planned' if row['planned'] else ''}",
            str(row["investment_of"]),
            number(row["investment"]),
            number(row["required"]),
        ]
        for known in row["against"]:
            cells.append([*first, *_against(known)])
        if not row["against"]:
            cells.append([*first, "none known", *[""] * 7])
    return Table([(head, head in numbers) for head in (*heads, *more)], cells)


def _against(known: Record) -> list[str]:
    covered = known["coverage"]
    return [
        str(known["revenue_of"]),
        str(known["basis"]),
        number(known["revenue"]),
        at_most(number(known["gap"]), known["gap"], covered),
        at_most(times(known["multiple"]), known["multiple"], covered),
        percent(covered),
        ", ".join(known["evidence"]),
        ", ".join([*known["figures"], *known["deals"]]),
    ]
