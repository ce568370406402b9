"""What the deals of one party say on their rulers: promised, a year of it, in the year, paid.

    rows, ratios = commitments(study_of(net, "2025", None, "firm"), "OpenAI")

One line for each counterparty and class of deal; amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from moneyloop.analysis import rulers, selection
from moneyloop.analysis.attribution import Study, rounded
from moneyloop.analysis.periods import Period
from moneyloop.analysis.readings import behind, period_name, years
from moneyloop.model import INVESTMENT, PURCHASE, RETURN, USD_BN

COMMITMENTS = "commitments"
WHOLE_TERM, A_YEAR, PAID = "whole term", "a year on average", "paid so far"
# What the deals of a class are to the one who pays, and to the one who is paid.
_SIDES = {
    PURCHASE: ("purchases", "sales"),
    INVESTMENT: ("investments made", "investments received"),
    RETURN: ("returns paid", "returns received"),
}
_METRICS = [name for names in _SIDES.values() for name in names]


def commitments(given: Study, party: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of the deals with each counterparty, and the ratios of their rulers.

    Rows have the keys of the group "commitments" of `answers.rulers`, and those of a reading.
    """
    deals = given.deals
    counted = deals["reason"].isin(["", selection.UNKNOWN, selection.NO_TERM])
    mine = counted & ((deals["payer"] == party) | (deals["payee"] == party))
    groups: dict[tuple[str, str, str], list[int]] = {}
    columns = ("payer", "payee", "class")
    for place in np.flatnonzero(mine.to_numpy()).tolist():
        payer, payee, cls = (_cell(given, place, key) for key in columns)
        side = _SIDES[cls][0 if payer == party else 1]
        groups.setdefault((side, payee if payer == party else payer, cls), []).append(place)
    rows: list[tuple[tuple[Any, ...], list[dict[str, Any]], list[dict[str, Any]]]] = []
    for (side, other, cls), places in groups.items():
        named = {"party": party, "metric": side, "counterparty": other, "class": cls}
        found, ratios = _one_counterparty(given, places, named)
        size = max((row["amount"] or 0.0 for row in found), default=0.0)
        rows.append(((_METRICS.index(side), -size, other), found, ratios))
    rows.sort(key=lambda item: item[0])
    return [row for _, found, _ in rows for row in found], [
        one for _, _, ratios in rows for one in ratios
    ]


