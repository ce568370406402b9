"""`moneyloop calc margin` and `moneyloop calc vintage`, as one runs them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

import moneyloop
from moneyloop.questions.margin.margin import COLUMNS as OF_MARGIN
from moneyloop.questions.vintage import COLUMNS as OF_VINTAGE
from moneyloop.words.columns import keys

MARGIN_COLUMNS, VINTAGE_COLUMNS = keys(OF_MARGIN), keys(OF_VINTAGE)

Run = Callable[..., click.testing.Result]
Terminal = Callable[..., str]


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


# margin ----------------------------------------------------------------------------------------


def test_the_answer_of_the_essay(run: Run) -> None:
    shown = lines(run("calc", "margin").stdout)
    assert shown[0].startswith("USD billions")
    assert "serving 12.0 13.0 -1.0 -8.3% 1.0" in shown
    assert "all spending 15.6 27.6 -12.0 -77% 12.0" in shown
    assert "mix shift - - 25% 100% 12.0 12.0 0" in shown
    assert "cost fall + mix shift 37% - 25% - 12.0 8.4 3.6" in shown
    told = " ".join(shown)
    assert "No mix shift reaches it: open models earn 25%, less than the target. In pairs" in told


def test_stated_inputs_read_no_data(run: Run) -> None:
    shown = run("calc", "margin", "--revenue", "12", "--cost", "13", "--open-margin", "0.35")
    assert shown.stdout.startswith("USD billions, worked out from stated inputs.")
    assert "mix shift - - 19% 100% 12.0 12.0 0" in lines(shown.stdout)
    told = run("calc", "margin", "--revenue", "12", "--cost", "13", "--format", "json")
    assert (
        told.stdout
        == json.dumps(moneyloop.margin(revenue=12, cost=13).to_dict(), indent=2, ensure_ascii=False)
        + "\n"
    )


def test_what_is_given_and_what_is_missing(run: Run) -> None:
    words = ["--revenue", "10", "--cost", "11", "--target", "0.2", "--open-margin", "0.5"]
    told = lines(run("calc", "margin", *words, "--cost-fall", "0.2").stdout)
    assert "with the levers as given 10.0 8.8 1.2 12% -1.2" in told
    assert "cost fall 27% 7.3%" in told
    assert "mix shift 21% 21%" in told
    assert "With the levers as given, break-even is reached already: the margin is 12%." in told


def test_a_target_that_is_reached_is_one_line(run: Run) -> None:
    told = lines(run("calc", "margin", "--revenue", "10", "--cost", "4").stdout)
    assert "Break-even is reached already: the margin is 60%." in told
    assert "A gross margin of 30% is reached already: the margin is 60%." in told
    assert not any(line.startswith("Levers") for line in told)
    assert told[-1] == "Nothing left out, no notes."  # none on levers that nothing moves


def test_a_blank_party_is_nobody(run: Run) -> None:
    blank = run("calc", "margin", "--party", "")
    assert (blank.exit_code, "no party is called ''" in blank.stderr) == (2, True)


def test_the_same_keys_in_every_format(run: Run, small: Path) -> None:
    words = ["calc", "margin", small, "--party", "CloudCo", "--cost", "66", "--shift", "0.1"]
    told = json.loads(run(*words, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert [list(row) for row in told["rows"]] == [list(told["rows"][0])] * len(told["rows"])
    assert set(told["rows"][0]) == set(rows[0]) == set(MARGIN_COLUMNS)
    assert len(rows) == len(told["rows"])
    assert told["rows"][0]["party"] == "Cloud"
    assert told["inputs"][1]["basis"] == "stated"
    marked = run(*words, "--format", "markdown").stdout
    assert "## Inputs" in marked
    assert f"| {' | '.join(MARGIN_COLUMNS)} |" in marked


def test_a_narrow_terminal_leaves_columns_out_and_breaks_no_number(terminal: Terminal) -> None:
    shown = terminal("calc", "margin", "--cost-fall", "0.1", env={"COLUMNS": "80", "NO_COLOR": "1"})
    assert "hidden (" in shown
    assert "Of each need" not in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    told = lines(shown)
    assert "cost fall + price rise 18% 27% -" in told
    wide = terminal("calc", "margin", env={"COLUMNS": "124", "NO_COLOR": "1"})
    assert "cost fall + price rise 18% 27% - 50% 15.3 10.7 4.6" in lines(wide)
    assert all(len(line) <= 124 for line in wide.splitlines())


def test_the_page_is_written_whole_beside_the_answer(run: Run, tmp_path: Path) -> None:
    (tmp_path / "margin.html").write_text("older", encoding="utf-8")
    done = run("calc", "margin", "--plot", "margin.html", "--format", "json", "-o", "margin.json")
    assert done.exit_code == 0
    assert done.stderr.splitlines() == ["wrote margin.html", "wrote margin.json"]
    assert (tmp_path / "margin.html").read_text("utf-8").startswith("<!doctype html>")
    assert {path.name for path in tmp_path.iterdir()} == {"margin.html", "margin.json"}
    lost = run("calc", "margin", "--plot", "nowhere/margin.html")
    assert lost.exit_code == 2
    assert "nowhere" in lost.stderr


def test_the_largest_amounts_in_other_words(run: Run) -> None:
    """27.6 in 365 days, over 8.16 billion people; what is stated is of a year as well."""
    told = lines(run("calc", "margin", "--translate").stdout)
    assert "AI industry (aggregate), 2025 cost 27.6 $75.6M $3.38 276 tonnes" in told
    told = lines(run("calc", "margin", "--revenue", "12", "--cost", "13", "--translate").stdout)
    assert "as stated cost 13.0 $35.6M $1.59 130 tonnes" in told
    marked = run("calc", "vintage", "--translate", "--format", "markdown").stdout
    assert "| model 3 | revenue | 20 |" in marked
    assert "sensitivity" not in marked.partition("In other words")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--party", "Nvidea"], "did you mean 'Nvidia'"),
        (["--party", "CoreWeave"], "no figure of the serving cost of CoreWeave"),
        (["--target", "30"], "target 30"),
        (["--target", "high"], "'high' is no share: write 0.5 or 50%"),
        (["--cost", "nan"], "cost nan"),
        (["--year", "2025-Q1"], "is not a calendar year"),
        (["--as-of", "someday"], "someday"),
        (["--revenue", "1", "--cost", "2", "--party", "OpenAI"], "both stated"),
        (["small"], "has no party 'AI industry (aggregate)'"),
        (["small", "--revenue", "1", "--cost", "2"], "both stated"),
    ],
)
def test_wrong_use_of_margin(run: Run, small: Path, words: list[str], said: str) -> None:
    done = run("calc", "margin", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


# vintage ---------------------------------------------------------------------------------------


def test_both_accounts_side_by_side(run: Run) -> None:
    words = ["--cost", "0.1,1,10", "--multiple", "2", "--life", "2", "--margin", "0.75"]
    shown = run("calc", "vintage", *words).stdout
    told = lines(shown)
    assert told[0].startswith("USD billions, worked out from stated inputs.")
    assert "3 20.0 5.0 10.0 5.0 2.00x" in told
    assert "3 1.1 0.28 10.0 -9.2 -10.2" in told
    # The sum of the two accounts.
    assert told.count("all 22.2 5.6 11.1 5.6") == 2
    assert shown == run("calc", "vintage").stdout


def test_the_meter(run: Run) -> None:
    shown = lines(run("calc", "vintage", "--cost", "1", "--billed", "25", "--compute", "6").stdout)
    assert "Of 25.0 billed, 6.0 is compute and 19.0 is kept: a margin of 76%." in shown


def test_never_is_a_word_and_no_number(run: Run) -> None:
    shown = lines(run("calc", "vintage", "--margin", "-0.94").stdout)
    assert shown.count("breaks even never - - - -") == 3


def test_vintages_in_every_format(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("calc", "vintage", "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("calc", "vintage", "--format", "csv").stdout)))
    assert all(list(row) == list(VINTAGE_COLUMNS) for row in told["rows"])
    assert list(rows[0]) == list(VINTAGE_COLUMNS)
    assert (told["case"], told["costs"], told["margin"]) == ("stated", [0.1, 1, 10], 0.75)
    assert run("calc", "vintage", "--format", "markdown", "-o", "v.md").exit_code == 0
    marked = (tmp_path / "v.md").read_text("utf-8")
    assert marked.count("## ") == 3
    assert "| model | revenue | serve | train | result | revenue_per_cost |" in marked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cost", "0.1,one"], "--cost: 'one' is not a number"),
        (["--cost", ""], "--cost: '' is not a number"),
        (["--cost", "1,,2"], "--cost: '' is not a number"),
        (["--cost", "1,0"], "cost 0: a number above 0"),
        (["--cost", "1,nan"], "cost nan"),
        (["--life", "0"], "life 0"),
        (["--margin", "1.2"], "margin 1.2"),
        (["--billed", "25"], "state both"),
        (["--billed", "25", "--compute", "6", "--margin", "0.7"], "not both"),
        (["data"], "unexpected extra argument"),
    ],
)
def test_wrong_use_of_vintage(run: Run, words: list[str], said: str) -> None:
    done = run("calc", "vintage", *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_answers_are_there_for_a_notebook() -> None:
    frame: Any = moneyloop.margin(moneyloop.load()).to_frame()
    assert list(frame.columns) == MARGIN_COLUMNS
    assert "stated inputs" in moneyloop.vintage([1])._repr_html_()
