"""`moneyloop stress`."""

from __future__ import annotations

import click

from moneyloop.cli import ledger, options
from moneyloop.cli.types import Share


@click.command()
@click.argument("party")
@options.data_argument
@click.option(
    "--loss",
    type=Share(),
    default=1.0,
    show_default=True,
    metavar="SHARE",
    help="The share of what it owes that the party does not pay: 0.5 or 50%.",
)
@options.year_option()
@options.known_options
@ledger.payment_options
@options.answer_options
def stress(
    party: str,
    data: str | None,
    loss: float,
    year: str | None,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """What if PARTY failed: who loses how much, on which line of the books?

    Three lines, each on its own basis and never added up: what others have invested in the
    party (paid in or due by now, at cost), what it buys from them in the year, and the backlog
    that it has promised to pay for. Of each, what is lost in the first round and with the cascade
    of payments and stakes. Guarantees that the failure calls stand apart. A what-if, not a
    forecast.

    \b
    Examples:
      moneyloop stress OpenAI
      moneyloop stress Anthropic --loss 0.5
      moneyloop stress CoreWeave --year 2026 --format csv -o stress.csv

    \b
    $ moneyloop stress OpenAI
    ...
     Party          Invested   lost   Sold 2025   lost   of revenue   Backlog *   of reported ...
    ...
     Microsoft             11.9   11.9        17.2   17.2        5.8%     217 + ?       32% + ? ...
     Amazon                50.0   50.0        0.88   0.88        0.1%         125           25% ...
    ...
     Oracle                   0      0           ?      ?           ?         300           45% ...
    ...
    Hit on all three lines at once: Microsoft, Amazon.
    ...

    If OpenAI paid nothing of what it owed in 2025, Microsoft would book 17.2 less in that year,
    lose the 11.8 that it has put in, and a backlog of 217 and more. What Oracle sold it in 2025
    is not known; the 300 that it is to buy there are 47% of the backlog that Oracle reports.
    """
    from moneyloop.questions.stress.stress import stress as asked
    from moneyloop.tables import stress as table

    network = ledger.network(data)
    result = asked(network, party, loss=loss, year=year, as_of=as_of, case=case)
    options.write_result(result, form, output, table.view, markdown=table.markdown)
