"""The columns of `stress`: three lines of a counterparty's books, and what stands behind each."""

from __future__ import annotations

from functools import partial

from moneyloop.questions.stress.counterparties import marked
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount


def is_partial(row: Row) -> bool:
    """True where a share is of booked revenue that is known for a part of the year only."""
    coverage = row["revenue_coverage"]
    return bool(row["sales_lost"] and row["share"] is not None and coverage is not None) and (
        coverage < 1
    )


def lost(line: str, suffix: str, row: Row) -> str:
    """What is at stake on a line (`suffix` ""), or lost of it; marked where unknown rows add."""
    return marked(amounts.number(row[line + suffix]), row[line + suffix], row, line)


def _of_revenue(row: Row) -> str:
    share = marked(amounts.percent(row["share"]), row["share"], row, "sales")
    return f"{share} ({amounts.percent(row['revenue_coverage'])})" if is_partial(row) else share


def _of_reported(row: Row) -> str:
    part = row["backlog_of_reported"]
    return marked(amounts.percent(part), part, row, "backlog")


def _line(line: str, head: str, suffix: str = "") -> Column:
    cell = partial(lost, line, suffix)
    # What is lost is restated by --translate, what is at stake is not.
    return Column(line + suffix, head, amounts.number, cell, number=True, money=bool(suffix))


COLUMNS = (
    Column("party", "Party"),
    Column("boundary"),
    _line("investment", "Invested"),
    Column("investment_lost_first"),
    _line("investment", "lost", "_lost"),
    Column("stake_value"),
    Column("stake_value_as_of"),
    _line("sales", "Sold"),
    Column("sales_lost_first"),
    _line("sales", "lost", "_lost"),
    Column("sales_lost_least"),
    Column("revenue"),
    Column("revenue_coverage"),
    Column("share", "of revenue", cell=_of_revenue, number=True, spare=2),
    _line("returns", "Due back"),
    Column("returns_lost_first"),
    _line("returns", "lost", "_lost"),
    _line("backlog", "Backlog *"),
    Column("backlog_no_dates"),
    Column("backlog_lost_first"),
    _line("backlog", "lost", "_lost"),
    Column("backlog_lost_least"),
    Column("reported_backlog"),
    Column("reported_backlog_segment"),
    Column("reported_backlog_basis"),
    Column("reported_backlog_period"),
    Column("reported_backlog_figure"),
    Column("backlog_of_reported", "of reported", cell=_of_reported, number=True, spare=1),
    amount("backstop_called"),
    Column("backstop_received"),
    Column("buffer"),
    Column("debtrank", "Buffer hit", amounts.percent, number=True, spare=3),
    Column("planned"),
    Column("evidence"),
    Column("investment_deals"),
    Column("sales_deals"),
    Column("backlog_deals"),
    Column("backstop_deals"),
    Column("unknown_deals"),
    Column("investment_unknown_deals"),
    Column("sales_unknown_deals"),
    Column("backlog_unknown_deals"),
    Column("figures"),
)
