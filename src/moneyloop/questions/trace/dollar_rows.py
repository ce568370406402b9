"""The rows of one dollar's way: who pays whom at each hop, and where it comes to rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from moneyloop.analysis.pooled import trace
from moneyloop.analysis.pooled.trace import Step
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import rounded
from moneyloop.books.readings import Reading
from moneyloop.model import INVESTMENT, PURCHASE, RETURN
from moneyloop.questions.trace.dollar_book import Book, Record
from moneyloop.words.labels import LABELS

CUSTOMERS, ANY_MONEY, ANY_UNIT = LABELS["customers"], "the dollar", "the unit"
KEPT, ELSEWHERE, MOVING = "kept", "spent elsewhere", "still moving"
OUTSIDE = "outside: "
SOURCE, STAYS, GOES_ON = "source", "stays", "moving"
SOURCE_NAMES: Mapping[str, str] = {source: LABELS[source] for source in trace.SOURCES}
_CLASSES_OF: Mapping[str, Sequence[str]] = {
    "customers": (PURCHASE, RETURN),
    "outside_investors": (INVESTMENT,),
}
_DUST = 5e-10  # of a dollar: nothing in nine decimals

Key = TypeVar("Key")


def forwards(book: Book, node: int | None, hops: int) -> tuple[list[Record], Record]:
    """The rows of a dollar that enters at a party (None: that all customers pay), and totals."""
    pools = book.pools
    start = trace.enter(pools, node)
    if start is None:
        return [], {"hops": [], "times_booked": None, "earlier_cash": None}
    outside = trace.paid_outside(pools, book.study.flows, book.period)
    rows = _entries(book, start, customers=node is None)
    summaries: list[Record] = []
    booked = 1.0 if node is None else None
    for hop, step in enumerate(trace.forwards(pools, start, hops)):
        gone = _to_outside(pools, step, outside)
        rows += _ends(book, hop, step, gone)
        payments = _between(pools, step)
        held, spent = dict(_by_party(pools, step.held)), _spent(book, step)
        if hop < hops:
            for way, amount in _largest_first(payments):
                payer = way[0]
                rows.append(_payment(book, hop + 1, way, amount, held[payer], spent[payer]))
        else:
            rows += _goes_on(book, hop, payments, held, spent)
        summaries.append(_summary(book, hop, step, booked, sum(gone.values()), summaries))
        booked = float(step.paid[PURCHASE].sum())
        if not any(amount > _DUST for amount in payments.values()):
            break
    after = trace.times_booked(pools, start)
    first = 1.0 if node is None else 0.0
    times = None if after is None else rounded(first + after)
    before = 0.0 if node is None else (pools.earlier_cash + pools.carried)[node] / pools.total[node]
    totals = {"times_booked": times, "earlier_cash": book.amount(before)}
    return rows, {"hops": summaries, **totals}


def _entries(book: Book, start: np.ndarray, *, customers: bool) -> list[Record]:
    rows = []
    for party, amount in _largest_first(dict(_by_party(book.pools, start))):
        if customers:
            deals, figures = book.from_outside(party, [PURCHASE]), book.revenue(party)
            ends = (CUSTOMERS, party)
            row = book.row(
                0, ends, SOURCE, amount, 1.0, booked=amount, deals=deals, figures=figures
            )
        else:
            ends = (ANY_UNIT if book.is_ledger else ANY_MONEY, party)
            row = book.row(0, ends, SOURCE, amount, 1.0, booked=None)
        rows.append(row)
    return rows


def _payment(
    book: Book,
    hop: int,
    way: tuple[str, str, str],
    amount: float,
    held: float,
    spent: float | None = None,
) -> Record:
    payer, payee, cls = way
    deals, figures = book.deals.get(way, []), book.sized_by(payer)
    return book.row(
        hop,
        (payer, payee),
        cls,
        amount,
        held,
        spent=spent,
        booked=amount if cls == PURCHASE else 0.0,
        deals=deals,
        figures=figures,
    )


def _ends(
    book: Book, hop: int, step: Step, gone: Mapping[tuple[str, str, str], float]
) -> list[Record]:
    """What leaves the network at a hop, is kept there, and is spent where no row shows it."""
    pools = book.pools
    held, spent = dict(_by_party(pools, step.held)), _spent(book, step)
    rows = []
    for (payer, payee, cls), amount in _largest_first(gone):
        deals, figures = book.deals.get((payer, payee, cls), []), book.sized_by(payer)
        ends, leaving = (payer, OUTSIDE + payee), spent[payer]
        rows.append(
            book.row(
                hop, ends, cls, amount, held[payer], spent=leaving, deals=deals, figures=figures
            )
        )
    stays = {(party, KEPT): amount for party, amount in _by_party(pools, step.ends["kept"])}
    paid = _by_payer(gone)
    # Of a list of payments nothing is spent elsewhere: what is not paid out is kept.
    rest = KEPT if book.is_ledger else ELSEWHERE
    for party, amount in _by_party(pools, step.ends["leak"]):
        stays[party, rest] = stays.get((party, rest), 0.0) + amount - paid.get(party, 0.0)
    for (party, name), amount in _largest_first(stays):
        figures = book.balance(party, after=True) if name == KEPT else book.sized_by(party)
        left = None if name == KEPT else spent[party]
        rows.append(
            book.row(hop, (party, name), STAYS, amount, held[party], spent=left, figures=figures)
        )
    return rows


def _goes_on(
    book: Book,
    hop: int,
    payments: Mapping[tuple[str, str, str], float],
    held: Mapping[str, float],
    spent: Mapping[str, float],
) -> list[Record]:
    """Where the dollar is not at rest after the last hop."""
    return [
        book.row(hop, (party, MOVING), GOES_ON, amount, held[party], spent=spent[party])
        for party, amount in _largest_first(_by_payer(payments))
    ]


def _summary(
    book: Book,
    hop: int,
    step: Step,
    booked: float | None,
    outside: float,
    before: Sequence[Record],
) -> Record:
    kept, leak = (float(step.ends[name].sum()) for name in ("kept", "leak"))
    elsewhere = max(leak - outside, 0.0)
    if book.is_ledger:
        kept, elsewhere = kept + elsewhere, 0.0
    goes_on = float(sum(moved.sum() for moved in step.paid.values()))
    so_far = before[-1]["revenue_so_far"] if before else 0.0
    return {
        "hop": hop,
        "arrived": book.amount(step.held.sum()),
        "revenue": None if booked is None else book.amount(booked),
        "kept": book.amount(kept),
        "elsewhere": book.amount(elsewhere),
        "outside": book.amount(outside),
        "still_moving": book.amount(goes_on),
        "at_rest": book.amount(1.0 - goes_on),
        "revenue_so_far": rounded(so_far + book.amount(booked or 0.0)),
    }


def backwards(book: Book, node: int, hops: int) -> tuple[list[Record], Record]:
    """The rows of a dollar of a party's revenue, from who paid it back to its sources."""
    pools = book.pools
    rows: list[Record] = []
    summaries: list[Record] = []
    at_source = 0.0
    for hop, step in enumerate(trace.backwards(pools, node, hops), start=1):
        held = dict(_by_party(pools, step.held))
        for (payer, payee, cls), amount in _largest_first(_between(pools, step)):
            rows.append(_payment(book, hop, (payer, payee, cls), amount, held[payee]))
        sources = {
            (name, party): amount
            for name in trace.SOURCES
            for party, amount in _by_party(pools, step.ends[name])
        }
        for (name, party), amount in _largest_first(sources):
            rows.append(_from_source(book, hop, (name, party), amount, held[party]))
        sums = {name: float(step.ends[name].sum()) for name in trace.SOURCES}
        at_source += sum(sums.values())
        summaries.append(
            {
                "hop": hop,
                "asked": book.amount(step.held.sum()),
                **{name: book.amount(amount) for name, amount in sums.items()},
                "still_moving": book.amount(1.0 - at_source),
                "found": book.amount(at_source),
            }
        )
        if 1.0 - at_source <= _DUST:
            break
    origins = trace.origins(pools, node)
    shares = None if origins is None else {name: book.amount(x) for name, x in origins.items()}
    return rows, {"hops": summaries, "sources": shares}


