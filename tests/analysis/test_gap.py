"""The gap: commitments of each party and year against the money that is known."""

from __future__ import annotations

from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.analysis.pooled import contents as books
from moneyloop.books import payback
from moneyloop.model import FLOWING, ChoiceError, Network
from moneyloop.questions import asking
from moneyloop.questions.gap.gap import gap
from moneyloop.questions.timeline import EVERYONE

KNOWN = ("earlier_cash", "customers", "outside_investors", "sales", "investments", "returns")


def network() -> Network:
    """The Lab has 6 of money in 2025 and owes 10 a year to the Cloud until 2027."""
    deals = [
        make.deal("Lab", "Cloud", "compute", 30, "2025-01-01", end="2027-12-31", status="signed"),
        make.deal("Cloud", "Lab", "equity", 2, 2025),
        make.deal(make.FUND, "Lab", "equity", 1, 2025),
        make.deal("Lab", make.STREET, "services", 3, 2025),
        make.deal("Lab", "Cloud", "compute", 4, 2040, status="signed", announced="2025"),
    ]
    figures = [make.revenue("Lab", 3, 2025), make.revenue("Cloud", 50, 2025)]
    inside, outside = ["Lab", "Cloud"], [make.FUND, make.STREET]
    return make.network(deals, figures, make.parties(inside, outside))


def of(rows: list[dict[str, Any]], party: str, period: str) -> dict[str, Any]:
    return next(row for row in rows if (row["party"], row["period"]) == (party, period))


def test_what_is_due_and_what_covers_it() -> None:
    rows = gap(network(), as_of="2025-12-31").rows
    first = of(rows, "Lab", "2025")
    # 1,095 days from 2025 to 2027, each year 365: ten a year.
    assert first["committed_purchases"] == pytest.approx(13)  # the street's 3 as well
    assert first["known"] == pytest.approx(6)
    assert first["covered"] == pytest.approx(6)
    assert first["no_known_source"] == pytest.approx(7)
    assert not first["planned"]
    second = of(rows, "Lab", "2026")
    assert (second["committed"], second["known"]) == (pytest.approx(10), 0)
    assert second["no_known_source"] == pytest.approx(10)
    assert second["planned"]


def test_years_end_six_past_the_date_and_what_is_later_is_said() -> None:
    result = gap(network(), as_of="2025-12-31")
    assert [row["period"] for row in result.rows if row["sector"]] == ["2025", "2026", "2027"]
    assert "$4.0bn is scheduled to be paid by the parties here after 2031, the last year here." in (
        result.notes
    )


def test_the_sector_is_the_sum_of_its_parties() -> None:
    rows = gap(network(), as_of="2025-12-31").rows
    for sector in (row for row in rows if row["sector"]):
        mine = [r for r in rows if r["period"] == sector["period"] and not r["sector"]]
        for key in ("committed", "known", "covered", "no_known_source", *KNOWN):
            known = [row[key] for row in mine if row[key] is not None]
            assert sector[key] == (pytest.approx(sum(known), abs=1e-8) if known else None)


def test_rows_agree_with_the_pools_of_the_bundled_data() -> None:
    net = moneyloop.load()
    result = gap(net)
    given = asking.ahead(net)
    pools = {(row["party"], row["period"]): row for row in books.rows(given)}
    rows = [row for row in result.rows if not row["sector"]]
    assert rows
    for row in rows:
        pool = pools[row["party"], row["period"]]
        if row["committed"] is None:  # all that it has to pay is without a public amount
            assert row["open_due"] > 0
            assert pool["no_known_source"] == 0
            assert row["covered"] is row["no_known_source"] is row["multiple"] is None
            continue
        assert row["no_known_source"] == pool["no_known_source"]
        assert row["covered"] + row["no_known_source"] == pytest.approx(row["committed"])
        assert row["known"] + row["no_known_source"] == pytest.approx(pool["total"])
        assert sum(row[key] or 0 for key in KNOWN) == pytest.approx(row["known"])
        parts = sum(row[f"committed_{cls}s"] or 0 for cls in FLOWING)
        assert parts == pytest.approx(row["committed"])
        paid = sum(pool[f"paid_{cls}s"] for cls in FLOWING)
        assert row["committed"] >= paid - 1e-6
    with_gap = [pool for pool in pools.values() if pool["no_known_source"] > 0]
    assert len(with_gap) == sum((row["no_known_source"] or 0) > 0 for row in rows)


def test_one_party_and_unknown_names() -> None:
    rows = gap(network(), as_of="2025-12-31", party=["Lab"]).rows
    assert {row["party"] for row in rows} == {"Lab"}
    with pytest.raises(ChoiceError):
        gap(network(), party=["Nobody"])


