"""`moneyloop rules`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options
from moneyloop.cli.attribute import COLUMNS, MONEY


@click.command()
@options.data_argument
@options.known_options
@options.period_options
@options.party_option
@options.counting_options
@options.ties_option
@options.payment_options
@options.output_options(money=MONEY)
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
     Microsoft 2025   bounds         0 to 5.2   0 to 5.3    0 to 17.2
                      pro-rata            1.7        1.7         10.2          0       286 0.33x
                      fifo                1.9        2.0         13.3          0       285 0.37x
                      lifo                2.4        2.4         12.4          0       286 0.71x
                      own-first           2.4        2.5         11.8          0       287 0.71x
                      own-last              0          0         11.9          0       284 0.03x
                      customer-first        0          0          3.6          0       291 0.05x
                      investor-first      3.0        3.0         17.2          0       281 0.57x

    Of what OpenAI and others paid Microsoft, at least 0 and at most 5.25 is its own investment on
    the way back; by first in, first out it is 1.86. "Turns" is own laps so far over the most of
    its own money that was out at once.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions import attribute as attribute_

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
    shown = [row for row in result.rows if party or row["inside_sales"] > 0]
    more = ["own_ties_low", "own_ties_high"] if shuffle_ties else []

    def tables(terminal: Any) -> list[Any]:
        from moneyloop.tables import rules as rules_table

        title, narrow = "Rules side by side, with the bounds of the same payments", options.narrow()
        if not shown:
            return ["No party sells inside the network in the window."]
        parts: list[Any] = [rules_table.rules(title, shown, narrow=narrow)]
        parts.append(
            "Turns: laps so far over the most of the party's own money that was out at once."
        )
        if narrow:
            parts.append(options.NARROW)
        if shuffle_ties:
            parts.append(rules_table.ties(shown, shuffle_ties))
        if any(row["pro_forma"] for row in shown):
            parts.append("* pro forma: scheduled and forecast money is in it.")
        hidden = (len(result.rows) - len(shown)) // len(result.extra["rules"])
        if hidden:
            parts.append(f"Parties without sales inside the network, not shown here: {hidden}.")
        return parts

    options.write_result(result, form, output, ["rule", *COLUMNS, *more], tables, shown=shown)
