"""The graph of a measure: which money is labelled, passes on, stops or is sold (method, section 7).

Decided here once, for the amounts of a case, for many draws, for ranges and for dated payments:
a model says who pays whom, of which class, and gets arcs that name the payment whose amount is
their capacity. Amounts may so be numbers, rows of draws or expressions; none is looked at here.

Also here: what money can reach, by nodes and by names.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np

from moneyloop.model import INVESTMENT, PURCHASE, RETURN

OWN, NETWORK_INVESTORS, ANY_INVESTOR = "own", "network_investors", "any_investor"
MEASURES = (OWN, NETWORK_INVESTORS, ANY_INVESTOR)  # each within the next
# What the target spent and got back as a sale, and all that it paid out and got back so.
RECIPROCAL, CAME_BACK = "reciprocal", "came_back"
ROUND_TRIPS = (RECIPROCAL, CAME_BACK)
EVERY = (*MEASURES, *ROUND_TRIPS)
OF_TARGET = (OWN, *ROUND_TRIPS)  # of money that the target itself paid out
OUTSIDE = -1  # where nobody inside pays, or is paid
_FEW = 1_000  # arcs
_FEW_NODES = 256
# What a payment is. NO_DEAL comes in or leaves by no row, KEPT stays in its pool for later.
BUY, REPAY, INVEST, NO_DEAL, KEPT = range(5)
CODE = {PURCHASE: BUY, RETURN: REPAY, INVESTMENT: INVEST}
# What an arc is for a measure: sold to the target, on to another pool, to any other sink, a seed.
SALE, PASS, AWAY, SEED = range(4)

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Payments:
    """Who pays whom; arrays with one entry per payment.

    `tail` and `head` are nodes or OUTSIDE, `cls` is BUY, REPAY, INVEST, NO_DEAL or KEPT, and
    `when` is the day, or how many periods before the one that is asked for.
    """

    tail: np.ndarray
    head: np.ndarray
    cls: np.ndarray
    when: np.ndarray


@dataclass(frozen=True, eq=False)
class Arcs:
    """The arcs of a measure, by role (SALE, PASS, AWAY, SEED) and then in order of payment.

    `payment` is the index of the payment whose amount an arc has. An investment may be two arcs:
    what it was is away, and it is a seed where it arrives. Nodes stand before the three ends.
    """

    tail: np.ndarray
    head: np.ndarray
    role: np.ndarray
    payment: np.ndarray
    source: int

    @property
    def sale(self) -> int:
        return self.source + 1

    @property
    def away(self) -> int:
        return self.source + 2

    @property
    def size(self) -> int:
        """How many nodes there are, with the three ends."""
        return self.source + 3


class Book(NamedTuple):
    """Payments of one class in a period, between its pools or OUTSIDE, and their amounts.

    KEPT leads from a pool to itself: to where the next period finds it.
    """

    cls: int
    tail: np.ndarray
    head: np.ndarray
    amount: Any


def arcs(paid: Payments, owned: np.ndarray, measure: str, within: np.ndarray) -> Arcs:
    """The arcs of a measure (one of EVERY) of the target, whose nodes are `owned`.

    The target is a source and a sink, never a pass-through. Seeds of "own" are what it invests,
    of "reciprocal" what it pays for purchases and returns, of "came_back" both; what others invest
    passes this money on. Seeds of "network_investors" are all that inside
    parties invest, of "any_investor" all that anybody invests, and there an investment is another
    sink: the money is labelled anew. What is paid to the target is a sale where it buys and is one
    of `within` (of the period asked for), else away; so is what leaves for OUTSIDE.
    """
    tail, head = paid.tail, paid.head
    owned = np.append(owned, False)  # the last place stands for OUTSIDE
    invests = paid.cls == INVEST
    spends = (paid.cls == BUY) | (paid.cls == REPAY)
    if measure in OF_TARGET:
        leaving = {"own": invests, RECIPROCAL: spends, CAME_BACK: invests | spends}
        labels = owned[tail] & leaving[measure]
    elif measure == "network_investors":
        labels = invests & (tail != OUTSIDE)
    else:
        labels = invests
    seeds = labels & (head != OUTSIDE) & ~owned[head]
    leaves = (tail != OUTSIDE) & ~owned[tail]
    home = leaves & owned[head]
    sold = home & (paid.cls == BUY) & within
    passes = leaves & ~home & (head != OUTSIDE)
    if measure not in OF_TARGET:
        passes &= ~invests
    stops = leaves & ~sold & ~passes
    source = len(owned) - 1
    by_role = [np.flatnonzero(mask) for mask in (sold, passes, stops, seeds)]
    sale, on, away, seed = by_role
    return Arcs(
        tail=np.concatenate([tail[sale], tail[on], tail[away], np.full(len(seed), source)]),
        head=np.concatenate(
            [
                np.full(len(sale), source + 1),
                head[on],
                np.full(len(away), source + 2),
                head[seed],
            ]
        ),
        role=np.repeat((SALE, PASS, AWAY, SEED), [len(mask) for mask in by_role]),
        payment=np.concatenate(by_role),
        source=source,
    )


def unrolled(layers: Sequence[Iterable[Book]], width: int) -> Payments:
    """The payments of several periods, the one asked for first and then back in time.

    Pool p of the period n before it is node n * width + p. Payments are in order of their books.
    """
    books = [(before, book) for before, layer in enumerate(layers) for book in layer]
    counts = [len(book.tail) for _, book in books]
    tail, head = (
        np.concatenate([np.zeros(0, dtype=np.int64), *(book[end] for _, book in books)])
        for end in (1, 2)
    )
    cls = np.repeat([book.cls for _, book in books], counts).astype(np.int64)
    when = np.repeat([before for before, _ in books], counts).astype(np.int64)
    onward = when - (cls == KEPT)
    return Payments(
        tail=np.where(tail == OUTSIDE, OUTSIDE, tail + width * when),
        head=np.where(head == OUTSIDE, OUTSIDE, head + width * onward),
        cls=cls,
        when=when,
    )


def some(paid: Payments, which: np.ndarray) -> Payments:
    """Some of the payments, by a mask or by their places."""
    return Payments(paid.tail[which], paid.head[which], paid.cls[which], paid.when[which])


class Ways:
    """Where many payments lead, forwards and back, sorted once for all targets."""

    def __init__(self, tail: np.ndarray, head: np.ndarray, size: int) -> None:
        self.onward, self.back = _sorted(tail, head, size), _sorted(head, tail, size)


def between(arcs: Arcs, ways: Ways | None = None) -> np.ndarray:
    """True for the nodes that seeds can reach and that can reach the sale.

    What others hold never gets to the sale, or is not labelled: they change neither end. `ways` are
    those of all payments that pass labelled money on, whoever the target is.
    """
    passes = arcs.role == PASS
    tail, head = arcs.tail[passes], arcs.head[passes]
    start, stop = (np.zeros(arcs.size, dtype=bool) for _ in range(2))
    start[arcs.head[arcs.role == SEED]] = True
    stop[arcs.tail[arcs.role == SALE]] = True
    if ways is None or len(tail) <= _FEW:
        return np.asarray(reached(tail, head, start) & reached(head, tail, stop))
    passing = np.zeros(arcs.size, dtype=bool)
    passing[tail] = passing[head] = True  # all but the target's own
    return np.asarray(
        _followed(*ways.onward, start, passing) & _followed(*ways.back, stop, passing)
    )


def within(arcs: Arcs, core: np.ndarray) -> Arcs:
    """The arcs of the nodes of `between` alone: what goes on to others is away.

    What others hold leaves by itself, and their amounts, however large, cost the rest no digits.
    """
    seeds, starts = arcs.role == SEED, arcs.role != SEED
    kept = (seeds & core[arcs.head]) | (starts & core[arcs.tail])
    tail, head, role = arcs.tail[kept], arcs.head[kept].copy(), arcs.role[kept].copy()
    gone = (role == PASS) & ~core[head]
    head[gone], role[gone] = arcs.away, AWAY
    return Arcs(tail, head, role, arcs.payment[kept], arcs.source)


def reached(tail: np.ndarray, head: np.ndarray, start: np.ndarray) -> np.ndarray:
    """True for the nodes that arcs from `tail` to `head` lead to from `start`, and for these.

    `start` is True or False by node. With the ends changed over: what can reach these nodes.
    """
    if len(tail) <= _FEW:  # look at all of them at every step: sorting them first takes longer
        seen = start.copy()
        while not seen[met := head[seen[tail]]].all():
            seen[met] = True
        return seen
    return _followed(*_sorted(tail, head, len(start)), start, np.ones(len(start), dtype=bool))


def _sorted(tail: np.ndarray, head: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the heads of each tail begin, and the heads in order of their tails."""
    order = np.argsort(tail, kind="stable")  # quick where they are in order, as they often are
    return np.searchsorted(tail[order], np.arange(size + 1)), head[order]


