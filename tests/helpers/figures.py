"""Readings to compare, made without a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from moneyloop.books.basis import MEASURE_OF, Basis
from moneyloop.books.readings import Reading


def day(text: str) -> int:
    """An ISO day as an ordinal."""
    return date.fromisoformat(text).toordinal()


def reading(
    amount: float | None,
    *,
    metric: str = "revenue",
    gross_or_net: str = "net",
    segment: str = "total",
    evidence: str = "reported",
    **fields: Any,
) -> Reading:
    """Recognised revenue of 2025, net and reported, unless told otherwise."""
    known = Reading(
        party="Lab",
        metric=metric,
        item="",
        line=segment,
        segment=segment,
        period="2025",
        first=day("2025-01-01"),
        last=day("2025-12-31"),
        amount=amount,
        unit="usd_bn",
        basis=Basis(MEASURE_OF[metric], gross_or_net),
        evidence=(evidence,),
        figures=("figures.csv:2",),
        deals=(),
        planned=False,
        per_year=amount,
        preferred=True,
        source=None,
        outlet=None,
        url=None,
        source_date=None,
        tier="other",
        note=None,
    )
    return replace(known, **fields)


def run_rate(amount: float | None, **fields: Any) -> Reading:
    """The run rate of the last month of 2025."""
    month = reading(amount, metric="run_rate", **fields)
    first, last = day("2025-12-01"), day("2025-12-31")
    return replace(month, period="2025-12", first=first, last=last, figures=("figures.csv:3",))
