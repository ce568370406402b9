"""Words of a figure that mean an item which is not stated: nothing reads them, so `check` asks.

Words count whole, in any case and with any punctuation between: "Cash-burn:" says cash burn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from moneyloop.input import items
from moneyloop.model import USD_BN


@dataclass(frozen=True)
class NearMiss:
    """Words that mean an item in figures of some metrics and units, and the columns they are in."""

    item: str
    metrics: tuple[str, ...]
    words: tuple[str, ...]
    units: tuple[str, ...] = (USD_BN,)
    columns: tuple[str, ...] = ("segment",)


_SPEND = ("spend",)
_SEGMENT_OR_NOTE = ("segment", "note")
_MONEY = ("revenue", "run_rate", "spend", "capex")
# The first that fits is told.
NEAR_MISSES = (
    NearMiss(
        items.CASH_BURN_FORECAST,
        _SPEND,
        ("cash burn forecast", "cash burn plan", "cash burn guidance", "cash spent plan"),
        columns=_SEGMENT_OR_NOTE,
    ),
    NearMiss(
        items.CASH_BURN,
        _SPEND,
        ("cash burn", "cash burned", "cash used", "cash spent", "cash outflow", "burn rate"),
        columns=_SEGMENT_OR_NOTE,
    ),
    NearMiss(
        items.TOTAL_COSTS,
        _SPEND,
        ("total cost", "total costs", "total expenses", "costs and expenses"),
        columns=_SEGMENT_OR_NOTE,
    ),
    NearMiss(
        items.COST_OF_REVENUE,
        _SPEND,
        ("cost of revenue", "cost of revenues", "cost of sales", "cost of goods sold"),
        columns=_SEGMENT_OR_NOTE,
    ),
    NearMiss(items.SPENT_TO_SERVE, _SPEND, ("spent to serve",)),
    NearMiss(items.INVESTMENT, _SPEND, ("paid into", "investment in", "invested in")),
    NearMiss(items.SUBSIDY, _SPEND, ("subsidy",)),
    NearMiss(items.GUIDANCE_LOW, _MONEY, ("low guidance", "low forecast", "low end")),
    NearMiss(items.GUIDANCE_HIGH, _MONEY, ("high guidance", "high forecast", "high end")),
    NearMiss(items.GUIDANCE, _MONEY, ("guidance", "forecast", "outlook", "plan", "target")),
    NearMiss(items.PART_OF_YEAR, ("revenue",), ("part of year", "part of the year")),
    NearMiss(items.ENTERPRISE_SHARE, ("revenue",), ("enterprise share",), units=("pct",)),
    NearMiss(
        items.AI_BUSINESS,
        ("revenue", "run_rate", "capex"),
        ("ai segment", "ai business", "ai revenue"),
    ),
    NearMiss(
        items.AGGREGATE, ("revenue", "capex"), ("aggregate",), columns=("party", "segment", "note")
    ),
    NearMiss(items.POST_MONEY, ("valuation",), ("post money", "postmoney")),
    NearMiss(items.PRE_MONEY, ("valuation",), ("pre money", "premoney")),
    NearMiss(items.STAKE, ("valuation",), ("stake",)),
    NearMiss(items.RPO, ("backlog",), ("rpo", "remaining performance obligations")),
    NearMiss(items.REVENUE_BACKLOG, ("backlog",), ("revenue backlog", "total backlog")),
)


def meant(figure: Mapping[str, str]) -> tuple[str, str] | None:
    """The item that the words of a figure mean, and the column that has them; None without."""
    for miss in NEAR_MISSES:
        if figure.get("metric") in miss.metrics and figure.get("unit") in miss.units:
            for column in miss.columns:
                text = f" {_plain(figure.get(column, ''))} "
                if any(f" {words} " in text for words in miss.words):
                    return miss.item, column
    return None


def is_nearly_total(segment: str) -> bool:
    """Whether a segment begins with "total" and is not it: it would be a line of business."""
    return segment != items.TOTAL and _plain(segment).split(" ")[0] == items.TOTAL


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
