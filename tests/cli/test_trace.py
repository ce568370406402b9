"""`moneyloop trace` as it is used."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

Run = Callable[..., click.testing.Result]
KEYS = [
    *("hop", "payer", "payee", "class", "amount", "share", "share_of_spent", "revenue"),
    *("evidence", "deals", "figures", "planned"),
]


def test_every_format_has_the_same_rows(run: Run, small: Path) -> None:
    asked = ("trace", "Lab", "small", "--year", "2025")
    answer = json.loads(run(*asked, "--format", "json").stdout)
    assert answer["unit"] == "usd"
    assert list(answer["rows"][0]) == KEYS
    table = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    assert list(table[0]) == KEYS
    assert [float(row["amount"]) for row in table] == [row["amount"] for row in answer["rows"]]
    assert [row["deals"] for row in table] == [";".join(row["deals"]) for row in answer["rows"]]
    markdown = run(*asked, "--format", "markdown").stdout
    assert markdown.count("\n| ") == len(answer["rows"]) + len(answer["hops"]) + 2
    assert "US dollars, paid and signed amounts, as of" in markdown


def test_customers_are_the_default_and_a_file_can_be_written(run: Run, small: Path) -> None:
    shown = run("trace", "small")
    assert shown.exit_code == 0
    assert shown.stdout == run("trace", "Customers", "small").stdout
    assert shown.stdout.startswith("US dollars, mixed pro rata by paid and signed amounts")
    assert "$1 that customers paid in 2025, on public amounts, US dollars" in shown.stdout
    # Which customers stands above the payments, not only in the notes.
    assert "not only of AI" in shown.stdout.partition("largest payments")[0]
    assert "not only of AI" not in run("trace", "small", "Lab").stdout
    written = run("trace", "small", "-o", "dollar.txt")
    assert (written.stdout, written.stderr) == ("", "wrote dollar.txt\n")
    assert Path("dollar.txt").read_text(encoding="utf-8") == shown.stdout


def test_a_hundred_dollars_are_a_hundred_times_one(run: Run, small: Path) -> None:
    one, hundred = (
        json.loads(run("trace", "small", "--dollar", dollar, "--format", "json").stdout)
        for dollar in (1, 100)
    )
    assert [row["amount"] for row in hundred["rows"]] == pytest.approx(
        [100 * row["amount"] for row in one["rows"]], abs=1e-6
    )
    assert [row["share"] for row in hundred["rows"]] == [row["share"] for row in one["rows"]]
    assert hundred["times_booked"] == one["times_booked"]


def test_aliases_work_and_backwards_names_the_sources(run: Run, small: Path) -> None:
    shown = run("trace", "--into", "CloudCo", "small", "--year", "2025", "--notes").stdout
    assert "$1 that Cloud booked as revenue in 2025, on public amounts, US dollars" in shown
    assert "Over all hops: customers " in shown
    assert "not cut at Cloud" in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["Lab", "--into", "Cloud"],
            "from Lab or is followed back from Cloud: choose",
        ),
        (["Lab", "Cloud"], "one company at most, and DATA: got Lab, Cloud"),
        (["--from", "Lab"], "No such option"),
        (["Labb"], "no party is called 'Labb': did you mean 'Lab'?"),
        (["--into", "Fund"], "Fund is outside the network"),
        (["--hops", "0"], "hops 0: choose 1 to 50"),
        (["--dollar", "-1"], "dollar -1: it must be 0.01 US dollars or more"),
        (["--dollar", "nan"], "dollar nan"),
        (["--dollar", "1e300"], "dollar 1e+300: it must be 0.01 US dollars or more, at most 1,000"),
        (["--year", "2019"], "year 2019: choose 2024 to 2026"),
        (["--as-of", "yesterday"], "yesterday"),
    ],
)
def test_wrong_usage_is_said_in_one_line(
    run: Run, small: Path, words: list[str], told: str
) -> None:
    result = run("trace", "small", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_narrow_terminal_gets_whole_numbers(terminal: Callable[..., str], small: Path) -> None:
    for way in (["Lab"], ["--into", "Lab"]):
        words = ("trace", "small", *way, "--year", "2025")
        shown = terminal(*words, env={"COLUMNS": "80", "NO_COLOR": "1"})
        assert max(len(line) for line in shown.splitlines()[1:]) <= 80
    # Backwards there are more ends: the smallest of them go.
    assert "2 columns hidden (earlier cash, no known source): widen to 104" in shown


def test_a_dollar_with_cash_from_before_was_held_and_not_received(
    run: Run, package: Callable[..., Path]
) -> None:
    deals = """
        id,payer,payee,kind,amount_usd_bn,start,end,status
        bought,Lab,Cloud,compute,25,2025-01-01,2025-12-31,paid
        """
    parties = "name,kind,boundary\nLab,lab,inside\nCloud,hyperscaler,inside\n"
    sold = """party,metric,segment,start,end,amount,unit
        Lab,revenue,total,2025-01-01,2025-12-31,50,usd_bn
        """
    cash = """Lab,cash,total,2024-12-31,2024-12-31,50,usd_bn
        Lab,cash,total,2025-12-31,2025-12-31,50,usd_bn
        """
    package(deals, parties, sold + cash, folder="cash")
    shown = " ".join(run("trace", "cash", "Lab", "--year", "2025", "--notes").stdout.split())
    assert "$1 that Lab held in 2025" in shown
    assert "Share Of spent Deals" in shown
    assert "Lab Cloud purchase 0.2500 25% 50% bought" in shown
    assert "Of what Lab held in 2025 50% was earlier cash." in shown
    assert "Of spent" not in run("trace", "cash", "--into", "Cloud", "--year", "2025").stdout
    package(deals, parties, sold, folder="no-cash")
    assert "$1 that Lab received in 2025" in run("trace", "no-cash", "Lab").stdout


def test_where_there_is_no_dollar_the_table_is_a_note(run: Run, small: Path) -> None:
    shown = run("trace", "small", "Chips", "--year", "2026", "--notes")
    assert shown.exit_code == 0
    assert "As far as is known Chips has no money in 2026" in shown.stdout
