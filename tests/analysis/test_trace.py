"""One dollar by hop: an essay's lab, loops by hand, and random economies by other routes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis
import networkx as nx
import numpy as np
import pytest
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.pooled import trace as steps
from moneyloop.analysis.study.pools import Pools
from moneyloop.model import FIRM, FLOWING, PURCHASE, ChoiceError, Network, Result
from moneyloop.pages.content import books
from moneyloop.questions import asking
from moneyloop.questions.trace.dollar_way import onward, picture
from moneyloop.questions.trace.trace import trace

HOPS = 5
ENDS = ("kept", "elsewhere", "outside")
SOURCES = ("customers", "outside_investors", "earlier_cash", "no_known_source")


def of(result: Result, **wanted: Any) -> list[dict[str, Any]]:
    names = {"cls": "class"}
    return [
        row
        for row in result.rows
        if all(row[names.get(key, key)] == value for key, value in wanted.items())
    ]


def amount(result: Result, **wanted: Any) -> float:
    return sum(row["amount"] for row in of(result, **wanted))


# By hand ----------------------------------------------------------------------------------------


def lab(training_to: str = "Cloud") -> Network:
    """A lab that spends 42% on training compute and 28% on inference compute."""
    deals = [
        make.deal("Lab", training_to, "compute", 42, 2025, id="training"),
        make.deal("Lab", "Cloud", "compute", 28, 2025, id="inference"),
        make.deal("Cloud", "Chips", "hardware", 35, 2025, id="chips"),
        make.deal("Chips", make.STREET, "services", 7, 2025, id="foundry"),
    ]
    figures = [make.revenue("Lab", 100), make.revenue("Cloud", 70), make.revenue("Chips", 35)]
    inside = ["Lab", "Cloud", "Chips", "Other Cloud"]
    return make.network(deals, figures, make.parties(inside, [make.STREET]))


@pytest.mark.parametrize("training_to", ["Cloud", "Other Cloud"])
@pytest.mark.parametrize("dollar", [1, 100])
def test_a_lab_with_42_training_and_28_inference_sends_70_cents_upstream(
    training_to: str, dollar: float
) -> None:
    result = trace(lab(training_to), party="Lab", dollar=dollar, year="2025", hops=1)
    assert amount(result, hop=1, cls=PURCHASE) == pytest.approx(0.70 * dollar)
    assert amount(result, payee=training_to) == pytest.approx(
        (0.70 if training_to == "Cloud" else 0.42) * dollar
    )
    assert amount(result, payee="spent elsewhere", payer="Lab") == pytest.approx(0.30 * dollar)
    first, second = result.extra["hops"]
    assert first["arrived"] == dollar
    assert first["still_moving"] == second["arrived"] == pytest.approx(0.70 * dollar)
    assert second["revenue"] == pytest.approx(0.70 * dollar)


def test_shares_of_what_is_spent_leave_out_the_cash_kept() -> None:
    """The lab holds 200, half of it cash that it keeps: 42% and 28% are of what it spends."""
    deals = [
        make.deal("Lab", "Cloud", "compute", 42, 2025, id="training"),
        make.deal("Lab", "Other Cloud", "compute", 28, 2025, id="inference"),
        make.deal("Lab", make.STREET, "services", 10, 2025, id="staff"),
    ]
    figures = [make.revenue("Lab", 100), make.revenue("Cloud", 42), make.revenue("Other Cloud", 28)]
    cash = [make.cash("Lab", 100, "2024-12-31"), make.cash("Lab", 100, "2025-12-31")]
    parties = make.parties(["Lab", "Cloud", "Other Cloud"], [make.STREET])
    net = make.network(deals, [*figures, *cash], parties)
    result = trace(net, party="Lab", year="2025")
    parts = {row["payee"]: (row["share"], row["share_of_spent"]) for row in result.rows}
    assert parts.pop("Lab") == (1, None)  # the source
    assert parts.pop("kept") == (pytest.approx(0.5), None)
    assert parts.pop("Cloud") == (pytest.approx(0.21), pytest.approx(0.42))
    assert parts.pop("Other Cloud") == (pytest.approx(0.14), pytest.approx(0.28))
    assert parts.pop(f"outside: {make.STREET}") == (pytest.approx(0.05), pytest.approx(0.10))
    (own,) = of(result, payer="Lab", payee="spent elsewhere")
    assert (own["share"], own["share_of_spent"]) == (pytest.approx(0.10), pytest.approx(0.20))
    assert result.extra["earlier_cash"] == pytest.approx(0.5)
    assert any("50% was earlier cash" in note for note in result.notes)
    # The clouds keep nothing: what goes on after the last hop is what they spend.
    short = trace(net, party="customers", year="2025", hops=1)
    assert {row["share_of_spent"] for row in of(short, hop=1, cls="stays")} == {1.0}
    back = trace(net, into="Cloud", year="2025")
    assert {row["share_of_spent"] for row in back.rows} == {None}
    # Without cash all that it held was spent.
    plain = trace(lab(), party="Lab", year="2025")
    assert plain.extra["earlier_cash"] == 0
    for row in of(plain, hop=1, payer="Lab"):
        assert row["share_of_spent"] == row["share"]


def test_the_dollar_goes_on_to_the_chips_and_out_of_the_network() -> None:
    result = trace(lab(), party="Lab", year="2025")
    # The cloud has 70 and pays 35 for chips: half. The chipmaker has 35 and pays 7: a fifth.
    assert amount(result, hop=2, payer="Cloud", payee="Chips") == pytest.approx(0.35)
    (out,) = of(result, payee=f"outside: {make.STREET}")
    assert (out["hop"], out["class"], out["deals"]) == (2, PURCHASE, ["foundry"])
    assert out["amount"] == pytest.approx(0.07)
    assert out["share"] == pytest.approx(0.2)
    assert result.extra["times_booked"] == pytest.approx(1.05)  # 70 at the cloud, 35 at the chips
    assert [hop["hop"] for hop in result.extra["hops"]] == [0, 1, 2]  # all is at rest
    assert result.extra["hops"][-1]["at_rest"] == pytest.approx(1)
    (paid,) = of(result, hop=1)[:1]
    assert paid["deals"] == ["inference", "training"]
    assert paid["figures"] == ["figures.csv:2"]  # the lab's revenue sizes its pool


def test_customers_pay_each_party_in_proportion() -> None:
    result = trace(lab(), year="2025")
    # The cloud's and the chipmaker's revenue is all from inside.
    (entry,) = of(result, hop=0, cls="source")
    assert (entry["payer"], entry["payee"], entry["revenue"]) == ("customers", "Lab", 1)
    assert result.extra["times_booked"] == pytest.approx(2.05)
    assert result.extra["hops"][0]["revenue"] == 1
    assert any("books the dollar first" in note for note in result.notes)


def test_rows_without_an_amount_on_the_way_are_named() -> None:
    """What they paid hides in the rest, and what they brought in customers' money."""
    deals = [
        make.deal("Lab", "Cloud", "compute", 30, 2025, id="known"),
        make.deal("Lab", "Cloud", "lease", "", 2025, id="open"),
        make.deal("Lab", "Chips", "hardware", "", 2024, end="", status="signed", id="goes-on"),
        make.deal("Lab", "Chips", "hardware", "", 2026, id="next-year"),
        make.deal("Lab", "Chips", "hardware", "", 2024, id="last-year"),
        make.deal("Chips", "Cloud", "lease", "", 2025, id="not-passed"),
    ]
    figures = [make.revenue("Lab", 100), make.revenue("Cloud", 70), make.revenue("Chips", 5)]
    net = make.network(deals, figures, make.parties(["Lab", "Cloud", "Chips"]))
    (note,) = [x for x in trace(net, party="Lab", year="2025").notes if "without an amount" in x]
    assert "on this way: goes-on, open. What they paid cannot be told from what" in note
    (note,) = [x for x in trace(net, into="Cloud", year="2025").notes if "without an amount" in x]
    assert "on this way: not-passed, open. A sale among them is in customers' money" in note
    assert not any("without an amount" in x for x in trace(lab(), year="2025").notes)


