"""`moneyloop simulate`."""

from __future__ import annotations

import click

from moneyloop.cli import options


@click.command()
@options.data_argument
@options.as_of_option
@options.period_options
@options.party_option
@click.option(
    "--draws",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="How many times the amounts are drawn.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed draws the same amounts, whatever the window.",
)
@options.translate_option
@options.output_options
def simulate(
    data: str | None,
    as_of: str | None,
    from_: str | None,
    to: str | None,
    by: str,
    party: tuple[str, ...],
    draws: int,
    seed: int,
    form: str,
    output: str | None,
) -> None:
    """How much do vague amounts matter, beside what nobody can know?

    A deal of "20, up to 30" is somewhere between. Each draw takes every such deal at random in
    its range, uniform and on its own, and the intervals of `attribute` are worked out again. Two
    things are shown apart. Identification, the median low to the median high: even if every range
    were one number nobody outside could tell more. Data, the 5th percentile of the low to the
    95th of the high: the ranges come on top. Where it is hardly wider, it is not the vague
    amounts that leave the answer open. Unknown amounts are never drawn.

    There is no --case: draws run from the firm amount to the "up to". Without --from and --to
    every period is shown, as in `attribute`.

    \b
    Examples:
      moneyloop simulate --from 2025 --to 2025
      moneyloop simulate --draws 1000 --party Nvidia
      moneyloop simulate --draws 500 --seed 7 --format csv -o draws.csv

    \b
    Of what Nvidia sold inside the network in 2025, how much can be any investor's money? At the
    firm amounts 3.9 to 39.7. Over the draws half of the lows are above 7.8 and half of the
    highs above 46.2 (the firm amounts are the least, so draws lie higher): 38.4 of width that
    nobody outside can remove. Vague amounts add 6.6 to that: 5.0 to 50.1 is 45.0 wide.

    \b
    $ moneyloop simulate --party Nvidia --from 2025 --to 2025
    ...
     Party  Period  Measure             Firm amounts  Identification  Width         Data  Width
    ...
                     any investor  3.9 to 39.7 (12.5)  7.8 to 46.2     38.4   5.0 to 50.1  45.0
    ...
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions import simulate as simulate_
    from moneyloop.tables import simulate as table

    network = package.load(data)
    with bar("draws") as progress:
        result = simulate_.simulate(
            network,
            draws=draws,
            seed=seed,
            as_of=as_of,
            from_=from_,
            to=to,
            by=by,
            party=party,
            progress=progress,
        )
    options.write_result(result, form, output, table.view, shown=table.shown(result))
