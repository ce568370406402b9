"""DebtRank: how far a loss of one party's value is felt by those that hold stakes in it.

    h_i(t+1) = min(1, h_i(t) + sum_j W_ij (h_j(t) - h_j(t-1))),   W_ij = A_ij / E_i

A_ij is what i has put into j, E_i the buffer that takes the loss, h_i the part of the buffer that
is lost. Source: M. Bardoscia, S. Battiston, F. Caccioli and G. Caldarelli, DebtRank: a microscopic
foundation for shock propagation, PLoS ONE 10 (2015).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from moneyloop.analysis.stress import fixed_point


def losses(exposures: Any, buffers: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The part of each buffer that is lost in the end, 0 to 1, shape (n,).

    `exposures` is A (n x n, holder by held), `buffers` E (n,; a holder without one, 0, passes
    nothing on) and `first` the part lost before anything spreads.

    The variant is that of Bardoscia et al.: W is not capped at 1, and a party passes on every
    further loss. Three variants are in use, and on the three banks of the README of
    NetworkRiskMeasures they give 0.6643, 0.7357 and 0.75 for a failure of bank c: W capped at 1 and
    each party hit once (Battiston et al. 2012), W uncapped and hit once, and this one. The end of
    the iteration is solved for exactly: the changes add up to h = min(1, first + W h).
    """
    from scipy.sparse import csr_array, diags_array

    part = np.divide(1.0, buffers, out=np.zeros_like(buffers), where=buffers > 0)
    impact = diags_array(part) @ csr_array(exposures, dtype=float)
    return fixed_point.least(impact, first, np.ones(len(buffers)))


def additional(lost: np.ndarray, first: np.ndarray, weights: np.ndarray) -> float:
    """The loss beyond the first one, as a share of all weights: the DebtRank of the shock."""
    total = float(weights.sum())
    return float(weights @ (lost - first)) / total if total > 0 else 0.0
