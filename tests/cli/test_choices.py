"""Options that choose: date, case, window, party; and wrong usage, which ends with 2."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import click.testing
import pytest

import moneyloop
from moneyloop.cli import main

Run = Callable[..., click.testing.Result]


def rows(run: Run, command: str, *words: str) -> list[dict[str, Any]]:
    result = run(command, "small", *words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return found


def periods(run: Run, *words: str) -> list[str]:
    return list(dict.fromkeys(row["period"] for row in rows(run, "attribute", *words)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["2024", "2025"]),
        (["--from", "2025"], ["2025"]),
        (["--to", "2024"], ["2024"]),
        (["--from", "2024", "--to", "2026"], ["2024", "2025", "2026"]),
        (["--by", "total"], ["2024..2025"]),
        (["--by", "total", "--from", "2025", "--to", "2025"], ["2025"]),
        (["--by", "total", "--from", "2024", "--to", "2026"], ["2024..2026"]),
        (["--by", "total", "--from", "2024-Q3", "--to", "2025-Q2"], ["2024-Q3..2025-Q2"]),
        (["--by", "total", "--from", "2024-07", "--to", "2025-06"], ["2024-07..2025-06"]),
        (
            ["--by", "quarter", "--from", "2025"],
            ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"],
        ),
        (["--by", "quarter", "--from", "2024-Q4", "--to", "2025-Q1"], ["2024-Q4", "2025-Q1"]),
        (
            ["--by", "month", "--from", "2025-Q2", "--to", "2025-06"],
            [f"2025-0{m}" for m in (4, 5, 6)],
        ),
        (["--by", "month", "--from", "2024-12", "--to", "2025-01"], ["2024-12", "2025-01"]),
    ],
)
def test_periods(small: Path, run: Run, words: list[str], expected: list[str]) -> None:
    assert periods(run, *words) == expected


def test_a_period_after_the_data_is_planned(small: Path, run: Run) -> None:
    found = rows(run, "attribute", "--from", "2025", "--to", "2026")
    assert {row["period"] for row in found if row["planned"]} == {"2026"}
    table = run("attribute", "small", "--to", "2026").stdout
    assert "2026 *" in table
    assert "planned" in table


def test_the_revenue_of_quarters_adds_up_to_that_of_the_year(small: Path, run: Run) -> None:
    words = ["--party", "Cloud", "--from", "2025", "--to", "2025"]
    (year,) = rows(run, "attribute", *words)
    for by, count in (("quarter", 4), ("month", 12)):
        parts = rows(run, "attribute", *words, "--by", by)
        assert len(parts) == count
        for key in ("revenue", "network_sales"):
            assert sum(part[key] for part in parts) == pytest.approx(year[key])


@pytest.mark.parametrize(
    ("date", "ids"),
    [
        ("2024-01-09", ["cloud-chips"]),
        ("2024-01-10", ["cloud-lab-seed", "cloud-chips"]),
        ("2024-01", ["cloud-lab-seed", "cloud-chips"]),
        ("2024", ["cloud-lab-seed", "fund-lab", "lab-cloud-term", "cloud-chips"]),
    ],
)
def test_as_of_leaves_out_what_came_later(small: Path, run: Run, date: str, ids: list[str]) -> None:
    found = rows(run, "deals", "--as-of", date)
    assert [row["id"] for row in found if row["left_out"] != "announced after as-of"] == ids


def test_as_of_ends_the_window_and_is_told(small: Path, run: Run) -> None:
    result = run("attribute", "small", "--as-of", "2024", "--format", "json")
    answer = json.loads(result.stdout)
    assert answer["as_of"] == "2024-12-31"
    assert {row["period"] for row in answer["rows"]} == {"2024"}
    reasons = {item["reason"]: item["ids"] for item in answer["left_out"]}
    assert "lab-cloud-2025" in reasons["announced after as-of"]


def test_a_row_is_replaced_only_once_the_new_one_is_known(
    package: Callable[..., Path], run: Run
) -> None:
    package(
        """
        id,payer,payee,kind,amount_usd_bn,announced,start,replaces
        old,A,B,equity,1,2024-01,2024-02,
        new,A,B,equity,2,2025-01,2024-02,old
        """,
        folder="small",
    )
    for date, left_out in (
        ("2024-12", [None, "announced after as-of"]),
        ("2025-01", ["replaced", None]),
    ):
        assert [row["left_out"] for row in rows(run, "deals", "--as-of", date)] == left_out


def test_headline_counts_the_up_to(small: Path, run: Run) -> None:
    words = ["--party", "Cloud", "--from", "2024", "--to", "2024"]
    (firm,) = rows(run, "attribute", *words)
    (headline,) = rows(run, "attribute", *words, "--case", "headline")
    assert headline["network_sales"] == pytest.approx(firm["network_sales"] * 30 / 20, abs=1e-8)
    (loop,) = rows(run, "loops", "--party", "Chips", "--length", "2", "--case", "headline")
    assert (loop["size"], loop["unsized"]) == (2.0, False)


@pytest.mark.parametrize("name", ["Cloud", "CloudCo", "cloud inc", "CLOUD"])
def test_a_party_by_name_or_alias_in_any_case(small: Path, run: Run, name: str) -> None:
    assert {row["party"] for row in rows(run, "attribute", "--party", name)} == {"Cloud"}
    deals = rows(run, "deals", "--party", name)
    assert deals
    assert all("Cloud" in (row["payer"], row["payee"]) for row in deals)
    assert all("Cloud" in row["parties"] for row in rows(run, "loops", "--party", name))


def test_parties_repeat(small: Path, run: Run) -> None:
    found = rows(run, "attribute", "--party", "Lab", "--party", "Chips", "--from", "2025")
    assert [row["party"] for row in found] == ["Chips", "Lab"]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["--kind", "hardware"], ["cloud-chips", "lab-chips"]),
        (
            ["--kind", "equity", "--kind", "compute", "--status", "signed"],
            ["lab-cloud-term"],
        ),
        (["--status", "talks", "--status", "contingent"], ["chips-lab", "chips-cloud-talks"]),
        (["--assumed"], ["lab-cloud-term"]),
        (["--party", "Fund", "--kind", "debt"], []),
    ],
)
def test_deals_are_filtered(small: Path, run: Run, words: list[str], ids: list[str]) -> None:
    assert [row["id"] for row in rows(run, "deals", *words)] == ids


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--type", "money"], [["Cloud", "Lab"], ["Chips", "Lab"], ["Chips", "Lab", "Cloud"]]),
        (["--type", "trade"], []),
        (["--length", "2"], [["Cloud", "Lab"], ["Chips", "Lab"]]),
        (["--limit", "1"], [["Cloud", "Lab"]]),
        (["--party", "Cloud", "--length", "2"], [["Cloud", "Lab"]]),
    ],
)
def test_loops_are_filtered(
    small: Path, run: Run, words: list[str], expected: list[list[str]]
) -> None:
    assert [row["parties"] for row in rows(run, "loops", *words)] == expected


def test_a_cut_list_says_how_many_more_there_are(small: Path, run: Run) -> None:
    answer = json.loads(run("loops", "small", "--limit", "1", "--format", "json").stdout)
    assert (len(answer["rows"]), answer["count"], answer["complete"]) == (1, 3, True)
    assert any("2 more loops are not listed" in note for note in answer["notes"])
    assert "1 of 3 loops" in run("loops", "small", "--limit", "1").stdout


def test_talks_make_a_leg_when_they_are_asked_for(small: Path, run: Run) -> None:
    assert len(rows(run, "loops")) == 3
    more = rows(run, "loops", "--include", "talks")
    assert len(more) > 3
    assert any("chips-cloud-talks" in leg["deals"] for loop in more for leg in loop["legs"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["attribute", "small", "--party", "Clod"], "did you mean 'Cloud'?"),
        (["deals", "small", "--party", "Nobody at all"], "no party is called 'Nobody at all'"),
        (["loops", "small", "--party", "Chip"], "did you mean 'Chips'?"),
        (["attribute", "small", "--as-of", "2025-02-30"], "2025-02 has 28 days"),
        (["report", "small", "--as-of", "yesterday"], "write YYYY, YYYY-MM or YYYY-MM-DD"),
        (["view", "small", "--as-of", "2025-13"], "months run from 01 to 12"),
        (["attribute", "small", "--from", "2025-13"], "'2025-13' is not a period"),
        (["attribute", "small", "--from", "2025-Q5"], "'2025-Q5' is not a period"),
        (["attribute", "small", "--to", "last year"], "write 2025, 2025-Q3 or 2025-07"),
        (["attribute", "small", "--from", "2025-00"], "'2025-00' is not a period"),
        (["attribute", "small", "--from", "0000"], "0000"),
        (["attribute", "small", "--to", "9999"], "9999"),
        (["attribute", "small", "--from", "2026", "--to", "2024"], "ends before it starts"),
        (["attribute", "small", "--case", "best"], "'best' is not one of"),
        (["attribute", "small", "--by", "week"], "'week' is not one of"),
        (["loops", "small", "--length", "1"], "at least 2 legs"),
        (["loops", "small", "--limit", "0"], "0 is not in the range"),
        (["loops", "small", "--type", "mony"], "'mony' is not one of"),
        (["loops", "small", "--include", "rumours"], "'rumours' is not one of"),
        (["deals", "small", "--kind", "shares"], "'shares' is not one of"),
        (["deals", "small", "--format", "xml"], "'xml' is not one of"),
        (["deals", "nowhere"], "'nowhere' does not exist"),
        (["check", "small", "--colour"], "--colour"),
        (["chek", "small"], "chek"),
        (["deals", "small", "second"], "second"),
        (["init"], "DIR"),
        (["init", "small"], "deals.csv"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(
    small: Path, run: Run, words: list[str], message: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert message in result.stderr
    assert result.stdout == ""


def test_an_unknown_party_of_an_empty_package_gives_no_empty_advice(
    package: Callable[..., Path], run: Run
) -> None:
    package("payer,payee,kind\n", folder="small")
    result = run("deals", "small", "--party", "Cloud")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "Error: no party is called 'Cloud'"


@pytest.mark.parametrize("command", ["report", "attribute", "loops", "deals", "check", "view"])
def test_a_package_without_deals_is_no_error(
    package: Callable[..., Path], run: Run, command: str
) -> None:
    package("payer,payee,kind\n", folder="small")
    assert run(command, "small").exit_code == 0


@pytest.mark.parametrize("command", ["report", "attribute", "loops", "deals", "view"])
def test_a_package_without_any_amount_or_date_is_no_error(
    package: Callable[..., Path], run: Run, command: str
) -> None:
    package("payer,payee,kind\nA,B,equity\nB,A,compute\n", folder="small")
    assert run(command, "small").exit_code == 0


@pytest.mark.parametrize("command", sorted(main.list_commands(click.Context(main))))
def test_what_is_not_chosen_is_as_in_python(command: str) -> None:
    answer = getattr(moneyloop, command.replace("-", "_"), None)
    # A command keeps the first help option that it is asked for: the one of its parent, -h too.
    parent = click.Context(main, **main.context_settings)
    found = main.get_command(parent, command)
    assert found is not None
    context = found.make_context(command, [], parent, resilient_parsing=True)
    defaults = {
        name: parameter.default
        for name, parameter in (inspect.signature(answer).parameters if answer else {}).items()
        if name in context.params and parameter.default is not parameter.empty
    }
    assert {name: context.params[name] for name in defaults} == defaults
