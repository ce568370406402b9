"""Results as tables for a terminal, made with rich; plain text when piped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneyloop.tables.listing import Listing, hidden

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from moneyloop.tables.listing import Part
    from moneyloop.words.columns import Column

PIPE_WIDTH = 160
_ROOMY = 10_000


def text(
    parts: Sequence[Part],
    *,
    width: int | None,
    color: bool,
    last: Sequence[str] = (),
) -> str:
    """The parts as text, `width` columns wide (None: as wide as a pipe gets).

    A listing lets columns go until it fits; the line that names them stands before the `last`.
    """
    from rich.console import Console
    from rich.table import Table

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width or PIPE_WIDTH,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    gone: list[Column] = []
    enough = 0
    for part in parts:
        if isinstance(part, Listing):
            fitted, spared = part.fitted(width)
            gone += spared
            enough = max(enough, part.width if spared else 0)
            part = fitted.table(width)
        console.width = width or PIPE_WIDTH
        if isinstance(part, Table):
            console.width = max(console.width, _least_width(part, console))
            # rich breaks a title where the table ends: a line of its own may be longer.
            if part.title:
                console.print(part.title, style="bold")
            part.title = None
        console.print(part)
    console.width = width or PIPE_WIDTH
    for line in (hidden(gone, enough), *last):
        if line:
            console.print(line)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _least_width(table: Table, console: Console) -> int:
    """The width without which rich would cut cells that must stay whole.

    A number that is cut short is another number: rather too wide than that.
    """
    from rich.cells import cell_len

    for column in table.columns:
        if column.no_wrap:
            texts = (str(cell) for cell in (column.header, *column.cells))
            lines = (line for cell in texts for line in cell.split("\n"))
            column.min_width = max(map(cell_len, lines))
    return console.measure(table, options=console.options.update(max_width=_ROOMY)).minimum
