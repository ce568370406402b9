"""The rows of the tables as the pages hold them."""

from __future__ import annotations

from typing import Any

from moneyloop.input.ledger.store import moments
from moneyloop.model import FIRM, Network, plain, split
from moneyloop.questions import asking
from moneyloop.questions import deals as deals_


def deals(network: Network, *, as_of: asking.When = None, case: str = FIRM) -> list[dict[str, Any]]:
    """The rows of `deals`; of a list of payments each with its moment in ISO, if any."""
    rows = deals_.deals(network, as_of=as_of, case=case).rows
    if not network.is_ledger:
        return rows
    written = dict(zip(network.deals["id"], moments(network.deals), strict=True))
    return [row | {"start": plain(written[row["id"]])} for row in rows]


def parties(network: Network) -> list[dict[str, Any]]:
    """The rows of the parties table, aliases as a list."""
    rows = []
    for row in network.parties.to_dict("records"):
        known = {str(key): plain(value) for key, value in row.items() if key != "line"}
        rows.append(known | {"aliases": split(known["aliases"] or "")})
    return rows
