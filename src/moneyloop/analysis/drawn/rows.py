"""How sure: the spread of every interval when the amounts vary in their ranges (method, section 9).

Two things are kept apart. Identification: at given amounts nobody outside can know more than the
interval. Data: the amounts themselves are known only as ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.drawn import bounds as batch_bounds
from moneyloop.analysis.drawn import laps as batch_laps
from moneyloop.analysis.drawn import pools as batch
from moneyloop.analysis.drawn.draws import drawn, ranged
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.study.study import rounded
from moneyloop.model import PURCHASE

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.drawn.pools import Batch
    from moneyloop.analysis.study.study import Study

CHUNK = 1000  # draws at once: the vectors of a step fit the cache
_CELLS = 2_000_000  # draws of pools and flows at once, for the memory of large networks
_SLACK = 1e-7
_QUANTILES = {"q05": 0.05, "median": 0.5, "q95": 0.95}
_IDENTIFICATION = ("low_median", "estimate_median", "high_median")
_DATA = ("low_q05", "estimate_q05", "estimate_q95", "high_q95")

Place = tuple[int, int]  # place of the period, party


def rows(
    given: Study,
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
    ranges = ranged(given.deals)
    flows = batch.possible(given, ranges)
    places = _places(given, flows, parties)
    # Draws change nothing before the first period in which a ranged deal pays.
    moved = flows.loc[flows["deal"].isin(ranges.deal), "period"]
    first = int(moved.min()) if len(moved) else len(given.periods)
    vary = [place for place in places if place[0] >= first]
    found = {(*place, measure): np.empty((3, draws)) for place in vary for measure in MEASURES}
    amounts = drawn(ranges, draws, seed, chunk or _chunk(given))
    done = 0
    for pools in batch.build(given, ranges, amounts) if vary else ():
        count = pools[0].total.shape[1]
        for place, (number, target) in enumerate(vary):
            for measure, ends in intervals(pools, number, target).items():
                found[number, target, measure][:, done : done + count] = ends
            if progress is not None:
                progress(done * len(vary) + count * (place + 1), draws * len(vary))
        done += count
    if progress is not None and not vary:
        progress(draws, draws)
    return _told(given, places, found)


def _chunk(given: Study) -> int:
    pools = sum(len(now.total) for now in given.pools)
    return max(1, min(CHUNK, _CELLS // max(1, pools + len(given.flows))))


def varying(deals: pd.DataFrame) -> list[str]:
    """The ids of the deals that draws vary, of a table like that of `Study.deals`."""
    return deals["id"].iloc[ranged(deals).deal].tolist()


def notes(given: Study, seen: pd.DataFrame) -> list[str]:
    """What the draws are; `seen` are the deals with the reasons that the window adds."""
    some = varying(seen)
    counted = int((seen["reason"] == "").sum())
    paid = set(given.deals["id"].iloc[given.flows["deal"].to_numpy()])
    before = [name for name in varying(given.deals) if name in paid.difference(some)]
    told = [
        f'Drawn: {len(some)} of the {counted} deals counted, those with an "up to" above the '
        "amount, each uniformly between the two and independently of the others. Unknown amounts, "
        "amounts without a range and figures are never drawn.",
        "Identification is the median low to the median high: even if every range were one number "
        "nobody outside could tell more.",
        "Data is the 5th percentile of the low to the 95th of the high: the ranges of the amounts "
        "come on top.",
    ]
    if before:
        told.append(
            "Paid before these periods, drawn for the cash that is carried into them: "
            f"{', '.join(before)}."
        )
    return told


def intervals(pools: Sequence[Batch], number: int, target: int) -> dict[str, np.ndarray]:
    """Low, estimate and high of every measure in every draw: arrays (3, draws)."""
    estimates = batch_laps.estimates(pools, number, target)
    slack = _SLACK * np.maximum(1.0, pools[number].total.sum(axis=0))
    result = {}
    for measure, estimate in estimates.items():
        low, high = batch_bounds.bounds(pools, number, target, measure)
        # They are of the same graph, so only dust can differ.
        if (low > estimate + slack).any() or (estimate > high + slack).any():
            party = pools[number].parties[target]
            raise ArithmeticError(f"{measure} of {party}: an estimate lies outside its bounds")
        result[measure] = np.array(
            [np.minimum(low, estimate), estimate, np.maximum(high, estimate)]
        )
    return result


def _places(given: Study, flows: Any, parties: Sequence[str] | None) -> list[Place]:
    """Period and party of every row: who can sell inside the network, in order of name."""
    names = given.network.inside
    wanted = set(names) if parties is None else set(parties) & set(names)
    sales = flows.loc[
        (flows["class"] == PURCHASE)
        & flows["payer"].isin(names)
        & flows["payee"].isin(wanted)
        & flows["period"].isin(given.shown)
    ]
    pairs = set(zip(sales["period"].tolist(), sales["payee"].tolist(), strict=True))
    return [(number, names.index(party)) for number, party in sorted(pairs)]


def _told(
    given: Study, places: Sequence[Place], found: dict[tuple[int, int, str], np.ndarray]
) -> list[dict[str, Any]]:
    result = []
    for number, target in places:
        now = given.pools[number]
        for measure, point in intervals_.intervals(given, number, target).items():
            row: dict[str, Any] = {
                "party": now.parties[target],
                "period": now.period.name,
                "measure": measure,
                **dict(zip(("low", "estimate", "high"), point, strict=True)),
            }
            quantiles = _quantiles(point, found.get((number, target, measure)))
            row |= {key: quantiles[key] for key in (*_IDENTIFICATION, *_DATA)}
            row["planned"] = given.planned(now.period)
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
        f"{name}_{key}": float(values[place, end])
        for end, name in enumerate(names)
        for place, key in enumerate(_QUANTILES)
    }
