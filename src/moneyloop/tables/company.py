"""The view of `figures` of one company: figures, commitments and ratios, each with its basis."""

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
from moneyloop.questions.figures.company import FIGURES
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
    *("metric", "segment", "period", "amount", "per_year", "per_month", "basis", "evidence"),
    *("tier", "figures"),
)
RATIOS = (
    Column("name", "Ratio", cell=lambda row: row["name"] + mark(row)),
    Column("value", "Value", cell=lambda row: quantity(row["value"], row["unit"]), number=True),
    Column("unit"),
    Column("differs", "The two bases differ", lambda differs: wrapping("; ".join(differs))),
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
    """Each group of rows in a table of its own, then the ratios between bases."""
    party, year, ratios = (result.extra[key] for key in ("party", "year", "ratios"))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in result.rows:
        groups.setdefault(row["group"], []).append(row)
    parts: list[Part] = []
    if FIGURES in groups:
        title = f"{party}: figures, each on its own basis (in brackets: not the preferred one)"
        parts.append(Listing(title, _figures(result.columns), groups[FIGURES]))
    if COMMITMENTS in groups:
        title = f"{party}: committed, a year of it, in {year}, and paid"
        parts.append(commitments(title, groups[COMMITMENTS], year))
    if DOLLAR in groups:
        booked, through, *_ = groups[DOLLAR]
        parts.append(_dollar(f"{party} {year}: whose dollar", groups[DOLLAR]))
        parts += [_rests_on(booked, through), ""]
    if ratios:
        title = f"{party}: one basis against another"
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
        "basis": lambda row: short(row["basis"], row["gross_or_net"]),
        "evidence": lambda row: evidence(row["evidence"]),
        "figures": lambda row: "".join(row["figures"]),
    }
    return with_cells(on_screen(columns, *OF_FIGURES), cells)


def _figure(row: Row) -> str:
    # As the source has it: 13.07 and 13.1 are two figures.
    known = row["unit"] == USD_BN and row["amount"] is not None
    size = amounts.stated(row["amount"]) if known else quantity(row["amount"], row["unit"])
    return size if row["preferred"] else f"({size})"


def commitments(title: str, rows: Sequence[dict[str, Any]], year: str) -> Listing:
    """Under each kind of deals one line per counterparty, with its term and evidence.

    The whole term, a year of it, what falls in the year, what is paid, and the deals.
    """
    bases = [basis.text for basis in (WHOLE_TERM, A_YEAR, falls_in(year), PAID)]
    heads = ("Whole term", "A year", f"In {year}", "Paid so far")
    columns = (
        Column("counterparty", "Counterparty: term; evidence"),
        *(Column(basis, head, number=True) for basis, head in zip(bases, heads, strict=True)),
        Column("deals", "Deals", whole=True, spare=1),
    )
    counterparties: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in rows:
        by_basis = counterparties.setdefault((row["metric"], row["counterparty"]), {})
        by_basis[row["basis"]] = row
    lines: list[Row] = []
    before = ""
    for (metric, other), by_basis in counterparties.items():
        if metric != before:
            lines.append({"counterparty": metric.upper()})
        before = metric
        lines.append(
            {"counterparty": f"{other}: {_term(by_basis)}"}
            | {basis: _amount(by_basis.get(basis)) for basis in bases}
            | {"deals": rows_behind(None, _ids(by_basis))}
        )
    return Listing(title, columns, lines)


def _term(by_basis: dict[str, dict[str, Any]]) -> str:
    """From when to when the deals with a counterparty run, and what says so."""
    order = [by_basis[basis.text] for basis in (WHOLE_TERM, PAID) if basis.text in by_basis]
    dated = [row["period"] for row in (*order, *by_basis.values()) if row["period"]]
    kinds = dict.fromkeys(kind for row in by_basis.values() for kind in row["evidence"])
    return f"{wrapping((dated or ['no date'])[0])}; {evidence(list(kinds))}"


def _ids(by_basis: dict[str, dict[str, Any]]) -> list[str]:
    return sorted({name for row in by_basis.values() for name in row["deals"]})


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
        *(
            [Column("known_low", "On public amounts", cell=_on_public, number=True)]
            if any(map(_wider, rows))
            else []
        ),
        Column("share", "Of revenue", amounts.percent, number=True, spare=1),
    )
    return Listing(title, columns, rows)


def _ends(row: Row) -> str:
    if row["low"] is None:
        return amounts.number(row["amount"])
    return amounts.interval(row["low"], row["high"], None if _wider(row) else row["amount"])


def _on_public(row: Row) -> str:
    known = row["known_low"], row["known_high"], row["amount"]
    return amounts.interval(*known) if _wider(row) else ""


def _wider(row: Row) -> bool:
    """Whether more is allowed than on public amounts; the estimate then stands with those."""
    return [row["low"], row["high"]] != [row["known_low"], row["known_high"]]


def _rests_on(row: Row, through: Row) -> str:
    """What booked revenue rests on, and what more its buckets (`through`), as sentences."""
    lines = f"figures.csv:{lines_of(row['figures'])}" if row["figures"] else ""
    rows = ", ".join(part for part in (lines, few(row["deals"])) if part)
    words = f"Evidence of booked revenue: {evidence(row['evidence'])}. Rows: {rows}."
    more = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for word in ("deal", "figure")
        if (count := len(through[f"{word}s"]) - len(row[f"{word}s"]))
    ]
    if more:
        words += (
            f" Whose it was rests on {' and '.join(more)} more, which fill the pools of its buyers "
            f"(JSON names them); evidence: {evidence(through['evidence'])}."
        )
    return words + (" Planned: the year is not over." if row["planned"] else "")
