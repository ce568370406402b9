"""The whole network: Finn's cycling index by exit and entry, and what could cancel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.circularity import cycling
from moneyloop.analysis.circularity.circulation import circulation
from moneyloop.analysis.circularity.cycling import PARTS
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import laps, mixing
from moneyloop.input.flow_list import read_flows
from moneyloop.input.ledger.payments import load_payments
from moneyloop.model import ChoiceError, Network
from moneyloop.questions import asking
from moneyloop.questions.index.index import index
from moneyloop.words.amounts import most

YEAR = {"from_": "2025", "to": "2025"}


def row_of(network: Network, **options: Any) -> dict[str, Any]:
    return index(network, **YEAR | options).rows[0]


def party(result: Any, name: str) -> dict[str, Any]:
    return next(row for row in result.extra["parties"] if row["party"] == name)


def single_hop() -> Network:
    """Acme T = 60 cash + 70 sales = 130; Lab T = 60 from Acme + 40 of customers = 100."""
    deals = [make.deal("Acme", "Lab", "equity", 60), make.deal("Lab", "Acme", "compute", 70)]
    figures = [
        make.revenue("Acme", 70),
        make.revenue("Lab", 40),
        make.cash("Acme", 60, "2024-12-31"),
    ]
    return make.network(deals, figures, make.parties(["Acme", "Lab"]))


def test_a_single_hop_by_hand() -> None:
    result = index(single_hop(), **YEAR)
    row = result.rows[0]
    # A dollar of Acme's goes to the Lab with 60 / 130 and from there home with 70 / 100.
    back = 60 / 130 * 70 / 100
    assert party(result, "Acme")["invest_to_sale"] == pytest.approx(
        130 * back
    )  # 42, the own money back
    assert party(result, "Lab")["purchase_to_capital"] == pytest.approx(100 * back)
    assert row["cycled"] == pytest.approx(230 * back)
    assert row["fci"] == pytest.approx(back)
    assert row["throughflow"] == 230
    assert (row["inputs"], row["outputs"], row["moved"]) == (100, 100, 130)
    assert row["throughput"] == 330
    assert [row[part] for part in PARTS] == pytest.approx([42, 0, 0, 100 * back])
    # 60 of the 70 pay for the 60; the Lab owes 10 on balance. Sales alone go one way.
    assert (row["max_circulation"], row["net_internal_debt"]) == (120, 10)
    assert row["max_circulation_purchases"] == 0
    assert (row["revenue"], row["network_sales"]) == (110, 70)
    known = row["own_known_low"], row["own_estimate"], row["own_known_high"]
    assert known == (30, 42, 60)
    # Nobody says what cash the Lab began with.
    assert (row["own_low"], row["own_high"]) == (0, 60)
    assert row["own_share_estimate"] == pytest.approx(42 / 110)
    assert row["own_share_high"] == pytest.approx(60 / 110)


def test_a_return_is_no_investment_when_it_leaves_and_no_sale_when_it_arrives() -> None:
    deals = [make.deal("Lab", "Bank", "repayment", 10), make.deal("Bank", "Lab", "services", 10)]
    figures = [make.revenue("Lab", 30), make.revenue("Bank", 20)]
    result = index(make.network(deals, figures, make.parties(["Lab", "Bank"])), **YEAR)
    lab, bank = party(result, "Lab"), party(result, "Bank")
    assert lab["throughflow"] == 30  # 10 of the Bank, 20 of customers
    assert bank["throughflow"] == 30
    # 10 leave each of two pools of 30: 10 / 3 come back to each, one as a sale, one repaid.
    assert lab["purchase_to_sale"] == pytest.approx(10 / 3)
    assert bank["purchase_to_capital"] == pytest.approx(10 / 3)
    assert lab["invest_to_sale"] == bank["invest_to_sale"] == 0
    assert result.rows[0]["cycled"] == pytest.approx(20 / 3)


def test_all_money_without_an_origin_comes_back_and_is_said() -> None:
    loop = [make.deal("A", "B", "equity", 10), make.deal("B", "A", "compute", 10)]
    figures = [make.revenue("A", 10), make.revenue("B", 0)]
    inside = make.parties(["A", "B", "Acme", "Lab"])
    alone = index(make.network(loop, figures, inside), **YEAR)
    row = alone.rows[0]
    assert (row["fci"], row["throughflow"], row["cycled"]) == (1, 20, 20)
    assert [row[part] for part in PARTS] == [10, 0, 0, 10]
    assert row["sourceless"] == 20
    # What goes round needs no origin to cancel.
    assert (row["moved"], row["max_circulation"]) == (20, 20)
    assert [one["cycled"] for one in alone.extra["parties"]] == [10, 10]
    assert any(note.startswith("sourceless: money without an origin") for note in alone.notes)
    assert any("goes round among A, B has no origin" in note for note in alone.notes)
    beside = [*loop, make.deal("Acme", "Lab", "equity", 6), make.deal("Lab", "Acme", "compute", 6)]
    figures += [make.revenue("Acme", 10), make.revenue("Lab", 4)]
    row = row_of(make.network(beside, figures, inside))
    assert row["sourceless"] == 20
    assert row["throughflow"] == 40
    assert row["fci"] == pytest.approx((20 + 20 * 6 / 10 * 6 / 10) / 40)
    assert row["max_circulation"] == 32


def test_credits_are_a_pool_of_the_party_that_holds_them() -> None:
    deals = [make.deal("Cloud", "Lab", "credit", 6), make.deal("Lab", "Cloud", "compute", 10)]
    figures = [make.revenue("Lab", 10), make.revenue("Cloud", 30)]
    result = index(make.network(deals, figures, make.parties(["Lab", "Cloud"])), **YEAR)
    # Cloud T = 20 + 10; Lab T = 10 in cash and 6 in credits, which all go home.
    assert party(result, "Lab")["throughflow"] == 16
    assert party(result, "Cloud")["invest_to_sale"] == pytest.approx(6)
    # 6 / 30 of a dollar of the Cloud is credited, so 6 * 6 / 30 of the credits comes again.
    assert party(result, "Lab")["purchase_to_capital"] == pytest.approx(6 * 6 / 30)
    # To the Cloud the Lab owes 10 for 6, whichever pool it pays from.
    row = result.rows[0]
    assert (row["moved"], row["max_circulation"], row["net_internal_debt"]) == (16, 12, 4)
    assert any("a pool of their own" in note for note in result.notes)


def counted(now: Any, cycle: cycling.Cycling) -> list[int]:
    """Pools that are not in a sourceless set, and that something passes."""
    closed = {node for group in cycle.sourceless for node in group}
    return [node for node in np.flatnonzero(cycle.throughflow).tolist() if node not in closed]


@examples(25)
@given(data=st.data())
def test_what_comes_back_is_that_of_markov_chain_and_matrix(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_size=4, with_credits=True))
    now = asking.study(economy.network(), from_="2024", to="2024").pools[-1]
    cycle = cycling.of_pools(now)
    sales, stakes, returns = (
        table.toarray() for table in (now.purchases, now.investments, now.returns)
    )
    exits, entries = (stakes, sales + returns), (sales, stakes + returns)
    assert cycle.parts.sum(axis=(0, 1)) == pytest.approx(cycle.cycled, abs=1e-7)
    some = counted(now, cycle)
    share = (sales + stakes + returns) / np.where(now.total > 0, now.total, 1)[:, None]
    visits = np.linalg.inv((np.eye(len(share)) - share)[np.ix_(some, some)])
    finn = now.total[some] * (1 - 1 / np.diag(visits))
    assert cycle.cycled[some] == pytest.approx(finn, abs=1e-7)
    closed = [node for group in cycle.sourceless for node in group]
    assert cycle.cycled[closed] == pytest.approx(now.total[closed], rel=1e-9)
    for target in some:
        for way_out, leaving in enumerate(exits):
            for way_in, arriving in enumerate(entries):
                walked = first_returns(share, target, leaving[target], arriving[:, target], now)
                assert cycle.parts[way_out, way_in, target] == pytest.approx(walked, abs=1e-6)


def first_returns(
    share: np.ndarray, target: int, leaving: np.ndarray, arriving: np.ndarray, now: Any
) -> float:
    """What walks from the target's payments to its receipts, by powers of the chain.

    The chain without the target's row: steps 0 to 2^40, each doubling adding as many again.
    """
    step = share.copy()
    step[target] = step[:, target] = 0
    total, power = np.eye(len(step)), step
    for _ in range(40):
        total, power = total + power @ total, power @ power
    rate = arriving / np.where(now.total > 0, now.total, 1)
    return float(leaving @ total @ rate)


@examples(25)
@given(data=st.data())
def test_what_leaves_any_investor_and_is_sold_back_is_own_money(
    data: st.DataObject,
) -> None:
    economy = data.draw(make.economies(max_size=4, with_credits=True))
    now = asking.study(economy.network(), from_="2024", to="2024").pools[-1]
    assert not now.carried.any()
    cycle = cycling.of_pools(now)
    holders = set(now.owner[len(now.parties) :].tolist())
    for target in counted(now, cycle):
        if target < len(now.parties) and target not in holders:
            lap = laps.buckets([now], 0, target).own
            assert cycle.parts[0, 0, target] == pytest.approx(lap, abs=1e-6)


def test_random_walkers_come_back_as_often_as_the_index_says() -> None:
    rng = np.random.default_rng(7)
    moves = rng.integers(0, 9, (5, 5)) * (1 - np.eye(5))
    total = moves.sum(axis=0) + rng.integers(5, 30, 5)
    total = np.maximum(total, moves.sum(axis=1) + 1)
    found = cycling.cycling(total, csr_array(moves))
    chain = np.hstack([moves / total[:, None], np.zeros((5, 1))])
    chain[:, 5] = 1 - chain.sum(axis=1)
    reach = np.vstack([chain.cumsum(axis=1), np.zeros((1, 6))])
    walkers = 20_000
    for target in range(5):
        at = np.full(walkers, target)
        home = 0
        while len(at):
            drawn = rng.random(len(at))
            at = (drawn[:, None] >= reach[at]).sum(axis=1)
            home += int((at == target).sum())
            at = at[(at != target) & (at < 5)]
        expected = found.cycled[target] / total[target]
        assert home / walkers == pytest.approx(expected, abs=0.015)


@pytest.mark.parametrize("limit", [0, 5000])
def test_large_networks_are_solved_in_blocks_to_the_same_numbers(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(1)
    size = 40
    moves = rng.random((size, size)) * (rng.random((size, size)) < 0.1) * (1 - np.eye(size))
    stakes = moves * rng.random((size, size))
    total = moves.sum(axis=0) + rng.random(size)
    pair = (csr_array(stakes), csr_array(moves - stakes))
    whole = cycling.cycling(total, csr_array(moves), pair, pair[::-1])
    monkeypatch.setattr(cycling, "DENSE_LIMIT", limit)
    monkeypatch.setattr(cycling, "_COLUMNS", 7)
    blocks = cycling.cycling(total, csr_array(moves), pair, pair[::-1])
    assert blocks.cycled == pytest.approx(whole.cycled, rel=1e-12)
    assert blocks.parts == pytest.approx(whole.parts, rel=1e-12)
    assert blocks.parts.sum(axis=(0, 1)) == pytest.approx(blocks.cycled, rel=1e-12)
    visits = np.linalg.inv(np.eye(size) - moves / total[:, None])
    assert whole.cycled == pytest.approx(total * (1 - 1 / np.diag(visits)), rel=1e-12)


def test_flows_that_do_not_balance_have_an_index_too() -> None:
    # 4 come in, 3 of them go on to b, which pays back more than it got.
    moves = csr_array(np.array([[0.0, 3.0], [6.0, 0.0]]))
    found = cycling.cycling(np.array([10.0, 3.0]), moves)
    back = 3 / 10 * 6 / 3
    assert found.cycled == pytest.approx([10 * back, 3 * back])
    nothing = cycling.cycling(np.zeros(0), csr_array((0, 0)))
    assert (nothing.index, nothing.sourceless) == (None, ())


NETTING: dict[str, tuple[list[tuple[str, str, float]], float, float]] = {
    "nothing": ([], 0, 0),
    "a chain": ([("a", "b", 3), ("b", "c", 2)], 0, 3),
    "a pair": ([("a", "b", 3), ("b", "a", 2.5)], 5, 0.5),
    # The pair first clears 2 and breaks the ring, which clears 4.
    "the shortest first is not the best": (
        [("a", "b", 1), ("b", "a", 1), ("b", "c", 1), ("c", "d", 1), ("d", "a", 1)],
        4,
        1,
    ),
    "a payment to oneself": ([("a", "a", 2), ("a", "b", 1)], 2, 1),
    "nothing but that": ([("a", "a", 2)], 2, 0),
}


@pytest.mark.parametrize("name", NETTING)
def test_what_cancels_by_hand(name: str) -> None:
    debts, cleared, net = NETTING[name]
    names = sorted({end for debt in debts for end in debt[:2]})
    tail, head = (np.array([names.index(d[end]) for d in debts], dtype=int) for end in (0, 1))
    amount = np.array([debt[2] for debt in debts], dtype=float)
    found = circulation(tail, head, amount, len(names))
    total = sum(amount)
    assert (found.cleared, found.net_internal_debt, found.total) == (cleared, net, total)


@examples(80)
@given(
    debts=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0, 50, allow_subnormal=False)),
        max_size=16,
    ),
    order=st.permutations(range(6)),
)
@example(debts=[(0, 1, 2.3e-308), (1, 0, 2.3e-308)], order=list(range(6)))
def test_what_cancels_is_what_a_linear_program_finds(
    debts: list[tuple[int, int, float]], order: list[int]
) -> None:
    tail, head = (np.array([debt[end] for debt in debts], dtype=int) for end in (0, 1))
    amount = np.array([debt[2] for debt in debts], dtype=float)
    found = circulation(tail, head, amount, 6)
    balance = np.zeros((6, len(debts)))
    np.add.at(balance, (tail, np.arange(len(debts))), 1)
    np.add.at(balance, (head, np.arange(len(debts))), -1)
    most = 0.0
    if debts:
        bounds = [(0, each) for each in amount]
        most = -linprog(-np.ones(len(debts)), A_eq=balance, b_eq=np.zeros(6), bounds=bounds).fun
    assert found.cleared == pytest.approx(most, abs=1e-6)
    assert 0 <= found.cleared <= found.total - found.net_internal_debt + 1e-9
    assert found.net_internal_debt == pytest.approx(np.abs(balance @ amount).sum() / 2, abs=1e-9)
    names = np.array(order)
    assert circulation(names[tail], names[head], amount, 6) == found
    assert circulation(tail, head, 4 * amount, 6).cleared == pytest.approx(4 * found.cleared)


def test_the_rows_of_the_bundled_data_agree_with_other_answers() -> None:
    net = moneyloop.load()
    result = index(net)
    attributed = moneyloop.attribute(net)
    periods = list(dict.fromkeys(row["period"] for row in result.rows))
    assert periods == [period.name for period in asking.study(net).periods]
    assert result.left_out == attributed.left_out
    for row in result.rows:
        mine = [other for other in attributed.rows if other["period"] == row["period"]]
        for key in (
            "revenue",
            "own_estimate",
            "any_investor_estimate",
            "network_investors_estimate",
        ):
            assert (row[key] or 0) == pytest.approx(
                sum(other[key] or 0 for other in mine), abs=1e-7
            )
        for measure in MEASURES:
            low, high = f"{measure}_low", f"{measure}_high"
            assert sum(other[low] for other in mine) <= row[low] + 1e-7
            if row[f"{measure}_estimate"] is not None:
                assert row[low] <= row[f"{measure}_estimate"] <= most(row[high])
            highs = [most(other[high]) for other in mine]
            assert max(highs, default=0) <= most(row[high]) <= sum(highs) + 1e-7
        assert row["throughflow"] == pytest.approx(row["moved"] + row["inputs"], abs=1e-7)
        assert row["throughflow"] == pytest.approx(row["moved"] + row["outputs"], abs=1e-7)
        assert row["cycled"] == pytest.approx(sum(row[part] for part in PARTS), abs=1e-7)
        assert row["cycled"] <= row["moved"] + 1e-9
        residual = row["moved"] - row["max_circulation"]
        assert row["net_internal_debt"] <= residual + 1e-9
        parties = [one for one in result.extra["parties"] if one["period"] == row["period"]]
        for key in ("throughflow", "cycled", *PARTS):
            assert row[key] == pytest.approx(sum(one[key] for one in parties), abs=1e-7)
        assert row["fci"] is None or row["fci"] == pytest.approx(row["cycled"] / row["throughflow"])
        assert bool(row["deals"]) == bool(row["evidence"]) == (row["throughflow"] > 0)
        assert row["planned"] == (row["period"] == "2026")


def test_rows_name_the_deals_and_figures_behind_them() -> None:
    deals = [
        make.deal("Acme", "Lab", "equity", 60, id="stake"),
        make.deal("Lab", "Acme", "compute", 70, 2026, id="next-year"),
        make.deal("Lab", "Acme", "compute", 5, id="now", status="signed"),
        make.deal("Lab", "Acme", "compute", id="unknown"),
    ]
    figures = [
        make.revenue("Acme", 70, evidence="leaked"),
        make.revenue("Acme", 70, 2026, evidence="projected"),
        make.revenue("Lab", 40, segment="part"),
        make.cash("Acme", 60, "2024-12-31"),
        make.cash("Acme", 50, "2025-06-30"),
    ]
    row = row_of(make.network(deals, figures, make.parties(["Acme", "Lab"])))
    assert row["deals"] == ["now", "stake"]
    assert row["figures"] == ["figures.csv:2", "figures.csv:5"]
    assert row["evidence"] == ["leaked", "not stated"]


@pytest.mark.parametrize("factor", [1e-3, 7.0])
def test_scale_and_names_do_not_matter(factor: float) -> None:
    rng = np.random.default_rng(3)
    shape = (1, 4, 4)
    economy = make.Economy(
        *(rng.integers(0, 20, shape) * (1 - np.eye(4)) for _ in range(2)),
        credits=np.zeros(shape),
        returns=rng.integers(0, 3, shape) * (1 - np.eye(4)),
        customers=rng.integers(1, 30, (1, 4)).astype(float),
        outside_investors=np.zeros((1, 4)),
        cash=rng.integers(0, 9, (2, 4)).astype(float),
        first_year=2025,
    )
    first = row_of(economy.network())
    other = row_of(economy.with_more(names=("d", "b", "a", "c")).scaled(factor).network())
    assert first["fci"] > 0
    assert other["fci"] == pytest.approx(first["fci"], rel=1e-9)
    for key in ("cycled", "max_circulation", "net_internal_debt", *PARTS):
        assert other[key] == pytest.approx(factor * first[key], rel=1e-6, abs=1e-8)


def test_a_flow_list_is_one_period_in_its_own_unit() -> None:
    flows = read_flows(
        b"kind,from,to,amount\ninput,,a,10\nflow,a,b,6\nflow,b,a,3\nflow,b,b,1\n"
        b"respiration,b,,3\nexport,a,,7\n",
        "flows.csv",
    )
    result = index(flows)
    (row,) = result.rows
    # T: a 13, b 7. b keeps 1 / 7 to itself: of a dollar at b 3 / 7 * 7 / 6 = 1 / 2 gets to a.
    from_a = 6 / 13 / 2
    from_b = 1 / 7 + 3 / 7 * 6 / 13
    assert row["throughflow"] == 20
    assert row["cycled"] == pytest.approx(13 * from_a + 7 * from_b, rel=1e-11)
    assert row["fci"] == pytest.approx((13 * from_a + 7 * from_b) / 20, rel=1e-11)
    assert (row["inputs"], row["outputs"], row["throughput"]) == (10, 10, 30)
    assert (row["moved"], row["max_circulation"], row["net_internal_debt"]) == (10, 7, 3)
    assert (
        row["period"]
        is row["own_share_estimate"]
        is row["revenue"]
        is row["invest_to_sale"]
        is None
    )
    assert (result.case, result.as_of, result.unit) == ("flow list", None, "as given")
    assert result.basis == "Amounts as given in the file. Data: flows.csv."
    assert [one["party"] for one in result.extra["parties"]] == ["a", "b"]


@pytest.mark.parametrize("many", [2, 64], ids=["together", "one by one"])
@examples(20)
@given(data=st.data())
def test_a_closed_network_is_the_limit_of_one_that_misses_by_little(
    many: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(2, 5))
    moves = np.zeros((2, size, size))  # investments and sales
    for _ in range(data.draw(st.integers(1, 4))):  # rings: every node has what it pays
        ring = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=size, unique=True))
        amount = data.draw(st.integers(1, 50))
        for tail, head in zip(ring, [*ring[1:], ring[0]], strict=True):
            moves[data.draw(st.integers(0, 1)), tail, head] += amount
    # A part beside it that is open, and pays nobody of the closed one.
    wide = np.zeros((2, size + 2, size + 2))
    wide[:, :size, :size] = moves
    wide[0, size, size + 1], wide[1, size + 1, size] = 7, 5
    total = np.append(moves.sum(axis=(0, 1)), [11, 7])
    stakes, sales = (csr_array(table) for table in wide)
    pairs = (stakes, sales), (sales, stakes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mixing, "MANY", many)
        closed = cycling.cycling(total, stakes + sales, *pairs)
    paying = np.flatnonzero(total[:size] > 0)
    assert sorted(node for group in closed.sourceless for node in group) == paying.tolist()
    assert closed.closed == pytest.approx(total[:size].sum())
    assert closed.cycled[:size] == pytest.approx(total[:size])
    assert closed.parts.sum(axis=(0, 1)) == pytest.approx(closed.cycled)
    miss = 1e-7
    near = cycling.cycling(total * (1 + miss), stakes + sales, *pairs)
    assert near.sourceless == ()
    off = 1e4 * miss  # times the hops that a dollar may take before it is out
    assert closed.index == pytest.approx(near.index, abs=off)
    assert closed.parts == pytest.approx(near.parts, rel=off, abs=off)


@pytest.mark.parametrize("last", [100, 99.99, 99.9999999, 100.01])
def test_a_ring_tells_one_story_whether_it_closes_or_not(last: float) -> None:
    legs = [("A", "B", 100), ("B", "C", 100), ("C", "A", last)]
    kinds = ("investment", "purchase", "purchase")
    ring = [
        {"payer": payer, "payee": payee, "amount": amount, "start": f"2025-01-0{day}", "kind": kind}
        for day, ((payer, payee, amount), kind) in enumerate(zip(legs, kinds, strict=True), 1)
    ]
    result = index(load_payments(pd.DataFrame(ring)))
    (row,) = result.rows
    assert row["fci"] == pytest.approx(1, abs=2e-4)
    assert row["throughflow"] == pytest.approx(300, abs=0.02)
    assert row["invest_to_sale"] == pytest.approx(100, abs=0.02)
    assert row["invest_to_sale"] == pytest.approx(row["own_estimate"])
    assert len(result.extra["parties"]) == 3


@examples(40)
@given(data=st.data())
def test_an_unbalanced_flow_list_agrees_with_its_rows_as_payments(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 5))
    nodes = [f"n{node}" for node in range(size)]
    # A node that only sends would be outside in a list of payments, so each receives from another.
    ring = list(zip(nodes, [*nodes[1:], nodes[0]], strict=True))
    more = st.tuples(st.sampled_from(["", *nodes]), st.sampled_from(nodes))
    pairs = ring + data.draw(st.lists(more.filter(lambda ends: ends[0] != ends[1]), max_size=8))
    sizes = [data.draw(st.sampled_from([0.02, 1.0, 7.0, 50.0, 3000.0])) for _ in pairs]
    rows = [(*ends, amount) for ends, amount in zip(pairs, sizes, strict=True)]
    lines = [f"{'flow' if tail else 'input'},{tail},{head},{size}" for tail, head, size in rows]
    listed = index(read_flows("\n".join(["kind,from,to,amount", *lines]).encode(), "flows.csv"))
    payments = pd.DataFrame(rows, columns=["payer", "payee", "amount"])
    (paid,) = index(load_payments(payments.assign(start="2025-01-01", kind="purchase"))).rows
    for key in ("fci", "throughflow", "cycled", "inputs", "moved", "max_circulation"):
        digits = 1e-11 * paid["throughput"]
        assert listed.rows[0][key] == pytest.approx(paid[key], rel=1e-9, abs=digits), key
    sent, got = (payments.groupby(end)["amount"].sum() for end in ("payer", "payee"))
    said = any("the rest is added as inputs" in note for note in listed.notes)
    assert said == bool((sent.reindex(nodes) - got.reindex(nodes) > 0.001).any())


def test_a_flow_list_without_a_source_comes_back_in_full_and_is_said() -> None:
    flows = read_flows(b"kind,from,to,amount\nflow,a,b,2\nflow,b,a,2\n", "flows.csv")
    result = index(flows)
    assert (result.rows[0]["fci"], result.rows[0]["sourceless"]) == (1, 4)
    assert any("What goes round among a, b comes from nowhere" in note for note in result.notes)


@pytest.mark.parametrize(
    "choice", [{"as_of": "2025"}, {"from_": "2025"}, {"by": "total"}, {"case": "headline"}]
)
def test_a_flow_list_has_no_dates_to_choose(choice: dict[str, str]) -> None:
    flows = read_flows(b"kind,from,to,amount\nflow,a,b,2\n", "flows.csv")
    with pytest.raises(ChoiceError, match="has no dates"):
        index(flows, **choice)


def test_a_network_without_money_has_no_index() -> None:
    row = row_of(make.network([], [], make.parties(["Lab"])))
    assert (row["fci"], row["throughflow"], row["own_share_estimate"]) == (None, 0, None)
    assert index(make.network([], [], make.parties(["Lab"]))).rows == []


def test_what_a_node_sends_without_having_received_it_is_added(tmp_path: Path) -> None:
    """B gets 100 and sends 50 back: half of what A sends, whatever its input was said to be."""
    file = tmp_path / "flows.csv"
    file.write_text("kind,from,to,amount\ninput,,A,10\nflow,A,B,100\nflow,B,A,50\nexport,B,,50\n")
    answer = moneyloop.index(moneyloop.load_flows(file))
    assert answer.rows[0]["fci"] == pytest.approx(0.5)
    assert answer.rows[0]["throughflow"] == pytest.approx(200)
    cycled = {row["party"]: row["cycled"] for row in answer.extra["parties"]}
    assert cycled == pytest.approx({"A": 50, "B": 50})
    assert any("of no known source: A 40." in note for note in answer.notes)
