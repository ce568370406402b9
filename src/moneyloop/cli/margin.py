"""`moneyloop margin`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    *("kind", "party", "period", "target", "levers", "cost_fall", "price_rise", "shift"),
    *("part", "missing", "revenue", "cost", "gross_margin", "margin", "subsidy"),
    *("reachable", "why", "pro_forma", "ruler", "evidence", "figures"),
)

MONEY = ("revenue", "cost", "subsidy")


@click.command()
@options.data_argument
@options.as_of_option
@click.option(
    "--party",
    metavar="NAME",
    help="Whose revenue and serving cost (aliases work). Default: the AI industry.",
)
@click.option(
    "--year",
    metavar="YEAR",
    help="Of this calendar year; a fiscal year is of the one that holds its middle (from July to "
    "June, of the one it ends in). Default: the latest that has both.",
)
@click.option("--revenue", type=float, metavar="USD_BN", help="Take this revenue a year.")
@click.option("--cost", type=float, metavar="USD_BN", help="Take this serving cost a year.")
@click.option(
    "--target",
    type=float,
    default=0.30,
    show_default=True,
    metavar="SHARE",
    help="The gross margin to reach, beside break-even.",
)
@click.option(
    "--open-margin",
    type=float,
    default=0.25,
    show_default=True,
    metavar="SHARE",
    help="The gross margin of work on open models.",
)
@click.option(
    "--cost-fall", type=float, default=0.0, metavar="SHARE", help="Serving costs fall by this."
)
@click.option("--price-rise", type=float, default=0.0, metavar="SHARE", help="Prices rise by this.")
@click.option(
    "--shift", type=float, default=0.0, metavar="SHARE", help="So much work moves to open models."
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Also write the margins as charts: one HTML page that works offline.",
)
@options.output_options(money=MONEY)
def margin(
    data: str | None,
    as_of: str | None,
    party: str | None,
    year: str | None,
    revenue: float | None,
    cost: float | None,
    target: float,
    open_margin: float,
    cost_fall: float,
    price_rise: float,
    shift: float,
    plot: str | None,
    form: str,
    output: str | None,
) -> None:
    """Break-even and a target margin: how far costs, prices or the mix have to move.

    From revenue and what it costs to serve it: the gross margin, the subsidy (cost less revenue),
    and the cost fall, the price rise and the shift of work to open models that reach break-even and
    the target, alone, in pairs and all three. With --cost-fall, --price-rise or --shift: what these
    reach together, and what each lever is still missing.

    Amounts are figures of one year; --revenue or --cost takes the place of one of them, both
    together need no data. Shares are written 0.30 for 30%.

    \b
    Examples:
      moneyloop margin
      moneyloop margin --party OpenAI --year 2025 --target 0.6 --open-margin 0.7
      moneyloop margin --revenue 12 --cost 13 --open-margin 0.35 --cost-fall 0.2
      moneyloop margin --plot margin.html

    \b
    $ moneyloop margin
    ...
                   Revenue  Cost  Gross margin  Margin  Subsidy
    ...
     serving          12.0  13.0          -1.0   -8.3%      1.0
     all spending     15.6  27.6         -12.0    -77%     12.0
    ...
    What reaches break-even
    ...
     price rise                                    -          8.3%            -           100%
    ...
     mix shift                                     -             -          25%           100%
    ...
    What reaches a gross margin of 30%
    ...
     cost fall                                   35%             -            -           100%
    ...
     price rise                                    -           55%            -           100%
    ...

    Serving $12.0bn of revenue cost $13.0bn in 2025. Prices 8.3% higher would break even, or a
    quarter of the work on open models that earn 25%; a margin of 30% needs costs 35% lower or
    prices 55% higher.
    """
    from moneyloop.input import package
    from moneyloop.model import USD_BN_A_YEAR
    from moneyloop.questions.margin.margin import margin as asked
    from moneyloop.questions.margin.margin import standing
    from moneyloop.tables.margin import markdown

    stated = revenue is not None and cost is not None
    result = asked(
        None if stated and data is None else package.load(data),
        party=party,
        year=year,
        as_of=as_of,
        revenue=revenue,
        cost=cost,
        target=target,
        open_margin=open_margin,
        cost_fall=cost_fall,
        price_rise=price_rise,
        shift=shift,
    )
    if plot is not None:
        from moneyloop import pages

        options.write(pages.render_margin(result), plot)

    options.write_result(
        result,
        form,
        output,
        COLUMNS,
        lambda _: _parts(result),
        named=[{"id": "as stated"} | row | {"unit": USD_BN_A_YEAR} for row in standing(result)],
        markdown=markdown,
    )


def _parts(result: Any) -> list[Any]:
    from moneyloop.questions.margin.margin import LEVER, MISSING, standing
    from moneyloop.tables import margin as tables

    narrow = options.narrow()
    of = {kind: [row for row in result.rows if row["kind"] == kind] for kind in (LEVER, MISSING)}
    first = result.rows[0]
    whose = f"{first['party']}, {first['period']}" if first["party"] else "as stated"
    parts: list[Any] = [tables.inputs(f"Inputs, {whose}", result.extra["inputs"], narrow=narrow)]
    title = "Revenue against its cost, USD billions a year"
    parts.append(tables.standing(title, standing(result)))
    for target in result.extra["targets"]:
        goal = tables.goal(target)
        rows = [row for row in of[LEVER] if row["target"] == target]
        if first["margin"] >= target:
            parts += [f"{goal[0].upper()}{goal[1:]} is {rows[0]['why']}.", ""]
        else:
            parts.append(tables.levers(f"What reaches {goal}", rows, narrow=narrow))
            parts += _paragraph(tables.reasons(rows))
        rows = [row for row in of[MISSING] if row["target"] == target]
        if any(row["missing"] != 0 for row in rows):
            parts.append(tables.missing(f"Still missing to {goal}", rows))
            parts += _paragraph(["Each lever with the other two as given.", *tables.reasons(rows)])
        elif rows and first["margin"] < target:
            parts += [f"With the levers as given, {goal} is {rows[0]['why']}.", ""]
    if narrow:
        parts.append(options.NARROW)
    return parts


def _paragraph(sentences: list[str]) -> list[str]:
    return [" ".join(sentences), ""] if sentences else []
