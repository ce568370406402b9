"""Results as tables for a terminal, made with rich; plain text when piped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.tables.listing import Listing, hidden
from moneyloop.tables.numbers import UNKNOWN, interval, money, share, shares
from moneyloop.tables.tail import few
from moneyloop.words.labels import LABELS, heading

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from moneyloop.tables.listing import Part
    from moneyloop.words.columns import Column

PIPE_WIDTH = 160
_ROOMY = 10_000


def text(
    parts: Sequence[Part],
    *,
    width: int | None,
    color: bool,
    last: Sequence[str] = (),
) -> str:
    """The parts as text, `width` columns wide (None: as wide as a pipe gets).

    A listing lets columns go until it fits; the line that names them stands before the `last`.
    """
    from rich.console import Console
    from rich.table import Table

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width or PIPE_WIDTH,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    gone: list[Column] = []
    enough = 0
    for part in parts:
        if isinstance(part, Listing):
            fitted, spared = part.fitted(width)
            gone += spared
            enough = max(enough, part.width if spared else 0)
            part = fitted.table()
        console.width = width or PIPE_WIDTH
        if isinstance(part, Table):
            console.width = max(console.width, _least_width(part, console))
            # rich breaks a title where the table ends: a line of its own may be longer.
            console.print(part.title, style="bold")
            part.title = None
        console.print(part)
    console.width = width or PIPE_WIDTH
    for line in (hidden(gone, enough), *last):
        if line:
            console.print(line)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _least_width(table: Table, console: Console) -> int:
    """The width without which rich would cut cells that must stay whole.

    A number that is cut short is another number: rather too wide than that.
    """
    from rich.cells import cell_len

    for column in table.columns:
        if column.no_wrap:
            texts = (str(cell) for cell in (column.header, *column.cells))
            lines = (line for cell in texts for line in cell.split("\n"))
            column.min_width = max(map(cell_len, lines))
    return console.measure(table, options=console.options.update(max_width=_ROOMY)).minimum


def grid(title: str, columns: Sequence[tuple[str, bool]], whole: Sequence[str] = ()) -> Table:
    """A table of columns (name, is a number); numbers and `whole` columns are never broken."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for name, number in columns:
        table.add_column(
            name,
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=number or name in whole,
        )
    return table


def attribution(
    title: str,
    rows: Sequence[dict[str, Any]],
    *,
    period: bool,
    narrow: bool = False,
    coverage: bool = True,
) -> Table:
    """Booked revenue and whose money it was, low - marker - high.

    `narrow` leaves out customers, unexplained and coverage; a ledger has no `coverage`. Rows with
    intervals over all amounts show those of booked revenue and of the own share of it in place of
    customers and unexplained; there `narrow` leaves out booked, share and coverage.
    """
    if rows and "booked_low" in rows[0]:
        return _attribution_over_ranges(title, rows, narrow=narrow)
    texts = ["Party", "Period"] if period else ["Party"]
    numbers = ["Booked", "From inside", heading("own"), heading("invested")]
    numbers += [] if narrow else ["Customers", "Unexplained"]
    numbers += ["Coverage"] if coverage and not narrow else []
    heads = [*((name, False) for name in texts), *((name, True) for name in numbers)]
    table = grid(title, heads, whole=texts)
    for row in rows:
        cells = [
            row["party"],
            *([row["period"] + (" *" if row["pro_forma"] else "")] if period else []),
            money(row["booked"]),
            money(row["inside_sales"]),
            interval(row, "own", tight=narrow),
            interval(row, "invested", tight=narrow),
            money(row["customers"]),
            money(row["unexplained"]),
            share(row["revenue_coverage"], 1.0),
        ]
        table.add_row(*cells[: len(heads)])
    return table


def _attribution_over_ranges(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool) -> Table:
    texts = ["Party", "Period"]
    numbers = ["From inside", heading("own"), heading("invested")]
    numbers = numbers if narrow else ["Booked", *numbers, "Own share", "Coverage"]
    heads = [*((name, False) for name in texts), *((name, True) for name in numbers)]
    table = grid(title, heads, whole=texts)
    for row in rows:
        booked, inside = (
            "-".join(dict.fromkeys(money(row[f"{name}_{end}"]) for end in ("low", "high")))
            for name in ("booked", "inside_sales")
        )
        part = [share(row[f"own_share_{end}"], 1.0) for end in ("low", "high")]
        cells = [
            row["party"],
            row["period"] + (" *" if row["pro_forma"] else ""),
            inside,
            interval(row, "own", tight=narrow),
            interval(row, "invested", tight=narrow),
        ]
        if not narrow:
            cells.insert(2, booked)
            cells.append(UNKNOWN if UNKNOWN in part else " - ".join(part))
            cells.append(share(row["revenue_coverage"], 1.0))
        table.add_row(*cells)
    return table


