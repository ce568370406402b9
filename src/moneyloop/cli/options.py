"""Arguments and options that commands share, and the writing of results."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneyloop.cli.types import Data

if TYPE_CHECKING:
    from rich.console import RenderableType

    from moneyloop.model import Network, Result

WIDE = 118  # columns of the widest table of numbers

NARROW = f"A terminal of {WIDE} columns shows more of these tables."

_TRANSLATED = "moneyloop.translated"  # in a context: the columns of money that are restated

Command = TypeVar("Command", bound=Callable[..., Any])

data_argument = click.argument("data", required=False, type=Data(), metavar="[DATA]")
party_option = click.option(
    "--party", multiple=True, metavar="NAME", help="Only this party (repeatable; aliases work)."
)


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="Use what was announced by then, and figures that were out or whose period was over: "
    "2025-06-30, 2025-06, 2025.",
)


case_option = click.option(
    "--case",
    type=click.Choice(["firm", "headline"]),
    default="firm",
    show_default=True,
    help='Firm or paid amounts, or the "up to".',
)


def known_options(command: Command) -> Command:
    """--as-of and --case: which rows were known, and which amount counts."""
    return as_of_option(case_option(command))


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


def year_option(command: Command) -> Command:
    """--year: the calendar year that is asked about."""
    return click.option(
        "--year", metavar="YEAR", help="Calendar year. Default: the latest full one."
    )(command)


def counting_options(command: Command) -> Command:
    """--in-kind and --without-revenue-share: what counts beside plain cash."""
    command = click.option(
        "--without-revenue-share", is_flag=True, help="Do not count revenue shares as purchases."
    )(command)
    return click.option(
        "--in-kind", is_flag=True, help="Count stock legs, earmarked for the seller."
    )(command)


def payment_options(command: Command) -> Command:
    """--columns and --default-kind: DATA is a list of payments, not a data package."""
    command = click.option(
        "--default-kind",
        metavar="KIND",
        help="With a list of payments: the kind (compute, equity, ...) or class (purchase, "
        "investment, return) of rows that have none.",
    )(command)
    return click.option(
        "--columns",
        multiple=True,
        metavar="OURS=THEIRS,...",
        help="DATA is a list of payments, CSV or Parquet, with these columns: "
        "payer=from,payee=to,amount=value,start=time,kind=type,id=hash.",
    )(command)


def read_network(data: str | None, columns: Sequence[str], default_kind: str | None) -> Network:
    """The data package DATA, or the list of payments when one of the options says so."""
    from moneyloop.input import payments

    if not columns and default_kind is None:
        return _load(data)
    if data is None:
        raise click.UsageError("--columns and --default-kind need DATA: a list of payments")
    chosen: dict[str, str] = {}
    for pair in ",".join(columns).split(",") if columns else ():
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not equals:
            raise click.UsageError(f"--columns: {pair!r} is not of the form payer=from")
        if ours in chosen:
            raise click.UsageError(f"--columns names {ours} twice: {chosen[ours]} and {theirs}")
        chosen[ours] = theirs
    return payments.load_payments(data, chosen, default_kind)


def _load(data: str | None) -> Network:
    from moneyloop.input import package
    from moneyloop.model import DataError

    try:
        return package.load(data)
    except DataError as error:
        missing = {one.column for one in error.problems if one.rule == "missing-column"}
        file = Path(data or "")
        if {"payer", "payee"} & missing and file.is_file() and file.name != "deals.csv":
            click.echo(
                f"{data} is read as a table of deals. If it is a list of payments, say what its "
                "columns hold: --columns payer=...,payee=...,amount=...,start=...,kind=...",
                err=True,
            )
        raise


def ties_option(command: Command) -> Command:
    """--shuffle-ties: how much the order of rows on one day matters."""
    return click.option(
        "--shuffle-ties",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Trace N other orders of rows that share a day, and show how far own lap moves.",
    )(command)


def translate_option(money: Sequence[str]) -> Callable[[Command], Command]:
    """--translate: restate the largest amounts of a result, whose columns of money are `money`."""

    def keep(ctx: click.Context, _: click.Parameter, chosen: bool) -> None:
        if chosen:
            ctx.meta[_TRANSLATED] = tuple(money)
            _check_translated(ctx, ctx.params.get("form"))

    return click.option(
        "--translate",
        is_flag=True,
        expose_value=False,
        callback=keep,
        help="Restate the largest amounts below the table: a day, per person, in $100 notes.",
    )


def _check_translated(ctx: click.Context, form: str | None) -> None:
    if _TRANSLATED in ctx.meta and form in ("csv", "json"):
        raise click.UsageError(
            f"--translate adds a table that people read, and {form} is for programs: use it with "
            "--format table or markdown"
        )


def _keep_format(ctx: click.Context, _: click.Parameter, form: str) -> str:
    # Whichever of the two options is read last knows of the other.
    _check_translated(ctx, form)
    return form


def format_option(formats: Sequence[str], text: str) -> Callable[[Command], Command]:
    """--format, one of `formats`; `text` is its help."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(list(formats)),
        default="table",
        show_default=True,
        callback=_keep_format,
        help=text,
    )


