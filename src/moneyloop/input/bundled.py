"""The data packages that come with the program, and where a path or a name leads."""

from __future__ import annotations

import difflib
import os
from functools import cache
from pathlib import Path

BUNDLED = "bundled"


def bundled_folder() -> Path:
    """The folder of the bundled package: inside the wheel, or beside src/ in a checkout."""
    inside = Path(__file__).parent.parent / "data"
    if (inside / "deals.csv").exists():
        return inside
    return Path(__file__).parents[3] / "data"


def shipped() -> dict[str, Path]:
    """The folder of every package that comes with the program, by the name that DATA may have."""
    return {BUNDLED: bundled_folder()} | _named(bundled_folder() / "packages")


@cache  # looking for them takes longer than reading a small package
def _named(packages: Path) -> dict[str, Path]:
    folders = sorted(file.parent for file in packages.rglob("deals.csv"))
    return {folder.relative_to(packages).as_posix(): folder for folder in folders}


def is_shipped(data: object) -> bool:
    """True for None, and for a name of a package where no file or folder of that name is here."""
    if data is None:
        return True
    return isinstance(data, str) and not os.path.exists(data) and data in shipped()  # noqa: PTH110


def located(data: str | Path | None) -> Path:
    """The file or folder that DATA means: one that is here, else the shipped package so called."""
    if data is None:
        return bundled_folder()
    return shipped()[str(data)] if is_shipped(data) else Path(data)


def nearest_shipped(name: str) -> str:
    """What to write where `name` is nearly that of a shipped package; blank where it is not."""
    names = [*shipped()]
    begun = [known for known in names if len(name) > 2 and known.startswith(name.casefold())]
    near = begun or difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""