def circle(paid_back: float, kind: str = "compute") -> Network:
    """A pays all of its 10 to B, which pays `paid_back` of it to A."""
    deals = [
        make.deal("A", "B", "compute", 10, 2025),
        make.deal("B", "A", kind, paid_back, 2025),
    ]
    figures = [make.revenue("B", 10)]
    if kind == "compute":
        figures.append(make.revenue("A", 10))
    else:
        figures.append(make.revenue("A", 10 - paid_back))
    return make.network(deals, figures, make.parties(["A", "B"]))


def test_a_dollar_that_laps_is_booked_as_a_geometric_series() -> None:
    result = trace(circle(5), party="A", year="2025", hops=6)
    # Booked at B each time round, at A in half of the rounds: (1 + 1/2) (1 + 1/2 + 1/4 + ...).
    assert result.extra["times_booked"] == pytest.approx(1.5 / (1 - 0.5))
    arrived = [hop["arrived"] for hop in result.extra["hops"]]
    assert arrived == pytest.approx([1, 1, 0.5, 0.5, 0.25, 0.25, 0.125])
    assert result.extra["hops"][-1]["revenue_so_far"] == pytest.approx(
        1 + 0.5 * 2 + 0.25 * 2 + 0.125
    )
    # A party is a new node at each hop.
    assert {"0:A", "2:A", "4:A", "6:A"} <= {node["id"] for node in result.extra["nodes"]}


