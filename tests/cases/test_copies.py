"""The reference cases that come with the project are those that stand beside the checkout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REFERENCE = Path(__file__).with_name("reference")
SHARED = Path(__file__).parents[3] / "shared" / "cases"
COPIES = sorted(file.relative_to(REFERENCE).as_posix() for file in REFERENCE.rglob("*.json"))


def test_every_copy_is_described_and_none_else() -> None:
    text = (REFERENCE / "README.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `([\w/.]+)`", text, flags=re.MULTILINE)
    assert sorted(described) == COPIES


@pytest.mark.parametrize("name", COPIES)
def test_every_copy_is_read_by_a_test(name: str) -> None:
    tests = Path(__file__).parent.glob("test_*.py")
    assert any(f'reference_case("{name}")' in file.read_text(encoding="utf-8") for file in tests)


def test_the_copies_are_what_stands_beside_the_checkout() -> None:
    if not SHARED.exists():
        pytest.skip("nothing beside this checkout to compare the copies with")
    for name in COPIES:
        assert (REFERENCE / name).read_bytes() == (SHARED / name).read_bytes(), name
