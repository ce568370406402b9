"""`moneyloop watch`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "indicator",
    "party",
    "measure",
    "amount",
    "unit",
    "metric",
    "segment",
    "period",
    "ruler",
    "basis",
    "differs",
    "reading",
    "lasts_to",
    "evidence",
    "figures",
    "deals",
    "pro_forma",
)


@click.command()
@options.data_argument
@options.party_option
@options.as_of_option
@options.output_options(money=("amount",))
def watch(
    data: str | None, party: tuple[str, ...], as_of: str | None, form: str, output: str | None
) -> None:
    """What to watch: growth against costs, revenue per user, months of cash.

    Does revenue grow faster than costs, over the same two years and each on one ruler? What does
    a user bring in a year? For how many months, and to which day, does the cash last at the
    latest known burn? A lab is shown also where its costs are not known, and so is a party asked
    for. A party of which none of the three is known is named below.

    \b
    Examples:
      moneyloop watch
      moneyloop watch --party OpenAI
      moneyloop watch --as-of 2026-03-31 --format csv -o watch.csv

    \b
    $ moneyloop watch --party OpenAI
    ...
      OpenAI  2025 over 2024     +253%   +172%   1.47x   revenue grows faster ...
    ...
      OpenAI      $22.22   run rate, net   ChatGPT weekly ...
    ...
      OpenAI  73.0   2026-03-31   cash burn, 2026-Q1       1.2     59.2   2031-03-06 ...

    From 2024 to 2025 revenue grew by 253% and total costs by 172%. The cash of March 2026 would
    last 59 months at the burn of that quarter, to March 2031. Users are not customers: many may
    pay nothing.
    """
    from moneyloop.input import package
    from moneyloop.questions.figures.watch import watch as asked

    result = asked(package.load(data), party=party, as_of=as_of)
    options.write_result(result, form, output, COLUMNS, lambda _: _parts(result))


def _parts(result: Any) -> list[Any]:
    from moneyloop.tables import watch as tables

    narrow = options.narrow()
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in result.rows:
        found.setdefault(row["party"], {})[row["measure"]] = row

    def known(measure: str) -> list[dict[str, dict[str, Any]]]:
        return [rows for rows in found.values() if rows[measure]["figures"] is not None]

    parts: list[Any] = []
    for title, measure, table in (
        ("Growth of revenue against growth of costs", "revenue growth", tables.growth),
        ("Revenue per user, USD", "revenue per user", tables.per_user),
        ("Months of cash at the latest known burn", "months of cash", tables.cash),
    ):
        rows = known(measure)
        if rows:
            parts.append(table(title, rows, narrow=narrow))
        else:
            parts += [f"{title}: not known of any party.", ""]
    if narrow and found:
        parts.append(options.NARROW)
    if any(row["pro_forma"] for row in result.rows):
        parts.append("* pro forma: a forecast is in it.")
    return parts
