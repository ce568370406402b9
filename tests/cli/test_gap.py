"""`moneyloop gap` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click.testing
import pytest

import moneyloop
from moneyloop import gap
from moneyloop.questions.gap.columns import COLUMNS
from moneyloop.words.columns import keys

Run = Callable[..., click.testing.Result]


def cells(row: dict[str, Any]) -> dict[str, str]:
    """A row of JSON as the cells of CSV."""
    return {key: cell(value) for key, value in row.items()}


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(value)
    return ";".join(value) if isinstance(value, list) else str(value)


def test_the_same_keys_and_values_in_every_format(run: Run, small: Path) -> None:
    words = ["gap", small, "--investment", "30"]
    data = json.loads(run(*words, "--format", "json").stdout)
    assert data["rows"]
    assert [list(row) for row in data["rows"]] == [keys(COLUMNS)] * len(data["rows"])
    table = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert table == [cells(row) for row in data["rows"]]
    lines = run(*words, "--format", "markdown").stdout.splitlines()
    assert [one.strip() for one in lines[0].strip("|").split("|")] == keys(COLUMNS)
    net = moneyloop.load(small)
    asked = gap(net, investment=30.0)
    assert asked.to_frame().columns.tolist() == keys(COLUMNS)
    assert asked.to_dict() == data


def test_the_same_bytes_again_and_in_a_file(run: Run, small: Path, tmp_path: Path) -> None:
    words = ["gap", small, "--investment", "30"]
    assert run(*words).stdout_bytes == run(*words).stdout_bytes
    assert run(*words, "--format", "json", "-o", "out.json").stderr == "wrote out.json\n"
    assert (tmp_path / "out.json").read_bytes() == run(*words, "--format", "json").stdout_bytes


def test_the_gap_of_the_bundled_data(run: Run) -> None:
    shown = run("gap").stdout
    assert shown.startswith("USD billions, paid and signed amounts, as of ")
    assert "(life 1, margin 0.5)" in shown
    assert re.search(r"AI industry \(aggregate\), total +recognised, gross +15\.6 +16\.0", shown)
    # Of revenue that is known in part, what the rest would make smaller is an upper end.
    assert re.search(r" 6\.7 \(30%\) +≤29\.8 +≤393 +≤58\.6x$", shown, flags=re.MULTILINE)
    assert re.search(r"^ 2025 .* 1,940 \(86%\) +0x$", shown, flags=re.MULTILINE)
    assert re.search(r"Reflection AI +2026 \* .* 0\.91 +\? +\?$", shown, flags=re.MULTILINE)
    assert re.search(r"^ 2027 \* .* \? +\?$", shown, flags=re.MULTILINE)
    assert (
        "Not shown here, 2 with payments of no known source: Microsoft 2019, Microsoft 2021."
        in shown
    )
    # Every party with something to pay is in a table or named below.
    parties = {row["party"] for row in json.loads(run("gap", "--format", "json").stdout)["rows"]}
    every = "No payments of no known source in any year: "
    told = shown.partition(every)[2].partition(".\n")[0]
    named = told.partition(" and ")[0].split(", ")
    more = sum(int(count) for count in re.findall(r"and (\d+) more", told))
    ahead = shown.partition("No known source, by year")[2]
    drawn = {party for party in parties if f"\n {party} " in ahead} | {"Microsoft", "all parties"}
    unsized = shown.partition("No amount that they have to pay is public: ")[2].partition(".\n")[0]
    named += re.split(", | and ", unsized)
    assert len(drawn) + len(named) + more == len(parties)


def test_cahns_sum_from_what_is_stated(run: Run) -> None:
    words = ["--investment", "300", "--margin", "0.5", "--life", "1", "--to", "2025"]
    shown = run("gap", *words).stdout
    assert re.search(r"2025 +stated +stated +300 +600", shown)
    longer = run("gap", *words[:-4], "--life", "4", "--to", "2025", "--notes").stdout
    assert re.search(r"2025 +stated +stated +300 +150", longer)
    assert re.search(r"With a life of 1 year the required revenue is: .*2025 \$600bn", longer)


def test_revenue_that_is_not_known_is_no_zero(run: Run) -> None:
    shown = run("gap", "--as-of", "2025-11-30").stdout
    # What Amazon spent in 2025 was reported in 2026; before, it is not known.
    assert re.search(r"2025 \* +total capex of CoreWeave, Oracle +spent, guidance ", shown)
    assert re.search(r"2025 \* +not known( +\?){4}$", shown, flags=re.MULTILINE)


def test_a_year_far_ahead_is_shown_when_it_is_asked_for(run: Run) -> None:
    rows = json.loads(run("gap", "--from", "2040", "--format", "json").stdout)["rows"]
    # Anthropic's leases: from TeraWulf 19 over the years 2028 to 2047, from Riot 9.1 over the days
    # from December 2027 to June 2048.
    (lease,) = [row for row in rows if "anth-terawulf" in row["deals"] and not row["sector"]]
    assert (lease["period"], lease["deals"]) == ("2040", ["anth-riot", "anth-terawulf"])
    days = (date(2048, 6, 30) - date(2027, 12, 1)).days + 1
    assert lease["committed"] == pytest.approx(19 * 366 / 7305 + 9.1 * 366 / days, abs=1e-9)


def test_what_is_covered_is_said_to_be_the_most(run: Run, small: Path) -> None:
    assert "covered is the most that can be" in " ".join(
        run("gap", small, "--notes").stdout.split()
    )


def test_a_narrow_terminal_keeps_the_coverage_of_revenue(terminal: Callable[..., str]) -> None:
    shown = terminal("gap", env={"COLUMNS": "80"})
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert re.search(r"customers of .* 20\.9 \(30%\) ", plain)
    assert re.search(r"^ 2026 \* .* 1,330 \(44%\) +<0\.01x", plain, flags=re.MULTILINE)
    assert re.search(r"Reflection AI +2026 \* .* 0\.91", plain)
    assert "In brackets:" in plain


def test_one_party_by_its_alias(run: Run, small: Path) -> None:
    shown = run("gap", small, "--party", "CloudCo").stdout
    assert "Due and known money, per year" in shown
    assert "Lab" not in shown.rpartition("left out")[0]
    assert "sector" not in shown
    nothing = run("gap", small, "--party", "Chips")
    assert nothing.exit_code == 0
    assert "No payment of these parties" in nothing.stdout


def test_the_sector_in_markdown(run: Run, small: Path) -> None:
    shown = run("gap", small, "--investment", "30", "--format", "markdown").stdout
    assert "## The sector's question" in shown
    assert "| 2025 | 30 | stated | stated |" in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gap", "--party", "Nvdia"], "Nvidia"),
        (["gap", "--margin", "1.5"], "margin 1.5: a number from 0.001 to 1 is needed"),
        (["gap", "--margin", "nan"], "margin nan"),
        (["gap", "--life", "0"], "life 0: a number from 0.01 to 100 is needed"),
        (["gap", "--investment", "1e308"], "above 0 and at most 1,000,000 is needed"),
        (["gap", "--party", "OpenAI", "--life", "4"], "the sector's: leave out the party"),
        (["gap", "--investment", "inf"], "investment inf"),
        (["gap", "--from", "2026", "--to", "2025"], "the window ends before it starts"),
    ],
)
def test_wrong_usage_says_what_is_right(run: Run, words: list[str], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_list_of_payments_has_a_gap(run: Run, ledger: list[str]) -> None:
    columns = dict(pair.split("=") for pair in ledger[2].split(","))
    run("--version")  # moves into the folder of the payments
    payments = moneyloop.load_payments(ledger[0], columns)
    row = next(row for row in gap(payments).rows if row["party"] == "Lab")
    assert row["revenue"] == 0
    assert row["multiple"] is None


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_an_empty_package_has_no_rows_and_no_error(
    run: Run, package: Callable[..., Path], form: str
) -> None:
    result = run("gap", package("payer,payee,kind\n"), "--format", form)
    assert result.exit_code == 0, result.stderr
    if form == "json":
        assert json.loads(result.stdout)["rows"] == []
