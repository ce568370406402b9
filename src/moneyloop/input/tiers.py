"""How near a source is to the money: the tier of an address or an outlet, by bundled tiers.csv.

    filing    papers filed with an authority, where it keeps them
    company   what a company publishes itself, or sends out on a wire
    press     outlets with reporters of their own on this subject, of the first rank
    digest    who tells again what one of these said: copies, rewrites, summaries
    other     all else: trade press, blogs, a row without a source

An address counts where it is in the table, with all addresses below it; else what the outlet says
of itself. No row states its tier.
"""

from __future__ import annotations

import csv
from functools import cache
from urllib.parse import urlsplit

from moneyloop.input.bundled import bundled_folder

FILE = "tiers.csv"
FILING, COMPANY, PRESS, DIGEST, OTHER = "filing", "company", "press", "digest", "other"
TIERS = (FILING, COMPANY, PRESS, DIGEST, OTHER)


def tier(outlet: str, url: str) -> str:
    """The tier of a source, one of TIERS, by its address and what it is called."""
    return _tier(outlet, _host(url))


@cache
def _tier(outlet: str, host: str) -> str:
    hosts, words = _table()
    labels = host.split(".")
    for start in range(len(labels)):
        if found := hosts.get(".".join(labels[start:])):
            return found
    named = f"{outlet} ".casefold()
    # Papers kept elsewhere are a copy, whoever filed them.
    found = next((tier for word, tier in words if word in named), OTHER)
    return DIGEST if host and found == FILING else found


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # no address at all
        return ""


@cache
def _table() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The tiers of addresses, and those of words in outlets in the order of the file."""
    with (bundled_folder() / FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    hosts = {row["address"]: row["tier"] for row in rows if row["address"]}
    return hosts, tuple((row["outlet"].casefold(), row["tier"]) for row in rows if row["outlet"])
