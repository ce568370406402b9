"""What the options say of how a list of payments is written: taken as said, or refused at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

Run = Callable[..., click.testing.Result]

HEADER = "payer,payee,amount,start,kind\n"
ROW = "A,B,5,2025-01-02,purchase\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "p.csv"
    file.write_text(HEADER + ROW, encoding="utf-8")
    return file


def payers(run: Run, *options: str) -> list[str]:
    result = run("deals", "p.csv", *options, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return [row["payer"] for row in json.loads(result.stdout)["rows"]]


@pytest.mark.parametrize(
    ("text", "options", "payer"),
    [
        ("'Acme, Inc',B,5,2025-01-02,purchase", ["--quote", "'"], "Acme, Inc"),
        ('19" racks,B,5,2025-01-02,purchase', ["--quote", "none"], '19" racks'),
        ('"19"" racks",B,5,2025-01-02,purchase', ["--quote", '"'], '19" racks'),
        ("~A,a~,B,5,2025-01-02,purchase", ["--quote", "~", "--delimiter", ","], "A,a"),
    ],
)
def test_the_mark_around_cells_may_be_stated(
    file: Path, run: Run, text: str, options: list[str], payer: str
) -> None:
    file.write_text(HEADER + text + "\n", encoding="utf-8")
    assert payers(run, *options) == [payer]


def test_the_mark_around_cells_is_told(file: Path, run: Run) -> None:
    for mark, told in (("'", "cells in '"), ("none", "no quotes")):
        result = run("check", "p.csv", "--quote", mark)
        assert f"read as: commas, {told}, UTF-8, header in line 1" in result.stderr
    assert "read as" not in run("check", "p.csv", "--quote", '"').stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--delimiter", '"'], "delimiter and quote are both '\"'"),
        (["--delimiter", "'", "--quote", "'"], "delimiter and quote are both"),
        (["--delimiter", "\n"], "--delimiter is blank"),
        (["--delimiter", ""], "--delimiter is blank"),
        (["--delimiter", ";;"], "--delimiter ';;' is more than one mark"),
        (["--delimiter", "x"], "--delimiter 'x' cannot be one"),
        (["--delimiter", "7"], "--delimiter '7' cannot be one"),
        (["--delimiter", ",", "--decimal", ","], "delimiter and decimal are both ','"),
        (["--quote", "''"], "more than one mark"),
        (["--quote", "x"], "--quote 'x' cannot be one: choose a mark such as ' or"),
        (["--quote", "."], "--quote '.' cannot be one: amounts have it"),
        (["--quote", "\t", "--delimiter", "tab"], "are both"),
        (["--decimal", ";"], "--decimal ';': choose . or ,"),
        (["--dates", "backwards"], "--dates 'backwards': choose day-first or month-first"),
        (["--encoding", "klingon"], "--encoding 'klingon' is none: write utf-8, cp1252"),
        (["--encoding", "base64"], "--encoding 'base64' is none"),
        (["--encoding", "undefined"], "--encoding 'undefined' is none"),
        (["--header", "0"], "--header: '0' is not the number of a line"),
        (["--header", "²"], "--header: '²' is not the number of a line"),
        (["--header", "9" * 5000], "is not the number of a line"),
        (["--header", "7"], "no record begins on line 7, which is said to be the header"),
        (["--negative", "maybe"], "negative 'maybe': choose turn or refund"),
        (["--inside", " "], "--inside is blank"),
    ],
)
def test_odd_values_are_wrong_usage(file: Path, run: Run, options: list[str], told: str) -> None:
    result = run("import", "p.csv", "out", *options)
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr
    assert not (file.parent / "out").exists()


def test_amounts_in_quotes_may_have_the_mark_between_columns(file: Path, run: Run) -> None:
    file.write_text(HEADER + 'A,B,"5,50",2025-01-02,purchase\n', encoding="utf-8")
    assert run("import", "p.csv", "out", "--default-kind", "purchase").exit_code == 0
    assert "5.5" in (file.parent / "out" / "payments.csv").read_text("utf-8")
    # Found once, it is no contradiction when the next file is read like this one.
    assert run("import", "p.csv", "next", "--read-as", "out").exit_code == 0
    result = run("import", "p.csv", "more", "--decimal", ",")
    assert result.exit_code == 0, result.stderr
