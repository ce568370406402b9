"""Amounts may be of any size: results grow with them, and what never touches a seller leaves it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import moneyloop
from examples import examples
from moneyloop.model import Network

COLUMNS = ["payer", "payee", "amount", "start", "kind"]
# Not amounts: they stay as they are, whatever the unit.
RATIOS = (
    "fci",
    "revenue_coverage",
    "turns",
    "share",
    "debtrank",
    "loss",
    "multiple",
    "percentile",
    "changed",
)
QUESTIONS: dict[str, Callable[[Network], Any]] = {
    "attribute": moneyloop.attribute,
    "rules": lambda network: moneyloop.attribute(network, rule="all"),
    "index": moneyloop.index,
    "loops": moneyloop.loops,
    "explain": lambda network: moneyloop.explain(network, "K"),
    "sector": moneyloop.explain_sector,
    "stress": lambda network: moneyloop.stress(network, "K"),
    "part of a stress": lambda network: moneyloop.stress(network, "K", loss=0.3),
    "trace": lambda network: moneyloop.trace(network, network.inside[0]),
    "trace back": lambda network: moneyloop.trace(network, into=network.inside[0]),
    "timeline": moneyloop.timeline,
    "gap": moneyloop.gap,
    "deals": moneyloop.deals,
    "diff": lambda network: moneyloop.diff(network, since="2025-01-14"),
    "chance": lambda network: moneyloop.index(network, chance=True, draws=20),
}
Row = tuple[str, str, float, str, str]

pairs = st.tuples(*2 * [st.sampled_from(["K", "L", "M", "Street"])]).filter(
    lambda ends: ends[0] != ends[1]
)
rows_ = st.lists(
    st.builds(
        lambda ends, amount, day, kind: (*ends, float(amount), f"2025-01-{day:02}", kind),
        pairs,
        st.integers(1, 99),
        st.integers(1, 28),
        st.sampled_from(["purchase", "investment", "return"]),
    ),
    min_size=2,
    max_size=8,
)


def ledger(rows: Sequence[Row], factor: float = 1.0) -> Network:
    """The payments with every amount times the factor."""
    scaled = [(payer, payee, amount * factor, *rest) for payer, payee, amount, *rest in rows]
    return moneyloop.load_payments(pd.DataFrame(scaled, columns=COLUMNS))


def numbers(answer: Any, rest: Sequence[str] = ()) -> dict[tuple[Any, ...], float]:
    """Every number of an answer by its place, without those of the parties `rest`."""
    found = {}

    def walk(value: Any, place: tuple[Any, ...]) -> None:
        if isinstance(value, Mapping):
            for key in value:
                walk(value[key], (*place, key))
        elif isinstance(value, list | tuple):
            for at, each in enumerate(value):
                walk(each, (*place, at))
        elif isinstance(value, float):
            found[place] = value

    for at, row in enumerate(answer.rows):
        if row.get("party") not in rest:
            walk(row, (row.get("party", at), row.get("rule")))
    for each in answer.extra.get("parties", ()):
        walk(each, ("party", each.get("party", each.get("name"))))
    walk({key: value for key, value in answer.extra.items() if key != "parties"}, ("extra",))
    return found


def asked(name: str, network: Network, rest: Sequence[str] = ()) -> dict[tuple[Any, ...], float]:
    """The numbers of an answer; none where the question does not apply to the payments."""
    try:
        return numbers(QUESTIONS[name](network), rest)
    except (moneyloop.ChoiceError, IndexError):
        return {}


def is_ratio(name: str, place: tuple[Any, ...]) -> bool:
    """Also all of a trace, which follows one unit of money."""
    words = [key for key in place if isinstance(key, str)]
    return name.startswith("trace") or any(
        key in RATIOS or "_share" in key or "_of_" in key for key in words
    )


@pytest.mark.parametrize("name", QUESTIONS)
@examples(12)
@given(rows=rows_, power=st.integers(-30, 28))
@example(  # two parties with the same gap, of which rounding made one larger
    rows=[("K", "L", 1.0, "2025-01-01", "purchase"), ("L", "K", 11.0, "2025-01-01", "purchase")],
    power=-1,
)
def test_every_result_grows_with_the_amounts(name: str, rows: list[Row], power: int) -> None:
    factor = 10.0**power
    once, scaled = (asked(name, ledger(rows, by)) for by in (1.0, factor))
    assert once.keys() == scaled.keys()
    for place, value in once.items():
        expected = value if is_ratio(name, place) else value * factor
        # A share that is only what rounding left is none.
        # What is drawn is told to twelve digits of all the money that there is.
        digits = 2e-8 if name == "chance" else 1e-9
        dust = digits * (1.0 if is_ratio(name, place) else factor)
        assert math.isclose(scaled[place], expected, rel_tol=1e-9, abs_tol=dust), place


@pytest.mark.parametrize("name", ["attribute", "rules", "explain", "part of a stress"])
@examples(12)
@given(rows=rows_, power=st.integers(6, 29))
def test_a_large_neighbour_that_touches_nobody_changes_nothing(
    name: str, rows: list[Row], power: int
) -> None:
    giants = ["Giant A", "Giant B", "Giant C"]
    ring = [
        (giants[at], giants[(at + 1) % 3], (at + 1) / 7 * 10.0**power, f"2025-01-{9 - at:02}", kind)
        for at, kind in enumerate(("purchase", "investment", "purchase"))
    ]
    tiny = ledger(rows, 1e-9), ledger([*[(a, b, c * 1e-9, d, e) for a, b, c, d, e in rows], *ring])
    alone, beside = (asked(name, network, giants) for network in tiny)
    assert alone.keys() == beside.keys()
    for place, value in alone.items():
        if place[-1] == "debtrank":
            continue  # a part of what everybody has, the giants too
        assert beside[place] == pytest.approx(value, rel=1e-9, abs=1e-20), place
