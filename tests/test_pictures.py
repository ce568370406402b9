"""The pictures of the README: each is there, small, and drawn by the script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = (ROOT / "scripts" / "readme_pictures.py").read_text(encoding="utf-8")
DRAWN = re.findall(r'Picture\("([\w.-]+)", "\w+", "[^"]*", (\d+), (\d+), ', SCRIPT)
SHOWN = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_readme_shows_pictures_of_the_script() -> None:
    assert SHOWN
    assert set(SHOWN) <= {f"docs/pictures/{name}" for name, _, _ in DRAWN}


@pytest.mark.parametrize(("name", "width", "height"), DRAWN)
def test_each_picture_is_there_in_its_size(name: str, width: str, height: str) -> None:
    png = (ROOT / "docs" / "pictures" / name).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) < 250_000
    size = [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)]
    assert size == [int(width), int(height)]


def test_no_picture_is_left_over() -> None:
    files = {file.name for file in (ROOT / "docs" / "pictures").iterdir()}
    assert files == {name for name, _, _ in DRAWN}
