"""The tables of `moneyloop index`: the cycling index, what could cancel, and shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables import formats
from moneyloop.tables.terminal import ends, grid, shares
from moneyloop.words.amounts import fixed, interval, number, percent_of, stated
from moneyloop.words.labels import MEASURE_LABELS

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

PARTS = {
    "invest_to_sale": "Invest\nto sale",
    "invest_to_capital": "Invest to\ncapital",
    "purchase_to_sale": "Purchase\nto sale",
    "purchase_to_capital": "Purchase\nto capital",
}

PARTY_COLUMNS = ("party", "period", "throughflow", "cycled", *PARTS, "pro_forma")


def cycling(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The index of each period, with the throughflow and the four parts of what is cycled.

    `narrow` leaves out the sum of the parts, and how many deals pay in the period; so does a
    ledger, whose rows name none.
    """
    counted = not narrow and any(row["deals"] for row in rows)
    sums = ["throughflow"] if narrow else ["throughflow", "cycled"]
    numbers = ["FCI", *(name.capitalize() for name in sums), *PARTS.values()]
    numbers += ["Deals"] if counted else []
    table = _of_periods(title, numbers)
    for row in rows:
        table.add_row(
            _period(row),
            _index(row["fci"]),
            *(number(row[key]) for key in (*sums, *PARTS)),
            *([str(len(row["deals"]))] if counted else []),
        )
    return table


def circulation(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """What moves between inside parties, how much of it could cancel, and what could not."""
    numbers = ["Moved", "Could\ncancel", "of moved", "Purchases\nalone", "Net internal\ndebt"]
    table = _of_periods(title, numbers)
    for row in rows:
        table.add_row(
            _period(row),
            number(row["moved"]),
            number(row["max_circulation"]),
            percent_of(row["max_circulation"], row["moved"]),
            number(row["max_circulation_purchases"]),
            number(row["net_internal_debt"]),
        )
    return table


def sector(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Sums of each measure over all parties, and as shares of two denominators.

    `narrow` leaves out inside sales, with the share of them.
    """
    wide = not narrow
    heads = [("Period", False), ("Booked", True), *([("From inside", True)] if wide else [])]
    heads += [("Measure", False), ("Low to high (estimate)", True), ("of booked", True)]
    heads += [("of inside sales", True)] if wide else []
    table = grid(title, heads, ("Period", "Measure"))
    for row in rows:
        sums = [number(row[key]) for key in ("booked", *(["inside_sales"] if wide else []))]
        for place, (measure, name) in enumerate(MEASURE_LABELS.items()):
            table.add_row(
                *(["" for _ in [row, *sums]] if place else [_period(row), *sums]),
                name,
                interval(*ends(row, measure)),
                shares(row, measure, row["booked"]),
                *([shares(row, measure, row["inside_sales"])] if wide else []),
            )
    return table


def parties(
    title: str, rows: Sequence[dict[str, Any]], *, parts: bool = True, narrow: bool = False
) -> Table:
    """What passes each party in a period and how much of it has been there before.

    A flow list has no `parts`; `narrow` leaves out the throughflow and the share of it.
    """
    numbers = ["Cycled"] if narrow else ["Throughflow", "Cycled", "of it"]
    numbers += PARTS.values() if parts else []
    table = grid(title, [("Party", False), *((name, True) for name in numbers)], ("Party",))
    for row in rows:
        passing, back = row["throughflow"], row["cycled"]
        table.add_row(
            row["party"],
            *([] if narrow else [number(passing)]),
            number(back),
            *([] if narrow else [percent_of(back, passing)]),
            *((number(row[key]) for key in PARTS) if parts else ()),
        )
    return table


def flow_list(title: str, row: dict[str, Any]) -> Table:
    """The measures of a list of flows, one a line."""
    table = grid(title, [("Measure", False), ("Value", True)])
    table.add_row("Finn cycling index (FCI)", _index(row["fci"]))
    for key, name in _OF_FLOWS.items():
        table.add_row(name, stated(row[key]))
    return table


_OF_FLOWS = {
    "throughflow": "Throughflow (TST)",
    "cycled": "Cycled",
    "inputs": "Inputs",
    "outputs": "Outputs",
    "throughput": "Throughput: flows, inputs and outputs (TSTp)",
    "moved": "Flows between nodes",
    "max_circulation": "Could cancel around loops (max circulation)",
    "net_internal_debt": "Net positions (net internal debt)",
    "sourceless": "Without a source, left out of FCI",
}


def _of_periods(title: str, numbers: Sequence[str]) -> Table:
    return grid(title, [("Period", False), *((name, True) for name in numbers)], ("Period",))


def _period(row: dict[str, Any]) -> str:
    return f"{row['period']}{' *' if row['pro_forma'] else ''}"


def _index(value: float | None) -> str:
    """A share of one, five decimals: the index of a large network is small."""
    return fixed(value, 5)


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The rows of periods and, below them, those of parties."""
    rows = formats.markdown(result.rows, columns)
    below = formats.markdown(result.extra["parties"], PARTY_COLUMNS)
    return f"{rows}\n## Parties\n\n{below}{formats.tail(result)}"
