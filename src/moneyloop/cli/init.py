"""`moneyloop init`."""

from __future__ import annotations

import click


@click.command()
@click.argument("folder", type=click.Path(file_okay=False), metavar="DIR")
@click.option("--bundled", is_flag=True, help="Start from a copy of the bundled data.")
def init(folder: str, bundled: bool) -> None:
    """Make a data package of your own: headers, each below one commented example.

    \b
    Examples:
      moneyloop init my-data
      moneyloop init my-copy --bundled

    \b
    $ moneyloop init my-data
    wrote my-data/deals.csv
    ...
    Next: moneyloop add my-data, then moneyloop report my-data
    """
    from moneyloop.input.create import create

    for path in create(folder, bundled=bundled):
        click.echo(f"wrote {path}", err=True)
    click.echo(f"Next: moneyloop add {folder}, then moneyloop report {folder}", err=True)
