"""`diff` and `timeline` as they are run."""

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

Run = Callable[..., click.testing.Result]
Package = Callable[..., Path]

DATES = ["--since", "2024-06-30", "--until", "2025-12-31"]
DIFF = ["diff", "small", *DATES]
TIMELINE = ["timeline", "small"]


def answer(run: Run, *words: str) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("words", [DIFF, TIMELINE])
def test_json_and_csv_have_the_same_keys_and_rows(small: Path, run: Run, words: list[str]) -> None:
    found = answer(run, *words)
    shown = run(*words, "--format", "csv").stdout
    table = list(csv.DictReader(io.StringIO(shown)))
    assert len(table) == len(found["rows"]) > 0
    assert all(list(row) == list(table[0]) for row in found["rows"])
    for name in ("low", "own_high"):
        if name in table[0]:
            assert [float(row[name]) for row in table] == [row[name] for row in found["rows"]]


@pytest.mark.parametrize("words", [DIFF, TIMELINE])
def test_the_same_question_has_the_same_bytes(small: Path, run: Run, words: list[str]) -> None:
    for form in ("table", "json"):
        first, second = (run(*words, "--format", form).stdout_bytes for _ in range(2))
        assert first == second


def test_diff_names_both_sides(small: Path, run: Run) -> None:
    found = answer(run, *DIFF)
    assert (found["data_before"], found["as_of_before"]) == ("small", "2024-06-30")
    assert (found["data"], found["as_of"]) == ("small", "2025-12-31")
    keys = ["deals", "figures", "parties", "loops_closed", "loops_opened", "loops_sized"]
    assert list(found)[6:12] == keys
    shown = run(*DIFF).stdout
    assert shown.startswith(
        "USD billions, paid and signed amounts, as of 31 December 2025. Data: small.\n"
    )
    assert "Before: small, as of 30 June 2024." in shown


def test_diff_without_until_takes_all_that_the_data_says(small: Path, run: Run) -> None:
    assert answer(run, "diff", "small", "--since", "2024-06-30")["as_of"] == "2025-12-31"


def test_diff_of_two_packages(small: Path, package: Package, run: Run) -> None:
    text = (small / "deals.csv").read_text()
    for name in ("parties", "figures"):
        (package(folder="new") / f"{name}.csv").write_bytes((small / f"{name}.csv").read_bytes())
    new = text.replace("paid,leaked,,A paper", "paid,reported,,A paper").replace(
        "compute,5,", "compute,9,"
    )
    (package(folder="new") / "deals.csv").write_text(new)
    found = answer(run, "diff", "small", "new")
    (row,) = found["deals"]
    assert (row["id"], row["change"]) == ("lab-cloud-2025", "changed")
    assert [cell["column"] for cell in row["columns"]] == ["amount_usd_bn", "evidence"]
    assert {part["id"] for row in found["rows"] for part in row["deals"]} == {"lab-cloud-2025"}
    shown = run("diff", "small", "new").stdout
    assert "amount_usd_bn: 5 > 9; evidence: leaked > reported" in shown
    assert "No loop closed or opened." in shown


def test_diff_of_two_editions_says_when_and_why(small: Path, package: Package, run: Run) -> None:
    for name in ("parties", "figures"):
        (package(folder="new") / f"{name}.csv").write_bytes((small / f"{name}.csv").read_bytes())
    text = (small / "deals.csv").read_text().replace("compute,5,", "compute,9,")
    (package(folder="new") / "deals.csv").write_text(text)
    lines = (
        "edition,date,table,row,change,columns,reason\n"
        "2,2026-11-30,deals,lab-cloud-2025,changed,amount_usd_bn,amount found in a filing\n"
        "2,2026-11-30,deals,another,added,,no row of this diff\n"
    )
    (package(folder="new") / "changes.csv").write_text(lines)
    # Without an edition in datapackage.json the file is somebody's own.
    (row,) = answer(run, "diff", "small", "new")["deals"]
    assert (row["changed_on"], row["reason"]) == (None, None)
    (package(folder="new") / "datapackage.json").write_text('{"moneyloop": {"edition": "second"}}')
    (row,) = answer(run, "diff", "small", "new")["deals"]
    assert (row["changed_on"], row["reason"]) == ("2026-11-30", "amount found in a filing")
    shown = " ".join(run("diff", "small", "new").stdout.split())
    assert "When and why" in shown
    assert "2026-11-30: amount found in a filing" in shown
    # Two dates of one package are no editions.
    assert "reason" not in answer(run, "diff", "new", "--since", "2024-06-30")["deals"][0]


