"""`moneyloop view`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import ledger, options
from moneyloop.cli.output import OutputFile

DEFAULT = "moneyloop-network.html"


@click.command()
@options.data_argument
@ledger.payment_options
@options.known_options
@click.option(
    "-o",
    "--output",
    type=OutputFile(),
    default=DEFAULT,
    show_default=True,
    metavar="FILE",
    help="Where to write the page.",
)
@click.option("--around", metavar="PARTY", help="Draw this party and those near it.")
@click.option(
    "--hops",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --around: at most this many deals away.  [default: 1]",
)
@click.option(
    "--loop",
    type=click.IntRange(min=1),
    metavar="RANK",
    help="Draw the loop of this rank (see moneyloop loops).",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help="Draw the N parties with the most money in their deals.",
)
def view(
    data: str | None,
    as_of: str | None,
    case: str,
    output: str,
    around: str | None,
    hops: int | None,
    loop: int | None,
    top: int | None,
) -> None:
    """Write the network as one HTML page that works offline.

    It starts with the period of the report's headline and the few companies between which most
    of its money moves. An arrow is all deals of a payer with a payee, as wide as their sum; it
    opens into the deals and their sources. The largest loop is lit, with its answer.

    Years and all companies are a button away. --around, --loop and --top draw another part
    first. What is not drawn is counted, here and on the page.

    \b
    Examples:
      moneyloop view --case headline -o network.html
      moneyloop view --around OpenAI
      moneyloop view --loop 3

    \b
    $ moneyloop view --around Anthropic
    Drawn: Anthropic and the parties at most 1 deal away, 26 parties. Not drawn: 52 parties and
    217 deals ($1,480bn over their whole term, paid and signed amounts).
    wrote moneyloop-network.html
    """
    from moneyloop import pages
    from moneyloop.cli.progress import bar
    from moneyloop.pages.content import atlas

    network = ledger.network(data)
    with bar("bounds") as progress:
        content = atlas.build(
            network,
            as_of=as_of,
            case=case,
            around=around,
            hops=hops,
            loop=loop,
            top=top,
            progress=progress,
        )
    page = pages.render_network(content)
    if content["scope"]["why"]:
        click.echo(_drawn(content), err=True)
    options.write(page, output)


def _drawn(content: dict[str, Any]) -> str:
    """Which part is drawn and what is not, in parties, deals and dollars."""
    from moneyloop.words.amounts import USD_BN, count, in_unit, usd
    from moneyloop.words.labels import CASE_LABELS

    part = content["scope"]
    with in_unit(content["unit"]):
        money = usd(part["amount_not_drawn"])
    deals = "payments"
    if content["unit"] == USD_BN:
        deals, money = "deals", f"{money} over their whole term, {CASE_LABELS[content['case']]}"
    return (
        f"Drawn: {part['why']}, {count(len(part['parties']))} parties. "
        f"Not drawn: {count(part['parties_not_drawn'])} parties and "
        f"{count(part['deals_not_drawn'])} {deals} ({money})."
    )