def _one_counterparty(
    given: Study, places: Sequence[int], named: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    deals, year = given.deals, _year(given)
    status = deals["status"].to_numpy()
    promised = [place for place in places if status[place] != "paid"]
    long = [place for place in promised if _term(given, place) > 1]
    lump = [place for place in places if status[place] == "paid" or _stated_paid(given, place)]

    firm, up_to = (deals[f"amount_{key}usd_bn"] for key in ("", "high_"))
    highest = up_to.where(up_to.notna(), firm)
    low, high = (_sum(column.to_numpy()[promised]) for column in (firm, highest))
    touched = _touched(given, places)
    due = [_scheduled(given, place, year.first, year.last) for place in touched]
    days, falls = (year.first, year.last), f"falls in {year.name}"
    found = [
        _whole_term(given, named, promised) | {"low": rounded(low), "high": rounded(high)},
        _average(given, named, long),
        _row(given, named, falls, touched, due, days=days),
        _paid_so_far(given, named, lump),
    ]
    # What is put side by side is made of the known amounts alone.
    sure = [place for place in promised if not np.isnan(_cell(given, place, "value"))]
    ratios = [
        *_term_over_year(given, named, [place for place in sure if place in long]),
        *_year_over_paid(given, named, places),
        *_paid_of_term(given, named, [place for place in sure if place in lump]),
    ]
    return [_public(one) for one in found if one["deals"]], ratios


def _year(given: Study) -> Period:
    return given.periods[given.shown[-1]]


def _whole_term(given: Study, named: Mapping[str, Any], of: Sequence[int]) -> dict[str, Any]:
    return _row(given, named, WHOLE_TERM, of, [_cell(given, place, "value") for place in of])


def _average(given: Study, named: Mapping[str, Any], of: Sequence[int]) -> dict[str, Any]:
    amounts = [_cell(given, place, "value") / _term(given, place) for place in of]
    return _row(given, named, A_YEAR, of, amounts)


def _paid_so_far(given: Study, named: Mapping[str, Any], of: Sequence[int]) -> dict[str, Any]:
    return _row(given, named, PAID, of, [_paid(given, place) for place in of], pro_forma=False)


def _row(
    given: Study,
    named: Mapping[str, Any],
    ruler: str,
    of: Sequence[int],
    amounts: Sequence[float],
    *,
    days: tuple[int, int] | None = None,
    pro_forma: bool | None = None,
) -> dict[str, Any]:
    """One ruler of the deals with one counterparty; has the keys of a reading."""
    deals = given.deals
    first, last = days or _days(given, of)
    open_ended = days is None and any(_open(given, place) for place in of)
    names = deals["id"].to_numpy()
    known = zip(of, amounts, strict=True)
    unknown = sorted(names[place] for place, amount in known if np.isnan(amount))
    ids = [names[place] for place in of]
    return {
        "group": COMMITMENTS,
        **named,
        "segment": None,
        "period": _period(first, last, open_ended),
        "first": first,
        "last": last,
        "amount": rounded(_sum(amounts)),
        "low": None,
        "high": None,
        "unit": USD_BN,
        "ruler": ruler,
        "basis": "unknown",
        "pro_forma": (open_ended or last > given.as_of) if pro_forma is None else pro_forma,
        "note": f"without what nobody states: {', '.join(unknown)}" if unknown else None,
        **{key: value for key, value in behind(given.network, ids).items() if key != "figures"},
        "figures": [],
    }


def _public(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"basis": None}


def _sum(amounts: Iterable[float]) -> float | None:
    """The sum of what is known; None where nothing is."""
    stated = [float(amount) for amount in amounts if not np.isnan(amount)]
    return sum(stated) if stated else None


def _days(given: Study, of: Sequence[int]) -> tuple[int, int]:
    """From the first start to the last end of some deals; 0 where no day is stated."""
    starts, ends = (given.deals[key].to_numpy() for key in ("start_day", "end_day"))
    first = [int(starts[place]) for place in of if starts[place]]
    last = [int(ends[place]) for place in of if ends[place]]
    last += [int(_cell(given, place, "start_last_day")) for place in of if not ends[place]]
    return min(first, default=0), max(last, default=0)


def _cell(given: Study, place: int, column: str) -> Any:
    return given.deals[column].iat[place]


def _open(given: Study, place: int) -> bool:
    """Whether a deal promises purchases until nobody says when."""
    cls, status, end = (_cell(given, place, key) for key in ("class", "status", "end_day"))
    return bool(cls == PURCHASE and status != "paid" and not end)


def _period(first: int, last: int, open_ended: bool) -> str | None:
    if open_ended:
        return f"from {selection.iso(first)}" if first else None
    return period_name(first, last)


def _term(given: Study, place: int) -> float:
    """The length of a deal's term in years; 0 for one payment or no stated end."""
    first, last = (int(_cell(given, place, key)) for key in ("start_day", "end_day"))
    return years(first, last) if first and last else 0.0


def _touched(given: Study, places: Sequence[int]) -> list[int]:
    """The deals that pay in the year of the study, or may: of unknown amount or without an end."""
    first, last = given.window
    touches = (given.spans.first <= last) & (given.spans.last >= first)
    pay = set(given.spans.deal[touches].tolist())
    return [place for place in places if place in pay or may_pay(given, place, first, last)]


def may_pay(given: Study, place: int, first: int, last: int) -> bool:
    if not _cell(given, place, "reason"):
        return False
    start, end = _days(given, [place])
    return 0 < start <= last and (end >= first or _open(given, place))


def _scheduled(given: Study, place: int, first: int, last: int) -> float:
    """What falls on some days of a deal, in USD billions; NaN where nobody says."""
    if _cell(given, place, "reason"):
        return float("nan")
    return float(given.spans.between(first, last, given.spans.deal == place).sum())


def _stated_paid(given: Study, place: int) -> bool:
    """Whether a promise says what is paid of it, and no row of the payments themselves does."""
    stated = not np.isnan(_cell(given, place, "paid_usd_bn"))
    return stated and place not in given.spans.covered


def _paid(given: Study, place: int, first: int = 0, last: int | None = None) -> float:
    """What is paid so far, or from day to day: as stated, else the past part of a paid amount."""
    stated = float(_cell(given, place, "paid_usd_bn"))
    if _cell(given, place, "status") != "paid":
        return stated
    # What is paid is no "up to", whatever the case.
    amount = float(_cell(given, place, "amount_usd_bn")) if np.isnan(stated) else stated
    begins, ends = _days(given, [place])
    days = min(ends, given.as_of if last is None else last) - max(begins, first) + 1
    return amount * max(0, days) / (ends - begins + 1)


def _term_over_year(
    given: Study, named: Mapping[str, Any], of: Sequence[int]
) -> list[dict[str, Any]]:
    term, average = _whole_term(given, named, of), _average(given, named, of)
    text = (
        f"{_who(named)}: {rulers.number(term['amount'])} over the whole term ({term['period']}) is "
        f"{rulers.number(average['amount'])} a year on average."
    )
    return _compared("whole term / a year", term, average, text)


def _year_over_paid(
    given: Study, named: Mapping[str, Any], places: Sequence[int]
) -> list[dict[str, Any]]:
    """A year of commitments over what was paid in one, each kind of deal by itself.

    Only of commitments that run all the year, and where paid rows of known amount cover it: what
    was paid before a term began, or for something else, is no part of it.
    """
    year, found = _year(given), []
    if year.last > given.as_of:
        return []
    kinds = {place: _cell(given, place, "kind") for place in places}
    for kind in dict.fromkeys(kinds.values()):
        same = [place for place in places if kinds[place] == kind]
        runs = [place for place in same if _runs_all(given, place, year)]
        spent = [place for place in same if _paid_on(given, place, year)]
        amounts = [_paid(given, place, year.first, year.last) for place in spent]
        if not _cover(given, spent, year) or np.isnan(amounts).any():
            continue
        average = _average(given, named, runs)
        ruler = f"paid in {year.name}"
        paid = _row(
            given, named, ruler, spent, amounts, days=(year.first, year.last), pro_forma=False
        )
        text = (
            f"{_who(named)}, {kind}: {rulers.number(average['amount'])} a year on average, and "
            f"{rulers.number(paid['amount'])} {ruler}."
        )
        found += _compared("a year / paid in a year", average, paid, text)
    return found


def _runs_all(given: Study, place: int, year: Period) -> bool:
    """Whether a promise of known amount, over more than a year, holds on every day of `year`."""
    first, last = (_cell(given, place, key) for key in ("start_day", "end_day"))
    if _cell(given, place, "status") == "paid" or np.isnan(_cell(given, place, "value")):
        return False
    return bool(0 < first <= year.first and year.last <= last) and _term(given, place) > 1


def _paid_on(given: Study, place: int, year: Period) -> bool:
    first, last = _days(given, [place])
    paid = _cell(given, place, "status") == "paid"
    return bool(paid and 0 < first <= year.last and last >= year.first)


def _cover(given: Study, of: Sequence[int], year: Period) -> bool:
    """Whether there is no day of the year on which none of these deals is paid."""
    covered = np.zeros(year.last - year.first + 1, dtype=bool)
    for place in of:
        first, last = _days(given, [place])
        covered[max(0, first - year.first) : last - year.first + 1] = True
    return bool(covered.all())


def _paid_of_term(
    given: Study, named: Mapping[str, Any], of: Sequence[int]
) -> list[dict[str, Any]]:
    """What is paid of the promises that say so, over their own whole terms."""
    paid, term = _paid_so_far(given, named, of), _whole_term(given, named, of)
    text = (
        f"{_who(named)}: {rulers.number(paid['amount'])} paid so far, of "
        f"{rulers.number(term['amount'])} over the whole term ({term['period'] or 'no date'})."
    )
    return _compared("paid so far / whole term", paid, term, text)


def _who(named: Mapping[str, Any]) -> str:
    return f"{named['metric']}, {named['counterparty']}"


def _compared(
    name: str, a: Mapping[str, Any], b: Mapping[str, Any], text: str
) -> list[dict[str, Any]]:
    """One ratio, or none where an amount is not known or the second is zero."""
    if a["amount"] is None or not b["amount"]:
        return []
    of = {"segment": a["counterparty"]}
    return [rulers.comparison(name, {**a, **of}, {**b, **of}, text)]


def notes(rows: Sequence[Mapping[str, Any]], year: str) -> list[str]:
    """What the rows and the ratios of `commitments` hold, as sentences; none without rows."""
    if not rows:
        return []
    return [
        "Commitments: the whole term is promised, not spent. A year on average: rows with a "
        "term longer than a year, each over its own term, summed. Paid so far: rows that are "
        "paid, and what other rows say is paid of them.",
        f"A year on average is set against what was paid in {year} only within one kind of deal, "
        "and only where its term, and paid rows of known amount, take in every day of that year. "
        "What is paid so far is set against a whole term only where one row states both.",
    ]