def test_money_that_comes_back_as_an_investment_is_not_booked() -> None:
    result = trace(circle(5, "equity"), party="A", year="2025")
    assert result.extra["times_booked"] == pytest.approx(1 / (1 - 0.5))
    assert {row["class"] for row in of(result, payer="B", payee="A")} == {"investment"}


def test_a_circle_without_a_way_out_has_no_number_of_times() -> None:
    result = trace(circle(10), party="A", year="2025", hops=3)
    assert result.extra["times_booked"] is None
    assert result.extra["hops"][-1]["still_moving"] == 1
    assert any("for good" in note for note in result.notes)
    back = trace(circle(10), into="A", year="2025", hops=3)
    assert back.extra["sources"] == dict.fromkeys(SOURCES, 0)
    assert back.extra["hops"][-1]["still_moving"] == 1
    assert any("no source feeds" in note for note in back.notes)


def test_a_circle_of_investments_books_nothing_and_ends() -> None:
    deals = [make.deal(*ends, "equity", 5, 2025) for ends in (("A", "B"), ("B", "A"))]
    result = trace(make.network(deals, [], make.parties("AB")), party="A", year="2025")
    assert result.extra["times_booked"] == 0


def test_backwards_to_the_sources() -> None:
    result = trace(lab(), into="Chips", year="2025")
    first, second, third = result.extra["hops"]
    assert (first["asked"], first["still_moving"]) == (1, 1)  # all of it from the cloud
    assert second["still_moving"] == pytest.approx(1)  # and that from the lab
    assert third["customers"] == third["found"] == pytest.approx(1)
    assert [(row["payer"], row["payee"]) for row in result.rows] == [
        ("Cloud", "Chips"),
        ("Lab", "Cloud"),
        ("customers", "Lab"),
    ]
    assert result.extra["sources"]["customers"] == 1
    assert any("not cut" in note for note in result.notes)


def test_backwards_through_investments_and_cash() -> None:
    deals = [
        make.deal("Lab", "Cloud", "compute", 8, 2025, id="bought"),
        make.deal(make.FUND, "Lab", "equity", 5, 2025, id="round"),
    ]
    figures = [
        make.revenue("Cloud", 10),
        make.revenue("Lab", 1),
        make.cash("Lab", 4, "2024-12-31"),
    ]
    net = make.network(deals, figures, make.parties(["Lab", "Cloud"], [make.FUND]))
    result = trace(net, into="Cloud", year="2025")
    # 2 of 10 from customers; the lab's 8 are of 1 customers, 5 the fund's, 4 cash.
    assert result.extra["hops"][0]["customers"] == pytest.approx(0.2)
    assert amount(result, hop=2, payer="customers") == pytest.approx(0.08)
    (fund,) = of(result, payer="outside investors")
    assert (fund["deals"], fund["amount"]) == (["round"], pytest.approx(0.4))
    (cash,) = of(result, payer="earlier cash")
    assert (cash["figures"], cash["amount"]) == (["figures.csv:4"], pytest.approx(0.32))
    assert cash["evidence"] == ["not stated"]


