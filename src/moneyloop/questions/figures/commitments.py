"""What the deals of one party say on their rulers: promised, a year of it, in the year, paid.

    rows, ratios = commitments(study_of(net, "2025", None, "firm"), "OpenAI")

One line for each counterparty and class of deal; amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import measured, rulers
from moneyloop.books.measured import Measured
from moneyloop.books.readings import behind, period_name
from moneyloop.model import INVESTMENT, PURCHASE, RETURN, USD_BN
from moneyloop.questions.figures.deal_terms import Terms
from moneyloop.words.amounts import usd

COMMITMENTS = "commitments"
WHOLE_TERM = Measured(measured.COMMITTED, per=measured.TERM)
A_YEAR = Measured(measured.COMMITTED, per=measured.YEAR)
PAID = Measured(measured.PAID)
# What the deals of a class are to the one who pays, and to the one who is paid.
_SIDES = {
    PURCHASE: ("purchases", "sales"),
    INVESTMENT: ("investments made", "investments received"),
    RETURN: ("returns paid", "returns received"),
}
_METRICS = [name for names in _SIDES.values() for name in names]


def falls_in(year: str) -> Measured:
    """What is due in a year, beside WHOLE_TERM, A_YEAR and PAID."""
    return Measured(measured.DUE, year=year)


def commitments(given: Study, party: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of the deals with each counterparty, and the ratios of their rulers.

    Rows have the keys of the group "commitments" of `figures`, and those of a reading.
    """
    table, deals = given.deals, Terms(given)
    counted = table["reason"].isin(["", selection.UNKNOWN, selection.NO_TERM])
    mine = counted & ((table["payer"] == party) | (table["payee"] == party))
    groups: dict[tuple[str, str, str], list[int]] = {}
    columns = ("payer", "payee", "class")
    for place in np.flatnonzero(mine.to_numpy()).tolist():
        payer, payee, cls = (deals.cell(place, key) for key in columns)
        side = _SIDES[cls][0 if payer == party else 1]
        groups.setdefault((side, payee if payer == party else payer, cls), []).append(place)
    rows: list[tuple[tuple[Any, ...], list[dict[str, Any]], list[dict[str, Any]]]] = []
    for (side, other, cls), places in groups.items():
        named = {"party": party, "metric": side, "counterparty": other, "class": cls}
        found, ratios = _one_counterparty(deals, places, named)
        size = max((row["amount"] or 0.0 for row in found), default=0.0)
        rows.append(((_METRICS.index(side), -size, other), found, ratios))
    rows.sort(key=lambda item: item[0])
    return [row for _, found, _ in rows for row in found], [
        one for _, _, ratios in rows for one in ratios
    ]


