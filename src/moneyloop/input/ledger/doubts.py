"""What of a list of payments can be read and may yet be meant otherwise: warnings of `check`."""

from __future__ import annotations

import numpy as np

from moneyloop.input.alike import alike
from moneyloop.input.ledger.payments import Ledger
from moneyloop.input.ledger.texts import names_of_lines
from moneyloop.input.networks import ends_of
from moneyloop.model import Network, Problem

_SAME = ("payer", "payee", "class", "amount_usd_bn", "start_day", "time")


def doubts(read: Ledger, file: str) -> list[Problem]:
    """Warnings: names that look alike, and rows that agree in every column, each where it is."""
    found = [*_alike(read.network, file), *_same(read.network, file)]
    return sorted(found, key=lambda problem: problem.line or 0)


def _alike(network: Network, file: str) -> list[Problem]:
    import pandas as pd

    among = ends_of(network.deals)
    lines = pd.Series(np.tile(network.deals["line"].to_numpy(), 2))
    first = lines.groupby(np.concatenate([among.payer, among.payee])).min()
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
    deals = network.deals.loc[network.deals["amount_usd_bn"].gt(0).to_numpy()]
    deals = deals.loc[deals["id"].to_numpy() == names_of_lines(deals["line"].to_numpy())]
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
