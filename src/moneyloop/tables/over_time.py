"""Tables of `diff`, `add` and `timeline`: what changed, what moved, and quarter after quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables.terminal import ends, grid, shares
from moneyloop.words.amounts import UNKNOWN, interval, number, signed, stated
from moneyloop.words.labels import MEASURE_LABELS, heading

if TYPE_CHECKING:
    from rich.table import Table

_ENDS = ("low", "marker", "high")
_PARTS = 3


def changed_deals(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Deals that were added, removed, replaced, restored or changed.

    `narrow` leaves out kind and status.
    """
    texts = ["Change", "Id", "Payer > payee", *([] if narrow else ["Kind", "Status"])]
    heads = [
        *((name, False) for name in texts),
        ("Amount", True),
        ("Up to", True),
        ("What changed", False),
    ]
    table = grid(title, heads, whole=("Change", "Kind", "Status"))
    for row in rows:
        high = row["amount_high_usd_bn"]
        table.add_row(
            row["change"],
            row["id"],
            f"{row['payer']} > {row['payee']}",
            *([] if narrow else [row["kind"], row["status"]]),
            number(row["amount_usd_bn"]),
            "" if high is None else number(high),
            _how(row),
        )
    return table


def _how(row: dict[str, Any]) -> str:
    """By which rows a deal is replaced, and its cells before and after."""
    by = [f"replaced by {', '.join(row['by'])}"] if row["by"] else []
    cells = [
        f"{cell['column']}: {_cell(cell['before'])} > {_cell(cell['after'])}"
        for cell in row["columns"]
    ]
    return "; ".join(by + cells)


def _cell(value: Any) -> str:
    if value is None:
        return "blank"
    text = stated(value) if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def changed_figures(rows: Sequence[dict[str, Any]]) -> str:
    """How many figures changed, of which sort; a line, for there are many."""
    told = []
    for change in ("added", "changed", "removed"):
        metrics = Counter(row["metric"] for row in rows if row["change"] == change)
        if metrics:
            sorts = ", ".join(f"{name} {count}" for name, count in sorted(metrics.items()))
            told.append(f"{metrics.total()} {change} ({sorts})")
    return f"Figures: {'; '.join(told)}." if told else ""


def moved(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Intervals before and after, and by which changes, where the rows tell.

    `narrow` sets the intervals one below the other, may break the measure, and names one
    change.
    """
    told = any("deals" in row for row in rows)
    heads = [("Party", False), ("Period", False), ("Measure", False)]
    heads += [("Before, after", True)] if narrow else [("Before", True), ("After", True)]
    heads += [("By", False)] if told else []
    whole = ["Party", "Period", *([] if narrow else ["Measure"])]
    table = grid(title, heads, whole=whole)
    for row in rows:
        order = ("low", "high", "marker")
        sides = [[row[f"{end}_before"] for end in order], [row[end] for end in order]]
        cells = [UNKNOWN if None in side else interval(*side) for side in sides]
        cells = ["\n".join(cells)] if narrow else cells
        by = [_by(row, 1 if narrow else _PARTS)] if told else []
        table.add_row(row["party"], row["period"], MEASURE_LABELS[row["measure"]], *cells, *by)
    return table


def _by(row: dict[str, Any], shown: int) -> str:
    """The changes that moved an interval most: by how much, and which end."""
    parts = [(part["id"], [part[f"moved_{end}"] for end in _ENDS]) for part in row["deals"]]
    more = row["more_deals"] + max(len(parts) - shown, 0)
    parts = parts[:shown]
    figures = [row[f"figures_moved_{end}"] for end in _ENDS]
    if None not in figures:
        parts.append(("figures", figures))
    told = [f"{name} {_largest(ends)}" for name, ends in parts]
    if more:
        told.insert(shown, f"{more} more")
    return ", ".join(told)


def _largest(ends: Sequence[float]) -> str:
    """The end that a change moved most: "high +3.1"."""
    name, most = max(zip(_ENDS, ends, strict=True), key=lambda end: abs(end[1]))
    return f"{name} {signed(most)}"


def sector(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The measures of all parties together, or of one party, one line a quarter.

    `narrow` leaves out the number of parties and any investor's money.
    """
    counted = not narrow and any("parties" in row for row in rows)
    heads = [("As of", False), ("Year", False), *([("Parties", True)] if counted else [])]
    heads += [("From inside", True), (heading("own"), True), ("of inside sales", True)]
    heads += [] if narrow else [(heading("invested"), True)]
    table = grid(title, heads, whole=("As of", "Year"))
    for row in rows:
        table.add_row(
            row["as_of"],
            _year(row),
            *([str(row["parties"])] if counted else []),
            number(row["inside_sales"]),
            interval(*ends(row, "own")),
            shares(row, "own", row["inside_sales"]),
            *([] if narrow else [interval(*ends(row, "invested"))]),
        )
    return table


def own_laps(title: str, rows: Sequence[dict[str, Any]], days: Sequence[str]) -> Table:
    """Own lap of each party on each of some days; blank where it sells nothing inside."""
    years = {row["as_of"]: _year(row) for row in rows}
    heads = [("Party", False), *((f"{day}: {years.get(day, '')}", True) for day in days)]
    table = grid(title, heads, whole=("Party",))
    found = {(row["party"], row["as_of"]): row for row in rows}
    for party in dict.fromkeys(row["party"] for row in rows):
        cells = [found.get((party, day)) for day in days]
        shown = ("" if row is None else interval(*ends(row, "own")) for row in cells)
        table.add_row(party, *shown)
    return table


def _year(row: dict[str, Any]) -> str:
    return f"{row['period']}{' *' if row['pro_forma'] else ''}"
