"""CSV, JSON, Markdown and terminal text of a result that is made here."""

from __future__ import annotations

import csv
import io
import json

import pytest

from moneyloop.model import LeftOut, Result
from moneyloop.questions.attribute.columns import COLUMNS as ATTRIBUTED
from moneyloop.tables import loops, terminal
from moneyloop.tables.attribute import SHOWN
from moneyloop.tables.formats import csv_text, json_text, markdown, result_text
from moneyloop.tables.listing import Listing
from moneyloop.words.columns import Column, on_screen

ROWS = [
    {"party": "A | B", "note": 'two\nlines, "quoted"', "size": 1.5, "legs": [{"payer": "Ä"}]},
    {"party": "C", "note": None, "size": None, "legs": []},
]
COLUMNS = ("party", "note", "size", "legs")
RESULT = Result(
    data="mine",
    as_of=None,
    case="firm",
    rows=ROWS,
    left_out=[LeftOut("talks", ("x", "y"))],
    notes=["A note."],
    extra={"complete": True},
    columns=[Column(key) for key in COLUMNS],
)


def test_csv_is_read_back_by_any_reader() -> None:
    header, first, second = csv.reader(io.StringIO(csv_text(ROWS, COLUMNS), newline=""))
    assert header == list(COLUMNS)
    assert first == ["A | B", 'two\nlines, "quoted"', "1.5", '[{"payer": "Ä"}]']
    assert second == ["C", "", "", ""]


def test_csv_has_the_columns_that_are_asked_for_in_that_order() -> None:
    assert csv_text(ROWS, ("size", "party")) == "size,party\n1.5,A | B\n,C\n"
    assert csv_text([], ("size", "party")) == "size,party\n"


def test_markdown_keeps_a_row_on_one_line() -> None:
    assert markdown(ROWS, COLUMNS).splitlines() == [
        "| party | note | size | legs |",
        "|---|---|---|---|",
        '| A \\| B | two lines, "quoted" | 1.5 | [{"payer": "Ä"}] |',
        "| C |  |  |  |",
    ]


def test_markdown_ends_with_what_was_left_out_and_the_notes() -> None:
    below = "\n\nUSD billions, paid and signed amounts, as of ?.\n"
    assert result_text(RESULT, "markdown").endswith(f"{below}\n2 rows left out, 1 note: --notes\n")
    assert result_text(RESULT, "markdown", full=True).endswith(
        f"{below}- Left out, talks: 2 (x, y)\n- A note.\n"
    )


def test_json_is_the_whole_result() -> None:
    assert json.loads(result_text(RESULT, "json")) == {
        "data": "mine",
        "as_of": None,
        "case": "firm",
        "unit": "usd_bn",
        "complete": True,
        "rows": ROWS,
        "left_out": [{"reason": "talks", "count": 2, "ids": ["x", "y"]}],
        "notes": ["A note."],
    }


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_refuses_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_text({"size": value})


def test_json_keeps_letters_and_ends_with_a_newline() -> None:
    assert json_text(["é"]) == '[\n  "é"\n]\n'


def test_a_pipe_gets_plain_lines_without_trailing_blanks() -> None:
    table = loops.listing("Loops", [])
    text = terminal.text([table, "[bold]not markup[/bold] :smile:"], width=None, color=False)
    assert "\x1b" not in text
    assert "[bold]not markup[/bold] :smile:" in text
    assert all(line == line.rstrip() for line in text.splitlines())
    assert text.endswith("\n")


def test_a_narrow_terminal_folds_and_cuts_nothing() -> None:
    name = "A company whose name is longer than the terminal is wide, Incorporated"
    leg = {
        "payer": name,
        "payee": name,
        "class": "purchase",
        "amount": None,
        "deals": ["one", "two"],
        "status": "signed",
        "by_status": {},
        "unknown": ["one", "two"],
    }
    row = {
        "rank": 1,
        "parties": [name],
        "size": None,
        "open_size": False,
        "in_order": True,
        "since": None,
        "legs": [leg],
    }
    text = terminal.text([loops.listing("Loops", [row])], width=60, color=False)
    assert max(len(line) for line in text.splitlines()) <= 60
    assert "…" not in text


def test_a_number_is_never_cut_short_to_fit_a_terminal() -> None:
    row = {"party": "Somebody", "period": "2025", "planned": False, "revenue_coverage": 1.0}
    row |= {"open_sales": 1, "own_share_low": 0.0, "own_share_high": 1.0}
    row |= dict.fromkeys(("revenue", "network_sales", "customers", "no_known_source"), 123456.7)
    for measure in ("own", "any_investor", "came_back"):
        row |= {f"{measure}_low": 0.0, f"{measure}_high": 40.4}
        row |= {f"{measure}_known_low": 10.1, f"{measure}_known_high": 30.3}
        row |= {f"{measure}_estimate": 20.2}
    text = terminal.text(
        [Listing("Title", on_screen(ATTRIBUTED, *SHOWN), [row])], width=40, color=False
    )
    # Wider than the terminal, rather than cut: revenue and network sales, which never go.
    assert text.count("123,000") == 2
    assert text.count("123,000 + ?") == 1
    assert text.count("0 to 40.4") == 1
    assert text.count("10.1 to 30.3 (20.2)") == 1
