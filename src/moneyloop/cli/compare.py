"""`moneyloop compare`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

_SIDE = (
    "amount",
    "low",
    "high",
    "segment",
    "period",
    "ruler",
    "basis",
    "evidence",
    "figures",
    "deals",
    "pro_forma",
)
COLUMNS = (
    "measure",
    "unit",
    *("a", *(f"a_{name}" for name in _SIDE)),
    *("b", *(f"b_{name}" for name in _SIDE)),
    "comparable",
    "differs",
)


@click.command()
@click.argument("a")
@click.argument("b")
@options.data_argument
@click.option(
    "--year",
    metavar="YEAR",
    help="Only figures of this calendar year; a fiscal year is of the one that holds its middle "
    "(from July to June, of the one it ends in). Default: the latest.",
)
@options.known_options
@options.output_options(money=("amount",))
def compare(
    a: str,
    b: str,
    data: str | None,
    year: str | None,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """Two profiles: the same measures of two parties, each on its own ruler.

    Revenue, run rate, growth, mix, users, margin, loss, costs, cash, commitments, valuation and
    whose dollar, in the order asked; with ruler, period, evidence and rows of each side, and in
    what the two differ. Never a winner: what is not on one ruler is not compared.

    \b
    Examples:
      moneyloop compare Anthropic OpenAI
      moneyloop compare Microsoft Google --year 2025
      moneyloop compare Anthropic OpenAI --format csv -o profiles.csv

    \b
    $ moneyloop compare Anthropic OpenAI
    ...
     Measure       Anthropic                 OpenAI                    Comparable?
    ...
     run rate      30.0  run rate, gross     24.0  run rate, net       no: gross against net
                   total, 2026-04; reported  total, 2026-04; reported
    ...
     gross margin  40%  share                46%  share                yes
                   total, 2025; leaked       total, 2025; leaked

    The run rates of April 2026 are 30.0 with what resellers keep and 24.0 without it: not two
    points on one scale. The margins are on one ruler, which does not make them a verdict.
    """
    from moneyloop.input import package
    from moneyloop.questions.figures.compare import compare as asked

    network = package.load(data)
    result = asked(network, a, b, year=year, as_of=as_of, case=case)
    options.write_result(
        result, form, output, COLUMNS, lambda _: _parts(result), named=_sides(result)
    )


def _sides(result: Any) -> list[dict[str, Any]]:
    """One row for each side of a measure, as --translate reads them."""
    keys = ("amount", "period", "ruler", "pro_forma")
    return [
        {"party": row[side], "measure": row["measure"], "unit": row["unit"]}
        | {key: row[f"{side}_{key}"] for key in keys}
        for row in result.rows
        for side in ("a", "b")
    ]


def _parts(result: Any) -> list[Any]:
    from moneyloop.tables import compare as tables

    a, b, narrow = result.extra["a"], result.extra["b"], options.narrow()
    if not result.rows:
        return [f"Nothing is known of {a} or of {b}: no figure, no commitment, no booked revenue."]
    title = f"Two profiles: {a} and {b}"
    parts: list[Any] = [tables.profiles(title, a, b, result.rows, narrow=narrow)]
    parts += [options.NARROW] if narrow else []
    parts.append("? not known. * pro forma: forecast or scheduled.")
    return parts
