"""How numbers are written: the shapes, and what must hold of every number."""

from __future__ import annotations

import doctest
import math
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.words import amounts
from moneyloop.words.amounts import (
    cents,
    count,
    day,
    dollars,
    fixed,
    interval,
    number,
    percent,
    percent_interval,
    percent_of,
    signed,
    stated,
    things,
    times,
    usd,
    usd_interval,
)

ANY = st.floats(allow_nan=False, allow_infinity=False)
NEAR = st.one_of(ANY, st.floats(-2e4, 2e4), st.floats(-12, 12), st.floats(-0.05, 0.05))
SHARES = st.one_of(ANY, st.floats(-0.2, 1.2), st.floats(0.98, 1.0), st.floats(-0.02, 0.02))

WRITERS: list[Callable[[float], str]] = [number, usd, percent, cents, times, signed]


def test_the_examples_in_the_docstrings() -> None:
    failed, tried = doctest.testmod(amounts)
    assert tried > 8
    assert failed == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[(8.5, "$8.5bn"), (17.2, "$17.2bn"), (139.0, "$139bn"), (0.73, "$0.73bn"), (0.0, "$0")],
        *[(-0.0, "$0"), (0.003, "<$0.01bn"), (0.00999, "<$0.01bn"), (0.01, "$0.01bn")],
        *[(-8.5, "-$8.5bn"), (-0.003, "-<$0.01bn"), (0.9952, "$1.0bn"), (0.994, "$0.99bn")],
        *[(9.96, "$10.0bn"), (99.94, "$99.9bn"), (99.96, "$100bn"), (999.5, "$1,000bn")],
        *[
            (1163.0, "$1,160bn"),
            (1165.0, "$1,170bn"),
            (2.0, "$2.0bn"),
            (0.125, "$0.13bn"),
            (0.145, "$0.15bn"),
            (5.55, "$5.6bn"),
        ],
        *[(1e27, "$1,000,000,000,000,000,000,000,000,000bn"), (5e-324, "<$0.01bn")],
        *[(math.inf, "infinite"), (math.nan, "not public"), (None, "not public")],
    ],
)
def test_amounts(value: float | None, text: str) -> None:
    assert usd(value) == text
    assert number(value, "not public") == text.replace("$", "").removesuffix("bn")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        *[
            (0.06, "6%"),
            (0.0612, "6.1%"),
            (0.0996, "10%"),
            (0.004, "0.4%"),
            (0.0004, "under 0.1%"),
            (0.001, "0.1%"),
        ],
        *[(0.0, "0%"), (1.0, "100%"), (0.9996, "99.9%"), (0.9952, "99.5%"), (0.9949, "99%")],
        *[(0.0096, "1%"), (0.0094, "0.9%"), (-0.003, "-0.3%"), (-0.0003, "just below 0%")],
        *[(1.24, "124%"), (12.5, "1,250%"), (None, "?"), (math.nan, "?"), (1 - 1e-12, "100%")],
        *[(-1.0, "-100%"), (-0.9996, "-99.9%")],
    ],
)
def test_shares(share: float | None, text: str) -> None:
    assert percent(share) == text
    assert cents(share, "?") == text.replace("%", " cent" if text == "1%" else " cents")


def test_a_share_of_nothing_is_unknown() -> None:
    assert percent_of(1.5, 25.0) == "6%"
    assert percent_of(1.5, 0.0) == percent_of(1.5, None) == percent_of(None, 3.0) == "?"
    assert percent_of(1.5, -1.0) == percent_of(1.5, math.nan) == "?"


