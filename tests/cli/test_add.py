"""`add`: shows what a row changes, then appends it; `init`: a place to add to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from moneyloop.input import append
from moneyloop.input.bundled import bundled_folder

Run = Callable[..., click.testing.Result]
Package = Callable[..., Path]
Terminal = Callable[..., str]

# Lab has 6 from the fund and buys for 5. With 2 more from Cloud, its pool is 8: of the 5, Cloud's
# own money is 5 * 2 / 8 = 1.25 pro rata, at least 0 and at most 2.
DEALS = """
    id,payer,payee,kind,amount_usd_bn,start,end,status,replaces,note
    fund-lab,Fund,Lab,equity,6,2025,,paid,,
    lab-cloud,Lab,Cloud,compute,5,2025,2025,paid,,"two
    lines"
    """
ROW = [
    *("--payer", "Cloud", "--payee", "Lab", "--kind", "equity"),
    *("--amount-usd-bn", "2", "--start", "2025-03", "--status", "paid"),
]
LINE = "cloud-lab-equity,Cloud,Lab,equity,2,2025-03,,paid,,"


@pytest.fixture
def file(package: Package) -> Path:
    return package(DEALS) / "deals.csv"


def words(text: str) -> str:
    return " ".join(text.split())


def test_it_shows_the_loop_that_closes_and_the_interval_that_moves(file: Path, run: Run) -> None:
    result = run("add", "data", *ROW)
    assert result.exit_code == 0, result.stderr
    shown = words(result.stdout)
    assert shown.startswith(f"New row: {LINE}")
    assert "Loops that it closes: 1" in shown
    assert "Cloud > Lab > Cloud 2.0 2025 Cloud invests 2.0, paid (cloud-lab-equity)" in shown
    assert "Lab buys 5.0, paid (lab-cloud)" in shown
    assert "Cloud 2025 own money back 0 0 to 2.0 (1.3)" in shown
    assert result.stderr == "added to data/deals.csv\n"


def test_it_appends_one_row_and_leaves_every_other_byte(file: Path, run: Run) -> None:
    before = file.read_bytes()
    assert run("add", "data", *ROW).exit_code == 0
    assert file.read_bytes() == before + f"{LINE}\n".encode()
    assert [path.name for path in file.parent.iterdir()] == ["deals.csv"]
    loops = json.loads(run("loops", "data", "--format", "json").stdout)["rows"]
    assert [loop["parties"] for loop in loops] == [["Cloud", "Lab"]]


def test_a_dry_run_shows_the_same_and_writes_nothing(file: Path, run: Run) -> None:
    before = file.read_bytes()
    dry = run("add", "data", *ROW, "--dry-run")
    assert dry.exit_code == 0
    assert "Nothing was written" in dry.stderr
    assert file.read_bytes() == before
    assert run("add", "data", *ROW).stdout == dry.stdout


def test_every_column_has_an_option(small: Path, run: Run) -> None:
    cells = {
        "id": "x",
        "payer": "Cloud",
        "payee": "Lab",
        "kind": "credit",
        "amount_usd_bn": "1.5",
        "amount_high_usd_bn": "3",
        "announced": "2025-01",
        "start": "2025-02-01",
        "end": "2025-12",
        "status": "contingent",
        "evidence": "leaked",
        "source": 'A "quoted", title',
    }
    options = [
        part for name, text in cells.items() for part in (f"--{name.replace('_', '-')}", text)
    ]
    result = run("add", "small", *options, "--assumed", "end", "--assumed", "start")
    assert result.exit_code == 0, result.stderr
    last = json.loads(run("deals", "small", "--format", "json").stdout)["rows"][-1]
    numbers = {"amount_usd_bn": 1.5, "amount_high_usd_bn": 3.0}
    assert {name: last[name] for name in cells} == {**cells, **numbers}
    assert last["assumed"] == "end;start"


def test_replaces_takes_the_old_row_out(file: Path, run: Run) -> None:
    new = ["--payer", "Fund", "--payee", "Lab", "--kind", "equity", "--amount-usd-bn", "8"]
    result = run("add", "data", *new, "--start", "2025", "--replaces", "fund-lab")
    assert result.exit_code == 0, result.stderr
    assert file.read_text(encoding="utf-8").endswith(
        "\nfund-lab-equity,Fund,Lab,equity,8,2025,,,fund-lab,\n"
    )
    rows = json.loads(run("deals", "data", "--format", "json").stdout)["rows"]
    assert [(row["id"], row["left_out"]) for row in rows] == [
        ("fund-lab", "replaced"),
        ("lab-cloud", None),
        ("fund-lab-equity", None),
    ]


def test_replaces_may_name_several_rows(file: Path, run: Run) -> None:
    result = run("add", "data", *ROW, "--replaces", "fund-lab", "--replaces", "lab-cloud")
    assert result.exit_code == 0
    assert "New row: cloud-lab-equity,Cloud,Lab,equity,2,2025-03,,paid,fund-lab;lab-cloud," in (
        result.stdout
    )


def test_a_row_that_changes_nothing_says_so(file: Path, run: Run) -> None:
    result = run("add", "data", "--payer", "Me", "--payee", "You", "--kind", "equity")
    assert "It closes no loop." in result.stdout
    assert "No interval moves." in result.stdout


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (["--status", "payed"], ["choice"]),
        (["--amount-usd-bn", "25,000"], ["number"]),
        (["--amount-usd-bn", "$5bn", "--start", "soon"], ["number", "date"]),
        (["--payee", "Cloud"], ["same-party"]),
        (["--end", "2024"], ["end-before-start"]),
        (["--id", "fund-lab"], ["duplicate-id"]),
        (["--replaces", "fund-lub"], ["unknown-id"]),
        (["--id", "me", "--replaces", "me"], ["circle"]),
        (["--url", "https://example.org"], ["missing-column"]),
    ],
)
def test_a_row_that_breaks_a_rule_ends_with_1_and_is_not_written(
    file: Path, run: Run, options: list[str], rules: list[str]
) -> None:
    before = file.read_bytes()
    for more in ([], ["--dry-run"]):
        result = run("add", "data", *ROW, *options, *more)
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        *problems, count = result.stderr.splitlines()
        assert [line.rpartition(" ")[2] for line in problems] == [f"[{rule}]" for rule in rules]
        assert all("deals.csv" in line for line in problems)
        assert count == f"{len(rules)} error{'s' * (len(rules) > 1)} in the data."
        assert result.stdout == ""
        assert file.read_bytes() == before


def test_an_unknown_party_of_a_package_with_parties(small: Path, run: Run) -> None:
    before = (small / "deals.csv").read_bytes()
    result = run("add", "small", "--payer", "Clod", "--payee", "Lab", "--kind", "equity")
    assert result.exit_code == 1
    assert "did you mean 'Cloud'?" in result.stderr
    assert (small / "deals.csv").read_bytes() == before


def test_the_line_of_the_problem_is_where_the_row_would_stand(file: Path, run: Run) -> None:
    result = run("add", "data", *ROW, "--end", "2024")
    assert "deals.csv:5: end:" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--payer", "A", "--payee", "B", "--kind", "equity"], "add needs DATA"),
        (["-", *ROW], "add needs a file to write to"),
        (["data", "--payer", "A"], "a deal needs --payee, --kind"),
        (["data", "--payer", "A", "--payee", " ", "--kind", "equity"], "a deal needs --payee"),
        (["elsewhere", *ROW], "'elsewhere' does not exist"),
        (["data", *ROW, "--colour", "red"], "--colour"),
        (["data", *ROW, "--kind", "equty"], "'equty' is not a known choice"),
    ],
)
def test_wrong_usage(file: Path, run: Run, arguments: list[str], message: str) -> None:
    before = file.read_bytes()
    result = run("add", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert file.read_bytes() == before


def test_the_bundled_data_can_be_tried_and_is_never_written(run: Run) -> None:
    before = {path.name: path.read_bytes() for path in bundled_folder().glob("*.csv")}
    row = ["--payer", "Oracle", "--payee", "OpenAI", "--kind", "equity", "--amount-usd-bn", "10"]
    result = run("add", "--dry-run", *row, "--start", "2025-11-01", "--status", "paid")
    assert result.exit_code == 0, result.stderr
    assert "Oracle > OpenAI > Oracle" in result.stdout
    assert {path.name: path.read_bytes() for path in bundled_folder().glob("*.csv")} == before


def test_the_path_may_be_the_file_itself(file: Path, run: Run) -> None:
    alone = file.rename(file.with_name("mine.csv"))
    assert run("add", "data/mine.csv", *ROW).exit_code == 0
    assert alone.read_bytes().endswith(f"{LINE}\n".encode())


def test_a_row_with_a_comma_a_quote_and_a_line_break_is_quoted(file: Path, run: Run) -> None:
    note = 'said "no", then\nleft'
    assert run("add", "data", *ROW, "--note", note).exit_code == 0
    rows = json.loads(run("deals", "data", "--format", "json").stdout)["rows"]
    assert rows[-1]["note"] == note


WHO, WHOM, KIND = "who pays?", "Who is paid?", "What is the money for?"
AMOUNT, STATUS = "Amount in billions of dollars, empty if not public", "How sure is it?"
START, END = "First day of the money", "Last day of the money"
WRITE, GO_ON = "Write this row?", "Go on all the same?"


def test_a_terminal_is_asked_for_what_is_missing(file: Path, terminal: Terminal) -> None:
    shown = terminal(
        *("add", "data", "--payee", "Lab"),
        typed=[
            (WHO, "Cloud"),
            (KIND, ""),  # it is required, so it is asked for again
            (KIND, "equity"),
            (AMOUNT, "2"),
            (STATUS, "paid"),
            (START, "2025-03"),
            (END, ""),
            (WRITE, "y"),
        ],
    )
    assert WHOM not in shown
    assert "Title of the source" not in shown  # the file has no such column
    assert "Loops that it closes: 1" in shown
    assert file.read_bytes().endswith(f"\n{LINE}\n".encode())


def test_a_terminal_that_says_no_leaves_the_file(file: Path, terminal: Terminal) -> None:
    before = file.read_bytes()
    shown = terminal("add", "data", *ROW[:4], typed=[*EQUITY, (WRITE, "n")], code=1)
    assert f"New row: {LINE}" in shown
    assert file.read_bytes() == before


EQUITY = [(KIND, "equity"), (AMOUNT, "2"), (STATUS, "paid"), (START, "2025-03"), (END, "")]


def test_with_yes_a_terminal_is_not_asked_before_writing(file: Path, terminal: Terminal) -> None:
    typed = [(KIND, "equity"), (AMOUNT, ""), (STATUS, "paid"), (START, "2025-03"), (END, "")]
    shown = terminal("add", "data", "--yes", *ROW[:4], typed=typed)
    assert "The row would not count in sums: its amount is not public" in shown
    assert GO_ON not in shown
    assert WRITE not in shown
    assert b"\ncloud-lab-equity,Cloud,Lab,equity,,2025-03,,paid," in file.read_bytes()


def test_a_row_that_is_complete_is_not_asked_for(file: Path, terminal: Terminal) -> None:
    shown = terminal("add", "data", *ROW)
    assert "?" not in shown
    assert file.read_bytes().endswith(f"\n{LINE}\n".encode())


def test_init_then_add_then_report(run: Run, tmp_path: Path) -> None:
    """A newcomer's first five minutes."""
    made = run("init", "mine")
    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr.count("wrote mine/") == 4
    assert run("add", "mine", *ROW).exit_code == 0
    back = ["--payer", "Lab", "--payee", "Cloud", "--kind", "compute", "--amount-usd-bn", "1"]
    added = run("add", "mine", *back, "--start", "2025", "--end", "2025")
    assert "Loops that it closes: 1" in added.stdout
    assert run("check", "mine").stdout.startswith("No problems (deals 2")
    report = run("report", "mine")
    assert report.exit_code == 0
    assert " ".join(report.stdout.split()).startswith(
        "Of every dollar that AI companies paid Cloud in 2025 (planned), anything from nothing to "
        "all of it was the seller's own investment coming back. Own money back in 2025 (planned): "
        "$0 to $1.0bn of $1.0bn; on public "
    )


