"""If one fails: what each counterparty has at stake, on three lines that are not added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books.rows import Head, Line, Part, Row, both, rows
from moneyloop.pages.charts.svg import Drawing
from moneyloop.pages.text import shorten
from moneyloop.questions.stress.counterparties import beyond, marked, told_lines
from moneyloop.words.amounts import day, number, percent, stated, usd

Record = Mapping[str, Any]

_EACH = 6  # counterparties of a line that are drawn
_LINES = {"investment": "invests", "sales": "buys", "backlog": "buys"}
_SAID = {"investment": "invested", "sales": "of yearly revenue", "backlog": "of backlog"}


def drawing(key: str, entry: Record, known: str) -> Drawing | None:
    """One entry of `close_reading.if_one_fails`; None where nobody has a known amount at stake."""
    name = shorten(entry["party"], 40)
    title = f"If {name} paid nothing: what its counterparties lose"
    lines: list[Line] = []
    for line in _LINES:
        lines += _group(entry, line)
    amounts = [row[f"{line}_lost"] or 0.0 for row in entry["rows"] for line in _LINES]
    if not lines or not max(amounts, default=0.0) > 0:
        return None
    svg, tall = both(
        lambda width: rows(
            lines,
            width,
            title,
            most=max(amounts),
            write=stated,
            unit="USD billions, three lines on three bases",
            marks=_marks(entry),
        )
    )
    basis = (
        f"USD billions, {entry['year']}, {known}; three lines on three bases, never added up; "
        f"drawn are the {_EACH} largest of each; + ?: rows without an amount come on top"
    )
    return Drawing(key, title, basis, svg, _table(entry["rows"]), tall, answer(entry))


def answer(entry: Record) -> str:
    """The finding in a sentence or two; what is unknown is said."""
    every, all_lines = entry["rows"], entry["on_all_lines"]
    hit = [row for row in every if any(row[f"{line}_lost"] for line in told_lines(every))]
    text = (
        f"If {shorten(entry['party'], 40)} paid nothing of what it owes, {len(hit)} "
        f"{'counterparty loses' if len(hit) == 1 else 'counterparties lose'} a known amount. "
    )
    if not all_lines:
        return text + "Nobody is hit on all three lines at once."
    by_name = {row["party"]: row for row in every}
    said = "; ".join(f"{shorten(name, 40)} ({_losses(by_name[name])})" for name in all_lines[:3])
    more = f"; and {len(all_lines) - 3} more" if all_lines[3:] else ""
    return f"{text}Hit on all three lines at once: {said}{more}."


def cascade(entry: Record) -> str:
    """Whether others lose more because those who were hit pay less."""
    every = entry["rows"]
    more = [row for row in every if any(beyond(row, line) for line in told_lines(every))]
    if not more:
        return "Beyond this first round nobody loses more."
    takes = "takes" if entry["unique"] else "can take"
    return f"The cascade {takes} more than this first round from {len(more)} of them."


def guarantees(entry: Record) -> list[str]:
    """Each guarantee that the failure may call, and up to how much, in a sentence."""
    return [_guarantee(call) for call in entry["backstops"]]


def _guarantee(call: Record) -> str:
    """The most that is called; a cap that is no firm amount is said to be one."""
    called, cap = call["called"], call["cap"]
    if called is not None and cap is not None and cap > (call["amount"] or 0.0):
        firm = f"{usd(called)} of it firm" if called > 0 else "no firm amount"
        amount = f"up to {usd(cap)} ({firm})"
    elif called is not None:
        amount = f"up to {usd(called)}"
    elif call["amount"] is None:
        amount = "amount not public"
    else:
        why = "" if call["says_whose"] else ", since its condition names no company"
        amount = f"not known how much of {usd(call['amount'])}{why}"
    condition = f"; {call['condition']}" if call["condition"] else ""
    return (
        f"{call['guarantor']} for {call['beneficiary']}: {amount}{condition} "
        f"({call['evidence'] or 'evidence not stated'}; {call['deal']})"
    )


def unknown(entry: Record) -> list[str]:
    """Counterparties of which no amount is known: they have no bar."""
    return [
        str(row["party"])
        for row in entry["rows"]
        if not any(row[f"{line}_lost"] for line in _LINES)
        and any(row[f"{line}_lost"] is None for line in _LINES)
    ]


def _losses(row: Record) -> str:
    return ", ".join(
        f"{marked(usd(row[f'{line}_lost']), row[f'{line}_lost'], row, line)} {words}"
        for line, words in _SAID.items()
    )


def _group(entry: Record, line: str) -> list[Line]:
    lost = f"{line}_lost"
    hit = sorted(
        (row for row in entry["rows"] if row[lost]), key=lambda row: (-row[lost], row["party"])
    )
    if not hit:
        return []
    return [Head(_heads(entry)[line]), *(_row(row, line, entry) for row in hit[:_EACH])]


def _heads(entry: Record) -> dict[str, str]:
    to = day(entry["as_of"]) if entry["as_of"] else "date"
    return {
        "investment": f"Invested, at cost to {to}",
        "sales": f"Revenue of {entry['year']} (share of all its revenue)",
        "backlog": "Backlog, all years to come",
    }


def _row(row: Record, line: str, entry: Record) -> Row:
    lost, first = row[f"{line}_lost"], row[f"{line}_lost_first"] or 0.0
    share = row["share"] if line == "sales" else None
    text = usd(lost) + (f" ({percent(share)})" if share is not None else "")
    title = f"{row['party']}, {entry['bases'][line]}: {usd(lost)}, first round {usd(first)}"
    parts = [Part(0.0, first, _LINES[line], title)]
    if beyond(row, line):
        parts.append(Part(first, lost, f"{_LINES[line]} striped", title))
    return Row(str(row["party"]), marked(text, lost, row, line), parts)


def _marks(entry: Record) -> list[tuple[str, str]]:
    marks = [("invests", "investment"), ("buys", "revenue and backlog")]
    for line, words in (("investment", "investments"), ("sales", "revenue and backlog")):
        lines = ("sales", "backlog") if line == "sales" else (line,)
        if any(beyond(row, one) for row in entry["rows"] for one in lines):
            marks.append((f"{_LINES[line]} striped", f"striped: beyond the first round, {words}"))
    return marks


def _table(every: Sequence[Record]) -> Table:
    columns = [
        ("Invested, first round", "investment", "lost_first"),
        ("Invested, in all", "investment", "lost"),
        ("Revenue, first round", "sales", "lost_first"),
        ("Revenue, in all", "sales", "lost"),
        ("Backlog, first round", "backlog", "lost_first"),
        ("Backlog, in all", "backlog", "lost"),
    ]
    heads = [("Loses", False), *((label, True) for label, *_ in columns)]
    return Table(
        [*heads, ("Of revenue", True), ("Evidence", False)],
        [
            [
                str(row["party"]),
                *(
                    marked(number(row[f"{line}_{key}"]), row[f"{line}_{key}"], row, line)
                    for _, line, key in columns
                ),
                marked(percent(row["share"]), row["share"], row, "sales"),
                ", ".join(row["evidence"]),
            ]
            for row in every
        ],
    )
