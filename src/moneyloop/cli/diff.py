"""`moneyloop diff`: two dates, or two data packages."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options
from moneyloop.cli.output import DataPath


@click.command()
@click.argument("old", required=False, type=DataPath(), metavar="[DATA|OLD]")
@click.argument("new", required=False, type=DataPath(), metavar="[NEW]")
@click.option("--since", metavar="DATE", help="The earlier date, of one DATA: 2025-06-30.")
@click.option("--until", metavar="DATE", help="The later date (default: all that the data says).")
@click.option("--as-of", metavar="DATE", help="With OLD and NEW: the date of both.")
@options.case_option
@options.party_option
@ledger.payment_options
@options.answer_options
def diff(
    old: str | None,
    new: str | None,
    since: str | None,
    until: str | None,
    as_of: str | None,
    case: str,
    party: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """What changed between two dates, or two data packages, and what did it move?

    Three things: the deals that were added, replaced, changed or removed; the loops that closed
    (each leg has a deal now, and one had none before), opened (a leg is gone) or got a size; and
    the intervals that moved, low to high (estimate) before and after, with the deals that moved
    them most. What a deal moved is the later interval less what it would be without that one
    change. Years that were still ahead on a date are what was known of them then.

    \b
    Examples:
      moneyloop diff --since 2026-06-30
      moneyloop diff --since 2024-12-31 --until 2025-12-31 --party Microsoft
      moneyloop diff my-data my-data --format json

    \b
    $ moneyloop diff --since 2025-10-27 --until 2025-10-28
    ...
     Change   Id                         Payer > payee        Kind    Status  Amount ...
    ...
     added    openai-msft-azure-250      OpenAI > Microsoft   compute  signed   250 ...
    ...
    Loops closed (not complete before): 15 (the 3 largest)
    ...
     1   Microsoft > OpenAI > Microsoft  11.6  2025 Microsoft invests 11.6, paid ...
    ...
     Party      Period  Measure  Before            After  By
    ...
     Microsoft   2025   own money back   0   0 to 5.6 (0.62)   openai-msft-azure-250 high +5.6
    """
    if new is None and as_of is not None:
        raise click.UsageError("--as-of is the date of OLD and NEW: of one DATA ask --since DATE")
    if new is None and since is None:
        raise click.UsageError(
            "diff needs two sides: --since DATE for two dates of one DATA, or OLD and NEW"
        )
    if new is not None and (since or until):
        raise click.UsageError(
            "OLD and NEW are compared as of one date (--as-of): leave out --since and --until"
        )
    if old == "-" == new:
        raise click.UsageError("standard input can be OLD or NEW, not both")

    from moneyloop.cli.progress import bar
    from moneyloop.questions.diff import diff as changes
    from moneyloop.tables import diff as table

    before = ledger.network(old)
    after = None if new is None else ledger.network(new)
    with bar("deals left out") as progress:
        result = changes.diff(
            before,
            after,
            since=since,
            until=until,
            as_of=as_of,
            case=case,
            party=party,
            progress=progress,
        )

    options.write_result(result, form, output, table.view, shown=table.shown(result))