def _followed(
    first: np.ndarray, heads: np.ndarray, start: np.ndarray, passing: np.ndarray
) -> np.ndarray:
    """`reached` by sorted arcs, by way of nodes that are `passing` alone."""
    degree = np.diff(first)
    seen = start.copy()
    front = np.flatnonzero(seen)
    while len(front):
        counts = degree[front]
        skipped = first[front] - np.cumsum(counts) + counts
        fresh = np.zeros_like(seen)
        fresh[heads[np.arange(counts.sum()) + np.repeat(skipped, counts)]] = True
        fresh &= passing
        fresh &= ~seen
        seen |= fresh
        front = np.flatnonzero(fresh)
    return seen


def parts(tail: np.ndarray, head: np.ndarray, size: int) -> tuple[int, np.ndarray]:
    """How many parts arcs leave with no arc between them, and the part of each node."""
    return knots(np.concatenate([tail, head]), np.concatenate([head, tail]), size)


def knots(tail: np.ndarray, head: np.ndarray, size: int) -> tuple[int, np.ndarray]:
    """How many sets of nodes there are that arcs lead round in, and the set of each node."""
    nodes, ends = np.unique(np.concatenate([tail, head]), return_inverse=True)
    if not len(nodes):
        return size, np.arange(size)
    if len(nodes) > _FEW_NODES:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        ways = coo_array((np.ones(len(tail)), (tail, head)), shape=(size, size))
        count, part = connected_components(ways, connection="strong")
        return int(count), np.asarray(part)
    # What leads where, in twice as many steps each time: quicker than to load SciPy's search.
    leads = np.eye(len(nodes), dtype=np.float32)
    leads[ends[: len(tail)], ends[len(tail) :]] = 1.0
    while (further := np.minimum(leads @ leads, 1.0)).sum() > leads.sum():
        leads = further
    first = np.arange(size)
    first[nodes] = nodes[np.argmax(leads * leads.T, axis=1)]
    names, set_of = np.unique(first, return_inverse=True)
    return len(names), set_of


def reached_names(pairs: Iterable[tuple[Name, Name]], start: Iterable[Name]) -> set[Name]:
    """`reached` by name: what the pairs (from, to) lead to from `start`, and these."""
    pairs, start = list(pairs), list(start)
    ends = [end for pair in pairs for end in pair]
    node_of = {name: node for node, name in enumerate(dict.fromkeys([*start, *ends]))}
    nodes = np.array([node_of[end] for end in ends], dtype=np.int64)
    begins = np.zeros(len(node_of), dtype=bool)
    begins[: len(set(start))] = True
    seen = reached(nodes[0::2], nodes[1::2], begins)
    return {name for name, node in node_of.items() if seen[node]}
