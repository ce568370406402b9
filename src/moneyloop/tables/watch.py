"""What to watch: a table for growth against costs, for revenue per user and for months of cash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.questions.figures.watch import MEASURES
from moneyloop.tables.listing import Listing
from moneyloop.tables.quantities import evidence, lines_of, mark, short, wrapping
from moneyloop.words import amounts
from moneyloop.words.amounts import quantity
from moneyloop.words.columns import Column, Row

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

REVENUE, COST, BOTH, EACH, HELD, BURN, MONTHS = (name for _, name, _ in MEASURES)
LINES = "figures.csv"


def _of(measure: str, tell: Callable[[Row], str]) -> Callable[[Row], str]:
    """The cell of a party, whose measures are a row, that tells of one of them."""
    return lambda party: tell(party[measure])


def _grown(row: Row) -> str:
    return amounts.signed(row["amount"], amounts.percent)


def _last(party: Row) -> Row:
    """What the growth of a party rests on: both of them where both are known."""
    growth: Row = party[BOTH] if party[BOTH]["figures"] is not None else party[REVENUE]
    return growth


def _period(party: Row) -> str:
    return wrapping(party[REVENUE]["period"]) + mark(_last(party))


def _named(party: Row) -> str:
    """Which revenue and which costs: growth of a segment is not growth of the whole."""
    return "\n".join(
        f"{row['metric'].replace('_', ' ')}: {row['segment']}"
        + (f", {row['gross_or_net']}" if row["metric"] == "revenue" else "")
        for row in (party[REVENUE], party[COST])
        if row["metric"]
    )


def _lasts_to(row: Row) -> str:
    return (row["lasts_to"] or amounts.UNKNOWN) + ("\n(past)" if row["reading"] else "")


def _behind(of: Callable[[Row], Row]) -> tuple[Column, Column]:
    """The evidence of a number and its lines of figures.csv."""
    return (
        Column("evidence", "Evidence", cell=lambda row: evidence(of(row)["evidence"]), spare=1),
        Column(
            "figures", LINES, cell=lambda row: lines_of(of(row)["figures"]), whole=True, spare=2
        ),
    )


_PARTY = Column("party", "Party", cell=_of(REVENUE, lambda row: str(row["party"])))
GROWTH = (
    _PARTY,
    Column("period", "Period", cell=_period),
    Column(REVENUE, "Revenue", cell=_of(REVENUE, _grown), number=True),
    Column(COST, "Costs", cell=_of(COST, _grown), number=True),
    Column(BOTH, "Ratio", cell=_of(BOTH, lambda row: amounts.times(row["amount"])), number=True),
    Column("reading", "In words", cell=_of(BOTH, lambda row: row["reading"] or "not known")),
    Column("named", "Revenue and costs are", cell=_named),
    *_behind(_last),
)
PER_USER = (
    _PARTY,
    Column(EACH, "A year", cell=_of(EACH, lambda row: quantity(row["amount"], "usd")), number=True),
    Column("basis", "Basis", cell=_of(EACH, lambda row: short(row["basis"], row["gross_or_net"]))),
    Column("segment", "Users", cell=_of(EACH, lambda row: str(row["segment"]))),
    Column("period", "Period", cell=_of(EACH, lambda row: str(row["period"]))),
    *_behind(lambda party: party[EACH]),
)
CASH = (
    _PARTY,
    Column(HELD, "Cash", cell=_of(HELD, lambda row: amounts.number(row["amount"])), number=True),
    Column("at", "At", cell=_of(HELD, lambda row: str(row["period"])), whole=True),
    Column(
        "burn",
        "Burn",
        cell=_of(BURN, lambda row: f"{row['segment']}, {wrapping(row['period'])}{mark(row)}"),
    ),
    Column(BURN, "A month", cell=_of(BURN, lambda row: amounts.number(row["amount"])), number=True),
    Column(
        MONTHS, "Months", cell=_of(MONTHS, lambda row: amounts.number(row["amount"])), number=True
    ),
    Column("lasts_to", "Lasts to", cell=_of(MONTHS, _lasts_to), whole=True),
    *_behind(lambda party: party[MONTHS]),
)
TABLES = (
    ("Growth of revenue against growth of costs", REVENUE, GROWTH),
    ("Revenue per user, US dollars", EACH, PER_USER),
    ("Months of cash at the latest known burn", MONTHS, CASH),
)


def view(result: Result) -> list[Part]:
    """The three tables over all parties of which one of the three is known."""
    parts = tables(result.rows, "any party")
    if any(row["planned"] for row in result.rows):
        parts.append("* planned: a forecast is in it.")
    return parts


def tables(rows: Iterable[Row], of: str) -> list[Part]:
    """A table for each of the three; a sentence where it is not known of `of`."""
    parties: dict[str, dict[str, Any]] = {}
    for row in rows:
        parties.setdefault(row["party"], {})[row["measure"]] = row
    parts: list[Part] = []
    for title, measure, columns in TABLES:
        known = _known(list(parties.values()), measure)
        if known:
            parts.append(Listing(title, columns, known))
        else:
            parts += [f"{title}: not known of {of}.", ""]
    return parts


def _known(parties: Sequence[Row], measure: str) -> list[Row]:
    return [party for party in parties if party[measure]["figures"] is not None]
