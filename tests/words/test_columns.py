"""Declared columns: what they write, which of them a choice or a screen has, and docstrings."""

from __future__ import annotations

import inspect

from moneyloop.words import columns
from moneyloop.words.columns import Column, amount, interval

COLUMNS = (
    Column("party", "Party", whole=True),
    amount("revenue", "Revenue", cell=lambda row: columns.reported("8.0", row["coverage"])),
    *interval("own", "Own money back"),
    Column("coverage"),
    Column("rule", "Rule", when="a rule"),
)
ROW = {
    "party": "Lab",
    "revenue": 8.0,
    "own_estimate": 1.5,
    "own_low": 0.0,
    "own_high": 8.5,
    "coverage": 0.41,
}


def test_a_cell_has_the_interval_and_what_weakens_a_number() -> None:
    shown = columns.on_screen(columns.chosen(COLUMNS))
    assert [column.written(ROW) for column in shown] == ["Lab", "8.0 (41%)", "0 to 8.5 (1.5)"]
    assert [column.written(ROW | {"coverage": 1.0}) for column in shown][1] == "8.0"


def test_what_is_unknown_is_not_weakened_further() -> None:
    assert columns.reported("?", 0.0) == "?"
    assert columns.reported("8.0", None) == "8.0"


def test_a_choice_has_its_columns_and_others_do_not() -> None:
    plain = ["party", "revenue", "own_low", "own_estimate", "own_high", "coverage"]
    assert columns.keys(columns.chosen(COLUMNS)) == plain
    assert columns.keys(columns.chosen(COLUMNS, "a rule")) == [*plain, "rule"]


def test_a_screen_has_the_columns_with_a_head_in_the_order_that_is_asked_for() -> None:
    assert columns.keys(columns.on_screen(COLUMNS)) == ["party", "revenue", "own_estimate", "rule"]
    assert columns.keys(columns.on_screen(COLUMNS, "own_estimate", "party")) == [
        "own_estimate",
        "party",
    ]
    # Nobody sees what has no head, and what rows do not have is passed over.
    assert columns.keys(columns.on_screen(COLUMNS, "coverage", "own_estimate", "never")) == [
        "own_estimate"
    ]


def test_money_is_what_is_us_dollars() -> None:
    assert columns.money(COLUMNS) == ["revenue", "own_low", "own_estimate", "own_high"]


def test_the_ends_of_an_interval_may_have_other_names() -> None:
    (low, shown, high) = interval("estimate", "Paid and signed", ends=("low", "high"))
    assert (low.key, high.key) == ("low", "high")
    assert shown.written({"low": 1.0, "estimate": 2.0, "high": 3.0}) == "1.0 to 3.0 (2.0)"


def test_a_docstring_lists_the_columns_in_groups() -> None:
    @columns.described(COLUMNS)
    def question() -> None:
        """What is asked?

        How it is answered.
        """

    assert inspect.getdoc(question) == (
        "What is asked?\n\nHow it is answered.\n\n"
        "Columns: party, revenue, own_low, own_estimate, own_high, coverage.\n"
        "Columns with a rule: rule."
    )


def test_a_long_list_is_wrapped() -> None:
    many = [Column(f"column_{number}") for number in range(30)]
    lines = columns.listed(many).splitlines()
    assert max(map(len, lines)) <= 92
    assert " ".join(lines) == f"Columns: {', '.join(columns.keys(many))}."


def test_cells_of_two_amounts() -> None:
    row = {"low": 1.0, "high": 3.5, "period": "2026", "planned": True}
    assert columns.from_to("low", "high")(row) == "1.0 to 3.5"
    assert columns.width("low", "high")(row) == "2.5"
    assert columns.period(row) == "2026 *"
    assert (columns.known(None), columns.known(2024), columns.text(None)) == ("?", "2024", "")
