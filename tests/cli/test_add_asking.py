"""What `add` asks on a terminal: each answer is checked at once, and a mistake loses no other.

The answers come from a pipe that is taken for a terminal: click reads them alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import click.testing
import pytest

from moneyloop.input.package import load
from moneyloop.questions.deals import deals
from moneyloop.questions.left_out import why_last_is_left_out

Run = Callable[..., click.testing.Result]
Package = Callable[..., Path]
Talk = Callable[..., str]

COLUMNS = "id,payer,payee,kind,amount_usd_bn,amount_high_usd_bn,start,end,status,settlement,part_of"
DEALS = f"""
    {COLUMNS},replaces
    fund-lab,Fund,Lab,equity,6,,2025,,paid,,,
    lab-cloud,Lab,Cloud,compute,5,,2025,2025,paid,,,
    """
PARTIES = """
    name,kind,boundary,aliases
    Fund,investor,outside,
    Lab,lab,,Example Lab
    Cloud,hyperscaler,,
    Clouds,neocloud,,
    Bank,bank,outside,
    """
PAID = "equity", "2", "paid", "2025-03", ""
OPTIONS = ("--payer", "Cloud", "--payee", "Lab")


@pytest.fixture
def home(package: Package) -> Path:
    return package(DEALS, PARTIES)


@pytest.fixture
def talk(run: Run, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A function (*answers, options) that runs `add data`, types the answers and tells its stderr.

    `left` is what must be asked when the answers have come to an end, and nothing else may be.
    """
    monkeypatch.setattr("moneyloop.cli.add.is_terminal", lambda stream: True)

    def invoke(*answers: str, options: tuple[str, ...] = (), code: int = 0, left: str = "") -> str:
        typed = "".join(f"{answer}\n" for answer in answers)
        result = run("add", "data", *options, stdin=typed.encode())
        assert result.exit_code == (1 if left else code), result.output
        # Who types nothing more is taken out of the question; who says no has had his answer.
        last = (result.stderr.splitlines() or [""])[-1]
        asked_for = last.endswith("Aborted!") and left in last
        assert asked_for or not left, result.stderr
        assert left in result.stderr.splitlines()[-1]
        return result.stderr

    return invoke


def row(home: Path) -> str:
    return (home / "deals.csv").read_text(encoding="utf-8").splitlines()[-1]


def parties(home: Path) -> str:
    return (home / "parties.csv").read_text(encoding="utf-8")


def test_questions_are_asked_in_words(home: Path, talk: Talk) -> None:
    shown = talk("Cloud", "Lab", *PAID, "y")
    for question in (
        "Follow the money: who pays?",
        "Who is paid?",
        "What is the money for? [equity, debt,",
        "Amount in billions of dollars, empty if not public:",
        "How sure is it? Empty for signed [paid, signed, contingent, talks]:",
        "First day of the money (2026, 2026-11 or 2026-11-30), empty if not known:",
        "Last day of the money, empty if all of it is paid at the start:",
    ):
        assert shown.count(question) == 1
    assert "would not count" not in shown
    assert "_usd_bn" not in shown
    assert row(home) == "cloud-lab-equity,Cloud,Lab,equity,2,,2025-03,,paid,,,"


def test_every_mistake_costs_one_answer(home: Path, talk: Talk) -> None:
    answers = ("Cloud", "Cloud", "Lab", "equty", "equity", "$2bn", "2", "payed", "paid")
    shown = talk(*answers, "03/25/2025", "2025-03", "2024", "2025-04", "y")
    for problem in (
        "payer and payee are the same: 'Cloud' (the row does not count: money inside one "
        "consolidated group is not a deal)",
        "'equty' is not a known choice (did you mean 'equity'?)",
        "'$2bn' is not a plain number (write 2)",
        "'payed' is not a known choice (did you mean 'paid'?)",
        "'03/25/2025' is not a date (write 2025-03-25)",
        "end 2024 is before start 2025-03 (swap or mend the two)",
    ):
        assert shown.count(f"Error: {problem}\n") == 1
    assert row(home) == "cloud-lab-equity,Cloud,Lab,equity,2,,2025-03,2025-04,paid,,,"


def test_a_name_that_is_not_known_is_answered_with_near_ones(home: Path, talk: Talk) -> None:
    before = parties(home)
    shown = talk("cloud inc", "1", "example-lab", "2", "1", *PAID, "y")
    assert "'cloud inc' is not in the list of parties.\n  1  Cloud\n  2  Clouds\n" in shown
    assert "'example-lab' is not in the list of parties.\n  1  Example Lab (Lab)\n" in shown
    assert "Error: 2 is not the number of one of them\n" in shown
    assert row(home).startswith("cloud-example-lab-equity,Cloud,Example Lab,equity,")
    assert parties(home) == before


