"""How sure: the spread of every interval when the amounts vary in their ranges (method, section 9).

Two things are kept apart. Identification: at given amounts nobody outside can know more than the
interval. Data: the amounts themselves are known only as ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.drawn import bounds as batch_bounds
from moneyloop.analysis.drawn import laps as batch_laps
from moneyloop.analysis.drawn import pools as batch
from moneyloop.analysis.drawn.draws import drawn, ranged
from moneyloop.analysis.graph import ANY_INVESTOR, MEASURES, NETWORK_INVESTORS
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.study.pools import walk_back
from moneyloop.analysis.study.study import rounded
from moneyloop.model import PURCHASE

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.drawn.pools import Batch
    from moneyloop.analysis.study.study import Study

CHUNK = 2000  # draws at once: the vectors of a step fit the cache
_TOGETHER = 8  # parties whose estimates are solved together, for the same reason
_CELLS = 2_000_000  # draws of pools and flows at once, for the memory of large networks
_SLACK = 1e-7
_QUANTILES = {"q05": 0.05, "median": 0.5, "q95": 0.95}
_IDENTIFICATION = ("low_median", "estimate_median", "high_median")
_DATA = ("low_q05", "estimate_q05", "estimate_q95", "high_q95")

Place = tuple[int, int]  # index of the period, node of the party


def rows(
    study: Study,
    parties: Sequence[str] | None = None,
    *,
    draws: int,
    seed: int,
    chunk: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[dict[str, Any]]:
    """One row per party and period with network sales, and measure; USD billions.

    low, estimate and high are those of `attribute` at the signed amounts; the rest are quantiles
    over the draws. `chunk` draws are worked out at once; it changes no result. `progress` is
    called with (done, all) as the work goes on.
    """
    ranges = ranged(study.deals)
    flows = batch.possible(study, ranges)
    places = _places(study, flows, parties)
    # Draws change nothing before the first period in which a ranged deal pays.
    moved = flows.loc[flows["deal"].isin(ranges.deal), "period"]
    first = int(moved.min()) if len(moved) else len(study.periods)
    vary = [place for place in places if place[0] >= first]
    samples = {(*place, measure): np.empty((3, draws)) for place in vary for measure in MEASURES}
    amounts = drawn(ranges, draws, seed, chunk or _chunk(study))
    done = 0
    for pools in batch.build(study, ranges, amounts) if vary else ():
        count = pools[0].total.shape[1]
        solved = 0
        for period, targets in _blocks(vary):
            for target, found in zip(targets, intervals(pools, period, targets), strict=True):
                for measure, ends in found.items():
                    samples[period, target, measure][:, done : done + count] = ends
                solved += 1
                if progress is not None:
                    progress(done * len(vary) + count * solved, draws * len(vary))
        done += count
    if progress is not None and not vary:
        progress(draws, draws)
    return _quantile_rows(study, places, samples)


def _blocks(places: Sequence[Place]) -> Iterator[tuple[int, list[int]]]:
    """Periods with some of their parties, few enough to be solved together."""
    for period, of_period in groupby(places, itemgetter(0)):
        targets = [target for _, target in of_period]
        for first in range(0, len(targets), _TOGETHER):
            yield period, targets[first : first + _TOGETHER]


def _chunk(study: Study) -> int:
    pools = sum(len(pools.total) for pools in study.pools)
    return max(1, min(CHUNK, _CELLS // max(1, pools + len(study.flows))))


def varying(deals: pd.DataFrame) -> list[str]:
    """The ids of the deals that draws vary, of a table like that of `Study.deals`."""
    return deals["id"].iloc[ranged(deals).deal].tolist()


def notes(study: Study, deals: pd.DataFrame) -> list[str]:
    """What the draws are; `deals` are the deals with the reasons that the window adds."""
    varied = varying(deals)
    counted = int((deals["reason"] == "").sum())
    paid = set(study.deals["id"].iloc[study.flows["deal"].to_numpy()])
    before = [name for name in varying(study.deals) if name in paid.difference(varied)]
    sentences = [
        f'Drawn: {len(varied)} of the {counted} deals counted, those with an "up to" above the '
        "amount, each uniformly between the two and independently of the others. Unknown amounts, "
        "amounts without a range and figures are never drawn.",
        "Identification is the median low to the median high: even if every range were one number "
        "nobody outside could tell more.",
        "Data is the 5th percentile of the low to the 95th of the high: the ranges of the amounts "
        "come on top.",
    ]
    if before:
        sentences.append(
            "Paid before these periods, drawn for the cash that is carried into them: "
            f"{', '.join(before)}."
        )
    return sentences


def intervals(
    pools: Sequence[Batch], period: int, targets: Sequence[int]
) -> Iterator[dict[str, np.ndarray]]:
    """Low, estimate and high of every measure in every draw, for each party: arrays (3, draws)."""
    layers = [pools[index] for index in walk_back(pools, period)]
    slack = _SLACK * np.sum([layer.total.sum(axis=0) for layer in layers], axis=0)
    from_outside = any(layer.outside_investors.any() for layer in layers)
    estimates = batch_laps.estimates(pools, period, targets)
    for column, target in enumerate(targets):
        result: dict[str, np.ndarray] = {}
        for measure in MEASURES:
            if measure == ANY_INVESTOR and not from_outside:
                result[measure] = result[NETWORK_INVESTORS]
                continue
            estimate = estimates[measure][column]
            low, high = batch_bounds.bounds(pools, period, target, measure)
            # They are of the same graph, so only dust can differ.
            if (low > estimate + slack).any() or (estimate > high + slack).any():
                party = pools[period].parties[target]
                raise ArithmeticError(f"{measure} of {party}: an estimate lies outside its bounds")
            result[measure] = np.array(
                [np.minimum(low, estimate), estimate, np.maximum(high, estimate)]
            )
        yield result


def _places(study: Study, flows: Any, parties: Sequence[str] | None) -> list[Place]:
    """Period and party of every row: who can sell inside the network, in order of name."""
    names = study.network.inside
    wanted = set(names) if parties is None else set(parties) & set(names)
    sales = flows.loc[
        (flows["class"] == PURCHASE)
        & flows["payer"].isin(names)
        & flows["payee"].isin(wanted)
        & flows["period"].isin(study.shown)
    ]
    pairs = set(zip(sales["period"].tolist(), sales["payee"].tolist(), strict=True))
    return [(period, names.index(party)) for period, party in sorted(pairs)]


def _quantile_rows(
    study: Study, places: Sequence[Place], samples: dict[tuple[int, int, str], np.ndarray]
) -> list[dict[str, Any]]:
    result = []
    for period, target in places:
        pools = study.pools[period]
        for measure, point in intervals_.intervals(study, period, target).items():
            row: dict[str, Any] = {
                "party": pools.parties[target],
                "period": pools.period.name,
                "measure": measure,
                **dict(zip(("low", "estimate", "high"), point, strict=True)),
            }
            quantiles = _quantiles(point, samples.get((period, target, measure)))
            row |= {key: quantiles[key] for key in (*_IDENTIFICATION, *_DATA)}
            row["planned"] = study.planned(pools.period)
            result.append({key: rounded(value) for key, value in row.items()})
    return result


def _quantiles(point: tuple[float, float, float], ends: np.ndarray | None) -> dict[str, float]:
    """Every quantile of low, estimate and high over the draws; the point where nothing varies."""
    names = ("low", "estimate", "high")
    if ends is None:
        return {
            f"{name}_{key}": x for name, x in zip(names, point, strict=True) for key in _QUANTILES
        }
    values = np.quantile(ends, list(_QUANTILES.values()), axis=1)
    return {
        f"{name}_{key}": float(values[row, end])
        for end, name in enumerate(names)
        for row, key in enumerate(_QUANTILES)
    }
