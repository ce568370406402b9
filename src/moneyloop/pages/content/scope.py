"""What a picture of the network shows: all of it, or the part that can be read.

Above `READABLE` parties a picture starts from the core: the parties on the largest loops, then
those with the most money in their deals. The rest is counted, in parties and in dollars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.model import ChoiceError

READABLE = 100
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
    elif len(everyone) > READABLE:
        chosen = _core(loops, weight)
        why = "the loop core: the parties on the largest loops, then those with the most money"
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


def _core(loops: Iterable[Row], weight: Mapping[str, float]) -> set[str]:
    """Loops by rank while they fit, then the parties with the most money, `READABLE` in all."""
    chosen: set[str] = set()
    for row in loops:
        more = chosen | {name for name in row["parties"] if name in weight}
        if len(more) > READABLE:
            break
        chosen = more
    rest = [name for name in _largest(weight) if name not in chosen]
    return chosen | set(rest[: READABLE - len(chosen)])


def _count(number: int, noun: str) -> str:
    plural = {"deal": "deals", "party": "parties"}
    return f"{number} {noun if number == 1 else plural[noun]}"
