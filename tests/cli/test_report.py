"""`report`: what it prints and which file it writes, in every form and with every wrong one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest
from python_calamine import CalamineWorkbook

from moneyloop import __version__

Run = Callable[..., click.testing.Result]

KEYS = (
    "title headline range came_back answer earlier moved party only rule rests_on "
    "dollars_by_source data edition as_of case unit years rows disputed together attained limits "
    "loops loops_complete loops_count money_loops_count unsized_loops_count parties deals left_out "
    "notes"
)
ANSWER = "example cents widest nothing pots first_pot growth loops changes missing wrong"
PAGE = "moneyloop-report.html"


def content(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("report", "small", *words, "--format", "json").stdout)
    return found


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.is_file()}


def test_json_has_what_the_answer_is_written_from(small: Path, run: Run) -> None:
    found = content(run)
    assert {*KEYS.split()} <= {*found}
    assert {*ANSWER.split()} <= {*found["answer"]}
    for measure in ("own", "any_investor"):
        ends = found["answer"]["cents"][measure]
        assert [*ends] == ["low", "estimate", "high", "known_low", "known_high"]
    assert [item["period"] for item in found["earlier"]] == ["2024"]
    assert found["moved"] == ""


def test_csv_has_a_row_for_each_seller_and_one_for_all(small: Path, run: Run) -> None:
    result = run("report", "small", "--format", "csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert PAGE not in files(small.parent)
    found, told = rows(result.stdout), content(run)
    attribute = run("attribute", "small", "--format", "csv").stdout
    assert result.stdout.splitlines()[0] == attribute.splitlines()[0]
    assert [(row["party"], row["period"]) for row in found] == [
        *(("all sellers", "2025"), ("Chips", "2025"), ("Cloud", "2025")),
        *(("Chips", "2024"), ("Cloud", "2024")),
    ]
    years = told["years"]
    asked = [
        row for row in rows(attribute) if row["network_sales"] != "0" and row["period"] in years
    ]
    assert found[1:] == sorted(asked, key=lambda row: (-int(row["period"]), row["party"]))
    every = found[0]
    for key, value in told["together"].items():
        assert float(every[key]) == value, key
    assert float(every["network_sales"]) == told["answer"]["cents"]["whole"]
    assert (every["revenue"], every["customers"], every["planned"]) == ("", "", "false")


def test_a_seller_asked_for_is_not_called_all(small: Path, run: Run) -> None:
    words = ("report", "small", "--party", "Cloud", "--format", "csv")
    assert [row["party"] for row in rows(run(*words).stdout)] == ["these sellers", "Cloud", "Cloud"]


def test_nobody_sells_and_nobody_is_summed(package: Callable[..., Path], run: Run) -> None:
    package("payer,payee,kind,amount_usd_bn,start,status\nFund,Lab,equity,1,2025,paid\n")
    assert rows(run("report", "data", "--format", "csv").stdout) == []
    assert run("report", "data").stdout.startswith("No company sells in the network")


@pytest.mark.parametrize("words", [["-o", "a.csv"], ["-o", "a.CSV", "--format", "csv"]])
def test_csv_goes_to_a_file_of_its_name(small: Path, run: Run, words: list[str]) -> None:
    result = run("report", "small", *words)
    assert result.stderr == f"wrote {words[1]}\n"
    assert (result.stdout == "") == ("--format" in words)
    printed = run("report", "small", "--format", "csv").stdout_bytes
    assert (small.parent / words[1]).read_bytes() == printed
    assert run("report", "small", "--format", "csv", "-o", "-").stdout_bytes == printed
    assert PAGE not in files(small.parent)


@pytest.mark.parametrize("words", [["-o", "a.xlsx"], ["-o", "a.xlsx", "--format", "xlsx"]])
def test_a_workbook_has_the_rows_and_says_what_they_are(
    small: Path, run: Run, words: list[str]
) -> None:
    result = run("report", "small", *words)
    assert result.stderr == "wrote a.xlsx\n"
    assert (result.stdout == "") == ("--format" in words)
    assert PAGE not in files(small.parent)
    book = CalamineWorkbook.from_path(small.parent / "a.xlsx")
    assert book.sheet_names == ["Answer", "About"]
    answer, about = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    expected = rows(run("report", "small", "--format", "csv").stdout)
    assert answer[0] == [*expected[0]]
    for cells, row in zip(answer[1:], expected, strict=True):
        for cell, text in zip(cells, row.values(), strict=True):
            assert cell == text or str(cell).lower() == text or float(cell) == float(text)
    told = content(run)
    facts = {what: text for what, text in about[1:]}
    assert facts["Answer"] == told["headline"]
    assert facts["Range"] == told["range"]
    assert facts["Basis"].startswith("USD billions, paid and signed amounts, as of 31 December")
    assert facts["Date"] == "31 December 2025"
    assert facts["Made by"] == " ".join(["moneyloop", "report", "small", *words])
    assert facts["How to cite"] == (
        f"The moneyloop authors (2025): moneyloop, version {__version__}. "
        "Data: small, as of 31 December 2025."
    )


def test_a_page_is_written_as_before_and_the_answer_printed(small: Path, run: Run) -> None:
    plain = run("report", "small")
    assert plain.stderr == f"wrote {PAGE}\n"
    named = run("report", "small", "-o", "mine.html")
    assert named.stderr == "wrote mine.html\n"
    assert named.stdout == plain.stdout
    assert {PAGE, "mine.html"} <= files(small.parent)


def test_full_has_all_tables_below_the_answer(small: Path, run: Run) -> None:
    short, full = run("report", "small").stdout, run("report", "small", "--full").stdout
    assert short.rstrip().endswith("All tables: --full.")
    begin = short[: short.index("\nBasis:")]
    assert full.startswith(begin)
    for text in ("2025, as shares", "Intervals are low to high", "The largest money loops"):
        assert text in full
        assert text not in short
    assert full.rstrip().endswith("notes: --notes")


def test_notes_stand_below_the_answer(small: Path, run: Run) -> None:
    short, noted = (run("report", "small", *more).stdout for more in ([], ["--notes"]))
    assert "Left out:\n  talks: 1 (chips-cloud-talks)" in noted
    assert "--notes" in short
    assert "--notes" not in noted


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "xlsx"], "a workbook is a file: name it, as in -o answer.xlsx"),
        (["--format", "xlsx", "-o", "a.csv"], "a workbook is a file: name it, as in -o"),
        (["--format", "xlsx", "-o", "-"], "a workbook is a file: name it, as in -o"),
        (["--format", "csv", "-o", "a.html"], "csv does not go into a.html: name it as in -o"),
        (["--format", "csv", "-o", "a.xlsx"], "csv does not go into a.xlsx: name it as in -o"),
        (["--format", "json", "-o", "a.csv"], "json is printed, and a.csv has the rows: leave"),
        (["-o", "-"], "standard output has the tables: give the page a file"),
        (["--format", "json", "-o", "-"], "standard output has the tables: give the page a file"),
        (["--full", "--format", "csv"], "--full prints tables, and csv has none: leave one of"),
        (["--books", "-o", "a.xlsx"], "--books writes a page: leave out --format and --full, and"),
        (["--books", "--full"], "--books writes a page: leave out --format and --full, and name"),
        (["--notes", "--format", "csv"], "csv has rows only: use --notes with --format table"),
        (["--notes", "--format", "xlsx"], "xlsx has rows only: use --notes with --format table"),
        (["--translate", "--format", "xlsx"], "xlsx is for programs: use it with --format table"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    small: Path, run: Run, words: list[str], told: str
) -> None:
    result = run("report", "small", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert files(small.parent) == set()


def test_a_name_that_looks_like_a_formula_is_text(package: Callable[..., Path], run: Run) -> None:
    package(
        """
        payer,payee,kind,amount_usd_bn,start,end,status
        =1+1,Lab,equity,2,2025,2025,paid
        Lab,=1+1,compute,1,2025,2025,paid
        """
    )
    assert run("report", "data", "-o", "a.xlsx").exit_code == 0
    sheet = CalamineWorkbook.from_path("a.xlsx").get_sheet_by_name("Answer").to_python()
    assert [row[0] for row in sheet] == ["party", "all sellers", "=1+1"]


def test_payments_have_their_answer_on_one_screen(ledger: list[str], run: Run) -> None:
    result = run("report", *ledger)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) < 50
    assert max(map(len, lines)) <= 100
    assert not {"$", "\N{CENT SIGN}"} & {*result.stdout}
    assert "Meaning:" not in result.stdout
