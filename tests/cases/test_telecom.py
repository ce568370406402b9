"""Telecom companies of 1998 to 2001, whose swaps and vendor loans have a known end (telecom/)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import moneyloop
from moneyloop.model import Network
from moneyloop.pages.content import summary

PACKAGE = Path(__file__).with_name("telecom")
LATER = "2005-12-31"
ENDS = ("low", "estimate", "high")
PUBLIC = ("known_low", "estimate", "known_high")


@pytest.fixture(scope="module")
def net() -> Network:
    assert moneyloop.check(PACKAGE) == []
    return moneyloop.load(PACKAGE)


def ends(
    net: Network, party: str, year: int, measure: str, words: tuple[str, ...] = ENDS
) -> list[float]:
    (row,) = moneyloop.attribute(net, party=party, year=year, as_of=LATER).rows
    return [row[f"{measure}_{end}"] for end in words]


def without_exchanges(net: Network) -> Network:
    deals = net.deals.assign(exchange_for="")
    return moneyloop.load(deals, parties=net.parties, figures=net.figures)


@pytest.mark.parametrize(("year", "restated"), [(2000, 1.0), (2001, 4.2)])
def test_round_trips_of_power_are_found_whole(net: Network, year: int, restated: float) -> None:
    assert ends(net, "CMS Energy", year, "own") == [0, 0, 0]
    for measure in ("reciprocal", "came_back"):
        assert ends(net, "CMS Energy", year, measure) == pytest.approx([restated] * 3)
        # The other side has no public money but CMS's: mixed pools find it all as well.
        apart = without_exchanges(net)
        found = ends(apart, "CMS Energy", year, measure, PUBLIC)
        assert found == pytest.approx([restated] * 3)
        # It reports nothing, though, so it may have paid with other money.
        assert ends(apart, "CMS Energy", year, measure) == pytest.approx([0, restated, restated])


def test_swaps_that_were_reversed_are_what_came_back(net: Network) -> None:
    """0.95 was reversed; what Calpoint bought while Qwest paid it may be 0.03 more."""
    assert ends(net, "Qwest", 2001, "own") == [0, 0, 0]
    back = [ends(net, "Qwest", year, "reciprocal") for year in (2000, 2001)]
    assert [sum(values) for values in zip(*back, strict=True)] == pytest.approx(
        [0.95, 0.95 + 0.03, 0.95 + 0.03], abs=0.001
    )
    assert ends(net, "Qwest", 2001, "came_back") == back[1]
    # By mixed pools a part of it is other money of the carriers on the other side.
    low, estimate, high = ends(without_exchanges(net), "Qwest", 2001, "came_back", PUBLIC)
    assert 0.4 < low < estimate < high == pytest.approx(0.63, abs=0.001)


def test_vendor_loans_are_own_money_back(net: Network) -> None:
    for measure in ("own", "came_back"):
        assert ends(net, "Lucent", 2000, measure) == pytest.approx([0.99] * 3, abs=0.005)
    assert ends(net, "Lucent", 2000, "reciprocal") == [0, 0, 0]


def test_the_sentences_name_what_own_money_back_does_not(net: Network) -> None:
    answer = moneyloop.explain(net, "Qwest", year=2001, as_of=LATER).extra["answer"]
    assert "$0.60bn to $0.63bn of that to be money that Qwest had itself spent" in answer
    assert answer.endswith("; on public amounts and balances exactly $0.63bn.")
    content: dict[str, Any] = summary.build(net, year=2001, as_of=LATER)
    assert "$10.4bn to $10.6bn of $11.0bn; on public amounts and balances" in content["came_back"]
    assert content["together"]["own_high"] < 1
    assert content["together"]["came_back_low"] > 10
