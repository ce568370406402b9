"""`moneyloop loops`."""

from __future__ import annotations

import sys
from typing import Any

import click

from moneyloop.cli import ledger, options
from moneyloop.cli.types import Days, Share

SHOWN = 20
INTERRUPTED = 130  # as a shell tells of Ctrl-C


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
@click.option(
    "--window",
    type=Days(),
    help="With --in-order: loops of payments, each later than the one before, within so many days.",
)
@click.option(
    "--like",
    type=Share(),
    help="With --window: no payment of a loop is smaller than its largest by more than this share.",
)
@click.option("--count", "counted", is_flag=True, help="Count all by type and length, list none.")
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
    window: int | None,
    like: float | None,
    counted: bool,
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

    With --in-order --window, a loop is of single payments, each later than the one before. Only
    rows that were paid on one known day take part, as those of a ledger. Ctrl-C stops a long search
    and tells what is known so far.

    \b
    Examples:
      moneyloop loops --party OpenAI --length 3
      moneyloop loops --in-order --window 90d --like 10%
      moneyloop loops --count --length 6

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
    from moneyloop.questions.loop_counts import loop_counts
    from moneyloop.questions.loops import loops as loops_
    from moneyloop.questions.payment_loops import payment_loops
    from moneyloop.tables import loops as table

    if in_order and counted and window is None:
        raise click.UsageError("--count counts loops in order of time with --window only")
    if window is not None and not in_order:
        raise click.UsageError("--window goes with --in-order")
    if like is not None and window is None:
        raise click.UsageError("--like goes with --in-order --window")
    if counted and (party or limit):
        raise click.UsageError("--count counts all loops: it takes no --party and no --limit")
    network = ledger.network(data)
    asked: dict[str, Any] = {
        "as_of": as_of,
        "case": case,
        "type": types,
        "length": length,
        "include": include,
    }
    limit = limit or (SHOWN if form == "table" else None)
    with bar("loops") as progress:
        if counted:
            result = loop_counts(network, **asked, window=window, like=like, progress=progress)
            view = table.counts
        elif window is not None:
            result = payment_loops(
                network,
                **asked,
                party=party,
                window=window,
                like=like,
                limit=limit,
                progress=progress,
            )
            view = table.payments
        else:
            result = loops_(
                network, **asked, party=party, in_order=in_order, limit=limit, progress=progress
            )
            view = table.view

    options.write_result(result, form, output, view)
    if view is not table.view and not result.extra["complete"]:
        sys.exit(INTERRUPTED)
