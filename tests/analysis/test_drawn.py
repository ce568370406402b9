"""Drawn amounts: every draw is the study with those amounts, and nothing else is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.drawn import bounds as batch_bounds
from moneyloop.analysis.drawn import laps as batch_laps
from moneyloop.analysis.drawn import pools as batch
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.drawn.draws import drawn, ranged
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.study.study import Study, places, what_if
from moneyloop.model import ChoiceError, Network
from moneyloop.questions import asking

checked = examples(15)
ENDS = ("low", "estimate", "high")
ARRAYS = (
    "owner",
    "customers",
    "outside_investors",
    "outside_returns",
    "earlier_cash",
    "carried",
    "no_known_source",
    "kept",
    "leak",
    "total",
    "network_sales",
    "excess_sales",
)


@st.composite
def ranged_networks(draw: st.DrawFn, widths: Any = None) -> Network:
    """Random economies in which any deal may state a range; some figures cover half a year."""
    economy = draw(make.economies(max_years=2, with_credits=True))
    deals, figures = economy.deals(), economy.figures()
    for name in economy.labels:
        deals.append(make.deal(make.STREET, name, "customer", draw(st.integers(0, 9)), 2024))
    widths = st.one_of(st.just(0), st.integers(1, 20)) if widths is None else widths
    for row in deals:
        row["amount_high_usd_bn"] = repr(float(row["amount_usd_bn"]) + draw(widths))
    for row in figures:
        if row["metric"] == "revenue" and draw(st.booleans()):
            row["end"] = f"{row['end']}-06-30"
    return make.network(make.exchanged(draw, deals), figures, economy.parties())


def rebuilt(given_: Study, amounts: np.ndarray) -> Study:
    """The study with the drawn amounts in place of the firm ones: one draw, the plain way."""
    value = given_.deals["value"].to_numpy(copy=True)
    value[ranged(given_.deals).deal] = amounts
    return what_if(given_, deals=given_.deals.assign(value=value))


def check_draws(given_: Study, draws: int, seed: int = 1) -> None:
    """Pools and intervals of each draw against a rebuild of the study."""
    ranges = ranged(given_.deals)
    (amounts,) = drawn(ranges, draws, seed, draws)
    (pools,) = batch.build(given_, ranges, [amounts])
    for draw in range(draws):
        plain = rebuilt(given_, amounts[:, draw])
        for many, one in zip(pools, plain.pools, strict=True):
            for name in ARRAYS:
                found = getattr(many, name)
                found = found if found.ndim == 1 else found[:, draw]
                assert found == pytest.approx(getattr(one, name), abs=1e-9), name
            for name in ("purchases", "investments", "returns"):
                arcs, table = getattr(many, name), np.zeros((len(one.total), len(one.total)))
                table[list(arcs.tail), list(arcs.head)] = arcs.amount[:, draw]
                assert table == pytest.approx(getattr(one, name).toarray(), abs=1e-9), name
        for number, target in places(plain, None):
            (found,) = simulation.intervals(pools, number, [target])
            for measure in MEASURES:
                low, estimate, high = found[measure][:, draw]
                assert low <= estimate <= high
                if plain.pools[number].network_sales[target] > 0:
                    expected = intervals_.interval(plain, number, target, measure)
                    assert (low, estimate, high) == pytest.approx(expected, abs=1e-7)
                else:
                    assert (low, estimate, high) == pytest.approx((0, 0, 0), abs=1e-9)


@examples(40)
@given(data=st.data())
def test_parties_solved_together_have_the_estimates_that_each_has_alone(
    data: st.DataObject,
) -> None:
    network = data.draw(ranged_networks())
    study = asking.study(network)
    ranges = ranged(study.deals)
    amounts = next(drawn(ranges, 4, 1, 4)) if len(ranges.deal) else np.zeros((0, 4))
    (pools,) = batch.build(study, ranges, [amounts])
    every = list(range(len(pools[0].parties)))
    for period in range(len(pools)):
        together = batch_laps.estimates(pools, period, every)
        for target in every:
            alone = batch_laps.estimates(pools, period, [target])
            for measure, values in together.items():
                assert values[target] == pytest.approx(alone[measure][0], rel=1e-9, abs=1e-12)


@examples(40)
@given(data=st.data(), all_cuts=st.sampled_from([6, 2, 0]))
def test_a_draw_is_the_study_with_its_amounts(data: st.DataObject, all_cuts: int) -> None:
    """Whether the cuts of a part are counted out or a maximum flow is solved."""
    network = data.draw(ranged_networks())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_bounds, "ALL_CUTS", all_cuts)
        check_draws(asking.study(network), 3)


def test_a_draw_of_the_bundled_data_is_the_study_with_its_amounts() -> None:
    check_draws(asking.study(moneyloop.load(), from_="2024"), 2)


def test_a_draw_in_which_credits_pay_for_all() -> None:
    """What credits leave to be paid in cash is nothing in some draws, and something in others."""
    rows = [
        make.deal("Acme", "Lab", "credit", 10, settlement="credits", amount_high_usd_bn=30),
        make.deal("Lab", "Acme", "compute", 15, amount_high_usd_bn=25),
        make.deal("Lab", "Chips", "hardware", 0, amount_high_usd_bn=5),
        make.deal("Chips", "Lab", "equity", 0, amount_high_usd_bn=5),
        make.deal("Lab", "Acme", "compute", 5, 2026, amount_high_usd_bn=6),
    ]
    network = make.network(rows, parties=make.parties(["Acme", "Lab", "Chips"]))
    check_draws(asking.study(network), 25)
    (pools,) = batch.build(
        asking.study(network),
        ranged(asking.study(network).deals),
        drawn(ranged(asking.study(network).deals), 60, 1, 60),
    )
    cash = dict(
        zip(
            zip(pools[0].purchases.tail, pools[0].purchases.head, strict=True),
            pools[0].purchases.amount,
            strict=True,
        )
    )[1, 0]
    assert (cash == 0).any()
    assert (cash > 0).any()


def test_a_pool_may_keep_money_going_round_in_some_draws() -> None:
    """With all of it drawn at its least the two labs are a loop without a way out."""
    rows = [
        make.deal("Lab", "Twin", "compute", 10),
        make.deal("Twin", "Lab", "compute", 10),
        make.deal("Twin", "Acme", "compute", 0, amount_high_usd_bn=5),
        make.deal("Acme", "Lab", "equity", 0, amount_high_usd_bn=5),
    ]
    given_ = asking.study(make.network(rows, parties=make.parties(["Acme", "Lab", "Twin"])))
    ranges = ranged(given_.deals)
    amounts = np.array([[0.0, 0.0, 3.0, 3.0], [0.0, 4.0, 0.0, 3.0]])
    (pools,) = batch.build(given_, ranges, [amounts])
    found = next(simulation.intervals(pools, 0, [0]))["own"]
    assert np.isfinite(found).all()
    for draw in range(4):
        plain = rebuilt(given_, amounts[:, draw])
        expected = intervals_.interval(plain, 0, 0, "own")
        assert found[:, draw] == pytest.approx(expected, abs=1e-9)


def lab(*more: dict[str, Any]) -> Network:
    """Acme owns a lab that buys from it: both amounts are ranges."""
    rows = [
        make.deal("Acme", "Lab", "equity", 10, id="stake", amount_high_usd_bn=30),
        make.deal("Lab", "Acme", "compute", 20, id="compute", amount_high_usd_bn=40),
        make.deal("Fund", "Lab", "equity", 5, id="fund"),
        *more,
    ]
    figures = [make.revenue("Lab", 25), make.revenue("Acme", 90)]
    return make.network(rows, figures, make.parties(["Acme", "Lab"], ["Fund"]))


def test_quantiles_are_those_of_the_draws_worked_out_one_by_one() -> None:
    network = lab()
    given_ = asking.study(network)
    (amounts,) = drawn(ranged(given_.deals), 40, 3, 40)
    result = moneyloop.attribute(network, draws=40, seed=3)
    target = network.inside.index("Acme")
    for row in result.rows:
        assert row["party"] == "Acme"
        each = np.array(
            [
                intervals_.interval(rebuilt(given_, column), 0, target, row["measure"])
                for column in amounts.T
            ]
        )
        for end, name in enumerate(ENDS):
            for key, share in (("q05", 0.05), ("median", 0.5), ("q95", 0.95)):
                if f"{name}_{key}" in row:
                    expected = np.quantile(each[:, end], share)
                    assert row[f"{name}_{key}"] == pytest.approx(expected, abs=1e-8)


def test_one_hop_by_hand() -> None:
    """One draw: the closed form [max(0, R + V - T), min(R, V)] with the estimate R V / T."""
    network = lab()
    (amounts,) = drawn(ranged(asking.study(network).deals), 1, 5, 1)
    sale, stake = amounts[:, 0]  # in order of id
    assert 20 < sale < 40
    assert 10 < stake < 30
    total = max(stake + 5 + 25, sale)
    row = moneyloop.attribute(network, draws=1, seed=5).rows[0]
    assert row["measure"] == "own"
    expected = (max(0.0, sale + stake - total), sale * stake / total, min(sale, stake))
    found = tuple(row[f"{end}_median"] for end in ENDS)
    assert found == pytest.approx(expected, abs=1e-8)


@checked
@given(data=st.data())
def test_without_a_width_it_is_attribute(data: st.DataObject) -> None:
    network = data.draw(ranged_networks(st.just(0)))
    rows = {(row["party"], row["period"]): row for row in moneyloop.attribute(network).rows}
    result = moneyloop.attribute(network, draws=5)
    assert result.extra["ranged"] == []
    assert {(row["party"], row["period"]) for row in result.rows} == {
        key for key, row in rows.items() if row["network_sales"] > 0
    }
    for row in result.rows:
        whole = rows[row["party"], row["period"]]
        measure = row["measure"]
        point = dict(
            zip(
                ENDS,
                (
                    whole[f"{measure}_known_low"],
                    whole[f"{measure}_estimate"],
                    whole[f"{measure}_known_high"],
                ),
                strict=True,
            )
        )
        for key, value in row.items():
            if key.partition("_")[0] in point:
                assert value == point[key.partition("_")[0]], key
        assert row["planned"] == whole["planned"]


@checked
@given(data=st.data())
def test_quantiles_are_in_order(data: st.DataObject) -> None:
    network = data.draw(ranged_networks())
    for row in moneyloop.attribute(network, draws=20).rows:
        for chain in (
            ("low_q05", "low_median", "estimate_median", "high_median", "high_q95"),
            ("low_q05", "estimate_q05", "estimate_median", "estimate_q95", "high_q95"),
            ("low", "estimate", "high"),
        ):
            values = [row[key] for key in chain]
            assert values == sorted(values), chain


@checked
@given(data=st.data(), chunk=st.integers(1, 9))
def test_the_chunk_changes_nothing(data: st.DataObject, chunk: int) -> None:
    given_ = asking.study(data.draw(ranged_networks()))
    whole = simulation.rows(given_, draws=9, seed=2, chunk=9)
    parts = simulation.rows(given_, draws=9, seed=2, chunk=chunk)
    assert parts == whole


def test_the_seed_decides_the_numbers() -> None:
    network = lab()
    first, again, other = (
        moneyloop.attribute(network, draws=50, seed=seed).to_dict() for seed in (1, 1, 2)
    )
    assert first == again
    assert first["rows"] != other["rows"]
    assert [row["estimate"] for row in first["rows"]] == [row["estimate"] for row in other["rows"]]


def test_the_order_of_the_rows_changes_nothing() -> None:
    network = lab()
    turned = make.network(
        [
            make.deal("Fund", "Lab", "equity", 5, id="fund"),
            make.deal("Lab", "Acme", "compute", 20, id="compute", amount_high_usd_bn=40),
            make.deal("Acme", "Lab", "equity", 10, id="stake", amount_high_usd_bn=30),
        ],
        [make.revenue("Acme", 90), make.revenue("Lab", 25)],
        make.parties(["Acme", "Lab"], ["Fund"]),
    )
    assert moneyloop.attribute(network, draws=20).rows == moneyloop.attribute(turned, draws=20).rows


def test_amounts_are_drawn_in_their_ranges_and_nowhere_else() -> None:
    network = lab(
        make.deal("Acme", "Lab", "equity", "", id="unknown", amount_high_usd_bn=50),
        make.deal("Acme", "Lab", "debt", 1, id="talks", amount_high_usd_bn=9, status="talks"),
        make.deal("Acme", "Lab", "equity", 2, id="part", amount_high_usd_bn=3, part_of="stake"),
        make.deal("Acme", "Lab", "equity", 3, id="same", amount_high_usd_bn=3),
    )
    ranges = ranged(asking.study(network).deals)
    assert network.deals["id"].iloc[ranges.deal].tolist() == ["compute", "stake"]
    amounts = np.concatenate(list(drawn(ranges, 10_000, 1, 1_000)), axis=1)
    assert amounts.shape == (2, 10_000)
    for row, low, high in zip(amounts, (20, 10), (40, 30), strict=True):
        assert row.min() >= low
        assert row.max() <= high
        # Uniform: a tenth of the draws in each tenth of the range (1,000 +- 30).
        counts, _ = np.histogram(row, bins=10, range=(low, high))
        assert np.abs(counts - 1_000).max() < 150
    assert abs(np.corrcoef(amounts)[0, 1]) < 0.05
    result = moneyloop.attribute(network, draws=10)
    assert result.extra == {
        "amounts": "known",
        "draws": 10,
        "seed": 1,
        "ranged": ["compute", "stake"],
    }


def test_a_range_so_narrow_that_rounding_shows_stays_inside() -> None:
    network = lab(make.deal("Acme", "Lab", "equity", 0.1, id="a", amount_high_usd_bn=0.1 + 2e-17))
    narrow = make.deal("Acme", "Lab", "equity", 0.3, id="a", amount_high_usd_bn=repr(0.1 + 0.2))
    network = lab(narrow)
    ranges = ranged(asking.study(network).deals)
    assert network.deals["id"].iloc[ranges.deal[0]] == "a"
    (amounts,) = drawn(ranges, 1_000, 1, 1_000)
    assert (amounts[0] >= ranges.low[0]).all()
    assert (amounts[0] <= ranges.high[0]).all()


def test_the_window_changes_no_draw() -> None:
    """The amounts drawn are those of the seed, so a year is the same alone and among others."""
    earlier = make.deal("Acme", "Lab", "equity", 4, 2024, id="earlier", amount_high_usd_bn=9)
    network = lab(earlier, make.deal("Lab", "Acme", "compute", 1, 2024, id="first"))
    whole = moneyloop.attribute(network, draws=30)
    alone = moneyloop.attribute(network, draws=30, from_="2025", to="2025")
    assert alone.rows == [row for row in whole.rows if row["period"] == "2025"]
    assert alone.rows
    assert alone.extra["ranged"] == ["compute", "stake"]
    assert "earlier" in alone.notes[-1]
    assert not any("earlier" in note for note in whole.notes)


def test_years_before_the_first_range_are_those_of_attribute() -> None:
    network = lab(make.deal("Lab", "Acme", "compute", 1, 2024, id="first"))
    row = next(
        row for row in moneyloop.attribute(network, draws=30).rows if row["period"] == "2024"
    )
    assert row["low_q05"] == row["low"] == row["low_median"]
    assert row["high_q95"] == row["high"] == row["high_median"]


def test_a_sale_that_may_be_nothing_has_a_row() -> None:
    """A contingent deal is 0 at the firm amounts, and up to something."""
    rows = [
        make.deal("Acme", "Lab", "equity", 10),
        make.deal("Lab", "Acme", "compute", 0, amount_high_usd_bn=8, status="contingent"),
        make.deal("Lab", "Chips", "hardware", 0, status="contingent"),
    ]
    network = make.network(rows, parties=make.parties(["Acme", "Lab", "Chips"]))
    result = moneyloop.attribute(network, draws=100)
    assert {row["party"] for row in result.rows} == {"Acme"}
    own = result.rows[0]
    assert (own["low"], own["estimate"], own["high"]) == (0, 0, 0)
    assert 7 < own["high_q95"] < 8


def test_only_the_parties_asked_for() -> None:
    network = lab(make.deal("Acme", "Lab", "services", 2))
    everyone = moneyloop.attribute(network, draws=20)
    assert {row["party"] for row in everyone.rows} == {"Acme", "Lab"}
    one = moneyloop.attribute(network, draws=20, party=["Lab"])
    assert one.rows == [row for row in everyone.rows if row["party"] == "Lab"]
    assert moneyloop.attribute(network, draws=20, party=["Fund"]).rows == []
    with pytest.raises(ChoiceError, match="Acme"):
        moneyloop.attribute(network, party=["Acmee"])


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"draws": -3}, {"seed": -1, "draws": 2}])
def test_wrong_choices_are_named(wrong: dict[str, int]) -> None:
    with pytest.raises(ChoiceError, match=str(next(iter(wrong.values())))):
        moneyloop.attribute(lab(), **wrong)


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    moneyloop.attribute(lab(), draws=2_500, progress=lambda *step: told.append(step))
    assert told[-1][0] == told[-1][1]
    assert len(told) > 1
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    fixed = make.network([make.deal("Lab", "Acme", "compute", 5)])
    told.clear()
    moneyloop.attribute(fixed, draws=7, progress=lambda *step: told.append(step))
    assert told == [(7, 7)]


def test_an_empty_package_has_no_rows() -> None:
    result = moneyloop.attribute(make.network([make.deal("Acme", "Lab", "equity")]), draws=3)
    assert result.rows == []
    assert result.extra["ranged"] == []


@examples(15)
@given(data=st.data())
def test_interval_bounds_contain_the_bounds_of_every_draw(data: st.DataObject) -> None:
    network = data.draw(ranged_networks())
    given_ = asking.study(network)
    ranges = ranged(given_.deals)
    outer = moneyloop.attribute(network, amounts="ranges").rows
    rows = {(row["party"], row["period"]): row for row in outer}
    (pools,) = batch.build(given_, ranges, drawn(ranges, 30, 1, 30)) if len(ranges.deal) else ((),)
    for number, target in places(given_, None) if pools else ():
        now = given_.pools[number]
        row = rows[now.parties[target], now.period.name]
        (found,) = simulation.intervals(pools, number, [target])
        for measure, (low, _, high) in found.items():
            assert row[f"{measure}_low"] <= low.min() + 1e-6
            assert high.max() <= row[f"{measure}_high"] + 1e-6
