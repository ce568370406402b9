"""Columns go one by one until a table fits a terminal, and the last line names them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.tables import terminal
from moneyloop.tables.listing import Listing, hidden, once
from moneyloop.words.columns import Column, keys

COLUMNS = (
    Column("party", "Party", whole=True),
    Column("revenue", "Booked", number=True),
    Column("customers", "Customers", number=True, spare=2),
    Column("no_known_source", "No known\nsource", number=True, spare=1),
)
ROW = {
    "party": "Microsoft",
    "revenue": "123,456",
    "customers": "1,234,567",
    "no_known_source": "12",
}
TABLE = Listing("Title", COLUMNS, [ROW])


def widths(text: str) -> int:
    return max(map(len, text.splitlines()))


def test_the_width_of_a_table_is_the_width_at_which_it_is_set() -> None:
    text = terminal.text([TABLE], width=TABLE.width, color=False)
    assert widths(text) == TABLE.width - 1  # blank at the right edge
    assert "hidden" not in text
    assert "hidden" in terminal.text([TABLE], width=TABLE.width - 1, color=False)


@pytest.mark.parametrize(
    ("width", "gone"),
    [(None, []), (80, []), (40, ["customers"]), (30, ["customers", "no_known_source"])],
)
def test_the_least_important_goes_first(width: int | None, gone: list[str]) -> None:
    fitted, spared = TABLE.fitted(width)
    assert keys(spared) == gone
    assert keys(fitted.columns) == [key for key in keys(COLUMNS) if key not in gone]


def test_the_last_line_names_what_is_hidden_and_how_wide_is_enough() -> None:
    wide = TABLE.width
    text = terminal.text([TABLE, "Below."], width=30, color=False, last=["The end."])
    below = " ".join(text[text.index("Below.") :].split())
    told = f"2 columns hidden (customers, no known source): widen to {wide}"
    assert below == f"Below. {told} The end."
    shown = terminal.text([TABLE], width=wide, color=False)
    assert "1,234,567" in shown
    assert hidden([], 0) == ""
    assert hidden(COLUMNS[2:3], 118) == "1 column hidden (customers): widen to 118"


def test_a_pipe_has_every_column() -> None:
    many = [Column(f"column {number}", f"Column {number}", spare=number) for number in range(60)]
    row = {column.key: "x" for column in many}
    text = terminal.text([Listing("Wide", many, [row])], width=None, color=False)
    assert "hidden" not in text
    assert text.count(" x") >= 60


def test_a_table_that_cannot_let_go_may_be_set_another_way() -> None:
    below = Listing("Title", COLUMNS[:1], [ROW])
    wide = Listing("Title", COLUMNS[:2], [ROW], narrow=below)
    assert keys(wide.fitted(80)[0].columns) == keys(COLUMNS[:2])
    assert keys(wide.fitted(20)[0].columns) == keys(COLUMNS[:1])
    # Where columns can go they do first.
    assert keys(Listing("Title", COLUMNS, [ROW], narrow=below).fitted(25)[0].columns) == [
        "party",
        "revenue",
    ]


def test_repeats_are_blank() -> None:
    rows = [{"party": "A", "year": "1", "n": 1}, {"party": "A", "year": "1", "n": 2}]
    rows += [{"party": "A", "year": "2", "n": 3}, {"party": "A", "year": "1", "n": 4}]
    told = [(row["party"], row["year"], row["n"]) for row in once(rows, "party", "year")]
    assert told == [("A", "1", 1), ("", "", 2), ("A", "2", 3), ("A", "1", 4)]


names = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=12)
tables = st.lists(
    st.tuples(names, st.booleans(), st.integers(0, 3), st.text("0123456789", max_size=14)),
    min_size=1,
    max_size=8,
)


@given(tables, st.integers(1, 120))
def test_nothing_that_stays_is_spare_where_something_does_not_fit(
    parts: list[tuple[str, bool, int, str]], width: int
) -> None:
    columns = [
        Column(f"{place}", head, number=number, spare=spare)
        for place, (head, number, spare, _) in enumerate(parts)
    ]
    row = {f"{place}": value for place, (*_, value) in enumerate(parts)}
    table = Listing("", columns, [row])
    fitted, gone = table.fitted(width)
    assert sorted(keys([*fitted.columns, *gone])) == sorted(keys(columns))
    assert fitted.width <= width or not any(column.spare for column in fitted.columns)
    if gone:  # one by one: with the last that went it did not fit
        assert fitted.with_([*fitted.columns, gone[-1]]).width > width
    spares = [column.spare for column in gone]
    assert spares == sorted(spares, reverse=True)
    assert all(column.spare > 0 for column in gone)
    assert min(spares, default=4) >= max((c.spare for c in fitted.columns), default=0)
    if fitted.width <= width:
        text = terminal.text([fitted], width=width, color=False)
        assert widths(text) <= width
        for column in fitted.columns:
            assert not column.number or row[column.key] in text
