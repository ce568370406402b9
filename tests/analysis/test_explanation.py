"""Explain: the pools add up, the cuts are the ends, leave-one-out is a load without the row."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.pooled import feeds, laps
from moneyloop.model import ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.explanation import explain

checked = examples(12)


def close(value: float) -> Any:
    return pytest.approx(value, abs=1e-6)


# --- one hop: R = 70, V = 60, T = 100: [max(0, R + V - T), RV / T, min(R, V)] ---------------


def one_hop(*more: dict[str, Any]) -> Network:
    rows = [
        make.deal("Acme", "Lab", "equity", 60, id="stake"),
        make.deal("Lab", "Acme", "compute", 70, id="sale", assumed="end"),
        *more,
    ]
    figures = [make.revenue("Lab", 40), make.revenue("Acme", 90)]
    return make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud"], ["Fund"]))


def test_the_sentence_has_the_interval_before_the_estimate() -> None:
    found = explain(one_hop(), "Acme", year="2025").extra
    told = found["answer"]
    # Nobody says what cash Lab began with: it may have spent that at Acme, or elsewhere.
    assert told == (
        "Acme booked $90.0bn in 2025, $70.0bn of it network sales. The record allows $0 to "
        "$60.0bn of that to be its own investment coming back as sales; on public amounts and "
        "balances $30.0bn to $60.0bn, estimate $42.0bn."
    )
    assert (found["party"], found["period"], found["measure"]) == ("Acme", "2025", "own")
    assert found["row"] == moneyloop.attribute(one_hop(), party=["Acme"]).rows[0]


def test_the_buckets_are_those_of_the_row_with_their_share() -> None:
    found = explain(one_hop(), "Acme", year="2025").extra
    shares = {row["bucket"]: (row["amount"], row["share"]) for row in found["buckets"]}
    assert shares["own"] == (close(42), close(42 / 90))
    assert shares["customers"] == (close(48), close(48 / 90))
    assert sum(amount for amount, _ in shares.values()) == close(90)


def test_the_pool_of_the_buyer_has_what_came_in_and_what_went_out() -> None:
    (pool,) = explain(one_hop(), "Acme", year="2025").extra["pools"]
    assert (pool["party"], pool["period"], pool["total"]) == ("Lab", "2025", 100)
    assert (pool["passes"], pool["own"]) == (close(70), close(42))
    assert pool["inflows"] == [
        {"class": "investment", "payer": "Acme", "amount": 60, "deals": ["stake"]},
        {"class": "customers", "payer": None, "amount": 40, "deals": []},
    ]
    assert pool["outflows"] == [
        {"class": "purchase", "payee": "Acme", "amount": 70, "deals": ["sale"]},
        {"class": "leak", "payee": None, "amount": 30, "deals": []},
    ]


def test_what_limits_both_ends() -> None:
    found = explain(one_hop(), "Acme", year="2025").extra
    (high,) = found["limits_high"]["flows"]
    assert (high["payer"], high["payee"], high["amount"]) == ("Acme", "Lab", 60)
    assert high["deals"] == ["stake"]
    low = found["limits_low"]
    assert (low["value"], low["seeds"]) == (30, 60)
    assert [(flow["class"], flow["amount"]) for flow in low["flows"]] == [("leak", 30)]
    assert [flow["deals"] for flow in low["held"]] == [["stake"]]


def test_the_deals_behind_come_with_their_source_and_what_is_assumed() -> None:
    found = explain(one_hop(), "Acme", year="2025").extra
    assert [(row["id"], row["amount"]) for row in found["deals"]] == [("sale", 70), ("stake", 60)]
    keys = {"status", "evidence", "source", "outlet", "url", "source_date", "assumed"}
    assert all(keys <= row.keys() for row in found["deals"])
    assert found["assumed"] == [{"id": "sale", "column": "end", "value": "2025"}]


def test_without_either_deal_nothing_of_one_hop_is_left() -> None:
    fund = make.deal("Fund", "Cloud", "equity", 5, id="elsewhere")
    result = explain(one_hop(fund), "Acme", year="2025")
    rows = {row["id"]: row for row in result.rows}
    assert list(rows) == ["sale", "stake"]
    assert result.extra["moves_nothing"] == 1
    for row in rows.values():
        assert (row["low"], row["estimate"], row["high"]) == (0, 0, 0)
        assert (row["moved_low"], row["moved_estimate"], row["moved_high"]) == close(
            (-30, -42, -60)
        )
    assert (rows["stake"]["payer"], rows["stake"]["payee"]) == ("Acme", "Lab")
    assert (rows["stake"]["amount"], rows["stake"]["amount_before"]) == (60, 0)


def test_outside_money_moves_the_estimate_and_the_low_end() -> None:
    """With 100 more in the pool, T is 200: [0, 21, 60]; without it the one hop as it was."""
    fund = make.deal("Fund", "Lab", "equity", 100, id="fund")
    result = explain(one_hop(fund), "Acme", year="2025")
    (row,) = (row for row in result.rows if row["id"] == "fund")
    assert (row["low"], row["estimate"], row["high"]) == close((30, 42, 60))
    assert (row["moved_low"], row["moved_estimate"], row["moved_high"]) == close((30, 21, 0))


# --- what a row hides counts again without it ----------------------------------------------


def test_a_schedule_counts_again_without_the_actual_that_covers_it() -> None:
    plan = make.deal("Lab", "Acme", "compute", 50, id="plan", status="signed")
    rows = {row["id"]: row for row in explain(one_hop(plan), "Acme", year="2025").rows}
    assert rows["sale"]["counts_again"] == ["plan"]
    assert (rows["sale"]["low"], rows["sale"]["estimate"], rows["sale"]["high"]) == close(
        (10, 30, 50)
    )
    assert rows["stake"]["counts_again"] == []
    assert "plan" not in rows


def test_what_a_row_replaced_or_contained_counts_again_without_it() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 60, id="stake"),
        make.deal("Lab", "Acme", "compute", 20, id="old"),
        make.deal("Lab", "Acme", "compute", 70, id="new", replaces="old"),
        make.deal("Lab", "Acme", "services", 10, id="whole"),
        make.deal("Lab", "Acme", "services", 4, id="part", part_of="whole"),
    ]
    figures = [make.revenue("Lab", 40), make.revenue("Acme", 90)]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"]))
    found = {row["id"]: row for row in explain(network, "Acme", year="2025").rows}
    assert found["new"]["counts_again"] == ["old"]
    assert found["new"]["estimate"] == close(60 * 30 / 100)
    assert found["whole"]["counts_again"] == ["part"]
    assert found["whole"]["estimate"] == close(60 * 74 / 100)


@checked
@given(data=st.data())
def test_leave_one_out_is_the_answer_of_a_package_without_the_row(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_size=3, max_years=2, with_credits=True))
    deals = [deal | {"id": f"deal-{number}"} for number, deal in enumerate(economy.deals())]
    year = str(economy.first_year + economy.years - 1)
    party = data.draw(st.sampled_from(economy.labels))

    def network(rows: list[dict[str, Any]]) -> Network:
        found: Network = make.network(rows, economy.figures(), economy.parties())
        return found

    def interval(rows: list[dict[str, Any]], measure: str) -> list[float]:
        answer = moneyloop.attribute(network(rows), from_=year, to=year, party=[party]).rows
        return [
            answer[0][f"{measure}{end}"] or 0.0 if answer else 0.0
            for end in ("_known_low", "_estimate", "_known_high")
        ]

    try:
        result = explain(network(deals), party, year=year)
    except ChoiceError:
        return
    measure = result.extra["measure"]
    moving = {row["id"]: row for row in result.rows}
    base = interval(deals, measure)
    for gone in data.draw(st.lists(st.sampled_from(deals), max_size=4, unique_by=id)):
        expected = interval([deal for deal in deals if deal is not gone], measure)
        row = moving.get(gone["id"])
        names = ("low", "estimate", "high")
        assert (base if row is None else [row[name] for name in names]) == close(expected)
        if row is not None:
            moves = [after - before for before, after in zip(base, expected, strict=True)]
            assert [row[f"moved_{name}"] for name in names] == close(moves)
    most = [
        max(abs(row[f"moved_{name}"]) for name in ("low", "estimate", "high"))
        for row in result.rows
    ]
    assert most == sorted(most, reverse=True)
    assert min(most, default=1.0) > 0


# --- pools ----------------------------------------------------------------------------------


@checked
@given(data=st.data())
def test_what_comes_into_a_pool_goes_out_of_it(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    study = asking.study(economy.network())
    last = len(study.pools) - 1
    for target in range(economy.size):
        sold = study.pools[last].network_sales[target]
        found = feeds.feeds(study, last, target)
        straight = 0.0
        for feed in found:
            assert sum(flow.amount for flow in feed.inflows) == close(feed.total)
            assert sum(flow.amount for flow in feed.outflows) == close(feed.total)
            assert 0 <= feed.own <= feed.passes + 1e-6
            straight += sum(
                flow.amount
                for flow in feed.outflows
                if feed.index == last
                and (flow.cls, flow.party) == ("purchase", economy.labels[target])
            )
        assert straight == close(sold)


@checked
@given(data=st.data())
def test_own_dollars_at_the_buyers_are_the_own_money_back(data: st.DataObject) -> None:
    """Of the own dollars in a pool, what goes straight to the target is the own money back."""
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    pools = asking.study(economy.network()).pools
    last = len(pools) - 1
    for target in range(economy.size):
        own = laps.own_dollars(pools, last, target)[last]
        _, _, chance = next(laps.chances(pools, last, target))
        straight = pools[last].purchases[:, [target]].toarray().ravel() / (
            pools[last].total + (pools[last].total == 0)
        )
        share = straight / (chance + (chance == 0))
        assert float(own @ share) == close(laps.buckets(pools, last, target).own)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(laps, "DENSE_LIMIT", 0)
            assert laps.own_dollars(pools, last, target)[last] == close(own)


def test_a_pool_of_credits_stands_beside_the_pool_of_its_holder() -> None:
    rows = [
        make.deal("Acme", "Lab", "credit", 30, settlement="credits", id="grant"),
        make.deal("Lab", "Acme", "compute", 50, id="sale"),
    ]
    figures = [make.revenue("Lab", 40), make.revenue("Acme", 90)]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"]))
    pools = explain(network, "Acme", year="2025").extra["pools"]
    assert [(pool["party"], pool["credits_of"]) for pool in pools] == [
        ("Lab", "Acme"),
        ("Lab", None),
    ]
    assert [pool["outflows"][0]["amount"] for pool in pools] == [30, 20]
    assert [pool["own"] for pool in pools] == [30, 0]


def test_carried_cash_brings_the_pool_of_the_year_before() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 50, 2024, id="stake"),
        make.deal("Lab", "Acme", "compute", 40, id="sale"),
    ]
    figures = [
        make.cash("Lab", 30, "2024-12-31"),
        *(make.revenue("Lab", 10, year) for year in (2024, 2025)),
        make.revenue("Acme", 60),
    ]
    network = make.network(rows, figures, make.parties(["Acme", "Lab"]))
    found = explain(network, "Acme", year="2025")
    now, before = found.extra["pools"]
    assert [(pool["party"], pool["period"]) for pool in (now, before)] == [
        ("Lab", "2025"),
        ("Lab", "2024"),
    ]
    assert {flow["class"]: flow["amount"] for flow in now["inflows"]} == {
        "carried": 30,
        "customers": 10,
    }
    assert {flow["class"]: flow["amount"] for flow in before["outflows"]} == {
        "kept": 30,
        "leak": 30,
    }
    (stake,) = (row for row in found.rows if row["id"] == "stake")
    assert (stake["amount"], stake["amount_before"]) == (0, 50)
    assert (stake["low"], stake["estimate"], stake["high"]) == (0, 0, 0)
    # Paid before the year, and still in its cash: not left out.
    assert found.left_out == []


def test_the_pools_come_in_order_of_the_own_dollars_that_pass() -> None:
    """Acme > Lab > Cloud > Acme: 40 of Lab's 80 are Acme's, Cloud passes on half of Lab's 40."""
    rows = [
        make.deal("Acme", "Lab", "equity", 40),
        make.deal("Lab", "Cloud", "compute", 40),
        make.deal("Cloud", "Acme", "hardware", 30),
        make.deal("Rich", "Acme", "hardware", 70),
    ]
    figures = [make.revenue(name, 60) for name in ("Cloud", "Rich")]
    figures += [make.revenue("Lab", 40), make.revenue("Acme", 200), make.revenue("Rich", 90, 2024)]
    network = make.network(rows, figures, make.parties(["Acme", "Lab", "Cloud", "Rich"]))
    pools = explain(network, "Acme", year="2025").extra["pools"]
    order = [(pool["party"], pool["own"], pool["passes"]) for pool in pools]
    assert order == [
        ("Cloud", close(10), close(30)),
        ("Lab", close(10), close(20)),
        ("Rich", 0, close(70)),
    ]


