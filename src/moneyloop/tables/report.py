"""The tables of `report --full`: whose dollar it was in each period, what limits it, the loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.attribution import sells
from moneyloop.model import USD_BN, LeftOut
from moneyloop.questions import loops as loops_
from moneyloop.questions.attribute import columns as attribute
from moneyloop.tables import loops
from moneyloop.tables.attribute import CAME_BACK, IN_BRACKETS, SHOWN, partial
from moneyloop.tables.listing import Listing
from moneyloop.tables.tail import few
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, money, on_screen, telling
from moneyloop.words.labels import DISPUTED_MARK, LABELS, PAYS

if TYPE_CHECKING:
    from moneyloop.tables.listing import Part

LOOPS_SHOWN = 10
_ATTAINED = (
    "Each end is attained: one company at a time in the tables, all at once in the sentence above."
)
_BY_SOURCE = "What each number rests on: `moneyloop deals --sources`."
_OUTER = "Not every end is attained: the notes say which may be too wide."
_BASES = {
    "revenue": "of revenue",
    "network_sales": "of network sales",
    "growth": "of growth",
    "segment_revenue": "of segment",
}


def view(content: Mapping[str, Any]) -> list[Part]:
    """By year and party whose money it was; the payments that limit it; all loops."""
    parts: list[Part] = [
        *([content["came_back"]] if content["came_back"] else []),
        f"Intervals are low to high (estimate). {_ATTAINED if content['attained'] else _OUTER}",
        *([content["rule"]] if content["rule"] else []),
        *([_BY_SOURCE] if content["rests_on"] else []),
        "",
    ]
    # The sentence has what came back.
    names = [name for name in SHOWN if name not in ("period", *CAME_BACK)]
    reported = content["unit"] == USD_BN
    known = attribute.COLUMNS if reported else attribute.unreported(attribute.COLUMNS)
    shown_ = [column for column in on_screen(known, *names) if not column.when]
    parties = [row for year in content["years"] for row in _sellers(content, year)]
    columns = telling(shown_, parties)
    for year in content["years"]:
        rows = _sellers(content, year)
        note = ", planned" if any(row["planned"] for row in rows) else ""
        if rows:
            parts.append(Listing(f"{year}{note}", columns, rows))
    signs = [IN_BRACKETS] if reported and partial(parties) else []
    signs += [f"{DISPUTED_MARK} {item['text']}" for item in content["disputed"]]
    if signs:
        parts += [*signs, ""]
    year = content["years"][0] if content["years"] else ""
    if latest := _sellers(content, year):
        # Of a list of payments nobody reports growth or a segment.
        bases = _BASES if reported else dict(list(_BASES.items())[:2])
        parts.append(shares(f"{year}, as shares", latest, bases))
    if content["limits"]:
        public = ", on public amounts" if reported else ""
        title = f"Why not more{public}? These payments set the limit"
        parts.append(limits(title, content["limits"]))
    return parts + _loops(content)


def shown(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows whose amounts are on the screen: parties, then loops."""
    parties = [row for year in content["years"] for row in _sellers(content, year)]
    return [*parties, *_sized(content)[:LOOPS_SHOWN]]


def restated() -> list[str]:
    """The keys of money of these rows."""
    return [*money(attribute.COLUMNS), *money(loops_.COLUMNS)]


def left_out(content: Mapping[str, Any]) -> list[LeftOut]:
    """The rows that do not count."""
    return [LeftOut(item["reason"], tuple(item["ids"])) for item in content["left_out"]]


def _sellers(content: Mapping[str, Any], year: str) -> list[dict[str, Any]]:
    return [row for row in content["rows"] if sells(row) and row["period"] == year]


def _sized(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [row for row in content["loops"] if row["type"] == "money" and not row["unsized"]]


def _loops(content: Mapping[str, Any]) -> list[Part]:
    parts: list[Part] = []
    sized = _sized(content)
    if sized:
        title = f"The largest money loops, {_counted(content, sized, 'money_loops_count')}"
        parts.append(loops.listing(title, sized[:LOOPS_SHOWN]))
    unsized = [row for row in content["loops"] if row["unsized"]]
    unsized.sort(key=lambda row: row["type"] != "money")
    if unsized:
        count = _counted(content, unsized, "unsized_loops_count")
        title = f"Loops with an amount that is not public, {count}"
        parts.append(loops.unsized(title, unsized[:LOOPS_SHOWN]))
    if not any(row["type"] == "money" for row in content["loops"]):
        parts.append("No money loop: nobody who is paid by a sale pays out an investment.")
    return parts


def _counted(content: Mapping[str, Any], rows: Sequence[Row], key: str) -> str:
    """How many of these loops are shown, and how many there are."""
    every = loops_.at_least(content[key], content["loops_complete"])
    return f"{min(len(rows), LOOPS_SHOWN)} of {every}"


def shares(title: str, rows: Sequence[Row], bases: Mapping[str, str] = _BASES) -> Listing:
    """The same intervals against each denominator, which is always named."""
    measures = ("own", "any_investor")
    lines = [
        {**row, "party": "" if index else row["party"], "measure": measure}
        for row in rows
        for index, measure in enumerate(measures)
    ]
    columns = [
        Column("party", "Party", whole=True),
        Column("measure", "Measure", LABELS.__getitem__),
    ]
    for spare, (base, head) in enumerate(bases.items()):
        columns.append(Column(base, head, cell=_share(base), number=True, spare=spare))
    return Listing(title, columns, lines)


def _share(base: str) -> Callable[[Row], str]:
    def cell(row: Row) -> str:
        size, measure = row[base], row["measure"]
        if size is None or size <= 0:
            return amounts.UNKNOWN
        unsized = base == "network_sales" and row["open_sales"] > 0
        ends = (row[f"{measure}{end}"] for end in ("_low", "_high", "_estimate"))
        low, high, estimate = (None if end is None else end / size for end in ends)
        if unsized:  # any number of dollars more may have been sold
            low, high = 0.0, None if high is None else min(high, 1.0)
        return amounts.percent_interval(low, high, estimate)

    return cell


LIMITS = (
    Column("party", "Party", whole=True),
    amount("high", "High", cell=lambda row: amounts.number(row["high"]) if row["party"] else ""),
    Column("flow", "Payment that sets the limit"),
    Column("period", "Period", whole=True),
    amount("amount", "Amount"),
    Column("deals", "Deals", cell=lambda row: few(row["deals"])),
)


def limits(title: str, items: Sequence[Row]) -> Listing:
    """The payments that keep own money back from being higher, with their deals."""
    rows = [
        {**flow, "high": item["high"], "party": "" if index else item["party"], "flow": _flow(flow)}
        for item in items
        for index, flow in enumerate(item["flows"])
    ]
    return Listing(title, LIMITS, rows)


def _flow(flow: Row) -> str:
    verb = PAYS.get(flow["class"])
    if verb is None:
        return f"{flow['payer']} carries cash in"
    return f"{flow['payer']} {verb} {flow['payee']}"
