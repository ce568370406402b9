"""The words of the program: kinds of deals, problems, left-out rows, networks and results.

Everything else in the package takes or returns what is defined here. The meaning of each
word is in docs/method.md (method, section 2): a deal is money promised or paid from payer to payee.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from moneyloop.words.amounts import USD_BN as USD_BN
from moneyloop.words.amounts import day as written_day
from moneyloop.words.labels import CASE_LABELS, OVER

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from moneyloop.words.columns import Column

INVESTMENT, PURCHASE, RETURN, GUARANTEE = "investment", "purchase", "return", "guarantee"
FLOWING = (PURCHASE, INVESTMENT, RETURN)  # the classes that move money
RECEIVABLE = "receivable"  # what a buyer owes for goods, lent by their seller

# The class decides what a deal does: an investment may start a lap, a purchase is booked as
# revenue by the payee, a return is neither, a guarantee moves nothing until it is called.
CLASS_OF_KIND: Mapping[str, str] = {
    "equity": INVESTMENT,
    "debt": INVESTMENT,
    "credit": INVESTMENT,
    RECEIVABLE: INVESTMENT,
    "warrant": INVESTMENT,
    "compute": PURCHASE,
    "hardware": PURCHASE,
    "lease": PURCHASE,
    "licence": PURCHASE,
    "services": PURCHASE,
    "customer": PURCHASE,
    "revenue_share": PURCHASE,
    "repayment": RETURN,
    "dividend": RETURN,
    "buyback": RETURN,
    "backstop": GUARANTEE,
}

USD_BN_A_YEAR = "usd_bn a year"  # of an amount among others over whole terms
USD = "usd"  # of an answer that follows one dollar, or a few
FIRM, HEADLINE = "firm", "headline"
CASES = (FIRM, HEADLINE)
STATED = "stated"  # the case of an answer that is worked out from what the reader states
UNDATED = 1  # the day of payments of which no day is known: before every day that is read
# Why rows of a list of payments do not count, before anything is asked.
CANNOT_READ, OTHER_CURRENCY = "cannot be read", "another currency"
_HASH_SHOWN = 12  # digits of the hash of an edition
_KEYS_SHOWN = 6  # of an answer, where it is shown as text
FLOW_LIST = "flow list"  # the case of an answer about a list of flows, in the unit of its file


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in the data, where it is, and what to write instead.

    It may stand for more cells than the one that it names: `cells` of the file in all.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    rule: str
    message: str
    hint: str = ""
    severity: str = "error"
    cells: int = 1

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        column = f" {self.column}:" if self.column else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}:{column} {self.message}{hint} [{self.rule}]"


class DataError(Exception):
    """The data has errors; `problems` holds all of them (warnings included)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ChoiceError(ValueError):
    """The caller asked for something that does not exist: a party, a period, a case."""


@dataclass(frozen=True)
class LeftOut:
    """Rows that a result does not count, for one reason; nothing is dropped in silence."""

    reason: str
    ids: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"reason": self.reason, "count": len(self.ids), "ids": list(self.ids)}


@dataclass(frozen=True)
class Note:
    """A note that is about some parties only, and of a kind that may come many times."""

    text: str
    parties: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Change:
    """A row that differs from the edition before: a line of changes.csv.

    row      its id, its name, or of a figure party | metric | item | segment | start | end
    change   added, changed or superseded
    columns  the names of the cells that differ, in a row that was there
    """

    edition: str
    date: str
    table: str
    row: str
    change: str
    columns: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Answer:
    """What an edition of a package answered for one period: a line of answers.csv, USD billions.

    All sellers together, over all that is not public and on public amounts; `network_sales` are
    those of public amounts. None is not public.
    """

    edition: str
    period: str
    network_sales: float | None
    own_low: float | None
    own_estimate: float | None
    own_high: float | None
    own_known_low: float | None
    own_known_high: float | None


