"""Options that say how a list of payments is read, the same for all commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneyloop.cli import choices
from moneyloop.cli.arguments import STDIN as STDIN
from moneyloop.cli.output import OutputFile

if TYPE_CHECKING:
    from moneyloop.input.ledger.payments import Ledger
    from moneyloop.input.ledger.table import Table
    from moneyloop.model import Network

Command = TypeVar("Command", bound=Callable[..., Any])

# Option, metavar, repeatable, help.
_COLUMNS = (
    "--columns",
    "OURS=THEIRS,...",
    True,
    "DATA is a list of payments (CSV, Excel, Parquet, JSON lines) with these columns: payer=from,"
    "payee=to,amount=value,start=time,kind=type,id=hash (id= for none).",
)
_KIND = (
    "--default-kind",
    "KIND",
    False,
    "With a list of payments: the kind (compute, equity, ...) or class (purchase, investment, "
    "return) of rows that have none.",
)
_MORE = (
    (
        "--kinds",
        "THEIRS=OURS,...",
        True,
        "What the words of its kinds mean: invoice=purchase,loan=debt.",
    ),
    ("--delimiter", "MARK", False, "What separates its columns: ; or tab. Else it is found."),
    ("--quote", "MARK", False, "What stands around cells: \" or ' or none. Else it is found."),
    ("--decimal", "MARK", False, "What separates a fraction: , or . Else it is found."),
    ("--dates", "ORDER", False, "day-first or month-first, where its dates do not show it."),
    ("--encoding", "NAME", False, "utf-8, cp1252, utf-16, ... Else it is found."),
    ("--header", "LINE", False, "The line of the column names. Else it is found."),
    (
        "--negative",
        "HOW",
        False,
        "Amounts below 0: turn (the payee pays the payer) or refund (the payee returns money).",
    ),
    ("--currency", "CODE", False, "Only rows in this currency, or what --rates convert into."),
    (
        "--rates",
        "FILE",
        False,
        "CSV currency,rate: units of --currency for one unit of the other. With a column date a "
        "rate holds from its day on, until the next one.",
    ),
    ("--inside", "FILE|NAMES", False, "Who is in the network; all others are outside."),
    ("--outside", "FILE|NAMES", False, "Who is not in the network."),
    ("--aliases", "FILE", False, "CSV alias,name: other names of parties."),
    (
        "--read-as",
        "DIR",
        False,
        "Read it as the file of this package was read; an option on the line wins.",
    ),
)
_BAD_ROWS = "--bad-rows"


def payment_options(command: Command) -> Command:
    """--columns and its friends: DATA is a list of payments, not a data package.

    Only --columns and --default-kind are in the help of a command; `moneyloop import --help` tells
    of the others.
    """
    return _with_options(command, shown=False)


def import_options(command: Command) -> Command:
    """The same options, all of them in the help."""
    return _with_options(command, shown=True)


def _with_options(command: Command, *, shown: bool) -> Command:
    command = click.option(
        _BAD_ROWS,
        type=OutputFile(),
        metavar="FILE",
        expose_value=False,
        hidden=not shown,
        callback=_keep,
        help="Write what cannot be read to FILE, and go on without it.",
    )(command)
    for name, metavar, multiple, text in reversed((_COLUMNS, _KIND, *_MORE)):
        command = click.option(
            name,
            metavar=metavar,
            multiple=multiple,
            expose_value=False,
            hidden=not shown and name not in ("--columns", "--default-kind"),
            callback=_keep,
            help=text,
        )(command)
    return command


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    if value is not None and value != ():
        if not str(value).strip() and value != "\t":
            raise click.UsageError(f"{option.opts[0]} is blank: leave it out, or say what it is")
        ctx.meta.setdefault(choices.CHOSEN, {})[option.name] = value


def is_asked() -> bool:
    """True where one of the options is given, so that DATA is a list of payments."""
    return bool(click.get_current_context().meta.get(choices.CHOSEN))


def network(data: str | None) -> Network:
    """The data package DATA, or the list of payments when one of the options says so.

    What was found of its form, and how many rows could not be read, goes to stderr.
    """
    return ledger(data).network if is_asked() else _package(data)


def ledger(
    data: str | None, chosen: dict[str, Any] | None = None, table: Table | None = None
) -> Ledger:
    """The list of payments DATA as the options of this command say it is read.

    `table` is that of the file, where it is open already.
    """
    from moneyloop.input.ledger import payments
    from moneyloop.model import ChoiceError, DataError

    chosen = choices.made() if chosen is None else chosen
    if data is None:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in chosen)
        raise click.UsageError(f"{named} need DATA: a list of payments")
    try:
        read = payments.read(data, choices.of_payments(chosen), table)
    except ChoiceError as error:
        raise ChoiceError("\n".join((str(error), *choices.origin(chosen)))) from None
    except DataError:
        for line in choices.origin(chosen):
            click.echo(line, err=True)
        raise
    _tell(read, chosen)
    return read


def _tell(read: Ledger, chosen: dict[str, Any]) -> None:
    """How the file is written, and what could not be read, where there is something to tell."""
    same = f", as {chosen['read_as']}" if "read_as" in chosen else ""
    if same or not read.form.plain:
        click.echo(f"read as: {read.form.told}{same}", err=True)
    bad_rows = chosen.get("bad_rows")
    if bad_rows is None:
        return
    from moneyloop.input.files import replace_atomically

    count = len(read.wrong.rows) + len(read.wrong.torn)
    replace_atomically(Path(bad_rows), read.wrong.as_csv().encode("utf-8"))
    rows = "row" if count == 1 else "rows"
    click.echo(f"{count:,} {rows} cannot be read and do not count: wrote {bad_rows}", err=True)


def _package(data: str | None) -> Network:
    from moneyloop.input import package
    from moneyloop.model import DataError

    try:
        return package.load(data)
    except DataError as error:
        missing = {problem.column for problem in error.problems if problem.rule == "missing-column"}
        file = Path(data or "")
        if {"payer", "payee"} & missing and file.is_file() and file.name != "deals.csv":
            click.echo(
                f"{data} is read as a table of deals. If it is a list of payments, say what its "
                f"columns hold: {_map_for(file)}",
                err=True,
            )
        raise


def _map_for(file: Path) -> str:
    """The map to write for a file: as its header suggests, or with dots to fill in."""
    from moneyloop.input.ledger import columns
    from moneyloop.input.ledger.containers import open_table
    from moneyloop.model import ChoiceError, DataError

    try:
        guess = columns.guessed(open_table(file).header)
    except (ChoiceError, DataError, OSError):
        guess = {}
    wanted: Sequence[str] = ("payer", "payee", "amount", "start", "kind")
    return "--columns " + ",".join(f"{name}={guess.get(name, '...')}" for name in wanted)
