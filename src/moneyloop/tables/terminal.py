"""Results as tables for a terminal, made with rich; plain text when piped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import Result
from moneyloop.tables.numbers import UNKNOWN, interval, money, share, shares

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

PIPE_WIDTH = 160
IDS_SHOWN = 6


def text(parts: Sequence[RenderableType], *, width: int | None, color: bool) -> str:
    """The parts as text, `width` columns wide (None: as wide as a pipe gets)."""
    from rich.console import Console

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
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def ruler(result: Result) -> str:
    """Unit, case and date of every number below it."""
    meaning = "firm or paid" if result.case == "firm" else 'headline, the "up to"'
    return f"USD billions, {meaning} amounts, as of {result.as_of or UNKNOWN}. Data: {result.data}."


def _table(title: str, columns: Sequence[tuple[str, bool]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for name, number in columns:
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    return table


def attribution(title: str, rows: Sequence[dict[str, Any]], *, period: bool) -> Table:
    """Booked revenue and whose money it was, low - marker - high."""
    numbers = ["Booked", "From inside", "Own lap", "Any investor", "Customers", "Unexplained"]
    heads = [("Party", False), *([("Period", False)] if period else [])]
    table = _table(title, [*heads, *((name, True) for name in numbers), ("Coverage", True)])
    for row in rows:
        table.add_row(
            row["party"],
            *([row["period"] + (" *" if row["pro_forma"] else "")] if period else []),
            money(row["booked"]),
            money(row["inside_sales"]),
            interval(row, "own"),
            interval(row, "invested"),
            money(row["customers"]),
            money(row["unexplained"]),
            share(row["revenue_coverage"], 1.0),
        )
    return table


def attribution_shares(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """The same intervals against each denominator, which is always named."""
    table = _table(
        title,
        [
            ("Party", False),
            ("Measure", False),
            ("of booked", True),
            ("of segment", True),
            ("of inside sales", True),
            ("of growth", True),
        ],
    )
    for row in rows:
        for name, measure in (("own lap", "own"), ("any investor", "invested")):
            table.add_row(
                row["party"] if measure == "own" else "",
                name,
                shares(row, measure, row["booked"]),
                shares(row, measure, row["segment_revenue"]) if row["segment_revenue"] else "?",
                shares(row, measure, row["inside_sales"]),
                shares(row, measure, row["growth"]) if (row["growth"] or 0) > 0 else "?",
            )
    return table


def loops(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Loops with their legs: who pays whom, how much, under which deals."""
    table = _table(
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
    return f"{leg['payer']} {arrow} {amount}{more}, {status} ({_few(leg['deals'])})"


def unsized(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Loops that cannot be sized, with the rows whose amount would size them."""
    table = _table(title, [("Loop", False), ("Since", True), ("Rows that would size it", False)])
    for row in rows:
        ids = [name for leg in row["legs"] if leg["amount"] is None for name in leg["unknown"]]
        names = " > ".join([*row["parties"], row["parties"][0]])
        table.add_row(names, str(row["since"]) if row["since"] else "?", _few(ids))
    return table


def binding(title: str, items: Sequence[dict[str, Any]]) -> Table:
    """The flows that are full when the own lap is as high as it can be, with their deals."""
    heads = [("Party", False), ("High", True), ("Flow that binds it", False)]
    table = _table(title, [*heads, ("Period", False), ("Amount", True), ("Deals", False)])
    for item in items:
        for place, flow in enumerate(item["flows"]):
            verb = {"investment": "invests in", "purchase": "buys from", "return": "repays"}
            name = verb.get(flow["class"])
            words = (
                f"{flow['payer']} {name} {flow['payee']}" if name else f"{flow['payer']} keeps cash"
            )
            table.add_row(
                "" if place else item["party"],
                "" if place else money(item["high"]),
                words,
                flow["period"],
                money(flow["amount"]),
                _few(flow["deals"]),
            )
    return table


def deals(rows: Sequence[dict[str, Any]]) -> Table:
    """Deals, one a line, with the reason why a row is left out."""
    columns = ["Id", "Payer", "Payee", "Kind", "Amount", "Up to", "Start", "End", "Status"]
    numbers = {"Amount", "Up to"}
    heads = [(name, name in numbers) for name in [*columns, "Evidence", "Assumed", "Left out"]]
    table = _table("Deals", heads)
    for row in rows:
        table.add_row(
            row["id"],
            row["payer"],
            row["payee"],
            row["kind"],
            money(row["amount_usd_bn"]),
            money(row["amount_high_usd_bn"]) if row["amount_high_usd_bn"] is not None else "",
            row["start"] or "",
            row["end"] or "",
            row["status"],
            row["evidence"] or "",
            row["assumed"] or "",
            row["left_out"] or "",
        )
    return table


def moved(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Intervals before and after a change."""
    names = {"own": "own lap", "in_network": "in-network", "invested": "any investor"}
    heads = [("Party", False), ("Period", False), ("Measure", False)]
    table = _table(title, [*heads, ("Before", True), ("After", True)])
    for row in rows:
        ends = (" - ".join(money(value) for value in row[key]) for key in ("before", "after"))
        table.add_row(row["party"], row["period"], names[row["measure"]], *ends)
    return table


def left_out(items: Sequence[tuple[str, Sequence[str]]]) -> str:
    """What is not counted: reason, how many rows, and which."""
    if not items:
        return "Left out: nothing."
    lines = [f"  {reason}: {len(ids)} ({_few(ids)})" for reason, ids in items]
    return "Left out:\n" + "\n".join(lines)


def notes(items: Sequence[str]) -> str:
    """The notes, one a line."""
    return "Notes:\n" + "\n".join(f"  {note}" for note in items) if items else ""


def _few(ids: Sequence[str]) -> str:
    more = len(ids) - IDS_SHOWN
    return ", ".join(ids[:IDS_SHOWN]) + (f" and {more} more" if more > 0 else "")
