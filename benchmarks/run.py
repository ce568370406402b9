"""How long the heavy parts take, as a Markdown table: `python benchmarks/run.py [NAME ...]`.

Compare ratios and steps, not seconds. Where other programs keep the cores busy, set
OPENBLAS_NUM_THREADS=1: GMRES waits for the slower of its two threads. Graphs are
random with a fixed seed: a few hubs, many small parties, a quarter of the arcs investments.
"""

from __future__ import annotations

import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import beside_pandas
import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import LinearOperator, gmres
from timing import command_told, memory, seconds, timed, timed_beside

import moneyloop
from moneyloop.analysis import graph
from moneyloop.analysis.circularity import circulation, cycling
from moneyloop.analysis.dated import events, tracing
from moneyloop.analysis.drawn import draws as draws_
from moneyloop.analysis.drawn import laps as batch_laps
from moneyloop.analysis.drawn import pools as batch
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.loops import search as loops
from moneyloop.analysis.loops.largest import largest
from moneyloop.analysis.loops.search import Search
from moneyloop.analysis.pooled import bounds, everyone, iterated
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study, what_if
from moneyloop.input.package import load
from moneyloop.model import CLASS_OF_KIND, Network
from moneyloop.pages.content import summary
from moneyloop.questions import asking
from moneyloop.questions.figures import figures
from moneyloop.questions.index import null_model
from moneyloop.questions.stress import stress
from moneyloop.questions.trace import trace

Row = tuple[str, str, str, str]
INVEST, BUY = 1, 2
FIRST, LAST = (pd.Timestamp(day).toordinal() for day in ("2025-01-01", "2025-12-31"))


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
    deals = pd.DataFrame(blanks(blank.deals), index=range(arcs))
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
    table = pd.DataFrame(blanks(blank.parties), index=range(parties))
    table = table.assign(name=names, boundary="inside", line=np.arange(parties) + 2)
    # Customers make up for what a party pays more than it gets, and for what leaks.
    paid, got, sold = (
        np.bincount(end, weights=money, minlength=parties)
        for end, money in ((payer, amount), (payee, amount), (payee, amount * (kind == BUY)))
    )
    need = np.maximum(paid / (1 - leak) - got, leak * got) + 0.001
    figures = pd.DataFrame(blanks(blank.figures), index=range(parties))
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


def blanks(table: pd.DataFrame) -> dict[str, object]:
    """What stands in each column of a row that says nothing."""
    by_kind = {"f": np.nan, "i": 0}
    return {column: by_kind.get(kind.kind, "") for column, kind in table.dtypes.items()}


EMPTY = {
    "deals": b"payer,payee,kind\nA,B,equity\n",
    "parties": b"name\nA\nB\n",
    "figures": b"party,metric,start,end,amount,unit\nA,revenue,2025,2025,1,usd_bn\n",
}


def bench_loops() -> Iterator[Row]:
    """All loops of up to so many legs, counted and told; `pip install igraph numba` first."""
    import beside_igraph

    payer, payee, kind = hubs(10_000, 50_000)
    size = "10,000 parties, 50,000 arcs"
    arcs = np.stack([payer, payee, np.full(len(payer), BUY)], axis=1)
    for length in (3, 4, 5):
        for row in beside_igraph.against_igraph(arcs, 10_000, length):
            yield "loops", f"{size}, one class, {row[0]}", *row[1:]
    what, took, work = beside_igraph.against_networkx(arcs, 5)
    yield "loops", f"{size}, one class, {what}", took, work
    for share, length in ((0.1, 8), (0.5, 8)):
        typed = np.stack([payer, payee, kind], axis=1)
        what, took, work = beside_igraph.in_time(typed, 10_000, share, length)
        yield "loops", f"{size}, {what}", took, work
    payer, payee, kind = hubs(100_000, 1_000_000)
    size = "100,000 parties, 1,000,000 arcs"
    arcs = np.stack([payer, payee, kind], axis=1)
    for length in (3, 4):
        search = Search(max_steps=1 << 62)
        took_, many = timed(
            lambda length=length, search=search: loops.counts(
                arcs, 100_000, "money", length, search
            )
        )
        work = f"{many.sum():,} loops, {search.steps:,} steps"
        yield "loops", f"{size}, money, counted, L<={length}", seconds(took_), work
    what, took, work = beside_igraph.in_time(arcs, 100_000, 0.02, 8)
    yield "loops", f"{size}, {what}", took, work


