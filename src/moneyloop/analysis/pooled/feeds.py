"""The pools that feed one party's sales, with what came in and went out (method, section 5).

A pool feeds the target when its money can reach the target as a sale of the period, straight,
through other pools, or as cash carried from an earlier period. The flows of a pool add up: what
came in is what went out, in USD billions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneyloop.analysis.pooled import laps
from moneyloop.analysis.study.exchanges import exchanged, swap_pools
from moneyloop.analysis.study.pools import Pools, credits_first, in_kind, sub_pools
from moneyloop.analysis.study.study import Study, in_digits
from moneyloop.model import PURCHASE

CUSTOMERS, EARLIER_CASH, CARRIED = "customers", "earlier_cash", "carried"
NO_KNOWN_SOURCE, LEAK, KEPT = "no_known_source", "leak", "kept"
_DUST = 1e-11  # of what a pool holds, or a target sells: what is below is rounding

_CASH, _CREDITS, _EXCHANGE = "", "credits", "exchange"  # what a payment fills
_Way = tuple[str, str, str, str]


@dataclass(frozen=True)
class Flow:
    """Money into or out of a pool, USD billions, with the deals that make it.

    `cls` is investment, purchase or return, or one of customers, earlier_cash, carried,
    no_known_source (in), leak (spent outside, to nobody named, or kept beyond the reported cash)
    and kept (the cash that the next period finds). `party` is the other end; blank where nobody is
    named.
    """

    cls: str
    party: str
    amount: float
    deals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A pool that feeds the target; `credits_of` names the seller of a sub-pool of credits,
    `exchange_with` the other side of a sub-pool of exchanges.

    passes   dollars in it whose next arrival at the target is a sale of the period (pro-rata)
    own      the target's own investment among them; a dollar counts at every pool that it passes

    Both are None where it buys at an amount that is not public.
    """

    party: str
    credits_of: str
    exchange_with: str
    period: str
    index: int
    total: float
    passes: float | None
    own: float | None
    inflows: tuple[Flow, ...]
    outflows: tuple[Flow, ...]


def feeds(study: Study, period: int, target: int) -> list[Feed]:
    """The pools that feed the target's sales in a period, the most of its money first."""
    own = laps.own_dollars(study.pools, period, target)
    parties = study.pools[period].parties
    node_of = {name: node for node, name in enumerate(parties)}
    credits = sub_pools(study.flows, node_of)
    swaps = swap_pools(study.flows, node_of, credits)
    seller, other_side = (
        {node: pair[1] for pair, node in held.items()} for held in (credits, swaps)
    )
    result = []
    for index, _, w in laps.chances(study.pools, period, target):
        pools = study.pools[index]
        passes = pools.total * w
        books = _books(study, index)
        for node in np.flatnonzero(passes > _DUST * study.pools[period].revenue[target]):
            party = parties[pools.owner[node]]
            sides = seller.get(int(node), ""), other_side.get(int(node), "")
            inflows, outflows = _flows(study, index, int(node), party, *sides, books)
            result.append(
                Feed(
                    party=party,
                    credits_of=sides[0],
                    exchange_with=sides[1],
                    period=pools.period.name,
                    index=index,
                    total=float(pools.total[node]),
                    passes=float(passes[node]),
                    own=float(own[index][node]),
                    inflows=inflows,
                    outflows=outflows,
                )
            )

    write = in_digits(study, float(study.pools[period].revenue[target]))

    def order(feed: Feed) -> tuple[float, float, int, str, str]:
        return (
            -write(feed.own or 0.0),
            -write(feed.passes or 0.0),
            -feed.index,
            feed.party,
            feed.credits_of + feed.exchange_with,
        )

    return sorted(result, key=order)


def buyers(study: Study, period: int, names: Sequence[str]) -> list[Feed]:
    """The pools of parties that buy from the target at an amount that is not public."""
    pools, books = study.pools[period], _books(study, period)
    result = []
    for name in names:
        node = pools.parties.index(name)
        inflows, outflows = _flows(study, period, node, name, "", "", books)
        result.append(
            Feed(
                party=name,
                credits_of="",
                exchange_with="",
                period=pools.period.name,
                index=period,
                total=float(pools.total[node]),
                passes=None,
                own=None,
                inflows=inflows,
                outflows=outflows,
            )
        )
    return result


