"""Laps, pro-rata: the estimate of every measure and the seven buckets (method, section 6).

Every dollar that leaves a pool has the mix of the pool. For target k and period t, one
transposed solve gives z_j, the share of a dollar in pool j whose next arrival at k is a sale in
t, with no investment on the way (GR), and w_j, the same with other parties' investments passed
through (G). Every bucket is then a dot product of its seeds with z or w. k's own rows are cut:
the target is a source and a sink, never a pass-through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.graph import CAME_BACK, ROUND_TRIPS, reached
from moneyloop.analysis.pooled import iterated, mixing
from moneyloop.analysis.study.moves import Table, as_array, as_matrix
from moneyloop.analysis.study.pools import Pools, walk_back
from moneyloop.model import INVESTMENT, PURCHASE

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Above this many pools that reach the target the solve is iterative: LU fills in (n >= 1,000).
DENSE_LIMIT = 1500
_SWEEPS = 100_000


@dataclass(frozen=True)
class Buckets:
    """Where the money came from that party k booked as revenue in a period, USD billions.

    own + other_network_investors + outside_investors + reciprocal + earlier_cash +
    no_known_source + customers = booked revenue of k, exactly. `network_investors` and
    `any_investor` are the nested measures. `spending_back` is all that k had spent, where
    `reciprocal` has only what nobody else invested on the way.
    """

    own: float
    network_investors: float
    outside_investors: float
    reciprocal: float
    earlier_cash: float
    no_known_source: float
    customers: float
    spending_back: float

    def of(self, measure: str) -> float:
        """The estimate of a measure, one of `graph.EVERY`."""
        if measure not in ROUND_TRIPS:
            return float(getattr(self, measure))
        return self.spending_back + (self.own if measure == CAME_BACK else 0.0)

    @property
    def other_network_investors(self) -> float:
        return max(self.network_investors - self.own, 0.0)

    @property
    def any_investor(self) -> float:
        return self.network_investors + self.outside_investors


NOTHING = Buckets(*8 * (0.0,))


def nobody_invests(pools: Sequence[Pools], period: int) -> bool:
    """Whether no investment is behind any dollar of a period: nothing is labelled, all is 0."""
    layers = [pools[index] for index in walk_back(pools, period)]
    return not any(
        len(layer.listed[INVESTMENT].amount) or layer.outside_investors.any() for layer in layers
    )


def buckets(pools: Sequence[Pools], period: int, target: int) -> Buckets:
    """The buckets of party `target` (its index in `parties`) in a period of `pools`."""
    sums = dict.fromkeys(
        (
            "own",
            "network_investors",
            "outside_investors",
            "reciprocal",
            "earlier_cash",
            "no_known_source",
            "spending_back",
        ),
        0.0,
    )
    customers = float(pools[period].customers[target])
    for index, z, w in chances(pools, period, target):
        layer = pools[index]
        of_target = (layer.owner == target).astype(float)
        sums["own"] += float(of_target @ (layer.invested @ w))
        sums["network_investors"] += float((layer.invested @ z).sum())
        sums["reciprocal"] += float(of_target @ (layer.spent @ z))
        sums["spending_back"] += float(of_target @ (layer.spent @ w))
        sums["outside_investors"] += float(layer.outside_investors @ z)
        sums["earlier_cash"] += float(layer.earlier_cash @ z)
        sums["no_known_source"] += float(layer.no_known_source @ z)
        customers += float((layer.customers + layer.outside_returns) @ z)
    return Buckets(customers=customers, **sums)


def turns(pools: Sequence[Pools], target: int) -> list[float | None]:
    """By period: laps so far over the most of the target's own money that was out at once.

    None while nothing was out. Within a period the order of payments is not known: all its
    investments are out before any of its laps comes back (method, section 6).
    """
    times: list[float | None] = []
    out = peak = total = 0.0
    for period, layer in enumerate(pools):
        out += float(layer.paid[INVESTMENT][layer.owner == target].sum())
        peak = max(peak, out)
        if out > 0:
            sold, capital = _own_back(pools, period, target)
            total += sold
            out -= sold + capital
        times.append(total / peak if peak > 0 else None)
    return times


def _own_back(pools: Sequence[Pools], period: int, target: int) -> tuple[float, float]:
    """Of what the target invested, what comes back to it in a period: as sales, and otherwise.

    USD billions; the second is capital returned as capital (method, appendix A.2).
    """
    layer = pools[period]
    owned = layer.owner == target
    home = _cut(per_dollar(layer.moves @ owned.astype(float), layer.total), owned)
    sold = _entry(layer, owned)
    totals = []
    for w in (sold, np.clip(home - sold, 0.0, None)):
        total = 0.0
        for index in walk_back(pools, period) if w.any() else ():
            layer = pools[index]
            if index != period:
                w = _cut(per_dollar(layer.kept, layer.total) * w, owned)
            w = _pass_on(layer, owned, w)
            total += float(owned.astype(float) @ (layer.invested @ w))
        totals.append(total)
    return totals[0], totals[1]


def chances(
    pools: Sequence[Pools], period: int, target: int
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """The z and w of every period whose money can be in the target's sales: (its index, z, w).

    Latest first. z and w are the shares of a dollar in each pool whose next arrival at the
    target is a sale in `period`, without and with investments on the way.
    """
    z = w = np.zeros(0)
    for index in walk_back(pools, period):
        layer = pools[index]
        owned = layer.owner == target
        if index == period:
            z = w = _entry(layer, owned)
        else:
            rate = per_dollar(layer.kept, layer.total)
            z, w = _cut(rate * z, owned), _cut(rate * w, owned)
        z = _pass_on(layer, owned, z, stops=True)
        w = _pass_on(layer, owned, w)
        yield index, z, w


def own_dollars(pools: Sequence[Pools], period: int, target: int) -> dict[int, np.ndarray]:
    """The target's own dollars that pass each pool and come back as sales in `period`.

    USD billions by index of the period, pro-rata. A dollar counts at every pool that it passes,
    and each time that it passes, so these do not add up to own money back.
    """
    reach = {index: w for index, _, w in chances(pools, period, target)}
    carry = np.zeros_like(pools[period].total)
    result = {}
    for index in sorted(reach):
        layer, w = pools[index], reach[index]
        owned = layer.owner == target
        seeds = np.asarray(owned.astype(float) @ layer.invested)
        # Whatever leads to a pool from which the target can be reached can reach it too.
        upstream = np.flatnonzero(w > 0)
        block = layer.moves[upstream][:, upstream]
        held = np.zeros_like(carry)
        held[upstream] = forward(
            block,
            layer.total[upstream],
            (seeds + carry)[upstream],
            partial(_leaves, layer, upstream),
        )
        result[index] = held * w
        carry = held * per_dollar(layer.kept, layer.total)
    return result


def own_sales(pools: Sequence[Pools], period: int, target: int) -> np.ndarray:
    """The target's own money back in `period` by the pool that pays the sale, USD billions.

    The estimate: every pool mixes pro rata. The sum over all pools is `Buckets.own`.
    """
    layer = pools[period]
    _, _, reach = next(chances(pools, period, target))
    passing = own_dollars(pools, period, target)[period]
    by_pool: np.ndarray = per_dollar(passing, reach) * _entry(layer, layer.owner == target)
    return by_pool


def forward(
    block: Table, total: np.ndarray, start: np.ndarray, leaves: Callable[[], np.ndarray]
) -> np.ndarray:
    """Solve y = start + y (moves / T): what arrives in each pool, all visits together."""
    if not start.any():
        return start
    if len(start) <= DENSE_LIMIT:
        return mixing.behind(as_array(block), total, start, leaves)
    return _iterate(_steps(block, per_dollar(np.ones_like(total), total)).T.tocsr(), start)


def _entry(pools: Pools, owned: np.ndarray) -> np.ndarray:
    """Share of each pool that is paid straight to the target as a sale."""
    payer, payee, amount = pools.listed[PURCHASE]
    sold = owned[payee]
    sales = np.zeros(len(owned))
    np.add.at(sales, payer[sold], amount[sold])
    return _cut(per_dollar(sales, pools.total), owned)


def _cut(values: np.ndarray, owned: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(owned, 0.0, values))


def per_dollar(amount: np.ndarray, total: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(amount, total, out=np.zeros_like(amount), where=total > 0))


def _pass_on(layer: Pools, owned: np.ndarray, entry: np.ndarray, stops: bool = False) -> np.ndarray:
    """Solve z = entry + cut_k(moves / T) z on the pools from which money can reach the target.

    With `stops` investments pass nothing on. Restricted to those pools, every one has a way out.
    Closed sets of pools with no way to the target fall away here, so a sourceless loop cannot crash
    it.
    """
    if not entry.any():
        return entry
    moves, total = layer.spent if stops else layer.moves, layer.total
    tail, head = moves.nonzero()
    passing = ~owned[tail]
    upstream = np.flatnonzero(reached(head[passing], tail[passing], entry > 0))
    block = moves[upstream][:, upstream]
    result = np.zeros_like(entry)
    if len(upstream) <= DENSE_LIMIT:
        result[upstream] = mixing.ahead(
            as_array(block),
            total[upstream],
            entry[upstream],
            partial(_leaves, layer, upstream, stops),
        )
    else:
        share = per_dollar(np.ones(len(upstream)), total[upstream])
        solution = _iterate(_steps(block, share), entry[upstream])
        result[upstream] = np.minimum(solution, 1.0)
    return result


def _leaves(layer: Pools, among: np.ndarray, stops: bool = False) -> np.ndarray:
    """What some pools pay that does not go on among them; with `stops` all that they invest."""
    elsewhere = np.ones(len(layer.total), dtype=bool)
    elsewhere[among] = False
    gone = layer.leak[among] + layer.kept[among]
    gone = gone + np.asarray(layer.moves[among][:, elsewhere].sum(axis=1)).ravel()
    if stops:
        gone = gone + np.asarray(layer.invested[among][:, among].sum(axis=1)).ravel()
    return np.asarray(gone)


def _steps(block: Table, share: np.ndarray) -> csr_array:
    from scipy.sparse import diags_array

    step: csr_array = (diags_array(share) @ as_matrix(block)).tocsr()
    return step


def _iterate(step: csr_array, entry: np.ndarray) -> np.ndarray:
    nothing = np.zeros(0, dtype=np.int64)
    found = iterated.settled(step, entry[:, None], nothing, nothing, _SWEEPS)
    if found is None:
        size = len(entry)
        raise ArithmeticError(f"the mix of {size} pools did not settle in {_SWEEPS:,} sweeps")
    return np.asarray(found[:, 0])
