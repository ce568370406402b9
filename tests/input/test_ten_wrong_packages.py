"""Ten wrong packages: every command names all their problems in one run, and writes nothing."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

Run = Callable[..., click.testing.Result]
Files = dict[str, bytes]
Place = tuple[str, int, str | None, str]

# Files of each package, and each problem as (file, line, column, rule).
PACKAGES: dict[str, tuple[Files, list[Place]]] = {
    "a-press-release": (
        {
            "deals.csv": b"""\
payer,payee,kind,amount_usd_bn,announced,status
Acme Cloud,Example Lab,investment,"$4bn",March 2025,paid
Example Lab,Acme Cloud,compute,"25,000",2025/03/01,done
Example Lab,Acme Cloud,compute,-1,2025-02-30,signed
"""
        },
        [
            ("deals.csv", 2, "kind", "choice"),
            ("deals.csv", 2, "amount_usd_bn", "number"),
            ("deals.csv", 2, "announced", "date"),
            ("deals.csv", 3, "amount_usd_bn", "number"),
            ("deals.csv", 3, "announced", "date"),
            ("deals.csv", 3, "status", "choice"),
            ("deals.csv", 4, "amount_usd_bn", "number"),
            ("deals.csv", 4, "announced", "date"),
        ],
    ),
    "saved-by-an-old-spreadsheet": (
        {
            "deals.csv": "payer,payee,kind\r\nSociété,Lab,equity\r\n".encode("cp1252"),
            "parties.csv": b"name;kind\r\nLab;lab\r\n",
            "figures.csv": "party\tmetric\r\nLab\trevenue\r\n".encode("utf-16"),
        },
        [
            ("deals.csv", 2, None, "encoding"),
            ("parties.csv", 1, None, "delimiter"),
            ("figures.csv", 1, None, "delimiter"),
        ],
    ),
    "empty-files": (
        {"deals.csv": b"", "parties.csv": b"\n\n", "figures.csv": b"# later\n"},
        [
            ("deals.csv", 1, None, "empty"),
            ("parties.csv", 1, None, "empty"),
            ("figures.csv", 1, None, "empty"),
        ],
    ),
    "a-header-of-another-program": (
        {
            "deals.csv": b"""\
Payer,to,kind,ammount_usd_bn,note,note
A,B,equity,5,,
A,B,eqity,5,,
"""
        },
        [
            ("deals.csv", 1, "payer", "missing-column"),
            ("deals.csv", 1, "payee", "missing-column"),
            ("deals.csv", 1, "Payer", "unknown-column"),
            ("deals.csv", 1, "to", "unknown-column"),
            ("deals.csv", 1, "ammount_usd_bn", "unknown-column"),
            ("deals.csv", 1, "note", "duplicate-column"),
            ("deals.csv", 3, "kind", "choice"),
        ],
    ),
    "commas-too-many-and-too-few": (
        {
            "deals.csv": b"""\
id,payer,payee,kind,amount_usd_bn,note
a,A,B,equity,1,000,seed
b,A,B,equity
c,A,B,equity,1,"two
lines"
d,A,B,loan,1,
e,A,B,debt,1,"never closed
f,A,A,debt,1,
"""
        },
        [
            ("deals.csv", 2, None, "ragged-row"),
            ("deals.csv", 3, None, "ragged-row"),
            ("deals.csv", 6, "kind", "choice"),
            ("deals.csv", 7, None, "quote"),
        ],
    ),
    "rows-that-point-at-each-other": (
        {
            "deals.csv": b"""\
id,payer,payee,kind,part_of,replaces
a,A,B,debt,b,
b,A,B,debt,a,
c,A,B,debt,,c
d,A,B,debt,x,a;y
d,A,B,debt,,
row-8,A,B,debt,,
,A,B,debt,,
"""
        },
        [
            ("deals.csv", 2, "part_of", "circle"),
            ("deals.csv", 4, "replaces", "circle"),
            ("deals.csv", 5, "part_of", "unknown-id"),
            ("deals.csv", 5, "replaces", "unknown-id"),
            ("deals.csv", 6, "id", "duplicate-id"),
            ("deals.csv", 8, "id", "duplicate-id"),
        ],
    ),
    "amounts-and-dates-that-contradict": (
        {
            "deals.csv": b"""\
