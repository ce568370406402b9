"""The sum over several sellers, sharply: label sets (method, section 7).

Each seller's ends are attained by some matching of dollars in to dollars out, but not for all
sellers at once, so the sum of ends may be too wide. Here one matching answers for all: a dollar
in a pool has the set of the sellers whose label it bears, and the program has one flow for each
payment and set. What a payment does with a label is what `graph.arcs` says of it for that seller:

    a seed gives the label, a pass keeps it, a sale counts it, all else takes it away

In every pool and for every set that is not empty, as much leaves as comes in; no payment carries
more than its amount. Dollars of one set in one pool may be matched at will, so every solution is a
matching, and the least and the most of the sum are each attained by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.graph import INVEST, MEASURES, OUTSIDE, PASS, SALE, SEED
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.study.pools import Pools, walk_back
from moneyloop.analysis.study.study import DECIMALS, Study, rounded

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SELLERS = 48  # at most in one program: a set is a number of 64 bits
FLOWS = 6_000  # variables of the program; the solver takes seconds beyond
ELSEWHERE = "elsewhere"  # the class of all that takes the labels away
_LARGEST = 1000.0  # HiGHS' tolerances are absolute: the largest amount is brought to this size
_TOLERANCE = 1e-9
_SLACK = 1e-10  # of all money in the program: values that are nearer than this are equal
_DUST = 1e-7  # of a program whose largest amount is _LARGEST
_STEP = 1e-6  # what a labelled dollar costs at each payment, so that none goes round for nothing
_ENDS = ("_low", "_estimate", "_high")


@dataclass(frozen=True)
class Labelled:
    """Dollars of one payment that bear the same labels in a world, USD billions.

    `whose` are the sellers whose label they bear on the way, `back` those to whom they come back
    as a sale of the period asked for. `payee` is blank for class "elsewhere": the other payments of
    the payer, what it spends outside and what it keeps at the end.
    """

    payer: str
    payee: str
    cls: str
    period: str
    amount: float
    whose: tuple[str, ...]
    back: tuple[str, ...]


@dataclass(frozen=True)
class Joint:
    """The interval of the sum of a measure over some sellers, USD billions.

    Both ends are attained: `low` by the payments of the world `least`, `high` by those of `most`,
    for all `sharp` sellers at once. The ends of the `outer` sellers, for which the program would
    be too large, are added as they are: with some, low and high may be too far apart.
    """

    low: float
    high: float
    sharp: tuple[int, ...] = ()
    outer: tuple[int, ...] = ()
    least: tuple[Labelled, ...] = ()
    most: tuple[Labelled, ...] = ()


def joint(
    pools: Sequence[Pools],
    period: int,
    measure: str,
    ends: Mapping[int, tuple[float, float]],
    *,
    flows: int = FLOWS,
) -> Joint:
    """The interval of the sum over sellers whose own `ends` of the measure are given by party.

    `flows` is the most that the program may have. The largest sellers go first; those for which
    there is no room are `outer`. Raises ArithmeticError where HiGHS does not come to an end.
    """
    sellers = [party for party, (_, high) in ends.items() if high > 0]
    sellers.sort(key=lambda party: (-ends[party][1], party))
    marks = _marks(pools, period, measure, sellers[:SELLERS])
    count, program = _largest(marks, flows)
    sharp, outer = tuple(sellers[:count]), tuple(sellers[count:])
    low = high = 0.0
    least: tuple[Labelled, ...] = ()
    most: tuple[Labelled, ...] = ()
    if program is not None:
        points = [_solve(program, sign) for sign in (1.0, -1.0)]
        low, high = (float(program.back @ point) * program.unit for point in points)
        lows, highs = ([ends[party][end] for party in sharp] for end in (0, 1))
        slack = _slack(float(marks.amount.sum()), count)
        # Never below what one seller has alone, never beyond the sum: only dust can differ.
        low = _within(low, math.fsum(lows), math.fsum(highs), slack)
        high = _within(high, max(highs), math.fsum(highs), slack)
        names = _Names.of(pools, period, sharp)
        least, most = (_world(marks, program, point, names) for point in points)
    return Joint(
        low=low + math.fsum(ends[party][0] for party in outer),
        high=high + math.fsum(ends[party][1] for party in outer),
        sharp=sharp,
        outer=outer,
        least=least,
        most=most,
    )


def measured(study: Study, rows: Sequence[Mapping[str, Any]], measure: str) -> tuple[Joint, float]:
    """The interval of several sellers together and their estimate, from rows of `attribute`.

    The rows are of one period that is shown, one per seller. Raises ArithmeticError where the
    estimate is outside: pro-rata is a matching for all at once.
    """
    names = {study.periods[index].name: index for index in study.shown}
    period = names[rows[0]["period"]]
    pools = study.pools[period]
    low, middle, high = (f"{measure}{end}" for end in _ENDS)
    ends = {pools.parties.index(row["party"]): (row[low], row[high]) for row in rows}
    interval = joint(study.pools, period, measure, ends)
    estimate = sum((row[middle] for row in rows), 0.0)
    slack = _slack(float(pools.total.sum()), len(rows))
    return interval, _within(estimate, interval.low, interval.high, slack)


def together(study: Study, rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, float], int]:
    """Every measure of several sellers together, USD billions, from their rows of one period.

    Low, estimate and high by the key of `attribute`; and how many sellers are in one of these with
    their own ends, because the program would be too large: 0 where all is sharp.
    """
    sums = {f"{measure}{end}": 0.0 for measure in MEASURES for end in _ENDS}
    outer: set[int] = set()
    for measure in MEASURES if rows else ():
        interval, estimate = measured(study, rows, measure)
        values = (interval.low, estimate, interval.high)
        for end, value in zip(_ENDS, values, strict=True):
            sums[f"{measure}{end}"] = rounded(value)
        outer.update(interval.outer)
    return sums, len(outer)


def note(outer: int) -> str:
    """How the ends of a sum are meant, where `outer` sellers are in it with their own ends."""
    text = (
        "The low and the high of all parties together are each attained by one and the same "
        "matching of dollars, for all of them at once. The sums of the parties' own ends may lie "
        "further apart."
    )
    if outer:
        text += (
            f" That holds for the largest sellers: {outer:,} more would make the program too "
            "large, and their own ends are added, so the sums may be wider than they need be."
        )
    return text


def _slack(total: float, sellers: int) -> float:
    """What rounding may change: of the money in the program, and a dollar for every seller."""
    return _SLACK * total + 10.0**-DECIMALS * sellers


def _within(value: float, low: float, high: float, slack: float) -> float:
    """The value, an end where it is as near as rounding; raises ArithmeticError where it is not."""
    if not low - slack <= value <= high + slack:
        raise ArithmeticError(f"sum over sellers: {value} outside [{low}, {high}]")
    for end in (low, high):
        if abs(value - end) <= slack:
            return end
    return value


@dataclass(frozen=True, eq=False)
class _Marks:
    """What each payment does with the label of each seller: bit n is that of the n-th.

    `gives`, `keeps` and `counts` are sets of sellers as numbers, by payment. Labels are kept only
    in pools from which they can still come back: elsewhere nobody asks for them.
    """

    paid: graph.Payments
    amount: np.ndarray
    gives: np.ndarray
    keeps: np.ndarray
    counts: np.ndarray
    sellers: int
    nodes: int


def _marks(pools: Sequence[Pools], period: int, measure: str, sellers: Sequence[int]) -> _Marks:
    paid, amount = bounds_.payments(pools, period)
    some = amount > 0
    paid = graph.Payments(paid.tail[some], paid.head[some], paid.cls[some], paid.when[some])
    amount = amount[some]
    layers = sum(1 for _ in walk_back(pools, period))
    owner = np.tile(pools[period].owner, layers)
    gives, keeps, counts = (np.zeros(len(amount), dtype=np.int64) for _ in range(3))
    for bit, seller in enumerate(sellers):
        arcs = graph.arcs(paid, owner == seller, measure, paid.when == 0)
        core = graph.between(arcs)
        core[arcs.sale] = True
        for role, mark in ((SEED, gives), (PASS, keeps), (SALE, counts)):
            mark[arcs.payment[(arcs.role == role) & core[arcs.head]]] |= 1 << bit
    return _Marks(paid, amount, gives, keeps, counts, len(sellers), len(owner))


@dataclass(frozen=True, eq=False)
class _Program:
    """Flows v >= 0 with balance @ v = seeds and load @ v <= room, in units of `unit` USD billions.

    A column is the flow of a payment (`payment`; -1: all that takes every label away) out of the
    pool `pool` with the set `labels`. `back` says for how many sellers a dollar of it comes back.
    """

    balance: csr_array
    seeds: np.ndarray
    load: csr_array
    room: np.ndarray
    back: np.ndarray
    payment: np.ndarray
    pool: np.ndarray
    labels: np.ndarray
    sellers: int
    unit: float


def _largest(marks: _Marks, flows: int) -> tuple[int, _Program | None]:
    """The program of the most sellers, in their order, that has room; and how many they are."""
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


def _program(marks: _Marks, sellers: int, flows: int) -> _Program | None:
    """The program of the first `sellers`; None where it has more than `flows` variables.

    States are (pool, set) that seeds can reach. Seeds come in with the set that they give; a
    dollar that is seeded with more labels than these is taken from one state and put in the other.
    """
    all_ = (1 << sellers) - 1
    marks_ = [mark & all_ for mark in (marks.gives, marks.keeps, marks.counts)]
    gives, keeps, counts = (mark.tolist() for mark in marks_)
    heads, amounts, tails = marks.paid.head.tolist(), marks.amount.tolist(), marks.paid.tail
    inside, matters = tails != OUTSIDE, (marks_[0] | marks_[1] | marks_[2]) > 0
    ways: dict[int, list[int]] = {}
    for payment in np.flatnonzero(inside & matters).tolist():
        ways.setdefault(int(tails[payment]), []).append(payment)
    other = inside & ~matters
    elsewhere = np.bincount(tails[other], weights=marks.amount[other], minlength=marks.nodes)

    seeds: dict[tuple[int, int], float] = {}
    for payment in np.flatnonzero(marks_[0]).tolist():
        state = heads[payment], gives[payment]
        seeds[state] = seeds.get(state, 0.0) + amounts[payment]
    row_of = {state: row for row, state in enumerate(seeds)}
    queue = list(row_of)
    cells: list[tuple[int, int, float]] = []  # row of a state, column, coefficient
    columns: list[tuple[int, int, int]] = []  # payment, pool, set
    for pool, labels in queue:
        for payment in [*ways.get(pool, ()), *([-1] if elsewhere[pool] > 0 else ())]:
            column = len(columns)
            if column >= flows:
                return None
            columns.append((payment, pool, labels))
            cells.append((row_of[pool, labels], column, 1.0))
            if payment < 0:
                continue
            onward = labels & keeps[payment] | gives[payment]
            if onward:
                state = heads[payment], onward
                if state not in row_of:
                    row_of[state] = len(queue)
                    queue.append(state)
                cells.append((row_of[state], column, -1.0))
            if gives[payment]:
                cells.append((row_of[heads[payment], gives[payment]], column, 1.0))
    return _assembled(
        cells,
        columns,
        seeds=[seeds.get(state, 0.0) for state in queue],
        room=lambda payment, pool: float(elsewhere[pool]) if payment < 0 else amounts[payment],
        back=[
            (labels & counts[payment]).bit_count() if payment >= 0 else 0
            for payment, _, labels in columns
        ],
        sellers=sellers,
    )


def _assembled(
    cells: Sequence[tuple[int, int, float]],
    columns: Sequence[tuple[int, int, int]],
    *,
    seeds: Sequence[float],
    room: Any,
    back: Sequence[int],
    sellers: int,
) -> _Program:
    ways = list(dict.fromkeys((payment, pool) for payment, pool, _ in columns))
    row_of = {way: row for row, way in enumerate(ways)}
    rooms = np.array([room(*way) for way in ways], dtype=float)
    size = max(float(rooms.max(initial=0.0)), max(seeds, default=0.0))
    unit = 10.0 ** math.ceil(math.log10(size / _LARGEST)) if size > 0 else 1.0
    row, column, value = zip(*cells, strict=True) if cells else ((), (), ())
    loads = [row_of[payment, pool] for payment, pool, _ in columns]
    each = np.arange(len(columns))
    payment, pool, labels = np.array(columns, dtype=np.int64).reshape(-1, 3).T
    return _Program(
        balance=_sparse((value, (row, column)), (len(seeds), len(columns))),
        seeds=np.array(seeds) / unit,
        load=_sparse((np.ones(len(each)), (loads, each)), (len(ways), len(columns))),
        room=rooms / unit,
        back=np.array(back, dtype=float),
        payment=payment,
        pool=pool,
        labels=labels,
        sellers=sellers,
        unit=unit,
    )


def _sparse(cells: Any, shape: tuple[int, int]) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array(cells, shape=shape, dtype=float)


def _solve(program: _Program, sign: float) -> np.ndarray:
    """The flows that bring back the least (sign 1) or the most (-1)."""
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


@dataclass(frozen=True, eq=False)
class _Names:
    """What the nodes are called, the last one OUTSIDE; and the sellers, in the order of bits."""

    parties: list[str]
    periods: list[str]
    sellers: list[str]

    @classmethod
    def of(cls, pools: Sequence[Pools], period: int, sellers: Sequence[int]) -> _Names:
        layers = [pools[index] for index in walk_back(pools, period)]
        return cls(
            parties=[layer.parties[owner] for layer in layers for owner in layer.owner] + [""],
            periods=[layer.period.name for layer in layers],
            sellers=[pools[period].parties[seller] for seller in sellers],
        )

    def in_set(self, labels: int) -> tuple[str, ...]:
        return tuple(name for bit, name in enumerate(self.sellers) if labels >> bit & 1)


def _world(
    marks: _Marks, program: _Program, point: np.ndarray, names: _Names
) -> tuple[Labelled, ...]:
    """The labelled dollars of a point: the earliest first, seeds before what they pay for."""
    all_ = (1 << program.sellers) - 1
    paid = marks.paid
    # By payment (-1: elsewhere), pool, labels on the way and those that come back.
    sums: dict[tuple[int, int, int, int], float] = {}
    seeded = {
        payment: float(marks.amount[payment])
        for payment in np.flatnonzero(marks.gives & all_).tolist()
    }
    for column in np.flatnonzero(point > _DUST).tolist():
        payment, pool, labels = (
            int(part[column]) for part in (program.payment, program.pool, program.labels)
        )
        amount = float(point[column]) * program.unit
        key = (-1, pool, labels, 0)
        if payment >= 0:
            back = labels & int(marks.counts[payment])
            kept = labels & int(marks.keeps[payment])
            whose = back | kept | int(marks.gives[payment]) & all_
            key = (payment, pool, whose, back) if whose else key
        if payment in seeded:
            seeded[payment] -= amount
        sums[key] = sums.get(key, 0.0) + amount
    for payment, amount in seeded.items():
        key = (payment, int(paid.tail[payment]), int(marks.gives[payment]) & all_, 0)
        sums[key] = sums.get(key, 0.0) + amount

    nodes = len(names.parties) - 1
    width = nodes // len(names.periods)

    def place(key: tuple[int, int, int, int]) -> tuple[Any, ...]:
        payment, pool, _, back = key
        when = int(paid.when[payment]) if payment >= 0 else pool // width
        seed = payment >= 0 and paid.cls[payment] == INVEST
        return -when, not seed, payment < 0, back > 0, -sums[key], key

    return tuple(
        Labelled(
            payer=names.parties[pool],
            payee=names.parties[paid.head[payment]] if payment >= 0 else "",
            cls=bounds_.WORD[int(paid.cls[payment])] if payment >= 0 else ELSEWHERE,
            period=names.periods[-place(key)[0]],
            amount=rounded(sums[key]),
            whose=names.in_set(labels),
            back=names.in_set(back),
        )
        for key in sorted(sums, key=place)
        for payment, pool, labels, back in [key]
        if sums[key] > _DUST * program.unit
    )
