"""`attribute --amounts interval`: low and high over every amount at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

Run = Callable[..., click.testing.Result]

ENDS = [
    f"{name}_{end}" for name in ("revenue", "network_sales", "own_share") for end in ("low", "high")
]
WORDS = ("attribute", "small", "--amounts", "interval")


def answer(run: Run, *words: str) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_point_is_the_default_and_says_nothing_new(small: Path, run: Run) -> None:
    plain = run("attribute", "small", "--format", "json").stdout
    assert run("attribute", "small", "--amounts", "point", "--format", "json").stdout == plain
    assert "amounts" not in json.loads(plain)
    assert not set(ENDS) & set(json.loads(plain)["rows"][0])


@pytest.mark.parametrize("case", ["firm", "headline"])
def test_the_intervals_hold_those_of_either_case(small: Path, run: Run, case: str) -> None:
    words = ("--from", "2024", "--to", "2024")
    points = answer(run, "attribute", "small", *words, "--case", case)["rows"]
    wide = answer(run, *WORDS, *words)
    assert wide["amounts"] == "interval"
    assert [row["party"] for row in wide["rows"]] == [row["party"] for row in points]
    for row, point in zip(wide["rows"], points, strict=True):
        for name in ("own", "network_investors", "any_investor"):
            assert row[f"{name}_low"] <= point[f"{name}_low"]
            assert row[f"{name}_high"] >= point[f"{name}_high"]
        if row["revenue"] is None:
            assert row["revenue_low"] is row["revenue_high"] is point["revenue"] is None
        else:
            assert row["revenue_low"] <= (point["revenue"] or 0) <= row["revenue_high"]
        assert row["network_sales_low"] <= point["network_sales"] <= row["network_sales_high"]


def test_the_new_keys_end_the_rows_in_every_format(small: Path, run: Run) -> None:
    rows = answer(run, *WORDS)["rows"]
    assert list(rows[0])[-len(ENDS) :] == ENDS
    text = run(*WORDS, "--format", "csv").stdout
    table = list(csv.reader(io.StringIO(text)))
    assert table[0] == list(rows[0])
    assert len(table) == len(rows) + 1
    head = run(*WORDS, "--format", "markdown").stdout.splitlines()[0]
    assert [cell.strip() for cell in head.strip("|").split("|")] == table[0]


def test_the_basis_and_the_notes_say_what_low_and_high_are(small: Path, run: Run) -> None:
    table = run(*WORDS, "--notes").stdout
    basis = table.splitlines()[0]
    assert 'low and high over every amount up to its "up to"' in basis
    assert "estimate at paid and signed amounts" in basis
    told = " ".join(table.split())
    assert 'Deals with an "up to" above their amount: 1 of the 6 counted.' in told
    assert "Own share" in table
    assert (
        "paid and signed amounts, low and high over every amount"
        in run(*WORDS, "--format", "markdown").stdout
    )


def test_a_narrow_terminal_keeps_the_intervals(small: Path, terminal: Callable[..., str]) -> None:
    shown = terminal(*WORDS, env={"COLUMNS": "80"})
    assert "Own money back" in shown
    assert "Own share" not in shown
    table = [line for line in shown.splitlines() if line.startswith((" Cloud", " Chips"))]
    assert table
    assert all(len(line) <= 80 for line in table)


def test_other_words_are_wrong_usage(small: Path, run: Run) -> None:
    result = run("attribute", "small", "--amounts", "intervall")
    assert result.exit_code == 2
    assert "'intervall' is not one of 'point', 'interval'" in result.stderr


@pytest.mark.parametrize(
    "deals", ["payer,payee,kind\n", "payer,payee,kind\nA,B,equity\nB,A,compute\n"]
)
def test_a_package_without_amounts_is_no_error(
    package: Callable[..., Path], run: Run, deals: str
) -> None:
    package(deals, folder="small")
    for form in ("table", "csv", "json", "markdown"):
        assert run(*WORDS, "--format", form).exit_code == 0


def test_what_came_back_has_a_column_only_where_it_is_more_than_own_money_back(
    package: Callable[..., Path], run: Run
) -> None:
    back = "Exchange,Carrier,lease,3,2025,2025,paid\n"
    swap = f"Carrier,Exchange,lease,4,2025,2025,paid\n{back}"
    lap = f"Carrier,Exchange,equity,4,2025,2025,paid\n{back}"
    header = "payer,payee,kind,amount_usd_bn,start,end,status\n"
    package(header + swap, folder="swap")
    package(header + lap, folder="lap")
    assert "Came back" in run("attribute", "swap").stdout
    assert "Came back" not in run("attribute", "lap").stdout
    said = " ".join(run("explain", "Carrier", "swap").stdout.split())
    assert "exactly $3.0bn of that to be money that Carrier had itself spent" in said
