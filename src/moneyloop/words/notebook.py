"""How answers show themselves in a notebook: plain HTML tables, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

ROWS_SHOWN = 30
_CELL = 160  # characters


def table(
    ruler: str,
    rows: Sequence[Mapping[str, Any]],
    left_out: Sequence[tuple[str, int]],
    notes: Iterable[str],
) -> str:
    """The rows of an answer under the ruler of its amounts, then what was left out, and notes."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(_cell(row.get(name)) for name in columns) + "</tr>"
        for row in rows[:ROWS_SHOWN]
    )
    parts = [f"<p>{escape(ruler)}</p>"]
    if rows:
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    else:
        parts.append("<p>No rows.</p>")
    if len(rows) > ROWS_SHOWN:
        parts.append(
            f"<p>{len(rows) - ROWS_SHOWN:,} more rows of {len(rows):,}: "
            "<code>.to_frame()</code> has them all.</p>"
        )
    if left_out:
        told = ", ".join(f"{reason} {count:,}" for reason, count in left_out)
        parts.append(f"<p>Deals left out: {escape(told)}.</p>")
    listed = "".join(f"<li>{escape(note)}</li>" for note in notes)
    if listed:
        parts.append(f"<details><summary>Notes</summary><ul>{listed}</ul></details>")
    return "<div>" + "".join(parts) + "</div>"


def _cell(value: Any) -> str:
    if value is None:
        return "<td><i>unknown</i></td>"
    if isinstance(value, float):
        return f"<td>{value:,.4g}</td>" if 0 < abs(value) < 0.1 else f"<td>{value:,.2f}</td>"
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    text = str(value)
    short = text if len(text) <= _CELL else text[: _CELL - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return f"<td>{escape(short)}</td>"
