"""Figures as readings, each with what it measures, and what is behind a number.

A figure means nothing without its ruler: a run rate is one month times twelve, recognised revenue
is a year's work, a backlog is a promise. A reading is a plain dictionary that carries what is
measured (`Measured`) beside the amount, so that nobody compares two of them without seeing it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.selection import figures_known_by
from moneyloop.books import measured
from moneyloop.books.measured import FLOWS, MEASURE_OF, Measured
from moneyloop.input import items
from moneyloop.model import USD_BN, Network, plain

Reading = Mapping[str, Any]

EVIDENCE = ("reported", "estimated", "projected", "leaked")
NOT_STATED = "not stated"


def readings(
    network: Network, *, as_of: int | None = None, alternatives: bool = False
) -> list[dict[str, Any]]:
    """The figures known on a day, in file order, each with its ruler.

    A reading has figure (its place, "figures.csv:41"), party, metric, item, line (of business,
    "total" for the whole party), segment (item and line in words), period ("2025", "2025-Q3",
    "2025-07", a day, or "first..last"), first and last day (ordinals), amount, unit, basis,
    measured (a Measured), ruler and per (see `measured.by`), per_year (the amount at the rate of
    the period, flows and run rates in dollars only), preferred, evidence, source, outlet, url,
    source_date and note. With `alternatives` the rows that are not preferred are in as well.
    Amounts in `unit`: usd_bn, pct or count_m.
    """
    known = figures_known_by(network.figures, as_of)
    if alternatives:
        every = network.figures.assign(preferred="yes")
        known = network.figures.loc[figures_known_by(every, as_of).index]
    return [_reading(row) for row in known.to_dict("records")]


def by_party(read: Iterable[Reading]) -> dict[str, list[Reading]]:
    """The readings of each party, in the order given."""
    found: dict[str, list[Reading]] = {}
    for reading in read:
        found.setdefault(reading["party"], []).append(reading)
    return found


def _reading(row: Mapping[Any, Any]) -> dict[str, Any]:
    first, last = int(row["start_day"]), int(row["end_day"])
    amount = plain(row["amount"])
    basis = row["basis"] or "unknown"
    # A share of revenue is a share, whatever the metric that it is filed under.
    measure = MEASURE_OF[row["metric"]] if row["unit"] == USD_BN else measured.SHARE
    if row["unit"] == "count_m":
        measure = measured.COUNT
    per_year = None
    if row["unit"] == USD_BN and amount is not None:
        if measure == measured.RUN_RATE:
            per_year = amount
        elif measure in FLOWS and 0 < first < last:  # a sum to one day is no rate
            per_year = amount / years(first, last)
    a_year = measured.YEAR if measure == measured.RUN_RATE else ""
    return {
        "figure": f"figures.csv:{row['line']}",
        "party": row["party"],
        "metric": row["metric"],
        "item": row["item"],
        "line": items.line(row["segment"], row["item"]),
        "segment": items.named(row["segment"], row["item"]),
        "period": period_name(first, last),
        "first": first,
        "last": last,
        "amount": amount,
        "unit": row["unit"],
        "basis": basis,
        **measured.by(Measured(measure, basis, a_year)),
        "per_year": per_year,
        "preferred": row["preferred"] == "yes",
        **{
            key: plain(row[key])
            for key in ("evidence", "source", "outlet", "url", "source_date", "note")
        },
    }


def years(first: int, last: int) -> float:
    """The length of a period in years: whole months as twelfths, else by days."""
    start, after = date.fromordinal(first), date.fromordinal(last + 1)
    if start.day == after.day:
        return (after.year - start.year) + (after.month - start.month) / 12
    return (last - first + 1) / 365.25


def _whole_months(first: int, last: int) -> int:
    """How many months the days are, 0 when they begin or end inside one."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    if start.day > 1 or end.day < monthrange(end.year, end.month)[1]:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


def period_name(first: int, last: int) -> str | None:
    """The days `first` to `last` (ordinals) as people write them: 2025, 2025-Q3, 2025-07, a day."""
    if not first and not last:
        return None
    start, end = date.fromordinal(first or last), date.fromordinal(last or first)
    if start == end:
        return start.isoformat()
    months = _whole_months(start.toordinal(), end.toordinal())
    if not months:
        return f"{start.isoformat()}..{end.isoformat()}"
    if months == 1:
        return f"{start.year}-{start.month:02}"
    if months == 3 and start.month % 3 == 1:
        return f"{start.year}-Q{start.month // 3 + 1}"
    if start.month == 1 and end.month == 12:
        return str(start.year) if months == 12 else f"{start.year}..{end.year}"
    return f"{start.year}-{start.month:02}..{end.year}-{end.month:02}"


def year_of(reading: Reading) -> int | None:
    """The calendar year that holds the middle of a reading's period; None for one without a date.

    Twelve months from July have it at the turn of the year: they are of the year that they end in.
    """
    first, last = reading["first"] or reading["last"], reading["last"] or reading["first"]
    if not first:
        return None
    start, months = date.fromordinal(first), _whole_months(first, last)
    if months:
        return start.year + (start.month - 1 + months // 2) // 12
    return date.fromordinal((first + last) // 2).year


def is_revenue(reading: Reading, period: Period) -> bool:
    """Whether a figure is recognised revenue in dollars, of any line, that touches a period."""
    if (reading["metric"], reading["unit"]) != ("revenue", USD_BN):
        return False
    return bool(reading["first"] <= period.last and reading["last"] >= period.first)


def is_total(reading: Reading) -> bool:
    """Whether a figure is the metric itself, of the whole party."""
    return reading["line"] == items.TOTAL and reading["item"] in items.PLAIN


def is_whole_revenue(reading: Reading, period: Period) -> bool:
    """Whether a figure is that revenue of all that a party sells, not of a line of business."""
    return is_total(reading) and is_revenue(reading, period)


def fills_pool(reading: Reading, period: Period) -> bool:
    """Whether a figure is behind the customers (revenue) or the earlier cash of a party's pool."""
    if (reading["metric"], reading["unit"]) == ("cash", USD_BN):
        return bool(period.first - 1 <= reading["last"] <= period.first)
    return is_whole_revenue(reading, period)


def behind(
    network: Network, deals: Iterable[str] = (), figures: Iterable[Mapping[str, Any]] = ()
) -> dict[str, list[str]]:
    """What a number rests on, in order: `deals` are ids, `figures` readings."""
    ids, read = set(deals), list(figures)
    stated = [network.evidence[name] for name in ids] + [one["evidence"] for one in read]
    return in_order(stated, ids, (reading["figure"] for reading in read))


def in_order(
    evidence: Iterable[str | None], deals: Iterable[str], figures: Iterable[str]
) -> dict[str, list[str]]:
    """What a number rests on: {"evidence", "deals", "figures"}, each sorted, nothing twice.

    Evidence is in the order of EVIDENCE, NOT_STATED last; figures are places, by their line.
    """
    stated = set(evidence)
    words = [word for word in EVIDENCE if word in stated]
    return {
        "evidence": words + ([NOT_STATED] if stated - set(EVIDENCE) else []),
        "deals": sorted(set(deals)),
        "figures": sorted(set(figures), key=line),
    }


def line(figure: str) -> int:
    """The line of figures.csv that a place names: 41 of "figures.csv:41"."""
    return int(figure.rpartition(":")[2])
