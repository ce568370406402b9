"""Counterparties of a failed party: what is at stake, what is lost, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from moneyloop.analysis.stress import exposures
from moneyloop.analysis.stress.cascade import Failure
from moneyloop.analysis.stress.exposures import DUE_BACK, LINES, Exposures, Line, stated_lines
from moneyloop.analysis.study.periods import within
from moneyloop.analysis.study.study import Study, dust, in_digits, rounded
from moneyloop.books import readings
from moneyloop.books.readings import Reading
from moneyloop.input.items import STAKE
from moneyloop.model import USD_BN, plain
from moneyloop.questions.stress import reported_backlog
from moneyloop.words import amounts

DUST = 5e-10  # half a US dollar
_MORE_THAN_ROUNDED = 5e-9  # what rounding two amounts of a row cannot make of nothing
_RATIOS = frozenset({"revenue_coverage", "share", "backlog_of_reported", "debtrank"})
MORE = "+ ?"  # rows without an amount add to the number


@dataclass(frozen=True, eq=False)
class Event:
    """The failure that is asked for, and what stands between the parties when it comes."""

    study: Study
    period: int
    party: str
    loss: float
    at_stake: Exposures
    failure: Failure

    @property
    def year(self) -> str:
        return self.study.periods[self.period].name

    @property
    def when(self) -> str:
        return within(self.year)

    @property
    def is_ledger(self) -> bool:
        return self.study.network.is_ledger

    @property
    def today(self) -> str:
        return amounts.day(self.study.as_of or None, amounts.UNKNOWN)

    @property
    def planned(self) -> bool:
        return self.study.planned(self.study.periods[self.period])

    @cached_property
    def names(self) -> list[str]:
        """The names of the failed party, without case."""
        names = self.study.network.names
        return [name.casefold() for name, party in names.items() if party == self.party]

    @cached_property
    def node_of(self) -> dict[str, int]:
        """The node of each party inside among the pools of the year."""
        parties = self.study.pools[self.period].parties
        return {name: node for node, name in enumerate(parties)}

    @cached_property
    def short(self) -> dict[str, float]:
        """The part of what it owes that each party no longer pays; who pays in full is not in."""
        return {name: 1 - part for name, part in self.failure.paid.items() if part < 1}

    @cached_property
    def short_least(self) -> dict[str, float]:
        """The same at the least fixed point."""
        return {name: 1 - part for name, part in self.failure.paid_least.items() if part < 1}

    @cached_property
    def whole(self) -> dict[str, float]:
        """All that each party has at stake in anybody, on all lines: what is lost is a part."""
        at_stake = self.at_stake
        sums: dict[str, float] = {}
        for (holder, _), amount in at_stake.stakes.amounts.items():
            sums[holder] = sums.get(holder, 0.0) + amount
        for line in (at_stake.purchases, at_stake.returns, at_stake.backlog):
            for (_, payee), amount in line.amounts.items():
                sums[payee] = sums.get(payee, 0.0) + amount
        return sums

    @cached_property
    def lost(self) -> dict[str, dict[str, float]]:
        """What each party loses in all, by the key of its row."""
        at_stake, held = self.at_stake, self.failure.lost
        stakes: dict[str, float] = {}
        for (holder, name), amount in sorted(at_stake.stakes.amounts.items()):
            stakes[holder] = stakes.get(holder, 0.0) + amount * held.get(name, 0.0)
        return {
            "investment_lost": stakes,
            "sales_lost": _by_payee(at_stake.purchases, self.short),
            "sales_lost_least": _by_payee(at_stake.purchases, self.short_least),
            "returns_lost": _by_payee(at_stake.returns, self.short),
            "returns_lost_least": _by_payee(at_stake.returns, self.short_least),
            "backlog_lost": _by_payee(at_stake.backlog, self.short),
            "backlog_lost_least": _by_payee(at_stake.backlog, self.short_least),
        }

    @cached_property
    def deals(self) -> dict[str, dict[str, list[str]]]:
        """By the key of a row, the rows of the failed party and of all that fall short."""
        at_stake = self.at_stake
        payers = {self.party, *self.short_least}
        held = {self.party, *(name for name, part in self.failure.lost.items() if part > 0)}
        deals: dict[str, dict[str, list[str]]] = {"investment_deals": {}}
        for (holder, name), ids in at_stake.stakes.deals.items():
            if name in held:
                deals["investment_deals"].setdefault(holder, []).extend(ids)
        for key, lines in (
            ("sales_deals", (at_stake.purchases, at_stake.returns)),
            ("backlog_deals", (at_stake.backlog,)),
        ):
            by_payee = deals.setdefault(key, {})
            for (payer, payee), ids in (pair for line in lines for pair in line.deals.items()):
                if payer in payers:
                    by_payee.setdefault(payee, []).extend(ids)
        return deals


def described(
    event: Event,
    party: str,
    boundary: str,
    calls: Sequence[dict[str, Any]],
    known: Sequence[Reading],
) -> dict[str, Any]:
    """The row of one counterparty, with the keys of `stress`; `known` are its readings."""
    at_stake, failure = event.at_stake, event.failure
    lost = {key: amounts.get(party, 0.0) for key, amounts in event.lost.items()}
    out = (event.party, party)
    invested = at_stake.stakes.amounts.get((party, event.party), 0.0)
    bought = at_stake.purchases.amounts.get(out, 0.0)
    returned = at_stake.returns.amounts.get(out, 0.0)
    backlog = at_stake.backlog.amounts.get(out, 0.0)
    booked, coverage, figures = _booked(event, party, known)
    stake = _stake(event, known)
    segment, today = event.study.segments[party], event.study.as_of
    reported = reported_backlog.latest(known, segment, today)
    own_calls = [call for call in calls if party in (call["guarantor"], call["beneficiary"])]
    deals = _rows(event, party, own_calls)
    row: dict[str, Any] = {
        "party": party,
        "boundary": boundary,
        "investment": invested,
        "investment_lost_first": event.loss * invested,
        "investment_lost": lost["investment_lost"],
        "stake_value": stake.amount if stake else None,
        "stake_value_as_of": stake.period if stake else None,
        "sales": bought,
        "sales_lost_first": event.loss * bought,
        "sales_lost": lost["sales_lost"],
        "sales_lost_least": lost["sales_lost_least"],
        "revenue": booked,
        "revenue_coverage": coverage,
        # Where no figure covers the year, what is booked is not known to be all of it.
        "share": lost["sales_lost"] / booked if booked and coverage != 0 else None,
        "returns": returned,
        "returns_lost_first": event.loss * returned,
        "returns_lost": lost["returns_lost"],
        "backlog": backlog,
        "backlog_no_dates": at_stake.no_dates.amounts.get(out, 0.0),
        "backlog_lost_first": event.loss * backlog,
        "backlog_lost": lost["backlog_lost"],
        "backlog_lost_least": lost["backlog_lost_least"],
        "reported_backlog": reported.amount if reported else None,
        "reported_backlog_segment": reported.segment if reported else None,
        "reported_backlog_basis": reported.basis.text if reported else None,
        "reported_backlog_period": reported.period if reported else None,
        "reported_backlog_figure": reported.figure if reported else None,
        "backlog_of_reported": None,
        "backstop_called": _sum(own_calls, "guarantor", party),
        "backstop_received": _sum(own_calls, "beneficiary", party),
        "buffer": failure.buffers.get(party),
        "debtrank": failure.lost.get(party),
        "planned": event.planned,
    }
    for line in LINES:
        if _unknown(event, line, party):
            row |= _not_known(row, line, event.loss)
    if row["sales_lost"] is None:
        row["share"] = None
    if reported and reported.known_amount > 0 and row["backlog"] is not None:
        row["backlog_of_reported"] = row["backlog"] / reported.known_amount
    names = [name for ids in deals.values() for name in ids]
    used = [*figures, *(reading for reading in (stake, reported) if reading)]
    rests = readings.behind(event.study.network, names, used)
    write = in_digits(event.study, event.whole.get(party, 0.0))
    cells = {key: (rounded if key in _RATIOS else write)(value) for key, value in row.items()}
    return cells | {"evidence": rests["evidence"]} | deals | {"figures": rests["figures"]}


def _not_known(row: dict[str, Any], line: str, loss: float) -> dict[str, None]:
    """The numbers of a line that are unknown: those of zero, where a row has no amount."""
    stated = [f"{line}_no_dates", line] if row[line] == 0 else []
    lost = [key for key in row if key.startswith(f"{line}_lost") and row[key] == 0 and loss > 0]
    return dict.fromkeys([key for key in (*stated, *lost) if key in row])


def _booked(
    event: Event, party: str, known: Sequence[Reading]
) -> tuple[float | None, float | None, list[Reading]]:
    """Booked revenue of the year, the covered part of it, and the figures that say so.

    Nobody reports the revenue of a list of payments, which has all of it inside.
    """
    study, period = event.study, event.study.periods[event.period]
    pools = study.pools[event.period]
    figures = [reading for reading in known if readings.is_whole_revenue(reading, period)]
    covered = study.figures.revenue(party, period)
    if event.is_ledger:
        inside = party in event.node_of
        return float(pools.revenue[event.node_of[party]]) if inside else None, None, []
    if party in event.node_of:
        booked = float(pools.revenue[event.node_of[party]])
        return booked if booked > 0 or covered.share > 0 else None, covered.share, figures
    return covered.revenue if covered.share >= 1 else None, covered.share, figures


def _stake(event: Event, known: Sequence[Reading]) -> Reading | None:
    """The latest stated value of a party's stake in the failed one: a valuation, not money."""
    values = [
        reading
        for reading in known
        if (reading.metric, reading.unit) == ("valuation", USD_BN)
        and reading.item == STAKE
        and reading.line.casefold() in event.names
    ]
    return max(values, key=lambda reading: reading.last, default=None)