def bench_largest() -> Iterator[Row]:
    """Everybody deals with everybody, in seven sizes or all of one; hubs with a size each."""
    for parties in (30, 60, 120):
        pairs = [(a, b) for a in range(parties) for b in range(parties) if a != b]
        for text, sizes in (("seven sizes", 7), ("one size", 1)):
            amounts: dict[loops.Arc, float | None] = {
                (a, b, BUY if (a + b) % 3 else INVEST): 1.0 + a * b % sizes for a, b in pairs
            }
            yield from _largest(f"{parties} parties, all pairs, {text}", amounts, parties)
    payer, payee, kind = hubs(10_000, 50_000)
    sizes_ = np.random.default_rng(1).permutation(50_000).tolist()
    table = zip(payer.tolist(), payee.tolist(), kind.tolist(), strict=True)
    yield from _largest(
        "10,000 parties, 50,000 arcs, a size each", dict(zip(table, sizes_, strict=True)), 10_000
    )


def _largest(text: str, amounts: dict[loops.Arc, float | None], parties: int) -> Iterator[Row]:
    for limit in (20, 1_000):
        search = Search(max_steps=1 << 62)
        took, found = timed(
            lambda limit=limit, search=search: list(
                islice(largest(amounts, parties, loops.TYPES, 5, search), limit)
            )
        )
        work = f"{len(found):,} loops, {search.steps:,} arcs looked at"
        yield "largest", f"{text}, the first {limit:,}, L<=5", seconds(took), work


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


def bench_report() -> Iterator[Row]:
    took, net = timed(load, runs=3)
    yield "load", "bundled data", seconds(took), f"{len(net.deals)} deals"
    took, content = timed(lambda: summary.build(net), runs=3)
    yield "report", "bundled data", seconds(took), f"{content['loops_count']} loops"


def bench_whole_network() -> Iterator[Row]:
    given = asking.study(network(2_000, 20_000))
    took, cycle = timed(lambda: cycling.of_pools(given.pools[0]))
    told = f"cycling index {cycle.index:.4f}"
    yield "cycling", "2,000 parties, 20,000 deals", seconds(took), told
    size = 10_000
    tail, head, _ = hubs(size, 50_000)
    amount = np.random.default_rng(2).integers(1, 1_000, len(tail)) / 1_000
    took, found = timed(lambda: circulation.circulation(tail, head, amount, size))
    told = f"{found.cleared:.3f} of {amount.sum():.3f} could cancel"
    yield "circulation", f"{size:,} parties, {len(tail):,} arcs", seconds(took), told
    net = load()
    took, answer = timed(lambda: null_model.null_model(net))
    told = f"{answer.extra['draws']} draws"
    yield "null model", "bundled data", seconds(took), told


def bench_stress() -> Iterator[Row]:
    net = network(2_000, 20_000)
    took, answer = timed(lambda: stress.stress(net, "P0"))
    told = f"{len(answer.rows)} counterparties"
    yield "stress", "2,000 parties, 20,000 deals", seconds(took), told
    took, answer = timed(lambda: trace.trace(net, "P0"))
    yield "trace", "2,000 parties, 20,000 deals, 4 hops", seconds(took), f"{len(answer.rows)} rows"
    hub = pd.concat([net.deals["payer"], net.deals["payee"]]).mode()[0]
    took, answer = timed(lambda: figures.figures(net, hub))
    told = f"{len(answer.rows)} rows"
    yield "figures", "2,000 parties, 20,000 deals, the party with the most", seconds(took), told


