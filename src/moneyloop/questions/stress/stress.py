"""Stress: what one party's failure does to each counterparty, on three lines kept apart.

    stress(net, "OpenAI", loss=0.5).to_frame()

Amounts are USD billions. Investment is money put in to date, yearly revenue is of one year, and
backlog is of all that is committed for later: three bases, never added up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.stress import cascade, exposures
from moneyloop.analysis.stress.exposures import stated_lines
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.periods import UNDATED_PERIOD
from moneyloop.analysis.study.study import dust, in_digits, rounded, significant
from moneyloop.books import readings
from moneyloop.model import FIRM, INVESTMENT, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.asking import latest_year, one_year
from moneyloop.questions.stress import counterparties, reported_backlog
from moneyloop.questions.stress.columns import COLUMNS, is_partial
from moneyloop.questions.stress.counterparties import Event
from moneyloop.words.amounts import percent, stated
from moneyloop.words.columns import described


@asking.on_network
@described(COLUMNS)
def stress(
    network: Network,
    party: str,
    *,
    loss: float = 1.0,
    year: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
) -> Result:
    """What the failure of `party` does to each counterparty: investment, revenue, backlog.

    The party pays at most 1 - `loss` of what it owes in `year` (default: the latest full year),
    everybody else pays what they can. One row per counterparty, on three lines: `investment`
    (paid in or due by the as-of date less what was paid back, at cost), `revenue` (purchases by the
    failed party in the year) and `backlog` (what it is to pay for after the as-of date, to the end
    of each term, and commitments with no dates whole: `backlog_no_dates`). Of each, `_lost_first`
    is what the failed party alone takes away and `_lost` all that the cascade does: payments by
    Eisenberg-Noe clearing (greatest fixed point; `_lost_least` at the least one), stakes by
    DebtRank. `share` is sales_lost of `booked`; `returns` are repayments and dividends due in
    the year, which are no revenue; `buffer` the known money of the counterparty in the year and
    `debtrank` the part of it that is lost with stakes. `reported_backlog` is the seller's own
    latest one (of its `_segment`, on its `_basis`, of the day `_period`; `reported_backlog.RULE`
    chooses it) and `backlog_of_reported` the backlog as a part of it, across two bases.
    `backstop_called` is what it pays as a guarantor, up to; `backstop_received` what guarantors pay
    it. Unknown is None; a line may have an amount and rows without one, and `LINE_unknown_deals`
    names these.

    `extra` has party, year, loss, unique, defaults (who cannot pay the year in full), debtrank,
    backstops, unaffected (how many parties have no row), on_all_lines and bases (of each line).
    A list of payments has no backlog and no guarantees: what the party paid in the year counts as
    if it had owed that and not paid. Raises ChoiceError for a choice that does not exist.
    """
    if not (math.isfinite(loss) and 0 <= loss <= 1):
        raise ChoiceError(f"loss {loss:g}: it is a part of what the party owes, from 0 to 1")
    failed = asking.resolve(network, party)
    when = latest_year(network, as_of, case) if year is None else one_year(year)
    if when is None:
        raise ChoiceError("there is no money in the record: name a year")
    window = None if when == UNDATED_PERIOD else when
    study = asking.study(network, as_of=as_of, case=case, from_=window, to=window)
    period = study.shown[0]
    at_stake = exposures.exposures(study, period)
    failure = cascade.fail(study, period, failed, loss, at_stake)
    event = Event(study, period, failed, loss, at_stake, failure)
    calls = counterparties.guarantees_called(event)
    known = readings.by_party(readings.readings(network, as_of=study.known_by))
    parties = dict(zip(network.parties["name"], network.parties["boundary"], strict=True))
    rows = [
        counterparties.described(event, name, parties[name], calls, known.get(name, []))
        for name in sorted(parties)
        if name != failed and counterparties.affected(event, name, calls)
    ]
    rows.sort(key=_order)
    used = {call["deal"] for call in calls} | {
        name for row in rows for key in ("investment_deals", "backlog_deals") for name in row[key]
    }
    unaffected = len(parties) - 1 - len(rows)
    lines = stated_lines(network.is_ledger)
    return Result(
        data=network.data,
        as_of=selection.iso(study.as_of),
        case=case,
        rows=rows,
        left_out=exposures.not_counted(study, period, used),
        notes=_notes(event, rows, calls, unaffected),
        extra={
            "party": failed,
            "year": when,
            "loss": float(loss),
            "unique": failure.unique,
            "defaults": _defaults(event),
            "debtrank": rounded(failure.debtrank),
            "backstops": calls,
            "unaffected": unaffected,
            "on_all_lines": [row["party"] for row in rows if all(row[f"{x}_lost"] for x in lines)],
            "bases": _bases(event),
        },
        unit=network.unit,
        columns=COLUMNS,
        asked=(failed,),
    )


def _defaults(event: Event) -> list[dict[str, Any]]:
    """Who cannot pay what it owes in the year, the failed party among them; largest gap first."""
    owed = event.failure.owed
    rows = [
        {
            "party": name,
            "owed": write(owed[name]),
            "paid": write(owed[name] * (1 - part)),
        }
        for name, part in event.short.items()
        for write in [in_digits(event.study, owed[name])]
        if owed[name] * part > dust(event.study, counterparties.DUST, owed[name])
    ]
    # Equal gaps are ordered by name, whatever rounding leaves of each.
    return sorted(
        rows,
        key=lambda row: (significant(row["paid"] - row["owed"], row["owed"]), row["party"]),
    )


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    keys = ("sales_lost", "investment_lost", "backlog_lost", "sales", "investment", "backlog")
    return (*(-(row[key] or 0.0) for key in keys), row["party"])


def _bases(event: Event) -> dict[str, str]:
    """What each line is measured in; all of them in the unit of the network."""
    if event.is_ledger:
        to = "" if event.study.network.undated else f" to {event.today}"
        return {
            "investment": f"paid in{to} less what was paid back, at cost",
            "sales": f"purchases {event.when}",
            "returns": f"repayments and dividends {event.when}",
            "buffer": f"money that came in {event.when}",
        }
    return {
        "investment": f"paid in or due by {event.today} less what was paid back, at cost",
        "sales": f"purchases in the year {event.year}",
        "returns": f"repayments and dividends due in the year {event.year}",
        "backlog": (
            f"committed after {event.today}, whole terms, and commitments with no dates whole"
        ),
        "reported_backlog": reported_backlog.BASIS,
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
    if event.is_ledger:
        return _notes_of_payments(event, rows, unaffected)
    party, year = event.party, event.year
    pays = f"at most {stated(100 * (1 - event.loss))}%" if event.loss < 1 else "nothing"
    notes = [
        f"{party} pays {pays} of what it owes in {year}; everybody else pays what it can. This is "
        "a what-if, not a forecast.",
        "Three lines on three bases: money put in to date, money of one year, money of all years "
        "to come. They are not added up.",
        f"Investment is at cost, to {event.today}. What is promised for later is no loss and is "
        "not in it; a stake's value is a valuation and stands apart.",
        "Revenue: creditors outside are paid pari passu with those inside. Investments are no "
        "obligations, and money that no row places (spent elsewhere, kept) is a cushion: the "
        "cascade is the least that the rows imply.",
        f"What {party} itself has invested or paid before stays where it is, and what it invests "
        f"in {year} still arrives: only what it owes is unpaid.",
        "Stakes spread by DebtRank. Most parties publish no equity, so the buffer is the known "
        "money that came in during the year; a party without any passes nothing on.",
    ]
    if any(row["backlog"] for row in rows):
        notes.append(
            f"Backlog is money to come (planned). What others owe after {event.today} is lost "
            f"in the part that they cannot pay in {year}."
        )
    if any(row["backlog_of_reported"] for row in rows):
        notes.append(
            "A backlog and the one that its seller reports are on different bases: ours is what "
            f"rows commit after {event.today}, theirs their own count on the day of the figure, "
            "which may not have in it what the rows say. "
            f"Which figure: {reported_backlog.RULE}."
        )
    if any(row["backlog_no_dates"] for row in rows):
        names = {deal for row in rows for deal in row["backlog_deals"]}
        marked = sorted(names & {d for ids in event.at_stake.no_dates.deals.values() for d in ids})
        notes.append(f"Commitments with no dates, whole in the backlog: {', '.join(marked)}.")
    if calls:
        notes.append(
            "Guarantees are called up to their amount in the year it falls, whatever their other "
            "conditions; what they bring is not used in the cascade."
        )
    unsaid = [call["deal"] for call in calls if not call["says_whose"]]
    if unsaid:
        notes.append(
            f"It is not known whether {party}'s failure calls these guarantees, and how much of "
            f"them: their conditions name no party. {', '.join(unsaid)}."
        )
    if any(call["beneficiary"] == party and call["called"] for call in calls):
        notes.append(
            f"A guarantee of {party} itself is called up to its amount, which may be more than "
            f"{party} owes under what it covers."
        )
    if event.planned:
        notes.append(
            f"Planned: {year} is not over. Scheduled and forecast money is in it, and where its "
            "revenue is not known yet, cushions and buffers are too small."
        )
        if any(row["backlog"] for row in rows):
            notes.append(
                f"Purchases on the days of {year} after {event.today} are in the revenue of the "
                "year and in the backlog."
            )
    due = _due(event, rows)
    if due:
        notes.append(
            f"In the investments, due by {event.today} but not stated to be paid: {', '.join(due)}."
        )
    notes += _on_rows(event, rows)
    return notes + _unaffected(unaffected)


def _notes_of_payments(event: Event, rows: Sequence[dict[str, Any]], unaffected: int) -> list[str]:
    party, when = event.party, event.when
    pays = f"at most {stated(100 * (1 - event.loss))}%" if event.loss < 1 else "nothing"
    notes = [
        f"As if {party} had paid {pays} of its purchases and returns {when}, and everybody else "
        "what it then could. This is a what-if, not a forecast.",
        "Two bases, money put in to date and money of one period: they are not added up.",
        "Those that are paid less share it in proportion. Investments are no obligations: what "
        f"{party} invested still arrives. Money that was kept is a cushion.",
        "Stakes spread by DebtRank: the buffer is the known money that came in during the period; "
        "a party without any passes nothing on.",
    ]
    return notes + _on_rows(event, rows) + _unaffected(unaffected)


def _unaffected(count: int) -> list[str]:
    return [f"Parties with nothing known to be at stake on these lines: {count}."] if count else []


def _due(event: Event, rows: Sequence[dict[str, Any]]) -> list[str]:
    """The investments among the rows that are dated, and that no source says are paid."""
    names = {name for row in rows for name in row["investment_deals"]}
    deals = event.study.deals
    is_due = deals["id"].isin(names) & (deals["class"] == INVESTMENT) & (deals["status"] != "paid")
    return sorted(deals.loc[is_due, "id"])


def _on_rows(event: Event, rows: Sequence[dict[str, Any]]) -> list[str]:
    notes = []
    if not event.failure.unique:
        notes.append(
            "The payments clear in more than one way: parties that owe each other have no money of "
            "their own. The lost amounts are the least loss (greatest fixed point), the columns "
            "with `least` the greatest one."
        )
    partial = [
        f"{row['party']} {percent(row['revenue_coverage'])}" for row in rows if is_partial(row)
    ]
    if partial:
        notes.append(
            f"Revenue is reported for a part of {event.year} only, shares are of what is known: "
            f"{', '.join(partial)}."
        )
    unknown = sorted({name for row in rows for name in row["unknown_deals"]})
    if unknown:
        notes.append(f"No amount is known for {', '.join(unknown)}: what they add is not known.")
    return notes
