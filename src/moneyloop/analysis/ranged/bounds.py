"""Bounds over every amount in its range and every matching at once (method, appendix A.5.3).

The graph is that of `bounds`. With a flow f <= x(amounts) and both to be chosen it is a linear
program, and where the rules of the pools bend, a few of them (programs.py):

    high = most of the flow into the sale
    low  = least of the flow into the sale when every seed must go somewhere

Both ends are attained, by amounts that are returned with them: counted as plain numbers they give
`bounds.bounds` with that very end. An outer relaxation would be quicker, and too wide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.graph import AWAY, PASS, SALE, SEED
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.ranged import programs
from moneyloop.analysis.ranged.affine import Affine, Variables, plus
from moneyloop.analysis.ranged.pools import ZERO, RangedPools

Key = TypeVar("Key")
_NOTHING = 1e-12  # of an amount: what rounding leaves of it
_LARGEST = 1000.0  # HiGHS' tolerances are absolute: the largest amount is brought to this size


@dataclass(frozen=True)
class Interval:
    """Least and most of a number, and the amounts (deal id -> USD billions) that make them.

    Only deals with a range that can move that end are named; the others may have any amount.
    """

    low: float
    high: float
    low_amounts: Mapping[str, float] = field(default_factory=dict)
    high_amounts: Mapping[str, float] = field(default_factory=dict)


def bounds(pools: RangedPools, period: int, target: int, measure: str) -> Interval:
    """The sharp interval of `measure` (USD billions) for one party and period.

    Raises ArithmeticError where HiGHS does not come to an end, here and below.
    """
    ends: list[tuple[float, dict[str, float]]] = []
    for sign in (1.0, -1.0):
        network = _between(pools, period, target, measure, low=sign > 0)
        if not network.sold:
            return Interval(0.0, 0.0)
        program = _Assembled(pools, network)
        if program.names:
            point = programs.least(program.made, sign * program.sold)
            value = float(program.sold @ point) * program.unit
            ends.append((max(value, 0.0), program.amounts(point)))
        else:
            low, high = bounds_.ends(pools.study.pools, period, target, measure)
            ends.append((low if sign > 0 else high, {}))
    return _interval(ends)


def revenue(pools: RangedPools, period: int, target: int) -> Interval:
    """The sharp interval of booked revenue, USD billions."""
    total = pools.revenue(period, target)
    if not total.terms:
        return Interval(total.const, total.const)
    program = _Assembled(pools, _Network(), total)
    cost = program.vector(total)
    ends = []
    for sign in (1.0, -1.0):
        point = programs.least(program.made, sign * cost)
        value = float(cost @ point) * program.unit + total.const
        ends.append((max(value, 0.0), program.amounts(point)))
    return _interval(ends)


def share(pools: RangedPools, period: int, target: int, measure: str) -> Interval | None:
    """The sharp interval of `measure` as a share of booked revenue (0 to 1).

    The amounts move both, so its ends are not those of the measure over those of booked
    revenue. None where booked revenue can be zero: there the share has no meaning.
    """
    base = revenue(pools, period, target)
    if base.low <= _NOTHING * base.high:
        return None
    total = pools.revenue(period, target)
    if not total.terms:
        interval = bounds(pools, period, target, measure)
        low, high = interval.low / base.low, interval.high / base.low
        return Interval(low, high, interval.low_amounts, interval.high_amounts)
    ends = []
    for sign in (1.0, -1.0):
        network = _between(pools, period, target, measure, low=sign > 0)
        if not network.sold:
            return Interval(0.0, 0.0)
        program = _Assembled(pools, network, total)
        under, const = program.vector(total), total.const / program.unit
        point = programs.least_share(program.made, sign * program.sold, under, const)
        value = float(program.sold @ point) / (float(under @ point) + const)
        ends.append((min(max(value, 0.0), 1.0), program.amounts(point)))
    return _interval(ends)


def _interval(ends: list[tuple[float, dict[str, float]]]) -> Interval:
    (low, low_amounts), (high, high_amounts) = ends
    return Interval(low, high, low_amounts, high_amounts)


@dataclass(frozen=True, eq=False)
class _Network:
    """What may enter, leave and move between the pools that matter, USD billions.

    `away` is None where it does not matter.
    """

    seeds: dict[int, Affine] = field(default_factory=dict)
    sold: dict[int, Affine] = field(default_factory=dict)
    inner: dict[tuple[int, int], Affine] = field(default_factory=dict)
    away: dict[int, Affine] | None = None


def _between(pools: RangedPools, period: int, target: int, measure: str, *, low: bool) -> _Network:
    """The network of one measure of one party, for its low end or its high end.

    Only pools on a way from a seed to the sale are in it: elsewhere labelled money can always go
    on to another sink, because the payments that are there take it (pro-rata, say). What leaves
    elsewhere cannot raise the high end, and is not asked for there: most bends are in it.
    """
    paid, amounts = pools.payments(period)
    layers = int(paid.when.max(initial=0)) + 1
    arcs = graph.arcs(paid, np.tile(pools.owner == target, layers), measure, paid.when == 0)
    core = graph.between(arcs)
    seeds: dict[int, list[Affine]] = {}
    sold: dict[int, list[Affine]] = {}
    inner: dict[tuple[int, int], list[Affine]] = {}
    away: dict[int, list[Affine]] = {}
    columns = (arcs.tail, arcs.head, arcs.role, arcs.payment)
    for tail, head, role, payment in zip(*(column.tolist() for column in columns), strict=True):
        amount = amounts[payment]
        if role == SEED and core[head]:
            seeds.setdefault(head, []).append(amount)
        elif role == SALE and core[tail]:
            sold.setdefault(tail, []).append(amount)
        elif role == PASS and core[tail] and core[head]:
            inner.setdefault((tail, head), []).append(amount)
        elif role in (PASS, AWAY) and core[tail]:
            away.setdefault(tail, []).append(amount)
    return _Network(
        seeds=_summed(seeds),
        sold=_summed(sold),
        inner=_summed(inner),
        away=_summed(away) if low else None,
    )


def _summed(book: Mapping[Key, list[Affine]]) -> dict[Key, Affine]:
    return {key: plus(amounts) for key, amounts in book.items()}


class _Assembled:
    """A network as a program: columns are variables of the pools, then one flow per arc.

    `names` are the variables that are amounts, `sold` adds up the flows into the sale, `unit` is
    the size in USD billions that the program calls one.
    """

    def __init__(self, pools: RangedPools, network: _Network, *more: Affine) -> None:
        self._pools, variables = pools, pools.variables
        books = (network.sold, network.inner, network.away or {})
        # No way takes more than all that is labelled; one that is always as wide limits nothing.
        self._labelled = sum(variables.range(seed)[1] for seed in network.seeds.values())
        used = [*more, *network.seeds.values()]
        used += [way for book in books for way in book.values() if self._narrow(way)]
        self._columns = {name: column for column, name in enumerate(variables.behind(used))}
        self.names = [name for name in self._columns if name in pools.deal_of]
        largest = max(
            (abs(end) for expression in used for end in variables.range(expression)), default=1.0
        )
        self.unit = 10.0 ** math.ceil(math.log10((largest or 1.0) / _LARGEST))
        self._rows: list[tuple[Mapping[int, float], float, float]] = []
        self._low = [variables.low[name] / self.unit for name in self._columns]
        self._high = [variables.high[name] / self.unit for name in self._columns]
        self._bends: list[tuple[int, int]] = []
        for name in self._columns:
            if name in variables.parts:
                self._bend(name, variables)
        self.sold = self._flow(network)
        self.made = self._program()

    def _narrow(self, way: Affine) -> bool:
        return self._pools.variables.range(way)[0] < self._labelled

    def _row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        """A row low <= terms <= high, USD billions, of columns that are amounts."""
        self._rows.append((terms, low / self.unit, high / self.unit))

    def _bend(self, name: int, variables: Variables) -> None:
        """The triangle around the positive part of an expression, and that it is one."""
        part, column = variables.parts[name], self._columns[name]
        self._bends.append((len(self._rows), column))
        self._row({column: 1.0} | self._terms(part.of, -1.0), part.of.const, math.inf)
        slope = part.high / (part.high - part.low)
        under = {column: 1.0} | self._terms(part.of, -slope)
        self._row(under, -math.inf, slope * (part.of.const - part.low))

    def _flow(self, network: _Network) -> np.ndarray:
        """One flow per arc, not above what was paid; what enters a pool leaves it."""
        balance: dict[int, dict[int, float]] = {}
        arcs: list[tuple[int, int | None, Affine]] = [
            *((start, None, amount) for start, amount in network.sold.items()),
            *((start, end, amount) for (start, end), amount in network.inner.items()),
        ]
        sold = []
        for start, end, amount in arcs:
            column = len(self._low)
            self._low.append(0.0)
            most = min(self._pools.variables.range(amount)[1], self._labelled)
            self._high.append(max(most, 0.0) / self.unit)
            if amount.terms and self._narrow(amount):
                self._row({column: 1.0} | self._terms(amount, -1.0), -math.inf, amount.const)
            balance.setdefault(start, {})[column] = -1.0
            if end is None:
                sold.append(column)
            else:
                balance.setdefault(end, {})[column] = 1.0
        for node, terms in balance.items():
            seed = network.seeds.get(node, ZERO)
            self._row(terms | self._terms(seed, 1.0), -seed.const, math.inf)
            if network.away is not None and self._narrow(network.away.get(node, ZERO)):
                rest = seed - network.away.get(node, ZERO)
                self._row(terms | self._terms(rest, 1.0), -math.inf, -rest.const)
        marks = np.zeros(len(self._low))
        marks[sold] = 1.0
        return marks

    def _terms(self, expression: Affine, sign: float) -> dict[int, float]:
        return {self._columns[name]: sign * value for name, value in expression.terms.items()}

    def _program(self) -> programs.Program:
        from scipy.sparse import csr_array

        row = np.repeat(np.arange(len(self._rows)), [len(terms) for terms, _, _ in self._rows])
        column = [name for terms, _, _ in self._rows for name in terms]
        value = [value for terms, _, _ in self._rows for value in terms.values()]
        shape = (len(self._rows), len(self._low))
        return programs.Program(
            matrix=csr_array((value, (row, column)), shape=shape, dtype=float),
            row_low=np.array([low for _, low, _ in self._rows]),
            row_high=np.array([high for _, _, high in self._rows]),
            low=np.array(self._low),
            high=np.array(self._high),
            bends=tuple(self._bends),
        )

    def vector(self, expression: Affine) -> np.ndarray:
        """The coefficients of an expression by column."""
        coefficients = np.zeros(len(self._low))
        for name, value in expression.terms.items():
            coefficients[self._columns[name]] = value
        return coefficients

    def amounts(self, point: np.ndarray) -> dict[str, float]:
        """The amounts of the deals with a range at a point, by id, USD billions."""
        ids = self._pools.study.deals["id"]
        low, high = self._pools.variables.low, self._pools.variables.high
        amounts = {}
        for name in self.names:
            amount = float(point[self._columns[name]]) * self.unit
            deal = str(ids.iloc[self._pools.deal_of[name]])
            amounts[deal] = min(max(amount, low[name]), high[name])
        return amounts
