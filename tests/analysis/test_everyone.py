"""Many parties at once have the numbers that each has by itself, from solves that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
from examples import examples
from moneyloop.analysis.pooled import bounds, everyone, knots, laps
from moneyloop.analysis.study.study import Study
from moneyloop.model import Network
from moneyloop.questions import asking

COLUMNS = ["payer", "payee", "amount", "start", "kind"]
KINDS = ("purchase", "investment", "return")
# Some of these drown in others, so that much goes round and little gets out.
SIZES = (1e-9, 0.3, 1.0, 7.0, 1e6, 1e12)


def ledger(
    parties: int, rows: int, kinds: Sequence[str], seed: int = 1, days: int = 700
) -> Network:
    """Random payments, a ring first so that all parties are in one knot."""
    random = np.random.default_rng(seed)
    payer = np.append(np.arange(parties), random.integers(0, parties, rows - parties))
    hop = np.append(np.ones(parties, dtype=int), random.integers(1, parties, rows - parties))
    table = {
        "payer": [f"P{node}" for node in payer],
        "payee": [f"P{node}" for node in (payer + hop) % parties],
        "amount": random.integers(1, 1000, rows) / 8,
        "start": np.datetime64("2024-01-01") + random.integers(0, days, rows),
        "kind": random.choice(kinds, rows),
    }
    frame = pd.DataFrame(table).astype({"start": str})
    return moneyloop.load_payments(frame)


def same(study: Study) -> None:
    """The estimates and times round of all parties together are those of each."""
    count = len(study.pools[0].parties)
    places = [(period, target) for period in range(len(study.pools)) for target in range(count)]
    found = everyone.buckets(study.pools, places)
    scale = max(float(layer.total.sum()) for layer in study.pools)
    for place in places:
        alone = astuple(laps.buckets(study.pools, *place))
        assert astuple(found[place]) == pytest.approx(alone, rel=1e-9, abs=1e-13 * scale)
    times = everyone.turns(study.pools, list(range(count)))
    for target in range(count):
        expected = laps.turns(study.pools, target)
        assert times[target] == [
            None if value is None else pytest.approx(value, rel=1e-9) for value in expected
        ]


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everyone, "FEW", 1)
    monkeypatch.setattr(everyone, "_BLOCK", 3)


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("limit", [knots.DENSE_LIMIT, 0], ids=["inverted", "by products"])
def test_each_party_has_the_numbers_that_it_has_alone(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knots, "DENSE_LIMIT", limit)
    monkeypatch.setattr(knots, "FACTORED", min(knots.FACTORED, limit))

    @examples(25)
    @given(economy=make.economies(max_size=5, max_years=3, with_credits=True))
    def check(economy: make.Economy) -> None:
        same(asking.study(economy.network()))

    check()


@pytest.mark.usefixtures("together")
@examples(25)
@given(data=st.data())
def test_little_that_gets_out_of_a_knot_keeps_its_digits(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 5))
    names = [f"P{node}" for node in range(size)]
    pair = st.tuples(st.sampled_from(names), st.sampled_from([*names, "Till"]))
    row = st.tuples(pair, st.sampled_from(SIZES), st.sampled_from(KINDS))
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    listed = [(*ends, amount, "2025-03-01", kind) for ends, amount, kind in rows]
    same(asking.study(moneyloop.load_payments(pd.DataFrame(listed, columns=COLUMNS))))


def test_what_is_inverted_serves_every_party(monkeypatch: pytest.MonkeyPatch) -> None:
    inverted: Counter[int] = Counter()
    invert = np.linalg.inv

    def counted(matrix: np.ndarray) -> np.ndarray:
        inverted[len(matrix)] += 1
        return np.asarray(invert(matrix))

    monkeypatch.setattr(np.linalg, "inv", counted)
    monkeypatch.setattr(laps, "buckets", None)
    for parties in (40, 80):
        inverted.clear()
        study = asking.study(ledger(parties, 6 * parties, KINDS))
        everyone.buckets(study.pools, [(1, target) for target in range(parties)])
        # With and without investments, in each of two years.
        assert inverted.total() <= 4


def test_where_nobody_invests_the_index_solves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("solved")

    sales = ledger(40, 200, ["purchase"], days=300)
    expected = moneyloop.index(sales)
    for module, name in ((knots, "arrivals"), (bounds, "_solved"), (bounds, "_asked")):
        monkeypatch.setattr(module, name, never)
    (row,) = moneyloop.index(sales).rows
    assert row == expected.rows[0]
    assert (row["own_high"], row["network_investors_high"], row["any_investor_high"]) == (0, 0, 0)
    assert row["purchase_to_sale"] > 0
