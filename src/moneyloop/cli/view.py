"""`moneyloop view`."""

from __future__ import annotations

import click

from moneyloop.cli import options

DEFAULT = "moneyloop-network.html"


@click.command()
@options.data_argument
@options.known_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    default=DEFAULT,
    show_default=True,
    metavar="FILE",
    help="Where to write the page.",
)
def view(data: str | None, as_of: str | None, case: str, output: str) -> None:
    """Write the network as one HTML page that works offline.

    Every deal is its own curve; loops light up; each deal shows its source.

    \b
    Examples:
      moneyloop view
      moneyloop view --case headline -o network.html

    \b
    $ moneyloop view
    wrote moneyloop-network.html
    """
    from moneyloop import api, pages
    from moneyloop.cli.progress import bar

    network = api.load(data)
    with bar("bounds") as progress:
        html = pages.view(network, as_of=as_of, case=case, progress=progress)
    options.write(html, output)
