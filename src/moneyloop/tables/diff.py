"""The view of `diff`, and of what a row changes that `add` writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN
from moneyloop.questions.diff.columns import COLUMNS, DEALS, WHY
from moneyloop.tables import loops
from moneyloop.tables.listing import Listing
from moneyloop.words import amounts
from moneyloop.words.columns import Row, on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

DEALS_SHOWN = 12
LOOPS_SHOWN = 3
MOVES_SHOWN = 12
REASONS_SHOWN = 3
NEW_LOOPS_SHOWN = 5  # of a new row
_LOOPS = {
    "loops_closed": "Loops closed (not complete before)",
    "loops_opened": "Loops opened (no longer complete)",
    "loops_sized": "Loops sized (a leg had no amount)",
}


def view(result: Result) -> list[Part]:
    """The deals, figures and parties that changed, the loops, and the intervals that moved."""
    extra, rows = result.extra, result.rows
    date = amounts.day(extra["as_of_before"], amounts.UNKNOWN)
    parts: list[Part] = [f"Before: {extra['data_before']}, as of {date}."]
    parts.append(_changed_deals(extra["deals"]) if extra["deals"] else "No deal changed.")
    parts += [text for text in [_changed_figures(extra["figures"])] if text]
    if extra["parties"]:
        names = (f"{row['name']} ({row['change']}, {row['boundary']})" for row in extra["parties"])
        parts.append(f"Parties: {', '.join(names)}.")
    for key, title in _LOOPS.items():
        if extra[key]:
            counted = f"{title}: {len(extra[key])}{_largest(extra[key], LOOPS_SHOWN)}"
            parts.append(loops.listing(counted, extra[key][:LOOPS_SHOWN]))
    if not any(extra[key] for key in _LOOPS):
        parts.append("No loop closed or opened.")
    # Nothing of a list of payments is to be told from what is not public.
    public = " on public amounts and balances" if result.unit == USD_BN else ""
    if not rows:
        return [*parts, f"No interval{public} moved."]
    count = f"{len(rows)}{_largest(rows, MOVES_SHOWN)}"
    title = f"Intervals{public} that moved: {count}"
    return [*parts, Listing(title, on_screen(result.columns), shown(result))]


def shown(result: Result) -> list[dict[str, Any]]:
    """The moves on the screen."""
    return result.rows[:MOVES_SHOWN]


def new_row(row: str, change: dict[str, Any]) -> list[Part]:
    """What a new row changes: the loops that it closes or sizes, and the intervals that move."""
    parts: list[Part] = [f"New row: {row}"]
    for title, rows in (
        ("Loops that it closes", change["loops_closed"]),
        ("Loops that it sizes", change["loops_sized"]),
    ):
        if rows:
            more = f" (the first {NEW_LOOPS_SHOWN})" if len(rows) > NEW_LOOPS_SHOWN else ""
            parts.append(loops.listing(f"{title}: {len(rows)}{more}", rows[:NEW_LOOPS_SHOWN]))
    if not change["loops_closed"]:
        parts.append("It closes no loop.")
    moved = change["moved"]
    if not moved:
        return [*parts, "No interval moves."]
    title = f"Intervals that move: {len(moved)}"
    title += f" (the {MOVES_SHOWN} that move most)" if len(moved) > MOVES_SHOWN else ""
    columns = [column for column in on_screen(COLUMNS) if column.key != "deals"]
    return [*parts, Listing(title, columns, moved[:MOVES_SHOWN])]


def _changed_deals(rows: Sequence[Row]) -> Listing:
    """Deals that were added, removed, replaced, restored or changed, the largest first."""
    counts = Counter(row["change"] for row in rows)
    kinds = ", ".join(f"{count} {change}" for change, count in sorted(counts.items()))
    ordered = sorted(rows, key=lambda row: (*_sizes(row), row["id"]))
    title = f"Deals: {kinds}{_largest(rows, DEALS_SHOWN)}"
    columns = (*DEALS, WHY) if any(row.get("reason") for row in rows) else DEALS
    return Listing(title, columns, ordered[:DEALS_SHOWN])


def _sizes(row: Row) -> tuple[float, float]:
    """For an order by the paid or signed amount, then the "up to"; unknown ones last."""
    amount, high = row["amount_usd_bn"], row["amount_high_usd_bn"]
    return -(amount or 0.0), -(high or 0.0)


def _changed_figures(rows: Sequence[Row]) -> str:
    """How many figures changed, of which sort; a line, for there are many."""
    lines = []
    for change in ("added", "changed", "removed"):
        metrics = Counter(row["metric"] for row in rows if row["change"] == change)
        if metrics:
            sorts = ", ".join(f"{name} {count}" for name, count in sorted(metrics.items()))
            lines.append(f"{amounts.count(metrics.total())} {change} ({sorts})")
    if not lines:
        return ""
    reasons = Counter(row["reason"] for row in rows if row.get("reason"))
    named = "; ".join(f"{reason} {count}" for reason, count in reasons.most_common(REASONS_SHOWN))
    why = f" Most often: {named}." if named else ""
    return f"Figures: {'; '.join(lines)}.{why}"


def _largest(rows: Sequence[Any], shown: int) -> str:
    return f" (the {shown} largest)" if len(rows) > shown else ""
