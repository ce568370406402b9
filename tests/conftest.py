"""What tests of every room share: a data package from inline CSV, and the command line."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click.testing
import filelock
import hypothesis
import pytest

# In CI the same examples every time: a run tells of the change, not of the day's luck.
# A second run, on other versions of the libraries, may do with fewer of them.
hypothesis.settings.register_profile(
    "moneyloop",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=int(os.environ.get("MONEYLOOP_EXAMPLES", "100")),
)
hypothesis.settings.load_profile("moneyloop")


@pytest.hookimpl(trylast=True)  # after the order was drawn
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first: one that begins last would leave the other cores without work."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


Package = Callable[..., Path]
Run = Callable[..., click.testing.Result]


@dataclass(frozen=True)
class Printed:
    """What a command line printed, and the files that it wrote, by name."""

    exit_code: int
    stdout: str
    stderr: str
    output: str  # both, as they came
    files: dict[str, Path]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function (name, make) for a folder that `make(folder)` fills once in a run of the tests.

    All processes of the run share it, so what is costly is made by the first that asks.
    """
    home = tmp_path_factory.getbasetemp()
    home = home.parent if os.environ.get("PYTEST_XDIST_WORKER") else home

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        made, unfinished = home / f"once-{name}", home / f"once-{name}-unfinished"
        with filelock.FileLock(home / f"once-{name}.lock"):
            if not made.exists():
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(made)
        return made

    return folder


@pytest.fixture(scope="session")
def run_once(made_once: Callable[..., Path]) -> Callable[..., Printed]:
    """A function (line, texts) for what `moneyloop ...` prints and writes in a folder of its own.

    In it there are the files `texts`, by name, and no others. The README, the help texts and the
    tests of pages show the same lines on the bundled data: each is run once in a run of the tests.
    Nobody may change the files.
    """
    from moneyloop.cli import main

    def asked(line: str, texts: Mapping[str, str] | None = None) -> Printed:
        program, *words = shlex.split(line)
        assert program == "moneyloop"
        given = dict(texts or {})

        def make(folder: Path) -> None:
            (folder / "files").mkdir()
            for name, text in given.items():
                (folder / "files" / name).write_text(text, encoding="utf-8")
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(folder / "files")
                patch.delenv("NO_COLOR", raising=False)
                told = click.testing.CliRunner().invoke(main, words, prog_name="moneyloop")
            parts = told.exit_code, told.stdout, told.stderr, told.output
            (folder / "printed.json").write_text(json.dumps(parts), encoding="utf-8")

        asked_for = hashlib.sha256(json.dumps([line, given]).encode()).hexdigest()
        home = made_once(f"line-{asked_for[:16]}", make)
        parts = json.loads((home / "printed.json").read_text(encoding="utf-8"))
        written = {file.name: file for file in (home / "files").iterdir() if file.name not in given}
        return Printed(*parts, written)

    return asked


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A function (deals, parties, figures) that writes a data package and returns its folder.

    The text is dedented, so that it can stand in a test as it would in the file; a table that is
    not given has no file. `folder` names the folder, below tmp_path.
    """

    def write(
        deals: str | None = None,
        parties: str | None = None,
        figures: str | None = None,
        folder: str = "data",
    ) -> Path:
        home = tmp_path / folder
        home.mkdir(exist_ok=True)
        for name, text in (("deals", deals), ("parties", parties), ("figures", figures)):
            if text is not None:
                raw = textwrap.dedent(text).lstrip("\n").encode("utf-8")
                (home / f"{name}.csv").write_bytes(raw)
        return home

    return write


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function (*arguments, stdin=b"") that runs the command line in tmp_path, as in a pipe."""
    from moneyloop.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)

    def invoke(*arguments: object, stdin: bytes = b"") -> click.testing.Result:
        return click.testing.CliRunner().invoke(
            main, [str(argument) for argument in arguments], input=stdin, prog_name="moneyloop"
        )

    return invoke
