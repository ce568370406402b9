"""`moneyloop attribute --draws` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

import moneyloop

Run = Callable[..., click.testing.Result]

RANGED = """
    id,payer,payee,kind,amount_usd_bn,amount_high_usd_bn,start,end,status
    stake,Acme,Lab,equity,10,30,2025,2025,paid
    compute,Lab,Acme,compute,20,40,2025,2025,paid
    vague,Acme,Lab,equity,,50,2025,2025,contingent
    """
KEYS = (
    "party period measure low estimate high low_median estimate_median high_median low_q05 "
    "estimate_q05 estimate_q95 high_q95 planned"
)


@pytest.fixture
def ranged(package: Callable[..., Path]) -> Path:
    return package(RANGED, folder="ranged")


def test_the_same_keys_and_values_in_every_format(run: Run, ranged: Path) -> None:
    words = ["attribute", ranged, "--draws", 50, "--seed", 4]
    data = json.loads(run(*words, "--format", "json").stdout)
    assert list(data["rows"][0]) == KEYS.split()
    assert (data["draws"], data["seed"], data["ranged"]) == (50, 4, ["compute", "stake"])
    assert (data["case"], data["unit"]) == ("firm", "usd_bn")
    assert data["left_out"] == [{"reason": "unknown amount", "count": 1, "ids": ["vague"]}]
    table = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert list(table[0]) == KEYS.split()
    for row, cells in zip(data["rows"], table, strict=True):
        for key, value in row.items():
            expected = str(value).lower() if isinstance(value, bool) else str(value)
            assert (
                cells[key] == expected
                if isinstance(value, (bool, str))
                else (float(cells[key]) == value)
            )
    lines = run(*words, "--format", "markdown").stdout.splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == KEYS.split()
    assert sum(line.startswith("| Acme") for line in lines) == len(data["rows"]) == 3
    frame = moneyloop.attribute(moneyloop.load(ranged), draws=50, seed=4).to_frame()
    assert frame.to_dict("records") == data["rows"]


def test_the_same_seed_writes_the_same_bytes(run: Run, ranged: Path) -> None:
    for form in ("table", "json"):
        words = ["attribute", ranged, "--draws", 60, "--format", form]
        first, again, other = (run(*words, "--seed", seed).stdout_bytes for seed in (1, 1, 2))
        assert first == again
        assert first != other


def test_the_table_leads_with_the_basis_and_says_what_the_columns_are(
    run: Run, ranged: Path
) -> None:
    shown = run("attribute", ranged, "--draws", 1234, "--notes").stdout
    assert shown.startswith("USD billions, paid and signed amounts")
    assert "1,234 draws" in shown
    assert re.search(r"Acme +2025 +own money back +10\.0 ", shown)
    for word in ("Identification", "Data", "Width", "uniformly", "independently"):
        assert word in shown
    assert "Drawn: 2 of the 2 deals counted" in shown


def test_a_row_of_zeros_is_counted_not_shown_unless_asked_for(
    run: Run, package: Callable[..., Path]
) -> None:
    folder = package(
        """
        payer,payee,kind,amount_usd_bn,start,end,status
        Lab,Cloud,compute,5,2025,2025,paid
        Cloud,Chips,hardware,3,2025,2025,paid
        """
    )
    every = run("attribute", folder, "--draws", 2).stdout
    assert "Chips" not in every
    assert "3 rows of 0 to 0 are not shown here." in every
    one = run("attribute", folder, "--draws", 2, "--party", "Chips").stdout
    assert re.search(r"Chips +2025 +own money back +0 ", one)
    nobody = run("attribute", folder, "--draws", 2, "--party", "Cloud")
    assert nobody.exit_code == 0
    assert "Nobody asked for is paid by a sale" in nobody.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--draws", "0"], "x>=1"),
        (["--draws", "many"], "not a valid integer"),
        (["--seed", "-1"], "x>=0"),
        (["--party", "Acm"], "Acme"),
        (["--from", "2026", "--to", "2025"], "the window ends before it starts"),
        (["--case", "headline"], "leave out case, amounts, in-kind and without-revenue-share"),
        (["--in-kind"], "leave out case, amounts, in-kind"),
        (["--without-revenue-share"], "of cash and revenue shares alike"),
        (["--amounts", "ranges"], "from the signed one to the "),
        (["--rule", "fifo"], "choose draws, or rules"),
        (["--rule", "all"], "choose draws, or rules"),
        (["--shuffle-ties", "2"], "shuffled ties"),
    ],
)
def test_wrong_usage_says_what_is_right(
    run: Run, ranged: Path, words: list[str], message: str
) -> None:
    result = run("attribute", ranged, "--draws", 3, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_seed_is_for_draws(run: Run, ranged: Path) -> None:
    result = run("attribute", ranged, "--seed", 1)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ask for draws (--draws) too" in result.stderr


def test_a_list_of_payments_has_nothing_to_draw(run: Run, ledger: list[str]) -> None:
    result = run("attribute", *ledger, "--draws", 2)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "states no ranges of amounts" in result.stderr


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_an_empty_package_has_no_rows_and_no_error(
    run: Run, package: Callable[..., Path], form: str
) -> None:
    folder = package("payer,payee,kind\n")
    result = run("attribute", folder, "--format", form, "--draws", 3)
    assert result.exit_code == 0, result.stderr
    if form == "json":
        assert json.loads(result.stdout)["rows"] == []


def test_a_file_is_written_whole(run: Run, ranged: Path, tmp_path: Path) -> None:
    words = ["attribute", ranged, "--draws", 5, "--format", "csv"]
    assert run(*words, "-o", "draws.csv").stderr == "wrote draws.csv\n"
    assert (tmp_path / "draws.csv").read_bytes() == run(*words).stdout_bytes


@pytest.mark.parametrize("columns", [80, 160])
def test_on_a_terminal_there_is_a_bar_and_no_number_is_cut(
    terminal: Callable[..., str], ranged: Path, columns: int
) -> None:
    env = {"COLUMNS": str(columns)}
    shown = terminal("attribute", str(ranged), "--draws", "4000", env=env)
    assert "draws" in shown.partition("USD billions")[0]
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert ("Paid and signed" in plain) == (columns == 160)
    found = re.search(r"any investor's money .*", plain)
    assert found
    firm, width = (r" +[\d.]+", r" +[\d.]+") if columns == 160 else ("", "")
    assert re.match(
        rf"any investor's money{firm} +[\d.]+ +0 +[\d.]+ to [\d.]+{width}\s*$", found[0]
    )
    assert "…" not in plain