@dataclass(frozen=True)
class _Books:
    """The deals of a period by (payer, payee, class, what they fill): their sum and their ids.

    `ways` are the keys of each party, as payer or payee.
    """

    amount: dict[_Way, float]
    deals: dict[_Way, list[str]]
    ways: dict[str, list[_Way]]
    inside: frozenset[str]
    held: dict[tuple[str, str], int]


def _books(study: Study, period: int) -> _Books:
    node_of = {name: node for node, name in enumerate(study.network.inside)}
    books = _Books(
        amount=defaultdict(float),
        deals=defaultdict(list),
        ways=defaultdict(list),
        inside=frozenset(node_of),
        held=sub_pools(study.flows, node_of),
    )
    flows = study.flows.loc[study.flows["period"] == period]
    columns = ("payer", "payee", "class", "settlement", "amount", "deal", "exchange")
    rows = list(zip(*(flows[name].tolist() for name in columns), strict=True))
    swaps = swap_pools(study.flows, node_of, books.held)
    legs = {row[5]: row for row in rows if row[6] >= 0 and row[:2] in swaps}
    swapped = exchanged(
        {deal: row[4] for deal, row in legs.items()},
        {deal: row[6] for deal, row in legs.items()},
        min,
    )
    ids = study.deals["id"].to_numpy()
    for payer, payee, cls, settlement, amount, deal, _ in rows:
        exchange = swapped.get(deal, 0.0)
        fills = _CREDITS if in_kind(cls, settlement) else _CASH
        for part, what in ((exchange, _EXCHANGE), (amount - exchange, fills)):
            if part > 0:
                key = (payer, payee, cls, what)
                if key not in books.amount:
                    for party in {payer, payee}:
                        books.ways[party].append(key)
                books.amount[key] += part
                books.deals[key].append(ids[deal])
    return books


def _flows(
    study: Study,
    period: int,
    node: int,
    party: str,
    credits_of: str,
    exchange_with: str,
    books: _Books,
) -> tuple[tuple[Flow, ...], tuple[Flow, ...]]:
    holds = _EXCHANGE if exchange_with else _CREDITS if credits_of else _CASH
    only = exchange_with or credits_of  # the one side that a sub-pool is filled by, and pays
    pools = study.pools[period]
    dust = _DUST * float(pools.total[node])
    into, out = [], []
    customers: list[str] = []
    for key in books.ways[party]:
        payer, payee, cls, fills = key
        amount, ids = books.amount[key], tuple(sorted(books.deals[key]))
        if payee == party and fills == holds and only in ("", payer):
            if cls == PURCHASE and payer not in books.inside:
                customers += ids  # part of the customers below, where revenue is known
            else:
                into.append(Flow(cls, payer, amount, ids))
        if payer == party:
            if _EXCHANGE in (fills, holds):
                share = amount if fills == holds and payee == only else 0.0
            else:
                share = _paid_from(pools, books, node, cls, (payer, payee), credits_of, amount)
            if share > dust:
                out.append(Flow(cls, payee, share, ids))
    named = sum(flow.amount for flow in out)
    rest = float(pools.total[node] - pools.kept[node]) - named
    sums: dict[str, Any] = {
        CUSTOMERS: pools.customers,
        EARLIER_CASH: pools.earlier_cash,
        CARRIED: pools.carried,
        NO_KNOWN_SOURCE: pools.no_known_source,
    }
    into += [
        Flow(name, "", float(amounts[node]), tuple(sorted(customers)) if name == CUSTOMERS else ())
        for name, amounts in sums.items()
        if amounts[node] > dust
    ]
    out += [Flow(KEPT, "", float(pools.kept[node]))] if pools.kept[node] > dust else []
    out += [Flow(LEAK, "", rest)] if rest > dust else []
    write = in_digits(study, float(pools.total[node]))

    def order(flow: Flow) -> tuple[float, str, str]:
        return -write(flow.amount), flow.cls, flow.party

    return tuple(sorted(into, key=order)), tuple(sorted(out, key=order))


def _paid_from(
    pools: Pools,
    books: _Books,
    node: int,
    cls: str,
    pair: tuple[str, str],
    credits_of: str,
    amount: float,
) -> float:
    """How much of what a party paid came out of this pool: credits are spent first."""
    sub_pool = books.held.get(pair) if cls == PURCHASE else None
    held = 0.0 if sub_pool is None else float(pools.total[sub_pool])
    credit, cash = credits_first(held, amount, min)
    if credits_of:
        return credit if sub_pool == node else 0.0
    return cash