def _one_counterparty(
    deals: Terms, places: Sequence[int], named: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    promised = [place for place in places if deals.cell(place, "status") != "paid"]
    long = [place for place in promised if deals.length(place) > 1]
    lump = [place for place in places if deals.states_paid(place)]

    firm, up_to = (
        [deals.cell(place, f"amount_{key}usd_bn") for place in promised] for key in ("", "high_")
    )
    most = [sure if np.isnan(top) else top for sure, top in zip(firm, up_to, strict=True)]
    touched = [place for place in places if deals.touches(place)]
    due = [deals.falls_due(place) for place in touched]
    ahead = any(deals.is_ahead(place) for place in touched)
    days, falls = (deals.year.first, deals.year.last), falls_in(deals.year.name)
    found = [
        _whole_term(deals, named, promised)
        | {"low": rounded(_sum(firm)), "high": rounded(_sum(most))},
        _average(deals, named, long),
        _row(deals, named, falls, touched, due, days=days, planned=ahead),
        _paid_so_far(deals, named, lump),
    ]
    # What is put side by side is made of the known amounts alone.
    sure = {place for place in promised if not np.isnan(deals.cell(place, "value"))}
    ratios = [
        *_term_over_year(deals, named, [place for place in long if place in sure]),
        *_year_over_paid(deals, named, places),
        *_paid_of_term(deals, named, [place for place in lump if place in sure]),
    ]
    return [_public(one) for one in found if one["deals"]], ratios


def _whole_term(deals: Terms, named: Mapping[str, Any], of: Sequence[int]) -> dict[str, Any]:
    return _row(deals, named, WHOLE_TERM, of, [deals.cell(place, "value") for place in of])


def _average(deals: Terms, named: Mapping[str, Any], of: Sequence[int]) -> dict[str, Any]:
    amounts = [deals.cell(place, "value") / deals.length(place) for place in of]
    return _row(deals, named, A_YEAR, of, amounts)


def _paid_so_far(deals: Terms, named: Mapping[str, Any], of: Sequence[int]) -> dict[str, Any]:
    return _row(deals, named, PAID, of, [deals.paid(place) for place in of], planned=False)


def _row(
    deals: Terms,
    named: Mapping[str, Any],
    measures: Measured,
    of: Sequence[int],
    amounts: Sequence[float],
    *,
    days: tuple[int, int] | None = None,
    planned: bool | None = None,
) -> dict[str, Any]:
    """One ruler of the deals with one counterparty; has the keys of a reading."""
    first, last = days or deals.days(of)
    open_ended = days is None and any(deals.is_open(place) for place in of)
    ids = [deals.cell(place, "id") for place in of]
    unknown = sorted(name for name, amount in zip(ids, amounts, strict=True) if np.isnan(amount))
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
        **measured.by(measures),
        "basis": measured.UNKNOWN,
        "planned": (open_ended or last > deals.given.as_of) if planned is None else planned,
        "note": f"without what nobody states: {', '.join(unknown)}" if unknown else None,
        **behind(deals.given.network, ids),
    }


def _public(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"basis": None}


def _sum(amounts: Iterable[float]) -> float | None:
    """The sum of what is known; None where nothing is."""
    stated = [float(amount) for amount in amounts if not np.isnan(amount)]
    return sum(stated) if stated else None


def _period(first: int, last: int, open_ended: bool) -> str | None:
    if open_ended:
        return f"from {selection.iso(first)}" if first else None
    return period_name(first, last)


def _term_over_year(
    deals: Terms, named: Mapping[str, Any], of: Sequence[int]
) -> list[dict[str, Any]]:
    term, average = _whole_term(deals, named, of), _average(deals, named, of)
    text = (
        f"{_who(named)}: {usd(term['amount'])} over the whole term ({term['period']}) is "
        f"{usd(average['amount'])} a year on average."
    )
    return _compared("whole term / a year", term, average, text)


def _year_over_paid(
    deals: Terms, named: Mapping[str, Any], places: Sequence[int]
) -> list[dict[str, Any]]:
    """A year of commitments over what was paid in one, each kind of deal by itself.

    Only of commitments that run all the year, and where paid rows of known amount cover it: what
    was paid before a term began, or for something else, is no part of it.
    """
    year, found = deals.year, []
    if deals.given.planned(year):
        return []
    kinds = {place: deals.cell(place, "kind") for place in places}
    for kind in dict.fromkeys(kinds.values()):
        same = [place for place in places if kinds[place] == kind]
        runs = [place for place in same if deals.runs_all_year(place)]
        spent = [place for place in same if deals.is_paid_in_year(place)]
        amounts = [deals.paid(place, year.first, year.last) for place in spent]
        if not deals.cover_year(spent) or np.isnan(amounts).any():
            continue
        average = _average(deals, named, runs)
        in_year = Measured(measured.PAID, year=year.name)
        paid = _row(
            deals, named, in_year, spent, amounts, days=(year.first, year.last), planned=False
        )
        text = (
            f"{_who(named)}, {kind}: {usd(average['amount'])} a year on average, and "
            f"{usd(paid['amount'])} {in_year.text}."
        )
        found += _compared("a year / paid in a year", average, paid, text)
    return found


def _paid_of_term(
    deals: Terms, named: Mapping[str, Any], of: Sequence[int]
) -> list[dict[str, Any]]:
    """What is paid of the promises that say so, over their own whole terms."""
    paid, term = _paid_so_far(deals, named, of), _whole_term(deals, named, of)
    text = (
        f"{_who(named)}: {usd(paid['amount'])} paid so far, of "
        f"{usd(term['amount'])} over the whole term ({term['period'] or 'no date'})."
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
