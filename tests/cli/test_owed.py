"""Money owed, as data/README.md has it: its rows give its numbers, and half is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

Run = Callable[..., click.testing.Result]
Package = Callable[..., Path]

README = Path(__file__).parents[2] / "data" / "README.md"
ENDS = ("own_low", "own_estimate", "own_high")


def example(number: int) -> list[str]:
    """The lines of an example: 0 is of goods that are not paid, 1 of goods paid for in advance."""
    section = README.read_text(encoding="utf-8").split("\n## Money owed\n")[1].split("\n## ")[0]
    blocks: list[str] = re.findall(r"^```csv\n(.*?)^```", section, re.M | re.S)
    assert len(blocks) == 2
    return blocks[number].splitlines()


def without(start: str) -> str:
    """The first example without the row that begins so."""
    lines = example(0)
    rest = [line for line in lines if not line.startswith(start)]
    assert len(rest) == len(lines) - 1
    return "\n".join(rest) + "\n"


def answers(run: Run, *words: object) -> dict[tuple[str, str], Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return {(row["party"], row.get("period", "")): row for row in json.loads(result.stdout)["rows"]}


def test_what_is_unpaid_is_own_money_back_until_it_is_paid(run: Run, package: Package) -> None:
    folder = package("\n".join(example(0)) + "\n")
    assert run("check", folder).output.startswith("No problems")
    rows = answers(run, "attribute", folder)
    sold, paid = rows["Maker", "2025"], rows["Maker", "2026"]
    assert [sold[key] for key in ENDS] == [5, 5, 5]
    assert (sold["revenue"], sold["network_sales"], sold["own_investment"]) == (8, 8, 5)
    assert [paid[key] for key in ENDS] == [0, 0, 0]
    assert paid["network_sales"] == 0


def test_every_rule_says_the_same(run: Run, package: Package) -> None:
    """Maker has no cash that day: a rule must not find that Carrier paid before it was lent to."""
    folder = package("\n".join(example(0)) + "\n")
    result = run("attribute", folder, "--rule", "all", "--format", "json")
    rows = [row for row in json.loads(result.stdout)["rows"] if row["party"] == "Maker"]
    assert len({row["rule"] for row in rows}) == 7
    for row in rows:
        assert [row[key] for key in ENDS] == [5 if row["period"] == "2025" else 0] * 3


@pytest.mark.parametrize(
    ("start", "rule", "line", "words"),
    [
        ("goods", "receivable-without-sale", 2, "payer Carrier, payee Maker"),
        ("unpaid", "repayment-without-loan", 3, "payer Maker, payee Carrier, kind receivable"),
    ],
)
def test_half_of_it_gives_nothing_and_check_asks_for_the_rest(
    run: Run, package: Package, start: str, rule: str, line: int, words: str
) -> None:
    folder = package(without(start))
    rows = answers(run, "attribute", folder, "--year", "2025")
    assert sum(row["own_high"] for row in rows.values()) == 0
    result = run("check", folder, "--format", "json")
    assert result.exit_code == 0
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["rule"], problem["line"]) == (rule, line)
    assert problem["severity"] == "warning"
    assert words in problem["hint"]


def test_what_is_not_paid_yet_needs_no_third_row(run: Run, package: Package) -> None:
    folder = package(without("payment"))
    assert run("check", folder).output.startswith("No problems")
    row = answers(run, "attribute", folder)["Maker", "2025"]
    assert [row[key] for key in ENDS] == [5, 5, 5]


def test_who_fails_before_it_pays_takes_it_along(run: Run, package: Package) -> None:
    folder = package("\n".join(example(0)) + "\n")
    for day, lost in (("2025-12-31", 5), ("2026-03-31", 0)):
        rows = answers(run, "stress", "Carrier", folder, "--as-of", day)
        assert sum(row["investment_lost"] for row in rows.values()) == lost


def test_goods_on_account_close_a_money_loop(run: Run, package: Package) -> None:
    folder = package("\n".join(example(0)) + "\n")
    (loop,) = json.loads(run("loops", folder, "--format", "json").stdout)["rows"]
    assert (loop["type"], loop["size"], loop["parties"]) == ("money", 5, ["Maker", "Carrier"])


def test_a_prepaid_sale_stands_where_it_is_paid(run: Run, package: Package) -> None:
    folder = package("\n".join(example(1)) + "\n")
    assert run("check", folder).output.startswith("No problems")
    row = answers(run, "attribute", folder, "--year", "2025")["Maker", "2025"]
    assert [row[key] for key in ("revenue", "own_high", "came_back_high")] == [4, 0, 0]


def test_it_can_be_added(run: Run, package: Package) -> None:
    folder = package(without("unpaid"))
    ends = ("--payer", "Maker", "--payee", "Carrier", "--amount-usd-bn", "5")
    row = (*ends, "--start", "2025-11-10", "--status", "paid")
    refused = run("add", folder, *row, "--kind", "trade credit")
    assert refused.exit_code == 2
    assert "receivable (goods delivered and not yet paid)" in refused.stderr
    assert run("add", folder, *row, "--kind", "receivable").exit_code == 0
    assert run("check", folder).output.startswith("No problems")


PAYMENTS = """\
from,to,value,time,type
Carrier,Maker,8,2025-11-10T10:00:00,purchase
Maker,Carrier,5,2025-11-10T10:00:00,{kind}
,Carrier,20,2025-03-15,purchase
"""
MAP = ("--columns", "payer=from,payee=to,amount=value,start=time,kind=type")


@pytest.mark.parametrize("rule", [(), ("--rule", "fifo")])
def test_a_list_of_payments_has_it_too(run: Run, tmp_path: Path, rule: tuple[str, ...]) -> None:
    (tmp_path / "p.csv").write_text(PAYMENTS.format(kind="Receivable"), encoding="utf-8")
    row = answers(run, "attribute", "p.csv", *MAP, *rule)["Maker", "2025"]
    assert [row[key] for key in ENDS] == [5, 5, 5]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("trade credit", '--kinds "trade credit=receivable"'),
        ("prepayment", "--kinds prepayment=purchase"),
        ("deposit", "--kinds deposit=purchase or --kinds deposit=debt"),
        ("invoice", "--kinds invoice=purchase or --kinds invoice=receivable"),
        ("loan", "--kinds loan=debt"),
    ],
)
def test_a_word_of_a_list_of_payments_leads_to_its_kind(
    run: Run, tmp_path: Path, word: str, told: str
) -> None:
    (tmp_path / "p.csv").write_text(PAYMENTS.format(kind=word), encoding="utf-8")
    result = run("attribute", "p.csv", *MAP)
    assert result.exit_code == 1
    assert f"is not a kind of deal or a class (say what the word means: {told})" in result.stderr
    words = told.split(" or ")[0].removeprefix("--kinds ").strip('"')
    assert run("attribute", "p.csv", *MAP, "--kinds", words).exit_code == 0


@pytest.mark.parametrize(
    ("word", "kinds", "words"),
    [
        ("trade credit", ["receivable"], "Its payer is the seller"),
        ("Accounts receivable", ["receivable"], "Write the whole sale too"),
        ("receivables", ["receivable"], "a repayment when the buyer pays"),
        ("prepayment", ["hardware", "services"], "start is the day on which it is paid"),
        ("customer deposit", ["hardware", "debt"], "What will be given back is debt"),
        ("invoice", ["hardware", "receivable"], "what of it is unpaid is a receivable"),
        ("vendor financing", ["debt", "receivable"], "goods delivered and not yet paid"),
    ],
)
def test_other_words_for_it_lead_to_what_to_write(
    run: Run, package: Package, word: str, kinds: list[str], words: str
) -> None:
    result = run("check", package(f"payer,payee,kind\nMaker,Carrier,{word}\n"))
    assert result.exit_code == 1
    assert words in result.output
    assert all(f"{kind} (" in result.output for kind in kinds)
