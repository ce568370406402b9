"""Pools whose cash and sources nobody states in full, as room for money (method, section 7).

The estimate keeps no cash where no balance is reported, and takes money of no known source as
exactly what is missing. The interval may do neither:

    a pool keeps anything from nothing to all that is left, where no figure gives its closing cash
    it had at least what is missing, and maybe more, where its revenue is not reported for the
    whole period or its opening cash is not: then any of its dollars may have stayed or gone
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from moneyloop.analysis.study.figures import Figures
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study


def opened(study: Study) -> tuple[Pools, ...]:
    """The pools of a study with `kept` and `leak` as the most that can be kept or gone.

    Infinite where nothing limits it. A list of payments has all that there was: its pools stay.
    """
    if study.network.is_ledger:
        return study.pools
    return tuple(_opened(pools, study.figures.facts) for pools in study.pools)


def funded(study: Study, pools: Sequence[Pools]) -> tuple[Pools, ...]:
    """The opened pools with as much of outside investors as anybody can have paid out.

    A party whose revenue is not reported for the whole period may have had more of them than is
    known: what it pays may all be theirs. Deals among the companies of the network are rows.
    """
    facts = study.figures.facts
    paid = np.sum([np.asarray(layer.moves.sum(axis=1)).ravel() for layer in pools], axis=0)
    return tuple(
        replace(
            layer,
            outside_investors=layer.outside_investors + paid * unreported(layer, facts),
        )
        for layer in pools
    )


def unreported(pools: Pools, facts: Figures) -> np.ndarray:
    """True for the pools that may have had more of outside investors than is known."""
    nodes = range(len(pools.owner))
    return np.array([not is_reported(pools, facts, node) for node in nodes], dtype=bool)


def is_reported(pools: Pools, facts: Figures, node: int) -> bool:
    """Whether the revenue of a pool's party is reported for the whole period; credits are rows."""
    if node >= len(pools.parties):
        return True
    return facts.revenue(pools.parties[node], pools.period).share >= 1


def is_closed(pools: Pools, facts: Figures, node: int) -> bool:
    """Whether a pool had no more money than is known: its revenue and opening cash are reported.

    What it pays beyond both has no known source; its funding rounds are assumed to be rows. The
    credits of a sub-pool are rows too. `facts` are figures without forecasts.
    """
    if node >= len(pools.parties):
        return True
    opening = facts.has_cash(pools.parties[node], pools.period.first)
    return opening and is_reported(pools, facts, node)


def _opened(pools: Pools, facts: Figures) -> Pools:
    kept, leak = pools.kept.copy(), pools.leak.copy()
    for node, party in enumerate(pools.parties):
        after = pools.period.last + 1
        reported = facts.has_cash(party, after)
        if not is_closed(pools, facts, node):
            leak[node] = np.inf
            kept[node] = facts.cash_before(party, after) if reported else np.inf
        elif not reported:
            # What is left is kept, and free to go at the start of the next period.
            kept[node] += leak[node] - pools.to_outside[node]
            leak[node] = pools.to_outside[node]
    return replace(pools, kept=kept, leak=leak)
