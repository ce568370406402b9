"""The pools of a study with every amount anywhere in its stated range (method, section 9).

Each deal that counts is a variable between its amount and its "up to", and whatever a pool
receives, pays, keeps or leaks is an expression in these. The rules of the pools bend in places
(customers are revenue less sales *but not below zero*, credits pay *up to* what is bought, a
pool keeps cash *up to* the reported balance, what is missing has no known source): every one
of them is a positive part, max(expression, 0).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.ranged.affine import Affine, Variables, plus
from moneyloop.analysis.study import flows as flows_
from moneyloop.analysis.study.exchanges import exchanged, swap_pools
from moneyloop.analysis.study.pools import SalesByDay, credits_first, in_kind, sub_pools
from moneyloop.model import INVESTMENT, PURCHASE, RETURN, DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.study.study import Study

Arc = tuple[int, int]
Days = tuple[tuple[int, int], ...]
Key = TypeVar("Key")
_Book = dict[Key, list[Affine]]
ZERO = Affine()
_FARTHEST = 1e9  # times the least amount: linear programs hold some twelve digits


def ranges(deals: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Least and most of each deal of a study, USD billions; NaN where its amount is unknown.

    From the amount to the "up to", and always around the value that the study's case counts: a
    row that states only an "up to" is unknown in the firm case and that number in the headline.
    """
    amount, high, value = (
        deals[column].to_numpy(dtype=float)
        for column in ("amount_usd_bn", "amount_high_usd_bn", "value")
    )
    return np.fmin(amount, value), np.fmax(np.fmax(amount, high), value)


def _refuse_far_apart(deals: pd.DataFrame, low: np.ndarray, high: np.ndarray) -> None:
    """Raises DataError for ranges so large that the least amount drowns in their rounding."""
    known = np.concatenate([low, high])
    least = known[known > 0].min(initial=math.inf)
    far = (high > low) & (high > _FARTHEST * least)
    if not far.any():
        return
    small = deals["id"].iloc[int(np.flatnonzero((low == least) | (high == least))[0])]
    raise DataError(
        Problem(
            file="deals.csv",
            line=int(line),
            column="amount_high_usd_bn",
            value=f"{most:g}",
            rule="far-apart",
            message=f"{most:g} is over a billion times the least amount, {least:g} of {small}: no "
            "interval over amounts holds digits of both",
            hint="mend the amounts, or leave out --amounts interval",
        )
        for line, most in zip(deals["line"][far], high[far], strict=True)
    )


