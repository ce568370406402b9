"""The one writer of declared columns: a table that lets columns go until it fits a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from moneyloop.words.amounts import USD_BN, bare
from moneyloop.words.columns import Column, Row

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from moneyloop.model import Result

    Part: TypeAlias = "RenderableType | Listing"  # of what a view writes, one below the other


def in_own_unit(result: Result) -> Result:
    """The answer with amounts that are written in full where only their file knows their unit."""
    if result.unit == USD_BN:
        return result
    beside = {key: bare(value) for key, value in result.extra.items() if key == "parties"}
    return replace(result, rows=bare(result.rows), extra=result.extra | beside)


_GAP = 3  # blanks between two columns
_EDGES = 2  # a blank on the left, and one on the right
_FOLDED = 16  # a text that may be broken is not set narrower than this to save another column


@dataclass(frozen=True)
class Listing:
    """Rows under declared columns, not yet set: how wide it may be is known when it is written.

    `narrow` is another way to set the same, for where no letting go makes it fit. A `tight` one
    has no title, rules or blank lines around it.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    narrow: Listing | None = None
    tight: bool = False

    def fitted(self, width: int | None) -> tuple[Listing, list[Column]]:
        """What fits `width` (None: all), and the columns that went, least important first."""
        left, gone = list(zip(self.columns, self._widths, strict=True)), []
        while width is not None and _total([size for _, size in left]) > width:
            spare = max(reversed(left), key=lambda pair: pair[0].spare, default=None)
            if spare is None or spare[0].spare == 0:
                if self.narrow is not None:
                    return self.narrow.fitted(width)
                break
            left.remove(spare)
            gone.append(spare[0])
        return self.with_([column for column, _ in left]), gone

    def with_(self, columns: Sequence[Column]) -> Listing:
        return replace(self, columns=columns)

    @property
    def width(self) -> int:
        """What it needs to be read with ease."""
        return _total(self._widths)

    @cached_property
    def _widths(self) -> list[int]:
        return [_width(column, self.rows) for column in self.columns]

    def table(self, width: int | None = None) -> Table:
        """As a table of rich; numbers and whole texts are never broken, words where it fits."""
        from rich import box
        from rich.table import Table

        table = Table(title=self.title, box=box.SIMPLE_HEAD, pad_edge=False)
        if self.tight:
            table.box, table.padding = None, (0, _GAP, 0, 0)
        fits = width is not None and self.width <= width
        for index, column in enumerate(self.columns):
            table.add_column(
                column.head,
                justify="right" if column.number else "left",
                overflow="fold",
                no_wrap=column.number or column.whole,
                min_width=self._widths[index] if fits else None,
            )
        for row in self.rows:
            table.add_row(*(column.written(row) for column in self.columns))
        return table


def hidden(gone: Iterable[Column], width: int) -> str:
    """The line that names what a terminal hides, and how wide one has to be for all of it."""
    names = list(dict.fromkeys(column.head.replace("\n", " ") for column in gone))
    if not names:
        return ""
    count = f"{len(names)} column{'' if len(names) == 1 else 's'} hidden"
    return f"{count} ({', '.join(map(_inside_a_sentence, names))}): widen to {width}"


def _inside_a_sentence(head: str) -> str:
    """A head without the capital of its first letter, an abbreviation as it is."""
    return head if head[:2].isupper() else head[:1].lower() + head[1:]


def once(rows: Iterable[Row], *names: str) -> list[Row]:
    """The rows, blank in these keys where they are those of the row above."""
    result: list[Row] = []
    above = None
    for row in rows:
        values = [row[name] for name in names]
        result.append({**row, **dict.fromkeys(names, "")} if values == above else row)
        above = values
    return result


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * max(len(widths) - 1, 0) + _EDGES


def _width(column: Column, rows: Sequence[Row]) -> int:
    from rich.cells import cell_len

    lines = [line for row in rows for line in column.written(row).split("\n")]
    most = max(map(cell_len, lines), default=0)
    if column.number or column.whole:
        return max(most, *map(cell_len, column.head.split("\n")))
    words = [word for line in (*lines, column.head) for word in line.split()]
    return max(min(most, _FOLDED), *map(cell_len, words or [""]))
