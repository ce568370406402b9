"""Stress: the guarantees that a failure calls, a line apart from what is lost."""

from __future__ import annotations

from typing import Any

import pytest

import economies as make
from failures import DAY, LOST, chain, rows
from moneyloop.questions.stress.stress import stress


def guarantees() -> list[dict[str, Any]]:
    """Guarantees by the fund, in order of their start; none is a flow."""

    def backstop(payee: str, amount: Any, start: int, **more: Any) -> dict[str, Any]:
        row = make.deal(make.FUND, payee, "backstop", amount, start, status="contingent")
        return row | {"announced": "2024"} | more

    return [
        backstop("Cloud", 25, 2024, id="one", condition="called if Lab cannot pay"),
        backstop("Cloud", 25, 2025, id="two", condition="supports laboratory inc's lease"),
        backstop("Lab", 7, 2024, id="own", condition="called if LAB finds no customers"),
        backstop("Foundry", 9, 2024, id="no-loss-known", condition="if the Lab fails"),
        backstop("Chips", "", 2024, id="unknown", condition="if Lab fails"),
        backstop("Chips", 0, 2026, id="up-to", condition="if Lab fails", amount_high_usd_bn=9),
        backstop("Chips", 3, 2024, id="other", condition="called if Labrador cannot pay"),
        backstop("Cloud", 3, 2024, id="talk", condition="if Lab fails", status="talks"),
        backstop("Cloud", 3, 2024, id="part", condition="if Lab fails", part_of="one"),
    ]


def test_the_notes_say_what_stays_and_what_a_guarantee_may_exceed() -> None:
    told = stress(chain(*guarantees()), "Lab", as_of=DAY).notes
    stays = "What Lab itself has invested or paid before stays where it is, and what it invests in"
    assert any(note.startswith(stays) for note in told)
    assert any("which may be more than Lab owes" in note for note in told)
    plain = stress(chain(*guarantees()[:2]), "Lab", as_of=DAY).notes
    assert not any("which may be more than Lab owes" in note for note in plain)


def test_guarantees_that_are_called() -> None:
    result = stress(chain(*guarantees()), "Lab", as_of=DAY)
    called = {call["deal"]: call["called"] for call in result.extra["backstops"]}
    # The Cloud loses 10 of the year and 30 later: the second guarantee covers what is left.
    assert called == {
        "one": 25,
        "two": 15,
        "own": 7,
        "no-loss-known": None,
        "unknown": None,
        "up-to": 0,
        "other": None,  # a Labrador is no Lab: its condition names no party
    }
    found = rows(result)
    assert found["Cloud"]["backstop_received"] == 40
    assert found[make.FUND]["backstop_called"] == 47
    assert found["Chips"]["backstop_received"] == 0
    assert found["Foundry"]["backstop_received"] is None
    assert found["Cloud"]["backstop_deals"] == ["one", "two"]
    # It is a line apart: what is lost is as without it.
    plain = rows(stress(chain(), "Lab", as_of=DAY))
    for party, row in plain.items():
        assert {key: found[party][key] for key in LOST} == {key: row[key] for key in LOST}
    # Those that are called are counted, the others are not.
    left = {item.reason: item.ids for item in result.left_out}
    assert left["guarantee"] == ("part",)
    assert left["talks"] == ("talk",)


def test_a_guarantee_is_called_by_whose_failure_its_condition_names() -> None:
    """The one who is guaranteed fails: what protects it against another is not called."""
    named = stress(chain(*guarantees()[:2]), "Cloud", as_of=DAY)
    assert named.extra["backstops"] == []
    own = guarantees()[2] | {"payee": "Cloud", "condition": "if Cloud finds no customers"}
    assert stress(chain(own), "Cloud", as_of=DAY).extra["backstops"][0]["called"] == 7


def test_where_a_condition_names_nobody_what_is_called_is_not_known() -> None:
    """The Lab buys from the Cloud, not from the Foundry."""
    unsaid = guarantees()[0] | {"condition": "called if a customer defaults"}
    apart = unsaid | {"id": "apart", "payee": "Foundry", "condition": ""}
    network = chain(unsaid, apart)
    result = stress(network, "Lab", as_of=DAY)
    assert [(call["deal"], call["called"]) for call in result.extra["backstops"]] == [("one", None)]
    assert rows(result)["Cloud"]["backstop_received"] is None
    assert any(note.endswith("their conditions name no party. one.") for note in result.notes)
    for party, deal in (("Cloud", "one"), ("Foundry", "apart")):
        (call,) = stress(network, party, as_of=DAY).extra["backstops"]
        assert (call["deal"], call["called"]) == (deal, None)


def test_guarantees_in_the_headline_case_and_for_a_part() -> None:
    network = chain(*guarantees())
    headline = stress(network, "Lab", as_of=DAY, case="headline").extra["backstops"]
    # Chips no longer gets the 5 that the Lab promised it.
    assert {call["deal"]: call["called"] for call in headline}["up-to"] == 5
    half = stress(network, "Lab", as_of=DAY, loss=0.5).extra["backstops"]
    called = {call["deal"]: call["called"] for call in half}
    assert (called["one"], called["two"], called["own"]) == (20, 0, 3.5)
    none = stress(network, "Lab", as_of=DAY, loss=0).extra["backstops"]
    assert {call["called"] for call in none} == {0}


def test_days_of_the_year_after_the_date_are_not_covered_twice() -> None:
    """On 30 June half of the year's 10 is paid for, half of it is backlog: 10 and 30 are lost."""
    one = guarantees()[0] | {"amount_usd_bn": 100}
    result = stress(chain(one), "Lab", year=2025, as_of="2025-06-30")
    assert result.extra["backstops"][0]["called"] == pytest.approx(40)
    found = rows(result)["Cloud"]
    assert found["sales_lost"] == pytest.approx(10)
    assert found["backlog_lost"] == pytest.approx(30 + 10 * 184 / 365)
    assert found["planned"]
