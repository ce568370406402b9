"""The whole network, one failure, one dollar, the figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.networks import (
    hubs,
    network,
)
from benchmarks.timing import Row, seconds, timed
from moneyloop.analysis.circularity import circulation, cycling
from moneyloop.input.package import load
from moneyloop.questions import asking
from moneyloop.questions.figures import figures
from moneyloop.questions.index import null_model
from moneyloop.questions.stress import stress
from moneyloop.questions.trace import trace


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
