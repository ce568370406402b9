"""The view of `index`: the cycling index, what could cancel, sums over all, and who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study.periods import within
from moneyloop.model import FLOW_LIST, USD_BN
from moneyloop.questions.index.index import OF_PARTS, PARTY_COLUMNS
from moneyloop.tables import formats
from moneyloop.tables.attribute import IN_BRACKETS
from moneyloop.tables.attribute import partial as partial_revenue
from moneyloop.tables.listing import Listing, in_own_unit
from moneyloop.tables.tail import PLANNED
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, keys, on_screen, telling, with_cells
from moneyloop.words.labels import MEASURE_LABELS

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

PARTIES_SHOWN = 20
CYCLING = ("period", "fci", "throughflow", "cycled", *keys(OF_PARTS), "deals")
CIRCULATION = ("period", "moved", "max_circulation")
OF_FLOWS = {
    "throughflow": "Throughflow (TST)",
    "cycled": "Cycled",
    "inputs": "Inputs",
    "outputs": "Outputs",
    "throughput": "Throughput: flows, inputs and outputs (TSTp)",
    "moved": "Flows between nodes",
    "max_circulation": "Could cancel around loops (max circulation)",
    "net_internal_debt": "Net positions (net internal debt)",
    "sourceless": "Without a source, all of it cycled",
}


def _of(part: str, whole: str, row: Row) -> str:
    return amounts.percent_of(row[part], row[whole])


def _measure(row: Row) -> str:
    low, high, estimate = _ends(row)
    return amounts.interval(low, high, estimate if _public(row) == (low, high) else None)


def _on_public(row: Row) -> str:
    return amounts.interval(*_public(row), row[f"{row['measure']}_estimate"])


def _public(row: Row) -> tuple[Any, Any]:
    return row[f"{row['measure']}_known_low"], row[f"{row['measure']}_known_high"]


def _of_sum(whole: str, row: Row) -> str:
    """The measure of a row as shares of a sum beside it, low to high and the estimate."""
    if row[whole] is None or not row[whole] > 0:
        return amounts.UNKNOWN
    low, high, estimate = (None if end is None else end / row[whole] for end in _ends(row))
    if whole == "network_sales" and row["open_sales"]:
        # Sales may be any number of dollars more: then it is a smaller part of them, at most all.
        low, high = 0.0, None if high is None else min(high, 1.0)
    return amounts.percent_interval(low, high, estimate)


def _ends(row: Row) -> tuple[Any, Any, Any]:
    key = row["measure"]
    return row[f"{key}_low"], row[f"{key}_high"], row[f"{key}_estimate"]


def view(result: Result) -> list[Part]:
    """The periods in which something moves, and the parties of the last one that is over."""
    result = in_own_unit(result)
    if result.case == FLOW_LIST:
        return [_flow_list(result), *_parties(result.extra["parties"], "", parts=False)]
    rows = [row for row in result.rows if row["moved"] > 0]
    if not rows:
        return ["No money moves between companies of the network in the window."]
    parts: list[Part] = [_cycling(result, rows), _circulation(result, rows)]
    if selling := [row for row in rows if row["network_sales"] or row["open_sales"]]:
        parts.append(_sums(result, selling))
    last = ([row for row in rows if not row["planned"]] or rows)[-1]["period"]
    latest = [row for row in result.extra["parties"] if row["period"] == last]
    parts += _parties(latest, f" {within(last)}", _of_public(result))
    # Nobody reports a revenue for a list of payments.
    if result.unit == USD_BN and partial_revenue(selling):
        parts.append(IN_BRACKETS)
    if any(row["planned"] for row in rows):
        parts.append(PLANNED)
    if still := len(result.rows) - len(rows):
        periods = f"{still} period{'' if still == 1 else 's'}"
        parts.append(
            f"Not shown here: {periods} in which nothing moves between companies of the network."
        )
    return parts


def markdown(result: Result) -> str:
    """The rows of periods and, below them, those of parties."""
    rows = formats.markdown(result.rows, keys(result.columns))
    below = formats.markdown(result.extra["parties"], keys(PARTY_COLUMNS))
    return f"{rows}\n## Parties\n\n{below}"


def _cycling(result: Result, rows: Sequence[Row]) -> Listing:
    """The index of each period, with the four parts of what has been round."""
    # The rows of a list of payments name none.
    named = any(row["deals"] for row in rows)
    shown = [key for key in CYCLING if named or key != "deals"]
    title = "Money that has been at the same party before, dollars mixed evenly"
    title += _of_public(result)
    return Listing(title, on_screen(result.columns, *shown), rows)


def _circulation(result: Result, rows: Sequence[Row]) -> Listing:
    """What moves between inside parties, how much of it could cancel, and what could not."""
    of_moved = partial(_of, "max_circulation", "moved")
    columns = (
        *on_screen(result.columns, *CIRCULATION),
        Column("of_moved", "of moved", cell=of_moved, number=True),
        *on_screen(result.columns, "max_circulation_purchases", "net_internal_debt"),
    )
    return Listing(f"What could cancel between companies{_of_public(result)}", columns, rows)


def _of_public(result: Result) -> str:
    """What an estimate is on; a list of payments has all that there was."""
    return ", on public amounts" if result.unit == USD_BN else ""


def _sums(result: Result, rows: Sequence[Row]) -> Listing:
    """Sums of each measure over all parties, and as shares of two denominators."""
    sums = on_screen(result.columns, "period", "revenue", "network_sales")
    first = next(iter(MEASURE_LABELS))
    cells = {
        column.key: lambda row, column=column: (
            column.written(row) if row["measure"] == first else ""
        )
        for column in sums
    }
    columns = (
        *with_cells(sums, cells),
        Column("measure", "Measure", MEASURE_LABELS.__getitem__, whole=True),
        Column("own_estimate", "Low to high (estimate)", cell=_measure, number=True),
        Column("own_known_low", "On public amounts", cell=_on_public, number=True, spare=3),
        Column("of_revenue", "of revenue", cell=partial(_of_sum, "revenue"), number=True),
        Column(
            "of_sales",
            "of network sales",
            cell=partial(_of_sum, "network_sales"),
            number=True,
            spare=2,
        ),
    )
    by_measure = [{**row, "measure": measure} for row in rows for measure in MEASURE_LABELS]
    title = "All parties together (not the sum of their own ends)"
    return Listing(title, telling(columns, by_measure), by_measure)


def _parties(
    rows: Sequence[dict[str, Any]], when: str, of: str = "", *, parts: bool = True
) -> list[Part]:
    """The parties that something comes back to, the most first; the others are counted.

    `of` says which amounts these are.
    """
    names = "parties" if parts else "nodes"
    back = sorted(
        (row for row in rows if row["cycled"] > 0), key=lambda row: (-row["cycled"], row["party"])
    )
    shown = back[:PARTIES_SHOWN]
    if not shown:
        return [f"Nothing comes back to any of {len(rows):,} {names}{when}{of}."]
    columns = (
        *on_screen(PARTY_COLUMNS, "party", "throughflow", "cycled"),
        Column("of_it", "of it", cell=partial(_of, "cycled", "throughflow"), number=True, spare=2),
        *(OF_PARTS if parts else ()),
    )
    title = f"What comes back{when}, to {len(shown)} of {len(rows):,} {names}{of}"
    more = len(back) - len(shown)
    rest = f"{more:,} more {names} see less come back." if more else ""
    rest = rest or f"Nothing comes back to the rest{of}."
    return [Listing(title, columns, shown), *([rest] if len(rows) > len(shown) else [])]


def _flow_list(result: Result) -> Listing:
    """The measures of a list of flows, one a line: as many digits as they have, up to nine."""
    (row,) = result.rows
    rows = [{"name": "Finn cycling index (FCI)", "value": amounts.fixed(row["fci"], 5)}]
    rows += [{"name": name, "value": amounts.stated(row[key])} for key, name in OF_FLOWS.items()]
    columns = (Column("name", "Measure"), Column("value", "Value", number=True))
    return Listing("The network as a whole", columns, rows)
