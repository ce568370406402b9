"""One cell to one value, and what to write where a cell is wrong."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.input import values


def fault(read: object, text: str) -> values.Fault:
    assert callable(read)
    with pytest.raises(values.Fault) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("12.5", 12.5),
        ("-1", -1.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("2.5E-3", 0.0025),
        ("007", 7.0),
    ],
)
def test_plain_numbers_are_read(text: str, value: float) -> None:
    assert values.number(text) == value


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("25,000", "25000"),
        ("1,234,567.5", "1234567.5"),
        ("$5bn", "5"),
        ("US$ 5 billion", "5"),
        ("$500m", "0.5"),
        ("USD 250 million", "0.25"),
        ("2.5tn", "2500"),
        ("750k", "0.00075"),
        ("5.000,5", "5000.5"),
        ("12,5", "12.5"),
        ("1 000", "1000"),
        ("1'000'000", "1000000"),
        ("-$3bn", "-3"),
        ("１２", "12"),  # full-width digits
        ("٣", "3"),  # an Arabic digit
    ],
)
def test_other_numbers_are_refused_with_the_value_to_write(text: str, write: str) -> None:
    problem = fault(values.number, text)
    assert problem.message == "is not a plain number"
    assert problem.hint.startswith(f"write {write}")
    assert not problem.hint.startswith(f"write {write}0")


@pytest.mark.parametrize(
    "text",
    [
        "1_000",
        "€5bn",
        "£5",
        "five",
        "5-7",
        "~5",
        "10+",
        "1.2.3",
        "0x10",
        "1e",
        "--1",
        "½",
        "1e9999x",
    ],
)
def test_what_cannot_be_guessed_is_refused_without_a_guess(text: str) -> None:
    hint = fault(values.number, text).hint
    assert hint == "write digits with a point, such as 12.5, in USD billions"


@pytest.mark.parametrize(
    "text",
    ["inf", "-inf", "Infinity", "nan", "NaN", "1e999", "-1e999", "unknown", "n/a", "TBD", "-"],
)
def test_what_means_unknown_or_is_not_finite_is_to_be_left_blank(text: str) -> None:
    assert fault(values.number, text).hint == "leave the cell blank when it is unknown"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-04", "2025-04-01", "2025-04-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("1900", "1900-01-01", "1900-12-31"),
        ("2200-12-31", "2200-12-31", "2200-12-31"),
    ],
)
def test_a_partial_date_is_the_whole_of_it(text: str, first: str, last: str) -> None:
    assert [date.fromordinal(day).isoformat() for day in values.days(text)] == [first, last]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2025-13", "months run from 01 to 12"),
        ("2025-00", "months run from 01 to 12"),
        ("2025-02-29", "2025-02 has 28 days"),
        ("2025-04-31", "2025-04 has 30 days"),
        ("2025-01-00", "2025-01 has 31 days"),
        ("1899", "years 1900 to 2200 are read"),
        ("0000", "years 1900 to 2200 are read"),
        ("2025-1-5", "write 2025-01-05"),
        ("2025/01/05", "write 2025-01-05"),
        ("31.12.2025", "write 2025-12-31"),
        ("31/12/2025", "write 2025-12-31"),
        ("11/12/2025", "write YYYY, YYYY-MM or YYYY-MM-DD"),  # 11 December or 12 November
        ("Q3 2025", "write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("2025-Q3", "write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("25", "write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("2025-12-31T00:00", "write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("２０２５", "write YYYY, YYYY-MM or YYYY-MM-DD"),  # full-width digits
    ],
)
def test_a_wrong_date_is_refused_with_what_to_write(text: str, hint: str) -> None:
    assert fault(values.days, text).hint == hint


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_is_read_and_written_back(day: date) -> None:
    first, last = values.days(day.isoformat())
    assert first == last
    assert date.fromordinal(first).isoformat() == day.isoformat()


def assert_hint_can_be_read(read: object, text: str) -> None:
    assert callable(read)
    try:
        read(text)
    except values.Fault as problem:
        advice = re.match(r"write ([^ ;]+)(;|$)", problem.hint)
        if advice:
            read(advice[1])


@given(
    st.text(max_size=30) | st.from_regex(r"[-+]?[$€]?[\d.,' ]{1,20}(bn|m|k|tn)?", fullmatch=True)
)
@example("999," * 120 + "999")
def test_the_number_to_write_is_a_number(text: str) -> None:
    assert_hint_can_be_read(values.number, text)


@given(st.text(max_size=12) | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}", fullmatch=True))
@example("2025/13/40")
@example("31.02.2025")
def test_the_date_to_write_is_a_date(text: str) -> None:
    assert_hint_can_be_read(values.days, text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("11/18/2025", "write 2025-11-18"),  # month first: only 18 can be the day
        ("18/11/2025", "write 2025-11-18"),
        ("18/18/2025", "write YYYY, YYYY-MM or YYYY-MM-DD"),
    ],
)
def test_a_day_above_twelve_tells_which_part_is_the_month(text: str, hint: str) -> None:
    assert fault(values.days, text).hint == hint
