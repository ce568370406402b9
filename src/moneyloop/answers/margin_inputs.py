"""Revenue and serving cost for `margin`: what the reader states, and what the figures have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop import api
from moneyloop.analysis import selection, serving
from moneyloop.analysis.margins import Account
from moneyloop.analysis.readings import Reading, behind, readings
from moneyloop.analysis.serving import Serving
from moneyloop.answers.years import one_year
from moneyloop.model import ChoiceError, LeftOut, Network

_NOWHERE = {"party": None, "period": None, "pro_forma": False}
_UNUSED = "another figure of the serving cost of the year"
_OF_READING = (
    *("amount", "unit", "ruler", "segment", "period", "evidence", "figure"),
    *("source", "outlet", "url", "source_date", "note"),
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
    said: dict[str, Any]
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
    rests = {"ruler": "stated", "evidence": [], "figures": []}
    rows = [_input("revenue", revenue, None), _input("serving cost", cost, None)]
    return Inputs(Sheet(Account(revenue, cost), _NOWHERE, rests), None, rows, None, [], [])


def _input(name: str, stated: float | None, reading: Reading | None) -> dict[str, Any]:
    """One input with its ruler and its place, or as it is stated in place of a figure."""
    told: dict[str, Any] = {"input": name} | dict.fromkeys(_OF_READING)
    if stated is None and reading is not None:
        return told | {key: reading[key] for key in _OF_READING} | {"in_place_of": None}
    told |= {"amount": stated, "unit": "usd_bn", "ruler": "stated"}
    return told | {"in_place_of": reading["figure"] if reading else None}


def read(
    network: Network, party: str | None, year: str | None, as_of: str | None, stated: Stated
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
    today = api.study(network, as_of=as_of).as_of
    name = api.resolve(network, party or serving.INDUSTRY)
    known = readings(network, as_of=today if as_of else None)
    wanted = None if year is None else one_year(year)
    years = [one for one in serving.servings(known, name) if wanted in (None, one.year)]
    usable = [one for one in years if not _lacking(one, stated)]
    if not usable:
        lacking = _lacking(years[-1] if years else Serving(), stated)
        raise ChoiceError(_none_known(known, name, wanted, lacking))
    found = ([one for one in usable if not _is_pro_forma(one, today)] or usable)[-1]
    return _inputs(network, name, found, today, stated)


def _lacking(found: Serving, stated: Stated) -> list[str]:
    """Which inputs are neither stated nor known."""
    lacking = []
    if stated.revenue is None and found.revenue is None:
        lacking.append("revenue")
    if stated.cost is None and found.cost is None:
        lacking.append("serving cost")
    return lacking


def _none_known(
    known: Sequence[Reading], name: str, year: str | None, lacking: Sequence[str]
) -> str:
    have = []
    for party in sorted({one["party"] for one in known}):
        years = [one.year for one in serving.servings(known, party) if one.revenue and one.cost]
        have += [f"{party} ({', '.join(years)})"] if years else []
    hint = f"; revenue and cost are known of {', '.join(have)}" if have else ""
    when = f"of {name} for {year}" if year else f"of {name} for any year"
    return f"no figure of the {' or the '.join(lacking)} {when}: state it{hint}"


def _is_pro_forma(found: Serving, today: int) -> bool:
    used = [one for one in (found.revenue, found.cost) if one is not None]
    return any(one["last"] > today or one["evidence"] == "projected" for one in used)


def _inputs(network: Network, name: str, found: Serving, today: int, stated: Stated) -> Inputs:
    of_revenue = found.revenue if stated.revenue is None else None
    of_cost = found.cost if stated.cost is None else None
    revenue = stated.revenue if of_revenue is None else float(of_revenue["amount"])
    assert revenue is not None
    cost = stated.cost if of_cost is None else serving.dollars(of_cost, revenue)
    assert cost is not None
    word = "gross margin" if of_cost and serving.is_margin(of_cost) else "serving cost"
    said = {"party": name, "period": found.year, "pro_forma": _is_pro_forma(found, today)}
    wider = None
    if found.sold and found.spent:
        pair = Account(float(found.sold["amount"]), float(found.spent["amount"]))
        wider = Sheet(pair, said, _behind(network, "serving cost", found.sold, found.spent))
    differ = serving.rulers_differ(of_revenue, of_cost) if of_revenue and of_cost else []
    unused = tuple(one["figure"] for one in found.unused) if of_cost else ()
    return Inputs(
        Sheet(Account(revenue, cost), said, _behind(network, word, of_revenue, of_cost)),
        wider,
        [
            _input("revenue", stated.revenue, found.revenue),
            _input(word, stated.cost, found.cost),
        ],
        selection.iso(today),
        [LeftOut(_UNUSED, unused)] if unused else [],
        differ,
    )


def _behind(
    network: Network, word: str, revenue: Reading | None, cost: Reading | None
) -> dict[str, Any]:
    used = [one for one in (revenue, cost) if one is not None]
    rests = behind(network, figures=used)
    rulers = [one["ruler"] if one else "stated" for one in (revenue, cost)]
    return {
        "ruler": f"revenue: {rulers[0]}; {word}: {rulers[1]}",
        "evidence": rests["evidence"],
        "figures": rests["figures"],
    }
