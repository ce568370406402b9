"""`import` of company facts: to a package or to standard output, and what is left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

import filings
from filings import document, fact

Run = Callable[..., click.testing.Result]
Package = Callable[..., Path]

DEALS = "payer,payee,kind,amount_usd_bn,start,end,status\nLab,Chips,hardware,9,2024,2024,paid\n"
PARTIES = "name,aliases\nChips,Chips Inc\nLab,\n"
FACTS = "companyfacts.json"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """The file companyfacts.json in the folder in which `run` runs."""
    file = tmp_path / FACTS
    file.write_text(filings.text(filings.chips()), encoding="utf-8")
    return file


def test_it_adds_figures_and_says_what_it_left_out(facts: Path, run: Run, package: Package) -> None:
    package(DEALS, PARTIES)
    result = run("import", FACTS, "data", "--party", "chips inc")
    assert result.exit_code == 0, result.output
    shown = " ".join(result.stdout.split())
    assert "revenue 5 4 2024-01-29 2025-01-26 39.3" in shown
    assert "backlog (RPO) 1 1 2025-01-26 2025-01-26 1.7" in shown
    assert result.stderr.splitlines() == [
        f"wrote 13 figures of Chips (Chips Inc.) to {Path('data/figures.csv')}",
        "2 of 7 concepts are no figures of moneyloop: --notes lists what is left out",
    ]
    assert run("check", "data").stdout == "No problems (deals 1, parties 2, figures 13).\n"


def test_a_second_run_writes_nothing_and_says_so(facts: Path, run: Run, package: Package) -> None:
    file = package(DEALS, PARTIES) / "figures.csv"
    run("import", FACTS, "data", "--party", "Chips")
    before = file.read_bytes()
    result = run("import", FACTS, "data", "--party", "Chips")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[:2] == [
        f"nothing new of Chips (Chips Inc.) for {Path('data/figures.csv')}",
        "13 figures were there already",
    ]
    assert file.read_bytes() == before


def test_notes_list_what_is_no_figure(facts: Path, run: Run) -> None:
    result = run("import", FACTS, "--party", "Chips", "--notes")
    assert result.stderr.splitlines() == [
        "dei:EntityCommonStockSharesOutstanding in shares: 1 fact, no metric for it",
        "us-gaap:Assets in USD: 1 fact, no metric for it",
        "2 of 7 concepts are no figures of moneyloop",
    ]


def test_without_a_package_the_rows_are_a_figures_file(
    facts: Path, run: Run, package: Package
) -> None:
    result = run("import", "-", "--party", "Chips", stdin=facts.read_bytes())
    assert result.exit_code == 0, result.output
    assert len(list(csv.DictReader(io.StringIO(result.stdout)))) == 13
    package(DEALS, PARTIES, result.stdout)
    assert run("check", "data").exit_code == 0


def test_the_figures_of_the_company_and_its_revenue_change(
    facts: Path, run: Run, package: Package
) -> None:
    package(DEALS, PARTIES)
    before = run("figures", "Chips", "data", "--year", "2024").stdout
    assert "39.3" not in before
    run("import", FACTS, "data", "--party", "Chips")
    result = run("figures", "Chips", "data", "--year", "2024", "--format", "json")
    rows = [row for row in json.loads(result.stdout)["rows"] if row["group"] == "figures"]
    assert {row["metric"] for row in rows} == {
        *("revenue", "capex", "cash", "backlog", "net_income")
    }
    assert {(row["basis"], row["amount"]) for row in rows if row["metric"] == "net_income"} == {
        ("profit", 72.88)
    }
    attributed = run(
        *("attribute", "data", "--from", "2024-Q3", "--to", "2024-Q3", "--by", "quarter"),
        *("--party", "Chips", "--format", "json"),
    )
    (row,) = json.loads(attributed.stdout)["rows"]
    # July has 28 days of the second fiscal quarter, and all others are of the third.
    assert row["revenue"] == pytest.approx(30.04 * 28 / 91 + 35.082 * 64 / 91)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((FACTS, "--party", " "), 2, "--party ' ' is no name"),
        ((FACTS, "--party", "A\x1b"), 2, r"--party 'A\x1b' is no name"),
        ((FACTS, "new"), 2, "is company facts: say whose figures they are, --party NAME"),
        ((FACTS,), 2, "import FILE DIR"),
        ((FACTS, "-", "--party", "Chips"), 2, "import needs a package to write to"),
        ((FACTS, FACTS, "--party", "Chips"), 2, "import needs a package to write to"),
        ((FACTS, "data", "--party", "Chip"), 2, "no party is called 'Chip': did you mean 'Chips'?"),
        ((FACTS, "nowhere", "--party", "Chips"), 2, "'nowhere' does not exist"),
        (("nothing.json", "--party", "Chips"), 2, "'nothing.json' does not exist"),
        (("data", "--party", "Chips"), 2, "data: "),
        (("data/deals.csv", "--party", "Chips"), 1, "deals.csv:1: this is no JSON"),
        (("bad.json", "data", "--party", "Chips"), 1, "1 error in the data."),
    ],
)
def test_a_mistake_is_told_and_writes_nothing(
    facts: Path, run: Run, package: Package, words: tuple[str, ...], code: int, message: str
) -> None:
    folder = package(DEALS, PARTIES)
    bad = document(("us-gaap:Revenues", [fact("2024-01-01/2024-03-31", "5")]))
    facts.with_name("bad.json").write_text(filings.text(bad), encoding="utf-8")
    result = run("import", *words)
    assert result.exit_code == code, result.output
    assert message in " ".join(result.stderr.split())
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert sorted(path.name for path in folder.iterdir()) == ["deals.csv", "parties.csv"]


def test_a_package_that_lists_no_parties_takes_any_name(
    facts: Path, run: Run, package: Package
) -> None:
    package(DEALS)
    result = run("import", FACTS, "data", "--party", "Somebody")
    assert result.exit_code == 0, result.output
    assert "wrote 13 figures of Somebody" in result.stderr


def test_a_package_with_errors_is_not_added_to(facts: Path, run: Run, package: Package) -> None:
    folder = package("payer,payee,kind\nLab,Chips,hardwear\n")
    result = run("import", FACTS, "data", "--party", "Chips")
    assert result.exit_code == 1
    assert "did you mean 'hardware'?" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["deals.csv"]