# --- which party, which period --------------------------------------------------------------


def test_by_default_the_latest_full_year_with_network_sales() -> None:
    rows = [make.deal("Lab", "Acme", "compute", 10, year) for year in (2023, 2024)]
    rows += [make.deal("Cloud", "Lab", "compute", 10, 2025)]
    network = make.network(rows, parties=make.parties(["Acme", "Lab", "Cloud"]))
    assert explain(network, "Acme").extra["period"] == "2024"
    assert explain(network, "Acme", as_of="2024-06-30").extra["period"] == "2023"
    assert explain(network, "Lab").extra["period"] == "2025"
    # Never paid by a party inside: the latest full year with any money.
    assert explain(network, "Cloud").extra["period"] == "2025"


@pytest.mark.parametrize(("text", "revenue"), [("2025-Q3", 92), ("2025-07", 31), ("2025", 365)])
def test_any_period_can_be_explained(text: str, revenue: float) -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 365, "2025-01-01", end="2025-12-31"),
        make.deal("Lab", "Acme", "compute", 365, "2025-01-01", end="2025-12-31"),
    ]
    network = make.network(rows, parties=make.parties(["Acme", "Lab"]))
    found = explain(network, "Acme", year=text)
    assert found.extra["period"] == text
    assert found.extra["row"]["revenue"] == close(revenue)
    assert found.extra["row"]["own_known_low"] == close(revenue)


