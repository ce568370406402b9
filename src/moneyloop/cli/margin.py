"""`moneyloop calc margin`."""

from __future__ import annotations

import click

from moneyloop.cli import options
from moneyloop.cli.output import OutputFile
from moneyloop.cli.types import Share


@click.command()
@options.data_argument
@options.as_of_option
@click.option(
    "--party",
    metavar="NAME",
    help="Whose revenue and serving cost (aliases work). Default: the AI industry.",
)
@options.year_option(
    "Of this calendar year; a fiscal year is of the one that holds its middle (from July to "
    "June, of the one it ends in). Default: the latest that has both.",
)
@click.option("--revenue", type=float, metavar="USD_BN", help="Take this revenue a year.")
@click.option("--cost", type=float, metavar="USD_BN", help="Take this serving cost a year.")
@click.option(
    "--target",
    type=Share(),
    default=0.30,
    show_default=True,
    metavar="SHARE",
    help="The gross margin to reach, beside break-even.",
)
@click.option(
    "--open-margin",
    type=Share(),
    default=0.25,
    show_default=True,
    metavar="SHARE",
    help="The gross margin of work on open models.",
)
@click.option(
    "--cost-fall", type=Share(), default=0.0, metavar="SHARE", help="Serving costs fall by this."
)
@click.option(
    "--price-rise", type=Share(), default=0.0, metavar="SHARE", help="Prices rise by this."
)
@click.option(
    "--shift", type=Share(), default=0.0, metavar="SHARE", help="So much work moves to open models."
)
@click.option(
    "--plot",
    type=OutputFile(),
    metavar="FILE",
    help="Also write the margins as charts: one HTML page that works offline.",
)
@options.answer_options
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
    """Break-even and a target margin: how far do costs, prices or the mix have to move?

    From revenue and what it costs to serve it: the gross margin, the subsidy (cost less revenue),
    and the cost fall, the price rise and the shift of work to open models that reach break-even
    and the target, alone, in pairs and all three. With --cost-fall, --price-rise or --shift: what
    these reach together, and what each lever is still missing. Amounts are figures of one year;
    --revenue and --cost together need no data.

    \b
    Examples:
      moneyloop calc margin --party OpenAI --year 2025 --target 0.6 --open-margin 0.7
      moneyloop calc margin --revenue 12 --cost 13 --open-margin 0.35 --cost-fall 0.2
      moneyloop calc margin --plot margin.html

    \b
    $ moneyloop calc margin
    ...
     Account        Revenue   Cost   Gross margin   Margin   Subsidy
    ...
     serving           12.0   13.0           -1.0    -8.3%       1.0
     all spending      15.6   27.6          -12.0     -77%      12.0
    ...
    What reaches break-even
    ...
     price rise                                    -          8.3%            -           100% ...
     mix shift                                     -             -          25%           100% ...
    ...
    What reaches a gross margin of 30%
    ...
     cost fall                                   35%             -            -           100% ...
    ...

    Serving $12.0bn of revenue cost $13.0bn in 2025. Prices 8.3% higher would break even, or a
    quarter of the work on open models that earn 25%; a margin of 30% needs costs 35% lower.
    """
    from moneyloop.input import package
    from moneyloop.questions.margin.margin import margin as asked
    from moneyloop.tables import margin as table

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
        result, form, output, table.view, shown=table.named(result), markdown=table.markdown
    )
