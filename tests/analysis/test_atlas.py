"""What the network page embeds: every year, both cases, and the part that is drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.pooled import contents as books
from moneyloop.analysis.study.selection import LATER
from moneyloop.model import ChoiceError, Network
from moneyloop.pages.content import atlas, scope, summary
from moneyloop.questions import asking

IN = (
    "earlier_cash",
    "customers",
    "outside_investors",
    "sales",
    "investments",
    "returns",
    "no_known_source",
)
OUT = ("paid_purchases", "paid_investments", "paid_returns", "kept", "rest")


@pytest.fixture(scope="module")
def bundled() -> Network:
    return moneyloop.load()


@pytest.fixture(scope="module")
def told(bundled: Network, made_once: Callable[..., Path]) -> dict[str, Any]:
    def make(folder: Path) -> None:
        (folder / "atlas.json").write_text(json.dumps(atlas.build(bundled)), encoding="utf-8")

    found: dict[str, Any] = json.loads((made_once("atlas", make) / "atlas.json").read_bytes())
    return found


def network() -> Network:
    rows = [
        make.deal("Cloud", "Lab", "equity", 4, "2024", id="seed"),
        make.deal("Lab", "Cloud", "compute", 9, "2024", end="2026", status="signed", id="term"),
        make.deal("Lab", "Cloud", "compute", 2, "2025", id="actual"),
        make.deal("Chips", "Lab", "equity", "", "2025", status="contingent", id="up-to")
        | {"amount_high_usd_bn": 10},
        make.deal("Lab", "Chips", "hardware", 3, "2025", end="2033", status="signed", id="long"),
        make.deal("Lab", "Chips", "hardware", "", "2025-06", end="2026-06", id="unknown"),
        make.deal("Lab", "Chips", "hardware", 1, "2026", id="part", part_of="long"),
        make.deal("Lab", "Cloud", "compute", 5, "", end="", status="signed", id="no-term"),
        make.deal("Cloud", "Chips", "equity", 7, "2026", status="talks", id="talks"),
    ]
    figures = [make.revenue("Cloud", 50, 2024), make.cash("Lab", 1, "2024-12-31")]
    return make.network(rows, figures)


def sums(row: dict[str, Any]) -> tuple[Any, ...]:
    assert row["open"] == ""
    return row["reason"], row["whole"], row["years"]


def test_each_deal_has_its_years_in_each_case() -> None:
    found = atlas.build(network(), as_of="2026-06-30")
    firm, headline = (found["cases"][case]["deals"] for case in ("firm", "headline"))
    assert firm["seed"] == {
        "reason": None,
        "whole": 4.0,
        "years": {"2024": 4.0},
        "open": "",
    }
    # On the days of the actual the commitment adds nothing, neither in a year nor in all.
    assert set(firm["term"]["years"]) == {"2024", "2026"}
    assert firm["term"]["whole"] == pytest.approx(9 * (366 + 365) / (366 + 365 + 365))
    assert sums(firm["up-to"]) == ("unknown amount", None, {"2025": None})
    assert sums(headline["up-to"]) == (None, 10.0, {"2025": 10.0})
    assert firm["unknown"]["years"] == {"2025": None, "2026": None}
    assert sums(firm["part"]) == ("part_of", None, {"2026": None})
    assert firm["no-term"]["reason"] == "no dates"
    assert (firm["no-term"]["whole"], firm["no-term"]["years"]) == (5.0, {})
    assert firm["talks"]["reason"] == "talks"


def test_years_end_six_after_the_date_and_the_rest_is_named() -> None:
    found = atlas.build(network(), as_of="2026-06-30")
    assert (found["years"][0], found["years"][-1]) == ("2024", "2032")
    assert (found["year"], found["planned_from"]) == ("2025", "2026")
    assert "$0.33bn is scheduled after 2032, the last year here." in found["cases"]["firm"]["notes"]


def test_a_deal_that_was_not_known_is_not_in_it() -> None:
    late = make.deal("Cloud", "Lab", "equity", 4, "2024", id="late", announced="2026-01-01")
    net = make.network([make.deal("Lab", "Cloud", "compute", 1, "2024", id="known"), late])
    found = atlas.build(net, as_of="2025-12-31")
    assert [row["id"] for row in found["deals"]] == ["known"]
    assert found["cases"]["firm"]["left_out"][0]["ids"] == ["late"]


@pytest.mark.parametrize("case", ["firm", "headline"])
def test_its_figures_are_those_of_attribute_and_loops(
    bundled: Network, told: dict[str, Any], case: str
) -> None:
    case_of = told["cases"][case]
    rows = {(row["party"], row["period"]): row for row in case_of["rows"]}
    for row in moneyloop.attribute(bundled, case=case, from_="2024", to="2026").rows:
        assert rows[row["party"], row["period"]] == row
    amounts = case_of["deals"]
    by_legs = {
        tuple((leg["payer"], leg["payee"], leg["class"]) for leg in row["legs"]): row
        for row in moneyloop.loops(bundled, case=case).rows
    }
    for loop in told["loops"]:
        legs = tuple((leg["payer"], leg["payee"], leg["class"]) for leg in loop["legs"])
        sums = []
        for leg in loop["legs"]:
            known = [amounts[name]["whole"] for name in leg["deals"]]
            known = [amount for amount in known if amount is not None]
            sums.append(sum(known) if known else None)
        size = None if None in sums else pytest.approx(min(sums), abs=1e-6)
        assert by_legs[legs]["size"] == size


def test_yearly_amounts_add_up_to_the_pools(told: dict[str, Any]) -> None:
    inside = {row["name"] for row in told["parties"] if row["boundary"] == "inside"}
    for case in told["cases"].values():
        sold: dict[tuple[str, str], float] = {}
        for deal in told["deals"]:
            if deal["class"] != "purchase" or not {deal["payer"], deal["payee"]} <= inside:
                continue
            for year, amount in case["deals"][deal["id"]]["years"].items():
                key = (deal["payee"], year)
                sold[key] = sold.get(key, 0.0) + (amount or 0.0)
        for row in case["pools"]:
            key = (row["party"], row["period"])
            assert row["sales"] == pytest.approx(sold.get(key, 0.0), abs=1e-6)


@pytest.mark.parametrize("case", ["firm", "headline"])
def test_what_comes_in_goes_out(bundled: Network, case: str) -> None:
    rows = books.rows(asking.study(bundled, case=case, to="2030"))
    assert rows
    for row in rows:
        assert sum(row[key] for key in IN) == pytest.approx(row["total"], abs=1e-6)
        assert sum(row[key] for key in OUT) == pytest.approx(row["total"], abs=1e-6)
        assert row["rest"] >= -1e-6


# The part that is drawn ---------------------------------------------------------------------

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=14)


def rows_of(pairs: list[tuple[int, int]]) -> list[dict[str, Any]]:
    return [{"id": f"d{i}", "payer": f"P{a}", "payee": f"P{b}"} for i, (a, b) in enumerate(pairs)]


@given(PAIRS, st.integers(1, 4))
@examples(60)
def test_around_is_everybody_within_reach(pairs: list[tuple[int, int]], hops: int) -> None:
    import networkx as nx

    rows = rows_of(pairs)
    graph = nx.Graph((row["payer"], row["payee"]) for row in rows)
    found = scope.choose(rows, [], {}, around=rows[0]["payer"], hops=hops)
    near = nx.single_source_shortest_path_length(graph, rows[0]["payer"], hops)
    assert set(found.parties) == set(near)
    assert found.parties_not_drawn == len(graph) - len(near)


@given(PAIRS, st.integers(1, 8))
def test_what_is_not_drawn_is_counted(pairs: list[tuple[int, int]], top: int) -> None:
    rows = rows_of(pairs)
    amounts = {row["id"]: None if i % 3 == 2 else float(i) for i, row in enumerate(rows)}
    found = scope.choose(rows, [], amounts, top=top)
    everyone = {name for row in rows for name in (row["payer"], row["payee"])}
    assert len(found.parties) == min(top, len(everyone))
    drawn = set(found.parties)
    out = [row for row in rows if not {row["payer"], row["payee"]} <= drawn]
    assert found.parties_not_drawn == len(everyone - drawn)
    assert found.deals_not_drawn == len(out)
    assert found.amount_not_drawn == sum(amounts[row["id"]] or 0.0 for row in out)
    assert (found.why is None) == (drawn == everyone)


def test_a_large_network_starts_from_the_few_with_its_money() -> None:
    rows = [
        make.deal(f"Fund {i}", f"Shop {i}", "equity", 1000 - i, id=f"big-{i}") for i in range(60)
    ]
    rows += [
        make.deal("Small Cloud", "Small Lab", "equity", 0.1, id="out"),
        make.deal("Small Lab", "Small Cloud", "compute", 0.1, id="back"),
    ]
    found = atlas.build(make.network(rows), as_of="2026-01-01")
    assert found["start"] == "2025"
    few = found["few"]["firm"]["2025"]
    assert len(few) == scope.READABLE
    assert {"Fund 0", "Shop 0"} <= set(few)
    assert "Fund 59" not in few
    # The rest is in the page, for the button that draws it; figures are of what is drawn.
    assert found["scope"]["all"]
    assert found["scope"]["why"] is None
    assert len(found["deals"]) == 62
    assert {row["party"] for row in found["cases"]["firm"]["rows"]} <= set(few)


def test_the_window_of_the_headline_is_one_of_the_periods() -> None:
    found = atlas.build(moneyloop.load())
    name = found["start"]
    assert found["window"] == {"name": name, "words": "the year to June 2026"}
    assert found["years"].index(name) == found["years"].index("2026") - 1
    rows = {row["party"]: row for row in found["cases"]["firm"]["rows"] if row["period"] == name}
    from_, _, to = name.partition("..")
    answer = moneyloop.attribute(moneyloop.load(), from_=from_, to=to, by="total")
    assert {row["party"]: row["own_high"] for row in answer.rows} == {
        party: row["own_high"] for party, row in rows.items()
    }
    assert found["headline"] == summary.build(moneyloop.load())["headline"]


def test_a_huge_network_embeds_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "EMBEDDED", 2)
    found = atlas.build(network(), as_of="2026-06-30", top=2)
    assert not found["scope"]["all"]
    kept = {name for row in found["deals"] for name in (row["payer"], row["payee"])}
    assert kept == set(found["scope"]["parties"])
    assert {row["name"] for row in found["parties"]} == kept
    assert set(found["cases"]["firm"]["deals"]) == {row["id"] for row in found["deals"]}


# A day on which the data is large enough, and its intervals take a third of the time.
EARLY = "2024-12-31"


@pytest.mark.parametrize("top", [1, 3])
def test_what_is_in_no_sum_is_not_counted_as_not_drawn(bundled: Network, top: int) -> None:
    found = atlas.build(bundled, top=top, as_of=EARLY)
    case = found["cases"]["firm"]["deals"]
    summed = (None, "no dates", "replaced by what was paid", "outside the window")
    whole = {name: row["whole"] or 0.0 for name, row in case.items() if row["reason"] in summed}
    assert len(whole) < len(case)
    deals = {row["id"]: row for row in moneyloop.deals(bundled, as_of=EARLY).rows}
    drawn = set(found["scope"]["parties"])
    out = [name for name in whole if not {deals[name]["payer"], deals[name]["payee"]} <= drawn]
    assert sum(whole[name] for name in out) > 0
    assert found["scope"]["amount_not_drawn"] == pytest.approx(sum(whole[name] for name in out))


def test_a_loop_is_drawn_by_its_rank(bundled: Network) -> None:
    found = atlas.build(bundled, loop=2, as_of=EARLY)
    wanted = moneyloop.loops(bundled, limit=2, as_of=EARLY).rows[1]
    assert set(found["scope"]["parties"]) == set(wanted["parties"])
    assert found["loops"][0]["parties"] == wanted["parties"]
    known = [row for row in moneyloop.deals(bundled, as_of=EARLY).rows if row["left_out"] != LATER]
    assert [row["id"] for row in found["deals"]] == [row["id"] for row in known]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"around": "Opnai"}, "did you mean 'OpenAI'"),
        ({"loop": 9999}, "ranks go from 1 to"),
        ({"loop": 1, "top": 3}, "choose one part"),
        ({"hops": 2}, "choose one part"),
        ({"top": 0}, "at least 1"),
        ({"around": "OpenAI", "hops": 0}, "at least 1"),
    ],
)
def test_wrong_choices_are_told(bundled: Network, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        atlas.build(bundled, **wrong)


def test_nothing_in_it() -> None:
    found = atlas.build(make.network([]))
    assert (found["years"], found["year"], found["loops"]) == ([], None, [])
    before = atlas.build(network(), as_of="1990-01-01")
    assert (before["years"], before["year"]) == ([], None)
    assert found["scope"]["parties"] == []


def test_progress_goes_once_from_start_to_end() -> None:
    steps: list[tuple[int, int]] = []
    atlas.build(network(), progress=lambda done, all_: steps.append((done, all_)))
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
