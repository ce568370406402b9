"""Whether a reader can go and look: where in a filing an amount stands, and links that open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from moneyloop.input.proof.about import about
from moneyloop.input.table import Row, Table
from moneyloop.input.tiers import FILING, tier
from moneyloop.model import USD_BN, Problem
from moneyloop.words import amounts

LOCATOR, LINK, ACCESSION = "locator", "link", "accession-number"
_NUMBER = re.compile(r"(?<!\d)(\d{10})-?(\d{2})-?(\d{6})(?!\d)")
_LARGE = 1.0  # USD billions: from here on an answer can hang on the row


def locators(table: Table) -> Iterator[Problem]:
    """Amounts of $1bn and more from a filing, without the place in it: filings have many pages."""
    for row in table.rows:
        numbers = [row.numbers.get(column, 0.0) for column in _amounts(table, row)]
        largest = max(map(abs, numbers), default=0.0)
        source = row.text.get("outlet", ""), row.text.get("url", "")
        if largest >= _LARGE and not row.text.get("locator") and tier(*source) == FILING:
            message = (
                f"{about(table, row)}: {amounts.usd(largest)} from a filing, "
                "and the row does not say where in it"
            )
            hint = "write accession number, note, table or page; asked for from $1bn on"
            yield table.warning(row, "locator", LOCATOR, message, hint)


def _amounts(table: Table, row: Row) -> tuple[str, ...]:
    if table.name == "deals":
        return ("amount_usd_bn", "amount_high_usd_bn")
    return ("amount",) if row.text.get("unit") == USD_BN else ()


def accessions(table: Table) -> Iterator[Problem]:
    """Addresses of a filing whose accession number is not the one in the locator."""
    for row in table.rows:
        here, there = (_NUMBER.findall(row.text.get(name, "")) for name in ("locator", "url"))
        if here and there and not set(here) & set(there):
            message = f"{about(table, row)}: the link leads to {'-'.join(there[0])}, another filing"
            hint = "the accession number of one of the two is wrong"
            yield table.warning(row, "locator", ACCESSION, message, hint)


def links(table: Table) -> Iterator[Problem]:
    """Addresses that no browser opens: pages print them as text, without a link."""
    for row in table.rows:
        url = row.text.get("url", "")
        if url and not _opens(url):
            message = f"{about(table, row)}: {url!r} is no http or https address"
            bare = "://" not in url and " " not in url and "." in url
            hint = f"did you mean https://{url}?" if bare else "write the address of the document"
            yield table.warning(row, "url", LINK, message, hint)


def _opens(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and "." in (parts.hostname or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and named and not any(map(str.isspace, url))
