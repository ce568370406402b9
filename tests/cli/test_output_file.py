"""`-o FILE` never takes the place of the data that is read, and never of a read-only file."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import click.testing
import pytest

from commands import COMMANDS
from moneyloop.cli.output import DataPath, OutputFile
from moneyloop.input.bundled import bundled_folder

Run = Callable[..., click.testing.Result]

FLOWS = "kind,from,to,amount\ninput,,A,1\nflow,A,B,1\nexport,B,,1\n"


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundled data in its place: a failing test must not write over the true one."""
    copy = tmp_path / "bundled"
    shutil.copytree(bundled_folder(), copy)
    monkeypatch.setattr("moneyloop.input.bundled.bundled_folder", lambda: copy)
    return copy


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(result: click.testing.Result, file: str) -> None:
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    said = words(result.stderr)
    assert re.search(
        f"Error: {re.escape(file)} is data (that this command reads|of the pack)", said
    )
    assert "Write it to another file, such as answer" in said


def paths(kind: type[click.Parameter]) -> list[tuple[str, str]]:
    """Every parameter of this kind that is a path, with its command."""
    return [
        (name, param.name or "")
        for name, command in COMMANDS.items()
        for param in command.params
        if isinstance(param, kind) and isinstance(param.type, click.Path)
    ]


NEW_FOLDERS = {("check", "fix")}  # which no command writes over: see create.write_new
WRITTEN = sorted(set(paths(click.Option)) - NEW_FOLDERS)
READ = sorted(item for item in paths(click.Argument) if item[0] != "init")


def flag_of(command: str, option: str) -> str:
    return next(param.opts[0] for param in COMMANDS[command].params if param.name == option)


# Commands whose words are companies or DATA: cli/arguments.py tells them apart.
AMONG_WORDS = {"figures": ["Lab", "small"], "trace": ["Lab", "small"]}


def test_data_stands_among_the_words_of_these_commands_only() -> None:
    """Where an argument takes any number of words, one of them may be a path."""
    several = {
        name
        for name, command in COMMANDS.items()
        for param in command.params
        if isinstance(param, click.Argument)
        and param.nargs == -1
        and not isinstance(param.type, click.Path)
    }
    assert several - {"calc translate"} == set(AMONG_WORDS)


def test_every_path_of_every_command_is_known_as_read_or_as_written() -> None:
    types = {
        (name, param.name): type(param.type)
        for name, command in COMMANDS.items()
        for param in command.params
    }
    assert {types[item] for item in WRITTEN} == {OutputFile}
    assert {types[item] for item in READ} == {DataPath}
    assert len(READ) >= 12
    assert len(WRITTEN) >= len(READ)


@pytest.mark.parametrize(("command", "option"), WRITTEN)
def test_no_command_writes_over_the_data_that_it_reads(
    small: Path, run: Run, bundled: Path, command: str, option: str
) -> None:
    before = files(small.parent)
    arguments = [one for one in COMMANDS[command].params if isinstance(one, click.Argument)]
    given = AMONG_WORDS.get(command) or [
        "small" if isinstance(one.type, DataPath) else "Lab" for one in arguments
    ]
    target = "small/deals.csv" if "small" in given else str(bundled / "bases.csv")
    refused(run(*command.split(), *given, flag_of(command, option), target), target)
    assert files(small.parent) == before


@pytest.mark.parametrize(("command", "option"), WRITTEN)
def test_no_command_writes_over_a_package_that_it_does_not_read(
    run: Run, small: Path, command: str, option: str
) -> None:
    """Without DATA a command reads the bundled data, though it is run beside one's own."""
    assert run("init", "my-data").exit_code == 0
    before = files(small.parent)
    arguments = [one for one in COMMANDS[command].params if isinstance(one, click.Argument)]
    given = [
        "small" if isinstance(one.type, DataPath) else "Lab" for one in arguments if one.required
    ]
    flag = flag_of(command, option)
    for target in ("my-data/deals.csv", "my-data/datapackage.json"):
        result = run(*command.split(), *given, flag, target)
        refused(result, target)
        assert "of the package that my-data/datapackage.json describes" in words(result.stderr)
    assert files(small.parent) == before


