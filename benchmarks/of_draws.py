"""Draws of ranged amounts: pools, estimates and intervals."""

from __future__ import annotations

from collections.abc import Iterator

import moneyloop
from benchmarks.networks import (
    ranged,
)
from benchmarks.of_attribution import targets
from benchmarks.timing import Row, seconds, timed
from moneyloop.analysis.drawn import draws as draws_
from moneyloop.analysis.drawn import laps as batch_laps
from moneyloop.analysis.drawn import pools as batch
from moneyloop.analysis.drawn import rows as simulation
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.study.study import what_if
from moneyloop.questions import asking


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
