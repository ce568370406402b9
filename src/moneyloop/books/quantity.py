"""An amount with its basis and what it rests on; in what two of them differ, and their ratio.

Two figures can both be right and still not compare: one may be a month times twelve and the
other a year's books, one gross and the other net, one a promise over five years.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.books import dates
from moneyloop.books.basis import UNKNOWN, Basis
from moneyloop.books.evidence import NOT_STATED, in_order
from moneyloop.model import USD_BN, ChoiceError

# Metrics that are counted gross or net of what the channel keeps, and named by line of business.
BOOKED = ("revenue", "run_rate")


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """An amount in `unit` (None where it is not known), of what and when, and on what basis.

    `first` and `last` are days (ordinals, 0 where none is stated) and `period` their name; `low`
    and `high` are the ends of an interval, `known_low` and `known_high` those on public amounts and
    balances; None where there is none. It rests on `evidence` (kinds,
    NOT_STATED where a row says nothing), on `figures` (places) and `deals` (ids).
    """

    metric: str
    segment: str | None
    period: str | None
    first: int
    last: int
    amount: float | None
    unit: str
    basis: Basis
    evidence: Sequence[str]
    figures: Sequence[str]
    deals: Sequence[str]
    planned: bool
    low: float | None = None
    high: float | None = None
    known_low: float | None = None
    known_high: float | None = None

    @property
    def known_amount(self) -> float:
        """The amount of a quantity that has one; raises ValueError without."""
        if self.amount is None:
            raise ValueError(f"the amount of {self.metric}, {self.period}, is not known")
        return self.amount

    @property
    def span(self) -> str:
        """How long its period is: day, month, quarter, year, 9 months, 5 years."""
        return dates.span(self.first, self.last)

    def derived(self, **changes: Any) -> Quantity:
        """A quantity that is made of this one, and differs from it in the fields that change."""
        same = {field.name: getattr(self, field.name) for field in fields(Quantity)}
        return Quantity(**{**same, **changes})

    def row(self) -> dict[str, Any]:
        """The keys of a row of an answer; the amount is rounded."""
        return {
            "metric": self.metric,
            "segment": self.segment,
            "period": self.period,
            "amount": rounded(self.amount),
            "low": self.low,
            "high": self.high,
            "known_low": self.known_low,
            "known_high": self.known_high,
            "unit": self.unit,
            **self.basis.keys(),
            "evidence": list(self.evidence),
            "figures": list(self.figures),
            "deals": list(self.deals),
            "planned": self.planned,
        }


def rests_on(*quantities: Quantity) -> dict[str, Any]:
    """What a number made of these rests on: evidence, figures, deals and planned."""
    support = in_order(
        (kind for quantity in quantities for kind in quantity.evidence),
        (deal for quantity in quantities for deal in quantity.deals),
        (figure for quantity in quantities for figure in quantity.figures),
    )
    return {
        **{key: support[key] for key in ("evidence", "figures", "deals")},
        "planned": any(quantity.planned for quantity in quantities),
    }


def differences(a: Quantity, b: Quantity) -> list[str]:
    """In what the bases of two quantities differ, a against b; empty on the same basis.

    Looked at: what is measured, unit, gross or net and line of business (of revenue and run
    rates, or of one metric), period and evidence; not whose they are.
    """
    differs = []
    names = [a.basis.name, b.basis.name]
    if names[0] != names[1]:
        differs.append(" against ".join(names))
    elif a.metric != b.metric:
        differs.append(f"{spaced(a.metric)} against {spaced(b.metric)}")
    if not differs and a.unit != b.unit:
        differs.append(f"unit {a.unit} against {b.unit}")
    if a.metric == b.metric or {a.metric, b.metric} <= set(BOOKED):
        differs += _gross_or_net(a, b)
        if a.segment != b.segment:
            differs.append(f"segment {a.segment} against {b.segment}")
    if a.period != b.period:
        differs.append(f"{_when(a)} against {_when(b)}")
    if list(a.evidence) != list(b.evidence):
        differs.append(f"evidence {', '.join(a.evidence)} against {', '.join(b.evidence)}")
    return differs


def _gross_or_net(a: Quantity, b: Quantity) -> list[str]:
    ends = [
        NOT_STATED if basis.gross_or_net == UNKNOWN else basis.gross_or_net
        for basis in (a.basis, b.basis)
    ]
    if ends[0] != ends[1]:
        both = " against ".join(ends)
        return [f"gross or net: {both}" if NOT_STATED in ends else both]
    booked = a.metric in BOOKED and a.unit == USD_BN
    return ["gross or net not stated on either side"] if booked and ends[0] == NOT_STATED else []


def spaced(name: str) -> str:
    """A name as people write it: run rate."""
    return name.replace("_", " ")


def _when(quantity: Quantity) -> str:
    return f"{quantity.span} {quantity.period or '?'}"


def ratio(a: Quantity, b: Quantity, *, across: Iterable[str] = ()) -> float | None:
    """The first over the second; None where an amount is unknown or the second is zero.

    Raises ChoiceError unless `across` names every one of `differences(a, b)`, and no other.
    """
    _check_named(a, b, across)
    if a.amount is None or not b.amount:
        return None
    return a.amount / b.amount


def less(a: Quantity, b: Quantity, *, across: Iterable[str] = ()) -> float | None:
    """The first less the second; None where an amount is unknown. Raises as `ratio` does."""
    _check_named(a, b, across)
    if a.amount is None or b.amount is None:
        return None
    return a.amount - b.amount


def _check_named(a: Quantity, b: Quantity, across: Iterable[str]) -> None:
    differs, named = differences(a, b), list(across)
    hidden = [difference for difference in differs if difference not in named]
    if hidden:
        raise ChoiceError(f"not on one basis: {'; '.join(hidden)}. Name what differs, or leave it")
    wrong = [difference for difference in named if difference not in differs]
    if wrong:
        raise ChoiceError(f"the two do not differ in this: {'; '.join(wrong)}")
