"""The view of `calc vintage`: the same money per model and per year, and what breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneyloop.questions.vintage import LIFE, MODEL, MULTIPLE, SENSITIVITY, YEAR
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.words import amounts
from moneyloop.words.columns import on_screen, with_cells

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part
    from moneyloop.words.columns import Row

_AMOUNTS = ("revenue", "serve", "train", "result")
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


def view(result: Result) -> list[Part]:
    """What is kept of a bill where one is stated, the two accounts, and what breaks them."""
    extra = result.extra
    meter: list[Part] = [_meter(extra["meter"], extra["margin"])] if extra["meter"] else []
    return [*meter, _account(result, MODEL), _account(result, YEAR), _sensitivities(result)]


def named(result: Result) -> list[dict[str, Any]]:
    """The rows as --translate reads them: which account and year each is of."""
    return [{"id": f"{row['account']} {row['year']}"} | row for row in result.rows]


def markdown(result: Result) -> str:
    """The accounts per model and per year, and the sensitivities."""
    parts = (
        f"## {_TITLES[account]}\n\n{formats.markdown(_of(result, account), columns)}"
        for account, columns in _COLUMNS.items()
    )
    return "\n".join(parts)


def _of(result: Result, account: str) -> list[dict[str, Any]]:
    return [row for row in result.rows if row["account"] == account]


def _account(result: Result, account: str) -> Listing:
    """The rows of an account, and below them their sums: of both accounts they are the same."""
    first, *_, last = _COLUMNS[account]
    rows = _of(result, account)
    sums = {key: sum(row[key] for row in rows) for key in _AMOUNTS}
    columns = on_screen(result.columns, *_COLUMNS[account])
    write = {column.key: column.write for column in columns}
    blank = with_cells(columns, {last: lambda row: write[last](row[last]) if last in row else ""})
    return Listing(_TITLES[account], blank, [*rows, {first: "all", **sums}])


def _sensitivities(result: Result) -> Listing:
    """What a vintage leaves when it serves shorter, earns less, or demand falls short."""
    cells = {"lever": lambda row: "" if row["again"] else _lever(row), "size": _size} | {
        key: lambda row, key=key: "-" if row["size"] is None else amounts.number(row[key])
        for key in _AMOUNTS
    }
    rows: list[Row] = []
    for row in _of(result, SENSITIVITY):
        again = bool(rows) and _lever(rows[-1]) == _lever(row)
        rows.append({**row, "again": again})
    columns = with_cells(on_screen(result.columns, *_COLUMNS[SENSITIVITY]), cells)
    return Listing(_TITLES[SENSITIVITY], columns, rows)


def _lever(row: Row) -> str:
    return "breaks even" if row["is_break_even"] else str(row["lever"])


def _size(row: Row) -> str:
    size = row["size"]
    if size is None:
        return "never"
    if row["lever"] == LIFE:
        return f"{amounts.fixed(size, 2)} years"
    return amounts.times(size) if row["lever"] == MULTIPLE else f"{amounts.percent(size)} short"


def _meter(meter: Mapping[str, float], margin: float) -> str:
    """What is kept of a bill, as a sentence."""
    billed, compute, kept = (amounts.number(meter[key]) for key in ("billed", "compute", "kept"))
    return (
        f"Of {billed} billed, {compute} is compute and {kept} is kept: a margin of "
        f"{amounts.percent(margin)}."
    )
