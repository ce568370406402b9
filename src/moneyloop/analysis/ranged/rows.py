"""Rows of `attribute` over all that is not public (method, section 7.1)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis.graph import EVERY, OWN
from moneyloop.analysis.pooled.intervals import in_turn
from moneyloop.analysis.ranged import bounds as open_bounds
from moneyloop.analysis.ranged.bounds import Interval
from moneyloop.analysis.ranged.pools import RangedPools

_SLACK = 1e-9  # of all the money that has been in the pools
_ALL = 1e-6  # of a high: what is nearer to all sales is all of them


def widened(
    pools: RangedPools,
    period: int,
    target: int,
    row: Mapping[str, Any],
    measures: Sequence[str] = EVERY,
) -> dict[str, Any]:
    """The row with the interval of some measures over all that is not public.

    Measures of which an end is an outer bound are in `outer`, a key that is not there where none
    is. The estimate stays that of the study's case. The bounds that the row has, on public amounts
    and balances, lie inside; raises ArithmeticError where they do not.
    """
    off = _slack(pools, period)
    outer: list[str] = []

    def find(measure: str) -> tuple[float, float | None]:
        interval = open_bounds.bounds(pools, period, target, measure)
        if not interval.attained:
            outer.append(measure)
        return around(interval, row[f"{measure}_low"], row[f"{measure}_high"], off)

    wide = dict(row)
    for measure, (low, high) in in_turn(measures, find).items():
        if high is not None and abs(high - row["network_sales"]) <= min(off, _ALL * high):
            high = row["network_sales"]  # all of it, but for what a solver's rounding leaves
        wide[f"{measure}_low"], wide[f"{measure}_high"] = low, high
    return wide | ({"outer": outer} if outer else {})


def with_ranges(
    pools: RangedPools, period: int, target: int, row: Mapping[str, Any]
) -> dict[str, Any]:
    """The intervals of booked revenue, network sales, and own money back as a share of revenue."""
    off = _slack(pools, period)
    booked = open_bounds.revenue(pools, period, target)
    least, most = around(booked, row["revenue"], row["revenue"], off)
    share = open_bounds.share(pools, period, target, OWN)
    part: tuple[float | None, float | None] = (None, None)
    if share is not None:
        ends = [row[f"own_known_{end}"] / row["revenue"] for end in ("low", "high")]
        part = around(share, ends[0], ends[1], off / row["revenue"])
    sold = row["network_sales"]
    inside = around(open_bounds.network_sales(pools, period, target), sold, sold, off)
    return {
        "revenue_low": least,
        "revenue_high": most,
        "network_sales_low": inside[0],
        "network_sales_high": inside[1],
        "own_share_low": part[0],
        "own_share_high": part[1],
        "own_share_attained": None if share is None else share.attained,
    }


def _slack(pools: RangedPools, period: int) -> float:
    """How far the known interval may be outside, by rounding."""
    return _SLACK * float(sum(layer.total.sum() for layer in pools.study.pools[: period + 1]))


def around(interval: Interval, low: float, high: float, off: float) -> tuple[float, float | None]:
    """The interval around another that lies in it but for dust."""
    most = math.inf if interval.high is None else interval.high
    if interval.low > low + off or most < high - off:
        raise ArithmeticError(
            f"the interval over all that is not public [{interval.low}, {interval.high}] does not "
            f"hold [{low}, {high}], which is one that is"
        )
    return min(interval.low, low), None if interval.high is None else max(interval.high, high)
