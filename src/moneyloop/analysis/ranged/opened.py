"""Pools whose cash and sources nobody states in full, as room for money (method, section 7).

The estimate keeps no cash where no balance is reported, and takes money of no known source as
exactly what is missing. The interval may do neither:

    a pool keeps anything from nothing to all that is left, where no figure gives its closing cash
    it had at least what is missing, and maybe more, where its revenue is not reported for the
    whole period or its opening cash is not: then any of its dollars may have stayed or gone
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study

# The index of a period, -1 for what was before the first one, and that of a party.
Place = tuple[int, int]


@dataclass(frozen=True)
class Record:
    """What is reported of the parties of a study, by period and node; forecasts are not reported.

    What if more were? At the places of `balances` the closing cash is known, and is what the
    estimate keeps; at those of `origins` all money is, and that of no known source is exactly what
    is missing. What rests on either being reported follows. The credits of a sub-pool are rows.
    """

    study: Study
    balances: frozenset[Place] = frozenset()
    origins: frozenset[Place] = frozenset()

    def is_reported(self, period: int, node: int) -> bool:
        """Whether the revenue of a pool's party is reported for the whole period."""
        pools = self.study.pools[period]
        if node >= len(pools.parties) or (period, node) in self.origins:
            return True
        return self.study.figures.facts.revenue(pools.parties[node], pools.period).share >= 1

    def is_closed(self, period: int, node: int) -> bool:
        """Whether a pool had no more money than is known: revenue and opening cash are reported.

        What it pays beyond both has no known source; its funding rounds are assumed to be rows.
        """
        if node >= len(self.study.pools[period].parties) or (period, node) in self.origins:
            return True
        return self.closing(period - 1, node) is not None and self.is_reported(period, node)

    def closing(self, period: int, node: int) -> float | None:
        """The reported cash of a party at the end of a period, USD billions; None: not public."""
        after = self.study.periods[period].last + 1 if period >= 0 else self.study.periods[0].first
        party, figures = self.study.network.inside[node], self.study.figures
        if (period, node) in self.balances:
            return figures.cash_before(party, after)
        return (
            figures.facts.cash_before(party, after)
            if figures.facts.has_cash(party, after)
            else None
        )

    def left(self, period: int, node: int) -> float:
        """What a closed pool may have left, with all that the period before may have left in it."""
        pools = self.study.pools[period]
        rest = float(pools.kept[node] + pools.leak[node] - pools.to_outside[node])
        if period == 0 or self.closing(period - 1, node) is not None:
            return rest
        return rest + self.left(period - 1, node)

    def unreported(self, period: int) -> np.ndarray:
        """True for the pools that may have had more of outside investors than is known."""
        nodes = range(len(self.study.pools[period].owner))
        return np.array([not self.is_reported(period, node) for node in nodes], dtype=bool)


def opened(record: Record) -> tuple[Pools, ...]:
    """The pools of a study with `kept` and `leak` as the most that can be kept or gone.

    Infinite where nothing limits it. A list of payments has all that there was: its pools stay.
    """
    if record.study.network.is_ledger:
        return record.study.pools
    return tuple(_opened(record, period) for period in range(len(record.study.pools)))


def funded(record: Record, pools: Sequence[Pools]) -> tuple[Pools, ...]:
    """The opened pools with as much of outside investors as anybody can have paid out.

    A party whose revenue is not reported for the whole period may have had more of them than is
    known: what it pays may all be theirs. Deals among the companies of the network are rows.
    """
    paid = np.sum([np.asarray(layer.moves.sum(axis=1)).ravel() for layer in pools], axis=0)
    more = [paid * record.unreported(period) for period in range(len(pools))]
    return tuple(
        replace(layer, outside_investors=layer.outside_investors + funds) if funds.any() else layer
        for layer, funds in zip(pools, more, strict=True)
    )


def _opened(record: Record, period: int) -> Pools:
    pools = record.study.pools[period]
    kept, leak = pools.kept.copy(), pools.leak.copy()
    for node in range(len(pools.parties)):
        closing = record.closing(period, node)
        if not record.is_closed(period, node):
            leak[node] = np.inf
            kept[node] = np.inf if closing is None else closing
        else:
            # What is left is kept, and free to go at the start of the next period.
            left = record.left(period, node)
            kept[node] = left if closing is None else min(left, closing)
            leak[node] = pools.to_outside[node] + left - kept[node]
    return replace(pools, kept=kept, leak=leak)
