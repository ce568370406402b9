"""`moneyloop timeline`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "sector",
    "as_of",
    "party",
    "period",
    "booked",
    "inside_sales",
    "own",
    "own_low",
    "own_high",
    "in_network",
    "in_network_low",
    "in_network_high",
    "invested",
    "invested_low",
    "invested_high",
    "unexplained",
    "own_of_inside_sales",
    "own_of_inside_sales_low",
    "own_of_inside_sales_high",
    "revenue_coverage",
    "pro_forma",
)
MONEY = (
    "inside_sales",
    *(
        f"{name}{end}"
        for name in ("own", "in_network", "invested")
        for end in ("", "_low", "_high")
    ),
    "unexplained",
)
DAYS_SHOWN = {True: 2, False: 4}  # on a narrow terminal, and on others


@click.command()
@options.data_argument
@options.known_options
@click.option("--from", "from_", metavar="QUARTER", help="First quarter: 2024-Q1.")
@click.option("--to", metavar="QUARTER", help="Last quarter.")
@options.party_option
@options.output_options(money=MONEY)
def timeline(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    party: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """How did the answer grow, quarter after quarter?

    For the last day of each quarter: the measures of the year that holds it, as they were known on
    that day, for each party that sells inside the network and for all of them together. A year
    that is not over (*) has scheduled and forecast money in it. The table shows all parties by
    quarter, and the own lap of each party in the last quarters; with --party, every quarter of
    that party. The other formats have every row.

    \b
    Examples:
      moneyloop timeline
      moneyloop timeline --party Microsoft --from 2024-Q1
      moneyloop timeline --format csv -o timeline.csv

    \b
    $ moneyloop timeline --from 2025-Q3 --to 2026-Q1
    ...
     As of        Year     Parties   From inside             Own lap     of inside sales ...
    ...
         2025-09-30   2025 *         5          23.9    0 to 2.3 (0.28)    0% to 9.8% ...
         2025-12-31   2025           8          49.0  0.25 to 8.4 (1.5)   0.5% to 17% ...
         2026-03-31   2026 *        15           152  2.0 to 34.2 (5.3)   1.3% to 23% ...
    ...
     Party  2025-09-30: 2025 *  2025-12-31: 2025  2026-03-31: 2026 *
    ...
    Microsoft                             0 to 5.6 (1.0)      0 to 10.6
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions import timeline as quarters

    network = package.load(data)
    with bar("quarters") as progress:
        result = quarters.timeline(
            network, as_of=as_of, case=case, from_=from_, to=to, party=party, progress=progress
        )

    def tables(terminal: Any) -> list[Any]:
        return _parts(result.rows)

    options.write_result(result, form, output, COLUMNS, tables)


def _parts(rows: list[dict[str, Any]]) -> list[Any]:
    from moneyloop.tables import over_time

    if not rows:
        return ["No party sells inside the network in these quarters."]
    narrow = options.narrow()
    together = [row for row in rows if row["sector"]]
    alone = [row for row in rows if not row["sector"]]
    days = list(dict.fromkeys(row["as_of"] for row in rows))
    parts: list[Any] = []
    if together:
        counted = [
            row | {"parties": sum(one["as_of"] == row["as_of"] for one in alone)}
            for row in together
        ]
        title = "All parties that sell inside the network: low to high (estimate)"
        parts.append(over_time.sector(title, counted, narrow=narrow))
        parts += _own_laps([row for row in alone if row["own_high"] > 0], days, narrow)
        none = {row["party"] for row in alone} - {row["party"] for row in alone if row["own_high"]}
        if none:
            parts.append(f"Own lap 0 in every quarter: {', '.join(sorted(none))}.")
    else:
        for name in dict.fromkeys(row["party"] for row in alone):
            mine = [row for row in alone if row["party"] == name]
            parts.append(over_time.sector(f"{name}: low to high (estimate)", mine, narrow=narrow))
    if narrow:
        parts.append(options.NARROW)
    if any(row["pro_forma"] for row in rows):
        parts.append("* pro forma: scheduled and forecast money is in it.")
    return parts


def _own_laps(rows: list[dict[str, Any]], days: list[str], narrow: bool) -> list[Any]:
    """The own lap of the parties that have one, on the last days; the largest first."""
    from moneyloop.tables import over_time

    shown = days[-DAYS_SHOWN[narrow] :]
    latest = [row for row in rows if row["as_of"] in shown]
    if not latest:
        return []
    latest.sort(key=lambda row: (row["as_of"], row["own_high"]), reverse=True)
    title = f"Own lap of each party, the last {len(shown)} of {len(days)} quarters"
    more = ["--party NAME shows every quarter of a party."] if len(shown) < len(days) else []
    return [over_time.own_laps(title, latest, shown), *more]
