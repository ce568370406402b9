"""What the parts of money are called, the same in every table, note and page."""

from __future__ import annotations

from collections.abc import Mapping

# Whose money it was that a party books, and whose it is that fills a pool, in the words of the
# method, section 6. Opening cash is what a party holds when a period begins, carried or reported.
LABELS: Mapping[str, str] = {
    "booked": "booked revenue",
    "own": "own lap",
    "in_network": "in-network investors",
    "invested": "any investor",
    "other_in_network": "other in-network investors",
    "outside_investors": "outside investors",
    "reciprocal": "reciprocal trade",
    "opening": "opening cash",
    "unexplained": "unexplained",
    "customers": "customers",
}
MEASURE_LABELS = {key: LABELS[key] for key in ("own", "in_network", "invested")}


def heading(key: str) -> str:
    """A label as it begins a line or a column.

    >>> heading("other_in_network")
    'Other in-network investors'
    """
    return LABELS[key].capitalize()
