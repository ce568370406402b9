"""The columns of `attribute`, and those of several rules side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moneyloop.analysis.study.study import Study
from moneyloop.words import amounts as written
from moneyloop.words.columns import (
    Column,
    Row,
    amount,
    chosen,
    interval,
    on_public,
    period,
    reported,
    with_open,
)
from moneyloop.words.labels import DISPUTED_MARK, heading

RULE, TIES, RANGES = "a rule", "shuffled ties", "ranges of amounts"


def _sum(row: Row, key: str) -> str:
    """An amount, or the ends of its range where amounts are an interval."""
    ends = (row.get(f"{key}_low"), row.get(f"{key}_high"))
    return written.number(row[key]) if None in ends else written.interval(*ends)


def _booked(row: Row) -> str:
    return reported(_sum(row, "revenue"), row["revenue_coverage"])


def _sold(row: Row) -> str:
    """Network sales: what is public, with marks: there is more that is not, some is disputed."""
    sold = with_open(_sum(row, "network_sales"), row["open_sales"])
    return sold + (DISPUTED_MARK if row.get("disputed") else "")


def _own_share(row: Row) -> str:
    return written.percent_interval(row["own_share_low"], row["own_share_high"])


COLUMNS = (
    Column("party", "Party", whole=True),
    Column("period", "Period", cell=period, whole=True),
    amount("revenue", "Revenue", cell=_booked),
    amount("network_sales", "Network sales", cell=_sold),
    amount("customers", heading("customers"), spare=3),
    *interval("own", heading("own")),
    *on_public("own", "On public amounts"),
    *interval("network_investors", "Network investors", spare=4),
    *on_public("network_investors"),
    *interval("any_investor", heading("any_investor"), spare=1),
    *on_public("any_investor", "On public amounts", spare=1),
    *interval("reciprocal"),
    *on_public("reciprocal"),
    *interval("came_back", heading("came_back"), spare=6),
    *on_public("came_back", "On public amounts", spare=6),
    amount("other_network_investors"),
    amount("outside_investors"),
    amount("reciprocal", "Reciprocal", spare=5),
    amount("earlier_cash"),
    amount("no_known_source", heading("no_known_source"), spare=4),
    amount("related_party"),
    amount("own_investment"),
    Column("revenue_coverage"),
    amount("segment_revenue"),
    Column("growth"),
    Column("planned"),
    Column("turns", "Times round", written.times, number=True),
    Column("open_sales"),
    Column("disputed"),
    Column("rule", "Rule", whole=True, when=RULE),
    Column("own_ties_low", when=TIES),
    Column("own_ties_high", when=TIES),
    amount("revenue_low", when=RANGES),
    amount("revenue_high", when=RANGES),
    amount("network_sales_low", when=RANGES),
    amount("network_sales_high", when=RANGES),
    Column("own_share_low", "Own share", cell=_own_share, number=True, spare=2, when=RANGES),
    Column("own_share_high", when=RANGES),
    Column("own_share_attained", when=RANGES),
)
BY_RULE = (
    *(replace(column, when="") for column in COLUMNS if column.key == "rule"),
    *(column for column in COLUMNS if column.when in ("", TIES)),
)


def of(study: Study, columns: tuple[Column, ...], *choices: str) -> tuple[Column, ...]:
    """The columns of these choices."""
    shown = chosen(columns, *choices)
    return unreported(shown) if study.network.is_ledger else shown


def unreported(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of a list of payments, for which nobody reports a revenue."""
    return tuple(
        replace(column, cell=None) if column.key == "revenue" else column for column in columns
    )
