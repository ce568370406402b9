"""The sector's arithmetic: what revenue a year would earn an investment back?

After David Cahn, "AI's $200B question" (2023) and "AI's $600B question" (2024), Sequoia Capital:
the data centers that are built each year cost twice their chips, and those who buy the compute
must sell it on at a gross margin. Amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from moneyloop.analysis.study.periods import Period
from moneyloop.books.evidence import PROJECTED
from moneyloop.books.readings import Reading
from moneyloop.input.items import AGGREGATE, AGGREGATE_AFTER_RESALE, TOTAL
from moneyloop.model import USD_BN, ChoiceError

MOST = 1e6  # USD billions
MARGINS, LIVES = (0.001, 1.0), (0.01, 100.0)


def required(investment: float, margin: float, life: float) -> float:
    """Revenue a year that earns `investment` back in `life` years at a gross `margin`.

    USD billions a year: investment / life / margin. Raises ChoiceError for an investment that is
    not above 0 and at most a million, a margin that is not 0.001 to 1, a life that is not 0.01 to
    100 years.
    """
    if not 0 < investment <= MOST:
        raise ChoiceError(
            f"investment {investment:g}: a number above 0 and at most {MOST:,.0f} is needed"
        )
    for name, value, (least, most) in (("margin", margin, MARGINS), ("life", life, LIVES)):
        if not least <= value <= most:
            raise ChoiceError(f"{name} {value:g}: a number from {least:g} to {most:g} is needed")
    return investment / life / margin


@dataclass(frozen=True)
class Part:
    """A figure that is added, with what it gives to the year and the part of it that it covers."""

    reading: Reading
    amount: float
    coverage: float


@dataclass(frozen=True)
class Capex:
    """The investment of a year, the figures that it adds and those of the year that it does not.

    `coverage` is the part of the year that figures cover, over all parties that are added.
    """

    amount: float
    coverage: float
    parts: list[Part]
    unused: list[Reading]


def capex(known: Sequence[Reading], inside: Collection[str], year: Period) -> Capex | None:
    """The investment of a year by the capex figures; None where no figure is of that year.

    The first figure of an aggregate for the whole year, else the sum of the total capex of inside
    parties: an aggregate and its parts are never added. Of a party, the figure of the whole year,
    else those of parts of it that do not overlap, prorated by day; what was spent before what is
    projected, then the lowest.
    """
    touching = [
        reading
        for reading in known
        if (reading.metric, reading.unit) == ("capex", USD_BN)
        and reading.amount is not None
        and reading.last >= year.first
        and 0 < reading.first <= year.last
    ]
    whole = [reading for reading in touching if _is_aggregate(reading) and _covers(reading, year)]
    if whole:
        parts = [Part(whole[0], whole[0].known_amount, 1.0)]
    else:
        totals: dict[str, list[Reading]] = {}
        for reading in touching:
            if reading.party in inside and reading.line == TOTAL:
                totals.setdefault(reading.party, []).append(reading)
        parts = [part for party in sorted(totals) for part in _of_party(totals[party], year)]
    if not parts:
        return None
    added = {part.reading.figure for part in parts}
    return Capex(
        amount=sum(part.amount for part in parts),
        coverage=sum(part.coverage for part in parts) / len({part.reading.party for part in parts}),
        parts=parts,
        unused=[reading for reading in touching if reading.figure not in added],
    )


def _is_aggregate(reading: Reading) -> bool:
    return reading.item in (AGGREGATE, AGGREGATE_AFTER_RESALE)


def _covers(reading: Reading, year: Period) -> bool:
    return (reading.first, reading.last) == (year.first, year.last)


def _of_party(known: Sequence[Reading], year: Period) -> list[Part]:
    best = sorted(known, key=lambda reading: (PROJECTED in reading.evidence, reading.known_amount))
    whole = [reading for reading in best if _covers(reading, year)]
    if whole:
        return [Part(whole[0], whole[0].known_amount, 1.0)]
    parts: list[Part] = []
    for reading in best:
        taken = [part.reading for part in parts]
        if any(reading.first <= one.last and one.first <= reading.last for one in taken):
            continue
        days = min(reading.last, year.last) - max(reading.first, year.first) + 1
        length = reading.last - reading.first + 1
        parts.append(Part(reading, reading.known_amount * days / length, days / year.days))
    return sorted(parts, key=lambda part: part.reading.first)


def aggregates(known: Sequence[Reading], year: Period) -> list[Reading]:
    """The revenue figures of aggregates for the whole year, in file order."""
    return [
        reading
        for reading in known
        if (reading.metric, reading.unit) == ("revenue", USD_BN)
        and _is_aggregate(reading)
        and _covers(reading, year)
    ]


def shortfall(investment: float, needed: float, revenue: float | None) -> dict[str, float | None]:
    """What is missing between the revenue that is needed and one that is known, USD billions.

    `investment_multiple` is what is invested for each dollar of the revenue, `gap` = needed -
    revenue (below zero where there is more), `multiple` = gap / revenue; None where not known.
    """
    some = revenue is not None and revenue > 0
    return {
        "investment_multiple": investment / revenue if some and revenue else None,
        "gap": None if revenue is None else needed - revenue,
        "multiple": (needed - revenue) / revenue if some and revenue else None,
    }
