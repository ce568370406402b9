"""Estimate and buckets: every invariant of pooled attribution, on random data packages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import economies as make
import moneyloop
import oracles
from examples import examples
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.study.study import Study
from moneyloop.model import Network
from moneyloop.questions import asking
from moneyloop.words.labels import row_key

checked = examples(40)
MEASURES = ("own", "network_investors", "any_investor")


def answers(network: Network) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["party"], row["period"]): row for row in moneyloop.attribute(network).rows}


def studied(network: Network) -> Study:
    return asking.study(network)


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-7, abs=1e-6)


@checked
@given(data=st.data())
def test_buckets_equal_the_formulas_over_several_years_with_credits(
    data: st.DataObject,
) -> None:
    economy = data.draw(make.economies(max_years=3, with_credits=True))
    years = oracles.layers(economy)
    given_ = studied(economy.network())
    for year in range(len(given_.periods)):
        for target in range(economy.size):
            found = laps.buckets(given_.pools, year, target)
            expected = oracles.buckets(years, year, target)
            for name in (*oracles.BUCKETS, "network_investors", "any_investor", "spending_back"):
                assert getattr(found, name) == close(expected[name]), (name, year, target)


@checked
@given(data=st.data())
def test_buckets_equal_a_chain_of_tagged_dollars(
    data: st.DataObject,
) -> None:
    economy = data.draw(make.economies(with_credits=True))
    (now,) = oracles.layers(economy)
    source = now.customers + now.outside + now.earlier_cash + now.no_known_source
    # What nobody paid in carries no tag; such loops have a test of their own.
    assume((oracles.spread(now.share(now.moves), source) > 0)[now.total > 0].all())
    pools = studied(economy.network()).pools
    for target in range(economy.size):
        found = laps.buckets(pools, 0, target)
        expected = oracles.tagged(now, target)
        for name in oracles.BUCKETS:
            assert getattr(found, name) == close(expected[name]), (name, target)


@checked
@given(data=st.data())
def test_own_money_back_equals_the_closed_form_of_one_factorisation(
    data: st.DataObject,
) -> None:
    economy = data.draw(make.economies(max_size=6))
    # A customer in every pool and money that stays in it: M exists.
    economy = economy.with_more(customers=economy.customers + 1, cash=economy.cash + 100)
    (now,) = oracles.layers(economy)
    assume((now.leak + now.kept > 0.5).all())
    pools = studied(economy.network()).pools
    for target in range(economy.size):
        assert laps.buckets(pools, 0, target).own == close(oracles.closed_form(now, target))


def test_own_money_back_equals_dollars_that_walk() -> None:
    random = np.random.default_rng(7)
    size = 5
    some = random.integers(1, 30, (3, 1, size, size)) * (random.random((3, 1, size, size)) < 0.6)
    economy = make.Economy(
        *(table * (1.0 - np.eye(size)) for table in (some[0], some[1], 0 * some[2], some[2] // 5)),
        customers=random.integers(5, 40, (1, size)).astype(float),
        outside_investors=np.zeros((1, size)),
        cash=np.full((2, size), 20.0),
    )
    (now,) = oracles.layers(economy)
    target = int(np.argmax(now.investments.sum(axis=1) * (now.purchases.sum(axis=0) > 0)))
    own = laps.buckets(studied(economy.network()).pools, 0, target).own
    assert own > 1
    walkers = 200_000
    invested = now.investments[target].sum()
    spread = invested * (own / invested * (1 - own / invested) / walkers) ** 0.5
    assert own == pytest.approx(oracles.walk(now, target, walkers, seed=11), abs=5 * spread)


@checked
@given(data=st.data())
def test_rows_add_up_and_nest(
    data: st.DataObject,
) -> None:
    economy = data.draw(make.economies(max_years=3, with_credits=True))
    invested = dict.fromkeys(economy.labels, 0.0)
    for row in moneyloop.attribute(economy.network()).rows:
        invested[row["party"]] += row["own_investment"]
        parts = [row[row_key(name)] for name in oracles.BUCKETS]
        assert sum(parts) == close(row["revenue"])
        assert min(parts) >= 0
        assert row["any_investor_estimate"] == close(
            row["network_investors_estimate"] + row["outside_investors"]
        )
        assert row["own_estimate"] <= row["network_investors_estimate"] + 1e-6
        assert row["network_investors_estimate"] <= row["any_investor_estimate"] + 1e-6
        assert row["any_investor_estimate"] <= row["network_sales"] + 1e-6
        assert row["network_sales"] <= row["revenue"] + 1e-6
        assert row["own_high"] <= min(row["network_sales"], invested[row["party"]]) + 1e-6
        for measure in MEASURES:
            assert (
                0 <= row[f"{measure}_low"] <= row[f"{measure}_estimate"] <= row[f"{measure}_high"]
            )
        for end in ("_low", "_high"):
            values = [row[measure + end] for measure in MEASURES]
            assert values == sorted(values) or np.diff(values).min() > -1e-6


@checked
@given(data=st.data())
def test_rows_hold_the_amounts_that_were_written(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    rows = answers(economy.network())
    sold = economy.purchases.sum(axis=1)
    for (party, period), row in rows.items():
        year, place = int(period) - economy.first_year, economy.labels.index(party)
        assert row["network_sales"] == close(sold[year, place])
        assert row["revenue"] == close(sold[year, place] + economy.customers[year, place])
        own = economy.investments[year, place].sum() + economy.credits[year, place].sum()
        assert row["own_investment"] == close(own)
        assert row["revenue_coverage"] == 1
        assert not row["planned"]


@checked
@given(data=st.data())
def test_customer_revenue_at_the_target_leaves_its_own_money_back_and_lowers_the_share(
    data: st.DataObject,
) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    target = data.draw(st.integers(0, economy.size - 1))
    last = economy.years - 1
    more = economy.customers.copy()
    more[last, target] += data.draw(st.integers(1, 50))
    name, period = economy.labels[target], str(economy.first_year + last)
    before = answers(economy.network()).get((name, period))
    after = answers(economy.with_more(customers=more).network())[name, period]
    assume(before is not None)
    for key in ("own_low", "own_estimate", "own_high"):
        assert after[key] == close(before[key])
    if before["own_estimate"] > 1e-3:
        assert after["own_estimate"] / after["revenue"] < before["own_estimate"] / before["revenue"]


@checked
@given(data=st.data())
def test_customer_money_kept_in_any_pool_raises_no_own_money_back(data: st.DataObject) -> None:
    economy = data.draw(make.economies(with_credits=True))
    more = economy.customers.copy()
    more[0, data.draw(st.integers(0, economy.size - 1))] += data.draw(st.integers(1, 50))
    before = answers(economy.network())
    after = answers(economy.with_more(customers=more).network())
    for key, row in before.items():
        assert after[key]["own_estimate"] <= row["own_estimate"] + 1e-6
        assert after[key]["own_low"] <= row["own_low"] + 1e-6
        assert after[key]["own_high"] == close(row["own_high"])


def same(one: dict[str, Any], other: dict[str, Any], factor: float = 1.0) -> None:
    assert one.keys() == other.keys()
    for key, value in one.items():
        if isinstance(value, float):
            size = 1.0 if key in ("revenue_coverage", "turns") else factor
            expected = pytest.approx(size * value, rel=1e-6, abs=2e-6 * max(1, size))
            assert other[key] == expected, key
        elif key != "party":
            assert other[key] == value, key


@pytest.mark.long
@checked
@given(data=st.data())
def test_names_order_halves_and_zeros_do_not_matter(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    expected = answers(economy.network())

    names = [f"N{name}" for name in data.draw(st.permutations(range(economy.size)))]
    renamed = answers(economy.with_more(names=tuple(names)).network())
    assert len(renamed) == len(expected)
    for (party, period), row in expected.items():
        same(row, renamed[names[economy.labels.index(party)], period])

    rows = economy.deals()
    shuffled = data.draw(st.permutations(rows))
    halves = [row | {"amount_usd_bn": float(row["amount_usd_bn"]) / 2} for row in rows]
    kind = data.draw(st.sampled_from(["compute", "equity", "credit", "repayment"]))
    pair = data.draw(st.permutations(economy.labels))[:2]
    zero = make.deal(*pair, kind, 0, economy.first_year)
    for changed in (shuffled, [*halves, *halves], [*rows, zero]):
        found = answers(make.network(changed, economy.figures(), economy.parties()))
        assert found.keys() == expected.keys()
        for key, row in expected.items():
            same(row, found[key])


@pytest.mark.long
@checked
@given(data=st.data(), factor=st.sampled_from([0.125, 3.0, 64.0]))
def test_scaling_all_amounts_scales_every_result(data: st.DataObject, factor: float) -> None:
    economy = data.draw(make.economies(max_years=2, with_credits=True))
    expected = answers(economy.network())
    scaled = answers(economy.scaled(factor).network())
    assert scaled.keys() == expected.keys()
    for key, row in expected.items():
        same(row, scaled[key], factor)


@checked
@given(data=st.data())
def test_iterative_solve_equals_dense_solve(data: st.DataObject) -> None:
    economy = data.draw(make.economies(max_size=6, max_years=2, with_credits=True))
    pools = studied(economy.network()).pools
    work = [(year, target) for year in range(len(pools)) for target in range(economy.size)]
    dense = [laps.buckets(pools, *item) for item in work]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laps, "DENSE_LIMIT", 0)
        for item, expected in zip(work, dense, strict=True):
            found = laps.buckets(pools, *item)
            for name, value in vars(expected).items():
                assert getattr(found, name) == pytest.approx(value, abs=1e-8), (name, item)


def ring(leak: float, size: int = 12) -> Any:
    """Pools that pay each other in a ring, with customers who bring a part `leak` of it."""
    arcs = np.roll(np.eye(size), 1, axis=1)[None] * 100
    none = np.zeros((1, size))
    customers = none + 100 * leak * np.eye(size)[0]
    cash = np.zeros((2, size))
    economy = make.Economy(arcs, arcs / 4, 0 * arcs, 0 * arcs, customers, none, cash)
    return studied(economy.network()).pools


def test_iterative_solve_is_done_before_it_is_swept() -> None:
    """Sweeps alone come to the same, some thousands of them later."""
    pools = ring(leak=1e-3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laps, "DENSE_LIMIT", 0)
        patch.setattr(laps, "_SWEEPS", 3)
        for target in range(12):
            assert laps.buckets(pools, 0, target).own > 0


@pytest.mark.parametrize("leak", [1e-3, 1e-6])
def test_iterative_solve_holds_where_money_hardly_leaks(leak: float) -> None:
    pools = ring(leak)
    dense = [laps.buckets(pools, 0, target) for target in range(12)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laps, "DENSE_LIMIT", 0)
        for target, expected in enumerate(dense):
            assert laps.buckets(pools, 0, target).own == pytest.approx(expected.own, abs=1e-6)


def swapped(economy: Any, target: int, exits: bool, entries: bool) -> Any:
    """The economy with the classes of what the target pays, and of what it gets, exchanged."""
    sales, stakes = economy.purchases.copy(), economy.investments.copy()
    for swap, cut in ((exits, np.s_[:, target, :]), (entries, np.s_[:, :, target])):
        if swap:
            sales[cut], stakes[cut] = stakes[cut].copy(), sales[cut].copy()
    # The figures say what is booked: with other classes the pool must stay what it was.
    return economy.with_more(purchases=sales, investments=stakes)


@checked
@given(data=st.data())
def test_what_comes_back_splits_by_how_it_left_and_how_it_returns(
    data: st.DataObject,
) -> None:
    """Finn's returned flow T_k (1 - 1/M_kk) is four kinds of laps (method, section 10)."""
    economy = data.draw(make.economies(max_size=5, with_returns=False))
    economy = economy.with_more(customers=economy.customers + 1, cash=economy.cash + 100)
    (now,) = oracles.layers(economy)
    assume((now.leak + now.kept > 0.5).all())
    mesh = np.linalg.inv(np.eye(economy.size) - now.share(now.moves))
    target = data.draw(st.integers(0, economy.size - 1))
    kinds = [
        laps.buckets(studied(swapped(economy, target, *swap).network()).pools, 0, target).own
        for swap in ((False, False), (False, True), (True, False), (True, True))
    ]
    returned = now.total[target] * (1 - 1 / mesh[target, target])
    assert sum(kinds) == close(returned)


