"""`moneyloop add`: one deal more, and what it changes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from moneyloop.cli import options
from moneyloop.cli.streams import is_terminal
from moneyloop.input import schema

if TYPE_CHECKING:
    from moneyloop.model import Problem

_IDS = ("id", "replaces", "part_of", "exchange_for")
REQUIRED = ("payer", "payee", "kind")


def _column_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """One option per column of deals.csv, under the column's own name."""
    for column in reversed(schema.columns("deals")):
        choices = f" [{'|'.join(column.enum)}]" if column.enum else ""
        command = click.option(
            f"--{column.name.replace('_', '-')}",
            column.name,
            multiple=column.name in ("replaces", "assumed"),
            metavar="ID" if column.name in _IDS else "TEXT",
            help=column.description + choices,
        )(command)
    return command


@click.command()
@options.data_argument
@_column_options
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
def add(data: str | None, dry_run: bool, yes: bool, **cells: Any) -> None:
    """Add a deal to deals.csv, and see the loops that it closes.

    Asks on a terminal for what the options leave open: checks each answer at once, says where a row
    would not count, and adds a company that is new to parties.csv. Shows the loops that the new row
    closes and the intervals that move, then appends one row; the rest of the file is left
    unchanged. The bundled data cannot be added to, except with --dry-run: `moneyloop init DIR
    --bundled` makes a copy of it.

    \b
    Examples:
      moneyloop add --dry-run --payer Oracle --payee OpenAI --kind equity \\
        --amount-usd-bn 10 --start 2026-11-01 --status paid
      moneyloop add my-data --payer "Acme Cloud" --payee "Example Lab" --kind equity

    \b
    $ moneyloop add --dry-run --payer Oracle --payee OpenAI --kind equity \
      --amount-usd-bn 10 --start 2026-11-01 --status paid
    New row: oracle-openai-equity,Oracle,OpenAI,equity,10,,,,2026-11-01,,paid,,,,,,,,,,,,,,,,,
    Loops that it closes: 1
    ...
     15   Oracle > OpenAI > Oracle   10.0    2026   Oracle invests 10.0, paid ...
                                                    OpenAI buys 300 + unknown, signed ...
    ...
     Party  Period  Measure  Before  After
    ...
     Amazon      2026     own money back            0 to 22.7 (4.7)      0 to 22.7 (4.5)
    ...
    Nothing was written (--dry-run).
    """
    from moneyloop.input.bundled import is_shipped, located

    if data == "-":
        raise click.UsageError("add needs a file to write to: a folder or a deals.csv")
    if is_shipped(data) and not dry_run:
        raise click.UsageError(
            "add needs DATA: a package that came with moneyloop is not changed. Make a copy with "
            "`moneyloop init DIR --bundled`, or try the row with --dry-run."
        )
    from moneyloop.input.files import refuse_read_only
    from moneyloop.input.package import table_file

    if data is not None:
        _refuse_ledger(Path(data))
        if not dry_run:
            refuse_read_only(table_file(data, "deals"))
    filled = {name: _joined(value) for name, value in cells.items()}
    asks = is_terminal(sys.stdin) and not all(filled[name] for name in REQUIRED)
    if not asks:
        _check_required(filled)

    from moneyloop.cli import add_asking
    from moneyloop.input import append, package
    from moneyloop.questions.diff import diff as changes
    from moneyloop.tables.diff import new_row

    target = str(located(data))
    before = package.load(data)
    talk = None
    if asks:
        talk = add_asking.ask(target, before, filled, writes=not dry_run, yes=yes)
    while True:
        parties = [] if talk is None else talk.new_parties
        draft = append.draft(target, filled, parties)
        _tell_new(before.warnings, draft.network.warnings)
        options.write_tables(new_row(draft.text, changes.between(before, draft.network)), None)
        if dry_run:
            click.echo("Nothing was written (--dry-run).", err=True)
            return
        if talk is None or yes or add_asking.is_confirmed(talk):
            break
    try:
        written = append.append(target, filled, parties)
    except append.KeepsChanging as error:
        raise click.ClickException(str(error)) from None
    if written != draft.text:
        click.echo(f"The file has changed meanwhile. New row: {written}", err=True)
    for party in parties:
        click.echo(f"added {party['name']} to {table_file(data, 'parties')}", err=True)
    click.echo(f"added to {table_file(data, 'deals')}", err=True)


def _tell_new(before: Sequence[Problem], after: Sequence[Problem]) -> None:
    """What `check` would warn of with the new row, and does not without it."""
    known = {(problem.rule, problem.message) for problem in before}
    for problem in after:
        if (problem.rule, problem.message) not in known:
            hint = f" ({problem.hint})" if problem.hint else ""
            click.echo(f"Warning: {problem.message}{hint} [{problem.rule}]", err=True)


def _refuse_ledger(data: Path) -> None:
    """Say where a payment is added to, which has amounts of another unit and other columns."""
    from moneyloop.input.ledger.store import TABLE
    from moneyloop.input.package import holds_ledger

    folder = data.parent if data.name == TABLE else data
    if holds_ledger(folder):
        raise click.UsageError(
            f"{folder} holds a list of payments, and add writes deals. Add the row to "
            f"{folder / TABLE}, or to the file that it was imported from and import that again."
        )


def _check_required(cells: dict[str, str]) -> None:
    from moneyloop.input import checks, values

    if cells["kind"]:
        try:
            checks.read_cell(schema.column("deals", "kind"), cells["kind"])
        except values.Fault as fault:
            hint = f" ({fault.hint})" if fault.hint else ""
            raise click.UsageError(f"kind: {cells['kind']!r} {fault.message}{hint}") from None
    missing = [f"--{name}" for name in REQUIRED if not cells[name]]
    if missing:
        raise click.UsageError(f"a deal needs {', '.join(missing)}")


def _joined(value: Any) -> str:
    return ";".join(value) if isinstance(value, tuple) else (value or "").strip()
