"""Stress: what one party's failure does to each counterparty, on three lines kept apart.

    stress(net, "OpenAI", loss=0.5).to_frame()

Amounts are USD billions. Investment is money paid in to date, yearly revenue is of one year, and
backlog is of whole terms to come: three rulers, never added up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from moneyloop import api
from moneyloop.analysis import attribution, exposures, readings, selection
from moneyloop.analysis import stress as stress_
from moneyloop.analysis.exposures import LINES
from moneyloop.analysis.periods import parse
from moneyloop.answers import counterparties
from moneyloop.answers.counterparties import Event
from moneyloop.model import FIRM, ChoiceError, Network, Result


def stress(
    network: Network,
    party: str,
    *,
    loss: float = 1.0,
    year: int | str | None = None,
    as_of: str | None = None,
    case: str = FIRM,
) -> Result:
    """What the failure of `party` does to each counterparty: investment, revenue, backlog.

    The party pays at most 1 - `loss` of what it owes in `year` (default: the latest full year),
    everybody else pays what they can. One row per counterparty, on three lines: `investment`
    (paid in to the as-of date less what was paid back, at cost), `revenue` (purchases by the
    failed party in the year) and `backlog` (what it is to pay for after the as-of date, whole
    terms; `backlog_no_term` is the part without a schedule). Of each, `_lost_first` is what the
    failed party alone takes away and `_lost` all that the cascade does: payments by Eisenberg-Noe
    clearing (greatest fixed point; `_lost_least` at the least one), stakes by DebtRank. `share` is
    revenue_lost of `booked`; `returns` are repayments and dividends due in the year, which are no
    revenue; `buffer` the known money of the counterparty in the year and `debtrank` the part of it
    that is lost with stakes. `backstop_called` is what it pays as a guarantor, up to;
    `backstop_received` what guarantors pay it. Unknown is None.

    `extra` has party, year, loss, unique, defaults (who cannot pay the year in full), debtrank,
    backstops, unaffected (how many parties have no row), on_all_lines and rulers (of each line).
    Raises ChoiceError for a choice that does not exist and for a list of payments.
    """
    if network.is_ledger:
        raise ChoiceError(
            "a list of payments states no stakes, terms or guarantees: stress needs deals"
        )
    if not (math.isfinite(loss) and 0 <= loss <= 1):
        raise ChoiceError(f"loss {loss:g}: it is a part of what the party owes, from 0 to 1")
    failed = api.resolve(network, party)
    name = _year(network, year, as_of, case)
    given = api.study(network, as_of=as_of, case=case, from_=name, to=name)
    number = given.shown[0]
    at_stake = exposures.exposures(given, number)
    failure = stress_.fail(given, number, failed, loss, at_stake)
    event = Event(given, number, failed, loss, at_stake, failure)
    calls = counterparties.guarantees_called(event)
    known = readings.readings(network, as_of=given.as_of if as_of else None)
    parties = dict(zip(network.parties["name"], network.parties["boundary"], strict=True))
    rows = [
        counterparties.described(event, one, parties[one], calls, known)
        for one in sorted(parties)
        if one != failed and counterparties.affected(event, one, calls)
    ]
    rows.sort(key=_order)
    used = {call["deal"] for call in calls} | {
        name for row in rows for name in row["backlog_deals"]
    }
    unaffected = len(parties) - 1 - len(rows)
    return Result(
        data=network.data,
        as_of=selection.iso(given.as_of),
        case=case,
        rows=rows,
        left_out=exposures.not_counted(given, number, used),
        notes=_notes(event, rows, calls, unaffected),
        extra={
            "party": failed,
            "year": name,
            "loss": float(loss),
            "unique": failure.unique,
            "defaults": _defaults(event),
            "debtrank": attribution.rounded(failure.debtrank),
            "backstops": calls,
            "unaffected": unaffected,
            "on_all_lines": [row["party"] for row in rows if all(row[f"{x}_lost"] for x in LINES)],
            "rulers": _rulers(event),
        },
        unit=network.unit,
    )


def _year(network: Network, year: int | str | None, as_of: str | None, case: str) -> str:
    """The year as four digits; by default the latest full one."""
    if year is None:
        years = attribution.report_years(api.study(network, as_of=as_of, case=case))
        if not years:
            raise ChoiceError("there is no money in the record: name a year")
        return years[0].name
    text = str(year).strip()
    if len(text) != 4:
        raise ChoiceError(f"{text!r} is not a year: write 2025")
    return parse(text).name


def _defaults(event: Event) -> list[dict[str, Any]]:
    """Who cannot pay what it owes in the year, the failed party among them; largest gap first."""
    owed = event.failure.owed
    found = [
        {
            "party": name,
            "owed": attribution.rounded(owed[name]),
            "paid": attribution.rounded(owed[name] * (1 - part)),
        }
        for name, part in event.short.items()
        if owed[name] * part > counterparties.DUST
    ]
    return sorted(found, key=lambda row: (row["paid"] - row["owed"], row["party"]))


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    keys = ("revenue_lost", "investment_lost", "backlog_lost", "revenue", "investment", "backlog")
    return (*(-(row[key] or 0.0) for key in keys), row["party"])


def _rulers(event: Event) -> dict[str, str]:
    """What each line is measured in; all of them USD billions."""
    return {
        "investment": f"paid in to {event.today} less what was paid back, at cost",
        "revenue": f"purchases in the year {event.year}",
        "returns": f"repayments and dividends due in the year {event.year}",
        "backlog": f"committed after {event.today}, whole terms, scheduled",
        "backstop": "guarantees, up to their whole amount",
        "stake_value": "valuation on its date",
        "buffer": f"known money in the year {event.year}",
    }


def _notes(
    event: Event,
    rows: Sequence[dict[str, Any]],
    calls: Sequence[dict[str, Any]],
    unaffected: int,
) -> list[str]:
    party, year = event.party, event.year
    pays = f"at most {100 * (1 - event.loss):.4g}%" if event.loss < 1 else "nothing"
    told = [
        f"{party} pays {pays} of what it owes in {year}; everybody else pays what it can. This is "
        "a what-if, not a forecast.",
        "Three lines on three rulers: money paid in to date, money of one year, money of whole "
        "terms. They are not added up.",
        f"Investment is at cost, to {event.today}. What is promised and not yet paid in is no loss "
        "and is not in it; a stake's value is a valuation and stands apart.",
        "Revenue: creditors outside are paid pari passu with those inside. Investments are no "
        "obligations, and money that no row places (spent elsewhere, kept) is a cushion: the "
        "cascade is the least that the rows imply.",
        "Stakes spread by DebtRank. Most parties publish no equity, so the buffer is the known "
        "money that came in during the year; a party without any passes nothing on.",
    ]
    if any(row["backlog"] for row in rows):
        told.append(
            f"Backlog is scheduled money (pro forma). What others owe after {event.today} is lost "
            f"in the part that they cannot pay in {year}."
        )
    if any(row["backlog_no_term"] for row in rows):
        names = {deal for row in rows for deal in row["backlog_deals"]}
        marked = sorted(names & {d for ids in event.at_stake.no_term.deals.values() for d in ids})
        told.append(f"Commitments without a term, whole in the backlog: {', '.join(marked)}.")
    if calls:
        told.append(
            "Guarantees are called up to their amount in the year it falls, whatever their other "
            "conditions; what they bring is not used in the cascade."
        )
    if event.pro_forma:
        told.append(
            f"Pro forma: {year} is not over. Scheduled and forecast money is in it, and where its "
            "revenue is not known yet, cushions and buffers are too small."
        )
    told += _on_rows(event, rows)
    if unaffected:
        told.append(f"Parties with nothing at stake on these lines: {unaffected}.")
    return told


def _on_rows(event: Event, rows: Sequence[dict[str, Any]]) -> list[str]:
    told = []
    if not event.failure.unique:
        told.append(
            "The payments clear in more than one way: parties that owe each other have no money of "
            "their own. The lost amounts are the least loss (greatest fixed point), the columns "
            "with `least` the greatest one."
        )
    partial = [
        f"{row['party']} {row['revenue_coverage']:.0%}"
        for row in rows
        if row["revenue_lost"] and row["share"] is not None and row["revenue_coverage"] < 1
    ]
    if partial:
        told.append(
            f"Revenue coverage below 1 in {event.year}, shares are of what is known: "
            f"{', '.join(partial)}."
        )
    unknown = sorted({name for row in rows for name in row["unknown_deals"]})
    if unknown:
        told.append(f"No amount is known for {', '.join(unknown)}: what they add is not known.")
    return told
