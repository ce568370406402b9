"""The figures of a few labs in one year, one bar for each basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.books.basis import UNKNOWN
from moneyloop.model import USD_BN, USD_BN_A_YEAR
from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books.rows import Head, Line, Part, Row, both, rows
from moneyloop.pages.charts.svg import Drawing
from moneyloop.pages.content.close_reading import WHOLE_TERMS
from moneyloop.words.amounts import day, stated, times, usd

Record = Mapping[str, Any]

_UNITS = {USD_BN_A_YEAR: "a year", WHOLE_TERMS: "over whole terms"}
# What each bar is called, and its style: striped is not counted in the year.
_BARS = {
    "run_rate": ("Run rate", "else edged striped"),
    "revenue": ("Recognised revenue", "else edged"),
    "due": ("Purchases due", "buys"),
    "average": ("Promised, a year", "buys striped"),
    "committed": ("Promised, whole terms", ""),
}


def drawing(labs: Sequence[Record], known: str) -> Drawing | None:
    """What `close_reading.books_of_labs` says; None where no company has such figures."""
    drawn = [party for party in labs if party["measures"]]
    if not drawn:
        return None
    year = drawn[0]["year"]
    title = f"The same labs on several bases, {year}"
    lines: list[Line] = []
    for party in drawn:
        lines += [Head(party["party"]), *(_row(one, party) for one in party["measures"])]
    yearly = [
        one["amount"] for party in drawn for one in party["measures"] if one["unit"] != WHOLE_TERMS
    ]
    most = max(yearly, default=1.0)
    svg, tall = both(
        lambda width: rows(
            lines,
            width,
            title,
            most=most,
            write=stated,
            unit="USD billions a year, each bar on its own basis",
            marks=(
                ("else edged", "comes in"),
                ("buys", "goes out for purchases"),
                ("else edged striped", "striped: a rate, not money of the year"),
                ("buys striped", "striped: a promise, not money of the year"),
            ),
        )
    )
    basis = (
        f"USD billions, each on its own basis, not to be added, {known}; whole terms are not money "
        "of a year and have no bar; + ?: rows without a public amount come on top"
    )
    return Drawing("labs", title, basis, svg, _table(drawn), tall, answer(drawn))


def answer(labs: Sequence[Record]) -> str:
    """The two figures of the first lab, in a sentence."""
    party = next(party for party in labs if party["measures"])
    of = {one["key"]: one for one in party["measures"]}
    if "run_rate" not in of or "revenue" not in of:
        known = [f"{_BARS[key][0].lower()} {usd(one['amount'])}" for key, one in of.items()]
        return f"What is known of {party['party']} in {party['year']}: {', '.join(known)}."
    rate, revenue = of["run_rate"], of["revenue"]
    return (
        f"In {day(rate['period'])} {party['party']} ran at {usd(rate['amount'])} a year, and it "
        f"recognised {usd(revenue['amount'])} for {party['year']}: both can be true, since a run "
        "rate is one month times twelve."
    )


def label(measure: Record, year: str) -> str:
    """A bar's name with its basis: `Run rate 2025-12, net`."""
    key = str(measure["key"])
    name = _BARS[key][0]
    if key in ("run_rate", "revenue"):
        counted = measure["gross_or_net"]
        tail = "" if counted in (None, UNKNOWN) else f", {counted}"
        return f"{name} {measure['period']}{tail}"
    return f"{name} in {year}" if key == "due" else name


def _row(measure: Record, party: Record) -> Row:
    text = usd(measure["amount"]) + (" + ?" if measure["unknown"] else "")
    name = label(measure, party["year"])
    style = _BARS[measure["key"]][1]
    if not style:
        return Row(name, f"{text}, not money of a year")
    title = f"{party['party']}, {name}: {text}, {measure['basis']}"
    return Row(name, text, [Part(0.0, measure["amount"], style, title)])


def _table(labs: Sequence[Record]) -> Table:
    head = ("Lab", "Figure", "Amount", "Basis", "Period", "Evidence", "Not stated for", "Rows")
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


def ratios(party: Record) -> Table:
    """Each figure of a lab against another, and in what their bases differ."""
    head = ("Comparison", "Value", "One number", "The other", "In what the bases differ", "Rows")
    return Table(
        [(name, name == "Value") for name in head],
        [
            [
                ratio["name"] + (", planned" if ratio["planned"] else ""),
                (usd if ratio["unit"] == USD_BN else times)(ratio["value"], "?"),
                _side(ratio["numerator"]),
                _side(ratio["denominator"]),
                "; ".join(ratio["differs"]) or "in nothing",
                ", ".join([*ratio["evidence"], *ratio["figures"], *ratio["deals"]]),
            ]
            for ratio in party["ratios"]
        ],
    )


def _side(one: Record) -> str:
    words = (one["metric"].replace("_", " "), one["segment"], one["period"], one["basis"])
    return f"{usd(one['amount'])}: {', '.join(word for word in words if word)}"
