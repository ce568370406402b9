"""The sum over sellers: one world for all, by label sets, against two other routes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import matchings
import moneyloop
import oracles
from examples import examples
from moneyloop.analysis import attribution, together
from moneyloop.analysis.graph import EVERY
from moneyloop.analysis.pooled import bounds, sector
from moneyloop.analysis.study.study import Study
from moneyloop.model import ChoiceError
from moneyloop.pages.content import summary
from moneyloop.questions import asking
from moneyloop.words.amounts import most

checked = examples(40)


def ends(study: Study, period: int, measure: str) -> dict[int, tuple[float, float]]:
    """Low and high of every party by itself."""
    parties = range(len(study.pools[period].parties))
    return {party: bounds.ends(study.pools, period, party, measure) for party in parties}


def joint(study: Study, period: int, measure: str, **more: Any) -> sector.Joint:
    return sector.joint(study.pools, period, measure, ends(study, period, measure), **more)


@checked
@given(data=st.data(), measure=st.sampled_from(EVERY))
def test_the_sum_is_that_of_a_program_with_every_set(data: st.DataObject, measure: str) -> None:
    economy = data.draw(make.economies(max_size=3, max_years=2, with_credits=True))
    years = oracles.layers(economy)
    study = asking.study(economy.network())
    for year in range(len(study.pools)):
        found = joint(study, year, measure)
        low, high = matchings.every_set(years, year, measure)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-5), year


@checked
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_every_matching_is_inside(data: st.DataObject, seed: int) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    random = np.random.default_rng(seed)
    study = asking.study(economy.network())
    year = len(study.pools) - 1
    dollars = matchings.dollars(oracles.layers(economy), year)
    worlds = [dollars.drawn(random) for _ in range(5)]
    for measure in EVERY:
        found = joint(study, year, measure)
        for world in worlds:
            assert found.low - 1e-5 <= dollars.back(world, measure) <= found.high + 1e-5


def economy(
    size: int,
    purchases: dict[tuple[int, int], int],
    investments: dict[tuple[int, int], int],
    **more: Any,
) -> make.Economy:
    """One year; customers and outside investors by party."""
    tables = {name: np.zeros((1, size, size)) for name in ("purchases", "investments")}
    for name, cells in (("purchases", purchases), ("investments", investments)):
        for (payer, payee), amount in cells.items():
            tables[name][0, payer, payee] = amount
    sources = {"customers": np.zeros((1, size)), "outside_investors": np.zeros((1, size))}
    for name, amounts in more.items():
        for party, amount in amounts.items():
            sources[name][0, party] = amount
    none = np.zeros((1, size, size))
    return make.Economy(**tables, **sources, credits=none, returns=none, cash=np.zeros((2, size)))


SMALL = {
    # Two sellers invest in one lab that can pay back only one of them.
    "one lab": economy(3, {(2, 0): 2, (2, 1): 2}, {(0, 2): 2, (1, 2): 2}, customers={0: 2, 1: 2}),
    "narrow": economy(
        4,
        {(2, 3): 1, (3, 0): 1, (3, 1): 1},
        {(0, 2): 1, (1, 2): 1},
        customers={0: 1, 1: 1, 3: 1},
    ),
    # One payment of 2 carries the money of both (method, appendix A.5.4).
    "chain": economy(3, {(2, 0): 1, (2, 1): 1}, {(0, 1): 2, (1, 2): 2}, customers={0: 2}),
    # The same dollar comes back to one seller and then to the other.
    "twice": economy(3, {(2, 1): 2, (1, 0): 2}, {(0, 1): 2, (1, 2): 2}, customers={0: 2}),
    "outside": economy(
        3,
        {(2, 0): 2, (2, 1): 1, (0, 1): 1},
        {(0, 2): 1, (1, 2): 1},
        customers={0: 1, 1: 1, 2: 1},
        outside_investors={2: 1},
    ),
}


@pytest.mark.parametrize("measure", EVERY)
@pytest.mark.parametrize("name", SMALL)
def test_small_networks_dollar_by_dollar(name: str, measure: str) -> None:
    small = SMALL[name]
    dollars = matchings.dollars(oracles.layers(small), 0)
    sums = {dollars.back(matching, measure) for matching in dollars.all()}
    found = joint(asking.study(small.network()), 0, measure)
    assert (found.low, found.high) == pytest.approx((min(sums), max(sums)), abs=1e-6)


def test_two_highs_that_exclude_each_other() -> None:
    """Cloud and Acme can each have all that the shop passes on, but not both."""
    study = asking.study(SMALL["narrow"].network())
    alone = ends(study, 0, "own")
    assert [alone[party][1] for party in (0, 1)] == [1, 1]
    found = joint(study, 0, "own")
    assert (found.low, found.high, found.outer) == (0, 1, ())


def test_the_chain_of_the_appendix_has_both_laps() -> None:
    found = joint(asking.study(SMALL["chain"].network()), 0, "own")
    assert found.high == 2


@checked
@given(data=st.data(), measure=st.sampled_from(EVERY))
def test_between_the_largest_high_and_the_sum(data: st.DataObject, measure: str) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    study = asking.study(economy.network())
    for period in range(len(study.pools)):
        alone = ends(study, period, measure)
        found = joint(study, period, measure)
        highs = [high for _, high in alone.values()]
        assert max(highs, default=0.0) <= found.high <= sum(highs) + 1e-9
        assert sum(low for low, _ in alone.values()) - 1e-9 <= found.low <= found.high
        assert set(found.sharp) == {party for party, (_, high) in alone.items() if high > 0}


@checked
@given(data=st.data(), measure=st.sampled_from(EVERY))
def test_one_seller_has_its_own_interval(data: st.DataObject, measure: str) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    study = asking.study(economy.network())
    for period in range(len(study.pools)):
        for party, (low, high) in ends(study, period, measure).items():
            # As if its high were not known better than that of all its sales.
            wide = {party: (0.0, float(study.pools[period].network_sales[party]))}
            found = sector.joint(study.pools, period, measure, wide | {party: (low, high)})
            assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


@checked
@given(data=st.data(), measure=st.sampled_from(EVERY))
def test_each_end_is_a_world_that_is_written_out(data: st.DataObject, measure: str) -> None:
    """What comes back adds up to the end; no payment carries more than it is."""
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    study = asking.study(economy.network())
    period = len(study.pools) - 1
    found = joint(study, period, measure)
    paid = study.flows.groupby(["payer", "payee", "class", "period"])["amount"].sum()
    names = {when.name: index for index, when in enumerate(study.periods)}
    for value, world in ((found.low, found.least), (found.high, found.most)):
        back = sum(item.amount * len(item.back) for item in world)
        assert back == pytest.approx(value, abs=1e-5)
        carried: dict[tuple[str, str, str, int], float] = {}
        for item in world:
            assert item.amount > 0
            assert item.whose
            assert set(item.back) <= set(item.whose)
            assert set(item.back) <= {item.payee}
            if item.cls in ("purchase", "return", "investment") and item.payer:
                key = item.payer, item.payee, item.cls, names[item.period]
                carried[key] = carried.get(key, 0.0) + item.amount
        for key, amount in carried.items():
            assert amount <= paid[key] + 1e-5


def test_what_does_not_fit_is_added_with_its_own_ends() -> None:
    study = asking.study(SMALL["narrow"].network())
    found = joint(study, 0, "own", flows=8)
    alone = ends(study, 0, "own")
    assert (len(found.sharp), len(found.outer)) == (1, 1)
    assert found.high == sum(high for _, high in alone.values())
    none = joint(study, 0, "own", flows=0)
    assert (none.sharp, set(none.outer), none.most) == ((), {0, 1}, ())
    assert (none.low, none.high) == (0, 2)


def test_the_bundled_year() -> None:
    """The design's prototype found 8.48 for own money back in 2025, as much as the sum of highs."""
    study = asking.study(moneyloop.load(), from_="2025", to="2025")
    rows = [row for row in attribution.rows(study) if attribution.sells(row)]
    found = together.together(study, rows, EVERY)
    sums = found.sums
    assert found.outer == 0
    assert found.attained
    assert round(sums["own_known_high"], 2) == 8.48
    for measure in EVERY:
        assert sums[f"{measure}_low"] <= sums[f"{measure}_known_low"]
        assert sums[f"{measure}_known_high"] <= most(sums[f"{measure}_high"])
        estimate = sums[f"{measure}_estimate"]
        assert estimate == pytest.approx(sum(row[f"{measure}_estimate"] or 0 for row in rows))
        for word in ("", "_known"):
            low, high = (sums[f"{measure}{word}_{end}"] for end in ("low", "high"))
            assert low <= estimate <= most(high)
            highs = [row[f"{measure}{word}_high"] for row in rows]
            public = [most(high) for high in highs if word == "" or high is not None]
            assert max(public) <= most(high) <= sum(public) + 1e-6


