"""Cases as data packages on disk, answered by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import economies as make
from moneyloop.cli import main

REFERENCE = Path(__file__).with_name("reference")
SHARED = Path(__file__).parents[3] / "shared" / "cases"


@pytest.fixture
def attributed(tmp_path: Path) -> Callable[..., dict[tuple[str, str], Any]]:
    """(deals, figures, parties) -> {(party, period): row} of `moneyloop attribute DIR`."""

    def run(*tables: Any, options: tuple[str, ...] = ()) -> dict[tuple[str, str], Any]:
        folder = make.write(tmp_path / "package", *tables)
        command = ["attribute", str(folder), "--format", "json", *options]
        result = CliRunner().invoke(main, command, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        rows = json.loads(result.stdout)["rows"]
        return {(row["party"], row["period"]): row for row in rows}

    return run


@pytest.fixture
def by_rule(tmp_path: Path) -> Callable[..., dict[tuple[str, str], Any]]:
    """(deals, figures, parties) -> {(rule, party): row} of `moneyloop attribute DIR --rule all`."""

    def run(*tables: Any) -> dict[tuple[str, str], Any]:
        folder = make.write(tmp_path / "package", *tables)
        command = ["attribute", str(folder), "--rule", "all", "--format", "json", "--year", "2025"]
        result = CliRunner().invoke(main, command, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        rows = json.loads(result.stdout)["rows"]
        return {(row["rule"], row["party"]): row for row in rows}

    return run


@pytest.fixture(scope="session")
def reference_case() -> Callable[[str], Any]:
    """A reference case that comes with the project (reference/README.md)."""

    def read(name: str) -> Any:
        return json.loads((REFERENCE / name).read_text(encoding="utf-8"))

    return read


@pytest.fixture(scope="session")
def shared_case() -> Callable[[str], Any]:
    """A case file that is not ours to copy, beside the checkout; skips where there is none."""

    def read(name: str) -> Any:
        file = SHARED / name
        if not file.exists():
            pytest.skip(f"not copied into the project, and not beside this checkout: {name}")
        return json.loads(file.read_text(encoding="utf-8"))

    return read


@pytest.fixture(scope="session")
def pooled() -> Callable[[dict[str, Any]], Any]:
    """The economy of a case of moneyloop/pooled.json."""

    def economy(case: dict[str, Any]) -> Any:
        sales, stakes = (np.array([case[key]]) for key in ("purchases", "investments"))
        earlier_cash = np.array(case["opening"])
        return make.Economy(
            purchases=sales,
            investments=stakes,
            credits=0 * sales,
            returns=0 * sales,
            customers=np.array([case["customers"]]),
            outside_investors=np.array([case["outside_investors"]]),
            cash=np.vstack([earlier_cash, 0 * earlier_cash]),
        )

    return economy
