"""`moneyloop index --chance`: the network among random rewirings, as a user asks for it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import click.testing
import pytest

import moneyloop
from moneyloop import index
from moneyloop.questions.index.null_model import COLUMNS
from moneyloop.words.columns import keys

Run = Callable[..., click.testing.Result]


def test_the_same_keys_and_values_in_every_format(run: Run, small: Path) -> None:
    words = ["index", small, "--chance", "--draws", "20"]
    data = json.loads(run(*words, "--format", "json").stdout)
    assert data["rows"]
    assert [list(row) for row in data["rows"]] == [keys(COLUMNS)] * len(data["rows"])
    table = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert [list(row) for row in table] == [keys(COLUMNS)] * len(table)
    for key in ("observed", "median", "at_least"):
        assert [float(row[key]) for row in table] == [row[key] for row in data["rows"]]
    lines = run(*words, "--format", "markdown").stdout.splitlines()
    assert [one.strip() for one in lines[0].strip("|").split("|")] == keys(COLUMNS)
    net = moneyloop.load(small)
    asked = index(net, chance=True, draws=20)
    assert asked.to_frame().columns.tolist() == keys(COLUMNS)
    assert asked.to_dict() == data


def test_the_same_bytes_again_and_in_a_file(run: Run, small: Path, tmp_path: Path) -> None:
    words = ["index", small, "--chance", "--draws", "20"]
    assert run(*words).stdout_bytes == run(*words).stdout_bytes
    assert run(*words, "--format", "json", "-o", "out.json").stderr == "wrote out.json\n"
    assert (tmp_path / "out.json").read_bytes() == run(*words, "--format", "json").stdout_bytes


def test_a_place_among_the_draws(run: Run) -> None:
    shown = run("index", "--chance", "--year", "2025", "--draws", "40", "--notes").stdout
    assert "2025: the network among 40 random rewirings" in shown
    bars = re.findall(r"^ +\S+ to \S+ +(\d+) ", shown, flags=re.MULTILINE)
    assert sum(map(int, bars)) == 40
    assert shown.count("< observed") == 1
    for word in ("Preserved:", "Not preserved:", "Kept as they are:"):
        assert word in shown
    assert not re.search(r"p-value|significan", shown)
    assert "planned" in run("index", "--chance", "--year", "2027", "--draws", "1").stdout


def test_seeds(run: Run) -> None:
    one, other = (
        json.loads(run("index", "--chance", "--draws", 30, "--seed", n, "--format", "json").stdout)
        for n in (1, 2)
    )
    assert one["seed"] == 1
    assert one["rows"][0]["observed"] == other["rows"][0]["observed"]
    assert one["rows"][0]["mean"] != other["rows"][0]["mean"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["index", "--chance", "--year", "2025-Q1"], "'2025-Q1' is not a calendar year"),
        (["index", "--chance", "--year", "soon"], "'soon' is not a calendar year"),
        (["index", "--chance", "--draws", "0"], "x>=1"),
        (["index", "--chance", "--seed", "-1"], "x>=0"),
        (["index", "--chance", "--from", "2025"], "leave out from, to and by"),
        (["index", "--chance", "--by", "month"], "leave out from, to and by"),
        (["index", "--seed", "1"], "ask for chance (--chance)"),
        (["index", "--draws", "5"], "ask for chance (--chance)"),
    ],
)
def test_wrong_usage_says_what_is_right(run: Run, words: list[str], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_flow_list_is_not_rewired(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pond.csv").write_text("kind,from,to,amount\nflow,a,b,1\n", encoding="utf-8")
    told = run("index", tmp_path / "pond.csv", "--chance")
    assert told.exit_code == 2
    assert "a flow list has no deals to rewire" in told.stderr


def test_payments_are_rewired_like_the_same_deals(
    run: Run, package: Callable[..., Path], tmp_path: Path
) -> None:
    random = Random(5)
    payments = [
        (*random.sample("ABCDX", 2), random.randint(1, 99), random.choice(["debt", "services"]))
        for _ in range(24)
    ]
    payments = [row for row in payments if row[1] != "X"]
    deals = "id,payer,payee,amount_usd_bn,kind,start,status\n" + "".join(
        f"row-{at:02},{payer},{payee},{amount},{kind},2025-03-01,paid\n"
        for at, (payer, payee, amount, kind) in enumerate(payments)
    )
    as_deals = json.loads(run("index", "--chance", package(deals), "--format", "json").stdout)
    for scale, dated in ((1, True), (1e-20, True), (1, False)):
        rows = "".join(
            f"row-{at:02},{payer},{payee},{amount * scale!r},{kind},2025-03-01\n"
            for at, (payer, payee, amount, kind) in enumerate(payments)
        )
        path = tmp_path / "payments.csv"
        path.write_text(f"id,payer,payee,amount,kind,start\n{rows}", encoding="utf-8")
        columns = "id=id,payer=payer,payee=payee,amount=amount,kind=kind"
        columns += ",start=start" if dated else ",start="
        result = run("index", path, "--columns", columns, "--chance", "--format", "json")
        assert result.exit_code == 0, result.stderr
        assert "billion" not in result.stdout
        for row, other in zip(json.loads(result.stdout)["rows"], as_deals["rows"], strict=True):
            for key in ("whole", "observed", "median", "sd", "q95"):
                assert row[key] == pytest.approx(other[key] * scale, rel=1e-7, abs=1e-9 * scale)
            assert row["percentile"] == pytest.approx(other["percentile"])
        shown = run("index", path, "--columns", columns, "--chance", "--notes").stdout
        assert "USD" not in shown
        assert "deal" not in shown


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_an_empty_package_has_no_rows_and_no_error(
    run: Run, package: Callable[..., Path], form: str
) -> None:
    result = run("index", "--chance", package("payer,payee,kind\n"), "--format", form)
    assert result.exit_code == 0, result.stderr
    if form == "json":
        assert json.loads(result.stdout)["rows"] == []