def test_credits_are_redeemed_at_the_seller_and_kept_apart() -> None:
    """Of 10 credits 4 are redeemed; the rest is kept, and no other party sees it."""
    deals = [
        make.deal("Cloud", "Lab", "credit", 10, 2025),
        make.deal("Lab", "Cloud", "compute", 4, 2025),
        make.deal("Lab", "Chips", "hardware", 3, 2025),
    ]
    figures = [make.revenue("Cloud", 100), make.revenue("Chips", 3), make.revenue("Lab", 6)]
    deals[0]["settlement"] = "credits"
    net = make.network(deals, figures, make.parties(["Cloud", "Lab", "Chips"]))
    result = trace(net, party="Cloud", year="2025")
    dollar = 10 / 100
    assert amount(result, hop=1, payee="Lab") == pytest.approx(dollar)
    assert amount(result, hop=2, payer="Lab", payee="Cloud") == pytest.approx(0.4 * dollar)
    assert amount(result, hop=1, payer="Lab", payee="kept") == pytest.approx(0.6 * dollar)
    assert not of(result, payee="Chips")
    # The lab's own dollar is cash: it buys chips, and no compute.
    cash = trace(net, party="Lab", year="2025")
    assert {row["payee"] for row in of(cash, hop=1, cls=PURCHASE)} == {"Chips"}


def test_credits_of_an_outside_seller_are_paid_back_to_it() -> None:
    deals = [
        make.deal(make.FUND, "Lab", "credit", 10, 2025, settlement="credits"),
        make.deal("Lab", make.FUND, "compute", 14, 2025, id="used"),
        make.deal("Cloud", "Lab", "equity", 2, 2025),
    ]
    figures = [make.revenue("Lab", 6), make.revenue("Cloud", 8)]
    net = make.network(deals, figures, make.parties(["Lab", "Cloud"], [make.FUND]))
    # Four of the lab's eight in cash go to the fund; the cloud's dollar enters the lab as cash.
    result = trace(net, party="Cloud", year="2025")
    (out,) = of(result, payee=f"outside: {make.FUND}")
    assert (out["amount"], out["deals"]) == (pytest.approx(0.25 * 0.5), ["used"])


def test_the_last_year_keeps_its_cash_as_well() -> None:
    net = make.network(
        [make.deal("A", "B", "compute", 1, 2025)],
        [make.revenue("A", 10), make.revenue("B", 1), make.cash("A", 6, "2025-12-31")],
        make.parties("AB"),
    )
    result = trace(net, party="A", year="2025")
    (kept,) = of(result, payer="A", payee="kept")
    assert kept["amount"] == pytest.approx(0.6)
    assert kept["figures"] == ["figures.csv:4"]


# Random economies -------------------------------------------------------------------------------


def pools(network: Network) -> Pools:
    given = asking.study(network, to="2025")
    return given.pools[[period.name for period in given.periods].index("2024")]


def entries(now: Pools) -> list[int | None]:
    return [None, *range(len(now.parties))]


@st.composite
def economies(draw: st.DrawFn) -> Any:
    return draw(make.economies(max_size=4, with_credits=draw(st.booleans())))


@hypothesis.given(st.data())
@examples(25)
def test_what_rests_and_what_moves_is_the_dollar_at_every_hop(data: st.DataObject) -> None:
    now = pools(data.draw(economies()).network())
    for place in entries(now):
        start = steps.enter(now, place)
        rest = 0.0
        for step in steps.forwards(now, start, HOPS) if start is not None else ():
            rest += sum(float(end.sum()) for end in step.ends.values())
            moving = sum(float(moved.sum()) for moved in step.paid.values())
            assert rest + moving == pytest.approx(1)
            assert all((end >= -1e-12).all() for end in step.ends.values())
        if place is None:
            continue
        found = 0.0
        for step in steps.backwards(now, place, HOPS):
            found += sum(float(end.sum()) for end in step.ends.values())
            moving = sum(float(moved.sum()) for moved in step.paid.values())
            assert found + moving == pytest.approx(1)


def particles(step: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, float]:
    """All arrivals in each pool over 2^40 hops, added up hop by hop, and what still moves then."""
    arrivals, power = np.eye(len(start)), step
    for _ in range(40):
        arrivals, power = arrivals + arrivals @ power, power @ power
    return start @ arrivals, float((start @ power).sum())


