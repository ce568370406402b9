"""Each form of an answer has exactly the keys that its question declares, in every format."""

from __future__ import annotations

import csv
import inspect
import io
from collections.abc import Callable
from pathlib import Path

import pytest

import moneyloop
from moneyloop.model import Network, Result
from moneyloop.tables.formats import result_text
from moneyloop.words import columns

Ask = Callable[[Network], Result]

# By the name of the public function, and what sets one form apart from another.
QUESTIONS: dict[str, Ask] = {
    "figures of one": lambda net: moneyloop.figures(net, "Cloud"),
    "figures of two": lambda net: moneyloop.figures(net, "Lab", "Cloud"),
    "figures of all": lambda net: moneyloop.figures(net),
    "trace": lambda net: moneyloop.trace(net),
    "trace back": lambda net: moneyloop.trace(net, into="Cloud"),
    "index": lambda net: moneyloop.index(net),
    "index by chance": lambda net: moneyloop.index(net, chance=True, year=2024, draws=5),
    "gap": lambda net: moneyloop.gap(net),
    "stress": lambda net: moneyloop.stress(net, "Lab"),
    "margin": lambda net: moneyloop.margin(net, party="Cloud", cost=66.0, shift=0.1),
    "vintage": lambda _: moneyloop.vintage([0.1, 1, 10]),
    "translate": lambda _: moneyloop.translate("300bn over 5y"),
}


@pytest.fixture
def answer(name: str, small: Path) -> Result:
    return QUESTIONS[name](moneyloop.load(small))


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_have_exactly_the_declared_keys(answer: Result) -> None:
    declared = columns.keys(answer.columns)
    assert answer.rows
    assert len(set(declared)) == len(declared)
    assert {frozenset(row) for row in answer.rows} == {frozenset(declared)}
    header = next(csv.reader(io.StringIO(result_text(answer, "csv"))))
    assert header == declared == list(answer.to_frame().columns)
    # Every row can be read: no cell takes a key that the rows do not have.
    shown = columns.on_screen(answer.columns)
    assert all(isinstance(column.written(row), str) for column in shown for row in answer.rows)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_docstring_lists_them(name: str, answer: Result) -> None:
    told = inspect.getdoc(getattr(moneyloop, name.partition(" ")[0])) or ""
    listed = {
        key.strip(" .\n")
        for line in told[told.index("\nColumns") :].split("\nColumns")
        for key in line.partition(":")[2].replace("\n", " ").split(",")
    }
    assert set(columns.keys(answer.columns)) <= listed


def test_who_was_asked_for_is_known_to_the_answer(small: Path) -> None:
    net = moneyloop.load(small)
    assert list(moneyloop.figures(net, "CloudCo").asked) == ["Cloud"]
    assert list(moneyloop.figures(net, "CloudCo", "Lab").asked) == ["Cloud", "Lab"]
    assert list(moneyloop.trace(net, into="CloudCo").asked) == ["Cloud"]
    assert list(moneyloop.stress(net, "lab").asked) == ["Lab"]
    assert list(moneyloop.gap(net, party=["CloudCo"]).asked) == ["Cloud"]
