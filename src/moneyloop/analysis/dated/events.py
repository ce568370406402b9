"""Payments in order: the dated flows of a study, one event after the other (method, section 8).

A row on one day is one payment; a term from day to day is paid in monthly instalments, by days,
at the end of each month. Revenue that customers pay comes in at the start of each month: the
days are not known, and a pool must not run short because of ours. A reported cash balance sets
the pool on its day: what is above it has left by then, what is missing comes in as *earlier
cash*. A party with reported revenue spends more than its rows show; that has no day, so by the end
of the year the rest of the pool has left, as in the pools of a year. Money that a pool pays without
having it is of *no known source*.

Ties on a day: receipts before payments, then file order. Payments that go round within the day
have no such order; among them file order stands alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.graph import BUY, CODE, INVEST, NO_DEAL, OUTSIDE, REPAY, reached_names
from moneyloop.analysis.study.flows import without
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.pools import IN_KIND, credits_first
from moneyloop.analysis.study.study import Study
from moneyloop.model import PURCHASE

if TYPE_CHECKING:
    import pandas as pd

# The root of a dollar: where it came into the network.
CUSTOMERS, INVESTORS, EARLIER_CASH, NO_KNOWN_SOURCE, INSIDE = range(5)
_ROOT = {INVEST: INVESTORS, BUY: CUSTOMERS, REPAY: CUSTOMERS}
_MONTH = 31
_EPOCH = date(1970, 1, 1).toordinal()
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
    root   of money that comes in: CUSTOMERS, INVESTORS, EARLIER_CASH, NO_KNOWN_SOURCE; else INSIDE
    deal   position of the row in the deals table, -1 for none

    Nodes are pools: the inside parties, then sub-pools for credits; `owner[node]` is the party.
    `tied` counts payments that share their moment with another, `lost` those of less than half a
    unit: beside all the money they are nothing.
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
    lost: int = 0


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


def events(study: Study, shuffle: np.random.Generator | None = None) -> Events:
    """The events of a study, from its first period to its last.

    `shuffle` puts the file order that ties fall back on at random. Dates are taken as they are:
    ask `undated` first which rows have none.
    """
    inside = {name: node for node, name in enumerate(study.network.inside)}
    parts = [_payments(study, inside), _customers(study, inside), _balances(study, inside)]
    names = [field.name for field in fields(_Planned)]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    file = np.arange(len(columns["day"]))
    plan = _Planned(**columns)
    if shuffle is not None:
        file = shuffle.permutation(file)
    order, tied = _in_order(plan, file, len(inside))
    return _walk(plan, order, tied, tuple(inside))


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


def _payments(study: Study, inside: dict[str, int]) -> _Planned:
    """One event per payment or instalment of the counted rows, in file order."""
    spans, deals = study.spans, study.deals
    window = _window(study)
    span, first, last = _uncovered(study)
    which, day, days = _instalments(np.maximum(first, window[0]), np.minimum(last, window[1]))
    span = span[which]
    deal, amount = spans.deal[span], spans.rate[span] * days
    order = np.lexsort((day, deal))
    order = order[amount[order] > 0]
    deal, day, amount = deal[order], day[order], amount[order]
    payer, payee, names = (deals[name].to_numpy()[deal] for name in ("payer", "payee", "class"))
    code = dict(inside)
    ends = [
        np.array([code.setdefault(name, len(code)) for name in column], dtype=np.int64)
        for column in (payer, payee)
    ]
    cls = np.array([CODE[name] for name in names], dtype=np.int64)
    return _Planned(
        day=day,
        time=deals["time"].to_numpy()[deal] if "time" in deals else np.zeros(len(deal)),
        payer=ends[0],
        payee=ends[1],
        amount=amount,
        cls=cls,
        deal=deal,
        in_kind=(cls == INVEST) & deals["settlement"].isin(IN_KIND).to_numpy()[deal],
        balance=np.zeros(len(deal), dtype=bool),
    )


def _window(study: Study) -> tuple[int, int]:
    return (study.periods[0].first, study.periods[-1].last) if study.periods else (1, 0)


def _uncovered(study: Study) -> np.ndarray:
    """The spans without what outside customers pay on days with a figure: span, first, last.

    There the revenue figure is the total, and such rows are part of it (method, section 4).
    """
    spans, deals = study.spans, study.deals
    covered = _covered_days(study)
    touched = (_by_customers(study) & deals["payee"].isin(covered)).to_numpy()[spans.deal]
    payee = deals["payee"].to_numpy()
    table = np.column_stack([np.arange(len(touched)), spans.first, spans.last])
    parts = [
        (span, *rest)
        for span, first, last in table[touched].tolist()
        for rest in without(first, last, covered[payee[spans.deal[span]]])
    ]
    table = np.concatenate([table[~touched], np.array(parts, dtype=np.int64).reshape(-1, 3)])
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table.T


def _by_customers(study: Study) -> pd.Series[bool]:
    """True for the deals in which a party outside buys."""
    deals = study.deals
    return (deals["class"] == PURCHASE) & ~deals["payer"].isin(study.network.inside)


def _covered_days(study: Study) -> dict[str, list[tuple[int, int]]]:
    days: dict[str, list[tuple[int, int]]] = {}
    for pools in study.pools:
        for party, covered in zip(pools.parties, pools.reported, strict=True):
            if covered.spans:
                days.setdefault(party, []).extend(covered.spans)
    return days


def _instalments(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Place of the term, day, and number of days paid for, of each instalment."""
    span = np.arange(len(first))
    parts = [np.zeros((0, 3), dtype=np.int64)]
    while len(span := span[first <= last]):
        first, last = first[first <= last], last[first <= last]
        close = np.minimum(_month_end(first), last)
        parts.append(np.column_stack([span, close, close - first + 1]))
        first = close + 1
    table = np.concatenate(parts)
    return table[np.argsort(table[:, 0], kind="stable")].T


