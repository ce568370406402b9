"""The tables of `moneyloop rulers`: figures, commitments and ratios, each with its ruler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN
from moneyloop.questions.figures.commitments import A_YEAR, PAID, WHOLE_TERM, falls_in
from moneyloop.tables import formats
from moneyloop.tables.numbers import UNKNOWN, money, share
from moneyloop.tables.tail import IDS_SHOWN, few
from moneyloop.tables.terminal import grid
from moneyloop.words.labels import LABELS

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

RATIOS = ("name", "value", "unit", "differs", "text", "evidence", "figures", "deals", "pro_forma")
_RATES = ("per_year", "per_month")


def quantity(value: float | None, unit: str | None) -> str:
    """A value with the unit that it has: 13.1, 46%, 900m, 22.20 USD, 0.65."""
    if value is None:
        return UNKNOWN
    if unit == "pct":
        return f"{value:g}%"
    if unit == "count_m":
        return f"{value:g}m"
    if unit == "share":
        return share(value, 1.0)
    if unit == "usd":
        return f"{value:,.2f} USD"
    return f"{value:,.2f}" if unit == "ratio" else money(value)


def mark(row: dict[str, Any], name: str = "pro_forma") -> str:
    return " *" if row[name] else ""


def evidence(words: Sequence[str] | None) -> str:
    return ", ".join(words or [])


def wrapping(text: str) -> str:
    """Text that may break between the two ends of a period: "2026-04 to 2026-12"."""
    return text.replace("..", " to ")


def lines_of(figures: Sequence[str] | None) -> str:
    """The lines of figures.csv behind a number: 206, 214."""
    return ", ".join(ref.rpartition(":")[2] for ref in figures or ())


def rows_behind(row: dict[str, Any]) -> str:
    """The rows behind a number, one id a line: an id that is broken is no id."""
    lines = [f"figures.csv:{lines_of(row['figures'])}"] if row["figures"] else []
    more = len(row["deals"]) - IDS_SHOWN
    lines += row["deals"][:IDS_SHOWN]
    return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def figures(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Each figure with its ruler; alternatives in brackets. `narrow` leaves out rate and row."""
    texts = ["Metric", "Segment", "Period"]
    numbers = ["Amount", *([] if narrow else ["Per year", "Per month"])]
    rest = ["Ruler", "Evidence", *([] if narrow else ["Row"])]
    heads = [(name, name in numbers) for name in (*texts, *numbers, *rest)]
    table = grid(title, heads, whole=("Row",))
    for row in rows:
        # As the source has it: 13.07 and 13.1 are two figures.
        stated = row["unit"] == USD_BN and row["amount"] is not None
        amount = f"{row['amount']:,.10g}" if stated else quantity(row["amount"], row["unit"])
        rates = [money(row[key]) if row[key] is not None else "" for key in _RATES]
        table.add_row(
            row["metric"].replace("_", " "),
            row["segment"],
            wrapping(row["period"] or UNKNOWN) + mark(row),
            amount if row["preferred"] else f"({amount})",
            *([] if narrow else rates),
            short(row["ruler"], row["basis"]),
            evidence(row["evidence"]),
            *([] if narrow else row["figures"]),
        )
    return table


def short(ruler: str, basis: str | None) -> str:
    """A ruler without what explains it: "run rate, net"."""
    word = ruler.partition(":")[0]
    return word if basis in (None, "unknown") or f", {basis}" in word else f"{word}, {basis}"


def commitments(
    title: str, rows: Sequence[dict[str, Any]], year: str, *, narrow: bool = False
) -> Table:
    """Under each kind of deals one line per counterparty, with its term and evidence.

    The whole term, a year of it, what falls in the year and what is paid; `narrow` leaves out
    the ids of the deals.
    """
    numbers = ["Whole term", "A year", f"In {year}", "Paid so far"]
    heads = [("Counterparty: term; evidence", False), *((name, True) for name in numbers)]
    table = grid(title, [*heads, *([] if narrow else [("Deals", False)])], whole=("Deals",))
    lines: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in rows:
        by_ruler = lines.setdefault((row["metric"], row["counterparty"]), {})
        by_ruler[row["ruler"]] = row
    before = ""
    for (metric, other), by_ruler in lines.items():
        if metric != before:
            table.add_row(metric.upper())
        before = metric
        order = [by_ruler[name] for name in (WHOLE_TERM, PAID) if name in by_ruler]
        dated = [row["period"] for row in (*order, *by_ruler.values()) if row["period"]]
        words = [word for row in by_ruler.values() for word in row["evidence"]]
        ids = sorted({name for row in by_ruler.values() for name in row["deals"]})
        names = (WHOLE_TERM, A_YEAR, falls_in(year), PAID)
        told = evidence(list(dict.fromkeys(words)))
        table.add_row(
            f"{other}: {wrapping((dated or ['no date'])[0])}; {told}",
            *(_amount(by_ruler.get(name)) for name in names),
            *([] if narrow else [rows_behind({"figures": [], "deals": ids})]),
        )
    return table


def _amount(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    high = row["high"]
    upper = f" - {money(high)}" if high is not None and high != row["amount"] else ""
    # A sum that some row of unknown amount would add to.
    more = " + ?" if row["note"] and row["amount"] is not None else ""
    return money(row["amount"]) + upper + more + mark(row)


def dollar(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Booked revenue and whose money it was: marker, interval, and share of booked."""
    heads = [("Whose dollar", False), ("Amount", True), ("Low - high", True), ("Of booked", True)]
    table = grid(title, heads, whole=("Whose dollar",))
    for row in rows:
        ends = "" if row["low"] is None else f"{money(row['low'])} - {money(row['high'])}"
        table.add_row(
            LABELS[row["metric"]],
            money(row["amount"]),
            ends,
            share(row["share"], 1.0),
        )
    return table


def rests_on(row: dict[str, Any], through: dict[str, Any]) -> str:
    """What booked revenue rests on, and what more its buckets (`through`), as sentences."""
    lines = f"figures.csv:{lines_of(row['figures'])}" if row["figures"] else ""
    rows = ", ".join(part for part in (lines, few(row["deals"])) if part)
    words = evidence(row["evidence"])
    told = f"Evidence of booked revenue: {words}. Rows: {rows}."
    more = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for word in ("deal", "figure")
        if (count := len(through[f"{word}s"]) - len(row[f"{word}s"]))
    ]
    if more:
        told += (
            f" Whose it was rests on {' and '.join(more)} more, which fill the pools of its buyers "
            f"(JSON names them); evidence: {evidence(through['evidence'])}."
        )
    return told + (" Pro forma: the year is not over." if row["pro_forma"] else "")


def ratios(title: str, items: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The ratios, and how the two rulers of each differ; `narrow` leaves out the rows behind."""
    texts = ["Of what", "The two rulers differ", *([] if narrow else ["Rows"])]
    heads = [("Ratio", False), ("Value", True), *((name, False) for name in texts)]
    table = grid(title, heads, whole=("Rows",))
    for item in items:
        table.add_row(
            item["name"] + mark(item),
            quantity(item["value"], item["unit"]),
            wrapping(item["text"]),
            wrapping("; ".join(item["differs"])),
            *([] if narrow else [rows_behind(item)]),
        )
    return table


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The rows and, below them, the ratios."""
    below = formats.markdown(result.extra["ratios"], RATIOS)
    rows = formats.markdown(result.rows, columns)
    return f"{rows}\n## Ratios\n\n{below}{formats.tail(result)}"
