"""Large systems by products: the same as a direct solve, in few products."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from examples import examples
from moneyloop.analysis.pooled import iterated


def steps(size: int, each: int, leak: float, seed: int) -> csr_array:
    """What random pools, a few of them hubs, pay each other of a dollar."""
    random = np.random.default_rng(seed)
    head = (size * random.random(size * each) ** 3).astype(int)
    tail = np.repeat(np.arange(size), each)
    amount = random.random(size * each)
    table = csr_array((amount, (tail, head)), shape=(size, size)).toarray()
    np.fill_diagonal(table, 0.0)
    out = table.sum(axis=1)
    return csr_array(table * ((1 - leak) / np.where(out > 0, out, 1.0))[:, None])


def direct(step: csr_array, entry: np.ndarray, own: np.ndarray) -> np.ndarray:
    columns = []
    for column, pool in enumerate(own):
        cut = step.toarray()
        cut[pool] = 0.0
        columns.append(np.linalg.solve(np.eye(len(cut)) - cut, entry[:, column]))
    return np.column_stack(columns)


@examples(40)
@given(
    size=st.integers(2, 90),
    each=st.integers(1, 6),
    leak=st.sampled_from((0.5, 0.02, 1e-3, 1e-6)),
    seed=st.integers(0, 1000),
    targets=st.integers(1, 5),
)
def test_products_come_to_a_direct_solve(
    size: int, each: int, leak: float, seed: int, targets: int
) -> None:
    step = steps(size, each, leak, seed)
    random = np.random.default_rng(seed)
    own = random.integers(0, size, targets)
    entry = np.asarray(step[:, own].toarray())
    entry[own, np.arange(targets)] = 0.0
    found = iterated.settled(step, entry, own, np.arange(targets), 1_000)
    assert found is not None
    # Each hop more costs a digit's part: a million of them, seven digits.
    off = 1e-9 if leak >= 1e-3 else 1e-7
    assert np.abs(found - direct(step, entry, own)).max() <= off * max(found.max(), 1.0)


@pytest.mark.parametrize("leak", [0.2, 0.02])
def test_few_products_are_enough(leak: float) -> None:
    size, targets = 2_000, 10
    place, near = iterated.by_use(steps(size, 7, leak, 1))
    assert near.shape[0] % 64 == 0
    own, column = place[np.arange(targets)], np.arange(targets)
    entry = near[:, own].toarray()
    entry[own, column] = 0.0
    count = 0

    def counted(table: csr_array) -> iterated.Product:
        product = iterated.cut_product(table, own, column)

        def multiply(values: np.ndarray) -> np.ndarray:
            nonlocal count
            count += 1
            return product(values)

        return multiply

    found = iterated.solved(counted(near), counted(near.astype(np.float32)), entry, 1e-10)
    assert found is not None
    assert count <= 60
    cut = iterated.cut_product(near, own, column)
    assert np.abs(entry + cut(found) - found).max() <= 1e-10 * found.max()
    expected = direct(near, entry, own)
    assert found == pytest.approx(expected, abs=1e-10 / leak)


def test_money_that_never_gets_out_comes_to_no_end() -> None:
    ring = csr_array(np.roll(np.eye(4), 1, axis=1))
    nothing = np.zeros(0, dtype=int)
    assert iterated.settled(ring, np.ones((4, 1)), nothing, nothing, 50) is None
