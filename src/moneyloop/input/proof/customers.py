"""What was paid beside the revenue of who was paid: more than all of it, or a tenth and more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from moneyloop.input import items
from moneyloop.input.checks import deal_id
from moneyloop.input.table import Row, Table
from moneyloop.input.tiers import COMPANY, FILING, tier
from moneyloop.model import CLASS_OF_KIND, PURCHASE, USD_BN, Problem
from moneyloop.words import amounts

ABOVE, TENTH = "purchase-above-revenue", "large-customer"
_TENTH = 0.1  # from here on a seller that files has to name the customer, or count it
_HALF_YEAR = 180
_ROUNDING = 0.005  # of revenue


class _Revenue(NamedTuple):
    first: int
    last: int
    amount: float


def customers(deals: Table, figures: Table, names: Mapping[str, str]) -> Iterator[Problem]:
    """Paid purchases, each beside what its seller reported for the periods that it falls in.

    Rows whose seller has no revenue figures for all of their days are not compared. A tenth and
    more of the revenue of half a year and longer, prorated by day, is asked about where the row
    comes neither from a filing nor from a company: an annual report tells of such a customer.
    """
    revenue = _revenue(figures, names)
    for row in deals.rows:
        amount = row.numbers.get("amount_usd_bn")
        first, last = _span(row)
        cls = CLASS_OF_KIND.get(row.text.get("kind", ""))
        if not amount or not first or cls != PURCHASE or row.text.get("status") != "paid":
            continue
        seller = names.get(row.text.get("payee", ""), row.text.get("payee", ""))
        booked = _booked(revenue[seller], first, last)
        if booked is None:
            continue
        whole, of_days = booked
        paid = f"{deal_id(row)}: {amounts.usd(amount)} paid, and {seller} reports"
        source = tier(row.text.get("outlet", ""), row.text.get("url", ""))
        if amount > whole * (1 + _ROUNDING):
            message = f"{paid} {amounts.usd(whole)} of revenue for the periods of these days"
            hint = "a sale is at most the revenue: mend the amount, or say what else it pays for"
            yield deals.warning(row, "amount_usd_bn", ABOVE, message, hint)
        elif (
            amount > _TENTH * of_days
            and last - first >= _HALF_YEAR
            and source not in (FILING, COMPANY)
        ):
            share = amounts.percent_of(amount, of_days)
            message = f"{paid} {amounts.usd(of_days)} of revenue for these days: {share} of it"
            hint = f"an annual report names or counts such customers: is one of {share} there?"
            yield deals.warning(row, "amount_usd_bn", TENTH, message, hint)


def _span(row: Row) -> tuple[int, int]:
    """First and last day of the money, (0, 0) where they are not stated."""
    if "start" not in row.days:
        return 0, 0
    return row.days["start"][0], row.days.get("end", row.days["start"])[1]


def _revenue(figures: Table, names: Mapping[str, str]) -> dict[str, list[_Revenue]]:
    """The revenue figures that count, by party: they never share a day."""
    found: dict[str, list[_Revenue]] = defaultdict(list)
    for row in figures.rows:
        text = row.text
        whole = text.get("segment", "") in ("", items.TOTAL) and text.get("item", "") in items.PLAIN
        counted = text.get("unit") == USD_BN and text.get("preferred") != "no" and whole
        dated = {"start", "end"} <= row.days.keys() and "amount" in row.numbers
        if text.get("metric") == "revenue" and counted and dated:
            party = names.get(text.get("party", ""), text.get("party", ""))
            days = row.days["start"][0], row.days["end"][1]
            found[party].append(_Revenue(*days, row.numbers["amount"]))
    return found


def _booked(revenue: list[_Revenue], first: int, last: int) -> tuple[float, float] | None:
    """The revenue of the periods in which these days fall, and by day of these days alone.

    None where the figures lack a day. A sale may be booked on one day of a quarter, so that what
    the quarter has by day says nothing of it.
    """
    covered, whole, of_days = 0, 0.0, 0.0
    for item in revenue:
        days = min(last, item.last) - max(first, item.first) + 1
        if days > 0:
            covered += days
            whole += item.amount
            of_days += item.amount * days / (item.last - item.first + 1)
    return (whole, of_days) if covered >= last - first + 1 else None
