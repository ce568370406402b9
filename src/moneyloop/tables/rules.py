"""Tracing rules side by side, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables import terminal
from moneyloop.words.amounts import interval, number, times
from moneyloop.words.labels import heading

if TYPE_CHECKING:
    from rich.table import Table


def rules(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Each party and period: the bounds, then the marker of every rule.

    `narrow` leaves out in-network, reciprocal and customers.
    """
    measures = {heading("own"): "own", "In-network": "in_network", heading("invested"): "invested"}
    others = {"Reciprocal": "reciprocal", "Customers": "customers"}
    if narrow:
        del measures["In-network"]
        others = {}
    texts = ("Party", "Period", "Rule")
    heads = [*((name, False) for name in texts), *((name, True) for name in measures | others)]
    table = terminal.grid(title, [*heads, ("Turns", True)], whole=texts)
    places = dict.fromkeys((row["period"], row["party"]) for row in rows)
    for period, party in places:
        mine = [row for row in rows if (row["period"], row["party"]) == (period, party)]
        ends = [
            interval(mine[0][f"{name}_low"], mine[0][f"{name}_high"]) for name in measures.values()
        ]
        star = " *" if mine[0]["pro_forma"] else ""
        table.add_row(party, period + star, "bounds", *ends)
        for row in mine:
            values = (number(row[name]) for name in (measures | others).values())
            turns = times(row["turns"])
            table.add_row("", "", row["rule"], *values, turns)
    return table


def ties(rows: Sequence[dict[str, Any]], orders: int) -> Table:
    """How far own lap moves when rows that share a day come in other orders."""
    heads = [("Party", False), ("Period", False), ("Rule", False)]
    heads += [(heading("own"), True), ("Least", True), ("Most", True)]
    title = f"Own lap over {orders} other orders of rows that share a day"
    table = terminal.grid(title, heads, whole=("Party", "Period", "Rule"))
    for row in rows:
        ends = (number(row[name]) for name in ("own", "own_ties_low", "own_ties_high"))
        table.add_row(row["party"], row["period"], row["rule"], *ends)
    return table
