"""Flows to pools: all the money that each inside party has in a period (method, section 5).

A pool is filled by earlier cash, purchases, investments and returns received, customers,
outside investors and, where modelled outflow exceeds all that, by money of *no known source*. What
is not paid out is kept or leaves. Compute credits (and stock, when asked for) fill a sub-pool
"party#seller" that only purchases from that seller empty (method, section 5). The two legs of an
exchange pay for each other, out of sub-pools that nothing else fills or empties.

The rules hold for one amount of each flow, and at once for many draws of the amounts
(`analysis/drawn/pools.py`): an amount is a number or a row of draws, arrays of nodes then
have a second axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from moneyloop.analysis.study.exchanges import exchanged, swap_pools
from moneyloop.analysis.study.figures import Covered, Figures
from moneyloop.analysis.study.flows import Spread
from moneyloop.analysis.study.moves import Moves, Table, by_node
from moneyloop.analysis.study.periods import Period
from moneyloop.model import FLOWING, INVESTMENT, PURCHASE, RETURN

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

_DUST = 1e-12  # of what a pool pays: what sums of the same amounts differ by

# Sales of a party to inside and to outside buyers on some days.
SalesOn = Callable[[int, Sequence[tuple[int, int]]], tuple[Any, Any]]

IN_KIND = ("credits", "stock")  # settlements of an investment that only its giver takes back


def in_kind(cls: str, settlement: str) -> bool:
    """Whether a payment fills a sub-pool that only its giver is paid from."""
    return cls == INVESTMENT and settlement in IN_KIND


class _Subtracts(Protocol):
    def __sub__(self, other: Any, /) -> Any: ...


Amount = TypeVar("Amount", bound=_Subtracts)


def credits_first(
    held: Amount, bought: Amount, least: Callable[[Amount, Amount], Amount]
) -> tuple[Amount, Amount]:
    """What is paid with the seller's credits and what in cash: (credit, cash).

    `held` are the credits at hand. Amounts may be of any sort that `least` finds the lesser of:
    numbers, arrays of draws, expressions.
    """
    credit = least(held, bought)
    return credit, bought - credit


@dataclass(frozen=True, eq=False, kw_only=True)
class Balances:
    """What comes into the pools of one period and what stays. Amounts in USD billions.

    Nodes 0..len(parties)-1 are the inside parties, the rest sub-pools; `owner[node]` is the
    party that holds the pool. Arrays have one entry per node (`network_sales` and
    `excess_sales` per party). Beside what is paid to inside nodes a pool loses `leak` (paid to
    outside parties, `to_outside`, or gone) and `kept`, the cash that the next period finds
    (`carried`).
    """

    period: Period
    parties: tuple[str, ...]
    owner: np.ndarray
    customers: np.ndarray
    outside_investors: np.ndarray
    outside_returns: np.ndarray
    earlier_cash: np.ndarray
    carried: np.ndarray
    no_known_source: np.ndarray
    kept: np.ndarray
    to_outside: np.ndarray
    leak: np.ndarray
    total: np.ndarray
    network_sales: np.ndarray
    reported: tuple[Covered, ...]
    excess_sales: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Pools(Balances):
    """The pools of one period, with the money that moves between inside nodes.

    `listed` has it by class, as lists; `purchases`, `investments` and `returns` are n x n.
    """

    listed: Mapping[str, Moves]

    @cached_property
    def purchases(self) -> csr_array:
        return self.listed[PURCHASE].matrix(len(self.owner))

    @cached_property
    def investments(self) -> csr_array:
        return self.listed[INVESTMENT].matrix(len(self.owner))

    @cached_property
    def returns(self) -> csr_array:
        return self.listed[RETURN].matrix(len(self.owner))

    @cached_property
    def spent(self) -> Table:
        """Purchases and returns: what leaves a pool and stays the money that it was."""
        return self._table(PURCHASE, RETURN)

    @cached_property
    def moves(self) -> Table:
        """All three classes together."""
        return self._table(PURCHASE, RETURN, INVESTMENT)

    @cached_property
    def invested(self) -> Table:
        """Investments, where their products are asked for again and again."""
        return self._table(INVESTMENT)

    @cached_property
    def paid(self) -> dict[str, np.ndarray]:
        """By class what each pool pays to inside nodes."""
        return {cls: moves.paid(len(self.owner)) for cls, moves in self.listed.items()}

    @cached_property
    def received(self) -> dict[str, np.ndarray]:
        """By class what each pool has from inside nodes."""
        return {cls: moves.received(len(self.owner)) for cls, moves in self.listed.items()}

    @property
    def revenue(self) -> np.ndarray:
        """Booked revenue of each party: sales from inside parties plus customers."""
        revenue: np.ndarray = self.network_sales + self.customers[: len(self.parties)]
        return revenue

    def _table(self, *classes: str) -> Table:
        return reduce(add, (self.listed[cls].table(len(self.owner)) for cls in classes))


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
    where no figure gives one, all of it in a list of payments); the rest of a reported earlier cash
    balance is its own source.
    """
    node_of = {name: node for node, name in enumerate(parties)}
    nodes = sub_pools(flows, node_of)
    swaps = swap_pools(flows, node_of, nodes)
    sales = SalesByDay(deals, spans, node_of)
    result: list[Pools] = []
    # Flows are in order of their period.
    ends = np.searchsorted(flows["period"].to_numpy(), np.arange(len(periods) + 1))
    for index, period in enumerate(periods):
        rows = flows.iloc[ends[index] : ends[index + 1]]
        ledger = Ledger(rows, rows["amount"].tolist(), node_of, nodes, swaps)
        carried = result[-1].kept if result else np.zeros(ledger.shape)
        ledger.redeem(carried)
        moves = {cls: ledger.listed(cls) for cls in FLOWING}
        size = len(ledger.owner)
        network_sales = ledger.by_party(moves[PURCHASE].received(size))
        entries = settle(
            ledger,
            carried,
            received=np.sum([each.received(size) for each in moves.values()], axis=0),
            paid=np.sum([each.paid(size) for each in moves.values()], axis=0),
            network_sales=network_sales,
            period=period,
            last=period is periods[-1],
            figures=figures,
            sales_on=sales.on,
        )
        result.append(Pools(listed=moves, **entries))
    return result


