"""Clearing: what everybody can pay when everybody is paid only what others can pay.

    p = min(pbar, e + Pi^T p),   pbar_i = sum_j L_ij + l_i,   Pi_ij = L_ij / pbar_i

L_ij is what i owes to j, l_i what i owes to creditors outside, e_i what i has beside the payments
of the others. Sources: L. Eisenberg and T. Noe, Systemic risk in financial systems, Management
Science 47 (2001); L. Rogers and L. Veraart, Failure and rescue in an interbank network,
Management Science 59 (2013), for the costs of default.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from moneyloop.analysis.stress import fixed_point


def clearing(
    owed: Any,
    assets: np.ndarray,
    outside: np.ndarray,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    outside_first: bool = False,
    limit: np.ndarray | None = None,
) -> np.ndarray:
    """The greatest clearing vector: what each party pays, shape (n,), in the unit of the inputs.

    `owed` is L (n x n, payer by payee), `assets` e and `outside` l (n,). A party that cannot pay
    in full pays out alpha of its assets and beta of what others pay it (1: no costs of default).
    Creditors outside are paid pari passu, and the payments to them are in p; with `outside_first`
    they are senior, and p is what is paid inside. `limit` is the most that each pays, whatever it
    has (default: what it owes). Raises ValueError for shares outside 0 to 1 and negative amounts.
    """
    _check(alpha, beta, owed, assets, outside)
    due, shares = _shares(owed, np.zeros_like(outside) if outside_first else outside)
    return fixed_point.greatest(
        shares.T,
        assets,
        due if limit is None else np.minimum(due, limit),
        senior=outside if outside_first else None,
        alpha=alpha,
        beta=beta,
    )


def least_clearing(
    owed: Any, assets: np.ndarray, outside: np.ndarray, *, limit: np.ndarray | None = None
) -> np.ndarray:
    """The least clearing vector, for creditors pari passu and no costs of default.

    It differs from the greatest where parties that owe each other have no money of their own: in
    a cycle without cash the payments clear in full, and clear on nothing too.
    """
    _check(1.0, 1.0, owed, assets, outside)
    due, shares = _shares(owed, outside)
    return fixed_point.least(shares.T, assets, due if limit is None else np.minimum(due, limit))


def _shares(owed: Any, outside: np.ndarray) -> tuple[np.ndarray, Any]:
    """What each owes, and of each dollar that it pays the part of every party inside."""
    from scipy.sparse import csr_array, diags_array

    owed = csr_array(owed, dtype=float)
    due = np.asarray(owed.sum(axis=1)).ravel() + outside
    part = np.divide(1.0, due, out=np.zeros_like(due), where=due > 0)
    return due, diags_array(part) @ owed


def _check(alpha: float, beta: float, owed: Any, assets: np.ndarray, outside: np.ndarray) -> None:
    from scipy.sparse import csr_array

    if not (0 <= alpha <= 1 and 0 <= beta <= 1):
        raise ValueError(f"alpha {alpha} and beta {beta} are shares, from 0 to 1")
    for amounts in (csr_array(owed).data, assets, outside):
        if not np.min(amounts, initial=0.0) >= 0:
            raise ValueError("amounts are zero or more")
