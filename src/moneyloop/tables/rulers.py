"""The view of `figures` of one company: figures, commitments and ratios, each with its ruler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN
from moneyloop.questions.figures.commitments import (
    A_YEAR,
    COMMITMENTS,
    PAID,
    WHOLE_TERM,
    falls_in,
)
from moneyloop.questions.figures.rulers import FIGURES
from moneyloop.questions.figures.whose_dollar import DOLLAR
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.tables.quantities import (
    evidence,
    lines_of,
    mark,
    rows_behind,
    short,
    wrapping,
)
from moneyloop.tables.tail import few
from moneyloop.words import amounts
from moneyloop.words.amounts import quantity
from moneyloop.words.columns import Column, Row, keys, on_screen, with_cells
from moneyloop.words.labels import LABELS

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

SIGNS = (
    "Amounts as stated; ? where a row does not say. Per year: a flow at the rate of its period. "
    "Per month: the month that a run rate takes for all twelve. * planned: forecast or scheduled."
)
OF_FIGURES = (
    *("metric", "segment", "period", "amount", "per_year", "per_month", "ruler", "evidence"),
    "figures",
)
RATIOS = (
    Column("name", "Ratio", cell=lambda row: row["name"] + mark(row)),
    Column("value", "Value", cell=lambda row: quantity(row["value"], row["unit"]), number=True),
    Column("unit"),
    Column("differs", "The two rulers differ", lambda told: wrapping("; ".join(told))),
    Column("text", "Of what", wrapping),
    Column("evidence"),
    Column(
        "figures",
        "Rows",
        cell=lambda row: rows_behind(row["figures"], row["deals"]),
        whole=True,
        spare=1,
    ),
    Column("deals"),
    Column("planned"),
)
OF_RATIOS = ("name", "value", "text", "differs", "figures")


def view(result: Result) -> list[Part]:
    """Each group of rows in a table of its own, then the ratios between rulers."""
    party, year, ratios = (result.extra[key] for key in ("party", "year", "ratios"))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in result.rows:
        groups.setdefault(row["group"], []).append(row)
    parts: list[Part] = []
    if FIGURES in groups:
        title = f"{party}: figures, each on its own ruler (in brackets: not the preferred one)"
        parts.append(Listing(title, _figures(result.columns), groups[FIGURES]))
    if COMMITMENTS in groups:
        title = f"{party}: committed, a year of it, in {year}, and paid"
        parts.append(commitments(title, groups[COMMITMENTS], year))
    if DOLLAR in groups:
        booked, through, *_ = groups[DOLLAR]
        parts.append(_dollar(f"{party} {year}: whose dollar", groups[DOLLAR]))
        parts += [_rests_on(booked, through), ""]
    if ratios:
        title = f"{party}: one ruler against another"
        parts.append(Listing(title, on_screen(RATIOS, *OF_RATIOS), ratios))
    else:
        parts.append("No two figures can be put side by side.")
    return [*parts, SIGNS]


def markdown(result: Result) -> str:
    """The rows and, below them, the ratios."""
    rows = formats.markdown(result.rows, keys(result.columns))
    return f"{rows}\n## Ratios\n\n{formats.markdown(result.extra['ratios'], keys(RATIOS))}"


def _figures(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of the figures; an alternative amount stands in brackets."""
    cells = {
        "metric": lambda row: row["metric"].replace("_", " "),
        "period": lambda row: wrapping(row["period"] or amounts.UNKNOWN) + mark(row),
        "amount": _figure,
        "ruler": lambda row: short(row["ruler"], row["basis"]),
        "evidence": lambda row: evidence(row["evidence"]),
        "figures": lambda row: "".join(row["figures"]),
    }
    return with_cells(on_screen(columns, *OF_FIGURES), cells)


def _figure(row: Row) -> str:
    # As the source has it: 13.07 and 13.1 are two figures.
    known = row["unit"] == USD_BN and row["amount"] is not None
    told = amounts.stated(row["amount"]) if known else quantity(row["amount"], row["unit"])
    return told if row["preferred"] else f"({told})"


def commitments(title: str, rows: Sequence[dict[str, Any]], year: str) -> Listing:
    """Under each kind of deals one line per counterparty, with its term and evidence.

    The whole term, a year of it, what falls in the year, what is paid, and the deals.
    """
    rulers = [one.text for one in (WHOLE_TERM, A_YEAR, falls_in(year), PAID)]
    heads = ("Whole term", "A year", f"In {year}", "Paid so far")
    columns = (
        Column("told", "Counterparty: term; evidence"),
        *(Column(name, head, number=True) for name, head in zip(rulers, heads, strict=True)),
        Column("deals", "Deals", whole=True, spare=1),
    )
    lines: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in rows:
        by_ruler = lines.setdefault((row["metric"], row["counterparty"]), {})
        by_ruler[row["ruler"]] = row
    found: list[Row] = []
    before = ""
    for (metric, other), by_ruler in lines.items():
        if metric != before:
            found.append({"told": metric.upper()})
        before = metric
        found.append(
            {"told": f"{other}: {_term(by_ruler)}"}
            | {name: _amount(by_ruler.get(name)) for name in rulers}
            | {"deals": rows_behind(None, _ids(by_ruler))}
        )
    return Listing(title, columns, found)


def _term(by_ruler: dict[str, dict[str, Any]]) -> str:
    """From when to when the deals with a counterparty run, and what says so."""
    order = [by_ruler[one.text] for one in (WHOLE_TERM, PAID) if one.text in by_ruler]
    dated = [row["period"] for row in (*order, *by_ruler.values()) if row["period"]]
    words = dict.fromkeys(word for row in by_ruler.values() for word in row["evidence"])
    return f"{wrapping((dated or ['no date'])[0])}; {evidence(list(words))}"


def _ids(by_ruler: dict[str, dict[str, Any]]) -> list[str]:
    return sorted({name for row in by_ruler.values() for name in row["deals"]})


def _amount(row: Row | None) -> str:
    if row is None:
        return ""
    upper = row["amount"] if row["high"] is None else row["high"]
    # A sum that some row of unknown amount would add to.
    more = " + ?" if row["note"] and row["amount"] is not None else ""
    return amounts.interval(row["amount"], upper) + more + mark(row)


def _dollar(title: str, rows: Sequence[Row]) -> Listing:
    """Booked revenue and whose money it was: an interval where it is one, and the share."""
    columns = (
        Column("metric", "Whose dollar", LABELS.__getitem__, whole=True),
        Column("amount", "Low to high (estimate)", cell=_ends, number=True),
        Column("share", "Of revenue", amounts.percent, number=True),
    )
    return Listing(title, columns, rows)


def _ends(row: Row) -> str:
    if row["low"] is None:
        return amounts.number(row["amount"])
    return amounts.interval(row["low"], row["high"], row["amount"])


def _rests_on(row: Row, through: Row) -> str:
    """What booked revenue rests on, and what more its buckets (`through`), as sentences."""
    lines = f"figures.csv:{lines_of(row['figures'])}" if row["figures"] else ""
    rows = ", ".join(part for part in (lines, few(row["deals"])) if part)
    told = f"Evidence of booked revenue: {evidence(row['evidence'])}. Rows: {rows}."
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
    return told + (" Planned: the year is not over." if row["planned"] else "")
