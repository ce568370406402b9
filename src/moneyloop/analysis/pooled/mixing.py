"""Where the dollars of pools go, all hops together: the linear systems of the estimate.

Every pool passes dollars on to others and lets some out. A usual solver is quick, but sees what
goes out only as what is left of 1. Beside large sums that go round, a small way out drowns in
rounding: a dollar's chance comes out as -1.5, or the matrix is singular. Such systems are
eliminated without any subtraction (Grassmann, Taksar and Heyman 1985): what goes out is carried
along as an amount of its own, and every digit holds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Hops before a dollar is out. With more of them the digits that the usual solver loses count.
_MOST_HOPS = 1e6
MANY = 64  # pools: to solve for each of them by itself takes long
_FEW_HOPS = 1e4  # where answers are differences of others besides


def ahead(
    moves: np.ndarray, total: np.ndarray, right: np.ndarray, leaves: Callable[[], np.ndarray]
) -> np.ndarray:
    """Solve z = right + (moves / total) z: what a dollar in each pool comes to, on all its ways.

    `right` is one such question by pool, or several, a column each.

    `moves` are amounts payer by payee, nobody pays itself, and `leaves` gives the amount that each
    pool lets out. From every pool there must be a way out.
    """
    solved = _solved(_system(moves, total), right)
    if solved is not None:
        return solved
    steps, out = _eliminated(moves, leaves())
    result = np.asarray((right.T * total).T)
    for pool in range(len(out) - 1, 0, -1):
        result[:pool] += np.multiply.outer(steps[:pool, pool], result[pool])
    for pool in range(len(out)):
        result[pool] = (result[pool] + steps[pool, :pool] @ result[:pool]) / out[pool]
    return result


def behind(
    moves: np.ndarray, total: np.ndarray, start: np.ndarray, leaves: Callable[[], np.ndarray]
) -> np.ndarray:
    """Solve y = start + y (moves / total): what arrives in each pool, all visits together."""
    solved = _solved(_system(moves, total).T, start)
    if solved is not None:
        return solved
    gone = leaves()
    steps, out = _eliminated(moves, gone)
    result = start.astype(float)
    for pool in range(len(out) - 1, 0, -1):
        result[:pool] += steps[pool, :pool] * (result[pool] / out[pool])
    for pool in range(len(out)):
        result[pool] = result[pool] / out[pool] + result[:pool] @ steps[:pool, pool]
    return np.asarray(result * (moves.sum(axis=1) + gone))


def arrivals(
    moves: np.ndarray,
    total: np.ndarray,
    leaves: np.ndarray,
    entry: np.ndarray,
    own: np.ndarray,
) -> np.ndarray | None:
    """Solve z = entry + cut_k (moves / total) z for many targets k, however little gets out.

    A column of `entry` is a target, and `own` its pool, -1 where it is elsewhere; there `entry` is
    0. One pool is held back from the matrix: what goes round through it is an amount by itself, and
    so is what gets out. None where this would lose digits too, as where several sets of pools keep
    their money to themselves.
    """
    steps, gone = moves / total[:, None], leaves / total
    back, rest = steps[0, 1:], slice(1, None)
    try:
        inner = np.linalg.inv(np.eye(len(total) - 1) - steps[rest, rest])
    except np.linalg.LinAlgError:
        return None
    if not sure(inner.sum(axis=1), _FEW_HOPS):
        return None
    through, held = inner @ entry[rest], inner @ steps[rest, 0]
    escape = gone[0] + back @ (inner @ gone[rest])
    result = np.zeros_like(entry)
    there, beyond = np.flatnonzero(own > 0), np.flatnonzero(own < 0)
    result[rest] = through  # as it is where the first pool is the target's own
    if len(beyond):
        if escape <= 0:
            return None
        first = (entry[0, beyond] + back @ through[:, beyond]) / escape
        result[0, beyond] = first
        result[rest, beyond] += np.multiply.outer(held, first)
    at = own[there] - 1
    met = (back @ inner)[at] / inner[at, at]  # from the first pool to the target
    top = entry[0, there] + back @ through[:, there] - through[at, there] * met
    first = np.maximum(top, 0.0) / (escape + held[at] * met)
    result[0, there] = first
    result[rest, there] += np.multiply.outer(held, first)
    result[rest, there] -= inner[:, at] * (result[own[there], there] / inner[at, at])
    result[own[there], there] = 0.0
    return np.asarray(np.clip(result, 0.0, None))


def _system(moves: np.ndarray, total: np.ndarray) -> np.ndarray:
    return np.asarray(np.eye(len(total)) - moves * (1.0 / total)[:, None])


def _solved(matrix: np.ndarray, right: np.ndarray) -> np.ndarray | None:
    """The solution; None where it would lose too many digits: dollars are out after very many hops.

    The hops are the solution for a dollar in every pool, and bound the inverse of the matrix.
    """
    sides = np.column_stack([right, np.ones(len(right))])
    try:
        solution = np.linalg.solve(matrix, sides)
    except np.linalg.LinAlgError:
        return None
    return solution[:, :-1].reshape(right.shape) if sure(solution[:, -1]) else None


def sure(hops: np.ndarray, most: float = _MOST_HOPS) -> bool:
    """Whether a usual solver keeps its digits: `hops` is its answer for a dollar in every pool."""
    return bool(hops.min(initial=1.0) > 0 and hops.max(initial=1.0) < most)


def _eliminated(moves: np.ndarray, gone: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pools eliminated one by one, the last first: the factors, and what each pays in all.

    Below the diagonal are the amounts that a pool pays to those that are left at its turn, above it
    the part of its money that it has from each of them.
    """
    steps, gone = moves.astype(float), gone.astype(float)
    out = gone.copy()
    for pool in range(len(gone) - 1, 0, -1):
        row = steps[pool, :pool]
        out[pool] = row.sum() + gone[pool]
        part = steps[:pool, pool] / out[pool]
        steps[:pool, :pool] += np.outer(part, row)
        gone[:pool] += part * gone[pool]
        steps[:pool, pool] = part
        np.fill_diagonal(steps, 0.0)
    out[0] = gone[0]
    return steps, out
