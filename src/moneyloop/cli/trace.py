"""`moneyloop trace`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options


@click.command()
@click.argument("words", nargs=-1, metavar="[COMPANY] [DATA]")
@click.option(
    "--into", metavar="COMPANY", help="Go back instead, from a dollar of COMPANY's revenue."
)
@click.option(
    "--dollar",
    type=float,
    default=1.0,
    show_default=True,
    metavar="AMOUNT",
    help="US dollars to follow; of a list of payments, in its unit.",
)
@options.year_option()
@click.option(
    "--hops", type=int, default=4, show_default=True, metavar="N", help="How many payments on."
)
@options.known_options
@ledger.payment_options
@options.output_options
def trace(
    words: tuple[str, ...],
    into: str | None,
    dollar: float,
    year: str | None,
    hops: int,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """Follow one dollar: where does it go, or where did it come from?

    A dollar that a company holds leaves it with the mix of all that it held in the year: so much
    is paid on to each other company, so much leaves the network, the rest is kept or spent where
    no row shows it. COMPANY may be customers, all of them together, and is that by default. With
    --into the same backwards: who paid a dollar of the company's revenue, and what that money was
    before.

    \b
    Examples:
      moneyloop trace OpenAI --year 2025 --hops 3
      moneyloop trace --into Nvidia --dollar 100
      moneyloop trace customers --format json -o dollar.json

    \b
    $ moneyloop trace OpenAI --year 2025 --hops 2
    ...
     Hop  Arrived  Revenue   Kept  Elsewhere  Outside  Still moving  Revenue so far
    ...
       0   1.0000       ?  0.4922     0.2275        0        0.2803              0
       1   0.2803  0.2656       0     0.2447        0        0.0356         0.2656
    ...
    Over all hops: each dollar is booked as revenue 0.3008 times.
    ...
      1  OpenAI  Microsoft  purchase  0.2527  25%  50%  ...

    Of a dollar that OpenAI held in 2025, 28 cents went on to other companies, 25 of them to
    Microsoft; 49 were kept, so the 25 are half of what it spent.
    """
    from moneyloop.cli.arguments import companies_and_data
    from moneyloop.questions.trace.trace import trace as asked
    from moneyloop.tables import trace as table

    companies, data = companies_and_data(words, most=1)
    result = asked(
        ledger.network(data),
        *companies,
        into=into,
        dollar=dollar,
        year=year,
        hops=hops,
        as_of=as_of,
        case=case,
    )
    options.write_result(result, form, output, table.view, markdown=table.markdown)