def test_a_balance_that_nobody_states_is_unknown() -> None:
    deals = [make.deal(payer, "Cloud", "compute", 5, 2025) for payer in ("Lab", "Rich Lab")]
    figures = [make.revenue("Rich Lab", 3, "2024-12-31", end="2024-12-31", metric="cash")]
    net = make.network(deals, figures, make.parties(["Lab", "Rich Lab", "Cloud"]))
    result = gap(net, to="2025")
    earlier_cash = {row["party"]: row["earlier_cash"] for row in result.rows}
    assert earlier_cash == {EVERYONE: 3, "Lab": None, "Rich Lab": 3}
    assert any(note.startswith("Earlier cash is unknown where") for note in result.notes)
    poor = gap(net, to="2025", party=["Lab"]).rows
    assert [row["known"] for row in poor] == [0]
    rich = gap(net, to="2025", party=["Rich Lab"])
    assert not any(note.startswith("Earlier cash") for note in rich.notes)


def test_what_is_scheduled_later_is_of_the_parties_that_are_shown() -> None:
    deals = [
        make.deal("Lab", "Cloud", "compute", 8, 2025, end=2028, status="signed"),
        make.deal("Cloud", "Lab", "compute", 4, 2025, end=2028, status="signed"),
        make.deal(make.FUND, "Lab", "equity", 12, 2025, end=2028, status="signed"),
    ]
    net = make.network(deals, [], make.parties(["Lab", "Cloud"], [make.FUND]))

    def later(**choice: Any) -> list[str]:
        notes = gap(net, to="2026", **choice).notes
        return [note.split("bn")[0] for note in notes if "is scheduled" in note]

    assert later() == ["$6.0"]
    assert later(party=["Cloud"]) == ["$2.0"]


def test_years_are_whole_and_the_sector_is_not_asked_of_a_party() -> None:
    with pytest.raises(ChoiceError, match="is not a calendar year"):
        gap(network(), from_="2025-Q1")
    with pytest.raises(ChoiceError, match="leave out the party"):
        gap(network(), party=["Lab"], life=4)


def test_nothing_to_pay_gives_no_row() -> None:
    assert gap(make.network([], [], make.parties(["Lab"]))).rows == []


def test_what_has_no_known_source_as_a_multiple_of_revenue() -> None:
    rows = gap(network(), as_of="2025-12-31").rows
    first, second = of(rows, "Lab", "2025"), of(rows, "Lab", "2026")
    assert (first["revenue"], first["revenue_coverage"]) == (3, 1)
    assert first["multiple"] == pytest.approx(7 / 3)
    assert (second["revenue"], second["multiple"], second["revenue_coverage"]) == (None, None, 0)
    everyone = of(rows, EVERYONE, "2025")
    assert everyone["revenue"] == pytest.approx(53)  # the Lab's 3 and the Cloud's 50
    assert everyone["multiple"] == pytest.approx(7 / 53)
    assert everyone["revenue_coverage"] == 1


def test_half_a_year_of_revenue_and_sales_without_a_figure() -> None:
    deals = [make.deal("Lab", "Cloud", "compute", 10, 2025)]
    figures = [make.revenue("Lab", 4, "2025-01-01", end="2025-06-30")]
    rows = gap(make.network(deals, figures, make.parties(["Lab", "Cloud"])), to="2025").rows
    row = of(rows, "Lab", "2025")
    assert (row["revenue"], row["revenue_coverage"]) == (4, pytest.approx(181 / 365))
    assert row["multiple"] == pytest.approx(6 / 4)
    partly = "less would have no known source, and the multiple would be smaller too (≤"
    result = gap(make.network(deals, figures, make.parties(["Lab", "Cloud"])), to="2025")
    assert any(partly in note for note in result.notes)
    whole = [make.revenue("Lab", 4), make.revenue("Cloud", 20)]
    result = gap(make.network(deals, whole, make.parties(["Lab", "Cloud"])), to="2025")
    assert not any(partly in note for note in result.notes)
    deals.append(make.deal("Cloud", "Lab", "hardware", 1, 2025))
    rows = gap(make.network(deals, [], make.parties(["Lab", "Cloud"])), to="2025").rows
    # A scheduled sale is known money; what was booked in all is not known.
    assert of(rows, "Cloud", "2025")["sales"] == 10
    assert of(rows, "Cloud", "2025")["revenue"] is None


