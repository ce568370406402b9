"""The report: one page that answers in ten seconds, then says in seven screens how it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from moneyloop.analysis.attribution import sells
from moneyloop.books.periods import in_words
from moneyloop.pages.charts import card, cents, growth, pot, rings, sellers, ways
from moneyloop.pages.charts.svg import Drawing
from moneyloop.pages.content.answer.answer import POTS
from moneyloop.pages.facts import page_facts
from moneyloop.pages.shell import TAKE, render_page
from moneyloop.pages.text import harmless
from moneyloop.words import amounts
from moneyloop.words.amounts import in_unit, in_usd, most, number
from moneyloop.words.circular import NO_ROUND_TRIP
from moneyloop.words.labels import CASE_LABELS, TIER_LABELS

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = ("base.css", "drawn.css", "answer.css", "take.css")
SCRIPTS: tuple[str, ...] = ("plain.js", "theme.js", "report.js", *TAKE)
ON_FIRST_SCREEN = 4  # sellers
BARS = 20
LATER_LOOPS = 5


class Year(NamedTuple):
    """The sellers of one period: those with a range as bars, the others by name."""

    label: str
    bars: Drawing | None
    more: int
    nothing: list[str]
    unknown: list[str]


def render_report(payload: dict[str, Any]) -> str:
    """The whole report as text, of what `summary.build` made."""
    payload = harmless(payload)
    with in_unit(payload["unit"]):
        return render_page("report.html.j2", STYLES, SCRIPTS, _sections(payload))


def _sections(payload: Record) -> dict[str, Any]:
    """Everything that the template writes."""
    answer: Record | None = payload["answer"]
    basis = _basis(payload, payload["years"][0] if payload["years"] else "")
    facts = page_facts(
        as_of=payload["as_of"],
        case=CASE_LABELS[payload["case"]] if in_usd() else "",
        edition=payload["edition"],
        data=payload["data"],
        command=payload["command"],
    )
    context: dict[str, Any] = {
        "payload": payload,
        "answer": answer,
        "basis": basis,
        "is_ledger": not in_usd(),
        "period": in_words(payload["years"][0]) if payload["years"] else "",
        "years": [_year(rank, str(name), payload) for rank, name in enumerate(payload["years"], 1)],
        "behind": _behind(payload),
        "every_deal": payload["deals"],
        "later": _later(payload),
        "tiers": TIER_LABELS,
        "amount_of": amount_of,
        "facts": facts,
        "circular": NO_ROUND_TRIP,
    }
    if answer is None:
        return context
    words = f"{payload['headline']} {payload['range']}"
    pots = [pot.chart(f"pot-{rank}", each, basis) for rank, each in enumerate(answer["pots"], 1)]
    first = _first_rows(payload)
    return context | {
        "cents": cents.chart(answer["cents"], payload["headline"], basis, words),
        "card": card.card(payload, basis, facts),
        "before": payload["headline"].partition(answer["part"])[0],
        "after": payload["headline"].partition(answer["part"])[2],
        "first": sellers.chart("first", first, answer["widest"], basis) if first else None,
        "pots": pots,
        "has_more_pots": answer["ranged_count"] > POTS,
        "first_pot": pots[answer["first_pot"]] if pots else None,
        "growth": _growth(answer, context["period"], basis),
        "rings": _rings(answer),
        "ways": _ways(payload, context["period"], basis),
    }


def _basis(payload: Record, period: str) -> str:
    """Period, unit, case and date of every number of a picture."""
    parts = [in_words(period)] if period and in_usd() else []
    parts += [amounts.in_words()]
    parts += [CASE_LABELS[payload["case"]]] if in_usd() else []
    if payload["as_of"]:
        parts.append(f"as of {amounts.day(payload['as_of'])}")
    return ", ".join(parts)


def _first_rows(payload: Record) -> list[Record]:
    """The sellers of the first period with the widest ranges."""
    rows = [row for row in _selling(payload, payload["years"][0]) if row["own_high"] != 0]
    return rows[:ON_FIRST_SCREEN]


def _selling(payload: Record, period: str) -> list[Record]:
    """The sellers of a period, the widest range first."""
    rows = [row for row in payload["rows"] if str(row["period"]) == period and sells(row)]
    return sorted(
        rows,
        key=lambda row: (-most(row["own_high"]), -(row["network_sales"] or 0.0), row["party"]),
    )


def _year(rank: int, period: str, payload: Record) -> Year:
    rows = _selling(payload, period)
    ranged = [row for row in rows if row["own_high"] != 0]
    shown, zero = ranged[:BARS], [row for row in rows if row["own_high"] == 0]
    title = f"Own money back of each seller in {in_words(period)}"
    basis = _basis(payload, period)
    planned = " (planned)" if any(row["planned"] for row in rows) else ""
    return Year(
        label=in_words(period).removeprefix("the ") + planned,
        bars=sellers.chart(f"sellers-{rank}", shown, title, basis, rows) if ranged else None,
        more=len(ranged) - len(shown),
        nothing=sorted(row["party"] for row in zero if row["network_sales"] is not None),
        unknown=sorted(row["party"] for row in zero if row["network_sales"] is None),
    )


def _growth(answer: Record, period: str, basis: str) -> Drawing | None:
    change = answer["growth"]
    if not change or not change["rows"]:
        return None
    verb = "grew" if change["change"] >= 0 else "fell"
    title = (
        f"Network sales {verb} from {amounts.usd(change['before'])} to "
        f"{amounts.usd(change['now'])} in {period}"
    )
    return growth.chart(change, title, f"{basis}, against the same days a year earlier")


def _rings(answer: Record) -> list[Drawing]:
    loops: Sequence[Record] = answer["loops"]["rows"]
    widest = max((leg["amount"] for loop in loops for leg in loop["legs"]), default=1.0)
    return [rings.chart(f"ring-{rank}", loop, widest) for rank, loop in enumerate(loops, 1)]


def _ways(payload: Record, period: str, basis: str) -> Drawing | None:
    paid, loops = payload["answer"]["ways"], payload["answer"]["loops"]["rows"]
    if not paid["arrows"]:
        return None
    of_all = f" of all {amounts.usd(paid['moved'])}" if paid["shown"] < paid["moved"] else ""
    title = (
        f"{len(paid['parties'])} {'companies' if in_usd() else 'parties'} paid one another "
        f"{amounts.usd(paid['shown'])}{of_all} in {period or 'the payments'}"
    )
    return ways.chart("ways", paid, payload["parties"], next(iter(loops), None), title, basis)


def _later(payload: Record) -> list[Record]:
    """The largest money loops over the whole term of their deals."""
    money = [row for row in payload["loops"] if row["type"] == "money" and not row["unsized"]]
    return money[:LATER_LOOPS]


def _behind(payload: Record) -> list[Record]:
    """The deals that set the limits and make the open amounts, by payer and payee."""
    named = {name for item in payload["limits"] for flow in item["flows"] for name in flow["deals"]}
    if payload["answer"]:
        named |= {name for item in payload["answer"]["changes"] for name in item["deals"]}
    rows = [deal for deal in payload["deals"] if deal["id"] in named]
    return sorted(rows, key=lambda deal: (deal["payer"], deal["payee"], deal["id"]))


def amount_of(deal: Record) -> str:
    """What a deal is over its whole term: signed, and up to, if that is more."""
    firm, high = deal["amount_usd_bn"], deal.get("amount_high_usd_bn")
    if firm is None:
        return f"up to {number(high)}" if high else amounts.UNKNOWN
    return f"{number(firm)}, up to {number(high)}" if high and high > firm else number(firm)
