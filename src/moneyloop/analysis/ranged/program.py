"""Label sets and open amounts in one linear program (method, sections 7 and 7.1).

The columns are the flows of `label_sets` and then the variables of the pools: a payment carries
no more than its amount, whatever that is. The rules of the totals are rows; where the rules of the
pools bend, the program does (programs.py). So every point is a world: amounts and a matching at
once, and both ends of the interval are attained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneyloop.analysis import linear
from moneyloop.analysis.linear import Cells
from moneyloop.analysis.pooled import label_sets
from moneyloop.analysis.pooled.label_sets import Terms
from moneyloop.analysis.ranged import programs
from moneyloop.analysis.ranged.affine import Affine
from moneyloop.analysis.ranged.pools import RangedPools

_LARGEST = 1000.0  # HiGHS' tolerances are absolute: the largest amount is brought to this size


@dataclass(frozen=True, eq=False)
class End:
    """One end of an interval, USD billions, and the point that attains it.

    `value` is None where nothing limits it. Where it is not `attained`, it was not found: it does
    not lie beyond `value`.
    """

    value: float | None
    point: np.ndarray | None
    attained: bool = True


@dataclass(frozen=True, eq=False)
class Assembled:
    """The program of some flows and of all variables that can move them.

    `column` is the place of each variable, behind the `flows` flows; amounts are in `unit` USD
    billions.
    """

    made: programs.Program
    column: Mapping[int, int]
    flows: int
    unit: float
    funded: tuple[int, ...]

    def side(self, sign: float) -> programs.Program:
        """The program of the least of something (sign 1), or of the most (-1).

        For the most, what outside investors paid in may have been more.
        """
        if sign > 0 or not self.funded:
            return self.made
        row_high = self.made.row_high.copy()
        row_high[list(self.funded)] = np.inf
        return replace(self.made, row_high=row_high)

    def cost(self, back: np.ndarray) -> np.ndarray:
        """Costs by column, of flows alone."""
        return np.concatenate([back, np.zeros(len(self.column))])

    def vector(self, of: Affine) -> np.ndarray:
        """The coefficients of an expression by column."""
        result = np.zeros(self.flows + len(self.column))
        for name, value in of.terms.items():
            result[self.column[name]] = value
        return result

    def end(self, sign: float, cost: np.ndarray, step: np.ndarray | float = 0.0) -> End:
        """The least (sign 1) or the most (-1) of cost @ v, of which `step` makes a choice."""
        side = self.side(sign)
        least = programs.least(side, sign * cost + step, solve=self.made.solve)
        if not least.found and np.any(step):
            # The bound of this one is that of the end itself.
            least = programs.least(side, sign * cost, solve=self.made.solve)
        return self.as_end(sign, cost, least)

    def as_end(self, sign: float, cost: np.ndarray, least: programs.Least) -> End:
        """What the least of sign times a cost says of an end."""
        if least.point is not None:
            return End(float(cost @ least.point) * self.unit, least.point)
        value = sign * least.value * self.unit if math.isfinite(least.value) else None
        return End(value, None, least.found)

    def value(self, name: int, point: np.ndarray) -> float:
        """What a variable is at a point, in its own unit."""
        return float(point[self.column[name]]) * self.unit


def assembled(
    pools: RangedPools,
    flows: label_sets.Program | None,
    more: Iterable[Affine] = (),
) -> Assembled:
    """The program of these flows (None: of amounts alone) and of further expressions."""
    return _Rows(pools, flows, list(more)).assembled()


class _Rows:
    """Rows of a program as they are gathered."""

    def __init__(
        self, pools: RangedPools, flows: label_sets.Program | None, more: list[Affine]
    ) -> None:
        self._variables = variables = pools.variables
        self._flows = flows
        self._count = len(flows.back) if flows is not None else 0
        used = {name for of in more for name in of.terms}
        if flows is not None:
            for book in (flows.seed_terms, flows.room_terms):
                used |= {name for terms in book.values() for name in terms}
        rules, used = _closure(pools, used)
        self._columns = {name: self._count + place for place, name in enumerate(sorted(used))}
        if flows is not None:
            self.unit = flows.unit
        else:
            ends = [abs(end) for of in more for end in variables.range(of)]
            largest = max((end for end in ends if math.isfinite(end)), default=1.0)
            self.unit = 10.0 ** math.ceil(math.log10((largest or 1.0) / _LARGEST))
        self._rows: list[tuple[Mapping[int, float], float, float]] = []
        self._bends: list[tuple[int, int]] = []
        for name in self._columns:
            if name in variables.parts:
                self._bend(name)
        for rule in rules:
            self._row(self._terms(rule.terms), -rule.const, math.inf)

    def _row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        """A row low <= terms <= high, USD billions, of columns that are amounts."""
        self._rows.append((terms, low / self.unit, high / self.unit))

    def _terms(self, terms: Terms, sign: float = 1.0) -> dict[int, float]:
        return {self._columns[name]: sign * value for name, value in terms.items()}

    def _bend(self, name: int) -> None:
        """The triangle around the positive part of an expression, and that it is one."""
        part, column = self._variables.parts[name], self._columns[name]
        self._bends.append((len(self._rows), column))
        self._row({column: 1.0} | self._terms(part.of.terms, -1.0), part.of.const, math.inf)
        if math.isinf(part.low):
            return  # no more than `high` is all that it says
        slope = 1.0 if math.isinf(part.high) else part.high / (part.high - part.low)
        under = {column: 1.0} | self._terms(part.of.terms, -slope)
        self._row(under, -math.inf, slope * (part.of.const - part.low))

    def assembled(self) -> Assembled:
        variables, flows = self._variables, self._flows
        size = self._count + len(self._columns)
        parts = [_cells([terms for terms, _, _ in self._rows], size)]
        low = [np.array([low for _, low, _ in self._rows])]
        high = [np.array([high for _, _, high in self._rows])]
        funded: tuple[int, ...] = ()
        if flows is not None:
            limited = np.isfinite(flows.room)
            seeds = [flows.seed_terms.get(row, {}) for row in range(len(flows.seeds))]
            rooms = [flows.room_terms.get(row, {}) for row in np.flatnonzero(limited).tolist()]
            for matrix, books in ((flows.balance, seeds), (flows.load.only(limited), rooms)):
                more = _cells([self._terms(book, -1.0) for book in books], size)
                parts.append(_sum(matrix, more))
            funded = tuple(len(self._rows) + row for row in flows.funded)
            low += [flows.seeds, np.full(len(rooms), -np.inf)]
            high += [flows.seeds, flows.room[limited]]
        names = list(self._columns)
        ends = [
            np.concatenate([np.full(self._count, end), [book[name] / self.unit for name in names]])
            for book, end in ((variables.low, 0.0), (variables.high, np.inf))
        ]
        made = programs.Program(
            matrix=linear.stacked(parts),
            row_low=np.concatenate(low),
            row_high=np.concatenate(high),
            low=ends[0],
            high=ends[1],
            bends=tuple(self._bends),
        )
        return Assembled(made, self._columns, self._count, self.unit, funded)


def _closure(pools: RangedPools, used: set[int]) -> tuple[list[Affine], set[int]]:
    """The rules that limit these variables, and all variables that are in any of them."""
    used = set(pools.variables.behind([Affine(0.0, dict.fromkeys(used, 1.0))]))
    rules: list[Affine] = []
    rest = [(rule, set(pools.variables.behind([rule]))) for rule in pools.rules]
    found = True
    while found:
        near = [not used.isdisjoint(names) for _, names in rest]
        found = any(near)
        for (rule, names), is_near in zip(rest, near, strict=True):
            if is_near:
                rules.append(rule)
                used |= names
        rest = [item for item, is_near in zip(rest, near, strict=True) if not is_near]
    return rules, used


def _cells(rows: Sequence[Mapping[int, float]], width: int) -> Cells:
    row = np.repeat(np.arange(len(rows)), [len(terms) for terms in rows])
    column = np.array([name for terms in rows for name in terms], dtype=int)
    value = np.array([value for terms in rows for value in terms.values()], dtype=float)
    return Cells(row, column, value, len(rows), width)


def _sum(one: Cells, other: Cells) -> Cells:
    return Cells(
        np.concatenate([one.row, other.row]),
        np.concatenate([one.column, other.column]),
        np.concatenate([one.value, other.value]),
        one.height,
        max(one.width, other.width),
    )
