"""The tables of `moneyloop gap`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables import formats
from moneyloop.tables.terminal import grid
from moneyloop.words.amounts import UNKNOWN, at_most, number, percent, times

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

SECTOR = (
    "period",
    "investment",
    "investment_of",
    "ruler",
    "coverage",
    "margin",
    "life",
    "required",
    "required_one_go",
    "pro_forma",
    "against",
    "evidence",
    "figures",
    "not_added",
)
_INSIDE = ("sales", "investments", "returns")


def investment(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """What is invested in a year, and the revenue a year that it needs to be earned back.

    `narrow` leaves out the evidence.
    """
    texts = ["Year", "Investment", "Ruler", *([] if narrow else ["Evidence"])]
    numbers = ["Coverage", "Amount", "Needed a year"]
    heads = [*((name, False) for name in texts), *((name, True) for name in numbers)]
    table = grid(title, heads, whole=("Year",))
    for row in rows:
        table.add_row(
            _year(row),
            row["investment_of"],
            row["ruler"],
            *([] if narrow else [", ".join(row["evidence"])]),
            percent(row["coverage"]),
            number(row["investment"]),
            number(row["required"]),
        )
    return table


def against(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The revenue that is known, each on its own ruler, and what is missing to what is needed.

    `narrow` leaves out ruler and the investment for a dollar of revenue, and has the coverage of
    a revenue that is known in part in brackets.
    """
    texts = ["Year", "Known revenue", *([] if narrow else ["Ruler"])]
    numbers = ["Amount", *([] if narrow else ["Coverage", "Invested/$1"]), "Gap", "Gap/revenue"]
    heads = [*((name, False) for name in texts), *((name, True) for name in numbers)]
    table = grid(title, heads, whole=("Year",))
    for row in rows:
        if not row["against"]:
            table.add_row(_year(row), "not known", *[UNKNOWN] * (len(heads) - 2))
        for place, entry in enumerate(row["against"]):
            known, invested = entry["coverage"], entry["investment_multiple"]
            part = [percent(known), at_most(number(invested), invested, known)]
            table.add_row(
                "" if place else _year(row),
                entry["revenue_of"],
                *([] if narrow else [entry["ruler"]]),
                _partly(entry["revenue"], known) if narrow else number(entry["revenue"]),
                *([] if narrow else part),
                at_most(number(entry["gap"]), entry["gap"], known),
                at_most(times(entry["multiple"]), entry["multiple"], known),
            )
    return table


def parties(
    title: str, rows: Sequence[dict[str, Any]], *, named: bool, narrow: bool = False
) -> Table:
    """What is due, the money known to come in, and what none of it covers; `named`: by party.

    Inside: sales, investments and returns from inside parties.

    `narrow` has the known money in one sum, and coverage in brackets where revenue is known in
    part.
    """
    texts = ["Party", "Year"] if named else ["Year"]
    numbers = ["Committed", *(["Known"] if narrow else ["Customers", "Investors", "Opening\ncash"])]
    numbers += [*([] if narrow else ["Inside"]), "Unexplained", "Revenue"]
    numbers += [*([] if narrow else ["Revenue\ncovers"]), "Multiple"]
    heads = [*((name, False) for name in texts), *((name, True) for name in numbers)]
    table = grid(title, heads, whole=texts)
    for row in rows:
        split = [row["customers"], row["outside_investors"], row["opening"]]
        split += [sum(row[key] for key in _INSIDE)]
        table.add_row(
            *([row["party"]] if named else []),
            _year(row),
            number(row["committed"]),
            *map(number, [row["known"]] if narrow else split),
            number(row["unexplained"]),
            _partly(row["revenue"], row["revenue_coverage"]) if narrow else number(row["revenue"]),
            *([] if narrow else [percent(row["revenue_coverage"])]),
            at_most(times(row["multiple"]), row["multiple"], row["revenue_coverage"]),
        )
    return table


def unexplained(title: str, rows: Sequence[dict[str, Any]], years: Sequence[str]) -> Table:
    """What is not explained, by party and year; a blank where nothing is due."""
    found = {(row["party"], row["period"]): row["unexplained"] for row in rows}
    marks = {row["period"]: _year(row) for row in rows}
    table = grid(title, [("Party", False), *((marks[y], True) for y in years)], whole=("Party",))
    for party in dict.fromkeys(row["party"] for row in rows):
        amounts = [found.get((party, year)) for year in years]
        table.add_row(party, *("" if amount is None else number(amount) for amount in amounts))
    return table


def _year(row: dict[str, Any]) -> str:
    return str(row["period"]) + (" *" if row["pro_forma"] else "")


def _partly(revenue: float | None, coverage: float) -> str:
    """Revenue, with the part of the year that figures cover where it is not all of it."""
    told = number(revenue)
    return told if revenue is None or coverage >= 1 else f"{told} ({percent(coverage)})"


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The rows of party and year and, below them, the sector's question."""
    rows = formats.markdown(result.rows, columns)
    asked = formats.markdown(result.extra["sector_question"], SECTOR)
    return f"{rows}\n## The sector's question\n\n{asked}{formats.tail(result)}"