@dataclass(frozen=True)
class Edition:
    """Which state of a data package was read; blank where its datapackage.json does not say.

    name     of the edition: second edition, November 2026
    version  2026.11
    years    the first and last calendar year that the package is about
    sellers  what the companies in it are called in a sentence
    changes  what its changes.csv says of rows that differ from the edition before
    answers  what its answers.csv says that this edition and those before it answered
    sha256   of the bytes of deals.csv, parties.csv and figures.csv, in this order
    """

    name: str = ""
    version: str = ""
    years: tuple[str, str] | None = None
    sellers: str = "AI companies"
    sha256: str = ""
    changes: tuple[Change, ...] = field(default=(), repr=False)
    answers: tuple[Answer, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        """What a page and a report call it: the name, else the version, else nothing."""
        return self.name or (f"edition {self.version}" if self.version else "")


@dataclass(frozen=True, eq=False)
class Network:
    """A checked data package: deals, parties and figures as tables (USD billions).

    deals     one row per deal: the columns of deals.csv (text, blank = ""; amounts float,
              unknown = NaN), payer and payee as party names (aliases resolved), and derived
              `class`, `line`, `announced_day`, `start_day`, `start_last_day`, `end_day`,
              `cancellable_day` (proleptic ordinals, 0 = blank), and the `tier` of the source
    parties   one row per party, with `boundary` filled in
    figures   the rows of figures.csv, with `start_day`, `end_day`, `source_day` and `tier`
    warnings  what was found but does not stop the work
    unit      of every amount: USD billions, or as the file of payments has them
    bounded   whether it is stated who is inside a list of payments
    edition   which edition of the package it is, and the hash of its files

    Deals from a list of payments also have `time`, the seconds into the day, and where rows of the
    file do not count whatever is asked, `unread`, the reason ("" = none).
    """

    data: str
    deals: pd.DataFrame
    parties: pd.DataFrame
    figures: pd.DataFrame
    warnings: tuple[Problem, ...] = ()
    unit: str = USD_BN
    bounded: bool = False
    edition: Edition = Edition()

    def __repr__(self) -> str:
        """Three lines: what it is, how much, and how to see more."""
        unit = "USD billions" if self.unit == USD_BN else f"amounts {self.unit}"
        announced = int(self.deals["announced_day"].max()) if len(self.deals) else 0
        latest = f", the latest announced on {date.fromordinal(announced)}" if announced else ""
        return (
            f"<Network: {self.data}, {unit}{self._edition()}\n"
            f" {len(self.deals):,} deals{latest}, among {len(self.parties):,} parties, "
            f"{len(self.inside):,} of them inside; {len(self.figures):,} figures\n"
            " .deals, .parties and .figures are DataFrames; ask moneyloop.attribute(network)>"
        )

    def _edition(self) -> str:
        """The edition and the beginning of the hash, for the first line of the representation."""
        known = [str(self.edition)] if str(self.edition) else []
        known += [f"sha256 {self.edition.sha256[:_HASH_SHOWN]}"] if self.edition.sha256 else []
        return "".join(f", {part}" for part in known)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The deals as a networkx MultiDiGraph: one edge per deal, key = id, all columns."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in self.parties.to_dict("records"):
            graph.add_node(row["name"], **{str(key): value for key, value in row.items()})
        for row in self.deals.to_dict("records"):
            known = {str(key): plain(value) for key, value in row.items()}
            graph.add_edge(row["payer"], row["payee"], key=row["id"], **known)
        return graph

    @property
    def is_ledger(self) -> bool:
        """True for a list of payments: all are paid, nothing is scheduled, nothing reported."""
        return "time" in self.deals

    @property
    def undated(self) -> bool:
        """True for a list of payments without days: all of them are one period."""
        return self.is_ledger and bool((self.deals["start_day"] == UNDATED).any())

    @cached_property
    def names(self) -> dict[str, str]:
        """Every name and alias, with the party that it means."""
        parties = dict(zip(self.parties["name"], self.parties["aliases"], strict=True))
        names = {party: party for party in parties}
        for party, aliases in parties.items():
            for alias in split(aliases):
                names.setdefault(alias, party)
        return names

    @cached_property
    def evidence(self) -> dict[str, str]:
        """The evidence of every deal, by id ("" where none is stated)."""
        return dict(zip(self.deals["id"], self.deals["evidence"], strict=True))

    @cached_property
    def inside(self) -> list[str]:
        """Names of the parties in the network, in the order of the parties table."""
        return self.parties.loc[self.parties["boundary"] == "inside", "name"].tolist()


@dataclass(frozen=True, eq=False)
class Result:
    """The answer to one question: rows, what was left out, and notes (method, section 15).

    `rows` is a list of plain dictionaries; money is in `unit`, unknown is None. `columns` are
    those of the rows, with what people call them; `asked` the parties that were asked for, and
    `about` those of the notes that are about some parties only.
    """

    data: str
    as_of: str | None
    case: str
    rows: list[dict[str, Any]]
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    unit: str = USD_BN
    columns: Sequence[Column] = ()
    asked: Sequence[str] = ()
    about: Sequence[Note] = ()

    @property
    def basis(self) -> str:
        """What every amount of the rows is measured in, as one line."""
        amounts = str(self.extra.get("amounts", ""))
        return basis(self.case, self.as_of, self.data, self.unit, amounts)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object (method, section 15): same keys in JSON, CSV, DataFrame and page."""
        return {
            "data": self.data,
            "as_of": self.as_of,
            "case": self.case,
            "unit": self.unit,
            **self.extra,
            "rows": self.rows,
            "left_out": [item.to_dict() for item in self.left_out],
            "notes": self.notes,
        }

    def to_frame(self) -> pd.DataFrame:
        """The rows as a DataFrame, one column per key, in the order of CSV."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=[column.key for column in self.columns] or None)

    def __repr__(self) -> str:
        """Three lines: what the rows are in, how much, and how to see more."""
        keys = ", ".join(list(self.rows[0])[:_KEYS_SHOWN]) if self.rows else "none"
        more = len(self.rows[0]) - _KEYS_SHOWN if self.rows else 0
        left_out = sum(len(item.ids) for item in self.left_out)
        return (
            f"<Result: {self.basis}\n"
            f" {len(self.rows):,} rows of {keys}{f' and {more} more' if more > 0 else ''}; "
            f"{left_out:,} rows left out, {len(self.notes):,} notes\n"
            " .to_frame() has the rows; .rows, .left_out, .notes, .extra, .to_dict()>"
        )

    def _repr_html_(self) -> str:
        """The answer in a notebook: its rows under their basis, what was left out, notes."""
        from functools import partial

        from moneyloop.words import amounts, notebook

        # Parts of one dollar are small; the unit of a flow list is known to its file alone.
        write = amounts.number if self.unit == USD_BN else amounts.given
        if self.unit == USD:
            write = partial(amounts.fixed, places=4)
        return notebook.table(
            self.basis,
            self.rows,
            [(item.reason, len(item.ids)) for item in self.left_out],
            self.notes,
            amounts.stated if self.case == FLOW_LIST else write,
        )


def basis(case: str, as_of: str | None, data: str, unit: str = USD_BN, amounts: str = "") -> str:
    """Unit, case and date of every number below it, and what low and high are over."""
    if case == STATED:
        return "USD billions, worked out from stated inputs."
    if case == FLOW_LIST:
        return f"Amounts {unit} in the file. Data: {data}."
    day = written_day(as_of, unknown="?")
    if unit not in (USD_BN, USD) and as_of is None:
        return f"Amounts {unit} in the payments, without dates. Data: {data}."
    if unit not in (USD_BN, USD):
        return f"Amounts {unit} in the payments, to {day}. Data: {data}."
    meaning = CASE_LABELS[case]
    if unit == USD:
        return f"US dollars, mixed pro rata by {meaning}, as of {day}. Data: {data}."
    meaning += OVER.get(amounts, "")
    return f"USD billions, {meaning}, as of {day}. Data: {data}."


def plain(value: Any) -> Any:
    """A cell as a plain Python value: NaN and blank become None, numpy scalars become Python's."""
    if hasattr(value, "item"):
        value = value.item()
    if value == "" or (isinstance(value, float) and value != value):
        return None
    return value


def split(text: str) -> list[str]:
    """The parts of a `;`-separated cell: ids, aliases or names of columns."""
    return [part.strip() for part in text.split(";") if part.strip()]
