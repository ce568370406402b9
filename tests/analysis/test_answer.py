"""What the first screens say: each number by another route, each sentence true when cut out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import economies as make
import moneyloop
from examples import examples
from moneyloop.pages.content import summary

BUNDLED: dict[str, dict[str, Any]] = {}


def bundled(year: str | None = None) -> dict[str, Any]:
    """The content of the bundled data, made once."""
    key = str(year)
    if key not in BUNDLED:
        BUNDLED[key] = summary.build(moneyloop.load(), year=year)
    return BUNDLED[key]


PERIODS = [None, "2025", "2024", "2023"]


@pytest.mark.parametrize("year", PERIODS)
def test_cents_are_the_sums_over_what_was_sold(year: str | None) -> None:
    content = bundled(year)
    cents, sums = content["answer"]["cents"], content["together"]
    sellers = [row for row in content["rows"] if row["period"] == content["years"][0]]
    sold = sum(row["network_sales"] or 0 for row in sellers)
    assert cents["whole"] == pytest.approx(sold)
    for measure in ("own", "any_investor"):
        ends = cents[measure]
        assert ends["estimate"] == pytest.approx(sums[f"{measure}_estimate"] / sold)
        assert ends["known_high"] == pytest.approx(sums[f"{measure}_known_high"] / sold)
        assert 0 <= ends["low"] <= ends["estimate"] <= ends["high"] <= 1
        assert ends["known_low"] <= ends["known_high"] <= ends["high"]
    assert cents["at_least_neither"] + cents["any_investor"]["high"] == pytest.approx(1)


@pytest.mark.parametrize("year", PERIODS)
def test_what_comes_into_a_pot_goes_out_of_it(year: str | None) -> None:
    content = bundled(year)
    pots = content["answer"]["pots"]
    assert pots
    for pot in pots:
        for end in ("in", "out"):
            assert sum(part["amount"] for part in pot[end]) == pytest.approx(pot["total"]), pot
        assert pot["possible"] <= pot["paid"]
        assert pot["invested"] + pot["before"] > 0
        assert pot["seller"] in pot["text"]
        assert pot["buyer"] in pot["text"]


@examples(40)
@given(make.economies())
def test_pots_of_any_network_balance(economy: make.Economy) -> None:
    answer = summary.build(economy.network())["answer"]
    for pot in answer["pots"] if answer else []:
        for end in ("in", "out"):
            total = sum(part["amount"] for part in pot[end])
            assert total == pytest.approx(pot["total"], abs=1e-6)


def test_growth_is_the_difference_of_two_answers() -> None:
    growth = bundled("2025")["answer"]["growth"]
    sold = {
        year: {
            row["party"]: row["network_sales"] or 0.0
            for row in moneyloop.attribute(moneyloop.load(), year=year).rows
        }
        for year in ("2024", "2025")
    }
    assert growth["now"] == pytest.approx(sum(sold["2025"].values()))
    assert growth["before"] == pytest.approx(sum(sold["2024"].values()))
    for row in growth["rows"]:
        if row["party"] in sold["2025"]:
            assert row["now"] == pytest.approx(sold["2025"][row["party"]])
            assert row["before"] == pytest.approx(sold["2024"].get(row["party"], 0.0))
    for key in ("now", "before", "change"):
        assert sum(row[key] for row in growth["rows"]) == pytest.approx(growth[key])


def test_no_growth_without_a_year_before() -> None:
    deals = [
        make.deal("Acme", "Lab", "equity", 10, 2024),
        make.deal("Lab", "Acme", "compute", 6, 2024),
    ]
    assert summary.build(make.network(deals))["answer"]["growth"] is None


def test_an_exact_lap_is_told_as_one_number() -> None:
    """Lucent lent its customers of 2001 what they paid it: every matching gives the same."""
    content = summary.build(moneyloop.load("telecom-1999-2001"))
    exact = [pot for pot in content["answer"]["pots"] if pot["own_low"] == pot["own_high"]]
    assert "Lucent" in {pot["seller"] for pot in exact}
    for pot in exact:
        assert "was its own money coming back" in pot["text"]
        assert "exactly" in pot["text"]
        assert "Nobody" not in pot["text"]


def test_the_sentence_has_one_ratio_and_the_range_the_dollars() -> None:
    content = bundled("2025")
    assert content["headline"].count(content["answer"]["part"]) == 1
    assert "$" not in content["headline"]
    assert len(content["headline"].split()) <= 30
    assert content["range"].startswith("Own money back in 2025: ")


def test_what_would_change_it_names_rows_and_sellers() -> None:
    content = bundled()
    ids = {deal["id"] for deal in content["deals"]}
    changes = content["answer"]["changes"]
    assert 0 < len(changes) <= 5
    limits = {
        (item["party"], flow["payer"], flow["payee"], flow["amount"])
        for item in content["limits"]
        for flow in item["flows"]
    }
    for item in changes:
        assert set(item["deals"]) <= ids
        if item["kind"] == "limit":
            assert any(
                item["what"].startswith(payer)
                and payee in item["what"]
                and seller in item["sellers"]
                for seller, payer, payee, amount in limits
                if amount == item["amount"]
            )


def test_the_command_makes_it_again() -> None:
    network = moneyloop.load()
    assert bundled()["command"] == "moneyloop report"
    asked = summary.build(network, year="2024", case="headline", party=["xAI (SpaceX)"])
    assert asked["command"] == (
        "moneyloop report --case headline --year 2024 --party 'xAI (SpaceX)'"
    )
