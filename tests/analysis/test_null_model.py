"""Rewired at random: what a draw keeps, how likely each draw is, and the laps from one factor."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.circularity import all_laps
from moneyloop.analysis.circularity.circulation import circulation
from moneyloop.analysis.circularity.null_model import Measured, Wiring, histogram, places, rewired
from moneyloop.analysis.circularity.null_model import wiring as wired
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.study.study import Study
from moneyloop.model import FLOWING, ChoiceError, Network
from moneyloop.questions import asking
from moneyloop.questions.index.null_model import null_model

SEEDS = st.integers(0, 1000)


def one_year(network: Network, year: str = "2024") -> Study:
    return asking.study(network, from_=year, to=year, by="total", afresh=True)


def wires(payer: Sequence[int], payee: Sequence[int]) -> Wiring:
    """Deals of one class and one group."""
    size = len(payer)
    return Wiring(
        ids=tuple(f"d{number}" for number in range(size)),
        payer=np.array(payer, dtype=np.int64),
        payee=np.array(payee, dtype=np.int64),
        cls=np.zeros(size, dtype=np.int64),
        amount=np.ones(size),
        groups=(np.arange(size),),
        kept=pd.DataFrame(),
        fixed={},
    )


def allowed(payer: Sequence[int], payee: Sequence[int]) -> Counter[tuple[int, ...]]:
    """Every order of the payees in which nobody pays itself, and how many orders give it."""
    orders = permutations(payee)
    return Counter(o for o in orders if all(a != b for a, b in zip(payer, o, strict=True)))


def dense(study: Study) -> tuple[Any, ...]:
    now = study.pools[0]
    moves = (now.purchases, now.investments, now.returns)
    return (*(matrix.toarray() for matrix in moves), now.total, now.owner, len(now.parties))


@given(st.data())
@examples(20)
def test_one_factorisation_gives_the_laps_of_every_target(data: st.DataObject) -> None:
    """With credits, returns, gaps and loops without a source, where there is no (I - G)^-1."""
    study = one_year(data.draw(make.economies(max_size=4, with_credits=True)).network())
    now = study.pools[0]
    one_by_one = [laps.buckets(study.pools, 0, target) for target in range(len(now.parties))]
    own, network_investors = all_laps.own(*dense(study)), all_laps.network_investors(*dense(study))
    assert own == pytest.approx([found.own for found in one_by_one], abs=1e-8)
    assert network_investors == pytest.approx(
        [found.network_investors for found in one_by_one], abs=1e-8
    )


def test_the_laps_of_a_loop_without_a_source() -> None:
    deals = [
        make.deal("Cloud", "Lab", "equity", 10, 2024),
        make.deal("Lab", "Cloud", "compute", 10, 2024),
    ]
    study = one_year(make.network(deals, [], make.parties(["Cloud", "Lab"])))
    assert all_laps.own(*dense(study)).tolist() == [10, 0]


def test_the_laps_of_the_bundled_data() -> None:
    study = one_year(moneyloop.load(), "2026")
    sum_ = sum(laps.buckets(study.pools, 0, k).own for k in range(len(study.pools[0].parties)))
    assert all_laps.own(*dense(study)).sum() == pytest.approx(sum_, rel=1e-12)


@given(st.data(), SEEDS)
@examples(20)
def test_a_draw_keeps_payers_amounts_numbers_of_deals_and_the_boundary(
    data: st.DataObject, seed: int
) -> None:
    economy = data.draw(make.economies(max_size=4, with_credits=True))
    study = one_year(economy.network())
    found = wired(study, 0)
    inside = len(study.pools[0].parties)
    assert len(found.ids) + sum(map(len, found.fixed.values())) == len(study.flows)
    measured = Measured(found, study.pools[0])
    moves, total = measured.pools(found.payee)
    now = study.pools[0]
    assert moves.sum(axis=0) == pytest.approx(
        (now.purchases + now.investments + now.returns).toarray(), abs=1e-9
    )
    assert total == pytest.approx(now.total, abs=1e-9)
    for payees in rewired(found, 3, seed):
        assert (payees != found.payer).all()
        assert (payees < inside).all()
        for cls in range(len(FLOWING)):
            for outside in (False, True):
                mine = (found.cls == cls) & ((found.payer >= inside) == outside)
                assert sorted(payees[mine]) == sorted(found.payee[mine])
        drawn, total = measured.pools(payees)
        # What each party pays, by class, and all that is paid.
        assert drawn.sum(axis=2) == pytest.approx(moves.sum(axis=2), abs=1e-9)
        assert (total + 1e-9 >= drawn.sum(axis=(0, 2))).all()
        assert drawn.sum() == pytest.approx(measured.moved)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=5).map(
        lambda pairs: [(a, b if a != b else (b + 1) % 4) for a, b in pairs]
    )
)
@examples(20)
def test_changes_of_three_reach_every_arrangement(pairs: list[tuple[int, int]]) -> None:
    payer, payee = (tuple(end) for end in zip(*pairs, strict=True))
    seen, queue = {payee}, [payee]
    while queue:
        state = queue.pop()
        for three in combinations(range(len(payer)), min(3, len(payer))):
            for order in permutations(three):
                new = list(state)
                for place, source in zip(three, order, strict=True):
                    new[place] = state[source]
                if tuple(new) not in seen and all(payer[n] != new[n] for n in three):
                    seen.add(tuple(new))
                    queue.append(tuple(new))
    assert seen == set(allowed(payer, payee))


@pytest.mark.parametrize(
    ("payer", "payee"),
    [
        ((0, 1, 2), (1, 2, 0)),  # a ring of three: it can only be turned round
        ((0, 1), (2, 3)),
        ((0, 1, 2, 0, 1), (1, 2, 0, 2, 0)),
        ((0, 0, 1, 2, 3), (1, 2, 3, 0, 0)),
    ],
)
def test_every_arrangement_is_as_likely_as_the_orders_that_give_it(
    payer: tuple[int, ...], payee: tuple[int, ...]
) -> None:
    draws, exact = 2000, allowed(payer, payee)
    counts = Counter(tuple(map(int, one)) for one in rewired(wires(payer, payee), draws, 5))
    assert set(counts) == set(exact)
    for arrangement, orders in exact.items():
        chance = orders / exact.total()
        spread = math.sqrt(draws * chance * (1 - chance))
        assert abs(counts[arrangement] - draws * chance) <= 4 * spread


def pairs(order: int = 1) -> Network:
    """Two sellers, each invests 10 in a lab that buys 10 from it; each also has customers of 90.

    Investments and purchases each have two arrangements. Where both are straight or both crossed
    all 20 come home; else a dollar passes the other seller's pool of 100, which invests a tenth
    of it: 1 and 1.
    """
    deals = [
        make.deal("K1", "L1", "equity", 10, id="a"),
        make.deal("K2", "L2", "equity", 10, id="b"),
        make.deal("L1", "K1", "compute", 10, id="c"),
        make.deal("L2", "K2", "compute", 10, id="d"),
    ][::order]
    figures = [make.revenue("K1", 100), make.revenue("K2", 100)]
    return make.network(deals, figures, make.parties(["K1", "K2", "L1", "L2"]))


def test_a_network_of_which_every_rewiring_is_known() -> None:
    draws = 600
    result = null_model(pairs(), year="2025", draws=draws, seed=3)
    own, network_investors, cancel = result.rows
    assert [row["measure"] for row in result.rows] == [
        "own",
        "network_investors",
        "max_circulation",
    ]
    assert (own["observed"], own["whole"], own["of"]) == (20, 200, "revenue")
    assert (cancel["observed"], cancel["whole"]) == (40, 40)
    assert cancel["at_least"] == draws  # crossed too, all can be netted: a ring of four
    # A half of the draws, within four standard deviations.
    half, four = draws / 2, 4 * math.sqrt(draws / 4)
    assert own["at_most"] == draws
    assert abs(own["at_least"] - half) <= four
    assert own["percentile"] == pytest.approx(100 * (1 - own["at_least"] / draws / 2))
    assert own["mean"] == pytest.approx(
        (20 * own["at_least"] + 2 * (draws - own["at_least"])) / draws
    )
    assert (own["q05"], own["q95"]) == (2, 20)
    assert network_investors["observed"] == 20
    assert result.extra["histogram"]["own"]["edges"][0] == 2
    assert sum(result.extra["histogram"]["own"]["counts"]) == draws
    assert result.extra["rewired"] == 4
    assert result.extra["kept"] == {}
    # Investments swap in half of the draws, purchases too: two of the four deals in the mean.
    assert abs(result.extra["changed"] - 2) < 0.3
    assert own["deals"] == list("abcd")
    assert own["figures"] == ["figures.csv:2", "figures.csv:3"]


def test_seed_and_order_of_the_rows() -> None:
    first = null_model(pairs(), draws=30, seed=1)
    again = null_model(pairs(), draws=30, seed=1)
    other = null_model(pairs(), draws=30, seed=2)
    turned = null_model(pairs(-1), draws=30, seed=1)
    assert first.to_dict() == again.to_dict()
    assert first.rows[0]["at_least"] != other.rows[0]["at_least"]
    assert first.rows[0]["observed"] == other.rows[0]["observed"]
    assert first.rows == turned.rows
    assert first.extra["year"] == "2025"


def test_what_cannot_be_rewired_is_named_and_stays() -> None:
    deals = [
        make.deal("Cloud", "Lab", "credit", 5, id="credits", settlement="credits"),
        make.deal("Lab", "Cloud", "compute", 8, id="redeems"),
        make.deal("Lab", "Chips", "hardware", 2, id="chips"),
        make.deal("Cloud", "Chips", "hardware", 4, id="chips-2"),
        make.deal(make.FUND, "Lab", "equity", 9, id="alone"),
        make.deal(make.STREET, "Cloud", "services", 3, id="customer"),
        make.deal("Lab", make.STREET, "services", 1, id="out"),
        make.deal("Lab", "Chips", "hardware", 0, id="nothing"),
    ]
    inside = ["Cloud", "Lab", "Chips"]
    net = make.network(deals, [], make.parties(inside, [make.FUND, make.STREET]))
    result = null_model(net, draws=5)
    assert result.extra["kept"] == {
        "credits, and the purchases that they may pay": ["credits", "redeems"],
        "no other deal of its class between such ends": ["alone"],
        "nothing falls in the year": ["nothing"],
        "paid by customers": ["customer"],
        "paid to an outside party": ["out"],
    }
    assert (result.extra["rewired"], result.extra["changed"]) == (2, 0)
    own = result.rows[0]
    study = asking.study(net, from_="2025", to="2025", by="total", afresh=True)
    expected = sum(laps.buckets(study.pools, 0, target).own for target in range(3))
    assert own["observed"] == pytest.approx(expected)
    assert expected >= 5  # what is redeemed is a lap
    assert (own["at_most"], own["at_least"], own["percentile"], own["sd"]) == (5, 5, 50, 0)
    assert result.extra["histogram"]["own"]["counts"] == [5]


def test_places_and_histogram() -> None:
    drawn = np.array([1.0, 2.0, 2.0, 4.0])
    found = places(drawn, 2.0)
    assert (found["at_most"], found["at_least"], found["percentile"]) == (3, 3, 50)
    assert (found["mean"], found["median"]) == (2.25, 2)
    bins = histogram(drawn, 6.0)
    assert bins["edges"] == [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6]
    assert bins["counts"] == [1, 0, 2, 0, 0, 0, 1, 0, 0, 0]


def test_the_bundled_data_has_a_place_for_every_measure() -> None:
    result = null_model(moneyloop.load(), draws=20)
    for row in result.rows:
        assert row["draws"] == 20
        assert row["evidence"]
        assert row["deals"]
    study = one_year(moneyloop.load(), result.extra["year"])
    estimates = [laps.buckets(study.pools, 0, k) for k in range(len(study.network.inside))]
    moves = study.flows[study.flows[["payer", "payee"]].isin(study.network.inside).all(axis=1)]
    place = {name: number for number, name in enumerate(study.network.inside)}
    tail, head = (moves[end].map(place).to_numpy() for end in ("payer", "payee"))
    netted = circulation(tail, head, moves["amount"].to_numpy(), len(place))
    assert [(row["measure"], row["observed"]) for row in result.rows] == [
        ("own", pytest.approx(sum(estimate.own for estimate in estimates))),
        (
            "network_investors",
            pytest.approx(sum(estimate.network_investors for estimate in estimates)),
        ),
        ("max_circulation", pytest.approx(netted.cleared)),
    ]
    assert result.rows[2]["whole"] == pytest.approx(moves["amount"].sum())
    assert result.rows[0]["whole"] == result.rows[1]["whole"]
    assert not result.rows[0]["planned"]
    assert null_model(moneyloop.load(), year="2027", draws=1).rows[0]["planned"]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"draws": 0}, "draws 0"),
        ({"seed": -1}, "seed -1"),
        ({"year": "2025-Q1"}, "is not a calendar year"),
        ({"year": "next"}, "not a calendar year"),
        ({"case": "best"}, "not a case"),
    ],
)
def test_choices_that_do_not_exist(choice: dict[str, Any], message: str) -> None:
    with pytest.raises(ChoiceError, match=message):
        null_model(pairs(), **choice)


def test_no_deals_no_rows() -> None:
    assert null_model(pairs(), year="2020").rows == []
    assert null_model(make.network([], [], make.parties(["Lab"]))).rows == []


def test_few_draws_are_said_to_be_few() -> None:
    deals = [make.deal("Lab", "Cloud", "compute", 3), make.deal("Cloud", "Lab", "equity", 2)]
    net = make.network(deals, [], make.parties(["Lab", "Cloud"]))
    notes = {draws: null_model(net, draws=draws).notes for draws in (5, 100)}
    assert [any("draws are few" in note for note in notes[draws]) for draws in notes] == [
        True,
        False,
    ]
