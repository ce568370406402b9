"""A table as text, wherever it came from: header, lines, cells of a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from moneyloop.input.ledger.form import Form
from moneyloop.model import Problem


class Numbers(NamedTuple):
    """A column whose cells are all plain numbers, read with a decimal mark, and some as text."""

    values: np.ndarray
    decimal: str
    sample: list[str]


@dataclass(frozen=True, eq=False)
class Table:
    """What is in a file: its header, the line (else the row) of each record, and its cells.

    `cells(at)` is the column at this place of the header as text, blank = "", one for each of
    `lines`. `numbers(at)` is the same as numbers, or None where that is not known to say the same.
    `form` is how the file is written, and `problems` are those of records that could not be cut
    into cells.
    """

    name: str
    header: tuple[str, ...]
    lines: np.ndarray
    cells: Callable[[int], Sequence[str] | np.ndarray]
    form: Form = field(default_factory=Form)
    problems: list[Problem] = field(default_factory=list)
    numbers: Callable[[int], Numbers | None] = lambda _: None
