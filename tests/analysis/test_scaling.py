"""What an answer looks at grows with the network, not with its square; counted, not timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pandas as pd
import pytest

import economies as make
from moneyloop.analysis.pooled import feeds
from moneyloop.analysis.study.flows import Spread
from moneyloop.books import readings
from moneyloop.books.readings import Reading
from moneyloop.model import Network
from moneyloop.questions.figures.figures import figures
from moneyloop.questions.stress.stress import stress
from moneyloop.questions.trace.trace import trace

FIELDS = frozenset(field.name for field in fields(Reading))
ASKED: dict[str, Callable[[Network], Any]] = {
    "trace": lambda network: trace(network, hops=2),
    "trace back": lambda network: trace(network, into="Hub", hops=2),
    "stress": lambda network: stress(network, "Hub"),
    "figures": lambda network: figures(network, "Hub"),
}


def star(size: int) -> Network:
    """A hub that deals with each of its many neighbours, each of them with a customer outside."""
    names = [f"Spoke {number}" for number in range(size)]
    deals = [
        row
        for name in names
        for row in (
            make.deal("Hub", name, "compute", 2),
            make.deal(name, "Hub", "services", 1),
            make.deal(make.STREET, name, "services", 1),
        )
    ]
    figures = [make.revenue("Hub", 5 * size), *(make.revenue(name, 4) for name in names)]
    figures += [make.cash(name, 1, "2024-12-31") for name in names]
    return make.network(deals, figures, make.parties(["Hub", *names], [make.STREET]))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a value of a figure, a column or the schedule was taken, or deals were sorted."""
    found: Counter[str] = Counter()

    class Figure(Reading):
        def __getattribute__(self, name: str) -> Any:
            found["figure"] += name in FIELDS
            return super().__getattribute__(name)

    def counting(what: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **options: Any) -> Any:
            found[what] += 1
            return work(*given, **options)

        return counted

    read = readings._reading
    monkeypatch.setattr(readings, "_reading", lambda row: Figure(**vars(read(row))))
    columns, schedule = pd.DataFrame.__getitem__, Spread.between
    monkeypatch.setattr(pd.DataFrame, "__getitem__", counting("column", columns))
    monkeypatch.setattr(Spread, "between", counting("schedule", schedule))
    monkeypatch.setattr(feeds, "sorted", counting("sorted", sorted), raising=False)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_twice_the_parties_take_twice_the_looks(looks: Counter[str], name: str) -> None:
    counts = []
    for size in (12, 24):
        network = star(size)
        looks.clear()
        ASKED[name](network)
        counts.append(looks.copy())
    once, twice = counts
    for what in ("figure", "sorted"):
        assert twice[what] <= 2 * once[what]
    # A column and the schedule are as long as all deals: to take them more often is a square too.
    for what in ("column", "schedule"):
        assert twice[what] == once[what]