def test_timeline_index_and_report_have_the_interval_of_all_at_once() -> None:
    """Two sellers of which only one can be paid back: 0 to 1, where the highs are 1 and 1."""
    net = SMALL["narrow"].network()
    whole = next(row for row in moneyloop.timeline(net).rows if row["sector"])
    (row,) = moneyloop.index(net).rows
    content = summary.build(net)
    for answer in (whole, row, content["together"]):
        assert (answer["own_low"], answer["own_high"]) == (0, 1)
    assert "$0 to $1.0bn of $3.0bn" in content["range"]
    only = summary.build(net, party=["P0"])["together"]
    assert (only["own_low"], only["own_high"]) == (0, 1)


def test_the_worlds_of_both_ends_say_what_comes_back() -> None:
    found = moneyloop.explain_sector(SMALL["narrow"].network())
    assert found.extra["high"] == 1
    assert found.extra["sellers"] == ["P0", "P1"]
    high = [row for row in found.rows if row["end"] == "high"]
    back = [row for row in high if row["back"]]
    assert sum(row["amount"] * len(row["back"]) for row in back) == 1
    assert {row["payer"] for row in back} == {"P3"}
    assert all(row["deals"] for row in high if row["class"] != "elsewhere")
    invested = [row for row in high if row["class"] == "investment"]
    assert {(row["payer"], *row["labels"]) for row in invested} == {("P0", "P0"), ("P1", "P1")}
    assert not any(row["back"] for row in found.rows if row["end"] == "low")
    with pytest.raises(ChoiceError, match="own, network_investors, any_investor"):
        moneyloop.explain_sector(SMALL["narrow"].network(), measure="spent")
    with pytest.raises(ChoiceError, match="no company sells"):
        moneyloop.explain_sector(SMALL["narrow"].network(), year=2001)


