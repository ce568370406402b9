"""The program of label sets: one flow for each payment and set (method, section 7).

A dollar in a pool has the set of the sellers whose label it bears. What a payment does with a label
is what `graph.arcs` says of it for that seller:

    a seed gives the label, a pass keeps it, a sale counts it, all else takes it away

In every pool and for every set that is not empty, as much leaves as comes in; no payment carries
more than its amount. Sets are numbers: bit n is the n-th seller.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.graph import NO_DEAL, OUTSIDE, PASS, SALE, SEED
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.study.pools import Pools, walk_back

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DUST = 1e-7  # a flow of a program that is none
_LARGEST = 1000.0  # HiGHS' tolerances are absolute: the largest amount is brought to this size
_TOLERANCE = 1e-9
_STEP = 1e-6  # what a labelled dollar costs at each payment, so that none goes round for nothing


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


def marks(pools: Sequence[Pools], period: int, measure: str, sellers: Sequence[int]) -> Marks:
    """The marks of a measure for these sellers, in the order of bits."""
    paid, amount = bounds_.payments(pools, period)
    paid, amount = _some(paid, amount > 0), amount[amount > 0]
    layers = sum(1 for _ in walk_back(pools, period))
    owner = np.tile(pools[period].owner, layers)
    sets = np.zeros((3, len(amount)), dtype=np.int64)
    for bit, seller in enumerate(sellers):
        arcs = graph.arcs(paid, owner == seller, measure, paid.when == 0)
        core = graph.between(arcs)
        core[arcs.sale] = True
        for mark, role in zip(sets, (SEED, PASS, SALE), strict=True):
            mark[arcs.payment[(arcs.role == role) & core[arcs.head]]] |= 1 << bit
    matters = (sets[0] | sets[1] | sets[2]) > 0
    other = ~matters & (paid.tail != OUTSIDE)
    rest = np.bincount(paid.tail[other], weights=amount[other], minlength=len(owner))
    pool = np.flatnonzero(rest)
    matter = _some(paid, matters)
    gives, keeps, counts = np.pad(sets[:, matters], ((0, 0), (0, len(pool))))
    return Marks(
        paid=graph.Payments(
            tail=np.append(matter.tail, pool),
            head=np.append(matter.head, np.full(len(pool), OUTSIDE)),
            cls=np.append(matter.cls, np.full(len(pool), NO_DEAL)),
            when=np.append(matter.when, pool // len(pools[period].owner)),
        ),
        amount=np.append(amount[matters], rest[pool]),
        gives=gives,
        keeps=keeps,
        counts=counts,
        sellers=len(sellers),
    )


def _some(paid: graph.Payments, which: np.ndarray) -> graph.Payments:
    return graph.Payments(paid.tail[which], paid.head[which], paid.cls[which], paid.when[which])


@dataclass(frozen=True, eq=False)
class Program:
    """Flows v >= 0 with balance @ v = seeds and load @ v <= room, in units of `unit` USD billions.

    A column is the flow of a payment with the set `labels`; `back` says for how many sellers a
    dollar of it comes back. Sets are of the first `sellers`.
    """

    balance: csr_array
    seeds: np.ndarray
    load: csr_array
    room: np.ndarray
    back: np.ndarray
    payment: np.ndarray
    labels: np.ndarray
    sellers: int
    unit: float


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
    for payment, tail in enumerate(marks.paid.tail.tolist()):
        ways.setdefault(tail, []).append(payment)
        if gives[payment]:
            state = heads[payment], gives[payment]
            seeds[state] = seeds.get(state, 0.0) + amounts[payment]
    row_of = {state: row for row, state in enumerate(seeds)}
    states = list(seeds)
    cells: list[tuple[int, int, float]] = []  # row of a state, column, coefficient
    columns: list[tuple[int, int]] = []  # payment, set
    for row, (pool, labels) in enumerate(states):  # which grow on the way
        for payment in ways.get(pool, ()):
            column = len(columns)
            if column >= flows:
                return None
            columns.append((payment, labels))
            cells.append((row, column, 1.0))
            state = heads[payment], labels & keeps[payment] | gives[payment]
            if state[1]:
                if state not in row_of:
                    row_of[state] = len(states)
                    states.append(state)
                cells.append((row_of[state], column, -1.0))
            if gives[payment]:
                cells.append((row_of[heads[payment], gives[payment]], column, 1.0))
    listed = np.array(columns, dtype=np.int64).reshape(-1, 2)
    used, load = np.unique(listed[:, 0], return_inverse=True)
    size = max(float(marks.amount[used].max(initial=0.0)), max(seeds.values(), default=0.0))
    unit = 10.0 ** math.ceil(math.log10(size / _LARGEST)) if size > 0 else 1.0
    rows, at, value = zip(*cells, strict=True) if cells else ((), (), ())
    ones = np.ones(len(columns))
    back = [(labels & counts[payment]).bit_count() for payment, labels in columns]
    return Program(
        balance=_sparse((value, (rows, at)), (len(states), len(columns))),
        seeds=np.array([seeds.get(state, 0.0) for state in states]) / unit,
        load=_sparse((ones, (load, np.arange(len(columns)))), (len(used), len(columns))),
        room=marks.amount[used] / unit,
        back=np.array(back, dtype=float),
        payment=listed[:, 0],
        labels=listed[:, 1],
        sellers=sellers,
        unit=unit,
    )


def _sparse(cells: Any, shape: tuple[int, int]) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array(cells, shape=shape, dtype=float)


def solve(program: Program, sign: float) -> np.ndarray:
    """The flows that bring back the least (sign 1) or the most (-1).

    Raises ArithmeticError where HiGHS does not come to an end.
    """
    from scipy.optimize import linprog

    if not len(program.back):
        return program.back
    balance: Any = program.balance
    load: Any = program.load
    solution = linprog(
        sign * program.back + _STEP,
        A_eq=balance,
        b_eq=program.seeds,
        A_ub=load,
        b_ub=program.room,
        method="highs",
        options={
            "primal_feasibility_tolerance": _TOLERANCE,
            "dual_feasibility_tolerance": _TOLERANCE,
        },
    )
    if solution.status != 0:
        raise ArithmeticError(f"the sum over sellers ended with: {solution.message}")
    return np.asarray(solution.x)
