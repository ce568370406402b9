"""`moneyloop figures`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options


@click.command()
@click.argument("words", nargs=-1, metavar="[COMPANY [COMPANY]] [DATA]")
@options.year_option(
    "Calendar year. Default: the latest full one; of two companies the latest that both have. A "
    "fiscal year is of the one that holds its middle (from July to June, of the one it ends in)."
)
@options.known_options
@ledger.payment_options
@options.answer_options
def figures(
    words: tuple[str, ...],
    year: str | None,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """On what basis was each figure of a company read, and what is to be watched?

    Of one company: its figures, each on its basis (run rate or recognised; gross or net;
    committed, a year of it, or paid), whose dollar its revenue was, the ratios, each with how its
    two bases differ, and growth against costs, revenue per user and months of cash. Of two: the
    same measures side by side, never a winner. Without a company: what to watch across all.

    \b
    Examples:
      moneyloop figures OpenAI --year 2025
      moneyloop figures Anthropic OpenAI --format csv -o profiles.csv
      moneyloop figures --as-of 2026-03-31

    \b
    $ moneyloop figures OpenAI
    ...
    revenue          total         2025          13.07    13.1        recognised, net  leaked ...
    run rate         total         2025-12          20    20.0  1.7   run rate, net    reported ...
    ...
    recognised / run rate  0.65x   13.07 recognised in 2025, of a run rate ...
    ...
    OpenAI   73.0   2026-03-31   cash burn, 2026-Q1   1.2   59.2   2031-03-06 ...

    The run rate is one month, 1.7, times twelve; the books of the year have 0.65 of it. The cash
    of March 2026 would last 59 months at the burn of that quarter.
    """
    from moneyloop.cli.arguments import companies_and_data
    from moneyloop.questions.figures.figures import figures as asked
    from moneyloop.tables import figures as table

    companies, data = companies_and_data(words, most=2)
    result = asked(ledger.network(data), *companies, year=year, as_of=as_of, case=case)
    options.write_result(
        result,
        form,
        output,
        table.view,
        shown=table.shown(result),
        money=table.money(result),
        markdown=table.markdown,
    )