@hypothesis.given(st.data())
@examples(25)
def test_limits_are_the_sums_over_very_many_hops(data: st.DataObject) -> None:
    now = pools(data.draw(economies()).network())
    moved = (now.purchases + now.investments + now.returns).toarray()
    part = np.divide(1.0, now.total, out=np.zeros_like(now.total), where=now.total > 0)
    sold = now.purchases.toarray().sum(axis=1) * part
    for place in entries(now):
        start = steps.enter(now, place)
        if start is not None:
            arrivals, moving = particles(moved * part[:, None], start)
            times = steps.times_booked(now, start)
            if times is None:
                assert moving > 1e-6
            elif moving < 1e-9:
                assert times == pytest.approx(float(arrivals @ sold), rel=1e-9, abs=1e-12)
        if place is not None and now.revenue[place] > 0:
            entry = now.purchases.toarray()[:, place] / now.revenue[place]
            arrivals, _ = particles(moved.T * part[:, None], entry)
            origins = steps.origins(now, place)
            assert origins is not None
            summed = {
                "customers": arrivals @ ((now.customers + now.outside_returns) * part)
                + now.customers[place] / now.revenue[place],
                "outside_investors": arrivals @ (now.outside_investors * part),
                "earlier_cash": arrivals @ ((now.earlier_cash + now.carried) * part),
                "no_known_source": arrivals @ (now.no_known_source * part),
            }
            assert origins == pytest.approx(summed, abs=1e-9)


def routes(now: Pools, party: int, hops: int) -> dict[tuple[int, str], float]:
    """The sources of a dollar that a party booked, by hop: every route on its own, by recursion."""
    matrices = [now.purchases.toarray(), now.investments.toarray(), now.returns.toarray()]
    sources = {
        "customers": now.customers + now.outside_returns,
        "outside_investors": now.outside_investors,
        "earlier_cash": now.earlier_cash + now.carried,
        "no_known_source": now.no_known_source,
    }
    found: dict[tuple[int, str], float] = {}

    def walk(pool: int, part: float, hop: int) -> None:
        if hop > hops:
            return
        for name, amounts in sources.items():
            place = (hop, name)
            found[place] = found.get(place, 0.0) + part * amounts[pool] / now.total[pool]
        for matrix in matrices:
            for payer in np.flatnonzero(matrix[:, pool]):
                walk(int(payer), part * matrix[payer, pool] / now.total[pool], hop + 1)

    booked = now.revenue[party]
    found[1, "customers"] = now.customers[party] / booked
    for payer in np.flatnonzero(matrices[0][:, party]):
        walk(int(payer), matrices[0][payer, party] / booked, 2)
    return found


@hypothesis.given(st.data())
@examples(25)
def test_backwards_is_the_sum_over_all_routes(data: st.DataObject) -> None:
    now = pools(data.draw(make.economies(max_size=3, with_credits=True)).network())
    for party in np.flatnonzero(now.revenue > 0).tolist():
        expected = routes(now, party, 4)
        for hop, step in enumerate(steps.backwards(now, party, 4), start=1):
            for name in SOURCES:
                sums = expected.get((hop, name), 0.0)
                assert float(step.ends[name].sum()) == pytest.approx(sums, abs=1e-12)


@hypothesis.given(st.data())
@examples(8)
def test_rows_and_picture_add_up(data: st.DataObject) -> None:
    network = data.draw(economies()).network()
    way: dict[str, Any]
    for way in ({}, {"party": "P0"}, {"into": "P1"}):
        result = trace(network, year="2024", hops=3, dollar=10, **way)
        if not result.rows:
            continue
        back = "into" in way
        last = result.extra["hops"][-1]
        for hop in result.extra["hops"]:
            keys = (*SOURCES, "still_moving") if back else (*ENDS, "still_moving")
            whole = hop["asked"] if back else hop["arrived"]
            assert sum(hop[key] for key in keys) == pytest.approx(whole, abs=1e-7)
        sources = amount(result, cls="source")
        if back:
            moving = sum(r["amount"] for r in of(result, hop=last["hop"]) if r["class"] != "source")
            assert sources + moving == pytest.approx(10, abs=1e-6)
        else:
            assert sources == pytest.approx(10, abs=1e-6)
            ends = [r for r in result.rows if r["class"] in ("stays", "moving")]
            ends += [r for r in result.rows if r["payee"].startswith("outside: ")]
            assert sum(r["amount"] for r in ends) == pytest.approx(10, abs=1e-6)
        acyclic(result.extra, back)


def acyclic(drawn: dict[str, Any], back: bool = False) -> None:
    """Money runs from column to column, and what comes into a node goes out of it."""
    column = {node["id"]: node["column"] for node in drawn["nodes"]}
    for link in drawn["links"]:
        assert column[link["source"]] < column[link["target"]]
    graph = nx.DiGraph([(link["source"], link["target"]) for link in drawn["links"]])
    assert nx.is_directed_acyclic_graph(graph)
    furthest = min(column.values())
    for node in drawn["nodes"]:
        into = sum(link["amount"] for link in drawn["links"] if link["target"] == node["id"])
        out = sum(link["amount"] for link in drawn["links"] if link["source"] == node["id"])
        assert (node["into"], node["out"]) == (pytest.approx(into), pytest.approx(out))
        open_end = back and node["column"] in (furthest, 0)
        if node["kind"] == "party" and not open_end:
            assert into == pytest.approx(out, abs=1e-6)