def sub_pools(flows: pd.DataFrame, node_of: dict[str, int]) -> dict[tuple[str, str], int]:
    """The sub-pools: (holder, seller) -> node, for every in-kind investment in an inside party."""
    columns = (flows[name].tolist() for name in ("payee", "payer", "class", "settlement"))
    granted = {
        (payee, payer)
        for payee, payer, cls, settlement in zip(*columns, strict=True)
        if cls == INVESTMENT and settlement in IN_KIND
    }
    inside = [pair for pair in sorted(granted) if pair[0] in node_of]
    return {pair: len(node_of) + number for number, pair in enumerate(inside)}


class SalesByDay:
    """Sales of each inside seller on a span of days, from inside and from outside buyers."""

    def __init__(self, deals: pd.DataFrame, spans: Spread, node_of: dict[str, int]) -> None:
        self._deals, self._spans, self._node_of = deals, spans, node_of

    @cached_property
    def _by_seller(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The spans of sales in order of seller, their sellers, and which buyers are inside.

        Sorted at the first question only: figures seldom cover a part of a period.
        """
        spans, node_of = self._spans, self._node_of
        sold = np.flatnonzero(self._deals["class"].to_numpy()[spans.deal] == PURCHASE)
        payee, payer = (
            self._deals[name].to_numpy()[spans.deal[sold]] for name in ("payee", "payer")
        )
        seller = np.array([node_of.get(name, -1) for name in payee], dtype=np.int64)
        inside = np.array([name in node_of for name in payer], dtype=bool)
        order = np.argsort(seller, kind="stable")
        return sold[order], seller[order], inside[order]

    def each(
        self, seller: int, days: Sequence[tuple[int, int]]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every sale on these days: its deal, USD billions, and whether the buyer is inside."""
        sold, sellers, inside = self._by_seller
        own = slice(*np.searchsorted(sellers, [seller, seller + 1]))
        amount = sum(self._spans.between(first, last, sold[own]) for first, last in days)
        return self._spans.deal[sold[own]], np.asarray(amount), inside[own]

    def on(self, seller: int, days: Sequence[tuple[int, int]]) -> tuple[float, float]:
        """Sales to inside and to outside parties on these days, USD billions."""
        _, amount, inside = self.each(seller, days)
        return float(np.sum(amount * inside)), float(np.sum(amount * ~inside))


_LEDGER = ("payer", "payee", "class", "settlement", "deal", "exchange")


class Ledger:
    """The flows of one period, sorted into what moves inside, comes in and goes out.

    `amounts` go with the rows of `flows`: numbers, or rows of `draws` draws. Every purchase
    from a party whose credits the buyer holds can be paid with them, so cash purchases are kept
    by (buyer, seller) until the credits at hand are known. `swaps` are the sub-pools of exchanges.
    """

    def __init__(
        self,
        flows: pd.DataFrame,
        amounts: Iterable[Any],
        node_of: dict[str, int],
        nodes: dict[tuple[str, str], int],
        swaps: dict[tuple[str, str], int],
        draws: int | None = None,
    ) -> None:
        self.node_of, self.nodes, self.swaps = node_of, nodes, swaps
        size = len(node_of) + len(nodes) + len(swaps)
        self.shape: tuple[int, ...] = (size,) if draws is None else (size, draws)
        self.moves: dict[str, list[tuple[int, int, Any]]] = {
            INVESTMENT: [],
            RETURN: [],
            PURCHASE: [],
        }
        self.from_outside = {name: np.zeros(self.shape) for name in self.moves}
        self.to_outside = np.zeros(self.shape)
        self.bought: dict[tuple[str, str], Any] = {}
        columns = tuple(flows[name].tolist() for name in _LEDGER)
        amounts = list(amounts)
        swapped = self._swap(list(zip(*columns, amounts, strict=True))) if swaps else {}
        for payer, payee, cls, settlement, deal, _, amount in zip(*columns, amounts, strict=True):
            if deal in swapped:
                amount = amount - swapped[deal]
            earmarked = in_kind(cls, settlement)
            head = nodes.get((payee, payer)) if earmarked else node_of.get(payee)
            if cls == PURCHASE and (payer, payee) in nodes:
                self.bought[payer, payee] = self.bought.get((payer, payee), 0.0) + amount
            else:
                self.pay(cls, node_of.get(payer), head, amount)

    def _swap(self, rows: Sequence[tuple[Any, ...]]) -> dict[int, Any]:
        """Pay the legs of exchanges with each other; what each has paid so, by deal."""
        legs, other = {}, {}
        for payer, payee, _, _, deal, partner, amount in rows:
            if partner >= 0 and (payer, payee) in self.swaps:
                legs[deal], other[deal] = amount, partner
        paid = exchanged(legs, other, np.minimum)
        for payer, payee, _, _, deal, *_ in rows:
            if deal in paid:
                ends = self.swaps[payer, payee], self.swaps[payee, payer]
                self.pay(PURCHASE, *ends, paid[deal])
        return paid

    def by_party(self, amounts: np.ndarray) -> np.ndarray:
        """Amounts by pool, those of the sub-pools of exchanges at the parties that hold them."""
        count = len(self.node_of)
        sums = amounts[:count]
        if self.swaps:
            sums = sums.copy()
            np.add.at(sums, self.owner[count:], amounts[count:])
        return sums

    @property
    def owner(self) -> np.ndarray:
        """The party that holds each pool."""
        holders = [self.node_of[holder] for holder, _ in (*self.nodes, *self.swaps)]
        return np.array([*range(len(self.node_of)), *holders], dtype=np.int64)

    def pay(self, cls: str, tail: int | None, head: int | None, amount: Any) -> None:
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
            credit, cash = credits_first(granted[node], amount, np.minimum)
            to = self.node_of.get(seller)
            self.pay(PURCHASE, node, to, credit)
            self.pay(PURCHASE, self.node_of[buyer], to, cash)

    def listed(self, cls: str) -> Moves:
        """Money of one class between inside nodes; the same two add up."""
        moves = self.moves[cls]
        tail, head = (np.array([move[end] for move in moves], dtype=np.int64) for end in (0, 1))
        amount = np.array([move[2] for move in moves], dtype=float)
        pairs, place = np.unique(tail * self.shape[0] + head, return_inverse=True)
        sums = by_node(place, amount, len(pairs))
        payer, payee = np.divmod(pairs[sums != 0], self.shape[0])
        return Moves(payer, payee, sums[sums != 0])


def settle(
    ledger: Ledger,
    carried: np.ndarray,
    *,
    received: np.ndarray,
    paid: np.ndarray,
    network_sales: np.ndarray,
    period: Period,
    last: bool,
    figures: Figures,
    sales_on: SalesOn,
) -> dict[str, Any]:
    """The `Balances` of a period, by name, once credits are redeemed.

    `received` and `paid` are what moves between inside nodes. In the `last` period all cash
    leaves.
    """
    parties = tuple(ledger.node_of)
    earlier_cash = np.zeros(ledger.shape)
    # Sub-pools keep all that is not redeemed.
    closing = np.full((len(earlier_cash), *(1,) * (earlier_cash.ndim - 1)), 0.0 if last else np.inf)
    for node, party in enumerate(parties):
        reported = figures.cash_before(party, period.first)
        earlier_cash[node] = np.clip(reported - carried[node], 0.0, None)
        if not last:
            closing[node] = figures.most_kept(party, period.last)
    outside_investors = ledger.from_outside[INVESTMENT]
    outside_returns = ledger.from_outside[RETURN]
    customers, figures_of, excess = _customers(ledger, period, figures, sales_on, network_sales)
    inflow = received + customers + outside_investors + outside_returns + earlier_cash + carried
    outflow = paid + ledger.to_outside
    short = outflow - inflow
    no_known_source = np.where(short > _DUST * outflow, short, 0.0)
    # Never less than it pays, not even by rounding.
    total = np.maximum(inflow, outflow)
    residual = total - outflow
    kept = np.minimum(residual, closing)
    return {
        "period": period,
        "parties": parties,
        "owner": ledger.owner,
        "customers": customers,
        "outside_investors": outside_investors,
        "outside_returns": outside_returns,
        "earlier_cash": earlier_cash,
        "carried": carried,
        "no_known_source": no_known_source,
        "kept": kept,
        "to_outside": ledger.to_outside,
        "leak": ledger.to_outside + (residual - kept),
        "total": total,
        "network_sales": network_sales,
        "reported": figures_of,
        "excess_sales": excess,
    }


def _customers(
    ledger: Ledger,
    period: Period,
    figures: Figures,
    sales_on: SalesOn,
    network_sales: np.ndarray,
) -> tuple[np.ndarray, tuple[Covered, ...], np.ndarray]:
    """Customers of each party, the revenue behind them, and sales above reported revenue.

    On days with a revenue figure customers are revenue less network sales (never below zero);
    on the others they are the purchases of outside parties (method, section 4).
    """
    named = ledger.from_outside[PURCHASE]
    customers, uncovered = named.copy(), np.zeros(ledger.shape)
    excess = np.zeros(network_sales.shape)
    reported = []
    for node, party in enumerate(ledger.node_of):
        covered = figures.revenue(party, period)
        reported.append(covered)
        if not covered.spans:
            continue
        if covered.share >= 1:
            inside, outside = network_sales[node], named[node]
        else:
            inside, outside = sales_on(node, covered.spans)
            uncovered[node] = named[node] - outside
        customers[node] = covered.revenue - inside
        excess[node] = inside + outside - covered.revenue
    customers, uncovered, excess = (np.clip(x, 0.0, None) for x in (customers, uncovered, excess))
    return customers + uncovered, tuple(reported), excess


def walk_back(pools: Sequence[Balances], last: int) -> Iterator[int]:
    """The periods whose money can still be in the pools of period `last`, latest first."""
    yield last
    for period in range(last - 1, -1, -1):
        if not pools[period].kept.any():
            return
        yield period
