"""Drawings without a library: round axes, rows of bars, and money through columns of nodes."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from examples import examples
from moneyloop.pages.charts.books import rows, sankey
from moneyloop.pages.charts.books.sankey import Band, Node
from moneyloop.pages.charts.scale import ticks
from moneyloop.pages.charts.svg import width_of

amounts = st.floats(1e-3, 1e3)
columns = st.lists(st.tuples(amounts, st.sampled_from([18.0, 33.0, 48.0])), min_size=1, max_size=12)


@given(st.floats(-1e3, 1e3), st.floats(1e-2, 1e6), st.integers(2, 8))
def test_ticks_are_round_even_and_inside(low: float, length: float, count: int) -> None:
    high = low + length
    values = ticks(low, high, count)
    assert len(values) <= count + 1
    assert all(low - 1e-6 * length <= value <= high + 1e-6 * length for value in values)
    steps = {round((after - before) / length, 6) for before, after in pairwise(values)}
    assert len(steps) <= 1
    if values and low <= 0.0 <= high:
        assert min(map(abs, values)) == 0.0


@given(st.lists(columns, min_size=1, max_size=5), st.floats(300, 900))
def test_every_column_fits_and_one_of_them_just(
    stacks: list[list[tuple[float, float]]], more: float
) -> None:
    split = [([a for a, _ in stack], [room for _, room in stack]) for stack in stacks]
    length = max(sankey.extent(*stack, 0.0) for stack in split) + more
    scale = sankey.fitting(split, length)
    longest = max(sankey.extent(*stack, scale) for stack in split)
    assert longest == pytest.approx(length, abs=1e-3)


@given(columns, st.floats(0.0, 50.0))
def test_neither_nodes_nor_labels_of_a_column_touch(
    stack: list[tuple[float, float]], scale: float
) -> None:
    amounts_, room = [a for a, _ in stack], [r for _, r in stack]
    begins = sankey.spread(amounts_, room, scale)
    nodes = [(begin, begin + a * scale) for begin, a in zip(begins, amounts_, strict=True)]
    labels = [((a + b - r) / 2, (a + b + r) / 2) for (a, b), r in zip(nodes, room, strict=True)]
    assert labels[0][0] >= -1e-9
    for spans in (nodes, labels):
        assert all(after[0] >= before[1] - 1e-6 for before, after in pairwise(spans))
    last = max(nodes[-1][1], labels[-1][1])
    assert sankey.extent(amounts_, room, scale) == pytest.approx(last)


@given(
    st.lists(st.tuples(st.floats(0, 358), st.text("abc WM", min_size=1, max_size=30)), min_size=1)
)
def test_labels_of_a_phone_stay_inside_and_apart(words: list[tuple[float, str]]) -> None:
    words = sorted(words)
    placed = sankey.lanes(words, 358.0)
    ends: dict[int, float] = {}
    for (_, text), (lane, left) in zip(words, placed, strict=True):
        right = left + width_of(text, 12)
        assert left >= 0
        assert left == 0 or right <= 358
        assert left >= ends.get(lane, 0.0)
        ends[lane] = right


def money(width: float, scale: float = 1.0) -> str:
    nodes = [
        Node("a", "Customers", "3.0", 0, 3 * scale, "node"),
        Node("b", "Investors", "2.0", 0, 2 * scale, "any"),
        Node("c", "A lab with a long name", "5.0", 1, 5 * scale, "node"),
        Node("d", "Kept", "5.0", 4, 5 * scale, "node"),
    ]
    bands = [
        Band("a", "c", 3 * scale, "else"),
        Band("b", "c", 2 * scale, "any", "b to c: 2"),
        Band("c", "d", 5 * scale, "else"),
    ]
    return str(sankey.sankey(nodes, bands, width, "Money", [("any", "investors")]))


@pytest.mark.parametrize("width", [rows.WIDE, rows.TALL])
def test_bands_are_as_wide_as_their_nodes(width: float) -> None:
    svg = money(width)
    side = "v" if width == rows.WIDE else "h"
    widths = [float(found) for found in re.findall(rf"{side}([\d.]+)C", svg)]
    assert len(widths) == 3
    assert widths[0] / widths[1] == pytest.approx(1.5, rel=0.01)
    assert widths[2] == pytest.approx(widths[0] + widths[1], rel=0.01)
    assert "<title>b to c: 2</title>" in svg
    # The picture does not hang on the unit of the amounts.
    assert svg == money(width, 1000.0)


def test_names_are_text() -> None:
    node = Node("x", "<b>&", "1", 0, 1.0, "node", "<i>")
    other = node._replace(id="y", column=1)
    svg = sankey.sankey([node, other], [Band("x", "y", 1.0, "else")], rows.WIDE, "<t>", [])
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "&lt;b&gt;&amp;" in svg


@examples(30)
@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=8), st.sampled_from(["wide", "tall"]))
@example([5e-324], "wide")  # the least float of all
def test_bars_are_as_long_as_their_amounts(sizes: list[float], form: str) -> None:
    lines = [
        rows.Row(f"r{n}", f"{size:g}", [rows.Part(0.0, size, "own")])
        for n, size in enumerate(sizes)
    ]
    width = rows.WIDE if form == "wide" else rows.TALL
    svg = rows.rows(lines, width, "Bars", most=max(sizes), write=str, unit="USD billions")
    drawn = [float(w) for w in re.findall(r'width="([\d.]+)" height="13" class="own"', svg)]
    assert len(drawn) == len(sizes)
    longest = max(drawn)
    for length, size in zip(drawn, sizes, strict=True):
        if size > 0 and max(sizes) > 0 and length > 1:
            assert length / longest == pytest.approx(size / max(sizes), abs=0.01)
