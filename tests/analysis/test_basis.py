"""On what basis a number stands: fields that code compares, and the words for them."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from moneyloop.books import basis
from moneyloop.books.basis import MEASURE_OF, Basis
from moneyloop.input import schema


@pytest.mark.parametrize(
    ("on", "text", "name"),
    [
        (Basis("recognised"), "recognised", "recognised"),
        (Basis("recognised", "net"), "recognised, net", "recognised"),
        (
            Basis("recognised", "net", forecast=True),
            "recognised, forecast, net",
            "recognised, forecast",
        ),
        (
            Basis("run rate", "net", "year"),
            "run rate: one month times twelve, net",
            "run rate",
        ),
        (Basis("balance", forecast=True), "balance", "balance"),
        (Basis("spent", per="month"), "spent: a month of its period", "spent"),
        (Basis("committed", "gross"), "committed, gross", "committed"),
        (Basis("committed", per="whole term"), "whole term", "whole term"),
        (Basis("committed", per="year"), "a year on average", "a year on average"),
        (Basis("falls due", year="2025"), "falls in 2025", "falls in 2025"),
        (Basis("paid"), "paid so far", "paid so far"),
        (Basis("paid", year="2025"), "paid in 2025", "paid in 2025"),
        (
            Basis("recognised", per="year before", forecast=True),
            "recognised, forecast, over the year before",
            "recognised, forecast, over the year before",
        ),
        (
            Basis("run rate", "net", "user"),
            "run rate: one month times twelve, net, per user",
            "run rate",
        ),
    ],
)
def test_the_words_are_written_from_the_fields(on: Basis, text: str, name: str) -> None:
    assert (on.text, on.name) == (text, name)


def test_every_metric_measures_something() -> None:
    assert tuple(MEASURE_OF) == schema.column("figures", "metric").enum


def test_two_that_differ_in_a_field_read_differently() -> None:
    """Of what figures measure: measure, gross or net, forecast of a flow, rate by month."""
    every = [
        Basis(measure, counted, per, forecast)
        for measure, counted, per, forecast in itertools.product(
            set(MEASURE_OF.values()), ("unknown", "gross", "net"), ("", "month"), (False, True)
        )
        if measure in basis.FLOWS or not forecast
    ]
    assert len({one.text for one in every}) == len(every)


def test_it_cannot_be_changed_and_has_the_keys_of_a_row() -> None:
    spent = Basis("spent")
    with pytest.raises(dataclasses.FrozenInstanceError):
        spent.per = "month"  # type: ignore[misc]
    assert spent.keys() == {"basis": "spent", "gross_or_net": "unknown", "per": None}
    assert dataclasses.replace(spent, per="month").keys()["per"] == "month"
