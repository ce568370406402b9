"""Arguments and options that commands share, and the writing of results."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from moneyloop.model import Result

WIDE = 118  # columns of the widest table of numbers

NARROW = f"A terminal of {WIDE} columns shows more of these tables."

Command = TypeVar("Command", bound=Callable[..., Any])

data_argument = click.argument(
    "data", required=False, type=click.Path(exists=True, allow_dash=True), metavar="[DATA]"
)
party_option = click.option(
    "--party", multiple=True, metavar="NAME", help="Only this party (repeatable; aliases work)."
)


def known_options(command: Command) -> Command:
    """--as-of and --case: which rows were known, and which amount counts."""
    command = click.option(
        "--case",
        type=click.Choice(["firm", "headline"]),
        default="firm",
        show_default=True,
        help='Firm or paid amounts, or the "up to".',
    )(command)
    return click.option(
        "--as-of", metavar="DATE", help="Use what was announced by then: 2025-06-30, 2025-06, 2025."
    )(command)


def period_options(command: Command) -> Command:
    """--from, --to and --by: the window and how it is cut."""
    command = click.option(
        "--by",
        type=click.Choice(["year", "quarter", "month", "total"]),
        default="year",
        show_default=True,
        help="Length of a period.",
    )(command)
    command = click.option("--to", metavar="PERIOD", help="Last period.")(command)
    return click.option(
        "--from", "from_", metavar="PERIOD", help="First period: 2024, 2025-Q3, 2025-07."
    )(command)


def output_options(
    formats: Sequence[str] = ("table", "csv", "json", "markdown"),
) -> Callable[[Command], Command]:
    """--format and -o: how the result is written and where to."""

    def decorate(command: Command) -> Command:
        command = click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False, allow_dash=True),
            metavar="FILE",
            help="Write to FILE instead of standard output.",
        )(command)
        return click.option(
            "--format",
            "form",
            type=click.Choice(list(formats)),
            default="table",
            show_default=True,
            help="How to write the result.",
        )(command)

    return decorate


def write(text: str, output: str | None) -> None:
    """The text to a file, whole or not at all, or to standard output."""
    if output in (None, "-"):
        # In a pipe always UTF-8 with plain line ends, whatever the machine's own encoding is.
        screen = sys.stdout.isatty()
        click.echo(text if screen else text.encode("utf-8"), nl=False, color=_color())
        return
    from moneyloop.files import replace_atomically

    assert output is not None
    replace_atomically(Path(output), text.encode("utf-8"))
    click.echo(f"wrote {output}", err=True)


def write_tables(parts: Sequence[RenderableType], output: str | None) -> None:
    """Tables as text: as wide as the terminal, with colour only there and when it is wanted."""
    from moneyloop.tables import terminal

    screen = output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if screen else None
    write(terminal.text(parts, width=width, color=screen and _color() is not False), output)


def narrow() -> bool:
    """True on a terminal that is too narrow for every column."""
    return sys.stdout.isatty() and shutil.get_terminal_size().columns < WIDE


def write_result(
    result: Result,
    form: str,
    output: str | None,
    columns: Sequence[str],
    tables: Callable[[Any], Sequence[RenderableType]],
) -> None:
    """A result in the chosen format; a table is followed by what was left out and the notes."""
    if form == "table":
        from moneyloop.tables import terminal

        tail = [
            terminal.left_out([(item.reason, item.ids) for item in result.left_out]),
            *([terminal.notes(result.notes)] if result.notes else []),
        ]
        write_tables(
            [terminal.ruler(result.case, result.as_of, result.data), *tables(terminal), *tail],
            output,
        )
    else:
        from moneyloop.tables.formats import result_text

        write(result_text(result, columns, form), output)


def _color() -> bool | None:
    return False if os.environ.get("NO_COLOR") else None
