"""Money, shares, intervals and cells as people read them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.tables.numbers import cell, interval, money, share, shares


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "?"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.004, "<0.01"),
        (1e-9, "<0.01"),
        (-0.004, "-<0.01"),
        (0.01, "0.01"),
        (0.05, "0.05"),
        (1.17, "1.17"),
        (9.5, "9.50"),
        (9.994, "9.99"),
        (10.0, "10.0"),
        (17.2, "17.2"),
        (263.94, "263.9"),
        (1234.56, "1,234.6"),
        (-2.5, "-2.50"),
        (-1500.0, "-1,500.0"),
    ],
)
def test_money(value: float | None, text: str) -> None:
    assert money(value) == text


def test_money_just_below_ten_reads_like_ten() -> None:
    assert money(9.996) == money(10.0)


@given(st.floats(-1e6, 1e6))
def test_money_is_zero_or_unknown_only_when_it_is(value: float) -> None:
    text = money(value)
    assert (text == "0") == (value == 0)
    if not text.lstrip("-").startswith(("0", "<")):
        assert float(text.replace(",", "")) == pytest.approx(value, rel=0.01)
    assert text.startswith("-") == (value < 0)


@pytest.mark.parametrize(
    ("value", "base", "text"),
    [
        (None, 10.0, "?"),
        (1.0, None, "?"),
        (1.0, 0.0, "?"),
        (1.0, -5.0, "?"),
        (0.0, 10.0, "0%"),
        (0.001, 10.0, "<0.1%"),
        (0.01, 10.0, "0.1%"),
        (0.57, 10.0, "5.7%"),
        (1.0, 10.0, "10%"),
        (5.0, 10.0, "50%"),
        (10.0, 10.0, "100%"),
        (12.0, 10.0, "120%"),
    ],
)
def test_share(value: float | None, base: float | None, text: str) -> None:
    assert share(value, base) == text


def test_a_share_just_below_ten_percent_reads_like_ten() -> None:
    assert share(0.9997, 10.0) == share(1.0, 10.0)


ROW: dict[str, Any] = {"own": 1.17, "own_low": 0.0, "own_high": 5.7}


def test_an_interval_is_low_marker_high() -> None:
    assert interval(ROW, "own") == "0 - 1.17 - 5.70"
    assert shares(ROW, "own", 17.2) == "0% - 6.8% - 33%"
    assert shares(ROW, "own", None) == "?"
    assert shares(ROW, "own", 0) == "?"
    assert interval(ROW, "own", tight=True) == "0-1.17-5.70"


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
