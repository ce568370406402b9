"""One dollar through the pools of a period, hop by hop, forwards and backwards, pro-rata.

Every dollar that leaves a pool has the mix of the pool (method, section 6), and nothing is cut: a
dollar may pass the same party at several hops. Money at each hop is an array by pool, in parts of
the one dollar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.graph import reached
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.pooled.laps import per_dollar
from moneyloop.analysis.study.pools import Pools, credits_first, sub_pools
from moneyloop.model import INVESTMENT, PURCHASE, RETURN

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

SOURCES = ("customers", "outside_investors", "earlier_cash", "no_known_source")
# A smaller part of a pool that comes to rest is the rounding of its sums.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Step:
    """What the dollar does at one hop; arrays by pool and matrices payer by payee, in dollars.

    Forwards `held` is what arrived in each pool, `paid` what inside pools receive from it at the
    next hop, `ends` what comes to rest: `kept` and `leak`. Backwards `held` is the money whose
    payers are asked for, `paid` what inside pools paid of it, `ends` the sources of the rest.
    """

    held: np.ndarray
    paid: Mapping[str, csr_array]
    ends: Mapping[str, np.ndarray]


def enter(pools: Pools, party: int | None) -> np.ndarray | None:
    """A dollar that enters the pool of a party, or (None) that all customers pay together.

    None where there is no such money in the period.
    """
    start = np.zeros_like(pools.total)
    if party is None:
        start += pools.customers
    elif pools.total[party] > 0:
        start[party] = 1.0
    return start / start.sum() if start.any() else None


def forwards(pools: Pools, start: np.ndarray, hops: int) -> Iterator[Step]:
    """Hops 0 to `hops` of a dollar that enters the pools as `start` says."""
    held = start
    for _ in range(hops + 1):
        share = per_dollar(held, pools.total)
        paid = {cls: _rows_times(moved, share) for cls, moved in _moved(pools).items()}
        yield Step(held, paid, {"kept": share * pools.kept, "leak": share * pools.leak})
        held = np.sum([moved.sum(axis=0) for moved in paid.values()], axis=0)


def backwards(pools: Pools, party: int, hops: int) -> Iterator[Step]:
    """Hops 1 to `hops` back from a dollar that the party booked as revenue.

    Nothing where it booked none. The first step holds the dollar at the party; its payers are
    those of the revenue, after it those of the whole pool.
    """
    entry = _revenue(pools, party)
    if entry is None:
        return
    yield entry
    held = entry.paid[PURCHASE].sum(axis=1)
    for _ in range(hops - 1):
        share = per_dollar(held, pools.total)
        paid = {
            cls: _rows_times(moved.T.tocsr(), share).T.tocsr()
            for cls, moved in _moved(pools).items()
        }
        yield Step(held, paid, {name: share * amount for name, amount in _sources(pools).items()})
        held = np.sum([moved.sum(axis=1) for moved in paid.values()], axis=0)


def times_booked(pools: Pools, start: np.ndarray) -> float | None:
    """How often a dollar of `start` is booked as revenue by inside parties after its entry.

    The sum over all hops, (I - G)^-1; None where some of it goes round for good through sales.
    """
    visits = _visits(_step(pools), start, per_dollar(pools.kept + pools.leak, pools.total))
    sold = per_dollar(np.asarray(pools.purchases.sum(axis=1)).ravel(), pools.total)
    times = float(visits[sold > 0] @ sold[sold > 0])
    return times if np.isfinite(times) else None


def origins(pools: Pools, party: int) -> dict[str, float] | None:
    """The sources of a dollar that the party booked as revenue, in the limit of all hops.

    They add up to the dollar, but for money that goes round without a source. None where the
    party booked nothing.
    """
    entry = _revenue(pools, party)
    if entry is None:
        return None
    sources = {name: per_dollar(amount, pools.total) for name, amount in _sources(pools).items()}
    rests = np.sum(list(sources.values()), axis=0)
    back = _rows_times(
        _together(_moved(pools)).T.tocsr(), per_dollar(np.ones_like(pools.total), pools.total)
    )
    visits = _visits(back, entry.paid[PURCHASE].sum(axis=1), rests)
    return {
        name: float(entry.ends[name].sum() + visits[share > 0] @ share[share > 0])
        for name, share in sources.items()
    }


def paid_outside(
    pools: Pools, flows: pd.DataFrame, period: int
) -> dict[tuple[int, str, str], float]:
    """What each pool pays to parties outside, by (pool, payee, class); USD billions.

    `flows` are those of every period, `period` the index of this one. It is part of the leak; the
    rest of that is spent where no row shows it.
    """
    node_of = {name: node for node, name in enumerate(pools.parties)}
    nodes = sub_pools(flows, node_of)
    # Purchases are paid with the seller's credits first, as in the pools.
    credits = {pair: float(pools.total[node]) for pair, node in nodes.items()}
    rows = flows.loc[(flows["period"] == period) & (flows["amount"] > 0)]
    paid: dict[tuple[int, str, str], float] = {}
    columns = (rows[name].tolist() for name in ("payer", "payee", "class", "amount"))
    for payer, payee, cls, amount in zip(*columns, strict=True):
        if payee in node_of or payer not in node_of:
            continue
        pair = (payer, payee)
        credit, cash = 0.0, amount
        if cls == PURCHASE:
            credit, cash = credits_first(credits.get(pair, 0.0), amount, min)
        if credit > 0:
            credits[pair] -= credit
            way = (nodes[pair], payee, cls)
            paid[way] = paid.get(way, 0.0) + credit
        way = (node_of[payer], payee, cls)
        paid[way] = paid.get(way, 0.0) + cash
    return paid


def _together(moved: Mapping[str, csr_array]) -> csr_array:
    """The money of all classes together."""
    together: csr_array = moved[PURCHASE] + moved[INVESTMENT] + moved[RETURN]
    return together


def _moved(pools: Pools) -> dict[str, csr_array]:
    return {PURCHASE: pools.purchases, INVESTMENT: pools.investments, RETURN: pools.returns}


def _sources(pools: Pools) -> dict[str, np.ndarray]:
    """What comes into each pool from no inside one; returns from outside are customers' money."""
    amounts = (
        pools.customers + pools.outside_returns,
        pools.outside_investors,
        pools.earlier_cash + pools.carried,
        pools.no_known_source,
    )
    return dict(zip(SOURCES, amounts, strict=True))


