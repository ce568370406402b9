"""`moneyloop timeline`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options


@click.command()
@options.data_argument
@options.known_options
@options.window_options("First quarter: 2024-Q1.", "Last quarter.")
@options.party_option
@ledger.payment_options
@options.answer_options
def timeline(
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
    """How did the answer grow, quarter after quarter?

    For the last day of each quarter: the measures of the year that holds it, as they were known on
    that day, for each party that sells in the network and for all of them together. A year
    that is not over (*) has scheduled and forecast money in it. The table shows all parties by
    quarter, and each party's own money back in the last quarters; with --party, every quarter of
    that party. The other formats have every row.

    \b
    Examples:
      moneyloop timeline
      moneyloop timeline --party Microsoft --from 2024-Q1
      moneyloop timeline --format csv -o timeline.csv

    \b
    $ moneyloop timeline --from 2025-Q3 --to 2026-Q1
    ...
     As of        Year     Parties   Network sales   Own money back   On public amounts ...
    ...
     2025-09-30   2025 *         6        23.9 + ?         0 to 2.4     0 to 2.3 (0.28) ...
     2025-12-31   2025          10        47.9 + ?        0 to 14.5   0.25 to 8.4 (1.5) ...
     2026-03-31   2026 *        19         147 + ?        0 to 59.1   2.0 to 30.6 (5.0) ...
    ...
     Party       2025-09-30: 2025 *   2025-12-31: 2025   2026-03-31: 2026 *
    ...
     Microsoft                          0 to 11.6 (1.0)     0 to 13.2 (0.68)

    `+ ?` marks sales whose amount is not public: low and high are over what these may be.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions import timeline as quarters
    from moneyloop.tables import timeline as table

    network = ledger.network(data)
    with bar("quarters") as progress:
        result = quarters.timeline(
            network,
            as_of=as_of,
            case=case,
            year=year,
            from_=from_,
            to=to,
            party=party,
            progress=progress,
        )

    options.write_result(result, form, output, table.view)
