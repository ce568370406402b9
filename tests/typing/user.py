"""moneyloop as somebody else's typed program uses it: mypy --strict reads this file in CI.

It is checked against the installed package (py.typed), and it also runs (test_typing.py): a name
that loses its type, or an answer that changes shape, is found here before a user finds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

import moneyloop

if TYPE_CHECKING:
    import pandas as pd


def own_money_back(folder: Path | None, party: str) -> list[dict[str, Any]]:
    """The rows of a party, of a data package or of the bundled data."""
    network = moneyloop.load(folder)
    assert_type(network, moneyloop.Network)
    answer = moneyloop.attribute(network, from_="2025", to="2025")
    assert_type(answer, moneyloop.Result)
    return [row for row in answer.rows if row["party"] == party]


def table(network: moneyloop.Network) -> pd.DataFrame:
    """One row per loop, for pandas."""
    return moneyloop.loops(network, length=2).to_frame()


def problems(folder: Path) -> list[str]:
    """What is wrong in a folder, as text; nothing where nothing is."""
    try:
        moneyloop.load(folder)
    except moneyloop.DataError as error:
        return [str(problem) for problem in error.problems if problem.severity == "error"]
    return []


def page(network: moneyloop.Network, file: Path) -> int:
    """Write the network page; how many characters it has."""
    html = moneyloop.view(network)
    return file.write_text(html, encoding="utf-8")
