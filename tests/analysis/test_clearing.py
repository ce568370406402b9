"""Clearing payments: closed forms, the two ends, and a linear program as a second engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from examples import examples
from moneyloop.analysis.stress.clearing import clearing, least_clearing

Debts = tuple[np.ndarray, np.ndarray, np.ndarray]


@st.composite
def debts(draw: st.DrawFn) -> Debts:
    """Owed inside, assets and owed outside, small whole amounts; cashless cycles occur."""
    size = draw(st.integers(1, 5))
    some = st.one_of(st.just(0), st.integers(0, 9))
    cells = draw(st.lists(some, min_size=size * (size + 2), max_size=size * (size + 2)))
    table = np.array(cells, dtype=float).reshape(size + 2, size)
    return table[:size] * (1 - np.eye(size)), table[size], table[size + 1]


def shares(owed: np.ndarray, outside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    due = owed.sum(axis=1) + outside
    return due, np.divide(owed, due[:, None], out=np.zeros_like(owed), where=due[:, None] > 0)


def test_two_banks_by_hand() -> None:
    """A has 1 and owes 4 to B; B has 2 and owes 3 outside and 3 to A: that is just enough.

    With 0.5 less for B both fall short: a = 1 + b / 2 and b = 1.5 + a, so a = 3.5 and b = 5.
    """
    owed = np.array([[0.0, 4.0], [3.0, 0.0]])
    outside = np.array([0.0, 3.0])
    full = clearing(owed, np.array([1.0, 2.0]), outside)
    assert full == pytest.approx([4, 6], abs=1e-12)
    less = clearing(owed, np.array([1.0, 1.5]), outside)
    assert less == pytest.approx([3.5, 5], abs=1e-12)


def test_a_cycle_without_cash_clears_in_full_and_on_nothing() -> None:
    owed, none = np.array([[0.0, 1.0], [1.0, 0.0]]), np.zeros(2)
    assert clearing(owed, none, none).tolist() == [1, 1]
    assert least_clearing(owed, none, none).tolist() == [0, 0]
    # A cent that comes in goes round until all is paid: one fixed point.
    cent = np.array([0.01, 0.0])
    assert clearing(owed, cent, none).tolist() == [1, 1]
    assert least_clearing(owed, cent, none) == pytest.approx([1, 1], abs=1e-12)


def test_a_limit_holds_back_what_is_there() -> None:
    """The first has 10 and pays 3 of 6; the second has nothing else and owes 5."""
    owed = np.array([[0.0, 6.0], [0.0, 0.0]])
    assets, outside = np.array([10.0, 0.0]), np.array([0.0, 5.0])
    paid = clearing(owed, assets, outside, limit=np.array([3.0, 5.0]))
    assert paid.tolist() == [3, 3]
    assert least_clearing(owed, assets, outside, limit=np.array([0.0, 5.0])).tolist() == [0, 0]


def test_creditors_outside_who_are_paid_first_leave_nothing_below_zero() -> None:
    """A and B owe more outside than they have; C, which B owes, is not paid, and owes A.

    A: 1 + 2 - 4 < 0 pays nothing. B: 3 - 3 + 0 = 0. C: 2 of its own, all 2 to A.
    """
    owed = np.array([[0.0, 3.0, 0.0], [0.0, 0.0, 3.0], [2.0, 0.0, 0.0]])
    assets, outside = np.array([1.0, 3.0, 2.0]), np.array([4.0, 3.0, 0.0])
    paid = clearing(owed, assets, outside, outside_first=True)
    assert paid == pytest.approx([0, 0, 2], abs=1e-12)
    # Two more for A: one is left for B, which passes it on.
    paid = clearing(owed, np.array([3.0, 3.0, 2.0]), outside, outside_first=True)
    assert paid == pytest.approx([1, 1, 2], abs=1e-12)


def test_costs_of_default_by_hand() -> None:
    """One debtor with 6 of 10: it pays all of it, or half of its assets when default costs that."""
    owed, outside = np.zeros((1, 1)), np.array([10.0])
    assert clearing(owed, np.array([6.0]), outside).tolist() == [6]
    assert clearing(owed, np.array([6.0]), outside, alpha=0.5).tolist() == [3]
    assert clearing(owed, np.array([10.0]), outside, alpha=0.5).tolist() == [10]


def test_nobody_pays_nothing() -> None:
    none = np.zeros(0)
    for owed in (np.zeros((0, 0)), csr_array((0, 0))):
        assert clearing(owed, none, none).shape == (0,)
        assert clearing(owed, none, none, outside_first=True).shape == (0,)
        assert least_clearing(owed, none, none).shape == (0,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"alpha": 1.1}, "alpha 1.1 and beta"),
        ({"beta": float("nan")}, "shares, from 0 to 1"),
    ],
)
def test_shares_outside_their_range_are_refused(change: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        clearing(np.zeros((1, 1)), np.ones(1), np.ones(1), **change)


@pytest.mark.parametrize("amount", [-1.0, float("nan")])
def test_amounts_below_zero_are_refused(amount: float) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        clearing(np.zeros((1, 1)), np.array([amount]), np.ones(1))
    with pytest.raises(ValueError, match="zero or more"):
        least_clearing(np.zeros((1, 1)), np.ones(1), np.array([amount]))


@examples(40)
@given(drawn=debts(), part=st.sampled_from([0.0, 0.3, 1.0]))
def test_the_greatest_end_is_that_of_the_linear_program(drawn: Debts, part: float) -> None:
    """Eisenberg and Noe, lemma 4: it is the largest p with p <= limit and p <= e + Pi^T p."""
    owed, assets, outside = drawn
    due, parts = shares(owed, outside)
    limit = due.copy()
    limit[0] *= part
    found = clearing(owed, assets, outside, limit=limit)
    size = len(due)
    program = linprog(
        -np.ones(size),
        A_ub=np.eye(size) - parts.T,
        b_ub=assets,
        bounds=list(zip(np.zeros(size), limit, strict=True)),
    )
    assert found == pytest.approx(program.x, abs=1e-7)


@examples(40)
@given(drawn=debts())
def test_the_least_end_is_where_iteration_from_nothing_ends(drawn: Debts) -> None:
    owed, assets, outside = drawn
    due, parts = shares(owed, outside)
    least = least_clearing(owed, assets, outside)
    assert least == pytest.approx(np.minimum(due, assets + parts.T @ least), abs=1e-9)
    assert (least <= clearing(owed, assets, outside) + 1e-9).all()
    paid = np.zeros(len(due))
    for _ in range(3000):
        paid = np.minimum(due, assets + parts.T @ paid)
    assert least == pytest.approx(paid, abs=1e-6)


@examples(40)
@given(drawn=debts(), alpha=st.sampled_from([0.0, 0.5, 1.0]), beta=st.sampled_from([0.4, 1.0]))
def test_what_is_cleared_is_a_fixed_point_also_with_costs(
    drawn: Debts, alpha: float, beta: float
) -> None:
    owed, assets, outside = drawn
    for first in (False, True):
        paid = clearing(owed, assets, outside, alpha=alpha, beta=beta, outside_first=first)
        due, parts = shares(owed, np.zeros_like(outside) if first else outside)
        senior = outside if first else np.zeros_like(outside)
        whole = assets + parts.T @ paid - senior >= due - 1e-9
        rest = np.clip(alpha * assets + beta * (parts.T @ paid) - senior, 0, None)
        assert paid == pytest.approx(np.where(whole, due, rest), abs=1e-8)
