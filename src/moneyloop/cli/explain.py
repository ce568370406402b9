"""`moneyloop explain`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import ledger, options
from moneyloop.cli.output import DataPath


@click.command()
@click.argument("party", required=False)
@options.data_argument
@options.window_options(
    "With --to: a window, taken as one period.",
    "Last period.",
    "Period to explain: 2025, 2025-Q3, 2025-07. Default: the latest full year with sales.",
    "PERIOD",
)
@click.option("--sector", is_flag=True, help="Instead of a PARTY: all sellers together.")
@click.option(
    "--measure",
    type=click.Choice(["own", "network_investors", "any_investor", "reciprocal", "came_back"]),
    help="With --sector: whose money. Default: own.",
)
@options.known_options
@ledger.payment_options
@options.answer_options
def explain(
    party: str | None,
    data: str | None,
    from_: str | None,
    to: str | None,
    year: str | None,
    sector: bool,
    measure: str | None,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """Why is a company's number what it is? The whole argument on one screen.

    Whose money the booked revenue was; what that is not public widens the interval; the pools
    that feed it, with what came in and went out. Then, of the interval on public amounts and
    balances, the payments that limit either end and the ten deals that move it most when one is
    left out; what is assumed, and the sources. Without --year it is the latest full year
    in which the company sold in the network. The format json has every pool and every row
    behind the number; the rows of csv and markdown are the intervals without one deal.
    With --sector: the payments that attain either end for all sellers at once.

    \b
    Examples:
      moneyloop explain Microsoft
      moneyloop explain Nvidia --year 2025-Q3 --format json -o nvidia.json
      moneyloop explain --sector --from 2025-Q3 --to 2026-Q2

    \b
    $ moneyloop explain Microsoft --year 2025
    ...
    cash of OpenAI at the ends of periods                 0 to 5.7           6.0
    ...
     End        Payment                              Period  Amount   Deals
    ...
    high 5.7    limit: Microsoft invests in OpenAI   2025        2.5   msft-openai-2023,
                                                                      msft-openai-2026
                limit: Microsoft invests in OpenAI   2024        3.2   msft-openai-2023
    ...
    (all deals)                                             0    1.2    5.7
    msft-openai-2023        Microsoft > OpenAI      8.6     0   0.14   0.85   0   -1.0   -4.8
      + msft-openai-2024-round  counts instead
    softbank-openai-2025b   SoftBank > OpenAI      22.5     0    1.7    5.7   0  +0.58      0

    On public amounts and balances at most 5.7 can have come back, because Microsoft had put no
    more into OpenAI in these years. Without that row it would be 0.85; without SoftBank's 22.5
    more of OpenAI's money would be Microsoft's, and the estimate 0.58 higher.
    """
    if sector:
        if party is not None and data is not None:
            raise click.UsageError("--sector is of all sellers together: leave out PARTY")
        path = data
        if party is not None:  # the only argument is then DATA
            path = str(DataPath().convert(party, None, click.get_current_context()))
        _explain_sector(
            path, measure, form, output, year=year, from_=from_, to=to, as_of=as_of, case=case
        )
        return
    if party is None:
        raise click.MissingParameter(param_hint="'PARTY'", param_type="argument")
    if measure is not None:
        raise click.UsageError("--measure is of all sellers together: use it with --sector")
    from moneyloop.cli.progress import bar
    from moneyloop.questions.explanation import explain as explained
    from moneyloop.tables import explain as table

    network = ledger.network(data)
    with bar("leaving deals out") as progress:
        result = explained(
            network,
            party,
            year=year,
            from_=from_,
            to=to,
            as_of=as_of,
            case=case,
            progress=progress,
        )
    options.write_result(
        result,
        form,
        output,
        table.view,
        shown=table.shown(result),
        money=table.restated(result),
        markdown=table.markdown,
    )


def _explain_sector(
    data: str | None, measure: str | None, form: str, output: str | None, **asked: Any
) -> None:
    from moneyloop.cli.progress import bar
    from moneyloop.questions.worlds import explain_sector
    from moneyloop.tables import worlds as table

    network = ledger.network(data)
    with bar("bounds") as progress:
        result = explain_sector(
            network,
            measure=measure or "own",
            **asked,
            progress=progress,
        )
    options.write_result(
        result, form, output, table.view, shown=table.shown(result), markdown=table.markdown
    )
