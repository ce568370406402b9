"""Which parties the report reads closely, and what it is told of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import moneyloop
from moneyloop.model import USD_BN_A_YEAR
from moneyloop.pages.content import books, close_reading
from moneyloop.questions.figures.company import company
from moneyloop.questions.stress import stress as stress_

Package = Callable[..., Path]

PARTIES = """
    name,kind,boundary
    Fund,investor,outside
    Alpha,lab,inside
    Beta,lab,inside
    Gamma,lab,inside
    Delta,lab,inside
    Cloud,hyperscaler,inside
    Chip,chipmaker,inside
"""
# Alpha would hit Cloud on all three lines; Cloud buys the most, and nobody has invested in it.
DEALS = """
    id,payer,payee,kind,amount_usd_bn,start,end,status,evidence
    fund-alpha,Fund,Alpha,equity,10,2025,,paid,reported
    cloud-alpha,Cloud,Alpha,equity,1,2025,,paid,reported
    alpha-cloud,Alpha,Cloud,compute,3,2025-01-01,2025-12-31,paid,leaked
    alpha-chip,Alpha,Chip,hardware,,2025-01-01,2025-12-31,paid,reported
    alpha-cloud-2,Alpha,Cloud,compute,40,2026-01-01,2029-12-31,signed,reported
    beta-cloud,Beta,Cloud,compute,5,2025-01-01,2025-12-31,paid,reported
    cloud-chip,Cloud,Chip,hardware,20,2025-01-01,2025-12-31,paid,reported
    chip-backs,Chip,Cloud,backstop,2,2026,,contingent,reported
"""
FIGURES = """
    party,metric,segment,start,end,amount,unit,basis,evidence,preferred,source,outlet
    Alpha,revenue,total,2025-01-01,2025-12-31,4,usd_bn,net,leaked,yes,Books,The Post
    Alpha,run_rate,total,2025-06-01,2025-06-30,5,usd_bn,net,reported,yes,June,The Post
    Alpha,run_rate,total,2025-12-01,2025-12-31,8,usd_bn,net,reported,yes,December,The Post
    Alpha,run_rate,total,2025-12-01,2025-12-31,9,usd_bn,net,estimated,no,Guess,The Post
    Beta,revenue,total,2025-01-01,2025-12-31,6,usd_bn,,reported,yes,Filing,
    Beta,run_rate,total,2025-12-01,2025-12-31,7,usd_bn,,reported,yes,Talk,
    Gamma,run_rate,total,2025-12-01,2025-12-31,99,usd_bn,,reported,yes,Talk,
    Cloud,revenue,total,2025-01-01,2025-12-31,50,usd_bn,,reported,yes,Filing,
    Cloud,run_rate,total,2025-12-01,2025-12-31,60,usd_bn,,reported,yes,Talk,
    Delta,revenue,total,2025-01-01,2025-12-31,80,usd_bn,,reported,yes,Filing,
