"""Payments in order: the dated flows of a study, one event after the other (design, section 8).

A row on one day is one payment; a term from day to day is paid in monthly instalments, by days,
at the end of each month. Revenue that customers pay comes in at the start of each month: the
days are not known, and a pool must not run short because of ours. A reported cash balance sets
the pool on its day: what is above it has left by then, what is missing comes in as *opening*. A
party with reported revenue spends more than its rows show; that has no day, so by the end of the
year the rest of the pool has left, as in the pools of a year. Money that a pool pays without
having it is *unexplained*.

Ties on a day: receipts before payments, then file order. Payments that go round within the day
have no such order; among them file order stands alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.attribution import Study
from moneyloop.analysis.flows import without
from moneyloop.analysis.periods import Period
from moneyloop.model import INVESTMENT, PURCHASE, RETURN

if TYPE_CHECKING:
    import pandas as pd

OUTSIDE = -1
INVEST, BUY, REPAY, NO_DEAL = range(4)
_CODE = {INVESTMENT: INVEST, PURCHASE: BUY, RETURN: REPAY}
# The root of a dollar: where it came into the network.
CUSTOMERS, INVESTORS, OPENING, UNEXPLAINED, INSIDE = range(5)
_ROOT = {INVEST: INVESTORS, BUY: CUSTOMERS, REPAY: CUSTOMERS}
_MONTH = 31
_DIGITS = 15  # so that every sum of units is exact as a float too
_MORNING, _NIGHT = -1.0, math.inf  # before and after every time of a day


@dataclass(frozen=True, eq=False)
class Events:
    """Payments in the order in which they happen; arrays of length e (one per event).

    day    proleptic ordinal
    tail   node that pays, or OUTSIDE
    head   node that is paid, or OUTSIDE
    units  amount in whole units, so that lots and flows are exact; `scale` units are USD 1bn
    cls    INVEST, BUY, REPAY, or NO_DEAL for money that only comes in or leaves
    root   of money that comes in: CUSTOMERS, INVESTORS, OPENING, UNEXPLAINED; else INSIDE
    deal   place of the row in the deals table, -1 for none

    Nodes are pools: the inside parties, then sub-pools for credits; `owner[node]` is the party.
    `tied` counts payments that share their moment with another.
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
    scale: float
    tied: int


@dataclass(frozen=True, eq=False)
class _Planned:
    """What is to happen, before balances are known. Parties outside have codes above `inside`.

    With `balance` the amount is what the pool of the payee holds at that moment.
    """

    day: np.ndarray
    time: np.ndarray
    payer: np.ndarray
    payee: np.ndarray
    amount: np.ndarray
    cls: np.ndarray
    deal: np.ndarray
    in_kind: np.ndarray
    balance: np.ndarray


def events(given: Study, shuffle: np.random.Generator | None = None) -> Events:
    """The events of a study, from its first period to its last.

    `shuffle` puts the file order that ties fall back on at random. Dates are taken as they are:
    ask `undated` first which rows have none.
    """
    inside = {name: number for number, name in enumerate(given.network.inside)}
    parts = [_payments(given, inside), _customers(given, inside), _balances(given, inside)]
    names = [field.name for field in fields(_Planned)]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    file = np.arange(len(columns["day"]))
    plan = _Planned(**columns)
    if shuffle is not None:
        file = shuffle.permutation(file)
    order, tied = _in_order(plan, file, len(inside))
    return _walk(plan, order, tied, tuple(inside))


def upstream(given: Study, target: str) -> set[str]:
    """The parties through whose pools money can reach `target`, itself left out.

    Only what these pools receive and pay out can change a number of the target.
    """
    flows = given.flows.loc[given.flows["amount"] > 0]
    inside = set(given.network.inside)
    pays: dict[str, set[str]] = {}
    for payer, payee in set(zip(flows["payer"], flows["payee"], strict=True)):
        if payer in inside and payer != target:
            pays.setdefault(payee, set()).add(payer)
    found: set[str] = set()
    front = {target}
    while front:
        front = {payer for payee in front for payer in pays.get(payee, ())} - found
        found |= front
    return found