def test_init_does_not_touch_a_folder_that_has_data(file: Path, run: Run) -> None:
    before = file.read_bytes()
    for more in ([], ["--bundled"]):
        result = run("init", "data", *more)
        assert result.exit_code == 2
        assert "deals.csv already" in words(result.stderr)
        assert [path.name for path in file.parent.iterdir()] == ["deals.csv"]
        assert file.read_bytes() == before


def test_a_row_that_sizes_a_loop_says_so(package: Callable[..., Path], run: Run) -> None:
    package(
        "payer,payee,kind,amount_usd_bn,start\nCloud,Lab,equity,,2025\nLab,Cloud,compute,3,2025\n"
    )
    row = ("--payer", "Cloud", "--payee", "Lab", "--kind", "debt", "--amount-usd-bn", "1")
    shown = words(run("add", "data", "--dry-run", *row).stdout)
    assert "Loops that it sizes: 1" in shown
    assert "It closes no loop." in shown


def test_init_wants_a_name(run: Run, tmp_path: Path) -> None:
    result = run("init", "")
    assert result.exit_code == 2
    assert "its name is blank" in words(result.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_file_is_not_added_to_but_can_be_tried(file: Path, run: Run) -> None:
    before = file.read_bytes()
    file.chmod(0o444)
    result = run("add", "data", *ROW)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "data/deals.csv: the file is read-only: nothing was written" in words(result.stderr)
    assert run("add", "data", *ROW, "--dry-run").exit_code == 0
    assert file.read_bytes() == before


def test_a_file_that_another_program_keeps_writing_to(
    file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr("moneyloop.input.append.add_at_end", lambda *words: False)
    monkeypatch.setattr("moneyloop.input.append._PAUSE", 0)
    result = run("add", "data", *ROW)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "data/deals.csv: another program keeps writing to the file" in words(result.stderr)
    assert file.read_bytes() == before


def test_the_row_that_is_written_is_named_where_it_is_not_the_one_shown(
    file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program took its id after the row was shown."""
    real = append.append

    def late(*words: object) -> str:
        with file.open("a", encoding="utf-8", newline="") as stream:
            stream.write(f"{LINE}\n")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(append, "append", late)
    result = run("add", "data", *ROW)
    assert result.exit_code == 0, result.stderr
    new = LINE.replace("equity,", "equity-2,", 1)
    assert f"The file has changed meanwhile. New row: {new}" in result.stderr
    assert file.read_text(encoding="utf-8").endswith(f"{LINE}\n{new}\n")
