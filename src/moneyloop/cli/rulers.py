"""`moneyloop rulers`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "group",
    "party",
    "metric",
    "segment",
    "counterparty",
    "class",
    "period",
    "amount",
    "low",
    "high",
    "share",
    "unit",
    "ruler",
    "basis",
    "per_year",
    "per_month",
    "month",
    "preferred",
    "same_measure",
    "evidence",
    "figures",
    "deals",
    "pro_forma",
    "source",
    "outlet",
    "url",
    "source_date",
    "note",
)


@click.command()
@click.argument("party")
@options.data_argument
@options.year_option
@options.known_options
@options.output_options(money=("amount",))
def rulers(
    party: str,
    data: str | None,
    year: str | None,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """On what ruler was each number read? A party's figures, beside their rulers.

    Four questions: run rate or recognised; gross or net; committed, a year of it, or paid; and
    whose dollar it was. Then the ratios, each with how its two rulers differ: nothing is compared
    across rulers without saying so. Figures that conflict stand side by side.

    \b
    Examples:
      moneyloop rulers OpenAI
      moneyloop rulers Anthropic --year 2025 --case headline
      moneyloop rulers OpenAI --format json -o openai.json

    \b
    $ moneyloop rulers OpenAI
    ...
    revenue          total               2025          13.07    13.1  recognised, net  leaked ...
    run rate  total  2025-12  20  20.0  1.7  run rate, net  reported ...
    ...
    Oracle: 2027 to 2031; leaked, estimated  300 *  60.0 * ...
    ...
        recognised / run rate   0.65x   13.07 recognised in 2025, of a run rate ...

    The run rate is one month, 1.67, times twelve; the books of the year have 0.65 of it. The
    contract with Oracle is 300 over five years, so 60 a year, and none of it before 2027.
    """
    from moneyloop.input import package
    from moneyloop.questions.figures.rulers import rulers as asked
    from moneyloop.tables.rulers import markdown

    network = package.load(data)
    result = asked(network, party, year=year, as_of=as_of, case=case)
    options.write_result(result, form, output, COLUMNS, lambda _: _parts(result), markdown=markdown)


def _parts(result: Any) -> list[Any]:
    from moneyloop.tables import rulers as tables

    narrow = options.narrow()
    party, year = result.extra["party"], result.extra["year"]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in result.rows:
        groups.setdefault(row["group"], []).append(row)
    parts: list[Any] = []
    if "figures" in groups:
        title = f"{party}: figures, each on its own ruler (in brackets: not the preferred one)"
        parts.append(tables.figures(title, groups["figures"], narrow=narrow))
    if "commitments" in groups:
        title = f"{party}: committed, a year of it, in {year}, and paid"
        parts.append(tables.commitments(title, groups["commitments"], year, narrow=narrow))
    if "whose dollar" in groups:
        dollar = groups["whose dollar"]
        parts.append(tables.dollar(f"{party} {year}: whose dollar", dollar))
        parts.append(tables.rests_on(dollar[0], dollar[1]))
        parts.append("")
    if result.extra["ratios"]:
        title = f"{party}: one ruler against another"
        parts.append(tables.ratios(title, result.extra["ratios"], narrow=narrow))
    else:
        parts.append("No two figures can be put side by side.")
    if narrow:
        parts.append(options.NARROW)
    parts.append(
        "Amounts as stated; ? where a row does not say. Per year: a flow at the rate of its "
        "period. Per month: the month that a run rate takes for all twelve. * pro forma: forecast "
        "or scheduled."
    )
    return parts
