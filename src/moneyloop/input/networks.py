"""Checked tables to the DataFrames of a Network: days as numbers, aliases resolved, boundaries."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from moneyloop.input import checks, schema
from moneyloop.input.tiers import tier
from moneyloop.model import CLASS_OF_KIND, INVESTMENT, PURCHASE, RECEIVABLE, Network, Problem

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

WORLD = "(outside)"  # who pays or is paid where a list of payments names nobody
# What the analysis adds to the rows: a column of a file that is called so stays in the file.
_OURS = frozenset(("value", "reason", "left_out", "time", "unread", "tier"))
SETTLEMENT_OF_KIND = {"warrant": "stock", "credit": "credits", RECEIVABLE: "credits"}


def network_of(data: str, tables: dict[str, checks.Table], problems: list[Problem]) -> Network:
    names, _ = checks.party_names(tables["parties"])
    deals = _deals_frame(tables["deals"], names)
    return Network(
        data=data,
        deals=deals,
        parties=_parties_frame(tables["parties"], deals),
        figures=_figures_frame(tables["figures"], names),
        warnings=tuple(problems),
    )


def bare_network(
    data: str,
    deals: pd.DataFrame,
    *,
    unit: str,
    outside: tuple[str, ...] = (),
    among: Ends | None = None,
) -> Network:
    """The network of a table of deals alone, amounts in `unit`; `outside` parties stay so.

    `among` are the ends of the deals, where they are known and all deals count.
    """
    parties = _parties_frame(checks.Table("", "parties", (), ()), deals, outside, among)
    figures = _figures_frame(checks.Table("", "figures", (), ()), {})
    return Network(data=data, deals=deals, parties=parties, figures=figures, unit=unit)


def _columns(table: checks.Table, spans: Mapping[str, tuple[str, int]]) -> dict[str, list[Any]]:
    """All declared columns as lists (blank where the file has none), and derived day columns.

    `spans` maps a new column to the date column and the end (0 first, 1 last day) it holds.
    """
    columns: dict[str, list[Any]] = {}
    for item in schema.columns(table.name):
        if item.number:
            columns[item.name] = [row.numbers.get(item.name, math.nan) for row in table.rows]
        else:
            columns[item.name] = [row.text.get(item.name, "") for row in table.rows]
    for name, (column, end) in spans.items():
        columns[name] = [row.days[column][end] if column in row.days else 0 for row in table.rows]
    columns["line"] = [row.line for row in table.rows]
    return columns


def _frame(name: str, columns: Mapping[str, list[Any]], text: Collection[str] = ()) -> pd.DataFrame:
    """The table `name`: text as objects in every pandas, numbers as floats, days as int64.

    Columns called in `text` are of text too.
    """
    import numpy as np
    import pandas as pd

    types: dict[str, Any] = {
        item.name: float if item.number else object for item in schema.columns(name)
    }
    types |= dict.fromkeys(("class", "tier", *text), object)
    # One index for all: otherwise pandas compares and copies that of every column.
    index = pd.RangeIndex(len(next(iter(columns.values()))))
    return pd.DataFrame(
        {
            column: pd.Series(cells, index=index, dtype=types.get(column, np.int64))
            for column, cells in columns.items()
        },
        index=index,
        copy=False,
    )


def _deals_frame(table: checks.Table, names: dict[str, str]) -> pd.DataFrame:
    spans = {
        "announced_day": ("announced", 0),
        "start_day": ("start", 0),
        "start_last_day": ("start", 1),
        "end_day": ("end", 1),
        "cancellable_day": ("cancellable_from", 0),
    }
    columns = _columns(table, spans)
    columns["id"] = [checks.deal_id(row) for row in table.rows]
    columns["class"] = [CLASS_OF_KIND.get(kind, math.nan) for kind in columns["kind"]]
    for column in ("payer", "payee"):
        columns[column] = [names.get(name, name) for name in columns[column]]
    # Blank choices mean the commonest case; datapackage.json says so to the reader.
    columns["status"] = [status or "signed" for status in columns["status"]]
    columns["settlement"] = [
        settlement or SETTLEMENT_OF_KIND.get(kind, "cash")
        for settlement, kind in zip(columns["settlement"], columns["kind"], strict=True)
    ]
    columns["tier"] = _tiers(columns)
    own = [name for name in table.header if name and name not in columns and name not in _OURS]
    columns |= {name: [row.text[name] for row in table.rows] for name in own}
    return _frame("deals", columns, text=own)


def _tiers(columns: Mapping[str, Sequence[str]]) -> list[str]:
    return [tier(*source) for source in zip(columns["outlet"], columns["url"], strict=True)]


def _parties_frame(
    table: checks.Table,
    deals: pd.DataFrame,
    outside: Collection[str] = (),
    among: Ends | None = None,
) -> pd.DataFrame:
    """The parties of the table and then those that only deals name, in order of appearance.

    A blank boundary is inside for who is invested in or sells, except the `outside` ones.
    """
    columns = _columns(table, {})
    if "unread" in deals:
        deals = deals.loc[deals["unread"] == ""]
    among = among or ends_of(deals)
    known = set(columns["name"])
    columns["name"] += [name for name in among.names if name not in known]
    for column, cells in columns.items():
        blank: Any = 0 if column == "line" else ""
        cells += [blank] * (len(columns["name"]) - len(cells))
    paid = _paid(deals, among).difference(outside)
    columns["boundary"] = [
        boundary or ("inside" if name in paid else "outside")
        for name, boundary in zip(columns["name"], columns["boundary"], strict=True)
    ]
    return _frame("parties", columns)


class Ends(NamedTuple):
    """The parties of deals in order of appearance, and the place in `names` of each deal's two."""

    names: list[str]
    payer: np.ndarray
    payee: np.ndarray


