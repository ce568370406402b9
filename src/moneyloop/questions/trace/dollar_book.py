"""The record behind one dollar's way in a period: what each row says, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study, deals_between, rounded
from moneyloop.books.readings import Reading, behind, by_party, is_whole_revenue, readings
from moneyloop.model import USD_BN

Record = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Book:
    """The record of one period, from which each row takes what is behind it.

    dollar   US dollars that are followed
    deals    ids of the deals that flow, by payer, payee and class
    outside  ids of those that parties outside pay, by payee and class
    known    the figures of each party
    """

    pools: Pools
    period: int
    study: Study
    dollar: float
    deals: Mapping[tuple[str, str, str], list[str]]
    outside: Mapping[tuple[str, str], list[str]]
    known: Mapping[str, Sequence[Reading]]
    planned: bool

    @classmethod
    def of(cls, study: Study, period: int, dollar: float) -> Book:
        """The book of a period."""
        pools = study.pools[period]
        deals, inside = deals_between(study, period), set(pools.parties)
        outside: dict[tuple[str, str], list[str]] = {}
        for (payer, payee, kind), ids in deals.items():
            if payer not in inside:
                outside.setdefault((payee, kind), []).extend(ids)
        return cls(
            pools=pools,
            period=period,
            study=study,
            dollar=dollar,
            deals=deals,
            outside=outside,
            known=by_party(readings(study.network, as_of=study.known_by)),
            planned=study.planned(pools.period),
        )

    @property
    def is_ledger(self) -> bool:
        return self.study.network.is_ledger

    def amount(self, part: float) -> float:
        """A part of the dollar in US dollars."""
        return float(rounded(float(part) * self.dollar))

    def row(
        self,
        hop: int,
        ends: tuple[str, str],
        cls: str,
        amount: float,
        held: float,
        *,
        spent: float | None = None,
        booked: float | None = 0.0,
        deals: Iterable[str] = (),
        figures: Iterable[Reading] = (),
    ) -> Record:
        return {
            "hop": hop,
            "payer": ends[0],
            "payee": ends[1],
            "class": cls,
            "amount": self.amount(amount),
            "share": rounded(float(amount / held)),
            "share_of_spent": rounded(float(amount / spent)) if spent else None,
            "revenue": None if booked is None else self.amount(booked),
            **behind(self.study.network, deals, figures),
            "planned": self.planned,
        }

    def revenue(self, party: str) -> list[Reading]:
        """The recognised revenue of a party that touches the period."""
        return [
            figure
            for figure in self.known.get(party, ())
            if is_whole_revenue(figure, self.pools.period)
        ]

    def balance(self, party: str, *, after: bool = False) -> list[Reading]:
        """The reported cash of a party when the period begins, or `after` it."""
        day = self.pools.period.last + 1 if after else self.pools.period.first
        cash = [
            figure
            for figure in self.known.get(party, ())
            if (figure.metric, figure.unit) == ("cash", USD_BN)
        ]
        before = [figure for figure in cash if figure.last == day - 1]
        return before or [figure for figure in cash if figure.last == day]

    def sized_by(self, party: str) -> list[Reading]:
        """The figures that size a party's pool."""
        return [*self.revenue(party), *self.balance(party)]

    def from_outside(self, party: str, classes: Sequence[str]) -> list[str]:
        """The deals under which outside parties pay a party."""
        return [deal for cls in classes for deal in self.outside.get((party, cls), ())]
