"""All that a page about the network can show: each period, each case, every deal and loop.

Plain values only, amounts in the unit of the network, unknown is None: what the network page
embeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.analysis.loops.legs import Leg, whole_term
from moneyloop.analysis.pooled import contents as books
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.selection import (
    COVERED,
    LATER,
    NO_TERM,
    OUTSIDE_WINDOW,
    REPLACED,
    TALKS,
)
from moneyloop.analysis.study.study import Study, report_years, rounded
from moneyloop.books.periods import in_words
from moneyloop.model import CASES, FIRM, Network
from moneyloop.pages.content import loops as listed
from moneyloop.pages.content import scope as scopes
from moneyloop.pages.content import summary, windows
from moneyloop.pages.content.answer import sentence
from moneyloop.questions import asking
from moneyloop.questions import deals as deals_
from moneyloop.questions import loops as loops_
from moneyloop.questions.attribute import attribute as attribute_

EMBEDDED = 2_000  # parties; of a larger network the page holds the drawn part only
WHOLE = "whole"  # how the few of the whole terms are called among those of the periods
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

    Periods run from the year of the first money to the last scheduled one, at most six past the
    as-of year; the window of the report's headline, with which the page starts, stands among them.
    `around` and `hops`, `loop` or `top` choose the part that is drawn (see `scope`), else it is
    the few companies with most of the money of each period. A list of payments has one case, and
    without dates no periods. Raises ChoiceError.
    """
    names = (case,) if network.is_ledger else CASES
    loops = {name: listed.found(network, as_of=as_of, case=name, limit=_FOUND) for name in names}
    found = loops[case][0]
    studies = {name: _studies(network, as_of, name, case) for name in names}
    study = studies[case][0]
    rows = [row for row in deals_.for_pages(network, as_of=as_of, case=case) if _known(row)]
    sums = {name: _deals(*both) for name, both in studies.items()}
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
    years = [] if network.undated else _years(*studies[case])
    start = None if network.undated else _start(*studies[case])
    few = {name: _few(drawn, sums[name], [None, *years]) for name in names}
    touched = {name for row in rows for name in (row["payer"], row["payee"])}
    everyone = len(touched) <= EMBEDDED
    first = set(scope.parties) if scope.why else set(few[case][start or WHOLE])
    shown = first if scope.why else first.union(*few[case].values())
    kept = touched if everyone else shown
    rows = [row for row in rows if {row["payer"], row["payee"]} <= kept]
    # The attribution of thousands of parties takes minutes: of those that are drawn it does not.
    attributed = None if len(touched) <= scopes.ATTRIBUTED else sorted(first)
    chosen = [row for row in ranked if row["rank"] == loop]
    ids = {row["id"] for row in rows}
    steps = _in_turn(progress, sum(len(both) for both in studies.values()))
    cases = {
        name: _case(both, sums[name], attributed, ids, [steps.pop(0) for _ in both])
        for name, both in studies.items()
    }
    return {
        "title": summary.title(network),
        "headline": cases[case]["headline"],
        "data": network.data,
        "edition": summary.edition(network),
        "as_of": selection.iso(study.as_of),
        "case": case,
        "command": summary.command(
            "view",
            network.data,
            {
                "--as-of": as_of,
                "--case": None if case == FIRM else case,
                "--around": around,
                "--hops": hops,
                "--loop": loop,
                "--top": top,
            },
        ),
        "unit": network.unit,
        "years": years,
        "window": _window(*studies[case]),
        "start": start,
        "year": _latest(study),
        "planned_from": next(
            (period.name for period in study.periods if study.planned(period)), None
        ),
        "cases": cases,
        "loops": _loops(
            chosen,
            loops[case][1],
            [] if network.undated else _of_start(network, as_of, case, studies[case]),
            *(loops[name][1] for name in names if name != case),
            kept=kept,
        ),
        "loops_count": found.extra["count"],
        "loops_complete": found.extra["complete"],
        "parties": [row for row in summary.parties(network) if everyone or row["name"] in kept],
        "deals": rows,
        "few": {
            name: {period: [one for one in names if one in kept] for period, names in each.items()}
            for name, each in few.items()
        },
        "scope": scope.to_dict() | {"all": everyone},
    }


def _studies(network: Network, as_of: asking.When, case: str, first: str) -> list[Study]:
    """The study of all years, and that of the window of the headline where it is no year.

    The window is that of the case with which the page starts.
    """
    ahead = asking.ahead(network, as_of=as_of, case=case)
    chosen = windows.choose(network, as_of, first, None, None)
    if len(chosen.studies) == 1:
        return [ahead]
    from_, _, to = _shown(chosen.studies[0]).name.partition("..")
    window = asking.study(network, as_of=as_of, case=case, from_=from_, to=to, by="total")
    return [ahead, window]


def _shown(study: Study) -> Period:
    return study.periods[study.shown[-1]]


def _window(study: Study, window: Study | None = None) -> dict[str, str] | None:
    """The window of the headline by its name and as a sentence says it; None where it is a year."""
    if window is None:
        return None
    name = _shown(window).name
    return {"name": name, "words": in_words(name)}