def _revenue(pools: Pools, party: int) -> Step | None:
    """The first hop back: who paid the dollar that the party booked."""
    booked = float(pools.revenue[party])
    if not booked > 0:
        return None
    held = np.zeros_like(pools.total)
    held[party] = 1.0
    share = (pools.owner == party) / booked
    nothing = np.zeros_like(pools.total)
    paid = _rows_times(pools.purchases.T.tocsr(), share).T.tocsr()
    none = paid * 0.0
    return Step(
        held,
        {PURCHASE: paid, INVESTMENT: none, RETURN: none},
        dict.fromkeys(SOURCES, nothing) | {"customers": share * pools.customers},
    )


def _step(pools: Pools) -> csr_array:
    """Of a dollar in each pool, what every other inside pool receives next."""
    return _rows_times(_together(_moved(pools)), per_dollar(np.ones_like(pools.total), pools.total))


def _visits(step: csr_array, start: np.ndarray, rests: np.ndarray) -> np.ndarray:
    """How much arrives in each pool, all hops together: start (I - step)^-1.

    `rests` is the part of each pool that moves no further. Infinite in pools from which nothing
    can come to rest, where some of `start` gets there.
    """
    tail, head = step.nonzero()
    ending = reached(head, tail, rests > _ROUNDING)
    endless = reached(tail, head, start > 0) & ~ending
    resting = np.flatnonzero(ending)
    visits = np.where(endless, np.inf, 0.0)
    within, elsewhere = step[resting][:, resting], step[resting][:, ~ending]
    visits[resting] = laps.forward(
        within,
        np.ones(len(resting)),
        start[resting],
        lambda: rests[resting] + np.asarray(elsewhere.sum(axis=1)).ravel(),
    )
    return visits


def _rows_times(matrix: csr_array, factor: np.ndarray) -> csr_array:
    from scipy.sparse import diags_array

    product: csr_array = (diags_array(factor) @ matrix).tocsr()
    return product
