"""`moneyloop calc translate`, and --translate below the tables of the other commands."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from moneyloop.cli import main

Run = Callable[..., click.testing.Result]

TOP = click.Context(main, **main.context_settings)


def translating(group: click.Group, before: str = "") -> list[str]:
    """The commands that offer --translate, also of the groups in a group."""
    found = []
    for name in group.list_commands(TOP):
        command = group.get_command(TOP, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += translating(command, f"{name} ")
        elif any("--translate" in option.opts for option in command.params):
            found.append(before + name)
    return found


TRANSLATING = sorted(translating(main))
DAYS = """
    payer,payee,kind,amount_usd_bn,start,status
    Cloud,Lab,equity,4,2025-01-15,paid
    Lab,Cloud,compute,3,2025-02-15,paid
    """
QUESTIONS = {
    "attribute": ["small", "--from", "2025", "--to", "2025"],
    "deals": ["small"],
    "diff": ["small", "--since", "2024-06-30", "--until", "2025-12-31"],
    "calc margin": ["--revenue", "12", "--cost", "13"],
    "calc vintage": [],
    "explain": ["Cloud", "small"],
    "figures": ["Lab", "Cloud", "small"],
    "gap": ["small"],
    "index": ["small", "--chance", "--year", "2024", "--draws", "5"],
    "loops": ["small"],
    "report": ["small"],
    "stress": ["Lab", "small"],
    "timeline": ["small"],
    "unknowns": ["small"],
}


def test_words_are_joined_and_quotes_optional(run: Run) -> None:
    one = run("calc", "translate", "300bn over 5y")
    assert one.exit_code == 0, one.stderr
    assert run("calc", "translate", "300bn", "over", "5y").stdout == one.stdout
    assert one.stdout.startswith("USD billions, worked out from stated inputs.")
    for words in ("$60.0bn a year", "about $164M a day", "3,000 tonnes of $100 notes"):
        assert words in one.stdout


def test_a_loss_is_no_option(run: Run) -> None:
    result = run("calc", "translate", "-74bn", "a", "year", "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["stated"] == "-$74bn a year"


def test_the_formats_say_the_same(run: Run) -> None:
    rows = json.loads(run("calc", "translate", "17.2bn", "--format", "json").stdout)["rows"]
    table = list(
        csv.DictReader(io.StringIO(run("calc", "translate", "17.2bn", "--format", "csv").stdout))
    )
    assert [list(row) for row in rows] == [list(row) for row in table]
    for row, cells in zip(rows, table, strict=True):
        assert cells["text"] == (row["text"] or "")
        assert cells["amount"] == ("" if row["amount"] is None else f"{row['amount']:.17g}") or (
            float(cells["amount"]) == row["amount"]
        )
    markdown = run("calc", "translate", "17.2bn", "--format", "markdown").stdout
    assert all(row["text"] in markdown for row in rows if row["text"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["5", "EUR"], "no exchange rate is assumed"),
        (["5bn", "over"], "'over' after the amount is not understood"),
        (["5bn", "--fromat", "csv"], "'--fromat csv' after the amount is not understood"),
        ([], "Missing argument 'AMOUNT'"),
    ],
)
def test_what_is_not_understood_is_wrong_usage(run: Run, words: list[str], told: str) -> None:
    result = run("calc", "translate", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_it_writes_a_file(run: Run, tmp_path: Path) -> None:
    result = run("calc", "translate", "1bn", "-o", "words.txt")
    assert result.stderr == "wrote words.txt\n"
    assert "$1.0bn in all" in (tmp_path / "words.txt").read_text(encoding="utf-8")


def test_a_narrow_terminal_leaves_the_sources_out(terminal: Callable[..., str]) -> None:
    narrow = terminal("calc", "translate", "74bn a year", env={"COLUMNS": "60"})
    assert "about $203M a day" in narrow
    assert "Currency Facts" not in narrow
    assert "1 column hidden (source): widen to" in narrow
    assert "Currency Facts" in terminal("calc", "translate", "74bn a year", env={"COLUMNS": "180"})


def test_a_narrow_terminal_still_tells_one_amount_from_another(
    terminal: Callable[..., str], small: Path
) -> None:
    shown = terminal("timeline", "small", "--translate", env={"COLUMNS": "80"})
    shown = shown.partition("In other words: the largest amounts")[2]
    assert "network sales" in shown
    assert "tonnes" not in shown


# --- --translate ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", [name for name in TRANSLATING if name in QUESTIONS])
def test_a_table_is_followed_by_its_largest_amounts(
    run: Run, small: Path, package: Callable[..., Path], command: str
) -> None:
    package(DAYS, folder="days")
    result = run(*command.split(), *QUESTIONS[command], "--translate")
    assert result.exit_code == 0, result.stderr
    after = result.stdout.partition("In other words: the largest amounts")[2]
    assert "tonnes" in after


def test_all_else_is_as_it_was(run: Run, small: Path) -> None:
    plain, result = run("loops", "small").stdout, run("loops", "small", "--translate").stdout
    before, _, after = result.partition("In other words")
    assert plain == before + after.splitlines(keepends=True)[-1]


def test_the_same_is_below_markdown(run: Run, small: Path) -> None:
    for command in ("attribute", "explain"):
        words = [command, *QUESTIONS[command], "--format", "markdown"]
        plain, result = run(*words).stdout, run(*words, "--translate").stdout
        assert result.startswith(plain)
        assert "## In other words: the largest amounts\n\n| row | column |" in result[len(plain) :]


def test_the_numbers_are_those_of_the_table(run: Run, small: Path) -> None:
    words = ["attribute", "small", "--party", "Cloud", "--from", "2025", "--to", "2025"]
    shown = run(*words, "--translate").stdout.partition("In other words")[2].splitlines()
    line = next(line for line in shown if "revenue" in line)
    # Cloud booked 60 in 2025: 60 / 365, 60 / 8.16, 600 million notes.
    assert line.split() == [
        "Cloud,",
        "2025",
        "revenue",
        "60.0",
        "$164M",
        "$7.35",
        "600",
        "tonnes",
    ]


def test_money_over_a_whole_term_has_no_day(run: Run, small: Path) -> None:
    shown = run("deals", "small", "--translate").stdout.partition("In other words")[2]
    assert "lab-cloud-term" in shown
    assert "No day is given where an amount is of no whole years" in shown


def test_what_is_not_restated_is_counted(run: Run, small: Path) -> None:
    rows = json.loads(run("deals", "small", "--format", "json").stdout)["rows"]
    amounts = {row[name] for row in rows for name in ("amount_usd_bn", "amount_high_usd_bn")}
    large = [amount for amount in amounts if amount is not None and amount >= 1]
    shown = run("deals", "small", "--translate").stdout
    assert f"{len(large) - 5} more amounts of $1.0bn or more are not restated." in shown


def test_small_amounts_are_not_restated(run: Run, package: Callable[..., Path]) -> None:
    package("payer,payee,kind,amount_usd_bn\nA,B,compute,0.5\n", folder="tiny")
    shown = run("deals", "tiny", "--translate").stdout
    assert "In other words: no amount reaches $1.0bn." in shown


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("turn", [1, -1])
def test_formats_for_programs_refuse_it(run: Run, small: Path, form: str, turn: int) -> None:
    words = ["--translate", "--format", form][::turn]
    words = words if turn == 1 else ["--format", form, "--translate"]
    result = run("loops", "small", *words)
    assert result.exit_code == 2
    assert f"{form} is for programs" in result.stderr


def test_a_list_of_payments_refuses_it(run: Run, ledger: list[str]) -> None:
    result = run("attribute", *ledger, "--translate")
    assert result.exit_code == 2
    assert "in its own unit" in result.stderr


def test_commands_without_money_columns_do_not_offer_it() -> None:
    assert set(QUESTIONS) <= set(TRANSLATING)
    assert {"add", "calc translate", "check", "init", "trace", "view"}.isdisjoint(TRANSLATING)


@pytest.mark.parametrize("command", QUESTIONS)
def test_no_share_count_or_rank_is_money(
    run: Run,
    small: Path,
    package: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    """What is restated are keys of money, in every command that restates some."""
    money: list[str] = []

    def largest(_: object, keys: list[str]) -> tuple[list[object], int]:
        money.extend(keys)
        return [], 0

    monkeypatch.setattr("moneyloop.questions.other_words.largest", largest)
    package(DAYS, folder="days")
    assert run(*command.split(), *QUESTIONS[command], "--translate").exit_code == 0
    assert money
    parts = {part for name in money for part in name.split("_")}
    assert parts.isdisjoint({"share", "coverage", "count", "rank", "growth", "turns", "length"})
