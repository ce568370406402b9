"""What the report page tells beside the summary: history, gap, labs, the money's way, stress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneyloop.analysis import together
from moneyloop.analysis.attribution import sells
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.study.periods import unit_of
from moneyloop.model import FIRM, Network
from moneyloop.pages.content import close_reading, money_way, sources
from moneyloop.questions import asking
from moneyloop.questions import timeline as timeline_
from moneyloop.questions.gap import gap as gap_
from moneyloop.questions.gap import sector
from moneyloop.questions.trace import dollar_way
from moneyloop.questions.trace import trace as trace_

HISTORY_PARTIES = 200
DOLLAR_PARTIES = 7  # of each hop that stand for themselves
DOLLAR_HOPS = 2
# What a list of payments has nothing of.
_OF_DEALS: Mapping[str, Any] = {
    **{key: [] for key in ("gap", "gap_notes", "sector_question", "sector_notes")},
    **{key: [] for key in ("labs", "stress", "ways", "sources")},
    **dict.fromkeys(("way", "dollar")),
}


@asking.on_network
def build(
    network: Network,
    content: Mapping[str, Any],
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    progress: asking.Progress | None = None,
) -> dict[str, Any]:
    """The figures behind the charts; `content` is the `summary.build` of the same choices.

    Plain values only, amounts in the unit of the network, unknown is None. Of a network with very
    many parties `history` is None: it answers the whole question anew for every quarter. A list of
    payments has no contracts, figures or kinds of parties: only `key_numbers` and `history` are
    filled.
    """
    quarters = _history(network, as_of, case, progress)
    if network.is_ledger:
        return {"key_numbers": _key_numbers(content, []), "history": quarters, **_OF_DEALS}
    gap = gap_.gap(network, as_of=as_of, case=case)
    study = asking.ahead(network, as_of=as_of, case=case)
    years = money_way.years(study)
    known = [period.name for period in study.periods]  # a dollar is followed in these only
    # Charts below the answer are of calendar years, whatever window stands first.
    latest = next((name for name in content["years"] if unit_of(name) == "year"), None)
    question = gap.extra["sector_question"]
    question_notes = sector.notes(question)
    labs = close_reading.books_of_labs(network, latest, as_of=as_of, case=case)
    failing = close_reading.if_one_fails(network, latest, as_of=as_of, case=case)
    deals, figures = close_reading.rows_behind([*question, *labs, *failing])
    return {
        "key_numbers": _key_numbers(content, gap.rows),
        "history": quarters,
        "gap": gap.rows,
        "gap_notes": [note for note in gap.notes if note not in question_notes],
        "sector_question": question,
        "sector_notes": question_notes,
        "labs": labs,
        "stress": failing,
        "ways": [money_way.money_way(study, year) for year in years],
        "way": latest if latest in years else (years[-1] if years else None),
        "dollar": _dollar(network, latest if latest in known else None, as_of, case),
        "sources": sources.sources(
            asking.study(network, as_of=as_of, case=case), deals=deals, figures=figures
        ),
    }


def _history(
    network: Network, as_of: asking.When, case: str, progress: asking.Progress | None
) -> list[dict[str, Any]] | None:
    """All sellers together, quarter by quarter; None where there are very many parties."""
    if network.undated:
        return []
    if len(network.inside) > HISTORY_PARTIES:
        return None
    answer = timeline_.timeline(network, as_of=as_of, case=case, progress=progress)
    return [row for row in answer.rows if row["sector"]]


def _dollar(
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


def _key_numbers(content: Mapping[str, Any], gap: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All sellers together in the first window, and the planned year with the widest gap."""
    sellers = [
        row for row in content["rows"] if row["period"] == content["years"][0] and sells(row)
    ]
    numbers: list[dict[str, Any]] = []
    if sellers:
        year = sellers[0]["period"]
        inside = sum(row["network_sales"] or 0.0 for row in sellers)
        # Sales whose amount is not public come on top of those.
        sold = {"whole": inside, "unsized": any(row["open_sales"] for row in sellers)}
        numbers.append({"key": "network_sales", "period": year, "amount": inside, **sold})
        for measure in (MEASURES[0], MEASURES[-1]):
            words = ("low", "amount", "high", "known_low", "known_high")
            values = (content["together"][key] for key in together.ends(measure))
            sums = {**dict(zip(words, values, strict=True)), **sold}
            numbers.append({"key": measure, "period": year, **sums})
    short = [row for row in gap if row["sector"] and row["planned"] and row["no_known_source"] > 0]
    if short:
        widest = max(short, key=lambda row: (row["no_known_source"], row["period"]))
        amounts = {"amount": widest["no_known_source"], "whole": widest["committed"]}
        numbers.append({"key": "no_known_source", "period": widest["period"], **amounts})
    return numbers
