"""`moneyloop unknowns`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options


@click.command()
@options.data_argument
@options.known_options
@options.window_options(last="Last period. Default: the latest full year.")
@click.option(
    "--party",
    multiple=True,
    metavar="NAME",
    help="Only the interval of this party (repeatable; aliases work).",
)
@ledger.payment_options
@options.answer_options
def unknowns(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    year: str | None,
    party: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """What would settle it: which missing figure would narrow the interval most?

    Every amount, term, revenue and balance that nobody states, and money of no known source, is
    settled alone: how wide is the interval of all sellers together, at the widest, once it is
    known, whatever it is? First comes what narrows own money back most at any value, then what may
    narrow it most. One at a time: knowing two does not narrow by the sum. Then the loops with an
    amount that is not public, and the rows that would size them. The table has the first 15 and 10.

    \b
    Examples:
      moneyloop unknowns
      moneyloop unknowns --party Google
      moneyloop unknowns --from 2024 --to 2025 --format csv -o unknowns.csv

    \b
    $ moneyloop unknowns --from 2025 --to 2025
    ...
    #   Unknown                       Range capped by                                  Range
    ...
    1   OpenAI cash, end of 2023      no total limits it                              0 to ?
    ...
    2   anth-goog-2025                money that Anthropic has left beside ...     0 to 12.4

    If what Anthropic paid Google in 2025 were known, own money back might be known 3.3 closer, or
    no closer at all: it depends on what it turns out to be.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions.unknowns import unknowns as asked
    from moneyloop.tables import unknowns as table

    network = ledger.network(data)
    with bar("unknowns") as progress:
        result = asked(
            network,
            as_of=as_of,
            case=case,
            year=year,
            from_=from_,
            to=to,
            party=party,
            progress=progress,
        )
    options.write_result(
        result, form, output, table.view, shown=table.shown(result), markdown=table.markdown
    )