def test_a_new_company_is_added_to_parties_with_its_kind(home: Path, talk: Talk) -> None:
    before = parties(home)
    shown = talk("Zyx, Inc", "new", "chipmakr", "chipmaker", "Lab", *PAID, "y")
    assert "did you mean 'chipmaker'?" in shown
    assert "added Zyx, Inc to data/parties.csv\nadded to data/deals.csv\n" in shown
    assert parties(home) == before + '"Zyx, Inc",chipmaker,,\n'
    assert row(home) == 'zyx-inc-lab-equity,"Zyx, Inc",Lab,equity,2,,2025-03,,paid,,,'


def test_a_new_company_may_be_another_one_after_all(home: Path, talk: Talk) -> None:
    before = parties(home)
    talk("Zyx", "Bank", "Lab", *PAID, "payer", "Wvu", "new", "", "payer", "Fund", "y")
    assert row(home).startswith("fund-lab-equity,Fund,Lab,")
    assert parties(home) == before


def test_a_new_company_is_not_written_where_the_deal_is_not(home: Path, talk: Talk) -> None:
    before = parties(home), row(home)
    talk("Zyx", "new", "lab", "Lab", *PAID, "no", code=1)
    assert (parties(home), row(home)) == before


def test_without_a_list_of_parties_any_name_will_do(package: Package, talk: Talk) -> None:
    home = package(DEALS)
    shown = talk("Zyx", "Labs", "new", *PAID, "y")
    assert "'Labs' is not in the data yet.\n  1  Lab\n" in shown
    assert row(home).startswith("zyx-labs-equity,Zyx,Labs,")
    assert not (home / "parties.csv").exists()


def test_a_list_that_is_read_only_is_told_of_at_once(home: Path, talk: Talk) -> None:
    (home / "parties.csv").chmod(0o444)
    shown = talk("Zyx", "new", "Cloud", "Lab", *PAID, "y")
    assert "Error: data/parties.csv: the file is read-only" in shown
    before = row(home)
    shown = talk("Zyx", "new", "lab", "Lab", *PAID, options=("--dry-run",))
    assert "read-only" not in shown
    assert row(home) == before


KIND, LAST_DAY = "What is the money for?", "Last day of the money"
NOT_COUNTED = [
    ("Lab Cloud compute 2 signed 2025 -", LAST_DAY, "a signed purchase needs an end date"),
    ("Lab Cloud lease 2 - 2025-03 -", LAST_DAY, "a signed purchase needs an end date"),
    ("Lab Cloud lease 2 contingent 2025 -", LAST_DAY, "a contingent purchase needs an end date"),
    ("Lab Cloud compute 2 signed 2025-02 2025-03", LAST_DAY, "what was paid on its days counts"),
    ("Cloud Lab debt 2 - -", "First day of the money", "without a first day it is in no year"),
    ("Cloud Lab warrant", KIND, "stock counts with --in-kind only"),
    ("Cloud Lab backstop", KIND, "a guarantee moves no money until it is called"),
    ("Cloud Lab equity -", "Amount in billions", "its amount is not public; paid or signed, and"),
    ("Cloud Lab equity 2 talks", "How sure is it?", "nothing is agreed yet (talks)"),
    ("Fund Bank", "Who is paid?", "it is between outside parties: neither is in the network"),
]


@pytest.mark.parametrize(("answers", "question", "why"), NOT_COUNTED)
def test_a_row_that_would_not_count_is_told_of_at_once(
    home: Path, talk: Talk, answers: str, question: str, why: str
) -> None:
    """Who does not go on is asked the same question again, and no other one."""
    before = row(home)
    typed = ("" if answer == "-" else answer for answer in answers.split())
    shown = talk(*typed, "n", left=question)
    assert shown.count("The row would not count in sums: ") == 1
    assert f"The row would not count in sums: {why}" in shown
    assert shown.count(question) == 2
    assert row(home) == before


def test_an_amount_with_an_upper_one_only_counts_in_a_case(home: Path, talk: Talk) -> None:
    options = (*OPTIONS, "--amount-high-usd-bn", "3")
    shown = talk("equity", "4", "", "y", "signed", "2025", "", "y", options=options)
    assert "amount_usd_bn 4 is above amount_high_usd_bn 3" in shown
    assert 'its amount is not public; the "up to" counts with --case headline' in shown
    assert row(home) == "cloud-lab-equity,Cloud,Lab,equity,,3,2025,,signed,,,"


