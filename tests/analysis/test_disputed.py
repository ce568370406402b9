"""Amounts that somebody disputes: they count, and say so next to the number."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

import moneyloop
from moneyloop.analysis.study.disputed import sentences
from moneyloop.pages.content import summary

Package = Callable[..., Path]
Run = Callable[..., click.testing.Result]

DEALS = """
    id,payer,payee,kind,amount_usd_bn,start,end,status,disputed_by
    seed,Cloud,Lab,equity,4,2025-01-01,,paid,
    bill,Lab,Cloud,compute,5,2025-01-01,2025-12-31,paid,Cloud
    more,Lab,Cloud,compute,1,2024-01-01,2024-12-31,paid,
    plan,Lab,Chips,hardware,2,2025-03-01,2025-09-30,signed,Chips and its auditor
    fees,Users,Cloud,customer,9,2025-01-01,2025-12-31,paid,Users
"""
BILL = "Disputed by Cloud: bill, $5.0bn that Lab paid Cloud in 2025."
PLAN = (
    "Disputed by Chips and its auditor: plan, $2.0bn from Lab to Chips, 1 March 2025 to "
    "30 September 2025."
)
SAME = [re.sub(r",[^,]+$", ",", line) for line in DEALS.split("\n")[2:-1]]
UNDISPUTED = "\n".join([DEALS.split("\n")[1], *SAME])


def test_rows_name_the_disputed_sales_in_the_network_of_their_period(package: Package) -> None:
    rows = moneyloop.attribute(moneyloop.load(str(package(DEALS)))).rows
    named = {(row["party"], row["period"]): row["disputed"] for row in rows}
    assert named["Cloud", "2025"] == ["bill"]
    assert named["Chips", "2025"] == ["plan"]
    assert named["Cloud", "2024"] == named["Lab", "2025"] == []


def test_no_number_moves(package: Package) -> None:
    disputed = moneyloop.attribute(moneyloop.load(str(package(DEALS))))
    plain = moneyloop.attribute(moneyloop.load(str(package(UNDISPUTED, folder="plain"))))
    assert [row | {"disputed": []} for row in disputed.rows] == plain.rows
    assert set(disputed.notes) - set(plain.notes) >= {BILL, PLAN}
    assert not [note for note in plain.notes if note.startswith("Disputed")]


def test_a_rule_names_them_too(package: Package) -> None:
    answer = moneyloop.attribute(moneyloop.load(str(package(DEALS))), year="2025", rule="fifo")
    assert next(row for row in answer.rows if row["party"] == "Cloud")["disputed"] == ["bill"]
    assert BILL in answer.notes


@pytest.mark.parametrize(
    ("start", "end", "status", "amount", "said"),
    [
        ("2025", "", "paid", "5", "bill, $5.0bn that Lab paid Cloud in 2025."),
        ("2025-06-30", "", "paid", "5", "bill, $5.0bn that Lab paid Cloud on 30 June 2025."),
        ("2025-06", "", "paid", "5", "bill, $5.0bn that Lab paid Cloud in June 2025."),
        ("", "", "signed", "5", "bill, $5.0bn from Lab to Cloud."),
        ("2025", "2026", "signed", "", "bill, an amount that is not public, from Lab to Cloud"),
    ],
)
def test_the_sentence(
    package: Package, start: str, end: str, status: str, amount: str, said: str
) -> None:
    row = f"bill,Lab,Cloud,compute,{amount},{start},{end},{status},Cloud"
    head = "id,payer,payee,kind,amount_usd_bn,start,end,status,disputed_by"
    told = sentences(moneyloop.load(str(package(f"{head}\n{row}"))).deals)
    assert told["bill"].startswith(f"Disputed by Cloud: {said}")


def test_the_report_marks_the_sales_and_says_who(package: Package, run: Run) -> None:
    folder = package(DEALS)
    content = summary.build(moneyloop.load(str(folder)), year="2025")
    assert content["disputed"] == [{"id": "bill", "text": BILL}, {"id": "plan", "text": PLAN}]
    text = run("report", folder, "--year", "2025", "--full", "-o", "page.html").stdout
    (line,) = (line for line in text.split("\n") if re.match(r" Cloud +14\.0", line))
    assert "5.0\N{DAGGER}" in line
    assert f"\N{DAGGER} {BILL}\n" in text
    page = (folder.parent / "page.html").read_text(encoding="utf-8")
    assert BILL in page


def test_attribute_deals_and_explain_say_it(package: Package, run: Run) -> None:
    def said(*words: object) -> str:
        return run(*words).stdout

    folder = package(DEALS)
    assert "5.0\N{DAGGER}" in said("attribute", folder)
    assert "disputed: somebody says" in said("attribute", folder)
    assert BILL in said("attribute", folder, "--notes")
    assert "Disputed by" in said("deals", folder)
    assert "Disputed by" not in said("deals", folder, "--party", "Cloud", "--kind", "equity")
    assert BILL in said("explain", "Cloud", folder, "--year", "2025")
    assert json.loads(said("explain", "Cloud", folder, "--format", "json"))["disputed"] == [
        BILL,
        PLAN,
    ]


def test_microsofts_sales_of_2025_are_disputed_in_the_bundled_data() -> None:
    network = moneyloop.load()
    assert sentences(network.deals) == {
        "openai-msft-2025": "Disputed by Microsoft: openai-msft-2025, $17.2bn that OpenAI paid "
        "Microsoft in 2025."
    }
