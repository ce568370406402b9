"""From what is asked to what is studied: dates, names of parties, years; raises ChoiceError."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import numpy as np

from moneyloop.analysis.study import flows
from moneyloop.analysis.study import study as study_
from moneyloop.analysis.study.periods import parse
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.input import values
from moneyloop.input.checks import nearest
from moneyloop.model import CASES, FIRM, ChoiceError, Network
from moneyloop.words.amounts import usd

Progress = Callable[[int, int], None]

YEARS_AHEAD = 6


def study(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    from_: int | str | None = None,
    to: int | str | None = None,
    by: str = "year",
    in_kind: bool = False,
    revenue_share: bool = True,
) -> Study:
    """The network on a date, in a case, cut into periods; raises ChoiceError for bad choices."""
    if case not in CASES:
        raise ChoiceError(f"{case!r} is not a case: choose firm or headline")
    return study_.study(
        network,
        as_of=day(as_of),
        case=case,
        by=by,
        window=(parse(from_).first if from_ else None, parse(to).last if to else None),
        in_kind=in_kind,
        revenue_share=revenue_share,
    )


def windowed(given: Study) -> Any:
    """The deals of a study with the reason of each that the shown periods do not count."""
    return flows.window_reasons(given.deals, given.spans, *given.window)


def resolve(network: Network, name: str) -> str:
    """The party that a name or an alias means; raises ChoiceError with the nearest name."""
    if name in network.names:
        return network.names[name]
    for known, party in network.names.items():
        if known.casefold() == name.casefold():
            return party
    hint = nearest(name, network.names)
    raise ChoiceError(f"no party is called {name!r}" + (f": {hint}" if hint else ""))


def day(text: str | None) -> int | None:
    """The last day of a date, partial or not; raises ChoiceError."""
    if text is None:
        return None
    try:
        return values.days(text)[1]
    except values.Fault as fault:
        raise ChoiceError(f"{text!r} {fault.message}: {fault.hint}") from None


def one_year(text: str | int) -> str:
    """A calendar year as four digits; raises ChoiceError for anything else, quarters too."""
    year = str(text).strip()
    if not re.fullmatch(r"[0-9]{4}", year):
        raise ChoiceError(f"year {year!r} is not a calendar year: write 2025")
    return parse(year).name


def latest_year(network: Network, as_of: str | None, case: str) -> str | None:
    """The latest full year by the as-of date, or where none is over the latest with money.

    None where nothing is dated.
    """
    years = report_years(study(network, as_of=as_of, case=case))
    return years[0].name if years else None


def ahead(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    from_: int | str | None = None,
    to: int | str | None = None,
) -> Study:
    """The study that also has the years to come in which rows schedule money; raises ChoiceError.

    With `to` it ends there instead, and with a `from_` that is later in the year of `from_`.
    """
    given = study(network, as_of=as_of, case=case, from_=from_, to=to)
    if to or not len(given.spans.last) or not given.as_of:
        return given
    now = date.fromordinal(given.as_of).year
    first = date.fromordinal(parse(from_).last).year if from_ else now
    scheduled = date.fromordinal(int(given.spans.last.max())).year
    last = max(now, first, min(scheduled, now + YEARS_AHEAD))
    return study(network, as_of=as_of, case=case, from_=from_, to=f"{last:04}")


def beyond(given: Study, payers: Collection[str] | None = None) -> list[str]:
    """A note on what is scheduled after the last year of a study, if anything is.

    With `payers` what these are to pay, else all payments.
    """
    spans, last = given.spans, given.window[1]
    later = spans.between(last + 1, int(spans.last.max(initial=last)))
    if payers is not None:
        who = given.deals["payer"].to_numpy()[spans.deal]
        later = later[np.isin(who, sorted(payers))]
    if round(float(later.sum()), 1) <= 0:
        return []
    by = " to be paid by the parties here" if payers is not None else ""
    year = given.periods[-1].name
    return [f"{usd(float(later.sum()))} is scheduled{by} after {year}, the last year here."]
