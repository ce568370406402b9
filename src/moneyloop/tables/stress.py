"""The view of `stress`: three lines of the books side by side, never summed; then the cascade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.stress.exposures import BACKLOG, DUE_BACK, LINES
from moneyloop.analysis.study.periods import UNDATED_PERIOD
from moneyloop.model import USD_BN
from moneyloop.questions.stress.columns import is_partial, lost
from moneyloop.questions.stress.counterparties import beyond, told_lines, unknown_rows
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, keys, on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

ROWS_SHOWN = 25
_COUNTS = {2: "two", 3: "three", 4: "four"}
AT_STAKE = (
    *("party", "investment", "investment_lost", "sales", "sales_lost", "share"),
    *("returns", "returns_lost"),
    *("backlog", "backlog_of_reported", "backlog_lost", "debtrank"),
)
BACKSTOPS = (
    Column("guarantor", "Guarantor"),
    Column("beneficiary", "Beneficiary"),
    amount("amount", "Amount"),
    amount("called", "Called"),
    Column("condition", "Condition"),
    Column("deal", "Deal", spare=1),
    Column("evidence"),
)
DEFAULTS = ("party", "owed", "paid")


def view(result: Result) -> list[Part]:
    """What each counterparty has at stake and loses, then what the failure sets off."""
    extra, rows = result.extra, result.rows
    name = extra["party"]
    if not rows:
        more = "" if _is_ledger(result) else ", backlog or guarantee"
        either = "stake or sale" if _is_ledger(result) else "stake, sale"
        return [f"Nobody has anything at stake in {name}: no {either}{more}."]
    undated = extra["year"] == UNDATED_PERIOD
    year = "" if undated else extra["year"] + (" *" if any(row["planned"] for row in rows) else "")
    shown = rows[:ROWS_SHOWN]
    parts: list[Part] = [_lines(result, shown, year), *_signs(result, shown)]
    if extra["on_all_lines"]:
        both = "both" if _is_ledger(result) else "all three"
        parts.append(f"Hit on {both} lines at once: {', '.join(extra['on_all_lines'])}.")
    valued = [
        f"{row['party']} {amounts.number(row['stake_value'])} ({_when(row['stake_value_as_of'])})"
        for row in rows
        if row["stake_value"] is not None
    ]
    if valued:
        parts.append(f"Stated values of stakes, another basis: {', '.join(valued)}.")
    further = cascade(
        "Beyond the first round", rows, unique=extra["unique"], is_ledger=_is_ledger(result)
    )
    parts += ["", further] if further else ["Beyond the first round nobody loses more."]
    short = [
        f"{default['party']} {amounts.number(default['paid'])} of {amounts.number(default['owed'])}"
        for default in extra["defaults"]
        if default["party"] != name
    ]
    if short:
        parts.append(f"Cannot pay{year and f' {year}'} in full either: {', '.join(short)}.")
    if extra["backstops"]:
        title = "Guarantees that might be called (shown separately)"
        parts += ["", Listing(title, on_screen(BACKSTOPS), extra["backstops"])]
    return parts


def cascade(
    title: str, rows: Sequence[dict[str, Any]], *, unique: bool, is_ledger: bool = False
) -> Listing | None:
    """The losses that are more than the failed party takes away alone; None where there is none.

    Where payments clear in more than one way (not `unique`) with the loss of the other end.
    """
    heads = {"_lost_first": "First round", "_lost": "In all"}
    heads |= {} if unique else {"_lost_least": "At the least payments"}
    columns = (
        Column("party", "Party"),
        Column("line", "Line"),
        *(
            Column(suffix, head, cell=partial(_lost, suffix), number=True)
            for suffix, head in heads.items()
        ),
    )
    lines = told_lines(rows, is_ledger)
    hits = [{**row, "line": line} for row in rows for line in lines if beyond(row, line, is_ledger)]
    return Listing(title, columns, hits) if hits else None


def markdown(result: Result) -> str:
    """The rows, and below them who cannot pay in full and which guarantees are called."""
    text = formats.markdown(result.rows, keys(result.columns))
    for title, key, names in (
        ("Cannot pay in full", "defaults", DEFAULTS),
        ("Guarantees that might be called", "backstops", keys(BACKSTOPS)),
    ):
        if result.extra[key]:
            text += f"\n## {title}\n\n{formats.markdown(result.extra[key], names)}"
    return text


def _is_ledger(result: Result) -> bool:
    """Whether it is of a list of payments, which has nothing to come."""
    return result.unit != USD_BN


def _when(period: str) -> str:
    """A day in words; a quarter or a longer period stays as it is written."""
    try:
        return amounts.day(period)
    except ValueError:
        return period


def _lost(suffix: str, row: Row) -> str:
    return lost(row["line"], suffix, row)


def _lines(result: Result, rows: Sequence[dict[str, Any]], year: str) -> Listing:
    """The lines; without the reported backlog where no seller reports one."""
    theirs = any(row["reported_backlog"] is not None for row in rows)
    lines = told_lines(result.rows, _is_ledger(result))
    left_out = set() if theirs else {"backlog_of_reported"}
    left_out |= set() if BACKLOG in lines else {BACKLOG, f"{BACKLOG}_lost"}
    left_out |= set() if DUE_BACK in lines else {DUE_BACK, f"{DUE_BACK}_lost"}
    in_year = {"sales": f"Sold {year}".strip(), DUE_BACK: f"Due back {year}".strip()}
    columns = [
        replace(column, head=in_year.get(column.key, column.head))
        for column in on_screen(result.columns, *AT_STAKE)
        if column.key not in left_out
    ]
    loss = f"{amounts.stated(100 * result.extra['loss'])}%"
    title = f"{result.extra['party']} fails, loss {loss}: at stake and lost, "
    title += f"{_COUNTS[len(lines)]} lines apart"
    return Listing(title, columns, rows)


def _signs(result: Result, shown: Sequence[dict[str, Any]]) -> list[str]:
    """What the lines are measured in, and what the signs in the rows mean."""
    lines = []
    if len(shown) < len(result.rows):
        lines.append(f"{len(result.rows) - len(shown)} more parties: --format csv has every row.")
    bases = result.extra["bases"]
    due = f"Due back: {bases[DUE_BACK]}. " if DUE_BACK in told_lines(result.rows) else ""
    if _is_ledger(result):
        lines.append(f"Invested: {bases['investment']}. Sold: {bases['sales']}. {due}".strip())
    else:
        lines.append(
            f"Invested: {bases['investment']}. Sold: {bases['sales']}. {due}Backlog: "
            f"{bases['backlog']}. * planned: committed or forecast money."
        )
    if any(is_partial(row) for row in shown):
        lines.append(
            "In brackets: the part of the year that revenue figures cover. What is lost is of the "
            "whole year, and is compared with less than its revenue."
        )
    if more := sorted(
        {name for row in shown for line in LINES for name in unknown_rows(row, line)}
    ):
        lines.append(f"+ ?: rows without an amount add to it: {', '.join(more)}.")
    reported = [
        f"{row['party']} {amounts.number(row['reported_backlog'])} "
        f"({row['reported_backlog_segment']}, {_when(row['reported_backlog_period'])})"
        for row in shown
        if row["backlog_of_reported"]
    ]
    if reported:
        lines.append(
            "Of reported: of the backlog that the seller itself reports, another basis: "
            f"{', '.join(reported)}. Ours is what rows commit after "
            f"{amounts.day(result.as_of, amounts.UNKNOWN)}, theirs their "
            "own count on that day, which may not have this in it."
        )
    return lines
