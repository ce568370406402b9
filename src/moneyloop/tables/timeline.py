"""The view of `timeline`: the measures quarter after quarter, of all parties and of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN
from moneyloop.tables.listing import Listing
from moneyloop.tables.tail import PLANNED
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, on_screen, period, telling

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

DAYS_SHOWN = 4
PARTIES = Column("parties", "Parties", number=True, spare=2)
SHOWN = (
    *("as_of", "period", "network_sales", "own_estimate", "own_known_low"),
    *("own_of_network_sales_estimate", "any_investor_estimate", "any_investor_known_low"),
)


def view(result: Result) -> list[Part]:
    """All parties together by quarter and own money back of each; or every quarter of some."""
    rows = result.rows
    if not rows:
        return ["No company sells in the network in these quarters."]
    together = [row for row in rows if row["sector"]]
    alone = [row for row in rows if not row["sector"]]
    parts: list[Part] = []
    columns = telling(on_screen(result.columns, *SHOWN), rows)
    if together:
        title = "All companies that sell in the network: low to high (estimate)"
        counted = [{**row, "parties": _count(alone, row)} for row in together]
        parts.append(Listing(title, (*columns[:2], PARTIES, *columns[2:]), counted))
        public = ", on public amounts" if result.unit == USD_BN else ""
        parts += _own_laps(alone, list(dict.fromkeys(row["as_of"] for row in rows)), public)
    else:
        for name in dict.fromkeys(row["party"] for row in alone):
            own_rows = [row for row in alone if row["party"] == name]
            parts.append(Listing(f"{name}: low to high (estimate)", columns, own_rows))
    if any(row["planned"] for row in rows):
        parts.append(PLANNED)
    return parts


def _count(alone: Sequence[Row], row: Row) -> int:
    """How many parties sell inside on the day of a row."""
    return sum(other["as_of"] == row["as_of"] for other in alone)


def _own_laps(alone: Sequence[dict[str, Any]], days: Sequence[str], public: str) -> list[Part]:
    """Own money back of the parties that have some, on the last days; the largest first."""
    shown = days[-DAYS_SHOWN:]
    with_own = [row for row in alone if row["own_high"] != 0]
    latest = [row for row in with_own if row["as_of"] in shown]
    parts: list[Part] = []
    if latest:
        latest.sort(key=lambda row: (row["as_of"], amounts.most(row["own_high"])), reverse=True)
        title = (
            f"Own money back of each party (estimate{public}), "
            f"the last {len(shown)} of {len(days)} quarters"
        )
        parts.append(_by_day(title, latest, shown))
        if len(shown) < len(days):
            parts.append("--party NAME shows every quarter of a party.")
    none = {row["party"] for row in alone} - {row["party"] for row in with_own}
    if none:
        parts.append(f"Own money back 0 in every quarter: {', '.join(sorted(none))}.")
    return parts


def _by_day(title: str, rows: Sequence[Row], days: Sequence[str]) -> Listing:
    """A party a line and a day a column, the last of which stays; blank where it sells nothing."""
    years = {row["as_of"]: period(row) for row in rows}
    columns = [Column("party", "Party", whole=True)]
    columns += [
        Column(day, f"{day}: {years.get(day, '')}", cell=_own(day), number=True, spare=spare)
        for day, spare in zip(days, reversed(range(len(days))), strict=True)
    ]
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        lines.setdefault(row["party"], {"party": row["party"]})[row["as_of"]] = row
    return Listing(title, columns, list(lines.values()))


def _own(day: str) -> Callable[[Row], str]:
    def cell(line: Row) -> str:
        row = line.get(day)
        if row is None:
            return ""
        return amounts.interval(row["own_low"], row["own_high"], row["own_estimate"])

    return cell
