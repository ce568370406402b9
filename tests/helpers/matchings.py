"""The sum of a measure over all sellers by other routes: dollar by dollar, and with every set.

Nothing here uses the package's analysis. The years come from `oracles.layers`; the sellers are all
parties. A matching says of every dollar that leaves a pool which of those that came in it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, permutations, product
from math import factorial, prod
from typing import Any

import numpy as np
from scipy.optimize import linprog

from oracles import Layer

Node = tuple[int, int]  # year and pool
# What a seller pays out that a measure counts when it comes back.
PAID_OUT = {
    "own": ("investments",),
    "reciprocal": ("purchases", "returns"),
    "came_back": ("investments", "purchases", "returns"),
}


@dataclass(frozen=True)
class Arc:
    """Money that leaves `tail` and arrives at `head`; None is the world outside."""

    tail: Node | None
    head: Node | None
    kind: str  # purchases, returns, investments, kept, leak, outside (investors), other
    amount: float


def arcs(years: Sequence[Layer], year: int) -> list[Arc]:
    """All money of a year and of those before it, cash carried from each into the next."""
    listed = []
    for when, layer in enumerate(years[: year + 1]):
        for kind in ("purchases", "returns", "investments"):
            table = getattr(layer, kind)
            for payer, payee in zip(*np.nonzero(table), strict=True):
                ends = (when, int(payer)), (when, int(payee))
                listed.append(Arc(*ends, kind, float(table[payer, payee])))
        other = layer.customers + layer.earlier_cash + layer.no_known_source
        for pool in range(len(layer.total)):
            here, later = (when, pool), (when + 1, pool)
            listed.append(Arc(None, here, "outside", float(layer.outside[pool])))
            listed.append(Arc(None, here, "other", float(other[pool])))
            listed.append(Arc(here, None, "leak", float(layer.leak[pool])))
            head = later if when < year else None
            listed.append(Arc(here, head, "kept", float(layer.kept[pool])))
    return [arc for arc in listed if arc.amount > 0]


@dataclass(frozen=True)
class Dollars:
    """Whole dollars: `arc` of each, and by pool those that come in and those that go out."""

    arcs: list[Arc]
    owner: np.ndarray
    year: int
    into: dict[Node, list[int]]
    out: dict[Node, list[int]]

    @property
    def count(self) -> int:
        """How many matchings there are, dollars of one payment told apart."""
        return prod(factorial(len(dollars)) for dollars in self.into.values())

    def all(self) -> Iterator[dict[int, int]]:
        """Every matching: dollar out -> dollar in."""
        pools = list(self.into)
        for orders in product(*(permutations(self.into[pool]) for pool in pools)):
            outs = chain.from_iterable(self.out[pool] for pool in pools)
            yield dict(zip(outs, chain.from_iterable(orders), strict=True))

    def drawn(self, random: np.random.Generator) -> dict[int, int]:
        """A matching at random."""
        return {
            dollar: int(before)
            for pool, dollars in self.into.items()
            for dollar, before in zip(self.out[pool], random.permutation(dollars), strict=True)
        }

    def back(self, matching: dict[int, int], measure: str, seller: int | None = None) -> int:
        """How many dollars of sales of the year the measure counts, over all sellers or of one."""
        return sum(
            self._counts(dollar, matching, measure)
            for dollar, arc in enumerate(self.arcs)
            if arc.kind == "purchases" and arc.tail and arc.tail[0] == self.year
            if seller is None or (arc.head is not None and self.owner[arc.head[1]] == seller)
        )

    def _counts(self, dollar: int, matching: dict[int, int], measure: str) -> bool:
        """Follow a dollar back from a sale until the seller, an investor or its source."""
        sale = self.arcs[dollar]
        assert sale.head is not None
        seller, seen = self.owner[sale.head[1]], set()
        while dollar not in seen:
            seen.add(dollar)
            dollar = matching[dollar]
            arc = self.arcs[dollar]
            home = arc.tail is not None and self.owner[arc.tail[1]] == seller
            invested = arc.kind == "investments" or (arc.kind == "outside" and "any" in measure)
            if measure in PAID_OUT:
                if arc.tail is None or home:
                    return home and arc.kind in PAID_OUT[measure]
            elif arc.tail is None or home or invested:
                return invested
        return False


def dollars(years: Sequence[Layer], year: int) -> Dollars:
    """The whole dollars of a year and of those before it."""
    each = [arc for arc in arcs(years, year) for _ in range(round(arc.amount))]
    into: dict[Node, list[int]] = {}
    out: dict[Node, list[int]] = {}
    for dollar, arc in enumerate(each):
        if arc.head is not None:
            into.setdefault(arc.head, []).append(dollar)
        if arc.tail is not None:
            out.setdefault(arc.tail, []).append(dollar)
    return Dollars(each, years[0].owner, year, into, out)


def every_set(years: Sequence[Layer], year: int, measure: str) -> tuple[float, float]:
    """Least and most of the sum by a linear program with every set on every payment."""
    owner, listed = years[0].owner, arcs(years, year)
    sellers = sorted(set(owner.tolist()))
    full = (1 << len(sellers)) - 1
    labelled = ("investments", "outside") if measure == "any_investor" else ("investments",)

    def after(arc: Arc, labels: int) -> int:
        if measure in PAID_OUT:
            if arc.kind in PAID_OUT[measure] and arc.tail is not None:
                labels |= 1 << owner[arc.tail[1]]
        elif arc.kind in labelled:
            labels = full
        return labels & ~(1 << owner[arc.head[1]]) if arc.head is not None else 0

    columns = [
        (arc, labels)
        for arc in listed
        for labels in (range(full + 1) if arc.tail is not None else (0,))
    ]
    rows: dict[tuple[Node, int], np.ndarray] = {}
    amounts: dict[int, np.ndarray] = {}
    gain = np.zeros(len(columns))

    def row(book: dict[Any, np.ndarray], key: object) -> np.ndarray:
        return book.setdefault(key, np.zeros(len(columns)))

    for column, (arc, labels) in enumerate(columns):
        row(amounts, id(arc))[column] = 1.0
        if arc.tail is not None:
            row(rows, (arc.tail, labels))[column] -= 1.0
        if arc.head is not None:
            row(rows, (arc.head, after(arc, labels)))[column] += 1.0
        if arc.kind == "purchases" and arc.tail and arc.head and arc.tail[0] == year:
            gain[column] = labels >> int(owner[arc.head[1]]) & 1
    if not columns:
        return 0.0, 0.0
    size_of = {id(arc): arc.amount for arc in listed}
    matrix = np.array([*rows.values(), *amounts.values()])
    right = np.array([0.0] * len(rows) + [size_of[key] for key in amounts])
    low, high = (
        sign * float(linprog(sign * gain, A_eq=matrix, b_eq=right)["fun"]) for sign in (1.0, -1.0)
    )
    return low, high