def undated(given: Study, pools: set[str]) -> pd.DataFrame:
    """The counted rows that touch these pools and whose day of payment is not known.

    One payment is dated by its day, a term by the months in which it starts and ends: it is
    paid at the end of each.
    """
    flows = given.flows.loc[given.flows["amount"] > 0]
    deals = given.deals.iloc[np.unique(flows["deal"].to_numpy())]
    known_within = deals["start_last_day"] - deals["start_day"] + 1
    by_month = (known_within <= _MONTH) & (deals["end"].str.len() >= len("2025-01"))
    vague = ~np.where(deals["end_day"] > 0, by_month, known_within == 1)
    return deals.loc[vague & (deals["payer"].isin(pools) | deals["payee"].isin(pools))]


def _payments(given: Study, inside: dict[str, int]) -> _Planned:
    """One event per payment or instalment of the counted rows, in file order."""
    spans, deals = given.spans, given.deals
    window = _window(given)
    parts = [
        (place, max(first, window[0]), min(last, window[1]))
        for place, first, last in _uncovered(given)
    ]
    span = np.array([part[0] for part in parts], dtype=np.int64)
    which, day, days = _instalments([part[1:] for part in parts])
    span = span[which]
    deal, amount = spans.deal[span], spans.rate[span] * days
    order = np.lexsort((day, deal))
    order = order[amount[order] > 0]
    deal, day, amount = deal[order], day[order], amount[order]
    payer, payee, names, settlement = (
        deals[name].to_numpy()[deal] for name in ("payer", "payee", "class", "settlement")
    )
    code = dict(inside)
    ends = [
        np.array([code.setdefault(name, len(code)) for name in column], dtype=np.int64)
        for column in (payer, payee)
    ]
    cls = np.array([_CODE[name] for name in names], dtype=np.int64)
    return _Planned(
        day=day,
        time=deals["time"].to_numpy()[deal] if "time" in deals else np.zeros(len(deal)),
        payer=ends[0],
        payee=ends[1],
        amount=amount,
        cls=cls,
        deal=deal,
        in_kind=(cls == INVEST) & np.isin(settlement.astype(str), ("credits", "stock")),
        balance=np.zeros(len(deal), dtype=bool),
    )


def _window(given: Study) -> tuple[int, int]:
    return (given.periods[0].first, given.periods[-1].last) if given.periods else (1, 0)


def _uncovered(given: Study) -> list[tuple[int, int, int]]:
    """The spans (place, first, last) without what outside customers pay on days with a figure.

    There the revenue figure is the total, and such rows are part of it (section 4).
    """
    spans, deals = given.spans, given.deals
    covered = _covered_days(given)
    sale = deals["class"].to_numpy() == PURCHASE
    payer, payee = deals["payer"].to_numpy(), deals["payee"].to_numpy()
    inside = set(given.network.inside)
    parts = []
    ends = (spans.deal.tolist(), spans.first.tolist(), spans.last.tolist())
    for place, (deal, first, last) in enumerate(zip(*ends, strict=True)):
        taken = covered.get(payee[deal]) if sale[deal] and payer[deal] not in inside else None
        if taken:
            parts += [(place, *rest) for rest in without(first, last, taken)]
        else:
            parts.append((place, first, last))
    return parts


def _covered_days(given: Study) -> dict[str, list[tuple[int, int]]]:
    days: dict[str, list[tuple[int, int]]] = {}
    for now in given.pools:
        for party, covered in zip(now.parties, now.revenue, strict=True):
            days.setdefault(party, []).extend(covered.spans)
    return days


