"""Rows of `attribute` with every amount anywhere in its stated range (`--amounts interval`)."""

from __future__ import annotations

from typing import Any

from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.ranged import bounds as interval_bounds
from moneyloop.analysis.ranged.bounds import Interval
from moneyloop.analysis.ranged.pools import RangedPools

_SLACK = 1e-6


def widened(pools: RangedPools, period: int, target: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row with the intervals over all amounts, and those of booked revenue, sales and share.

    The estimate stays that of the study's case. Its amounts are among those that are allowed, so
    the bounds that the row has lie inside; raises ArithmeticError where they do not.
    """
    row = dict(row)
    booked = interval_bounds.revenue(pools, period, target)
    least, most = _around(booked, row["revenue"], row["revenue"])
    share = interval_bounds.share(pools, period, target, "own")
    part: tuple[float | None, float | None] = (None, None)
    if share is not None:
        ends = (row["own_low"] / row["revenue"], row["own_high"] / row["revenue"])
        part = _around(share, *ends)
    for measure in MEASURES:
        interval = interval_bounds.bounds(pools, period, target, measure)
        names = f"{measure}_low", f"{measure}_high"
        row |= zip(names, _around(interval, *(row[name] for name in names)), strict=True)
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


def _around(interval: Interval, low: float, high: float) -> tuple[float, float]:
    """The interval around another that lies in it but for dust."""
    slack = _SLACK * max(1.0, abs(high))
    if interval.low > low + slack or interval.high < high - slack:
        raise ArithmeticError(
            f"the interval over all amounts [{interval.low}, {interval.high}] does not hold "
            f"[{low}, {high}], which some of them give"
        )
    return min(interval.low, low), max(interval.high, high)