def ranged(parties: int, deals: int, years: int) -> Network:
    """The same with every deal over some years, and "up to" half as much again."""
    net = network(parties, deals)
    first = pd.Timestamp(year=2026 - years, month=1, day=1).toordinal()
    high = net.deals["amount_usd_bn"] * 1.5
    table = net.deals.assign(start_day=first, amount_high_usd_bn=high)
    return Network("benchmark", table, net.parties, net.figures.assign(start_day=first))


def bench_draws() -> Iterator[Row]:
    draws, plain_draws = 10_000, 20
    net = ranged(40, 120, 6)
    given = asking.study(net)
    chosen = targets(given, 8)
    names = [given.pools[0].parties[k] for k in chosen]
    size = "40 parties, 120 ranged deals, 6 periods, 8 targets"
    took, result = timed(lambda: moneyloop.attribute(net, draws=draws, party=names), runs=3)
    told = f"{draws / took:,.0f} draws a second, {len(result.rows)} intervals each"
    yield "draws", f"{size}, {draws:,} draws", seconds(took), told
    ranges = draws_.ranged(given.deals)

    def one_by_one() -> None:
        (amounts,) = draws_.drawn(ranges, plain_draws, 1, plain_draws)
        value = given.deals["value"].to_numpy(copy=True)
        for drawn in amounts.T:
            value[ranges.deal] = drawn
            study = what_if(given, deals=given.deals.assign(value=value))
            for number in range(len(study.periods)):
                for k in chosen:
                    intervals_.intervals(study, number, k)

    plain, _ = timed(one_by_one)
    ratio = plain / plain_draws * draws / took
    told = f"{seconds(plain / plain_draws)} a draw, {ratio:,.0f} times ours"
    yield "draws", f"{size}, a study per draw, {plain_draws} draws", seconds(plain), told

    def only_estimates() -> None:
        for pools in batch.build(given, ranges, draws_.drawn(ranges, draws, 1, simulation.CHUNK)):
            for number in range(len(pools)):
                batch_laps.estimates(pools, number, chosen)

    took, _ = timed(only_estimates, runs=3)
    random, _ = timed(lambda: sum(x.size for x in draws_.drawn(ranges, draws, 1, 1000)), runs=3)
    told = f"{took / random:.1f} times the random numbers alone"
    yield "draws", f"{size}, pools and estimates only, {draws:,} draws", seconds(took), told


def payments(count: int, parties: int, seed: int = 1) -> bytes:
    """A CSV of random payments of one year, to the second; a few parties have many of them."""
    random = np.random.default_rng(seed)
    payer, payee = (parties * random.random((2, count)) ** 3).astype(np.int64)
    time = np.sort(random.integers(0, 365 * 86_400, count)) + 1_735_689_600  # since 2025 began
    cents = random.integers(1, 10_000_000, count)
    kind = np.where(random.random(count) < 0.25, "equity", "services")
    columns = (column.tolist() for column in (payer, payee, cents, time, kind))
    rows = (f"W{a},W{b},{c / 100},{t},{k}" for a, b, c, t, k in zip(*columns, strict=True))
    return ("payer,payee,amount,start,kind\n" + "\n".join(rows) + "\n").encode()


def plain_fifo(given: events.Events, target: int) -> tuple[float, int]:
    """Own money that comes back to `target` by first in, first out, and how often a lot moved."""
    pools = [deque[tuple[int, bool]]() for _ in given.owner]
    own = moves = 0
    columns = (given.tail, given.head, given.units, given.cls)
    for tail, head, units, cls in zip(*(column.tolist() for column in columns), strict=True):
        pieces = [(units, False)] if tail < 0 else []
        while tail >= 0 and units:
            amount, mine = pools[tail].popleft()
            if amount > units:
                pools[tail].appendleft((amount - units, mine))
                amount = units
            units -= amount
            pieces.append((amount, mine))
        moves += len(pieces)
        for amount, mine in pieces if head >= 0 else ():
            mine = cls == graph.INVEST if tail == target else mine
            if head == target:
                own += amount if mine and cls == graph.BUY else 0
                mine = False
            pools[head].append((amount, mine))
    return own / given.scale[target], moves


