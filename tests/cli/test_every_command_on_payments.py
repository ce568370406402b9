"""Every command answers about a list of payments, in its own unit and words."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

Run = Callable[..., click.testing.Result]

PARTIES = ["Alpha", "Beta", "Gamma", "Delta", "Shop", "Fund"]
COMMANDS = (
    ("attribute",),
    ("report",),
    ("loops", "--limit", "3"),
    ("explain", "Alpha"),
    ("explain", "--sector"),
    ("unknowns",),
    ("index",),
    ("index", "--chance", "--draws", "20"),
    ("trace",),
    ("trace", "Alpha"),
    ("trace", "--into", "Alpha"),
    ("stress", "Alpha"),
    ("gap",),
    ("deals",),
    ("timeline", "--from", "2025-Q3"),
    ("diff", "--since", "2025-06-30"),
)
DATED_ONLY = ("timeline", "diff")
# A unit, a way to speak of reported figures, and a period, that no list of payments has.
FOREIGN = re.compile(r"USD|\$|billion|\bbn\b|\bpublic\b|\(0%\)|≤|\bin undated\b|quarterly figures")


def rows(size: int = 40) -> list[list[str]]:
    draw = random.Random(7)
    payments = []
    while len(payments) < size:
        payer, payee = draw.sample(PARTIES, 2)
        if payee in PARTIES[:4]:
            day = f"{draw.choice([2024, 2025])}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            kind = draw.choice(["invoice", "invoice", "loan", "repayment"])
            payments.append([payer, payee, str(draw.randint(1, 500) * 100), day, kind, "memo"])
    return payments


@pytest.fixture
def sources(tmp_path: Path, run: Run) -> dict[str, list[str]]:
    """The payments with dates, without, and imported, by the words that name them."""
    file = tmp_path / "book.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["from", "to", "value", "time", "type", "memo"])
        writer.writerows(rows())
    columns = "payer=from,payee=to,amount=value,kind=type,start="
    kinds = ["--kinds", "invoice=purchase,loan=debt,repayment=return"]
    dated = ["--columns", f"{columns}time", *kinds]
    told = run("import", file, tmp_path / "kept", *dated)
    assert told.exit_code == 0, told.stderr
    return {
        "dated": [str(file), *dated],
        "undated": [str(file), "--columns", columns, *kinds],
        "imported": [str(tmp_path / "kept")],
    }


@pytest.mark.parametrize("source", ["dated", "undated", "imported"])
def test_no_answer_speaks_of_what_payments_lack(
    run: Run, sources: dict[str, list[str]], source: str
) -> None:
    for command in COMMANDS:
        if source == "undated" and command[0] in DATED_ONLY:
            continue
        result = run(*command, *sources[source], "--notes")
        assert result.exit_code == 0, (command, result.stderr)
        text = result.stdout.replace(sources[source][0], "")
        assert not FOREIGN.search(text), (command, text)


@pytest.mark.parametrize("command", [("figures", "Alpha"), ("figures", "Alpha", "Beta")])
def test_figures_say_that_there_are_none(
    run: Run, sources: dict[str, list[str]], command: tuple[str, ...]
) -> None:
    result = run(*command, *sources["imported"])
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: a list of payments has no figures: a data package has some to read\n"
    )


def test_gap_without_dates_names_who_paid_more_than_it_had(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    file.write_text("payer,payee,amount,kind\nShop,Lab,60,purchase\nLab,Cloud,70,purchase\n")
    words = [file, "--columns", "payer=payer,payee=payee,amount=amount,start=,kind=kind"]
    (sector, lab) = json.loads(run("gap", *words, "--format", "json").stdout)["rows"]
    assert (lab["party"], lab["committed"], lab["no_known_source"]) == ("Lab", 70.0, 10.0)
    assert lab["revenue_coverage"] is sector["revenue_coverage"] is None
    text = run("gap", *words).stdout
    assert "Paid out" in text
    assert "Committed" not in text


def test_the_unknowns_of_payments_are_those_without_an_amount(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    columns = "payer=payer,payee=payee,amount=amount,start=start,kind=kind"
    head = "payer,payee,amount,start,kind\nA,B,5,2025-01-01,investment\nB,C,3,2025-03-01,purchase\n"
    file.write_text(f"{head}B,A,,2025-02-01,purchase\nA,C,,2024-02-01,purchase\n")
    answer = json.loads(run("unknowns", file, "--columns", columns, "--format", "json").stdout)
    assert [(row["id"], row["kind"], row["sizes"]) for row in answer["rows"]] == [
        ("row-4", "amount", 1)
    ]
    earlier = run("unknowns", file, "--columns", columns, "--year", "2024", "--format", "json")
    assert [row["id"] for row in json.loads(earlier.stdout)["rows"]] == ["row-5"]
    file.write_text(head)
    assert "no payment without an amount" in run("unknowns", file, "--columns", columns).stdout


def test_two_lists_of_payments_are_compared_without_figures(
    run: Run, sources: dict[str, list[str]], tmp_path: Path
) -> None:
    file, *options = sources["dated"]
    earlier = tmp_path / "earlier.csv"
    earlier.write_text("\n".join(Path(file).read_text("utf-8").splitlines()[:30]) + "\n", "utf-8")
    answer = json.loads(run("diff", earlier, file, *options, "--format", "json").stdout)
    assert answer["rows"]
    assert len(answer["deals"]) == 11
    assert {row["figures_moved_estimate"] for row in answer["rows"]} == {None}
