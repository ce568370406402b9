"""How answers show themselves in a notebook: plain HTML tables, every text escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

from moneyloop.words.amounts import UNKNOWN, count, fixed, number, percent, quantity, times

ROWS_SHOWN = 30
_CELL = 160  # characters

# Keys of rows that are no amounts, by how they are written.
_SHARES = (
    *("revenue_coverage", "coverage", "share", "share_of_spent", "part", "margin", "debtrank"),
    *("cost_fall", "price_rise", "shift", "missing", "target", "backlog_of_reported"),
    *("own_of_network_sales_low", "own_of_network_sales_estimate", "own_of_network_sales_high"),
    *("own_share_low", "own_share_high"),
)
_TIMES = ("turns", "multiple", "investment_multiple", "revenue_per_cost")
_WRITERS: Mapping[str, Callable[[float], str]] = {
    **dict.fromkeys(_SHARES, percent),
    **dict.fromkeys(_TIMES, times),
    "fci": partial(fixed, places=5),
}


def table(
    basis: str,
    rows: Sequence[Mapping[str, Any]],
    left_out: Sequence[tuple[str, int]],
    notes: Iterable[str],
    write: Callable[[float], str] = number,
) -> str:
    """The rows of an answer under the basis of its amounts, then what was left out, and notes.

    Amounts are written by `write`; shares and multiples have keys of their own.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(_cell(name, row, write) for name in columns) + "</tr>"
        for row in rows[:ROWS_SHOWN]
    )
    parts = [f"<p>{escape(basis)}</p>"]
    if rows:
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    else:
        parts.append("<p>No rows.</p>")
    if len(rows) > ROWS_SHOWN:
        parts.append(
            f"<p>{count(len(rows) - ROWS_SHOWN)} more rows of {count(len(rows))}: "
            "<code>.to_frame()</code> has them all.</p>"
        )
    if left_out:
        reasons = ", ".join(f"{reason} {count(many)}" for reason, many in left_out)
        parts.append(f"<p>Deals left out: {escape(reasons)}.</p>")
    listed = "".join(f"<li>{escape(note)}</li>" for note in notes)
    if listed:
        parts.append(f"<details><summary>Notes</summary><ul>{listed}</ul></details>")
    return "<div>" + "".join(parts) + "</div>"


def _cell(name: str, row: Mapping[str, Any], write: Callable[[float], str]) -> str:
    value = row.get(name)
    if value is None:
        return f"<td><i>{UNKNOWN}</i></td>"
    if isinstance(value, float):
        if name in ("amount", "value") and "unit" in row:
            return f"<td>{escape(quantity(value, row['unit']))}</td>"
        return f"<td>{escape(_WRITERS.get(name, write)(value))}</td>"
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    text = str(value)
    short = text if len(text) <= _CELL else text[: _CELL - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return f"<td>{escape(short)}</td>"
