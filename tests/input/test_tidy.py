"""Packages that a spreadsheet saved: what can mean one thing is written as the schema has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

import moneyloop
from moneyloop.input.ledger.containers import open_table
from moneyloop.input.ledger.form import Form
from moneyloop.input.repair import repaired
from moneyloop.input.tidy import tidy
from moneyloop.model import DataError

Run = Callable[..., click.testing.Result]
HEADER = "id,payer,payee,kind,amount_usd_bn,start,end,status\n"
SAVED = (
    HEADER
    + 'x,A,B,Equity,"1,250.5",1/3/2025,,Paid\n'
    + "y,B,A,Revenue Share,$5bn,1/13/2025,12/31/2025,signed\n"
    + "z,B,A,compute,n/a,2025-02,,talks\n"
)
MEANT = (
    HEADER
    + "x,A,B,equity,1250.5,2025-01-03,,paid\n"
    + "y,B,A,revenue_share,5,2025-01-13,2025-12-31,signed\n"
    + "z,B,A,compute,,2025-02,,talks\n"
)


def tidied(tmp_path: Path, text: str, form: Form | None = None, **columns: str) -> str:
    file = tmp_path / "deals.csv"
    file.write_text(text, encoding="utf-8")
    form = form or Form()
    return tidy(open_table(file, form), "deals", columns, form).as_csv().decode()


def test_a_saved_package_becomes_what_was_meant(tmp_path: Path) -> None:
    assert tidied(tmp_path, SAVED) == MEANT
    assert tidied(tmp_path, MEANT) == MEANT


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("25 million", "0.025"),
        ("$1.5bn", "1.5"),
        ("0.1", "0.1"),
        ("-2", "-2"),
        ("(3)", "-3"),
        ("a lot", "a lot"),
        ("1e-3", "1e-3"),
    ],
)
def test_amounts(tmp_path: Path, before: str, after: str) -> None:
    found = tidied(tmp_path, f"{HEADER}x,A,B,equity,{before},2025,,paid\n")
    assert found == f"{HEADER}x,A,B,equity,{after},2025,,paid\n"


def test_what_may_mean_two_things_is_asked_for(tmp_path: Path) -> None:
    text = f'{HEADER}x,A,B,equity,"1,250",3/4/2025,5/6/2025,paid\n'
    with pytest.raises(DataError) as caught:
        tidied(tmp_path, text)
    assert [(problem.column, problem.rule) for problem in caught.value.problems] == [
        ("amount_usd_bn", "ambiguous"),
        ("start", "ambiguous"),
        ("end", "ambiguous"),
    ]
    form = Form(dates="day-first", decimal=",")
    assert tidied(tmp_path, text, form).endswith("x,A,B,equity,1.25,2025-04-03,2025-06-05,paid\n")


def test_the_dates_of_a_file_are_written_alike(tmp_path: Path) -> None:
    text = f"{HEADER}x,A,B,equity,1,3/4/2025,31/12/2025,paid\n"
    assert tidied(tmp_path, text).endswith("x,A,B,equity,1,2025-04-03,2025-12-31,paid\n")


def test_headers_are_ours_in_any_case_or_mapped(tmp_path: Path) -> None:
    text = "Payer;Seller;KIND;Amount USD bn;Own note\nA;B;equity;1,5;x;\n"
    found = tidied(tmp_path, text, payee="Seller")
    assert found == "payer,payee,kind,amount_usd_bn,Own note\nA,B,equity,1.5,x\n"


def test_check_writes_a_new_package_and_leaves_the_old_one_alone(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "deals.csv").write_text(SAVED, encoding="cp1252")
    (folder / "figures.csv").write_text(
        "Party;Metric;Start;End;Amount;Unit\nA;revenue;01/01/2025;12/31/2025;12,5;usd_bn\n",
        encoding="utf-8",
    )
    assert run("check", "saved").exit_code == 1
    result = run("check", "saved", "--fix", "fixed")
    assert result.exit_code == 0, result.output
    file = Path("saved") / "deals.csv"
    told = f"{file}: start: 2 cells, such as '1/3/2025' to '2025-01-03' on line 2"
    assert told in result.stderr.splitlines()
    assert (tmp_path / "fixed" / "deals.csv").read_text("utf-8") == MEANT
    assert "A,revenue,2025-01-01,2025-12-31,12.5,usd_bn" in (
        tmp_path / "fixed" / "figures.csv"
    ).read_text("utf-8")
    assert (folder / "deals.csv").read_text("cp1252") == SAVED
    assert run("check", "fixed").exit_code == 0
    again = run("check", "saved", "--fix", "fixed")
    assert (again.exit_code, "already: choose another folder" in again.stderr) == (2, True)


def test_what_is_left_is_named_and_ends_with_1(tmp_path: Path, run: Run) -> None:
    (tmp_path / "deals.csv").write_text(HEADER + "x,A,B,gift,much,2025,,paid\n", encoding="utf-8")
    result = run("check", "deals.csv", "--fix", "fixed")
    assert result.exit_code == 1
    assert "deals.csv:2: kind: 'gift' is not a known choice" in result.stdout
    (tmp_path / "unclear.csv").write_text(HEADER + "x,A,B,debt,1,3/4/2025,,paid\n", "utf-8")
    result = run("check", "unclear.csv", "--fix", "other")
    assert (result.exit_code, (tmp_path / "other").exists()) == (1, False)
    assert run("check", "unclear.csv", "--fix", "other", "--dates", "day-first").exit_code == 0


def test_nothing_to_mend_is_written_as_it_is(tmp_path: Path) -> None:
    done = repaired(None, tmp_path / "copy", Form())
    assert done.changes == []
    before, after = moneyloop.load(), moneyloop.load(tmp_path / "copy")
    assert after.deals.drop(columns="line").equals(before.deals.drop(columns="line"))


def test_a_spreadsheet_of_deals_is_imported(tmp_path: Path, run: Run) -> None:
    (tmp_path / "sheet.csv").write_text(
        "Deals of the year;\n\nBuyer;Seller;Kind;Value;Start;Status;Desk\n"
        "A;B;Equity;1.250,5;31.1.2025;paid;west\nB;A;Compute;3;1.2.2025;paid;\n",
        encoding="utf-8",
    )
    columns = "payer=Buyer,payee=Seller,kind=Kind,amount_usd_bn=Value"
    result = run("import", "sheet.csv", "mine", "--columns", columns)
    assert result.exit_code == 0, result.stderr
    assert "read as deals: semicolons, UTF-8, header in line 3" in result.stderr
    assert result.stderr.splitlines()[-1] == "2 deals. Next: moneyloop report mine"
    network = moneyloop.load(tmp_path / "mine")
    assert network.deals["amount_usd_bn"].tolist() == [1250.5, 3.0]
    assert network.deals["Desk"].tolist() == ["west", ""]
    assert len(moneyloop.loops(network).rows) == 1
    (tmp_path / "bad.csv").write_text(
        "payer,payee,kind,amount_usd_bn\nA,B,gift,5\n", encoding="utf-8"
    )
    result = run("import", "bad.csv", "other")
    assert (result.exit_code, (tmp_path / "other").exists()) == (1, False)
    assert "bad.csv:2: kind: 'gift' is not a known choice" in result.stderr
