"""The method's formulas by other routes: dense, forward in time, by tags, by linear program.

Nothing here uses the package's analysis. Targets, parties and pools are numbers; sub-pools for
compute credits stand behind the parties.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from scipy.optimize import linprog

BUCKETS = (
    "own",
    "other_network_investors",
    "outside_investors",
    "reciprocal",
    "earlier_cash",
    "no_known_source",
    "customers",
)


@dataclass(frozen=True)
class Layer:
    """The pools of a year as dense arrays (method, section 5)."""

    owner: np.ndarray
    purchases: np.ndarray
    investments: np.ndarray
    returns: np.ndarray
    customers: np.ndarray
    outside: np.ndarray
    earlier_cash: np.ndarray
    carried: np.ndarray
    no_known_source: np.ndarray
    kept: np.ndarray
    leak: np.ndarray
    total: np.ndarray

    @property
    def sale(self) -> np.ndarray:
        added: np.ndarray = self.purchases + self.returns
        return added

    @property
    def moves(self) -> np.ndarray:
        added: np.ndarray = self.sale + self.investments
        return added

    def share(self, matrix: np.ndarray) -> np.ndarray:
        total = np.where(self.total > 0, self.total, 1.0)
        return matrix / (total[:, None] if matrix.ndim == 2 else total)


def layers(economy: Any) -> list[Layer]:
    """The pools of successive years, from the amounts of an economy."""
    count = economy.size
    pairs = [
        (holder, seller)
        for holder in range(count)
        for seller in range(count)
        if economy.credits[:, seller, holder].any()
    ]
    size = count + len(pairs)
    owner = np.array([*range(count), *(holder for holder, _ in pairs)])
    carried = np.zeros(size)
    result = []
    for year in range(economy.years):
        purchases, investments, returns = (np.zeros((size, size)) for _ in range(3))
        purchases[:count, :count] = economy.purchases[year]
        investments[:count, :count] = economy.investments[year]
        returns[:count, :count] = economy.returns[year]
        for node, (holder, seller) in enumerate(pairs, start=count):
            granted = economy.credits[year, seller, holder]
            redeemed = min(carried[node] + granted, economy.purchases[year, holder, seller])
            investments[seller, node] = granted
            purchases[node, seller] = redeemed
            purchases[holder, seller] -= redeemed
        outside, customers, earlier_cash = (np.zeros(size) for _ in range(3))
        outside[:count] = economy.outside_investors[year]
        customers[:count] = economy.customers[year]
        earlier_cash[:count] = economy.cash[year] - carried[:count]
        moves = purchases + investments + returns
        inflow = moves.sum(axis=0) + customers + outside + earlier_cash + carried
        no_known_source = np.maximum(moves.sum(axis=1) - inflow, 0.0)
        residual = inflow + no_known_source - moves.sum(axis=1)
        kept = residual.copy()
        kept[:count] = np.minimum(residual[:count], economy.cash[year + 1])
        result.append(
            Layer(
                owner=owner,
                purchases=purchases,
                investments=investments,
                returns=returns,
                customers=customers,
                outside=outside,
                earlier_cash=earlier_cash,
                carried=carried,
                no_known_source=no_known_source,
                kept=kept,
                leak=residual - kept,
                total=inflow + no_known_source,
            )
        )
        carried = kept
    return result


def spread(share: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """The solution y of y = seeds + y share, over the pools that the seeds reach."""
    reached = seeds > 0
    for _ in seeds:
        reached = reached | (share[reached] > 0).any(axis=0)
    some = np.flatnonzero(reached)
    result = np.zeros_like(seeds)
    block = np.eye(len(some)) - share[np.ix_(some, some)]
    result[some] = np.linalg.solve(block.T, seeds[some])
    return result


def buckets(years: list[Layer], year: int, target: int) -> dict[str, float]:
    """The seven buckets: labels pushed forward in time, one kind of seed after the other."""

    def pushed(seeds: Any, pass_investments: bool) -> float:
        carry = np.zeros(len(years[0].owner))
        for number, now in enumerate(years[: year + 1]):
            mine = now.owner == target
            start = np.where(mine, 0.0, carry + seeds(now, mine))
            share = now.share(now.moves if pass_investments else now.sale)
            share[mine] = 0.0
            held = np.where(mine, 0.0, spread(share, start))
            if number == year:
                return float(now.share(held) @ now.purchases[:, target])
            carry = now.share(held) * now.kept
        raise AssertionError

    own = pushed(lambda now, mine: now.investments[mine].sum(axis=0), True)
    result = {
        "own": own,
        "network_investors": pushed(lambda now, mine: now.investments.sum(axis=0), False),
        "outside_investors": pushed(lambda now, mine: now.outside, False),
        "reciprocal": pushed(lambda now, mine: now.sale[mine].sum(axis=0), False),
        "earlier_cash": pushed(lambda now, mine: now.earlier_cash, False),
        "no_known_source": pushed(lambda now, mine: now.no_known_source, False),
        "customers": pushed(lambda now, mine: now.customers, False),
    }
    result["customers"] += years[year].customers[target]
    result["spending_back"] = pushed(lambda now, mine: now.sale[mine].sum(axis=0), True)
    result["other_network_investors"] = result["network_investors"] - own
    result["any_investor"] = result["network_investors"] + result["outside_investors"]
    return result


def tagged(now: Layer, target: int) -> dict[str, float]:
    """The seven buckets of one year as one Markov chain of (pool, tag), nothing cut.

    A dollar enters with the tag of its source, leaves the target as "own" (investment) or
    "reciprocal" (anything else) and turns into "other" when somebody else invests it.
    """
    size = len(now.owner)
    roots = ("customers", "outside_investors", "earlier_cash", "no_known_source")
    tags = (*roots, "reciprocal", "own", "other")
    states = [(node, tag) for tag in tags for node in range(size)]
    number = {state: place for place, state in enumerate(states)}
    step = np.zeros((len(number), len(number)))
    share_sale, share_invested = now.share(now.sale), now.share(now.investments)
    for node in range(size):
        for tag in tags:
            for head in range(size):
                here = now.owner[node] == target
                by_sale = "reciprocal" if here else tag
                by_investment = "own" if here or tag == "own" else "other"
                step[number[node, tag], number[head, by_sale]] += share_sale[node, head]
                step[number[node, tag], number[head, by_investment]] += share_invested[node, head]
    source = np.zeros(len(number))
    for tag, amounts in (
        ("customers", now.customers),
        ("outside_investors", now.outside),
        ("earlier_cash", now.earlier_cash + now.carried),
        ("no_known_source", now.no_known_source),
    ):
        for node in range(size):
            source[number[node, tag]] += amounts[node]
    held = spread(step, source)
    share = np.where(now.owner == target, 0.0, now.share(now.purchases)[:, target])
    result = {
        tag: sum(held[number[node, tag]] * share[node] for node in range(size)) for tag in tags
    }
    result["customers"] += now.customers[target]
    result["other_network_investors"] = result.pop("other")
    return result


def closed_form(now: Layer, target: int) -> float:
    """Own money back of one year from M = (I - G)^-1 (method, section 6), where money leaks."""
    mesh = np.linalg.inv(np.eye(len(now.owner)) - now.share(now.moves))
    sales = now.share(now.purchases)[:, target].copy()
    sales[target] = 0.0
    back = mesh - np.outer(mesh[:, target], mesh[target]) / mesh[target, target]
    return float(now.investments[target] @ back @ sales)


def bounds(years: list[Layer], year: int, target: int, measure: str) -> tuple[float, float]:
    """Least and most of the labelled money that can be sold to the target: a linear program.

    One variable per arc of the pools, year by year; what the label enters must leave, up to the
    amount that really moved (method, section 7).
    """
    size = len(years[0].owner)
    own = measure in ("own", "reciprocal", "came_back")
    tails: list[int] = []
    heads: list[int | None] = []
    most: list[float] = []
    gain: list[float] = []
    supply = np.zeros((year + 1) * size)
    for number, now in enumerate(years[: year + 1]):
        mine = now.owner == target
        base = number * size

        def arc(tail: int, head: int | None, amount: float, sold: bool = False) -> None:
            if amount > 0:
                tails.append(tail)
                heads.append(head)
                most.append(amount)
                gain.append(float(sold))

        for tail in np.flatnonzero(~mine).tolist():
            for head in range(size):
                sold = bool(mine[head]) and number == year
                onward = None if mine[head] else base + head
                arc(base + tail, onward, now.purchases[tail, head], sold)
                arc(base + tail, onward, now.returns[tail, head])
                passes = onward if own else None
                arc(base + tail, passes, now.investments[tail, head])
            arc(base + tail, None, now.leak[tail])
            arc(base + tail, base + size + tail if number < year else None, now.kept[tail])
        paid_out = {"reciprocal": now.sale, "came_back": now.moves}.get(measure, now.investments)
        seeds = paid_out[mine if own else slice(None)].sum(axis=0)
        seeds = seeds + (now.outside if measure == "any_investor" else 0.0)
        supply[base : base + size] = np.where(mine, 0.0, seeds)
    if not tails:
        return 0.0, 0.0
    balance = np.zeros((len(supply), len(tails)))
    for column, (start, end) in enumerate(zip(tails, heads, strict=True)):
        balance[start, column] += 1.0
        if end is not None:
            balance[end, column] -= 1.0
    ends = []
    for sign in (1.0, -1.0):
        answer = linprog(
            sign * np.array(gain),
            A_eq=balance,
            b_eq=supply,
            bounds=list(zip([0.0] * len(most), most, strict=True)),
            method="highs",
        )
        assert answer.status == 0, answer.message
        assert answer.fun is not None
        ends.append(sign * answer.fun)
    return ends[0], ends[1]


def walk(now: Layer, target: int, walkers: int, seed: int) -> float:
    """Own money back by letting dollars of the target's investments walk till home or gone."""
    random = np.random.default_rng(seed)
    size = len(now.owner)
    start = now.investments[target]
    chance = np.hstack([now.share(now.moves), np.zeros((size, 1))])
    chance[:, -1] = 1.0 - chance[:, :-1].sum(axis=1)
    sold = now.purchases[:, target] / np.maximum(now.moves[:, target], 1e-12)
    place = random.choice(size, size=walkers, p=start / start.sum())
    home = 0
    while len(place):
        edge = chance.cumsum(axis=1)[place]
        new = (random.random((len(place), 1)) > edge).sum(axis=1).clip(max=size)
        back = new == target
        home += int((random.random(back.sum()) < sold[place[back]]).sum())
        place = new[~back & (new < size)]
    return float(start.sum() * home / walkers)


