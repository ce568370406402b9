"""The search for loops of payments, each later than the one before (method, section 11).

Payments are numbered in order of time. A loop is found from its first payment, and all the others
lie before `until` of it. Where a search goes on for long, it learns from which parties, and until
which payment, the start can still be reached: backwards, by turns with the search itself and never
with more steps, so that the two together cost at most twice what the cheaper way would.
"""

from __future__ import annotations

from typing import Any

# Places in `state`.
ROOT, DEPTH, STEPS, FOUND, SIZE = 0, 1, 2, 3, 9
_AHEAD, _BACK, _NEXT, _LAST, _KNOWN = 4, 5, 6, 7, 8
FAR = 1 << 30
_FIRST = 16  # steps before the search first looks back


def advance(
    payer: Any,
    payee: Any,
    bit: Any,
    after: Any,
    until: Any,
    amount: Any,
    out_start: Any,
    out: Any,
    into_start: Any,
    into: Any,
    by_payee: Any,
    like: float,
    length: int,
    allowed: int,
    state: Any,
    path: Any,
    closing: Any,
    place: Any,
    seen: Any,
    least: Any,
    most: Any,
    on_path: Any,
    latest: Any,
    legs: Any,
    queue: Any,
    queued: Any,
    touched: Any,
    counts: Any,
    loops: Any,
    pause: int,
) -> int:
    """Go on with a search until it ends (0), `loops` is full or `pause` steps are taken (1).

    `after[p]` is the first payment at a later time than p, `until[p]` the first that is beyond the
    window of p. `out` has the payments by payer, `into` by payee, `by_payee` by payer and then
    payee, each in order of time. With `like` below 1 the smallest payment of a loop is at least
    1 - `like` of its largest. `allowed` has a bit for each union of class bits that is wanted.
    `counts[4 * k + union]` counts the loops with k payments. Each fills a line of `length` places
    in `loops`, unless that is empty: then they are only counted. A step is a payment that was
    looked at, or a pair of parties that was looked up.
    """
    room = len(loops) // length
    stop = state[STEPS] + pause
    found = 0
    while state[ROOT] < len(payer):
        root = state[ROOT]
        home = payer[root]
        end = until[root]
        if state[DEPTH] < 0:
            state[STEPS] += 1
            # Nothing comes back in time.
            at = _first(into, into_start[home], into_start[home + 1], after[root])
            if at == into_start[home + 1] or into[at] >= end:
                state[ROOT] += 1
                if state[STEPS] >= stop:
                    return 1
                continue
            state[DEPTH] = 0
            path[0] = root
            seen[0] = bit[root]
            least[0] = amount[root]
            most[0] = amount[root]
            closing[0] = -1
            on_path[home] = 1
            on_path[payee[root]] = 1
            state[_AHEAD] = 0
            state[_BACK] = 0
            state[_NEXT] = 0
            state[_LAST] = 0
            state[_KNOWN] = 0
        while state[DEPTH] >= 0:
            depth = state[DEPTH]
            last = path[depth]
            node = payee[last]
            beyond = out_start[node + 1]
            if closing[depth] < 0:
                state[STEPS] += 1
                state[_AHEAD] += 1
                closing[depth] = _to(by_payee, payee, out_start[node], beyond, home, after[last])
                place[depth] = -1
            if place[depth] < 0:
                while closing[depth] < beyond:
                    this = by_payee[closing[depth]]
                    if payee[this] != home or this >= end:
                        break
                    if room > 0 and found >= room:
                        return 1
                    closing[depth] += 1
                    state[STEPS] += 1
                    union = seen[depth] | bit[this]
                    low = min(least[depth], amount[this])
                    high = max(most[depth], amount[this])
                    if not (allowed >> union) & 1 or (like < 1 and not low >= (1 - like) * high):
                        continue
                    counts[4 * (depth + 2) + union] += 1
                    state[FOUND] += 1
                    if room > 0:
                        for step in range(depth + 1):
                            loops[length * found + step] = path[step]
                        loops[length * found + depth + 1] = this
                        found += 1
                place[depth] = _first(out, out_start[node], beyond, after[last])
            went_on = False
            left = length - depth - 2
            while left > 0 and place[depth] < beyond:
                if state[STEPS] >= stop:
                    return 1
                this = out[place[depth]]
                if this >= end:
                    break
                place[depth] += 1
                state[STEPS] += 1
                state[_AHEAD] += 1
                head = payee[this]
                if on_path[head]:
                    continue
                low = min(least[depth], amount[this])
                high = max(most[depth], amount[this])
                if like < 1 and not low >= (1 - like) * high:
                    continue
                if state[_BACK] >= 0 and state[_AHEAD] > max(_FIRST, state[_BACK]):
                    _look_back(
                        payer, after, into_start, into, root, end, home, length - 1,
                        state, latest, legs, queue, queued, touched,
                    )  # fmt: skip
                if state[_BACK] < 0 and (legs[head] > left or latest[head] < after[this]):
                    continue
                depth += 1
                path[depth] = this
                seen[depth] = seen[depth - 1] | bit[this]
                least[depth] = low
                most[depth] = high
                closing[depth] = -1
                on_path[head] = 1
                state[DEPTH] = depth
                went_on = True
                break
            if not went_on:
                on_path[node] = 0
                state[DEPTH] = depth - 1
        on_path[home] = 0
        for at in range(state[_KNOWN]):
            party = touched[at]
            legs[party] = FAR
            latest[party] = -1
            queued[party] = 0
        state[ROOT] += 1
    return 0