def test_an_option_that_keeps_the_row_out_is_asked_for_again(home: Path, talk: Talk) -> None:
    options = (*OPTIONS, "--part-of", "fund-lab", "--settlement", "stock")
    shown = talk("n", "", "n", "cash", *PAID, "y", options=options)
    assert "it is part of another row, which has this money already" in shown
    assert "stock counts with --in-kind only" in shown
    assert row(home) == "cloud-lab-equity,Cloud,Lab,equity,2,,2025-03,,paid,cash,,"


def test_who_goes_on_is_asked_once(home: Path, talk: Talk) -> None:
    shown = talk("debt", "", "y", "talks", "y", "", "", "y", options=OPTIONS)
    assert shown.count("would not count") == 2  # the amount, and the talks
    assert row(home) == "cloud-lab-debt,Cloud,Lab,debt,,,,,talks,,,"


def test_an_answer_can_be_changed_before_the_row_is_written(home: Path, talk: Talk) -> None:
    shown = talk(
        *PAID, "amuont", "amount", "three", "3", "end", "2024", "2026", "y", options=OPTIONS
    )
    assert "did you mean 'amount'?" in shown
    assert "end 2024 is before start 2025-03" in shown
    assert shown.count("Write this row?") == 4
    assert row(home) == "cloud-lab-equity,Cloud,Lab,equity,3,,2025-03,2026,paid,,,"


def test_a_wrong_option_is_told_of_before_anything_is_asked(home: Path, talk: Talk) -> None:
    shown = talk(options=("--replaces", "fund-lub"), code=1)
    assert "no deal has the id 'fund-lub' (did you mean 'fund-lab'?) [unknown-id]" in shown
    assert "who pays?" not in shown


def test_an_answer_without_a_column_is_asked_for_again(package: Package, talk: Talk) -> None:
    home = package("payer,payee,kind,amount_usd_bn,start\nCloud,Lab,equity,1,2025\n")
    shown = talk("Lab", "Cloud", "compute", "n", "compute", "y", "2", "2025", "y")
    assert "a signed purchase needs an end date" in shown
    assert "How sure is it?" not in shown
    assert row(home) == "Lab,Cloud,compute,2,2025"


def test_without_a_terminal_the_error_says_how_to_add_a_party(home: Path, run: Run) -> None:
    row = ("--payer", "Clod", "--payee", "Lab", "--kind", "equity")
    result = run("add", "data", *row)
    assert result.exit_code == 1
    told = "did you mean 'Cloud'? If not, add a line to parties.csv: Clod,,,)"
    assert f"'Clod' is not in parties.csv ({told} [unknown-party]" in result.stderr
    with (home / "parties.csv").open("a") as file:
        file.write("Clod,,,\n")
    assert run("add", "data", *row).exit_code == 0


@pytest.mark.parametrize("data", ["mine", "mine/payments.csv"])
def test_a_list_of_payments_is_no_place_for_deals(
    data: str, run: Run, ledger: list[str], tmp_path: Path
) -> None:
    assert run("import", *ledger, "mine").exit_code == 0
    before = (tmp_path / "mine/payments.csv").read_bytes()
    for more in ([], ["--dry-run"]):
        row = ("--payer", "A", "--payee", "B", "--kind", "equity")
        result = run("add", data, *row, *more)
        assert (result.exit_code, result.stdout) == (2, "")
        told = " ".join(result.stderr.split())
        assert "mine holds a list of payments, and add writes deals." in told
        assert "Add the row to mine/payments.csv, or to the file that it was imported from" in told
    assert (tmp_path / "mine/payments.csv").read_bytes() == before


def test_it_is_told_of_a_row_exactly_where_the_list_of_deals_leaves_it_out(
    package: Package,
) -> None:
    kinds = ("equity", "warrant", "compute", "repayment", "backstop")
    spans = (("", ""), ("2024", ""), ("2024", "2026"), ("", "2026"))
    choices = product(kinds, ("", "2"), spans, ("", "paid", "contingent", "talks"))
    lines = [f"Cloud,Lab,{kind},{sum},{of[0]},{of[1]},{how}" for kind, sum, of, how in choices]
    home = package("payer,payee,kind,amount_usd_bn,start,end,status\n" + "\n".join(lines) + "\n")
    network = load(home)
    for position in range(len(lines)):
        alone = replace(network, deals=network.deals.iloc[[position]].reset_index(drop=True))
        left_out = deals(alone).rows[0]["left_out"]
        assert bool(why_last_is_left_out(alone)) == bool(left_out), lines[position]
