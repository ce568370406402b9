"""Lots of money, moved by payments in order, over arrays (method, section 8).

A lot is a line of numbers in `lots` and is named by where it begins there: its amount, the lot that
leaves its pool after it (0 is none), its marks, and how many payments it has been through since it
was last invested (0 is never). A pool
has two lists of lots: those of the second leave after those of the first. A payment moves lots as
they are and splits at most one, so that there are never more lots than payments.

The marks of a lot are its root, and for each target a bit for each of: the target invested it and
it has not been back; somebody invested it since it was last there; the target spent it and it has
not been back.
"""

from __future__ import annotations

from typing import Any

AMOUNT, NEXT, MARKS, HOPS, FIELDS = 0, 1, 2, 3, 4
ROOTS = 3  # bits
MOST_TARGETS = 20  # three bits each, beside the root, in a number of 63 bits
WORD = 62  # parties in a number, of those that a lot has not been at since it was last invested
# Which lots leave a pool after the others.
NONE, NOT_OWN, OWN, INVESTED, NOT_INVESTED = range(5)
# What a payment is.
INVESTS, BUYS = 1, 2
# Buckets: the roots, then these.
INVESTORS, NO_KNOWN_SOURCE = 1, 3
BACK, OTHER, RECIPROCAL, PASSED_ON, BUCKETS = 4, 5, 6, 7, 8


def move(
    period: Any,
    tail: Any,
    head: Any,
    units: Any,
    kind: Any,
    root: Any,
    owner: Any,
    target: Any,
    targets: int,
    newest_first: int,
    later: int,
    all_parties: int,
    words: int,
    lots: Any,
    first: Any,
    last: Any,
    booked: Any,
    out: Any,
    peak: Any,
) -> int:
    """Book what the payments bring to each target, by bucket; 0, or 1 where words are needed.

    `owner` and `target` are the party of each pool and its number as a target, -1 for others;
    behind the pools stands one for outside. `later` says which lots leave after the others. Whether
    a lot has been at `all_parties` since it was last invested is read from `words` numbers behind
    each lot; with 0 of them it has not been before it has gone through as many payments.
    """
    outside = len(owner) - 1
    width = FIELDS + words
    owns, anyone, spent = ROOTS, ROOTS + targets, ROOTS + 2 * targets
    anybody = ((1 << targets) - 1) << anyone
    by_origin = later in (INVESTED, NOT_INVESTED)
    used = width
    free = 0
    for at in range(len(tail)):
        payer = tail[at]
        payee = head[at]
        left = units[at]
        invests = payer != outside and kind[at] == INVESTS
        mark = 0
        if payer == outside:
            # What comes in is a lot of its own, which moves on at once.
            lot = free
            if lot > 0:
                free = lots[lot + NEXT]
            else:
                lot = used
                used += width
            lots[lot + AMOUNT] = left
            lots[lot + NEXT] = 0
            lots[lot + MARKS] = root[at]
            for field in range(HOPS, width):
                lots[lot + field] = 0
            first[2 * outside] = lot
        else:
            investor = target[payer]
            if invests:
                mark = anybody
                if investor >= 0:
                    mark |= 1 << (owns + investor)
                    if payee != outside:
                        out[investor] += left
                        spot = period[at] * targets + investor
                        peak[spot] = max(peak[spot], out[investor])
            elif investor >= 0:
                mark = 1 << (spent + investor)
        # Take lots off the pool, into a list of their own.
        taken = 0
        end = 0
        for spot in (2 * payer, 2 * payer + 1):
            lot = first[spot]
            while left > 0 and lot > 0:
                amount = lots[lot + AMOUNT]
                rest = lots[lot + NEXT]
                if amount > left:
                    whole = lot
                    lots[whole + AMOUNT] = amount - left
                    lot = free
                    if lot > 0:
                        free = lots[lot + NEXT]
                    else:
                        lot = used
                        used += width
                    for field in range(MARKS, width):
                        lots[lot + field] = lots[whole + field]
                    lots[lot + AMOUNT] = amount = left
                    rest = whole
                left -= amount
                if taken > 0:
                    lots[end + NEXT] = lot
                else:
                    taken = lot
                end = lot
                lot = rest
            first[spot] = lot
        if taken > 0:
            lots[end + NEXT] = 0
        if payee == outside:
            if taken > 0:
                lots[end + NEXT] = free
                free = taken
            continue
        seller = target[payee]
        # What a pool lacks it pays out at once, after all that is there.
        at_end = not newest_first or root[at] == NO_KNOWN_SOURCE
        while taken > 0:
            lot = taken
            taken = lots[lot + NEXT]
            marks = lots[lot + MARKS] | mark
            if seller >= 0:
                amount = lots[lot + AMOUNT]
                invested = (marks >> (anyone + seller)) & 1
                if (marks >> (owns + seller)) & 1:
                    bucket = BACK
                    out[seller] -= amount
                elif (marks >> (spent + seller)) & 1:
                    bucket = PASSED_ON if invested else RECIPROCAL
                else:
                    bucket = OTHER if invested else marks & ((1 << ROOTS) - 1)
                if kind[at] == BUYS:
                    booked[(period[at] * targets + seller) * BUCKETS + bucket] += amount
                here = (1 << owns) | (1 << anyone) | (1 << spent)
                marks &= ~(here << seller)
            lots[lot + MARKS] = marks
            spot = 2 * payee
            if by_origin:
                ahead = _ahead(lots, lot, words, invests, owner[payee], all_parties)
                if ahead < 0:
                    return 1
                if marks & ((1 << ROOTS) - 1) == INVESTORS:
                    ahead = 1
                spot += ahead == (later == INVESTED)
            elif later != NONE:
                spot += ((marks >> owns) & 1) == (later == OWN)
            beside = last[spot] if at_end else first[spot]
            if first[spot] == 0:
                first[spot] = lot
                last[spot] = lot
                lots[lot + NEXT] = 0
            elif lots[beside + MARKS] == marks and _alike(lots, lot, beside, words):
                lots[beside + AMOUNT] += lots[lot + AMOUNT]
                lots[beside + HOPS] = max(lots[beside + HOPS], lots[lot + HOPS])
                lots[lot + NEXT] = free
                free = lot
            elif at_end:
                lots[beside + NEXT] = lot
                last[spot] = lot
                lots[lot + NEXT] = 0
            else:
                lots[lot + NEXT] = beside
                first[spot] = lot
    return 0


def _ahead(lots: Any, lot: int, words: int, invested: bool, party: int, parties: int) -> int:
    """Whether there is a party where a lot that comes to `party` was not since it was invested.

    1 or 0; -1 where that cannot be told without words.
    """
    if invested:
        lots[lot + HOPS] = 0
        for word in range(words):
            lots[lot + FIELDS + word] = (1 << min(WORD, parties - WORD * word)) - 1
    elif lots[lot + HOPS] == 0:
        return 0
    lots[lot + HOPS] += 1
    if words == 0:
        return 1 if lots[lot + HOPS] < parties else -1
    lots[lot + FIELDS + party // WORD] &= ~(1 << (party % WORD))
    for word in range(words):
        if lots[lot + FIELDS + word] != 0:
            return 1
    return 0


def _alike(lots: Any, lot: int, other: int, words: int) -> Any:
    """Whether nothing that matters tells two lots with the same marks apart."""
    # Without words more payments than one has been through are no loss.
    different = (lots[lot + HOPS] > 0) ^ (lots[other + HOPS] > 0)
    for word in range(words):
        different |= lots[lot + FIELDS + word] != lots[other + FIELDS + word]
    return not different
