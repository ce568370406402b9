"""One party fails: who is paid less for it, and whose stakes lose value (method, section 12).

Two cascades that are kept apart: payments of a year by clearing (`clearing.py`), stakes by
DebtRank (`debtrank.py`). Amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.graph import reached_names
from moneyloop.analysis.stress import clearing, debtrank
from moneyloop.analysis.stress.exposures import Exposures
from moneyloop.analysis.study.study import Study, dust

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_SAME = 1e-9

Owed = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Failure:
    """What the failure of one party does to what everybody pays, and to the value of stakes.

    paid       the part of what it owes in the year that each party still pays (greatest fixed
               point); who is not named pays in full
    paid_least the same at the least fixed point
    owed       what those parties owe in the year, inside and outside
    lost       the part of its buffer that each party loses with its stakes, for the parties that
               have one and the failed party
    buffers    the known money of each party in the year
    debtrank   the loss of all buffers beyond the first one, as a share of them
    """

    paid: dict[str, float]
    paid_least: dict[str, float]
    owed: dict[str, float]
    lost: dict[str, float]
    buffers: dict[str, float]
    debtrank: float

    @property
    def unique(self) -> bool:
        """True when the payments of the year clear in one way only."""
        return all(abs(self.paid[name] - self.paid_least[name]) <= _SAME for name in self.paid)


def fail(study: Study, period: int, party: str, loss: float, at_stake: Exposures) -> Failure:
    """The failure of `party` by `loss` (0 to 1) in period `period`: it pays at most 1 - loss.

    Everybody else pays what it can. Those that the payments of the failed party cannot reach are
    as they were; where nothing is lost, nobody is reached.
    """
    owed = dict(at_stake.purchases.amounts)
    for pair, amount in at_stake.returns.amounts.items():
        owed[pair] = owed.get(pair, 0.0) + amount
    paid, least, due = _payments(study, period, party, loss, owed) if loss > 0 else ({}, {}, {})
    buffers = _buffers(study, period)
    lost, rank = _stakes(study, party, loss, at_stake.stakes.amounts, buffers)
    return Failure(paid, least, due, lost, buffers, rank)


def _payments(
    study: Study, period: int, party: str, loss: float, owed: Owed
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """The part that each party downstream pays, greatest and least, and what it owes."""
    inside = {*study.network.inside, party}
    reached = _downstream(party, owed, inside)
    node_of = {name: node for node, name in enumerate(reached)}
    assets = _brought_in(study, period, reached)
    outside = np.zeros(len(reached))
    matrix = _matrix(owed, node_of)
    for (payer, payee), amount in owed.items():
        if payer in node_of and payee in node_of:
            continue
        if payer in node_of:
            outside[node_of[payer]] += amount
        elif payee in node_of and payer in inside:
            # Nothing that happens here reaches the payer: it pays in full.
            assets[node_of[payee]] += amount
    due = np.asarray(matrix.sum(axis=1)).ravel() + outside
    if party not in study.network.inside:
        # What an outside party pays stands among the customers of those that it pays.
        assets = np.clip(assets - matrix[[node_of[party]]].toarray()[0], 0.0, None)
        assets[node_of[party]] = due[node_of[party]]
    limit = due.copy()
    limit[node_of[party]] *= 1 - loss
    paid = clearing.clearing(matrix, assets, outside, limit=limit)
    least = clearing.least_clearing(matrix, assets, outside, limit=limit)
    full = np.ones(len(reached))
    full[node_of[party]] = 1 - loss
    parts = [np.divide(p, due, out=full.copy(), where=due > 0).tolist() for p in (paid, least)]
    return (
        dict(zip(reached, parts[0], strict=True)),
        dict(zip(reached, parts[1], strict=True)),
        dict(zip(reached, due.tolist(), strict=True)),
    )


def _matrix(amounts: Owed, node_of: Mapping[str, int]) -> csr_array:
    """The amounts between the parties that have a place, from row to column."""
    from scipy.sparse import csr_array

    inner = [(pair, amount) for pair, amount in amounts.items() if node_of.keys() >= {*pair}]
    tails, heads = ([node_of[pair[end]] for pair, _ in inner] for end in (0, 1))
    cells = [amount for _, amount in inner]
    return csr_array((cells, (tails, heads)), shape=(len(node_of), len(node_of)), dtype=float)


def _downstream(party: str, owed: Owed, inside: set[str]) -> list[str]:
    """The party and all inside parties that its payments reach, in order of name."""
    pays = [ends for ends, amount in owed.items() if amount > 0 and ends[1] in inside]
    return sorted(reached_names(pays, [party]))


def _brought_in(study: Study, period: int, names: list[str]) -> np.ndarray:
    """What comes into the pools of these parties beside purchases and returns from inside ones."""
    pools = study.pools[period]
    invested = np.asarray(pools.investments.sum(axis=0)).ravel()
    income = pools.customers + pools.outside_investors + pools.outside_returns
    income = income + pools.earlier_cash + pools.carried + pools.no_known_source + invested
    sums = np.bincount(pools.owner, weights=income, minlength=len(pools.parties))
    known = dict(zip(pools.parties, sums, strict=True))
    return np.array([known.get(name, 0.0) for name in names], dtype=float)


def _buffers(study: Study, period: int) -> dict[str, float]:
    """The known money of each party in the year, where there is any: it stands for its equity."""
    pools = study.pools[period]
    total, known = (
        np.bincount(pools.owner, weights=weights, minlength=len(pools.parties)).tolist()
        for weights in (pools.total, pools.total - pools.no_known_source)
    )
    return {
        party: money
        for party, whole, money in zip(pools.parties, total, known, strict=True)
        if money > dust(study, _SAME, whole)
    }


def _stakes(
    study: Study, party: str, loss: float, stakes: Owed, buffers: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """The part of its buffer that each party loses, and the DebtRank of the failure."""
    names = sorted({*study.network.inside, party})
    node_of = {name: node for node, name in enumerate(names)}
    weights = np.array([buffers.get(name, 0.0) for name in names], dtype=float)
    first = np.zeros(len(names))
    first[node_of[party]] = loss
    lost = debtrank.losses(_matrix(stakes, node_of), weights, first)
    known = {*buffers, party}
    by_name = {name: float(lost[node_of[name]]) for name in names if name in known}
    return by_name, debtrank.additional(lost, first, weights)
