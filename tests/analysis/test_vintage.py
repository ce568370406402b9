"""Vintages: the same money per model and per year, and the sizes at which it breaks even."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from moneyloop.books import vintages
from moneyloop.books.vintages import Plan
from moneyloop.model import ChoiceError, Result
from moneyloop.questions.vintage import vintage

margins = st.integers(-2000, 1000).map(lambda mills: mills / 1000)
plans = st.builds(Plan, st.floats(0.1, 20), st.floats(0.1, 12), margins)


def of(result: Result, account: str, **keys: Any) -> list[dict[str, Any]]:
    rows = [row for row in result.rows if row["account"] == account]
    return [row for row in rows if all(row[key] == value for key, value in keys.items())]


# The sums of the essays -----------------------------------------------------------------------


def test_each_vintage_earns_twice_its_cost_while_the_yearly_loss_widens() -> None:
    result = vintage([0.1, 1, 10])
    models, years = of(result, "model"), of(result, "year")
    assert [row["revenue_per_cost"] for row in models] == [2, 2, 2]
    assert all(row["result"] > 0 for row in models)
    # As long as a successor is trained: 0.1; 1 less 0.1 of revenue at 75%; 10 less 1.1 at 75%.
    assert [row["result"] for row in years[:3]] == pytest.approx([-0.1, -0.925, -9.175])
    assert [row["result"] for row in years[3:]] == pytest.approx([8.25, 7.5])
    assert [row["train"] for row in years] == [0.1, 1, 10, 0, 0]


def test_the_life_of_one_model() -> None:
    """A model's own books: 1 to build, 0.6 to run, 2 sold: 0.4 is left."""
    (model,) = of(vintage([1], multiple=2, margin=0.7), "model")
    assert (model["train"], model["serve"], model["revenue"]) == (1, 0.6, 2)
    assert model["result"] == 0.4


def test_twenty_five_billed_and_six_of_compute() -> None:
    result = vintage([1], billed=25, compute=6)
    assert result.extra["margin"] == 0.76
    assert result.extra["meter"] == {"billed": 25, "compute": 6, "kept": 19}
    assert of(result, "model")[0]["serve"] == 0.48


def test_a_margin_below_zero_never_pays() -> None:
    """Minus 94 percent: no volume earns the training back."""
    result = vintage([1], margin=-0.94)
    for row in of(result, "sensitivity", is_break_even=True):
        assert row["size"] is None
        assert row["result"] is None
    assert "Without a margin above 0 no volume earns the training back." in result.notes


# Two accounts of the same money ------------------------------------------------------------------


@examples(60)
@given(costs=st.lists(st.floats(0.001, 1000), min_size=1, max_size=6), plan=plans)
def test_models_and_years_have_the_same_sums(costs: list[float], plan: Plan) -> None:
    models, years = vintages.by_model(costs, plan), vintages.by_year(costs, plan)
    for key in ("revenue", "serve", "train", "result"):
        mine = math.fsum(getattr(model, key) for model in models)
        size = math.fsum(abs(getattr(model, key)) for model in models) + sum(costs)
        assert math.fsum(getattr(year, key) for year in years) == pytest.approx(
            mine, abs=1e-9 * size
        )
    assert len(years) == len(costs) + math.ceil(plan.life)


def test_the_cumulative_account_ends_at_the_sum() -> None:
    result = vintage([0.1, 1, 10], life=2.5, margin=0.6)
    total = result.extra["total"]
    assert of(result, "year")[-1]["cumulative"] == pytest.approx(total)
    assert sum(row["result"] for row in of(result, "model")) == pytest.approx(total)


def test_the_last_year_counts_in_part() -> None:
    result = vintage([10], multiple=2, life=2.5, margin=1)
    assert [row["revenue"] for row in of(result, "year")] == [0, 8, 8, 4]
    assert any("counts in part" in note for note in result.notes)
    short = vintage([10, 10], multiple=2, life=0.5, margin=1)
    assert [row["revenue"] for row in of(short, "year")] == [0, 20, 20]
    assert [row["train"] for row in of(short, "year")] == [10, 10, 0]


