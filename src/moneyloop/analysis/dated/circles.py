"""Payments that go round within a moment: an order that needs least money of no known source.

Payments of one day without times may have come in any order. The rows say how much each pool holds
and pays; an order that pays what it has needs no money that they do not show, and is taken before
one that does (method, section 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from moneyloop.analysis.graph import OUTSIDE
from moneyloop.analysis.study.pools import credits_first

_TRIED = 8  # payments of one circle whose orders are all tried where the first one falls short


class Payment(NamedTuple):
    """One payment between pools, in whole units.

    tail    pool that pays
    head    pool that is paid, or OUTSIDE
    units   amount
    credit  pool of credits that are spent first, or OUTSIDE
    """

    tail: int
    head: int
    units: int
    credit: int = OUTSIDE


def short(payment: Payment, held: Sequence[int]) -> int:
    """What the pool of the payer lacks for this payment, in units."""
    rest = payment.units
    if payment.credit != OUTSIDE:
        _, rest = credits_first(held[payment.credit], rest, min)
    return max(0, rest - held[payment.tail])


def pay(payment: Payment, held: list[int]) -> int:
    """Move the money of a payment in `held`, and return what it lacked: it came from nowhere."""
    rest = payment.units
    if payment.credit != OUTSIDE:
        spent, rest = credits_first(held[payment.credit], rest, min)
        held[payment.credit] -= spent
    gap = max(0, rest - held[payment.tail])
    held[payment.tail] += gap - rest
    if payment.head != OUTSIDE:
        held[payment.head] += payment.units
    return gap


def least_order(payments: Sequence[Payment], held: Sequence[int]) -> tuple[list[int], int]:
    """An order of payments that needs least money of no known source, and what it needs, in units.

    `held` is what each pool holds before. Of orders that need as little, the one that is nearest
    to the given order is found first. Among more than eight payments that come back to a payer,
    always that is made which lacks least: then the order may need more than the least.
    """
    payers = {pool for one in payments for pool in (one.tail, one.credit)} - {OUTSIDE}
    back = [index for index, payment in enumerate(payments) if payment.head in payers]
    # What leaves the circle gives nobody in it anything, so it can wait.
    leaving = [index for index, payment in enumerate(payments) if payment.head not in payers]
    order, gap = _nearest(payments, [*back, *leaving], len(back), list(held))
    if gap and len(back) <= _TRIED:
        order, gap = _searched(payments, back, leaving, list(held), order, gap)
    return order, gap


def _nearest(
    payments: Sequence[Payment], waiting: list[int], first: int, held: list[int]
) -> tuple[list[int], int]:
    """Always the payment that lacks least, the `first` of the list before the others."""
    order: list[int] = []
    total = 0
    for part in (waiting[:first], waiting[first:]):
        while part:
            index = min(part, key=lambda one: short(payments[one], held))
            total += pay(payments[index], held)
            part.remove(index)
            order.append(index)
    return order, total


def _searched(
    payments: Sequence[Payment],
    back: list[int],
    leaving: list[int],
    held: list[int],
    order: list[int],
    gap: int,
) -> tuple[list[int], int]:
    """The best order of all, depth first, given an order that needs `gap`."""
    best, least = order, gap
    seen: set[tuple[frozenset[int], tuple[int, ...]]] = set()
    touched = sorted({pool for one in payments for pool in (one.tail, one.head, one.credit)})
    touched = [pool for pool in touched if pool != OUTSIDE]

    def needed(waiting: list[int], now: list[int]) -> int:
        """What no order can do without: payments less receipts less what is held."""
        net = dict.fromkeys(touched, 0)
        for index in waiting:
            payment = payments[index]
            net[payment.tail] += payment.units
            if payment.head != OUTSIDE:
                net[payment.head] -= payment.units
            if payment.credit != OUTSIDE:
                net[payment.tail] -= payment.units
        return sum(max(0, lacking - now[pool]) for pool, lacking in net.items())

    def look(done: list[int], waiting: list[int], now: list[int], total: int) -> None:
        nonlocal best, least
        if total + needed(waiting + leaving, now) >= least:
            return
        key = (frozenset(waiting), tuple(now[pool] for pool in touched))
        if key in seen:
            return
        seen.add(key)
        if not waiting:
            rest = list(now)
            tail, more = _nearest(payments, list(leaving), 0, rest)
            if total + more < least:
                best, least = [*done, *tail], total + more
            return
        for index in waiting:
            after = list(now)
            more = pay(payments[index], after)
            look([*done, index], [one for one in waiting if one != index], after, total + more)

    look([], back, held, 0)
    return best, least
