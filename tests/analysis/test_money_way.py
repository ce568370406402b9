"""The money's way: balanced at every party, without a circle, own money back where they return."""

from __future__ import annotations

from typing import Any

import hypothesis
import networkx as nx
import pytest
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.study.study import Study
from moneyloop.model import Network
from moneyloop.pages.content.money_way import COLUMNS, money_way, years
from moneyloop.questions import asking

KINDS = [kind for _, kinds in COLUMNS for kind in kinds]


def balanced(way: dict[str, Any], slack: float = 1e-6) -> None:
    """What comes into a party goes out of it, and nothing runs to an earlier column."""
    column = {node["id"]: node["column"] for node in way["nodes"]}
    for node in way["nodes"]:
        into = sum(link["amount"] for link in way["links"] if link["target"] == node["id"])
        out = sum(link["amount"] for link in way["links"] if link["source"] == node["id"])
        assert node["into"] == pytest.approx(into, abs=slack)
        assert node["out"] == pytest.approx(out, abs=slack)
        if node["kind"] == "party":
            assert into == pytest.approx(out, rel=1e-9, abs=slack)
    for link in way["links"]:
        assert column[link["source"]] < column[link["target"]]
        assert link["amount"] > 0
    graph = nx.DiGraph([(link["source"], link["target"]) for link in way["links"]])
    assert nx.is_directed_acyclic_graph(graph)


def again(way: dict[str, Any]) -> tuple[float, float]:
    """What leaves at the right to enter again, and what enters again at the left."""
    named = {node["id"] for node in way["nodes"] if node["kind"] == "source" and ":" in node["id"]}
    left = sum(link["amount"] for link in way["links"] if link["source"] in named)
    right = sum(link["amount"] for link in way["links"] if link["target"] == "again")
    return right, left


@pytest.fixture(scope="module")
def given() -> Study:
    return asking.ahead(moneyloop.load())


def test_every_year_of_the_bundled_data_is_balanced(given: Study) -> None:
    assert len(years(given)) > 5
    for year in years(given):
        way = money_way(given, year)
        balanced(way)
        right, left = again(way)
        assert right == pytest.approx(left)
        assert way["planned"] is (year > "2025")
        if "2022" < year < "2027":
            assert way["not_drawn"] > 1


def test_own_money_back_is_that_of_attribute(given: Study) -> None:
    answer = moneyloop.attribute(moneyloop.load(), from_="2025", to="2025").rows
    rows = {row["party"]: row for row in answer if (row["own_estimate"] or 0) > 1e-6}
    way = money_way(given, "2025")
    links = [link for link in way["links"] if link["class"] == "own"]
    assert {link["target"].removeprefix("party:") for link in links} == set(rows)
    for party, row in rows.items():
        mine = [link for link in links if link["target"] == f"party:{party}"]
        assert sum(link["amount"] for link in mine) == pytest.approx(row["own_estimate"], abs=1e-7)
        for link in mine:
            assert link["own_low"] == pytest.approx(row["own_known_low"], abs=1e-7)
            assert link["own_high"] == pytest.approx(row["own_known_high"], abs=1e-7)


