"""What the deals of one party commit: the whole term, a year of it, what falls in a year, paid.

    commitments(study_of(net, "2025", None, "firm"), "OpenAI").rows

One line for each counterparty and class of deal; amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import basis
from moneyloop.books.basis import Basis
from moneyloop.books.comparisons import comparison
from moneyloop.books.dates import period_name
from moneyloop.books.quantity import Quantity
from moneyloop.books.readings import behind
from moneyloop.model import INVESTMENT, PURCHASE, RETURN, USD_BN
from moneyloop.questions.figures.deal_terms import Terms
from moneyloop.words.amounts import usd

COMMITMENTS = "commitments"
WHOLE_TERM = Basis(basis.COMMITTED, per=basis.TERM)
A_YEAR = Basis(basis.COMMITTED, per=basis.YEAR)
PAID = Basis(basis.PAID)
# What the deals of a class are to the one who pays, and to the one who is paid.
_SIDES = {
    PURCHASE: ("purchases", "sales"),
    INVESTMENT: ("investments made", "investments received"),
    RETURN: ("returns paid", "returns received"),
}
_METRICS = [name for names in _SIDES.values() for name in names]


def falls_in(year: str) -> Basis:
    """What is due in a year, beside WHOLE_TERM, A_YEAR and PAID."""
    return Basis(basis.DUE, year=year)


@dataclass(frozen=True)
class Counterparty:
    """The deals of one class between a party and another: `metric` is what they are to it."""

    party: str
    name: str
    metric: str
    cls: str


@dataclass(frozen=True)
class Commitment:
    """What the deals with a counterparty come to on one basis; `note` names what nobody states."""

    counterparty: Counterparty
    quantity: Quantity
    note: str | None

    def row(self) -> dict[str, Any]:
        """The row of the group "commitments" of `figures`."""
        row = self.quantity.row()
        return {
            "group": COMMITMENTS,
            "party": self.counterparty.party,
            **row,
            "segment": None,
            "counterparty": self.counterparty.name,
            "class": self.counterparty.cls,
            # A deal is neither gross nor net.
            "gross_or_net": None,
            "note": self.note,
        }


@dataclass(frozen=True)
class Commitments:
    """The commitments of a party, the largest counterparty of each metric first, and ratios."""

    rows: list[Commitment]
    ratios: list[dict[str, Any]]


def commitments(study: Study, party: str) -> Commitments:
    """What the deals with each counterparty come to, and the ratios of their bases."""
    table, terms = study.deals, Terms(study)
    counted = table["reason"].isin(["", selection.UNKNOWN, selection.NO_TERM])
    own = counted & ((table["payer"] == party) | (table["payee"] == party))
    groups: dict[Counterparty, list[int]] = {}
    for index in np.flatnonzero(own.to_numpy()).tolist():
        payer, payee, cls = (terms.cell(index, key) for key in ("payer", "payee", "class"))
        pays = payer == party
        metric = _SIDES[cls][0 if pays else 1]
        counterparty = Counterparty(party, payee if pays else payer, metric, cls)
        groups.setdefault(counterparty, []).append(index)
    ranked = []
    for counterparty, indices in groups.items():
        lines = _of_counterparty(terms, indices, counterparty)
        size = max((row.quantity.amount or 0.0 for row in lines.rows), default=0.0)
        ranked.append(((_METRICS.index(counterparty.metric), -size, counterparty.name), lines))
    ranked.sort(key=lambda pair: pair[0])
    return Commitments(
        rows=[row for _, lines in ranked for row in lines.rows],
        ratios=[ratio for _, lines in ranked for ratio in lines.ratios],
    )


def _of_counterparty(
    terms: Terms, indices: Sequence[int], counterparty: Counterparty
) -> Commitments:
    deals = _Deals(terms, counterparty)
    promised = [index for index in indices if terms.cell(index, "status") != "paid"]
    long = [index for index in promised if terms.length(index) > 1]
    lump = [index for index in indices if terms.states_paid(index)]
    rows = [
        deals.between_ends(promised),
        deals.average(long),
        deals.due([index for index in indices if terms.touches(index)]),
        deals.paid_so_far(lump),
    ]
    # What is put side by side is made of the known amounts alone.
    sure = {index for index in promised if not np.isnan(terms.cell(index, "value"))}
    ratios = [
        *_term_over_year(deals, [index for index in long if index in sure]),
        *_year_over_paid(deals, indices),
        *_paid_of_term(deals, [index for index in lump if index in sure]),
    ]
    return Commitments([row for row in rows if row.quantity.deals], ratios)


@dataclass(frozen=True)
class _Deals:
    """The deals with one counterparty, on each basis: `indices` say which of them are added."""

    terms: Terms
    counterparty: Counterparty

    def whole_term(self, indices: Sequence[int]) -> Commitment:
        return self._sum(
            WHOLE_TERM, indices, [self.terms.cell(index, "value") for index in indices]
        )

    def between_ends(self, indices: Sequence[int]) -> Commitment:
        """The whole term, from what is firm to what it is "up to"."""
        firm, up_to = (
            [self.terms.cell(index, f"amount_{end}usd_bn") for index in indices]
            for end in ("", "high_")
        )
        most = [sure if np.isnan(top) else top for sure, top in zip(firm, up_to, strict=True)]
        term = self.whole_term(indices)
        ends = replace(term.quantity, low=rounded(_total(firm)), high=rounded(_total(most)))
        return replace(term, quantity=ends)

    def average(self, indices: Sequence[int]) -> Commitment:
        amounts = [self.terms.cell(index, "value") / self.terms.length(index) for index in indices]
        return self._sum(A_YEAR, indices, amounts)

    def due(self, indices: Sequence[int]) -> Commitment:
        """What falls in the year."""
        amounts = [self.terms.falls_due(index) for index in indices]
        ahead = any(self.terms.is_ahead(index) for index in indices)
        return self._in_year(falls_in(self.terms.year.name), indices, amounts, planned=ahead)

    def paid_so_far(self, indices: Sequence[int]) -> Commitment:
        amounts = [self.terms.paid(index) for index in indices]
        return self._sum(PAID, indices, amounts, planned=False)

    def paid_in_year(self, indices: Sequence[int], amounts: Sequence[float]) -> Commitment:
        in_year = Basis(basis.PAID, year=self.terms.year.name)
        return self._in_year(in_year, indices, amounts, planned=False)

    def _in_year(
        self, on: Basis, indices: Sequence[int], amounts: Sequence[float], *, planned: bool
    ) -> Commitment:
        days = (self.terms.year.first, self.terms.year.last)
        return self._sum(on, indices, amounts, days=days, planned=planned)

    def _sum(
        self,
        on: Basis,
        indices: Sequence[int],
        amounts: Sequence[float],
        *,
        days: tuple[int, int] | None = None,
        planned: bool | None = None,
    ) -> Commitment:
        first, last = days or self.terms.days(indices)
        open_ended = days is None and any(self.terms.is_open(index) for index in indices)
        ids = [self.terms.cell(index, "id") for index in indices]
        pairs = zip(ids, amounts, strict=True)
        unknown = sorted(name for name, amount in pairs if np.isnan(amount))
        support: dict[str, Any] = behind(self.terms.study.network, ids)
        ahead = open_ended or last > self.terms.study.as_of
        quantity = Quantity(
            metric=self.counterparty.metric,
            segment=self.counterparty.name,
            period=_period(first, last, open_ended),
            first=first,
            last=last,
            amount=rounded(_total(amounts)),
            unit=USD_BN,
            basis=on,
            planned=ahead if planned is None else planned,
            **support,
        )
        note = f"without what nobody states: {', '.join(unknown)}" if unknown else None
        return Commitment(self.counterparty, quantity, note)


def _total(amounts: Iterable[float]) -> float | None:
    """The sum of what is known; None where nothing is."""
    stated = [float(amount) for amount in amounts if not np.isnan(amount)]
    return sum(stated) if stated else None


def _period(first: int, last: int, open_ended: bool) -> str | None:
    if open_ended:
        return f"from {selection.iso(first)}" if first else None
    return period_name(first, last)


def _term_over_year(deals: _Deals, indices: Sequence[int]) -> list[dict[str, Any]]:
    term, average = deals.whole_term(indices).quantity, deals.average(indices).quantity
    text = (
        f"{_who(deals)}: {usd(term.amount)} over the whole term ({term.period}) is "
        f"{usd(average.amount)} a year on average."
    )
    return _compared("whole term / a year", term, average, text)


def _year_over_paid(deals: _Deals, indices: Sequence[int]) -> list[dict[str, Any]]:
    """A year of commitments over what was paid in one, each kind of deal by itself.

    Only of commitments that run all the year, and where paid rows of known amount cover it: what
    was paid before a term began, or for something else, is no part of it.
    """
    terms, ratios = deals.terms, []
    year = terms.year
    if terms.study.planned(year):
        return []
    kinds = {index: terms.cell(index, "kind") for index in indices}
    for kind in dict.fromkeys(kinds.values()):
        same = [index for index in indices if kinds[index] == kind]
        runs = [index for index in same if terms.runs_all_year(index)]
        spent = [index for index in same if terms.is_paid_in_year(index)]
        amounts = [terms.paid(index, year.first, year.last) for index in spent]
        if not terms.cover_year(spent) or np.isnan(amounts).any():
            continue
        average, paid = deals.average(runs).quantity, deals.paid_in_year(spent, amounts).quantity
        text = (
            f"{_who(deals)}, {kind}: {usd(average.amount)} a year on average, and "
            f"{usd(paid.amount)} {paid.basis.text}."
        )
        ratios += _compared("a year / paid in a year", average, paid, text)
    return ratios


def _paid_of_term(deals: _Deals, indices: Sequence[int]) -> list[dict[str, Any]]:
    """What is paid of the promises that say so, over their own whole terms."""
    paid, term = deals.paid_so_far(indices).quantity, deals.whole_term(indices).quantity
    text = (
        f"{_who(deals)}: {usd(paid.amount)} paid so far, of "
        f"{usd(term.amount)} over the whole term ({term.period or 'no date'})."
    )
    return _compared("paid so far / whole term", paid, term, text)


def _who(deals: _Deals) -> str:
    return f"{deals.counterparty.metric}, {deals.counterparty.name}"


def _compared(name: str, a: Quantity, b: Quantity, text: str) -> list[dict[str, Any]]:
    """One ratio, or none where an amount is not known or the second is zero."""
    if a.amount is None or not b.amount:
        return []
    return [comparison(name, a, b, text)]


def notes(rows: Sequence[Commitment], year: str) -> list[str]:
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
