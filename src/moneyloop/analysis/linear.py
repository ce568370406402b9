"""Linear programs, solved by HiGHS: one model, solved again with other limits or costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",  # programs are small, and it cannot tell "unbounded" from "no point"
    "primal_feasibility_tolerance": 1e-10,
    "dual_feasibility_tolerance": 1e-10,
}

# HiGHS' numbers for the way to go on from where the last program ended.
_DUAL = 1
_PRIMAL = 4

# A point at which the cost is least, from cost, row_low, row_high, low and high; None: there is no
# point.
Solve = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray | None]


@dataclass(frozen=True, eq=False)
class Cells:
    """A matrix as its cells; those of one place add up."""

    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    height: int
    width: int

    def times(self, point: np.ndarray) -> np.ndarray:
        """The matrix times a vector."""
        return np.bincount(self.row, weights=self.value * point[self.column], minlength=self.height)

    def only(self, rows: np.ndarray) -> Cells:
        """Some of the rows, in their order; `rows` says of each whether it stays."""
        kept, place = rows[self.row], np.cumsum(rows) - 1
        cells = place[self.row[kept]], self.column[kept], self.value[kept]
        return Cells(*cells, int(rows.sum()), self.width)

    def by_row(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where each row begins, and last ends, among the columns and values of all, in order."""
        places, at = np.unique(self.row * self.width + self.column, return_inverse=True)
        row, column = np.divmod(places, self.width)
        begins = np.searchsorted(row, np.arange(self.height + 1))
        return begins, column, np.bincount(at, weights=self.value, minlength=len(places))


def stacked(parts: Sequence[Cells], right: bool = False) -> Cells:
    """Matrices below each other as one, as wide as the widest; or each `right` of the last too."""
    above = np.cumsum([0, *(part.height for part in parts)]).tolist()
    before = np.cumsum([0, *(part.width if right else 0 for part in parts)]).tolist()
    return Cells(
        np.concatenate([part.row + up for part, up in zip(parts, above, strict=False)]),
        np.concatenate([part.column + by for part, by in zip(parts, before, strict=False)]),
        np.concatenate([part.value for part in parts]),
        above[-1],
        before[-1] if right else max(part.width for part in parts),
    )


class UnboundedError(ArithmeticError):
    """A program has points of any value."""


def solver(matrix: Cells) -> Solve:
    """What finds the v with row_low <= matrix @ v <= row_high and low <= v <= high of least cost.

    Each call begins where the last one ended. That point is still the least of its neighbours
    where a few ends are others: the dual simplex goes on from it. Where the cost is another, it is
    still a point: the primal simplex goes on, which takes a fifth of the time from nowhere.
    A call raises UnboundedError where no value is the least, ArithmeticError where HiGHS comes to
    no end.
    """
    import highspy

    # `highspy.Highs` writes a banner to standard output as it is made.
    highs: Any = highspy._Highs()  # type: ignore[attr-defined]
    for name, value in _OPTIONS.items():
        highs.setOptionValue(name, value)
    last: tuple[np.ndarray, ...] = ()

    def solve(
        cost: np.ndarray,
        row_low: np.ndarray,
        row_high: np.ndarray,
        low: np.ndarray,
        high: np.ndarray,
    ) -> np.ndarray | None:
        nonlocal last
        if last:
            changed = np.flatnonzero(cost != last[4])
            highs.setOptionValue("simplex_strategy", _PRIMAL if len(changed) else _DUAL)
            if len(changed):
                highs.changeColsCost(len(changed), changed.astype(np.int32), cost[changed])
            for row in np.flatnonzero((row_low != last[0]) | (row_high != last[1])).tolist():
                highs.changeRowBounds(row, row_low[row], row_high[row])
            for column in np.flatnonzero((low != last[2]) | (high != last[3])).tolist():
                highs.changeColBounds(column, low[column], high[column])
        else:
            begins, columns, values = matrix.by_row()
            highs.passModel(
                *(len(cost), len(row_low), len(values)),
                *(int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0),
                *(cost, low, high, row_low, row_high),
                *(begins.astype(np.int32), columns.astype(np.int32), values),
                np.zeros(len(cost), dtype=np.int32),  # no column is a whole number
            )
        last = row_low, row_high, low, high, cost
        return _run(highs)

    return solve


def _run(highs: Any) -> np.ndarray | None:
    from highspy import HighsModelStatus as Status

    highs.run()
    status = highs.getModelStatus()
    if status == Status.kUnknown:  # from where the last one ended it went astray: begin anew
        highs.clearSolver()
        highs.run()
        status = highs.getModelStatus()
    if status == Status.kInfeasible:
        return None
    if status == Status.kUnbounded:
        raise UnboundedError("no value is the least")
    if status != Status.kOptimal:
        raise ArithmeticError(f"HiGHS ended with: {highs.modelStatusToString(status)}")
    return np.array(highs.getSolution().col_value)
