"""Company facts in the form in which the SEC's API gives them, for an invented company."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

Document = dict[str, Any]
CIK = 1234567


def accession(number: int) -> str:
    """A filing: the higher the number, the later it was filed (`filed_on`)."""
    return f"0001234567-{number:02d}-{number:06d}"


def filed_on(number: int) -> str:
    return f"20{number:02d}-03-01"


def fact(
    period: str, amount: Any, number: int = 25, form: str = "10-K", **more: Any
) -> dict[str, Any]:
    """One fact: of "2024-01-01/2024-12-31", or of a day; `number` is that of its filing."""
    first, slash, last = period.partition("/")
    days = {"start": first, "end": last} if slash else {"end": first}
    filing = {"accn": accession(number), "fy": 2000 + number, "fp": "FY", "form": form}
    return {**days, "val": amount, **filing, "filed": filed_on(number), **more}


def document(
    *concepts: tuple[str, Iterable[Any]], unit: str = "USD", company: str = "Chips Inc."
) -> Document:
    """The document with these concepts ("us-gaap:Revenues") and their facts, all in one unit."""
    facts: dict[str, Any] = {}
    for concept, entries in concepts:
        taxonomy, _, name = concept.partition(":")
        told = {"label": name, "description": f"All of {name}", "units": {unit: list(entries)}}
        facts.setdefault(taxonomy, {})[name] = told
    return {"cik": CIK, "entityName": company, "facts": facts}


def text(content: Document) -> str:
    return json.dumps(content)


# Two fiscal years that end in January, in billions: 26.0, 30.0, 35.1 and what the year leaves.
QUARTERS = (
    ("2024-01-29/2024-04-28", 26_044_000_000),
    ("2024-04-29/2024-07-28", 30_040_000_000),
    ("2024-07-29/2024-10-27", 35_082_000_000),
)
YEAR = ("2024-01-29/2025-01-26", 130_497_000_000)
SPENT = (  # of the year to date, as statements of cash flows have it
    ("2024-01-29/2024-04-28", 369_000_000),
    ("2024-01-29/2024-07-28", 1_346_000_000),
    ("2024-01-29/2024-10-27", 2_159_000_000),
    ("2024-01-29/2025-01-26", 3_236_000_000),
)


def chips() -> Document:
    """A chip maker's facts: revenue by quarter, spending to date, balances, and other things."""
    content = document(
        ("us-gaap:Revenues", [fact(*each, 24, "10-Q") for each in QUARTERS] + [fact(*YEAR)]),
        (
            "us-gaap:PaymentsToAcquireProductiveAssets",
            [fact(*each, 24, "10-Q") for each in SPENT[:3]] + [fact(*SPENT[3])],
        ),
        ("us-gaap:CashAndCashEquivalentsAtCarryingValue", [fact("2025-01-26", 8_589_000_000)]),
        ("us-gaap:RevenueRemainingPerformanceObligation", [fact("2025-01-26", 1_700_000_000)]),
        ("us-gaap:NetIncomeLoss", [fact(*YEAR[:1], 72_880_000_000)]),
        ("us-gaap:Assets", [fact("2025-01-26", 111_601_000_000)]),
    )
    shares = [fact("2025-02-21", 24_400_000_000)]
    content["facts"]["dei"] = {
        "EntityCommonStockSharesOutstanding": {"label": "Shares", "units": {"shares": shares}}
    }
    return content
