"""Revenue and serving cost of a party in a year, as figures.csv has them.

Only figures that cover a year are taken; a fiscal year is of one calendar year (`Reading.year`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from moneyloop.books.basis import UNKNOWN
from moneyloop.books.evidence import NOT_STATED
from moneyloop.books.readings import Reading, is_total
from moneyloop.input.items import AGGREGATE_AFTER_RESALE, COST_OF_REVENUE, SPENT_TO_SERVE, TOTAL
from moneyloop.model import USD_BN

INDUSTRY = "AI industry (aggregate)"
_YEAR_DAYS = 360


@dataclass(frozen=True)
class Serving:
    """The figures of one year: revenue, its cost, and a wider pair where there is one.

    `cost` is a reading in dollars, or a gross margin in percent. `spent` is all that is spent to
    serve, against `sold`, all revenue. `unused` are other figures of the cost of that year.
    """

    year: str = ""
    revenue: Reading | None = None
    cost: Reading | None = None
    sold: Reading | None = None
    spent: Reading | None = None
    unused: tuple[Reading, ...] = ()


def servings(known: Iterable[Reading], party: str) -> list[Serving]:
    """The years of a party for which there is a figure of revenue or of its cost, in order."""
    whole = [reading for reading in known if reading.party == party and _is_year(reading)]
    years = sorted({str(reading.year) for reading in whole if _is_either(reading)})
    return [
        _serving(year, [reading for reading in whole if str(reading.year) == year])
        for year in years
    ]


def _is_year(reading: Reading) -> bool:
    stated = reading.amount is not None and reading.first > 0
    return stated and reading.last - reading.first >= _YEAR_DAYS


def _is_either(reading: Reading) -> bool:
    return _is_revenue(reading) or _rank(reading) is not None


def _is_revenue(reading: Reading) -> bool:
    whole = is_total(reading) or (is_whole(reading) and reading.item == AGGREGATE_AFTER_RESALE)
    return _in_dollars(reading, "revenue") and whole and reading.known_amount > 0


def _in_dollars(reading: Reading, metric: str) -> bool:
    return (reading.metric, reading.unit) == (metric, USD_BN)


def is_margin(reading: Reading) -> bool:
    """True for a gross margin in percent: the cost is then worked out of the revenue."""
    return (reading.metric, reading.unit) == ("gross_margin", "pct")


def is_whole(reading: Reading) -> bool:
    """True where a figure is of all that the party sells or serves, not of a part of it."""
    return reading.line == TOTAL


def _rank(reading: Reading) -> int | None:
    """Which figure of the serving cost is taken first; None for a figure of something else.

    Of the whole before a part, dollars before a margin. A cost is not below zero.
    """
    if dollars(reading, 1.0) < 0:
        return None
    if _in_dollars(reading, "inference_cost"):
        return 0 if is_total(reading) else 4
    if _in_dollars(reading, "spend"):
        return 1 if reading.item == COST_OF_REVENUE else None
    if is_margin(reading):
        return 2 if is_whole(reading) else 3
    return None


def _serving(year: str, known: Sequence[Reading]) -> Serving:
    revenues = [reading for reading in known if _is_revenue(reading)]
    sold = next((reading for reading in reversed(revenues) if is_total(reading)), None)
    # What customers pay for the models comes before what they pay for products with AI in.
    models = next((reading for reading in reversed(revenues) if not is_total(reading)), None)
    revenue = models or sold
    ranked = [(rank, reading) for reading in known if (rank := _rank(reading)) is not None]
    # Of the same rank, the one of the same days as the revenue; then the order of the file.
    days = _days(revenue) if revenue else None
    ranked.sort(key=lambda pair: (pair[0], _days(pair[1]) != days))
    spent = (
        reading
        for reading in known
        if _in_dollars(reading, "spend") and reading.item == SPENT_TO_SERVE
    )
    return Serving(
        year=year,
        revenue=revenue,
        cost=ranked[0][1] if ranked else None,
        sold=sold,
        spent=next(spent, None),
        unused=tuple(reading for _, reading in ranked[1:]),
    )


def _days(reading: Reading) -> tuple[int, int]:
    return reading.first, reading.last


def dollars(cost: Reading, revenue: float) -> float:
    """The serving cost in USD billions: as it is read, or what the gross margin leaves of it."""
    return revenue * (1 - cost.known_amount / 100) if is_margin(cost) else cost.known_amount


def differences(revenue: Reading, cost: Reading) -> list[str]:
    """Where the two are not measured alike: one sentence for each difference."""
    sentences = []
    what = "gross margin" if is_margin(cost) else "serving cost"
    if not is_whole(cost):
        sentences.append(
            f'The {what} is of "{cost.segment}", the revenue of "{revenue.segment}": two bases.'
        )
    if _days(revenue) != _days(cost):
        sentences.append(
            f"The {what} is of {cost.period}, the revenue of {revenue.period}: two bases."
        )
    counted = [reading.basis.gross_or_net for reading in (revenue, cost)]
    if counted[0] != counted[1] and "net" in counted:
        sentences.append(
            f"The revenue is {_gross_or_net(revenue)}, the {what} {_gross_or_net(cost)}: two "
            "bases, unless the source means the same."
        )
    if revenue.source != cost.source:
        sentences.append(
            f"Revenue and {what} are of two sources, which need not count alike: "
            f"{revenue.source or NOT_STATED}; {cost.source or NOT_STATED}."
        )
    return sentences


def _gross_or_net(reading: Reading) -> str:
    counted = reading.basis.gross_or_net
    return "not said to be gross or net" if counted == UNKNOWN else counted
