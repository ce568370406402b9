"""The view of `explain --sector`: the payments of the high world and of the low world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study.periods import named
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.tables.tail import few
from moneyloop.words import amounts
from moneyloop.words.columns import Row, keys, on_screen, with_cells
from moneyloop.words.labels import PAYS, heading

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

ROWS_SHOWN = 12
_HEADS = {"reciprocal": "own_spending"}  # as a measure it is more than that part of revenue
_LABELS = {
    "own": "Labels: the sellers whose investment it is and to whom it can still come back. Back "
    "at: those to whom it comes back here, as a sale.",
    **dict.fromkeys(
        ("reciprocal", "came_back"),
        "Labels: the sellers who paid it out and to whom it can still come back. Back at: those to "
        "whom it comes back here, as a sale.",
    ),
    "other": "Labels: the sellers where it has not been since an investor paid it in, and where it "
    "can still get. Back at: those of whose sales it is a part.",
}


def view(result: Result) -> list[Part]:
    """The answer, and the payments that attain the high and the low."""
    extra = result.extra
    parts: list[Part] = ["", extra["answer"], ""]
    for end in ("high", "low"):
        rows = [row for row in result.rows if row["end"] == end]
        if rows:
            parts.append(_world(result, end, rows))
    return [*parts, _LABELS.get(extra["measure"], _LABELS["other"]), ""]


def shown(result: Result) -> list[dict[str, Any]]:
    """The rows whose amounts are on the screen."""
    return [
        row
        for end in ("high", "low")
        for row in [row for row in result.rows if row["end"] == end][:ROWS_SHOWN]
    ]


def markdown(result: Result) -> str:
    """The answer and all rows."""
    return f"{result.extra['answer']}\n\n{formats.markdown(result.rows, keys(result.columns))}"


def _world(result: Result, end: str, rows: Sequence[Row]) -> Listing:
    extra = result.extra
    count = f"{min(len(rows), ROWS_SHOWN)} of {len(rows)} payments"
    measure = extra["measure"]
    what = f"{heading(_HEADS.get(measure, measure))} {named(extra['period'])}".rstrip()
    cells = {
        "payer": _payment,
        "labels": lambda row: few(row["labels"]),
        "back": lambda row: few(row["back"]),
        "deals": _behind,
    }
    columns = [column for column in on_screen(result.columns) if column.key != "end"]
    return Listing(
        f"{what}, the {end}: {amounts.number(extra[end])}, {count}",
        with_cells(columns, cells),
        rows[:ROWS_SHOWN],
    )


def _behind(row: Row) -> str:
    """The rows that make a payment, and what of it no row states."""
    ids = few(row["deals"])
    if not row["no_row"]:
        return ids
    more = f"{amounts.number(row['no_row'])} of unknown origin"
    return f"{ids} and {more}" if ids else more


def _payment(row: Row) -> str:
    if row["class"] == "elsewhere":
        return f"{row['payer']} pays elsewhere or keeps"
    if row["class"] == "cash":
        return f"{row['payer']} carries cash on"
    who = f"{row['payer']} {PAYS[row['class']]}" if row["payer"] else "outside investors invest in"
    return f"{who} {row['payee']}"