def ends(
    payers: Sequence[str], payer: np.ndarray, payees: Sequence[str], payee: np.ndarray
) -> Ends:
    """The ends of deals whose payer is `payers[payer]`, and the payee alike.

    Each name of `payers` stands there once, in order of appearance, and so in `payees`.
    """
    import numpy as np

    place_of = {name: place for place, name in enumerate(dict.fromkeys([*payers, *payees]))}
    known = np.array([place_of[name] for name in payees], dtype=np.int64)

    def appear(places: np.ndarray) -> np.ndarray:
        # They count up in order of appearance: one is new where the greatest so far is passed.
        greatest = np.maximum.accumulate(places)
        return np.flatnonzero(np.concatenate([greatest[:1] == 0, greatest[1:] > greatest[:-1]]))

    first = np.full(len(place_of), 2 * len(payer))
    first[: len(payers)] = 2 * appear(payer)
    first[known] = np.minimum(first[known], 2 * appear(payee) + 1)
    order = np.argsort(first)
    rank = np.argsort(order)
    names = list(place_of)
    in_order = [names[place] for place in order.tolist()]
    return Ends(in_order, rank[: len(payers)][payer], rank[known][payee])


def ends_of(deals: pd.DataFrame) -> Ends:
    """The ends of any deals."""
    import pandas as pd

    payer, payers = pd.factorize(deals["payer"].to_numpy(dtype=object))
    payee, payees = pd.factorize(deals["payee"].to_numpy(dtype=object))
    return ends(payers.tolist(), payer, payees.tolist(), payee)


def _paid(deals: pd.DataFrame, among: Ends) -> set[str]:
    """Who is invested in or sells.

    Rows that move nothing, of zero or to oneself, say nothing of it; nor does a payment of no known
    amount in a list of payments, where it counts for nothing.
    """
    import numpy as np
    import pandas as pd

    amount, upper = (deals[name].to_numpy() for name in ("amount_usd_bn", "amount_high_usd_bn"))
    moving = (among.payer != among.payee) & ((amount != 0) | (upper > 0))
    if "time" in deals:
        moving &= ~np.isnan(amount)
    classes, names = pd.factorize(deals["class"])
    paying = np.array([*(name in (INVESTMENT, PURCHASE) for name in names), False])  # -1 is NaN
    paid = np.zeros(len(among.names), dtype=bool)
    paid[among.payee[moving & paying[classes]]] = True
    return {among.names[place] for place in np.flatnonzero(paid).tolist()}


def within(network: Network, first: int | None, last: int | None) -> Network:
    """A list of payments in which those between two days alone say who is inside.

    Where that is stated, and in a data package, the network stays as it is.
    """
    if not network.is_ledger or network.bounded or first is last is None:
        return network
    deals = network.deals
    if "unread" in deals:
        deals = deals.loc[deals["unread"] == ""]
    begins, ends = deals["start_day"].to_numpy(), deals["start_last_day"].to_numpy()
    inside = (ends >= (first or 0)) & (begins <= (last or ends.max(initial=0)))
    deals = deals.loc[inside]
    paid = _paid(deals, ends_of(deals)).difference((WORLD,))
    names = network.parties["name"].tolist()
    boundary = ["inside" if name in paid else "outside" for name in names]
    if boundary == network.parties["boundary"].tolist():
        return network
    return replace(network, parties=network.parties.assign(boundary=boundary))


def _figures_frame(table: checks.Table, names: dict[str, str]) -> pd.DataFrame:
    spans = {
        "start_day": ("start", 0),
        "end_day": ("end", 1),
        "source_day": ("source_date", 0),
    }
    columns = _columns(table, spans)
    columns["party"] = [names.get(name, name) for name in columns["party"]]
    columns["preferred"] = [preferred or "yes" for preferred in columns["preferred"]]
    columns["tier"] = _tiers(columns)
    return _frame("figures", columns)
