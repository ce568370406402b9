"""Figures beside the flows: customers, coverage, gaps, balances, and the columns made of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.model import ChoiceError, Network


def row(network: Network, party: str, period: str, **options: Any) -> dict[str, Any]:
    rows = moneyloop.attribute(network, **options).rows
    return next(row for row in rows if (row["party"], row["period"]) == (party, period))


def fiscal(*more: dict[str, Any]) -> Network:
    """Cloud sells a billion a day to Lab in 2024, and reports July to June: 730 in all."""
    rows = [make.deal("Lab", "Cloud", "compute", 366, 2024), *more]
    figures = [make.revenue("Cloud", 730, "2024-07-01", end="2025-06-30")]
    return make.network(rows, figures, make.parties(["Lab", "Cloud"], ["Public"]))


def test_fiscal_years_are_prorated_by_day() -> None:
    """184 of the 366 days are covered: revenue 368, of which Lab paid 184."""
    found = row(fiscal(), "Cloud", "2024")
    assert found["revenue_coverage"] == pytest.approx(184 / 366)
    assert found["network_sales"] == pytest.approx(366)
    assert found["revenue"] == pytest.approx(366 + 184)
    second = row(fiscal(), "Cloud", "2025", to="2025")
    assert second["revenue_coverage"] == pytest.approx(181 / 365)
    assert second["revenue"] == pytest.approx(362)


def test_outside_customers_are_part_of_a_figure_and_count_beside_it() -> None:
    """Public pays half a billion a day: on covered days it is in the figure, before it is not."""
    network = fiscal(make.deal("Public", "Cloud", "customer", 183, 2024))
    assert row(network, "Cloud", "2024")["revenue"] == pytest.approx(366 + 184 + 182 / 2)
    bare = make.network(
        [make.deal("Public", "Cloud", "customer", 183), make.deal("Lab", "Cloud", "compute", 5)],
        parties=make.parties(["Lab", "Cloud"], ["Public"]),
    )
    found = row(bare, "Cloud", "2025")
    assert (found["revenue"], found["revenue_coverage"]) == (188, 0)


def test_coverage_below_one_is_said() -> None:
    notes = moneyloop.attribute(fiscal()).notes
    assert any("for a part of 2024 only" in note and "Cloud 50%" in note for note in notes)


def test_sales_above_reported_revenue_are_a_finding() -> None:
    rows = [make.deal("Lab", "Cloud", "compute", 30)]
    parties = make.parties(["Lab", "Cloud"])
    result = moneyloop.attribute(make.network(rows, [make.revenue("Cloud", 25)], parties))
    assert any(
        "Cloud 2025" in note and "exceed" in note and "by $5.0bn." in note for note in result.notes
    )
    found = next(row for row in result.rows if row["party"] == "Cloud")
    assert (found["revenue"], found["network_sales"]) == (30, 30)


def test_sales_to_outside_customers_above_reported_revenue_are_a_finding_too() -> None:
    rows = [make.deal("Lab", "Cloud", "compute", 20), make.deal("Street", "Cloud", "customer", 9)]
    network = make.network(
        rows, [make.revenue("Cloud", 25)], make.parties(["Lab", "Cloud"], ["Street"])
    )
    result = moneyloop.attribute(network)
    assert any("Cloud 2025" in note and "by $4.0bn." in note for note in result.notes)
    assert next(row for row in result.rows if row["party"] == "Cloud")["revenue"] == 25


def test_money_that_nobody_is_known_to_have_paid_in_is_no_known_source() -> None:
    rows = [make.deal("Lab", "Cloud", "compute", 30), make.deal("Fund", "Lab", "equity", 12)]
    network = make.network(
        rows, [make.revenue("Cloud", 50)], make.parties(["Lab", "Cloud"], ["Fund"])
    )
    found = row(network, "Cloud", "2025")
    assert found["no_known_source"] == pytest.approx(18)
    assert found["outside_investors"] == pytest.approx(12)
    assert found["customers"] == pytest.approx(20)
    notes = moneyloop.attribute(network).notes
    assert any("Lab 2025: $18.0bn of payments exceed its known income" in note for note in notes)


def test_money_paid_to_the_outside_leaves_and_can_be_no_known_source() -> None:
    rows = [make.deal("Lab", "Foundry", "hardware", 10), make.deal("Lab", "Cloud", "compute", 30)]
    figures = [make.revenue("Lab", 20), make.revenue("Cloud", 30)]
    found = row(
        make.network(rows, figures, make.parties(["Lab", "Cloud"], ["Foundry"])), "Cloud", "2025"
    )
    assert found["customers"] == pytest.approx(30 * 20 / 40)
    assert found["no_known_source"] == pytest.approx(30 * 20 / 40)


def test_money_that_an_outside_borrower_repays_has_a_bucket() -> None:
    rows = [make.deal("Public", "Lab", "repayment", 30), make.deal("Lab", "Cloud", "compute", 30)]
    network = make.network(rows, (), make.parties(["Lab", "Cloud"], ["Public"]))
    found = row(network, "Cloud", "2025")
    assert (found["revenue"], found["customers"], found["no_known_source"]) == (30, 30, 0)


def test_only_preferred_figures_count() -> None:
    figures = [make.revenue("Cloud", 40), make.revenue("Cloud", 99, preferred="no")]
    network = make.network([make.deal("Lab", "Cloud", "compute", 30)], figures)
    assert row(network, "Cloud", "2025")["revenue"] == 40


def test_a_figure_is_known_once_its_period_or_its_source_is_there() -> None:
    rows = [make.deal("Lab", "Cloud", "compute", 30, 2024)]
    figures = [
        make.revenue("Cloud", 50, 2024, source_date="2031"),
        make.revenue("Cloud", 70, 2025, source_date="2024-11-05"),
        make.revenue("Cloud", 90, 2026, source_date="2026-03-01"),
    ]
    network = make.network(rows, figures)

    def covered(day: str) -> list[float]:
        shown = moneyloop.attribute(
            network, as_of=day, from_="2024", to="2026", party=["Cloud"]
        ).rows
        known = {row["period"]: row["revenue_coverage"] for row in shown}
        return [known.get(year, 0) for year in ("2024", "2025", "2026")]

    assert covered("2024-12-30") == [0, 1, 0]
    assert covered("2024-12-31") == [1, 1, 0]
    assert covered("2026-03-01") == [1, 1, 1]


def test_a_balance_may_be_dated_the_first_day_or_the_day_before() -> None:
    rows = [make.deal("Lab", "Cloud", "compute", 30)]
    for day in ("2024-12-31", "2025-01-01"):
        figures = [make.cash("Lab", 30, day), make.revenue("Cloud", 30)]
        parties = make.parties(["Lab", "Cloud"])
        found = row(make.network(rows, figures, parties), "Cloud", "2025")
        assert (found["earlier_cash"], found["no_known_source"]) == (30, 0)


def test_quarters_carry_only_reported_balances() -> None:
    """Acme's 40 come in the first quarter; a balance is known at its end, not at the next one."""
    rows = [
        make.deal("Acme", "Lab", "equity", 40, "2025-02-01"),
        make.deal("Lab", "Acme", "compute", 10, "2025-05-01"),
        make.deal("Lab", "Acme", "compute", 10, "2025-08-01"),
    ]
    figures = [make.cash("Acme", 40, "2025-01-01"), make.cash("Lab", 40, "2025-03-31")]
    network = make.network(rows, figures)
    second, third = (row(network, "Acme", name, by="quarter") for name in ("2025-Q2", "2025-Q3"))
    assert (second["own_estimate"], second["no_known_source"]) == (10, 0)
    assert (third["own_estimate"], third["no_known_source"]) == (0, 10)


