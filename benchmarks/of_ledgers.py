"""A million payments: read, put in order, traced by rules."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import moneyloop
from benchmarks import beside_pandas
from benchmarks.networks import (
    payments,
)
from benchmarks.timing import Row, command_told, memory, seconds, timed, timed_beside
from moneyloop.analysis import graph
from moneyloop.analysis.dated import events, tracing
from moneyloop.questions import asking


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
