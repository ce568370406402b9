"""`moneyloop attribute`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from moneyloop.cli import ledger, options

if TYPE_CHECKING:
    from types import ModuleType


@click.command()
@options.data_argument
@options.known_options
@options.period_options
@options.party_option
@options.counting_options
@click.option(
    "--amounts",
    type=click.Choice(["open", "known", "ranges"]),
    default="open",
    show_default=True,
    help="Low and high over all that is not public (open), on public amounts and balances alone "
    '(known), or also over every amount up to its "up to" (ranges).',
)
@click.option(
    "--rule",
    multiple=True,
    metavar="RULE",
    help="Trace dated payments by this rule (repeatable): pro-rata, fifo, lifo, own-first, "
    "own-last, customer-first, investor-first, or all.",
)
@options.ties_option
@options.draws_options(
    'Draw every amount with an "up to" N times in its range: 10000.',
    "With --draws: the same seed draws the same amounts.  [default: 1]",
)
@ledger.payment_options
@options.answer_options
def attribute(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    year: str | None,
    by: str,
    party: tuple[str, ...],
    in_kind: bool,
    without_revenue_share: bool,
    amounts: str,
    rule: tuple[str, ...],
    shuffle_ties: int,
    draws: int | None,
    seed: int | None,
    form: str,
    output: str | None,
) -> None:
    """Whose money is a company's booked revenue?

    By company and period: its revenue, what the network paid of it, and how much of that was its
    own investment coming back (own money back), any investor's money, or customers', each as low
    to high (estimate). Low and high hold whatever may still come out; on public amounts has those
    of what is public, with the estimate, where they are others. `?` is not public. Came back, where
    it is more than own money back, has what the company had itself spent too. The table shows
    companies that sell in the network.

    The money of a period is one pool, which mixes. With --rule dated payments are followed one by
    one instead; several rules stand side by side, for the latest full year unless another is asked
    for. With --draws: how much vague amounts matter, beside what nobody outside can know.

    With --columns DATA is any list of payments; what a kind and a time may be: docs/method.md.

    \b
    Examples:
      moneyloop attribute --party Microsoft --by quarter --year 2025
      moneyloop attribute --rule all --party Google --from 2024 --to 2025
      moneyloop attribute payments.csv --rule fifo --shuffle-ties 20 \\
        --columns payer=from,payee=to,amount=value,start=time,kind=type

    \b
    $ moneyloop attribute --party Microsoft --year 2025
    ...
    Party      Period  Revenue  Network sales  Own money back  On public amounts ...
    ...
    Microsoft  2025        299          17.2†       0 to 11.7     0 to 5.7 (1.2) ...
    ...

    Of 299 of revenue the network paid 17.2. Between 0 and 11.7 of that can be Microsoft's own
    investment coming back. On public amounts and balances it is 0 to 5.7, and 1.2 if money mixes
    evenly.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions.attribute.attribute import attribute as asked

    network = ledger.network(data)
    with bar("draws" if draws else "rules" if rule else "bounds") as progress:
        result = asked(
            network,
            as_of=as_of,
            case=case,
            year=year,
            from_=from_,
            to=to,
            by=by,
            party=party,
            in_kind=in_kind,
            revenue_share=not without_revenue_share,
            rule=rule,
            shuffle_ties=shuffle_ties,
            draws=draws,
            seed=seed,
            amounts=amounts,
            progress=progress,
        )
    table = _table(rule, draws)
    options.write_result(result, form, output, table.view, shown=table.shown(result))


def _table(rule: tuple[str, ...], draws: int | None) -> ModuleType:
    """The view of what was asked for."""
    from moneyloop.questions.attribute.rules import named
    from moneyloop.tables import attribute as answer
    from moneyloop.tables import draws as drawn
    from moneyloop.tables import rules as by_rule

    if draws:
        return drawn
    return by_rule if len(named(rule)) > 1 else answer
