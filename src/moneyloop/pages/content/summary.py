"""The main job: everything the report says, as one plain object for tables and pages.

Covers the latest four quarters whose revenue is reported, the latest full year and the year before,
or the years that are asked for: the parties that sell in the network with the interval of every
measure, the loops, what limits the bounds, and what was left out.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.analysis import notes as notes_
from moneyloop.analysis.graph import CAME_BACK, MEASURES
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.pooled.intervals import deals_behind
from moneyloop.analysis.study import disputed, selection
from moneyloop.analysis.study.study import Study, in_digits
from moneyloop.books import sources as sources_
from moneyloop.books.periods import in_words
from moneyloop.input.bundled import BUNDLED
from moneyloop.model import FIRM, USD_BN, Network, Note, plain, split
from moneyloop.pages.content import loops as loops_
from moneyloop.pages.content import windows
from moneyloop.pages.content.answer import answer as answer_
from moneyloop.pages.content.answer import sentence
from moneyloop.pages.content.answer.earlier import earlier
from moneyloop.pages.content.moved import moved
from moneyloop.pages.content.windows import Windows
from moneyloop.questions import asking
from moneyloop.questions import deals as deals_
from moneyloop.questions.attribute import attribute as attribute_
from moneyloop.words import amounts
from moneyloop.words.labels import listed

TITLE, TITLE_OF_LEDGER = "Whose dollar is it?", "Whose money is it?"


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
    """The content of the report: plain values only, amounts in the unit of the network.

    Unknown is None.
    `party` keeps the rows of these sellers; all else is of the whole network. Raises ChoiceError.
    """
    wanted = asking.resolve_all(network, party)
    from_, to = asking.window(year, from_, to)
    chosen = windows.choose(network, as_of, case, from_, to)
    study = chosen.studies[0]
    answers = [attribute_.attributed(each, wanted or None, progress) for each in chosen.studies]
    rows = [row for answer in answers for row in answer.rows]
    loops, found = loops_.found(network, as_of=as_of, case=case)
    sellers = [row for row in rows if attribution.sells(row)]
    years = [each.periods[period].name for each in chosen.studies for period in each.shown[::-1]]
    if to is not None and from_ is None and sellers:  # not the years before the first sale
        first = min(row["period"] for row in sellers)
        years = [name for name in years if name >= first]
    shown = [row for row in rows if row["period"] in years]
    latest = [row for row in sellers if years and row["period"] == years[0]]
    named = {study.periods[period].name: period for period in study.shown}
    dollars = sources_.dollars(study, named[years[0]]) if network.unit == USD_BN and latest else []
    whole = together.together(study, latest, (*MEASURES, CAME_BACK))
    sums = whole.sums
    back = sentence.came_back(latest, sums, wanted, network.edition.sellers) if latest else None
    limits = [_limits(study, row) for row in latest if row["own_known_high"]]
    return {
        "title": title(network),
        "headline": sentence.headline(latest, sums, asked=wanted, payers=network.edition.sellers),
        "range": sentence.in_dollars(latest, sums),
        "came_back": back,
        "answer": answer_.build(study, named[years[0]], latest, sums, limits, back)
        if latest
        else None,
        "earlier": earlier(chosen.studies, rows, years[1:]),
        # An edition answers for all sellers, as they are known and at firm amounts.
        "moved": moved(network.edition) if case == FIRM and not wanted and as_of is None else "",
        "party": wanted,
        "only": only(wanted),
        "rule": chosen.rule,
        "rests_on": sources_.sentence(dollars, in_words(years[0])) if dollars else "",
        "dollars_by_source": dollars,
        "data": network.data,
        "edition": edition(network),
        "as_of": answers[0].as_of,
        "case": case,
        "command": of_report(network, as_of, case, (from_, to), wanted),
        "unit": network.unit,
        "years": years,
        "rows": shown,
        "disputed": [
            {"id": name, "text": text}
            for name, text in disputed.sentences(study.deals, disputed.named(shown)).items()
        ],
        "together": sums if latest else None,
        "attained": whole.attained and not whole.outer and not any("outer" in row for row in rows),
        "limits": limits,
        "loops": loops_.shown(found),
        "loops_complete": loops.extra["complete"],
        "loops_count": loops.extra["count"],
        "money_loops_count": sum(row["type"] == "money" and not row["unsized"] for row in found),
        "unsized_loops_count": sum(row["unsized"] for row in found),
        "parties": parties(network),
        "deals": _deals(network, chosen),
        "left_out": [item.to_dict() for item in selection.left_out(chosen.deals)],
        "notes": [
            *([] if network.is_ledger else notes_.not_public(study)),
            *([whole.note] if len(latest) > 1 else []),
            *notes_.on_rows(study, rows, *chosen.studies[1:]),
            *(note.text for note in _about(chosen)),
            *loops.notes,
        ],
    }


def edition(network: Network) -> str:
    """Which edition of a data package it is and its newest row; blank of one that is no edition."""
    if not str(network.edition):
        return ""
    newest = amounts.day(selection.iso(selection.newest_row(network)))
    return f"{network.edition}, newest row {newest}"


def of_report(
    network: Network,
    as_of: asking.When,
    case: str,
    window: tuple[asking.When, asking.When],
    party: Sequence[str],
) -> str:
    """The command that makes the report of these choices again."""
    from_, to = window
    options = {
        "--as-of": as_of,
        "--case": None if case == FIRM else case,
        **({"--year": from_} if from_ == to else {"--from": from_, "--to": to}),
        "--party": list(party),
    }
    return command("report", network.data, options)


def command(name: str, data: str, options: Mapping[str, object | None]) -> str:
    """The command that makes a page again, for those who read it; what is None was not asked for.

    An option that may be given several times has a list.
    """
    words = ["moneyloop", name, *([data] if data != BUNDLED else [])]
    for option, value in options.items():
        each = value if isinstance(value, list) else [] if value is None else [value]
        words += [word for one in each for word in (option, str(one))]
    return shlex.join(words)


def title(network: Network) -> str:
    """The question of the pages."""
    return TITLE_OF_LEDGER if network.is_ledger else TITLE


@asking.on_network
def about_parties(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    year: asking.When = None,
    from_: asking.When = None,
    to: asking.When = None,
) -> list[Note]:
    """Those of the notes that are about some parties only, with which; raises ChoiceError."""
    chosen = windows.choose(network, as_of, case, *asking.window(year, from_, to))
    return _about(chosen)


def _about(chosen: Windows) -> list[Note]:
    return [note for study in chosen.studies for note in notes_.about_parties(study)]


def only(parties: Sequence[str]) -> str | None:
    """What is kept where parties are asked for."""
    if not parties:
        return None
    return (
        f"Of the sellers only {listed(parties)} {'is' if len(parties) == 1 else 'are'} shown here, "
        "as asked for. Loops, commitments and the other parts are of the whole network."
    )


def _limits(study: Study, row: dict[str, Any]) -> dict[str, Any]:
    """What keeps the high end of own money back from being higher, with the rows behind it."""
    bounds = intervals_.limits(study, row["party"], row["period"], "own")
    return {
        "party": row["party"],
        "period": row["period"],
        "measure": "own",
        "high": row["own_known_high"],
        "flows": [
            {
                "payer": flow.payer,
                "payee": flow.payee,
                "class": flow.cls,
                "amount": in_digits(study, 0.0)(flow.amount),
                "period": flow.period,
                "deals": deals_behind(study, flow),
            }
            for flow in bounds.limits_high
        ],
    }


def parties(network: Network) -> list[dict[str, Any]]:
    """The rows of the parties table, aliases as a list."""
    rows = []
    for row in network.parties.to_dict("records"):
        known = {str(key): plain(value) for key, value in row.items() if key != "line"}
        rows.append(known | {"aliases": split(known["aliases"] or "")})
    return rows


def _deals(network: Network, chosen: Windows) -> list[dict[str, Any]]:
    reasons = dict(zip(chosen.deals["id"], chosen.deals["reason"], strict=True))
    rows = deals_.for_pages(network, case=chosen.studies[0].case)
    return [row | {"left_out": reasons[row["id"]] or None} for row in rows]