def _from_source(book: Book, hop: int, ends: tuple[str, str], amount: float, held: float) -> Record:
    name, party = ends
    figures: list[Reading] = []
    if name == "customers":
        figures = book.revenue(party)
    elif name == "earlier_cash":
        figures = book.balance(party)
    deals = book.from_outside(party, _CLASSES_OF.get(name, ()))
    booked = amount if name == "customers" else 0.0
    way = (SOURCE_NAMES[name], party)
    return book.row(hop, way, SOURCE, amount, held, booked=booked, deals=deals, figures=figures)


def _by_party(pools: Pools, values: np.ndarray) -> list[tuple[str, float]]:
    """The pools of each party together, where there is more than dust."""
    sums = np.bincount(pools.owner, weights=values, minlength=len(pools.parties))
    return [
        (pools.parties[node], float(sums[node])) for node in np.flatnonzero(sums > _DUST).tolist()
    ]


def _by_payer(payments: Mapping[tuple[str, str, str], float]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for (payer, _, _), amount in payments.items():
        sums[payer] = sums.get(payer, 0.0) + amount
    return sums


def _spent(book: Book, step: Step) -> dict[str, float]:
    """What leaves each party at a hop: all that it held and did not keep."""
    pools, leak = book.pools, step.ends["leak"]
    if book.is_ledger:
        leak = step.held * np.divide(
            pools.to_outside, pools.total, out=np.zeros_like(pools.total), where=pools.total > 0
        )
    onward = sum(np.asarray(moved.sum(axis=1)).ravel() for moved in step.paid.values())
    return dict(_by_party(pools, np.clip(leak, 0.0, None) + onward))


def _between(pools: Pools, step: Step) -> dict[tuple[str, str, str], float]:
    """What parties pay each other at a hop: (payer, payee, class) -> part of the dollar."""
    paid: dict[tuple[str, str, str], float] = {}
    for cls, moved in step.paid.items():
        entries = moved.tocoo()
        tails, heads = pools.owner[entries.row].tolist(), pools.owner[entries.col].tolist()
        for tail, head, amount in zip(tails, heads, entries.data.tolist(), strict=True):
            way = (pools.parties[tail], pools.parties[head], cls)
            paid[way] = paid.get(way, 0.0) + amount
    return paid


def _to_outside(
    pools: Pools, step: Step, outside: Mapping[tuple[int, str, str], float]
) -> dict[tuple[str, str, str], float]:
    paid: dict[tuple[str, str, str], float] = {}
    for (pool, payee, cls), amount in outside.items():
        if pools.total[pool] > 0:
            way = (pools.parties[pools.owner[pool]], payee, cls)
            part = float(step.held[pool] / pools.total[pool] * amount)
            paid[way] = paid.get(way, 0.0) + part
    return paid


def _largest_first(amounts: Mapping[Key, float]) -> list[tuple[Key, float]]:
    """The amounts that are more than dust, the largest first; names decide between equals."""
    above_dust = [(key, amount) for key, amount in amounts.items() if amount > _DUST]
    return sorted(above_dust, key=lambda item: (-round(item[1], 12), str(item[0])))