def cycles(
    arcs: set[tuple[int, int, int]], size: int, need: int, length: int
) -> set[tuple[tuple[int, int], ...]]:
    """Every simple cycle, by trying all orders of all sets of nodes; starts at its least node."""
    found = set()
    for count in range(2, min(length, size) + 1):
        for nodes in permutations(range(size), count):
            if nodes[0] != min(nodes):
                continue
            chains: list[tuple[tuple[int, int], ...]] = [()]
            for place, tail in enumerate(nodes):
                head = nodes[(place + 1) % count]
                bits = [bit for bit in (1, 2) if bit & need and (tail, head, bit) in arcs]
                chains = [(*chain, (tail, bit)) for chain in chains for bit in bits]
            for chain in chains:
                classes = 0
                for _, bit in chain:
                    classes |= bit
                if classes == need:
                    found.add(chain)
    return found


def by_day(rows: list[dict[str, Any]], spans: list[tuple[int, int]]) -> np.ndarray:
    """USD billions of each row in each span of days, day by day (method, section 4).

    `rows` have value, first and last day (0, 0 for a row that is not counted), `actual`,
    `planned` and the key (payer, payee, kind) of what an actual replaces.
    """
    days = np.arange(min(first for first, _ in spans), max(last for _, last in spans) + 1)
    result = np.zeros((len(rows), len(spans)))
    for place, row in enumerate(rows):
        if not row["last"]:
            continue
        on = (days >= row["first"]) & (days <= row["last"])
        for other in rows:
            if row["planned"] and other["actual"] and other["key"] == row["key"]:
                on &= ~((days >= other["first"]) & (days <= other["last"]))
        daily = on * row["value"] / (row["last"] - row["first"] + 1)
        for number, (first, last) in enumerate(spans):
            result[place, number] = daily[(days >= first) & (days <= last)].sum()
    return result
