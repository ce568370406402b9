"""The view of `check`: every problem on a line, or how much was read without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.model import Problem

if TYPE_CHECKING:
    from moneyloop.input.checks import Table

KEYS = [field.name for field in dataclasses.fields(Problem)]


def view(tables: Mapping[str, Table], problems: Sequence[Problem]) -> str:
    """The problems, or the rows of each table."""
    if problems:
        return "".join(f"{problem}\n" for problem in problems)
    counts = ", ".join(f"{name} {len(table.rows)}" for name, table in tables.items())
    comments = sum(table.comments for table in tables.values())
    passed = f"; {comments} comment line{'' if comments == 1 else 's'} passed over"
    return f"No problems ({counts}{passed if comments else ''}).\n"


def rows(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """The problems as rows."""
    return [dataclasses.asdict(problem) for problem in problems]