def test_a_loop_without_a_source_is_told_and_harmless() -> None:
    rows = [
        make.deal("Ada", "Bea", "compute", 10),
        make.deal("Bea", "Ada", "services", 10),
        make.deal("Cid", "Dot", "equity", 5),
        make.deal("Dot", "Cid", "compute", 5),
    ]
    figures = [make.revenue("Cid", 8)]
    network = make.network(rows, figures, make.parties(["Ada", "Bea", "Cid", "Dot"]))
    result = moneyloop.attribute(network)
    rows_ = {row["party"]: row for row in result.rows}
    assert rows_["Cid"]["own_estimate"] == 5
    assert rows_["Ada"]["revenue"] == rows_["Ada"]["reciprocal"] == 10
    told = [note for note in result.notes if "sourceless" in note]
    assert len(told) == 1
    assert "Ada, Bea" in told[0]


@checked
@given(data=st.data())
def test_loops_without_a_source_never_stop_the_rest(data: st.DataObject) -> None:
    """Only trade among parties that nobody pays from outside, beside any economy."""
    economy = data.draw(make.economies(max_size=3))
    extra = data.draw(st.integers(2, 3))
    names = [f"Ring{number}" for number in range(extra)]
    kinds = data.draw(st.lists(st.sampled_from(["compute", "equity"]), min_size=3, max_size=3))
    ring = [
        make.deal(names[place], names[(place + 1) % extra], kinds[place], 7, economy.first_year)
        for place in range(extra)
    ]
    expected = answers(economy.network())
    parties = [*economy.parties(), *make.parties(names)]
    result = moneyloop.attribute(
        make.network([*economy.deals(), *ring], economy.figures(), parties)
    )
    found = {(row["party"], row["period"]): row for row in result.rows}
    for key, row in expected.items():
        same(row, found[key])
    assert any("sourceless" in note and ", ".join(names) in note for note in result.notes)
    for name in names:
        row = found[name, str(economy.first_year)]
        assert sum(
            row[key] for key in ("own_estimate", "other_network_investors", "reciprocal")
        ) == (row["revenue"] or 0)
