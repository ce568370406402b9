"""What the parts of money are called, the same in every table, note and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Whose money it was that a party books, and whose it is that fills a pool, in the words of the
# method, section 6. Earlier cash is what a party holds when a period begins, carried or reported.
LABELS: Mapping[str, str] = {
    "revenue": "revenue",
    "own": "own money back",
    "network_investors": "network investors' money",
    "any_investor": "any investor's money",
    "other_network_investors": "other network investors",
    "outside_investors": "outside investors",
    "reciprocal": "reciprocal trade",
    "earlier_cash": "earlier cash",
    "no_known_source": "no known source",
    "customers": "customers",
    "came_back": "came back",
    "own_spending": "own spending back",
}
# How near a source is to the money.
TIER_LABELS = {
    "filing": "filing",
    "company": "company",
    "press": "first-rank press",
    "digest": "digest",
    "other": "other",
}
# What a case counts, as text says it.
CASE_LABELS = {"firm": "paid and signed amounts", "headline": 'amounts with every "up to"'}
# What low and high are over, after the case.
OVER = {
    "open": ", low and high over all that is not public",
    "known": ", low and high on public amounts and balances",
    "ranges": ', low and high over all that is not public and every amount up to its "up to"',
}
MEASURE_LABELS = {key: LABELS[key] for key in ("own", "network_investors", "any_investor")}
# What a sentence says of money that a measure counts, as in "$2bn was ...".
WHOSE = {
    **MEASURE_LABELS,
    "reciprocal": LABELS["own_spending"],
    "came_back": "money that the seller had itself invested or spent",
}


def row_key(part: str) -> str:
    """The key of a part of revenue in a row: a measure's is that of its estimate.

    >>> row_key("own"), row_key("customers")
    ('own_estimate', 'customers')
    """
    return f"{part}_estimate" if part in MEASURE_LABELS else part


def heading(key: str) -> str:
    """A label as it begins a line or a column.

    >>> heading("other_network_investors")
    'Other network investors'
    """
    return LABELS[key].capitalize()


# What the payer of each class does, before the payee.
PAYS = {"investment": "invests in", "purchase": "buys from", "return": "repays"}


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "Google, Microsoft and Nvidia"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


DISPUTED_MARK = "\N{DAGGER}"  # behind network sales of which somebody says that they are not right
