"""The biconnected parts of a graph, over arrays."""

from __future__ import annotations

from typing import Any


def blocks(
    start: Any,
    other: Any,
    edge: Any,
    order: Any,
    low: Any,
    place: Any,
    trail: Any,
    mark: Any,
    edges: Any,
    block: Any,
) -> int:
    """Number the biconnected part of each edge into `block`; return how many parts there are.

    The graph has each edge at both of its ends: node v has other[start[v]:start[v + 1]], by the
    edges with these numbers, and no two edges join the same nodes. `order` begins with -1; the
    arrays from `order` to `mark` are as long as the nodes, `edges` and `block` as the edges.
    Hopcroft and Tarjan, Communications of the ACM 16 (1973).
    """
    count = 0
    clock = 0
    for root in range(len(start) - 1):
        if order[root] >= 0:
            continue
        order[root] = low[root] = clock
        clock += 1
        place[root] = start[root]
        trail[0] = root
        depth = 0
        kept = 0
        while depth >= 0:
            node = trail[depth]
            if place[node] < start[node + 1]:
                at = place[node]
                place[node] += 1
                head = other[at]
                if depth > 0 and head == trail[depth - 1]:
                    continue
                if order[head] < 0:
                    order[head] = low[head] = clock
                    clock += 1
                    place[head] = start[head]
                    depth += 1
                    trail[depth] = head
                    mark[depth] = kept
                    edges[kept] = edge[at]
                    kept += 1
                elif order[head] < order[node]:
                    edges[kept] = edge[at]
                    kept += 1
                    low[node] = min(low[node], order[head])
                continue
            depth -= 1
            if depth < 0:
                break
            above = trail[depth]
            low[above] = min(low[above], low[node])
            if low[node] >= order[above]:
                # The edges since the one that led to the node are a part.
                while kept > mark[depth + 1]:
                    kept -= 1
                    block[edges[kept]] = count
                count += 1
    return count
