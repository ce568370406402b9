"""What a picture of the network shows: the few companies with most of the money, or a part of it.

Unless a part is asked for, a picture starts with the companies between which 95% of the money of a
period moves. The rest is counted, in parties and in dollars.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.model import ChoiceError

MOST = 0.95  # of the money of a period that the first picture shows, where so many parties do
READABLE = 40  # parties on the first picture at most
ATTRIBUTED = 100  # parties; of a larger network only those that are drawn first
DEFAULT_HOPS = 1

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """The parties that are drawn, in the order of the table, and why it is these.

    `why` is None when every party with a deal is drawn; the rest is what is not: parties, deals
    with an end that is not drawn, and the sum of those in the unit of the network.
    """

    parties: tuple[str, ...]
    why: str | None
    parties_not_drawn: int
    deals_not_drawn: int
    amount_not_drawn: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "parties": list(self.parties),
            "why": self.why,
            "parties_not_drawn": self.parties_not_drawn,
            "deals_not_drawn": self.deals_not_drawn,
            "amount_not_drawn": self.amount_not_drawn,
        }


def choose(
    deals: Sequence[Row],
    loops: Sequence[Row],
    amounts: Mapping[str, float | None],
    *,
    around: str | None = None,
    hops: int | None = None,
    loop: int | None = None,
    top: int | None = None,
) -> Scope:
    """The parties to draw. `amounts` are those of the whole term of each deal, by its id.

    `around` a party: those at most `hops` deals away (default 1); `loop`: those of the loop with
    this rank; `top`: that many with the most money in their deals. Raises ChoiceError.
    """
    asked = [it for it in (around, loop, top) if it is not None]
    if len(asked) > 1 or (hops is not None and around is None):
        raise ChoiceError(
            "choose one part of the network: around a party (and hops), a loop or the top parties"
        )
    weight = _weights(deals, amounts)
    everyone = list(weight)
    if around is not None:
        if around not in weight:
            raise ChoiceError(f"no drawn deal touches {around}: there is nothing around it")
        steps = DEFAULT_HOPS if hops is None else hops
        if steps < 1:
            raise ChoiceError("hops: at least 1")
        chosen = _around(deals, around, steps)
        why = f"{around} and the parties at most {_count(steps, 'deal')} away"
    elif loop is not None:
        chosen, why = set(_loop(loops, loop)["parties"]), f"the loop of rank {loop}"
    elif top is not None:
        if top < 1:
            raise ChoiceError("top: at least 1 party")
        chosen = set(_largest(weight)[:top])
        why = f"the {_count(len(chosen), 'party')} with the most money in their deals"
    else:
        chosen, why = set(everyone), ""
    outside = [row for row in deals if not {row["payer"], row["payee"]} <= chosen]
    missing = sum(name not in chosen for name in everyone)
    return Scope(
        parties=tuple(name for name in everyone if name in chosen),
        why=why if missing or outside else None,
        parties_not_drawn=missing,
        deals_not_drawn=len(outside),
        amount_not_drawn=rounded(sum(amounts.get(row["id"]) or 0.0 for row in outside)),
    )


def few(ways: Mapping[tuple[str, str], float]) -> list[str]:
    """The parties that carry most of the money of `ways` (payer, payee), `READABLE` at most.

    The party that carries least is left out, one after the other, as long as `MOST` of the money
    moves between those that stay. Then none of them can be left out. They are not always the fewest
    that there are; in the bundled data they are, as tests prove for each period and case.
    """
    moving = {way: amount for way, amount in ways.items() if amount > 0 and way[0] != way[1]}
    near: dict[str, dict[str, float]] = {}
    for (payer, payee), amount in moving.items():
        for name, other in ((payer, payee), (payee, payer)):
            mine = near.setdefault(name, {})
            mine[other] = mine.get(other, 0.0) + amount
    load = {name: math.fsum(others.values()) for name, others in near.items()}
    total = left = math.fsum(moving.values())
    queue = [(amount, name) for name, amount in load.items()]
    heapq.heapify(queue)
    while queue:
        amount, least = heapq.heappop(queue)
        if amount != load.get(least):
            continue  # it carries less by now, and stands in the queue again
        if left - amount < MOST * total and len(load) <= READABLE:
            break
        left -= load.pop(least)
        for other, between in near[least].items():
            if other in load:
                load[other] = round(load[other] - between, 9)
                heapq.heappush(queue, (load[other], other))
    return sorted(load)


def _weights(deals: Iterable[Row], amounts: Mapping[str, float | None]) -> dict[str, float]:
    weight: dict[str, float] = {}
    for row in deals:
        for name in dict.fromkeys((row["payer"], row["payee"])):
            weight[name] = weight.get(name, 0.0) + (amounts.get(row["id"]) or 0.0)
    return weight


def _largest(weight: Mapping[str, float]) -> list[str]:
    return sorted(weight, key=lambda name: (-round(weight[name], 9), name))


def _around(deals: Iterable[Row], party: str, hops: int) -> set[str]:
    near: dict[str, set[str]] = {}
    for row in deals:
        near.setdefault(row["payer"], set()).add(row["payee"])
        near.setdefault(row["payee"], set()).add(row["payer"])
    reached = edge = {party}
    for _ in range(hops):
        edge = set().union(*(near[name] for name in edge)) - reached
        reached = reached | edge
    return reached


def _loop(loops: Iterable[Row], rank: int) -> Row:
    ranks = []
    for row in loops:
        if row["rank"] == rank:
            return row
        ranks.append(row["rank"])
    known = f"ranks go from 1 to {max(ranks)}" if ranks else "this network has no loop"
    raise ChoiceError(f"no loop has rank {rank}: {known}")


def _count(number: int, noun: str) -> str:
    plural = {"deal": "deals", "party": "parties"}
    return f"{number} {noun if number == 1 else plural[noun]}"
