"""Helpers beside the tests of the analysis, as fixtures."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def helper(name: str) -> ModuleType:
    """A file of this folder as a module; test folders are not packages."""
    known = f"moneyloop_tests_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, Path(__file__).with_name(f"{name}.py"))
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