def _month_end(day: np.ndarray) -> np.ndarray:
    months = (day - _EPOCH).astype("datetime64[D]").astype("datetime64[M]")
    end: np.ndarray = (months + 1).astype("datetime64[D]").astype(np.int64) + _EPOCH - 1
    return end


def _customers(study: Study, inside: dict[str, int]) -> _Planned:
    """What customers pay by the revenue figures, as the pools of each period have it."""
    parts: list[tuple[int, int, float]] = []
    for pools in study.pools:
        speaks = any(covered.spans for covered in pools.reported)
        named = _named_customers(study, pools.period) if speaks else {}
        for node, covered in enumerate(pools.reported):
            amount = float(pools.customers[node]) - named.get(pools.parties[node], 0.0)
            if covered.spans and amount > 0:
                which, last, days = _instalments(*np.array(covered.spans).T)
                first = last - days + 1
                # Each figure at its own rate: a year may hold the ends of two fiscal years.
                revenue = [
                    study.figures.revenue(pools.parties[node], Period("", *span)).revenue
                    / (span[1] - span[0] + 1)
                    for span in covered.spans
                ]
                weight = np.array(revenue)[which] * days
                shares = amount * weight / weight.sum()
                parts += zip([node] * len(days), first.tolist(), shares.tolist(), strict=True)
    return _received(parts, BUY, outsider=len(inside))


def _named_customers(study: Study, period: Period) -> dict[str, float]:
    """What rows of outside customers pay each party in a period, on days without a figure."""
    spans = study.spans
    span, first, last = _uncovered(study)
    days = np.minimum(last, period.last) - np.maximum(first, period.first) + 1
    counted = (days > 0) & _by_customers(study).to_numpy()[spans.deal[span]]
    span = span[counted]
    payee = study.deals["payee"].to_numpy()[spans.deal[span]]
    named: dict[str, float] = {}
    for party, amount in zip(payee, (spans.rate[span] * days[counted]).tolist(), strict=True):
        named[party] = named.get(party, 0.0) + amount
    return named


def _balances(study: Study, inside: dict[str, int]) -> _Planned:
    """The reported balances; with reported revenue an empty pool at each other end of a year.

    A balance dated on the first day of a month opens it: it holds in the morning.
    """
    first, last = _window(study)
    known = study.figures.balances()
    reported = {(party, day) for party, day, _ in known}
    parts, times = [], []
    for party, day, amount in known:
        opens = date.fromordinal(day).day == 1
        if party not in inside or (opens and (party, day - 1) in reported):
            continue
        if day == first - 1:
            day, opens = first, True
        if first <= day <= last:
            parts.append((inside[party], day, amount))
            times.append(_MORNING if opens else _NIGHT)
    years = (
        range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        if study.periods
        else ()
    )
    sells = {party for party, spans in _covered_days(study).items() if spans}
    for party in sorted(sells):
        for day in (date(year, 12, 31).toordinal() for year in years):
            if not {(party, day), (party, day + 1)} & reported:
                parts.append((inside[party], day, 0.0))
                times.append(_NIGHT)
    balances = _received(parts, NO_DEAL, outsider=len(inside))
    return replace(balances, time=np.array(times, dtype=float), balance=np.ones(len(parts), bool))


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
    for index in np.flatnonzero(np.diff(starts) > 1):
        group = order[starts[index] : starts[index + 1]]
        level[group] = _levels(plan.payer[group], plan.payee[group], inside)
        tied += 0 if plan.balance[group].all() else len(group)
    return np.lexsort((file, level, plan.time, plan.day)), tied


def _levels(payer: np.ndarray, payee: np.ndarray, inside: int) -> np.ndarray:
    """How many payments must come before those of each payer, counted along the longest way.

    Parties that pay each other round in a circle have the same level.
    """
    chained = np.isin(payer, payee) & (payer < inside)
    if not chained.any():
        return np.zeros(len(payer), dtype=np.int64)
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
    result[known] = np.array(level)[circle_of[np.searchsorted(parties, payer[known])]]
    return result


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
                move(day, OUTSIDE, tail, gap, NO_DEAL, NO_KNOWN_SOURCE, -1)
            held[tail] -= units
        if head != OUTSIDE:
            held[head] += units
        rows.append((day, tail, head, units, cls, root, deal))

    amount = np.rint(plan.amount * scale).astype(np.int64)
    columns = [plan.day, plan.payer, plan.payee, amount]
    columns += [plan.cls, plan.deal, plan.in_kind, plan.balance]
    for day, payer, payee, units, cls, deal, earmarked, balance in zip(
        *(column[order].tolist() for column in columns), strict=True
    ):
        tail = payer if payer < inside else OUTSIDE
        head = payee if payee < inside else OUTSIDE
        if balance:
            more = units - held[head]
            if more > 0:
                move(day, OUTSIDE, head, more, NO_DEAL, EARLIER_CASH, -1)
            elif more < 0:
                move(day, head, OUTSIDE, -more, NO_DEAL, INSIDE, -1)
        elif tail != OUTSIDE or head != OUTSIDE:
            root = _ROOT[cls] if tail == OUTSIDE else INSIDE
            if earmarked and head != OUTSIDE:
                head = credit[payee, payer]
            elif cls == BUY and (payer, payee) in credit:
                spent, units = credits_first(held[credit[payer, payee]], units, min)
                if spent:
                    move(day, credit[payer, payee], head, spent, cls, INSIDE, deal)
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
        lost=int(((amount == 0) & (plan.amount > 0)).sum()),
    )
