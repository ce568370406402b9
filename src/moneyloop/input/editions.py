"""What a datapackage.json says of the edition of its tables, and the hash of their files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moneyloop.model import Edition

FILE = "datapackage.json"
OURS = "moneyloop"  # the key under which it has what the specification has no word for
_YEARS = re.compile(r"([1-9][0-9]{3})-([1-9][0-9]{3})")


def edition(tables: Sequence[Path]) -> Edition:
    """The edition of a package whose tables are these files; blank where nothing is said of it."""
    if not tables:
        return Edition()
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in tables)).hexdigest()
    declared = _declared(tables[0].with_name(FILE)) if tables[0].name == "deals.csv" else {}
    ours = declared.get(OURS)
    ours = ours if isinstance(ours, dict) else {}
    return Edition(
        name=_text(ours.get("edition")),
        # Copies of the bundled declaration have its version, and rows of their own.
        version=_text(declared.get("version")) if ours else "",
        years=_years(ours.get("years")),
        sellers=_text(ours.get("sellers")) or Edition.sellers,
        sha256=digest,
    )


def _declared(file: Path) -> dict[str, Any]:
    """The object of the file; an empty one where there is none that can be read."""
    try:
        declared = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return declared if isinstance(declared, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _years(value: object) -> tuple[str, str] | None:
    """The first and the last of "1999-2001"; None of what is written otherwise."""
    found = _YEARS.fullmatch(_text(value))
    return (found[1], found[2]) if found and found[1] <= found[2] else None
