"""`moneyloop deals`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options
from moneyloop.model import CLASS_OF_KIND


@click.command()
@options.data_argument
@options.known_options
@options.party_option
@click.option(
    "--kind",
    multiple=True,
    type=click.Choice(list(CLASS_OF_KIND)),
    metavar="KIND",
    help="Only deals of this kind (repeatable).",
)
@click.option(
    "--status",
    multiple=True,
    type=click.Choice(["paid", "signed", "contingent", "talks"]),
    help="Only deals of this status (repeatable).",
)
@click.option("--assumed", is_flag=True, help="Only deals with a column that we assumed.")
@click.option(
    "--parties", is_flag=True, help="List the parties instead: aliases, and how many such deals."
)
@click.option(
    "--sources", is_flag=True, help="Sum deals and dollars by how near their source is instead."
)
@ledger.payment_options
@options.answer_options
def deals(
    data: str | None,
    as_of: str | None,
    case: str,
    party: tuple[str, ...],
    kind: tuple[str, ...],
    status: tuple[str, ...],
    assumed: bool,
    parties: bool,
    sources: bool,
    form: str,
    output: str | None,
) -> None:
    """List the deals, and why a row is left out of sums.

    In file order. The formats csv, json and markdown have every column, with the source.

    \b
    Examples:
      moneyloop deals --party OpenAI --party Microsoft --kind compute
      moneyloop deals --sources
      moneyloop deals --status talks --format markdown

    \b
    $ moneyloop deals --party CoreWeave --kind equity
    ...
     Id                  Payer      Payee      ...  Evidence   Assumed  Source  Left out
    ...
     crwv-openai-stock   CoreWeave  OpenAI     equity  0.35 ...      filing    not cash
     nvda-crwv-2023      Nvidia     CoreWeave  equity  0.10 ... reported  start  digest
    """
    from moneyloop.questions import deals as deals_
    from moneyloop.tables import deals as table

    network = ledger.network(data)
    if parties and sources:
        raise click.UsageError("choose one of --parties and --sources")
    list_ = deals_.parties if parties else deals_.sources if sources else deals_.deals
    result = list_(
        network, as_of=as_of, case=case, party=party, kind=kind, status=status, assumed=assumed
    )
    if parties:
        options.write_result(result, form, output, table.parties)
        return
    if sources:
        options.write_result(result, form, output, table.sources)
        return
    options.write_result(
        result, form, output, lambda answer: table.view(answer, len(network.deals))
    )
