"""What a number measures: fields that code compares, and words that are written from them."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from moneyloop.books import measured
from moneyloop.books.measured import MEASURE_OF, Measured, by
from moneyloop.input import schema


@pytest.mark.parametrize(
    ("told", "text", "name"),
    [
        (Measured("recognised"), "recognised", "recognised"),
        (Measured("recognised", "net"), "recognised, net", "recognised"),
        (
            Measured("recognised", "net", forecast=True),
            "recognised, forecast, net",
            "recognised, forecast",
        ),
        (
            Measured("run rate", "net", "year"),
            "run rate: one month times twelve, net",
            "run rate",
        ),
        (Measured("balance", forecast=True), "balance", "balance"),
        (Measured("spent", per="month"), "spent: a month of its period", "spent"),
        (Measured("committed", "gross"), "committed, gross", "committed"),
        (Measured("committed", per="whole term"), "whole term", "whole term"),
        (Measured("committed", per="year"), "a year on average", "a year on average"),
        (Measured("falls due", year="2025"), "falls in 2025", "falls in 2025"),
        (Measured("paid"), "paid so far", "paid so far"),
        (Measured("paid", year="2025"), "paid in 2025", "paid in 2025"),
        (
            Measured("recognised", per="year before", forecast=True),
            "recognised, forecast, over the year before",
            "recognised, forecast, over the year before",
        ),
        (
            Measured("run rate", "net", "user"),
            "run rate: one month times twelve, net, per user",
            "run rate",
        ),
    ],
)
def test_the_words_are_written_from_the_fields(told: Measured, text: str, name: str) -> None:
    assert (told.text, told.name) == (text, name)


def test_every_metric_measures_something() -> None:
    assert tuple(MEASURE_OF) == schema.column("figures", "metric").enum


def test_two_that_differ_in_a_field_read_differently() -> None:
    """Of what figures measure: every measure, basis, forecast of a flow, and a rate by month."""
    every = [
        Measured(measure, basis, per, forecast)
        for measure, basis, per, forecast in itertools.product(
            set(MEASURE_OF.values()), ("unknown", "gross", "net"), ("", "month"), (False, True)
        )
        if measure in measured.FLOWS or not forecast
    ]
    assert len({one.text for one in every}) == len(every)


def test_it_cannot_be_changed_and_has_the_keys_of_a_row() -> None:
    spent = Measured("spent")
    with pytest.raises(dataclasses.FrozenInstanceError):
        spent.per = "month"  # type: ignore[misc]
    assert by(spent) == {"measured": spent, "ruler": "spent", "per": None}
    assert by(dataclasses.replace(spent, per="month"))["per"] == "month"
