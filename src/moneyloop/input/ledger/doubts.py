"""What of a list of payments can be read and may yet be meant otherwise: warnings of `check`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moneyloop.input.alike import alike
from moneyloop.input.ledger.payments import Ledger
from moneyloop.input.ledger.texts import as_text, names_of_lines
from moneyloop.input.networks import ends_of
from moneyloop.input.owed import REPAYMENT, owed
from moneyloop.input.table import Row, Table
from moneyloop.model import PURCHASE, RECEIVABLE, UNDATED, Network, Problem

_NUMBERS = ("amount_usd_bn", "start_day", "time")
_SAME = ("payer", "payee", "class", *_NUMBERS)


def doubts(read: Ledger, file: str) -> list[Problem]:
    """Warnings: names that look alike, rows that agree in every column, half of what is owed."""
    kind = read.wrong.names.get("kind") or "kind"
    found = [*_alike(read, file), *_same(read.network, file)]
    found += [replace(problem, column=kind) for problem in owed(_lending(read.network, file), {})]
    return sorted(found, key=lambda problem: problem.line or 0)


def _lending(network: Network, file: str) -> Table:
    """The payments that count between two of whom one sells on account, or buys and pays back."""
    import pandas as pd

    deals = network.deals
    counted = deals.loc[deals["unread"] == ""] if "unread" in deals else deals
    columns = ("payer", "payee", "kind", "amount_usd_bn", "start_day", "start_last_day", "line")
    payer, payee, kinds, amounts, first, last, lines = (
        counted[name].to_numpy() for name in columns
    )
    codes, names = pd.factorize(np.concatenate([payer, payee]))
    one, two = codes[: len(payer)], codes[len(payer) :]
    way = one * len(names) + two
    pair = np.minimum(way, two * len(names) + one)
    bought = counted["class"].to_numpy() == PURCHASE
    wanted = (kinds == RECEIVABLE) | (bought & np.isin(way, way[kinds == REPAYMENT]))
    near = np.flatnonzero(np.isin(pair, pair[wanted]) & (one != two))
    rows = [
        Row(
            int(lines[at]),
            {"payer": payer[at], "payee": payee[at], "kind": kinds[at]},
            {} if np.isnan(amounts[at]) else {"amount_usd_bn": float(amounts[at])},
            {} if first[at] <= UNDATED else {"start": (int(first[at]), int(last[at]))},
        )
        for at in near.tolist()
    ]
    return Table(file, "payments", ("payer", "payee", "kind"), tuple(rows))


def _alike(read: Ledger, file: str) -> list[Problem]:
    among = read.plain.ends() if read.plain else ends_of(read.network.deals)
    lines = read.network.deals["line"].to_numpy()
    first = np.full(len(among.names), lines.max(initial=0))
    for places in (among.payer, among.payee):
        earlier = np.full(len(first), lines.max(initial=0))
        earlier[places[::-1]] = lines[::-1]  # of several, the last that is written stays
        first = np.minimum(first, earlier)
    line_of = dict(sorted(zip(among.names, first.tolist(), strict=True)))
    hint = "if they are one party, write one name, or say so: --aliases FILE"
    return [
        Problem(
            file,
            line_of[name],
            None,
            name,
            "names-alike",
            f"{name!r} and {other!r} differ in {difference} only",
            hint,
            "warning",
        )
        for name, other, difference in alike(sorted(line_of, key=lambda name: line_of[name]))
    ]


def _same(network: Network, file: str) -> list[Problem]:
    """Rows without an id of their own that say the same as an earlier one, as one warning each."""
    # Few rows agree in their numbers, which are faster to compare than names.
    deals = network.deals.loc[network.deals.duplicated(list(_NUMBERS), keep=False).to_numpy()]
    deals = deals.loc[deals["amount_usd_bn"].gt(0).to_numpy()]
    named = as_text(names_of_lines(deals["line"].to_numpy()))
    deals = deals.loc[deals["id"].to_numpy() == named]
    deals = deals.loc[deals.duplicated(list(_SAME), keep=False).to_numpy()]
    groups = deals.groupby(list(_SAME), sort=False, dropna=False)["line"]
    found = []
    for lines in (rows.tolist() for _, rows in groups):
        more = ", ".join(map(str, lines[1:11])) + (" and more" if len(lines) > 11 else "")
        message = f"the row agrees in every column with line {more}: each counts"
        hint = "take out what was exported twice, or give the payments ids"
        told = (file, lines[0], None, None, "same-rows", message, hint, "warning")
        found.append(Problem(*told))
    return found
