"""The edition of a package: what is declared and listed of it, and the hash of its files."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from moneyloop.input import answers
from moneyloop.model import Change, Edition, split

FILE = "datapackage.json"
CHANGES = "changes.csv"
_OF_FIGURE = ("party", "metric", "item", "segment", "start", "end")
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
        changes=_changes(tables[0].with_name(CHANGES)) if ours else (),
        answers=answers.read(tables[0].with_name(answers.FILE)) if ours else (),
    )


def row_key(table: str, row: Mapping[str, Any]) -> str:
    """What changes.csv calls a row of a table."""
    names = {"deals": ["id"], "parties": ["name"]}.get(table, _OF_FIGURE)
    return " | ".join(str(row[name] or "") for name in names)


def _changes(file: Path) -> tuple[Change, ...]:
    """The lines of changes.csv; none where there is no such file, or it has other columns."""
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream)
        if lines.fieldnames != [item.name for item in fields(Change)]:
            return ()
        return tuple(
            Change(**line | {"columns": tuple(split(line["columns"]))})  # type: ignore[arg-type]
            for line in lines
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
