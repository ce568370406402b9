"""What the columns of an answer are called and how their values are written, declared once.

A question declares its columns beside its rows; the table on a screen, CSV, Markdown, the
DataFrame, the money that --translate restates and the list in a docstring all follow from them.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from moneyloop.words import amounts

Row = Mapping[str, Any]
Question = TypeVar("Question", bound=Callable[..., Any])

_WIDTH = 92  # of a docstring


def text(value: Any) -> str:
    """A name or a word; what is not there leaves its cell empty."""
    return "" if value is None else str(value)


def known(value: Any) -> str:
    """A word or a number that may be unknown, which is never blank."""
    return amounts.UNKNOWN if value is None else str(value)


@dataclass(frozen=True)
class Column:
    """One key of the rows, and how a person reads it.

    key     of the row, in every format
    head    above the column on a screen; without one it is for programs only
    write   the value as text: `text`, or a function of words/amounts.py
    cell    the text of a row instead, where it takes more than the value: an interval, or a number
            beside what weakens it
    number  set to the right and never broken
    whole   a text that is never broken
    money   US dollars (no share, no count): --translate restates it
    spare   0 stays on the narrowest terminal; of the others the highest goes first
    when    the choice without which the rows do not have it, in the words of the question
    """

    key: str
    head: str = ""
    write: Callable[[Any], str] = text
    cell: Callable[[Row], str] | None = None
    number: bool = False
    whole: bool = False
    money: bool = False
    spare: int = 0
    when: str = ""

    def written(self, row: Row) -> str:
        """The text of this column in a row."""
        return self.write(row.get(self.key)) if self.cell is None else self.cell(row)


def amount(
    key: str,
    head: str = "",
    *,
    cell: Callable[[Row], str] | None = None,
    spare: int = 0,
    when: str = "",
) -> Column:
    """A column of money."""
    return Column(key, head, amounts.number, cell, number=True, money=True, spare=spare, when=when)


_ENDS = ("low", "high")


def interval(
    key: str,
    head: str = "",
    *,
    ends: tuple[str, str] | None = None,
    spare: int = 0,
    when: str = "",
) -> tuple[Column, Column, Column]:
    """The columns of the ends of a measure and of its estimate, in one cell on a screen.

    Their keys are `key`_low, `key`_estimate and `key`_high; with `ends` these are the low and the
    high, and `key` is the estimate.
    """
    low, high = ends or (f"{key}_low", f"{key}_high")
    middle = key if ends else f"{key}_estimate"

    def cell(row: Row) -> str:
        public = [
            row.get(f"{key}_known_{end}", row[which])
            for end, which in zip(_ENDS, both, strict=True)
        ]
        # Beside another interval on what is public, the estimate stands with that one.
        same = public == [row[low], row[high]]
        return amounts.interval(row[low], row[high], row[middle] if same else None)

    both = (low, high)
    whole = amount(middle, head, cell=cell, spare=spare, when=when)
    return amount(low, when=when), whole, amount(high, when=when)


def on_public(key: str, head: str = "", *, spare: int = 0, when: str = "") -> tuple[Column, Column]:
    """The ends of a measure on public amounts and balances, with its estimate, in one cell."""
    low, high = f"{key}_known_low", f"{key}_known_high"

    def cell(row: Row) -> str:
        return amounts.interval(row[low], row[high], row[f"{key}_estimate"])

    return amount(low, head, cell=cell, spare=spare, when=when), amount(high, when=when)


def from_to(low: str, high: str) -> Callable[[Row], str]:
    """A cell of two amounts, from one to the other."""
    return lambda row: amounts.interval(row[low], row[high])


def width(low: str, high: str) -> Callable[[Row], str]:
    """A cell of how far it is from one amount to the other."""
    return lambda row: amounts.number(row[high] - row[low])


def period(row: Row) -> str:
    """The period of a row, with a star where scheduled and forecast money is in it.

    Blank where the period is: the row above has it.
    """
    return f"{row['period']}{' *' if row['period'] and row['planned'] else ''}"


def reported(written: str, coverage: float | None) -> str:
    """A revenue, with the part of the period for which it is reported where that is not all."""
    if coverage is None or coverage >= 1 or written == amounts.UNKNOWN:
        return written
    return f"{written} ({amounts.percent(coverage)})"


def with_open(written: str, more: int) -> str:
    """A sum, and a mark where so many rows of it have no public amount."""
    return f"{written} + {amounts.UNKNOWN}" if more and written != amounts.UNKNOWN else written


def sold(row: Row) -> str:
    """Network sales: what is public, and a mark where there is more that is not."""
    return with_open(amounts.number(row["network_sales"]), row["open_sales"])


def chosen(columns: Iterable[Column], *choices: str) -> tuple[Column, ...]:
    """The columns that rows have with these choices."""
    return tuple(column for column in columns if not column.when or column.when in choices)


def in_order(columns: Iterable[Column], rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows with their keys in the order of the columns: JSON then has them as CSV does."""
    names = keys(columns)
    return [{name: row[name] for name in names} for row in rows]


def keys(columns: Iterable[Column]) -> list[str]:
    """Their keys, in order."""
    return [column.key for column in columns]


def money(columns: Iterable[Column]) -> list[str]:
    """The keys of those that are US dollars."""
    return [column.key for column in columns if column.money]


def on_screen(columns: Sequence[Column], *names: str) -> tuple[Column, ...]:
    """The columns with a head; with `names` those of these keys, in that order.

    A name that is not among the columns is passed over: the rows do not have it.
    """
    heads = {column.key: column for column in columns if column.head}
    return tuple(heads[name] for name in names or heads if name in heads)


def telling(columns: Iterable[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns but those on public amounts that say what their interval says, in every row."""
    by_key = {column.key: column for column in columns}

    def tells(column: Column) -> bool:
        beside = by_key.get(column.key.replace("_known_low", "_estimate"), column)
        return beside is column or any(column.written(row) != beside.written(row) for row in rows)

    return tuple(column for column in by_key.values() if tells(column))


def with_cells(
    columns: Iterable[Column], cells: Mapping[str, Callable[[Row], str]]
) -> tuple[Column, ...]:
    """The columns, those of these keys written as a view wants them."""
    return tuple(replace(column, cell=cells.get(column.key, column.cell)) for column in columns)


def listed(columns: Iterable[Column]) -> str:
    """The keys as a docstring lists them, those of a choice apart."""
    groups: dict[str, list[str]] = {}
    for column in columns:
        groups.setdefault(column.when, []).append(column.key)
    lines = [
        f"{f'Columns with {when}' if when else 'Columns'}: {', '.join(names)}."
        for when, names in groups.items()
    ]
    return "\n".join(line for text in lines for line in textwrap.wrap(text, _WIDTH))


def described(columns: Iterable[Column]) -> Callable[[Question], Question]:
    """List the columns of its answer at the end of a question's docstring."""

    def decorate(question: Question) -> Question:
        question.__doc__ = f"{inspect.cleandoc(question.__doc__ or '')}\n\n{listed(columns)}"
        return question

    return decorate
