"""The books of companies: of one, of two side by side, or what to watch across all of them.

figures(net, "OpenAI", year=2025).extra["ratios"]
figures(net, "Anthropic", "OpenAI").to_frame()
figures(net).to_frame()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from moneyloop.model import FIRM, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.figures.company import COLUMNS, company
from moneyloop.questions.figures.compare import COLUMNS as PAIR_COLUMNS
from moneyloop.questions.figures.compare import compare
from moneyloop.questions.figures.watch import COLUMNS as WATCH_COLUMNS
from moneyloop.questions.figures.watch import watch
from moneyloop.words.columns import Column, described


def _when(columns: Iterable[Column], choice: str) -> list[Column]:
    return [replace(column, when=choice) for column in columns]


@asking.on_network
@described(
    [
        *_when(COLUMNS, "one company"),
        *_when(PAIR_COLUMNS, "two companies"),
        *_when(WATCH_COLUMNS, "none"),
    ]
)
def figures(
    network: Network,
    *parties: str,
    year: asking.When = None,
    as_of: asking.When = None,
    case: str = FIRM,
) -> Result:
    """On what basis was each figure of a company read, and what is to be watched?

    Of one company every figure on its basis, what its deals commit, whose money its revenue was,
    the ratios between them (`extra["ratios"]`), and its rows of what to watch (`extra["watch"]`):
    see `questions.figures.company`. Of two companies the same measures side by side, in the order
    asked, never ranked: see `questions.figures.compare`. Without a company growth against costs,
    revenue per user and months of cash of all of which one is known: see
    `questions.figures.watch`. `year` is the latest full one unless given (of two companies the
    latest that both have); what to watch is the latest by the as-of date, whatever the year.
    Amounts in USD billions. Raises ChoiceError for an unknown party, year or case, for more than
    two parties, and for a year or case without a party.
    """
    if not parties:
        if year is not None or case != FIRM:
            raise ChoiceError(
                "what to watch is the latest by the as-of date: name a company, or leave out year "
                "and case"
            )
        return watch(network, as_of=as_of)
    if len(parties) > 2:
        raise ChoiceError(f"{len(parties)} companies: choose one, or two to put side by side")
    if len(parties) == 2:
        return compare(network, *parties, year=year, as_of=as_of, case=case)
    books = company(network, *parties, year=year, as_of=as_of, case=case)
    watched = watch(network, party=books.asked, as_of=as_of)
    notes = watched.notes if watched.rows else []
    return replace(
        books,
        notes=list(dict.fromkeys([*books.notes, *notes])),
        extra=books.extra | {"watch": watched.rows},
    )
