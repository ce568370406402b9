"""The search for simple cycles with typed arcs, over arrays (method, section 11).

Parties are numbered in the order in which they are tried as the start, the busiest first: a cycle
is found from its least number, and a party below the start is gone. The arcs of a party go to
higher numbers first, so that what is gone is never looked at. No step is taken from which the start
cannot be reached with the legs that are left and the classes still missing; the last leg is closed
by looking it up.
"""

from __future__ import annotations

from typing import Any

# Places in `state`.
ROOT, DEPTH, STEPS, FOUND, DEAD, KNOWN, SIZE = 0, 1, 2, 3, 4, 5, 6
FAR = 1 << 30


def advance(
    out_start: Any,
    out_head: Any,
    out_bit: Any,
    in_start: Any,
    in_tail: Any,
    in_bit: Any,
    need: int,
    length: int,
    patience: int,
    state: Any,
    path: Any,
    bits: Any,
    seen: Any,
    place: Any,
    before: Any,
    on_path: Any,
    distance: Any,
    queue: Any,
    near: Any,
    near_queue: Any,
    home: Any,
    lengths: Any,
    loops: Any,
    pause: int,
) -> int:
    """Go on with a search until it ends (0), `loops` is full or `pause` steps are taken (1).

    `state` and the arrays behind it are where the search stands. `lengths[k]` counts the cycles
    with k arcs. Each fills a line of 2 x `length` places in `loops`, party and class bit by turns,
    unless `loops` is empty: then they are only counted. A step is an arc that was looked at.
    """
    size = len(out_start) - 1
    room = len(loops) // (2 * length)
    stop = state[STEPS] + pause
    found = 0
    while state[ROOT] < size:
        root = state[ROOT]
        if state[DEPTH] < 0:
            state[KNOWN] = _distances(
                root, -1, need, length - 1, in_start, in_tail, in_bit, root, on_path, distance,
                queue, state,
            )  # fmt: skip
            for at in range(in_start[root], in_start[root + 1]):
                tail = in_tail[at]
                if tail <= root:
                    break
                home[tail] |= in_bit[at]
            path[0] = root
            seen[0] = 0
            place[0] = out_start[root]
            before[0] = 0
            state[DEPTH] = 0
            state[DEAD] = 0
        while state[DEPTH] >= 0:
            depth = state[DEPTH]
            node = path[depth]
            left = length - depth - 1
            went_on = False
            at = place[depth]
            end = out_start[node + 1]
            while at < end:
                if state[STEPS] >= stop or (room > 0 and found + 2 > room):
                    place[depth] = at
                    return 1
                head = out_head[at]
                bit = out_bit[at]
                if head <= root:
                    break
                at += 1
                state[STEPS] += 1
                if on_path[head]:
                    continue
                now = seen[depth] | bit
                missing = need & ~now
                if distance[4 * head + missing] > left:
                    continue
                if state[DEAD] > patience:
                    known = _distances(
                        root, head, need, left, in_start, in_tail, in_bit, root, on_path, near,
                        near_queue, state,
                    )  # fmt: skip
                    around = near[4 * head + missing]
                    _forget(near, near_queue, known)
                    if around > left:
                        continue
                bits[depth] = bit
                earlier = state[FOUND]
                for last in (1, 2):
                    if home[head] & last and missing & ~last == 0:
                        lengths[depth + 2] += 1
                        state[FOUND] += 1
                        if room > 0:
                            line = 2 * length * found
                            for step in range(depth + 1):
                                loops[line + 2 * step] = path[step]
                                loops[line + 2 * step + 1] = bits[step]
                            loops[line + 2 * depth + 2] = head
                            loops[line + 2 * depth + 3] = last
                            found += 1
                if left > 1:
                    place[depth] = at
                    depth += 1
                    path[depth] = head
                    seen[depth] = now
                    place[depth] = out_start[head]
                    before[depth] = earlier
                    on_path[head] = 1
                    state[DEPTH] = depth
                    went_on = True
                    break
            if not went_on:
                if depth > 0:
                    on_path[node] = 0
                    if state[FOUND] == before[depth]:
                        state[DEAD] += 1
                state[DEPTH] = depth - 1
        for at in range(in_start[root], in_start[root + 1]):
            home[in_tail[at]] = 0
        _forget(distance, queue, state[KNOWN])
        state[ROOT] += 1
    return 0


def _distances(
    root: int,
    target: int,
    need: int,
    most: int,
    in_start: Any,
    in_tail: Any,
    in_bit: Any,
    gone: int,
    on_path: Any,
    distance: Any,
    queue: Any,
    state: Any,
) -> int:
    """Least arcs from (party, classes still missing) to the root, up to `most`; how many are known.

    A breadth-first search backwards in the product of parties and missing classes. It passes no
    party that is gone or on the path, and goes no further than the target, which may be on neither.
    """
    distance[4 * root] = 0
    queue[0] = 4 * root
    known = 1
    next_ = 0
    while next_ < known:
        node = queue[next_] // 4
        missing = queue[next_] % 4
        steps = distance[queue[next_]] + 1
        next_ += 1
        if steps > most:
            break
        if node == target:
            continue
        for at in range(in_start[node], in_start[node + 1]):
            tail = in_tail[at]
            if tail <= gone:
                break
            state[STEPS] += 1
            if on_path[tail]:
                continue
            spot = 4 * tail + missing
            if distance[spot] == FAR:
                distance[spot] = steps
                queue[known] = spot
                known += 1
            spot = 4 * tail + ((missing | in_bit[at]) & need)
            if distance[spot] == FAR:
                distance[spot] = steps
                queue[known] = spot
                known += 1
    return known


def _forget(distance: Any, queue: Any, known: int) -> int:
    for at in range(known):
        distance[queue[at]] = FAR
    return known