def test_a_window_is_explained_as_one_period() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 365, "2025-01-01", end="2025-12-31"),
        make.deal("Lab", "Acme", "compute", 365, "2025-01-01", end="2025-12-31"),
    ]
    network = make.network(rows, [], make.parties(["Acme", "Lab"]))
    window = {"from_": "2025-Q2", "to": "2025-Q3"}
    (row,) = moneyloop.attribute(network, by="total", party="Acme", **window).rows
    assert row["revenue"] == close(91 + 92)
    found = explain(network, "Acme", **window)
    assert (found.extra["row"], found.extra["period"]) == (row, "2025-Q2..2025-Q3")
    assert found.extra["limits_high"]["value"] == row["own_known_high"] > 0
    flows = found.extra["limits_high"]["flows"]
    assert sum(flow["amount"] for flow in flows) == close(row["own_known_high"])
    worlds = moneyloop.explain_sector(network, **window).extra
    assert [worlds[end] for end in ("low", "high")] == [row["own_low"], row["own_high"]]
    assert worlds["period"] == "2025-Q2..2025-Q3"
    with pytest.raises(ChoiceError, match="year is both from and to"):
        explain(network, "Acme", year=2025, to=2025)


def test_a_party_without_own_investment_is_explained_by_any_investor() -> None:
    rows = [make.deal("Fund", "Lab", "equity", 60), make.deal("Lab", "Cloud", "compute", 70)]
    figures = [make.revenue("Lab", 40), make.revenue("Cloud", 90)]
    network = make.network(rows, figures, make.parties(["Lab", "Cloud"], ["Fund"]))
    found = explain(network, "Cloud", year="2025")
    assert found.extra["measure"] == "any_investor"
    assert found.extra["limits_high"]["value"] == 60
    assert [row["moved_high"] for row in found.rows] == close([-60, -60])
    assert any("any investor" in note for note in found.notes)


