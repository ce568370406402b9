"""`moneyloop import` on a table of payments: any file to a package that every command reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from moneyloop.input.ledger.payments import Ledger

AMOUNT = "amount_usd_bn"  # the column by which a table is one of deals


def import_table(file: str, folder: str) -> None:
    """Write the list of payments `file`, read as the options say, as a package into `folder`.

    A table with the column amount_usd_bn, or with a map that names it, is one of deals. Without
    --columns the map is what the header suggests, and is told. Raises DataError, ChoiceError,
    OSError and click exceptions.
    """
    from moneyloop.cli import choices, ledger
    from moneyloop.input.ledger import columns, read_as
    from moneyloop.input.ledger.containers import open_table
    from moneyloop.model import ChoiceError

    chosen = choices.made()
    given = columns.parse_map(chosen.get("columns", ()))
    if AMOUNT in given:
        _import_deals(file, folder, given)
        return
    table = None
    if not given and file != ledger.STDIN:
        table = open_table(file, choices.stated_form())
        header = table.header
        if AMOUNT in {name.casefold().replace(" ", "_") for name in header}:
            _import_deals(file, folder, {})
            return
        guess = columns.guessed(header)
        missing = [name for name in columns.REQUIRED if name not in guess]
        if missing:
            raise ChoiceError(
                f"no column of {file} is plainly the {', '.join(missing)}: say what its columns "
                "hold, --columns payer=...,payee=...,amount=...,start=...,kind=..."
            )
        chosen["columns"] = [",".join(f"{ours}={theirs}" for ours, theirs in guess.items())]
        click.echo(f"columns taken as {chosen['columns'][0]}", err=True)
    read = ledger.ledger(file, chosen, table)
    for path in _saved(folder, file, read, read_as.remember(chosen, Path(file).name, read.form)):
        click.echo(f"wrote {path}", err=True)
    network = read.network
    click.echo(
        f"{read.count:,} payments among {len(network.parties):,} parties, "
        f"{len(network.inside):,} of them inside. Next: moneyloop attribute {folder}",
        err=True,
    )


def _saved(folder: str, file: str, read: Ledger, kept: dict[str, Any]) -> list[Path]:
    """Write the package; one that is there is not written over, but tells how to read the file."""
    from moneyloop.input.ledger import store
    from moneyloop.input.package import holds_ledger
    from moneyloop.model import ChoiceError

    try:
        return store.save(folder, read, kept)
    except ChoiceError as error:
        if not holds_ledger(Path(folder)):
            raise
        again = f"--read-as {folder} reads {file} as its file was read"
        raise ChoiceError(f"{error} ({again})") from None


def _import_deals(file: str, folder: str, columns: dict[str, str]) -> None:
    """Write a table of deals, a spreadsheet say, as a package of deals."""
    from moneyloop.cli import choices
    from moneyloop.input.ledger.containers import open_table
    from moneyloop.input.repair import deals_package
    from moneyloop.input.tidy import tidy

    form = choices.stated_form()
    table = open_table(file, form, list(columns.values()))
    tidied = tidy(table, "deals", columns, form)
    click.echo(f"read as deals: {table.form.told}", err=True)
    for line in (*tidied.told, *(f"wrote {path}" for path in deals_package(tidied, folder))):
        click.echo(line, err=True)
    click.echo(f"{len(tidied.sheet.lines):,} deals. Next: moneyloop report {folder}", err=True)
