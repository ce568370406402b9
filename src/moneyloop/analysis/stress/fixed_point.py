"""Fixed points of p = min(limit, assets + M p), solved exactly on the set that falls short.

Clearing payments and DebtRank are both of this form. The matrix M is not negative, so the map is
monotone: a greatest and a least fixed point exist (Tarski), and each is reached in at most n
linear solves, one for every set that falls short.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_DUST = 1e-12  # of the limit: what is this close to it has reached it


def greatest(
    matrix: Any,
    assets: np.ndarray,
    limit: np.ndarray,
    *,
    senior: np.ndarray | None = None,
    alpha: float = 1.0,
    beta: float = 1.0,
) -> np.ndarray:
    """The greatest p with p = limit where assets + M p - senior reaches it, else what there is.

    Where it falls short, p = max(0, alpha assets + beta M p - senior). `matrix` is n x n (dense or
    sparse, no negative entry), the rest have shape (n,). The fictitious default algorithm of
    Eisenberg and Noe (2001), and with alpha or beta below 1 its form by Rogers and Veraart (2013):
    begin with everybody at the limit, and solve for those that fall short until nobody else does.
    """
    from scipy.sparse import csr_array

    matrix = csr_array(matrix, dtype=float)
    first = np.zeros(len(limit)) if senior is None else senior
    short = np.zeros(len(limit), dtype=bool)
    paid = np.array(limit, dtype=float)
    while True:
        value = assets + matrix @ paid - first
        below = short | (value < limit * (1 - _DUST))
        if (below == short).all():
            return paid
        short = below
        rows = beta * matrix[short]
        base = alpha * assets[short] + rows[:, ~short] @ limit[~short] - first[short]
        paid[short] = np.minimum(_at_least_zero(rows[:, short], base), limit[short])


def least(matrix: Any, assets: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """The least p with p = min(limit, assets + M p): iteration from zero ends there.

    Money that nobody brings is not paid: only what assets reach through M is above zero. On that
    part the fixed point is unique (the map is concave, and positive somewhere upstream), so it is
    the greatest one with the limit of all others at zero.
    """
    from scipy.sparse import csr_array

    matrix = csr_array(matrix, dtype=float)
    reached = (assets > 0) & (limit > 0)
    while True:
        more = reached | ((matrix @ reached.astype(float) > 0) & (limit > 0))
        if (more == reached).all():
            return greatest(matrix, assets, np.where(reached, limit, 0.0))
        reached = more


def _at_least_zero(matrix: Any, base: np.ndarray) -> np.ndarray:
    """The p with p = max(0, base + M p): those that pay anything join until nobody else does.

    Finite, as Chandrasekaran (1970) shows for complementarity problems of this kind.
    """
    if base.min(initial=0.0) >= 0:
        return _solved(matrix, base)
    paid = np.zeros(len(base))
    paying = np.zeros(len(base), dtype=bool)
    while True:
        more = paying | (base + matrix @ paid > 0)
        if (more == paying).all():
            return paid
        paying = more
        paid[paying] = _solved(matrix[paying][:, paying], base[paying])


def _solved(matrix: Any, base: np.ndarray) -> np.ndarray:
    """The p with p = base + M p."""
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import spsolve

    if not len(base):
        return base
    return np.asarray(spsolve((eye_array(len(base)) - matrix).tocsc(), base), dtype=float)
