"""One rule for what is planned, whichever answer tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import economies as make
import moneyloop
from moneyloop.model import Network, Result
from moneyloop.questions.diff.diff import diff
from moneyloop.questions.gap.gap import gap
from moneyloop.questions.index.index import index
from moneyloop.questions.timeline import timeline

Answer = Callable[..., Result]

ANSWERS: dict[str, Answer] = {
    "attribute": moneyloop.attribute,
    "diff": lambda network: diff(network, since="2025-01-31"),
    "gap": gap,
    "index": index,
    "attribute over draws": lambda network: moneyloop.attribute(network, draws=2),
    "timeline": timeline,
}
# The year of the last payment is not over on its day.
ROWS = [
    ("Fund", "Lab", "equity", "2025-01-10"),
    ("Cloud", "Lab", "equity", "2025-01-20"),
    ("Lab", "Cloud", "compute", "2025-01-30"),
    ("Lab", "Cloud", "compute", "2025-02-05"),
]


def ledger(folder: Path) -> Network:
    lines = [f"{payer},{payee},2,{day},{kind}\n" for payer, payee, kind, day in ROWS]
    (folder / "payments.csv").write_text("from,to,value,time,type\n" + "".join(lines))
    columns = dict(payer="from", payee="to", amount="value", start="time", kind="type")
    return moneyloop.load_payments(str(folder / "payments.csv"), columns)


def told(result: Result) -> tuple[set[Any], list[str]]:
    rows = {row["planned"] for row in result.rows if "planned" in row}
    return rows, [note for note in result.notes if "planned" in note.lower()]


@pytest.mark.parametrize("name", [name for name in ANSWERS if "draws" not in name])
def test_nothing_of_a_list_of_payments_is_planned(name: str, tmp_path: Path) -> None:
    result = ANSWERS[name](ledger(tmp_path))
    assert result.rows
    rows, notes = told(result)
    assert rows <= {False}
    assert notes == []


@pytest.mark.parametrize("name", ANSWERS)
def test_a_year_of_deals_that_is_not_over_is_planned(name: str) -> None:
    deals = [make.deal(payer, payee, kind, 2, day) for payer, payee, kind, day in ROWS]
    rows, notes = told(ANSWERS[name](make.network(deals)))
    assert rows <= {True}
    assert len(notes) == 1
