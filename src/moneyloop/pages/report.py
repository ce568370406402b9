"""The report: one page that reads from top to bottom, from the answer to its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from moneyloop.analysis.attribution import sells
from moneyloop.pages import bars
from moneyloop.pages.charts import (
    Chart,
    dollar,
    gap,
    history,
    labs,
    money_way,
    rings,
    stress,
    whose,
)
from moneyloop.pages.ends import Ends, ends
from moneyloop.pages.network import network_sections
from moneyloop.pages.picture import picture
from moneyloop.pages.shell import render
from moneyloop.pages.text import harmless
from moneyloop.pages.words import BUCKETS, kind_labels
from moneyloop.questions.loops import at_least
from moneyloop.words.amounts import in_unit, in_usd, most
from moneyloop.words.labels import CASE_LABELS, TIER_LABELS

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = (
    "base.css",
    "network.css",
    "panels.css",
    "phone.css",
    "report.css",
    "print.css",
)
LARGEST_LOOPS = 10
RINGS = 6
UNSIZED_LOOPS = 12


class Share(NamedTuple):
    """Both intervals as shares of one named whole; None and the reason where there are none."""

    label: str
    ends: Ends | None
    reason: str = "unknown"


class Measure(NamedTuple):
    """One measure of a seller: its intervals and the bar that shows them."""

    ends: Ends
    bar: bars.Bar | None


class Line(NamedTuple):
    """One selling party in one year: its row, two measures, and its shares."""

    row: Record
    own: Measure
    any_investor: Measure
    shares: list[Share]


class KeyNumber(NamedTuple):
    """A number at the top of the report: of a measure both intervals, and its share of sales."""

    item: Record
    ends: Ends | None
    share: Share | None


class Compared(NamedTuple):
    """The ratios of one party: between its figures, and between the bases of its commitments."""

    party: str
    figures: list[Record]
    commitments: list[Record]
    notes: list[str]


class Failure(NamedTuple):
    """What the failure of one party does: the answer, its chart, and who has no bar."""

    entry: Record
    chart: Chart
    fact: str
    unknown: list[str]


class Year(NamedTuple):
    """One year of the whose-dollar table."""

    period: str
    lines: list[Line]
    chart: Chart
    without_sales: list[str]
    planned: bool


def render_report(payload: dict[str, Any], atlas: dict[str, Any], article: dict[str, Any]) -> str:
    """The whole report as text, of what summary, atlas and article built.

    The interactive network and the table of deals are in it as well.
    """
    payload, atlas, article = (harmless(part) for part in (payload, atlas, article))
    with in_unit(payload["unit"]):
        sections = network_sections(atlas) | report_sections(payload, article)
        return render("report.html.j2", picture(atlas), STYLES, sections)


def report_sections(payload: Record, article: Record) -> dict[str, Any]:
    """Everything that the report's template writes, on top of the network's own parts."""
    loops: Sequence[Record] = payload["loops"]
    money = [loop for loop in loops if loop["type"] == "money"]
    sized = [loop for loop in money if not loop["unsized"]]
    # Money loops first: a stable sort keeps the ranks within each type.
    unsized = sorted((loop for loop in loops if loop["unsized"]), key=_not_money)
    deals = {str(deal["id"]): deal for deal in payload["deals"]}
    drawn = [rings.ring(f"ring-{rank}", loop, deals) for rank, loop in _placed(sized[:RINGS])]
    charts = {
        "history": history.chart(article["history"]),
        "gap": gap.chart(article["gap"]),
        "way": money_way.chart(article["ways"], article["way"]),
        "dollar_way": dollar.chart(article["dollar"]),
    }
    years = [_year(n, str(period), payload["rows"]) for n, period in _placed(payload["years"])]
    of_labs = labs.chart(article["labs"])
    labs_notes = _shared(article["labs"])
    failures = [_failure(rank, entry) for rank, entry in _placed(article["stress"])]
    every = [*(year.chart for year in years), *charts.values(), of_labs]
    every += [failure.chart for failure in failures]
    return {
        "payload": payload,
        "case_word": CASE_LABELS[payload["case"]],
        "key_numbers": [_key_number(item) for item in article["key_numbers"]],
        "years": years,
        "buckets": BUCKETS,
        **charts,
        # Of payments without dates, and of few days, there is nothing to follow.
        "shows_history": bool(charts["history"].variants) or in_usd(),
        "figures": {chart.key: [variant.figure for variant in chart.variants] for chart in every},
        "way_parts": money_way.LEGEND,
        "dollar": article["dollar"],
        "dollar_parts": dollar.legend(article["dollar"]),
        "gap_notes": article["gap_notes"],
        "sector_question": article["sector_question"],
        "sector_notes": article["sector_notes"],
        "labs": of_labs,
        "compared": [_compared(party, labs_notes) for party in article["labs"]],
        "labs_notes": labs_notes,
        "failures": failures,
        "failure_notes": list(
            dict.fromkeys(note for entry in article["stress"] for note in entry["notes"])
        ),
        "rings": drawn,
        "ring_kinds": _kinds(sized[:RINGS], deals),
        "money_loops": sized[:LARGEST_LOOPS],
        "money_loops_sized": len(sized),
        "at_least": at_least,
        "unsized_loops": unsized[:UNSIZED_LOOPS],
        "unsized_count": len(unsized),
        "sources": article["sources"],
        "source_groups": _by_tier(article["sources"]),
    }


def _compared(party: Record, shared: Sequence[str]) -> Compared:
    ratios: Sequence[Record] = party["ratios"]
    return Compared(
        party["party"],
        [ratio for ratio in ratios if ratio["figures"]],
        [ratio for ratio in ratios if not ratio["figures"]],
        [note for note in party["notes"] if note not in shared],
    )


def _failure(rank: int, entry: Record) -> Failure:
    chart = stress.chart(f"stress-{rank}", entry)
    return Failure(entry, chart, stress.fact(entry), stress.unknown(entry))


def _shared(entries: Sequence[Record]) -> list[str]:
    """The notes that hold for every entry, so that they are told once."""
    return [
        note
        for note in (entries[0]["notes"] if entries else [])
        if all(note in entry["notes"] for entry in entries)
    ]


def _placed(items: Iterable[Any]) -> list[tuple[int, Any]]:
    return list(enumerate(items, 1))


def _kinds(loops: Iterable[Record], deals: Mapping[str, Record]) -> list[str]:
    """The kinds in which the rings' arrows are drawn, in the legend's order."""
    used = {rings.kind_of(leg["deals"], deals) for loop in loops for leg in loop["legs"]}
    return [kind for kind in kind_labels(is_ledger=not in_usd()) if kind in used]


def _by_tier(sources: Iterable[Record]) -> list[dict[str, Any]]:
    """The sources by how near they are to the money, the nearest first."""
    groups: dict[str, list[Record]] = {}
    for source in sources:
        groups.setdefault(str(source["tier"]), []).append(source)
    order = [tier for tier in TIER_LABELS.values() if tier in groups]
    return [{"tier": tier, "sources": groups[tier]} for tier in order]


def _key_number(item: Record) -> KeyNumber:
    if "high" not in item:
        return KeyNumber(item, None, None)
    keys = ("low", "amount", "high", "known_low", "known_high")
    both = Ends(*(item[key] for key in keys))
    return KeyNumber(item, both, _of_sales(both, item["whole"], item["unsized"]))


def _year(rank: int, period: str, rows: Iterable[Record]) -> Year:
    """The parties that sold to the network in a period, the widest question first."""
    in_year = [row for row in rows if str(row["period"]) == period]
    selling = sorted(filter(sells, in_year), key=_largest_question_first)
    return Year(
        period=period,
        lines=[_line(row) for row in selling],
        chart=whose.chart(f"whose-{rank}", period, selling),
        without_sales=sorted(str(row["party"]) for row in in_year if not sells(row)),
        planned=any(row.get("planned") for row in selling),
    )


def _not_money(loop: Record) -> bool:
    return bool(loop["type"] != "money")


def _largest_question_first(row: Record) -> tuple[float, float, str]:
    return -most(row["own_high"]), -(row["network_sales"] or 0.0), str(row["party"])


def _line(row: Record) -> Line:
    own, segment = ends(row, "own"), row["segment_revenue"]
    # Nobody reports the revenue of a list of payments, so there is no growth of it.
    growth = [_share("growth", own, row["growth"])] if in_usd() else []
    return Line(
        row=row,
        own=_measure(row, "own"),
        any_investor=_measure(row, "any_investor"),
        shares=[
            _share("revenue", own, row["revenue"]),
            _of_sales(own, row["network_sales"], bool(row["open_sales"])),
            *growth,
            *([_share("segment", own, segment)] if segment else []),
        ],
    )


def _measure(row: Record, measure: str) -> Measure:
    both = ends(row, measure)
    return Measure(both, bars.bar(both, row["network_sales"], unsized=bool(row["open_sales"])))


def _share(label: str, both: Ends, total: float | None) -> Share:
    """A measure as a share of a whole that the payload names; no share of what is unknown."""
    if total is None or total <= 0.0:
        return Share(label, None, "unknown" if total is None else f"no {label}")
    return Share(label, both.over(total))


def _of_sales(both: Ends, sold: float | None, unsized: bool) -> Share:
    """The same of network sales: of `unsized` ones the least is nothing, the most at most all."""
    if not sold:
        return Share("network sales", None, "not public" if unsized else "no network sales")
    shares = both.over(sold)
    if unsized:
        high = None if shares.high is None else min(shares.high, 1.0)
        shares = shares._replace(low=None if shares.low is None else 0.0, high=high)
    return Share("network sales", shares)