def test_sales_and_sources_are_those_of_attribute_and_pools(
    given: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{money_way.__module__}.NAMED", 100)
    way = money_way(given, "2025")
    rows = {
        row["party"]: row
        for row in moneyloop.attribute(moneyloop.load(), from_="2025", to="2025").rows
    }
    for node in (node for node in way["nodes"] if node["kind"] == "party"):
        sales = sum(
            link["amount"]
            for link in way["links"]
            if link["target"] == node["id"] and link["class"] in ("own", "purchase")
        )
        assert sales == pytest.approx(rows[node["label"]]["network_sales"] or 0, abs=1e-7)


def test_small_parties_share_a_node_and_no_money_is_lost(
    given: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_ = money_way(given, "2025")
    monkeypatch.setattr(f"{money_way.__module__}.NAMED", 4)
    few = money_way(given, "2025")
    balanced(few)
    groups = [node for node in few["nodes"] if len(node["parties"]) > 1]
    assert groups
    assert all(node["label"].startswith(f"{len(node['parties'])} other ") for node in groups)

    def into(way: dict[str, Any], source: str) -> float:
        return sum(link["amount"] for link in way["links"] if link["source"] == source)

    for source in ("customers", "outside_investors", "earlier_cash", "no_known_source"):
        assert into(few, source) == pytest.approx(into(all_, source))


def test_deals_stand_behind_the_links() -> None:
    deals = [
        make.deal("Acme", "Lab", "equity", 8, id="stake"),
        make.deal("Lab", "Acme", "compute", 6, id="use"),
        make.deal(make.FUND, "Lab", "equity", 4, id="round"),
        make.deal(make.STREET, "Acme", "customer", 5, id="street"),
    ]
    parties = make.parties(["Lab", "Acme"], [make.FUND, make.STREET])
    kinds = {"Lab": "lab", "Acme": "hyperscaler"}
    net = _with_kinds(make.network(deals, [], parties), kinds)
    way = money_way(asking.study(net), "2025")
    told = {(link["source"], link["target"], link["class"]): link for link in way["links"]}
    stake = told["investment:party:Acme", "party:Lab", "investment"]
    assert (stake["amount"], stake["deals"]) == (8, ["stake"])
    assert told["party:Acme", "again", "again"]["deals"] == ["stake"]
    assert told["outside_investors", "party:Lab", "outside_investors"]["deals"] == ["round"]
    assert told["customers", "party:Acme", "customers"]["deals"] == ["street"]
    # Of 12 in the Lab's pool 8 are Acme's: so are two thirds of the 6 that it pays.
    own = told["party:Lab", "party:Acme", "own"]
    assert own["amount"] == pytest.approx(4)
    assert told["party:Lab", "party:Acme", "purchase"]["amount"] == pytest.approx(2)
    # Acme owes 8 and has 11. Of the 3 that stay, 5 / 11 are customers' and are not drawn.
    assert told["party:Acme", "kept", "kept"]["amount"] == pytest.approx(3 * 6 / 11)
    assert way["not_drawn"] == pytest.approx(3 * 5 / 11)


def _with_kinds(net: Network, kinds: dict[str, str]) -> Network:
    net.parties["kind"] = [kinds.get(name, "other") for name in net.parties["name"]]
    return net


@hypothesis.given(data=st.data())
@examples(60)
def test_any_network_is_balanced_and_has_no_circle(data: Any) -> None:
    names = ["Ada", "Bo", "Cy", "Di", "Eve"]
    ends = st.sampled_from([*names, make.FUND])
    kinds = st.sampled_from(["equity", "compute", "hardware", "dividend", "credit", "debt"])
    amounts = st.floats(0.001, 50)
    deals = []
    for number in range(data.draw(st.integers(1, 14))):
        payer, payee = data.draw(ends), data.draw(ends)
        if payer == payee:
            continue
        kind = data.draw(kinds)
        more = {"settlement": "credits"} if kind == "credit" else {}
        year = data.draw(st.sampled_from([2024, 2025]))
        amount = data.draw(amounts)
        deals.append(make.deal(payer, payee, kind, amount, year, id=f"d{number}", **more))
    figures = [make.revenue("Ada", data.draw(amounts)), make.cash("Bo", 3, "2024-12-31")]
    net = make.network(deals, figures, make.parties(names, [make.FUND]))
    places = {name: data.draw(st.sampled_from(KINDS)) for name in names}
    given = asking.study(_with_kinds(net, places))
    for year in years(given):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"{money_way.__module__}.NAMED", data.draw(st.integers(0, 5)))
            way = money_way(given, year)
        balanced(way)
        assert again(way)[0] == pytest.approx(again(way)[1])
        number = next(n for n in given.shown if given.periods[n].name == year)
        for target in range(len(names)):
            by_pool = laps.own_sales(given.pools, number, target)
            estimate = laps.buckets(given.pools, number, target).own
            assert float(by_pool.sum()) == pytest.approx(estimate, abs=1e-9)