def bench_ledger() -> Iterator[Row]:
    count, parties = 1_000_000, 10_000
    size = f"{count:,} payments, {parties:,} parties"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "payments.csv"
        file.write_bytes(payments(count, parties))
        for pyarrow, text in ((True, ""), (False, ", without pyarrow")):
            for what, took, told in beside_pandas.apart(file, pyarrow=pyarrow):
                yield "ledger", f"{size}, {what}{text}", took, told
        package = Path(folder) / "package"
        for words in (("import", str(file), str(package)), ("check", str(package))):
            yield "ledger", f"{size}, moneyloop {words[0]}", *command_told(*words)
        net = moneyloop.load_payments(file, {})
        took, given = timed(lambda: asking.study(net))
        yield "ledger", f"{size}, pools", seconds(took), memory()
    took, ordered = timed(lambda: events.events(given))
    yield "ledger", f"{size}, in order", seconds(took), f"{len(ordered.day):,} events"
    target = net.inside.index("W0")
    ends = [period.last for period in given.periods]
    yield from _traced(size, ordered, target, ends)
    took, _ = timed(lambda: moneyloop.attribute(net, party=["W0"], rule="fifo"))
    yield "ledger", f"{size}, attribute by fifo", seconds(took), memory()


def _traced(size: str, ordered: events.Events, target: int, ends: list[int]) -> Iterator[Row]:
    """Each rule for one party, in turn with deques that know own money alone."""

    def ours(rule: str) -> tracing.Traced:
        return tracing.trace(ordered, rule, [target], ends)

    for rule in tracing.RULES:
        own = float(ours(rule).revenue[:, 0, tracing.OWN].sum())  # compiled for what follows
        works = (lambda rule=rule: ours(rule), lambda: plain_fifo(ordered, target))
        (_, took), (_, plain) = timed_beside(*works, runs=3)
        same, moves = plain_fifo(ordered, target)
        told = f"own money back {own:.2f}"
        if rule == "fifo":
            assert abs(own - same) <= 1e-9 * own
            told += f", {moves / took:,.0f} moves a second; deques {moves / plain:,.0f}"
        yield (
            "ledger",
            f"{size}, {rule} for one party",
            f"CPU {seconds(took)}",
            (f"{told}; fifo by deques of tuples takes {plain / took:.1f} times as long"),
        )


def knot(count: int, parties: int, kinds: tuple[str, ...], seed: int = 1) -> pd.DataFrame:
    """Payments of one year, a ring of all parties first: one knot."""
    random = np.random.default_rng(seed)
    payer = np.append(np.arange(parties), random.integers(0, parties, count - parties))
    hop = np.append(np.ones(parties, dtype=int), random.integers(1, parties, count - parties))
    day = np.datetime64("2025-01-01") + random.integers(0, 365, count)
    columns = {
        "payer": [f"P{node}" for node in payer],
        "payee": [f"P{node}" for node in (payer + hop) % parties],
        "amount": random.integers(1, 1_000_000, count) / 100,
        "start": day.astype(str),
        "kind": random.choice(kinds, count),
    }
    return pd.DataFrame(columns)


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


BENCHES = {
    "report": bench_report,
    "diamonds": bench_diamonds,
    "loops": bench_loops,
    "largest": bench_largest,
    "bounds": bench_bounds,
    "attribution": bench_attribution,
    "everyone": bench_everyone,
    "ledger": bench_ledger,
    "draws": bench_draws,
    "whole-network": bench_whole_network,
    "stress": bench_stress,
}


def main(names: list[str]) -> None:
    print("| what | on | time | work |\n|---|---|---|---|", flush=True)
    for name in names or BENCHES:
        for row in BENCHES[name]():
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
