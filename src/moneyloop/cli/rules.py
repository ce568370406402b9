"""`moneyloop rules`."""

from __future__ import annotations

import click

from moneyloop.cli import options


@click.command()
@options.data_argument
@options.known_options
@options.period_options
@options.party_option
@options.counting_options
@options.ties_option
@options.payment_options
@options.translate_option
@options.output_options
def rules(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    by: str,
    party: tuple[str, ...],
    in_kind: bool,
    without_revenue_share: bool,
    shuffle_ties: int,
    columns: tuple[str, ...],
    default_kind: str | None,
    form: str,
    output: str | None,
) -> None:
    """How much does the answer hang on the tracing rule?

    Follows dated payments one by one: the first money in leaves first (fifo) or last (lifo), a
    pool mixes (pro-rata), or one sort of money leaves before another (own-first, own-last: the
    seller's own investment; customer-first, investor-first). Each rule is beside the bounds of
    the same payments, which contain them all. None of the rules is a cautious choice: the same
    payment can be 0, 50 or 100 percent own lap.

    Without --from and --to the latest full year. A rule refuses rows without a payment day where
    they could change the answer, and names them.

    \b
    Examples:
      moneyloop rules --party Microsoft
      moneyloop rules --party Google --from 2024 --to 2025 --shuffle-ties 20
      moneyloop rules payments.csv \\
        --columns payer=from,payee=to,amount=value,start=time,kind=type

    \b
    $ moneyloop rules --party Microsoft --from 2025 --to 2025
    ...
     Party     Period Rule            Own lap In-network Any investor Reciprocal Customers Turns
    ...
    Microsoft 2025   bounds          0 to 5.2    0 to 5.3    0 to 17.2
                     pro-rata             1.7         1.7         10.2          0       286  0.33
                     fifo                 1.9         2.0         13.3          0       285  0.37
                     lifo                 2.4         2.4         12.4          0       286  0.71
                     own-first            2.4         2.5         11.8          0       287  0.71
                     own-last               0           0         11.9          0       284  0.03
                     customer-first         0           0          3.6          0       291  0.05
                     investor-first       3.0         3.0         17.2          0       281  0.57

    Of what OpenAI and others paid Microsoft, at least 0 and at most 5.2 is its own investment on
    the way back; by first in, first out it is 1.9. "Turns" is own laps so far over the most of
    its own money that was out at once.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions import attribute as attribute_
    from moneyloop.tables import rules as table

    network = options.read_network(data, columns, default_kind)
    with bar("rules") as progress:
        result = attribute_.rules(
            network,
            as_of=as_of,
            case=case,
            from_=from_,
            to=to,
            by=by,
            party=party,
            in_kind=in_kind,
            revenue_share=not without_revenue_share,
            shuffle_ties=shuffle_ties,
            progress=progress,
        )
    options.write_result(result, form, output, table.view, shown=table.shown(result))