payer,payee,kind,amount_high_usd_bn,amount_usd_bn,end,start,assumed
A,B,lease,3,5,2024,2025,
A,B,lease,inf,nan,2025-13,2025-00,ending
A,A,lease,1,1,2025,2025,end;stat
"""
        },
        [
            ("deals.csv", 2, "amount_usd_bn", "amount-above-high"),
            ("deals.csv", 2, "start", "end-before-start"),
            ("deals.csv", 3, "amount_high_usd_bn", "number"),
            ("deals.csv", 3, "amount_usd_bn", "number"),
            ("deals.csv", 3, "end", "date"),
            ("deals.csv", 3, "start", "date"),
            ("deals.csv", 3, "assumed", "unknown-column"),
            ("deals.csv", 4, "payee", "same-party"),
            ("deals.csv", 4, "assumed", "unknown-column"),
        ],
    ),
    "parties-that-nobody-knows": (
        {
            "deals.csv": b"payer,payee,kind\nOpenAI,AWS,compute\nNvidea,OpenAI,equity\n"
            b"Amazon,AWS,lease\n,Oracle,lease\n",
            "parties.csv": b"name,kind,boundary,aliases\nOpenAI,lab,inside,\n"
            b"Amazon,shop,,AWS;OpenAI\nNvidia,chipmaker,in,\nOpenAI,lab,,\n",
        },
        [
            ("deals.csv", 3, "payer", "unknown-party"),
            ("deals.csv", 4, "payee", "same-party"),
            ("deals.csv", 5, "payer", "required"),
            ("deals.csv", 5, "payee", "unknown-party"),
            ("parties.csv", 3, "kind", "choice"),
            ("parties.csv", 3, "aliases", "alias-clash"),
            ("parties.csv", 4, "boundary", "choice"),
            ("parties.csv", 5, "name", "duplicate-party"),
        ],
    ),
    "figures-that-cannot-be": (
        {
            "deals.csv": b"\xef\xbb\xbfpayer,payee,kind\r\nA,B,equity\r\n",
            "figures.csv": b"metric,start,end,amount,unit,party\r\n"
            b"revenue,2025,2025,-1,usd_bn,B\r\n"
            b"revenue,2025-07,2026-06,4,usd_bn,B\r\n"
            b"cash,2025,2025,4,usd_bn,B\r\n"
            b"revenue,2025,2024,4,usd_bn,A\r\n"
            b"sales,2025,,four,eur_bn,\r\n",
        },
        [
            ("figures.csv", 2, "amount", "number"),
            ("figures.csv", 3, "end", "figure-overlap"),
            ("figures.csv", 4, "end", "balance-date"),
            ("figures.csv", 5, "end", "end-before-start"),
            ("figures.csv", 6, "metric", "choice"),
            ("figures.csv", 6, "end", "required"),
            ("figures.csv", 6, "amount", "number"),
            ("figures.csv", 6, "unit", "choice"),
            ("figures.csv", 6, "party", "required"),
        ],
    ),
    "no-text-at-all": (
        {
            "deals.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "parties.csv": "name\nA\n".encode("utf-16-be"),
            "figures.csv": codecs.BOM_UTF16_LE + b"p\0a\0\n\0\0\xdcx\0",
        },
        [
            ("deals.csv", 1, None, "encoding"),
            ("parties.csv", 1, None, "encoding"),
            ("figures.csv", 2, None, "encoding"),
        ],
    ),
}
COMMANDS = {
    "report": [],
    "attribute": ["--format", "json", "-o", "out.json"],
    "loops": [],
    "deals": ["--format", "csv"],
    "view": [],
    "add": ["--payer", "Me", "--payee", "You", "--kind", "equity", "--yes"],
}


@pytest.fixture(params=PACKAGES)
def wrong(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[Place]]:
    files, problems = PACKAGES[request.param]
    folder = tmp_path / "wrong"
    folder.mkdir()
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return folder, problems


def tree(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def as_text(problem: dict[str, Any]) -> str:
    column = f" {problem['column']}:" if problem["column"] else ""
    hint = f" ({problem['hint']})" if problem["hint"] else ""
    place = f"{problem['file']}:{problem['line']}"
    return f"{place}:{column} {problem['message']}{hint} [{problem['rule']}]"


def test_there_are_ten() -> None:
    assert len(PACKAGES) == 10


def test_check_names_every_problem(wrong: tuple[Path, list[Place]], run: Run) -> None:
    folder, expected = wrong
    result = run("check", "wrong", "--format", "json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["ok"] is False
    found = [
        (Path(problem["file"]).name, problem["line"], problem["column"], problem["rule"])
        for problem in answer["problems"]
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)
    for problem in answer["problems"]:
        assert Path(problem["file"]).parent.name == folder.name
        warned = problem["rule"] == "same-party"  # the row does not count, and stands
        assert problem["severity"] == ("warning" if warned else "error")
        assert problem["message"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_prints_them_and_writes_nothing(
    wrong: tuple[Path, list[Place]], run: Run, command: str
) -> None:
    folder, _ = wrong
    before = tree(folder.parent)
    problems = json.loads(run("check", "wrong", "--format", "json").stdout)["problems"]
    result = run(command, "wrong", *COMMANDS[command])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    *lines, count = result.stderr.splitlines()
    assert lines == "\n".join(as_text(problem) for problem in problems).splitlines()
    errors = sum(problem["severity"] == "error" for problem in problems)
    assert count == f"{errors} error{'s' * (errors > 1)} in the data."
    assert tree(folder.parent) == before
