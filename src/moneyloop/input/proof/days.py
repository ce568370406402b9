"""Days that cannot be as they are written: told before announced, paid after the source told it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from moneyloop.input import items
from moneyloop.input.checks import deal_id
from moneyloop.input.proof.about import about
from moneyloop.input.table import Row, Table
from moneyloop.model import Problem, split

SOURCE, START, PAID, TERM, LEAVE, REPLACES, FIGURE = (
    *("source-before-announcement", "start-before-announcement", "paid-after-source", "long-term"),
    *("notice-outside-term", "replaces-later", "figure-after-source"),
)
_YEAR, _MONTH = 366, 31
_LONGEST = 30 * _YEAR  # of leases of land and sites, the longest contracts there are
_MEASURED = ("revenue", "cash", "capex", "net_income", "spend", "investment_gain")


def deals(table: Table) -> Iterator[Problem]:
    """Deals whose days contradict one another or the date of their source."""
    rows = {deal_id(row): row for row in table.rows}
    for row in table.rows:
        yield from _of_source(table, row)
        yield from _of_term(table, row)
        for replaced in split(row.text.get("replaces", "")):
            new, old = _first(row, "announced"), _last(rows.get(replaced), "announced")
            earlier = rows[replaced].days["announced"][0] if replaced in rows and old else 0
            if new and old and _last(row, "announced") < earlier:
                message = (
                    f"{deal_id(row)}: announced {row.text['announced']}, and it replaces "
                    f"{replaced}, announced {rows[replaced].text['announced']}"
                )
                hint = "the later row replaces the earlier one: swap them, or mend a date"
                yield table.warning(row, "replaces", REPLACES, message, hint)


def _of_source(table: Table, row: Row) -> Iterator[Problem]:
    name, told = deal_id(row), _last(row, "source_date")
    if not told:
        return
    if told < _first(row, "announced"):
        message = (
            f"{name}: announced {row.text['announced']}, and the source is of "
            f"{row.text['source_date']} already"
        )
        hint = f"write {row.text['source_date']} in announced, or name the later source"
        yield table.warning(row, "announced", SOURCE, message, hint)
    # A round is told of some days before it closes.
    start = _first(row, "start") - _MONTH
    if row.text.get("status") == "paid" and told < start:
        message = (
            f"{name}: paid from {row.text['start']} on, and the source is of "
            f"{row.text['source_date']}, more than a month earlier: it cannot know"
        )
        hint = "signed or contingent until it is paid; or name the source that says so"
        yield table.warning(row, "status", PAID, message, hint)


def _of_term(table: Table, row: Row) -> Iterator[Problem]:
    name, start, end = deal_id(row), _first(row, "start"), _last(row, "end")
    announced = _first(row, "announced")
    # What was paid is often learnt years later; a promise is not.
    if (
        row.text.get("status") != "paid"
        and announced
        and start
        and _last(row, "start") < (announced - _YEAR)
    ):
        message = (
            f"{name}: {row.text.get('status') or 'signed'} money from {row.text['start']} on, "
            f"announced {row.text['announced']}, more than a year later"
        )
        hint = "is the start of another contract meant, or was it paid?"
        yield table.warning(row, "start", START, message, hint)
    if start and end and end - start > _LONGEST:
        message = f"{name}: a term of {(end - start) / 365.25:.0f} years"
        yield table.warning(row, "end", TERM, message, f"is {_iso(end)} the year that is meant?")
    leave = _first(row, "cancellable_from")
    if leave and ((start and leave < start) or (end and leave > end)):
        message = f"{name}: a side may leave from {row.text['cancellable_from']}, outside the term"
        hint = "write a day from start to end, or leave it blank: from the start"
        yield table.warning(row, "cancellable_from", LEAVE, message, hint)


def figures(table: Table) -> Iterator[Problem]:
    """Figures of what was measured, from a source that is older than their last day."""
    for row in table.rows:
        told, end = _last(row, "source_date"), _last(row, "end")
        measured = row.text.get("metric") in _MEASURED and row.text.get("evidence") != "projected"
        if measured and row.text.get("item", "") not in items.FORECASTS and told and told < end:
            message = (
                f"{about(table, row)}: to {row.text['end']}, and the source is of "
                f"{row.text['source_date']}: it looks forward"
            )
            hint = "evidence projected, or the source that tells what came out"
            yield table.warning(row, "source_date", FIGURE, message, hint)


def _first(row: Row | None, column: str) -> int:
    return row.days[column][0] if row is not None and column in row.days else 0


def _last(row: Row | None, column: str) -> int:
    return row.days[column][1] if row is not None and column in row.days else 0


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
