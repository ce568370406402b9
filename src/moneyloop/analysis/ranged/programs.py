"""Linear programs that bend, solved exactly: least value, and least share of two values.

A bend is a variable that must be the positive part of an expression. HiGHS solves the program with
the least triangle around every bend; where the answer is off a bend, the program is split into the
one in which the expression is not below zero and the one in which it is not above (branch and
bound). Neither needs a large constant or a 0/1 variable, of which a mixed-integer solver accepts
0.000001: that times the largest amount is real money.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from moneyloop.analysis import linear
from moneyloop.analysis.linear import Cells

_OFF = 1e-9  # a value nearer than this to its bend, or to the best known, is there
_STEPS = 1_000
_SHARE_STEPS = 500


@dataclass(frozen=True, eq=False)
class Program:
    """The points v with row_low <= matrix @ v <= row_high, low <= v <= high, and the bends.

    A bend is (row, column): v[column] is the positive part of e, and the row says
    v[column] - e >= 0, with the constant of e in `row_low`.
    """

    matrix: Cells
    row_low: np.ndarray
    row_high: np.ndarray
    low: np.ndarray
    high: np.ndarray
    bends: tuple[tuple[int, int], ...] = ()

    @cached_property
    def solve(self) -> linear.Solve:
        """What solves it, and goes on from where it last ended."""
        return linear.solver(self.matrix)


@dataclass(frozen=True, eq=False)
class Least:
    """The least value, and a point that has it; `value` is -inf where no value is the least.

    Where so many steps did not find it, `found` is False: no value is below `value`.
    """

    value: float
    point: np.ndarray | None = None
    found: bool = True


_NO_LEAST = Least(-np.inf)


def least(
    program: Program, cost: np.ndarray, steps: int = _STEPS, solve: linear.Solve | None = None
) -> Least:
    """The least of cost @ v; `solve` is that of a program with the same matrix.

    Raises ArithmeticError where HiGHS comes to no end, or finds no point at all.
    """
    rows, columns = (np.array([bend[end] for bend in program.bends], dtype=int) for end in (0, 1))
    solve = solve or program.solve
    best: np.ndarray | None = None
    ceiling = np.inf
    # (bound, place in line, point or None where unbounded, sides taken so far); least bound first.
    queue: list[tuple[float, int, np.ndarray | None, dict[int, bool]]] = []

    def enter(sides: dict[int, bool], turn: int) -> None:
        try:
            point = solve(cost, *_at(program, sides))
        except linear.UnboundedError:
            heapq.heappush(queue, (-np.inf, turn, None, sides))
        else:
            if point is not None and cost @ point < ceiling - _OFF:
                heapq.heappush(queue, (float(cost @ point), turn, point, sides))

    enter({}, 0)
    for step in range(steps):
        if not queue or queue[0][0] >= ceiling - _OFF:
            break
        _, _, point, sides = heapq.heappop(queue)
        if point is None:
            straight = [bend for bend in range(len(rows)) if bend not in sides]
            if not straight:
                return _NO_LEAST
            split = straight[0]
        else:
            above = program.matrix.times(point)[rows] - program.row_low[rows]
            off = np.minimum(point[columns], above)
            if not len(off) or off.max() <= _OFF:
                best, ceiling = point, float(cost @ point)
                break
            # The same sides as the expressions have at this point: often as good as the bound.
            signs = {bend: bool(side) for bend, side in enumerate(point[columns] >= above)}
            tried = solve(cost, *_at(program, signs | sides))
            if tried is not None and cost @ tried < ceiling:
                best, ceiling = tried, float(cost @ tried)
            split = int(np.argmax(off))
        for branch, side in enumerate((False, True)):
            enter(sides | {split: side}, 2 * step + 1 + branch)
    else:
        return Least(min(queue[0][0], ceiling) if queue else ceiling, found=False)
    if best is None:
        raise ArithmeticError("the linear program has no solution")
    return Least(ceiling, best)


def _at(program: Program, sides: Mapping[int, bool]) -> tuple[np.ndarray, ...]:
    """The ends of a program with each bend on its side: the expression itself (True), or zero."""
    row_high, high = program.row_high.copy(), program.high.copy()
    for bend, side in sides.items():
        row, column = program.bends[bend]
        if side:
            row_high[row] = program.row_low[row]
        else:
            high[column] = 0.0
    return program.row_low, row_high, program.low, high


def least_share(program: Program, cost: np.ndarray, base: np.ndarray, const: float) -> Least:
    """The least of (cost @ v) / (base @ v + const); the base must lie above zero.

    The Charnes-Cooper transform: with t = 1 / base and y = t v the share is cost @ y, every row
    low <= a @ v <= high is the two rows low t <= a @ y <= high t, and a bend stays one.
    """
    size = len(cost)
    each = np.arange(size)
    matrix = linear.stacked([program.matrix, Cells(each, each, np.ones(size), size, size)])
    low = np.concatenate([program.row_low, program.low])
    high = np.concatenate([program.row_high, program.high])
    above, below = np.isfinite(high), np.isfinite(low)

    def with_t(part: Cells, t: np.ndarray, sign: float = 1.0) -> Cells:
        rows = np.arange(part.height)
        return Cells(
            np.concatenate([part.row, rows]),
            np.concatenate([part.column, np.full(part.height, size)]),
            sign * np.concatenate([part.value, -t]),
            part.height,
            size + 1,
        )

    scaled = [
        with_t(matrix.only(below), low[below]),
        with_t(matrix.only(above), high[above], -1.0),
        with_t(Cells(np.zeros(size, dtype=int), each, base, 1, size), np.array([-const])),
    ]
    count = int(below.sum() + above.sum())
    index_of = {int(row): index for index, row in enumerate(np.flatnonzero(below))}
    answer = least(
        Program(
            matrix=linear.stacked(scaled),
            row_low=np.concatenate([np.zeros(count), [1.0]]),
            row_high=np.concatenate([np.full(count, np.inf), [1.0]]),
            low=np.concatenate([np.where(program.low >= 0, 0.0, -np.inf), [0.0]]),
            high=np.full(size + 1, np.inf),
            bends=tuple((index_of[row], column) for row, column in program.bends),
        ),
        np.concatenate([cost, [0.0]]),
        _SHARE_STEPS,
    )
    # A share that is least where amounts are beyond all measure is attained by none of them.
    if answer.point is None:
        return answer
    t = answer.point[size]
    return _NO_LEAST if t <= _OFF else Least(answer.value, answer.point[:size] / t)
