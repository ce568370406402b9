"""Cells of CSV and Markdown, for machines; and the intervals of a row, for people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.tables.formats import cell
from moneyloop.tables.terminal import ends, shares
from moneyloop.words.amounts import interval

ROW: dict[str, Any] = {"own": 1.17, "own_low": 0.0, "own_high": 5.7}


def test_an_interval_is_low_to_high_with_the_estimate_in_brackets() -> None:
    assert interval(*ends(ROW, "own")) == "0 to 5.7 (1.2)"
    assert shares(ROW, "own", 17.2) == "0% to 33% (6.8%)"
    assert shares(ROW, "own", None) == "?"
    assert shares(ROW, "own", 0) == "?"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (2025, "2025"),
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (0.1, "0.1"),
        (17.2, "17.2"),
        (2.697534247, "2.697534247"),
        ("a;b", "a;b"),
        ([], ""),
        (["a", "b"], "a;b"),
        (("a", None, 1.5), "a;;1.5"),
    ],
)
def test_cell(value: object, text: str) -> None:
    assert cell(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_a_cell_is_the_number(value: float) -> None:
    assert float(cell(value)) == value
