"""What revenue that no figure reports may be, each time by another total (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.study.flows import without
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.study import Study
from moneyloop.input import items
from moneyloop.model import PURCHASE, USD_BN

if TYPE_CHECKING:
    import pandas as pd

_DUST = 1e-9
_YEAR = 365


@dataclass(frozen=True)
class Cap:
    """The most that something can be, USD billions, and the total that says so."""

    amount: float
    reason: str


def sales(study: Study, party: str, days: Sequence[tuple[int, int]]) -> float:
    """Sales of a party to inside parties on these days, USD billions."""
    deals, spans = study.deals, study.spans
    sold = (deals["class"] == PURCHASE) & (deals["payee"] == party)
    sold &= deals["payer"].isin(study.network.inside)
    sales_spans = np.flatnonzero(sold.to_numpy()[spans.deal])
    return float(sum(spans.between(first, last, sales_spans).sum() for first, last in days))


def days_without_revenue(study: Study, party: str, period: Period) -> list[tuple[int, int]]:
    """The days of a period without a figure of the party's revenue."""
    return without(period.first, period.last, sorted(study.figures.revenue(party, period).spans))


def revenue_caps(
    study: Study, figures: pd.DataFrame, party: str, index: int, least: float
) -> list[Cap]:
    """What the revenue on the days without a figure may be, each by another total.

    `least` is what its known sales on these days say. A run rate is scaled by day from its year,
    the nearest known revenue from its own days.
    """
    period = study.periods[index]
    pools = study.pools[index]
    days = sum(last - first + 1 for first, last in days_without_revenue(study, party, period))
    caps = []
    node = pools.parties.index(party)
    if pools.no_known_source[node] > _DUST:
        reason = f"its known sales and the money of no known source of {party}"
        caps.append(Cap(least + float(pools.no_known_source[node]), reason))
    total = figures["segment"].isin([items.TOTAL, ""]) & figures["item"].isin(items.PLAIN)
    known = figures.loc[total & (figures["unit"] == USD_BN) & (figures["party"] == party)]
    for metric, name in (("run_rate", "run rate"), ("revenue", "revenue")):
        rows = known.loc[known["metric"] == metric]
        if rows.empty:
            continue
        away = np.maximum(rows["start_day"] - period.last, period.first - rows["end_day"])
        spans = rows["end_day"] - rows["start_day"] + 1
        # Of two that are as near, the larger by day: the most that it may be is asked for.
        order = np.lexsort((rows["line"], -rows["amount"] / spans, np.clip(away, 0, None)))
        nearest, span = rows.iloc[order[0]], int(spans.iloc[order[0]])
        amount = float(nearest["amount"]) * days / (_YEAR if metric == "run_rate" else span)
        caps.append(Cap(amount, f"{name} of {party} from {nearest['start']}, by day"))
    return caps
