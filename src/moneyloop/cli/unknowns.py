"""`moneyloop unknowns`."""

from __future__ import annotations

import click

from moneyloop.cli import options


@click.command()
@options.data_argument
@options.known_options
@options.window_options(last="Last period. Default: the latest full year.")
@click.option(
    "--party",
    multiple=True,
    metavar="NAME",
    help="Only the intervals of this party (repeatable; aliases work).",
)
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
    """What would settle it: which missing figure would narrow the intervals most?

    Every amount, term and revenue that nobody states is tried at five values, from the lowest to
    the highest that the known totals leave room for. First come those that narrow own money back
    most at every one of the values. One at a time: knowing two does not narrow by the sum. Then
    the loops with an amount that is not public, and the rows that would size them. The table has
    the first 15 and 10.

    \b
    Examples:
      moneyloop unknowns
      moneyloop unknowns --party Google
      moneyloop unknowns --from 2024 --to 2025 --format csv -o unknowns.csv

    \b
    $ moneyloop unknowns --from 2025 --to 2025
    ...
    #   Unknown         Range capped by                            Range  Width now  Left  Narrows
    ...
    1   nscale-nvda     revenue of Nvidia that no sale explains  0 to 97.0   9.1      8.5    0.67
    ...
    2   anth-goog-2025  money that Anthropic has left            0 to 23.5   9.5     9.5  0 to 1.8

    If what Nscale paid Nvidia in 2025 were known, own money back would be known 0.67 closer at each
    value tried, from nothing to 97.0. What Anthropic paid Google may narrow it by 1.8, or not
    at all.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions.unknowns import unknowns as asked
    from moneyloop.tables import unknowns as table

    network = package.load(data)
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
