"""What `check` asks of a list of payments about goods on account, as it asks of a package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

import moneyloop
from moneyloop.input.ledger.doubts import doubts
from moneyloop.input.ledger.payments import Choices, read

Run = Callable[..., click.testing.Result]

SALE = "Carrier,Maker,8,2025-11-10,hardware"
UNPAID = "Maker,Carrier,5,2025-11-10,receivable"
PAID = "Carrier,Maker,5,2026-02-15,repayment"


def rules(tmp_path: Path, *rows: str, dated: bool = True) -> list[tuple[str, int | None]]:
    file = tmp_path / "p.csv"
    header = "payer,payee,amount,start,what" if dated else "payer,payee,amount,day,what"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    columns = {"kind": "what"} | ({} if dated else {"start": ""})
    problems = doubts(read(file, Choices(columns=columns)), str(file))
    assert {problem.column for problem in problems} <= {"what"}
    return [(problem.rule, problem.line) for problem in problems]


@pytest.mark.parametrize("dated", [True, False])
def test_three_rows_are_whole(tmp_path: Path, dated: bool) -> None:
    assert rules(tmp_path, SALE, UNPAID, PAID, dated=dated) == []
    assert rules(tmp_path, PAID, SALE.replace("hardware", "purchase"), UNPAID, dated=dated) == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([UNPAID], [("receivable-without-sale", 2)]),
        ([SALE.replace("-11-", "-06-"), UNPAID], [("receivable-without-sale", 3)]),
        ([SALE.replace("8", "4", 1), UNPAID], [("receivable-without-sale", 3)]),
        ([SALE, PAID], [("repayment-without-loan", 3)]),
        ([SALE, PAID, "Maker,Carrier,9,2024,investment"], []),
        ([SALE, UNPAID, PAID.replace("2026-02", "2025-12")], [("paid-within-the-year", 4)]),
        # Other parties, payments to oneself and rows of no such kind are none of it.
        ([SALE, UNPAID, PAID, "A,A,5,2025,receivable", "A,B,5,2025,return"], []),
    ],
)
def test_what_is_missing_is_asked_for(
    tmp_path: Path, rows: list[str], found: list[tuple[str, int]]
) -> None:
    assert rules(tmp_path, *rows) == found


def test_check_asks_of_the_file_and_of_the_package_alike(tmp_path: Path, run: Run) -> None:
    text = f"payer,payee,amount,start,kind\n{UNPAID}\n"
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    assert run("import", "p.csv", "out").exit_code == 0
    asked = "Maker delivers on account, and no row says what Carrier buys on its days"
    for data in (["p.csv", "--columns", "payer=payer"], ["out"]):
        result = run("check", *data)
        assert (result.exit_code, asked in result.stdout) == (0, True)
        assert "what was delivered as its kind, on the same days" in result.stdout
    assert [problem.rule for problem in moneyloop.check(tmp_path / "out")] == [
        "receivable-without-sale"
    ]


def test_add_tells_at_once_what_check_will_ask(tmp_path: Path, run: Run) -> None:
    header = "id,payer,payee,kind,amount_usd_bn,start,status\n"
    (tmp_path / "deals.csv").write_text(header, encoding="utf-8")
    row = ["--amount-usd-bn", "5", "--start", "2025-11-10", "--status", "paid", "--yes"]
    lent = ["--payer", "Maker", "--payee", "Carrier", "--kind", "receivable", *row]
    sold = ["--payer", "Carrier", "--payee", "Maker", "--kind", "hardware", *row]
    first = run("add", "deals.csv", *lent)
    assert first.exit_code == 0, first.stderr
    asked = "Warning: Maker delivers on account, and no row says what Carrier buys on its days"
    assert asked in first.stderr
    assert "Warning" not in run("add", "deals.csv", *sold).stderr
