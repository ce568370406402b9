"""The mix of pools where little gets out beside what goes round: every digit holds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from moneyloop.analysis.pooled import mixing

SIZES = (0.0, 1e-9, 0.3, 1.0, 7.0, 1e6, 1e12)
amounts = st.sampled_from(SIZES)


@st.composite
def pools(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What pools pay each other, what gets out of each of them, and amounts by pool."""
    size = draw(st.integers(1, 5))
    cells = draw(st.lists(amounts, min_size=size * size, max_size=size * size))
    moves = np.array(cells).reshape(size, size)
    np.fill_diagonal(moves, 0.0)
    # Every pool pays the next one, the last one out: from each there is a way.
    moves[np.arange(size - 1), np.arange(1, size)] += 1e-3
    gone = np.array(draw(st.lists(amounts, min_size=size, max_size=size)))
    gone[-1] += 1e-3
    right = np.array(draw(st.lists(amounts, min_size=size, max_size=size)))
    return moves, gone, right


def exact(moves: np.ndarray, gone: np.ndarray, right: np.ndarray) -> list[Fraction]:
    """Solve (paid - moves) x = right in fractions; `paid` is all that a pool pays."""
    size = len(gone)
    cells = [[-Fraction(x) for x in row] for row in moves.tolist()]
    for pool in range(size):
        cells[pool][pool] = sum(map(Fraction, moves[pool].tolist())) + Fraction(gone[pool])
    known = [Fraction(x) for x in right.tolist()]
    for pool in range(size):
        for other in range(size):
            if other != pool:
                factor = cells[other][pool] / cells[pool][pool]
                pairs = zip(cells[other], cells[pool], strict=True)
                cells[other] = [one - factor * two for one, two in pairs]
                known[other] -= factor * known[pool]
    return [known[pool] / cells[pool][pool] for pool in range(size)]


@examples(100)
@given(made=pools())
def test_a_dollar_comes_out_with_every_digit(made: Any) -> None:
    moves, gone, right = made
    total = moves.sum(axis=1) + gone
    found = mixing.ahead(moves, total, right / total, lambda: gone)
    expected = [float(x) for x in exact(moves, gone, right)]
    assert found == pytest.approx(expected, rel=1e-9)


@examples(100)
@given(made=pools())
def test_forwards_and_backwards_agree(made: Any) -> None:
    """The same money by both: what starts is worth what arrives at the pools that pay it out."""
    moves, gone, start = made
    total = moves.sum(axis=1) + gone
    chance = gone / total
    ahead = mixing.ahead(moves, total, chance, lambda: gone)
    arrived = mixing.behind(moves, total, start, lambda: gone)
    assert ahead == pytest.approx(1.0, rel=1e-9)
    assert arrived @ chance == pytest.approx(start.sum(), rel=1e-9)
    assert (arrived >= 0).all()


def test_a_matrix_that_rounding_makes_singular() -> None:
    moves, gone = np.array([[0.0, 1e20], [1e20, 0.0]]), np.array([1.0, 3.0])
    total = moves.sum(axis=1) + gone
    chance = mixing.ahead(moves, total, np.array([1.0, 0.0]) / total, lambda: gone)
    assert chance == pytest.approx([0.25, 0.25])
    assert mixing.behind(moves, total, np.ones(2), lambda: gone) == pytest.approx([5e19, 5e19])


@pytest.mark.parametrize("out", [0.0, 1e-12, 1e-6, 0.1])
def test_many_targets_at_once_have_what_each_has_alone(out: float) -> None:
    random = np.random.default_rng(2)
    for _ in range(15):
        size = int(random.integers(3, 12))
        moves = np.zeros((size, size))
        for _ in range(4):  # rings: what comes into a pool leaves it
            ring = random.permutation(size)
            moves[ring, np.roll(ring, -1)] += 10 * random.random()
        gone = random.random(size) * out
        total = moves.sum(axis=1) + gone
        # The last target is beyond the pools; without a way out of them nothing comes to it.
        entry = moves * (random.random((size, size)) < 0.5) / total[:, None]
        own = np.arange(size)
        if out:
            own, entry = np.append(own, -1), np.column_stack([entry, gone / total])
        found = mixing.arrivals(moves, total, gone, entry, own)
        assert found is not None
        for column, pool in enumerate(own.tolist()):
            others = np.flatnonzero(np.arange(size) != pool)
            leaves = gone[others] + (moves[others, pool] if pool >= 0 else 0)
            inner = moves[np.ix_(others, others)]
            alone = mixing.ahead(
                inner, total[others], entry[others, column], lambda leaves=leaves: leaves
            )
            assert found[others, column] == pytest.approx(alone, abs=1e-12)
            assert pool < 0 or found[pool, column] == 0
