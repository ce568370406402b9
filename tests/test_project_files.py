"""What stands beside the code: how to cite it, what it declares, what runs before a commit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import moneyloop

ROOT = Path(__file__).resolve().parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def test_the_citation_names_this_version_and_its_licence(project: dict[str, Any]) -> None:
    plain = re.findall(r"^([a-z-]+): (\S.*)$", read("CITATION.cff"), flags=re.MULTILINE)
    fields = dict(plain)
    assert fields["cff-version"] == "1.2.0"
    assert fields["title"] == project["project"]["name"]
    assert fields["version"] == moneyloop.__version__
    assert fields["license"] == project["project"]["license"]
    assert fields["type"] == "software"
    assert {"message", "abstract"} <= fields.keys()
    assert re.search(r"^authors:\n  - name: \S", read("CITATION.cff"), flags=re.MULTILINE)


def test_every_python_that_is_named_is_allowed(project: dict[str, Any]) -> None:
    named = re.findall(r"Python :: (3\.\d+)\"", read("pyproject.toml"))
    assert named == ["3.11", "3.12", "3.13"]
    assert project["project"]["requires-python"] == f">={named[0]}"


def test_what_readme_and_contributing_install_is_declared(project: dict[str, Any]) -> None:
    text = read("README.md") + read("CONTRIBUTING.md") + read(".ci/run")
    extras = set(re.findall(r"\.\[(\w+)\]", text))
    groups = set(re.findall(r"--group (\w+)$", read("CONTRIBUTING.md"), flags=re.MULTILINE))
    assert extras <= set(project["project"]["optional-dependencies"])
    assert groups <= set(project["dependency-groups"])
    assert "test" in extras
    assert groups


def test_the_hooks_are_commands_of_ci() -> None:
    hooks = re.findall(r"entry: (.+)", read(".pre-commit-config.yaml"))
    assert len(hooks) == 4
    lines = read(".ci/run").splitlines()
    for hook in hooks:
        assert any(line.removesuffix(" .") == hook for line in lines), hook
    assert "repo: local" in read(".pre-commit-config.yaml")


def test_contributing_names_paths_that_are_there() -> None:
    text = read("CONTRIBUTING.md")
    paths = re.findall(r"`((?:src|tests|data|docs|scripts|\.ci)[\w./-]*)`", text)
    assert len(paths) > 10
    for path in paths:
        assert (ROOT / path).exists(), path
    rooms = {path.name for path in (ROOT / "src" / "moneyloop").iterdir() if path.is_dir()}
    told = set(re.findall(r"^\| `(\w+)/` \|", text, flags=re.MULTILINE))
    assert told == rooms - {"__pycache__", "data"}