# The bundled data -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def network() -> Network:
    return moneyloop.load()


def test_the_bundled_dollar_is_drawn_by_hop(network: Network) -> None:
    result = moneyloop.trace(network, year="2025")
    acyclic(result.extra)
    rows, rest = onward(result.rows)
    drawn = picture(rows, named=5)
    acyclic(drawn)
    first = result.extra["hops"][0]
    (source,) = [node for node in drawn["nodes"] if node["kind"] == "source"]
    assert source["out"] == pytest.approx(first["still_moving"], abs=1e-7)
    assert source["out"] + rest == pytest.approx(1, abs=1e-7)
    by_column: dict[int, int] = {}
    for node in drawn["nodes"]:
        if node["kind"] == "party":
            by_column[node["column"]] = by_column.get(node["column"], 0) + 1
    assert max(by_column.values()) == 6
    assert any(node["label"].endswith("other parties") for node in drawn["nodes"])


def test_the_page_follows_the_dollar_of_its_year() -> None:
    net = lab()
    told = books.dollar(net, "2025", None, FIRM)
    assert told is not None
    result = trace(net, year="2025", hops=2)
    assert (told["year"], told["planned"]) == ("2025", False)
    assert told["hops"] == result.extra["hops"]
    assert told["times_booked"] == result.extra["times_booked"]
    entering = sum(link["amount"] for link in told["links"] if link["class"] == "source")
    assert entering == pytest.approx(told["hops"][0]["still_moving"], abs=1e-7)
    acyclic(told)


def test_shares_agree_with_the_pools(network: Network) -> None:
    """A dollar of OpenAI's pool pays Microsoft what OpenAI's pool pays Microsoft."""
    given = asking.study(network, to="2026")
    now = given.pools[[period.name for period in given.periods].index("2025")]
    payer, payee = now.parties.index("OpenAI"), now.parties.index("Microsoft")
    result = trace(network, party="openai", year="2025")
    (row,) = of(result, hop=1, payee="Microsoft")
    assert row["share"] == pytest.approx(now.purchases[payer, payee] / now.total[payer], abs=1e-8)
    # A quarter of what it held is half of what it did not keep.
    spent = now.total[payer] - now.kept[payer]
    assert row["share_of_spent"] == pytest.approx(now.purchases[payer, payee] / spent, abs=1e-8)
    assert 0.45 < row["share_of_spent"] < 0.55
    sums: dict[tuple[int, str], float] = {}
    for row in result.rows:
        if row["share_of_spent"] is not None:
            left = row["hop"] - (row["class"] in FLOWING and not row["payee"].startswith("outside"))
            key = (left, row["payer"])
            sums[key] = sums.get(key, 0.0) + row["share_of_spent"]
    assert len(sums) > 5
    assert list(sums.values()) == pytest.approx([1.0] * len(sums), abs=1e-4)
    for row in result.rows:
        behind = row["deals"] or row["figures"] or row["class"] in ("stays", "moving", "source")
        assert behind, row
        assert row["revenue"] is None or 0 <= row["revenue"] <= row["amount"]