def test_every_row_names_what_is_behind_it() -> None:
    deals = [
        make.deal("Lab", "Cloud", "compute", 30, 2025, id="due", evidence="reported"),
        make.deal("Fund", "Lab", "equity", 1, 2025, id="money", evidence="leaked"),
        make.deal("Lab", "Cloud", "compute", 2, 2024, id="before"),
        make.deal("Lab", "Cloud", "compute", 0, 2025, id="nothing"),
    ]
    figures = [
        make.revenue("Lab", 3, 2025, evidence="estimated"),
        make.cash("Lab", 2, "2024-12-31"),
        make.cash("Lab", 1, "2025-12-31"),
        make.revenue("Lab", 3, 2023),
    ]
    net = make.network(deals, figures, make.parties(["Lab", "Cloud"], ["Fund"]))
    row = of(gap(net).rows, "Lab", "2025")
    assert row["deals"] == ["due"]
    assert row["received"] == ["money"]
    assert row["figures"] == ["figures.csv:2", "figures.csv:3"]
    assert row["evidence"] == ["reported", "estimated", "leaked", "not stated"]
    everyone = of(gap(net).rows, EVERYONE, "2025")
    for key in ("deals", "received", "figures", "evidence"):
        assert everyone[key] == row[key]


def test_the_rows_behind_add_up_on_the_bundled_data() -> None:
    net = moneyloop.load()
    result = gap(net)
    given = asking.ahead(net)
    names = [period.name for period in given.periods]
    flows = given.flows.assign(id=given.deals["id"].to_numpy()[given.flows["deal"]])
    flows["year"] = [names[number] for number in flows["period"]]
    for row in result.rows:
        assert row["evidence"]
        if row["sector"] or row["committed"] is None:
            continue
        mine = flows.loc[(flows["year"] == row["period"]) & flows["id"].isin(row["deals"])]
        assert set(mine["payer"]) == {row["party"]}
        assert mine["amount"].sum() == pytest.approx(row["committed"])
        assert (row["multiple"] is None) == (not row["revenue"])


def capex(party: str, amount: float, start: Any, **more: Any) -> dict[str, Any]:
    return make.revenue(party, amount, start, metric="capex") | more


def sector(figures: list[dict[str, Any]], **choice: Any) -> list[dict[str, Any]]:
    """The sector's question of 2025 (and 2026), known at the end of 2025."""
    deals = [make.deal("Lab", "Cloud", "compute", 2, 2025)]
    deals.append(make.deal(make.STREET, "Lab", "services", 1, 2025, id="named"))
    parties = make.parties(["Lab", "Other", "Cloud", "Giant"], [make.STREET, "Foundry"])
    parties.append({"name": "All", "boundary": "outside"})
    parties = [row | {"kind": "lab" if row["name"] in LABS else ""} for row in parties]
    net = make.network(deals, figures, parties)
    rows: list[dict[str, Any]] = gap(net, as_of="2025-12-31", **choice).extra["sector_question"]
    return rows


LABS = ("Lab", "Other")


def test_an_aggregate_is_taken_and_its_parts_are_not_added() -> None:
    figures = [
        capex("Giant", 70, 2025),
        capex("All", 250, 2025, item="aggregate", segment="AI capex", evidence="estimated"),
        make.revenue("All", 15.6, 2025, item="aggregate"),
        make.revenue("Lab", 5, 2025),
    ]
    (row,) = sector(figures)
    assert (row["period"], row["investment"], row["coverage"]) == ("2025", 250, 1)
    assert (row["investment_of"], row["basis"]) == ("All, AI capex", "spent")
    assert (row["figures"], row["not_added"]) == (["figures.csv:3"], ["figures.csv:2"])
    assert row["evidence"] == ["estimated"]
    assert row["required"] == row["required_one_go"] == 500
    labs, industry = row["against"]
    assert (labs["revenue"], labs["unknown"], labs["coverage"]) == (5, ["Other"], 0.5)
    assert labs["deals"] == ["named"]
    # For every dollar that customers spend, sixteen are invested (the essay: "$15+").
    assert industry["investment_multiple"] == pytest.approx(250 / 15.6)
    assert industry["gap"] == pytest.approx(484.4)
    assert industry["multiple"] == pytest.approx(484.4 / 15.6)
    assert (industry["figures"], industry["basis"]) == (["figures.csv:4"], "recognised")


def test_the_sum_of_the_parties_takes_one_figure_for_each_day() -> None:
    figures = [
        capex("Giant", 70, 2025, item="guidance_high", evidence="projected"),
        capex("Giant", 60, 2025, item="guidance_low", evidence="projected"),
        capex("Giant", 20, "2025-01-01", end="2025-03-31", evidence="reported"),
        # Fiscal years: 151 of the 365 days of the first, 214 of the second, are in 2025.
        capex("Cloud", 36.5, "2024-06-01", end="2025-05-31", evidence="reported"),
        capex("Cloud", 73, "2025-06-01", end="2026-05-31", evidence="projected"),
        capex("Lab", 9, "2025-10-01", end="2025-12-31", evidence="reported"),
        capex("Other", 3, 2025, segment="AI segment"),
        capex("Foundry", 40, 2025),
    ]
    row = next(row for row in sector(figures) if row["period"] == "2025")
    assert row["investment_of"] == "total capex of Cloud, Giant, Lab"
    amounts = {part["figure"]: part["amount"] for part in row["parts"]}
    expected = {"figures.csv:3": 60, "figures.csv:5": 15.1, "figures.csv:6": 42.8}
    assert amounts == pytest.approx(expected | {"figures.csv:7": 9})
    assert row["investment"] == pytest.approx(sum(amounts.values()))
    assert row["coverage"] == pytest.approx((1 + 1 + 92 / 365) / 3)
    assert row["basis"] == "spent, guidance"
    assert row["not_added"] == [f"figures.csv:{line}" for line in (2, 4, 8, 9)]


