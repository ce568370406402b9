"""Data packages for tests: rows in, networks out, and random economies to draw them from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

from moneyloop.input.package import load
from moneyloop.model import DataError, Network

COLUMNS = {
    "deals": "id payer payee kind amount_usd_bn amount_high_usd_bn paid_usd_bn announced start end "
    "status settlement evidence part_of replaces exchange_for condition notice_days "
    "cancellable_from assumed source outlet url "
    "source_date locator as_stated disputed_by note",
    "parties": "name kind boundary segment aliases",
    "figures": "party metric item segment start end amount unit basis evidence preferred "
    "source_date",
}
FUND, STREET = "Outside Fund", "Outside Street"

Rows = Sequence[Mapping[str, Any]]


def deal(
    payer: str, payee: str, kind: str, amount: float | str = "", start: Any = "2025", **more: Any
) -> dict[str, Any]:
    """A deal, paid over the year 2025 unless told otherwise; `amount` blank is unknown."""
    row = {"payer": payer, "payee": payee, "kind": kind, "amount_usd_bn": amount, "start": start}
    return row | {"end": start, "status": "paid"} | more


def revenue(party: str, amount: float | str, start: Any = "2025", **more: Any) -> dict[str, Any]:
    row = {"party": party, "metric": "revenue", "segment": "total", "start": start, "end": start}
    return row | {"amount": amount, "unit": "usd_bn"} | more


def cash(party: str, amount: float | str, day: str) -> dict[str, Any]:
    row = {"party": party, "metric": "cash", "start": day, "end": day}
    return row | {"amount": amount, "unit": "usd_bn"}


def parties(inside: Iterable[str], outside: Iterable[str] = ()) -> list[dict[str, Any]]:
    names = [(name, "inside") for name in inside] + [(name, "outside") for name in outside]
    return [{"name": name, "boundary": boundary} for name, boundary in names]


def text(table: str, rows: Rows) -> str:
    """The rows as a CSV file with its header."""
    file = io.StringIO()
    columns = COLUMNS[table].split()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def network(deals: Rows, figures: Rows = (), parties: Rows = ()) -> Network:
    """The checked network of these rows."""
    tables = {"deals": deals, "parties": parties, "figures": figures}
    raw = {name: text(name, rows).encode() for name, rows in tables.items()}
    return load("memory", override=raw)


def network_of_drawn(deals: Rows, figures: Rows = (), parties: Rows = ()) -> Network:
    """The same of rows that hypothesis drew: another example where parts are above their whole."""
    try:
        return network(deals, figures, parties)
    except DataError as error:
        wrong = {problem.rule for problem in error.problems if problem.severity == "error"}
        if wrong != {"parts-above-whole"}:
            raise
        reject()


def write(folder: Path, deals: Rows, figures: Rows = (), parties: Rows = ()) -> Path:
    """The same as a data package on disk."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {"deals": deals, "parties": parties, "figures": figures}.items():
        (folder / f"{name}.csv").write_text(text(name, rows), encoding="utf-8")
    return folder


@dataclass(frozen=True, eq=False)
class Economy:
    """Amounts by year: matrices are [year][payer][payee], USD billions.

    `cash` has one row more than there are years: the balances before each year and after the last.
    """

    purchases: np.ndarray
    investments: np.ndarray
    credits: np.ndarray
    returns: np.ndarray
    customers: np.ndarray
    outside_investors: np.ndarray
    cash: np.ndarray
    first_year: int = 2024
    names: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return int(self.purchases.shape[1])

    @property
    def years(self) -> int:
        return int(self.purchases.shape[0])

    @property
    def labels(self) -> tuple[str, ...]:
        return self.names or tuple(f"P{number}" for number in range(self.size))

    def with_more(self, **arrays: Any) -> Economy:
        return replace(self, **arrays)

    def scaled(self, factor: float) -> Economy:
        arrays = {
            name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return self.with_more(**{name: value * factor for name, value in arrays.items()})

    def deals(self) -> list[dict[str, Any]]:
        rows = []
        kinds = {"purchases": "compute", "investments": "equity", "returns": "repayment"}
        for year in range(self.years):
            when = self.first_year + year
            for attribute, kind in (*kinds.items(), ("credits", "credit")):
                table = getattr(self, attribute)[year]
                for payer, payee in zip(*np.nonzero(table), strict=True):
                    names = self.labels[payer], self.labels[payee]
                    rows.append(deal(*names, kind, repr(float(table[payer, payee])), when))
            for payee in np.flatnonzero(self.outside_investors[year]):
                amount = repr(float(self.outside_investors[year, payee]))
                rows.append(deal(FUND, self.labels[payee], "equity", amount, when))
        # A row that moves nothing, so that there is one even in an economy without deals.
        rows.append(deal(FUND, STREET, "equity", 0, self.first_year))
        return rows

    def figures(self) -> list[dict[str, Any]]:
        rows = []
        sold = self.purchases.sum(axis=1) + self.customers
        for party, name in enumerate(self.labels):
            for year in range(self.years):
                rows.append(revenue(name, repr(float(sold[year, party])), self.first_year + year))
            for year in range(self.years + 1):
                day = f"{self.first_year + year - 1}-12-31"
                rows.append(cash(name, repr(float(self.cash[year, party])), day))
        return rows

    def parties(self) -> list[dict[str, Any]]:
        return parties(self.labels, (FUND, STREET))

    def network(self) -> Network:
        return network(self.deals(), self.figures(), self.parties())


def exchanged(draw: st.DrawFn, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, some purchases that two parties make of each other in a year as exchanges."""
    legs = {
        (row["payer"], row["payee"], str(row["start"])): number
        for number, row in enumerate(rows)
        if row["kind"] == "compute"
    }
    rows = [{"id": f"row {number}"} | row for number, row in enumerate(rows)]
    for (payer, payee, start), number in legs.items():
        other = legs.get((payee, payer, start))
        if other is not None and number < other and draw(st.booleans()):
            rows[number]["exchange_for"] = rows[other]["id"]
            rows[other]["exchange_for"] = rows[number]["id"]
    return rows


@st.composite
def economies(
    draw: st.DrawFn,
    max_size: int = 4,
    max_years: int = 1,
    with_credits: bool = False,
    with_returns: bool = True,
) -> Economy:
    """Sparse economies with small whole amounts; gaps and loops without a source occur."""
    size = draw(st.integers(2, max_size))
    years = draw(st.integers(1, max_years))
    some = st.one_of(st.just(0), st.integers(0, 30))

    def table(shape: tuple[int, ...], used: bool = True) -> np.ndarray:
        count = int(np.prod(shape))
        cells = draw(st.lists(some, min_size=count, max_size=count)) if used else [0] * count
        return np.array(cells, dtype=float).reshape(shape)

    def moves(used: bool = True) -> np.ndarray:
        return table((years, size, size), used) * (1 - np.eye(size))

    return Economy(
        purchases=moves(),
        investments=moves(),
        credits=moves(with_credits),
        returns=moves(with_returns and draw(st.booleans())),
        customers=table((years, size)),
        outside_investors=table((years, size), draw(st.booleans())),
        cash=table((years + 1, size)),
    )