def test_the_same_question_has_the_same_answer(network: Network) -> None:
    one, other = (trace(network, into="Nvidia", dollar=3).to_dict() for _ in range(2))
    assert one == other
    assert one["unit"] == "usd"
    assert list(trace(network).to_frame()) == list(one["rows"][0])
    assert trace(network).basis.startswith("US dollars, mixed pro rata by paid and signed amounts")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"party": "OpenAI", "into": "Nvidia"}, "choose one of the two"),
        ({"party": "Opnai"}, "OpenAI"),
        ({"into": "SoftBank"}, "outside the network"),
        ({"into": "customers"}, "a dollar comes from customers"),
        ({"dollar": 0.0}, "0.01 US dollars"),
        ({"dollar": float("nan")}, "dollar nan"),
        ({"dollar": float("inf")}, "dollar inf"),
        ({"hops": 0}, "choose 1 to 50"),
        ({"hops": 51}, "choose 1 to 50"),
        ({"year": "2025-Q1"}, "'2025-Q1' is not a calendar year: write 2025"),
        ({"year": "1999"}, "choose 2019 to"),
    ],
)
def test_choices_that_do_not_exist(network: Network, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(ChoiceError, match=told):
        trace(network, **asked)


def test_without_a_full_year_it_is_the_latest_with_money_not_one_to_come() -> None:
    deals = [
        make.deal("Lab", "Cloud", "compute", 30, 2025, end=2028, status="signed", announced=2024)
    ]
    net = make.network(deals, [], make.parties(["Lab", "Cloud"]))
    assert trace(net, party="Lab", as_of="2025-09-30").extra["year"] == "2025"


def test_where_there_is_no_dollar_a_note_says_so() -> None:
    net = lab()
    for asked, told in (
        ({"party": "Other Cloud"}, "Other Cloud has no money in 2025"),
        ({"into": "Other Cloud"}, "Other Cloud booked no revenue in 2025"),
    ):
        result = trace(net, year="2025", **asked)
        assert result.rows == result.extra["hops"] == result.extra["nodes"] == []
        assert any(told in note for note in result.notes)
    with pytest.raises(ChoiceError, match="no money with a date"):
        trace(make.network([], [], make.parties(["Lab"])))


def test_years_to_come_are_planned() -> None:
    net = make.network(
        [
            make.deal("A", "B", "compute", 5, "2025-01-01", end="2026-12-31", announced=2024),
            make.deal("A", "B", "compute", 1, 2024),
        ],
        [make.revenue("A", 1, 2024)],
        make.parties("AB"),
    )
    result = trace(net, "A", as_of="2024-12-31", year="2026")
    assert all(row["planned"] for row in result.rows)
    assert any(note.startswith("* planned") for note in result.notes)
    assert not any(row["planned"] for row in trace(net, "A", as_of="2024-12-31").rows)


# A list of payments ---------------------------------------------------------------------------

PAYMENTS = """payer,payee,amount,start,kind
Shop,Lab,60,2025-01-01,purchase
Fund,Lab,40,2025-02-01,investment
Lab,Cloud,50,2025-03-01,purchase
Lab,Fund,10,2025-04-01,return
Cloud,Lab,20,2025-05-01,investment
"""


@pytest.fixture(params=[True, False], ids=["dated", "undated"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Network:
    file = tmp_path / "payments.csv"
    file.write_text(PAYMENTS, "utf-8")
    columns = {name: name for name in ("payer", "payee", "amount", "start", "kind")}
    return moneyloop.load_payments(file, columns | ({} if request.param else {"start": ""}))


def test_a_unit_that_a_payer_had_is_in_its_payments_or_with_it(ledger: Network) -> None:
    """The Lab had 120: 50 went to the Cloud, 10 back to the Fund, 60 are still there."""
    result = trace(ledger, "Lab", hops=2)
    assert amount(result, hop=1, payer="Lab", payee="Cloud") == pytest.approx(50 / 120)
    assert amount(result, hop=0, payee="outside: Fund") == pytest.approx(10 / 120)
    assert amount(result, hop=0, payee="kept") == pytest.approx(60 / 120)
    assert amount(result, hop=2, payer="Cloud", payee="Lab") == pytest.approx(50 / 120 * 20 / 50)
    (paid,) = of(result, hop=1, payer="Lab", payee="Cloud")
    assert paid["share_of_spent"] == pytest.approx(50 / 60)
    assert not of(result, payee="spent elsewhere")
    assert {hop["elsewhere"] for hop in result.extra["hops"]} == {0.0}
    assert result.unit == "as given"
    assert not any("dollar" in note or "undated" in note for note in result.notes)


def test_a_unit_of_sales_has_its_sources(ledger: Network) -> None:
    """The Cloud's sales are of the Lab's mix: 60 of customers, 40 of the Fund, 20 of the Cloud."""
    back = trace(ledger, into="Cloud")
    assert back.extra["sources"]["customers"] == pytest.approx(0.6)
    assert back.extra["sources"]["outside_investors"] == pytest.approx(0.4)
    start = trace(ledger)
    assert of(start, hop=0, **{"class": "source"})[0]["payee"] == "Lab"
    assert start.extra["times_booked"] == pytest.approx(1 + 50 / 120 / (1 - 20 / 120))
