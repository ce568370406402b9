"""Revenue and serving cost of a party in a year, as figures.csv has them.

Only figures that cover a year are taken; a fiscal year is of one calendar year (`year_of`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from moneyloop.books.readings import NOT_STATED, Reading, is_total, year_of
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


def servings(readings: Iterable[Reading], party: str) -> list[Serving]:
    """The years of a party for which there is a figure of revenue or of its cost, in order."""
    mine = [one for one in readings if one["party"] == party and _is_year(one)]
    years = sorted({str(year_of(reading)) for reading in mine if _is_either(reading)})
    return [_serving(year, [one for one in mine if str(year_of(one)) == year]) for year in years]


def _is_year(reading: Reading) -> bool:
    known = reading["amount"] is not None and reading["first"] > 0
    return known and reading["last"] - reading["first"] >= _YEAR_DAYS


def _is_either(reading: Reading) -> bool:
    return _is_revenue(reading) or _rank(reading) is not None


def _is_revenue(reading: Reading) -> bool:
    whole = is_total(reading) or (is_whole(reading) and reading["item"] == AGGREGATE_AFTER_RESALE)
    return _in_dollars(reading, "revenue") and whole and reading["amount"] > 0


def _in_dollars(reading: Reading, metric: str) -> bool:
    return bool(reading["metric"] == metric and reading["unit"] == USD_BN)


def is_margin(reading: Reading) -> bool:
    """True for a gross margin in percent: the cost is then worked out of the revenue."""
    return bool(reading["metric"] == "gross_margin" and reading["unit"] == "pct")


def is_whole(reading: Reading) -> bool:
    """True where a figure is of all that the party sells or serves, not of a part of it."""
    return bool(reading["line"] == TOTAL)


def _rank(reading: Reading) -> int | None:
    """Which figure of the serving cost is taken first; None for a figure of something else.

    Of the whole before a part, dollars before a margin. A cost is not below zero.
    """
    if dollars(reading, 1.0) < 0:
        return None
    if _in_dollars(reading, "inference_cost"):
        return 0 if is_total(reading) else 4
    if _in_dollars(reading, "spend"):
        return 1 if reading["item"] == COST_OF_REVENUE else None
    if is_margin(reading):
        return 2 if is_whole(reading) else 3
    return None


def _serving(year: str, mine: Sequence[Reading]) -> Serving:
    revenues = [one for one in mine if _is_revenue(one)]
    sold = next((one for one in reversed(revenues) if is_total(one)), None)
    # What customers pay for the models comes before what they pay for products with AI in.
    models = next((one for one in reversed(revenues) if not is_total(one)), None)
    revenue = models or sold
    ranked = [(rank, one) for one in mine if (rank := _rank(one)) is not None]
    # Of the same rank, the one of the same days as the revenue; then the order of the file.
    days = (revenue["first"], revenue["last"]) if revenue else None
    ranked.sort(key=lambda pair: (pair[0], (pair[1]["first"], pair[1]["last"]) != days))
    spent = next((one for one in mine if _in_dollars(one, "spend") and _is_all(one)), None)
    return Serving(
        year=year,
        revenue=revenue,
        cost=ranked[0][1] if ranked else None,
        sold=sold,
        spent=spent,
        unused=tuple(one for _, one in ranked[1:]),
    )


def _is_all(reading: Reading) -> bool:
    return bool(reading["item"] == SPENT_TO_SERVE)


def dollars(cost: Reading, revenue: float) -> float:
    """The serving cost in USD billions: as it is read, or what the gross margin leaves of it."""
    amount = float(cost["amount"])
    return revenue * (1 - amount / 100) if is_margin(cost) else amount


def rulers_differ(revenue: Reading, cost: Reading) -> list[str]:
    """Where the two are not measured alike: one sentence for each difference."""
    told = []
    what = "gross margin" if is_margin(cost) else "serving cost"
    if not is_whole(cost):
        told.append(
            f'The {what} is of "{cost["segment"]}", the revenue of "{revenue["segment"]}": two '
            "rulers."
        )
    if (revenue["first"], revenue["last"]) != (cost["first"], cost["last"]):
        told.append(
            f"The {what} is of {cost['period']}, the revenue of {revenue['period']}: two rulers."
        )
    if revenue["basis"] != cost["basis"] and "net" in (revenue["basis"], cost["basis"]):
        told.append(
            f"The revenue is {_basis(revenue)}, the {what} {_basis(cost)}: two rulers, unless the "
            "source means the same."
        )
    if revenue["source"] != cost["source"]:
        told.append(
            f"Revenue and {what} are of two sources, which need not count alike: "
            f"{revenue['source'] or NOT_STATED}; {cost['source'] or NOT_STATED}."
        )
    return told


def _basis(reading: Reading) -> str:
    basis = reading["basis"]
    return "of an unknown basis" if basis == "unknown" else str(basis)
