"""The whole network, one failure, and draws."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

import moneyloop
from benchmarks.networks import (
    hubs,
    network,
    ranged,
)
from benchmarks.of_attribution import targets
from benchmarks.timing import Row, seconds, timed
from moneyloop.analysis.circularity import circulation, cycling
from moneyloop.analysis.drawn import draws as draws_
from moneyloop.analysis.drawn import laps as batch_laps
from moneyloop.analysis.drawn import pools as batch
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.study.study import what_if
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
