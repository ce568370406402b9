"""Flows to pools: all the money that each inside party has in a period (design, section 5).

A pool is filled by opening cash, purchases, investments and returns received, customers,
outside investors and, where modelled outflow exceeds all that, by *unexplained* money. What is
not paid out is kept or leaves. Compute credits (and stock, when asked for) fill a sub-pool
"party#seller" that only purchases from that seller empty (section 12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.figures import Covered, Figures
from moneyloop.analysis.flows import Spread
from moneyloop.analysis.periods import Period
from moneyloop.model import INVESTMENT, PURCHASE, RETURN

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

_DUST = 1e-12


@dataclass(frozen=True, eq=False)
class Pools:
    """The pools of one period. Amounts in USD billions; arrays of length n (one per node).

    Nodes 0..len(parties)-1 are the inside parties, the rest sub-pools; `owner[node]` is the
    party that holds the pool. `purchases`, `investments` and `returns` are n x n, payer by
    payee, between inside nodes. `paid_outside` and `kept` leave the pool beside them; `kept`
    is the cash that the next period finds (`carried`), the rest of the residual leaks.
    """

    period: Period
    parties: tuple[str, ...]
    owner: np.ndarray
    purchases: csr_array
    investments: csr_array
    returns: csr_array
    customers: np.ndarray
    outside_investors: np.ndarray
    outside_returns: np.ndarray
    opening: np.ndarray
    carried: np.ndarray
    unexplained: np.ndarray
    kept: np.ndarray
    leak: np.ndarray
    total: np.ndarray
    inside_sales: np.ndarray
    revenue: tuple[Covered, ...]
    excess_sales: np.ndarray

    @property
    def booked(self) -> np.ndarray:
        """Booked revenue of each party: sales from inside parties plus customers."""
        booked: np.ndarray = self.inside_sales + self.customers[: len(self.parties)]
        return booked


def build(
    deals: pd.DataFrame,
    flows: pd.DataFrame,
    spans: Spread,
    periods: Sequence[Period],
    parties: Sequence[str],
    figures: Figures,
) -> list[Pools]:
    """The pools of successive periods; cash is carried from each to the next.

    The residual of a pool carries into the next period up to the reported closing cash (zero
    where no figure gives one); the rest of a reported opening balance is its own source.
    """
    place = {name: number for number, name in enumerate(parties)}
    nodes = _sub_pools(flows, place)
    owner = np.concatenate([np.arange(len(parties)), [place[holder] for holder, _ in nodes]])
    sales = _SalesByDay(deals, spans, place)
    result: list[Pools] = []
    by_period = dict(list(flows.groupby("period", sort=True)))
    for number, period in enumerate(periods):
        before = result[-1] if result else None
        ledger = _Ledger(by_period.get(number, flows.iloc[:0]), place, nodes)
        result.append(
            _pools(ledger, before, period, periods, parties, owner.astype(np.int64), figures, sales)
        )
    return result


def _sub_pools(flows: pd.DataFrame, place: dict[str, int]) -> dict[tuple[str, str], int]:
    """The sub-pools: (holder, seller) -> node, for every in-kind investment in an inside party."""
    in_kind = flows.loc[
        (flows["class"] == INVESTMENT) & flows["settlement"].isin(["credits", "stock"])
    ]
    pairs = sorted(set(zip(in_kind["payee"], in_kind["payer"], strict=True)))
    inside = [pair for pair in pairs if pair[0] in place]
    return {pair: len(place) + number for number, pair in enumerate(inside)}


class _SalesByDay:
    """Sales of each inside seller on a span of days, from inside and from outside buyers."""

    def __init__(self, deals: pd.DataFrame, spans: Spread, place: dict[str, int]) -> None:
        self._deals, self._spans, self._place = deals, spans, place

    @cached_property
    def _by_seller(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The spans of sales in order of seller, their sellers, and which buyers are inside.

        Sorted at the first question only: figures seldom cover a part of a period.
        """
        spans, place = self._spans, self._place
        sold = np.flatnonzero(self._deals["class"].to_numpy()[spans.deal] == PURCHASE)
        payee, payer = (
            self._deals[name].to_numpy()[spans.deal[sold]] for name in ("payee", "payer")
        )
        seller = np.array([place.get(name, -1) for name in payee], dtype=np.int64)
        inside = np.array([name in place for name in payer], dtype=bool)
        order = np.argsort(seller, kind="stable")
        return sold[order], seller[order], inside[order]

    def on(self, seller: int, days: Sequence[tuple[int, int]]) -> tuple[float, float]:
        """Sales to inside and to outside parties on these days, USD billions."""
        sold, sellers, inside = self._by_seller
        mine = slice(*np.searchsorted(sellers, [seller, seller + 1]))
        amount = sum(self._spans.between(first, last, sold[mine]) for first, last in days)
        return float(np.sum(amount * inside[mine])), float(np.sum(amount * ~inside[mine]))


