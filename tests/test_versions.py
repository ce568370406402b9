"""The oldest versions that CI tests are those that the package declares."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def versions(lines: list[str]) -> dict[str, tuple[int, ...]]:
    """Name -> the first three numbers of the version of `name>=1.2` or `name==1.2`."""
    found = (re.fullmatch(r"([\w-]+)(?:>=|==)([\d.]+?)(?:\.post\d+)?", line) for line in lines)
    pairs = {match[1]: [int(part) for part in match[2].split(".")] for match in found if match}
    return {name: tuple([*parts, 0, 0][:3]) for name, parts in pairs.items()}


def test_the_oldest_versions_are_the_declared_ones() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = versions((ROOT / ".ci" / "oldest.txt").read_text(encoding="utf-8").splitlines())
    extras = project["optional-dependencies"]
    floors = [*project["dependencies"], *extras["parquet"], *extras["fast"]]
    declared = versions(floors)
    assert len(declared) == len(floors)
    # A floor may leave out the last number (ortools 9.10 is 9.10.4067).
    assert {name: parts[:2] for name, parts in pinned.items()} == {
        name: parts[:2] for name, parts in declared.items()
    }
