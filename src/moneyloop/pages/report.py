"""The report: one page that reads from top to bottom, from the answer to its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from moneyloop.pages import bars
from moneyloop.pages.network import network_sections
from moneyloop.pages.picture import picture
from moneyloop.pages.shell import render
from moneyloop.pages.text import harmless
from moneyloop.pages.words import BUCKETS

Record = Mapping[str, Any]

STYLES: tuple[str, ...] = ("base.css", "network.css", "report.css", "print.css")
LARGEST_LOOPS = 10
UNSIZED_LOOPS = 12


class Share(NamedTuple):
    """An interval as shares of one named whole; None and the reason where there is no share."""

    label: str
    low: float | None
    marker: float | None
    high: float | None
    reason: str = "unknown"


class Line(NamedTuple):
    """One selling party in one year: its row, the drawn bars, and its shares."""

    row: Record
    own: bars.Band | None
    invested: bars.Band | None
    of_booked: bars.Stack | None
    of_inside: bars.Stack | None
    shares: list[Share]


class Year(NamedTuple):
    """One year of the whose-dollar table."""

    period: str
    lines: list[Line]
    without_sales: list[str]
    pro_forma: bool


def render_report(payload: dict[str, Any]) -> str:
    """The whole report as text, the interactive network and the table of deals included."""
    payload = harmless(payload)
    return render("report.html.j2", picture(payload), STYLES, report_sections(payload))


def report_sections(payload: Record) -> dict[str, Any]:
    """Everything that the report's template writes, on top of the network's own parts."""
    loops: Sequence[Record] = payload["loops"]
    money = [loop for loop in loops if loop["kind"] == "money"]
    # Money loops first: a stable sort keeps the ranks within each kind.
    unsized = sorted((loop for loop in loops if loop["unsized"]), key=_not_money)
    return {
        **network_sections(payload),
        "years": [_year(str(period), payload["rows"]) for period in payload["years"]],
        "buckets": BUCKETS,
        "money_loops": [loop for loop in money if not loop["unsized"]][:LARGEST_LOOPS],
        "money_loops_sized": sum(not loop["unsized"] for loop in money),
        "unsized_loops": unsized[:UNSIZED_LOOPS],
        "unsized_count": len(unsized),
    }


def _year(period: str, rows: Iterable[Record]) -> Year:
    """The parties that sold to the network in a period, the widest question first."""
    mine = [row for row in rows if str(row["period"]) == period]
    selling = sorted(filter(_sells, mine), key=_largest_question_first)
    return Year(
        period=period,
        lines=[_line(row) for row in selling],
        without_sales=sorted(str(row["party"]) for row in mine if not _sells(row)),
        pro_forma=any(row.get("pro_forma") for row in selling),
    )


def _not_money(loop: Record) -> bool:
    return bool(loop["kind"] != "money")


def _sells(row: Record) -> bool:
    return (row.get("inside_sales") or 0.0) > 0.0


def _largest_question_first(row: Record) -> tuple[float, float, str]:
    return -(row.get("own_high") or 0.0), -(row.get("inside_sales") or 0.0), str(row["party"])


def _line(row: Record) -> Line:
    inside, segment = row.get("inside_sales"), row.get("segment_revenue")
    own = (row.get("own_low"), row.get("own"), row.get("own_high"))
    invested = (row.get("invested_low"), row.get("invested"), row.get("invested_high"))
    return Line(
        row=row,
        own=bars.band(*own, whole=inside),
        invested=bars.band(*invested, whole=inside),
        of_booked=bars.stack(row, whole=row.get("booked"), up_to_customers=False),
        of_inside=bars.stack(row, whole=inside, up_to_customers=True),
        shares=[
            _share("booked revenue", own, row.get("booked")),
            _share("inside sales", own, inside),
            _share("growth", own, row.get("growth")),
            *([_share("segment", own, segment)] if segment else []),
        ],
    )


def _share(label: str, own: Sequence[float | None], whole: float | None) -> Share:
    """The own lap in parts of a whole that the payload names; of what is not there, no share."""
    if whole is None or whole <= 0.0:
        return Share(label, None, None, None, "unknown" if whole is None else f"no {label}")
    low, marker, high = (None if value is None else value / whole for value in own)
    return Share(label, low, marker, high)