def _look_back(
    payer: Any,
    after: Any,
    into_start: Any,
    into: Any,
    root: int,
    end: int,
    home: int,
    most: int,
    state: Any,
    latest: Any,
    legs: Any,
    queue: Any,
    queued: Any,
    touched: Any,
) -> int:
    """Learn from where the start can be reached, as many steps as the search took; -1 at the end.

    `legs[party]` becomes the least payments from there to the start, and `latest[party]` the last
    payment by which one can leave: both over ways that respect time and may pass a party twice.
    """
    if state[_KNOWN] == 0:
        touched[0] = home
        state[_KNOWN] = 1
        legs[home] = 0
        latest[home] = end
        queue[0] = home
        queued[home] = 1
        state[_LAST] = 1
    while state[_NEXT] != state[_LAST]:
        if state[_BACK] >= state[_AHEAD]:
            return 0
        party = queue[state[_NEXT]]
        state[_NEXT] = (state[_NEXT] + 1) % len(queue)
        queued[party] = 0
        if legs[party] >= most:
            continue
        at = _first(into, into_start[party], into_start[party + 1], after[root])
        while at < into_start[party + 1]:
            this = into[at]
            if this >= end or after[this] > latest[party]:
                break
            at += 1
            state[STEPS] += 1
            state[_BACK] += 1
            other = payer[this]
            if other == home or (latest[other] >= this and legs[other] <= legs[party] + 1):
                continue
            if legs[other] == FAR:
                touched[state[_KNOWN]] = other
                state[_KNOWN] += 1
            legs[other] = min(legs[other], legs[party] + 1)
            latest[other] = max(latest[other], this)
            if not queued[other]:
                queued[other] = 1
                queue[state[_LAST]] = other
                state[_LAST] = (state[_LAST] + 1) % len(queue)
    state[_BACK] = -1
    return -1


def _first(numbers: Any, start: int, end: int, least: int) -> int:
    """The first place from `start` on, before `end`, whose number is not below `least`."""
    while start < end:
        middle = (start + end) // 2
        if numbers[middle] < least:
            start = middle + 1
        else:
            end = middle
    return start


def _to(by_payee: Any, payee: Any, start: int, end: int, home: int, least: int) -> int:
    """The first place, before `end`, of a payment to `home` that is not before `least`."""
    while start < end:
        middle = (start + end) // 2
        this = by_payee[middle]
        if payee[this] < home or (payee[this] == home and this < least):
            start = middle + 1
        else:
            end = middle
    return start
