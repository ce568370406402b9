"""`moneyloop index`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from moneyloop.cli import options

if TYPE_CHECKING:
    from moneyloop.input.flow_list import FlowList
    from moneyloop.model import Network

PARTS = ("invest_to_sale", "invest_to_capital", "purchase_to_sale", "purchase_to_capital")
_ENDS = ("", "_low", "_high")
_MEASURES = ("own", "in_network", "invested")
COLUMNS = (
    "period",
    "fci",
    "throughflow",
    "cycled",
    *PARTS,
    "inputs",
    "outputs",
    "throughput",
    "moved",
    "max_circulation",
    "max_circulation_purchases",
    "net_internal_debt",
    "sourceless",
    "booked",
    "inside_sales",
    *(f"{measure}{end}" for measure in _MEASURES for end in _ENDS),
    *(f"{measure}_share{end}" for measure in _MEASURES for end in _ENDS),
    "pro_forma",
    "evidence",
    "deals",
    "figures",
)
MONEY = ("throughflow", "moved", "max_circulation", "net_internal_debt", "booked")
PARTIES_SHOWN = 20
_TITLE = "Money that has been at the same party before, dollars mixed evenly"


@click.command()
@options.data_argument
@options.known_options
@options.period_options
@options.payment_options
@options.output_options(money=MONEY)
def index(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    by: str,
    columns: tuple[str, ...],
    default_kind: str | None,
    form: str,
    output: str | None,
) -> None:
    """How circular is the whole network, and how much of it could cancel?

    Finn's cycling index (FCI) is the part of all the money passing through the companies that has
    been at the same company before, if dollars mix evenly: 0 when nothing comes back, near 1 when
    nearly all goes round. It is an upper envelope, not a count of laps. What has been round has
    four parts, by how it left the company and how it came back: only what left as an investment
    and came back as a sale is a lap; the rest is capital coming back as capital, and ordinary
    trade. The index does not say why a payment was made, nor whether a sale was worth its price.

    Max circulation is how much of the payments could cancel around loops with every company's net
    position as it was; net internal debt is the sum of what the companies then owe on balance,
    which no netting changes. Last come the measures of `attribute` summed over all companies:
    outer bounds, because each end is attained for one company at a time.

    DATA may be a flow list too, as for ecosystems: a CSV with the header kind,from,to,amount and
    rows of kind flow, input (`from` blank), export or respiration (`to` blank). It is one period
    in its own unit. With --columns DATA is a list of payments.

    \b
    Examples:
      moneyloop index
      moneyloop index --from 2025 --to 2026 --by quarter
      moneyloop index --format json -o index.json
      moneyloop index payments.csv \\
        --columns payer=from,payee=to,amount=value,start=time,kind=type

    \b
    $ moneyloop index --from 2025 --to 2025
    ...
     Period      FCI   Throughflow   Cycled   to sale  capital  to sale  to capital  Deals
    ...
     2025    0.00058         2,150      1.3      0.95        0     0.14        0.16     55
    ...
     Period  Moved   cancel   of moved       alone        debt
    ...
     2025      148     10.8       7.3%        0.65         116

    Of 2,151.8 passing through the companies in 2025, 1.25 had been at the same company before, and
    0.95 of it were laps within the year. Of the 147.9 that they paid each other 10.8 could cancel.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.questions.index.index import index as asked
    from moneyloop.tables.index import markdown

    network = _read(data, columns, default_kind)
    with bar("bounds") as progress:
        result = asked(
            network, as_of=as_of, case=case, from_=from_, to=to, by=by, progress=progress
        )
    options.write_result(result, form, output, COLUMNS, lambda _: _parts(result), markdown=markdown)


def _read(data: str | None, columns: tuple[str, ...], kind: str | None) -> Network | FlowList:
    """A flow list where the header says so, else what the other commands read."""
    import sys
    from pathlib import Path

    from moneyloop.input import flow_list, package

    if columns or kind is not None or data is None or Path(data).is_dir():
        return options.read_network(data, columns, kind)
    # Standard input can be read once only.
    raw = sys.stdin.buffer.read() if data == package.STDIN else Path(data).read_bytes()
    if flow_list.is_flow_list(raw):
        return flow_list.read_flows(raw, "<stdin>" if data == package.STDIN else data)
    if data == package.STDIN:
        return package.load(data, override={"deals": raw})
    return options.read_network(data, columns, kind)


def _parts(result: Any) -> list[Any]:
    from moneyloop.model import FLOW_LIST
    from moneyloop.tables import index as tables

    if result.case == FLOW_LIST:
        shown = tables.flow_list("The network as a whole", result.rows[0])
        return [shown, *_parties(result.extra["parties"], "", parts=False)]
    rows = [row for row in result.rows if row["moved"] > 0]
    if not rows:
        return ["No money moves between inside parties in the window."]
    narrow = options.narrow()
    parts: list[Any] = [
        tables.cycling(_TITLE, rows, narrow=narrow),
        tables.circulation("What could cancel between parties", rows),
    ]
    selling = [row for row in rows if row["inside_sales"] > 0]
    if selling:
        title = "All parties together: outer bounds, each end attained for one party at a time"
        parts.append(tables.sector(title, selling, narrow=narrow))
    over = [row for row in rows if not row["pro_forma"]]
    last = (over or rows)[-1]["period"]
    mine = [row for row in result.extra["parties"] if row["period"] == last]
    parts += _parties(mine, f" in {last}", narrow=narrow)
    if narrow:
        parts.append(options.NARROW)
    if any(row["pro_forma"] for row in rows):
        parts.append("* pro forma: scheduled and forecast money is in it.")
    still = len(result.rows) - len(rows)
    if still:
        periods = f"{still} period{'s' if still > 1 else ''}"
        parts.append(f"Not shown here: {periods} in which nothing moves between inside parties.")
    return parts


def _parties(
    rows: list[dict[str, Any]], when: str, *, parts: bool = True, narrow: bool = False
) -> list[Any]:
    """The parties that something comes back to, the most first; the others are counted."""
    from moneyloop.tables import index as tables
    from moneyloop.words.amounts import count

    names = "parties" if parts else "nodes"
    back = sorted(
        (row for row in rows if row["cycled"] > 0), key=lambda row: (-row["cycled"], row["party"])
    )
    shown = back[:PARTIES_SHOWN]
    if not shown:
        return [f"Nothing comes back to any of {count(len(rows))} {names}{when}."]
    title = f"What comes back{when}, to {len(shown)} of {count(len(rows))} {names}"
    more = len(back) - len(shown)
    told = [
        f"{count(more)} more {names} see less come back."
        if more
        else "Nothing comes back to the rest."
    ]
    table = tables.parties(title, shown, parts=parts, narrow=narrow)
    return [table, *(told if len(rows) > len(shown) else [])]
