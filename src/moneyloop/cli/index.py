"""`moneyloop index`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from moneyloop.cli import ledger, options

if TYPE_CHECKING:
    from moneyloop.input.flow_list import FlowList
    from moneyloop.model import Network


@click.command()
@options.data_argument
@options.known_options
@options.period_options
@click.option(
    "--chance",
    is_flag=True,
    help="Is it more circular than chance? The network of a year among random rewirings of it.",
)
@options.draws_options(
    "With --chance: how many times the deals are rewired.  [default: 500]",
    "With --chance: the same seed rewires in the same way.  [default: 1]",
)
@ledger.payment_options
@options.answer_options
def index(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    year: str | None,
    by: str,
    chance: bool,
    draws: int | None,
    seed: int | None,
    form: str,
    output: str | None,
) -> None:
    """How circular is the whole network, and how much of it could cancel?

    Finn's cycling index (FCI) is the part of all the money passing through the companies that has
    been at the same company before, if dollars mix evenly; of it only what left as an investment
    and came back as a sale is a lap. Below stand what could cancel between companies, and the
    measures of `attribute` summed over all of them.

    With --chance: is that more than chance would have it? The deals of a year swap payees at
    random, and the network as it is has a place among the draws.

    DATA may be a flow list too, as for ecosystems: kind,from,to,amount.

    \b
    Examples:
      moneyloop index --from 2025 --to 2026 --by quarter
      moneyloop index --chance --year 2026 --draws 100
      moneyloop index payments.csv \\
        --columns payer=from,payee=to,amount=value,start=time,kind=type

    \b
    $ moneyloop index --from 2025 --to 2025
    ...
     Period      FCI   Throughflow   Cycled   to sale  capital  to sale  to capital  Deals
    ...
    2025     0.00056         2,160      1.2      0.94           0       0.12         0.16      63
    ...
     Period  Moved   cancel   of moved       alone        debt
    ...
    2025       147     10.8       7.4%        0.65            115

    Of 2,150 passing through the companies in 2025, 1.3 had been at the same company before, and
    0.95 of it were laps within the year. Of the 148 that they paid each other 10.8 could cancel.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions.index.index import index as asked
    from moneyloop.tables import index, null_model

    network = _read(data)
    with bar("draws" if chance else "bounds") as progress:
        result = asked(
            network,
            as_of=as_of,
            case=case,
            year=year,
            from_=from_,
            to=to,
            by=by,
            chance=chance,
            draws=draws,
            seed=seed,
            progress=progress,
        )
    if chance:
        named = null_model.named(result)
        options.write_result(result, form, output, null_model.view, shown=named)
    else:
        options.write_result(result, form, output, index.view, markdown=index.markdown)


def _read(data: str | None) -> Network | FlowList:
    """A flow list where the header says so, else what the other commands read."""
    import sys
    from pathlib import Path

    from moneyloop.input import flow_list, package
    from moneyloop.input.bundled import located
    from moneyloop.input.text import STDIN

    if ledger.is_asked() or data is None or located(data).is_dir():
        return ledger.network(data)
    # Standard input can be read once only.
    raw = sys.stdin.buffer.read() if data == STDIN else Path(data).read_bytes()
    if flow_list.is_flow_list(raw):
        return flow_list.read_flows(raw, "<stdin>" if data == STDIN else data)
    if data == STDIN:
        return package.load(data, override={"deals": raw})
    return ledger.network(data)
