"""Arguments and options that commands share, and the writing of results."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneyloop.cli.output import DataPath, OutputFile
from moneyloop.cli.streams import is_terminal, to_standard_output

if TYPE_CHECKING:
    from moneyloop.model import LeftOut, Result
    from moneyloop.tables.listing import Part


# In a context: that amounts are restated, and that what was left out is shown in full.
_TRANSLATED, _NOTES = "moneyloop.translated", "moneyloop.notes"

Command = TypeVar("Command", bound=Callable[..., Any])

data_argument = click.argument("data", required=False, type=DataPath(), metavar="[DATA]")
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
    help='Paid and signed amounts, or with every "up to".',
)


def known_options(command: Command) -> Command:
    """--as-of and --case: which rows were known, and which amount counts."""
    return as_of_option(case_option(command))


def window_options(
    first: str = "First period: 2024, 2025-Q3, 2025-07.",
    last: str = "Last period.",
    year: str = "Calendar year: the same as --from and --to.",
    metavar: str = "YEAR",
) -> Callable[[Command], Command]:
    """--from, --to and --year: the window; the texts are their help."""

    def decorate(command: Command) -> Command:
        command = click.option("--year", metavar=metavar, help=year)(command)
        command = click.option("--to", metavar="PERIOD", help=last)(command)
        return click.option("--from", "from_", metavar="PERIOD", help=first)(command)

    return decorate


def period_options(command: Command) -> Command:
    """--from, --to, --year and --by: the window and how it is cut."""
    command = click.option(
        "--by",
        type=click.Choice(["year", "quarter", "month", "total"]),
        default="year",
        show_default=True,
        help="Length of a period; total is the window in one, to the day.",
    )(command)
    return window_options()(command)


def year_option(
    text: str = "Calendar year. Default: the latest full one.", metavar: str = "YEAR"
) -> Callable[[Command], Command]:
    """--year: the calendar year, or the period, that is asked about; `text` is its help."""
    return click.option("--year", metavar=metavar, help=text)


def draws_options(draws: str, seed: str) -> Callable[[Command], Command]:
    """--draws and --seed: how often something is drawn, and which draws; the help of both."""

    def decorate(command: Command) -> Command:
        command = click.option("--seed", type=click.IntRange(min=0), metavar="N", help=seed)(
            command
        )
        return click.option("--draws", type=click.IntRange(min=1), metavar="N", help=draws)(command)

    return decorate


def counting_options(command: Command) -> Command:
    """--in-kind and --without-revenue-share: what counts beside plain cash."""
    command = click.option(
        "--without-revenue-share", is_flag=True, help="Do not count revenue shares as purchases."
    )(command)
    return click.option(
        "--in-kind", is_flag=True, help="Count stock legs, earmarked for the seller."
    )(command)


def ties_option(command: Command) -> Command:
    """--shuffle-ties: how much the order of rows on one day matters."""
    return click.option(
        "--shuffle-ties",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="With --rule: trace N other orders of rows that share a day too.",
    )(command)


def translate_option(command: Command) -> Command:
    """--translate: restate the largest amounts of a result in other words."""
    return _flag(
        _TRANSLATED,
        "--translate",
        "Restate the largest amounts below the table: a day, per person, in $100 notes.",
    )(command)


def notes_option(command: Command) -> Command:
    """--notes: what was left out and the notes, in full."""
    return _flag(_NOTES, "--notes", "Show what was left out, and the notes.")(command)


def _flag(key: str, name: str, text: str) -> Callable[[Command], Command]:
    """A flag that only the writing of the result asks for."""

    def keep(ctx: click.Context, _: click.Parameter, chosen: bool) -> None:
        if chosen:
            ctx.meta[key] = True
            _check_translated(ctx, ctx.params.get("form"))

    return click.option(name, is_flag=True, expose_value=False, callback=keep, help=text)


def _chosen(key: str) -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(key))


def _check_translated(ctx: click.Context, form: str | None) -> None:
    if _TRANSLATED in ctx.meta and form in ("csv", "json", "xlsx"):
        raise click.UsageError(
            f"--translate adds a table that people read, and {form} is for programs: use it with "
            "--format table or markdown"
        )
    if _NOTES in ctx.meta and form in ("csv", "xlsx"):
        raise click.UsageError(f"{form} has rows only: use --notes with --format table or markdown")


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


def answer_options(command: Command) -> Command:
    """--translate and how an answer in US dollars is written."""
    return translate_option(output_options(command))


def output_options(command: Command) -> Command:
    """--format, -o and --notes: how a result is written and where to."""
    return file_options(notes_option(command))


def file_options(command: Command) -> Command:
    """--format and -o."""
    command = click.option(
        "-o",
        "--output",
        type=OutputFile(),
        metavar="FILE",
        help="Write to FILE instead of standard output.",
    )(command)
    formats = ("table", "csv", "json", "markdown")
    return format_option(formats, "How to write the result.")(command)


def write(text: str, output: str | None) -> None:
    """The text to a file, whole or not at all, or to standard output."""
    if output in (None, "-"):
        to_standard_output(text, _color())
        return
    assert output is not None
    save(text.encode("utf-8"), output)


def save(raw: bytes, output: str) -> None:
    """Bytes to a file, whole or not at all."""
    from moneyloop.input.files import replace_atomically

    replace_atomically(Path(output), raw)
    click.echo(f"wrote {output}", err=True)


def write_tables(parts: Sequence[Part], output: str | None, last: Sequence[str] = ()) -> None:
    """Tables as text: as wide as the terminal, with colour only there and when it is wanted.

    `last` stands below the line that names the columns which the terminal hides.
    """
    from moneyloop.tables import terminal

    color = _on_screen(output) and _color() is not False
    write(terminal.text(parts, width=width(output), color=color, last=last), output)


def width(output: str | None) -> int | None:
    """Columns of the terminal that tables go to; None where they go elsewhere."""
    return shutil.get_terminal_size().columns if _on_screen(output) else None


def _on_screen(output: str | None) -> bool:
    return output is None and is_terminal(sys.stdout)


def write_result(
    result: Result,
    form: str,
    output: str | None,
    view: Callable[[Result], Sequence[Part]],
    *,
    shown: Sequence[dict[str, Any]] | None = None,
    money: Sequence[str] | None = None,
    markdown: Callable[[Result], str] | None = None,
) -> None:
    """A result in the chosen format: what `view` makes of it, or the rows for programs.

    `shown` are the rows that --translate reads, where the table does not have them all, and
    `money` their keys that are US dollars, where they are not those of the result. `markdown`
    writes an answer that has more to it than its rows.
    """
    from moneyloop.tables import tail
    from moneyloop.words import columns as columns_

    rows = result.rows if shown is None else shown
    names = columns_.money(result.columns) if money is None else money
    if form == "table":
        parts = [result.basis, *view(result), *in_other_words(rows, names, result.unit)]
        texts = tail.notes(result.notes, result.about, result.asked)
        more = tail.of_others(result.about, result.asked)
        write_tables(parts, output, last(result.left_out, texts, more))
        return
    from moneyloop.tables.formats import result_text
    from moneyloop.tables.formats import tail as below

    full = _chosen(_NOTES)
    if form == "markdown" and markdown is not None:
        text = markdown(result) + below(result, full=full)
    else:
        text = result_text(result, form, full=full)
    write(text + _in_other_markdown(rows, names, result.unit), output)


def last(left_out: Sequence[LeftOut], texts: Sequence[str], more: Sequence[str] = ()) -> list[str]:
    """What stands below an answer: how much was left out and noted, with --notes all of it."""
    from moneyloop.tables import tail

    return tail.full(left_out, texts, more) if _chosen(_NOTES) else [tail.line(left_out, texts)]


def in_other_words(rows: Sequence[dict[str, Any]], money: Sequence[str], unit: str) -> list[Part]:
    """What --translate adds below the tables of these rows; nothing without it."""
    restated = _restated(rows, money, unit)
    if restated is None:
        return []
    from moneyloop.tables import other_words

    return other_words.in_other_words(*restated)


def _in_other_markdown(rows: Sequence[dict[str, Any]], money: Sequence[str], unit: str) -> str:
    """The same in Markdown."""
    restated = _restated(rows, money, unit)
    if restated is None:
        return ""
    from moneyloop.tables import other_words

    return other_words.in_other_markdown(*restated)


def _restated(
    rows: Sequence[dict[str, Any]], money: Sequence[str], unit: str
) -> tuple[list[dict[str, Any]], int] | None:
    if not _chosen(_TRANSLATED):
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
