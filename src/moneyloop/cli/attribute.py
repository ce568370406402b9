"""`moneyloop attribute`."""

from __future__ import annotations

import click

from moneyloop.cli import options


@click.command()
@options.data_argument
@options.known_options
@options.period_options
@options.party_option
@options.counting_options
@click.option(
    "--amounts",
    type=click.Choice(["point", "interval"]),
    default="point",
    show_default=True,
    help='Low and high at the amounts of the case, or over every amount up to the "up to".',
)
@click.option(
    "--rule",
    metavar="RULE",
    help="Trace dated payments by this rule instead of mixing the money of a period: pro-rata, "
    "fifo, lifo, own-first, own-last, customer-first or investor-first.",
)
@options.ties_option
@options.payment_options
@options.translate_option
@options.output_options
def attribute(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    by: str,
    party: tuple[str, ...],
    in_kind: bool,
    without_revenue_share: bool,
    amounts: str,
    rule: str | None,
    shuffle_ties: int,
    columns: tuple[str, ...],
    default_kind: str | None,
    form: str,
    output: str | None,
) -> None:
    """Whose money is a company's booked revenue?

    One row per party and period: what it booked, what the network paid of it, and how much of
    that was its own investment coming back (own lap), any investor's money, or customers', each
    as low to high (estimate). The table shows parties that sell inside the network; the other
    formats have every party and every bucket.

    With --amounts interval low and high are also over every amount between firm and "up to".

    Money of a period is one pool, mixed pro-rata. With --rule the payments are followed one by
    one instead, where their rows have days; `moneyloop rules` compares the rules.

    With --columns DATA is any list of payments, one a row, in its own unit. A kind is a kind of
    deal or just a class: purchase, investment, return. A blank payer or payee is the world
    outside; times are ISO dates, date-times (UTC) or seconds or milliseconds since 1970.

    \b
    Examples:
      moneyloop attribute --from 2024 --to 2025
      moneyloop attribute --party Microsoft --by quarter --from 2025 --to 2025
      moneyloop attribute --amounts interval --from 2025 --to 2025
      moneyloop attribute --format csv -o attribution.csv
      moneyloop attribute payments.csv --rule fifo \\
        --columns payer=from,payee=to,amount=value,start=time,kind=type

    \b
    $ moneyloop attribute --party Microsoft --from 2025 --to 2025
    ...
    Party      Period  Booked  From inside         Own lap      Any investor  Customers
    ...
    Microsoft  2025       299         17.2  0 to 5.7 (1.2)  0 to 17.2 (12.3)        285
    ...
    234 rows left out, 3 notes: --notes

    Of 299 booked the network paid 17.2. Between 0 and 5.7 of that can be Microsoft's own
    investment coming back, 1.2 if money mixes evenly; all 17.2 may be some investor's money.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions import attribute as attribute_
    from moneyloop.tables import attribute as table

    network = options.read_network(data, columns, default_kind)
    with bar("bounds") as progress:
        result = attribute_.attribute(
            network,
            as_of=as_of,
            case=case,
            from_=from_,
            to=to,
            by=by,
            party=party,
            in_kind=in_kind,
            revenue_share=not without_revenue_share,
            rule=rule,
            shuffle_ties=shuffle_ties,
            amounts=amounts,
            progress=progress,
        )
    options.write_result(result, form, output, table.view, shown=table.shown(result))
