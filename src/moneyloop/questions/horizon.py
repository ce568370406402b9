"""How far ahead an answer looks: to the last scheduled year, at most six past the as-of year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from moneyloop.analysis.attribution import Study
from moneyloop.analysis.study.periods import parse
from moneyloop.model import FIRM, Network
from moneyloop.questions import api

YEARS_AHEAD = 6


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
    given = api.study(network, as_of=as_of, case=case, from_=from_, to=to)
    if to or not len(given.spans.last) or not given.as_of:
        return given
    now = date.fromordinal(given.as_of).year
    first = date.fromordinal(parse(from_).last).year if from_ else now
    scheduled = date.fromordinal(int(given.spans.last.max())).year
    last = max(now, first, min(scheduled, now + YEARS_AHEAD))
    return api.study(network, as_of=as_of, case=case, from_=from_, to=f"{last:04}")


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
    return [f"${later.sum():,.1f}bn is scheduled{by} after {year}, the last year here."]
