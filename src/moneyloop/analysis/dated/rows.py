"""Attribution by a tracing rule: rows of `attribute` on the graph of events (method, section 8).

The estimate and the interval of a row are of the same events; they are never set beside pooled
ones. A rule needs payment days, and refuses rows that have none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis import attribution
from moneyloop.analysis.dated import bounds as dated_bounds
from moneyloop.analysis.dated import events, tracing
from moneyloop.analysis.dated.tracing import Traced
from moneyloop.analysis.graph import EVERY, INVEST
from moneyloop.analysis.pooled.laps import Buckets
from moneyloop.analysis.study.study import Study, places, rounded_row
from moneyloop.model import ChoiceError, Note
from moneyloop.words import amounts

if TYPE_CHECKING:
    from moneyloop.analysis.dated.events import Events

_SLACK = 1e-6  # of all the money that can come to a party
_DUST = 1e-9  # of the same: what instalments lose and gain by rounding
_NETWORK_INVESTORS = [tracing.OWN, tracing.OTHER, tracing.PASSED_ON]
_SPENDING_BACK = [tracing.RECIPROCAL, tracing.PASSED_ON]
_NAMED = 10  # rows without a day that a refusal lists in full


def rows(
    study: Study,
    rules: Sequence[str],
    parties: Sequence[str] | None = None,
    *,
    shuffles: int = 0,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[dict[str, Any]], list[str], list[Note]]:
    """One row per rule, period and party, notes, and those of them that are about some parties.

    With `shuffles` every row has `own_ties_low` and `own_ties_high`: the least and the most of
    `own` when rows that share a moment come in another order. `rules` are some of
    `tracing.RULES`. Raises ChoiceError where rows that matter have no payment day.
    """
    work = places(study, parties)
    targets = sorted({target for _, target in work})
    names = study.network.inside
    rules, sentences = _traceable(study, rules, [names[target] for target in targets])
    ordered = events.events(study)
    random = np.random.default_rng(seed)
    shuffled = [events.events(study, shuffle=random) for _ in range(shuffles)]
    periods = sorted({period for period, _ in work})
    steps = len(rules) * (1 + shuffles) + len(periods)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    intervals: dict[tuple[int, int], dict[str, tuple[float, float]]] = {}
    for period in periods:
        in_period = [target for when, target in work if when == period]
        intervals |= _intervals(study, ordered, period, in_period)
        step()
    ends = [when.last for when in study.periods]
    beside = attribution.beside_of(study)
    result = []
    for rule in rules:
        traced = tracing.trace(ordered, rule, targets, ends)
        step()
        others = []
        for order in shuffled:
            others.append(tracing.trace(order, rule, targets, ends).revenue[..., tracing.OWN])
            step()
        for period, target in work:
            row = _row(study, ordered, traced, targets, period, target, intervals, beside)
            if shuffles:
                own = [booked[period, targets.index(target)] for booked in others]
                row["own_ties_low"] = min(row["own_estimate"], *own)
                row["own_ties_high"] = max(row["own_estimate"], *own)
            row = {"rule": rule} | rounded_row(study, row)
            row = attribution.without_unknown(study, period, target, row)
            result.append(row | attribution.on_public(row))
    about = _no_known_source(study, ordered)
    general = _notes(study, ordered)
    return result, [*general, *(note.text for note in about), *sentences], about


def _row(
    study: Study,
    ordered: Events,
    traced: Traced,
    targets: list[int],
    index: int,
    target: int,
    intervals: dict[tuple[int, int], dict[str, tuple[float, float]]],
    beside: attribution.Beside,
) -> dict[str, Any]:
    booked = traced.revenue[index, targets.index(target)]
    estimate = Buckets(
        own=float(booked[tracing.OWN]),
        network_investors=float(booked[_NETWORK_INVESTORS].sum()),
        outside_investors=float(booked[events.INVESTORS]),
        reciprocal=float(booked[tracing.RECIPROCAL]),
        earlier_cash=float(booked[events.EARLIER_CASH]),
        no_known_source=float(booked[events.NO_KNOWN_SOURCE]),
        customers=float(booked[events.CUSTOMERS]),
        spending_back=float(booked[_SPENDING_BACK].sum()),
    )
    ends = intervals[index, target]
    slack = _SLACK * events.MOST / float(ordered.scale[target])
    for measure, (low, high) in ends.items():
        value = estimate.of(measure)
        if not low - slack <= value <= high + slack:
            raise ArithmeticError(f"{measure}: {value} is outside [{low}, {high}]")
    row = attribution.described(study, index, target, estimate, ends, beside)
    period = study.periods[index]
    own = ordered.tail >= 0
    own[own] = ordered.owner[ordered.tail[own]] == target
    invested = own & (ordered.cls == INVEST)
    in_period = invested & (ordered.day >= period.first) & (ordered.day <= period.last)
    laps = float(traced.revenue[: index + 1, targets.index(target), tracing.OWN].sum())
    peak = float(traced.peak[index, targets.index(target)])
    inside = float(ordered.units[in_period & (ordered.head >= 0)].sum() / ordered.scale[target])
    return row | {
        "revenue": float(booked.sum()),
        "own_investment": beside.invested(index, row["party"], inside),
        "turns": laps / peak if peak > 0 else None,
    }


def _intervals(
    study: Study, ordered: Events, index: int, targets: Sequence[int]
) -> dict[tuple[int, int], dict[str, tuple[float, float]]]:
    """Low and high of every measure of these parties in one period, by (period, party)."""
    period = study.periods[index]
    chains = dated_bounds.chains(ordered, period.last)
    intervals = {}
    for target in targets:
        intervals[index, target] = dict.fromkeys(EVERY, (0.0, 0.0))
        if study.pools[index].network_sales[target] > 0:
            for measure in EVERY:
                ends = dated_bounds.bounds(ordered, chains, target, measure, period.first)
                intervals[index, target][measure] = ends.low, ends.high
    return intervals


def _traceable(
    study: Study, rules: Sequence[str], targets: Sequence[str]
) -> tuple[list[str], list[str]]:
    """The rules that the days of the rows allow for these parties, and a note on the others.

    customer-first and investor-first look at the origin of a dollar, so that what the target
    itself is paid can change the order in other pools: they need the days of all rows. Raises
    ChoiceError when no rule is left.
    """
    pools = set().union(*(events.upstream(study, target) for target in targets))
    vague = events.undated(study, pools)
    everywhere = events.undated(study, set(study.network.inside))
    left = [rule for rule in rules if rule not in tracing.BY_ORIGIN or everywhere.empty]
    if vague.empty and left:
        return left, [
            f"{rule} needs the days of all rows, and has none of {', '.join(everywhere['id'])}."
            for rule in rules
            if rule not in left
        ]
    refused = everywhere if vague.empty else vague
    lines = [
        f"  line {row['line']}, {row['id']}: start {row['start'] or 'blank'}"
        + (f", end {row['end']}" if row["end"] else "")
        for row in refused.head(_NAMED).to_dict("records")
    ]
    more = len(refused) - len(lines)
    raise ChoiceError(
        f"a tracing rule needs payment days, and {len(refused)} of the rows that can change the "
        f"answer have none:\n"
        + "\n".join(lines)
        + (f"\n  and {more} more" if more > 0 else "")
        + "\nGive them a start (and an end) as YYYY-MM-DD, ask for a party or a window that they "
        "do not touch, or leave the rule out: pools need no days."
    )


def _notes(study: Study, ordered: Events) -> list[str]:
    first = study.deals["start_day"].to_numpy()
    last = np.where(study.deals["end_day"] > 0, study.deals["end_day"], first)
    used = np.unique(ordered.deal[ordered.deal >= 0])
    spread = int((last[used] > first[used]).sum())
    notes = [
        "Estimate and interval are of the same dated payments; do not set them beside pooled ones. "
        f"{amounts.count(ordered.tied)} payments share their moment with another: receipts come "
        "before payments, and payments that go round take an order that needs least money of no "
        "known source. The interval is over all such orders."
    ]
    if spread:
        notes.append(
            f"{spread} rows pay over a term: counted as monthly instalments, by days, at the end "
            "of each month. Customers of revenue figures pay at the start of each month."
        )
    if not study.network.is_ledger:
        notes.append(
            "Spending that no row shows has no day: what a party with reported revenue has not "
            "paid out leaves its pool by the end of the year, down to its reported cash. A party "
            "without keeps it, where pools of a year do not."
        )
    if (study.flows["exchange"] >= 0).any():
        notes.append(
            "The legs of an exchange are payments like others here; only the pools of a period pay "
            "them with each other."
        )
    if ordered.lost:
        paid = ordered.head[ordered.head >= 0]
        notes.append(
            f"{ordered.lost} payments are too small beside the others to be traced: under "
            f"{amounts.stated(0.5 / float(ordered.scale[ordered.owner[paid]].min()))} each."
        )
    return notes


def _no_known_source(study: Study, ordered: Events) -> list[Note]:
    """What each party pays in a shown period on days on which no known money covers it."""
    gaps = ordered.root == events.NO_KNOWN_SOURCE
    ends = [period.last for period in study.periods]
    periods = np.searchsorted(ends, ordered.day[gaps])
    party = ordered.owner[ordered.head[gaps]]
    notes = []
    for period in study.shown:
        units = np.zeros(len(ordered.parties))
        in_period = periods == period
        np.add.at(units, party[in_period], ordered.units[gaps][in_period])
        for payer in np.flatnonzero(units > _DUST * events.MOST):
            amount = amounts.usd(units[payer] / ordered.scale[payer])
            text = (
                f"{ordered.parties[payer]} {study.periods[period].name}: {amount} of payments come "
                "before any known income that covers them."
            )
            notes.append(Note(text, (ordered.parties[payer],), "no_known_source"))
    return notes
