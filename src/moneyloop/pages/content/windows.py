"""Which days the report is about: the latest four quarters and two years, or those asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from moneyloop.analysis.study import flows, quarters
from moneyloop.analysis.study.periods import UNDATED_PERIOD, parse
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.books.translation import years_of
from moneyloop.model import Network
from moneyloop.questions import asking
from moneyloop.words import amounts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Windows:
    """The studies of the report, that of the headline first, and the rule that chose it.

    `rule` is None where the window was asked for, or is the latest full year.
    """

    studies: tuple[Study, ...]
    rule: str | None = None

    @cached_property
    def deals(self) -> pd.DataFrame:
        """The deals with the reason of each that none of the shown periods counts."""
        ends = [study.window for study in self.studies]
        first, last = min(end[0] for end in ends), max(end[1] for end in ends)
        study = self.studies[0]
        return flows.window_reasons(study.deals, study.spans, first, last)


def choose(
    network: Network, as_of: asking.When, case: str, from_: asking.When, to: asking.When
) -> Windows:
    """The years that are asked for, else the latest full one and the year before.

    Of a package that says which years it is about all of these, where no day is asked for either.
    Of payments without dates the one period that there is; raises ChoiceError where one is asked
    for.
    Before these two come the latest four quarters whose revenue is reported, where they end later.
    """
    if network.undated:
        return Windows((asking.study(network, as_of=as_of, case=case, from_=from_, to=to),))
    first, last = (None if when is None else asking.one_year(when) for when in (from_, to))
    asked = first is not None or last is not None
    about = network.edition.years
    if about and not asked and as_of is None:
        study = asking.study(network, case=case, from_=about[0], to=about[1])
        return Windows((study,), of_package(*about))
    if not asked:
        years = report_years(asking.study(network, as_of=as_of, case=case))
        first, last = (years[-1].name, years[0].name) if years else (None, None)
    study = asking.study(network, as_of=as_of, case=case, from_=first, to=last)
    four = None if asked else asking.latest_quarters(network, as_of=as_of, case=case)
    if four is None or four.periods[-1].last <= study.window[1]:
        return Windows((study,))
    window = asking.study(
        network, as_of=as_of, case=case, from_=four.first, to=four.last, by="total"
    )
    return Windows((window, study), quarters.rule(four))


def of_package(first: str, last: str) -> str:
    """The rule where a package says which years it is about."""
    return (
        f"{first} to {last} are the years that this package is about, as its datapackage.json "
        "says; rows and figures count whenever they became known."
    )


def in_words(period: str) -> str:
    """A period as a sentence says it: 2025, or four quarters as "the year to June 2026".

    Payments without dates are "in all".
    """
    if period == UNDATED_PERIOD:
        return "all"
    _, dots, last = period.partition("..")
    if dots and years_of(period) == 1:
        end = date.fromordinal(parse(last).last)
        return f"the year to {amounts.day(end.isoformat()[:7])}"
    return period
