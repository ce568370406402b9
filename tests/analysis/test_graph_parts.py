"""The sets of nodes that arcs lead round in, as SciPy finds them, few or many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from moneyloop.analysis import graph

SIZE = 12
ends = st.integers(0, SIZE - 1)


def sets(part: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(part == each).tolist()) for each in np.unique(part)}


@given(st.lists(st.tuples(ends, ends), max_size=40))
@pytest.mark.parametrize("few", [0, SIZE], ids=["many", "few"])
@pytest.mark.parametrize("directed", [True, False])
def test_knots(few: int, directed: bool, arcs: list[tuple[int, int]]) -> None:
    tail, head = np.array(arcs, dtype=np.int64).reshape(-1, 2).T
    ways = coo_array((np.ones(len(tail)), (tail, head)), shape=(SIZE, SIZE))
    count, part = connected_components(ways, directed=directed, connection="strong")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "_FEW_NODES", few)
        found, of = (graph.knots if directed else graph.parts)(tail, head, SIZE)
    assert found == count == of.max() + 1
    assert sets(of) == sets(part)


def test_a_long_ring_is_one_set() -> None:
    nodes = np.arange(200)
    count, part = graph.knots(nodes, np.roll(nodes, -1), 201)
    assert count == 2
    assert sets(part) == {frozenset(range(200)), frozenset({200})}