def test_an_outside_investor_of_the_year_before_is_named_with_that_year() -> None:
    rows = [
        make.deal("Fund", "Lab", "equity", 5, 2024),
        make.deal("Lab", "Acme", "compute", 4, 2025),
    ]
    figures = [
        *(make.cash("Lab", amount, f"{year}-12-31") for amount, year in ((0, 2023), (5, 2024))),
        *(make.revenue("Lab", amount, year) for amount, year in ((0, 2024), (1, 2025))),
        make.revenue("Acme", 4),
    ]
    net = make.network(rows, figures, make.parties(["Lab", "Acme"], ["Fund"]))
    found = moneyloop.explain_sector(net, measure="any_investor", year=2025)
    assert (found.extra["low"], found.extra["high"]) == (3, 4)
    high = [row for row in found.rows if row["end"] == "high"]
    assert [(row["payer"], row["class"], row["period"], row["amount"]) for row in high] == [
        ("Lab", "purchase", "2025", 4),
        (None, "investment", "2024", 5),
        ("Lab", "cash", "2024", 5),
        ("Lab", "elsewhere", "2025", 1),
    ]
    assert high[1]["deals"] == [net.deals["id"][0]]


def test_a_sum_that_is_too_large_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    net = SMALL["narrow"].network()
    for answer in (moneyloop.timeline(net), moneyloop.index(net)):
        assert "more would make the program too large" not in " ".join(answer.notes)
    monkeypatch.setattr(sector, "SELLERS", 1)
    whole = next(row for row in moneyloop.timeline(net).rows if row["sector"])
    assert (whole["own_low"], whole["own_high"]) == (0, 2)
    for answer in (moneyloop.timeline(net), moneyloop.index(net), moneyloop.explain_sector(net)):
        assert any("more would make the program too large" in note for note in answer.notes)


def test_the_method_names_the_limits_of_the_program() -> None:
    method = Path(__file__).parents[2] / "docs" / "method.md"
    text = " ".join(method.read_text(encoding="utf-8").split())
    assert f"more than {sector.FLOWS:,} flows or {sector.SELLERS} sellers" in text