def attribution_shares(
    title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False
) -> Table:
    """The same intervals against each denominator, which is always named.

    `narrow` leaves out the segment, and any investor's money.
    """
    bases = [
        ("of booked", "booked"),
        ("of inside sales", "inside_sales"),
        ("of growth", "growth"),
        *([] if narrow else [("of segment", "segment_revenue")]),
    ]
    measures = [(LABELS["own"], "own"), *([] if narrow else [(LABELS["invested"], "invested")])]
    texts = ["Party"] if narrow else ["Party", "Measure"]
    heads = [*((name, False) for name in texts), *((name, True) for name, _ in bases)]
    table = grid(title + (": own lap" if narrow else ""), heads, whole=texts)
    for row in rows:
        for place, (name, measure) in enumerate(measures):
            table.add_row(
                "" if place else row["party"],
                *([] if narrow else [name]),
                *(shares(row, measure, row[base]) for _, base in bases),
            )
    return table


def loops(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Loops with their legs: who pays whom, how much, under which deals."""
    table = grid(
        title,
        [
            ("#", True),
            ("Loop", False),
            ("Size", True),
            ("Since", True),
            ("Legs: amount, status, deals", False),
        ],
    )
    for row in rows:
        names = " > ".join([*row["parties"], row["parties"][0]])
        legs = "\n".join(_leg(leg) for leg in row["legs"])
        since = str(row["since"]) if row["since"] else "?"
        table.add_row(str(row["rank"]), names, money(row["size"]), since, legs)
    return table


def _leg(leg: dict[str, Any]) -> str:
    amount = "unknown" if leg["amount"] is None else money(leg["amount"])
    arrow = "invests" if leg["class"] == "investment" else "buys"
    more = " + unknown" if leg["unknown"] and leg["amount"] is not None else ""
    parts = [f"{status} {money(part)}" for status, part in leg["by_status"].items()]
    status = ", ".join(parts) if len(parts) > 1 else leg["status"]
    return f"{leg['payer']} {arrow} {amount}{more}, {status} ({few(leg['deals'])})"


def unsized(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Loops that cannot be sized, with the rows whose amount would size them."""
    table = grid(title, [("Loop", False), ("Since", True), ("Rows that would size it", False)])
    for row in rows:
        ids = [name for leg in row["legs"] if leg["amount"] is None for name in leg["unknown"]]
        names = " > ".join([*row["parties"], row["parties"][0]])
        table.add_row(names, str(row["since"]) if row["since"] else "?", few(ids))
    return table


def binding(title: str, items: Sequence[dict[str, Any]]) -> Table:
    """The flows that are full when the own lap is as high as it can be, with their deals."""
    heads = [("Party", False), ("High", True), ("Flow that binds it", False)]
    heads += [("Period", False), ("Amount", True), ("Deals", False)]
    table = grid(title, heads, whole=("Party", "Period"))
    for item in items:
        for place, flow in enumerate(item["flows"]):
            verb = {"investment": "invests in", "purchase": "buys from", "return": "repays"}
            name = verb.get(flow["class"])
            words = (
                f"{flow['payer']} {name} {flow['payee']}"
                if name
                else f"{flow['payer']} carries cash in"
            )
            table.add_row(
                "" if place else item["party"],
                "" if place else money(item["high"]),
                words,
                flow["period"],
                money(flow["amount"]),
                few(flow["deals"]),
            )
    return table


def deals(rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Deals, one a line, with the reason why a row is left out.

    `narrow` leaves out the "up to", the dates, the evidence and what is assumed.
    """
    columns = {
        "Id": "id",
        "Payer": "payer",
        "Payee": "payee",
        "Kind": "kind",
        "Amount": "amount_usd_bn",
        "Up to": "amount_high_usd_bn",
        "Start": "start",
        "End": "end",
        "Status": "status",
        "Evidence": "evidence",
        "Assumed": "assumed",
        "Left out": "left_out",
    }
    hidden = ("Up to", "Start", "End", "Evidence", "Assumed") if narrow else ()
    shown = {name: key for name, key in columns.items() if name not in hidden}
    heads = [(name, name in ("Amount", "Up to")) for name in shown]
    table = grid("Deals", heads, whole=("Id", "Kind", "Status"))
    for row in rows:
        cells = row | {
            "amount_usd_bn": money(row["amount_usd_bn"]),
            "amount_high_usd_bn": money(row["amount_high_usd_bn"])
            if row["amount_high_usd_bn"] is not None
            else None,
        }
        table.add_row(*(cells[key] or "" for key in shown.values()))
    return table
