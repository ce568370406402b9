"""What a study plans to pay, day by day, before balances are known (method, section 8).

Instalments of the rows, what customers pay by the revenue figures, and the reported balances.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.graph import BUY, CODE, INVEST, NO_DEAL
from moneyloop.analysis.study.flows import without
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.pools import IN_KIND
from moneyloop.analysis.study.study import Study
from moneyloop.model import PURCHASE, RECEIVABLE

if TYPE_CHECKING:
    import pandas as pd

_EPOCH = date(1970, 1, 1).toordinal()
_MORNING, _NIGHT = -1.0, math.inf  # before and after every time of a day


@dataclass(frozen=True, eq=False)
class Planned:
    """What is to happen, before balances are known. Parties outside have codes above `inside`.

    With `balance` the amount is what the pool of the payee holds at that moment. `on_account` marks
    receivables: goods that their seller lends.
    """

    day: np.ndarray
    time: np.ndarray
    payer: np.ndarray
    payee: np.ndarray
    amount: np.ndarray
    cls: np.ndarray
    deal: np.ndarray
    in_kind: np.ndarray
    on_account: np.ndarray
    balance: np.ndarray


def planned(study: Study) -> Planned:
    """All that is planned in the periods of a study, by its inside parties in their order."""
    inside = {name: node for node, name in enumerate(study.network.inside)}
    parts = [_payments(study, inside), _customers(study, inside), _balances(study, inside)]
    names = [field.name for field in fields(Planned)]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Planned(**columns)


def _payments(study: Study, inside: dict[str, int]) -> Planned:
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
    code = inside | {name: len(inside) + at for at, name in enumerate(outside(study))}
    ends = [np.array([code[name] for name in column], dtype=np.int64) for column in (payer, payee)]
    cls = np.array([CODE[name] for name in names], dtype=np.int64)
    return Planned(
        day=day,
        time=deals["time"].to_numpy()[deal] if "time" in deals else np.zeros(len(deal)),
        payer=ends[0],
        payee=ends[1],
        amount=amount,
        cls=cls,
        deal=deal,
        in_kind=(cls == INVEST) & deals["settlement"].isin(IN_KIND).to_numpy()[deal],
        on_account=(deals["kind"] == RECEIVABLE).to_numpy()[deal],
        balance=np.zeros(len(deal), dtype=bool),
    )


def outside(study: Study) -> list[str]:
    """The parties outside that the deals name, by name."""
    named = {*study.deals["payer"].tolist(), *study.deals["payee"].tolist()}
    return sorted(named.difference(study.network.inside))


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


def _customers(study: Study, inside: dict[str, int]) -> Planned:
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


def _balances(study: Study, inside: dict[str, int]) -> Planned:
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


def _received(parts: list[tuple[int, int, float]], cls: int, outsider: int) -> Planned:
    """Events without a row: (party, day, amount) paid to a party from outside."""
    count = len(parts)
    return Planned(
        day=np.array([part[1] for part in parts], dtype=np.int64),
        time=np.zeros(count),
        payer=np.full(count, outsider, dtype=np.int64),
        payee=np.array([part[0] for part in parts], dtype=np.int64),
        amount=np.array([part[2] for part in parts], dtype=float),
        cls=np.full(count, cls, dtype=np.int64),
        deal=np.full(count, -1, dtype=np.int64),
        in_kind=np.zeros(count, dtype=bool),
        on_account=np.zeros(count, dtype=bool),
        balance=np.zeros(count, dtype=bool),
    )
