"""`moneyloop stress`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "party",
    "boundary",
    "investment",
    "investment_lost_first",
    "investment_lost",
    "stake_value",
    "stake_value_as_of",
    "revenue",
    "revenue_lost_first",
    "revenue_lost",
    "revenue_lost_least",
    "booked",
    "revenue_coverage",
    "share",
    "returns",
    "returns_lost_first",
    "returns_lost",
    "backlog",
    "backlog_no_term",
    "backlog_lost_first",
    "backlog_lost",
    "backlog_lost_least",
    "reported_backlog",
    "reported_backlog_segment",
    "reported_backlog_ruler",
    "reported_backlog_period",
    "reported_backlog_figure",
    "backlog_of_reported",
    "backstop_called",
    "backstop_received",
    "buffer",
    "debtrank",
    "pro_forma",
    "evidence",
    "investment_deals",
    "revenue_deals",
    "backlog_deals",
    "backstop_deals",
    "unknown_deals",
    "investment_unknown_deals",
    "revenue_unknown_deals",
    "backlog_unknown_deals",
    "figures",
)
ROWS_SHOWN = 25

MONEY = ("investment_lost", "revenue_lost", "backlog_lost", "backstop_called")


@click.command()
@click.argument("party")
@options.data_argument
@click.option(
    "--loss",
    type=float,
    default=1.0,
    show_default=True,
    metavar="PART",
    help="The part of what it owes that the party does not pay, from 0 to 1.",
)
@options.year_option
@options.known_options
@options.output_options(money=MONEY)
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

    Three lines, each on its own ruler and never added up: what others have invested in the
    party (paid in or due by now, at cost), what it buys from them in the year, and the backlog
    that it has promised to pay for. Of each, what is lost in the first round and with the
    cascade: payments clear by Eisenberg-Noe (everybody pays what it can), stakes lose value by
    DebtRank. Guarantees that the failure calls stand apart. A what-if, not a forecast.

    \b
    Examples:
      moneyloop stress OpenAI
      moneyloop stress Anthropic --loss 0.5
      moneyloop stress CoreWeave --year 2026 --format csv -o stress.csv

    \b
    $ moneyloop stress OpenAI
    ...
     Party          Invested   lost   Sold 2025   lost   of booked   Backlog *   of reported ...
    ...
    Microsoft  11.8  11.8  17.2  17.2  5.8%  217 + ?  35% + ? ...
    Amazon  50.0  50.0  0.88  0.88  0.1%  125  34% ...
    ...
    Oracle  0  0  ?  ?  ?  300  47% ...
    ...
    Hit on all three lines at once: Microsoft, Amazon.
    ...

    If OpenAI paid nothing of what it owed in 2025, Microsoft would book 17.2 less in that year,
    lose the 11.8 that it has put in, and a backlog of 217.2 and more. What Oracle sold it in 2025
    is not known; the 300 that it is to buy there are 47% of the backlog that Oracle reports.
    """
    from moneyloop.input import package
    from moneyloop.questions.stress.stress import stress as asked
    from moneyloop.tables.stress import markdown

    network = package.load(data)
    result = asked(network, party, loss=loss, year=year, as_of=as_of, case=case)
    options.write_result(result, form, output, COLUMNS, lambda _: _parts(result), markdown=markdown)


def _parts(result: Any) -> list[Any]:
    from moneyloop.tables import stress as tables
    from moneyloop.words.amounts import number, stated

    narrow, told, rows = options.narrow(), result.extra, result.rows
    name, year = told["party"], told["year"] + (" *" if _pro_forma(result) else "")
    if not rows:
        return [f"Nobody has anything at stake in {name}: no stake, sale, backlog or guarantee."]
    shown = rows[:ROWS_SHOWN]
    title = (
        f"{name} fails, loss {stated(100 * told['loss'])}%: at stake and lost, three lines apart"
    )
    parts: list[Any] = [tables.lines(title, shown, year, narrow=narrow)]
    if narrow:
        parts.append(options.NARROW)
    if len(shown) < len(rows):
        parts.append(f"{len(rows) - len(shown)} more parties: --format csv has every row.")
    rulers = told["rulers"]
    parts.append(
        f"Invested: {rulers['investment']}. Sold: {rulers['revenue']}. Backlog: "
        f"{rulers['backlog']}. * pro forma: committed or forecast money."
    )
    if not narrow and any(tables.is_partial(row) for row in shown):
        parts.append(
            "In brackets: the part of the year that revenue figures cover. What is lost is of the "
            "whole year, and is compared with less than its revenue."
        )
    more = sorted({name for row in shown for name in tables.more(row)})
    if more:
        parts.append(f"+ ?: rows without an amount add to it: {', '.join(more)}.")
    reported = [row for row in shown if row["backlog_of_reported"]]
    if reported and not narrow:
        counted = (
            f"{row['party']} {number(row['reported_backlog'])} ({row['reported_backlog_segment']}, "
            f"{row['reported_backlog_period']})"
            for row in reported
        )
        parts.append(
            f"Of reported: of the backlog that the seller itself reports, another ruler: "
            f"{', '.join(counted)}. Ours is what rows commit after {result.as_of}, theirs their "
            "own count on that day, which may not have this in it."
        )
    if told["on_all_lines"]:
        parts.append(f"Hit on all three lines at once: {', '.join(told['on_all_lines'])}.")
    stakes = [row for row in rows if row["stake_value"] is not None]
    if stakes:
        valued = (
            f"{r['party']} {number(r['stake_value'])} ({r['stake_value_as_of']})" for r in stakes
        )
        parts.append(f"Stated values of stakes, another ruler: {', '.join(valued)}.")
    beyond = tables.cascade("Beyond the first round", rows, unique=told["unique"])
    parts += ["", beyond] if beyond else ["Beyond the first round nobody loses more."]
    others = [one for one in told["defaults"] if one["party"] != name]
    if others:
        short = (f"{o['party']} {number(o['paid'])} of {number(o['owed'])}" for o in others)
        parts.append(f"Cannot pay {year} in full either: {', '.join(short)}.")
    if told["backstops"]:
        title = "Guarantees called, up to: a fourth line, apart"
        parts += ["", tables.backstops(title, told["backstops"], narrow=narrow)]
    return parts


def _pro_forma(result: Any) -> bool:
    return any(row["pro_forma"] for row in result.rows)
