"""`moneyloop diff`: two dates, or two data packages."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from moneyloop.cli import options

COLUMNS = (
    "party",
    "period",
    "measure",
    "low_before",
    "marker_before",
    "high_before",
    "low",
    "marker",
    "high",
    "moved",
    "deals",
    "more_deals",
    "figures_moved_low",
    "figures_moved_marker",
    "figures_moved_high",
)
MONEY = ("low_before", "marker_before", "high_before", "low", "marker", "high")
DEALS_SHOWN = 12
LOOPS_SHOWN = 3
MOVES_SHOWN = 12
_LOOPS = {
    "loops_closed": "Loops closed (not complete before)",
    "loops_opened": "Loops opened (no longer complete)",
    "loops_sized": "Loops sized (a leg had no amount)",
}


@click.command()
@click.argument(
    "old", required=False, type=click.Path(exists=True, allow_dash=True), metavar="[DATA|OLD]"
)
@click.argument(
    "new", required=False, type=click.Path(exists=True, allow_dash=True), metavar="[NEW]"
)
@click.option(
    "--as-of", metavar="DATE", help="The earlier date; with OLD and NEW, the date of both."
)
@click.option("--to", metavar="DATE", help="The later date (default: all that the data says).")
@options.case_option
@options.party_option
@options.output_options(money=MONEY)
def diff(
    old: str | None,
    new: str | None,
    as_of: str | None,
    to: str | None,
    case: str,
    party: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """What changed between two dates, or two data packages, and what did it move?

    Three things: the deals that were added, replaced, changed or removed; the loops that closed
    (each leg has a deal now, and one had none before), opened (a leg is gone) or got a size; and
    the intervals that moved, low to high (estimate) before and after, with the deals that moved
    them most. What a deal moved is the later interval less what it would be without that one
    change. Years that were still ahead on a date are what was known of them then.

    \b
    Examples:
      moneyloop diff --as-of 2026-06-30
      moneyloop diff --as-of 2024-12-31 --to 2025-12-31 --party Microsoft
      moneyloop diff my-data my-data --format json

    \b
    $ moneyloop diff --as-of 2025-10-27 --to 2025-10-28
    ...
     Change   Id                         Payer > payee        Kind    Status  Amount ...
    ...
         added    openai-msft-azure-250      OpenAI > Microsoft      compute    firm      250 ...
    ...
    Loops closed (not complete before): 15 (the 3 largest)
    ...
     1   Microsoft > OpenAI > Microsoft  11.6  2025 Microsoft invests 11.6, paid ...
    ...
     Party      Period  Measure  Before            After  By
    ...
     Microsoft  2025    own lap       0  0 to 5.6 (0.62)  openai-msft-azure-250 high +5.6
    """
    if new is None and as_of is None:
        raise click.UsageError(
            "diff needs two sides: --as-of DATE for two dates of one DATA, or OLD and NEW"
        )
    if new is not None and to is not None:
        raise click.UsageError("OLD and NEW are compared as of one date (--as-of): leave out --to")
    if old == "-" == new:
        raise click.UsageError("standard input can be OLD or NEW, not both")

    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions.diff import diff as changes

    before = package.load(old)
    after = None if new is None else package.load(new)
    with bar("deals left out") as progress:
        result = changes.diff(
            before, after, as_of=as_of, to=to, case=case, party=party, progress=progress
        )

    def tables(terminal: Any) -> list[Any]:
        return _parts(result.rows, result.extra, terminal)

    options.write_result(result, form, output, COLUMNS, tables, shown=result.rows[:MOVES_SHOWN])


def _parts(rows: list[dict[str, Any]], extra: dict[str, Any], terminal: Any) -> list[Any]:
    from moneyloop.tables import over_time

    narrow = options.narrow()
    parts: list[Any] = [f"Before: {extra['data_before']}, as of {extra['as_of_before'] or '?'}."]
    deals = sorted(extra["deals"], key=lambda row: (*_sizes(row), row["id"]))
    if deals:
        counts = Counter(row["change"] for row in deals)
        kinds = ", ".join(f"{count} {change}" for change, count in sorted(counts.items()))
        title = f"Deals: {kinds}" + _largest(deals, DEALS_SHOWN)
        parts.append(over_time.changed_deals(title, deals[:DEALS_SHOWN], narrow=narrow))
    else:
        parts.append("No deal changed.")
    parts += [text for text in [over_time.changed_figures(extra["figures"])] if text]
    if extra["parties"]:
        names = (f"{row['name']} ({row['change']}, {row['boundary']})" for row in extra["parties"])
        parts.append(f"Parties: {', '.join(names)}.")
    for key, title in _LOOPS.items():
        if extra[key]:
            heading = f"{title}: {len(extra[key])}" + _largest(extra[key], LOOPS_SHOWN)
            parts.append(terminal.loops(heading, extra[key][:LOOPS_SHOWN]))
    if not any(extra[key] for key in _LOOPS):
        parts.append("No loop closed or opened.")
    if rows:
        title = f"Intervals that moved: {len(rows)}" + _largest(rows, MOVES_SHOWN)
        parts.append(over_time.moved(title, rows[:MOVES_SHOWN], narrow=narrow))
        if narrow:
            parts.append(options.NARROW)
    else:
        parts.append("No interval moved.")
    return parts


def _sizes(row: dict[str, Any]) -> tuple[float, float]:
    """For an order by the firm amount, then the "up to"; unknown ones last."""
    amount, high = row["amount_usd_bn"], row["amount_high_usd_bn"]
    return -(amount or 0.0), -(high or 0.0)


def _largest(rows: list[Any], shown: int) -> str:
    return f" (the {shown} largest)" if len(rows) > shown else ""
