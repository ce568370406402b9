"""A world written out: the labelled dollars of every payment in one solution of label sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneyloop.analysis.graph import INVEST
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.pooled.label_sets import DUST, Marks, Program
from moneyloop.analysis.study.pools import Pools

ELSEWHERE = "elsewhere"  # the class of all that takes labels away
_REST = -1  # for a payment: those that take all labels away
# A payment, the pool that pays it, the labels on the way, and those that come back.
_Key = tuple[int, int, int, int]


@dataclass(frozen=True)
class Labelled:
    """Dollars of one payment that bear the same labels in a world, USD billions.

    `whose` are the sellers whose label they bear on the way, `back` those to whom they come back
    as a sale of the period asked for. `payer` is blank for outside investors, `payee` for class
    "elsewhere": the other payments of the payer, what it spends outside and what it keeps.
    """

    payer: str
    payee: str
    cls: str
    period: str
    amount: float
    whose: tuple[str, ...]
    back: tuple[str, ...]


def world(
    pools: Sequence[Pools],
    period: int,
    sellers: Sequence[int],
    marks: Marks,
    program: Program,
    point: np.ndarray,
) -> tuple[Labelled, ...]:
    """The labelled dollars of a point: the earliest first, seeds before what they pay for.

    `marks` has the amounts of the payments in this world.
    """
    layers = [pools[index] for index in range(period, -1, -1)]
    names = [layer.parties[owner] for layer in layers for owner in layer.owner] + [""]  # OUTSIDE
    called = [pools[period].parties[seller] for seller in sellers]

    def in_set(labels: int) -> tuple[str, ...]:
        return tuple(name for bit, name in enumerate(called) if labels >> bit & 1)

    paid = marks.paid
    sums = _sums(marks, program, point)
    width = len(pools[period].owner)

    def before(key: _Key) -> int:
        payment, pool, _, _ = key
        return pool // width if payment == _REST else int(paid.when[payment])

    def place(key: _Key) -> tuple[Any, ...]:
        payment, _, _, back = key
        seed = payment != _REST and paid.cls[payment] == INVEST
        return -before(key), not seed, payment == _REST, back > 0, -sums[key], key

    written = []
    for key in sorted(sums, key=place):
        payment, pool, whose, back = key
        named = payment != _REST
        written.append(
            Labelled(
                payer=names[pool],
                payee=names[paid.head[payment]] if named else "",
                cls=bounds_.WORD[int(paid.cls[payment])] if named else ELSEWHERE,
                period=layers[before(key)].period.name,
                amount=sums[key],
                whose=in_set(whose),
                back=in_set(back),
            )
        )
    return tuple(written)


def _sums(marks: Marks, program: Program, point: np.ndarray) -> dict[_Key, float]:
    """The labelled dollars of each payment by the labels that they bear on the way."""
    every = (1 << program.sellers) - 1
    tails = marks.paid.tail.tolist()
    gives, keeps, counts = (
        (mark & every).tolist() for mark in (marks.gives, marks.keeps, marks.counts)
    )
    sums: dict[_Key, float] = {}
    # What is seeded and bore no label before.
    plain = {payment: float(marks.amount[payment]) for payment in np.flatnonzero(gives).tolist()}
    more = program.balance.times(point) - program.seeds
    for row, payment in program.funded.items():
        plain[payment] += max(float(more[row]) * program.unit, 0.0)
    for column in np.flatnonzero(point > DUST).tolist():
        payment, labels = int(program.payment[column]), int(program.labels[column])
        amount = float(point[column]) * program.unit
        back = labels & counts[payment]
        whose = back | labels & keeps[payment] | gives[payment]
        key = (
            (payment, tails[payment], whose, back) if whose else (_REST, tails[payment], labels, 0)
        )
        sums[key] = sums.get(key, 0.0) + amount
        if payment in plain:
            plain[payment] -= amount
    for payment, amount in plain.items():
        key = payment, tails[payment], gives[payment], 0
        sums[key] = sums.get(key, 0.0) + amount
    return {key: amount for key, amount in sums.items() if amount > DUST * program.unit}
