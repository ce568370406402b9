"""The pools of a study with all that is not public as variables (method, section 7).

Every amount is what the study counts plus its changes, and whatever a pool receives, pays, keeps or
leaks is an expression in these. The rules of the pools bend in places (customers are revenue
less sales *but not below zero*, credits pay *up to* what is bought, a pool keeps cash *up to* the
reported balance): every one of them is a positive part, max(expression, 0). What an open row can
come to is limited by what the totals say (`rules`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.graph import ANY_INVESTOR, BUY, INVEST, KEPT, NO_DEAL, OUTSIDE
from moneyloop.analysis.pooled import bounds as bounds_
from moneyloop.analysis.pooled.label_sets import Layers
from moneyloop.analysis.ranged.affine import Affine, plus
from moneyloop.analysis.ranged.changes import Changes, Way, changes, ready
from moneyloop.analysis.ranged.layers import ZERO, Arc, with_changes
from moneyloop.analysis.ranged.opened import Place, Record, funded, opened
from moneyloop.analysis.study.exchanges import exchanged, swap_pools
from moneyloop.analysis.study.pools import SalesByDay, credits_first, in_kind, sub_pools
from moneyloop.analysis.study.study import Study
from moneyloop.model import PURCHASE

_Book = dict[Arc, Affine]


@dataclass(frozen=True, eq=False)
class _Moved:
    """How the payments of a period differ from those of the study, by arc and by pool.

    `received`, `paid` and `outside` are of the nodes (customers and cash apart), `sold` and `named`
    the sales of a party to inside and to outside buyers, `left` the credits that stay.
    """

    arcs: _Book = field(default_factory=dict)
    received: dict[int, Affine] = field(default_factory=dict)
    paid: dict[int, Affine] = field(default_factory=dict)
    outside: dict[int, Affine] = field(default_factory=dict)
    sold: dict[int, Affine] = field(default_factory=dict)
    named: dict[int, Affine] = field(default_factory=dict)
    left: dict[int, Affine] = field(default_factory=dict)


class RangedPools:
    """The pools of a study with everything that is not public left open; USD billions.

    `pools` are those of `opened` and `funded`: the whole answer where no changed amount comes in,
    the latter for the most of any investor's money. Indexes of periods, nodes and parties are
    those of `Study.pools`. With `ranges` amounts are anywhere up to their "up to" too; open rows
    whose ids are in `without` stay at nothing, and `balances` and `origins` are the places of a
    `Record`. Expressions are made when they are asked for and kept, so that one rule has one
    variable.
    """

    def __init__(
        self,
        study: Study,
        *,
        ranges: bool = False,
        without: frozenset[str] = frozenset(),
        balances: frozenset[Place] = frozenset(),
        origins: frozenset[Place] = frozenset(),
        made: Changes | None = None,
    ) -> None:
        self._fresh = made or changes(study, ranges=ranges, without=without)
        self.changes = fresh = self._fresh.copied()
        self.variables = self.changes.variables
        self.study = study = study if made else ready(study, fresh)
        self.parties = study.network.inside
        self.record = Record(study, balances, origins)
        self.pools = opened(self.record)
        self.funded = funded(self.record, self.pools)
        self.facts = study.figures.facts
        self._node_of = {name: node for node, name in enumerate(self.parties)}
        self._nodes = sub_pools(study.flows, self._node_of)
        self._swaps = swap_pools(study.flows, self._node_of, self._nodes)
        self._made: dict[tuple[str, int, int], Affine] = {}
        self._layers: dict[int, Layers] = {}
        self._limit_sales()
        self._moved: list[_Moved] = []
        for period, ways in enumerate(self.changes.by_period):
            left = self._moved[-1].left if self._moved else {}
            moves = ways or left or self.changes.legs[period]
            self._moved.append(self._move(period, ways, left) if moves else _Moved())

    def settled(
        self,
        *,
        balances: frozenset[Place] = frozenset(),
        origins: frozenset[Place] = frozenset(),
    ) -> RangedPools:
        """The same pools with what is known at the places of a `Record`."""
        return RangedPools(self.study, balances=balances, origins=origins, made=self._fresh)

    @property
    def changed(self) -> bool:
        """Whether any amount may be other than the study counts it."""
        return any(moved.arcs for moved in self._moved)

    @cached_property
    def known_amounts(self) -> tuple[list[str], list[float]]:
        """The id of each deal and the amount that the study counts it at, USD billions."""
        deals = self.study.deals
        return deals["id"].astype(str).tolist(), deals["value"].fillna(0.0).tolist()

    def layers(self, period: int, measure: str) -> Layers:
        """The payments of a period and of those whose cash may be carried into it.

        That outside investors may have paid in more matters for any investor's money alone.
        """
        if period not in self._layers:
            self._layers[period] = self._find_layers(period)
        layers = self._layers[period]
        return layers if measure == ANY_INVESTOR else replace(layers, funded=layers.funded[:0])

    def revenue(self, period: int, target: int) -> Affine:
        """Sales from inside parties plus customers."""
        return plus(
            [
                Affine(float(self.study.pools[period].revenue[target])),
                self._moved[period].sold.get(target, ZERO),
                self._more_customers(period, target),
            ]
        )

    def network_sales(self, period: int, target: int) -> Affine:
        known = float(self.study.pools[period].network_sales[target])
        return Affine(known) + self._moved[period].sold.get(target, ZERO)

    def touched(self, period: int) -> set[int]:
        """The parties whose pools money may enter or leave only because amounts may change."""
        owner = self.study.pools[period].owner
        return {
            int(owner[end])
            for arc, more in self._moved[period].arcs.items()
            for end in arc[1:]
            if end != OUTSIDE and self.variables.range(more)[1] > 0
        }

    @cached_property
    def rules(self) -> tuple[Affine, ...]:
        """What must not be below zero: what totals leave for open rows (method, section 7.1)."""
        return tuple(rule for _, rule in self.totals)

    @cached_property
    def totals(self) -> tuple[tuple[str, Affine], ...]:
        """The same rules, each with the total that it is of, in words."""
        return (*self._sales_rules, *self._money_rules())

    @cached_property
    def _sales(self) -> SalesByDay:
        return SalesByDay(self.study.deals, self.study.spans, self._node_of)

    @cached_property
    def _changed_sales(self) -> SalesByDay:
        return SalesByDay(self.changes.dollars, self.changes.spans, self._node_of)

    def _limit_sales(self) -> None:
        """The rules of sales, and no open row above what one of them leaves for it alone."""
        self._sales_rules = list(self._find_sales_rules())
        high = self.variables.high
        for _, rule in self._sales_rules:
            room = self.variables.range(plus([rule, *self._open_part(rule, -1.0)]))[1]
            for name, value in rule.terms.items():
                if name in self.changes.open and value < 0:
                    high[name] = min(high[name], max(room, 0.0) / -value)

    def _open_part(self, of: Affine, sign: float) -> list[Affine]:
        terms = {name: sign * value for name, value in of.terms.items()}
        return [Affine(0.0, {name: terms[name]}) for name in terms if name in self.changes.open]

    def _find_sales_rules(self) -> Iterator[tuple[str, Affine]]:
        """Sales on days with reported revenue stay within it, or within the known rows."""
        payees = self.study.deals["payee"].to_numpy()
        for period, ways in enumerate(self.changes.by_period):
            sellers = {payee for (_, payee, cls, _) in ways if cls == PURCHASE}
            sellers |= {str(payees[leg]) for leg in self.changes.legs[period]}
            for seller in sorted(sellers & self._node_of.keys()):
                node = self._node_of[seller]
                covered = self.facts.revenue(seller, self.study.periods[period])
                if not covered.spans:
                    continue
                known = sum(self._sales.on(node, covered.spans))
                more = self._more_sold(node, covered.spans)
                open_ = plus([part for of in more for part in self._open_part(of, 1.0)])
                ranged = plus([*more, open_.times(-1.0)])
                room = self.variables.positive(Affine(covered.revenue - known) - ranged)
                if open_.terms:
                    yield f"revenue of {seller} that no sale explains", room - open_

    def _more_sold(self, seller: int, days: tuple[tuple[int, int], ...]) -> tuple[Affine, Affine]:
        """How sales to inside and to outside parties on these days may differ."""
        name_of = self.changes.name_of
        sold: tuple[list[Affine], list[Affine]] = ([], [])
        for deal, dollars, inside in zip(*self._changed_sales.each(seller, days), strict=True):
            if int(deal) in name_of and dollars:
                more = Affine(0.0, {name_of[int(deal)]: float(dollars)})
                sold[0 if inside else 1].append(more)
        return plus(sold[0]), plus(sold[1])

    def _move(self, period: int, ways: Mapping[Way, Affine], carried: dict[int, Affine]) -> _Moved:
        """The changes of a period, sorted by who pays and who is paid, with credits first."""
        arcs: dict[Arc, list[Affine]] = defaultdict(list)
        bought: dict[tuple[str, str], Affine] = {}
        granted: dict[int, list[Affine]] = defaultdict(list)
        for node, more in carried.items():
            granted[node].append(more)
        swapped, in_cash = self._exchange(period)
        for arc, more in swapped.items():
            arcs[arc].append(more)
        for (payer, payee, cls, settlement), more in (*ways.items(), *in_cash):
            tail = self._node_of.get(payer, OUTSIDE)
            head = self._node_of.get(payee, OUTSIDE)
            if in_kind(cls, settlement):
                head = self._nodes.get((payee, payer), head)
                granted[head].append(more)
            if cls == PURCHASE and (payer, payee) in self._nodes:
                bought[payer, payee] = plus([bought.get((payer, payee), ZERO), more])
            elif (tail, head) != (OUTSIDE, OUTSIDE):
                arcs[graph.CODE[cls], tail, head].append(more)
        left: dict[int, Affine] = {}
        for (buyer, seller), node in self._nodes.items():
            more_bought = bought.get((buyer, seller), ZERO)
            if more_bought.terms or granted.get(node):
                held = float(self.study.pools[period].total[node])
                spent = self._bought(period, buyer, seller)
                pays = credits_first(
                    plus([Affine(held), *granted[node]]),
                    Affine(spent) + more_bought,
                    self.variables.least,
                )
                known = credits_first(held, spent, min)
                head = self._node_of.get(seller, OUTSIDE)
                for tail, now, before in zip(
                    (node, self._node_of[buyer]), pays, known, strict=True
                ):
                    arcs[BUY, tail, head].append(now - Affine(before))
                left[node] = plus([*granted[node], Affine(known[0]), pays[0].times(-1.0)])
        owner = self.study.pools[period].owner
        return _sorted({arc: plus(parts) for arc, parts in arcs.items()}, left, owner)

    def _exchange(self, period: int) -> tuple[_Book, list[tuple[Way, Affine]]]:
        """The changes of what legs of exchanges pay for each other, and of their cash."""
        legs, other = self.changes.legs[period], self.changes.other.tolist()
        both = sorted({leg for deal in legs for leg in (deal, other[deal])})
        if not both:
            return {}, []
        flows, deals = self.study.flows, self.study.deals
        rows = flows.loc[(flows["period"] == period) & flows["deal"].isin(both)]
        known = dict(zip(rows["deal"], rows["amount"], strict=True))
        amounts = {leg: Affine(known.get(leg, 0.0)) + legs.get(leg, ZERO) for leg in both}
        paid = exchanged(amounts, dict(enumerate(other)), self.variables.least)
        before = exchanged(dict.fromkeys(both, 0.0) | known, dict(enumerate(other)), min)
        arcs: dict[Arc, list[Affine]] = defaultdict(list)
        in_cash: list[tuple[Way, Affine]] = []
        for leg in both:
            payer, payee, settlement = (
                str(deals[name].iloc[leg]) for name in ("payer", "payee", "settlement")
            )
            more = paid[leg] - Affine(before[leg])
            arcs[BUY, self._swaps[payer, payee], self._swaps[payee, payer]].append(more)
            rest = legs.get(leg, ZERO) - more
            in_cash.append(((payer, payee, PURCHASE, settlement), rest))
        return {arc: plus(parts) for arc, parts in arcs.items()}, in_cash

    def _bought(self, period: int, buyer: str, seller: str) -> float:
        """What is bought from a seller with its credits or in cash, legs of exchanges apart."""
        if seller in self._node_of:
            moves = self.study.pools[period].listed[PURCHASE]
            bought = np.isin(moves.payer, (self._nodes[buyer, seller], self._node_of[buyer]))
            return float(moves.amount[bought & (moves.payee == self._node_of[seller])].sum())
        flows = self.study.flows
        rows = (flows["period"] == period) & (flows["class"] == PURCHASE)
        rows &= (flows["payer"] == buyer) & (flows["payee"] == seller)
        return float(flows.loc[rows, "amount"].sum())

    def _more_customers(self, period: int, party: int) -> Affine:
        """How far customers differ from those of the study."""
        return self._once("customers", period, party, self._find_more_customers)

    def _find_more_customers(self, period: int, party: int) -> Affine:
        moved, pools = self._moved[period], self.study.pools[period]
        sold, named = moved.sold.get(party, ZERO), moved.named.get(party, ZERO)
        covered = pools.reported[party]
        if not covered.spans:
            return named
        if not sold.terms and not named.terms:
            return ZERO
        positive, before = self.variables.positive, float(pools.customers[party])
        if covered.share >= 1:
            known = float(pools.network_sales[party])
            return positive(Affine(covered.revenue - known) - sold) - Affine(before)
        inside, outside = self._more_sold(party, covered.spans)
        room = covered.revenue - self._sales.on(party, covered.spans)[0]
        beside = before - max(room, 0.0)
        parts = positive(Affine(room) - inside), positive(plus([Affine(beside), named]) - outside)
        return plus([*parts, Affine(-before)])

    def _once(
        self, name: str, period: int, node: int, find: Callable[[int, int], Affine]
    ) -> Affine:
        if (name, period, node) not in self._made:
            self._made[name, period, node] = find(period, node)
        return self._made[name, period, node]

    def _moves_balance(self, period: int, node: int) -> bool:
        moved = self._moved[period]
        books = (moved.received, moved.paid, moved.sold, moved.named)
        return any(node in book for book in books)

    def _balance(self, period: int, node: int) -> Affine:
        """Inflow less outflow of a party's pool, without money of no known source."""

        def find(period: int, node: int) -> Affine:
            pools, moved = self.study.pools[period], self._moved[period]
            total = float(pools.total[node])
            known = total - float(pools.no_known_source[node]) - _paid(pools.moves, node)
            return plus(
                [
                    Affine(known - float(pools.to_outside[node]), {}, total),
                    moved.received.get(node, ZERO),
                    moved.paid.get(node, ZERO).times(-1.0),
                    self._more_customers(period, node),
                ]
            )

        return self._once("balance", period, node, find)

    def _known_balance(self, period: int, node: int) -> Affine:
        """The same with nothing of open rows."""

        def find(period: int, node: int) -> Affine:
            return self.variables.without(self._balance(period, node), self.changes.open)

        return self._once("known", period, node, find)

    def _residual(self, period: int, node: int) -> Affine:
        def find(period: int, node: int) -> Affine:
            left = self.variables.positive(self._balance(period, node))
            return left + self._brought(period, node)

        return self._once("residual", period, node, find)

    def _brought(self, period: int, node: int) -> Affine:
        """What the period before may have left in a closed pool, where no figure tells of it."""
        if period == 0 or self.record.closing(period - 1, node) is not None:
            return ZERO
        return self._residual(period - 1, node)

    def _spilt(self, period: int, node: int) -> Affine:
        """What is left beyond the reported closing cash."""

        def find(period: int, node: int) -> Affine:
            closing = Affine(self.record.closing(period, node) or 0.0)
            return self.variables.positive(self._residual(period, node) - closing)

        return self._once("spilt", period, node, find)

    def _carry(self, period: int, node: int) -> Affine:
        """Known money that an earlier period may have left, where no figure gives the cash."""
        if period < 0 or self.record.closing(period, node) is not None:
            return ZERO

        def find(period: int, node: int) -> Affine:
            earlier = self._carry(period - 1, node)
            return self.variables.positive(self._balance(period, node) + earlier)

        return self._once("carry", period, node, find)

    def _money_rules(self) -> Iterator[tuple[str, Affine]]:
        """A payer whose revenue is reported pays open rows out of money that is known.

        What has no known source does not grow, and reported closing cash is still there.
        """
        buyers = self.study.deals["payer"].to_numpy()
        resting = self.variables.resting_on(self.changes.open)
        for period, moved in enumerate(self._moved):
            # Who buys by a leg of an exchange has less cash of the other leg.
            legs = {self._node_of[buyers[leg]]: of for leg, of in self.changes.legs[period].items()}
            books = (*moved.paid.items(), *legs.items())
            paying = {node for node, more in books if not resting.isdisjoint(more.terms)}
            for node in sorted(paying):
                if node >= len(self.parties):  # credits and what is exchanged are no cash
                    continue
                if not self.record.is_reported(period, node):
                    continue
                known = self._known_balance(period, node)
                closing = Affine(self.record.closing(period, node) or 0.0)
                least = self.variables.least(known, closing)
                left = plus([self._balance(period, node), self._carry(period - 1, node)])
                beside = " beside its reported cash" if closing.const else ""
                yield f"money that {self.parties[node]} has left{beside}", left - least

    def _ways_out(self, period: int, last: bool) -> Iterator[tuple[Arc, Affine]]:
        """What may be gone or kept, for the pools where it depends on changed amounts."""
        moved, pools = self._moved[period], self.study.pools[period]
        for node, left in moved.left.items():
            credits = Affine(float(pools.kept[node] + pools.leak[node] - pools.to_outside[node]))
            stays = credits + left
            gone = Affine(float(pools.to_outside[node])) + moved.outside.get(node, ZERO)
            yield (NO_DEAL, node, OUTSIDE), gone + stays if last else gone
            if not last:
                yield (KEPT, node, node), stays
        for node in range(len(self.parties)):
            if not self.record.is_closed(period, node):
                continue
            if not self._moves_balance(period, node) and not self._brought(period, node).terms:
                continue
            paid = Affine(float(pools.to_outside[node])) + moved.outside.get(node, ZERO)
            residual = self._residual(period, node)
            reported = self.record.closing(period, node) is not None
            spilt = self._spilt(period, node) if reported and not last else ZERO
            yield (NO_DEAL, node, OUTSIDE), paid + (residual if last else spilt)
            if not last:
                yield (KEPT, node, node), residual - spilt

    def _find_layers(self, period: int) -> Layers:
        changed: list[dict[Arc, Affine]] = []
        indexes: list[int] = []
        for index in range(period, -1, -1):
            ways = dict(self._ways_out(index, index == period))
            if index < period and not (
                self.pools[index].kept.any() or any(cls == KEPT for cls, _, _ in ways)
            ):
                break
            indexes.append(index)
            changed.append(self._amounts(index) | ways)
        paid, amount = bounds_.payments(self.pools, period, indexes)
        owner = np.tile(self.pools[period].owner, len(indexes))
        layers = Layers(paid, amount, owner, funded=self._funded(paid, indexes))
        return with_changes(layers, changed)

    def _funded(self, paid: graph.Payments, indexes: Sequence[int]) -> np.ndarray:
        """The payments of outside investors that may have been more."""
        more = np.concatenate([self.record.unreported(index) for index in indexes])
        outside = (paid.tail == OUTSIDE) & (paid.cls == INVEST)
        return np.flatnonzero(outside & more[paid.head])

    def _amounts(self, period: int) -> dict[Arc, Affine]:
        """What each changed payment comes to; ways outside are told by `_ways_out`."""
        pools = self.study.pools[period]
        paid = {
            (graph.CODE[cls], tail, head): amount
            for cls, moves in pools.listed.items()
            for tail, head, amount in zip(*(column.tolist() for column in moves), strict=True)
        }
        amounts = {}
        for (cls, tail, head), more in self._moved[period].arcs.items():
            if head == OUTSIDE or (tail == OUTSIDE and cls != INVEST):
                continue
            arc = cls, tail, head
            known = pools.outside_investors[head] if tail == OUTSIDE else paid.get(arc, 0.0)
            amounts[arc] = Affine(float(known)) + more
        return amounts


def _sorted(arcs: _Book, left: dict[int, Affine], owner: np.ndarray) -> _Moved:
    """The changes of a period by arc, and by pool; sales by the party that holds the pool."""
    sums: dict[str, dict[int, list[Affine]]] = defaultdict(lambda: defaultdict(list))
    for (cls, tail, head), more in arcs.items():
        if tail != OUTSIDE:
            sums["paid"][tail].append(more)
            if head == OUTSIDE:
                sums["outside"][tail].append(more)
        if head != OUTSIDE:
            if tail != OUTSIDE or cls != BUY:
                sums["received"][head].append(more)
            if cls == BUY:
                sums["named" if tail == OUTSIDE else "sold"][int(owner[head])].append(more)
    closed = {
        name: {node: plus(parts) for node, parts in book.items()} for name, book in sums.items()
    }
    return _Moved(arcs=arcs, left=left, **closed)


def _paid(moves: object, node: int) -> float:
    """What a pool pays to inside pools."""
    return float(moves[node].sum())  # type: ignore[index]