def test_diff_of_a_package_with_itself_is_empty(small: Path, run: Run) -> None:
    shown = run("diff", "small", "small").stdout
    for told in (
        "No deal changed.",
        "No loop closed or opened.",
        "No interval on public amounts and balances moved.",
    ):
        assert told in shown
    found = answer(run, "diff", "small", "small")
    assert found["rows"] == found["deals"] == found["figures"] == []


def test_one_side_of_diff_may_be_standard_input(small: Path, run: Run) -> None:
    lone = b"payer,payee,kind,amount_usd_bn,start\nA,B,equity,5,2024\nB,A,compute,5,2024\n"
    result = run("diff", "small", "-", "--format", "json", stdin=lone)
    assert result.exit_code == 0, result.output
    changes = {row["change"] for row in json.loads(result.stdout)["deals"]}
    assert changes == {"added", "removed"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["diff"], "--since"),
        (["diff", "small"], "OLD and NEW"),
        (["diff", "small", "--until", "2025"], "--since"),
        (["diff", "small", "--as-of", "2025"], "of one DATA ask --since DATE"),
        (["diff", "small", "small", *DATES], "leave out --since and --until"),
        (["diff", "-", "-"], "not both"),
        (["diff", "small", "--since", "2025", "--until", "2024"], "31 December 2025 is after"),
        (["diff", "small", "--since", "2024-13"], "no such month"),
        (["diff", "small", "nowhere"], "does not exist"),
        (["diff", "small", "--since", "2024", "--party", "Clud"], "did you mean 'Cloud'"),
        (["timeline", "small", "--from", "2030-Q1"], "ends on 31 December 2025"),
        (["timeline", "small", "--from", "2024-Q5"], "2025-Q3"),
        (["timeline", "small", "--party", "Clud"], "did you mean 'Cloud'"),
    ],
)
def test_wrong_use_is_told(small: Path, run: Run, words: list[str], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
@pytest.mark.parametrize("words", [["timeline"], ["diff", "--since", "2024"]])
def test_packages_without_deals_or_without_figures(
    package: Package, run: Run, words: list[str], form: str
) -> None:
    package("payer,payee,kind\n", folder="empty")
    package("payer,payee,kind,amount_usd_bn,start\nA,B,equity,5,2024\n", folder="bare")
    for folder in ("empty", "bare"):
        more = ["--until", "2025"] if words[0] == "diff" else []
        result = run(words[0], folder, *words[1:], *more, "--format", form)
        assert result.exit_code == 0, result.output
        assert result.stdout


def test_timeline_shows_all_parties_and_each(small: Path, run: Run) -> None:
    shown = run(*TIMELINE).stdout
    assert "All companies that sell in the network" in shown
    assert "Own money back of each party (estimate, on public amounts), the last 4 of " in shown
    alone = run(*TIMELINE, "--party", "CloudCo").stdout
    assert "Cloud: low to high (estimate)" in alone
    assert "All parties" not in alone


@pytest.mark.parametrize(
    "words",
    [DIFF, TIMELINE, ["diff", "--since", "2025-10-27", "--until", "2025-10-28"]],
    ids=["diff", "timeline", "bundled"],
)
def test_tables_fit_a_narrow_terminal(
    small: Path, terminal: Callable[..., str], words: list[str]
) -> None:
    shown = terminal(*words, env={"COLUMNS": "80", "NO_COLOR": "1"})
    assert re.search(r"\d columns? hidden \(.*widen to \d", shown, re.DOTALL)
    lines = [line for line in shown.replace("\r", "").splitlines() if "\x1b" not in line]
    assert max(map(len, lines)) <= 80
