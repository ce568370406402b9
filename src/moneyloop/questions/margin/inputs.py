"""Revenue and serving cost for `margin`: what the reader states, and what the figures have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.books import serving
from moneyloop.books.evidence import PROJECTED
from moneyloop.books.margins import Account
from moneyloop.books.readings import Reading, behind, readings
from moneyloop.books.serving import Serving
from moneyloop.model import USD_BN, ChoiceError, LeftOut, Network
from moneyloop.questions import asking
from moneyloop.questions.asking import one_year

_NOWHERE = {"party": None, "period": None, "planned": False}
_UNUSED = "another figure of the serving cost of the year"
_STATED = "stated"  # of an amount that the reader states
_OF_READING = (
    *("amount", "unit", "basis", "segment", "period", "evidence", "figure"),
    *("source", "outlet", "url", "source_date", "tier", "note"),
)


@dataclass(frozen=True)
class Stated:
    """Amounts that the reader states, USD billions a year; None is read from the figures."""

    revenue: float | None
    cost: float | None


@dataclass(frozen=True)
class Sheet:
    """An account, whose it is and what is behind it: what every row of it repeats."""

    account: Account
    whose: dict[str, Any]
    behind: dict[str, Any]


@dataclass(frozen=True)
class Inputs:
    """The account that is asked about, the wider one where figures have it, and their sources."""

    sheet: Sheet
    wider: Sheet | None
    rows: list[dict[str, Any]]
    as_of: str | None
    left_out: list[LeftOut]
    differences: list[str]


def stated_only(revenue: float, cost: float) -> Inputs:
    """The inputs where both amounts are stated and nothing is read."""
    rests = {"basis": _STATED, "evidence": [], "figures": []}
    rows = [_input("revenue", revenue, None), _input("serving cost", cost, None)]
    return Inputs(Sheet(Account(revenue, cost), _NOWHERE, rests), None, rows, None, [], [])


def _input(name: str, stated: float | None, reading: Reading | None) -> dict[str, Any]:
    """One input with its basis and its place, or as it is stated in place of a figure."""
    if stated is None and reading is not None:
        row = reading.row() | {"evidence": reading.stated_evidence, "figure": reading.figure}
        return {"input": name} | {key: row[key] for key in _OF_READING} | {"in_place_of": None}
    row = dict.fromkeys(_OF_READING) | {"amount": stated, "unit": USD_BN, "basis": _STATED}
    return {"input": name} | row | {"in_place_of": reading.figure if reading else None}


def read(
    network: Network, party: str | None, year: asking.When, as_of: asking.When, stated: Stated
) -> Inputs:
    """What the figures have of a party and a year, for what is not stated; raises ChoiceError.

    Without a year it is the latest one that is over and has what is needed, else the latest.
    """
    if network.is_ledger:
        raise ChoiceError("a list of payments has no figures: state revenue and cost instead")
    if party is None and serving.INDUSTRY not in network.names:
        raise ChoiceError(
            f"the data has no party {serving.INDUSTRY!r}: name a party, or state revenue and cost"
        )
    study = asking.study(network, as_of=as_of)
    name = asking.resolve(network, serving.INDUSTRY if party is None else party)
    known = readings(network, as_of=study.known_by)
    wanted = None if year is None else one_year(year)
    years = [service for service in serving.servings(known, name) if wanted in (None, service.year)]
    usable = [service for service in years if not _lacking(service, stated)]
    if not usable:
        lacking = _lacking(years[-1] if years else Serving(), stated)
        raise ChoiceError(_none_known(known, name, wanted, lacking))
    over = [service for service in usable if not _is_planned(_used(service, stated), study.as_of)]
    return _inputs(network, name, (over or usable)[-1], study.as_of, stated)


def _lacking(service: Serving, stated: Stated) -> list[str]:
    """Which inputs are neither stated nor known."""
    lacking = []
    if stated.revenue is None and service.revenue is None:
        lacking.append("revenue")
    if stated.cost is None and service.cost is None:
        lacking.append("serving cost")
    return lacking


def _none_known(
    known: Sequence[Reading], name: str, year: str | None, lacking: Sequence[str]
) -> str:
    companies = []
    for party in sorted({reading.party for reading in known}):
        years = [
            service.year
            for service in serving.servings(known, party)
            if service.revenue and service.cost
        ]
        companies += [f"{party} ({', '.join(years)})"] if years else []
    hint = f"; revenue and cost are known of {', '.join(companies)}" if companies else ""
    when = f"of {name} for {year}" if year else f"of {name} for any year"
    return f"no figure of the {' or the '.join(lacking)} {when}: state it{hint}"


def _used(service: Serving, stated: Stated) -> tuple[Reading | None, Reading | None]:
    """The readings of revenue and of cost, without those that a stated amount stands in for."""
    return (
        service.revenue if stated.revenue is None else None,
        service.cost if stated.cost is None else None,
    )


def _is_planned(used: Sequence[Reading | None], today: int) -> bool:
    known = [reading for reading in used if reading is not None]
    return any(reading.last > today or PROJECTED in reading.evidence for reading in known)


def _inputs(network: Network, name: str, service: Serving, today: int, stated: Stated) -> Inputs:
    of_revenue, of_cost = _used(service, stated)
    revenue = stated.revenue if of_revenue is None else of_revenue.known_amount
    assert revenue is not None
    cost = stated.cost if of_cost is None else serving.dollars(of_cost, revenue)
    assert cost is not None
    word = "gross margin" if of_cost and serving.is_margin(of_cost) else "serving cost"

    def sheet(account: Account, word: str, *used: Reading | None) -> Sheet:
        planned = _is_planned(used, today)
        whose = {"party": name, "period": service.year, "planned": planned}
        return Sheet(account, whose, _behind(network, word, *used))

    wider = None
    if service.sold and service.spent:
        pair = Account(service.sold.known_amount, service.spent.known_amount)
        wider = sheet(pair, "serving cost", service.sold, service.spent)
    differ = serving.differences(of_revenue, of_cost) if of_revenue and of_cost else []
    unused = tuple(reading.figure for reading in service.unused) if of_cost else ()
    return Inputs(
        sheet(Account(revenue, cost), word, of_revenue, of_cost),
        wider,
        [
            _input("revenue", stated.revenue, service.revenue),
            _input(word, stated.cost, service.cost),
        ],
        selection.iso(today),
        [LeftOut(_UNUSED, unused)] if unused else [],
        differ,
    )


def _behind(network: Network, word: str, *used: Reading | None) -> dict[str, Any]:
    rests = behind(network, figures=[reading for reading in used if reading is not None])
    of_revenue, of_cost = (reading.basis.text if reading else _STATED for reading in used)
    return {
        "basis": f"revenue: {of_revenue}; {word}: {of_cost}",
        "evidence": rests["evidence"],
        "figures": rests["figures"],
    }
