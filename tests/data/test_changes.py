"""data/changes.csv names exactly the rows that differ from the first edition."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import moneyloop
from moneyloop.input import editions, schema
from moneyloop.model import split

DATA = Path(__file__).parents[2] / "data"
TABLES = ("deals", "figures", "parties")
# How many rows the first edition had.
FIRST = {"deals": 289, "figures": 270, "parties": 68}
# Columns that it did not have: whatever stands in them was filled since.
NEW = {
    "deals": ("notice_days", "cancellable_from", "locator", "as_stated", "disputed_by"),
    "figures": ("locator", "as_stated"),
    "parties": (),
}


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


LINES = moneyloop.load().edition.changes


def test_every_line_is_read_and_says_what_it_has_to() -> None:
    assert len(LINES) == len(rows("changes")) > 0
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"| `changes.csv` | {len(LINES)} |" in readme
    version = moneyloop.load().edition.version
    for line in LINES:
        assert line.edition == version
        assert date.fromisoformat(line.date)
        assert line.table in TABLES
        assert line.change in ("added", "changed", "superseded")
        assert set(line.columns) <= {column.name for column in schema.columns(line.table)}
        assert bool(line.columns) or line.change != "changed"
        assert line.reason
        assert "updated" not in line.reason


@pytest.mark.parametrize("table", TABLES)
def test_each_line_is_a_row_and_what_is_not_added_was_in_the_first_edition(table: str) -> None:
    named = Counter(line.row for line in LINES if line.table == table)
    there = Counter(editions.row_key(table, row) for row in rows(table))
    assert named <= there
    added = sum(line.change == "added" for line in LINES if line.table == table)
    assert len(rows(table)) - added == FIRST[table]


@pytest.mark.parametrize("table", TABLES)
def test_what_stands_in_a_new_column_was_added_or_filled(table: str) -> None:
    """By row and column, so that a cell of an old row is never filled without a line."""
    lines = [line for line in LINES if line.table == table]
    added = {line.row for line in lines if line.change == "added"}
    filled = Counter((line.row, column) for line in lines for column in line.columns)
    there = Counter(
        (editions.row_key(table, row), column)
        for row in rows(table)
        for column in NEW[table]
        if row[column]
    )
    names = {(name, column) for name, column in there | filled if column in NEW[table]}
    wrong = [key for key in names if key[0] not in added and there[key] != filled[key]]
    assert wrong == []


def test_superseded_rows_are_superseded() -> None:
    replaced = {name for row in rows("deals") for name in split(row["replaces"])}
    spare = {
        editions.row_key("figures", row) for row in rows("figures") if row["preferred"] == "no"
    }
    for line in LINES:
        if line.change == "superseded":
            assert line.row in (replaced if line.table == "deals" else spare)
    # A deal that a new row replaces is superseded by it.
    added = {line.row for line in LINES if line.change == "added"}
    newly = {x for row in rows("deals") if row["id"] in added for x in split(row["replaces"])}
    lines = {line.row: line for line in LINES if line.table == "deals"}
    assert {name for name in newly if name not in added} <= {
        name for name, line in lines.items() if line.change == "superseded"
    }


def test_reasons_are_of_their_class() -> None:
    for line in LINES:
        if line.reason.startswith("column filled"):
            assert set(line.columns) <= {"locator", "as_stated", "disputed_by"}
        if line.reason.startswith("amount"):
            assert any("amount" in column or column == "paid_usd_bn" for column in line.columns)
        if line.reason.startswith("note"):
            assert line.columns == ("note",)
    assert Counter(line.reason for line in LINES).most_common(1)[0][1] < len(LINES) / 6
