"""A small chain whose failure is worked by hand, for the tests of `stress`."""

from __future__ import annotations

from typing import Any

import economies as make
from moneyloop.model import Network, Result

LOST = (
    "investment_lost",
    "sales_lost",
    "sales_lost_least",
    "returns_lost",
    "backlog_lost",
    "backlog_lost_least",
)
DAY = "2025-12-31"


def chain(*more: dict[str, Any]) -> Network:
    """The Lab buys from the Cloud, the Cloud from Chips, Chips from the Foundry outside.

    In 2025 the Cloud has 2 of money beside the Lab's 10 and owes 12 to Chips, which has nothing
    else and owes 8 to the Foundry.
    """
    deals = [
        make.deal("Cloud", "Lab", "equity", 4, 2024, id="cloud-lab"),
        make.deal("Chips", "Cloud", "equity", 3, 2024, id="chips-cloud"),
        make.deal(make.FUND, "Lab", "equity", 6, 2025, id="fund-lab"),
        make.deal("Lab", "Cloud", "compute", 10, 2025, id="lab-cloud"),
        make.deal("Lab", "Cloud", "compute", 30, 2026, end=2028, status="signed", announced="2025"),
        make.deal(
            "Lab", "Chips", "hardware", 5, "", status="signed", announced="2025", id="no-term"
        ),
        make.deal("Cloud", "Chips", "hardware", 12, 2025, id="cloud-chips"),
        make.deal("Cloud", "Chips", "hardware", 6, 2026, status="signed", announced="2025"),
        make.deal("Chips", "Foundry", "services", 8, 2025, id="chips-foundry"),
        *more,
    ]
    figures = [
        make.revenue("Lab", 2, 2025),
        make.revenue("Cloud", 11, 2025),
        make.revenue("Chips", 12, 2025),
    ]
    return make.network(deals, figures, parties())


def parties() -> list[dict[str, Any]]:
    outside = ["Foundry", "Nook", "Shed", make.FUND, make.STREET]
    named = make.parties(["Lab", "Cloud", "Chips"], outside)
    return [named[0] | {"aliases": "Laboratory Inc"}, *named[1:]]


def rows(result: Result) -> dict[str, dict[str, Any]]:
    return {row["party"]: row for row in result.rows}
