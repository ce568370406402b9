"""What the figures of one party say when two of them are put side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.books import basis
from moneyloop.books.dates import SLACK
from moneyloop.books.quantity import (
    BOOKED,
    Quantity,
    differences,
    less,
    ratio,
    rests_on,
    spaced,
)
from moneyloop.books.readings import Reading, is_total, of_what, used
from moneyloop.model import USD, USD_BN
from moneyloop.words import amounts
from moneyloop.words.amounts import percent, times

GROWING = (*BOOKED, "spend", "capex", "inference_cost", "training_cost", "operating_loss")
OVER_RUN_RATE = "recognised / run rate"
PER_USER_NOTE = (
    "Revenue per user: the run rate nearest to the day of the latest count of users, else the "
    "recognised revenue of the latest full year, over that count. Users are not customers: many "
    "may pay nothing."
)
_USERS = ("users", "count_m")


def comparison(
    name: str, a: Quantity, b: Quantity, text: str, *, gap: bool = False
) -> dict[str, Any]:
    """Two quantities compared: a / b, or a - b with `gap`, and in what their bases differ.

    A row with the keys name, value, unit (ratio or usd_bn), numerator and denominator (a and b,
    each with its basis and rows), differs, text, evidence, figures, deals, planned. `text` may
    hold {value}.
    """
    across = differences(a, b)
    value = less(a, b, across=across) if gap else ratio(a, b, across=across)
    return {
        "name": name,
        "value": rounded(value),
        "unit": USD_BN if gap else "ratio",
        "numerator": _side(a),
        "denominator": _side(b),
        "differs": across,
        "text": text.replace("{value}", amounts.stated(value) if gap else times(value)),
        **rests_on(a, b),
    }


def _side(quantity: Quantity) -> dict[str, Any]:
    support = rests_on(quantity)
    return {
        "metric": quantity.metric,
        "segment": quantity.segment,
        "period": quantity.period,
        "amount": quantity.amount,
        "unit": quantity.unit,
        "basis": quantity.basis.text,
        **{key: support[key] for key in ("evidence", "figures", "deals")},
    }


def _amount(quantity: Quantity) -> str:
    """As the source has it: 13.07 and 13.1 are two figures."""
    return amounts.stated(quantity.amount)


def year_before(reading: Reading, known: Iterable[Reading]) -> Reading | None:
    """The reading on the same basis, one year earlier: item, line and length alike."""
    return _earlier(reading, known, 365.25)


def one_before(reading: Reading, known: Iterable[Reading]) -> Reading | None:
    """The reading on the same basis for the period just before: a year, or a quarter."""
    return _earlier(reading, known, reading.last - reading.first + 1)


def _earlier(reading: Reading, known: Iterable[Reading], days: float) -> Reading | None:
    for before in known:
        if _what(before) != _what(reading) or before.span != reading.span:
            continue
        apart = (reading.first - before.first, reading.last - before.last)
        if all(abs(distance - days) <= SLACK for distance in apart):
            return before
    return None


def _what(reading: Reading) -> tuple[str, ...]:
    """What a figure is of and how it is counted, whatever its period."""
    counted = reading.basis.gross_or_net
    return reading.metric, reading.item, reading.line, reading.unit, counted


def comparisons(known: Iterable[Reading]) -> list[dict[str, Any]]:
    """The comparisons of the figures of one party, in a fixed order.

    Recognised revenue of a year over the run rate of its last month; gross less net, and as a
    share of gross; each year over the year before on the same basis. Preferred figures only.
    """
    preferred = used(known)
    return [*_recognised(preferred), *_gross_net(preferred), *_growths(preferred)]


def _recognised(known: Sequence[Reading]) -> list[dict[str, Any]]:
    rows = []
    for booked in known:
        if (booked.metric, booked.unit, booked.span) != ("revenue", USD_BN, "year"):
            continue
        for rate in known:
            if rate.metric != "run_rate" or (rate.item, rate.line) != (booked.item, booked.line):
                continue
            if _month(rate) == _month(booked):
                text = (
                    f"{_amount(booked)} recognised in {booked.period}, "
                    f"of a run rate of {_amount(rate)} in {month_of(rate)}: {{value}}."
                )
                rows.append(comparison(OVER_RUN_RATE, booked, rate, text))
    return rows


def _month(reading: Quantity) -> tuple[int, int]:
    day = date.fromordinal(reading.last or 1)
    return day.year, day.month


def month_of(reading: Quantity) -> str:
    """The month that a run rate multiplies by twelve."""
    return f"{_month(reading)[0]}-{_month(reading)[1]:02}"


def _gross_net(known: Sequence[Reading]) -> list[dict[str, Any]]:
    rows = []
    for gross in known:
        for net in known:
            if (gross.basis.gross_or_net, net.basis.gross_or_net) != ("gross", "net"):
                continue
            if gross.unit != USD_BN or (gross.metric, gross.unit, gross.period) != (
                net.metric,
                net.unit,
                net.period,
            ):
                continue
            if of_what(gross) == of_what(net):
                rows += _less_net(gross, net)
    return rows


def _less_net(gross: Reading, net: Reading) -> list[dict[str, Any]]:
    """Gross less net, and as a share of gross where that is not zero."""
    what = f"{spaced(gross.metric)} {gross.period}"
    text = f"{what}: {_amount(gross)} gross less {_amount(net)} net is {{value}}."
    gap = comparison("gross less net", gross, net, text, gap=True)
    if not gross.amount:
        return [gap]
    share = gap["value"] / gross.amount
    text = f"{what}: {amounts.stated(gap['value'])} is {percent(share)} of gross."
    part = {"name": "gross less net, of gross", "value": rounded(share)}
    return [gap, gap | part | {"unit": "ratio", "text": text}]


def _growths(known: Sequence[Reading]) -> list[dict[str, Any]]:
    rows = []
    for reading in known:
        if reading.metric not in GROWING or reading.unit != USD_BN:
            continue
        before = year_before(reading, known)
        if before is not None and before.known_amount > 0:
            text = (
                f"{spaced(reading.metric)}, {reading.segment}: {_amount(reading)} in "
                f"{reading.period} after {_amount(before)} in {before.period}, "
                "{value}."
            )
            rows.append(comparison("year on year", reading, before, text))
    return rows


@dataclass(frozen=True)
class PerUser:
    """Revenue at a yearly rate for each user that is counted, in USD.

    `differs` says in what revenue and users differ, and `text` is of what it is made.
    """

    quantity: Quantity
    differs: list[str]
    text: str


def per_user(known: Iterable[Reading]) -> PerUser | None:
    """Revenue for each user: the latest count, and the run rate nearest to its day.

    Without a run rate, the recognised revenue of the latest full year; None without users.
    Users are not customers: a count may hold many who pay nothing.
    """
    actual = [reading for reading in used(known) if not reading.planned]
    counts = [reading for reading in actual if (reading.metric, reading.unit) == _USERS]
    total = [reading for reading in actual if is_total(reading) and reading.unit == USD_BN]
    rates = [reading for reading in total if reading.metric == "run_rate"]
    years = [reading for reading in total if (reading.metric, reading.span) == ("revenue", "year")]
    users = max(counts, key=lambda reading: reading.last, default=None)
    if users is None or not (rates or years):
        return None
    day = users.last
    money = min(rates or years[-1:], key=lambda rate: (abs(rate.last - day), -rate.last))
    across = differences(money, users)
    each = ratio(money, users, across=across)
    quantity = money.derived(
        metric="revenue per user",
        segment=users.segment,
        period=f"{money.period}, users {users.period}",
        amount=None if each is None else rounded(1000 * each),
        unit=USD,
        basis=replace(money.basis, per=basis.USER),
        **rests_on(money, users),
    )
    text = (
        f"{_amount(money)} of {spaced(money.metric)} ({money.period}) over "
        f"{_amount(users)} million users, {users.segment} ({users.period})"
    )
    return PerUser(quantity, across, text)
