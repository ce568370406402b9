"""A list of payments on the command line: --columns and --default-kind."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

import moneyloop
from moneyloop.analysis.dated.tracing import RULES
from moneyloop.analysis.graph import EVERY

Run = Callable[..., click.testing.Result]

TRACED = ["--rule", "fifo"]
ALL = ["--rule", "all"]
COMMANDS = ([], ALL)


def answer(run: Run, *words: str) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("rule", COMMANDS)
def test_the_unit_is_that_of_the_file_everywhere(
    run: Run, ledger: list[str], rule: list[str]
) -> None:
    assert answer(run, "attribute", *rule, *ledger)["unit"] == "as given"
    for form in ("table", "markdown"):
        text = run("attribute", *rule, *ledger, "--format", form).stdout
        assert "Amounts as given in the payments, to 5 February 2025." in text
        assert "USD" not in text
        assert "firm" not in text


def test_a_package_is_in_billions(run: Run, small: Path) -> None:
    assert answer(run, "attribute", "small")["unit"] == "usd_bn"
    assert (
        "USD billions, paid and signed amounts"
        in run("attribute", "small", "--format", "markdown").stdout
    )


@pytest.mark.parametrize("words", [["attribute"], ["attribute", *TRACED], ["attribute", *ALL]])
def test_every_format_has_the_same_numbers(run: Run, ledger: list[str], words: list[str]) -> None:
    rows = answer(run, *words, *ledger)["rows"]
    assert rows
    table = list(csv.DictReader(io.StringIO(run(*words, *ledger, "--format", "csv").stdout)))
    assert [(row["party"], float(row["own_high"])) for row in table] == [
        (row["party"], row["own_high"]) for row in rows
    ]
    assert set(table[0]) == set(rows[0])
    lines = run(*words, *ledger, "--format", "markdown").stdout.splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == list(table[0])
    assert len([line for line in lines if line.startswith("| ")]) == len(rows) + 1


@pytest.mark.parametrize("rule", COMMANDS)
def test_nothing_of_a_ledger_is_planned(run: Run, ledger: list[str], rule: list[str]) -> None:
    found = answer(run, "attribute", *rule, *ledger, "--to", "2027")
    assert {row["planned"] for row in found["rows"]} == {False}
    assert not [note for note in found["notes"] if "planned" in note.lower()]
    table = run("attribute", *rule, *ledger, "--to", "2027").stdout
    assert "*" not in table
    assert "forma" not in table
    assert "Coverage" not in table


def test_what_is_left_out_is_counted_with_its_reason(run: Run, ledger: list[str]) -> None:
    found = answer(run, "attribute", *ledger)
    assert found["left_out"] == [
        {"reason": "payer is the payee", "count": 1, "ids": ["t9"]},
        {"reason": "unknown amount", "count": 1, "ids": ["t10"]},
        {"reason": "no dates", "count": 1, "ids": ["t11"]},
    ]


def test_a_number_that_can_be_worked_out_by_hand(run: Run, ledger: list[str]) -> None:
    """Lab has 100 of the Fund, then 40 of Cloud, and 80 of it go to Cloud, 20 by way of Chips."""
    words = [*ledger, "--party", "Cloud", "--from", "2025-01", "--to", "2025-01", "--by", "month"]
    own = {rule: answer(run, "attribute", *words, "--rule", rule)["rows"][0] for rule in RULES}
    assert own["fifo"]["own_estimate"] == 0
    assert own["lifo"]["own_estimate"] == 40
    assert own["own-first"]["own_estimate"] == 40
    assert own["own-last"]["own_estimate"] == 0
    assert own["pro-rata"]["own_estimate"] == pytest.approx(80 * 40 / 140)
    assert own["fifo"]["revenue"] == 130
    assert (own["fifo"]["own_low"], own["fifo"]["own_high"]) == (0, 40)


def random_rows(seed: int, parties: int, count: int) -> list[tuple[str, str, str, str, str]]:
    random_ = random.Random(seed)
    rows = []
    for _ in range(count):
        payer, payee = random_.sample([f"P{number}" for number in range(parties)], 2)
        kind = random_.choice(["equity", "services", "compute", "dividend", "credit", "debt"])
        day = f"2025-{random_.randint(1, 4):02d}-{random_.randint(1, 5):02d}"
        rows.append((payer, payee, kind, str(random_.randint(1, 50)), day))
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_a_ledger_is_the_package_of_the_same_rows(
    run: Run, package: Callable[..., Path], seed: int
) -> None:
    rows = random_rows(seed, parties=5, count=25)
    rows.append(("Outsider", "P0", "services", "9", "2025-03-01"))
    text = "\n".join(",".join((*row, "paid")) for row in rows)
    package("payer,payee,kind,amount_usd_bn,start,status\n" + text + "\n", folder="same")
    Path("payments.csv").write_text("payer,payee,kind,amount,start,status\n" + text, "utf-8")
    for words in (
        ["attribute", "--amounts", "known"],
        ["attribute", "--by", "month", *TRACED, "--shuffle-ties", "2"],
        ["attribute", *ALL, "--by", "total"],
    ):
        ours = answer(run, words[0], "payments.csv", "--columns", "amount=amount", *words[1:])
        theirs = answer(run, words[0], "same", *words[1:])
        for result in (ours, theirs):
            # A list of payments also has rows of parties that only keep cash.
            result["rows"] = [row for row in result["rows"] if row["revenue"]]
            for row in result["rows"]:
                del row["planned"]
                assert row.pop("disputed", []) == []  # nobody disputes any of these
        # A list of payments is rounded by digits, a package by decimals.
        assert [pytest.approx(row, abs=1e-8) for row in theirs["rows"]] == ours["rows"]
        assert ours["as_of"] == theirs["as_of"]


def test_a_list_of_payments_keeps_the_cash_that_no_payment_takes(run: Run) -> None:
    """All payments are listed: what comes in in January is there in March, with its mix."""
    Path("payments.csv").write_text(
        "payer,payee,kind,amount,start\n"
        ",Lab,purchase,60,2025-01-05\n"
        "Cloud,Lab,investment,40,2025-01-09\n"
        "Lab,,purchase,50,2025-01-20\n"
        "Lab,Cloud,purchase,30,2025-03-02\n"
    )
    rows = answer(run, "attribute", "payments.csv", "--columns", "amount=amount", "--by", "month")[
        "rows"
    ]
    march = {row["party"]: row for row in rows if row["period"] == "2025-03"}["Cloud"]
    assert march["own_estimate"] == pytest.approx(30 * 40 / 100)
    assert (march["own_low"], march["own_high"], march["no_known_source"]) == (0, 30, 0)


@pytest.mark.parametrize("measure", EVERY)
def test_all_sellers_of_a_list_of_payments(ledger: list[str], tmp_path: Path, measure: str) -> None:
    """A list of payments has all that there was: one interval, for every measure."""
    mapping = dict(pair.split("=") for pair in ledger[-1].split(","))
    found = moneyloop.explain_sector(
        moneyloop.load_payments(tmp_path / ledger[0], mapping), measure=measure
    ).extra
    assert found["low"] == found["known_low"] <= found["estimate"]
    assert found["estimate"] <= found["high"] == found["known_high"]


def test_a_list_of_payments_has_no_ranges(run: Run, ledger: list[str]) -> None:
    result = run("attribute", *ledger, "--amounts", "ranges")
    assert result.exit_code == 2
    assert "states no ranges" in result.stderr


def test_parquet_is_read_like_csv(run: Run, ledger: list[str]) -> None:
    pytest.importorskip("pyarrow", reason="reading Parquet needs pyarrow")
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    options = arrow_csv.ConvertOptions(column_types={"time": "string"})
    parquet.write_table(arrow_csv.read_csv("payments.csv", convert_options=options), "p.parquet")
    csv_rows = answer(run, "attribute", *ledger, *TRACED)["rows"]
    assert answer(run, "attribute", "p.parquet", *ledger[1:], *TRACED)["rows"] == csv_rows


def test_standard_input(run: Run, ledger: list[str]) -> None:
    raw = Path("payments.csv").read_bytes()
    result = run("attribute", "-", *ledger[1:], "--format", "json", stdin=raw)
    assert json.loads(result.stdout)["rows"] == answer(run, "attribute", *ledger)["rows"]


def test_the_map_may_be_given_in_parts_with_blanks(run: Run, ledger: list[str]) -> None:
    words = ["--columns", "payer=from, payee = to", "--columns", "amount=value,start=time"]
    whole = answer(run, "attribute", *ledger)["rows"]
    found = answer(run, "attribute", "payments.csv", *words, "--columns", "kind=type")
    assert found["rows"] == whole


def test_a_default_kind_is_for_rows_without_one(run: Run) -> None:
    Path("p.csv").write_text("payer,payee,amount,start\n,A,5,2025\n,A,6,2025\n", "utf-8")
    (row,) = answer(run, "attribute", "p.csv", "--default-kind", "Purchase")["rows"]
    assert (row["party"], row["revenue"], row["customers"]) == ("A", 11, 11)


@pytest.mark.parametrize("rule", COMMANDS)
def test_a_header_alone_is_no_mistake(run: Run, rule: list[str]) -> None:
    Path("p.csv").write_text("payer,payee,amount,start,kind\n", encoding="utf-8")
    words = ["attribute", *rule, "p.csv", "--columns", "kind=kind"]
    found = answer(run, *words)
    assert (found["rows"], found["left_out"], found["as_of"]) == ([], [], None)
    for form in ("table", "csv", "markdown"):
        assert run(*words, "--format", form).exit_code == 0


@pytest.mark.parametrize("rule", COMMANDS)
def test_wrong_rows_end_with_1_and_are_all_named(
    run: Run, ledger: list[str], rule: list[str]
) -> None:
    file = Path("payments.csv")
    raw = file.read_text("utf-8").replace(",60,", ',"6,000",').replace("hardware", "hardwear")
    file.write_text(raw, encoding="utf-8")
    result = run("attribute", *rule, *ledger)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "payments.csv:5: value: '6,000' may be a thousand or a fraction, and no amount of the "
        "column shows which (say it: --decimal , or --decimal .) [ambiguous]\n"
        "payments.csv:6: type: 'hardwear' is not a kind of deal or a class "
        "(did you mean 'hardware'?) [choice]\n"
        "2 errors in the data.\n"
    )


@pytest.mark.parametrize(
    "columns",
    [
        ["payer=from,payee=to,amount=Amount, USD,start=time,id="],
        ["amount=Amount, USD", "payer=from, payee=to", "start=time,id="],
    ],
)
def test_a_header_may_have_a_comma_and_an_id_column_may_be_none(
    tmp_path: Path, run: Run, columns: list[str]
) -> None:
    text = '"Amount, USD",from,to,time,id\n5,A,B,2025-01-01,x\n4,B,A,2025-01-02,x\n'
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    words = [word for one in columns for word in ("--columns", one)]
    found = answer(run, "attribute", "list.csv", *words, "--default-kind", "purchase")
    assert {row["party"]: row["revenue"] for row in found["rows"]} == {"A": 4, "B": 5}


@pytest.mark.parametrize("rule", COMMANDS)
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["payments.csv", "--columns", "payer=form"], "no column 'form' for payer: did you mean"),
        (["payments.csv", "--columns", "payer"], "'payer' is not of the form payer=from"),
        (["payments.csv", "--columns", ""], "'' is not of the form payer=from"),
        (["payments.csv", "--columns", "payer="], "payer= names no column"),
        (
            ["payments.csv", "--columns", "payer=from,payer=to"],
            "--columns: payer stands twice: from and to",
        ),
        (
            ["payments.csv", "--columns", "payer=from", "--columns", "payer=to"],
            "--columns: payer stands twice: from and to",
        ),
        (["payments.csv", "--columns", "whom=to"], "'whom' is not a column of payments"),
        (["payments.csv", "--default-kind", "purchase"], "no column 'payer' for payer"),
        (["payments.csv", "--default-kind", "purchas"], "did you mean 'purchase'?"),
        ([".", "--columns", "payer=from"], ". is a folder: a list of payments is one file"),
        (["--columns", "payer=from"], "need DATA: a list of payments"),
        (["nothing.csv", "--columns", "payer=from"], "nothing.csv"),
    ],
)
def test_wrong_use_ends_with_2(
    run: Run, ledger: list[str], rule: list[str], words: list[str], told: str
) -> None:
    result = run("attribute", *rule, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


@pytest.mark.parametrize("rule", COMMANDS)
def test_a_list_of_payments_that_is_read_as_a_package_is_pointed_to_columns(
    run: Run, ledger: list[str], rule: list[str]
) -> None:
    result = run("attribute", *rule, "payments.csv")
    assert result.exit_code == 1
    assert "say what its columns hold: --columns payer=" in result.stderr


def test_a_wrong_package_is_not_taken_for_a_list_of_payments(
    run: Run, package: Callable[..., Path]
) -> None:
    package("from,to\nA,B\n", folder="wrong")
    for data in ("wrong", "wrong/deals.csv"):
        result = run("attribute", data)
        assert result.exit_code == 1
        assert "--columns" not in result.stderr


def test_many_parties_are_one_note(run: Run) -> None:
    rows = "".join(f"P{n},P{n + 1},{n + 1},2025-01-01,services\n" for n in range(40))
    Path("p.csv").write_text("payer,payee,amount,start,kind\n" + rows, encoding="utf-8")
    (note,) = answer(run, "attribute", "p.csv", "--columns", "kind=kind")["notes"]
    assert note == "2025: 39 parties pay out 39.0 (P1 1.0 of it) beyond known income."
