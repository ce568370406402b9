"""`figures` of one company, of two and of all, as a user runs it."""

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

ASKED = {
    "one": ["figures", "Cloud", "small"],
    "two": ["figures", "Lab", "Cloud", "small"],
    "all": ["figures", "small"],
}
KEYS = {
    "one": "group party metric segment counterparty class period amount low high known_low "
    "known_high share unit basis per gross_or_net per_year per_month month preferred same_measure "
    "evidence figures deals planned source outlet url source_date tier note",
    "all": "indicator party measure amount unit metric segment period basis per gross_or_net "
    "differs reading lasts_to evidence figures deals planned",
}


def outcome(run: Run, *words: str) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_json_and_csv_have_the_same_keys_and_rows(run: Run, small: Path, name: str) -> None:
    found = outcome(run, *ASKED[name])
    assert {"data", "as_of", "case", "unit", "rows", "left_out", "notes"} <= set(found)
    table = list(csv.reader(io.StringIO(run(*ASKED[name], "--format", "csv").stdout)))
    assert len(table) == len(found["rows"]) + 1
    assert {tuple(row) for row in found["rows"]} == {tuple(table[0])}
    if name in KEYS:
        assert table[0] == KEYS[name].split()


@pytest.mark.parametrize("name", ASKED)
def test_the_first_line_is_the_basis_of_all(run: Run, small: Path, name: str) -> None:
    first = run(*ASKED[name]).stdout.splitlines()[0]
    assert first == "USD billions, paid and signed amounts, as of 31 December 2025. Data: small."


@pytest.mark.parametrize("name", ASKED)
def test_a_file_holds_what_is_printed(run: Run, small: Path, tmp_path: Path, name: str) -> None:
    for form in ("table", "markdown"):
        printed = run(*ASKED[name], "--format", form).stdout_bytes
        done = run(*ASKED[name], "--format", form, "-o", f"answer.{form}")
        assert done.exit_code == 0
        assert (tmp_path / f"answer.{form}").read_bytes() == printed


def test_13_is_65_percent_of_20_with_how_the_bases_differ(run: Run) -> None:
    shown = run("figures", "OpenAI").stdout
    made = re.search(r"recognised / run rate +0\.65x .*\n.*\n.*\n", shown)
    assert made is not None
    assert "13.07 recognised in 2025" in made[0]
    assert "recognised against run rate" in made[0]


def test_markdown_has_the_ratios_below_the_rows(run: Run, small: Path) -> None:
    shown = run("figures", "Cloud", "small", "--format", "markdown").stdout
    ratios = shown.partition("## Ratios")[2]
    assert "| year on year | 1.2 | ratio | year 2025 against year 2024 |" in ratios


def test_the_gap_of_8_between_gross_and_net(run: Run) -> None:
    assert re.search(r"gross less net +8\.0 ", run("figures", "Anthropic PBC").stdout)


def test_an_alternative_stands_in_brackets(run: Run, small: Path) -> None:
    shown = run("figures", "Cloud", "small", "--notes").stdout
    assert re.search(r"revenue +total +2025 +\(99\)", shown)
    assert "60, 99. They are shown side by side, not averaged." in shown


def test_another_year_and_case(run: Run, small: Path) -> None:
    shown = run("figures", "Cloud", "small", "--year", "2024", "--case", "headline").stdout
    assert "Cloud 2024: whose dollar" in shown
    assert re.search(r"Lab: 2024-07 to 2026-06; \S+ \S+ +30\.0 \* +15\.0 \*", shown)


def test_a_party_of_which_nothing_is_known(run: Run, small: Path) -> None:
    shown = run("figures", "People", "small", "--notes")
    assert shown.exit_code == 0
    assert "No figure of People is known" in shown.stdout
    assert "No two figures can be put side by side." in shown.stdout
    assert "Months of cash at the latest known burn: not known of People." in shown.stdout
    shown = run("figures", "People", "Fund", "small")
    assert shown.exit_code == 0
    assert "Nothing is known of People or of Fund" in shown.stdout


def test_two_say_why_not_and_mark_what_is_unknown(run: Run) -> None:
    text = run("figures", "Anthropic", "OpenAI", "--notes").stdout
    assert re.search(r"run rate +30\.0  run rate, gross +24\.0  run rate, net +no: gross", text)
    assert re.search(r"users +\? +900m", text)
    assert "Two profiles, and no ranking" in text