def _instalments(
    terms: list[tuple[int, int]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place of the term, day, and number of days paid for, of each instalment."""
    parts = []
    for place, (first, last) in enumerate(terms):
        while first <= last:
            close = min(_month_end(first), last)
            parts.append((place, close, close - first + 1))
            first = close + 1
    table = np.array(parts, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _month_end(day: int) -> int:
    now = date.fromordinal(day)
    return date(now.year + now.month // 12, now.month % 12 + 1, 1).toordinal() - 1


def _customers(given: Study, inside: dict[str, int]) -> _Planned:
    """What customers pay by the revenue figures, as the pools of each period have it."""
    parts: list[tuple[int, int, float]] = []
    for now in given.pools:
        named = _named_customers(given, now.period)
        for number, covered in enumerate(now.revenue):
            amount = float(now.customers[number]) - named.get(now.parties[number], 0.0)
            if covered.spans and amount > 0:
                _, last, days = _instalments(list(covered.spans))
                shares = amount * days / days.sum()
                first = last - days + 1
                parts += zip([number] * len(days), first.tolist(), shares.tolist(), strict=True)
    return _received(parts, BUY, outsider=len(inside))


def _named_customers(given: Study, period: Period) -> dict[str, float]:
    """What rows of outside customers pay each party in a period, on days without a figure."""
    deals, rate = given.deals, given.spans.rate
    payer, payee, cls = (deals[name].to_numpy() for name in ("payer", "payee", "class"))
    inside = set(given.network.inside)
    named: dict[str, float] = {}
    for place, first, last in _uncovered(given):
        deal = given.spans.deal[place]
        days = min(last, period.last) - max(first, period.first) + 1
        if days > 0 and cls[deal] == PURCHASE and payer[deal] not in inside:
            named[payee[deal]] = named.get(payee[deal], 0.0) + float(rate[place]) * days
    return named


def _balances(given: Study, inside: dict[str, int]) -> _Planned:
    """The reported balances; with reported revenue an empty pool at each other end of a year.

    A balance dated on the first day of a period holds in its morning.
    """
    mornings = {period.first for period in given.periods}
    first, last = _window(given)
    known = given.figures.balances()
    reported = {(party, day) for party, day, _ in known}
    parts, times = [], []
    for party, day, amount in known:
        opens = day in mornings
        if party not in inside or (opens and (party, day - 1) in reported):
            continue
        if day == first - 1:
            day, opens = first, True
        if first <= day <= last:
            parts.append((inside[party], day, amount))
            times.append(_MORNING if opens else _NIGHT)
    years = (
        range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        if given.periods
        else ()
    )
    sells = {party for party, spans in _covered_days(given).items() if spans}
    for party in sorted(sells):
        for day in (date(year, 12, 31).toordinal() for year in years):
            if not {(party, day), (party, day + 1)} & reported:
                parts.append((inside[party], day, 0.0))
                times.append(_NIGHT)
    found = _received(parts, NO_DEAL, outsider=len(inside))
    return replace(found, time=np.array(times, dtype=float), balance=np.ones(len(parts), bool))


def _received(parts: list[tuple[int, int, float]], cls: int, outsider: int) -> _Planned:
    """Events without a row: (party, day, amount) paid to a party from outside."""
    count = len(parts)
    return _Planned(
        day=np.array([part[1] for part in parts], dtype=np.int64),
        time=np.zeros(count),
        payer=np.full(count, outsider, dtype=np.int64),
        payee=np.array([part[0] for part in parts], dtype=np.int64),
        amount=np.array([part[2] for part in parts], dtype=float),
        cls=np.full(count, cls, dtype=np.int64),
        deal=np.full(count, -1, dtype=np.int64),
        in_kind=np.zeros(count, dtype=bool),
        balance=np.zeros(count, dtype=bool),
    )


def _in_order(plan: _Planned, file: np.ndarray, inside: int) -> tuple[np.ndarray, int]:
    """The events by day, time, and within a tie receipts before payments, then `file` order."""
    order = np.lexsort((file, plan.time, plan.day))
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.diff(plan.day[order]) > 0
    new[1:] |= plan.time[order][1:] != plan.time[order][:-1]
    starts = np.append(np.flatnonzero(new), len(order))
    level = np.zeros(len(order), dtype=np.int64)
    tied = 0
    for start, stop in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        if stop - start > 1:
            group = order[start:stop]
            level[group] = _levels(plan.payer[group], plan.payee[group], inside)
            tied += 0 if plan.balance[group].all() else stop - start
    return np.lexsort((file, level, plan.time, plan.day)), tied


def _levels(payer: np.ndarray, payee: np.ndarray, inside: int) -> np.ndarray:
    """How many payments must come before those of each payer, counted along the longest way.

    Parties that pay each other round in a circle have the same level.
    """
    chained = np.isin(payer, payee) & (payer < inside)
    if not chained.any():
        return np.zeros(len(payer), dtype=np.int64)
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(
        (tail, head)
        for tail, head in zip(payer.tolist(), payee.tolist(), strict=True)
        if tail < inside and head < inside
    )
    rounds = nx.condensation(graph)
    level = {
        party: number
        for number, generation in enumerate(nx.topological_generations(rounds))
        for circle in generation
        for party in rounds.nodes[circle]["members"]
    }
    return np.array([level.get(party, 0) for party in payer.tolist()], dtype=np.int64)


def _walk(plan: _Planned, order: np.ndarray, tied: int, parties: tuple[str, ...]) -> Events:
    """The plan with what only the balances tell: credits spent, gaps, money that has left."""
    inside = len(parties)
    total = float(plan.amount.sum())
    scale = 10.0 ** (_DIGITS - 1 - math.floor(math.log10(total))) if total > 0 else 1.0
    granted = np.flatnonzero(plan.in_kind & (plan.payee < inside))
    pairs = sorted(
        set(zip(plan.payee[granted].tolist(), plan.payer[granted].tolist(), strict=True))
    )
    credit = {pair: inside + number for number, pair in enumerate(pairs)}
    held = [0] * (inside + len(pairs))
    rows: list[tuple[int, int, int, int, int, int, int]] = []

    def move(day: int, tail: int, head: int, units: int, cls: int, root: int, deal: int) -> None:
        if tail != OUTSIDE:
            gap = units - held[tail]
            if gap > 0:
                move(day, OUTSIDE, tail, gap, NO_DEAL, UNEXPLAINED, -1)
            held[tail] -= units
        if head != OUTSIDE:
            held[head] += units
        rows.append((day, tail, head, units, cls, root, deal))

    columns = (plan.day, plan.payer, plan.payee, np.rint(plan.amount * scale).astype(np.int64))
    columns += (plan.cls, plan.deal, plan.in_kind, plan.balance)
    for day, payer, payee, units, cls, deal, in_kind, balance in zip(
        *(column[order].tolist() for column in columns), strict=True
    ):
        tail = payer if payer < inside else OUTSIDE
        head = payee if payee < inside else OUTSIDE
        if balance:
            more = units - held[head]
            if more > 0:
                move(day, OUTSIDE, head, more, NO_DEAL, OPENING, -1)
            elif more < 0:
                move(day, head, OUTSIDE, -more, NO_DEAL, INSIDE, -1)
        elif tail != OUTSIDE or head != OUTSIDE:
            root = _ROOT[cls] if tail == OUTSIDE else INSIDE
            if in_kind and head != OUTSIDE:
                head = credit[payee, payer]
            elif cls == BUY and (payer, payee) in credit:
                spent = min(held[credit[payer, payee]], units)
                if spent:
                    move(day, credit[payer, payee], head, spent, cls, INSIDE, deal)
                units -= spent
            if units:
                move(day, tail, head, units, cls, root, deal)
    table = np.array(rows, dtype=np.int64).reshape(-1, 7)
    return Events(
        parties=parties,
        owner=np.array([*range(inside), *(holder for holder, _ in pairs)], dtype=np.int64),
        day=table[:, 0],
        tail=table[:, 1],
        head=table[:, 2],
        units=table[:, 3],
        cls=table[:, 4],
        root=table[:, 5],
        deal=table[:, 6],
        scale=scale,
        tied=tied,
    )
