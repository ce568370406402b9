"""Whose money it is: estimates, bounds, everyone at once."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import LinearOperator, gmres

import moneyloop
from benchmarks.networks import (
    knot,
    network,
)
from benchmarks.timing import Row, memory, seconds, timed, timed_beside
from moneyloop.analysis import graph
from moneyloop.analysis.pooled import bounds, everyone, iterated
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study
from moneyloop.input.package import load
from moneyloop.pages.content import summary
from moneyloop.questions import asking


def targets(given: Study, count: int) -> list[int]:
    """The largest investors that also sell."""
    now = given.pools[0]
    any_investor = np.asarray(now.investments.sum(axis=1)).ravel() * (now.network_sales > 0)
    return np.argsort(-any_investor)[:count].tolist()


def cut_vector(step: csr_array, target: int) -> iterated.Product:
    def product(values: np.ndarray) -> np.ndarray:
        paid = np.asarray(step @ values)
        paid[target] = 0.0
        return paid

    return product


def beside_gmres(now: Pools, chosen: np.ndarray) -> tuple[str, str]:
    """The systems of some targets in one block, and beside it by GMRES, both to 1e-10."""
    share = np.divide(1.0, now.total, out=np.zeros_like(now.total), where=now.total > 0)
    step = (diags_array(share) @ csr_array(now.moves)).tocsr()
    column = np.arange(len(chosen))
    entry = np.asarray(step[:, chosen].toarray())
    entry[chosen, column] = 0.0
    products = {"ours": 0, "gmres": 0}

    def counted(name: str, product: iterated.Product) -> iterated.Product:
        def multiply(values: np.ndarray) -> np.ndarray:
            products[name] += 1
            return product(values)

        return multiply

    def ours() -> np.ndarray:
        place, near = iterated.by_use(step)
        right = np.zeros((near.shape[0], len(chosen)))
        right[place] = entry
        tables = (near, near.astype(np.float32))
        both = (iterated.cut_product(table, place[chosen], column) for table in tables)
        found = iterated.solved(*(counted("ours", one) for one in both), right, 1e-10)
        assert found is not None
        return found[place]

    def peer() -> np.ndarray:
        columns = []
        for at, target in enumerate(chosen.tolist()):
            product = counted("gmres", cut_vector(step, target))
            system = LinearOperator(step.shape, lambda x, p=product: x - p(x), dtype=float)
            found, failed = gmres(system, entry[:, at], rtol=1e-10, atol=0.0, restart=50)
            assert not failed
            columns.append(found)
        return np.column_stack(columns)

    gap = float(np.abs(ours() - peer()).max())
    counts = f"{products['ours']} products of the block, {products['gmres']} of a column"
    (_, block), (_, gmres_) = timed_beside(ours, peer, runs=7)
    ratio = f"GMRES {seconds(gmres_)}, {gmres_ / block:.1f} times ours; {counts}"
    return f"CPU {seconds(block)}", f"{ratio}; largest difference {gap:.0e}"


def bench_attribution() -> Iterator[Row]:
    for leak in (0.2, 0.02):
        net = network(100_000, 700_000, leak)
        size = f"100,000 parties, 700,000 arcs, leak {leak:.0%}"
        took, given = timed(lambda net=net: asking.study(net))
        yield "pools", size, seconds(took), memory()
        chosen = targets(given, 10)
        took, found = timed(
            lambda given=given, chosen=chosen: everyone.buckets(
                given.pools, [(0, k) for k in chosen]
            )
        )
        now = given.pools[0]
        gap = max(
            abs(
                float(now.revenue[k])
                - one.any_investor
                - one.reciprocal
                - one.earlier_cash
                - one.no_known_source
                - one.customers
            )
            for (_, k), one in found.items()
        )
        yield "buckets", f"{size}, 10 targets", seconds(took), f"largest gap to revenue {gap:.1e}"
        yield "one block", f"{size}, 10 targets", *beside_gmres(now, np.array(chosen))
        took, _ = timed(
            lambda given=given, chosen=chosen: [
                bounds.bounds(given.pools, 0, k, name)
                for k in chosen[:3]
                for name in graph.MEASURES
            ]
        )
        yield "bounds", f"{size}, 3 targets x 3 measures", seconds(took), memory()
        names = [now.parties[k] for k in chosen]
        took, _ = timed(lambda net=net, names=names: moneyloop.attribute(net, party=names))
        yield "attribute", f"{size}, 10 parties", seconds(took), memory()


def bench_bounds() -> Iterator[Row]:
    size = "10,000 parties, 50,000 arcs, own"
    given = asking.study(network(10_000, 50_000))
    (target,) = targets(given, 1)
    ours, found = timed(lambda: bounds.bounds(given.pools, 0, target, "own"), runs=3)
    yield "bounds", f"{size}, both ends", seconds(ours), f"[{found.low:.3f}, {found.high:.3f}]"
    asked, core = bounds._asked(tuple(given.pools), 0, target, "own")
    flows = bounds._flows(given.pools, 0, graph.within(asked, core))
    arcs, amounts = flows.arcs, np.rint(flows.amount * 1e9)
    ways = nx.DiGraph()
    for tail, head, amount in zip(arcs.tail, arcs.head, amounts, strict=True):
        known = ways.get_edge_data(tail, head, {"capacity": 0})["capacity"]
        ways.add_edge(int(tail), int(head), capacity=known + int(amount))
    preflow = nx.algorithms.flow.preflow_push
    took, value = timed(
        lambda: nx.maximum_flow_value(ways, arcs.source, arcs.sale, flow_func=preflow)
    )
    told = f"{value / 1e9:.3f}; {took / ours:,.0f} times ours, which gives both ends"
    yield "bounds", f"{size}, high end by networkx preflow", seconds(took), told


def bench_everyone() -> Iterator[Row]:
    every = ("investment", "return", "purchase")
    cases = (
        ("banks", every, (75, 150, 300), 15),
        ("sales alone", ("purchase",), (200, 400, 800, 3_000), 5),
    )
    for text, kinds, sizes, each in cases:
        before: dict[str, float] = {}
        for parties in sizes:
            net = moneyloop.load_payments(knot(each * parties, parties, kinds))
            size = f"{text}: {each * parties:,} payments among {parties:,} parties in one knot"
            for name, work in (("attribute", moneyloop.attribute), ("index", moneyloop.index)):
                took, _ = timed(lambda work=work, net=net: work(net))
                told = f"{took / before[name]:.1f} times as long" if name in before else memory()
                yield name, size, seconds(took), told
                before[name] = took


def bench_report() -> Iterator[Row]:
    took, net = timed(load, runs=3)
    yield "load", "bundled data", seconds(took), f"{len(net.deals)} deals"
    took, content = timed(lambda: summary.build(net), runs=3)
    yield "report", "bundled data", seconds(took), f"{content['loops_count']} loops"
