"""From what is asked to what is studied: dates, names of parties, years; raises ChoiceError.

A person may write a date as text, as a year in digits or as a datetime.date (a pandas Timestamp is
one), and one name or a list of them. The words for what may be written are `When` and `Names`.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar

import numpy as np

from moneyloop.analysis.study import flows, quarters
from moneyloop.analysis.study.periods import BY, Period, parse, unit_of
from moneyloop.analysis.study.quarters import Quarters
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.analysis.study.study import study as build_study
from moneyloop.input import values
from moneyloop.input.checks import nearest
from moneyloop.input.flow_list import FlowList
from moneyloop.input.networks import within
from moneyloop.model import CASES, FIRM, ChoiceError, Network
from moneyloop.words.amounts import USD_BN, in_unit, usd

Progress = Callable[[int, int], None]
When: TypeAlias = str | int | date | None
Names: TypeAlias = str | Iterable[str]
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

YEARS_AHEAD = 6

# The studies of the answer that is being given, by network and choices; None between answers.
_STUDIES: ContextVar[dict[tuple[Any, ...], Study] | None] = ContextVar("studies", default=None)


@contextmanager
def one_answer() -> Iterator[None]:
    """Within it the same choices are studied once.

    Not beyond it: in a notebook the tables of a network may change between two questions.
    """
    if _STUDIES.get() is not None:
        yield
        return
    token = _STUDIES.set({})
    try:
        yield
    finally:
        _STUDIES.reset(token)


def study(
    network: Network,
    *,
    as_of: When = None,
    case: str = FIRM,
    from_: When = None,
    to: When = None,
    by: str = "year",
    in_kind: bool = False,
    revenue_share: bool = True,
    afresh: bool = False,
) -> Study:
    """The network on a date, in a case, cut into periods; raises ChoiceError for bad choices.

    A package that says which years it is about begins with the first of these.
    A total window is written in the shorter of the units in which its two ends are asked for.
    """
    if case not in CASES:
        raise ChoiceError(f"{case!r} is not a case: choose firm or headline")
    if by not in BY:
        raise ChoiceError(f"{by!r} is not one of {', '.join(BY)}")
    if network.undated:
        if from_ or to:
            raise ChoiceError("the payments have no dates: leave out year, from and to")
        by = "total"
    known_by = day(as_of)
    years = network.edition.years
    if years and not from_ and not to and (known_by is None or known_by >= period(years[0]).first):
        from_ = years[0]
    first, last = (period(when) if when else None for when in (from_, to))
    units = {unit_of(end.name) for end in (first, last) if end}
    window_ = (first.first if first else None, last.last if last else None)
    ends = [end for end in (window_[1], known_by) if end is not None]
    asked = id(network)
    network = within(network, window_[0], min(ends, default=None))
    choices: dict[str, Any] = {
        "as_of": known_by,
        "case": case,
        "by": by,
        "window": window_,
        "unit": next((by for by in ("month", "quarter") if by in units), "year"),
        "in_kind": in_kind,
        "revenue_share": revenue_share,
        "afresh": afresh,
    }
    studies = _STUDIES.get()
    if studies is None:
        return build_study(network, **choices)
    key = (asked, *choices.values())  # who asks keeps the network, so the id stays its own
    if key not in studies:
        studies[key] = build_study(network, **choices)
    return studies[key]


def window(year: When, from_: When, to: When) -> tuple[When, When]:
    """The first and the last period that are asked for: `year` is both; raises ChoiceError."""
    if year is None:
        return from_, to
    if from_ is not None or to is not None:
        raise ChoiceError("year is both from and to: leave it out, or leave out from and to")
    name = one_year(year)
    return name, name


def one_period(
    network: Network,
    latest: Callable[[], str],
    *,
    year: When,
    from_: When,
    to: When,
    as_of: When,
    case: str,
) -> Study:
    """The study of one period: `year` (any period), the window of both ends, or else `latest`.

    Raises ChoiceError where both are asked for.
    """
    known: dict[str, Any] = {"as_of": as_of, "case": case}
    if network.undated:
        return study(network, from_=from_ or year, to=to, **known)
    if from_ is not None or to is not None:
        window(year, from_, to)
        return study(network, from_=from_, to=to, by="total", **known)
    year = year.year if isinstance(year, date) else year
    when = period(year).name if year else latest()
    return study(network, from_=when, to=when, by=unit_of(when), **known)


def windowed(study: Study) -> Any:
    """The deals of a study with the reason of each that the shown periods do not count."""
    return flows.window_reasons(study.deals, study.spans, *study.window)


def on_network(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """The question, which says what to write where it is given no network but a path or a table.

    Raises TypeError then.
    """
    parameters = inspect.signature(question).parameters
    networks = [name for name in parameters if name in ("network", "before", "after")]

    @wraps(question)
    def checked(*positional: Asked.args, **named: Asked.kwargs) -> Answer:
        for name, value in (*zip(networks, positional, strict=False), *named.items()):
            if name in networks and value is not parameters[name].default:
                _check_network(question.__name__, value)
        with one_answer(), in_unit(_unit((*positional, *named.values()))):
            return question(*positional, **named)

    return checked


def _unit(given: Iterable[object]) -> str:
    """The unit of the network among what a question is given."""
    return next((value.unit for value in given if isinstance(value, Network)), USD_BN)


def _check_network(question: str, value: object) -> None:
    if isinstance(value, Network | FlowList):
        return
    if isinstance(value, str | os.PathLike):
        what, load = "a path", f"moneyloop.load({os.fspath(value)!r})"
    elif hasattr(value, "columns"):
        what, load = "a table", "moneyloop.load(table)"
    else:
        what, load = f"{type(value).__name__}, no network", "moneyloop.load()"
    raise TypeError(f"this is {what}: write moneyloop.{question}({load})")


def resolve(network: Network, name: str) -> str:
    """The party that a name or an alias means, in any case of letters.

    Raises ChoiceError with the nearest name and where all of them are listed.
    """
    if name in network.names:
        return network.names[name]
    for known, party in network.names.items():
        if known.casefold() == name.casefold():
            return party
    hint = nearest(name, network.names)
    listed = f"`moneyloop deals --parties` and network.parties list all {len(network.parties):,}"
    raise ChoiceError(
        f"no party is called {name!r}"
        + (f": {hint}" if hint else "")
        + (f" ({listed})" if len(network.parties) else "")
    )


def resolve_all(network: Network, names: Names) -> list[str]:
    """The parties that one name or several mean; raises ChoiceError as `resolve`."""
    return [resolve(network, name) for name in several(names)]


def several(names: Names) -> list[str]:
    """One text or several, as a list."""
    return [names] if isinstance(names, str) else list(names)


def day(when: When) -> int | None:
    """The last day of a date, partial or not; raises ChoiceError."""
    if when is None:
        return None
    text = _text(when)
    try:
        return values.days(text)[1]
    except values.Fault as fault:
        raise ChoiceError(f"{text!r} {fault.message}: {fault.hint}") from None


def period(when: str | int | date) -> Period:
    """A year, quarter or month; of a date the month in which it lies. Raises ChoiceError."""
    return parse(f"{when:%Y-%m}" if isinstance(when, date) else when)


def one_year(when: str | int | date) -> str:
    """A calendar year as four digits; raises ChoiceError for anything else, quarters too."""
    year = f"{when.year:04}" if isinstance(when, date) else str(when).strip()
    if not re.fullmatch(r"[0-9]{4}", year):
        raise ChoiceError(f"year {year!r} is not a calendar year: write 2025")
    return parse(year).name


def _text(when: str | int | date) -> str:
    # A datetime is a date too, and its clock does not matter here.
    return f"{when:%Y-%m-%d}" if isinstance(when, date) else str(when).strip()


def latest_year(network: Network, as_of: When, case: str) -> str | None:
    """The latest full year by the as-of date, or where none is over the latest with money.

    None where nothing is dated.
    """
    years = report_years(study(network, as_of=as_of, case=case))
    return years[0].name if years else None


def latest_quarters(network: Network, *, as_of: When = None, case: str = FIRM) -> Quarters | None:
    """The latest four quarters whose revenue is reported (method, section 4); None without any."""
    return quarters.latest(study(network, as_of=as_of, case=case, by="quarter"))


def ahead(
    network: Network,
    *,
    as_of: When = None,
    case: str = FIRM,
    from_: When = None,
    to: When = None,
) -> Study:
    """The study that also has the years to come in which rows schedule money; raises ChoiceError.

    With `to` it ends there instead, and with a `from_` that is later in the year of `from_`.
    """
    asked = study(network, as_of=as_of, case=case, from_=from_, to=to)
    if to or network.undated or not len(asked.spans.last) or not asked.as_of:
        return asked
    this_year = date.fromordinal(asked.as_of).year
    first = date.fromordinal(period(from_).last).year if from_ else this_year
    scheduled = date.fromordinal(int(asked.spans.last.max())).year
    last = max(this_year, first, min(scheduled, this_year + YEARS_AHEAD))
    return study(network, as_of=as_of, case=case, from_=from_, to=f"{last:04}")


def beyond(study: Study, payers: Collection[str] | None = None) -> list[str]:
    """A note on what is scheduled after the last year of a study, if anything is.

    With `payers` what these are to pay, else all payments.
    """
    spans, last = study.spans, study.window[1]
    later = spans.between(last + 1, int(spans.last.max(initial=last)))
    if payers is not None:
        who = study.deals["payer"].to_numpy()[spans.deal]
        later = later[np.isin(who, sorted(payers))]
    if round(float(later.sum()), 1) <= 0:
        return []
    by = " to be paid by the parties here" if payers is not None else ""
    year = study.periods[-1].name
    return [f"{usd(float(later.sum()))} is scheduled{by} after {year}, the last year here."]
