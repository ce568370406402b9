"""`moneyloop index` as it is used: packages, payments and flow lists, formats and errors."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from moneyloop.questions.index.index import COLUMNS as INDEX
from moneyloop.questions.index.index import PARTY_COLUMNS as PARTIES
from moneyloop.words.columns import keys

COLUMNS, PARTY_COLUMNS = keys(INDEX), tuple(keys(PARTIES))

Run = Callable[..., click.testing.Result]

POND = """\
kind,from,to,amount
input,,plants,5
flow,plants,mud,6
flow,mud,plants,3
export,mud,,3
respiration,plants,,2
"""


@pytest.fixture
def pond(tmp_path: Path) -> Path:
    file = tmp_path / "pond.csv"
    file.write_text(POND, encoding="utf-8")
    return file


def test_every_format_has_the_same_keys(run: Run, small: Path) -> None:
    answer = json.loads(run("index", small, "--format", "json").stdout)
    assert [row["period"] for row in answer["rows"]] == ["2024", "2025"]
    assert all(set(row) == set(COLUMNS) for row in answer["rows"])
    assert all(tuple(row) == PARTY_COLUMNS for row in answer["parties"])
    table = list(csv.DictReader(io.StringIO(run("index", small, "--format", "csv").stdout)))
    assert list(table[0]) == list(COLUMNS)
    for row, cells in zip(answer["rows"], table, strict=True):
        assert float(cells["fci"]) == row["fci"]
        assert cells["deals"] == ";".join(row["deals"])
    markdown = run("index", small, "--format", "markdown").stdout
    assert f"| {' | '.join(COLUMNS)} |" in markdown
    assert f"## Parties\n\n| {' | '.join(PARTY_COLUMNS)} |" in markdown
    assert markdown.count("USD billions, paid and signed amounts") == 1


def test_the_table_shows_years_shares_and_the_parties_of_the_latest_full_year(
    run: Run, small: Path
) -> None:
    shown = run(
        "index", small, "--from", "2024", "--to", "2026", "--as-of", "2025-06", "--notes"
    ).stdout
    assert shown.startswith("USD billions, paid and signed amounts, as of ")
    assert "What could cancel between companies" in shown
    assert "All parties together (not the sum of their own ends)" in shown
    assert "What comes back in 2024, to 2 of 3 parties" in shown
    assert "2025 *" in shown
    assert "2026 *" in shown
    assert "upper envelope" in shown


def test_periods_that_move_nothing_are_counted(run: Run, small: Path) -> None:
    shown = run("index", small, "--by", "quarter", "--to", "2024", "--from", "2023").stdout
    assert (
        "Not shown here: 4 periods in which nothing moves between companies of the network."
        in shown
    )
    nothing = run("index", small, "--from", "2023", "--to", "2023").stdout
    assert "No money moves between companies of the network in the window." in nothing


def test_the_case_and_the_date_are_those_that_are_asked_for(run: Run, small: Path) -> None:
    def rows(*words: str) -> list[dict[str, float]]:
        result = run("index", small, "--format", "json", "--to", "2025", *words)
        return list(json.loads(result.stdout)["rows"])

    assert rows("--case", "headline")[1]["moved"] > rows()[1]["moved"]
    assert rows("--as-of", "2024-02")[0]["moved"] < rows()[0]["moved"]


def test_a_list_of_payments(run: Run, ledger: list[str]) -> None:
    result = run("index", *ledger, "--format", "json", "--by", "month")
    answer = json.loads(result.stdout)
    assert (answer["unit"], [row["period"] for row in answer["rows"]]) == (
        "as given",
        ["2025-01", "2025-02"],
    )
    assert answer["rows"][0]["moved"] == 150
    assert answer["rows"][0]["deals"] == []
    assert "Behind each row are all payments of its period." in answer["notes"]
    shown = run("index", *ledger, "--by", "month").stdout
    assert shown.startswith("Amounts as given in the payments")
    assert "planned" not in shown


def test_a_flow_list_is_known_by_its_header(run: Run, pond: Path) -> None:
    shown = run("index", pond)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("Amounts as given in the file. Data: ")
    for words in ("(FCI) 0.37500", "(TST) 14", "(TSTp) 19", "circulation) 6"):
        assert words in " ".join(shown.stdout.split())
    assert "What comes back, to 2 of 2 nodes" in shown.stdout
    cells = run("index", pond, "--format", "csv").stdout.splitlines()[1].split(",")
    row = dict(zip(COLUMNS, cells, strict=True))
    assert (row["fci"], row["period"], row["own_share_estimate"], row["revenue"]) == (
        "0.375",
        "",
        "",
        "",
    )
    assert "Amounts as given in the file." in run("index", pond, "--format", "markdown").stdout


def test_standard_input_may_be_either(run: Run, pond: Path, small: Path) -> None:
    flows = run("index", "-", "--format", "json", stdin=POND.encode())
    assert json.loads(flows.stdout)["rows"][0]["fci"] == 0.375
    deals = (small / "deals.csv").read_bytes()
    answer = json.loads(run("index", "-", "--format", "json", stdin=deals).stdout)
    assert answer["unit"] == "usd_bn"
    assert answer["rows"]


def test_what_is_wrong_in_a_flow_list_is_said_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(POND + "flw,a,b,1\ninput,a,b,$5\n", encoding="utf-8")
    result = run("index", "bad.csv")
    assert result.exit_code == 1
    assert "bad.csv:7: kind: 'flw' is not a kind of flow (did you mean 'flow'?)" in result.stderr
    assert "bad.csv:8: from: 'a' is given, but this input comes from outside" in result.stderr
    assert "bad.csv:8: amount: '$5' is not a plain number" in result.stderr
    assert "3 errors in the data." in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--case", "headline"], "a flow list has no dates"),
        (["--from", "2025"], "a flow list has no dates"),
    ],
)
def test_a_flow_list_takes_no_dates(run: Run, pond: Path, words: list[str], told: str) -> None:
    result = run("index", pond, *words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_choices_that_do_not_exist(run: Run, small: Path, tmp_path: Path) -> None:
    for words in (["--from", "2026", "--to", "2025"], ["--as-of", "soon"], ["--by", "week"]):
        result = run("index", small, *words)
        assert result.exit_code == 2, words
        assert "Traceback" not in result.output
    (tmp_path / "other.csv").write_text("kind,from,to,amount,day\nflow,a,b,1,2025\n")
    result = run("index", "other.csv")
    assert result.exit_code == 1
    assert "--columns payer=from,payee=to,amount=amount,start=day" in result.stderr


def test_a_narrow_terminal_leaves_columns_out(terminal: Callable[..., str], small: Path) -> None:
    wide = terminal("index", "small", env={"COLUMNS": "148"})
    narrow = terminal("index", "small", env={"COLUMNS": "80"})
    hidden = "deals, cycled, on public amounts, of network sales, network sales"
    assert f"5 columns hidden ({hidden}): widen to 148" in " ".join(narrow.split())
    assert "hidden" not in wide
    assert "of network sales" in wide
    assert "of network sales   " not in narrow


def test_output_goes_to_a_file(run: Run, small: Path, tmp_path: Path) -> None:
    result = run("index", small, "--format", "csv", "-o", "out.csv")
    assert result.stdout == ""
    assert "wrote out.csv" in result.stderr
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert text == run("index", small, "--format", "csv").stdout
