"""Large systems of the estimate, many targets at once, by products with what pools pay alone.

In a knot of thousands of pools a factorisation fills in; iteration does not. All targets stand in
one block, a column each, and share every product. BiCGSTAB (van der Vorst 1992) needs some 30 of
them where plain sweeps need 15 over the part that gets out. With the start itself as shadow it
breaks down where a target has one buyer, so the shadow is perturbed. Corrections are found in
single precision, which halves what a product reads; what is still missing is measured in double,
so every answer has the digits of double precision.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.pooled import mixing

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_TOLERANCE = 1e-13  # of the largest value of a column
_MOST_HOPS = 1e5  # with more of them a small residual is no small error
_ENOUGH = 1e-2  # for a count of hops
_GAIN = 3e-5  # what a correction in single precision may leave
_CORRECTIONS, _STEPS = 20, 100
_LINE = 64  # rows whose numbers a step takes at once: one row is too short

Product = Callable[[np.ndarray], np.ndarray]


def settled(
    step: csr_array, entry: np.ndarray, own: np.ndarray, column: np.ndarray, sweeps: int
) -> np.ndarray | None:
    """Solve x = entry + cut_k step x, a column for each target k, to 1e-13 of its largest value.

    `step` is what each pool pays each other of a dollar in it. The pools `own` pass nothing on in
    the column `column` of each. Where dollars are out after too many hops for the digits of a
    solver they are followed, hop by hop; if they are not out after so many `sweeps`, the solver's
    answer is all there is. None where neither comes to an end, or where none is to be followed.
    """
    place, near = by_use(step)
    right = np.zeros((near.shape[0], entry.shape[1]))
    right[place] = entry
    product = cut_product(near, place[own], column)
    sure = _few_hops(near)
    if not sure and not sweeps:
        return None
    found = None if sure else _swept(product, right, sweeps)
    if found is None:
        found = solved(product, cut_product(near.astype(np.float32), place[own], column), right)
    if found is None and sure:
        found = _swept(product, right, sweeps)
    return None if found is None else np.asarray(np.clip(found[place], 0.0, None))


def by_use(step: csr_array) -> tuple[np.ndarray, csr_array]:
    """The new places of the pools, and the matrix in that order, with empty rows to full lines.

    Hubs come first: what most rows of a product read then lies together.
    """
    from scipy.sparse import csr_array

    size = step.shape[0]
    order = np.argsort(-np.bincount(step.indices, minlength=size), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(size)
    near = step[order]
    full = -(-size // _LINE) * _LINE
    ends = np.append(near.indptr, np.full(full - size, near.indptr[-1], dtype=near.indptr.dtype))
    cells: Any = near.data, place[near.indices].astype(near.indices.dtype), ends
    return place, csr_array(cells, shape=(full, full))


def cut_product(step: csr_array, own: np.ndarray, column: np.ndarray) -> Product:
    """What pools pay on, with the pools `own` cut in the column of each."""

    def product(values: np.ndarray) -> np.ndarray:
        paid = np.asarray(step @ values)
        paid[own, column] = 0.0
        return paid

    return product


def _few_hops(step: csr_array) -> bool:
    """Whether a dollar, wherever it is, is out soon enough for a solver to keep its digits."""
    nothing = np.zeros(0, dtype=np.int64)
    product = cut_product(step, nothing, nothing)
    hops = solved(product, product, np.ones((step.shape[0], 1)), _ENOUGH)
    return hops is not None and mixing.sure(hops, _MOST_HOPS)


def solved(
    product: Product, single: Product, right: np.ndarray, tolerance: float = _TOLERANCE
) -> np.ndarray | None:
    """Solve x = right + product(x) for every column; None where it does not come to an end.

    `single` is the same product in single precision. Rows are full lines.
    """
    result, rest = np.zeros_like(right), right.copy()
    for _ in range(_CORRECTIONS):
        size = _largest(rest)
        if not np.isfinite(size).all():
            return None
        gain = np.maximum(_over(tolerance * _largest(result), size), _GAIN)
        scaled = _times(rest, _over(np.ones_like(size), size)).astype(np.float32)
        result += _times(_corrections(single, scaled, gain), size)
        rest = right + product(result)
        rest -= result
        if (_largest(rest) <= tolerance * _largest(result)).all():
            return result
    return None


def _corrections(product: Product, rest: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """BiCGSTAB: x of x = rest + product(x), until what is left of `rest` is at most `gain`."""
    shadow = rest * (1 + np.random.default_rng(1).random((len(rest), 1), dtype=np.float32))
    result, way, dot = np.zeros_like(rest), rest.copy(), _dots(shadow, rest)
    for _ in range(_STEPS):
        moved = way - product(way)
        alpha = _over(dot, _dots(shadow, moved))
        _add(rest, -alpha, moved)
        turned = rest - product(rest)
        omega = _over(_dots(turned, rest), _dots(turned, turned))
        _add(result, alpha, way)
        _add(result, omega, rest)
        _add(rest, -omega, turned)
        if not (_largest(rest) > gain).any():
            break
        after = _dots(shadow, rest)
        beta = _over(after, dot) * _over(alpha, omega)
        _add(way, -omega, moved)
        way = _times(way, beta)
        way += rest
        dot = after
    return result


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """The quotient; 0 where a column is done, and stands still."""
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below != 0))


def _lines(values: np.ndarray) -> np.ndarray:
    return values.reshape(-1, _LINE * values.shape[1])


def _dots(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    sums = np.einsum("ij,ij->j", _lines(one), _lines(other))
    return np.asarray(sums.reshape(_LINE, -1).sum(axis=0))


def _largest(values: np.ndarray) -> np.ndarray:
    lines = _lines(values)
    most = np.maximum(lines.max(axis=0), -lines.min(axis=0))
    return np.asarray(most.reshape(_LINE, -1).max(axis=0))


def _times(values: np.ndarray, factor: np.ndarray) -> np.ndarray:
    return np.asarray((_lines(values) * np.tile(factor, _LINE)).reshape(values.shape))


def _add(values: np.ndarray, factor: np.ndarray, other: np.ndarray) -> None:
    values += _times(other, factor)


def _swept(product: Product, entry: np.ndarray, sweeps: int) -> np.ndarray | None:
    """Every target together, hop by hop: sums alone, so every digit holds."""
    fresh, result = entry, entry.copy()
    for _ in range(sweeps):
        fresh = product(fresh)
        result += fresh
        if (_largest(fresh) <= 0.1 * _TOLERANCE * _largest(result)).all():
            return result
    return None
