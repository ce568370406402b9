"""Is a network more circular than chance? Deals are rewired at random, and measured again.

Every draw starts from the network as it is and swaps the payees of deals, over and over: the edge
swaps of Maslov and Sneppen (2002, Science 296, 910). Three deals at a time, so that a ring of
three can be turned round, which swaps of two cannot do in a directed network without self-loops
(Roberts and Coolen 2012, Physical Review E 85, 046103). Each deal keeps its payer, amount, class
and settlement; only deals of one class between ends on the same sides of the boundary swap, and
no party ever pays itself. Then each party pays what it paid, by as many deals, and is paid by as
many deals of each class, but not the same amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.circularity import all_laps
from moneyloop.analysis.circularity.circulation import circulation
from moneyloop.analysis.study.exchanges import swap_pools
from moneyloop.analysis.study.pools import Ledger, Pools, in_kind, sub_pools
from moneyloop.analysis.study.study import Study
from moneyloop.model import FLOWING, INVESTMENT, PURCHASE, RETURN

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("own", "network_investors", "max_circulation")
SWEEPS = 30
SWAPS = SWEEPS // 3  # of three deals at a time, for each deal
_CHUNK = 2_000_000  # drawn payees held at once

TO_OUTSIDE = "paid to an outside party"
CUSTOMERS = "paid by customers"
CREDITS = "credits, and the purchases that they may pay"
EXCHANGE = "legs of an exchange"
NOTHING = "nothing falls in the year"
ALONE = "no other deal of its class between such ends"


@dataclass(frozen=True, eq=False)
class Wiring:
    """The deals of one period, those that can be rewired apart from those that stay.

    free     the flows that can be rewired, in order of id: payer, payee (indexes of the parties,
             the payers outside counted on from there), cls (index in FLOWING), amount in USD
             billions, and `groups`, the sets of their indexes within which payees are swapped
    kept     the flows that stay as they are
    fixed    the ids that stay, by reason
    """

    ids: tuple[str, ...]
    payer: np.ndarray
    payee: np.ndarray
    cls: np.ndarray
    amount: np.ndarray
    groups: tuple[np.ndarray, ...]
    kept: pd.DataFrame
    fixed: dict[str, tuple[str, ...]]


def wiring(study: Study, period: int) -> Wiring:
    """The wiring of a period of a study."""
    flows = study.flows.loc[study.flows["period"] == period]
    ids = study.deals["id"].to_numpy()[flows["deal"].to_numpy()]
    flows = flows.assign(id=ids).sort_values("id", kind="stable").reset_index(drop=True)
    node_of = {name: node for node, name in enumerate(study.network.inside)}
    reasons = _reasons(flows, node_of)
    keys = [
        (payer in node_of, cls)
        for payer, cls in zip(flows["payer"].tolist(), flows["class"].tolist(), strict=True)
    ]
    groups: dict[tuple[bool, str], list[int]] = {}
    for row, key in enumerate(keys):
        if not reasons[row]:
            groups.setdefault(key, []).append(row)
    for key in [key for key, rows in groups.items() if len(rows) < 2]:
        reasons[groups.pop(key)[0]] = ALONE
    free = np.array([not reason for reason in reasons], dtype=bool)
    chosen = flows.loc[free]
    codes = dict(node_of)
    for name in chosen["payer"].tolist():
        codes.setdefault(name, len(codes))
    node = np.cumsum(free) - 1
    fixed: dict[str, list[str]] = {}
    for name, reason in zip(flows["id"].tolist(), reasons, strict=True):
        if reason:
            fixed.setdefault(reason, []).append(name)
    return Wiring(
        ids=tuple(chosen["id"].tolist()),
        payer=np.array([codes[name] for name in chosen["payer"].tolist()], dtype=np.int64),
        payee=np.array([codes[name] for name in chosen["payee"].tolist()], dtype=np.int64),
        cls=np.array([FLOWING.index(name) for name in chosen["class"].tolist()], dtype=np.int64),
        amount=chosen["amount"].to_numpy(dtype=float),
        groups=tuple(node[np.array(groups[key])] for key in sorted(groups)),
        kept=flows.loc[~free],
        fixed={reason: tuple(names) for reason, names in sorted(fixed.items())},
    )


def _reasons(flows: pd.DataFrame, node_of: dict[str, int]) -> list[str]:
    """Why each flow stays as it is; "" for those that can be rewired."""
    held = sub_pools(flows, node_of)
    reasons = []
    names = ("payer", "payee", "class", "settlement", "amount", "exchange")
    columns = (flows[name].tolist() for name in names)
    for payer, payee, cls, settlement, amount, exchange in zip(*columns, strict=True):
        if not amount > 0:
            reasons.append(NOTHING)
        elif payee not in node_of:
            reasons.append(TO_OUTSIDE)
        elif in_kind(cls, settlement) or (cls == PURCHASE and (payer, payee) in held):
            reasons.append(CREDITS)
        elif exchange >= 0:
            reasons.append(EXCHANGE)
        elif cls == PURCHASE and payer not in node_of:
            reasons.append(CUSTOMERS)
        else:
            reasons.append("")
    return reasons


def rewired(wires: Wiring, draws: int, seed: int) -> Iterator[np.ndarray]:
    """The payee of each free deal, one array after the other for each draw.

    Every draw starts afresh from the observed payees. The chain is symmetric, so that all the
    arrangements that it can reach are as likely.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    chunk = max(1, _CHUNK // max(1, len(wires.payee)))
    for first in range(0, draws, chunk):
        payees = np.tile(wires.payee, (min(chunk, draws - first), 1))
        for group in wires.groups:
            payees[:, group] = _swapped(wires.payer[group], payees[:, group], random)
        yield from payees


def _swapped(payer: np.ndarray, payees: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Payees of one group after SWEEPS sweeps; shape (draws, deals).

    A sweep parts the deals into threes at random, and asks each three to change its payees by a
    permutation drawn at random; a three in which somebody would pay itself stays as it is.
    """
    draws, deals = payees.shape
    size = min(3, deals)
    orders = np.array(list(permutations(range(size))))
    rows = np.arange(draws)[:, None]
    for _ in range(SWEEPS):
        mixed = random.permuted(np.tile(np.arange(deals), (draws, 1)), axis=1)
        threes = mixed[:, : deals // size * size].reshape(draws, -1, size)
        chosen = orders[random.integers(len(orders), size=threes.shape[:2])]
        moved = payees[rows[:, :, None], np.take_along_axis(threes, chosen, axis=2)]
        allowed = (moved != payer[threes]).all(axis=2, keepdims=True)
        stays = payees[rows[:, :, None], threes]
        payees[rows[:, :, None], threes] = np.where(allowed, moved, stays)
    return payees


class Measured:
    """The measures of a wiring: the pools are settled again for each set of payees.

    Customers and earlier cash of each party stay as observed, credits pay the purchases that they
    paid. What no money covers has no known source, what is not paid out leaves. `moved` is all that
    moves inside, USD billions, the same whoever is paid.
    """

    def __init__(self, wires: Wiring, pools: Pools) -> None:
        self._wires, self._parties = wires, len(pools.parties)
        node_of = {name: node for node, name in enumerate(pools.parties)}
        kept = wires.kept
        credits = sub_pools(kept, node_of)
        swaps = swap_pools(kept, node_of, credits)
        ledger = Ledger(kept, kept["amount"].tolist(), node_of, credits, swaps)
        ledger.redeem(np.zeros(ledger.shape))
        self._owner, self._size = ledger.owner, ledger.shape[0]
        self._kept = np.array([ledger.listed(cls).array(self._size) for cls in FLOWING])
        self._in = pools.customers + pools.earlier_cash
        self._in = self._in + ledger.from_outside[INVESTMENT] + ledger.from_outside[RETURN]
        self._out = ledger.to_outside
        inside = wires.payer < self._parties
        self.moved = float(self._kept.sum() + wires.amount[inside].sum())

    def of(self, payees: np.ndarray) -> tuple[float, ...]:
        """The amounts of MEASURES with these payees of the free deals, USD billions."""
        moves, total = self.pools(payees)
        purchases, investments, returns = moves
        passed = (purchases, investments, returns, total, self._owner, self._parties)
        # Money moves between parties, whichever of their pools it leaves or enters.
        tail, head = np.nonzero(moves.sum(axis=0))
        amount = moves.sum(axis=0)[tail, head]
        netted = circulation(self._owner[tail], self._owner[head], amount, self._parties)
        return (
            float(all_laps.own(*passed).sum()),
            float(all_laps.network_investors(*passed).sum()),
            netted.cleared,
        )

    def pools(self, payees: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Money by class, payer by payee, and the total of each pool, with these payees."""
        wires = self._wires
        inside = wires.payer < self._parties
        moves = self._kept.copy()
        ends = wires.cls[inside], wires.payer[inside], payees[inside]
        np.add.at(moves, ends, wires.amount[inside])
        inflow = self._in + moves.sum(axis=(0, 1))
        np.add.at(inflow, payees[~inside], wires.amount[~inside])
        outflow = self._out + moves.sum(axis=(0, 2))
        # As in `pools.settle`: what exceeds the inflow has no known source.
        return moves, np.maximum(inflow, outflow)


def places(drawn: np.ndarray, observed: float) -> dict[str, float | int]:
    """Where the observed value lies among the drawn ones, which are rounded alike.

    `percentile` is the part of the draws below it, with half of those that are equal, 0 to 100.
    """
    below, above = int((drawn < observed).sum()), int((drawn > observed).sum())
    equal = len(drawn) - below - above
    low, middle, high = np.quantile(drawn, [0.05, 0.5, 0.95]).tolist()
    return {
        "mean": float(drawn.mean()),
        "sd": float(drawn.std()),
        "q05": low,
        "median": middle,
        "q95": high,
        "at_most": below + equal,
        "at_least": above + equal,
        "percentile": 100 * (below + equal / 2) / len(drawn),
    }


def histogram(drawn: np.ndarray, observed: float) -> dict[str, Sequence[float]]:
    """Ten bins of equal width over all the drawn values and the observed one: edges, counts."""
    low, high = min(float(drawn.min()), observed), max(float(drawn.max()), observed)
    if low == high:
        return {"edges": [low, high], "counts": [len(drawn)]}
    counts, edges = np.histogram(drawn, bins=10, range=(low, high))
    return {"edges": edges.tolist(), "counts": counts.tolist()}
