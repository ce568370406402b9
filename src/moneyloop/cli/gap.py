"""`moneyloop gap`."""

from __future__ import annotations

import click

from moneyloop.cli import options


@click.command()
@options.data_argument
@options.known_options
@click.option("--from", "from_", metavar="YEAR", help="First year.")
@click.option("--to", metavar="YEAR", help="Last year. Default: the last scheduled one.")
@options.party_option
@click.option(
    "--investment",
    type=float,
    metavar="USD_BN",
    help="The sector's investment a year, in place of the capex figures.",
)
@click.option(
    "--margin",
    type=float,
    default=0.5,
    show_default=True,
    help="Gross margin of those who buy the compute, 0.001 to 1.",
)
@click.option(
    "--life",
    type=float,
    default=1.0,
    show_default=True,
    metavar="YEARS",
    help="Years in which the investment of one year is earned back.",
)
@options.translate_option
@options.output_options
def gap(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    party: tuple[str, ...],
    investment: float | None,
    margin: float,
    life: float,
    form: str,
    output: str | None,
) -> None:
    """What is committed, against the money that is known, and what is not covered?

    By year and party: the payments that the rows schedule, the money that is known to come in
    (customers, outside investors, opening cash, and sales, investments and returns from inside the
    network), and what none of it covers, in dollars and as a multiple of booked revenue.

    For the sector: capex against AI revenue. Required revenue a year = investment / life / margin,
    as in David Cahn's "AI's $600B question": Nvidia at 150 a year, doubled for the rest of the data
    center, is an investment of 300, and at a margin of 0.5 needs 600. Each revenue stands on
    its own line with its ruler; they are never added. CSV has the rows by party and year
    only; the sector's question is in the other formats. It is not asked with --party.

    \b
    Examples:
      moneyloop gap
      moneyloop gap --party OpenAI --from 2025
      moneyloop gap --investment 300 --margin 0.5 --life 1
      moneyloop gap --format csv -o gap.csv

    \b
    $ moneyloop gap
    ...
     Year     Investment                                ...   Amount   Needed a year
    ...
     2025     Hyperscalers (aggregate), Mag 7 AI capex  ...    250.0           500.0
    ...
     Year     Known revenue ...                Amount   Coverage   Invested/$1    Gap   Gap/revenue
    ...
              AI industry (aggregate), total ...  15.6      100%          16.0  484.4         31.1x
    ...
                                                  Opening ...
     Year     Committed   Customers   Investors      cash   Inside   Unexplained   Revenue ...
    ...
     2027 *       216.9        0.25        0.06         ?     83.1         208.7         ? ...
    ...

    The 250 invested in 2025 would need a revenue of 500 a year to come back in one go; customers
    spent 15.6 on AI by one estimate, a dollar for every 16 invested. Of the 216.9 that the rows
    schedule for 2027, no money that is known yet covers 208.7.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions.gap.gap import gap as asked
    from moneyloop.tables import gap as table

    network = package.load(data)
    with bar("years") as progress:
        result = asked(
            network,
            as_of=as_of,
            case=case,
            from_=from_,
            to=to,
            party=party,
            investment=investment,
            margin=margin,
            life=life,
            progress=progress,
        )
    options.write_result(result, form, output, table.view, markdown=table.markdown)
