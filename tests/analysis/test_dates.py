"""The days of a figure: how long they are, of which year, and as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures import day
from moneyloop.analysis.study.periods import parse
from moneyloop.books.dates import period_name, span, year_of


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2025-01-01", "2025-12-31", "2025"),
        ("2025-07-01", "2025-09-30", "2025-Q3"),
        ("2025-02-01", "2025-02-28", "2025-02"),
        ("2026-01-01", "2030-12-31", "2026..2030"),
        ("2025-01-01", "2025-06-30", "2025-01..2025-06"),
        ("2024-07-01", "2025-06-30", "2024-07..2025-06"),
        ("2025-02-01", "2025-04-30", "2025-02..2025-04"),
        ("2025-01-27", "2026-01-25", "2025-01-27..2026-01-25"),
        ("2025-12-31", "2025-12-31", "2025-12-31"),
    ],
)
def test_days_as_people_write_them(first: str, last: str, name: str) -> None:
    days = (date.fromisoformat(day).toordinal() for day in (first, last))
    assert period_name(*days) == name


@pytest.mark.parametrize(
    ("first", "last", "year"),
    [
        ("2025-01-01", "2025-12-31", 2025),
        ("2024-01-29", "2025-01-26", 2024),
        ("2025-01-27", "2026-01-25", 2025),
        ("2024-06-01", "2025-05-31", 2024),
        ("2024-07-01", "2025-06-30", 2025),  # the middle is the turn of the year
        ("2024-10-01", "2025-09-30", 2025),
        ("2024-11-01", "2025-01-31", 2024),
        ("2024-12-01", "2024-12-31", 2024),
        ("2024-12-31", "2024-12-31", 2024),
        ("2023-01-01", "2026-12-31", 2025),
        ("", "2025-01-26", 2025),
        ("", "", None),
    ],
)
def test_a_period_is_of_the_year_that_holds_its_middle(
    first: str, last: str, year: int | None
) -> None:
    days = [date.fromisoformat(day).toordinal() if day else 0 for day in (first, last)]
    assert year_of(days[0], days[1]) == year


def test_no_days_have_no_name() -> None:
    assert period_name(0, 0) is None


@given(st.integers(1, 12), st.integers(2020, 2030))
def test_every_month_is_named_as_it_is_read(month: int, year: int) -> None:
    period = parse(f"{year}-{month:02}")
    assert period_name(period.first, period.last) == period.name


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2025-01-01", "2025-12-31", "year"),
        ("2025-07-01", "2025-09-30", "quarter"),
        ("2025-12-01", "2025-12-31", "month"),
        ("2025-12-31", "2025-12-31", "day"),
        ("2025-01-27", "2026-01-25", "year"),
        ("2025-10-27", "2026-01-25", "quarter"),
        ("2027-01-01", "2031-12-31", "5 years"),
        ("2025-01-01", "2025-09-30", "9 months"),
        ("2026-04-20", "2036-04-19", "10 years"),
    ],
)
def test_how_long_a_period_is(first: str, last: str, name: str) -> None:
    assert span(day(first), day(last)) == name