def _rows(event: Event, party: str, calls: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """The rows behind each line of a counterparty."""
    deals = {key: sorted(set(ids.get(party, ()))) for key, ids in event.deals.items()}
    unknown = {f"{line}_unknown_deals": sorted(_unknown(event, line, party)) for line in LINES}
    return deals | {
        "backstop_deals": sorted(call["deal"] for call in calls),
        "unknown_deals": sorted({name for ids in unknown.values() for name in ids}),
        **unknown,
    }


def told_lines(rows: Iterable[Mapping[str, Any]], is_ledger: bool = False) -> tuple[str, ...]:
    """The lines that are told of these rows, and what is due back where something is."""
    due = any(row[DUE_BACK] or row[f"{DUE_BACK}_lost"] for row in rows)
    lines = stated_lines(is_ledger)
    return (*lines, DUE_BACK) if due else lines


def beyond(row: Mapping[str, Any], line: str, is_ledger: bool = False) -> bool:
    """Whether a row of `stress` loses more of a line than the failed party alone takes away.

    At either end, where payments clear in more than one way. Of an unknown first round nothing is
    known to be lost: what the cascade takes is beyond it.
    """
    lost, first = row[f"{line}_lost"], row[f"{line}_lost_first"] or 0.0
    if lost is None:
        return False
    most = max(lost, row.get(f"{line}_lost_least", lost))
    return bool(most > first + _MORE_THAN_ROUNDED * (most if is_ledger else 1.0))


def unknown_rows(row: Mapping[str, Any], line: str) -> list[str]:
    """The deals without an amount that add to a known one of a line, at stake or lost."""
    known = row[line] or row[f"{line}_lost"]
    return list(row.get(f"{line}_unknown_deals", ())) if known else []


def marked(text: str, amount: float | None, row: Mapping[str, Any], line: str) -> str:
    """A number of a line as it is told, marked where deals without an amount add to it."""
    return f"{text} {MORE}" if amount and unknown_rows(row, line) else text


def affected(event: Event, party: str, calls: Sequence[dict[str, Any]]) -> bool:
    """True for a party with something at stake, known or not, or that loses by the cascade."""
    at_stake, out = event.at_stake, (event.party, party)
    lines = (at_stake.purchases, at_stake.returns, at_stake.backlog)
    if at_stake.stakes.amounts.get((party, event.party), 0.0) > 0:
        return True
    if any(line.amounts.get(out, 0.0) > 0 for line in lines):
        return True
    if any(_unknown(event, line, party) for line in LINES):
        return True
    if any(party in (call["guarantor"], call["beneficiary"]) for call in calls):
        return True
    least = dust(event.study, DUST, event.whole.get(party, 0.0))
    return any(amounts.get(party, 0.0) > least for amounts in event.lost.values())


def guarantees_called(event: Event) -> list[dict[str, Any]]:
    """The guarantees that the failure may call, and up to how much.

    One whose condition names the failed party covers what the beneficiary no longer gets from it,
    in the year and after the as-of date (several of them share that, the earlier first); where the
    failed party is the beneficiary, the lost part of its amount. Where the condition names nobody,
    what is called is not known: None.
    """
    study, party = event.study, event.party
    short = event.short.get(party, 0.0)
    due = exposures.payments(study, event.period, party)
    for (payer, payee), amount in event.at_stake.no_dates.amounts.items():
        if payer == party:
            due[payee] = due.get(payee, 0.0) + amount
    left = {payee: amount * short for payee, amount in due.items()}
    calls = []
    for row in exposures.backstops(study, party).to_dict("records"):
        amount, to = plain(row["value"]), row["payee"]
        called: float | None
        if event.loss == 0 or amount == 0:
            called = 0.0
        elif amount is None or not row["says"] or (to != party and to not in left):
            called = None
        elif to == party:
            called = amount * event.loss
        else:
            called = min(amount, left[to])
            left[to] -= called
        calls.append(
            {
                "guarantor": row["payer"],
                "beneficiary": to,
                "amount": rounded(amount),
                "called": rounded(called),
                "condition": plain(row["condition"]),
                "says_whose": row["says"],
                "deal": row["id"],
                "evidence": plain(row["evidence"]),
            }
        )
    return calls


def _sum(calls: Sequence[dict[str, Any]], role: str, party: str) -> float | None:
    """What a party pays or gets of called guarantees; None where an amount is not known."""
    called = [call["called"] for call in calls if call[role] == party]
    known = [amount for amount in called if amount is not None]
    return sum(known, 0.0) if known or not called else None


def _by_payee(line: Line, short: Mapping[str, float]) -> dict[str, float]:
    """What each party is no longer paid of a line, by all that fall short."""
    sums: dict[str, float] = {}
    for (payer, payee), amount in sorted(line.amounts.items()):
        if payer in short:
            sums[payee] = sums.get(payee, 0.0) + amount * short[payer]
    return sums


def _unknown(event: Event, line: str, party: str) -> list[str]:
    return event.at_stake.unknown.get((line, (event.party, party)), [])
