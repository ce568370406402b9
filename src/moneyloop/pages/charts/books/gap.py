"""What is due by year, and what known money covers of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books.rows import Part, Row, both, rows
from moneyloop.pages.charts.svg import Drawing
from moneyloop.words.amounts import at_most, number, percent, stated, times, usd
from moneyloop.words.labels import heading

Record = Mapping[str, Any]

_SEEN = 0.01  # of the largest year: less is in the table only
_NO_FIGURES = "no revenue figures yet"


def drawing(every: Sequence[Record], known: str) -> Drawing | None:
    """The rows of `gap`; None where nothing with a public amount is due."""
    sector = _sector(every)
    if not sector:
        return None
    most = max(row["committed"] for row in sector)
    lines = [_row(row) for row in sector if row["committed"] >= _SEEN * most]
    title = "Payments that companies of the network are due to make, and known money, by year"
    marks = [("buys", "covered by known money"), ("else edged", "not covered")]
    if any(row["revenue"] is None for row in sector):
        marks.append(("hatched", f"{_NO_FIGURES}: not known whether it is covered"))
    svg, tall = both(
        lambda width: rows(
            lines, width, title, most=most, write=stated, unit="USD billions a year", marks=marks
        )
    )
    basis = (
        f"USD billions a year, purchases, investments and returns together, {known}; + ?: payments "
        "without a public amount come on top"
    )
    return Drawing("gap", title, basis, svg, _table(every), tall, answer(every))


def answer(every: Sequence[Record]) -> str:
    """The last year with revenue figures, and the years after it, in two sentences."""
    sector = _sector(every)
    told = [row for row in sector if row["revenue"] is not None]
    after = [row for row in sector if not told or row["period"] > told[-1]["period"]]
    return " ".join(filter(None, (_covered(told[-1]) if told else "", _open(after))))


def _sector(every: Sequence[Record]) -> list[Record]:
    """All companies together, year by year; dues without a public amount are in the table only."""
    return [row for row in every if row["sector"] and row["committed"]]


def _covered(row: Record) -> str:
    planned = " (planned)" if row["planned"] else ""
    coverage = row["revenue_coverage"]
    partly = f"; revenue is reported for {percent(coverage)} of that year" if coverage < 1 else ""
    more, what = (
        (" and amounts that are not public", "what is public") if row["open_due"] else ("", "it")
    )
    rest = f"but {usd(row['no_known_source'])} " if row["no_known_source"] > 0 else ""
    return (
        f"In {row['period']}{planned} companies of the network are due to pay "
        f"{usd(row['committed'])}{more}; known money covers all {rest}of {what}{partly}."
    )


def _open(after: Sequence[Record]) -> str:
    if not after:
        return ""
    first, last = after[0]["period"], after[-1]["period"]
    years = first if first == last else f"{first} to {last}"
    due = usd(sum(row["committed"] for row in after))
    return f"For {years}, when {due} is due, there are {_NO_FIGURES} to set against it."


def _row(row: Record) -> Row:
    due = usd(row["committed"]) + (" + ?" if row["open_due"] else "")
    when = f"{row['period']}{', planned' if row['planned'] else ''}"
    covered, rest = row["covered"], row["no_known_source"]
    parts = [Part(0.0, covered, "buys", f"{when}: {usd(covered)} covered by known money")]
    if row["revenue"] is None:
        title = f"{when}: {usd(rest)} due, {_NO_FIGURES}"
        parts.append(Part(covered, row["committed"], "hatched", title))
        return Row(when, f"{due}, {_NO_FIGURES}", parts)
    if rest <= 0:
        return Row(when, f"{due}, {'public amounts' if row['open_due'] else 'all'} covered", parts)
    title = f"{when}: {usd(rest)} not covered by known money"
    parts.append(Part(covered, row["committed"], "else edged", title))
    return Row(when, f"{due}, {usd(rest)} not covered", parts)


def _table(every: Sequence[Record]) -> Table:
    keys = [
        ("Due", "committed"),
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
            *(("Year", False), ("Company", False)),
            *((label, True) for label, _ in keys),
            *(("Multiple of revenue", True), ("Revenue covers", True)),
        ],
        [
            [
                f"{row['period']}{', planned' if row['planned'] else ''}",
                str(row["party"]),
                *(number(row[key]) for _, key in keys),
                at_most(times(row["multiple"]), row["multiple"], row["revenue_coverage"]),
                percent(row["revenue_coverage"]),
            ]
            for row in every
        ],
    )
