"""What widens an interval: each thing that is not public, settled alone (method, section 7).

amount    an open row, at nothing
balance   a party's cash that no figure gives: its pools keep what the estimate keeps
origin    a party's money of no known source, at exactly what is missing
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.graph import OUTSIDE
from moneyloop.analysis.pooled.label_sets import Marks
from moneyloop.analysis.ranged.bounds import Interval, bounds, deals_that_move, marks, most
from moneyloop.analysis.ranged.opened import Place
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study.study import Study
from moneyloop.analysis.what_if.gaps import AMOUNT, BALANCE, ORIGIN

DUST = 1e-8  # narrowing below this (USD billions) is rounding


@dataclass(frozen=True)
class Widens:
    """Low and high with one thing settled, by its kind; `name` is the id of a row, or a party.

    `narrows` is how much less lies between low and high, USD billions: None where the high is not
    public and would be.
    """

    kind: str
    name: str
    low: float
    high: float | None
    narrows: float | None


@dataclass(frozen=True)
class Widening:
    """What widens an interval, most first; how many things do not, and open rows without a limit.

    Of the latter no total says how much they can be; they are named where the high is not public.
    """

    rows: tuple[Widens, ...] = ()
    still: int = 0
    unlimited: tuple[str, ...] = ()


def widens(
    study: Study,
    period: int,
    target: int,
    measure: str,
    progress: Callable[[int, int], None] | None = None,
) -> Widening:
    """What widens the interval of a measure of one party, over all that is not public.

    Only what can reach the number is tried: open rows in its program, and the parties whose pools
    are between the labelled dollars and the sale. One at a time: they do not add up.
    """
    pools = RangedPools(study)
    base = bounds(pools, period, target, measure)
    ids = study.deals["id"].to_numpy()
    names = deals_that_move(pools, period, target, measure)
    deals = {str(ids[pools.changes.deal_of[name]]): name for name in names}
    tries = list(_tries(pools, period, target, measure, sorted(deals)))
    found = []
    for done, (kind, name, settled) in enumerate(tries):
        interval = bounds(settled(), period, target, measure)
        found.append(Widens(kind, name, interval.low, interval.high, narrows(base, interval)))
        if progress is not None:
            progress(done + 1, len(tries))
    rows = [item for item in found if item.narrows is None or item.narrows > DUST]
    rows.sort(key=lambda item: (item.narrows is not None, -round(item.narrows or 0.0, 9)))
    free = base.high is None
    unlimited = [name for name, of in deals.items() if free and most(pools, of) is None]
    return Widening(tuple(rows), len(found) - len(rows), tuple(sorted(unlimited)))


def narrows(base: Interval, then: Interval) -> float | None:
    """How much narrower an interval has become; None where its high has become public."""
    less = then.low - base.low
    if base.high is None:
        return less if then.high is None else None
    # What is settled moves no end outwards, but where it was not found.
    return less + (0.0 if then.high is None else base.high - then.high)


def _tries(
    pools: RangedPools, period: int, target: int, measure: str, ids: list[str]
) -> Iterator[tuple[str, str, Callable[[], RangedPools]]]:
    """The kind and the name of what is settled, and the pools that it leaves."""
    study = pools.study

    def without(name: str) -> Callable[[], RangedPools]:
        return lambda: RangedPools(study, without=frozenset([name]))

    def with_balances(places: frozenset[Place]) -> Callable[[], RangedPools]:
        return lambda: pools.settled(balances=places)

    def with_origins(places: frozenset[Place]) -> Callable[[], RangedPools]:
        return lambda: pools.settled(origins=places)

    for name in ids:
        yield AMOUNT, name, without(name)
    near = places_between(pools, period, marks(pools, period, [target], measure))
    for party in sorted({party for _, party in near}, key=lambda party: pools.parties[party]):
        mine = [when for when, owner in near if owner == party]
        every = frozenset((when, party) for when in range(-1, len(study.periods)))
        name = pools.parties[party]
        if any(unknown_balance(pools, when, party, period) for when in mine):
            yield BALANCE, name, with_balances(every)
        if any(not pools.record.is_closed(when, party) for when in mine):
            yield ORIGIN, name, with_origins(every)


def unknown_balance(pools: RangedPools, when: int, party: int, period: int) -> bool:
    """Whether cash that a pool found, or leaves to a later one that is asked for, is not public."""
    closing = pools.record.closing
    return closing(when - 1, party) is None or (when < period and closing(when, party) is None)


def places_between(pools: RangedPools, period: int, marked: Marks) -> set[Place]:
    """The places whose pools labelled dollars pass on their way to a sale."""
    paid, owner = marked.paid, pools.study.pools[period].owner
    onward = (marked.keeps | marked.counts) > 0
    nodes = np.concatenate([paid.tail[onward], paid.head[marked.gives > 0]])
    return {
        (period - int(node) // len(owner), int(owner[node % len(owner)]))
        for node in np.unique(nodes)
        if node != OUTSIDE
    }
