"""`moneyloop loops`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options

SHOWN = 20


@click.command()
@options.data_argument
@options.known_options
@options.party_option
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(["money", "trade", "capital"]),
    help="Only loops of this type (repeatable).",
)
@click.option("--length", default=5, show_default=True, help="Most legs of a loop.")
@click.option(
    "--in-order",
    is_flag=True,
    help="Leave out loops that no dollar can follow in time: a later leg was paid before.",
)
@click.option("--limit", type=click.IntRange(min=1), help="List at most this many loops.")
@click.option(
    "--include",
    multiple=True,
    type=click.Choice(["talks", "guarantees", "replaced"]),
    help="Let these rows make legs too (repeatable).",
)
@ledger.payment_options
@options.answer_options
def loops(
    data: str | None,
    as_of: str | None,
    case: str,
    party: tuple[str, ...],
    types: tuple[str, ...],
    length: int,
    in_order: bool,
    limit: int | None,
    include: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """Which deals lead round in a circle?

    Loops in order of size, the smallest leg over the whole term of its deals. A money loop has
    a party that is paid by a sale and pays out an investment; a trade loop has purchases only,
    a capital loop investments only. Loops with a leg of unknown amount come last. The table
    lists the first 20; of too many to find all, the other forms have the first 1,000 or --limit.

    \b
    Examples:
      moneyloop loops
      moneyloop loops --party OpenAI --length 3
      moneyloop loops --type money --format json -o loops.json

    \b
    $ moneyloop loops --party Microsoft --limit 1
    ...
     #  Loop  At most  Since  Legs: amount, status, deals
    ...
     1   Nvidia > OpenAI > Microsoft > Nvidia      30.1    2024   Nvidia invests 30.1, paid ...
                                                                  OpenAI buys 260 + unknown, ...
                                                                  Microsoft buys 86.7, paid ...
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions import loops as loops_
    from moneyloop.tables import loops as table

    network = ledger.network(data)
    with bar("loops") as progress:
        result = loops_.loops(
            network,
            as_of=as_of,
            case=case,
            party=party,
            type=types,
            length=length,
            in_order=in_order,
            limit=limit or (SHOWN if form == "table" else None),
            include=include,
            progress=progress,
        )

    options.write_result(result, form, output, table.view)
