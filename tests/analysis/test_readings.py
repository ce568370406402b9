"""Readings: each figure beside its basis, and what is behind a number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import economies as make
from moneyloop.analysis.study.periods import parse
from moneyloop.books.readings import behind, is_revenue, is_whole_revenue, readings
from moneyloop.model import Network


def figure(metric: str, amount: float, start: str, end: str = "", **more: Any) -> dict[str, Any]:
    row = {"party": "Lab", "metric": metric, "segment": "", "start": start, "end": end or start}
    return row | {"amount": amount, "unit": "usd_bn", "evidence": "reported"} | more


def network(*figures: dict[str, Any]) -> Network:
    deals = [make.deal("Lab", "Cloud", "compute", 1), make.deal("Cloud", "Lab", "equity", 1)]
    return make.network(deals, figures)


def test_revenue_is_in_dollars_and_touches_the_period() -> None:
    net = network(
        figure("revenue", 1, "2024-07-01", "2025-01-01"),
        figure("revenue", 2, "2025-12-31", "2026-06-30", segment="cloud"),
        figure("revenue", 3, "2023"),
        figure("revenue", 4, "2026"),
        figure("revenue", 80, "2025", unit="pct"),
        figure("run_rate", 5, "2025-12"),
    )
    year = parse("2025")
    found = [one for one in readings(net) if is_revenue(one, year)]
    assert [one.amount for one in found] == [1, 2]
    assert [one.amount for one in found if is_whole_revenue(one, year)] == [1]


@pytest.mark.parametrize(
    ("metric", "amount", "start", "end", "basis", "per_year"),
    [
        ("revenue", 13, "2025", "", "recognised", 13),
        ("revenue", 5.7, "2026-01", "2026-03", "recognised", 22.8),
        ("run_rate", 20, "2025-12", "", "run rate: one month times twelve", 20),
        ("spend", 300, "2026", "2030", "spent", 60),
        ("operating_loss", 74, "2028", "", "loss", 74),
        ("cash", 33, "2025-12-31", "", "balance", None),
        ("backlog", 500, "2025-12-31", "", "committed", None),
        ("valuation", 852, "2026-03-31", "", "valuation", None),
    ],
)
def test_a_figure_has_the_basis_of_its_metric(
    metric: str,
    amount: float,
    start: str,
    end: str,
    basis: str,
    per_year: float | None,
) -> None:
    (reading,) = readings(network(figure(metric, amount, start, end)))
    assert reading.basis.text == basis
    assert reading.per_year == (None if per_year is None else pytest.approx(per_year))
    assert (reading.figure, reading.segment) == ("figures.csv:2", "total")


def test_a_share_or_a_count_is_no_money() -> None:
    share = figure("revenue", 80, "2026", unit="pct", segment="enterprise share")
    users = figure("users", 900, "2026-02", unit="count_m")
    first, second = readings(network(share, users))
    assert (first.basis.text, first.per_year) == ("share", None)
    assert (second.basis.text, second.per_year) == ("count", None)


def test_alternatives_come_when_they_are_asked_for_and_only_if_known() -> None:
    rows = [
        figure("revenue", 13.07, "2025", source_date="2026-06-25"),
        figure("revenue", 13, "2025", preferred="no", source_date="2026-05"),
        figure("revenue", 60, "2027", preferred="no", source_date="2026-09", evidence="projected"),
    ]
    net = network(*rows)
    assert [reading.amount for reading in readings(net)] == [13.07]
    assert [reading.amount for reading in readings(net, alternatives=True)] == [13.07, 13, 60]
    known = readings(net, as_of=date(2026, 6, 30).toordinal(), alternatives=True)
    assert [(reading.amount, reading.preferred) for reading in known] == [
        (13.07, True),
        (13, False),
    ]


def test_what_is_behind_a_number() -> None:
    rows = [
        figure("revenue", 2, "2025", evidence="leaked"),
        *(figure("cash", 1, f"2025-0{month}-01") for month in range(1, 10)),
        figure("spend", 1, "2025", evidence=""),
    ]
    net = network(*rows)
    read = readings(net)
    found = behind(net, ["row-2", "row-2"], [read[10], read[9], read[0], read[0]])
    assert found["deals"] == ["row-2"]
    # By line, not by letter: line 11 comes after line 2.
    assert found["figures"] == ["figures.csv:2", "figures.csv:11", "figures.csv:12"]
    assert found["evidence"] == ["reported", "leaked", "not stated"]
