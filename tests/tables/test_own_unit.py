"""Amounts of a list of payments are written in full, however small: nobody knows their unit."""

from __future__ import annotations

import pandas as pd

import economies as make
import moneyloop
from moneyloop.tables import attribute, index
from moneyloop.tables.listing import Listing

PAYMENTS = [
    ("Cust", "Lab", 1e-10, "2025-01-02", "purchase"),
    ("Cloud", "Lab", 1e-10, "2025-01-03", "investment"),
    ("Lab", "Cloud", 1e-10, "2025-01-04", "purchase"),
]


def cells(parts: list[object]) -> list[str]:
    """What the tables of a view say, cell by cell."""
    listings = [part for part in parts if isinstance(part, Listing)]
    return [
        column.written(row)
        for listing in listings
        for row in listing.rows
        for column in listing.columns
    ]


def test_tiny_payments_are_written_in_full() -> None:
    ledger = moneyloop.load_payments(
        pd.DataFrame(PAYMENTS, columns=["payer", "payee", "amount", "start", "kind"])
    )
    answer = moneyloop.attribute(ledger)
    written = cells(attribute.view(answer))
    assert "0 to 1e-10 (5e-11)" in written
    assert not any("<" in cell for cell in [*written, *cells(index.view(moneyloop.index(ledger)))])
    assert "5e-11" in answer._repr_html_()
    assert answer.rows[0]["own_estimate"] == 5e-11


def test_a_package_says_that_less_than_a_hundredth_of_a_billion_moved() -> None:
    deals = [
        make.deal("Cloud", "Lab", "equity", 0.001),
        make.deal("Lab", "Cloud", "compute", 0.001),
    ]
    figures = [make.revenue("Cloud", 1), make.revenue("Lab", 0.001)]
    written = cells(attribute.view(moneyloop.attribute(make.network(deals, figures), year="2025")))
    assert "<0.01" in written
