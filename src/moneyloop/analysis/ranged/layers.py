"""The payments of several periods, with those whose amount may be another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from moneyloop.analysis import graph
from moneyloop.analysis.graph import KEPT, OUTSIDE
from moneyloop.analysis.pooled.label_sets import Layers
from moneyloop.analysis.ranged.affine import Affine

# Class, payer and payee of a payment in a period: nodes, or OUTSIDE.
Arc = tuple[int, int, int]
ZERO = Affine()


def with_changes(layers: Layers, changed: Sequence[Mapping[Arc, Affine]]) -> Layers:
    """The layers with the changed amounts of each, the period asked for first."""
    paid, amount = layers.paid, layers.amount.copy()
    width = len(layers.owner) // len(changed)
    terms: dict[int, Mapping[int, float]] = {}
    new: list[tuple[int, int, int, int, float]] = []
    for when, amounts in enumerate(changed):
        for (cls, tail, head), of in amounts.items():
            ends = _place(tail, when, width), _place(head, when - (cls == KEPT), width)
            same = (paid.cls == cls) & (paid.tail == ends[0]) & (paid.head == ends[1])
            places = np.flatnonzero(same)
            if len(places):
                # One payment may be booked in parts: the first takes all of it.
                amount[places] = 0.0
                amount[places[0]] = of.const
                terms[int(places[0])] = of.terms
            else:
                terms[len(amount) + len(new)] = of.terms
                new.append((*ends, cls, when, of.const))
    more = list(zip(*new, strict=True)) if new else [()] * 5
    ends_, rest = more[:2], more[2:]
    return Layers(
        paid=graph.Payments(
            tail=np.append(paid.tail, np.array(ends_[0], dtype=np.int64)),
            head=np.append(paid.head, np.array(ends_[1], dtype=np.int64)),
            cls=np.append(paid.cls, np.array(rest[0], dtype=np.int64)),
            when=np.append(paid.when, np.array(rest[1], dtype=np.int64)),
        ),
        amount=np.append(amount, np.array(rest[2], dtype=float)),
        owner=layers.owner,
        funded=layers.funded,
        terms={payment: book for payment, book in terms.items() if book},
    )


def _place(node: int, when: int, width: int) -> int:
    return OUTSIDE if node == OUTSIDE else node + width * when
