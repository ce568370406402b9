"""Where boxes stand: apart from each other, in columns from left to right, the same every time."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Collection
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

import moneyloop
from examples import examples
from moneyloop.pages import layout
from moneyloop.pages.content import atlas, scope
from moneyloop.pages.layout import TIERS, bands, box, columns, in_order, label

Party = dict[str, Any]
KINDS = [kind for kinds in TIERS for kind in kinds]

names = st.text(max_size=24)
tables = st.lists(
    st.tuples(names, st.sampled_from([*KINDS, "", "something new"])),
    max_size=60,
    unique_by=lambda row: row[0],
).map(lambda rows: [{"name": name, "kind": kind} for name, kind in rows])


def overlapping(placed: dict[str, tuple[int, int]]) -> list[tuple[str, str]]:
    found = []
    listed = [(box(name), place) for name, place in placed.items()]
    for at, (one, (x, y)) in enumerate(listed):
        for other, (u, v) in listed[at + 1 :]:
            near = abs(x - u) < (one.width + other.width) / 2
            if near and abs(y - v) < (one.height + other.height) / 2:
                found.append((one.name, other.name))
    return found


@given(tables)
@example([{"name": name, "kind": "bank"} for name in ("", "\uac00" * 17, "0" * 17)])
@examples(60)
def test_no_box_lies_on_another(parties: list[Party]) -> None:
    for placed in (columns(parties), bands(parties)):
        assert set(placed) == {party["name"] for party in parties}
        assert all(type(number) is int for place in placed.values() for number in place)
        assert overlapping(placed) == []


@given(tables)
@examples(30)
def test_tiers_go_from_left_to_right_and_on_a_phone_from_top_to_bottom(
    parties: list[Party],
) -> None:
    tier = {kind: at for at, kinds in enumerate(TIERS) for kind in kinds}
    wide, narrow = columns(parties), bands(parties)
    for one in parties:
        for other in parties:
            if tier.get(one["kind"], 1) < tier.get(other["kind"], 1):
                assert wide[one["name"]][0] < wide[other["name"]][0]
                assert narrow[one["name"]][1] < narrow[other["name"]][1]


def test_two_thousand_parties_make_a_map_that_is_about_as_wide_as_high() -> None:
    parties = [{"name": f"Party {at}", "kind": "lab"} for at in range(2_000)]
    places = columns(parties).values()
    width, height = (max(place[axis] for place in places) for axis in (0, 1))
    assert 0.6 < width / height < 2.6


def test_those_that_pay_each_other_much_stand_side_by_side() -> None:
    parties = [
        *({"name": f"Lab {at}", "kind": "lab"} for at in range(4)),
        *({"name": f"Cloud {at}", "kind": "hyperscaler"} for at in (2, 0, 3, 1)),
    ]
    ways = {(f"Lab {at}", f"Cloud {at}"): 10.0 for at in range(4)} | {("Lab 0", "Cloud 3"): 0.1}
    order = in_order(parties, ways)
    labs = [name[-1] for name in order if name.startswith("Lab")]
    assert labs == [name[-1] for name in order if name.startswith("Cloud")]
    assert in_order(parties, dict(reversed(ways.items()))) == order


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Oracle", "Oracle"),
        ("Valor Compute Infrastructure", "Valor Compute\nInfrastructure"),
        ("A" * 40, "A" * (layout.LETTERS - 1) + "…"),
        ("one two three four five six seven eight", "one two three\nfour five six…"),
        ("\u202e\u0000", "?"),
    ],
)
def test_a_name_takes_two_lines_at_most(name: str, expected: str) -> None:
    told = label(name)
    assert told.count("\n") < layout.LINES
    assert all(len(line) <= layout.LETTERS for line in told.split("\n"))
    if name.startswith("one"):
        assert told.startswith("one two three\nfour five six")
    else:
        assert told == expected


# The few --------------------------------------------------------------------------------------


def test_who_carries_least_is_left_out_first() -> None:
    ways = {("A", "B"): 60.0, ("B", "C"): 36.0, ("C", "D"): 3.0, ("D", "E"): 1.0}
    assert scope.few(ways) == ["A", "B", "C"]  # 96 of 100


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABCDEFGHIJ"), st.sampled_from("ABCDEFGHIJ")),
        st.floats(0, 100),
        max_size=40,
    )
)
@examples(60)
def test_the_few_carry_95_percent_and_none_of_them_can_go(
    ways: dict[tuple[str, str], float],
) -> None:
    moving = {way: amount for way, amount in ways.items() if amount > 0 and way[0] != way[1]}
    few, total = set(scope.few(ways)), sum(moving.values())

    def between(some: set[str]) -> float:
        return sum(amount for way, amount in moving.items() if set(way) <= some)

    assert between(few) >= 0.95 * total - 1e-6
    if few:
        loads = {name: between(few) - between(few - {name}) for name in few}
        least = min(loads.values())
        assert between(few) - least < 0.95 * total + 1e-6


Ways = dict[tuple[str, str], float]


def between(ways: Ways, some: Collection[str]) -> float:
    """The money that moves between these parties."""
    return math.fsum(amount for way, amount in ways.items() if set(way) <= set(some))


def fewest(ways: Ways) -> int:
    """The least number of parties between which 95% moves, by trying all choices."""
    names = sorted({name for way in ways for name in way})
    enough = scope.MOST * math.fsum(ways.values()) - 1e-9
    choices = (
        (count, some)
        for count in range(len(names) + 1)
        for some in itertools.combinations(names, count)
    )
    return next(count for count, some in choices if between(ways, some) >= enough)


def fewest_proved(ways: Ways) -> int:
    """The same as an integer programme: a party is in or out, a way is in if both its ends are."""
    names = sorted({name for way in ways for name in way})
    ends = np.zeros((2 * len(ways), len(names) + len(ways)))
    for at, way in enumerate(ways):
        for end, name in enumerate(way):
            ends[2 * at + end, len(names) + at] = 1
            ends[2 * at + end, names.index(name)] = -1
    money = np.concatenate([np.zeros(len(names)), list(ways.values())])
    enough = scope.MOST * math.fsum(ways.values()) - 1e-9
    solved = milp(
        np.concatenate([np.ones(len(names)), np.zeros(len(ways))]),
        constraints=[LinearConstraint(ends, -np.inf, 0), LinearConstraint(money, enough, np.inf)],
        integrality=1,
        bounds=Bounds(0, 1),
        options={"time_limit": 60},
    )
    assert solved.status == 0, solved.message  # proved, not stopped
    return round(solved.fun)


def random_ways(seed: int) -> Ways:
    draw = random.Random(seed)
    pairs = [(a, b) for a in "ABCDEFGHI" for b in "ABCDEFGHI" if a != b]
    return {way: draw.expovariate(1) ** 2 for way in draw.sample(pairs, draw.randint(1, 24))}


@pytest.mark.parametrize("seed", range(60))
def test_both_ways_to_the_fewest_agree_and_the_few_are_hardly_more(seed: int) -> None:
    ways = random_ways(seed)
    least = fewest(ways)
    assert fewest_proved(ways) == least
    assert least <= len(scope.few(ways)) <= least + 1


def test_the_few_are_not_always_the_fewest() -> None:
    ways = {("A", "D"): 60.0, ("A", "B"): 3.0, ("C", "E"): 3.0}
    # B is the first of those that carry 3; then neither C nor E can go.
    assert scope.few(ways) == ["A", "C", "D", "E"]
    assert fewest(ways) == fewest_proved(ways) == 3  # A, B and D


def test_in_the_bundled_data_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every period and case, and of whole terms: no smaller group carries 95%."""
    asked: list[tuple[Ways, list[str]]] = []
    choose = scope.few

    def kept(ways: Ways) -> list[str]:
        moving = {way: amount for way, amount in ways.items() if amount > 0 and way[0] != way[1]}
        asked.append((moving, choose(ways)))
        return asked[-1][1]

    monkeypatch.setattr(scope, "few", kept)
    atlas.build(moneyloop.load())
    moving = [(ways, few) for ways, few in asked if ways]
    assert len(moving) > 20
    assert max(len(few) for _, few in moving) > 30
    assert [len(few) for _, few in moving] == [fewest_proved(ways) for ways, _ in moving]


def test_no_more_than_can_be_read() -> None:
    ways = {(f"P{at}", f"P{at + 1}"): 1.0 for at in range(300)}
    assert len(scope.few(ways)) == scope.READABLE


@pytest.mark.parametrize("count", [2, 3, 5, 12])
def test_a_few_parties_of_one_tier_stand_in_a_round(count: int) -> None:
    places = list(columns([{"name": f"P{at}", "kind": ""} for at in range(count)]).values())
    for (x, y), (u, v), (a, b) in itertools.combinations(places, 3):
        assert (u - x) * (b - y) != (a - x) * (v - y)  # no three on a line
    assert len(set(places)) == count
