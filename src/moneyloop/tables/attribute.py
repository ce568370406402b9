"""The view of `attribute`: whose money the booked revenue was, a row for a party and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.attribution import sells
from moneyloop.model import USD_BN
from moneyloop.tables.listing import Listing, in_own_unit
from moneyloop.tables.tail import PLANNED
from moneyloop.words.columns import amount, on_screen, telling
from moneyloop.words.labels import DISPUTED_MARK, heading

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part
    from moneyloop.words.columns import Column

IN_BRACKETS = "In brackets: the part of the period for which revenue is reported."
DISPUTED = f"{DISPUTED_MARK} disputed: somebody says that an amount in it is not right (--notes)."
CAME_BACK = ("came_back_estimate", "came_back_known_low")
SHOWN = (
    *("party", "period", "revenue", "network_sales", "own_estimate"),
    *("own_known_low", "any_investor_estimate", "any_investor_known_low", "own_share_low"),
    *("customers", "no_known_source", *CAME_BACK),
)


def view(result: Result) -> list[Part]:
    """The table, then what its signs mean and how many rows are not in it."""
    result = in_own_unit(result)
    rule = "".join(result.extra.get("rules", []))
    title = "Whose dollar is it? low to high (estimate)"
    title += f"; dated payments{of_public(result)}, estimate by {rule}" if rule else ""
    rows = shown(result)
    columns = [
        column
        for column in telling(on_screen(result.columns, *SHOWN), rows)
        if column.key not in CAME_BACK or any(map(spent_came_back, rows))
    ]
    parts: list[Part] = [Listing(title, columns, rows)]
    if orders := result.extra.get("shuffle_ties"):
        parts.append(ties(result.columns, rows, orders))
    parts += signs(result, rows)
    if hidden := len(result.rows) - len(rows):
        word = "row is" if hidden == 1 else "rows are"
        parts.append(f"{hidden} {word} not shown here: no network sales.")
    return parts


def shown(result: Result) -> list[dict[str, Any]]:
    """The rows of the parties asked for, or of those that sell in the network."""
    return [
        row
        for row in result.rows
        if result.asked or sells(row) or row.get("network_sales_high", 0) != 0
    ]


def of_public(result: Result) -> str:
    """What a rule traces, behind a word for payments: of a list of payments it is all."""
    return " of public amounts" if result.unit == USD_BN else ""


def spent_came_back(row: Mapping[str, Any]) -> bool:
    """Whether more came back than own money back: what the seller had spent."""
    return any(row[f"came_back{end}"] != row[f"own{end}"] for end in ("_estimate", "_high"))


def ties(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], orders: int) -> Listing:
    """How far own money back moves when rows that share a day come in other orders."""
    more = (
        amount("own_estimate", heading("own")),
        amount("own_ties_low", "Least"),
        amount("own_ties_high", "Most"),
    )
    title = f"Own money back over {orders} other orders of rows that share a day"
    return Listing(title, (*on_screen(columns, "party", "period", "rule"), *more), rows)


def signs(result: Result, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the signs in these rows mean, where there are any."""
    # Nobody reports a revenue for a list of payments.
    brackets = result.unit == USD_BN and partial(rows)
    starred = any(row["planned"] for row in rows)
    doubted = any(row.get("disputed") for row in rows)
    return [
        *([IN_BRACKETS] if brackets else []),
        *([DISPUTED] if doubted else []),
        *([PLANNED] if starred else []),
    ]


def partial(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a revenue among these rows is reported for a part of its period only."""
    return any((row["revenue_coverage"] or 0) < 1 for row in rows)
