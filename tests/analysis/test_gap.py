"""The gap: commitments of each party and year against the money that is known."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from moneyloop import api
from moneyloop.analysis import books
from moneyloop.answers import horizon
from moneyloop.answers.gap import COMMITTED, gap
from moneyloop.model import ChoiceError, Network

KNOWN = ("opening", "customers", "outside_investors", "sales", "investments", "returns")


def network(make: ModuleType) -> Network:
    """The Lab has 6 of money in 2025 and owes 10 a year to the Cloud until 2027."""
    deals = [
        make.deal("Lab", "Cloud", "compute", 30, "2025-01-01", end="2027-12-31", status="firm"),
        make.deal("Cloud", "Lab", "equity", 2, 2025),
        make.deal(make.FUND, "Lab", "equity", 1, 2025),
        make.deal("Lab", make.STREET, "services", 3, 2025),
        make.deal("Lab", "Cloud", "compute", 4, 2040, status="firm", announced="2025"),
    ]
    figures = [make.revenue("Lab", 3, 2025), make.revenue("Cloud", 50, 2025)]
    inside, outside = ["Lab", "Cloud"], [make.FUND, make.STREET]
    return make.network(deals, figures, make.parties(inside, outside))


def of(rows: list[dict[str, Any]], party: str, period: str) -> dict[str, Any]:
    return next(row for row in rows if (row["party"], row["period"]) == (party, period))


def test_what_is_due_and_what_covers_it(make: ModuleType) -> None:
    rows = gap(network(make), as_of="2025-12-31").rows
    first = of(rows, "Lab", "2025")
    # 1,095 days from 2025 to 2027, each year 365: ten a year.
    assert first["committed_purchases"] == pytest.approx(13)  # the street's 3 as well
    assert first["known"] == pytest.approx(6)
    assert first["covered"] == pytest.approx(6)
    assert first["unexplained"] == pytest.approx(7)
    assert not first["pro_forma"]
    second = of(rows, "Lab", "2026")
    assert (second["committed"], second["known"]) == (pytest.approx(10), 0)
    assert second["unexplained"] == pytest.approx(10)
    assert second["pro_forma"]


def test_years_end_six_past_the_date_and_what_is_later_is_said(make: ModuleType) -> None:
    result = gap(network(make), as_of="2025-12-31")
    assert [row["period"] for row in result.rows if row["sector"]] == ["2025", "2026", "2027"]
    assert "$4.0bn is scheduled after 2031, the last year here." in result.notes


def test_the_sector_is_the_sum_of_its_parties(make: ModuleType) -> None:
    rows = gap(network(make), as_of="2025-12-31").rows
    for sector in (row for row in rows if row["sector"]):
        mine = [r for r in rows if r["period"] == sector["period"] and not r["sector"]]
        for key in ("committed", "known", "covered", "unexplained", *KNOWN):
            assert sector[key] == pytest.approx(sum(row[key] for row in mine), abs=1e-8)


def test_rows_agree_with_the_pools_of_the_bundled_data() -> None:
    net = api.load()
    result = gap(net)
    given = horizon.ahead(net)
    pools = {(row["party"], row["period"]): row for row in books.rows(given)}
    rows = [row for row in result.rows if not row["sector"]]
    assert rows
    for row in rows:
        pool = pools[row["party"], row["period"]]
        assert row["unexplained"] == pool["unexplained"]
        assert row["covered"] + row["unexplained"] == pytest.approx(row["committed"])
        assert row["known"] + row["unexplained"] == pytest.approx(pool["total"])
        assert sum(row[key] for key in KNOWN) == pytest.approx(row["known"])
        parts = sum(row[f"committed_{cls}s"] for cls in COMMITTED)
        assert parts == pytest.approx(row["committed"])
        paid = sum(pool[f"paid_{cls}s"] for cls in COMMITTED)
        assert row["committed"] >= paid - 1e-6
    with_gap = [pool for pool in pools.values() if pool["unexplained"] > 0]
    assert len(with_gap) == sum(row["unexplained"] > 0 for row in rows)


def test_one_party_and_unknown_names(make: ModuleType) -> None:
    rows = gap(network(make), as_of="2025-12-31", party=["Lab"]).rows
    assert {row["party"] for row in rows} == {"Lab"}
    with pytest.raises(ChoiceError):
        gap(network(make), party=["Nobody"])


def test_nothing_to_pay_gives_no_row(make: ModuleType) -> None:
    assert gap(make.network([], [], make.parties(["Lab"]))).rows == []
