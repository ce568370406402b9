"""`moneyloop null-model`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "measure",
    "unit",
    "of",
    "whole",
    "observed",
    "mean",
    "sd",
    "q05",
    "median",
    "q95",
    "at_most",
    "at_least",
    "percentile",
    "draws",
    "pro_forma",
    "evidence",
    "deals",
    "figures",
)


@click.command("null-model")
@options.data_argument
@options.known_options
@options.year_option
@click.option(
    "--draws",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    help="How many times the deals are rewired.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed rewires in the same way.",
)
@options.output_options(money=("observed", "whole"))
def null_model(
    data: str | None,
    as_of: str | None,
    case: str,
    year: str | None,
    draws: int,
    seed: int,
    form: str,
    output: str | None,
) -> None:
    """Is the network more circular than chance would have it?

    Each draw rewires the deals of one year at random: they swap payees, within their class
    (investment, purchase, return) and never across the boundary of the network. Each deal
    keeps its payer and amount, and each party pays and is paid by as many deals as before. Then
    the own laps, what is of in-network investors and the dollars that could cancel around loops
    are worked out again, and the network as it is has a place among the draws. What is kept and
    what is not is printed below.

    \b
    Examples:
      moneyloop null-model
      moneyloop null-model --year 2026 --draws 100
      moneyloop null-model --year 2024 --seed 7 --format json -o draws.json

    \b
    $ moneyloop null-model --year 2025
    ...
      Measure  Observed  Share ...  5% to 95% of draws (median)  Mean  SD ...
    ...
    Own laps  0.95  under 0.1% ...  0.01 to 0.69 (0.14)  0.22  0.22  99%
    In-network investors  1.3  under 0.1% ...  1.1 to 2.7 (1.8)  1.8  0.49  12%
    ...

    In 2025 the own laps are larger than in 99% of the draws: money invested comes back to the
    investor itself more often than by chance. Of money that comes back to anybody in the network
    there is less than in most draws.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions.index.null_model import null_model as asked

    network = package.load(data)
    with bar("draws") as progress:
        result = asked(
            network,
            year=year,
            draws=draws,
            seed=seed,
            as_of=as_of,
            case=case,
            progress=progress,
        )

    def tables(terminal: Any) -> list[Any]:
        from moneyloop.tables.null_model import histogram, places
        from moneyloop.words.amounts import count

        if not result.rows:
            return ["No deal pays a known amount in the year, so that there is nothing to rewire."]
        narrow = options.narrow()
        year = result.extra["year"] + (" *" if result.rows[0]["pro_forma"] else "")
        title = f"{year}: the network among {count(draws)} random rewirings of its deals, per year"
        return [
            places(title, result.rows, narrow=narrow),
            *([options.NARROW] if narrow else []),
            *(["* pro forma: scheduled and forecast money is in it."] if "*" in year else []),
            "",
            histogram(result.rows[0], result.extra["histogram"]["own"]),
            "",
        ]

    named = [row | {"period": result.extra["year"]} for row in result.rows]
    options.write_result(result, form, output, COLUMNS, tables, named=named)
