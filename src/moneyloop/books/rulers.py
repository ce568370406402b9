"""How two readings differ, and comparisons that say so.

Two figures can both be right and still not compare: one may be a month times twelve and the
other a year's books, one gross and the other net, one a promise over five years.
Everything here takes readings (readings.py) or dictionaries with the same keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.books import measured
from moneyloop.books.readings import NOT_STATED, Reading, in_order, is_total, years
from moneyloop.input import items
from moneyloop.model import USD_BN, ChoiceError
from moneyloop.words import amounts
from moneyloop.words.amounts import percent, times

# Metrics that are counted gross or net of what the channel keeps, and named by line of business.
BOOKED = ("revenue", "run_rate")
GROWING = (*BOOKED, "spend", "capex", "inference_cost", "training_cost", "operating_loss")
OVER_RUN_RATE = "recognised / run rate"
PER_USER_NOTE = (
    "Revenue per user: the run rate nearest to the day of the latest count of users, else the "
    "recognised revenue of the latest full year, over that count. Users are not customers: many "
    "may pay nothing."
)
_OF_WHAT = ("item", "line")
SLACK = 8  # days: fiscal years of 52 or 53 weeks


def differences(a: Reading, b: Reading) -> list[str]:
    """In what the rulers of two readings differ, a against b; empty on the same ruler.

    Looked at: what is measured, unit, gross or net and line of business (of revenue and run
    rates, or of one metric), period and evidence. Who is measured is no ruler.
    """
    told = []
    names = [one["measured"].name for one in (a, b)]
    if names[0] != names[1]:
        told.append(" against ".join(names))
    elif a["metric"] != b["metric"]:
        told.append(f"{_spaced(a['metric'])} against {_spaced(b['metric'])}")
    if not told and a["unit"] != b["unit"]:
        told.append(f"unit {a['unit']} against {b['unit']}")
    if a["metric"] == b["metric"] or {a["metric"], b["metric"]} <= set(BOOKED):
        told += _basis(a, b)
        if a["segment"] != b["segment"]:
            told.append(f"segment {a['segment']} against {b['segment']}")
    if a["period"] != b["period"]:
        told.append(f"{_when(a)} against {_when(b)}")
    if stated(a) != stated(b):
        told.append(f"evidence {', '.join(stated(a))} against {', '.join(stated(b))}")
    return told


def _basis(a: Reading, b: Reading) -> list[str]:
    ends = [NOT_STATED if one["basis"] == "unknown" else one["basis"] for one in (a, b)]
    if ends[0] != ends[1]:
        return [
            f"basis {ends[0]} against {ends[1]}" if NOT_STATED in ends else " against ".join(ends)
        ]
    booked = a["metric"] in BOOKED and a["unit"] == USD_BN
    return ["gross or net not stated on either side"] if booked and ends[0] == NOT_STATED else []


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _when(reading: Reading) -> str:
    return f"{span(reading)} {reading['period'] or '?'}"


def stated(reading: Reading) -> list[str]:
    """The evidence of a reading, or of a number that rests on several."""
    evidence = reading["evidence"]
    return evidence if isinstance(evidence, list) else [evidence or NOT_STATED]


def span(reading: Reading) -> str:
    """How long a period is: day, month, quarter, year, 9 months, 5 years."""
    first, last = reading["first"], reading["last"]
    if first == last:
        return "day" if first else "no date"
    months = max(1, round(12 * years(first, last)))
    named = {1: "month", 3: "quarter", 12: "year"}
    return named.get(months) or (
        f"{months // 12} years" if months % 12 == 0 else f"{months} months"
    )


def ratio(a: Reading, b: Reading, *, across: Iterable[str] = ()) -> float | None:
    """The first over the second; None where an amount is unknown or the second is zero.

    Raises ChoiceError unless `across` names every one of `differences(a, b)`, and no other.
    """
    _named(a, b, across)
    if a["amount"] is None or not b["amount"]:
        return None
    return float(a["amount"] / b["amount"])


def less(a: Reading, b: Reading, *, across: Iterable[str] = ()) -> float | None:
    """The first less the second; None where an amount is unknown. Raises as `ratio` does."""
    _named(a, b, across)
    if a["amount"] is None or b["amount"] is None:
        return None
    return float(a["amount"] - b["amount"])


def _named(a: Reading, b: Reading, across: Iterable[str]) -> None:
    found, said = differences(a, b), list(across)
    hidden = [name for name in found if name not in said]
    if hidden:
        raise ChoiceError(f"not on one ruler: {'; '.join(hidden)}. Name what differs, or leave it")
    wrong = [name for name in said if name not in found]
    if wrong:
        raise ChoiceError(f"the two do not differ in this: {'; '.join(wrong)}")


def comparison(
    name: str, a: Reading, b: Reading, text: str, *, gap: bool = False
) -> dict[str, Any]:
    """Two readings compared: a / b, or a - b with `gap`, and in what their rulers differ.

    Keys: name, value, unit (ratio or usd_bn), numerator and denominator (a and b, each with its
    ruler and rows), differs, text, evidence, figures, deals, planned. `text` may hold {value}.
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