class RangedPools:
    """The pools of a study as expressions in the amounts of its deals; USD billions.

    Indexes of periods, nodes and parties are those of `Study.pools`; an arc is (tail, head).
    Expressions are made when they are asked for and kept, so that one rule has one variable.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.parties = study.network.inside
        node_of = {name: node for node, name in enumerate(self.parties)}
        self.nodes = sub_pools(study.flows, node_of)
        swaps = swap_pools(study.flows, node_of, self.nodes)
        holders = (node_of[holder] for holder, _ in (*self.nodes, *swaps))
        self.owner = np.array([*range(len(node_of)), *holders])
        low, high = ranges(study.deals)
        counted = study.deals["reason"].to_numpy() == ""
        _refuse_far_apart(study.deals.loc[counted], low[counted], high[counted])
        self.variables = Variables()
        self.amounts: dict[int, Affine] = {
            int(deal): self.variables.add(float(low[deal]), float(high[deal]))
            for deal in np.flatnonzero(counted)
        }
        self.deal_of = {
            name: deal for deal, amount in self.amounts.items() for name in amount.terms
        }
        # One dollar of each deal, spread over its days: how much of an amount falls where.
        dollars = study.deals.assign(value=1.0)
        spans = flows_.spread(dollars)
        flows = flows_.by_period(dollars, spans, list(study.periods))
        self._sales = SalesByDay(dollars, spans, node_of)
        by_period = dict(list(flows.groupby("period", sort=True)))
        self._made: dict[tuple[str, int, int], Affine] = {}
        self._books: dict[tuple[int, bool], list[graph.Book]] = {}
        self._periods: list[_Payments] = []
        left: dict[int, Affine] = {}
        for period in range(len(study.periods)):
            rows = by_period.get(period, flows.iloc[:0])
            payments = _Payments(
                rows, node_of, self.nodes, swaps, self.amounts, left, self.variables
            )
            self._periods.append(payments)
            left = payments.left

    def payments(self, period: int) -> tuple[graph.Payments, list[Affine]]:
        """The payments of a period and of those whose cash may be carried into it."""
        layers = [self._paid(period, last=True)]
        for index in range(period - 1, -1, -1):
            books = self._paid(index, last=False)
            if not any(book.amount for book in books if book.cls == graph.KEPT):
                break
            layers.append(books)
        amounts = [amount for books in layers for book in books for amount in book.amount]
        return graph.unrolled(layers, len(self.owner)), amounts

    def _paid(self, period: int, *, last: bool) -> list[graph.Book]:
        """What may be paid in a period; in the last one all that is left is gone."""
        if (period, last) not in self._books:
            self._books[period, last] = list(self._find_paid(period, last))
        return self._books[period, last]

    def _find_paid(self, period: int, last: bool) -> Iterator[graph.Book]:
        payments, nodes, nobody = self._periods[period], range(len(self.owner)), graph.OUTSIDE
        for cls, moves in payments.moves.items():
            yield self._book(graph.CODE[cls], moves)
        invested = payments.from_outside[INVESTMENT].items()
        yield self._book(graph.INVEST, {(nobody, node): amount for node, amount in invested})
        # However little is gone, it is a way out: without it a pool would not add up.
        gone = {(node, nobody): self.gone(period, node, not last) for node in nodes}
        yield _book(graph.NO_DEAL, gone)
        if not last:
            kept = {(node, node): self.carried_on(period, node) for node in nodes}
            yield self._book(graph.KEPT, kept)

    def _book(self, cls: int, moves: Mapping[Arc, Affine]) -> graph.Book:
        return _book(cls, {ends: amount for ends, amount in moves.items() if self.may_be(amount)})

    def touched(self, period: int) -> set[int]:
        """The parties whose pools money may enter or leave in a period."""
        payments = self._periods[period]
        books = [*payments.from_outside.values(), payments.to_outside, payments.left]
        paid = [(node, amount) for book in books for node, amount in book.items()]
        for moves in payments.moves.values():
            for ends, amount in moves.items():
                paid += [(end, amount) for end in ends]
        return {int(self.owner[node]) for node, amount in paid if self.may_be(amount)}

    def may_be(self, amount: Affine) -> bool:
        """True where an amount can be more than nothing."""
        return self.variables.range(amount)[1] > self.variables.dust(amount)

    def revenue(self, period: int, target: int) -> Affine:
        """Sales from inside parties plus customers."""
        return self.network_sales(period, target) + self._customers(period, target)

    def network_sales(self, period: int, target: int) -> Affine:
        return self._periods[period].network_sales.get(target, ZERO)

    def carried_on(self, period: int, node: int) -> Affine:
        """Cash that the next period finds: what is left, up to the reported closing balance."""
        if node >= len(self.parties):
            return self._periods[period].left.get(node, ZERO)
        closing = self._cash(node, self.study.periods[period].last + 1)
        if closing <= 0:
            return ZERO
        spilt = self._positive("spilt", period, node, Affine(-closing))
        return self._positive("residual", period, node, ZERO) - spilt

    def gone(self, period: int, node: int, carries: bool) -> Affine:
        """What leaves a pool for nobody in the network; all that is left where nothing carries."""
        payments = self._periods[period]
        if node >= len(self.parties):
            return ZERO if carries else payments.left.get(node, ZERO)
        closing = self._cash(node, self.study.periods[period].last + 1) if carries else 0.0
        name = "spilt" if closing > 0 else "residual"
        spilt = self._positive(name, period, node, Affine(-closing))
        return payments.to_outside.get(node, ZERO) + spilt

    def _cash(self, party: int, day: int) -> float:
        return self.study.figures.cash_before(self.parties[party], day)

    def _positive(self, name: str, period: int, party: int, more: Affine) -> Affine:
        """max(inflow - outflow + more, 0) of a party's pool.

        An opening balance is the reported one whatever part of it earlier periods explain, so
        that nothing but sub-pools ties a period to the one before.
        """
        key = (name, period, party)
        if key not in self._made:
            payments = self._periods[period]
            parts = [
                Affine(self._cash(party, self.study.periods[period].first)),
                self._customers(period, party),
                payments.balance.get(party, ZERO),
                more,
            ]
            self._made[key] = self.variables.positive(plus(parts))
        return self._made[key]

    def _customers(self, period: int, party: int) -> Affine:
        """Revenue less network sales on covered days, what outside parties buy on the others."""
        key = ("customers", period, party)
        if key not in self._made:
            self._made[key] = self._find_customers(period, party)
        return self._made[key]

    def _find_customers(self, index: int, party: int) -> Affine:
        name, period = self.parties[party], self.study.periods[index]
        named = self._periods[index].from_outside[PURCHASE].get(party, ZERO)
        covered = self.study.figures.revenue(name, period)
        if not covered.spans:
            return named
        revenue = Affine(covered.revenue)
        if covered.share >= 1:
            return self.variables.positive(revenue - self.network_sales(index, party))
        inside, outside = self._sales_on(party, covered.spans)
        beside = self.variables.positive(named - outside)
        return self.variables.positive(revenue - inside) + beside

    def _sales_on(self, seller: int, days: Days) -> tuple[Affine, Affine]:
        """Sales to inside and to outside parties on these days."""
        sales = zip(*(column.tolist() for column in self._sales.each(seller, days)), strict=True)
        sold: tuple[list[Affine], list[Affine]] = ([], [])
        for deal, dollars, inside in sales:
            sold[0 if inside else 1].append(self.amounts[deal].times(dollars))
        return plus(sold[0]), plus(sold[1])


class _Payments:
    """What is paid in one period, as expressions: `study.pools.Ledger` with amounts that vary.

    `balance` is inflow less outflow of each node without customers and cash, `left` the credits
    that a sub-pool still has at the end.
    """

    def __init__(
        self,
        flows: pd.DataFrame,
        node_of: dict[str, int],
        nodes: dict[tuple[str, str], int],
        swaps: dict[tuple[str, str], int],
        amounts: Mapping[int, Affine],
        carried: Mapping[int, Affine],
        variables: Variables,
    ) -> None:
        moves: dict[str, _Book[Arc]] = {cls: {} for cls in (INVESTMENT, RETURN, PURCHASE)}
        from_outside: dict[str, _Book[int]] = {cls: {} for cls in moves}
        to_outside: _Book[int] = {}
        balance: _Book[int] = {}
        bought: _Book[tuple[str, str]] = {}

        def pay(cls: str, tail: int | None, head: int | None, amount: Affine) -> None:
            if tail is not None and head is not None:
                moves[cls].setdefault((tail, head), []).append(amount)
            elif head is not None:
                from_outside[cls].setdefault(head, []).append(amount)
            elif tail is not None:
                to_outside.setdefault(tail, []).append(amount)
            if tail is not None:
                balance.setdefault(tail, []).append(amount.times(-1.0))
            # Sales to outside parties are customers, who are counted apart.
            if head is not None and not (tail is None and cls == PURCHASE):
                balance.setdefault(head, []).append(amount)

        columns = ("payer", "payee", "class", "settlement", "exchange", "deal", "amount")
        rows = list(zip(*(flows[column].tolist() for column in columns), strict=True))
        legs, other = {}, {}
        for payer, payee, _, _, partner, deal, dollars in rows:
            if partner >= 0 and (payer, payee) in swaps:
                legs[deal], other[deal] = amounts[deal].times(dollars), partner
        swapped = exchanged(legs, other, variables.least)
        for payer, payee, cls, settlement, _, deal, dollars in rows:
            amount = amounts[deal].times(dollars)
            if deal in swapped:
                pay(cls, swaps[payer, payee], swaps[payee, payer], swapped[deal])
                amount = amount - swapped[deal]
            earmarked = in_kind(cls, settlement)
            head = nodes.get((payee, payer)) if earmarked else node_of.get(payee)
            if cls == PURCHASE and (payer, payee) in nodes:
                bought.setdefault((payer, payee), []).append(amount)
            else:
                pay(cls, node_of.get(payer), head, amount)
        self.left: dict[int, Affine] = {}
        for (buyer, seller), node in sorted(nodes.items()):
            granted = plus([carried.get(node, ZERO), *balance.get(node, ())])
            amount = plus(bought.get((buyer, seller), ()))
            credit, cash = credits_first(granted, amount, variables.least)
            self.left[node] = granted - credit
            pay(PURCHASE, node, node_of.get(seller), credit)
            pay(PURCHASE, node_of[buyer], node_of.get(seller), cash)
        self.moves = {cls: _closed(book) for cls, book in moves.items()}
        self.from_outside = {cls: _closed(book) for cls, book in from_outside.items()}
        self.to_outside, self.balance = _closed(to_outside), _closed(balance)
        sales: _Book[int] = {}
        holder = {node: node_of[name] for (name, _), node in swaps.items()}
        for (_, head), amount in self.moves[PURCHASE].items():
            sales.setdefault(holder.get(head, head), []).append(amount)
        self.network_sales = _closed(sales)


def _book(cls: int, moves: Mapping[Arc, Affine]) -> graph.Book:
    tail, head = np.array(list(moves), dtype=np.int64).reshape(-1, 2).T
    return graph.Book(cls, tail, head, list(moves.values()))


def _closed(book: _Book[Key]) -> dict[Key, Affine]:
    return {key: plus(amounts) for key, amounts in book.items()}