class _Ledger:
    """The flows of one period, sorted into what moves inside, comes in and goes out.

    Every purchase from a party whose credits the buyer holds can be paid with them, so cash
    purchases are kept by (buyer, seller) until the credits at hand are known.
    """

    def __init__(
        self, flows: pd.DataFrame, place: dict[str, int], nodes: dict[tuple[str, str], int]
    ) -> None:
        self.size, self.place, self.nodes = len(place) + len(nodes), place, nodes
        self.moves: dict[str, list[tuple[int, int, float]]] = {
            INVESTMENT: [],
            RETURN: [],
            PURCHASE: [],
        }
        self.from_outside = {name: np.zeros(self.size) for name in self.moves}
        self.to_outside = np.zeros(self.size)
        self.bought: dict[tuple[str, str], float] = {}
        columns = ("payer", "payee", "class", "settlement", "amount")
        for payer, payee, cls, settlement, amount in zip(
            *(flows[column] for column in columns), strict=True
        ):
            in_kind = cls == INVESTMENT and settlement in ("credits", "stock")
            head = nodes.get((payee, payer)) if in_kind else place.get(payee)
            if cls == PURCHASE and (payer, payee) in nodes:
                self.bought[payer, payee] = self.bought.get((payer, payee), 0.0) + amount
            else:
                self.pay(cls, place.get(payer), head, amount)

    def pay(self, cls: str, tail: int | None, head: int | None, amount: float) -> None:
        """Book one payment; None stands for outside the network."""
        if tail is not None and head is not None:
            self.moves[cls].append((tail, head, amount))
        elif head is not None:
            self.from_outside[cls][head] += amount
        elif tail is not None:
            self.to_outside[tail] += amount

    def redeem(self, carried: np.ndarray) -> None:
        """Pay the purchases from sellers whose credits are held, with credits first."""
        granted = carried + self.from_outside[INVESTMENT]
        for _, head, amount in self.moves[INVESTMENT]:
            granted[head] += amount
        for (buyer, seller), amount in sorted(self.bought.items()):
            node = self.nodes[buyer, seller]
            credit = min(float(granted[node]), amount)
            to = self.place.get(seller)
            self.pay(PURCHASE, node, to, credit)
            self.pay(PURCHASE, self.place[buyer], to, amount - credit)

    def matrix(self, cls: str) -> csr_array:
        """Money of one class between inside nodes, payer by payee."""
        from scipy.sparse import csr_array

        moves = self.moves[cls]
        tail, head = (np.array([move[end] for move in moves], dtype=np.int64) for end in (0, 1))
        amount = np.array([move[2] for move in moves], dtype=float)
        matrix = csr_array((amount, (tail, head)), shape=(self.size, self.size))
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return matrix


def _pools(
    ledger: _Ledger,
    before: Pools | None,
    period: Period,
    periods: Sequence[Period],
    parties: Sequence[str],
    owner: np.ndarray,
    figures: Figures,
    sales: _SalesByDay,
) -> Pools:
    size, count = ledger.size, len(parties)
    carried = np.zeros(size) if before is None else before.kept.copy()
    opening, closing = np.zeros(size), np.zeros(size)
    for number, party in enumerate(parties):
        opening[number] = figures.cash_before(party, period.first) - carried[number]
        closing[number] = figures.cash_before(party, period.last + 1)
    ledger.redeem(carried)
    purchases, investments, returns = (ledger.matrix(cls) for cls in (PURCHASE, INVESTMENT, RETURN))
    inside_sales = np.asarray(purchases.sum(axis=0)).ravel()[:count]
    customers, revenue, excess = _customers(ledger, period, parties, figures, sales, inside_sales)
    received = sum(np.asarray(m.sum(axis=0)).ravel() for m in (purchases, investments, returns))
    paid = sum(np.asarray(m.sum(axis=1)).ravel() for m in (purchases, investments, returns))
    outside_investors = ledger.from_outside[INVESTMENT]
    outside_returns = ledger.from_outside[RETURN]
    inflow = received + customers + outside_investors + outside_returns + opening + carried
    outflow = paid + ledger.to_outside
    unexplained = np.where(outflow - inflow > _DUST, outflow - inflow, 0.0)
    residual = np.clip(inflow + unexplained - outflow, 0.0, None)
    kept = np.minimum(residual, closing)
    kept[count:] = residual[count:]
    if period is periods[-1]:
        kept = np.zeros(size)
    return Pools(
        period=period,
        parties=tuple(parties),
        owner=owner,
        purchases=purchases,
        investments=investments,
        returns=returns,
        customers=customers,
        outside_investors=outside_investors,
        outside_returns=outside_returns,
        opening=opening,
        carried=carried,
        unexplained=unexplained,
        kept=kept,
        leak=ledger.to_outside + residual - kept,
        total=inflow + unexplained,
        inside_sales=inside_sales,
        revenue=revenue,
        excess_sales=excess,
    )


def _customers(
    ledger: _Ledger,
    period: Period,
    parties: Sequence[str],
    figures: Figures,
    sales: _SalesByDay,
    inside_sales: np.ndarray,
) -> tuple[np.ndarray, tuple[Covered, ...], np.ndarray]:
    """Customers of each party, the revenue behind them, and sales above reported revenue.

    On days with a revenue figure customers are revenue less inside sales (never below zero);
    on the others they are the purchases of outside parties (section 4).
    """
    customers = np.zeros(ledger.size)
    excess = np.zeros(len(parties))
    revenue = []
    named = ledger.from_outside[PURCHASE]
    for number, party in enumerate(parties):
        covered = figures.revenue(party, period)
        revenue.append(covered)
        if not covered.spans:
            customers[number] = named[number]
            continue
        whole = covered.share >= 1
        inside, outside = (
            (float(inside_sales[number]), float(named[number]))
            if whole
            else sales.on(number, covered.spans)
        )
        customers[number] = max(covered.revenue - inside, 0.0)
        customers[number] += 0.0 if whole else max(named[number] - outside, 0.0)
        excess[number] = max(inside + outside - covered.revenue, 0.0)
    return customers, tuple(revenue), excess


def walk_back(pools: Sequence[Pools], last: int) -> Iterator[int]:
    """The periods whose money can still be in the pools of period `last`, latest first."""
    yield last
    for number in range(last - 1, -1, -1):
        if not pools[number].kept.any():
            return
        yield number
