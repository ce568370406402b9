"""`moneyloop import` on a table of payments: any file to a package that every command reads."""

from __future__ import annotations

from pathlib import Path

import click


def import_table(file: str, folder: str) -> None:
    """Write the list of payments `file`, read as the options say, as a package into `folder`.

    Without --columns the map is what the header suggests, and is told. Raises DataError,
    ChoiceError, OSError and click exceptions.
    """
    from moneyloop.cli import ledger
    from moneyloop.input.ledger import columns, store
    from moneyloop.input.ledger.containers import open_table
    from moneyloop.model import ChoiceError

    chosen = dict(click.get_current_context().meta.get(ledger.CHOSEN, {}))
    source = file
    if "columns" not in chosen and file != ledger.STDIN:
        guess = columns.guessed(open_table(file).header)
        missing = [name for name in columns.REQUIRED if name not in guess]
        if missing:
            raise ChoiceError(
                f"no column of {file} is plainly the {', '.join(missing)}: say what its columns "
                "hold, --columns payer=...,payee=...,amount=...,start=...,kind=..."
            )
        chosen["columns"] = [",".join(f"{ours}={theirs}" for ours, theirs in guess.items())]
        click.echo(f"columns taken as {chosen['columns'][0]}", err=True)
    read = ledger.ledger(source, chosen)
    for path in store.save(folder, read, {"file": Path(file).name, **chosen}):
        click.echo(f"wrote {path}", err=True)
    network = read.network
    click.echo(
        f"{len(network.deals):,} payments among {len(network.parties):,} parties, "
        f"{len(network.inside):,} of them inside. Next: moneyloop attribute {folder}",
        err=True,
    )
