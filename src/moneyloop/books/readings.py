"""Figures as readings, each with its basis, and what is behind a number.

A figure means nothing without its basis: a run rate is one month times twelve, recognised revenue
is a year's work, a backlog is a promise. A reading carries it beside the amount, so that nobody
compares two of them without seeing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.selection import figures_known_by
from moneyloop.books import basis, dates
from moneyloop.books.basis import FLOWS, MEASURE_OF, Basis
from moneyloop.books.evidence import NOT_STATED, PROJECTED, in_order
from moneyloop.books.quantity import Quantity
from moneyloop.input import items
from moneyloop.model import USD_BN, Network, plain


@dataclass(frozen=True, kw_only=True)
class Reading(Quantity):
    """One figure of figures.csv: a quantity of a party, and who says so.

    `line` is its line of business ("total" for the whole party), `segment` item and line in words,
    and `unit` is usd_bn, pct or count_m. `per_year` is the amount at the rate of the period, of
    flows and run rates in dollars only.
    """

    party: str
    item: str
    line: str
    per_year: float | None
    preferred: bool
    source: str | None
    outlet: str | None
    url: str | None
    source_date: str | None
    tier: str
    note: str | None

    @property
    def figure(self) -> str:
        """Its place: "figures.csv:41"."""
        return self.figures[0]

    @property
    def stated_evidence(self) -> str | None:
        """Its evidence as the file has it; None where it says nothing."""
        return None if NOT_STATED in self.evidence else self.evidence[0]

    @property
    def year(self) -> int | None:
        """The calendar year that holds the middle of its period; None without a date."""
        return dates.year_of(self.first, self.last)

    def row(self) -> dict[str, Any]:
        """The keys of a row of an answer: those of a quantity, whose it is and who says so."""
        return {
            "party": self.party,
            **super().row(),
            "per_year": self.per_year,
            "preferred": self.preferred,
            "source": self.source,
            "outlet": self.outlet,
            "url": self.url,
            "source_date": self.source_date,
            "tier": self.tier,
            "note": self.note,
        }


def readings(
    network: Network, *, as_of: int | None = None, alternatives: bool = False
) -> list[Reading]:
    """The figures known on a day, in file order, each with its basis.

    With `alternatives` the rows that are not preferred are in as well. Forecasts are `planned`.
    """
    known = figures_known_by(network.figures, as_of)
    if alternatives:
        every = network.figures.assign(preferred="yes")
        known = network.figures.loc[figures_known_by(every, as_of).index]
    return [_reading(row) for row in known.to_dict("records")]


def by_party(known: Iterable[Reading]) -> dict[str, list[Reading]]:
    """The readings of each party, in the order of `known`."""
    parties: dict[str, list[Reading]] = {}
    for reading in known:
        parties.setdefault(reading.party, []).append(reading)
    return parties


def _reading(row: Mapping[Any, Any]) -> Reading:
    first, last = int(row["start_day"]), int(row["end_day"])
    amount = plain(row["amount"])
    # A share of revenue is a share, whatever the metric that it is filed under.
    measure = MEASURE_OF[row["metric"]] if row["unit"] == USD_BN else basis.SHARE
    if row["unit"] == "count_m":
        measure = basis.COUNT
    per_year = None
    if row["unit"] == USD_BN and amount is not None:
        if measure == basis.RUN_RATE:
            per_year = amount
        elif measure in FLOWS and 0 < first < last:  # a sum to one day is no rate
            per_year = amount / dates.years(first, last)
    a_year = basis.YEAR if measure == basis.RUN_RATE else ""
    evidence = plain(row["evidence"]) or NOT_STATED
    return Reading(
        party=row["party"],
        metric=row["metric"],
        item=row["item"],
        line=items.line(row["segment"], row["item"]),
        segment=items.named(row["segment"], row["item"]),
        period=dates.period_name(first, last),
        first=first,
        last=last,
        amount=amount,
        unit=row["unit"],
        basis=Basis(measure, row["basis"] or basis.UNKNOWN, a_year),
        per_year=per_year,
        preferred=row["preferred"] == "yes",
        evidence=(evidence,),
        figures=(f"figures.csv:{row['line']}",),
        deals=(),
        planned=evidence == PROJECTED or row["item"] in items.FORECASTS,
        source=plain(row["source"]),
        outlet=plain(row["outlet"]),
        url=plain(row["url"]),
        source_date=plain(row["source_date"]),
        tier=row["tier"],
        note=plain(row["note"]),
    )


def as_forecast(reading: Reading) -> Reading:
    """The reading of something to come: planned, on a basis that says forecast."""
    return replace(reading, planned=True, basis=replace(reading.basis, forecast=True))


def used(known: Iterable[Reading]) -> list[Reading]:
    """The preferred readings with an amount: those that comparisons are made of."""
    return [reading for reading in known if reading.preferred and reading.amount is not None]


def of_what(reading: Reading) -> str:
    """What a figure is of, in words, whether it is the figure of it or one that stands beside."""
    return items.named(reading.line, items.thing(reading.item))


def is_revenue(reading: Reading, period: Period) -> bool:
    """Whether a figure is recognised revenue in dollars, of any line, that touches a period."""
    if (reading.metric, reading.unit) != ("revenue", USD_BN):
        return False
    return reading.first <= period.last and reading.last >= period.first


def is_total(reading: Reading) -> bool:
    """Whether a figure is the metric itself, of the whole party."""
    return reading.line == items.TOTAL and reading.item in items.PLAIN


def is_whole_revenue(reading: Reading, period: Period) -> bool:
    """Whether a figure is that revenue of all that a party sells, not of a line of business."""
    return is_total(reading) and is_revenue(reading, period)


def fills_pool(reading: Reading, period: Period) -> bool:
    """Whether a figure is behind the customers (revenue) or the earlier cash of a party's pool."""
    if (reading.metric, reading.unit) == ("cash", USD_BN):
        return period.first - 1 <= reading.last <= period.first
    return is_whole_revenue(reading, period)


def behind(
    network: Network, deals: Iterable[str] = (), figures: Iterable[Reading] = ()
) -> dict[str, list[str]]:
    """What a number rests on, in order: `deals` are ids, `figures` readings."""
    ids, known = set(deals), list(figures)
    evidence = [network.evidence[name] for name in ids]
    evidence += [kind for reading in known for kind in reading.evidence]
    return in_order(evidence, ids, (reading.figure for reading in known))
