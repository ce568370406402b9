"""Payments in order: the dated flows of a study, one event after the other (method, section 8).

A row on one day is one payment; a term from day to day is paid in monthly instalments, by days,
at the end of each month. Revenue that customers pay comes in at the start of each month: the
days are not known, and a pool must not run short because of ours. A reported cash balance sets
the pool on its day: what is above it has left by then, what is missing comes in as *earlier
cash*. A party with reported revenue spends more than its rows show; that has no day, so by the end
of the year the rest of the pool has left, as in the pools of a year. Money that a pool pays without
having it is of *no known source*.

Ties on a day: receipts before payments. Payments that go round within the day have no such order:
what is delivered on account is lent before it is bought, and the others take an order that needs
least money of no known source. What then still ties is ordered by the
names of payer and payee, class and amount, never by the file.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.dated import circles
from moneyloop.analysis.dated.planned import Planned, outside, planned
from moneyloop.analysis.graph import BUY, INVEST, NO_DEAL, OUTSIDE, REPAY, reached_names
from moneyloop.analysis.graph import parts as connected
from moneyloop.analysis.study.pools import credits_first
from moneyloop.analysis.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

# The root of a dollar: where it came into the network.
CUSTOMERS, INVESTORS, EARLIER_CASH, NO_KNOWN_SOURCE, INSIDE = range(5)
_ROOT = {INVEST: INVESTORS, BUY: CUSTOMERS, REPAY: CUSTOMERS}
_MONTH = 31
_DIGITS = 15  # so that every sum of units is exact as a float too
MOST = 10**_DIGITS  # units that all the money of connected parties may come to


@dataclass(frozen=True, eq=False)
class Events:
    """Payments in the order in which they happen; arrays of length e (one per event).

    day    proleptic ordinal
    tail   node that pays, or OUTSIDE
    head   node that is paid, or OUTSIDE
    units  amount in whole units, so that lots and flows are exact; for each party, `scale` of them
           are USD 1bn
    cls    INVEST, BUY, REPAY, or NO_DEAL for money that only comes in or leaves
    root   of money that comes in: CUSTOMERS, INVESTORS, EARLIER_CASH, NO_KNOWN_SOURCE; else INSIDE
    deal   position of the row in the deals table, -1 for none

    Nodes are pools: the inside parties, then sub-pools for credits; `owner[node]` is the party.
    `circle` numbers the payments of a moment whose order is open, those that go round or several of
    one party, -1 for others, and `gaps` has what each such circle pays of no known source, in
    units. `tied` counts payments that share their moment with another, `lost` those of less than
    half a unit: beside all the money they are nothing.
    `lent` are the sub-pools of receivables alone: what they hold has no choice of order.
    """

    parties: tuple[str, ...]
    owner: np.ndarray
    day: np.ndarray
    tail: np.ndarray
    head: np.ndarray
    units: np.ndarray
    cls: np.ndarray
    root: np.ndarray
    deal: np.ndarray
    circle: np.ndarray
    gaps: tuple[int, ...]
    scale: np.ndarray
    tied: int
    lost: int = 0
    lent: frozenset[int] = frozenset()


def events(study: Study, shuffle: np.random.Generator | None = None) -> Events:
    """The events of a study, from its first period to its last.

    `shuffle` puts the payments that tie in a random order. Dates are taken as they are: ask
    `undated` first which rows have none.
    """
    inside = study.network.inside
    plan = planned(study)
    by_name = _by_name(plan, [*inside, *outside(study)])
    ties = by_name if shuffle is None else shuffle.permutation(by_name)
    order, circle, tied = _in_order(plan, ties, len(inside))
    return _walk(plan, order, circle, by_name, tied, tuple(inside))


def upstream(study: Study, target: str) -> set[str]:
    """The parties through whose pools money can reach `target`, itself left out.

    Only what these pools receive and pay out can change a number of the target.
    """
    flows = study.flows.loc[study.flows["amount"] > 0]
    inside = set(study.network.inside)
    pairs = set(zip(flows["payee"].tolist(), flows["payer"].tolist(), strict=True))
    pays = [pair for pair in pairs if pair[1] in inside]
    return reached_names(pays, [target]) - {target}


def undated(study: Study, pools: set[str]) -> pd.DataFrame:
    """The counted rows that touch these pools and whose day of payment is not known.

    One payment is dated by its day, a term by the months in which it starts and ends: it is
    paid at the end of each.
    """
    flows = study.flows.loc[study.flows["amount"] > 0]
    deals = study.deals.iloc[np.unique(flows["deal"].to_numpy())]
    known_within = deals["start_last_day"] - deals["start_day"] + 1
    by_month = (known_within <= _MONTH) & (deals["end"].str.len() >= len("2025-01"))
    vague = ~np.where(deals["end_day"] > 0, by_month, known_within == 1)
    return deals.loc[vague & (deals["payer"].isin(pools) | deals["payee"].isin(pools))]


def _by_name(plan: Planned, names: list[str]) -> np.ndarray:
    """The place of each payment by the names of payer and payee, class and amount.

    Payments that still tie are alike, so that the order of the file decides nothing.
    """
    rank = np.empty(len(names) + 1, dtype=np.int64)
    rank[:-1] = np.argsort(np.argsort(np.array(names, dtype=object)))
    rank[-1] = -1
    order = np.lexsort((plan.amount, plan.cls, rank[plan.payee], rank[plan.payer]))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def _in_order(plan: Planned, ties: np.ndarray, inside: int) -> tuple[np.ndarray, np.ndarray, int]:
    """The events by day, time, and within a tie receipts before payments, then by `ties`.

    With the number of the circle of each event, -1 where it is in none: those of one circle stand
    together. And how many events tie.
    """
    order = np.lexsort((ties, plan.time, plan.day))
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.diff(plan.day[order]) > 0
    new[1:] |= plan.time[order][1:] != plan.time[order][:-1]
    starts = np.append(np.flatnonzero(new), len(order))
    level = np.zeros(len(order), dtype=np.int64)
    circle = np.full(len(order), -1, dtype=np.int64)
    tied = circles = 0
    for index in np.flatnonzero(np.diff(starts) > 1):
        group = order[starts[index] : starts[index + 1]]
        level[group], found = _levels(plan.payer[group], plan.payee[group], inside)
        circle[group] = np.where(found >= 0, found + circles, -1)
        circles += int(found.max()) + 1
        tied += 0 if plan.balance[group].all() else len(group)
    return np.lexsort((ties, circle, level, plan.time, plan.day)), circle, tied


def _levels(payer: np.ndarray, payee: np.ndarray, inside: int) -> tuple[np.ndarray, np.ndarray]:
    """How many payments must come before those of each payer, counted along the longest way.

    Parties that pay each other round in a circle have the same level. The second array numbers the
    payments whose order is open: those of a circle, or several of one party; -1 for others.
    """
    chained = np.isin(payer, payee) & (payer < inside)
    if not chained.any():
        return np.zeros(len(payer), dtype=np.int64), _several(payer, payer, inside)
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    # Outside payers too: who receives from them that day pays after it.
    between = payee < inside
    parties, ends = np.unique([payer[between], payee[between]], return_inverse=True)
    tail, head = ends.reshape(2, -1)
    shape = (len(parties), len(parties))
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=shape)
    count, circle_of = connected_components(graph, connection="strong")
    after: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for circle, other in zip(circle_of[tail].tolist(), circle_of[head].tolist(), strict=True):
        if circle != other:
            after[circle].append(other)
            waits[other] += 1
    level = [0] * count
    ready = [circle for circle in range(count) if not waits[circle]]
    for circle in ready:  # grows on the way
        for other in after[circle]:
            level[other] = max(level[other], level[circle] + 1)
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    known = np.isin(payer, parties)
    result = np.zeros(len(payer), dtype=np.int64)
    component = circle_of[np.searchsorted(parties, payer[known])]
    result[known] = np.array(level)[component]
    circle = payer + count
    circle[known] = component
    return result, _several(circle, payer, inside)


def _several(groups: np.ndarray, payer: np.ndarray, inside: int) -> np.ndarray:
    """The number of each group that has several payments of parties inside; -1 for others."""
    own = payer < inside
    _, numbers, counts = np.unique(groups[own], return_inverse=True, return_counts=True)
    result = np.full(len(groups), -1, dtype=np.int64)
    result[own] = np.where(counts[numbers] > 1, numbers, -1)
    return result


def _walk(
    plan: Planned,
    order: np.ndarray,
    circle: np.ndarray,
    by_name: np.ndarray,
    tied: int,
    parties: tuple[str, ...],
) -> Events:
    """The plan with what only the balances tell: credits spent, gaps, money that has left.

    Of the payments of a circle the order is found here, where it is known what each pool holds.
    """
    inside = len(parties)
    scale, units_of = _scales(plan, inside)
    granted = np.flatnonzero(plan.in_kind & (plan.payee < inside))
    pairs = sorted(
        set(zip(plan.payee[granted].tolist(), plan.payer[granted].tolist(), strict=True))
    )
    credit = {pair: inside + number for number, pair in enumerate(pairs)}
    open_ = granted[~plan.on_account[granted]]
    chosen = set(zip(plan.payee[open_].tolist(), plan.payer[open_].tolist(), strict=True))
    amount = np.rint(plan.amount * units_of).astype(np.int64)
    payments = _pool_payments(plan, amount, credit, inside)
    held = [0] * (inside + len(pairs))
    # Of each event: payment, payer, payee, units, root, circle.
    rows = array("q")
    gaps: list[int] = []
    roots = [_ROOT.get(cls, INSIDE) for cls in plan.cls.tolist()]
    balance = plan.balance.tolist()

    def move(index: int, tail: int, head: int, units: int, root: int, number: int) -> None:
        """Write an event down; of no known source first what the pool lacks."""
        if tail != OUTSIDE:
            gap = units - held[tail]
            if gap > 0:
                rows.extend((index, OUTSIDE, tail, gap, NO_KNOWN_SOURCE, number))
                held[tail] = 0
            else:
                held[tail] = -gap
        if head != OUTSIDE:
            held[head] += units
        rows.extend((index, tail, head, units, root, number))

    for number, group in _groups(order, circle):
        if number >= 0:
            lent = [index for index in group if plan.on_account[index]]
            others = [index for index in group if not plan.on_account[index]]
            others, gap = _least_order(payments, lent, others, by_name, held)
            group = [*lent, *others]
            number = len(gaps)
            gaps.append(gap)
        for index in group:
            tail, head, units, spends = payments[index]
            root = roots[index]
            if balance[index]:
                units -= held[head]
                if units < 0:
                    move(index, head, OUTSIDE, -units, INSIDE, number)
                    continue
                root = EARLIER_CASH
            elif tail != OUTSIDE:
                root = INSIDE
                if spends != OUTSIDE:
                    spent, units = credits_first(held[spends], units, min)
                    if spent:
                        move(index, spends, head, spent, INSIDE, number)
            if units and (tail != OUTSIDE or head != OUTSIDE):
                move(index, tail, head, units, root, number)
    table = np.frombuffer(rows, dtype=np.int64).reshape(-1, 6)
    payment, tails, heads, moved, root_of, circle_of = (column.copy() for column in table.T)
    known = root_of != NO_KNOWN_SOURCE
    return Events(
        parties=parties,
        owner=np.array([*range(inside), *(holder for holder, _ in pairs)], dtype=np.int64),
        day=plan.day[payment],
        tail=tails,
        head=heads,
        units=moved,
        cls=np.where(known, plan.cls[payment], NO_DEAL),
        root=root_of,
        deal=np.where(known, plan.deal[payment], -1),
        scale=scale,
        tied=tied,
        lost=int(((amount == 0) & (plan.amount > 0)).sum()),
        circle=circle_of,
        gaps=tuple(gaps),
        lent=frozenset(node for pair, node in credit.items() if pair not in chosen),
    )


def _scales(plan: Planned, inside: int) -> tuple[np.ndarray, np.ndarray]:
    """The units to one of the ledger's unit: of each party, and of each planned payment.

    Parties between which no money goes have units of their own, so that large sums elsewhere cost
    a small party no digits.
    """
    ends = (plan.payer < inside) & (plan.payee < inside)
    count, part = connected(plan.payer[ends], plan.payee[ends], inside)
    payer = np.where(plan.payer < inside, plan.payer, plan.payee)
    part_of = np.append(part, np.full(int(payer.max(initial=-1)) + 1, count))[payer]
    totals = np.bincount(part_of, weights=plan.amount, minlength=count + 1)
    moving = np.flatnonzero(totals > 0)
    scale = np.ones(count + 1)
    scale[moving] = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(totals[moving])))
    scale[count] = 0.0  # between parties outside nothing is traced
    return scale[part], scale[part_of]


def _least_order(
    payments: Sequence[circles.Payment],
    lent: list[int],
    group: list[int],
    by_name: np.ndarray,
    held: list[int],
) -> tuple[list[int], int]:
    """A circle in an order that needs no more of no known source than the one by name, and that.

    So each shuffled order lies within the bounds, which are those of the order by name. What is
    `lent` goes before it; what a seller lacks for that can be in no other pool.
    """
    held = list(held)
    for index in lent:
        circles.pay(payments[index], held)
    ways = []
    for ties in (group, sorted(group, key=by_name.__getitem__)):
        best, gap = circles.least_order([payments[index] for index in ties], held)
        ways.append(([ties[at] for at in best], gap))
        if not gap:
            break
    return min(ways, key=itemgetter(1))


def _pool_payments(
    plan: Planned, amount: np.ndarray, credit: dict[tuple[int, int], int], inside: int
) -> list[circles.Payment]:
    """From which pool to which each planned payment goes, and whose credits it spends first."""
    tail = np.where(plan.payer < inside, plan.payer, OUTSIDE)
    head = np.where(plan.payee < inside, plan.payee, OUTSIDE)
    for index in np.flatnonzero(plan.in_kind & (head != OUTSIDE)).tolist():
        head[index] = credit[int(plan.payee[index]), int(plan.payer[index])]
    spends = np.full(len(tail), OUTSIDE)
    if credit:
        for index in np.flatnonzero(plan.cls == BUY).tolist():
            pair = int(plan.payer[index]), int(plan.payee[index])
            spends[index] = credit.get(pair, OUTSIDE)
    columns = (tail, head, amount, spends)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [circles.Payment(*row) for row in rows]


def _groups(order: np.ndarray, circle: np.ndarray) -> Iterator[tuple[int, list[int]]]:
    """The events one by one, and those of a circle together."""
    indexes, numbers = order.tolist(), circle[order].tolist()
    for number, group in groupby(zip(numbers, indexes, strict=True), key=lambda pair: pair[0]):
        yield number, [index for _, index in group]
