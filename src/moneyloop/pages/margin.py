"""The page of `moneyloop calc margin --plot`: an account, its margin, and what would move it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from moneyloop.model import STATED, Result
from moneyloop.pages.charts import margin as charts
from moneyloop.pages.facts import page_facts
from moneyloop.pages.shell import TAKE, render_page
from moneyloop.pages.text import harmless, worth_a_year
from moneyloop.questions.margin.curves import curves
from moneyloop.questions.margin.margin import GIVEN, LEVER, SPENDING, START
from moneyloop.words.amounts import day, number, percent, usd

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = ("base.css", "drawn.css", "take.css", "plain.css", "margin.css")
SCRIPTS: tuple[str, ...] = ("plain.js", "amounts.js", "worth.js", "theme.js", *TAKE)
_DOLLARS = ("revenue", "cost", "gross_margin")
_REACHED = "Every target is reached already."
_OUT_OF_REACH = "No cost fall and no price rise reaches a target at the given mix shift."
_STANDING = {START: "Serving", SPENDING: "All spending", GIVEN: "With the levers as given"}


class Cell(NamedTuple):
    """What a cell says, and what it is worth where it is a large amount."""

    text: str
    worth: str | None = None


class Table(NamedTuple):
    """Column heads (True for numbers) and rows of cells."""

    head: list[tuple[str, bool]]
    rows: list[list[Cell]]


_NONE = Cell("\N{EN DASH}")


def render_margin(result: Result) -> str:
    """The whole page of an answer of `margin` as text; write it as UTF-8."""
    answer = harmless(result.to_dict())
    rows: Sequence[Record] = answer["rows"]
    start = rows[0]
    drawn = curves(result)
    levers = [row for row in rows if row["kind"] == LEVER]
    alone = [row for row in levers if "+" not in row["levers"]]
    known = f"known on {day(answer['as_of'])}" if answer["as_of"] else "from stated inputs"
    frontier = charts.frontier(drawn["frontiers"], answer["given"], known)
    is_reached = start["margin"] >= max(answer["targets"])
    whose = f"{start['party']}, {start['period']}" if start["party"] else "as stated"
    context = {
        "payload": {
            "title": f"Margins: {whose}",
            "data": answer["data"],
            "as_of": answer["as_of"],
            "case": answer["case"],
        },
        "headline": _headline(start, whose),
        "planned": start["planned"],
        "stated": answer["case"] == STATED,
        "inputs": answer["inputs"],
        "standing": _standing([row for row in rows if row["kind"] in _STANDING]),
        "levers": charts.levers(drawn["levers"], alone, answer["targets"], known),
        "frontier": frontier,
        "no_frontier": _REACHED if is_reached else _OUT_OF_REACH,
        "goals": [
            _goal(target, [row for row in levers if row["target"] == target])
            for target in answer["targets"]
        ],
        "facts": page_facts(
            as_of=answer["as_of"],
            case="",
            edition="",
            data=answer["data"],
            command="moneyloop calc margin",
            safe=charts.SAFE,
        ),
        "left_out": answer["left_out"],
        "notes": answer["notes"],
    }
    return render_page("margin.html.j2", STYLES, SCRIPTS, context)


def _headline(start: Record, whose: str) -> str:
    return (
        f"{whose}: {usd(start['revenue'])} of revenue a year costs {usd(start['cost'])} to serve, "
        f"a gross margin of {percent(start['margin'])}."
    )


def _standing(rows: Sequence[Record]) -> Table:
    heads = ("Revenue", "Cost", "Gross margin", "Margin", "Subsidy")
    return Table(
        [("Account", False), *((head, True) for head in heads)],
        [
            [
                Cell(_STANDING[row["kind"]]),
                *(_amount(row[key]) for key in _DOLLARS),
                Cell(percent(row["margin"])),
                _amount(row["subsidy"]),
            ]
            for row in rows
        ],
    )


def _goal(target: float, rows: Sequence[Record]) -> dict[str, Any]:
    """What reaches a target, or why nothing has to."""
    whys = dict.fromkeys(row["why"] for row in rows if row["why"])
    is_reached = not any(row[lever] for row in rows for lever in charts.WORDS)
    return {
        "name": charts.goal(target),
        "table": None if is_reached and rows[0]["reachable"] else _reaching(rows),
        "whys": [f"{why[0].upper()}{why[1:]}." for why in whys],
    }


def _reaching(rows: Sequence[Record]) -> Table:
    heads = (*charts.WORDS.values(), "Revenue", "Cost", "Gross margin")
    return Table(
        [("Levers", False), *((head, True) for head in heads)],
        [
            [
                Cell(row["levers"]),
                *(Cell(percent(row[lever])) if row[lever] else _NONE for lever in charts.WORDS),
                *(_amount(row[key]) if row["reachable"] else _NONE for key in _DOLLARS),
            ]
            for row in rows
        ],
    )


def _amount(amount: float) -> Cell:
    return Cell(number(amount), worth_a_year(amount))
