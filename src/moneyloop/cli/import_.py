"""`moneyloop import`: a file of others to a data package."""

from __future__ import annotations

from pathlib import Path

import click

from moneyloop.cli import ledger
from moneyloop.cli.output import DataPath


@click.command(name="import")
@click.argument("file", type=DataPath(), metavar="FILE")
@click.argument("folder", required=False, metavar="[DIR]")
@ledger.import_options
@click.option("--party", metavar="NAME", help="FILE is company facts: whose figures they are.")
@click.option("--notes", is_flag=True, help="With --party: list what is no figure, and why.")
def import_(file: str, folder: str | None, party: str | None, notes: bool) -> None:
    """Read a list of payments of any form into a package, or filed figures into one.

    FILE is CSV of any dialect, Excel, Parquet or JSON lines, also packed by gzip or zip; - is
    standard input. How it is written is found and told. DIR is a new folder, which every command
    reads: payments.csv, parties.csv (say there who is inside) and how it was read.

    With --party FILE is the JSON of the SEC's company facts, as it is downloaded. Its revenue,
    capital spending, net income and gains on stakes become figures by quarter (the last is the
    year less three), cash, backlog, leases and purchases agreed are of a day, each with concept and
    accession number. Restated values stand beside those that replaced them (preferred = no). DIR is
    a package; the rest of its figures.csv is left unchanged. Without DIR the rows go to standard
    output.

    \b
    Examples:
      moneyloop import payments.csv my-ledger \\
        --columns payer=from,payee=to,amount=value,start=time,kind=type
      moneyloop import companyfacts.json --party Nvidia
      moneyloop import companyfacts.json my-data --party Nvidia --notes

    \b
    $ moneyloop import companyfacts.json --party Nvidia
    party,metric,item,segment,start,end,amount,unit,basis,evidence,preferred, ...
    Nvidia,revenue,,total,2024-01-29,2024-04-28,26.044,usd_bn,gross,reported,yes, ...
    ...
    2 of 7 concepts are no figures of moneyloop: --notes lists what is left out
    """
    if party is None:
        from moneyloop.cli.import_table import import_table

        if folder is None or folder == ledger.STDIN:
            raise click.UsageError("say in which folder the package is to be: import FILE DIR")
        import_table(file, folder)
        return
    from moneyloop.cli.import_facts import import_facts

    if ledger.is_asked():
        raise click.UsageError("--party is for company facts, the other options for payments")
    if not party.strip() or not party.isprintable():
        raise click.UsageError(f"--party {party!r} is no name: whose figures are they?")
    if folder is not None and folder != ledger.STDIN and not Path(folder).exists():
        raise click.UsageError(f"{folder!r} does not exist: figures are added to a package")
    if folder is not None and not Path(folder).is_dir() and Path(folder).name != "deals.csv":
        raise click.UsageError("import needs a package to write to: a folder or a deals.csv")
    import_facts(file, party, folder, notes=notes)