def test_one_company_has_what_to_watch_of_it(run: Run, small: Path) -> None:
    one = outcome(run, "figures", "OpenAI")
    assert one["party"] == "OpenAI"
    assert [tuple(row) for row in one["watch"]] == [tuple(KEYS["all"].split())] * 7
    (months,) = [row for row in one["watch"] if row["measure"] == "months of cash"]
    assert months["lasts_to"] == "2031-03-06"
    everybody = outcome(run, "figures")["rows"]
    assert one["watch"] == [row for row in everybody if row["party"] == "OpenAI"]
    # Of one of which nothing is known there is nothing to watch, and no note on it.
    chips = outcome(run, "figures", "Chips", "small")
    assert chips["watch"] == []
    assert not any("Not one of the three" in note for note in chips["notes"])
    shown = run("figures", "Cloud", "small", "--format", "markdown").stdout
    assert "## What to watch" in shown


def test_all_show_a_lab_whose_costs_nobody_knows_and_cash_that_is_past(
    run: Run, package: Callable[..., Path]
) -> None:
    folder = package(
        "payer,payee,kind\nFund,Lab,equity\n",
        "name,kind\nLab,lab\nFund,investor\n",
        "party,metric,start,end,amount,unit\n"
        "Lab,revenue,2024,2024,1,usd_bn\nLab,revenue,2025,2025,3,usd_bn\n",
    )
    alone = run("figures", folder).stdout
    assert re.search(r"Lab +2025 over 2024 +\+200% +\? +\? +costs not known +revenue: total", alone)
    shown = run("figures").stdout
    growth, _, cash = shown.partition("Months of cash at the latest known burn")
    assert re.search(
        r"Anthropic +2025 over 2024 +\+1,089% +\+205% +5\.30x +revenue grows faster ",
        growth,
    )
    # Growth of a segment is not growth of the whole.
    assert "revenue: AI segment" in growth
    assert re.search(r"Months +Lasts to", cash)
    assert re.search(r"xAI \(SpaceX\) .* 9\.2 +2026-05-07 .*\n +\(past\)", cash)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Open"], "did you mean 'OpenAI'?"),
        (["OpenAI", "--year", "2025-Q3"], "year '2025-Q3' is not a calendar year"),
        (["OpenAI", "--as-of", "yesterday"], "yesterday"),
        (["OpenAI", "openai"], "two profiles are of two parties"),
        (["OpenAI", "Antropic"], "did you mean 'Anthropic'?"),
        (["Lab", "Cloud", "Chips", "small"], "two companies at most, and DATA: got Lab, Cloud,"),
        (["Lab", "small", "other"], "DATA is one file or folder, and small and other are there"),
        (["Lab", "smal"], "no party is called 'Lab'"),
        (["Clout", "small"], "no party is called 'Clout': did you mean 'Cloud'?"),
        (["", "small"], "no party is called ''"),
        (["small", "--year", "2025"], "name a company, or leave out year and case"),
        (["small", "--case", "headline"], "name a company, or leave out year and case"),
    ],
)
def test_wrong_usage_says_what_to_write(
    run: Run, small: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "other").mkdir()
    result = run("figures", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_word_that_is_there_as_a_file_is_data(run: Run, small: Path) -> None:
    first = run("figures", "small", "Lab", "Cloud", "--format", "json").stdout
    assert first == run("figures", "Lab", "Cloud", "small", "--format", "json").stdout
    assert json.loads(first)["data"] == "small"
    deals = (small / "deals.csv").read_bytes()
    piped = run("figures", "Lab", "-", "--format", "json", stdin=deals)
    assert json.loads(piped.stdout)["party"] == "Lab"
    # Longer than any name of a file: no file, so a company.
    assert "no party is called" in run("figures", "x" * 5000).stderr


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (80, "figures OpenAI"),
        (80, "figures Anthropic OpenAI"),
        (120, "figures OpenAI"),
        (80, "figures"),
    ],
)
def test_tables_fit_the_terminal_and_break_no_id(
    terminal: Callable[..., str], width: int, words: str
) -> None:
    shown = terminal(*words.split(), env={"COLUMNS": str(width)})
    # No colour but bold for headings: neither side is marked.
    assert set(re.findall(r"\x1b\[([\d;]+)m", shown)) <= {"0", "1"}
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown).replace("\r", "")
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= width
    assert "hidden (" in plain
    if width == 120:
        assert "openai-msft-2024-training" in plain
