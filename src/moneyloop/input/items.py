"""What a figure of a metric is, where the metric alone does not say: the items of figures.csv.

`segment` names a line of business and is only ever compared for equality: blank or "total" is the
whole party, anything else a part of it. What else there is to know of a figure is its item, an
enum in datapackage.json; ITEMS has the meaning and the words of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
OPERATING_LEASES, FINANCE_LEASES, PURCHASES = "operating_leases", "finance_leases", "purchases"


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
    OPERATING_LEASES: Item(("obligation",), "operating leases", "operating leases, {segment}"),
    FINANCE_LEASES: Item(("obligation",), "finance leases", "finance leases, {segment}"),
    PURCHASES: Item(("obligation",), "purchases agreed", "purchases agreed, {segment}"),
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
