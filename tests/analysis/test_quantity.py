"""In what two quantities differ, and ratios that say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import pytest

from figures import day, reading, run_rate
from moneyloop.books.quantity import Quantity, differences, less, ratio
from moneyloop.books.readings import Reading
from moneyloop.model import ChoiceError


def test_two_readings_on_one_basis_do_not_differ() -> None:
    assert differences(reading(13), reading(20)) == []


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (run_rate(20), ["recognised against run rate", "year 2025 against month 2025-12"]),
        (reading(1, gross_or_net="gross"), ["net against gross"]),
        (reading(1, gross_or_net="unknown"), ["gross or net: net against not stated"]),
        (reading(1, segment="cloud"), ["segment total against cloud"]),
        (reading(1, evidence="leaked"), ["evidence reported against leaked"]),
        (reading(1, unit="pct"), ["unit usd_bn against pct"]),
        (reading(1, metric="spend", gross_or_net="unknown"), ["recognised against spent"]),
        (
            reading(1, period="2024", first=day("2024-01-01"), last=day("2024-12-31")),
            ["year 2025 against year 2024"],
        ),
    ],
)
def test_what_differs_is_said(other: Quantity, differs: list[str]) -> None:
    assert differences(reading(13), other) == differs


def test_a_basis_that_nobody_states_is_not_the_same_basis() -> None:
    silent = reading(1, gross_or_net="unknown")
    assert differences(silent, silent) == ["gross or net not stated on either side"]
    spent = reading(1, metric="spend", gross_or_net="unknown")
    assert differences(spent, spent) == []
    assert differences(spent, replace(spent, metric="capex")) == ["spend against capex"]


@pytest.mark.parametrize("compared", [ratio, less])
def test_a_comparison_across_bases_must_name_every_difference(
    compared: Callable[..., float | None],
) -> None:
    a, b = reading(13), run_rate(20)
    across = differences(a, b)
    with pytest.raises(ChoiceError, match="not on one basis: recognised against run rate"):
        compared(a, b)
    with pytest.raises(ChoiceError, match="year 2025 against month 2025-12"):
        compared(a, b, across=across[:1])
    assert compared(a, b, across=across) is not None
    with pytest.raises(ChoiceError, match="do not differ in this: gross against net"):
        compared(a, b, across=[*across, "gross against net"])


def test_one_basis_needs_no_word() -> None:
    assert ratio(reading(13), reading(26)) == 0.5
    assert less(reading(13), reading(26)) == -13


def test_what_is_unknown_or_over_zero_has_no_ratio() -> None:
    assert ratio(reading(None), reading(1)) is None
    assert ratio(reading(1), reading(None)) is None
    assert ratio(reading(1), reading(0)) is None
    assert ratio(reading(0), reading(1)) == 0
    assert less(reading(None), reading(1)) is None


def test_a_reading_cannot_be_changed_and_what_is_made_of_it_is_no_reading() -> None:
    booked = reading(13)
    with pytest.raises(FrozenInstanceError):
        booked.amount = 14  # type: ignore[misc]
    share = booked.derived(amount=0.5, unit="share")
    assert (type(booked), type(share)) == (Reading, Quantity)
    assert (share.amount, share.unit, share.period) == (0.5, "share", "2025")


def test_an_amount_that_is_not_known_is_not_taken_for_a_number() -> None:
    assert reading(13).known_amount == 13
    with pytest.raises(ValueError, match="revenue, 2025, is not known"):
        _ = reading(None).known_amount


def test_a_row_has_the_words_of_the_basis_and_gross_or_net() -> None:
    row = reading(13, evidence="leaked").row()
    assert (row["basis"], row["gross_or_net"], row["per"]) == ("recognised, net", "net", None)
    assert (row["evidence"], row["figures"], row["deals"]) == (["leaked"], ["figures.csv:2"], [])
