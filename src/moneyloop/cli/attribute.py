"""`moneyloop attribute`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "party",
    "period",
    "booked",
    "inside_sales",
    "customers",
    "own",
    "own_low",
    "own_high",
    "in_network",
    "in_network_low",
    "in_network_high",
    "invested",
    "invested_low",
    "invested_high",
    "other_in_network",
    "outside_investors",
    "reciprocal",
    "opening",
    "unexplained",
    "related_party",
    "own_investment",
    "revenue_coverage",
    "segment_revenue",
    "growth",
    "pro_forma",
    "turns",
)
MONEY = (
    "booked",
    "inside_sales",
    "customers",
    *(
        f"{name}{end}"
        for name in ("own", "in_network", "invested")
        for end in ("", "_low", "_high")
    ),
    "other_in_network",
    "outside_investors",
    "reciprocal",
    "opening",
    "unexplained",
    "related_party",
    "own_investment",
    "segment_revenue",
    *(f"{name}{end}" for name in ("booked", "inside_sales") for end in ("_low", "_high")),
)
INTERVAL_COLUMNS = (
    "booked_low",
    "booked_high",
    "inside_sales_low",
    "inside_sales_high",
    "own_share_low",
    "own_share_high",
)


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
@options.output_options(money=MONEY)
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
    Party      Period  Booked  From inside          Own lap     Any investor  Customers
    ...
    Microsoft   2025        299          17.2   0 to 5.7 (1.2)   0 to 17.2 (12.3)
    ...

    Of 298.7 booked the network paid 17.2. Between 0 and 5.70 of that can be Microsoft's own
    investment coming back, 1.17 if money mixes evenly; all 17.2 may be some investor's money.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions import attribute as attribute_

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
    more = ["rule"] if rule else []
    more += ["own_ties_low", "own_ties_high"] if shuffle_ties else []
    more += INTERVAL_COLUMNS if amounts == "interval" else []
    sales = "inside_sales_high" if amounts == "interval" else "inside_sales"
    shown = [row for row in result.rows if party or row[sales] > 0]

    def tables(terminal: Any) -> list[Any]:
        from moneyloop.tables import rules as rules_table

        title, narrow = "Whose dollar is it? low to high (estimate)", options.narrow()
        title += f"; dated payments, marker by {rule}" if rule else ""
        coverage = not network.is_ledger
        parts = [terminal.attribution(title, shown, period=True, narrow=narrow, coverage=coverage)]
        if narrow:
            parts.append(options.NARROW)
        if shuffle_ties:
            parts.append(rules_table.ties(shown, shuffle_ties))
        if any(row["pro_forma"] for row in shown):
            parts.append("* pro forma: scheduled and forecast money is in it.")
        hidden = len(result.rows) - len(shown)
        if hidden:
            parts.append(f"{hidden} rows without sales inside the network are not shown here.")
        return parts

    options.write_result(result, form, output, [*COLUMNS, *more], tables, shown=shown)
