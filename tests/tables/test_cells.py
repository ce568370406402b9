"""Cells of CSV and Markdown, for machines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.tables.formats import cell


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
