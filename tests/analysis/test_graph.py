"""The graph of a measure: by hand, by networkx, and the same for all four models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
from examples import examples
from moneyloop.analysis import graph
from moneyloop.analysis.dated import bounds as dated
from moneyloop.analysis.dated import events
from moneyloop.analysis.drawn import bounds as drawn
from moneyloop.analysis.drawn import pools as drawn_pools
from moneyloop.analysis.drawn.draws import Ranged
from moneyloop.analysis.graph import (
    AWAY,
    BUY,
    EVERY,
    INVEST,
    KEPT,
    NO_DEAL,
    OUTSIDE,
    PASS,
    REPAY,
    SALE,
    SEED,
    Payments,
)
from moneyloop.analysis.pooled import bounds as pooled
from moneyloop.analysis.ranged.affine import Affine, Variables
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study.pools import credits_first, walk_back
from moneyloop.analysis.study.study import Study
from moneyloop.questions import asking

checked = examples(25)
DUST = 1e-9
SIZE = 5

Arc = tuple[int, int, int]  # tail, head, role
Payment = tuple[int, int, int, bool]  # tail, head, class, whether a sale among them counts

nodes = st.integers(OUTSIDE, SIZE - 1)
payments = st.lists(
    st.tuples(nodes, nodes, st.sampled_from([BUY, REPAY, INVEST, NO_DEAL, KEPT]), st.booleans()),
    max_size=12,
)
pairs = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=12)


def arcs_of(rows: list[Payment], mine: set[int], measure: str) -> graph.Arcs:
    tail, head, cls, within = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    marks = np.isin(np.arange(SIZE), list(mine))
    return graph.arcs(Payments(tail, head, cls, 0 * tail), marks, measure, within.astype(bool))


def by_hand(rows: list[Payment], mine: set[int], measure: str) -> set[tuple[int, Arc]]:
    """The table of the method, section 7, one payment after the other."""
    paid_out = {"own": [INVEST], "reciprocal": [BUY, REPAY], "came_back": [INVEST, BUY, REPAY]}
    source, sale, away = range(SIZE, SIZE + 3)
    found = set()
    for number, (tail, head, cls, within) in enumerate(rows):
        invested = cls == INVEST
        if measure in paid_out:
            labels = tail in mine and cls in paid_out[measure]
        else:
            labels = invested and (tail >= 0 or measure == "any_investor")
        if labels and head >= 0 and head not in mine:
            found.add((number, (source, head, SEED)))
        if tail < 0 or tail in mine:
            continue  # the target is cut, and what others do not hold cannot leave them
        if head in mine:
            counts = cls == BUY and within
            found.add((number, (tail, sale, SALE) if counts else (tail, away, AWAY)))
        elif head < 0 or (invested and measure not in paid_out):
            found.add((number, (tail, away, AWAY)))
        else:
            found.add((number, (tail, head, PASS)))
    return found


@examples(200)
@given(
    rows=payments,
    mine=st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=2),
    measure=st.sampled_from(EVERY),
)
def test_every_payment_has_the_roles_of_the_method(
    rows: list[Payment], mine: set[int], measure: str
) -> None:
    found = arcs_of(rows, mine, measure)
    columns = (found.tail, found.head, found.role, found.payment)
    arcs = [(payment, tuple(arc)) for *arc, payment in zip(*columns, strict=True)]
    assert len(arcs) == len(set(arcs))
    assert set(arcs) == by_hand(rows, mine, measure)
    assert (found.source, found.sale, found.away, found.size) == (
        SIZE,
        SIZE + 1,
        SIZE + 2,
        SIZE + 3,
    )


@checked
@given(pairs=pairs, start=st.sets(st.integers(0, SIZE - 1)))
def test_what_is_reached_is_what_networkx_reaches(
    pairs: list[tuple[int, int]], start: set[int]
) -> None:
    ways = nx.DiGraph(pairs)
    ways.add_nodes_from(range(SIZE))
    expected = start.union(*(nx.descendants(ways, node) for node in start))
    tail, head = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    for few in (0, len(pairs)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(graph, "_FEW", few)
            seen = graph.reached(tail, head, np.isin(np.arange(SIZE), list(start)))
        assert set(np.flatnonzero(seen).tolist()) == expected
    named = [(f"P{tail}", f"P{head}") for tail, head in pairs]
    names = graph.reached_names(named, [f"P{node}" for node in sorted(start)] * 2)
    assert names == {f"P{node}" for node in expected}


@checked
@given(rows=payments, target=st.integers(0, SIZE - 1), measure=st.sampled_from(EVERY))
def test_what_matters_is_on_a_way_from_a_seed_to_the_sale(
    rows: list[Payment], target: int, measure: str
) -> None:
    arcs = arcs_of(rows, {target}, measure)
    ways = nx.DiGraph(list(zip(arcs.tail.tolist(), arcs.head.tolist(), strict=True)))
    ways.add_nodes_from(range(arcs.size))
    on_the_way = nx.descendants(ways, arcs.source) & nx.ancestors(ways, arcs.sale)
    assert set(np.flatnonzero(graph.between(arcs)).tolist()) == on_the_way


def summed(
    paid: Payments, arcs: graph.Arcs, amounts: Any, *, leaks: bool = True
) -> dict[Any, float]:
    """The amounts by (tail, head, role), those of parallel arcs together; the ends by name.

    A model may look one period further back, where nothing is kept: the ends have other numbers.
    """
    names = {arcs.source: "source", arcs.sale: "sale", arcs.away: "away"}
    found: dict[Any, float] = defaultdict(float)
    for tail, head, role, payment in zip(
        arcs.tail, arcs.head, arcs.role, arcs.payment, strict=True
    ):
        if leaks or paid.cls[payment] != NO_DEAL:
            ends = (names.get(int(tail), int(tail)), names.get(int(head), int(head)))
            found[*ends, int(role)] += float(amounts[payment])
    return {arc: amount for arc, amount in found.items() if amount > DUST}


def of_pools(given_: Study, period: int, target: int, measure: str) -> graph.Arcs:
    paid, _ = pooled.payments(given_.pools, period)
    layers = len(list(walk_back(given_.pools, period)))
    mine = np.tile(given_.pools[period].owner == target, layers)
    return graph.arcs(paid, mine, measure, paid.when == 0)


def places(given_: Study) -> Iterable[tuple[int, int, str]]:
    for period in range(len(given_.periods)):
        for target in range(len(given_.network.inside)):
            for measure in EVERY:
                yield period, target, measure


@checked
@given(data=st.data())
def test_points_draws_and_ranges_have_the_same_arcs(data: st.DataObject) -> None:
    """Amounts without ranges: whoever is paid, every (tail, head, role, amount) is the same."""
    economy = data.draw(make.economies(max_size=3, max_years=2, with_credits=True))
    given_ = asking.study(economy.network())
    nothing = Ranged(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    (batch,) = drawn_pools.build(given_, nothing, [np.zeros((0, 1))])
    ranged = RangedPools(given_)
    for period, target, measure in places(given_):
        arcs = of_pools(given_, period, target, measure)
        paid, amounts = pooled.payments(given_.pools, period)
        expected = summed(paid, arcs, amounts)

        layers = ranged.layers(period, measure)
        assert not layers.terms
        paid = layers.paid
        arcs_ = graph.arcs(paid, layers.owner == target, measure, paid.when == 0)
        assert summed(paid, arcs_, layers.amount) == pytest.approx(expected)

        expected = summed(pooled.payments(given_.pools, period)[0], arcs, amounts, leaks=False)
        paid, rows = drawn.payments(batch, period)
        mine = np.tile(batch[period].owner == target, len(list(walk_back(batch, period))))
        arcs_ = graph.arcs(paid, mine, measure, paid.when == 0)
        assert summed(paid, arcs_, [row[0] for row in rows]) == pytest.approx(expected)


@checked
@given(data=st.data())
def test_what_comes_into_a_pool_goes_out_of_it(data: st.DataObject) -> None:
    """Every dollar that leaves a pool has one way, whatever is measured."""
    economy = data.draw(make.economies(max_size=3, max_years=2, with_credits=True))
    given_ = asking.study(economy.network())
    for period, target, measure in places(given_):
        paid, amounts = pooled.payments(given_.pools, period)
        layers = [given_.pools[number] for number in walk_back(given_.pools, period)]
        total = np.concatenate([now.total for now in layers])
        sources = [
            now.customers + now.outside_returns + now.earlier_cash + now.no_known_source
            for now in layers
        ]
        # What was kept before the first of these periods is carried in from none of them.
        sources[-1] = sources[-1] + layers[-1].carried
        inside = paid.head != OUTSIDE
        came = np.bincount(paid.head[inside], amounts[inside], len(total))
        assert came + np.concatenate(sources) == pytest.approx(total)
        arcs = of_pools(given_, period, target, measure)
        out = arcs.role != SEED
        left = np.bincount(arcs.tail[out], amounts[arcs.payment[out]], len(total))
        mine = np.tile(layers[0].owner == target, len(layers))
        assert left == pytest.approx(np.where(mine, 0.0, total))


@checked
@given(data=st.data())
def test_dated_payments_have_the_roles_of_pooled_ones(data: st.DataObject) -> None:
    """By payer, payee and class: dates decide what can be matched, not what a payment is."""
    economy = data.draw(make.economies(max_size=3, with_credits=True))
    rows = [row | {"start": "2024-06-15", "end": ""} for row in economy.deals()]
    given_ = asking.study(make.network(rows, [], economy.parties()))
    ordered = events.events(given_)
    made = dated.chains(ordered, given_.periods[-1].last)
    paid, _ = pooled.payments(given_.pools, 0)
    for target in range(economy.size):
        for measure in EVERY:
            owner = given_.pools[0].owner
            roles = told(paid, of_pools(given_, 0, target, measure), owner)
            arcs = graph.arcs(made.payments, made.owner == target, measure, made.payments.when > 0)
            for key, of in told(made.payments, arcs, made.owner).items():
                assert of == roles[key], key
            seed = arcs.role == SEED
            scale = ordered.scale[made.owner[arcs.head[seed]]]
            assert (made.units[arcs.payment[seed]] / scale).sum() == (
                pytest.approx(sum(seeds(given_, target, measure)), abs=1e-6)
            )


def told(
    paid: Payments, arcs: graph.Arcs, owner: np.ndarray
) -> dict[tuple[int, int, int], set[int]]:
    """The roles of the deals of each payer, payee (OUTSIDE where it is nobody inside) and class."""
    party = np.append(owner, OUTSIDE)
    found = defaultdict(set)
    for role, payment in zip(arcs.role.tolist(), arcs.payment.tolist(), strict=True):
        cls = int(paid.cls[payment])
        if cls in (BUY, REPAY, INVEST):
            ends = int(party[paid.tail[payment]]), int(party[paid.head[payment]])
            found[*ends, cls].add(role)
    return found


def seeds(given_: Study, target: int, measure: str) -> list[float]:
    asked, _ = pooled._asked(tuple(given_.pools), 0, target, measure)
    found = pooled._flows(given_.pools, 0, asked)
    return found.amount[found.arcs.role == SEED].tolist()


@checked
@given(data=st.data(), measure=st.sampled_from(graph.EVERY))
def test_ways_sorted_once_lead_where_those_of_a_target_lead(
    data: st.DataObject, measure: str
) -> None:
    given_ = asking.study(data.draw(make.economies(max_size=5, max_years=3)).network())
    pools = tuple(given_.pools)
    period = len(pools) - 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "_FEW", -1)
        for target in range(len(pools[0].parties)):
            arcs, core = pooled._asked(pools, period, target, measure)
            assert core.tolist() == graph.between(arcs).tolist()


@checked
@given(held=st.integers(0, 20), bought=st.integers(0, 20), more=st.integers(1, 9))
def test_credits_pay_first_whatever_an_amount_is(held: int, bought: int, more: int) -> None:
    credit, cash = credits_first(held, bought, min)
    assert (credit, cash) == (min(held, bought), max(bought - held, 0))
    drawn_ = credits_first(np.array([held, 0.0]), np.array([bought, bought]), np.minimum)
    assert [part.tolist() for part in drawn_] == [[credit, 0], [cash, bought]]
    variables = Variables()
    amounts = variables.add(float(bought), float(bought + more))
    parts = credits_first(Affine(float(held)), amounts, variables.least)
    whole = parts[0] + parts[1]
    assert (whole.const, whole.terms) == (amounts.const, amounts.terms)
    least, most = credits_first(held, bought, min), credits_first(held, bought + more, min)
    for part, low, high in zip(parts, least, most, strict=True):
        ends = variables.range(part)
        assert ends[0] <= low + DUST
        assert ends[1] >= high - DUST