def _side(reading: Reading) -> dict[str, Any]:
    keys = ("metric", "segment", "period", "amount", "unit", "ruler")
    side = {key: reading[key] for key in keys}
    return side | {key: value for key, value in rests_on(reading).items() if key != "planned"}


def rests_on(*readings: Reading) -> dict[str, Any]:
    """What a number made of these rests on: evidence, figures, deals and planned."""
    found = in_order(
        (word for one in readings for word in stated(one)),
        (deal for one in readings for deal in one.get("deals") or ()),
        (place for one in readings for place in _places(one)),
    )
    return {
        **{key: found[key] for key in ("evidence", "figures", "deals")},
        "planned": any(reading.get("planned", is_forecast(reading)) for reading in readings),
    }


def _places(reading: Reading) -> list[str]:
    """The figures of a reading, or of a number that rests on several."""
    if reading.get("figure"):
        return [reading["figure"]]
    return reading.get("figures") or []


def _amount(reading: Reading) -> str:
    """As the source has it: 13.07 and 13.1 are two figures."""
    return amounts.stated(reading["amount"])


def of_what(reading: Reading) -> str:
    """What a figure is of, in words, whether it is the figure of it or one that stands beside."""
    return items.named(reading["line"], items.thing(reading["item"]))


def is_forecast(reading: Reading) -> bool:
    """Whether a figure is of what is to come: projected, or by its item guidance or a forecast."""
    return "projected" in stated(reading) or reading.get("item") in items.FORECASTS


def told_as_forecast(one: Reading) -> dict[str, Any]:
    """The reading of something to come: planned, on a ruler that says forecast."""
    return {**one, "planned": True, **measured.by(replace(one["measured"], forecast=True))}


def used(readings: Iterable[Reading]) -> list[Reading]:
    """The preferred readings with an amount: those that comparisons are made of."""
    return [one for one in readings if one["preferred"] and one["amount"] is not None]


def year_before(now: Reading, readings: Iterable[Reading]) -> Reading | None:
    """The reading of the same ruler, one year earlier: item, line, basis and length alike."""
    return _earlier(now, readings, 365.25)


def one_before(now: Reading, readings: Iterable[Reading]) -> Reading | None:
    """The reading of the same ruler for the period just before: a year, or a quarter."""
    return _earlier(now, readings, now["last"] - now["first"] + 1)


def _earlier(now: Reading, readings: Iterable[Reading], days: float) -> Reading | None:
    same = ("metric", "item", "line", "unit", "basis")
    for one in readings:
        if any(one[key] != now[key] for key in same) or span(one) != span(now):
            continue
        if all(abs(now[end] - one[end] - days) <= SLACK for end in ("first", "last")):
            return one
    return None


def comparisons(readings: Sequence[Reading]) -> list[dict[str, Any]]:
    """What the figures of one party say when two of them are put side by side, in a fixed order.

    Recognised revenue of a year over the run rate of its last month; gross less net, and as a
    share of gross; each year over the year before on the same ruler. Preferred figures only.
    """
    known = used(readings)
    return [*_recognised(known), *_gross_net(known), *_growths(known)]


