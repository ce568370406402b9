"""The page of the other questions: each with its answer, a picture, and the table behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books import capex, dollar, gap, history, labs, money_way, stress
from moneyloop.pages.charts.svg import Drawing
from moneyloop.pages.facts import page_facts
from moneyloop.pages.shell import TAKE, render_page
from moneyloop.pages.text import harmless
from moneyloop.words.amounts import day, in_unit, in_usd
from moneyloop.words.labels import CASE_LABELS

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = ("base.css", "drawn.css", "take.css", "plain.css", "books.css")
SCRIPTS: tuple[str, ...] = ("plain.js", "theme.js", *TAKE)
_NOT_OF_PAYMENTS = (
    "The other questions are about contracts and reported figures, which a list of payments does "
    "not have."
)
_AT_LAST = (
    "What is not public is never counted as zero. Loops are described, not judged: a loop says "
    "nothing about anyone’s intent."
)


class Choice(NamedTuple):
    """One drawing of a question and what to call it where there are several; lines below it."""

    label: str
    drawing: Drawing
    lines: Sequence[str] = ()


class Question(NamedTuple):
    """A question, its answer in words, and its drawings; without one the answer says why.

    `choice` is what the drawings are a choice of, `shown` the one that is seen first. `tables` are
    further ones with their titles, `notes` what the answer takes for granted, `command` answers the
    question in the terminal.
    """

    key: str
    question: str
    answer: str
    choices: Sequence[Choice] = ()
    choice: str = ""
    shown: int = 0
    tables: Sequence[tuple[str, Table]] = ()
    notes: Sequence[str] = ()
    command: str = ""


def render_books(content: dict[str, Any]) -> str:
    """The whole page of what `content.books.build` returned, as text; write it as UTF-8."""
    content = harmless(content)
    with in_unit(content["unit"]):
        known = _known(content)
        context = {
            "payload": {key: content[key] for key in ("title", "data", "edition", "as_of", "case")},
            "case_word": CASE_LABELS[content["case"]].capitalize() if in_usd() else "Payments",
            "questions": questions(content, known),
            "facts": page_facts(
                as_of=content["as_of"],
                case=CASE_LABELS[content["case"]] if in_usd() else "",
                edition=content["edition"],
                data=content["data"],
                command=content["command"],
            ),
            "last": _AT_LAST if in_usd() else _NOT_OF_PAYMENTS,
        }
        return render_page("books.html.j2", STYLES, SCRIPTS, context)


def _read(content: Record) -> str:
    """Up to which day figures are known: they are of no case."""
    return f"known on {day(content['as_of'])}" if content["as_of"] else "no dates"


def _known(content: Record) -> str:
    """Which amounts count, and up to which day, as the line below a title says it."""
    case = CASE_LABELS[content["case"]] if in_usd() else "payments"
    return f"{case}, known on {day(content['as_of'])}" if content["as_of"] else case


def questions(content: Record, known: str) -> list[Question]:
    """All questions in the order of the page; of a list of payments there is one."""
    if not in_usd():
        return [_history(content)]
    return [
        _gap(content, known),
        _capex(content),
        _labs(content, known),
        _way(content, known),
        _dollar(content, known),
        _stress(content, known),
        _history(content),
    ]


def _one(drawing: Drawing | None) -> list[Choice]:
    return [Choice("", drawing)] if drawing else []


def _gap(content: Record, known: str) -> Question:
    drawing = gap.drawing(content["gap"], known)
    return Question(
        "gap",
        "Does known money cover what is due?",
        drawing.words if drawing else "No company has a dated payment with a public amount.",
        _one(drawing),
        notes=content["gap_notes"],
        command="moneyloop gap",
    )


def _capex(content: Record) -> Question:
    drawing = capex.drawing(content["capex"], _read(content))
    return Question(
        "capex",
        "What would the capital spending have to earn?",
        drawing.words if drawing else "No figure says how much capital was spent in a year.",
        _one(drawing),
        notes=content["capex_notes"],
        command="moneyloop gap --life 6 --margin 50%",
    )


def _labs(content: Record, known: str) -> Question:
    drawing = labs.drawing(content["labs"], known)
    parties = [party for party in content["labs"] if party["measures"]]
    shared = [
        note
        for note in (parties[0]["notes"] if parties else [])
        if all(note in party["notes"] for party in parties)
    ]
    own = [
        f"{party['party']}: {note}"
        for party in parties
        for note in party["notes"]
        if note not in shared
    ]
    return Question(
        "labs",
        "Why do two figures about one lab differ?",
        drawing.words if drawing else "No lab has both a run rate and recognised revenue.",
        _one(drawing),
        tables=[
            (f"{party['party']}: one basis against another", labs.ratios(party))
            for party in parties
            if party["ratios"]
        ],
        notes=[*shared, *own],
        command=f"moneyloop figures {_quoted(parties[0]['party'])}" if parties else "",
    )


def _way(content: Record, known: str) -> Question:
    ways = content["ways"]
    shown = next((n for n, way in enumerate(ways) if way["period"] == content["way"]), 0)
    choices = [
        Choice(
            f"{way['period']}{', planned' if way['planned'] else ''}",
            money_way.drawing(way, known),
        )
        for way in ways
    ]
    return Question(
        "way",
        "Which way does the money go?",
        choices[shown].drawing.words
        if choices
        else "No company of the network pays another one in any year.",
        choices,
        choice="Year",
        shown=shown,
        command="moneyloop attribute",
    )


def _dollar(content: Record, known: str) -> Question:
    one = content["dollar"]
    drawing = dollar.drawing(one, known)
    return Question(
        "dollar",
        "Where does a customer’s dollar go next?",
        drawing.words if drawing else "No dollar that customers pay goes on to another company.",
        _one(drawing),
        tables=[("The dollar hop by hop, in cents", dollar.hops(one))] if drawing else (),
        notes=["Customers’ money is that of the whole business of each company, not only of AI."],
        command="moneyloop trace",
    )


def _stress(content: Record, known: str) -> Question:
    choices = []
    entries = []
    for rank, entry in enumerate(content["stress"], 1):
        drawing = stress.drawing(f"stress-{rank}", entry, known)
        if drawing is None:
            continue
        entries.append(entry)
        lines = [stress.cascade(entry)]
        unknown = stress.unknown(entry)
        if unknown:
            lines.append(f"At stake, but no amount is public: {', '.join(unknown)}.")
        calls = stress.guarantees(entry)
        if calls:
            lines.append("Guarantees that might be called (shown separately):")
        choices.append(Choice(entry["party"], drawing, lines=[*lines, *calls]))
    notes = dict.fromkeys(note for entry in entries for note in entry["notes"])
    return Question(
        "failing",
        "Who would lose what if one of them failed?",
        choices[0].drawing.words
        if choices
        else "No company buys from another one in the year, so no failure is asked about.",
        choices,
        choice="If this one paid nothing",
        notes=list(notes),
        command=f"moneyloop stress {_quoted(entries[0]['party'])}" if entries else "",
    )


def _history(content: Record) -> Question:
    then, case = content["then"], CASE_LABELS[content["case"]] if in_usd() else "payments"
    drawing = history.drawing(then or [], content["today"], case)
    nobody = "No company sold in the network in any quarter, so there is no share to follow."
    if not content["as_of"]:
        nobody = "The payments have no dates, so there is nothing to follow from day to day."
    none = (
        "There are too many companies to answer anew for each quarter; moneyloop timeline does."
        if then is None
        else nobody
    )
    return Question(
        "history",
        "How did the answer change as more became known?",
        drawing.words if drawing else none,
        _one(drawing),
        command="moneyloop timeline",
    )


def _quoted(name: str) -> str:
    return name if name.isalnum() else f'"{name}"'
