"""The view of `check`: every problem on a line, or how much was read without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.model import Problem

KEYS = [field.name for field in dataclasses.fields(Problem)]


def view(counted: Mapping[str, int], problems: Sequence[Problem], comments: int = 0) -> str:
    """The problems, or how many rows each table has."""
    if problems:
        return "".join(f"{problem}\n" for problem in problems)
    counts = ", ".join(f"{name} {count:,}" for name, count in counted.items())
    passed = f"; {comments} comment line{'' if comments == 1 else 's'} passed over"
    return f"No problems ({counts}{passed if comments else ''}).\n"


def rows(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """The problems as rows."""
    return [dataclasses.asdict(problem) for problem in problems]
