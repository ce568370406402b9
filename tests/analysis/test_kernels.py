"""Kernels: compiled or not the same answer, equal to counts that others printed."""

from __future__ import annotations

import logging
import math
import os
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from moneyloop.analysis.loops import search
from moneyloop.kernels import compiled, mixing
from moneyloop.kernels import loops as kernel

INVEST, BUY = 1, 2


@pytest.fixture(params=["as it is", "compiled"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Either way of running a kernel on any input; where numba is missing both are the same."""
    small = request.param == "as it is"
    for limit in ("SMALL", "_MANY"):
        monkeypatch.setattr(search, limit, 1 << 60 if small else -1)
    return str(request.param)


def drawn(parties: int, arcs: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    columns = random.integers(0, parties, arcs), random.integers(0, parties, arcs)
    found = np.stack([*columns, random.choice([INVEST, BUY], arcs)], axis=1)
    return np.unique(found[found[:, 0] != found[:, 1]], axis=0)


def test_ci_runs_the_suite_with_compiled_kernels_once() -> None:
    assert compiled.available() == (find_spec("numba") is not None)
    if os.environ.get("MONEYLOOP_REQUIRE_NUMBA"):
        assert compiled.available()


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_count_and_tell_the_same_loops(way: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    arcs = drawn(random.integers(2, 30), random.integers(1, 90), seed)
    for type_ in search.TYPES:
        length = int(random.integers(2, 8))
        found = list(search.cycles(map(tuple, arcs.tolist()), 30, type_, length))
        many = search.counts(arcs, 30, type_, length)
        assert (
            many.tolist()
            == np.bincount([len(loop) for loop in found], minlength=length + 1).tolist()
        )
        bound = nx.DiGraph()
        bound.add_edges_from(arcs[arcs[:, 2] == search.NEED[type_], :2].tolist())
        if type_ != "money":
            assert many.sum() == sum(1 for _ in nx.simple_cycles(bound, length_bound=length))


@pytest.mark.parametrize("size", range(2, 9))
def test_the_complete_graph_has_the_loops_of_the_formula(way: str, size: int) -> None:
    """OEIS A002807, for each length: choose k parties, and an order of all but the first."""
    arcs = [(a, b, BUY) for a in range(size) for b in range(size) if a != b]
    many = search.counts(search.table(arcs), size, "trade", size)
    expected = [math.comb(size, k) * math.factorial(k - 1) for k in range(2, size + 1)]
    assert many.tolist() == [0, 0, *expected]


def test_a_printed_histogram_of_another_program(way: str) -> None:
    """Blanusa, Atasu and Ienne, SPAA 2022: the sample of their README."""
    pairs = "12 15 23 31 32 34 36 45 52 64 47"
    arcs = [(int(pair[0]), int(pair[1]), BUY) for pair in pairs.split()]
    many = search.counts(search.table(arcs), 8, "trade", 8)
    assert many.tolist() == [0, 0, 1, 1, 2, 1, 0, 0, 0]


def test_a_search_goes_on_where_it_paused(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arcs = drawn(12, 60, 1)
    whole = list(search.cycles(map(tuple, arcs.tolist()), 12, "money", 6))
    assert len(whole) > 200
    for limit in ("PLAIN", "LARGE"):
        monkeypatch.setattr(search, limit, 7)
    if way == "as it is":
        monkeypatch.setattr(search, "SMALL", 7)
    monkeypatch.setattr(search, "_TOGETHER", 3)
    seen: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        seen.append((done, of))

    again = list(search.cycles(map(tuple, arcs.tolist()), 12, "money", 6, progress=progress))
    assert again == whole
    assert len(seen) > 100
    assert seen == sorted(seen)


def test_a_count_that_is_stopped_says_so(way: str) -> None:
    arcs = drawn(12, 60, 1)
    given = search.Search(max_steps=500)
    some = search.counts(arcs, 12, "money", 6, given)
    assert not given.complete
    assert 0 < some.sum() < search.counts(arcs, 12, "money", 6).sum()


@examples(60)
@given(size=st.integers(1, 12), edges=st.integers(0, 30), seed=st.integers(0, 10_000))
def test_biconnected_parts_are_those_of_networkx(size: int, edges: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    tail, head = random.integers(0, size, (2, edges))
    tail, head = tail[tail != head], head[tail != head]
    ours: dict[int, set[frozenset[int]]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_MANY", seed % 2 * 100 - 1)
        parts = search._blocks(tail, head, size).tolist()
    for part, *ends in zip(parts, tail.tolist(), head.tolist(), strict=True):
        ours.setdefault(part, set()).add(frozenset(ends))
    graph = nx.Graph(list(zip(tail.tolist(), head.tolist(), strict=True)))
    theirs = [{frozenset(edge) for edge in part} for part in nx.biconnected_component_edges(graph)]
    assert sorted(map(sorted, map(lambda part: map(sorted, part), ours.values()))) == sorted(
        map(sorted, map(lambda part: map(sorted, part), theirs))
    )


def test_what_is_compiled_for_the_first_time_is_told(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "new.py").write_text("def more(many):\n    return many + 1\n", encoding="utf-8")
    told = []
    for _ in range(2):  # as two processes would
        spec = spec_from_file_location("new", tmp_path / "new.py")
        assert spec is not None
        assert spec.loader is not None
        new = module_from_spec(spec)
        spec.loader.exec_module(new)
        caplog.clear()
        with caplog.at_level(logging.INFO, logger="moneyloop.kernels"):
            assert compiled.call(new.more, 1, large=True) == 2
        told.append("compiling more, once" in caplog.text)
    assert told == [compiled.available(), False]


def test_a_number_of_another_file_is_in_the_name_of_what_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = compiled._fixed_numbers(mixing.move)
    assert before == compiled._fixed_numbers(mixing.move)
    monkeypatch.setattr(mixing, "BUCKETS", mixing.BUCKETS + 1)
    assert before != compiled._fixed_numbers(mixing.move)
    inner = compiled._fixed_numbers(kernel.advance)
    monkeypatch.setattr(kernel, "FAR", kernel.FAR + 1)  # read by what it calls
    assert inner != compiled._fixed_numbers(kernel.advance)


@pytest.mark.skipif(not compiled.available(), reason="nothing is compiled without numba")
def test_code_that_cannot_be_kept_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import numba

    through = numba.njit

    def kept_nowhere(function: Any, **how: Any) -> Any:
        if how.pop("cache", False):
            raise RuntimeError("no locator available")
        return through(function, **how)

    def kernel_(many: int) -> int:
        return many + 2

    monkeypatch.setattr(numba, "njit", kept_nowhere)
    with caplog.at_level(logging.INFO, logger="moneyloop.kernels"):
        assert compiled.call(kernel_, 1, large=True) == 3
    assert caplog.messages == ["compiling kernel_"]


def test_arrays_come_back_as_the_kernel_left_them() -> None:
    def kernel_(given, out, plus):
        for at in range(len(given)):
            out[at] = given[at] + plus
        return len(given)

    given_ = compiled.fixed([1, 2, 3], np.uint32)
    for large in (False, True):
        out = np.zeros(3, dtype=np.int64)
        assert compiled.call(kernel_, given_, out, 4, large=large) == 3
        assert out.tolist() == [5, 6, 7]
    assert kernel.FAR > 1_000_000
