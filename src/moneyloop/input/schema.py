"""What a column may hold: read from datapackage.json, the one place where it is declared."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from moneyloop.input.bundled import bundled_folder


@dataclass(frozen=True)
class Column:
    """One column of a table, as declared by its Table Schema field."""

    name: str
    number: bool
    date: bool
    description: str
    required: bool
    minimum: float | None
    enum: tuple[str, ...]
    pattern: re.Pattern[str] | None


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of `table` ("deals", "parties" or "figures") in header order.

    Raises KeyError for another table.
    """
    package = json.loads((bundled_folder() / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    return tuple(_column(field) for field in resources[table]["schema"]["fields"])


def column(table: str, name: str) -> Column:
    """The column called `name`; raises KeyError where there is none."""
    return {item.name: item for item in columns(table)}[name]


def _column(field: dict[str, object]) -> Column:
    constraints = field.get("constraints", {})
    assert isinstance(constraints, dict)
    pattern = constraints.get("pattern")
    return Column(
        name=str(field["name"]),
        number=field["type"] == "number",
        date=str(pattern).startswith(r"^\d{4}"),
        description=str(field.get("description", "")),
        required=bool(constraints.get("required", False)),
        minimum=constraints.get("minimum"),
        enum=tuple(constraints.get("enum", ())),
        pattern=re.compile(pattern) if pattern else None,
    )
