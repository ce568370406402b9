"""The program of label sets: one flow for each payment and set (method, section 7).

A dollar in a pool has the set of the sellers whose label it bears. What a payment does with a label
is what `graph.arcs` says of it for that seller:

    a seed gives the label, a pass keeps it, a sale counts it, all else takes it away

In every pool and for every set that is not empty, as much leaves as comes in; no payment carries
more than its amount. Sets are numbers: bit n is the n-th seller.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from moneyloop.analysis import graph, linear
from moneyloop.analysis.graph import NO_DEAL, OUTSIDE, PASS, SALE, SEED
from moneyloop.analysis.linear import Cells
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.study.pools import Pools, walk_back

DUST = 1e-7  # a flow of a program that is none
_LARGEST = 1000.0  # HiGHS' tolerances are absolute: the largest amount is brought to this size
STEP = 1e-6  # what a labelled dollar costs at each payment, so that none goes round for nothing


Terms = Mapping[int, float]  # of an amount that varies: the coefficient of each variable


@dataclass(frozen=True, eq=False)
class Layers:
    """The payments of a period and of those whose cash it carries, USD billions.

    `owner` is the party of each pool, layer by layer. An amount that varies is `amount` plus its
    `terms`; one that nothing limits is infinite. `funded` are payments of outside investors that
    may have been more: of the most labelled dollars that come back, some may be theirs.
    """

    paid: graph.Payments
    amount: np.ndarray
    owner: np.ndarray
    terms: Mapping[int, Terms] = field(default_factory=dict)
    funded: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def layers(pools: Sequence[Pools], period: int) -> Layers:
    """The layers of pools whose amounts are numbers."""
    indexes = list(walk_back(pools, period))
    paid, amount = bounds_.payments(pools, period, indexes)
    return Layers(paid, amount, np.tile(pools[period].owner, len(indexes)))


@dataclass(frozen=True, eq=False)
class Marks:
    """What each payment does with labels: the sets that it gives, keeps and counts.

    Payments that do nothing with any label are one a pool, of class NO_DEAL. Labels are kept only
    in pools from which they can still come back: elsewhere nobody asks for them.
    """

    paid: graph.Payments
    amount: np.ndarray
    gives: np.ndarray
    keeps: np.ndarray
    counts: np.ndarray
    sellers: int
    terms: Mapping[int, Terms] = field(default_factory=dict)
    funded: frozenset[int] = frozenset()


def marks(layers: Layers, measure: str, sellers: Sequence[int]) -> Marks:
    """The marks of a measure for these sellers, in the order of bits."""
    may = layers.amount > 0
    may[[*layers.terms, *layers.funded]] = True
    listed = np.cumsum(may) - 1
    paid, amount, owner = graph.some(layers.paid, may), layers.amount[may], layers.owner
    sets = np.zeros((3, len(amount)), dtype=np.int64)
    for bit, seller in enumerate(sellers):
        arcs = graph.arcs(paid, owner == seller, measure, paid.when == 0)
        core = graph.between(arcs)
        core[arcs.sale] = True
        for mark, role in zip(sets, (SEED, PASS, SALE), strict=True):
            mark[arcs.payment[(arcs.role == role) & core[arcs.head]]] |= 1 << bit
    matters = (sets[0] | sets[1] | sets[2]) > 0
    other = ~matters & (paid.tail != OUTSIDE)
    pool, place = np.unique(paid.tail[other], return_inverse=True)
    rest = np.bincount(place, weights=amount[other], minlength=len(pool))
    matter = graph.some(paid, matters)
    gives, keeps, counts = np.pad(sets[:, matters], ((0, 0), (0, len(pool))))
    # Where a payment is among those that matter, or among the rest of its pool.
    becomes = np.where(matters, np.cumsum(matters) - 1, -1)
    becomes[other] = len(matter.tail) + place
    return Marks(
        paid=graph.Payments(
            tail=np.append(matter.tail, pool),
            head=np.append(matter.head, np.full(len(pool), OUTSIDE)),
            cls=np.append(matter.cls, np.full(len(pool), NO_DEAL)),
            when=np.append(matter.when, pool // max(len(owner), 1)),
        ),
        amount=np.append(amount[matters], rest),
        gives=gives,
        keeps=keeps,
        counts=counts,
        sellers=len(sellers),
        terms=_summed(
            (int(becomes[listed[payment]]), terms) for payment, terms in layers.terms.items()
        ),
        funded=frozenset(becomes[listed[layers.funded]].tolist()),
    )


def _summed(parts: Iterable[tuple[int, Terms]]) -> dict[int, Terms]:
    """The sum of the terms of each payment; those of -1 do not matter."""
    sums: dict[int, dict[int, float]] = {}
    for payment, terms in parts:
        if payment >= 0:
            book = sums.setdefault(payment, {})
            for name, value in terms.items():
                book[name] = book.get(name, 0.0) + value
    return dict(sums)


@dataclass(frozen=True, eq=False)
class Program:
    """Flows v >= 0 with balance @ v = seeds and load @ v <= room, in units of `unit` USD billions.

    A column is the flow of a payment with the set `labels`; `back` says for how many sellers a
    dollar of it comes back. Sets are of the first `sellers`. Seeds and room that vary have
    `seed_terms` and `room_terms` by row; room may be infinite. `funded` rows, by the payment
    that is named, may have more than their seeds where the most is asked for.
    """

    balance: Cells
    seeds: np.ndarray
    load: Cells
    room: np.ndarray
    back: np.ndarray
    payment: np.ndarray
    labels: np.ndarray
    sellers: int
    unit: float
    seed_terms: Mapping[int, Terms]
    room_terms: Mapping[int, Terms]
    funded: Mapping[int, int]


def largest(marks: Marks, flows: int) -> tuple[int, Program | None]:
    """The program of the most sellers, in their order, with at most `flows`; how many they are."""
    if not marks.sellers:
        return 0, None
    program = _program(marks, marks.sellers, flows)
    if program is not None:
        return marks.sellers, program
    fits, fails = 0, marks.sellers
    while fails - fits > 1:
        middle = (fits + fails) // 2
        tried = _program(marks, middle, flows)
        if tried is None:
            fails = middle
        else:
            fits, program = middle, tried
    return fits, program


def _program(marks: Marks, sellers: int, flows: int) -> Program | None:
    """The program of the first `sellers`; None where it has more than `flows` variables.

    States are (pool, set) that seeds can reach. A seed comes in with the set that it gives; a
    dollar that had labels before is taken from that state and put in the one with these too.
    """
    every = (1 << sellers) - 1
    gives, keeps, counts = (
        (mark & every).tolist() for mark in (marks.gives, marks.keeps, marks.counts)
    )
    heads, amounts = marks.paid.head.tolist(), marks.amount.tolist()
    ways: dict[int, list[int]] = {}
    seeds: dict[tuple[int, int], float] = {}
    seeding: list[tuple[tuple[int, int], int]] = []
    for payment, tail in enumerate(marks.paid.tail.tolist()):
        ways.setdefault(tail, []).append(payment)
        if gives[payment]:
            state = heads[payment], gives[payment]
            seeds[state] = seeds.get(state, 0.0) + amounts[payment]
            seeding.append((state, payment))
    row_of = {state: row for row, state in enumerate(seeds)}
    states = list(seeds)
    # Every state has a column for each way on from its pool: they are counted before they are made.
    made = sum(len(ways.get(pool, ())) for pool, _ in states)
    cells: list[tuple[int, int, float]] = []  # row of a state, column, coefficient
    columns: list[tuple[int, int]] = []  # payment, set
    for row, (pool, labels) in enumerate(states):  # which grow on the way
        if made > flows:
            return None
        for payment in ways.get(pool, ()):
            column = len(columns)
            columns.append((payment, labels))
            cells.append((row, column, 1.0))
            state = heads[payment], labels & keeps[payment] | gives[payment]
            if state[1]:
                if state not in row_of:
                    row_of[state] = len(states)
                    states.append(state)
                    made += len(ways.get(state[0], ()))
                cells.append((row_of[state], column, -1.0))
            if gives[payment]:
                cells.append((row_of[heads[payment], gives[payment]], column, 1.0))
    listed = np.array(columns, dtype=np.int64).reshape(-1, 2)
    used, load = np.unique(listed[:, 0], return_inverse=True)
    room = marks.amount[used]
    limits = room[np.isfinite(room)]
    size = max(float(limits.max(initial=0.0)), max(seeds.values(), default=0.0))
    unit = 10.0 ** math.ceil(math.log10(size / _LARGEST)) if size > 0 else 1.0
    rows, at, value = np.array(cells, dtype=float).reshape(-1, 3).T
    each = np.arange(len(columns))
    back = [(labels & counts[payment]).bit_count() for payment, labels in columns]
    return Program(
        balance=Cells(rows.astype(int), at.astype(int), value, len(states), len(columns)),
        seeds=np.array([seeds.get(state, 0.0) for state in states]) / unit,
        load=Cells(load, each, np.ones(len(columns)), len(used), len(columns)),
        room=room / unit,
        back=np.array(back, dtype=float),
        payment=listed[:, 0],
        labels=listed[:, 1],
        sellers=sellers,
        unit=unit,
        funded={row_of[state]: payment for state, payment in seeding if payment in marks.funded},
        seed_terms=_summed(
            (row_of[state], marks.terms[payment])
            for state, payment in seeding
            if payment in marks.terms
        ),
        room_terms={
            row: marks.terms[payment]
            for row, payment in enumerate(used.tolist())
            if payment in marks.terms and np.isfinite(room[row])
        },
    )


def ends(program: Program) -> tuple[np.ndarray, np.ndarray]:
    """The flows that bring back the least, and those that bring back the most, at these amounts.

    Raises ArithmeticError where HiGHS does not come to an end.
    """
    if not len(program.back):
        return program.back, program.back
    more = program.seeds.copy()
    more[list(program.funded)] = np.inf
    solve = linear.solver(linear.stacked([program.balance, program.load]))

    def end(cost: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        point = solve(
            cost + STEP,
            np.concatenate([program.seeds, np.full(len(program.room), -np.inf)]),
            np.concatenate([seeds, program.room]),
            np.zeros(len(program.back)),
            np.full(len(program.back), np.inf),
        )
        if point is None:
            raise ArithmeticError("the sum over sellers has no solution")
        return point

    return end(program.back, program.seeds), end(-program.back, more)
