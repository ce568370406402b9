"""Stress: what is committed for later, beside what sellers and holders of stakes state."""

from __future__ import annotations

from typing import Any

import pytest

import economies as make
from failures import DAY, parties, rows
from moneyloop.model import Network
from moneyloop.questions.stress.stress import stress


def backlogs(*stated: tuple[str, str, float]) -> list[dict[str, Any]]:
    """Backlogs of the Cloud: (segment or item of the whole company, day, amount)."""
    return [
        {"party": "Cloud", "metric": "backlog", "start": day, "end": day}
        | {"item" if name in ("rpo", "revenue_backlog") else "segment": name}
        | {"amount": amount, "unit": "usd_bn", "evidence": "reported"}
        for name, day, amount in stated
    ]


def with_backlogs(*figures: dict[str, Any]) -> Network:
    deals = [make.deal("Lab", "Cloud", "compute", 30, 2026, status="signed", announced="2025")]
    named = parties()
    named[1] = named[1] | {"segment": "rented chips"}
    return make.network(deals, list(figures), named)


def test_the_backlog_stands_beside_the_one_that_the_seller_reports() -> None:
    stated = backlogs(
        ("total", "2025-06-30", 50),
        ("rpo", "2025-09-30", 60),
        ("rented chips", "2025-12-31", 40),
        ("Lab share of RPO", "2025-12-31", 20),
        ("cloud service agreements as buyer", "2025-12-31", 20),
        ("total", "2026-03-31", 90),
    )
    result = stress(with_backlogs(*stated), "Lab", year=2025, as_of=DAY)
    cloud = rows(result)["Cloud"]
    # The latest of the whole company; the segment is later but a part, 90 is not known yet.
    assert (cloud["reported_backlog"], cloud["reported_backlog_period"]) == (60, "2025-09-30")
    assert cloud["reported_backlog_segment"] == "RPO"
    assert cloud["reported_backlog_basis"] == "committed"
    assert cloud["reported_backlog_figure"] == "figures.csv:3"
    assert cloud["figures"] == ["figures.csv:3"]
    assert cloud["backlog_of_reported"] == pytest.approx(0.5)
    assert any("different bases: ours is what rows commit" in note for note in result.notes)
    assert "the seller's own count" in result.extra["bases"]["reported_backlog"]


def test_which_reported_backlogs_stand_for_a_seller() -> None:
    def found(*figures: dict[str, Any]) -> Any:
        result = stress(with_backlogs(*figures), "Lab", year=2025, as_of=DAY)
        return rows(result)["Cloud"]["reported_backlog"]

    day = "2025-12-31"
    (segment, part, total) = backlogs(
        ("rented chips", day, 40), ("AI orders, 18 months", day, 7), ("total", day, 50)
    )
    assert found(segment, part) == 40
    assert found(part) is None
    same_day = backlogs(("revenue_backlog", day, 66), ("rpo", day, 60))
    assert found(*same_day) == found(*same_day[::-1]) == 60
    assert found(total | {"unit": "pct"}) is None
    assert found(total | {"preferred": "no"}, segment) == 40
    assert found(total | {"evidence": "estimated"}) is None
    nothing = rows(stress(with_backlogs(), "Lab", year=2025, as_of=DAY))["Cloud"]
    assert (nothing["backlog"], nothing["backlog_of_reported"]) == (30, None)


def test_a_commitment_without_a_term_is_in_the_backlog_whole_and_is_not_called_scheduled() -> None:
    deals = [
        make.deal("Lab", "Cloud", "compute", 10, 2025),
        make.deal("Lab", "Chips", "hardware", 5, "", status="signed", announced="2025", id="open"),
    ]
    network = make.network(deals, [make.revenue("Lab", 20, 2025)], parties())
    result = stress(network, "Lab", as_of=DAY)
    chips = rows(result)["Chips"]
    assert (chips["backlog"], chips["backlog_no_dates"], chips["backlog_lost"]) == (5, 5, 5)
    assert result.extra["bases"]["backlog"] == (
        "committed after 31 December 2025, whole terms, and commitments with no dates whole"
    )
    assert not any("schedule" in note for note in result.notes)


def test_stated_values_of_stakes_stand_beside() -> None:
    def value(item: str, of: str, day: str, amount: float) -> dict[str, Any]:
        row = {"party": "Cloud", "metric": "valuation", "item": item, "segment": of, "start": day}
        return row | {"end": day, "amount": amount, "unit": "usd_bn"}

    figures = [
        value("stake", "laboratory inc", "2025-03-31", 90),
        value("stake", "Lab", "2025-09-30", 120),
        value("stake", "Chips", "2025-10-31", 300),
        value("post_money", "", "2025-10-31", 500),
        value("", "gain on a stake in Lab", "2025-12-31", 7),
    ]
    deals = [make.deal("Cloud", "Lab", "equity", 4, 2025)]
    network = make.network(deals, figures, parties())
    found = rows(stress(network, "Lab", as_of=DAY))["Cloud"]
    assert (found["stake_value"], found["stake_value_as_of"]) == (120, "2025-09-30")
    assert (found["investment"], found["figures"]) == (4, ["figures.csv:3"])
