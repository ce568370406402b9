"""What a figure of a metric is, where the metric alone does not say: the items of figures.csv.

`segment` names a line of business and is only ever compared for equality: blank or "total" is the
whole party, anything else a part of it. What else there is to know of a figure is its item, an
enum in datapackage.json; ITEMS has the meaning and the words of each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from moneyloop.model import USD_BN

TOTAL = "total"  # the segment that is the whole party; blank is the same

CASH_BURN, CASH_BURN_FORECAST = "cash_burn", "cash_burn_forecast"
TOTAL_COSTS, COST_OF_REVENUE = "total_costs", "cost_of_revenue"
SPENT_TO_SERVE, SUBSIDY, INVESTMENT = "spent_to_serve", "subsidy", "investment"
GUIDANCE, GUIDANCE_LOW, GUIDANCE_HIGH = "guidance", "guidance_low", "guidance_high"
PART_OF_YEAR, OTHER_COUNT = "part_of_year", "other_count"
AGGREGATE, AGGREGATE_AFTER_RESALE = "aggregate", "aggregate_after_resale"
AI_BUSINESS, ENTERPRISE_SHARE = "ai_business", "enterprise_share"
POST_MONEY, PRE_MONEY, STAKE = "post_money", "pre_money", "stake"
RPO, REVENUE_BACKLOG = "rpo", "revenue_backlog"


@dataclass(frozen=True)
class Item:
    """One item: the metrics that it is of (none: any), and its words.

    `whole` is what a figure of the whole party is called, `part` that of a segment, which stands
    where {segment} is. One that is `beside` stands next to the figure of the same thing and is
    never added to it: it is not the metric itself.
    """

    metrics: tuple[str, ...]
    whole: str
    part: str
    beside: bool = False


ITEMS: Mapping[str, Item] = {
    CASH_BURN: Item(("spend",), "cash burn", "cash burn, {segment}"),
    CASH_BURN_FORECAST: Item(("spend",), "cash burn, forecast", "cash burn, forecast, {segment}"),
    TOTAL_COSTS: Item(("spend",), "total costs", "total costs, {segment}"),
    COST_OF_REVENUE: Item(("spend",), "cost of revenue", "cost of revenue, {segment}"),
    SPENT_TO_SERVE: Item(("spend",), "total spent to serve", "spent to serve, {segment}"),
    SUBSIDY: Item(("spend",), "investor subsidy", "investor subsidy, {segment}"),
    INVESTMENT: Item(("spend",), "invested in others", "invested in {segment}"),
    GUIDANCE: Item((), "total, guidance", "{segment}, guidance", beside=True),
    GUIDANCE_LOW: Item((), "total, low guidance", "{segment}, low guidance", beside=True),
    GUIDANCE_HIGH: Item((), "total, high guidance", "{segment}, high guidance", beside=True),
    PART_OF_YEAR: Item((), "total (part of year)", "{segment} (part of year)", beside=True),
    OTHER_COUNT: Item((), "total, other count", "{segment}, other count", beside=True),
    AGGREGATE: Item(("revenue", "capex"), TOTAL, "{segment}"),
    AGGREGATE_AFTER_RESALE: Item(
        ("revenue",), "total after SaaS margin", "{segment} after SaaS margin", beside=True
    ),
    AI_BUSINESS: Item(("revenue", "run_rate", "capex"), "AI business", "{segment}"),
    ENTERPRISE_SHARE: Item(("revenue",), "enterprise share", "enterprise share, {segment}"),
    POST_MONEY: Item(("valuation",), "post-money", "post-money, {segment}"),
    PRE_MONEY: Item(("valuation",), "pre-money", "pre-money, {segment}"),
    STAKE: Item(("valuation",), "stakes", "stake in {segment}"),
    RPO: Item(("backlog",), "RPO", "RPO, {segment}"),
    REVENUE_BACKLOG: Item(("backlog",), "revenue backlog", "revenue backlog, {segment}"),
}
BESIDE = frozenset(name for name, item in ITEMS.items() if item.beside)
# The metric itself, and what is added up of whatever line.
PLAIN = ("", AGGREGATE)
COUNTED = (*PLAIN, AI_BUSINESS)
BURNS = (CASH_BURN, CASH_BURN_FORECAST)
FORECASTS = (GUIDANCE, GUIDANCE_LOW, GUIDANCE_HIGH, CASH_BURN_FORECAST)
# What a figure is another telling of: both are figures of one thing, and may differ.
_OF = dict.fromkeys(BESIDE - {AGGREGATE_AFTER_RESALE}, "") | {CASH_BURN_FORECAST: CASH_BURN}


def line(segment: str, item: str = "") -> str:
    """The line of business that a figure is of, TOTAL for the whole party."""
    if segment not in ("", TOTAL):
        return segment
    return ITEMS[item].whole if item == AI_BUSINESS else TOTAL


def named(segment: str, item: str) -> str:
    """What a figure is of, in words: "total", "AWS (part of year)", "cash burn"."""
    if item not in ITEMS:
        return line(segment)
    if segment in ("", TOTAL):
        return ITEMS[item].whole
    return ITEMS[item].part.replace("{segment}", segment)


def thing(item: str) -> str:
    """The item of what a figure tells of, whether it is the figure of it or stands beside it."""
    return _OF.get(item, item)


@dataclass(frozen=True)
class NearMiss:
    """Words of a segment (and, `in_note`, of a note) that mean an item which is not stated."""

    item: str
    metrics: tuple[str, ...]
    words: tuple[str, ...]
    units: tuple[str, ...] = (USD_BN,)
    in_note: bool = False


_ANY = ("revenue", "run_rate", "spend", "capex")
# The first that fits is told.
NEAR_MISSES = (
    NearMiss(
        CASH_BURN,
        ("spend",),
        ("cash burn", "cash burned", "cash used", "cash spent", "cash outflow", "burn rate"),
        in_note=True,
    ),
    NearMiss(
        TOTAL_COSTS,
        ("spend",),
        ("total cost", "total costs", "total expenses", "costs and expenses"),
        in_note=True,
    ),
    NearMiss(
        COST_OF_REVENUE,
        ("spend",),
        ("cost of revenue", "cost of revenues", "cost of sales", "cost of goods sold"),
        in_note=True,
    ),
    NearMiss(SPENT_TO_SERVE, ("spend",), ("spent to serve",)),
    NearMiss(INVESTMENT, ("spend",), ("paid into", "investment in", "invested in")),
    NearMiss(SUBSIDY, ("spend",), ("subsidy",)),
    NearMiss(GUIDANCE_LOW, _ANY, ("low guidance", "low forecast", "low end")),
    NearMiss(GUIDANCE_HIGH, _ANY, ("high guidance", "high forecast", "high end")),
    NearMiss(GUIDANCE, _ANY, ("guidance", "forecast", "outlook", "plan", "target")),
    NearMiss(PART_OF_YEAR, ("revenue",), ("part of year", "part of the year")),
    NearMiss(ENTERPRISE_SHARE, ("revenue",), ("enterprise share",), units=("pct",)),
    NearMiss(
        AI_BUSINESS, ("revenue", "run_rate", "capex"), ("ai segment", "ai business", "ai revenue")
    ),
    NearMiss(POST_MONEY, ("valuation",), ("post money", "postmoney")),
    NearMiss(PRE_MONEY, ("valuation",), ("pre money", "premoney")),
    NearMiss(STAKE, ("valuation",), ("stake",)),
    NearMiss(RPO, ("backlog",), ("rpo", "remaining performance obligations")),
    NearMiss(REVENUE_BACKLOG, ("backlog",), ("revenue backlog", "total backlog")),
)


def meant(metric: str, unit: str, segment: str, note: str) -> tuple[str, str] | None:
    """The item that the words of a figure without one mean, and the column that has the words."""
    for miss in NEAR_MISSES:
        if metric not in miss.metrics or unit not in miss.units:
            continue
        for column, text in (("segment", segment), ("note", note if miss.in_note else "")):
            if any(f" {words} " in f" {_plain(text)} " for words in miss.words):
                return miss.item, column
    return None


def _plain(text: str) -> str:
    """Words in lower case with one space between, so that "Cash-burn:" is cash burn."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
