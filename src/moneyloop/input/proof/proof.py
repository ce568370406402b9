"""Every question of `check --proof`, in one order.

`check` says what cannot be read; these questions are about rows that are read and do not look
right beside their source, their days or one another. None of them stops the work.
"""

from __future__ import annotations

from collections.abc import Mapping

from moneyloop.input.checks import party_names
from moneyloop.input.proof import (
    customers,
    days,
    fees,
    identities,
    places,
    prints,
    rates,
    spelling,
    twice,
)
from moneyloop.input.table import Table
from moneyloop.model import Problem

# Every rule, and what it asks about.
RULES: Mapping[str, str] = {
    prints.RULE: "the amount is not what the source prints",
    prints.UNREAD: "as_stated is no amount that can be read",
    rates.RULE: "the source prints another currency",
    fees.RULE: "a fee by time does not come to the amount over the term",
    places.LOCATOR: "$1bn or more from a filing, without the place in it",
    places.ACCESSION: "locator and link name two filings",
    places.LINK: "the address opens in no browser",
    spelling.NEAR: "two parties differ in one letter",
    spelling.SEGMENT: "two lines of business of one party differ in their spelling",
    days.SOURCE: "the source is older than the announcement",
    days.START: "a promise begins more than a year before it was announced",
    days.PAID: "paid after its source was published",
    days.TERM: "a term of more than 30 years",
    days.LEAVE: "a notice from a day outside the term",
    days.REPLACES: "the replaced row is announced later than the one that replaces it",
    days.FIGURE: "a figure of days that come after its source",
    identities.SUM: "parts of a period do not add up to it",
    identities.WITHIN: "a line of business above the total",
    customers.ABOVE: "a purchase above the seller's revenue of its days",
    customers.TENTH: "a customer of a tenth and more, which the seller's annual report has to tell",
    twice.TWICE: "two rows may be one contract",
    twice.DIFFER: "two sources give amounts more than a tenth apart",
}


def proof(tables: Mapping[str, Table]) -> list[Problem]:
    """Warnings of rows that can be read and may still be wrong, by rule and then by line.

    `tables` are deals, parties and figures without errors; each warning names its row.
    """
    deals, parties, figures = (tables[name] for name in ("deals", "parties", "figures"))
    names, _ = party_names(parties)
    asked = [
        *prints.deals(deals),
        *prints.figures(figures),
        *places.locators(deals),
        *places.locators(figures),
        *places.accessions(deals),
        *places.accessions(figures),
        *places.links(deals),
        *places.links(figures),
        *spelling.names(parties, deals, figures, names),
        *spelling.segments(figures, names),
        *days.deals(deals),
        *days.figures(figures),
        *identities.sums(figures, names),
        *identities.within(figures, names),
        *customers.customers(deals, figures, names),
        *twice.deals(deals, names),
        *twice.figures(figures, names),
    ]
    order = {rule: position for position, rule in enumerate(RULES)}
    files = [table.file for table in (deals, parties, figures)]
    return sorted(asked, key=lambda one: (order[one.rule], files.index(one.file), one.line or 0))
