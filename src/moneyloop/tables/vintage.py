"""The tables of `moneyloop vintage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.questions.vintage import LIFE, MODEL, MULTIPLE, SENSITIVITY, YEAR
from moneyloop.tables import formats
from moneyloop.tables.terminal import grid
from moneyloop.words.amounts import fixed, number, percent, times

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

_AMOUNTS = ("revenue", "serve", "train", "result")
_HEADS = (("Revenue", True), ("Serving", True), ("Training", True), ("Result", True))
_COLUMNS = {
    MODEL: ("model", *_AMOUNTS, "revenue_per_cost"),
    YEAR: ("year", *_AMOUNTS, "cumulative"),
    SENSITIVITY: ("lever", "size", *_AMOUNTS, "is_break_even"),
}
_TITLES = {
    MODEL: "Per model, over its life",
    YEAR: "Per year, all models",
    SENSITIVITY: "What breaks it, per 1 of training cost",
}


def models(rows: Sequence[dict[str, Any]]) -> Table:
    """Each model over its life: what it earns, what serving and training cost, what is left."""
    heads = [("Model", True), *_HEADS, ("Revenue / training", True)]
    table = grid(_TITLES[MODEL], heads)
    for row in rows:
        amounts = (number(row[key]) for key in _AMOUNTS)
        table.add_row(str(row["model"]), *amounts, times(row["revenue_per_cost"]))
    table.add_row("all", *(number(sum(row[key] for row in rows)) for key in _AMOUNTS), "")
    return table


def years(rows: Sequence[dict[str, Any]]) -> Table:
    """Each year: revenue of all models that serve, and the training of the next."""
    table = grid(_TITLES[YEAR], [("Year", True), *_HEADS, ("Cumulative", True)])
    for row in rows:
        amounts = (number(row[key]) for key in _AMOUNTS)
        table.add_row(str(row["year"]), *amounts, number(row["cumulative"]))
    table.add_row("all", *(number(sum(row[key] for row in rows)) for key in _AMOUNTS), "")
    return table


def sensitivities(rows: Sequence[dict[str, Any]]) -> Table:
    """What a vintage leaves when it serves shorter, earns less, or demand falls short."""
    table = grid(_TITLES[SENSITIVITY], [("", False), ("Size", False), *_HEADS], whole=("", "Size"))
    last = None
    for row in rows:
        name = "breaks even" if row["is_break_even"] else row["lever"]
        never = row["size"] is None
        amounts = ("-" if never else number(row[key]) for key in _AMOUNTS)
        table.add_row("" if name == last else name, _size(row), *amounts)
        last = name
        if row["is_break_even"]:
            table.add_section()
    return table


def _size(row: dict[str, Any]) -> str:
    size = row["size"]
    if size is None:
        return "never"
    if row["lever"] == LIFE:
        return f"{fixed(size, 2)} years"
    return times(size) if row["lever"] == MULTIPLE else f"{percent(size)} short"


def meter(found: dict[str, float], margin: float) -> str:
    """What is kept of a bill, as a sentence."""
    return (
        f"Of {number(found['billed'])} billed, {number(found['compute'])} is compute and "
        f"{number(found['kept'])} is kept: a margin of {percent(margin)}."
    )


def markdown(result: Result) -> str:
    """The accounts per model and per year, and the sensitivities."""
    parts = []
    for account, columns in _COLUMNS.items():
        rows = [row for row in result.rows if row["account"] == account]
        parts.append(f"## {_TITLES[account]}\n\n{formats.markdown(rows, columns)}\n")
    return "".join(parts).rstrip("\n") + "\n" + formats.tail(result)