"""
AS_OF = "2026-01-31"


@pytest.fixture
def network(package: Package) -> Any:
    return moneyloop.load(str(package(DEALS, PARTIES, FIGURES)))


def read(network: Any) -> dict[str, Any]:
    return books.build(network, as_of=AS_OF)


def test_labs_with_both_figures_come_by_revenue(network: Any) -> None:
    told = close_reading.books_of_labs(network, "2025", as_of=AS_OF)
    # Gamma has no revenue, Delta no run rate, and Cloud is no lab.
    assert [entry["party"] for entry in told] == ["Beta", "Alpha"]
    assert close_reading.books_of_labs(network, None) == []
    assert close_reading.if_one_fails(network, None) == []


def test_measures_are_the_answers_own_numbers(network: Any) -> None:
    alpha = close_reading.books_of_labs(network, "2025", as_of=AS_OF)[1]
    measures = {measure["key"]: measure for measure in alpha["measures"]}
    assert {key: one["amount"] for key, one in measures.items()} == {
        "run_rate": 8.0,
        "revenue": 4.0,
        "due": 3.0,
        "average": 10.0,
        "committed": 40.0,
    }
    assert measures["run_rate"]["period"] == "2025-12"
    assert measures["revenue"]["basis"] == "recognised, net"
    assert measures["committed"]["unit"] == close_reading.WHOLE_TERMS
    assert {one["unit"] for key, one in measures.items() if key != "committed"} == {USD_BN_A_YEAR}
    # The hardware without an amount is due in the year as well, and is no zero.
    assert measures["due"]["unknown"] == ["Chip"]
    assert measures["due"]["deals"] == ["alpha-chip", "alpha-cloud"]
    assert measures["committed"]["planned"]
    assert not measures["due"]["planned"]
    answer = company(network, "Alpha", year="2025", as_of=AS_OF)
    assert alpha["ratios"] == answer.extra["ratios"]
    assert set(alpha["notes"]) < set(answer.notes)


def test_labs_are_chosen_by_the_figures_that_are_then_read(package: Package) -> None:
    """A month after all that the data has a date for: known unless an earlier date is asked for."""
    figures = """
        party,metric,segment,start,end,amount,unit,basis,evidence
        Alpha,revenue,total,2025,2025,4,usd_bn,net,reported
        Alpha,run_rate,total,2026-02,2026-02,9,usd_bn,net,reported
        """
    network = moneyloop.load(str(package(DEALS, PARTIES, figures)))
    assert "run_rate" in {row["metric"] for row in company(network, "Alpha").rows}
    (alpha,) = close_reading.books_of_labs(network, "2025")
    assert alpha["party"] == "Alpha"
    assert close_reading.books_of_labs(network, "2025", as_of=AS_OF) == []


def test_revenue_of_quarters_is_summed_and_part_of_a_year_is_not_enough(package: Package) -> None:
    days = ["01-01,2025-03-31", "04-01,2025-06-30", "07-01,2025-09-30", "10-01,2025-12-31"]
    quarters = "".join(
        f"{party},revenue,total,2025-{quarter},2,usd_bn,,reported,yes\n"
        for party, count in (("Alpha", 4), ("Beta", 3))
        for quarter in days[:count]
    )
    rates = "".join(
        f"{party},run_rate,total,2025-12-01,2025-12-31,12,usd_bn,,reported,yes\n"
        for party in ("Alpha", "Beta")
    )
    head = "party,metric,segment,start,end,amount,unit,basis,evidence,preferred\n"
    network = moneyloop.load(str(package(DEALS, PARTIES, head + quarters + rates)))
    (alpha,) = close_reading.books_of_labs(network, "2025", as_of=AS_OF)
    revenue = next(one for one in alpha["measures"] if one["key"] == "revenue")
    assert (alpha["party"], revenue["amount"], len(revenue["figures"])) == ("Alpha", 8.0, 4)


def test_who_hits_another_on_all_three_lines_comes_first(network: Any) -> None:
    told = close_reading.if_one_fails(network, "2025", as_of=AS_OF)
    # Cloud buys the most, but only on one line; Beta buys 5, and nobody has a stake in it.
    assert [entry["party"] for entry in told] == ["Alpha", "Cloud"]
    answer = stress_.stress(network, "Alpha", year="2025", as_of=AS_OF)
    assert told[0]["rows"] == answer.rows
    assert told[0]["bases"] == answer.extra["bases"]
    assert told[0]["as_of"] == AS_OF


def test_without_figures_or_sales_there_is_nothing_to_read(package: Package) -> None:
    lonely = moneyloop.load(
        str(package("payer,payee,kind,amount_usd_bn,start\nFund,Alpha,equity,1,2025\n", PARTIES))
    )
    told = read(lonely)
    assert (told["labs"], told["stress"], told["capex"]) == ([], [], [])
    assert told["capex_notes"] == []


def test_a_list_of_payments_is_not_read_closely(package: Package) -> None:
    file = package(folder="pay") / "pay.csv"
    rows = "A,B,5,2025-01-31,equity,one\nB,A,3,2025-02-28,services,two\n"
    file.write_text(f"from,to,value,time,type,hash\n{rows}", encoding="utf-8")
    columns = {"payer": "from", "payee": "to", "amount": "value", "start": "time", "kind": "type"}
    ledger = moneyloop.load_payments(str(file), columns)
    assert ledger.is_ledger
    assert close_reading.books_of_labs(ledger, "2025") == []
    assert close_reading.if_one_fails(ledger, "2025") == []


def test_the_bundled_data() -> None:
    network = moneyloop.load()
    told = close_reading.books_of_labs(network, "2025")
    assert [entry["party"] for entry in told] == ["OpenAI", "Anthropic"]
    ratio = told[0]["ratios"][0]
    assert (ratio["name"], round(ratio["value"], 2)) == ("recognised / run rate", 0.65)
    failing = close_reading.if_one_fails(network, "2025")
    assert [entry["party"] for entry in failing] == ["OpenAI", "Anthropic"]
    assert failing[0]["on_all_lines"] == ["Microsoft", "Amazon"]
    assert failing[1]["on_all_lines"] == ["Amazon", "Google"]
