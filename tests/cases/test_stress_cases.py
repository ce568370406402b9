"""Clearing and contagion cases with published results, and our own that are always there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from moneyloop.analysis.stress import debtrank
from moneyloop.analysis.stress.clearing import clearing, least_clearing

Case = Callable[[str], Any]

# Our own copies of what can be worked out by hand.
OWN = [
    {
        "id": "cycle without cash",
        "L": [[0, 1], [1, 0]],
        "external_assets": [0, 0],
        "external_liabilities": [0, 0],
        "alpha": 1,
        "beta": 1,
        "clearing": [1, 1],
        "least_clearing": [0, 0],
    },
    {
        # a = 2 + b / 2 and b = 1 + a of what they owe, 6 and 8: a = 5, b = 6.
        "id": "two banks, both short",
        "L": [[0, 6], [4, 0]],
        "external_assets": [2, 1],
        "external_liabilities": [0, 4],
        "alpha": 1,
        "beta": 1,
        "clearing": [5, 6],
        "least_clearing": [5, 6],
    },
    {
        # Half of what is there is lost in default: a = 1 + b / 4, b = 0.5 + a / 2.
        "id": "two banks, costs of default",
        "L": [[0, 6], [4, 0]],
        "external_assets": [2, 1],
        "external_liabilities": [0, 4],
        "alpha": 0.5,
        "beta": 0.5,
        "clearing": [9 / 7, 8 / 7],
    },
    {
        # The second has 3 for 4 outside and nothing for the first, which has nothing either.
        "id": "creditors outside first",
        "L": [[0, 6], [4, 0]],
        "external_assets": [0, 3],
        "external_liabilities": [0, 4],
        "external_senior": True,
        "alpha": 1,
        "beta": 1,
        "clearing": [0, 0],
    },
]


def check(case: dict[str, Any]) -> None:
    owed = np.array(case["L"], dtype=float)
    assets, outside = (
        np.array(case[key], dtype=float) for key in ("external_assets", "external_liabilities")
    )
    paid = clearing(
        owed,
        assets,
        outside,
        alpha=case["alpha"],
        beta=case["beta"],
        outside_first=case.get("external_senior", False),
    )
    assert paid == pytest.approx(case["clearing"], abs=1e-9), case["id"]
    due = owed.sum(axis=1) + (0 if case.get("external_senior") else outside)
    if "default" in case:
        assert (paid < due - 1e-9).tolist() == [bool(one) for one in case["default"]], case["id"]
    if "least_clearing" in case:
        least = least_clearing(owed, assets, outside)
        assert least == pytest.approx(case["least_clearing"], abs=1e-9), case["id"]


@pytest.mark.parametrize("case", OWN, ids=[case["id"] for case in OWN])
def test_our_own_clearing_cases(case: dict[str, Any]) -> None:
    check(case)


def test_published_clearing_cases(reference_case: Case) -> None:
    cases = reference_case("eisenberg_noe.json")["cases"]
    assert len(cases) >= 9
    for case in cases:
        check(case)


def additional(exposures: Any, buffers: Any, weights: Any, bank: int) -> float:
    first = np.zeros(len(buffers))
    first[bank] = 1.0
    amounts = np.array(exposures, dtype=float)
    lost = debtrank.losses(amounts, np.array(buffers, dtype=float), first)
    return debtrank.additional(lost, first, np.array(weights, dtype=float))


def test_three_banks_by_hand() -> None:
    exposures, buffers, weights = [[0, 1, 0], [0, 0, 2], [3, 0, 0]], [1, 4, 2], [10, 20, 30]
    # C fails: B loses 2 of 4, A then 1 / 2 of 1, and C has nothing left to lose with A.
    assert additional(exposures, buffers, weights, 2) == pytest.approx(0.25, abs=1e-12)
    # A fails: C would lose 3 / 2 of its buffer and loses all of it, B then half.
    assert additional(exposures, buffers, weights, 0) == pytest.approx(40 / 60, abs=1e-12)


def test_three_banks_of_the_reference_package(reference_case: Case) -> None:
    toy = reference_case("toy3.json")
    exposures = toy["assets_matrix_row_lends_to_col"]
    found = {
        name: additional(exposures, toy["buffer"], toy["weights"], bank)
        for bank, name in enumerate(toy["names"])
    }
    ours = toy["bardoscia2015_linear_uncapped"]["additional_stress"]
    assert found == pytest.approx(ours, abs=1e-12)
    # The two other variants in use give something else for bank c.
    capped = toy["published_battiston2012_capped_W_single_hit"]["additional_stress"]
    once = toy["single_hit_uncapped_W"]["additional_stress"]
    assert found["c"] == pytest.approx(0.75, abs=1e-12)
    assert abs(found["c"] - capped["c"]) > 0.08
    assert abs(found["c"] - once["c"]) > 0.01
