"""`moneyloop calc vintage`."""

from __future__ import annotations

import click

from moneyloop.cli import options
from moneyloop.cli.types import Share


@click.command()
@click.option(
    "--cost",
    default="0.1,1,10",
    show_default=True,
    metavar="USD_BN,...",
    help="What each model costs to train, one model a year.",
)
@click.option(
    "--multiple",
    type=float,
    default=2.0,
    show_default=True,
    metavar="X",
    help="Lifetime revenue of a model, in costs of its training.",
)
@click.option(
    "--life",
    type=float,
    default=2.0,
    show_default=True,
    metavar="YEARS",
    help="How long a model serves (fractions too).",
)
@click.option(
    "--margin",
    type=Share(),
    metavar="SHARE",
    help="Gross margin of serving.  [default: 0.75]",
)
@click.option(
    "--billed", type=float, metavar="X", help="The margin from what is billed for some work, ..."
)
@click.option(
    "--compute", type=float, metavar="X", help="... and what the compute for the same work costs."
)
@options.answer_options
def vintage(
    cost: str,
    multiple: float,
    life: float,
    margin: float | None,
    billed: float | None,
    compute: float | None,
    form: str,
    output: str | None,
) -> None:
    """How can each model earn more than it cost, and the year end in a loss?

    A model is a vintage: trained in one year, it serves from the next year on. The same money in
    two accounts, per model and per year, and the three ways in which it breaks: a shorter life, a
    smaller multiple, a missed forecast, each with the size at which a vintage just breaks even. It
    reads no data: all is worked out from what is stated.

    \b
    Examples:
      moneyloop calc vintage --cost 0.1,1,10,100 --multiple 2 --life 1.5 --margin 0.75
      moneyloop calc vintage --cost 1 --billed 25 --compute 6

    \b
    $ moneyloop calc vintage
    ...
    Per model, over its life
    ...
         3      20.0       5.0       10.0      5.0                2.00x
    ...
    Per year, all models
    ...
        1         0         0       0.10    -0.10        -0.10
        2      0.10      0.03        1.0    -0.93         -1.0
        3       1.1      0.28       10.0     -9.2        -10.2
    ...
     breaks even        1.33 years       1.3      0.33        1.0        0
    ...

    Each model brings in two times its training, yet the loss of a year widens as long as a larger
    successor is trained. A model that serves 1.33 years in place of 2 just earns its training back.
    """
    from moneyloop.questions.vintage import vintage as asked
    from moneyloop.tables import vintage as table

    result = asked(
        _costs(cost), multiple=multiple, life=life, margin=margin, billed=billed, compute=compute
    )
    options.write_result(
        result, form, output, table.view, shown=table.named(result), markdown=table.markdown
    )


def _costs(text: str) -> list[float]:
    costs = []
    for part in text.split(","):
        try:
            costs.append(float(part))
        except ValueError:
            raise click.UsageError(
                f"--cost: {part.strip()!r} is not a number; write the costs as 0.1,1,10"
            ) from None
    return costs
