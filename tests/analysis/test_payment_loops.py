"""Loops of payments in order of time: equal to trying everything, with little work."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from moneyloop.analysis.loops import payments, search
from moneyloop.analysis.loops.payments import Payments

INVEST, BUY = 1, 2


def made(rows: list[tuple[int, int, int, int, float]]) -> Payments:
    """From payer, payee, class bit, day and amount."""
    rows = sorted(rows, key=lambda row: row[3])
    payer, payee, bit, day = (
        np.array([row[at] for row in rows], dtype=np.int64) for at in range(4)
    )
    amount = np.array([row[4] for row in rows], dtype=float)
    many = int(max(payer.max(), payee.max())) + 1
    names = [f"P{number}" for number in range(many)]
    return Payments(names, np.arange(len(rows)), payer, payee, bit, day, day, amount)


def tried(
    given_: Payments, window: int, length: int, types: tuple[str, ...], like: float | None
) -> set[tuple[int, ...]]:
    """Every order of every few payments, held to the definition."""
    needs = {search.NEED[name] for name in types}
    found = set()
    payer, payee, bit, day = (
        column.tolist() for column in (given_.payer, given_.payee, given_.bit, given_.day)
    )

    def onward(chain: list[int]) -> None:
        if payee[chain[-1]] == payer[chain[0]]:
            amounts = given_.amount[chain]
            union = 0
            for place in chain:
                union |= bit[place]
            near = like is None or amounts.min() >= (1 - like) * amounts.max()
            if len(chain) > 1 and union in needs and near:
                found.add(tuple(chain))
            return
        if len(chain) == length:
            return
        passed = {payer[place] for place in chain[1:]} | {payee[chain[-1]]}
        for place in range(len(payer)):
            if (
                payer[place] == payee[chain[-1]]
                and day[chain[-1]] < day[place] <= day[chain[0]] + window
                and payee[place] not in passed
            ):
                onward([*chain, place])

    for place in range(len(payer)):
        onward([place])
    return found


@pytest.mark.parametrize("way", ["as it is", "compiled", "looks back at once"])
@examples(120)
@given(data=st.data())
def test_search_finds_what_trying_everything_finds(data: st.DataObject, way: str) -> None:
    party, amount = st.integers(0, data.draw(st.integers(1, 6))), st.sampled_from([1.0, 0.95, 0.5])
    row = st.tuples(party, party, st.sampled_from([INVEST, BUY]), st.integers(0, 12), amount)
    given_ = made(data.draw(st.lists(row, min_size=1, max_size=25)))
    window, length = data.draw(st.integers(0, 13)), data.draw(st.integers(2, 6))
    types = tuple(sorted(data.draw(st.sets(st.sampled_from(search.TYPES), min_size=1))))
    like = data.draw(st.sampled_from([None, 0.1, 0.5]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SMALL", -1 if way == "compiled" else 1 << 60)
        if way == "looks back at once":
            patch.setattr(payments.kernel, "_FIRST", -1)
        if data.draw(st.booleans()):
            patch.setattr(search, "turn", lambda large: 5)
            patch.setattr(payments, "_TOGETHER", 2)
        asked: dict[str, Any] = {"window": window, "length": length, "types": types, "like": like}
        ours = list(payments.found(given_, **asked))
        counts, _ = list(payments.found(given_, **asked, listed=False))[-1]
    lines = [tuple(at for at in line if at >= 0) for _, some in ours for line in some.tolist()]
    expected = tried(given_, window, length, types, like)
    assert len(lines) == len(set(lines))
    assert set(lines) == expected
    assert counts.tolist() == ours[-1][0].tolist()
    assert counts.sum() == len(expected)
    for legs, union in itertools.product(range(len(counts)), range(4)):
        mine = [
            line
            for line in lines
            if len(line) == legs and np.bitwise_or.reduce(given_.bit[list(line)]) == union
        ]
        assert counts[legs, union] == len(mine)


def test_the_largest_come_first_and_no_more_than_asked_for_are_kept() -> None:
    random = np.random.default_rng(3)
    rows = [
        (*map(int, random.integers(0, 5, 2)), BUY, int(random.integers(0, 30)), float(amount))
        for amount in random.integers(1, 9, 60)
    ]
    given_ = made(rows)
    lines = [some for _, some in payments.found(given_, window=30, length=5, types=("trade",))]
    every, count = payments.largest(given_, lines, None)
    assert count == len(every) > 50

    def key(loop: list[int]) -> Any:
        return -given_.amount[loop].min(), len(loop), loop

    assert every == sorted(every, key=key)
    pieces = [part for some in lines for part in np.array_split(some, 7)]
    assert payments.largest(given_, pieces, 10) == (every[:10], count)
    mine = [loop for loop in every if 3 in given_.payer[loop]]
    assert payments.largest(given_, pieces, None, {3}) == (mine, len(mine))
