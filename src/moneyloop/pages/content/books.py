"""What the page of the other questions tells: gap, bases, the money's way, failures, history.

Plain values only, amounts in the unit of the network, unknown is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.study.periods import unit_of
from moneyloop.analysis.study.selection import iso
from moneyloop.analysis.study.study import Study
from moneyloop.model import FIRM, Network
from moneyloop.pages.content import close_reading, money_way, summary, windows
from moneyloop.questions import asking
from moneyloop.questions import timeline as timeline_
from moneyloop.questions.gap import gap as gap_
from moneyloop.questions.gap import sector
from moneyloop.questions.trace import dollar_way
from moneyloop.questions.trace import trace as trace_

HISTORY_PARTIES = 200
DOLLAR_PARTIES = 7  # of each hop that stand for themselves
DOLLAR_HOPS = 2
WAYS = 4  # years of the money's way
_OF_DEALS = ("gap", "gap_notes", "capex", "capex_notes", "labs", "stress", "ways")


@asking.on_network
def build(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
    party: asking.Names = (),
    progress: asking.Progress | None = None,
) -> dict[str, Any]:
    """The rows behind each drawing of the page.

    The year of a question is the latest full one of the report, or of those from `from_` to `to`
    (`year` is both). `party` names whose figures are set side by side and whose failure is asked.
    Of a network with very many parties `then` is None: it answers the whole question anew for every
    quarter. A list of payments has no contracts, figures or kinds of parties: only `then` and
    `today` are filled. Raises ChoiceError.
    """
    wanted = asking.resolve_all(network, party)
    window = asking.window(year, from_, to)
    chosen = windows.choose(network, as_of, case, *window)
    study = chosen.studies[0]
    shown = [each.periods[period].name for each in chosen.studies for period in each.shown[::-1]]
    calendar = next((name for name in shown if unit_of(name) == "year"), None)
    then = _then(network, as_of, case, progress)
    content = {
        "title": "The other questions",
        "data": network.data,
        "edition": summary.edition(network),
        "as_of": iso(study.as_of),
        "case": case,
        "command": f"{summary.of_report(network, as_of, case, window, wanted)} --books",
        "unit": network.unit,
        "year": calendar,
        "party": wanted,
        "then": then,
        "today": _today(network, then or [], study, as_of, case),
    }
    if network.is_ledger:
        return content | {key: [] for key in _OF_DEALS} | {"way": None, "dollar": None}
    return content | _of_deals(network, calendar, wanted, as_of, case)


def _of_deals(
    network: Network, year: str | None, wanted: Sequence[str], as_of: asking.When, case: str
) -> dict[str, Any]:
    """What only a network of deals has."""
    gap = gap_.gap(network, as_of=as_of, case=case)
    study = asking.ahead(network, as_of=as_of, case=case)
    known = [period.name for period in study.periods]  # a dollar is followed in these only
    capex = gap.extra["sector_question"]
    capex_notes = sector.notes(capex)
    years = _years_with_revenue(money_way.years(study), gap.rows, year)
    return {
        "gap": gap.rows,
        "gap_notes": [note for note in gap.notes if note not in capex_notes],
        "capex": capex,
        "capex_notes": capex_notes,
        "labs": close_reading.books_of_labs(network, year, as_of=as_of, case=case, parties=wanted),
        "ways": [money_way.money_way(study, name) for name in years],
        "way": year if year in years else (years[-1] if years else None),
        "dollar": dollar(network, year if year in known else None, as_of, case),
        "stress": close_reading.if_one_fails(network, year, as_of=as_of, case=case, parties=wanted),
    }


def _years_with_revenue(
    years: Sequence[str], gap: Sequence[dict[str, Any]], year: str | None
) -> list[str]:
    """The latest years of which revenue is known, and the one that is asked for.

    In the others nearly all money has no known source.
    """
    known = {row["period"] for row in gap if row["sector"] and row["revenue"] is not None}
    latest = [name for name in years if name in known][-WAYS:]
    return [name for name in years if name in latest or name == year]


def _then(
    network: Network, as_of: asking.When, case: str, progress: asking.Progress | None
) -> list[dict[str, Any]] | None:
    """All sellers together, quarter by quarter as known then; None where there are very many."""
    if network.undated:
        return []
    if len(network.inside) > HISTORY_PARTIES:
        return None
    answer = timeline_.timeline(network, as_of=as_of, case=case, progress=progress)
    return [row for row in answer.rows if row["sector"]]


def _today(
    network: Network,
    then: Sequence[dict[str, Any]],
    first: Study,
    as_of: asking.When,
    case: str,
) -> list[dict[str, Any]]:
    """The same years as they are known now, and the period of the report's headline last."""
    if not then:
        return []
    years = list(dict.fromkeys(str(row["period"]) for row in then))
    studies = [asking.study(network, as_of=as_of, case=case, from_=y, to=y) for y in years]
    headline = first.periods[first.shown[-1]].name
    if len(first.shown) == 1 and headline not in years:
        studies.append(first)
    return [row for row in map(timeline_.together_in, studies) if row is not None]


def dollar(
    network: Network, year: str | None, as_of: asking.When, case: str
) -> dict[str, Any] | None:
    """The way of a dollar that customers pay in a year; None where there is none to follow.

    What comes to rest where it was paid is in `hops` and not in `nodes` and `links`.
    """
    if year is None:
        return None
    result = trace_.trace(network, year=year, hops=DOLLAR_HOPS, as_of=as_of, case=case)
    if not result.rows:
        return None
    moving, _ = dollar_way.onward(result.rows)
    return {
        "year": year,
        "planned": result.rows[0]["planned"],
        "hops": result.extra["hops"],
        "times_booked": result.extra["times_booked"],
        **dollar_way.picture(moving, named=DOLLAR_PARTIES),
    }