@examples(25)
@given(data=st.data())
def test_the_window_changes_no_result(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_years=3, with_credits=True))
    network = economy.network()
    full = {(row["party"], row["period"]): row for row in moneyloop.attribute(network).rows}
    year = str(economy.first_year + data.draw(st.integers(0, economy.years - 1)))
    for found in moneyloop.attribute(network, from_=year, to=year).rows:
        assert found == full[found["party"], year]


def stakes(*rows: dict[str, Any]) -> Network:
    sales = [make.deal("Lab", "Cloud", "compute", 10, year) for year in (2024, 2025)]
    outside = make.parties(["Lab", "Cloud", "Chip"], ["Fund"])
    return make.network([*sales, make.deal("Chip", "Cloud", "services", 1), *rows], (), outside)


@pytest.mark.parametrize(
    ("stake", "sales"),
    [
        ({}, 10),
        ({"payer": "Lab", "payee": "Cloud"}, 10),
        ({"amount_usd_bn": ""}, 10),
        ({"kind": "warrant"}, 10),
        ({"kind": "debt", "status": "signed"}, 10),
        ({"start": "2023", "end": "2023"}, 10),
        ({"start": "2026", "end": "2026"}, 0),
        ({"status": "talks"}, 0),
        ({"status": "contingent", "amount_usd_bn": 0}, 0),
        ({"amount_usd_bn": 0}, 0),
        ({"kind": "backstop"}, 0),
        ({"payer": "Fund"}, 0),
        ({"payee": "Chip"}, 1),
    ],
)
def test_related_party_revenue(stake: dict[str, Any], sales: float) -> None:
    network = stakes(make.deal("Cloud", "Lab", "equity", 5) | stake)
    assert row(network, "Cloud", "2025", to="2025")["related_party"] == sales


def test_related_party_revenue_begins_with_the_stake() -> None:
    network = stakes(make.deal("Cloud", "Lab", "equity", 5, "2025-12-31"))
    assert row(network, "Cloud", "2024")["related_party"] == 0
    assert row(network, "Cloud", "2025")["related_party"] == 10


