"""`moneyloop import`: a file of others to rows of a data package."""

from __future__ import annotations

from pathlib import Path

import click

from moneyloop.cli.output import DataPath


@click.command(name="import")
@click.argument("file", type=DataPath(), metavar="FILE")
@click.argument("data", required=False, type=DataPath(), metavar="[DATA]")
@click.option("--party", required=True, metavar="NAME", help="Whose figures they are.")
@click.option("--notes", is_flag=True, help="List what of the file is no figure, and why.")
def import_(file: str, data: str | None, party: str, notes: bool) -> None:
    """Add what a company has filed to figures.csv: revenue, cash, backlog and so on.

    FILE is the JSON of the SEC's company facts, as it is downloaded. Revenue, capital spending,
    net income and gains on stakes come by quarter (the last is the year less three), cash, backlog,
    leases and purchases agreed by day, each with its concept and accession number. Values that were
    restated stand beside those that replaced them (preferred = no).

    DATA is a folder or a deals.csv; the rest of its figures.csv is left unchanged, and no figure is
    written twice. Without DATA the rows go to standard output.

    \b
    Examples:
      moneyloop import companyfacts.json --party Nvidia
      moneyloop import companyfacts.json my-data --party Nvidia --notes

    \b
    $ moneyloop import companyfacts.json --party Nvidia
    party,metric,item,segment,start,end,amount,unit,basis,evidence,preferred, ...
    Nvidia,revenue,,total,2024-01-29,2024-04-28,26.044,usd_bn,gross,reported,yes, ...
    ...
    Nvidia,revenue,,total,2024-10-28,2025-01-26,39.331,usd_bn,gross,estimated,yes, ...
    2 of 7 concepts are no figures of moneyloop: --notes lists what is left out
    """
    from moneyloop.cli.import_facts import import_facts

    if not party.strip() or not party.isprintable():
        raise click.UsageError(f"--party {party!r} is no name: whose figures are they?")
    if data is not None and not Path(data).is_dir() and Path(data).name != "deals.csv":
        raise click.UsageError("import needs a package to write to: a folder or a deals.csv")
    import_facts(file, party, data, notes=notes)
