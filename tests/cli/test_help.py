"""Help: it is quick, it is there for every command, and its examples work."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import click.testing
import pytest

import filings
import moneyloop
from commands import COMMANDS, TOP_LEVEL, leaves, named
from moneyloop.cli import main

Run = Callable[..., click.testing.Result]
RunOnce = Callable[..., Any]

HEAVY = "jinja2 networkx numpy ortools pandas pyvis rich scipy"
LOADED = """
import sys
from moneyloop.cli import main
main(sys.argv[1:], standalone_mode=False)
loaded = {name.partition(".")[0] for name in sys.modules}
sys.exit(f"imported: {loaded & set('HEAVY'.split())}" if loaded & set("HEAVY".split()) else 0)
""".replace("HEAVY", HEAVY)
PAYMENTS = """\
from,to,value,time,type
Fund,Lab,100,2025-01-05,equity
Lab,Cloud,60,2025-01-06,services
Cloud,Lab,30,2025-01-07T12:00:00Z,equity
"""
FILES = {"payments.csv": PAYMENTS, "companyfacts.json": filings.text(filings.chips())}


def help_text(command: str) -> str:
    return named(command).help or ""


def examples(command: str) -> list[str]:
    """The command lines below `Examples:`, continued lines joined."""
    _, found, block = help_text(command).partition("Examples:\n")
    if not found:
        return []
    block = block.split("\n\n")[0]
    lines = re.sub(r"\\\n\s*", "", block).splitlines()
    return [line.strip() for line in lines if line.strip()]


EXAMPLES = [line for command in COMMANDS for line in examples(command)]


def shown_runs(command: str) -> list[tuple[str, str]]:
    """The command lines after `$ ` in the help text, each with the output shown below it."""
    text = help_text(command).replace("\b\n", "")
    parts = re.split(r"^ *\$ (?=moneyloop )", text, flags=re.MULTILINE)[1:]
    runs = []
    for part in parts:
        line, _, output = re.sub(r"\\\n\s*", "", part).partition("\n")
        # A blank line ends the output.
        runs.append((line, output.split("\n\n")[0]))
    return runs


SHOWN = [run for command in COMMANDS for run in shown_runs(command)]


def together(line: str, *more: Any) -> Any:
    """A test that runs this line, in the process in which others run it (--dist loadgroup)."""
    return pytest.param(line, *more, marks=pytest.mark.xdist_group(line), id=line)


def texts(line: str) -> dict[str, str]:
    """The files that a line of help takes for granted."""
    return {name: text for name, text in FILES.items() if name in shlex.split(line)}


@pytest.mark.parametrize("command", ["", "calc", *COMMANDS])
def test_help_imports_nothing_heavy(command: str) -> None:
    words = [*command.split(), "--help"]
    shown = subprocess.run(
        [sys.executable, "-c", LOADED, *words], capture_output=True, text=True, encoding="utf-8"
    )
    assert shown.returncode == 0, shown.stderr
    assert "Usage:" in shown.stdout


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = LOADED.replace("from moneyloop.cli import main\nmain(", "import moneyloop\nprint(")
    code = code.replace(", standalone_mode=False", "")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["report", "attribute", "loops", "explain Nvidia"])
def test_few_parties_are_answered_without_the_slowest_libraries(
    command: str, tmp_path: Path
) -> None:
    code = LOADED.replace(HEAVY, "networkx scipy")
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr


def test_help_lists_every_command_once_under_a_heading(run: Run) -> None:
    shown = run("--help").stdout
    commands = shown.partition("The answer:")[2]
    listed = re.findall(r"^  ([\w-]+)  +\S", commands, flags=re.MULTILINE)
    assert sorted(listed) == TOP_LEVEL
    assert listed[0] == "report"
    for heading in main.sections:
        assert f"{heading}:" in shown
    assert "0 done, 1 the data has errors, 2 wrong usage" in " ".join(shown.split())


def test_a_group_lists_its_commands(run: Run) -> None:
    shown = run("calc", "--help").stdout
    listed = re.findall(r"^  ([\w-]+)  +\S", shown.partition("Commands:")[2], flags=re.MULTILINE)
    assert [f"calc {name}" for name in listed] == leaves("calc")
    assert listed == ["margin", "vintage", "translate"]
    told = run("calc", "margn")
    assert told.exit_code == 2
    assert "Did you mean 'margin'?" in told.stderr


def test_help_loads_no_command() -> None:
    code = (
        "import sys; from moneyloop.cli import main; main(['--help'], standalone_mode=False); "
        "print(sorted(name for name in sys.modules if name.startswith('moneyloop.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        done.stdout.splitlines()[-1]
        == "['moneyloop.cli', 'moneyloop.cli.group', 'moneyloop.cli.streams']"
    )


def test_a_mistyped_command_is_told_the_nearest(run: Run) -> None:
    told = run("atribute")
    assert told.exit_code == 2
    assert "Did you mean 'attribute'?" in told.stderr


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(run: Run, command: str, flag: str) -> None:
    shown = run(*command.split(), flag)
    assert shown.exit_code == 0
    assert f"Usage: moneyloop {command} " in shown.stdout
    assert "Examples:" in shown.stdout
    assert all(line.startswith(f"moneyloop {command}") for line in examples(command))
    assert examples(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_does(command: str) -> None:
    for option in named(command).params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_help_fits_a_screen_of_40_lines(run: Run) -> None:
    shown = run("--help").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert len(shown.splitlines()) <= 40


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_text_is_under_40_lines(run: Run, command: str) -> None:
    """What stands above the options: what it answers, two or three examples, one shown run."""
    text = run(*command.split(), "--help").stdout.partition("\nOptions:\n")[0]
    assert len(text.splitlines()) < 40
    assert 2 <= len(examples(command)) <= 3
    assert len(shown_runs(command)) == 1


@pytest.mark.parametrize("line", [together(line) for line in EXAMPLES])
def test_every_example_runs(run: Run, run_once: RunOnce, tmp_path: Path, line: str) -> None:
    words = shlex.split(line)
    if "my-data" in words and "init" not in words:
        assert run("init", "my-data").exit_code == 0
        for name, text in texts(line).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        before = set(tmp_path.iterdir())
        result = run(*words[1:])
        written = {path.name for path in set(tmp_path.iterdir()) - before}
    else:
        result = run_once(line, texts(line))
        written = set(result.files)
    assert result.exit_code == 0, result.output
    # An example that writes a file says so, and writes only there.
    assert all(f"wrote {name}" in result.stderr for name in written)
    assert result.stdout or written


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_shows_a_run_on_the_bundled_data_with_its_output(command: str) -> None:
    runs = shown_runs(command)
    assert runs
    for line, output in runs:
        assert line.startswith(f"moneyloop {command}")
        assert re.sub(r"[\s.]", "", output), line


@pytest.mark.parametrize(("line", "shown"), [together(*run) for run in SHOWN])
def test_shown_output_is_what_is_printed(run_once: RunOnce, line: str, shown: str) -> None:
    """Each passage between `...` must be in the output, in order; white space does not matter."""
    result = run_once(line, texts(line))
    assert result.exit_code == 0, result.output
    rest = " ".join(result.output.split())
    for passage in re.split(r"(?<!\S)\.\.\.(?!\S)", shown):
        words = " ".join(passage.split())
        found = rest.find(words)
        assert found >= 0, f"not in the output: {words}"
        rest = rest[found + len(words) :]


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["check"]])
def test_python_m_moneyloop_is_the_command(run: Run, words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "moneyloop", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    # Help is as wide as the terminal, so its lines may break elsewhere.
    assert done.stdout.split() == run(*words).stdout.split()


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"moneyloop, version {moneyloop.__version__}\n"
    assert re.fullmatch(r"\d+\.\d+\.\d+", moneyloop.__version__)


@pytest.mark.parametrize("words", [["--version", "-v"], ["-v", "--version"]])
def test_version_says_whether_kernels_are_compiled(run: Run, words: list[str]) -> None:
    first, kernels, *rest = run(*words).stdout.splitlines()
    assert first == f"moneyloop, version {moneyloop.__version__}"
    on = find_spec("numba") is not None
    assert kernels.startswith("compiled kernels: on (numba" if on else "compiled kernels: off")
    assert f"pandas {version('pandas')}" in rest


def test_without_a_command_help_is_shown_as_wrong_usage(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    assert "Usage: moneyloop" in result.output


def test_every_public_name_is_there() -> None:
    for name in moneyloop.__all__:
        assert getattr(moneyloop, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = moneyloop.nothing_of_the_kind
