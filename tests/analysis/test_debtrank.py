"""DebtRank: by hand, against the published iteration, and where it has no end of its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from moneyloop.analysis.stress import debtrank


def iterated(exposures: np.ndarray, buffers: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The recursion of Bardoscia et al. (2015) as it is printed, until changes are below 1e-13."""
    impact = np.divide(
        exposures, buffers[:, None], out=np.zeros_like(exposures), where=buffers[:, None] > 0
    )
    before, now = np.zeros_like(first), first
    for _ in range(100_000):
        before, now = now, np.minimum(1, now + impact @ (now - before))
        if np.abs(now - before).max() < 1e-13:
            break
    return now


def test_a_chain_of_stakes_by_hand() -> None:
    """B has put 4 of its 11 into A, C has put 3 of its 12 into B, and A loses all."""
    exposures = np.array([[0, 0, 0], [4, 0, 0], [0, 3, 0]], dtype=float)
    first = np.array([1.0, 0.0, 0.0])
    lost = debtrank.losses(exposures, np.array([8.0, 11.0, 12.0]), first)
    assert lost == pytest.approx([1, 4 / 11, 3 / 11 * 4 / 12], abs=1e-15)
    weights = np.array([8.0, 11.0, 12.0])
    assert debtrank.additional(lost, first, weights) == pytest.approx((4 + 12 / 11) / 31)


def test_no_more_than_the_buffer_is_lost_and_without_one_nothing_is_passed_on() -> None:
    exposures = np.array([[0, 0, 0], [9, 0, 0], [0, 5, 0]], dtype=float)
    lost = debtrank.losses(exposures, np.array([1.0, 3.0, 10.0]), np.array([1.0, 0, 0]))
    assert lost.tolist() == [1, 1, 0.5]
    lost = debtrank.losses(exposures, np.array([1.0, 0.0, 10.0]), np.array([1.0, 0, 0]))
    assert lost.tolist() == [1, 0, 0]


def test_a_ring_in_which_the_loss_never_fades_ends_at_once() -> None:
    """Each stake is as large as the buffer: a loss of a billionth goes round until all is gone."""
    ring = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert debtrank.losses(ring, np.ones(2), np.array([1e-9, 0])).tolist() == [1, 1]
    assert debtrank.losses(ring, np.ones(2), np.zeros(2)).tolist() == [0, 0]


def test_without_weights_there_is_no_debtrank() -> None:
    assert debtrank.additional(np.ones(2), np.zeros(2), np.zeros(2)) == 0


@examples(40)
@given(data=st.data())
def test_the_end_is_that_of_the_printed_iteration(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 5))
    some = st.one_of(st.just(0), st.integers(0, 9))
    cells = data.draw(st.lists(some, min_size=size * size, max_size=size * size))
    exposures = np.array(cells, dtype=float).reshape(size, size) * (1 - np.eye(size))
    whole = data.draw(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    first = np.zeros(size)
    first[0] = data.draw(st.sampled_from([0.0, 0.25, 1.0]))
    buffers = np.array(whole, dtype=float)
    found = debtrank.losses(exposures, buffers, first)
    assert found == pytest.approx(iterated(exposures, buffers, first), abs=1e-8)
    assert (found >= first - 1e-12).all()
    assert (found <= 1).all()