def test_a_part_of_a_round_in_talks_is_no_stake() -> None:
    rows = [
        make.deal("Fund", "Lab", "equity", 9, status="talks", id="round"),
        make.deal("Cloud", "Lab", "equity", 5, status="talks", part_of="round"),
    ]
    assert row(stakes(*rows), "Cloud", "2025")["related_party"] == 0


def test_growth_needs_two_whole_covered_periods() -> None:
    rows = [make.deal("Lab", "Cloud", "compute", 10, year) for year in (2023, 2024, 2025)]
    figures = [
        make.revenue("Cloud", 10, "2022-07", end="2022-12"),
        make.revenue("Cloud", 20, 2023),
        make.revenue("Cloud", 35, 2024),
        make.revenue("Cloud", 20, 2025, end="2025-06"),
    ]
    network = make.network(rows, figures)
    years = ("2022", "2023", "2024", "2025")
    found = {year: row(network, "Cloud", year)["growth"] for year in years}
    assert found == {"2022": None, "2023": None, "2024": 15, "2025": None}


def test_the_first_period_shown_still_knows_the_one_before() -> None:
    figures = [make.revenue("Cloud", 20, 2023), make.revenue("Cloud", 35, 2024)]
    network = make.network([make.deal("Lab", "Cloud", "compute", 10, 2024)], figures)
    assert row(network, "Cloud", "2024", from_="2024", to="2024")["growth"] == 15


def test_segment_revenue_needs_the_whole_period() -> None:
    figures = [
        make.revenue("Cloud", 100, 2024),
        make.revenue("Cloud", 30, 2024, segment="Web"),
        make.revenue("Cloud", 20, "2025-01", end="2025-06", segment="Web"),
    ]
    parties = [{"name": "Cloud", "boundary": "inside", "segment": "Web"}, *make.parties(["Lab"])]
    rows = [make.deal("Lab", "Cloud", "compute", 10, year) for year in (2024, 2025)]
    network = make.network(rows, figures, parties)
    assert row(network, "Cloud", "2024")["segment_revenue"] == 30
    assert row(network, "Cloud", "2024")["revenue"] == 100
    assert row(network, "Cloud", "2025")["segment_revenue"] is None
    assert row(network, "Lab", "2024")["segment_revenue"] is None


def test_periods_that_end_after_the_as_of_date_are_planned() -> None:
    network = make.network([make.deal("Lab", "Cloud", "compute", 10, 2024, end=2026)])
    result = moneyloop.attribute(network, as_of="2025-12-30", to="2026", party=["Cloud"])
    assert {row["period"]: row["planned"] for row in result.rows} == {
        "2024": False,
        "2025": True,
        "2026": True,
    }
    assert any("Planned" in note and "2025, 2026" in note for note in result.notes)


def test_assumptions_and_unclear_rows_are_noted() -> None:
    rows = [
        make.deal("Lab", "Cloud", "compute", 10, assumed="end;amount_usd_bn"),
        make.deal("Cloud", "Lab", "equity", 5, settlement="unknown", id="stake"),
        make.deal("Lab", "Cloud", "revenue_share", 2, id="share"),
    ]
    notes = " ".join(moneyloop.attribute(make.network(rows)).notes)
    assert "1 of the 3 deals use a value that we assumed" in notes
    assert "(1 amount, 1 end date)" in notes
    assert "Settlement unknown, counted as cash: stake." in notes


def test_revenue_shares_are_noted_and_can_be_left_out() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 10),
        make.deal("Lab", "Acme", "compute", 4),
        make.deal("Lab", "Acme", "revenue_share", 2, id="share"),
    ]
    network = make.network(rows, [make.revenue("Lab", 0)])
    assert row(network, "Acme", "2025")["own_estimate"] == 6
    notes = moneyloop.attribute(network).notes
    assert any(note.startswith("Revenue shares") and note.endswith("share.") for note in notes)
    assert row(network, "Acme", "2025", revenue_share=False)["own_estimate"] == 4
    left_out = moneyloop.attribute(network, revenue_share=False).left_out
    assert [(item.reason, item.ids) for item in left_out] == [("revenue share", ("share",))]


def test_a_total_is_one_row_named_after_its_years() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 40, 2024),
        make.deal("Lab", "Acme", "compute", 40, 2025),
    ]
    network = make.network(rows, [make.cash("Acme", 40, "2023-12-31")])
    found = row(network, "Acme", "2024..2025", by="total", from_="2024", to="2025")
    assert (found["own_estimate"], found["own_known_low"]) == (40, 40)


@pytest.mark.parametrize(
    "options",
    [
        {"case": "best"},
        {"by": "week"},
        {"from_": "2025-13"},
        {"from_": "2026", "to": "2025"},
        {"party": ["Nobody"]},
        {"as_of": "June"},
    ],
    ids=str,
)
def test_what_does_not_exist_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ChoiceError):
        moneyloop.attribute(make.network([make.deal("Lab", "Cloud", "compute", 10)]), **options)


def test_an_empty_package_has_an_empty_answer() -> None:
    network = make.network([])
    assert moneyloop.attribute(network).rows == []
    assert moneyloop.loops(network).rows == []
