"""All that a page about the network can show: each year, each case, every deal and loop.

Plain values only, amounts in the unit of the network, unknown is None: what the network page
embeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.analysis.loops.legs import whole_term
from moneyloop.analysis.pooled import contents as books
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.selection import (
    COVERED,
    LATER,
    NO_TERM,
    OUTSIDE_WINDOW,
    REPLACED,
    TALKS,
)
from moneyloop.analysis.study.study import Study, report_years, rounded
from moneyloop.model import CASES, FIRM, Network
from moneyloop.pages.content import loops as listed
from moneyloop.pages.content import scope as scopes
from moneyloop.pages.content import summary
from moneyloop.pages.content.answer import sentence
from moneyloop.questions import asking
from moneyloop.questions import deals as deals_
from moneyloop.questions import loops as loops_
from moneyloop.questions.attribute import attribute as attribute_

EMBEDDED = 2_000  # parties; of a larger network the page holds the drawn part only
_FOUND = 1_000  # loops to choose from
_BY_DAY = ("", COVERED, OUTSIDE_WINDOW)  # their years are those in which money flows
_SUMMED = (None, NO_TERM, COVERED, OUTSIDE_WINDOW)  # reasons of deals that add up on the map


@asking.on_network
def build(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    around: str | None = None,
    hops: int | None = None,
    loop: int | None = None,
    top: int | None = None,
    progress: asking.Progress | None = None,
) -> dict[str, Any]:
    """The content of the network page; `case` is the one that it starts with.

    Years run from the first money to the last scheduled one, at most six past the as-of year.
    `around` and `hops`, `loop` or `top` choose the part that is drawn (see `scope`). A list of
    payments has one case, and without dates no years. Raises ChoiceError.
    """
    names = (case,) if network.is_ledger else CASES
    loops = {name: listed.found(network, as_of=as_of, case=name, limit=_FOUND) for name in names}
    found = loops[case][0]
    studies = {name: asking.ahead(network, as_of=as_of, case=name) for name in names}
    study = studies[case]
    rows = [row for row in deals_.for_pages(network, as_of=as_of, case=case) if _known(row)]
    sums = {name: _deals(study) for name, study in studies.items()}
    drawn = [row for row in rows if row["left_out"] not in (TALKS, REPLACED)]
    ranked = found.rows
    if loop is not None and loop > len(ranked):
        ranked = loops_.loops(network, as_of=as_of, case=case, limit=loop).rows
    scope = scopes.choose(
        drawn,
        ranked,
        {
            name: row["whole"] if row["reason"] in _SUMMED else None
            for name, row in sums[case].items()
        },
        around=asking.resolve(network, around) if around else None,
        hops=hops,
        loop=loop,
        top=top,
    )
    touched = {name for row in rows for name in (row["payer"], row["payee"])}
    everyone = len(touched) <= EMBEDDED
    kept = touched if everyone else set(scope.parties)
    rows = [row for row in rows if {row["payer"], row["payee"]} <= kept]
    # The attribution of thousands of parties takes minutes: of those that are drawn it does not.
    attributed = None if len(touched) <= scopes.READABLE else scope.parties
    chosen = [row for row in ranked if row["rank"] == loop]
    ids = {row["id"] for row in rows}
    steps = _in_turn(progress, len(names))
    cases = {
        name: _case(studies[name], sums[name], attributed, ids, step)
        for name, step in zip(names, steps, strict=True)
    }
    return {
        "title": summary.title(network),
        "headline": cases[case]["headline"],
        "data": network.data,
        "edition": summary.edition(network),
        "as_of": selection.iso(study.as_of),
        "case": case,
        "unit": network.unit,
        "years": [] if network.undated else _years(study),
        "year": _latest(study),
        "planned_from": next(
            (period.name for period in study.periods if study.planned(period)), None
        ),
        "cases": cases,
        "loops": _loops(chosen, *(loops[name][1] for name in _first(case, names)), kept=kept),
        "loops_count": found.extra["count"],
        "loops_complete": found.extra["complete"],
        "parties": [row for row in summary.parties(network) if everyone or row["name"] in kept],
        "deals": rows,
        "scope": scope.to_dict() | {"all": everyone},
    }


def _in_turn(progress: asking.Progress | None, parts: int) -> list[asking.Progress | None]:
    """One progress for each of several equal parts, all on the same bar."""
    if progress is None:
        return [None] * parts

    def part(index: int) -> asking.Progress:
        return lambda done, all_: progress(index * all_ + done, parts * all_)

    return [part(index) for index in range(parts)]


def _first(case: str, names: Sequence[str]) -> list[str]:
    return [case, *(name for name in names if name != case)]


def _known(row: Mapping[str, Any]) -> bool:
    return bool(row["left_out"] != LATER)


def _years(study: Study) -> list[str]:
    """The shown years, from the first to the last in which money moves or revenue is booked."""
    alive = [
        period
        for period in study.shown
        if study.pools[period].total.any() or study.pools[period].revenue.any()
    ]
    return (
        [study.periods[period].name for period in range(alive[0], alive[-1] + 1)] if alive else []
    )


def _latest(study: Study) -> str | None:
    """The latest full year that has money, as the report has it; None without any."""
    years = [period.name for period in report_years(study)]
    return years[0] if years and years[0] in _years(study) else None


def _deals(study: Study) -> dict[str, dict[str, Any]]:
    """Of each deal: why it is not in the sums, its whole amount, and that of each of its years.

    A year in which a deal runs with an amount that is unknown, or is in no sum, has None.
    """
    names = [period.name for period in study.periods]
    seen = asking.windowed(study)
    amounts = whole_term(study.deals, study.spans)
    flows = study.flows.loc[study.flows["amount"] > 0]
    years: dict[int, dict[str, float | None]] = {}
    for deal, period, amount in zip(flows["deal"], flows["period"], flows["amount"], strict=True):
        years.setdefault(int(deal), {})[names[period]] = rounded(float(amount))
    columns = ("id", "reason", "start_day", "start_last_day", "end_day")
    result = {}
    for position, (name, reason, first, start_last, end) in enumerate(
        zip(*(seen[column] for column in columns), strict=True)
    ):
        by_year = years.get(position, {})
        if reason not in _BY_DAY and first:
            last = end or start_last
            by_year = {
                period.name: None
                for period in study.periods
                if period.first <= last and first <= period.last
            }
        amount = float(amounts[position])
        result[name] = {
            "reason": reason or None,
            "whole": None if amount != amount else rounded(amount),
            "years": by_year,
        }
    return result


def _case(
    study: Study,
    sums: Mapping[str, dict[str, Any]],
    parties: Sequence[str] | None,
    ids: set[str],
    progress: asking.Progress | None,
) -> dict[str, Any]:
    answer = attribute_.attributed(study, parties, progress)
    latest = _latest(study)
    sellers = [row for row in answer.rows if row["period"] == latest and attribution.sells(row)]
    return {
        "headline": sentence.headline(
            sellers,
            together.together(study, sellers).sums,
            payers=study.network.edition.sellers,
        )
        + _only(parties),
        "rows": answer.rows,
        "pools": books.rows(study, parties),
        "deals": {name: row for name, row in sums.items() if name in ids},
        "left_out": [item.to_dict() for item in answer.left_out],
        "notes": [*answer.notes, *asking.beyond(study)],
    }


def _only(parties: Sequence[str] | None) -> str:
    """What the headline of a large network does not speak of."""
    if parties is None:
        return ""
    return f" Only the {len(parties)} parties drawn at first are in these sums, not all of them."


def _loops(*lists: Sequence[dict[str, Any]], kept: set[str]) -> list[dict[str, Any]]:
    """The loops that the page lists: those asked for, then the largest of each case, each once."""
    once: dict[tuple[Any, ...], dict[str, Any]] = {}
    for rows in lists:
        inside = [row for row in rows if kept.issuperset(row["parties"])]
        for row in listed.shown(inside):
            once.setdefault(listed.key(row), row)
    return list(once.values())
