"""Telecom companies of 1998 to 2001, whose swaps and vendor loans have a known end (shipped)."""

from __future__ import annotations

import math
from typing import Any

import pytest

import moneyloop
from moneyloop.model import Network
from moneyloop.pages.content import summary

PACKAGE = "telecom-1999-2001"
LATER = "2005-12-31"
ENDS = ("low", "estimate", "high")
PUBLIC = ("known_low", "estimate", "known_high")


@pytest.fixture(scope="module")
def net() -> Network:
    """The rows of the package whose amounts are public: nothing else is open then."""
    assert moneyloop.check(PACKAGE) == []
    shipped = moneyloop.load(PACKAGE)
    deals = shipped.deals.loc[shipped.deals["amount_usd_bn"].notna()]
    deals = deals.assign(amount_high_usd_bn=math.nan)
    return moneyloop.load(deals, parties=shipped.parties, figures=shipped.figures)


def ends(
    net: Network, party: str, year: int, measure: str, words: tuple[str, ...] = ENDS
) -> list[float]:
    (row,) = moneyloop.attribute(net, party=party, year=year, as_of=LATER).rows
    return [row[f"{measure}_{end}"] for end in words]


def without_exchanges(net: Network) -> Network:
    settled = net.deals["settlement"].replace("barter", "cash")
    deals = net.deals.assign(exchange_for="", settlement=settled)
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
    assert "$11.3bn to $12.1bn of $13.3bn; on public amounts and balances" in content["came_back"]
    # Both legs of what CMS, Qwest and Global Crossing swapped, and for certain nothing else.
    swapped = 2 * (4.2 + 0.6 + 0.15)
    sums = content["together"]
    assert sums["came_back_low"] == pytest.approx(sums["own_low"] + swapped)
