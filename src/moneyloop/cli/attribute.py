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
)


@click.command()
@options.data_argument
@options.known_options
@options.period_options
@options.party_option
@click.option("--in-kind", is_flag=True, help="Count stock legs, earmarked for the seller.")
@click.option(
    "--without-revenue-share", is_flag=True, help="Do not count revenue shares as purchases."
)
@options.output_options()
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
    form: str,
    output: str | None,
) -> None:
    """Whose money is a company's booked revenue?

    One row per party and period: what it booked, what the network paid of it, and how much of
    that was its own investment coming back (own lap), any investor's money, or customers', each
    as low - marker - high. The table shows parties that sell inside the network; the other
    formats have every party and every bucket.

    \b
    Examples:
      moneyloop attribute --from 2024 --to 2025
      moneyloop attribute --party Microsoft --by quarter --from 2025 --to 2025
      moneyloop attribute --format csv -o attribution.csv
    """
    from moneyloop import api
    from moneyloop.cli.progress import bar

    network = api.load(data)
    with bar("bounds") as progress:
        result = api.attribute(
            network,
            as_of=as_of,
            case=case,
            from_=from_,
            to=to,
            by=by,
            party=party,
            in_kind=in_kind,
            revenue_share=not without_revenue_share,
            progress=progress,
        )
    shown = [row for row in result.rows if party or row["inside_sales"] > 0]

    def tables(terminal: Any) -> list[Any]:
        title, narrow = "Whose dollar is it? low - marker - high", options.narrow()
        parts = [terminal.attribution(title, shown, period=True, narrow=narrow)]
        if narrow:
            parts.append(options.NARROW)
        if any(row["pro_forma"] for row in shown):
            parts.append("* pro forma: scheduled and forecast money is in it.")
        hidden = len(result.rows) - len(shown)
        if hidden:
            parts.append(f"{hidden} rows without sales inside the network are not shown here.")
        return parts

    options.write_result(result, form, output, COLUMNS, tables)
