"""The reference cases that stand beside the checkout, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from math import comb, factorial
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from moneyloop.analysis import loops

CASES = 17
BUCKETS = {
    "own": "own",
    "other_in_network": "other_in_network",
    "outside_investor": "outside_investors",
    "reciprocal": "reciprocal",
    "opening": "opening",
    "customer": "customers",
}
TRADE = 2


@pytest.mark.parametrize("number", range(CASES))
def test_pooled_case(
    number: int,
    make: ModuleType,
    attributed: Callable[..., dict[tuple[str, str], Any]],
    shared_case: Callable[[str], Any],
) -> None:
    case = shared_case("moneyloop/pooled.json")["cases"][number]
    sales, stakes = (np.array([case[key]]) for key in ("purchases", "investments"))
    opening = np.array(case["opening"])
    economy = make.Economy(
        purchases=sales,
        investments=stakes,
        credits=0 * sales,
        returns=0 * sales,
        customers=np.array([case["customers"]]),
        outside_investors=np.array([case["outside_investors"]]),
        cash=np.vstack([opening, 0 * opening]),
    )
    rows = attributed(economy.deals(), economy.figures(), economy.parties())
    for place, expected in enumerate(case["companies"]):
        row = rows[economy.labels[place], "2024"]
        found = {name: row[key] for name, key in BUCKETS.items()}
        assert found == pytest.approx(expected["buckets"], abs=1e-6)
        assert row["unexplained"] == 0
        assert row["booked"] == pytest.approx(case["booked"][place], abs=1e-6)
        for measure in ("own", "in_network"):
            interval = [row[f"{measure}_low"], row[f"{measure}_high"]]
            assert interval == pytest.approx(expected[f"{measure}_bounds"], abs=1e-6)


def test_every_pooled_case_is_tested(shared_case: Callable[[str], Any]) -> None:
    assert len(shared_case("moneyloop/pooled.json")["cases"]) == CASES


def complete(size: int) -> list[tuple[int, int, int]]:
    return [(a, b, TRADE) for a in range(size) for b in range(size) if a != b]


def lengths(arcs: list[tuple[int, int, int]], size: int) -> dict[int, int]:
    found = [len(loop) for loop in loops.cycles(arcs, size, "trade", size)]
    return {length: found.count(length) for length in sorted(set(found))}


@pytest.mark.parametrize("size", range(2, 8))
def test_a_complete_network_has_as_many_loops_as_it_must(size: int) -> None:
    expected = {length: comb(size, length) * factorial(length - 1) for length in range(2, size + 1)}
    assert lengths(complete(size), size) == expected


def test_complete_network_counts_of_the_literature(shared_case: Callable[[str], Any]) -> None:
    cases = {case["id"]: case for case in shared_case("cycles.json")["cases"]}
    for size, count in cases["complete_digraph_counts"]["counts"].items():
        assert sum(1 for _ in loops.cycles(complete(int(size)), int(size), "trade", 9)) == count


def test_sample_graph_of_the_literature(shared_case: Callable[[str], Any]) -> None:
    cases = {case["id"]: case for case in shared_case("cycles.json")["cases"]}
    sample = cases["ibm_sample"]
    arcs = [(tail, head, TRADE) for tail, head, _ in sample["edges"]]
    expected = {int(length): n for length, n in sample["simple_cycle_histogram"].items()}
    assert lengths(arcs, 8) == expected
