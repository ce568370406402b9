"""The typed program of a user runs; that mypy --strict accepts it is checked with the lint."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import moneyloop

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def user() -> ModuleType:
    file = ROOT / "tests" / "typing" / "user.py"
    spec = importlib.util.spec_from_file_location("user_of_moneyloop", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_typed_program_runs(
    user: ModuleType, package: Callable[..., Path], tmp_path: Path
) -> None:
    deals = """
        payer,payee,kind,amount_usd_bn,start,end,status
        Cloud,Lab,equity,4,2025,2025,paid
        Lab,Cloud,compute,3,2025,2025,paid
        """
    folder = package(deals)
    network = moneyloop.load(folder)
    (row,) = user.own_money_back(folder, "Cloud")
    assert row["own_low"] <= 3 <= row["own_high"]
    assert len(user.table(network)) == 1
    assert user.page(network, tmp_path / "page.html") > 100_000
    assert user.problems(folder) == []
    wrong = package("payer,payee,kind\nCloud,Lab,equty\n", folder="wrong")
    (problem,) = user.problems(wrong)
    assert "equty" in problem


def test_mypy_reads_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {"src", "tests/helpers", "tests/typing"} <= set(project["tool"]["mypy"]["files"])
    assert project["tool"]["mypy"]["strict"]


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(moneyloop.__file__).with_name("py.typed").exists()