def test_a_party_that_nobody_inside_pays_has_nothing_to_attribute() -> None:
    found = explain(one_hop(), "Lab", year="2025")
    assert "none of it from companies in the network" in found.extra["answer"]
    assert (found.rows, found.extra["pools"]) == ([], [])


@pytest.mark.parametrize(
    ("party", "year", "message"),
    [
        ("Acne", "2025", "Acme"),
        ("Fund", "2025", "outside the network"),
        ("Acme", "2019", "2025"),
        ("Acme", "25", "not a period"),
        ("Cloud", None, "no money in any year"),
    ],
)
def test_a_wrong_choice_says_what_there_is(party: str, year: str | None, message: str) -> None:
    with pytest.raises(ChoiceError, match=message):
        explain(one_hop(), party, year=year)


def test_an_alias_is_the_party() -> None:
    rows = [make.deal("Lab", "Acme", "compute", 7)]
    named = [{"name": "Acme", "boundary": "inside", "aliases": "ACM;Acme Inc"}]
    named += make.parties(["Lab"])
    network = make.network(rows, parties=named)
    assert explain(network, "acm", year="2025").extra["party"] == "Acme"


def test_the_rows_left_out_are_those_of_the_party_and_its_buyers() -> None:
    talks = [
        make.deal("Fund", "Lab", "equity", 5, status="talks", id="of-the-buyer"),
        make.deal("Fund", "Cloud", "equity", 5, status="talks", id="elsewhere"),
    ]
    result = explain(one_hop(*talks), "Acme", year="2025")
    assert [(item.reason, item.ids) for item in result.left_out] == [("talks", ("of-the-buyer",))]