def _recognised(known: Sequence[Reading]) -> list[dict[str, Any]]:
    found = []
    for booked in known:
        if (booked["metric"], booked["unit"], span(booked)) != ("revenue", USD_BN, "year"):
            continue
        for rate in known:
            if rate["metric"] != "run_rate" or any(rate[key] != booked[key] for key in _OF_WHAT):
                continue
            if _month(rate) == _month(booked):
                text = (
                    f"{_amount(booked)} recognised in {booked['period']}, "
                    f"of a run rate of {_amount(rate)} in {month_of(rate)}: {{value}}."
                )
                found.append(comparison(OVER_RUN_RATE, booked, rate, text))
    return found


def _month(reading: Reading) -> tuple[int, int]:
    day = date.fromordinal(reading["last"] or 1)
    return day.year, day.month


def month_of(reading: Reading) -> str:
    """The month that a run rate multiplies by twelve."""
    return f"{_month(reading)[0]}-{_month(reading)[1]:02}"


def _gross_net(known: Sequence[Reading]) -> list[dict[str, Any]]:
    found = []
    for gross in known:
        for net in known:
            if (gross["basis"], net["basis"]) != ("gross", "net") or gross["unit"] != USD_BN:
                continue
            if any(gross[key] != net[key] for key in ("metric", "unit", "period")):
                continue
            if of_what(gross) == of_what(net):
                what = f"{_spaced(gross['metric'])} {gross['period']}"
                sums = f"{_amount(gross)} gross less {_amount(net)} net"
                gap = comparison(
                    "gross less net", gross, net, f"{what}: {sums} is {{value}}.", gap=True
                )
                found.append(gap)
                if gross["amount"]:
                    share = gap["value"] / gross["amount"]
                    text = f"{what}: {amounts.stated(gap['value'])} is {percent(share)} of gross."
                    part = {"name": "gross less net, of gross", "value": rounded(share)}
                    found.append(gap | part | {"unit": "ratio", "text": text})
    return found


def _growths(known: Sequence[Reading]) -> list[dict[str, Any]]:
    found = []
    for now in known:
        if now["metric"] not in GROWING or now["unit"] != USD_BN:
            continue
        before = year_before(now, known)
        if before is not None and before["amount"] > 0:
            text = (
                f"{_spaced(now['metric'])}, {now['segment']}: {_amount(now)} in "
                f"{now['period']} after {_amount(before)} in {before['period']}, "
                "{value}."
            )
            found.append(comparison("year on year", now, before, text))
    return found


def per_user(readings: Sequence[Reading]) -> dict[str, Any] | None:
    """Revenue at a yearly rate for each user that is counted, in USD; None without users.

    The latest count of users, and the run rate nearest to its day; without a run rate, the
    recognised revenue of the latest full year. Keys of a reading, and `differs` and `of` (the two).
    Users are not customers: a count may hold many who pay nothing.
    """
    known = [one for one in used(readings) if not one.get("planned", is_forecast(one))]
    users = [one for one in known if one["metric"] == "users" and one["unit"] == "count_m"]
    total = [one for one in known if is_total(one) and one["unit"] == USD_BN]
    rates = [one for one in total if one["metric"] == "run_rate"]
    booked = [one for one in total if one["metric"] == "revenue" and span(one) == "year"]
    counted = max(users, key=lambda one: int(one["last"]), default=None)
    if counted is None or not (rates or booked):
        return None
    near = rates or booked[-1:]
    money = min(near, key=lambda one: (abs(one["last"] - counted["last"]), -one["last"]))
    across = differences(money, counted)
    each = ratio(money, counted, across=across)
    return {
        **money,
        "metric": "revenue per user",
        "segment": counted["segment"],
        "period": f"{money['period']}, users {counted['period']}",
        "amount": None if each is None else rounded(1000 * each),
        "unit": "usd",
        **measured.by(replace(money["measured"], per=measured.USER)),
        "differs": across,
        "text": f"{_amount(money)} of {_spaced(money['metric'])} ({money['period']}) over "
        f"{_amount(counted)} million users, {counted['segment']} ({counted['period']})",
        "figure": None,
        **rests_on(money, counted),
    }
