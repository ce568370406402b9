"""An invented network of 13 parties and 27 deals, as rows of a data package."""

from __future__ import annotations

from functools import cache
from typing import Any

import economies as make
from moneyloop.model import Network

Payload = dict[str, Any]

PARTIES = [
    ("Alder Fund", "investor", "outside"),
    ("Birch Bank", "bank", "outside"),
    ("End users", "customers", "outside"),
    ("Apps Co", "software", "inside"),
    ("Lab One", "lab", "inside"),
    ("Lab Two", "lab", "inside"),
    ("Cloud A", "hyperscaler", "inside"),
    ("Cloud B", "hyperscaler", "inside"),
    ("Neo C", "neocloud", "inside"),
    ("Site D", "datacenter", "inside"),
    ("Chip E", "chipmaker", "inside"),
    ("Chip F", "chipmaker", "inside"),
    ("Quiet Co", "other", "outside"),
]

# id, payer, payee, kind, class, amount, high, status, why it is left out
DEALS: list[tuple[str, str, str, str, str, float | None, float | None, str, str | None]] = [
    ("a-one-1", "Cloud A", "Lab One", "equity", "investment", 10.0, 13.0, "paid", None),
    ("a-one-2", "Cloud A", "Lab One", "equity", "investment", 2.0, None, "paid", None),
    ("a-one-3", "Cloud A", "Lab One", "credit", "investment", 1.0, None, "signed", None),
    ("one-a-1", "Lab One", "Cloud A", "compute", "purchase", 17.2, None, "paid", None),
    ("one-a-2", "Lab One", "Cloud A", "compute", "purchase", 250.0, None, "signed", "no dates"),
    ("one-a-share", "Lab One", "Cloud A", "revenue_share", "purchase", 0.5, None, "paid", None),
    ("b-two-1", "Cloud B", "Lab Two", "equity", "investment", 8.0, None, "paid", None),
    ("b-two-up", "Cloud B", "Lab Two", "equity", "investment", 0.0, 25.0, "contingent", None),
    ("two-b-1", "Lab Two", "Cloud B", "compute", "purchase", 3.0, 6.8, "paid", None),
    ("e-one", "Chip E", "Lab One", "equity", "investment", 30.0, None, "paid", None),
    ("one-c", "Lab One", "Neo C", "compute", "purchase", 22.4, None, "signed", None),
    ("c-e-1", "Neo C", "Chip E", "hardware", "purchase", 5.0, None, "paid", None),
    ("c-e-2", "Neo C", "Chip E", "hardware", "purchase", 7.7, None, "paid", None),
    ("a-e", "Cloud A", "Chip E", "hardware", "purchase", 24.8, None, "paid", None),
    ("b-e", "Cloud B", "Chip E", "hardware", "purchase", 11.7, None, "paid", None),
    ("e-c", "Chip E", "Neo C", "equity", "investment", 0.1, None, "paid", None),
    (
        "f-two",
        "Chip F",
        "Lab Two",
        "warrant",
        "investment",
        None,
        None,
        "contingent",
        "unknown amount",
    ),
    ("two-f", "Lab Two", "Chip F", "hardware", "purchase", None, None, "signed", "unknown amount"),
    ("fund-one", "Alder Fund", "Lab One", "equity", "investment", 40.0, None, "paid", None),
    (
        "fund-one-part",
        "Alder Fund",
        "Lab One",
        "equity",
        "investment",
        4.0,
        None,
        "paid",
        "part_of",
    ),
    ("bank-c", "Birch Bank", "Neo C", "debt", "investment", 9.0, None, "paid", None),
    ("users-one", "End users", "Lab One", "customer", "purchase", 13.1, None, "paid", None),
    ("apps-two", "Apps Co", "Lab Two", "services", "purchase", 0.004, None, "paid", None),
    ("c-d", "Neo C", "Site D", "lease", "purchase", 6.0, None, "signed", None),
    (
        "a-backs-d",
        "Cloud A",
        "Site D",
        "backstop",
        "guarantee",
        1.4,
        None,
        "contingent",
        "guarantee",
    ),
    ("e-one-talks", "Chip E", "Lab One", "equity", "investment", 70.0, 100.0, "talks", "talks"),
    ("a-one-old", "Cloud A", "Lab One", "equity", "investment", 9.0, None, "signed", "replaced"),
]


def deal(line: int, cells: tuple[Any, ...]) -> Payload:
    names = ("id", "payer", "payee", "kind", "class", "amount_usd_bn", "amount_high_usd_bn")
    """A deal as the pages hold it, with the reason why it is left out."""
    row = dict(zip((*names, "status", "left_out"), cells, strict=True))
    return {
        **row,
        "paid_usd_bn": None,
        "announced": "2025-01-21",
        "start": "2025-01",
        "end": "2025-12",
        "settlement": "cash",
        "evidence": ("reported", "estimated", "leaked")[line % 3],
        "part_of": "fund-one" if row["left_out"] == "part_of" else None,
        "replaces": "a-one-old" if row["id"] == "a-one-1" else None,
        "exchange_for": None,
        "condition": "milestones" if row["status"] == "contingent" else None,
        "notice_days": None,
        "cancellable_from": None,
        "assumed": None,
        "source": f"Report on {row['id']}",
        "outlet": "The Gazette",
        "url": f"https://example.org/{row['id']}",
        "source_date": "2025-02-01",
        "locator": None,
        "as_stated": None,
        "disputed_by": None,
        "tier": "other",
        "note": None,
        "line": line,
    }


def _row(cells: Payload) -> Payload:
    """The same deal as a row of deals.csv: class and reason follow from the rest."""
    row = {key: "" if cell is None else cell for key, cell in cells.items()}
    if row["left_out"] == "no dates":
        row |= {"start": "", "end": ""}
    return {
        key: cell for key, cell in row.items() if key not in ("class", "left_out", "line", "tier")
    }


def _figure(party: str, metric: str, amount: float, when: str, **more: Any) -> Payload:
    row = {"party": party, "metric": metric, "segment": "total", "start": when, "end": when}
    return row | {"amount": amount, "unit": "usd_bn", "evidence": "reported"} | more


FIGURES = [
    _figure("Lab One", "revenue", 13.1, "2025", basis="net", evidence="leaked"),
    _figure("Lab One", "revenue", 13.0, "2025", basis="net", preferred="no"),
    _figure("Lab One", "run_rate", 26.2, "2025-12", basis="gross"),
    _figure("Lab Two", "revenue", 4.5, "2025"),
    _figure("Cloud A", "revenue", 263.9, "2024", basis="gross"),
    _figure("Cloud A", "revenue", 298.7, "2025", basis="gross"),
    _figure("Chip E", "revenue", 130.0, "2025", basis="gross"),
    _figure("Lab One", "cash", 5.0, "2024-12-31"),
]


@cache
def network() -> Network:
    """The checked network of these rows."""
    deals = [_row(deal(line, cells)) for line, cells in enumerate(DEALS, 2)]
    parties = [
        {"name": name, "kind": kind, "boundary": boundary, "aliases": f"{name} Inc"}
        for name, kind, boundary in PARTIES
    ]
    return make.network(deals, FIGURES, parties)
