"""What to watch: growth against growth, revenue per user, months of cash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import moneyloop
from moneyloop.model import ChoiceError, Network
from moneyloop.questions.figures.watch import MEASURES, watch

Package = Callable[..., Path]
Load = Callable[[str], Network]

DEALS = """
    id,payer,payee,kind,amount_usd_bn,start,end,status
    lab-cloud,Lab,Cloud,compute,1,2025-01-01,2025-12-31,paid
    """
HEADER = "party,metric,item,segment,start,end,amount,unit,basis,evidence,source_date\n"
LAB = """\
Lab,revenue,,total,2024,2024,4,usd_bn,net,reported,
Lab,revenue,,total,2025,2025,14,usd_bn,net,reported,
Lab,spend,total_costs,,2024,2024,12,usd_bn,,leaked,
Lab,spend,total_costs,,2025,2025,27,usd_bn,,leaked,
Lab,capex,,total,2024,2024,1,usd_bn,,reported,
Lab,capex,,total,2025,2025,9,usd_bn,,reported,
Lab,run_rate,,total,2025-12,2025-12,20,usd_bn,net,reported,
Lab,users,,weekly,2025-12,2025-12,800,count_m,,reported,
Lab,cash,,,2024-12-31,2024-12-31,9,usd_bn,,reported,
Lab,cash,,,2025-12-31,2025-12-31,36,usd_bn,,reported,
Lab,spend,cash_burn,,2025-10,2025-12,9,usd_bn,,reported,
Lab,spend,cash_burn,,2026,2026,17,usd_bn,,projected,
Lab,operating_loss,,total,2025,2025,1,usd_bn,,reported,
"""


@pytest.fixture
def load(package: Package) -> Load:
    return lambda figures: moneyloop.load(str(package(DEALS, figures=HEADER + figures)))


def of(network: Network, party: str = "Lab", **asked: Any) -> dict[str, dict[str, Any]]:
    rows = watch(network, **asked).rows
    return {row["measure"]: row for row in rows if row["party"] == party}


def test_growth_of_revenue_against_growth_of_total_costs(load: Load) -> None:
    rows = of(load(LAB))
    assert rows["revenue growth"]["amount"] == pytest.approx(14 / 4 - 1)
    assert rows["cost growth"]["amount"] == pytest.approx(27 / 12 - 1)
    assert rows["cost growth"]["segment"] == "total costs"
    both = rows["revenue growth / cost growth"]
    assert both["amount"] == pytest.approx(2.5 / 1.25)
    assert both["reading"] == "revenue grows faster"
    assert both["period"] == "2025 over 2024"
    assert both["figures"] == [f"figures.csv:{line}" for line in (2, 3, 4, 5)]
    assert both["evidence"] == ["reported", "leaked"]
    assert both["differs"] == ["recognised against spent", "evidence reported against leaked"]
    assert rows["revenue growth"]["differs"] == ["year 2025 against year 2024"]


@pytest.mark.parametrize(
    ("revenue", "cost", "reading", "has_ratio"),
    [
        ((4, 8), (4, 16), "costs grow faster", True),
        ((4, 8), (4, 8), "both alike", True),
        ((4, 8), (4, 2), "revenue grows, costs fall", False),
        ((8, 4), (4, 8), "costs grow, revenue falls", True),
        ((8, 6), (8, 4), "costs fall faster", False),
        ((8, 4), (8, 6), "revenue falls faster", False),
        ((8, 4), (4, 4), "revenue falls faster", False),
    ],
)
def test_growth_in_words(
    load: Load, revenue: tuple[int, int], cost: tuple[int, int], reading: str, has_ratio: bool
) -> None:
    figures = "".join(
        f"Lab,{metric},{item},,{year},{year},{amount},usd_bn,,reported,\n"
        for metric, item, pair in (
            ("revenue", "", revenue),
            ("spend", "total_costs", cost),
        )
        for year, amount in zip((2024, 2025), pair, strict=True)
    )
    both = of(load(figures))["revenue growth / cost growth"]
    assert both["reading"] == reading
    assert (both["amount"] is not None) is has_ratio


def test_a_part_of_the_costs_is_named_for_what_it_is(load: Load) -> None:
    rows = LAB.splitlines(keepends=True)
    parts = "".join(row for row in rows if "total_costs" not in row)
    cost = of(load(parts))["cost growth"]
    assert (cost["metric"], cost["segment"], cost["amount"]) == ("capex", "total", 8)
    inference = "".join(
        f"Lab,inference_cost,,total,{year},{year},{amount},usd_bn,,reported,\n"
        for year, amount in ((2024, 2), (2025, 3))
    )
    cost = of(load(parts + inference))["cost growth"]
    assert (cost["metric"], cost["amount"]) == ("inference_cost", pytest.approx(0.5))


def test_growth_is_never_from_one_basis_to_another(load: Load) -> None:
    figures = LAB.replace("2024,2024,4,usd_bn,net", "2024,2024,4,usd_bn,gross")
    rows = of(load(figures))
    assert rows["revenue growth"]["amount"] is None
    assert rows["revenue growth / cost growth"]["reading"] is None


def test_consecutive_quarters_where_there_are_no_years(load: Load) -> None:
    figures = """\
