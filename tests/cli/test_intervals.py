"""`attribute --amounts`: low and high over all that is not public, and over ranges of amounts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

from moneyloop.analysis.graph import EVERY

Run = Callable[..., click.testing.Result]

ENDS = [
    *(f"{name}_{end}" for name in ("revenue", "network_sales") for end in ("low", "high")),
    *("own_share_low", "own_share_high", "own_share_attained"),
]
WORDS = ("attribute", "small", "--amounts", "ranges")


def answer(run: Run, *words: str) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_open_is_the_default_and_holds_what_is_known(small: Path, run: Run) -> None:
    plain = run("attribute", "small", "--format", "json").stdout
    assert run("attribute", "small", "--amounts", "open", "--format", "json").stdout == plain
    assert json.loads(plain)["amounts"] == "open"
    rows = json.loads(plain)["rows"]
    assert not set(ENDS) & set(rows[0])
    known = answer(run, "attribute", "small", "--amounts", "known")
    assert known["amounts"] == "known"
    for row, narrow in zip(rows, known["rows"], strict=True):
        for measure in EVERY:
            low, high = (row.pop(f"{measure}_{end}") for end in ("low", "high"))
            public = [narrow.pop(f"{measure}_{end}") for end in ("low", "high")]
            assert public == [row[f"{measure}_known_{end}"] for end in ("low", "high")]
            assert low <= public[0]
            assert high is None or high >= public[1]
        assert row == narrow


def test_known_amounts_have_one_interval_on_the_screen(small: Path, run: Run) -> None:
    assert "On public amounts" in run("attribute", "small").stdout
    assert "On public amounts" not in run("attribute", "small", "--amounts", "known").stdout


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_what_is_not_public_is_never_0(package: Callable[..., Path], run: Run, form: str) -> None:
    """Lab buys from Cloud for an amount that nobody reports, and from Chips for 2 and for more."""
    package(
        "payer,payee,kind,amount_usd_bn,start,end,status\n"
        "Cloud,Lab,equity,5,2025,2025,paid\n"
        "Lab,Cloud,compute,,2025,2025,paid\n"
        "Lab,Chips,hardware,2,2025,2025,paid\n"
        "Lab,Chips,hardware,,2025,2025,paid\n",
        "name\nCloud\nLab\nChips\n",
        "party,metric,segment,start,end,amount,unit\nCloud,revenue,total,2025,2025,60,usd_bn\n",
        folder="open",
    )
    for command in ("attribute", "index", "timeline"):
        result = run(command, "open", "--year", "2025", "--format", form)
        assert result.exit_code == 0, result.stderr
        if form == "table":
            assert " 2.0 + ? " in result.stdout
            cloud = re.search(r"Cloud +2025 +60\.0 +\? +0 to 5\.0 +\? ", result.stdout)
            assert cloud or command != "attribute"
        elif form == "json":
            for row in json.loads(result.stdout)["rows"]:
                if row.get("party") == "Cloud":
                    assert row["network_sales"] is row["own_estimate"] is None
                    assert (row["own_low"], row["own_high"]) == (0, 5)
    # Nothing but that sale: no sum over all sellers has a public amount either.
    only = [*("Cloud,Lab,equity,5,2025,2025,paid", "Lab,Cloud,compute,,2025,2025,paid"), ""]
    package("payer,payee,kind,amount_usd_bn,start,end,status\n" + "\n".join(only), folder="one")
    for command in ("index", "timeline"):
        text = run(command, "one", "--year", "2025", "--format", form).stdout
        if form == "table":
            assert re.search(r"2025 .* \? +.*0 to 5\.0 +\? ", text)
        elif form == "json":
            row = json.loads(text)["rows"][0]
            assert row["network_sales"] is row["own_estimate"] is row["own_known_high"] is None
            assert row["open_sales"] == 1


@pytest.mark.parametrize("case", ["firm", "headline"])
def test_the_intervals_hold_those_of_either_case(small: Path, run: Run, case: str) -> None:
    words = ("--from", "2024", "--to", "2024")  # a year in which every amount is public
    points = answer(run, "attribute", "small", *words, "--case", case)["rows"]
    wide = answer(run, *WORDS, *words)
    assert wide["amounts"] == "ranges"
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
    assert "low and high over all that is not public and every amount up to its " in basis
    assert "paid and signed amounts" in basis
    told = " ".join(table.split())
    assert 'Deals with an "up to" above their amount: 1 of the 6 counted.' in told
    assert "Own share" in table
    assert (
        "paid and signed amounts, low and high over all that is not public and every amount"
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
    assert "'intervall' is not one of 'open', 'known', 'ranges'" in result.stderr


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
    assert "$3.0bn of that to be money that Carrier had itself spent" in said
    assert "on public amounts and balances exactly $3.0bn" in said
