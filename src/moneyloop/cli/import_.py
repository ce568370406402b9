"""`moneyloop import`: a file of others to a data package."""

from __future__ import annotations

import click

from moneyloop.cli import ledger
from moneyloop.cli.output import DataPath


@click.command(name="import")
@click.argument("file", type=DataPath(), metavar="FILE")
@click.argument("folder", type=click.Path(file_okay=False), metavar="DIR")
@ledger.import_options
def import_(file: str, folder: str) -> None:
    """Make a package of a list of payments, whatever its form.

    FILE is CSV of any dialect, Excel, Parquet or JSON lines, also packed by gzip or zip, or - for
    standard input.
    """
    from moneyloop.cli.import_table import import_table

    import_table(file, folder)
