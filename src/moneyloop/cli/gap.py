"""`moneyloop gap`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options
from moneyloop.cli.types import Share


@click.command()
@options.data_argument
@options.known_options
@options.window_options("First year.", "Last year. Default: the last scheduled one.")
@options.party_option
@click.option(
    "--investment",
    type=float,
    metavar="USD_BN",
    help="The sector's investment a year, in place of the capex figures.",
)
@click.option(
    "--margin",
    type=Share(),
    default=0.5,
    show_default=True,
    help="Gross margin of those who buy the compute, 0.001 to 1 (or 50%).",
)
@click.option(
    "--life",
    type=float,
    default=1.0,
    show_default=True,
    metavar="YEARS",
    help="Years in which the investment of one year is earned back.",
)
@ledger.payment_options
@options.answer_options
def gap(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    year: str | None,
    party: tuple[str, ...],
    investment: float | None,
    margin: float,
    life: float,
    form: str,
    output: str | None,
) -> None:
    """What is committed, against the money that is known, and what is not covered?

    By year and company: the payments that the rows schedule, the money that is known to come in
    (customers, outside investors, earlier cash, and what comes from the network), and what
    none of it covers, in dollars and as a multiple of revenue. Without --party also the sector's
    question: capex against AI revenue, and the revenue a year that would earn it back
    (investment / life / margin).

    \b
    Examples:
      moneyloop gap --party OpenAI --from 2025
      moneyloop gap --investment 300 --margin 0.5 --life 1
      moneyloop gap --format csv -o gap.csv

    \b
    $ moneyloop gap
    ...
     Year     Investment                                ...   Amount   Needed a year
    ...
     2025     Hyperscalers (aggregate), Mag 7 AI capex  ...      250             500
    ...
     Year     Known revenue ...                     Amount   Invested/$1    Gap   Gap/revenue
    ...
              AI industry (aggregate), total ...      15.6          16.0    484         31.1x
    ...
     Year     Committed   Known ...                  Inside   No known source   Revenue   Multiple
    ...
     2027 *     204 + ?     150 ...                     150               195         ?          ?
    ...

    The 250 invested in 2025 would need a revenue of 500 a year to come back in one go; customers
    spent 15.6 on AI by one estimate, a dollar for every 16 invested. Of the 217 that the rows
    schedule for 2027, no money that is known yet covers 209.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions.gap.gap import gap as asked
    from moneyloop.tables import gap as table

    network = ledger.network(data)
    with bar("years") as progress:
        result = asked(
            network,
            as_of=as_of,
            case=case,
            year=year,
            from_=from_,
            to=to,
            party=party,
            investment=investment,
            margin=margin,
            life=life,
            progress=progress,
        )
    options.write_result(result, form, output, table.view, markdown=table.markdown)
