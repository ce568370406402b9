"""The view of `check`: every problem on a line, or how much was read without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.input.proof.proof import RULES
from moneyloop.model import Problem
from moneyloop.words import amounts

_SHOWN = 10  # of one rule
KEYS = [field.name for field in dataclasses.fields(Problem)]


def view(counted: Mapping[str, int], problems: Sequence[Problem], comments: int = 0) -> str:
    """The problems, or how many rows each table has."""
    if problems:
        return _lines(problems)
    counts = ", ".join(f"{name} {count:,}" for name, count in counted.items())
    passed = f"; {comments} comment line{'' if comments == 1 else 's'} passed over"
    return f"No problems ({counts}{passed if comments else ''}).\n"


def proof_view(asked: Sequence[Problem]) -> str:
    """The questions of the proof under a line for each rule, so many of a rule in full."""
    if not asked:
        return "The proof asks nothing: no amount, day or sum of these rows looks wrong.\n"
    of_rule: dict[str, list[Problem]] = {}
    for problem in asked:
        of_rule.setdefault(problem.rule, []).append(problem)
    text = ""
    for rule, of_one in of_rule.items():
        text += f"\n{rule}: {RULES[rule]} ({amounts.count(len(of_one))})\n"
        text += _lines(of_one[:_SHOWN])
        if more := len(of_one) - _SHOWN:
            text += (
                f"... and {amounts.count(more)} more; --format csv has all\n" if more > 0 else ""
            )
    rules = f"{len(of_rule)} rule{'' if len(of_rule) == 1 else 's'}"
    rows = f"{amounts.count(len(asked))} question{'' if len(asked) == 1 else 's'}"
    return f"{text}\n{rows} of {rules}; each is a row to look at, none stops the work.\n".lstrip()


def _lines(problems: Sequence[Problem]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


def rows(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """The problems as rows."""
    return [dataclasses.asdict(problem) for problem in problems]
