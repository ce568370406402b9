"""The graph of `bounds` between seeds and sale, with capacities that depend on the amounts.

Only pools on a way from a seed to the sale are in it: elsewhere labelled money can always go on
to another sink, because the payments that are there take it (pro-rata, say).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.ranged.affine import Affine, plus
from moneyloop.analysis.ranged.ranges import RangedPools
from moneyloop.model import INVESTMENT, PURCHASE, RETURN

Place = tuple[int, int]  # period, node


@dataclass(frozen=True, eq=False)
class RangedNetwork:
    """Seeds, sales, flows between pools and what may leave each elsewhere, USD billions.

    `away` is empty where it does not matter.
    """

    seeds: Mapping[Place, Affine]
    sales: Mapping[Place, Affine]
    inner: Mapping[tuple[Place, Place], Affine]
    away: Mapping[Place, Affine]


def between(
    pools: RangedPools, period: int, target: int, measure: str, *, low: bool
) -> RangedNetwork:
    """The network of one measure of one party, for its low end or its high end.

    What leaves elsewhere cannot raise the high end, and is not asked for there: most bends are in
    it.
    """
    mine = pools.owner == target
    within = (PURCHASE, RETURN, INVESTMENT) if measure == "own" else (PURCHASE, RETURN)
    ahead, back = _steps(pools, period, within, mine)
    sales = {
        (period, tail): amount
        for (tail, head), amount in pools.arcs(period, PURCHASE).items()
        if head == target and not mine[tail] and pools.may_be(amount)
    }
    upstream = _reached(sales, back)
    seeds = {
        place: amount
        for number in sorted({number for number, _ in upstream})
        for place, amount in _seeds(pools, number, mine, measure).items()
        if place in upstream and pools.may_be(amount)
    }
    core = _reached(seeds, lambda place: [head for head in ahead(place) if head in upstream])
    inner: dict[tuple[Place, Place], list[Affine]] = {}
    away: dict[Place, list[Affine]] = {}
    for number in sorted({number for number, _ in core}):
        for cls in (PURCHASE, RETURN, INVESTMENT):
            for (tail, head), amount in pools.arcs(number, cls).items():
                start, end = (number, tail), (number, head)
                if start not in core or not pools.may_be(amount):
                    continue
                if end in core and cls in within:
                    inner.setdefault((start, end), []).append(amount)
                elif not (head == target and cls == PURCHASE and number == period):
                    away.setdefault(start, []).append(amount)
    for place in sorted(core):
        number, node = place
        later = (number + 1, node)
        carries = number < period and later in core
        if carries:
            inner[place, later] = [pools.carried_on(number, node)]
        if low:
            away.setdefault(place, []).append(pools.gone(number, node, carries))
    return RangedNetwork(
        seeds=seeds,
        sales={place: amount for place, amount in sales.items() if place in core},
        inner={arc: plus(amounts) for arc, amounts in inner.items()},
        away={place: plus(amounts) for place, amounts in away.items()} if low else {},
    )


def _seeds(pools: RangedPools, number: int, mine: np.ndarray, measure: str) -> dict[Place, Affine]:
    found: dict[Place, list[Affine]] = {}
    for (tail, head), amount in pools.arcs(number, INVESTMENT).items():
        if not mine[head] and (mine[tail] or measure != "own"):
            found.setdefault((number, head), []).append(amount)
    if measure == "invested":
        for head, amount in pools.outside_investors(number).items():
            if not mine[head]:
                found.setdefault((number, head), []).append(amount)
    return {place: plus(amounts) for place, amounts in found.items()}


def _steps(
    pools: RangedPools, period: int, within: tuple[str, ...], mine: np.ndarray
) -> tuple[Callable[[Place], list[Place]], Callable[[Place], list[Place]]]:
    """Functions to the places one step on and one step back: along payments and along cash."""
    known: dict[int, tuple[dict[int, list[int]], dict[int, list[int]]]] = {}

    def payments(number: int) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        if number not in known:
            known[number] = ({}, {})
            for cls in within:
                for (tail, head), amount in pools.arcs(number, cls).items():
                    if not mine[tail] and not mine[head] and pools.may_be(amount):
                        known[number][0].setdefault(tail, []).append(head)
                        known[number][1].setdefault(head, []).append(tail)
        return known[number]

    def carries(number: int, node: int) -> bool:
        return 0 <= number < period and pools.may_be(pools.carried_on(number, node))

    def ahead(place: Place) -> list[Place]:
        number, node = place
        later = [(number + 1, node)] if carries(number, node) else []
        return later + [(number, head) for head in payments(number)[0].get(node, ())]

    def back(place: Place) -> list[Place]:
        number, node = place
        earlier = [(number - 1, node)] if carries(number - 1, node) else []
        return earlier + [(number, tail) for tail in payments(number)[1].get(node, ())]

    return ahead, back


def _reached(start: Iterable[Place], steps: Callable[[Place], list[Place]]) -> set[Place]:
    seen = set(start)
    front = list(seen)
    while front:
        for place in steps(front.pop()):
            if place not in seen:
                seen.add(place)
                front.append(place)
    return seen
