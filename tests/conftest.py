"""What tests of every room share: helpers, a data package from inline CSV, the command line."""

from __future__ import annotations

import importlib.util
import os
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import click.testing
import hypothesis
import pytest

# In CI the same examples every time: a run tells of the change, not of the day's luck.
hypothesis.settings.register_profile(
    "moneyloop", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("moneyloop")

Package = Callable[..., Path]
Run = Callable[..., click.testing.Result]


def helper(name: str) -> ModuleType:
    """A file of the folder `analysis` as a module; test folders are not packages."""
    known = f"moneyloop_tests_{name}"
    if known not in sys.modules:
        file = Path(__file__).with_name("analysis") / f"{name}.py"
        spec = importlib.util.spec_from_file_location(known, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[known] = module
        spec.loader.exec_module(module)
    return sys.modules[known]


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """Rows, networks and random economies (economies.py)."""
    return helper("economies")


@pytest.fixture(scope="session")
def oracle() -> ModuleType:
    """The same numbers by other routes (oracles.py)."""
    return helper("oracles")


@pytest.fixture(scope="session")
def lots() -> ModuleType:
    """The dated model by badges on lots, and its bounds by linear program (lots.py)."""
    return helper("lots")


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