def output_options(money: Sequence[str] = ()) -> Callable[[Command], Command]:
    """--format and -o: how the result is written and where to.

    With `money`, the columns of the rows that are US dollars (no share, no count, no rank), the
    command has --translate too.
    """

    def decorate(command: Command) -> Command:
        if money:
            command = translate_option(money)(command)
        command = click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False, allow_dash=True),
            metavar="FILE",
            help="Write to FILE instead of standard output.",
        )(command)
        formats = ("table", "csv", "json", "markdown")
        return format_option(formats, "How to write the result.")(command)

    return decorate


def write(text: str, output: str | None) -> None:
    """The text to a file, whole or not at all, or to standard output."""
    if output in (None, "-"):
        # In a pipe always UTF-8 with plain line ends, whatever the machine's own encoding is.
        screen = sys.stdout.isatty()
        click.echo(text if screen else text.encode("utf-8"), nl=False, color=_color())
        return
    from moneyloop.input.files import replace_atomically

    assert output is not None
    replace_atomically(Path(output), text.encode("utf-8"))
    click.echo(f"wrote {output}", err=True)


def write_tables(parts: Sequence[RenderableType], output: str | None) -> None:
    """Tables as text: as wide as the terminal, with colour only there and when it is wanted."""
    from moneyloop.tables import terminal

    screen = _on_screen(output)
    width = shutil.get_terminal_size().columns if screen else None
    write(terminal.text(parts, width=width, color=screen and _color() is not False), output)


def narrow() -> bool:
    """True where tables go to a terminal that is too narrow for every column."""
    context = click.get_current_context(silent=True)
    output = context.params.get("output") if context else None
    return _on_screen(output) and shutil.get_terminal_size().columns < WIDE


def _on_screen(output: str | None) -> bool:
    return output is None and sys.stdout.isatty()


def write_result(
    result: Result,
    form: str,
    output: str | None,
    columns: Sequence[str],
    tables: Callable[[Any], Sequence[RenderableType]],
    *,
    shown: Sequence[dict[str, Any]] | None = None,
    named: Sequence[dict[str, Any]] | None = None,
    markdown: Callable[[Result, Sequence[str]], str] | None = None,
) -> None:
    """A result in the chosen format; a table is followed by what was left out and the notes.

    `shown` are the rows in the table, where it does not have them all; `named` are what
    --translate reads in place of rows that do not say whose they are. `markdown` writes a result
    that has more to it than its rows.
    """
    if form == "table":
        from moneyloop.tables import terminal

        tail = [
            terminal.left_out([(item.reason, item.ids) for item in result.left_out]),
            *([terminal.notes(result.notes)] if result.notes else []),
        ]
        rows = next(some for some in (named, shown, result.rows) if some is not None)
        words = in_other_words(rows, result.unit)
        write_tables([result.ruler, *tables(terminal), *words, *tail], output)
        return
    from moneyloop.tables.formats import result_text

    if form == "markdown" and markdown is not None:
        text = markdown(result, columns)
    else:
        text = result_text(result, columns, form)
    rows = result.rows if named is None else named
    write(text + _in_other_markdown(rows, result.unit), output)


def in_other_words(rows: Sequence[dict[str, Any]], unit: str) -> list[RenderableType]:
    """What --translate adds below the tables of these rows; nothing without it."""
    found = _restated(rows, unit)
    if found is None:
        return []
    from moneyloop.tables import other_words

    return other_words.in_other_words(*found, narrow=narrow())


def _in_other_markdown(rows: Sequence[dict[str, Any]], unit: str) -> str:
    """The same in Markdown."""
    found = _restated(rows, unit)
    if found is None:
        return ""
    from moneyloop.tables import other_words

    return other_words.in_other_markdown(*found)


def _restated(rows: Sequence[dict[str, Any]], unit: str) -> tuple[list[dict[str, Any]], int] | None:
    context = click.get_current_context(silent=True)
    money = context.meta.get(_TRANSLATED) if context else None
    if money is None:
        return None
    from moneyloop.model import USD_BN
    from moneyloop.questions.other_words import largest

    if unit != USD_BN:
        raise click.UsageError(
            "--translate restates US dollars: the amounts of a list of payments are in its own unit"
        )
    return largest(rows, money)


def _color() -> bool | None:
    return False if os.environ.get("NO_COLOR") else None
