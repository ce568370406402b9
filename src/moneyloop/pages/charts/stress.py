"""If one fails: what each counterparty has at stake, on three lines with an axis each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Chart, Figure, Table, Variant, axis, layout, mark
from moneyloop.pages.text import shorten
from moneyloop.questions.stress.counterparties import (
    MORE,
    beyond,
    marked,
    told_lines,
    unknown_rows,
)
from moneyloop.words.amounts import day, number, percent, usd

Record = Mapping[str, Any]

COUNTERPARTIES = 12
# The three lines: what they are called, and their colours.
_LINES = {
    "investment": ("Investment", "--kind-equity"),
    "sales": ("Yearly revenue", "--kind-hardware"),
    "backlog": ("Backlog", "--kind-compute"),
}
_ROW, _HEAD = 26, 62
_BAR = 0.6


def chart(key: str, entry: Record) -> Chart:
    """One entry of `close_reading.if_one_fails`; without a known amount there are no bars."""
    rows = [row for row in entry["rows"] if any(row[f"{line}_lost"] for line in _LINES)]
    name = shorten(entry["party"], 40)
    more = f" The {COUNTERPARTIES} hit the most of {len(rows)}." if rows[COUNTERPARTIES:] else ""
    meant = "; ".join(
        f"{label.lower()}: {entry['bases'][line]}" for line, (label, _) in _LINES.items()
    )
    return Chart(
        key=key,
        title=f"If {name} paid nothing: what its counterparties lose",
        basis=(
            f"Three lines on three bases, never added up: {meant}. Solid is the first round, what "
            f"{name} alone takes away; hatched is what the cascade takes beyond it."
            f"{_explained(rows)}{more}"
        ),
        variants=[
            Variant(
                "",
                fact(entry),
                _figure(rows[:COUNTERPARTIES], entry),
                _table(entry["rows"]),
            )
        ]
        if rows
        else [],
        empty=f"No counterparty of {name} has a known amount at stake.",
        unit="USD billions, three lines that are not added",
    )


def _explained(rows: Sequence[Record]) -> str:
    """What the question mark beside an amount means, where there is one."""
    has_unknown = any(unknown_rows(row, line) for row in rows for line in _LINES)
    return f" {MORE}: rows without an amount add to it." if has_unknown else ""


def fact(entry: Record) -> str:
    """The finding in a sentence or two; what is unknown is said."""
    rows, all_lines = entry["rows"], entry["on_all_lines"]
    known = [row for row in rows if any(row[f"{line}_lost"] for line in told_lines(rows))]
    text = (
        f"If {shorten(entry['party'], 40)} paid nothing of what it owes, {len(known)} "
        f"{'counterparty loses' if len(known) == 1 else 'counterparties lose'} a known amount. "
    )
    if all_lines:
        by_name = {row["party"]: row for row in rows}
        hit = [
            f"{shorten(name, 40)} ("
            + ", ".join(_said(by_name[name], line) for line in _LINES)
            + ")"
            for name in all_lines[:3]
        ]
        more = f" and {len(all_lines) - 3} more" if all_lines[3:] else ""
        text += f"Hit on all three lines at once: {'; '.join(hit)}{more}. "
    else:
        text += "Nobody is hit on all three lines at once. "
    hit_more = [row for row in rows if any(beyond(row, line) for line in told_lines(rows))]
    if hit_more:
        takes = "takes" if entry["unique"] else "can take"
        text += f"The cascade {takes} more than the first round from {len(hit_more)} of them."
    else:
        text += "Beyond the first round nobody loses more."
    return text


def _said(row: Record, line: str) -> str:
    words = {"investment": "invested", "sales": "of yearly revenue", "backlog": "of backlog"}
    lost = row[f"{line}_lost"]
    return f"{marked(usd(lost), lost, row, line)} {words[line]}"


def unknown(entry: Record) -> list[str]:
    """Counterparties of which no amount is known: they have no bar."""
    return [
        str(row["party"])
        for row in entry["rows"]
        if not any(row[f"{line}_lost"] for line in _LINES)
        and any(row[f"{line}_lost"] is None for line in _LINES)
    ]


def _figure(rows: Sequence[Record], entry: Record) -> Figure:
    data: list[Figure] = []
    for index, line in enumerate(_LINES):
        end = "" if index == 0 else str(index + 1)
        data += _panel(rows, line, f"x{end}", f"y{end}", entry)
    return {
        "data": data,
        "layout": _layout(rows, entry, narrow=False),
        "narrow": _layout(rows, entry, narrow=True),
    }


def _panel(rows: Sequence[Record], line: str, x: str, y: str, entry: Record) -> list[Figure]:
    """What the first round takes, over it hatched what the cascade takes in all, and numbers."""
    colour = _LINES[line][1]
    places = list(range(len(rows)))
    lost = [row[f"{line}_lost"] for row in rows]
    first = [row[f"{line}_lost_first"] for row in rows]
    bars = {
        "type": "bar",
        "orientation": "h",
        "xaxis": x,
        "yaxis": y,
        "y": places,
        "width": _BAR,
        "customdata": [_hover(row, line, entry) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    cascade = bars | {
        "x": [_drawn(row[f"{line}_lost"]) if beyond(row, line) else None for row in rows],
        "marker": {
            "color": colour,
            "line": {"color": colour, "width": 1.2},
            "pattern": {"shape": "/", "bgcolor": f"{colour}/0.14", "size": 7, "solidity": 0.3},
        },
    }
    solid = bars | {"x": [_drawn(amount) for amount in first], "marker": {"color": colour}}
    numbers = {
        "type": "scatter",
        "mode": "text",
        "xaxis": x,
        "yaxis": y,
        "x": [_drawn(amount) for amount in lost],
        "y": places,
        "text": [f" {_end(row, line)}" for row in rows],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": ["--ink" if amount else "--ink-soft" for amount in lost]},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    drawn = [cascade] if any(beyond(row, line) for row in rows) else []
    return [*drawn, solid, numbers]


def _drawn(amount: float | None) -> float:
    return 0.0 if amount is None else round(amount, 6)


def _end(row: Record, line: str) -> str:
    amount = row[f"{line}_lost"]
    share = row["share"] if line == "sales" and amount else None
    text = number(amount) + (f" ({percent(share)})" if share is not None else "")
    return marked(text, amount, row, line)


def _hover(row: Record, line: str, entry: Record) -> str:
    label = _LINES[line][0].lower()
    lost, first = (
        marked(usd(amount), amount, row, line)
        for amount in (row[f"{line}_lost"], row[f"{line}_lost_first"])
    )
    text = (
        f"<b>{mark(row['party'])}</b>, {label}<br>lost: {lost}, first round {first}"
        f"<br>{entry['bases'][line]}"
    )
    if line == "sales" and row["share"] is not None:
        text += f"<br>{percent(row['share'])} of the revenue of {usd(row['revenue'])}"
    names = ", ".join(mark(name, 40) for name in unknown_rows(row, line))
    if names:
        text += f"<br>{MORE}: no amount is known for {names}"
    return text


def _layout(rows: Sequence[Record], entry: Record, *, narrow: bool) -> Figure:
    count = len(rows)
    panel = _HEAD + _ROW * count
    height = 3 * panel if narrow else panel
    names = [mark(row["party"], 18) for row in rows]
    units = {
        "investment": f"at cost to {day(entry['as_of'])}" if entry["as_of"] else "at cost to date",
        "sales": f"of {entry['year']}; (share of revenue)",
        "backlog": "all to come, planned",
    }
    axes: Figure = {}
    notes: list[Figure] = []
    for index, line in enumerate(_LINES):
        end = "" if index == 0 else str(index + 1)
        across = [0.0, 1.0] if narrow else [index * 0.35, index * 0.35 + 0.3]
        # Each panel hangs from its title.
        top = 1 - index / 3 - 50 / height if narrow else 1 - 50 / height
        bottom = max(0.0, top - _ROW * count / height)
        most = max((row[f"{line}_lost"] or 0.0 for row in rows), default=0.0) or 1.0
        longer = any(unknown_rows(row, line) for row in rows)
        axes[f"xaxis{end}"] = axis(
            domain=across,
            range=[0, (1.42 + 0.2 * (line == "sales") + 0.2 * longer) * most],
            anchor=f"y{end}",
            side="top",
            nticks=4,
        )
        axes[f"yaxis{end}"] = axis(
            domain=[bottom, top],
            range=[count - 0.5, -0.5],
            anchor=f"x{end}",
            tickvals=list(range(count)),
            ticktext=names,
            showticklabels=narrow or index == 0,
            showgrid=False,
            tickfont={"color": "--ink", "size": 12},
        )
        notes.append(
            {
                "x": across[0],
                "y": top,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": 20,
                "align": "left",
                "text": f"<b>{_LINES[line][0]}</b>, USD bn<br>{units[line]}",
                "showarrow": False,
                "font": {"size": 12, "color": "--ink"},
            }
        )
    margin = {"l": 8, "r": 14, "t": 4, "b": 4, "pad": 4}
    return layout(height, margin=margin, barmode="overlay", annotations=notes, **axes)


def _table(rows: Sequence[Record]) -> Table:
    columns = [
        ("Invested, first round", "investment", "lost_first"),
        ("Invested, in all", "investment", "lost"),
        ("Revenue, first round", "sales", "lost_first"),
        ("Revenue, in all", "sales", "lost"),
        ("Backlog, first round", "backlog", "lost_first"),
        ("Backlog, in all", "backlog", "lost"),
    ]
    return Table(
        [
            ("Loses", False),
            *((label, True) for label, *_ in columns),
            ("Of revenue", True),
            ("Evidence", False),
        ],
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
            for row in rows
        ],
    )