def test_intervals() -> None:
    assert interval(0.0, 8.5, 1.5) == "0 to 8.5 (1.5)"
    assert interval(2.0, 2.0, 2.0) == interval(2.0, 2.0) == interval(2.0, 2.0, None) == "2.0"
    assert interval(None, None) == "?"
    assert interval(None, 8.5) == "? to 8.5"
    assert interval(2.0, 2.0, 3.0) == "2.0 (3.0)", "an estimate outside must be seen"
    assert usd_interval(0.0, 8.5, 1.5) == "$0 to $8.5bn, estimate $1.5bn"
    assert usd_interval(0.0, 8.5) == "$0 to $8.5bn"
    assert usd_interval(2.0, 2.0, 2.0) == "exactly $2.0bn"
    assert usd_interval(2.0, 2.0 + 1e-12) == "exactly $2.0bn"
    assert usd_interval(2.01, 2.02, 2.015) == "about $2.0bn"
    assert usd_interval(None, None, 1.0) == "not public"
    assert usd_interval(0.0, 0.0, 0.0) == "exactly $0"
    assert percent_interval(0.0, 0.061, 0.011) == "0% to 6.1% (1.1%)"
    assert percent_interval(None, None, None) == "?"


def test_multiples_and_counts() -> None:
    assert [times(v) for v in (58.7, 1.0604, 0.5, 139.2, 9.996, 0.0, 0.003)] == [
        *("58.7x", "1.06x", "0.50x", "139x", "10.0x", "0x", "<0.01x")
    ]
    assert times(-1.5) == "-1.50x"
    assert times(None) == "?"
    assert cents(0.01) == "1 cent"
    assert count(1234) == "1,234"


def test_days() -> None:
    assert day("2026-10-06") == day(date(2026, 10, 6)) == "6 October 2026"
    assert day(date(2026, 10, 6).toordinal()) == "6 October 2026"
    assert day("2026-10") == "October 2026"
    assert day("2026") == "2026"
    assert day("") == day(None) == "not public"
    with pytest.raises(ValueError, match="nonsense"):
        day("nonsense")


@given(st.dates())
def test_a_day_is_read_back(when: date) -> None:
    number_, month, year = day(when).split()
    months = [day(date(2001, n, 1)).split()[1] for n in range(1, 13)]
    assert date(int(year), months.index(month) + 1, int(number_)) == when


def _sides(text: str) -> tuple[Fraction, bool]:
    """The number that a text names, and whether it says "nearer to 0 than this"."""
    if "just below 0" in text:
        return Fraction(-1, 10), True
    if "infinite" in text:
        return Fraction(10) ** 400 * (-1 if "-" in text else 1), False
    digits = re.sub(r"[^0-9.<-]|under", "", text.removesuffix("bn"))
    near = "<" in digits or "under" in text
    return Fraction(digits.replace("<", "")), near


def _place(text: str) -> Fraction:
    value, near = _sides(text)
    return value / 2 if near else value


@pytest.mark.parametrize("write", WRITERS)
@given(pair=st.tuples(NEAR, NEAR))
@example(pair=(0.99, 1.0))
@example(pair=(0.00999999, 0.01))
def test_a_larger_value_never_reads_smaller(
    write: Callable[[float], str], pair: tuple[float, float]
) -> None:
    small, large = sorted(pair)
    assert _place(write(small)) <= _place(write(large))


@pytest.mark.parametrize("write", WRITERS)
@given(value=NEAR)
def test_only_nothing_reads_as_nothing_and_the_sign_stands(
    write: Callable[[float], str], value: float
) -> None:
    text = write(value)
    assert (_place(text) == 0) == (value == 0)
    assert (_place(text) < 0) == (value < 0)
    if write is signed and value > 0:
        assert text.startswith("+")
    elif "just below" not in text and value < 0:
        assert text.startswith("-")
        assert text[1:] == write(-value).lstrip("+")


@given(NEAR)
def test_a_written_amount_is_near_and_has_three_digits(value: float) -> None:
    text = number(value)
    named, near = _sides(text)
    if near:
        assert abs(Fraction(value)) < Fraction(1, 100)
        return
    assert len(text.lstrip("-0.,").replace(".", "").replace(",", "").rstrip("0")) <= 3
    size = abs(Fraction(value))
    places = Fraction(1, 100) if size < 1 else Fraction(1, 10) if size < 100 else Fraction(1)
    room = max(places, Fraction(10) ** (Decimal(value).adjusted() - 2) if value else places)
    assert abs(named - Fraction(value)) <= room / 2 + size / 10**11


