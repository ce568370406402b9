"""The columns of `gap`: what is due, the money known to come in, and what none of it covers."""

from __future__ import annotations

from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, period, reported, with_open
from moneyloop.words.labels import heading


def _from_inside(row: Row) -> str:
    """All that comes from the network, in one cell: sales, investments and returns."""
    return amounts.number(sum(row[key] for key in ("sales", "investments", "returns")))


def _revenue(row: Row) -> str:
    return reported(amounts.number(row["revenue"]), row["revenue_coverage"])


def _committed(row: Row) -> str:
    """What is due at a public amount, and a mark where more is."""
    return with_open(amounts.number(row["committed"]), row["open_due"])


def _times(row: Row) -> str:
    """What the rest of a revenue that is known in part would make smaller is an upper end."""
    coverage = row["revenue_coverage"]
    if coverage is None:  # a list of payments: all of its revenue is in it
        return amounts.times(row["multiple"])
    return amounts.at_most(amounts.times(row["multiple"]), row["multiple"], coverage)


COLUMNS = (
    Column("sector"),
    Column("party", "Party", whole=True),
    Column("period", "Year", cell=period, whole=True),
    amount("committed", "Committed", cell=_committed),
    amount("committed_purchases"),
    amount("committed_investments"),
    amount("committed_returns"),
    Column("open_due"),
    amount("known", "Known"),
    amount("earlier_cash", "Earlier\ncash", spare=4),
    amount("customers", "Customers", spare=1),
    amount("outside_investors", "Investors", spare=2),
    amount("sales", "Inside", cell=_from_inside, spare=3),
    amount("investments"),
    amount("returns"),
    amount("covered"),
    amount("no_known_source", heading("no_known_source")),
    amount("revenue", "Revenue", cell=_revenue),
    Column("multiple", "Multiple", cell=_times, number=True),
    Column("revenue_coverage"),
    Column("planned"),
    Column("evidence"),
    Column("deals"),
    Column("figures"),
    Column("received"),
)