def test_labs_sell_to_customers_by_their_ai_business_where_it_is_known() -> None:
    figures = [
        capex("Giant", 70, 2025),
        make.revenue("Lab", 18, 2025),
        make.revenue("Lab", 4, 2025, item="ai_business", segment="models and more"),
    ]
    (row,) = sector(figures)
    (labs,) = row["against"]
    assert labs["revenue"] == 4
    assert labs["revenue_of"] == "customers of the labs (Lab: models and more)"
    assert labs["figures"] == ["figures.csv:4"]


def test_revenue_of_the_labs_that_is_forecast_is_not_called_recognised() -> None:
    figures = [
        capex("Giant", 70, 2025),
        make.revenue("Lab", 2, "2025-01-01", end="2025-06-30", evidence="reported"),
        make.revenue("Lab", 3, "2025-07-01", end="2025-12-31", evidence="projected"),
    ]
    (row,) = sector(figures)
    assert row["against"][0]["basis"] == "recognised and forecast, not stated"
    deals = [make.deal("Lab", "Cloud", "compute", 1, 2025)]
    inside = make.parties(["Lab", "Cloud", "Giant"])
    inside[0]["kind"] = "lab"
    notes = gap(make.network(deals, figures, inside)).notes
    assert not [note for note in notes if "different bases" in note]
    (row,) = sector(figures[:2])
    assert row["against"][0]["basis"] == "recognised, not stated"


def test_unknown_revenue_is_not_zero_and_a_stated_investment_needs_no_figure() -> None:
    (row,) = sector([capex("Giant", 70, 2024)])
    assert (row["period"], row["against"]) == ("2024", [])
    assert sector([]) == []
    (row,) = sector([], investment=300.0, life=3.0)
    assert (row["period"], row["investment"], row["basis"]) == ("2025", 300, "stated")
    assert (row["required"], row["required_one_go"]) == (pytest.approx(200), 600)
    assert row["against"][0]["gap"] == pytest.approx(199)
    assert sector([capex("Giant", 70, 2025)], party=["Lab"]) == []


@pytest.mark.parametrize(
    ("run_rate", "needed"),
    [(50, 200), (150, 600)],  # David Cahn in September 2023 and in June 2024
)
def test_the_arithmetic_of_the_600_billion_question(run_rate: float, needed: float) -> None:
    # Chips are half of what a data center costs; buyers of compute need a margin of a half.
    assert payback.required(2 * run_rate, 0.5, 1) == needed
    assert payback.required(2 * run_rate, 0.5, 4) == needed / 4
    assert payback.required(2 * run_rate, 0.25, 1) == 2 * needed


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"margin": 0.0}, "margin 0: a number from 0.001 to 1"),
        ({"margin": 1.01}, "margin 1.01"),
        ({"margin": float("nan")}, "margin nan"),
        ({"life": 0.0}, "life 0: a number from 0.01 to 100"),
        ({"life": float("inf")}, "life inf"),
        ({"investment": -1.0}, "investment -1"),
    ],
)
def test_assumptions_out_of_their_range(choice: dict[str, float], message: str) -> None:
    with pytest.raises(ChoiceError, match=message):
        gap(network(), **choice)  # type: ignore[arg-type]


def test_the_sector_of_the_bundled_data() -> None:
    rows = {row["period"]: row for row in gap(moneyloop.load()).extra["sector_question"]}
    assert list(rows) == ["2024", "2025", "2026"]
    assert [row["investment"] for row in rows.values()] == [200, 250, 700]
    assert [row["planned"] for row in rows.values()] == [False, False, True]
    amounts = {entry["revenue_of"]: entry["revenue"] for entry in rows["2025"]["against"]}
    assert amounts["AI industry (aggregate), total"] == 15.6
    # OpenAI 13.07, Anthropic 4.59 and the AI segment of xAI (SpaceX) 3.2.
    assert max(amounts.values()) == pytest.approx(20.86)
    for row in rows.values():
        assert not set(row["figures"]) & set(row["not_added"])