@examples(20)
@given(scale=st.floats(0.01, 100))
def test_scaling_all_costs_changes_no_share(scale: float) -> None:
    small, large = vintage([1, 10]), vintage([scale, 10 * scale])
    assert of(small, "sensitivity") == of(large, "sensitivity")
    for row, other in zip(small.rows, large.rows, strict=True):
        assert other["revenue_per_cost"] == row["revenue_per_cost"]
        if row["account"] != "sensitivity":
            assert other["result"] == pytest.approx(row["result"] * scale, abs=1e-8)


# What breaks it ----------------------------------------------------------------------------------


def test_sizes_from_as_planned_down_to_the_break_even() -> None:
    result = vintage([5], multiple=2, life=2, margin=0.75)
    planned = of(result, "model")[0]["result"] / 5
    found = {
        lever: of(result, "sensitivity", lever=lever)
        for lever in ("shorter life", "smaller multiple", "forecast miss")
    }
    sizes = {lever: [row["size"] for row in rows] for lever, rows in found.items()}
    even = pytest.approx(4 / 3)
    assert sizes["shorter life"] == [2, 1.5, 1, 0.5, even]
    assert sizes["smaller multiple"] == [2, 1.5, 1, 0.5, even]
    assert sizes["forecast miss"] == [0, 0.1, 0.25, 0.5, 0.25]
    for rows in found.values():
        assert rows[0]["result"] == planned
        results = [row["result"] for row in rows if not row["is_break_even"]]
        assert results == sorted(results, reverse=True)
        assert rows[-1]["result"] == 0
        assert {row["train"] for row in rows} == {1}
        assert {row["unit"] for row in rows} == {"training costs"}


def test_a_missed_forecast_pays_for_the_compute_in_full() -> None:
    rows = of(vintage([1], multiple=2, margin=0.7), "sensitivity", lever="forecast miss")
    assert {row["serve"] for row in rows} == {0.6}
    half = next(row for row in rows if row["size"] == 0.5)
    assert (half["revenue"], half["result"]) == (1, -0.6)
    assert rows[-1]["size"] == pytest.approx(0.7 - 1 / 2)


@examples(60)
@given(plan=plans)
def test_a_vintage_breaks_even_where_it_is_said_to(plan: Plan) -> None:
    for even, outcome in (
        (vintages.break_even_life(plan), vintages.shorter_life),
        (vintages.break_even_multiple(plan), vintages.smaller_multiple),
        (vintages.break_even_miss(plan), vintages.forecast_miss),
    ):
        if even is None:
            assert outcome(plan, plan.life if outcome is vintages.shorter_life else 0).result < 0
        else:
            found = outcome(plan, even)
            assert found.result == pytest.approx(0, abs=1e-12 * (1 + found.revenue))
    planned = vintages.by_model([1], plan)[0].result
    assert (vintages.break_even_miss(plan) is not None) == (planned >= 0) or abs(planned) < 1e-9


# What is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"costs": []}, "cost: no model to train"),
        ({"costs": [1, 0]}, "cost 0: a number above 0"),
        ({"costs": [-1]}, "cost -1"),
        ({"costs": [math.nan]}, "cost nan"),
        ({"costs": [math.inf]}, "cost inf"),
        ({"multiple": 0}, "multiple 0: a number above 0"),
        ({"life": 0}, "life 0: a number above 0 and at most 100 years"),
        ({"life": -2}, "life -2"),
        ({"life": 1e9}, "life 1e+09"),
        ({"margin": 1.01}, "margin 1.01: a share of revenue, at most 1"),
        ({"margin": 75}, "margin 75"),
        ({"margin": math.nan}, "margin nan"),
        ({"billed": 25}, "state both"),
        ({"compute": 6}, "state both"),
        ({"billed": 25, "compute": 6, "margin": 0.75}, "not both"),
        ({"billed": 0, "compute": 6}, "billed 0: a number above 0"),
        ({"billed": 25, "compute": -6}, "compute -6"),
        ({"billed": 25, "compute": math.inf}, "compute inf"),
    ],
)
def test_numbers_out_of_their_range(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ChoiceError) as error:
        vintage(**{"costs": [1]} | asked)
    assert said in str(error.value)