def _start(study: Study, window: Study | None = None) -> str | None:
    """The period with which the page starts; None is the whole term of each deal."""
    return _latest(study) if window is None else _shown(window).name


def _of_start(
    network: Network, as_of: asking.When, case: str, studies: Sequence[Study]
) -> list[dict[str, Any]]:
    """The loops of the period with which the page starts, with all the deals of each leg."""
    study, name = studies[-1], _start(*studies)
    periods = [period for period in study.shown if study.periods[period].name == name]
    whole = {_way(leg): leg for leg in loops_.legs_of(network, as_of=as_of, case=case)[0]}
    rows = [row for period in periods for row in listed.of_period(study, period).rows]
    ways = [[(leg["payer"], leg["payee"], leg["class"]) for leg in row["legs"]] for row in rows]
    return [
        row | {"rank": None, "legs": [whole[way].to_dict() for way in legs]}
        for row, legs in zip(rows, ways, strict=True)
    ]


def _way(leg: Leg) -> tuple[str, str, str]:
    return leg.payer, leg.payee, leg.cls


def _few(
    deals: Sequence[Mapping[str, Any]],
    sums: Mapping[str, dict[str, Any]],
    periods: Sequence[str | None],
) -> dict[str, list[str]]:
    """The few companies with most of the money of each period."""
    result = {}
    for period in periods:
        ways: dict[tuple[str, str], float] = {}
        for deal in deals:
            row, ends = sums[deal["id"]], (deal["payer"], deal["payee"])
            amount = row["whole"] if period is None else row["years"].get(period)
            if amount and (period or row["reason"] in _SUMMED):
                ways[ends] = ways.get(ends, 0.0) + amount
        result[period or WHOLE] = scopes.few(ways)
    return result


def _in_turn(progress: asking.Progress | None, parts: int) -> list[asking.Progress | None]:
    """One progress for each of several equal parts, all on the same bar."""
    if progress is None:
        return [None] * parts

    def part(index: int) -> asking.Progress:
        return lambda done, all_: progress(index * all_ + done, parts * all_)

    return [part(index) for index in range(parts)]


def _known(row: Mapping[str, Any]) -> bool:
    return bool(row["left_out"] != LATER)


def _years(study: Study, window: Study | None = None) -> list[str]:
    """The periods that are shown: years, from the first to the last in which money moves or revenue
    is booked, and the window of the headline before the year in which it ends.
    """
    alive = [
        period
        for period in study.shown
        if study.pools[period].total.any() or study.pools[period].revenue.any()
    ]
    years = (
        [study.periods[period].name for period in range(alive[0], alive[-1] + 1)] if alive else []
    )
    if window is None:
        return years
    ends = [study.periods[period].last for period in study.shown]
    name, last = _shown(window).name, _shown(window).last
    before = sum(end < last for end in ends if str(date.fromordinal(end).year) in years)
    return [*years[:before], name, *years[before:]]


def _latest(study: Study) -> str | None:
    """The latest full year that has money, as the report has it; None without any."""
    years = [period.name for period in report_years(study)]
    return years[0] if years and years[0] in _years(study) else None


def _deals(study: Study, window: Study | None = None) -> dict[str, dict[str, Any]]:
    """Of each deal: why it is not in the sums, its whole amount, and that of each of its periods.

    A period in which a deal runs with an amount that is unknown, or is in no sum, has None; `open`
    is set where nobody knows the amount of a deal that counts: whether its row has days as well.
    """
    result = _by_period(study)
    if window is None:
        return result
    name = _shown(window).name
    for deal, row in _by_period(window).items():
        if name in row["years"]:
            result[deal]["years"][name] = row["years"][name]
    return result


def _by_period(study: Study) -> dict[str, dict[str, Any]]:
    names = [period.name for period in study.periods]
    seen = asking.windowed(study)
    amounts = whole_term(study.deals, study.spans)
    dated, undated = selection.is_open(study.deals), selection.is_open_in_time(study.deals)
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
            "open": "dated"
            if dated[position] and amount != amount
            else "undated"
            if undated[position]
            else "",
        }
    return result


def _case(
    studies: Sequence[Study],
    sums: Mapping[str, dict[str, Any]],
    parties: Sequence[str] | None,
    ids: set[str],
    steps: Sequence[asking.Progress | None],
) -> dict[str, Any]:
    answers = [
        attribute_.attributed(study, parties, step)
        for study, step in zip(studies, steps, strict=True)
    ]
    study, start = studies[-1], _start(*studies)
    sellers = [row for row in answers[-1].rows if row["period"] == start and attribution.sells(row)]
    return {
        "headline": sentence.headline(
            sellers,
            together.together(study, sellers).sums,
            payers=study.network.edition.sellers,
        )
        + _only(parties),
        "rows": [row for answer in answers for row in answer.rows],
        "pools": [row for study in studies for row in books.rows(study, parties)],
        "deals": {name: row for name, row in sums.items() if name in ids},
        "left_out": [item.to_dict() for item in answers[0].left_out],
        "notes": list(
            dict.fromkeys(
                [*(note for answer in answers for note in answer.notes), *asking.beyond(studies[0])]
            )
        ),
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
