"""The tables of `moneyloop watch`: one for each of the three things to watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables.rulers import evidence, lines_of, mark, short, wrapping
from moneyloop.tables.terminal import grid
from moneyloop.words.amounts import UNKNOWN, number, percent, quantity, signed

if TYPE_CHECKING:
    from rich.table import Table

LINES = "figures.csv"

Measures = dict[str, dict[str, Any]]

_GROWTH = ("revenue growth", "cost growth", "revenue growth / cost growth")


def growth(title: str, parties: Sequence[Measures], *, narrow: bool = False) -> Table:
    """Growth of revenue beside growth of costs; `narrow` leaves out evidence and rows."""
    texts = ["Party", "Period"]
    numbers = ["Revenue", "Costs", "Ratio"]
    rest = ["In words", "Revenue and costs are", *([] if narrow else ["Evidence", LINES])]
    heads = [(name, name in numbers) for name in (*texts, *numbers, *rest)]
    table = grid(title, heads, whole=(LINES,))
    for found in parties:
        revenue, cost, both = (found[name] for name in _GROWTH)
        last = both if both["figures"] is not None else revenue
        table.add_row(
            revenue["party"],
            wrapping(revenue["period"]) + mark(last),
            *(signed(row["amount"], percent) for row in (revenue, cost)),
            quantity(both["amount"], "ratio"),
            both["reading"] or "not known",
            "\n".join(_named(row) for row in (revenue, cost) if row["metric"]),
            *([] if narrow else [evidence(last["evidence"]), lines_of(last["figures"])]),
        )
    return table


def _named(row: dict[str, Any]) -> str:
    basis = f", {row['basis']}" if row["metric"] == "revenue" else ""
    return f"{row['metric'].replace('_', ' ')}: {row['segment']}{basis}"


def per_user(title: str, parties: Sequence[Measures], *, narrow: bool = False) -> Table:
    """Revenue for each user that is counted; `narrow` leaves out evidence and rows."""
    heads = [("Party", False), ("USD a year", True), ("Ruler", False), ("Users", False)]
    heads += [("Period", False), *([] if narrow else [("Evidence", False), (LINES, False)])]
    table = grid(title, heads, whole=(LINES,))
    for found in parties:
        row = found["revenue per user"]
        table.add_row(
            row["party"],
            quantity(row["amount"], "usd"),
            short(row["ruler"], row["basis"]),
            row["segment"],
            row["period"],
            *([] if narrow else [evidence(row["evidence"]), lines_of(row["figures"])]),
        )
    return table


def cash(title: str, parties: Sequence[Measures], *, narrow: bool = False) -> Table:
    """The balance, a month of burn, the months and their last day, "(past)" by the as-of date.

    `narrow` leaves out evidence and rows.
    """
    heads = [("Party", False), ("Cash", True), ("At", False), ("Burn", False), ("A month", True)]
    heads += [("Months", True), ("Lasts to", False)]
    heads += [] if narrow else [("Evidence", False), (LINES, False)]
    table = grid(title, heads, whole=("At", "Lasts to", LINES))
    for found in parties:
        held, burn, months = (found[name] for name in ("cash", "burn a month", "months of cash"))
        table.add_row(
            held["party"],
            number(held["amount"]),
            held["period"],
            f"{burn['segment']}, {wrapping(burn['period'])}{mark(burn)}",
            number(burn["amount"]),
            number(months["amount"]),
            (months["lasts_to"] or UNKNOWN) + ("\n(past)" if months["reading"] else ""),
            *([] if narrow else [evidence(months["evidence"]), lines_of(months["figures"])]),
        )
    return table
