"""The report of the years and of the sellers that are asked for."""

from __future__ import annotations

import html
from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.model import ChoiceError, Network
from moneyloop.pages.content import summary
from moneyloop.tables import answer, terminal
from moneyloop.tables import report as table

YEARS = (2021, 2023, 2024, 2025)


@pytest.fixture
def network() -> Network:
    """Acme and Cloud sell to Lab, both of which invest in it; before 2023 there are no sales."""
    rows = [
        make.deal(name, "Lab", "equity", 8, year) for name in ("Acme", "Cloud") for year in YEARS
    ]
    rows += [make.deal("Lab", "Acme", "compute", 6, year) for year in YEARS[1:]]
    rows += [make.deal("Lab", "Cloud", "compute", 3, year) for year in YEARS[1:]]
    made: Network = make.network(rows, [], make.parties(["Acme", "Lab", "Cloud"]))
    return made


def text(content: dict[str, Any]) -> str:
    """The answer on one screen and all the tables below it."""
    parts = [*answer.view(content, 100, []), *table.view(content)]
    return terminal.text(parts, width=None, color=False)


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        ({}, ["2025", "2024"]),
        ({"year": 2024}, ["2024"]),
        ({"from_": "2023"}, ["2025", "2024", "2023"]),
        ({"from_": 2022, "to": 2023}, ["2023", "2022"]),
        ({"to": "2024"}, ["2024", "2023"]),  # nobody sells before
        ({"year": 2015}, ["2015"]),
        ({"year": 2030}, ["2030"]),
    ],
)
def test_the_years_are_those_asked_for(
    network: Network, asked: dict[str, Any], years: list[str]
) -> None:
    content = summary.build(network, **asked)
    assert content["years"] == years
    ends = {"from_": years[-1], "to": years[0]}
    assert content["rows"] == moneyloop.attribute(network, **ends).rows
    assert {bound["period"] for bound in content["limits"]} <= {years[0]}
    sold = [row for row in content["rows"] if row["network_sales"]]
    if any(row["period"] == years[0] for row in sold):
        told = (
            f"Of every dollar that AI companies paid one another in {years[0]}, anything from "
            "nothing to all of it was the seller's own investment coming back."
        )
        assert content["headline"] == told
        assert content["range"].startswith(
            f"Own money back in {years[0]}: $0 to $9.0bn of $9.0bn; on public amounts and "
            "balances $2.0bn to $9.0bn"
        )
    else:
        assert content["headline"].startswith("No company sells in the network")
    shown = text(content)
    assert [f"\n{year}\n" in shown for year in years] == [
        any(row["period"] == year for row in sold) for year in years
    ]


def test_only_the_sellers_asked_for_are_told_and_the_text_says_so(network: Network) -> None:
    every, one = summary.build(network), summary.build(network, party="Acme")
    assert one["party"] == ["Acme"]
    assert one["rows"] == [row for row in every["rows"] if row["party"] == "Acme"]
    assert {bound["party"] for bound in one["limits"]} == {"Acme"}
    (row,) = [row for row in one["rows"] if row["period"] == "2025"]
    assert row["network_sales"] == 6
    assert one["headline"] == (
        "Of every dollar that AI companies paid Acme in 2025, anything from nothing to all of it "
        "was the seller's own investment coming back."
    )
    assert one["range"] == (
        "Own money back in 2025: $0 to $6.0bn of $6.0bn; on public amounts and balances $1.0bn to "
        "$6.0bn, estimate $3.7bn."
    )
    assert one["loops"] == every["loops"]
    assert "Of the sellers only Acme is shown here" in text(one)
    assert "Of the sellers" not in text(every)
    both = summary.build(network, party=["Acme", "Cloud"])
    assert "AI companies paid Acme and Cloud in 2025, anything from nothing" in both["headline"]
    assert (both["rows"], both["only"] is None) == (
        [row for row in every["rows"] if row["party"] != "Lab"],
        False,
    )


def test_a_party_that_sells_nothing(network: Network) -> None:
    told = summary.build(network, party="Lab")["headline"]
    assert told == (
        "Lab sells nothing in the network in the period: there is nothing to attribute."
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"year": 2024, "to": 2025}, "year is both from and to"),
        ({"from_": "2024-Q1"}, "not a calendar year"),
        ({"from_": 2025, "to": 2024}, "ends before it starts"),
        ({"party": "Acm"}, "did you mean 'Acme'"),
    ],
)
def test_wrong_choices_are_told(network: Network, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(ChoiceError, match=told):
        summary.build(network, **asked)


def test_the_page_follows(network: Network) -> None:
    asked: dict[str, Any] = {"year": 2024, "party": "Acme"}
    page = html.unescape(moneyloop.report_page(network, **asked))
    assert summary.build(network, **asked)["range"] in page
    assert "Of the sellers only Acme is shown here" in page
    assert "The loops of 2024" in page
    assert "The loops of 2025" not in page
    assert "--year 2024 --party Acme" in page
    whole = moneyloop.report_page(network)
    assert "Of the sellers only" not in whole


@pytest.mark.parametrize("year", [2015, 2026, 2040])
def test_a_page_of_a_year_without_money(network: Network, year: int) -> None:
    assert "No company sells in the network" in moneyloop.report_page(network, year=year)


def test_the_notes_about_parties_are_those_of_the_same_years(network: Network) -> None:
    for asked in ({}, {"year": 2024}, {"from_": "2023", "to": "2024"}, {"as_of": "2024-06-30"}):
        content = summary.build(network, **asked)
        about = [note.text for note in summary.about_parties(network, **asked)]
        assert [text for text in content["notes"] if text in about] == about
