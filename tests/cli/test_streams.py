"""Where output goes: data to standard output, messages to standard error, files whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from moneyloop.cli import streams
from moneyloop.tables import cents

Run = Callable[..., click.testing.Result]
Terminal = Callable[..., str]

PROGRAM = [sys.executable, "-m", "moneyloop"]
QUESTIONS = ["attribute", "loops", "deals", "check"]
DEALS = b"payer,payee,kind,amount_usd_bn,start\nCloud,Lab,equity,2,2025\nLab,Cloud,compute,1,2025\n"
ESCAPE = "\x1b["


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("command", [*QUESTIONS, "report", "view"])
def test_a_pipe_has_no_colour_no_progress_and_no_message(small: Path, command: str) -> None:
    done = subprocess.run(
        [*PROGRAM, command, "small"],
        cwd=small.parent,
        capture_output=True,
        env={**os.environ, "TERM": "xterm-256color"},
        encoding="utf-8",
    )
    assert done.returncode == 0
    page = {"report": "moneyloop-report.html", "view": "moneyloop-network.html"}.get(command)
    assert done.stderr == (f"wrote {page}\n" if page else "")
    assert bool(done.stdout) == (command != "view")
    assert "\x1b" not in done.stdout
    assert all(line == line.rstrip() for line in done.stdout.splitlines())


@pytest.mark.parametrize("command", QUESTIONS)
def test_output_to_a_file_is_the_output(small: Path, run: Run, command: str) -> None:
    for form in ("table", "csv", "json", "markdown"):
        printed = run(command, "small", "--format", form)
        written = run(command, "small", "--format", form, "-o", "out")
        assert written.stdout == ""
        assert written.stderr == "wrote out\n"
        assert (small.parent / "out").read_bytes() == printed.stdout_bytes
        assert run(command, "small", "--format", form, "-o", "-").stdout == printed.stdout


@pytest.mark.parametrize("command", [*QUESTIONS, "report", "view"])
def test_a_crash_while_writing_leaves_the_old_file(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (small.parent / "out").write_bytes(b"old")

    def crash(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", crash)
    result = run(command, "small", "-o", "out")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "No space left on device" in result.stderr
    assert files(small.parent) == {"out": b"old"}


@pytest.mark.parametrize("command", [*QUESTIONS, "report", "view"])
def test_a_folder_that_is_not_there_is_named_as_it_was_given(
    small: Path, run: Run, command: str
) -> None:
    result = run(command, "small", "-o", "nowhere/out.txt")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "nowhere/out.txt: No such file or directory" in result.stderr


def test_output_cannot_be_a_folder(small: Path, run: Run) -> None:
    assert run("deals", "small", "-o", "small").exit_code == 2


@pytest.mark.parametrize("command", [*QUESTIONS, "report"])
def test_a_dash_reads_standard_input(run: Run, command: str) -> None:
    result = run(command, "-", "--format", "json", stdin=DEALS)
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    if command != "check":
        assert answer["data"] == "-"
        assert answer["rows"]


def test_a_dash_makes_a_page(run: Run, tmp_path: Path) -> None:
    assert run("view", "-", "-o", "page.html", stdin=DEALS).exit_code == 0
    assert (tmp_path / "page.html").read_bytes().startswith(b"<!doctype html>")


def test_problems_of_standard_input_are_named_so(run: Run) -> None:
    result = run("check", "-", stdin=b"payer,payee,kind\nA,B,equty\n")
    assert result.exit_code == 1
    assert result.stdout.startswith("<stdin>:2: kind: 'equty'")


def test_a_lone_file_of_deals(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(DEALS)
    answer = json.loads(run("loops", "mine.csv", "--format", "json").stdout)
    assert answer["data"] == "mine.csv"
    assert [row["parties"] for row in answer["rows"]] == [["Cloud", "Lab"]]


def test_the_deals_csv_of_a_folder_is_the_folder(small: Path, run: Run) -> None:
    rows = [
        json.loads(run("attribute", path, "--format", "json").stdout)["rows"]
        for path in ("small", "small/deals.csv")
    ]
    assert rows[0] == rows[1]


def test_the_bundled_data_is_read_from_any_folder(run: Run) -> None:
    result = run("deals", "--format", "json", "--party", "OpenAI")
    assert json.loads(result.stdout)["data"] == "bundled"


def test_a_pipe_is_utf8_whatever_the_machine_has(small: Path) -> None:
    (small / "deals.csv").write_bytes("payer,payee,kind\n東京,Café,equity\n".encode())
    (small / "parties.csv").unlink()
    (small / "figures.csv").unlink()
    done = subprocess.run(
        [*PROGRAM, "deals", "small"],
        cwd=small.parent,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert done.returncode == 0, done.stderr
    assert "東京" in done.stdout.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is an EPIPE on POSIX only")
@pytest.mark.parametrize("command", ["deals", "check", "report"])
def test_a_reader_that_has_gone_is_no_error_to_talk_about(small: Path, command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as stdout:
        done = subprocess.run(
            [*PROGRAM, command, "small"], cwd=small.parent, stdout=stdout, stderr=subprocess.PIPE
        )
    assert b"rror" not in done.stderr
    assert b"pipe" not in done.stderr.lower()


def closed(redirection: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The program with a standard stream closed, as the shell does it."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", *PROGRAM, *words],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
    )


ADD = ("add", "small", "--payer", "Cloud", "--payee", "Lab", "--kind", "equity")


@pytest.mark.skipif(os.name == "nt", reason="streams are closed like this on POSIX")
@pytest.mark.parametrize("words", [*((name, "small") for name in [*QUESTIONS, "report"]), ADD])
def test_closed_standard_output_is_said(small: Path, words: tuple[str, ...]) -> None:
    before = files(small.parent) | files(small)
    done = closed(">&-", *words, cwd=small.parent)
    assert done.returncode == 2
    assert done.stderr == (
        f"Error: standard output: it is closed: send the answer to a file, or to {os.devnull}\n"
    )
    assert files(small.parent) | files(small) == before


@pytest.mark.skipif(os.name == "nt", reason="streams are closed like this on POSIX")
@pytest.mark.parametrize("command", [*QUESTIONS, "view"])
def test_a_file_is_written_with_all_streams_closed(small: Path, run: Run, command: str) -> None:
    done = closed("<&- >&- 2>&-", command, "small", "-o", "out", cwd=small.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    raw = (small.parent / "out").read_bytes()
    assert run(command, "small", "-o", "out").exit_code == 0
    assert raw == (small.parent / "out").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="streams are closed like this on POSIX")
def test_closed_standard_error_takes_nothing_away(small: Path, run: Run) -> None:
    done = closed("2>&-", "report", "small", "-o", "page.html", cwd=small.parent)
    assert done.returncode == 0
    assert done.stdout == run("report", "small", "-o", "again.html").stdout
    pages = files(small.parent)
    assert pages["page.html"] == pages["again.html"]
    before = (small / "deals.csv").read_bytes()
    assert closed("2>&-", *ADD, cwd=small.parent).returncode == 0
    rest = (small / "deals.csv").read_bytes().removeprefix(before)
    assert rest.startswith(b"cloud-lab-equity,Cloud,Lab,equity,")
    assert rest.count(b"\n") == 1
    wrong = closed("2>&-", "attribute", "small", "--party", "Nobody", cwd=small.parent)
    assert (wrong.returncode, wrong.stdout) == (2, "")


@pytest.mark.skipif(os.name == "nt", reason="streams are closed like this on POSIX")
def test_closed_standard_input_is_no_terminal_and_no_data(small: Path) -> None:
    for command in ("check", "attribute", "diff"):
        done = closed("<&-", command, "-", cwd=small.parent)
        assert (done.returncode, done.stdout) == (2, "")
        assert "standard input is closed: name a file or a folder" in done.stderr
    asked = closed("<&-", "add", "small", "--payer", "Cloud", cwd=small.parent)
    assert asked.returncode == 2
    assert "a deal needs --payee, --kind" in asked.stderr
    assert closed("<&-", *ADD, cwd=small.parent).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_standard_output_is_an_error(small: Path, unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "deals", "small"],
            cwd=small.parent,
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            encoding="utf-8",
        )
    assert done.returncode != 0
    assert "standard output: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are those of POSIX")
def test_a_disk_that_takes_a_part_is_an_error_without_a_buffer_too(small: Path) -> None:
    out = small.parent / "out"
    with out.open("wb") as stream:
        done = subprocess.run(
            [
                *("sh", "-c", 'ulimit -f 1; exec "$@"', "sh"),
                *(*PROGRAM, "attribute", "small", "--format", "json"),
            ],
            cwd=small.parent,
            stdout=stream,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            encoding="utf-8",
        )
    assert 0 < out.stat().st_size <= 1024
    assert done.returncode != 0
    assert "standard output: File too large" in done.stderr


def test_the_report_writes_one_page_that_stands_alone(small: Path, run: Run) -> None:
    result = run("report", "small")
    assert result.exit_code == 0
    assert set(files(small.parent)) == {"moneyloop-report.html"}
    page = (small.parent / "moneyloop-report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "Cloud" in page
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//", page)
    assert result.stdout.splitlines()[0].startswith("Of every dollar that AI companies paid")


def test_the_printed_report_is_the_same_in_both_formats(small: Path, run: Run) -> None:
    for form in ("table", "json"):
        result = run("report", "small", "--format", form, "-o", f"{form}.html")
        assert result.stderr == f"wrote {form}.html\n"
    assert len(set(files(small.parent).values())) == 1


def test_on_a_terminal_there_is_colour_and_progress(small: Path, terminal: Terminal) -> None:
    shown = terminal("attribute", "small")
    assert ESCAPE in shown
    assert "bounds" in shown
    assert "Whose dollar is it?" in shown


def test_a_file_has_every_column_however_narrow_the_terminal_is(
    small: Path, run: Run, terminal: Terminal
) -> None:
    narrow = {"COLUMNS": "80"}
    words = ("stress", "Lab", "small", "--translate")
    assert "wrote out" in terminal(*words, "-o", "out", env=narrow)
    assert (small.parent / "out").read_bytes() == run(*words).stdout_bytes


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp1252", "ascii"])
def test_every_sign_is_another_one_where_a_terminal_has_not_got_it(encoding: str) -> None:
    signs = f"{cents.SOLID}{cents.STRIPED}{cents.DOTTED}{cents.RULED_OUT}\N{DAGGER}\N{CENT SIGN}a"
    told = streams.shown(signs, encoding)
    assert (told == signs) == (encoding == "utf-8")
    assert "?" not in told
    assert len({*told}) == len(told) == len(signs)
    assert streams.shown("caf\N{LATIN SMALL LETTER E WITH ACUTE}", "ascii") == "caf?"


def test_no_color_is_respected_on_a_terminal(small: Path, terminal: Terminal) -> None:
    shown = terminal("deals", "small", env={"NO_COLOR": "1"})
    assert "cloud-lab-seed" in shown
    assert ESCAPE not in shown
    assert ESCAPE in terminal("deals", "small", env={"NO_COLOR": ""})


BOTH = """
import sys
from moneyloop.cli import main
for words in (
    ["attribute", "--format", "json"],
    ["attribute", "--by", "quarter", "--from", "2025", "--to", "2025"],
    ["loops", "--format", "json"],
    ["gap", "--format", "json", "-o", "gap.json"],
    ["trace", "OpenAI", "--format", "json", "-o", "trace.json"],
):
    main(words, standalone_mode=False)
"""


def test_the_bundled_answers_do_not_depend_on_the_order_of_hashes(tmp_path: Path) -> None:
    # The pages, and what `report` prints, are compared in tests/pages/test_stable.py.
    running = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", BOTH],
                cwd=tmp_path / seed,
                env={**os.environ, "PYTHONHASHSEED": seed},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
    printed = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert printed[0] == printed[1]
    assert printed[0].startswith(b"{")
    first, second = (files(tmp_path / seed) for seed in ("1", "2"))
    assert sorted(first) == ["gap.json", "trace.json"]
    for name in first:
        assert first[name] == second[name], name


def test_check_says_how_many_comment_lines_it_passed_over(
    package: Callable[..., Path], run: Run
) -> None:
    package("# an example\n# Acme,Lab,debt\npayer,payee,kind\nAcme,Lab,equity\n")
    assert run("check", "data").stdout == (
        "No problems (deals 1, parties 0, figures 0; 2 comment lines passed over).\n"
    )