def test_what_a_package_names_is_refused_wherever_it_is_written_from(run: Run, small: Path) -> None:
    package = {"resources": [{"path": "mine.csv"}, {"path": ["old.csv", "new.csv"]}, {"data": []}]}
    (small / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (small.parent / "folder").symlink_to(small)
    # An inline table has no file, and what is beside the tables is free.
    assert run("deals", "-o", "small/answer.csv").exit_code == 0
    for target in ("mine.csv", "old.csv", "new.csv"):
        for spelling in (f"small/{target}", f"folder/{target}", f"small/../small/{target}"):
            refused(run("deals", "-o", spelling), spelling)
    for other in ("not JSON", "[]", '{"resources": [1]}', '{"resources": null}'):
        (small / "datapackage.json").write_text(other, encoding="utf-8")
        assert run("deals", "-o", "small/mine.csv").exit_code == 0


@pytest.mark.parametrize("name", ["deals.csv", "parties.csv", "figures.csv"])
@pytest.mark.parametrize("data", ["small", "small/deals.csv", "./small/../small"])
def test_every_file_of_the_package_is_kept(small: Path, run: Run, name: str, data: str) -> None:
    before = files(small.parent)
    spellings = [
        f"small/{name}",
        f"small/../small/{name}",
        str(small.resolve() / name),
    ]
    if os.name != "nt":
        (small.parent / "link").symlink_to(small / name)
        (small.parent / "folder").symlink_to(small)
        (small.parent / "hard").hardlink_to(small / name)
        spellings += ["link", "folder/" + name, "hard"]
    for spelling in spellings:
        refused(run("deals", data, "--format", "csv", "-o", spelling), spelling)
        refused(run("deals", "-o", spelling, data), spelling)
    assert {path: raw for path, raw in files(small.parent).items() if path in before} == before


@pytest.mark.parametrize("name", ["parties.csv", "figures.csv", "bases.csv", "datapackage.json"])
def test_an_answer_does_not_become_a_file_of_the_package(small: Path, run: Run, name: str) -> None:
    """One that is not there yet: the next command would read the answer as data."""
    (small / name).unlink(missing_ok=True)
    refused(run("loops", "small", "--format", "csv", "-o", f"small/{name}"), f"small/{name}")
    assert not (small / name).exists()


def test_other_files_may_be_written_even_beside_the_data(small: Path, run: Run) -> None:
    (small.parent / "deals.csv").write_bytes(b"an older answer")
    for target in ("deals.csv", "small/answer.csv", "-"):
        assert run("deals", "small", "--format", "csv", "-o", target).exit_code == 0
    # A file of another name is read alone: what lies beside it is no data of this command.
    (small / "deals.csv").rename(small / "mine.csv")
    assert run("loops", "small/mine.csv", "--format", "csv", "-o", "small/deals.csv").exit_code == 0
    refused(run("loops", "small/mine.csv", "-o", "small/mine.csv"), "small/mine.csv")


def test_both_packages_of_diff_are_kept(small: Path, run: Run) -> None:
    new = small.parent / "new"
    new.mkdir()
    for name, raw in files(small).items():
        (new / name).write_bytes(raw)
    before = files(small.parent)
    for target in ("small/deals.csv", "new/figures.csv"):
        refused(run("diff", "small", "new", "-o", target), target)
        refused(run("diff", "-o", target, "small", "new"), target)
    assert files(small.parent) == before


def test_a_list_of_payments_and_a_flow_list_are_data_too(
    ledger: list[str], tmp_path: Path, run: Run
) -> None:
    (tmp_path / "flows.csv").write_text(FLOWS, encoding="utf-8")
    before = files(tmp_path)
    for words in (["attribute"], ["attribute", "--rule", "all"], ["index"]):
        refused(run(*words, *ledger, "-o", "payments.csv"), "payments.csv")
    refused(run("index", "flows.csv", "--format", "json", "-o", "flows.csv"), "flows.csv")
    assert files(tmp_path) == before


def test_the_bundled_data_is_kept_whatever_is_read(small: Path, run: Run, bundled: Path) -> None:
    before = files(bundled)
    for name in ("deals.csv", "parties.csv", "figures.csv", "bases.csv", "datapackage.json"):
        target = str(bundled / name)
        refused(run("loops", "-o", target), target)
        refused(run("loops", "small", "-o", target), target)
    assert files(bundled) == before


def test_standard_input_may_be_the_file(small: Path) -> None:
    before = (small / "deals.csv").read_bytes()
    with (small / "deals.csv").open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "moneyloop", "deals", "-", "-o", "small/deals.csv"],
            cwd=small.parent,
            stdin=stream,
            capture_output=True,
            encoding="utf-8",
        )
    assert done.returncode == 2
    assert "small/deals.csv is data that this command reads (standard input)" in words(done.stderr)
    assert (small / "deals.csv").read_bytes() == before


@pytest.mark.parametrize("command", ["deals", "check", "report", "view"])
def test_a_read_only_file_and_a_blank_name_are_refused(small: Path, run: Run, command: str) -> None:
    out = small.parent / "out"
    out.write_bytes(b"old")
    out.chmod(0o444)
    result = run(command, "small", "-o", "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "out: the file is read-only" in words(result.stderr)
    assert out.read_bytes() == b"old"
    blank = run(command, "small", "-o", "")
    assert (blank.exit_code, blank.stdout) == (2, "")
    assert "the name of the file is blank" in words(blank.stderr)
