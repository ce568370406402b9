"""Pools whose money mixes, moved by payments in order, over arrays (method, section 8).

For each target a pool is a line of amounts by bucket; a payment takes of each amount its share.
"""

from __future__ import annotations

from typing import Any

from moneyloop.kernels.lots import (
    BACK,
    BUCKETS,
    BUYS,
    INVESTS,
    OTHER,
    PASSED_ON,
    RECIPROCAL,
)


def move(
    period: Any,
    tail: Any,
    head: Any,
    units: Any,
    kind: Any,
    root: Any,
    target: Any,
    targets: int,
    held: Any,
    state: Any,
    piece: Any,
    booked: Any,
    out: Any,
    peak: Any,
) -> int:
    """Book what the payments bring to each target, by bucket.

    `target` is the number of each pool as a target, -1 for others; behind the pools stands one for
    outside. `held` and `state` are what the pools hold, and `piece` is room for one payment.
    """
    outside = len(target) - 1
    line = BUCKETS * targets
    for at in range(len(tail)):
        payer = tail[at]
        payee = head[at]
        amount = units[at]
        investor = target[payer]
        if payer == outside:
            for place in range(line):
                piece[place] = 0.0
            for place in range(root[at], line, BUCKETS):
                piece[place] = float(amount)
        else:
            share = amount / held[payer]
            held[payer] -= amount
            here = line * payer
            for place in range(line):
                piece[place] = state[here + place] * share
                state[here + place] -= piece[place]
            if held[payer] == 0:
                for place in range(line):
                    state[here + place] = 0.0
            if kind[at] == INVESTS:
                for place in range(0, line, BUCKETS):
                    own = piece[place + BACK]
                    spent = piece[place + RECIPROCAL] + piece[place + PASSED_ON]
                    # In pairs, which loses least by rounding.
                    whole = (
                        (piece[place] + piece[place + 1]) + (piece[place + 2] + piece[place + 3])
                    ) + (
                        (piece[place + 4] + piece[place + 5])
                        + (piece[place + 6] + piece[place + 7])
                    )
                    for bucket in range(BUCKETS):
                        piece[place + bucket] = 0.0
                    piece[place + BACK] = own
                    piece[place + OTHER] = whole - own - spent
                    piece[place + PASSED_ON] = spent
            if investor >= 0:
                place = BUCKETS * investor
                for bucket in range(BUCKETS):
                    piece[place + bucket] = 0.0
                if kind[at] == INVESTS:
                    piece[place + BACK] = float(amount)
                    if payee != outside:
                        out[investor] += amount
                        spot = period[at] * targets + investor
                        peak[spot] = max(peak[spot], out[investor])
                else:
                    piece[place + RECIPROCAL] = float(amount)
        if payee == outside:
            continue
        held[payee] += amount
        here = line * payee
        for place in range(line):
            state[here + place] += piece[place]
        seller = target[payee]
        if seller >= 0:
            place = BUCKETS * seller
            if kind[at] == BUYS:
                spot = (period[at] * targets + seller) * BUCKETS
                for bucket in range(BUCKETS):
                    booked[spot + bucket] += piece[place + bucket]
            if payer != outside:
                out[seller] -= piece[place + BACK]
    return 0
