"""Translate: stated amounts, restated on stated bases."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import moneyloop
from examples import examples
from moneyloop.books.dates import period_name
from moneyloop.books.stated import RUN_RATE, Stated, parse
from moneyloop.books.translation import Restated, translate, years_in, years_of
from moneyloop.books.wording import glimpse, in_words
from moneyloop.input.bases import Base, bases
from moneyloop.input.bundled import bundled_folder
from moneyloop.model import USD_BN, ChoiceError
from moneyloop.questions.other_words import largest

BN = 10**9
UNITS = ("year", "quarter", "month", "week", "day")


def measure(text: str, name: str, of: str | None = None) -> Restated:
    found = [row for row in translate(parse(text), bases()) if row.measure == name]
    return next(row for row in found if of in (None, row.of))


# --- The essays' sums ---------------------------------------------------------------------


def test_74bn_a_year_is_about_200m_a_day() -> None:
    day = measure("74bn a year", "per_day")
    assert day.amount == pytest.approx(74 / 365, rel=1e-12)
    assert in_words(day) == "about $203M a day"


def test_700bn_a_year_is_about_86_dollars_for_every_person() -> None:
    each = measure("$700bn a year", "per_person")
    assert each.amount is not None
    assert round(each.amount) == 86
    assert in_words(each) == "about $85.76 for every person alive, each year"


def test_300bn_over_five_years_is_60bn_a_year() -> None:
    for text in ("300bn over 5y", "$300 billion over five years"):
        year = measure(text, "per_year")
        assert year.amount == 60
        assert in_words(year) == "$60.0bn a year"


def test_a_run_rate_of_30bn_is_two_and_a_half_in_the_best_month() -> None:
    month = measure("30bn run rate", "best_month")
    assert month.amount == 2.5
    assert in_words(month) == ("$2.5bn in the best month: a run rate is one month times twelve")
    assert measure("30bn run rate", "per_year").of == "one year at the run rate"


# --- What is read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("300bn over 5y", Stated(300 * BN, None, 5, "year")),
        ("$300bn over 5 years", Stated(300 * BN, None, 5, "year")),
        ("74bn a year", Stated(74 * BN, "year")),
        ("74bn/y", Stated(74 * BN, "year")),
        ("74 BN / yr", Stated(74 * BN, "year")),
        ("700bn per year", Stated(700 * BN, "year")),
        ("700bn per annum", Stated(700 * BN, "year")),
        ("30bn run rate", Stated(30 * BN, RUN_RATE)),
        ("$30 billion annualized run-rate", Stated(30 * BN, RUN_RATE)),
        ("$30 billion revenue run rate", Stated(30 * BN, RUN_RATE)),
        ("17.2bn", Stated(17_200_000_000)),
        ("1.4tn", Stated(14 * 10**11)),
        ("5.6M", Stated(5_600_000)),
        ("5.6m", Stated(5_600_000)),
        ("830 million", Stated(830_000_000)),
        ("2 trillion over 8 years", Stated(2 * 10**12, None, 8, "year")),
        ("2.5bn a month", Stated(5 * BN / 2, "month")),
        ("10.9bn a quarter", Stated(109 * BN / 10, "quarter")),
        ("200M a day", Stated(2 * 10**8, "day")),
        ("200M daily", Stated(2 * 10**8, "day")),
        ("9bn over 18 months", Stated(9 * BN, None, 18, "month")),
        ("9bn over a year", Stated(9 * BN, None, 1, "year")),
        ("60bn a year over 5 years", Stated(60 * BN, "year", 5, "year")),
        ("1,163bn", Stated(1163 * BN)),
        ("87,460", Stated(87460)),
        ("USD 87460.5", Stated(174921 / 2)),
        ("US$ 5k", Stated(5000)),
        ("5bn US dollars a year", Stated(5 * BN, "year")),
        ("-74bn a year", Stated(-74 * BN, "year")),
        ("\N{MINUS SIGN}$74bn a year", Stated(-74 * BN, "year")),
        ("$-74bn", Stated(-74 * BN)),
        ("  .5   bn  ", Stated(BN / 2)),
    ],
)
def test_an_amount_is_read_as_it_is_said(text: str, stated: Stated) -> None:
    assert parse(text) == stated


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "does not begin with an amount"),
        ("over 5y", "does not begin with an amount"),
        ("nan", "does not begin with an amount"),
        ("inf bn", "does not begin with an amount"),
        ("--5bn", "does not begin with an amount"),
        ("\u0665bn", "does not begin with an amount"),  # digits that are not ours
        ("5bn over", "'over' after the amount"),
        ("5bn over 5", "'over 5' after the amount"),
        ("5bn over five", "'over five' after the amount"),
        ("5bn in 2028", "'in 2028' after the amount"),
        ("5 bananas", "'bananas' after the amount"),
        ("1e11", "'e11' after the amount"),
        ("17,2bn", "'17,2' is not a number"),
        ("1.2.3bn", "'1.2.3' is not a number"),
        ("5bn over 1,5 years", "'1,5' is not a number"),
        ("5bn over 0 years", "a term is more than 0"),
        ("5bn over 1001 years", "at most 1000 years"),
        ("30bn run rate over 5y", "has no dates"),
        ("1,000,001tn", "amounts up to"),
        ("9" * 201, "at most 200 characters, not 201"),
        ("\N{EURO SIGN}5bn", "no exchange rate is assumed"),
        ("5bn EUR", "no exchange rate is assumed"),
        ("5 billion pounds a year", "no exchange rate is assumed"),
        ("CNY 5bn", "no exchange rate is assumed"),
        ("C$5bn", "no exchange rate is assumed"),
        ("\N{YEN SIGN}5bn", "no exchange rate is assumed"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(ChoiceError, match=told):
        parse(text)


# --- What always holds ----------------------------------------------------------------------

AMOUNTS = st.decimals(
    min_value=-(10**12), max_value=10**12, places=3, allow_nan=False, allow_infinity=False
).map(lambda value: float(value * 1000))
LENGTHS = st.integers(min_value=1, max_value=9999).map(lambda number: number / 100)


def _stated(amount: float, time: str, length: float, unit: str, per: str) -> Stated:
    return {
        "none": Stated(amount),
        "rate": Stated(amount, per),
        "run rate": Stated(amount, RUN_RATE),
        "term": Stated(amount, None, length, unit),
        "both": Stated(amount, per, length, unit),
    }[time]


STATED = st.builds(
    _stated,
    AMOUNTS,
    st.sampled_from(["none", "rate", "run rate", "term", "both"]),
    LENGTHS,
    st.sampled_from(UNITS),
    st.sampled_from(UNITS),
)


@given(STATED)
@examples(200)
@example(Stated(999_999_999.999))
def test_what_is_written_is_read_again_as_it_was(stated: Stated) -> None:
    assert parse(str(stated)) == stated
    assert parse(str(stated).upper()) == stated


@given(STATED)
@examples(100)
def test_days_months_and_years_are_the_same_money(stated: Stated) -> None:
    rows = {(row.measure, row.of.split()[0]): row.amount for row in translate(stated, bases())}
    year = rows["per_year", "one"]
    month = rows.get(("per_month", "one"), rows.get(("best_month", "one")))
    day = rows["per_day", "one"]
    if stated.per is None and stated.length is None:
        assert (year, month, day) == (None, None, None)
        return
    assert year is not None
    assert month is not None
    assert day is not None
    assert day * 365 == pytest.approx(year, rel=1e-12)
    assert month * 12 == pytest.approx(year, rel=1e-12)
    whole = rows["whole", "whole"]
    if stated.length is None or stated.unit is None:
        assert whole is None
    else:
        term = stated.length * years_in(stated.unit, bases())
        assert whole == pytest.approx(year * term, rel=1e-12)


@given(STATED, st.integers(min_value=1, max_value=1000))
@examples(100)
def test_twice_the_money_is_twice_every_number(stated: Stated, times: int) -> None:
    larger = Stated(stated.amount * times, stated.per, stated.length, stated.unit)
    for one, many in zip(translate(stated, bases()), translate(larger, bases()), strict=True):
        assert (one.measure, one.of) == (many.measure, many.of)
        if one.amount is None:
            assert many.amount is None
        else:
            assert many.amount == pytest.approx(one.amount * times, rel=1e-12)


def test_a_loss_is_negative_and_as_heavy_as_a_gain() -> None:
    for loss, gain in zip(
        translate(parse("-74bn a year"), bases()),
        translate(parse("74bn a year"), bases()),
        strict=True,
    ):
        assert loss.amount == (
            None if gain.amount is None else gain.amount * (-1 if "usd" in gain.unit else 1)
        )


# --- Things, worked by hand -----------------------------------------------------------------


def test_three_billion_notes_weigh_and_stand_as_many_grams_and_inches() -> None:
    assert measure("300bn over 5y", "note_weight").amount == 3000  # 3e9 notes of a gram
    height = measure("300bn over 5y", "note_height").amount
    assert height == pytest.approx(3 * BN * 0.0043 * 25.4 / 1e6, rel=1e-12)
    assert measure("300bn over 5y", "nuclear_plants").amount == 10
    assert measure("87,460", "household_incomes").amount == 1
    assert in_words(measure("5.6M", "note_weight")) == "56 kg of $100 notes"


# --- The bases ------------------------------------------------------------------------------


def test_every_base_has_a_source_and_a_note_and_is_used() -> None:
    with (bundled_folder() / "bases.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == list(bases())
    for row in rows:
        assert row["source"]
        assert row["note"]
        assert row["url"].startswith("https://") or row["outlet"] == "moneyloop"
        assert bases()[row["id"]].amount == float(row["amount"])
        assert bases()[row["id"]].line == rows.index(row) + 2
    used = {row.base for row in translate(parse("300bn over 5y"), bases())} - {None}
    assert used == set(bases())


def test_another_base_changes_only_what_is_made_with_it() -> None:
    half: Mapping[str, Base] = {
        name: Base(**(vars(base) | {"amount": base.amount / 2})) if name == "population" else base
        for name, base in bases().items()
    }
    stated = parse("300bn over 5y")
    for row, other in zip(translate(stated, bases()), translate(stated, half), strict=True):
        assert row.amount is not None
        twice = 2 if row.base == "population" else 1
        assert other.amount == pytest.approx(row.amount * twice, rel=1e-12)


# --- Writing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0", "$0 in all"),
        ("2.5bn a month", "$2.5bn a month"),
        ("2.56bn a month", "about $2.6bn a month"),
        ("1.4tn", "$1,400bn in all"),
        ("-17.2bn", "-$17.2bn in all"),
        ("15,342.50", "about $15,300 in all"),
        ("999.6M", "about $1.0bn in all"),
        ("0.3bn a day", "$300M a day"),
    ],
)
def test_about_stands_where_a_number_is_rounded(text: str, told: str) -> None:
    assert told in [in_words(row) for row in translate(parse(text), bases())]


@given(st.integers(-99, 99), st.sampled_from(["k", "M", "bn"]))
def test_nothing_of_two_digits_is_rounded(digits: int, scale: str) -> None:
    stated = parse(f"{digits}{scale}")
    told = in_words(translate(stated, bases())[0])
    assert told is not None
    assert "about" not in told


def test_small_numbers_are_less_than_the_least_that_is_written() -> None:
    each = measure("1M", "per_person")
    assert in_words(each) == "less than $0.01 for every person alive"
    assert in_words(measure("1M", "nuclear_plants")) is not None
    assert str(in_words(measure("1M", "nuclear_plants"))).startswith("less than 0.01 times")


# --- Large amounts of another answer --------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2025", 1.0),
        ("2025-Q3", 1 / 4),
        ("2025-07", 1 / 12),
        ("2024..2026", 3.0),
        ("2025-06-30", None),
        ("2025-07-01..2026-06-30", None),
        ("2025-06..2026-05", 1.0),
        ("2026-04..2026-12", 3 / 4),
        ("2025-12..2026-01", 1 / 6),
        ("2025-Q3..2026-Q2", 1.0),
        ("2025-Q4..2026", None),
        ("2025-07..2026-Q2", None),
        ("2026-06..2025-07", None),
        ("2025..2024", None),
        ("2025-13", None),
        ("", None),
        (None, None),
        ("soon", None),
    ],
)
def test_a_period_has_a_length(period: str | None, years: float | None) -> None:
    assert years_of(period) == years


@given(st.integers(24_000, 24_400), st.integers(1, 50))
def test_whole_months_have_the_length_that_their_name_says(start: int, length: int) -> None:
    """24,000 months make the year 2000."""
    first, after = (
        date(month // 12, month % 12 + 1, 1).toordinal() for month in (start, start + length)
    )
    assert years_of(period_name(first, after - 1)) == length / 12


def test_the_largest_amounts_are_restated_each_once() -> None:
    rows = [
        {"party": "Lab", "period": "2025", "revenue": 73.0, "own": 0.5, "share": 99.0},
        {"party": "Cloud", "period": "2025-Q1", "revenue": 73.0, "own": 7.3, "planned": True},
        {"id": "term", "revenue": 300.0},
        {"party": "Lab", "period": "2025", "revenue": -5.0},
        {"party": "Lab", "unit": "count_m", "revenue": 900.0},
        {"parties": ["A", "B"], "revenue": None, "own": 2.0},
        *({"party": "Many", "period": "2025", "own": 1 + number / 10} for number in range(4)),
    ]
    shown, more = largest(rows, ["revenue", "own"])
    assert [(row["row"], row["column"], row["amount"]) for row in shown] == [
        ("term", "revenue", 300.0),
        ("Lab, 2025", "revenue", 73.0),
        ("Cloud, 2025-Q1 *", "own", 7.3),
        ("Lab, 2025", "revenue", -5.0),
        ("A > B > A", "own", 2.0),
    ]
    assert more == 4
    days = [row["per_day"] for row in shown]
    assert days == [None, "$200M", "$80.0M", "-$13.7M", None]
    assert shown[0]["per_person"] == "$36.76"
    assert shown[0]["note_weight"] == "3,000 tonnes"
    assert largest([{"own": 0.999}], ["own_estimate"]) == ([], 0)


@pytest.mark.parametrize(
    ("per", "day"),
    [("year", "$200M"), ("month", "$2.4bn"), ("whole term", "$40.0M"), (None, "$40.0M")],
)
def test_what_an_amount_is_per_says_what_time_it_is_of(per: str | None, day: str) -> None:
    row = {"party": "Lab", "metric": "run_rate", "period": "2026..2030", "per": per}
    shown, _ = largest([row | {"amount": 73.0, "counterparty": "Cloud"}], ["amount"])
    assert (shown[0]["row"], shown[0]["per_day"]) == ("Lab, Cloud, 2026..2030, run rate", day)


def test_a_glimpse_is_one_line_and_only_of_large_amounts() -> None:
    known = bases()
    line = "$47.1M a day \N{MIDDLE DOT} $2.11 for every person alive"
    assert glimpse(17.2, 1.0, known) == line
    line = "$2.11 for every person alive \N{MIDDLE DOT} 172 tonnes of $100 notes"
    assert glimpse(17.2, None, known) == line
    assert glimpse(0.99, None, known) is None
    assert glimpse(None, None, known) is None


# --- The answer -----------------------------------------------------------------------------


def test_the_answer_carries_each_base_with_its_source() -> None:
    result = moneyloop.translate("17.2bn")
    assert result.case == "stated"
    assert result.extra == {"stated": "$17.2bn"}
    rows = {row["measure"]: row for row in result.rows}
    assert rows["per_day"]["amount"] is None
    assert rows["per_day"]["text"] is None
    assert any("No time is stated" in note for note in result.notes)
    each = rows["per_person"]
    assert each["unit"] == "usd"
    assert each["amount"] == 17.2e9 / 8161972572
    assert each["row"] == "bases.csv:3"
    assert each["url"] == "https://population.un.org/wpp/"
    assert rows["whole"]["unit"] == USD_BN
    assert list(result.to_frame().columns) == list(result.rows[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [("-1bn", "is a loss"), ("30bn run rate", "A run rate is"), ("1bn", "No time")],
)
def test_notes_say_what_a_reader_must_know(text: str, told: str) -> None:
    assert any(told in note for note in moneyloop.translate(text).notes)
    assert not any(told in note for note in moneyloop.translate("74bn a quarter").notes)