Lab,revenue,,total,2025-07,2025-09,2,usd_bn,net,reported,
Lab,revenue,,total,2025-10,2025-12,3,usd_bn,net,reported,
Lab,spend,total_costs,,2025-07,2025-09,4,usd_bn,,reported,
Lab,spend,total_costs,,2025-10,2025-12,5,usd_bn,,reported,
"""
    both = of(load(figures))["revenue growth / cost growth"]
    assert (both["amount"], both["period"]) == (pytest.approx(2), "2025-Q4 over 2025-Q3")


def test_revenue_per_user_and_that_users_are_no_customers(load: Load) -> None:
    result = watch(load(LAB))
    each = next(row for row in result.rows if row["measure"] == "revenue per user")
    assert (each["amount"], each["unit"], each["segment"]) == (25, "usd", "weekly")
    assert each["differs"] == ["run rate against count"]
    assert any("Users are not customers" in note for note in result.notes)


def test_months_of_cash_at_the_latest_burn_that_is_no_forecast(load: Load) -> None:
    rows = of(load(LAB))
    assert (rows["cash"]["amount"], rows["cash"]["period"]) == (36, "2025-12-31")
    burn = rows["burn a month"]
    assert (burn["amount"], burn["segment"], burn["period"]) == (3, "cash burn", "2025-Q4")
    months = rows["months of cash"]
    assert (months["amount"], months["unit"], months["planned"]) == (12, "months", False)
    assert months["figures"] == ["figures.csv:11", "figures.csv:12"]
    assert "balance against spent" in months["differs"]


@pytest.mark.parametrize(
    ("without", "months", "named", "planned"),
    [
        (("cash_burn,,2025",), 36 * 12, "operating_loss", False),
        (("cash_burn,,2025", "operating_loss"), 36 * 12 / 17, "spend", True),
    ],
)
def test_a_loss_stands_for_the_burn_and_a_forecast_comes_last(
    load: Load, without: tuple[str, ...], months: float, named: str, planned: bool
) -> None:
    rows = LAB.splitlines(keepends=True)
    found = of(load("".join(row for row in rows if not any(part in row for part in without))))
    assert found["months of cash"]["amount"] == pytest.approx(months)
    assert found["months of cash"]["planned"] is planned
    assert found["burn a month"]["metric"] == named


def test_a_plan_is_a_forecast_whoever_tells_of_it(load: Load) -> None:
    figures = LAB + "Lab,spend,cash_burn_forecast,,2025,2025,1,usd_bn,,leaked,\n"
    assert of(load(figures))["burn a month"]["segment"] == "cash burn"


def test_a_lab_or_a_party_asked_for_is_shown_with_its_revenue_alone(package: Package) -> None:
    parties = "name,kind,boundary\nLab,lab,inside\nCloud,hyperscaler,inside\n"
    figures = "".join(
        f"{party},revenue,,total,{year},{year},{amount},usd_bn,net,leaked,\n"
        for party, pair in (("Lab", (0.4, 4.6)), ("Cloud", (50, 60)))
        for year, amount in zip((2024, 2025), pair, strict=True)
    )
    network = moneyloop.load(str(package(DEALS, parties, HEADER + figures)))
    assert watch(network).extra == {"parties": ["Lab"], "without": ["Cloud"]}
    rows = of(network)
    assert rows["revenue growth"]["amount"] == pytest.approx(10.5)
    assert rows["cost growth"]["amount"] is None
    assert rows["cost growth"]["figures"] is None
    both = rows["revenue growth / cost growth"]
    assert (both["amount"], both["reading"]) == (None, "costs not known")
    assert (both["period"], both["figures"]) == (
        "2025 over 2024",
        ["figures.csv:2", "figures.csv:3"],
    )
    asked = watch(network, party=["Cloud"])
    assert asked.extra == {"parties": ["Cloud"], "without": []}
    assert asked.rows[0]["amount"] == pytest.approx(0.2)
    assert not [note for note in asked.notes if note.startswith("Not one")]


@pytest.mark.parametrize(
    ("cash", "lasts_to", "reading"),
    [
        # 12 months of 365.25 / 12 days after 31 December 2025.
        ("36", "2026-12-31", None),
        ("3", "2026-01-30", "past by the as-of date"),
        ("1e9", None, None),
    ],
)
def test_months_of_cash_last_to_a_day_that_may_be_past(
    load: Load, cash: str, lasts_to: str | None, reading: str | None
) -> None:
    figures = LAB.replace("2025-12-31,36,usd_bn", f"2025-12-31,{cash},usd_bn")
    rows = of(load(figures), as_of="2026-01-31")
    assert rows["months of cash"]["amount"] == pytest.approx(float(cash) / 3)
    assert rows["months of cash"]["lasts_to"] == lasts_to
    assert rows["months of cash"]["reading"] == reading
    assert rows["cash"]["lasts_to"] is None


def test_the_bundled_data_say_this_of_anthropic_and_xai() -> None:
    network = moneyloop.load()
    # 4.59 in 2025 after 0.386 in 2024, by the draft prospectus.
    growth = of(network, "Anthropic")["revenue growth"]["amount"]
    assert growth + 1 == pytest.approx(4.59 / 0.386)
    months = of(network, "xAI (SpaceX)")["months of cash"]
    assert months["lasts_to"] == "2026-05-07"
    assert months["reading"] == "past by the as-of date"


def test_parties_without_any_of_the_three_are_counted_and_named(load: Load) -> None:
    network = load(LAB + "Cloud,revenue,,total,2025,2025,5,usd_bn,gross,reported,\n")
    result = watch(network)
    assert result.extra == {"parties": ["Lab"], "without": ["Cloud"]}
    assert [row["measure"] for row in result.rows] == [name for _, name, _ in MEASURES]
    assert result.notes[-1] == "Not one of the three is known of 1 of 2 parties: Cloud."


def test_one_party_names_and_dates(load: Load) -> None:
    network = load(LAB)
    assert watch(network, party=["Cloud"]).rows == []
    assert watch(network, party=["Cloud"]).extra["without"] == ["Cloud"]
    with pytest.raises(ChoiceError, match="Lab"):
        watch(network, party=["Lba"])
    before = of(network, as_of="2024-12-31")
    assert before["cash"]["amount"] == 9
    assert before["revenue per user"]["amount"] is None


def test_the_bundled_data_say_this_of_openai() -> None:
    rows = of(moneyloop.load(), "OpenAI")
    both = rows["revenue growth / cost growth"]
    assert both["reading"] == "revenue grows faster"
    assert both["amount"] == pytest.approx((13.07 / 3.7 - 1) / (34 / 12.48 - 1), abs=1e-6)
    # The essay has about $25 a weekly user, at a run rate between these two.
    assert 20 <= rows["revenue per user"]["amount"] <= 27
    assert rows["months of cash"]["amount"] == pytest.approx(73 / (3.7 / 3), abs=1e-6)
    for row in rows.values():
        if row["amount"] is not None:
            assert row["evidence"]
            assert row["figures"]
            assert row["basis"]
