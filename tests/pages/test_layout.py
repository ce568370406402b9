"""Where parties stand: apart from each other, in tiers, and always in the same place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import moneyloop
from moneyloop.pages.layout import TIERS, positions
from moneyloop.pages.picture import picture

Payload = dict[str, Any]
KINDS = [kind for tier in TIERS for kind in tier.kinds]

tables = st.lists(st.sampled_from([*KINDS, "", "something new"]), max_size=40).map(
    lambda kinds: [{"name": f"Party {i}", "kind": kind} for i, kind in enumerate(kinds)]
)


@given(tables)
def test_every_party_has_a_place_of_its_own(parties: list[Payload]) -> None:
    placed = positions(parties)
    assert list(placed) != [] or not parties
    assert set(placed) == {party["name"] for party in parties}
    assert len(set(placed.values())) == len(placed)
    assert all(type(number) is int for point in placed.values() for number in point)


@given(tables, st.sampled_from(KINDS))
def test_a_new_party_moves_nobody(parties: list[Payload], kind: str) -> None:
    # Where no party has a kind yet, the first kind turns the spiral into tiers.
    parties = [{"name": "First", "kind": "lab"}, *parties]
    before = positions(parties)
    after = positions([*parties, {"name": "New", "kind": kind}])
    crowded = max(sum(party["kind"] in tier.kinds for party in parties) for tier in TIERS) >= 32
    if not crowded:
        assert {name: after[name] for name in before} == before


def test_a_spiral_grows_at_its_edge() -> None:
    parties = [{"name": f"P{i}", "kind": ""} for i in range(50)]
    before, after = positions(parties[:-1]), positions(parties)
    assert {name: after[name] for name in before} == before
    far = {name: x * x + y * y for name, (x, y) in after.items()}
    assert far["P0"] < far["P10"] < far["P49"]


def test_deals_do_not_move_anybody(atlas: Payload) -> None:
    def places(told: Payload) -> dict[str, tuple[int, int]]:
        return {node["id"]: (node["x"], node["y"]) for node in picture(told).nodes}

    before = places(atlas)
    atlas["deals"] = atlas["deals"][::-1][:9]
    assert 0 < len(places(atlas)) < len(before)
    assert places(atlas).items() <= before.items()


def on_page(html: str) -> dict[str, tuple[int, int]]:
    """Where a network page puts its parties."""
    found = re.search(r'id="moneyloop-data">(.*?)</script>', html, re.DOTALL)
    assert found
    nodes = json.loads(found[1])["picture"]["nodes"]
    return {node["id"]: (node["x"], node["y"]) for node in nodes}


@pytest.mark.parametrize(("day", "least"), [("2024-06-30", 11), ("2025-06-30", 21)])
def test_a_party_stands_in_the_same_place_on_two_dates(
    day: str, least: int, bundled: Callable[[str], Path]
) -> None:
    then = on_page(moneyloop.view(moneyloop.load(), as_of=day))
    today = on_page(bundled("network").read_text(encoding="utf-8"))
    assert least <= len(then) < len(today)
    assert then.items() <= today.items()


def test_money_reads_from_left_to_right(atlas: Payload) -> None:
    placed = positions(atlas["parties"])
    order = ["Alder Fund", "Apps Co", "Lab One", "Cloud A", "Site D", "Chip E"]
    columns = [placed[name][0] for name in order]
    assert columns == sorted(columns)
    assert len(set(columns)) == len(columns)


def test_the_first_of_a_kind_stands_in_the_middle(atlas: Payload) -> None:
    parties = [{"name": f"Lab {letter}", "kind": "lab"} for letter in "ABCDEFG"]
    heights = [y for _, y in positions(parties).values()]
    assert heights[0] == 0
    assert [abs(height) for height in heights] == sorted(abs(height) for height in heights)


@pytest.mark.parametrize("size", [7, 80, 400])
def test_marks_and_names_have_room(size: int) -> None:
    kinds = ["investor", "software", "lab", "hyperscaler", "neocloud", "datacenter", "chipmaker"]
    parties = [{"name": f"P{i}", "kind": kinds[i % 7]} for i in range(size)]
    points = sorted(positions(parties).values())
    for i, (x, y) in enumerate(points):
        for other_x, other_y in points[i + 1 :]:
            assert abs(x - other_x) >= 100 or abs(y - other_y) >= 60


def test_a_large_map_grows_both_ways() -> None:
    parties = [{"name": f"P{i}", "kind": KINDS[i % len(KINDS)]} for i in range(2_000)]
    points = positions(parties).values()
    width = max(x for x, _ in points) - min(x for x, _ in points)
    height = max(y for _, y in points) - min(y for _, y in points)
    assert 0.3 < width / height < 3


def test_no_parties() -> None:
    assert positions([]) == {}
