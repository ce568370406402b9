"""The columns of what moved, and of the deals that changed."""

from __future__ import annotations

from typing import Any

from moneyloop.questions.deals import known_amount
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount
from moneyloop.words.labels import MEASURE_LABELS

_ENDS = ("low", "estimate", "high")
_PARTS = 2  # changes that are named beside a move
_CELL = 40  # characters of a cell that changed


def _before(row: Row) -> str:
    return amounts.interval(row["low_before"], row["high_before"], row["estimate_before"])


def _after(row: Row) -> str:
    return amounts.interval(row["low"], row["high"], row["estimate"])


def _by(row: Row) -> str:
    """The changes that moved an interval most: by how much, and which end."""
    parts = [(part["id"], [part[f"moved_{end}"] for end in _ENDS]) for part in row["deals"]]
    more = row["more_deals"] + max(len(parts) - _PARTS, 0)
    parts = parts[:_PARTS]
    figures = [row[f"figures_moved_{end}"] for end in _ENDS]
    if None not in figures:
        parts.append(("figures", figures))
    lines = [f"{name} {_most(ends)}" for name, ends in parts]
    if more:
        lines.insert(_PARTS, f"{more} more")
    return ", ".join(lines)


def _most(ends: list[float]) -> str:
    """The end that a change moved most: "high +3.1"."""
    name, most = max(zip(_ENDS, ends, strict=True), key=lambda end: abs(end[1]))
    return f"{name} {amounts.signed(most)}"


COLUMNS = (
    Column("party", "Party", whole=True),
    Column("period", "Period", whole=True),
    Column("measure", "Measure", MEASURE_LABELS.__getitem__),
    amount("low_before", "Before", cell=_before),
    amount("estimate_before"),
    amount("high_before"),
    amount("low", "After", cell=_after),
    amount("estimate"),
    amount("high"),
    Column("moved"),
    Column("deals", "By", cell=_by, spare=1),
    Column("more_deals"),
    Column("figures_moved_low"),
    Column("figures_moved_estimate"),
    Column("figures_moved_high"),
)


def _how(row: Row) -> str:
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
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _why(row: Row) -> str:
    """When and why a row was changed, as its package says."""
    return f"{row['changed_on']}: {row['reason']}" if row.get("reason") else ""


WHY = Column("reason", "When and why", cell=_why)
# Of the rows of `extra`, on a screen.
DEALS = (
    Column("change", "Change", whole=True),
    Column("id", "Id"),
    Column("payer", "Payer > payee", cell=lambda row: f"{row['payer']} > {row['payee']}"),
    Column("kind", "Kind", whole=True, spare=2),
    Column("status", "Status", whole=True, spare=1),
    amount("amount_usd_bn", "Amount", cell=known_amount),
    Column("columns", "What changed", cell=_how),
)
