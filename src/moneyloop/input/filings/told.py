"""What filings tell of one concept: each period with its values, the latest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from moneyloop.input.filings import spans
from moneyloop.input.filings.facts import Fact
from moneyloop.input.filings.spans import Span

_EXACT = Context(prec=100)
_BILLION = -9  # as a power of ten that dollars are multiplied by


@dataclass(frozen=True)
class Told:
    """A value of a period in dollars, and the filing that first gave it.

    Of one that is worked out `computed` says how; the filing is that of the longer period.
    """

    concept: str
    amount: Decimal
    accession: str
    form: str
    filed: str
    computed: str = ""


def told(facts: Sequence[Fact]) -> dict[Span, list[Told]]:
    """The values of each period: what was filed last, then what it replaced."""
    by_span: dict[Span, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: fact.filed):
        by_span.setdefault((fact.first, fact.last), []).append(fact)
    return {span: _versions(filings) for span, filings in by_span.items()}


def with_quarters(known: Mapping[Span, list[Told]]) -> dict[Span, list[Told]]:
    """The same with the quarters that longer periods leave, of the values that were filed last."""
    result = dict(known)
    for span, (whole, parts) in spans.left_over(known.keys()).items():
        result[span] = [_rest(whole, parts, {each: result[each][0] for each in (whole, *parts)})]
    return result


def billions(amount: Decimal) -> str:
    """Dollars as text in billions, to the last digit.

    >>> billions(Decimal(81615000000)), billions(Decimal("-1")), billions(Decimal(0))
    ('81.615', '-0.000000001', '0')
    """
    return format((amount.scaleb(_BILLION, _EXACT) + 0).normalize(_EXACT), "f")


def _versions(filings: Sequence[Fact]) -> list[Told]:
    first: dict[Decimal, Fact] = {}
    last: dict[Decimal, int] = {}
    for position, fact in enumerate(filings):
        first.setdefault(fact.amount, fact)
        last[fact.amount] = position
    return [
        Told(fact.concept, fact.amount, fact.accession, fact.form, fact.filed)
        for amount in sorted(last, key=lambda amount: -last[amount])
        for fact in [first[amount]]
    ]


def _rest(whole: Span, parts: Sequence[Span], values: Mapping[Span, Told]) -> Told:
    total = values[whole]
    amount = total.amount
    for part in parts:
        amount = _EXACT.subtract(amount, values[part].amount)
    less = ", ".join(_named(part, values[part]) for part in parts)
    how = f"{_named(whole, total)} less {less}"
    filed = max(value.filed for value in values.values())
    return Told(total.concept, amount, total.accession, total.form, filed, how)


def _named(span: Span, value: Told) -> str:
    first, last = (date.fromordinal(day).isoformat() for day in span)
    of = "computed" if value.computed else value.accession
    return f"{billions(value.amount)} of {first} to {last} ({of})"
