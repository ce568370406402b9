"""`import` of payments: a folder that every command reads, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

import moneyloop

Run = Callable[..., click.testing.Result]

BANK = (
    "Kontoauszug;2024\n\nvon;an;Betrag;Tag;Art\n"
    "Kunde;Labor;1.234,50;21.05.2024;Rechnung\n"
    "Wolke;Labor;99,90;3.6.2024;Beteiligung\n"
    "Labor;Wolke;80,00;4.6.2024;Rechnung\n"
)
COLUMNS = "payer=von,payee=an,amount=Betrag,start=Tag,kind=Art"
KINDS = "Rechnung=purchase,Beteiligung=equity"
DEALS = "payer,payee,kind,amount_usd_bn,start,status\nA,B,equity,1,2025,paid\n"
OPTIONS = ["--columns", COLUMNS, "--kinds", KINDS]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    file = tmp_path / "bank.csv"
    file.write_bytes(BANK.encode("cp1252"))
    return file


def test_a_package_of_a_bank_export(bank: Path, run: Run) -> None:
    result = run("import", "bank.csv", "ledger", *OPTIONS)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "read as: semicolons, decimal commas, dates day first, UTF-8, header in line 3",
        *(f"wrote {Path('ledger') / name}" for name in ("payments.csv", "parties.csv")),
        f"wrote {Path('ledger') / 'datapackage.json'}",
        "3 payments among 3 parties, 2 of them inside. Next: moneyloop attribute ledger",
    ]
    assert (bank.parent / "ledger" / "payments.csv").read_text("utf-8") == (
        "id,payer,payee,kind,amount,start,left_out\n"
        "row-4,Kunde,Labor,purchase,1234.5,2024-05-21,\n"
        "row-5,Wolke,Labor,equity,99.9,2024-06-03,\n"
        "row-6,Labor,Wolke,purchase,80.0,2024-06-04,\n"
    )
    package = json.loads((bank.parent / "ledger" / "datapackage.json").read_text("utf-8"))
    assert package["moneyloop"] == {
        "dated": True,
        "unit": "as given",
        "read_as": "semicolons, decimal commas, dates day first, UTF-8, header in line 3",
        "chosen": {
            "file": "bank.csv",
            "columns": [COLUMNS],
            "kinds": [KINDS],
            "delimiter": ";",
            "quote": '"',
            "decimal": ",",
            "dates": "day-first",
        },
    }


@pytest.mark.parametrize(
    "words",
    [
        ["attribute"],
        ["attribute", "--rule", "fifo"],
        ["index"],
        ["loops"],
        ["deals"],
        ["explain", "Wolke"],
        ["timeline"],
        ["unknowns"],
        ["gap"],
        ["check"],
    ],
    ids=" ".join,
)
def test_commands_answer_alike_from_the_file_and_from_the_package(
    bank: Path, run: Run, words: list[str]
) -> None:
    assert run("import", "bank.csv", "ledger", *OPTIONS).exit_code == 0
    fresh = run(*words, "bank.csv", *OPTIONS, "--format", "json")
    again = run(*words, "ledger", "--format", "json")
    assert (fresh.exit_code, again.exit_code) == (0, 0), fresh.stderr + again.stderr
    found, kept = json.loads(fresh.stdout), json.loads(again.stdout)
    for answer in (found, kept):
        assert "USD" not in json.dumps(answer)
        answer.pop("data", None)
        for row in answer.get("rows", ()):
            for key in ("line", "start"):  # as they stand in the file that is read
                row.pop(key, None)
    assert found == kept


def test_a_map_is_taken_from_the_header_and_told(tmp_path: Path, run: Run) -> None:
    text = "From,To,Value,Date,Type\nA,B,5,2025-01-02,equity\n"
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    result = run("import", "p.csv", "ledger")
    assert result.exit_code == 0, result.stderr
    told = "columns taken as payer=From,payee=To,amount=Value,start=Date,kind=Type"
    assert result.stderr.splitlines()[0] == told
    (tmp_path / "q.csv").write_text("x,y,z\n1,2,3\n", encoding="utf-8")
    result = run("import", "q.csv", "other")
    assert result.exit_code == 2
    assert "no column of q.csv is plainly the payer, payee, amount" in result.stderr


def test_who_is_inside_stays_and_can_be_written(bank: Path, run: Run) -> None:
    assert run("import", "bank.csv", "ledger", *OPTIONS, "--outside", "Wolke").exit_code == 0
    parties = bank.parent / "ledger" / "parties.csv"
    assert "Wolke,,outside,,," in parties.read_text("utf-8")
    rows = json.loads(run("attribute", "ledger", "--format", "json").stdout)["rows"]
    assert [row["party"] for row in rows] == ["Labor"]
    parties.write_text("name,boundary\nKunde,inside\nWolke,inside\n", encoding="utf-8")
    rows = json.loads(run("attribute", "ledger", "--format", "json").stdout)["rows"]
    assert {row["party"] for row in rows} == {"Labor", "Kunde", "Wolke"}
    parties.write_text("name,boundary\nKunde,beside\n", encoding="utf-8")
    result = run("attribute", "ledger")
    assert (result.exit_code, "'beside' is not a known choice" in result.stderr) == (1, True)


def test_bad_rows_are_written_counted_and_stay_left_out(bank: Path, run: Run) -> None:
    with bank.open("a", encoding="cp1252") as stream:
        stream.write("Labor;Wolke;viel;5.6.2024;Rechnung\nLabor;Wolke\n")
    refused = run("import", "bank.csv", "ledger", *OPTIONS)
    assert (refused.exit_code, (bank.parent / "ledger").exists()) == (1, False)
    result = run("import", "bank.csv", "ledger", *OPTIONS, "--bad-rows", "bad.csv")
    assert result.exit_code == 0, result.stderr
    assert "2 rows cannot be read and do not count: wrote bad.csv" in result.stderr
    assert len((bank.parent / "bad.csv").read_text("utf-8").splitlines()) == 3
    answer = json.loads(run("index", "ledger", "--format", "json").stdout)
    reason = {"reason": "cannot be read", "count": 2, "ids": ["row-7", "row-8"]}
    assert reason in answer["left_out"]


def test_undated_payments_stay_undated(tmp_path: Path, run: Run) -> None:
    (tmp_path / "p.csv").write_text("payer,payee,amount\nA,B,5\nB,A,4\n", encoding="utf-8")
    options = ["--columns", "start=", "--default-kind", "purchase"]
    assert run("import", "p.csv", "ledger", *options).exit_code == 0
    answer = json.loads(run("index", "ledger", "--by", "total", "--format", "json").stdout)
    assert [row["period"] for row in answer["rows"]] == ["undated"]


def test_the_amounts_of_a_ledger_are_called_so_and_have_their_unit(bank: Path, run: Run) -> None:
    assert run("import", "bank.csv", "ledger", *OPTIONS).exit_code == 0
    for data in (["ledger"], ["bank.csv", *OPTIONS]):
        answer = json.loads(run("deals", *data, "--format", "json").stdout)
        found = [(row["amount"], row["unit"]) for row in answer["rows"]]
        assert found == [(1234.5, "as given"), (99.9, "as given"), (80.0, "as given")]
        text = run("deals", *data, "--format", "csv").stdout
        assert text.startswith("id,payer,payee,kind,amount,unit,")
        assert "usd" not in text.lower()
    frame = moneyloop.deals(moneyloop.load(bank.parent / "ledger")).to_frame()
    assert frame["amount"].tolist() == [1234.5, 99.9, 80.0]


def test_nothing_is_written_over(bank: Path, run: Run) -> None:
    assert run("import", "bank.csv", "ledger", *OPTIONS).exit_code == 0
    before = (bank.parent / "ledger" / "payments.csv").read_bytes()
    result = run("import", "bank.csv", "ledger", *OPTIONS, "--outside", "Wolke")
    assert result.exit_code == 2
    assert "ledger has payments.csv, parties.csv, datapackage.json already" in result.stderr
    assert "--read-as ledger reads bank.csv as its file was read" in result.stderr
    assert (bank.parent / "ledger" / "payments.csv").read_bytes() == before


def test_a_folder_is_a_package_of_payments_or_of_deals(bank: Path, run: Run) -> None:
    home = bank.parent
    (home / "deals.csv").write_text(DEALS, encoding="utf-8")
    assert run("import", "deals.csv", "deals").exit_code == 0
    assert run("import", "bank.csv", "ledger", *OPTIONS).exit_code == 0
    (home / "deals" / "parties.csv").unlink(missing_ok=True)
    (home / "deals" / "datapackage.json").unlink()
    (home / "ledger" / "datapackage.json").unlink()
    (home / "ledger" / "parties.csv").unlink()
    for words, other in (
        (["import", "bank.csv", "deals", *OPTIONS], "deals has a deals.csv"),
        (["import", "deals.csv", "ledger"], "ledger has a payments.csv"),
        (["init", "ledger"], "ledger has a payments.csv"),
    ):
        result = run(*words)
        assert (result.exit_code, other in result.stderr) == (2, True), result.stderr
    assert sorted(file.name for file in (home / "deals").iterdir()) == ["deals.csv"]
    assert sorted(file.name for file in (home / "ledger").iterdir()) == ["payments.csv"]


@pytest.mark.parametrize("folder", ["-", "", "bank.csv", "bank.csv/deeper"])
def test_what_cannot_be_a_folder_is_refused(bank: Path, run: Run, folder: str) -> None:
    result = run("import", "bank.csv", folder, *OPTIONS)
    assert (result.exit_code, "Traceback" in result.stderr) == (2, False)
    assert [file.name for file in bank.parent.iterdir()] == ["bank.csv"]


def test_a_list_of_nobody_is_refused(bank: Path, run: Run) -> None:
    (bank.parent / "inside.txt").write_text("\n", encoding="utf-8")
    for given in ("inside.txt", ","):
        result = run("import", "bank.csv", "ledger", *OPTIONS, "--inside", given)
        assert (result.exit_code, f"{given!r} names nobody" in result.stderr) == (2, True)


def test_names_that_look_alike_and_rows_that_agree_are_named(tmp_path: Path, run: Run) -> None:
    text = (
        "payer,payee,amount,start,kind\nAcme Ltd,Lab,5,2025,equity\nLab,ACME LTD,4,2025,services\n"
    )
    (tmp_path / "p.csv").write_text(text + "Lab,ACME LTD,4,2025,services\n", encoding="utf-8")
    result = run("check", "p.csv", "--columns", "payer=payer")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "p.csv:3: 'ACME LTD' and 'Acme Ltd' differ in case only; as one party, 1 loop would close, "
        "such as Acme Ltd > Lab > Acme Ltd (if they are one party, write one name, or say so: "
        "--aliases FILE) [names-alike]",
        "p.csv:3: the row agrees in every column with line 4: each counts (take out what was "
        "exported twice, or give the payments ids) [same-rows]",
    ]
