"""How long the heavy parts take, as a Markdown table: `python benchmarks/run.py [NAME ...]`.

Compare ratios and steps, not seconds. Where other programs keep the cores busy, set
OPENBLAS_NUM_THREADS=1: the iterative solve waits for the slower of its two threads. Graphs are
random with a fixed seed: a few hubs, many small parties, a quarter of the arcs investments.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from moneyloop import api, summary
from moneyloop.analysis import bounds, laps, loops
from moneyloop.analysis.attribution import Study
from moneyloop.analysis.loops import Search
from moneyloop.model import CLASS_OF_KIND, Network
from moneyloop.rows.package import load

Row = tuple[str, str, str, str]
INVEST, BUY = 1, 2
FIRST, LAST = (pd.Timestamp(day).toordinal() for day in ("2025-01-01", "2025-12-31"))


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[float, Any]:
    """The least seconds of a few runs, and what the work returned."""
    best, value = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        value = work()
        best = min(best, time.perf_counter() - start)
    return best, value


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.1f} ms"


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most so far"


def hubs(parties: int, arcs: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Payers, payees and class bits of distinct arcs; a few parties have many of them."""
    random = np.random.default_rng(seed)
    weight = (np.arange(parties) + 10.0) ** -0.7
    weight /= weight.sum()
    keys = np.array([], dtype=np.int64)
    while len(keys) < arcs:
        payer, payee = (random.choice(parties, arcs, p=weight) for _ in range(2))
        new = (payer * parties + payee)[payer != payee]
        keys = pd.unique(np.concatenate([keys, new]))[:arcs]
    kind = np.where(random.random(arcs) < 0.25, INVEST, BUY)
    place = random.permutation(parties)
    return place[keys // parties], place[keys % parties], kind


def network(parties: int, arcs: int, leak: float = 0.1, seed: int = 1) -> Network:
    """A checked network of one year in memory, in which every pool leaks about `leak`."""
    payer, payee, kind = hubs(parties, arcs, seed)
    amount = np.random.default_rng(seed + 1).integers(1, 1_000, arcs) / 1_000
    names = np.array([f"P{number}" for number in range(parties)], dtype=object)
    blank = load("memory", override=EMPTY)
    deals = pd.DataFrame({column: "" for column in blank.deals.columns}, index=range(arcs))
    kinds = np.where(kind == INVEST, "equity", "compute")
    deals = deals.assign(
        id=[f"d{number}" for number in range(arcs)],
        payer=names[payer],
        payee=names[payee],
        kind=kinds,
        amount_usd_bn=amount,
        amount_high_usd_bn=np.nan,
        paid_usd_bn=np.nan,
        status="paid",
        settlement="cash",
        start="2025",
        end="2025",
        announced_day=0,
        start_day=FIRST,
        start_last_day=LAST,
        end_day=LAST,
        line=np.arange(arcs) + 2,
    )
    deals["class"] = deals["kind"].map(CLASS_OF_KIND)
    table = pd.DataFrame({column: "" for column in blank.parties.columns}, index=range(parties))
    table = table.assign(name=names, boundary="inside", line=np.arange(parties) + 2)
    # Customers make up for what a party pays more than it gets, and for what leaks.
    paid, got, sold = (
        np.bincount(end, weights=money, minlength=parties)
        for end, money in ((payer, amount), (payee, amount), (payee, amount * (kind == BUY)))
    )
    need = np.maximum(paid / (1 - leak) - got, leak * got) + 0.001
    figures = pd.DataFrame({column: "" for column in blank.figures.columns}, index=range(parties))
    figures = figures.assign(
        party=names,
        metric="revenue",
        segment="total",
        amount=sold + need,
        unit="usd_bn",
        preferred="yes",
        start_day=FIRST,
        end_day=LAST,
        source_day=0,
        line=np.arange(parties) + 2,
    )
    tables = ((deals, blank.deals), (table, blank.parties), (figures, blank.figures))
    return Network("benchmark", *(made.astype(like.dtypes) for made, like in tables))


EMPTY = {
    "deals": b"payer,payee,kind\nA,B,equity\n",
    "parties": b"name\nA\nB\n",
    "figures": b"party,metric,start,end,amount,unit\nA,revenue,2025,2025,1,usd_bn\n",
}


def bench_loops() -> Iterator[Row]:
    payer, payee, kind = hubs(10_000, 50_000)
    arcs = list(zip(payer.tolist(), payee.tolist(), kind.tolist(), strict=True))
    for length in (3, 4, 5):
        for name in ("money", "trade"):
            search = Search(max_steps=1 << 62)
            took, count = timed(
                lambda name=name, length=length, search=search: sum(
                    1 for _ in loops.cycles(arcs, 10_000, name, length, search)
                )
            )
            work = f"{count:,} loops, {search.steps:,} steps"
            yield "loops", f"10,000 parties, 50,000 arcs, {name}, L<={length}", seconds(took), work


def bench_diamonds() -> Iterator[Row]:
    arcs = []
    for node in range(0, 90, 3):
        for middle in (node + 1, node + 2):
            arcs += [(node, middle, BUY), (middle, node + 3, BUY)]
    for text, more in (("open", []), ("closed", [(90, 0, BUY)])):
        for length in (5, 60):
            search = Search(max_steps=1 << 62)
            took, count = timed(
                lambda more=more, length=length, search=search: sum(
                    1 for _ in loops.cycles([*arcs, *more], 91, "trade", length, search)
                )
            )
            work = f"{count} loops, {search.steps} steps"
            yield "loops", f"chain of 30 diamonds, {text}, L<={length}", seconds(took), work


def targets(given: Study, count: int) -> list[int]:
    """The largest investors that also sell."""
    now = given.pools[0]
    invested = np.asarray(now.investments.sum(axis=1)).ravel() * (now.inside_sales > 0)
    return np.argsort(-invested)[:count].tolist()


def bench_attribution() -> Iterator[Row]:
    for leak in (0.2, 0.02):
        net = network(100_000, 700_000, leak)
        size = f"100,000 parties, 700,000 arcs, leak {leak:.0%}"
        took, given = timed(lambda net=net: api.study(net))
        yield "pools", size, seconds(took), memory()
        chosen = targets(given, 10)
        took, found = timed(
            lambda given=given, chosen=chosen: [laps.buckets(given.pools, 0, k) for k in chosen]
        )
        now = given.pools[0]
        gap = max(
            abs(
                float(now.booked[k])
                - one.invested
                - one.reciprocal
                - one.opening
                - one.unexplained
                - one.customers
            )
            for k, one in zip(chosen, found, strict=True)
        )
        yield "buckets", f"{size}, 10 targets", seconds(took), f"largest gap to booked {gap:.1e}"
        took, _ = timed(
            lambda given=given, chosen=chosen: [
                bounds.bounds(given.pools, 0, k, name)
                for k in chosen[:3]
                for name in bounds.MEASURES
            ]
        )
        yield "bounds", f"{size}, 3 targets x 3 measures", seconds(took), memory()
        names = [now.parties[k] for k in chosen]
        took, _ = timed(lambda net=net, names=names: api.attribute(net, party=names))
        yield "attribute", f"{size}, 10 parties", seconds(took), memory()


def bench_bounds() -> Iterator[Row]:
    size = "10,000 parties, 50,000 arcs, own"
    given = api.study(network(10_000, 50_000))
    (target,) = targets(given, 1)
    ours, found = timed(lambda: bounds.bounds(given.pools, 0, target, "own"), runs=3)
    yield "bounds", f"{size}, both ends", seconds(ours), f"[{found.low:.3f}, {found.high:.3f}]"
    arcs = bounds._network(given.pools, 0, target, "own")
    graph = nx.DiGraph()
    for tail, head, amount in zip(arcs.tail, arcs.head, np.rint(arcs.amount * 1e9), strict=True):
        known = graph.get_edge_data(tail, head, {"capacity": 0})["capacity"]
        graph.add_edge(int(tail), int(head), capacity=known + int(amount))
    preflow = nx.algorithms.flow.preflow_push
    took, value = timed(
        lambda: nx.maximum_flow_value(graph, arcs.source, arcs.sale, flow_func=preflow)
    )
    told = f"{value / 1e9:.3f}; {took / ours:,.0f} times ours, which gives both ends"
    yield "bounds", f"{size}, high end by networkx preflow", seconds(took), told


def bench_report() -> Iterator[Row]:
    took, net = timed(load, runs=3)
    yield "load", "bundled data", seconds(took), f"{len(net.deals)} deals"
    took, content = timed(lambda: summary.build(net), runs=3)
    yield "report", "bundled data", seconds(took), f"{content['loops_count']} loops"


BENCHES = {
    "report": bench_report,
    "diamonds": bench_diamonds,
    "loops": bench_loops,
    "bounds": bench_bounds,
    "attribution": bench_attribution,
}


def main(names: list[str]) -> None:
    print("| what | on | time | work |\n|---|---|---|---|", flush=True)
    for name in names or BENCHES:
        for row in BENCHES[name]():
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
