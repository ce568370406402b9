"""Rows of `attribute` with every amount anywhere in its stated range (`--amounts interval`)."""

from __future__ import annotations

from typing import Any

from moneyloop.analysis.graph import EVERY
from moneyloop.analysis.ranged import bounds as interval_bounds
from moneyloop.analysis.ranged.bounds import Interval
from moneyloop.analysis.ranged.pools import RangedPools

_SLACK = 1e-9  # of all the money that has been in the pools


def widened(pools: RangedPools, period: int, target: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row with the intervals over all amounts, and those of booked revenue, sales and share.

    The estimate stays that of the study's case. Its amounts are among those that are allowed, so
    the bounds that the row has lie inside; raises ArithmeticError where they do not.
    """
    row = dict(row)
    slack = _SLACK * float(sum(layer.total.sum() for layer in pools.study.pools[: period + 1]))
    booked = interval_bounds.revenue(pools, period, target)
    least, most = _around(booked, row["revenue"], row["revenue"], slack)
    share = interval_bounds.share(pools, period, target, "own")
    part: tuple[float | None, float | None] = (None, None)
    if share is not None:
        ends = [row[end] / row["revenue"] for end in ("own_low", "own_high")]
        part = _around(share, ends[0], ends[1], slack / row["revenue"])
    for measure in EVERY:
        interval = interval_bounds.bounds(pools, period, target, measure)
        low, high = f"{measure}_low", f"{measure}_high"
        row[low], row[high] = _around(interval, row[low], row[high], slack)
    sold = row["network_sales"]
    inside = pools.variables.range(pools.network_sales(period, target))
    return row | {
        "revenue_low": least,
        "revenue_high": most,
        "network_sales_low": min(inside[0], sold),
        "network_sales_high": max(inside[1], sold),
        "own_share_low": part[0],
        "own_share_high": part[1],
    }


def _around(interval: Interval, low: float, high: float, slack: float) -> tuple[float, float]:
    """The interval around another that lies in it but for dust."""
    if interval.low > low + slack or interval.high < high - slack:
        raise ArithmeticError(
            f"the interval over all amounts [{interval.low}, {interval.high}] does not hold "
            f"[{low}, {high}], which some of them give"
        )
    return min(interval.low, low), max(interval.high, high)
