"""A result as JSON, CSV or Markdown: the same keys everywhere (method, section 15)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from moneyloop.model import FLOW_LIST, STATED, USD, USD_BN, Result
from moneyloop.tables.tail import line, notes, of_others
from moneyloop.words.amounts import UNKNOWN, day
from moneyloop.words.columns import keys
from moneyloop.words.labels import CASE_LABELS, OVER


def json_text(value: Any) -> str:
    """One JSON value with a final newline; unknown is null, never 0."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def result_text(result: Result, form: str, *, full: bool = False) -> str:
    """A result in `form` ("csv", "json" or "markdown"), with the columns that it declares.

    Below Markdown stands what was left out and noted, in one line or in `full`.
    """
    if form == "json":
        return json_text(result.to_dict())
    if form == "csv":
        return csv_text(result.rows, keys(result.columns))
    return markdown(result.rows, keys(result.columns)) + tail(result, full=full)


def csv_text(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """The rows as CSV with a header; nested values are JSON, unknown is empty."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_flat(row.get(column)) for column in columns] for row in rows)
    return stream.getvalue()


def markdown(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """The rows as a Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for row in rows:
        cells = (_flat(row.get(column)).replace("|", "\\|") for column in columns)
        lines.append("| " + " | ".join(text.replace("\n", " ") for text in cells) + " |")
    return "\n".join(lines) + "\n"


def _flat(value: Any) -> str:
    nested = isinstance(value, list) and value and isinstance(value[0], dict)
    return json.dumps(value, ensure_ascii=False) if nested else cell(value)


def tail(result: Result, *, full: bool = False) -> str:
    """Unit, case and date, then what was left out and noted: what stands below a table."""
    over = OVER.get(str(result.extra.get("amounts")), "")
    date = day(result.as_of, UNKNOWN)
    if result.case == STATED:
        lines = ["\nUSD billions, worked out from stated inputs."]
    elif result.case == FLOW_LIST:
        lines = [f"\nAmounts {result.unit} in the file."]
    elif result.unit not in (USD, USD_BN):
        lines = [f"\nAmounts {result.unit} in the payments, to {date}."]
    else:
        unit = "US dollars" if result.unit == USD else "USD billions"
        lines = [f"\n{unit}, {CASE_LABELS[result.case]}{over}, as of {date}."]
    texts = notes(result.notes, result.about, result.asked)
    if full:
        lines += [
            f"- Left out, {item.reason}: {len(item.ids)} ({', '.join(item.ids)})"
            for item in result.left_out
        ]
        lines += [f"- {note}" for note in (*texts, *of_others(result.about, result.asked))]
    else:
        lines += ["", line(result.left_out, texts)]
    return "\n".join(lines) + "\n"


def cell(value: Any) -> str:
    """A plain value as the text of a cell: None is empty, lists are joined by `;`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ";".join(cell(item) for item in value)
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)