def test_the_answer_is_plain_values_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    result: Result = explain(
        one_hop(), "Acme", year="2025", progress=lambda *step: told.append(step)
    )
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["party"] == "Acme"
    assert told == [(1, 2), (2, 2)]


def test_a_row_that_pays_nothing_itself_may_move_what_it_hides() -> None:
    """Without the row that replaces the stake, or without the actual of zero, others count."""
    rows = [
        make.deal("K", "L", "equity", 10, id="stake"),
        make.deal("K", "L", "equity", 10, "2027", id="later", replaces="stake", announced="2025"),
        make.deal("M", "L", "equity", 5, id="other"),
        make.deal("L", "K", "compute", 8, id="plan", status="signed"),
        make.deal("L", "K", "compute", 0, id="nothing"),
        make.deal("L", "K", "services", 2, id="sale"),
    ]
    figures = [make.revenue("L", 10)]
    network = make.network(rows, figures, make.parties("KLM"))
    found = {row["id"]: row for row in explain(network, "K", year="2025").rows}
    assert found["later"]["counts_again"] == ["stake"]
    assert found["nothing"]["counts_again"] == ["plan"]
    for name in ("later", "nothing"):
        others = [row for row in rows if row["id"] != name]
        rest = make.network(others, figures, make.parties("KLM"))
        measure = explain(network, "K", year="2025").extra["measure"]
        answer = moneyloop.attribute(rest, from_="2025", to="2025", party=["K"]).rows[0]
        ends = [answer[f"{measure}_{end}"] for end in ("known_low", "estimate", "known_high")]
        assert [found[name][key] for key in ("low", "estimate", "high")] == pytest.approx(ends)
