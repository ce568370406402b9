"""Company facts to rows of figures.csv, and what of them is no such row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from moneyloop.input import items, schema
from moneyloop.input.filings import counted, spans
from moneyloop.input.filings.concepts import FIGURE_OF, FIGURES, Figure
from moneyloop.input.filings.facts import USD, Fact, Facts, facts_of
from moneyloop.input.filings.spans import Span
from moneyloop.input.filings.told import Told, billions, told, with_quarters
from moneyloop.model import USD_BN, DataError

if TYPE_CHECKING:
    import pandas as pd

OUTLET = "SEC EDGAR"
_ANNUAL = ("10-K", "20-F", "40-F")
# Halves and nine months, in days: they are read for the quarters that they give.
_TO_DATE = (*range(165, 196), *range(255, 290))

NO_METRIC, OTHER_UNIT = "no metric for it", "not in US dollars"
NO_PERIOD, NO_BALANCE = "of a day, not of a period", "of a period, not of a day"
OTHER_PERIOD = "of neither a quarter nor a year"
NEGATIVE = "less than zero"

Reasons = Counter[tuple[str, str, str]]  # concept, unit, why it is no figure


@dataclass(frozen=True, eq=False)
class Filed:
    """The figures of a company's filings.

    rows      the columns of figures.csv as text, in USD billions
    unmapped  what is no row: concept, unit, facts (how many), reason
    company   what the file calls it, with its number `cik`
    concepts  how many there are in the file, and `mapped` of which a fact is read
    """

    party: str
    company: str
    cik: int
    rows: pd.DataFrame
    unmapped: pd.DataFrame
    concepts: int
    mapped: int


def figures_of(document: Any, party: str, file: str = "companyfacts.json") -> Filed:
    """The figures in the document of the SEC's company facts, as those of `party`.

    A quarter that nobody filed is a year less three quarters, or nine months less a half, which are
    read for nothing else. Quarters that make up a year count, and the year stands beside them
    (preferred = no), as do other values of a period: of other filings and of other concepts. A year
    that is not made up counts, and its quarters are `part_of_year`.

    Raises DataError with the problems of the file.
    """
    import pandas as pd

    facts, problems = facts_of(document, file)
    if problems:
        raise DataError(problems)
    reasons = _no_figure(facts)
    rows = [{"party": party} | row for figure in FIGURES for row in _rows(figure, facts, reasons)]
    left = [(concept, unit, n, why) for (concept, unit, why), n in sorted(reasons.items())]
    return Filed(
        party=party,
        company=facts.company,
        cik=facts.cik,
        rows=pd.DataFrame(
            rows, columns=[column.name for column in schema.columns("figures")], dtype=object
        ).fillna(""),
        unmapped=pd.DataFrame(left, columns=["concept", "unit", "facts", "reason"]),
        concepts=len({concept for concept, _ in facts.counts}),
        mapped=sum(1 for read in facts.read.values() if read),
    )


def _no_figure(facts: Facts) -> Reasons:
    reasons: Reasons = Counter()
    for (concept, unit), count in facts.counts.items():
        if concept not in FIGURE_OF:
            reasons[concept, unit, NO_METRIC] = count
        elif unit != USD:
            reasons[concept, unit, OTHER_UNIT] = count
    for (concept, why), count in facts.unread.items():
        reasons[concept, USD, why] = count
    return reasons


def _rows(figure: Figure, facts: Facts, reasons: Reasons) -> Iterator[dict[str, str]]:
    values = _values(figure, facts, reasons)
    standing = dict.fromkeys(values, counted.COUNTS)
    if not figure.balance:
        annual = {span for span, each in values.items() if each[0].form.startswith(_ANNUAL)}
        standing = counted.standing(values.keys(), annual)
    for span in sorted(values, key=lambda span: (span[1], -span[0])):
        first, *others = values[span]
        item = items.PART_OF_YEAR if standing[span] == counted.PART else figure.item
        row = _row(figure, span, item, facts)
        counts = standing[span] != counted.BESIDE
        yield (
            row
            | _source(first, facts)
            | {
                "preferred": "yes" if counts else "no",
                "note": _note(first) if counts else f"Alternative: {_beside(span)}. {_note(first)}",
            }
        )
        for other in others:
            why = f"{first.concept} is used"
            if other.concept == first.concept:
                why = f"replaced by a later filing ({first.accession})"
            yield (
                row
                | _source(other, facts)
                | {
                    "preferred": "no",
                    "note": f"Alternative: {why}. {_note(other)}",
                }
            )


def _values(figure: Figure, facts: Facts, reasons: Reasons) -> dict[Span, list[Told]]:
    """The values of every quarter, year or day, the one to use first, none of them twice."""
    values: dict[Span, list[Told]] = {}
    for concept in figure.concepts:
        known = told(list(_fitting(figure, facts.read.get(concept, ()), reasons)))
        if not figure.balance:
            known = with_quarters(known)
        for span, each in known.items():
            if not (figure.balance or spans.is_quarter(span) or spans.is_year(span)):
                continue
            there = values.setdefault(span, [])
            for value in each:
                if value.amount < 0 and not figure.signed:
                    reasons[concept, USD, NEGATIVE] += 1
                elif all(value.amount != other.amount for other in there):
                    there.append(value)
    return {span: each for span, each in values.items() if each}


def _fitting(figure: Figure, facts: Sequence[Fact], reasons: Reasons) -> Iterator[Fact]:
    for fact in facts:
        span = (fact.first, fact.last)
        reason = ""
        if figure.balance and fact.dated:
            reason = NO_BALANCE
        elif not figure.balance and not fact.dated:
            reason = NO_PERIOD
        elif fact.dated and not (spans.is_quarter(span) or spans.is_year(span)):
            reason = OTHER_PERIOD if spans.days(span) not in _TO_DATE else ""
        elif fact.amount < 0 and not figure.signed:
            reason = NEGATIVE
        if reason:
            reasons[fact.concept, USD, reason] += 1
        else:
            yield fact


def _row(figure: Figure, span: Span, item: str, facts: Facts) -> dict[str, str]:
    first, last = (date.fromordinal(day).isoformat() for day in span)
    return {
        "metric": figure.metric,
        "item": item,
        "segment": items.TOTAL,
        "start": first,
        "end": last,
        "unit": USD_BN,
        "basis": "gross" if figure.gross else "unknown",
        "outlet": OUTLET,
    }


def _source(value: Told, facts: Facts) -> dict[str, str]:
    number = value.accession.replace("-", "")
    return {
        "amount": billions(value.amount),
        # Arithmetic on cited numbers is an estimate (data/README.md).
        "evidence": "estimated" if value.computed else "reported",
        "source": f"{facts.company} {value.form}, accession {value.accession}".strip(),
        "url": f"https://www.sec.gov/Archives/edgar/data/{facts.cik}/{number}/",
        "source_date": value.filed,
        "locator": f"{value.accession}, {value.concept}",
    }


def _note(value: Told) -> str:
    return (
        f"Computed: {value.concept}, {value.computed}." if value.computed else f"{value.concept}."
    )


def _beside(span: Span) -> str:
    return "the year of these quarters" if spans.is_year(span) else "another figure has its days"
