"""The view of `attribute` by several rules, side by side, with the bounds of the same payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.attribution import sells
from moneyloop.tables.attribute import of_public, signs, ties
from moneyloop.tables.listing import Listing, in_own_unit, once
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, on_screen
from moneyloop.words.labels import MEASURE_LABELS, row_key

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part, in_own_unit

BOUNDS = "bounds"
MEASURES = {row_key(name): name for name in MEASURE_LABELS}
# On two lines: three measures stand side by side.
_HEADS = {
    "own_estimate": "Own money\nback",
    "network_investors_estimate": "Network\ninvestors",
    "any_investor_estimate": "Any investor's\nmoney",
    "turns": "Times\nround",
}
SHOWN = ("party", "period", "rule", *MEASURES, "reciprocal", "customers", "turns")


def view(result: Result) -> list[Part]:
    """Each party and period: the bounds, then the estimate of every rule."""
    result = in_own_unit(result)
    rows = shown(result)
    if not rows:
        return ["No company sells in the network in the window."]
    title = f"Rules side by side, with the bounds of the same payments{of_public(result)}"
    columns = [_by_rule(column) for column in on_screen(result.columns, *SHOWN)]
    parts: list[Part] = [
        Listing(title, columns, once(_with_bounds(rows), "party", "period")),
        "Times round: own money back so far, over the most of it that was out at once.",
    ]
    if orders := result.extra["shuffle_ties"]:
        parts.append(ties(result.columns, rows, orders))
    parts += signs(result, rows)
    if hidden := (len(result.rows) - len(rows)) // len(result.extra["rules"]):
        parts.append(f"Parties without network sales, not shown here: {hidden}.")
    return parts


def shown(result: Result) -> list[dict[str, Any]]:
    """The rows of the parties asked for, or of those that sell in the network."""
    return [row for row in result.rows if result.asked or sells(row)]


def _with_bounds(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows by period and party, before the rules of each a row of their bounds."""
    places = dict.fromkeys((row["period"], row["party"]) for row in rows)
    result: list[Row] = []
    for place in places:
        of_place = [row for row in rows if (row["period"], row["party"]) == place]
        result += [{**of_place[0], "rule": BOUNDS}, *of_place]
    return result


def _by_rule(column: Column) -> Column:
    """As it is read here: the row of bounds has the ends of a measure, the others its estimate."""
    if column.key in MEASURES:
        head = _HEADS.get(column.key, column.head)
        return replace(column, head=head, cell=lambda row: _measure(row, column.key))
    if column.key in ("reciprocal", "customers", "turns"):
        return replace(
            column,
            head=_HEADS.get(column.key, column.head),
            cell=lambda row: "" if row["rule"] == BOUNDS else column.write(row[column.key]),
        )
    return column


def _measure(row: Row, key: str) -> str:
    if row["rule"] == BOUNDS:
        name = MEASURES[key]
        return amounts.interval(row[f"{name}_low"], row[f"{name}_high"])
    return amounts.number(row[key])
