"""The pools of many draws of the amounts at once: the rules of `pools.py`, one axis more.

Arrays are (nodes, draws) or (arcs, draws), draws last: every step is one vector operation on
the draws of a chunk that fits the cache, and each draw has the same result whatever the chunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.drawn.draws import Ranged
from moneyloop.analysis.study import flows as flows_
from moneyloop.analysis.study.exchanges import swap_pools
from moneyloop.analysis.study.pools import Balances, Ledger, SalesByDay, settle, sub_pools
from moneyloop.model import FLOWING

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.study.study import Study


@dataclass(frozen=True, eq=False)
class Arcs:
    """Money of one class between inside nodes: `amount` (arcs, draws) from `tail` to `head`."""

    tail: tuple[int, ...]
    head: tuple[int, ...]
    amount: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Batch(Balances):
    """The pools of one period in many draws; see `pools.Balances` and `pools.Pools`."""

    purchases: Arcs
    investments: Arcs
    returns: Arcs

    @cached_property
    def per_dollar(self) -> np.ndarray:
        """1 / total, and 0 for an empty pool."""
        rate = np.zeros_like(self.total)
        np.divide(1.0, self.total, out=rate, where=self.total > 0)
        return rate


def possible(study: Study, ranges: Ranged) -> pd.DataFrame:
    """The flows of a study that some draw can make larger than zero.

    `amount` is the part of the deal that falls in the period: terms and actuals do not depend
    on the amounts.
    """
    most = study.deals["value"].to_numpy(dtype=float, copy=True)
    most[ranges.deal] = ranges.high
    parts = flows_.by_period(study.deals, _unit(study), list(study.periods))
    largest = parts["amount"].to_numpy() * most[parts["deal"].to_numpy()]
    payable: pd.DataFrame = parts.loc[largest > 0]
    return payable


def build(study: Study, ranges: Ranged, amounts: Iterable[np.ndarray]) -> Iterator[list[Batch]]:
    """The pools of every period, once per array (ranged deals, draws) of drawn amounts.

    Equal to `pools.build` of the study with these amounts, draw by draw.
    """
    node_of = {name: node for node, name in enumerate(study.network.inside)}
    nodes = sub_pools(study.flows, node_of)
    swaps = swap_pools(study.flows, node_of, nodes)
    sales = SalesByDay(study.deals, _unit(study), node_of)
    parts = possible(study, ranges)
    by_period = dict(list(parts.groupby("period", sort=True)))
    values: list[Any] = study.deals["value"].tolist()  # a number, or a row of draws

    def sales_on(seller: int, days: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
        sums: list[Any] = [0.0, 0.0]
        for deal, part, inside in zip(*sales.each(seller, days), strict=True):
            sums[not inside] = sums[not inside] + part * values[deal]
        return sums[0], sums[1]

    for drawn in amounts:
        for position, row in zip(ranges.deal, drawn, strict=True):
            values[position] = row
        result: list[Batch] = []
        for index, period in enumerate(study.periods):
            rows = by_period.get(index, parts.iloc[:0])
            paid = [
                part * values[deal] for part, deal in zip(rows["amount"], rows["deal"], strict=True)
            ]
            ledger = Ledger(rows, paid, node_of, nodes, swaps, drawn.shape[1])
            carried = result[-1].kept if result else np.zeros(ledger.shape)
            ledger.redeem(carried)
            moves = [_arcs(ledger, cls) for cls in FLOWING]
            purchases, investments, returns = moves
            sold = _sums(ledger.shape, [(purchases.head, purchases.amount)])
            entries = settle(
                ledger,
                carried,
                received=_sums(ledger.shape, [(arcs.head, arcs.amount) for arcs in moves]),
                paid=_sums(ledger.shape, [(arcs.tail, arcs.amount) for arcs in moves]),
                network_sales=ledger.by_party(sold),
                period=period,
                last=period is study.periods[-1],
                figures=study.figures,
                sales_on=sales_on,
            )
            result.append(
                Batch(purchases=purchases, investments=investments, returns=returns, **entries)
            )
        yield result


def _unit(study: Study) -> flows_.Spread:
    """The spans of a study with one dollar in every deal."""
    return flows_.spread(study.deals.assign(value=1.0))


def _arcs(ledger: Ledger, cls: str) -> Arcs:
    """The moves of one class, those between the same two nodes summed."""
    amounts: dict[tuple[int, int], Any] = {}
    for tail, head, amount in ledger.moves[cls]:
        amounts[tail, head] = amounts.get((tail, head), 0.0) + amount
    table = np.zeros((len(amounts), ledger.shape[1]))
    for row, amount in zip(table, amounts.values(), strict=True):
        row[:] = amount
    return Arcs(tuple(tail for tail, _ in amounts), tuple(head for _, head in amounts), table)


def _sums(shape: tuple[int, ...], moves: Iterable[tuple[Sequence[int], np.ndarray]]) -> np.ndarray:
    """The amounts by node."""
    result = np.zeros(shape)
    for nodes, amounts in moves:
        for node, amount in zip(nodes, amounts, strict=True):
            result[node] += amount
    return result