@given(NEAR)
def test_what_was_written_is_written_the_same_again(value: float) -> None:
    text = number(value)
    if "<" not in text and abs(value) < 1.79e308:
        assert number(float(text.replace(",", ""))) == text


@given(SHARES)
@example(0.99999)
@example(1 - 1e-8)
def test_a_part_never_reads_as_all(share: float) -> None:
    if share < 1 - 1e-9:
        assert _place(percent(share)) < 100
        assert _place(cents(share)) < 100


@given(NEAR)
def test_a_sentence_and_a_table_write_the_same_digits(value: float) -> None:
    assert usd(value).replace("$", "").removesuffix("bn") == number(value)


@given(st.tuples(NEAR, NEAR, NEAR))
def test_an_interval_is_made_of_its_numbers(ends: tuple[float, float, float]) -> None:
    low, mid, high = sorted(ends)
    text = interval(low, high, mid)
    if number(low) == number(high):
        assert text == number(low)
    else:
        assert text == f"{number(low)} to {number(high)} ({number(mid)})"
    assert usd(low) in usd_interval(low, high, mid)
    assert usd(high) in usd_interval(low, high, mid)


@given(pair=st.tuples(*2 * [st.floats(0, 1e15)]))
@example(pair=(999.994, 999.996))
@example(pair=(999_499.0, 999_600.0))
@example(pair=(999.4e6, 999.96e6))
@pytest.mark.parametrize("write", [dollars, things])
def test_large_amounts_and_numbers_keep_their_order(
    write: Callable[[float], str], pair: tuple[float, float]
) -> None:
    small, large = (_in_full(write(value)) for value in sorted(pair))
    assert small <= large
    assert abs(large - Fraction(max(pair))) <= Fraction(max(pair)) / 20 + Fraction(1, 100)


def _in_full(text: str) -> Fraction:
    scales = {"M": 6, "bn": 9, " million": 6, " billion": 9, " trillion": 12}
    name = next((name for name in scales if text.endswith(name)), "")
    return _place(text.removesuffix(name).replace("$", "")) * 10 ** scales.get(name, 0)


def test_dollars_and_things() -> None:
    told = [dollars(v) for v in (2.114, 999.996, 15_342.0, 999_600.0, 999.96e6, -47.1e6, 0.004)]
    assert told == ["$2.11", "$1,000", "$15,300", "$1.0M", "$1.0bn", "-$47.1M", "<$0.01"]
    assert [dollars(0.0), dollars(None)] == ["$0", "not public"]
    assert [things(v) for v in (0.0, 3000.0, 1e6, 2.5e12, None)] == [
        *("0", "3,000", "1 million", "2.5 trillion", "not public")
    ]


@given(st.floats(-1e3, 1e3), st.integers(1, 6))
def test_small_parts_have_so_many_decimals_and_are_never_nothing(value: float, places: int) -> None:
    text = fixed(value, places)
    assert (text == "0") == (value == 0)
    if value and "<" not in text:
        assert len(text.partition(".")[2]) == places
        off = abs(Fraction(text.replace(",", "")) - Fraction(value))
        assert off <= Fraction(1, 2 * 10**places) + Fraction(1, 10**8)


@given(st.integers(-(10**9) + 1, 10**9 - 1), st.integers(0, 12))
def test_what_is_stated_keeps_its_digits(digits: int, places: int) -> None:
    text = stated(digits / 10**places)
    assert Fraction(text.replace(",", "")) == Fraction(digits, 10**places)
    assert "." not in text or not text.endswith(("0", "."))


def test_the_noise_of_adding_floats_is_not_read() -> None:
    sums = (0.05 + 0.5 + 5.0, 5.0 + 0.5 + 0.05, 5.55)
    assert len({number(value) for value in sums}) == 1
    assert number(0.3 - 0.29) == number(0.01) == "0.01"
    assert percent((0.1 + 0.2) / 0.3) == "100%"
