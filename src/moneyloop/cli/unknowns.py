"""`moneyloop unknowns`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options

_WIDTHS = ("width_now", "width_lowest", "width_highest", "width_left", "narrows", "narrows_most")
COLUMNS = (
    "rank",
    "kind",
    "id",
    "payer",
    "payee",
    "class",
    "period",
    "lowest",
    "highest",
    "cap",
    *_WIDTHS,
    *(f"invested_{name}" for name in _WIDTHS),
    "party",
    "sizes",
    "source",
    "url",
)
MONEY = ("lowest", "highest", "width_now")
ROWS_SHOWN = 15
LOOPS_SHOWN = 10


@click.command()
@options.data_argument
@options.known_options
@click.option("--from", "from_", metavar="PERIOD", help="First period: 2024, 2025-Q3, 2025-07.")
@click.option("--to", metavar="PERIOD", help="Last period. Default: the latest full year.")
@click.option(
    "--party",
    multiple=True,
    metavar="NAME",
    help="Only the intervals of this party (repeatable; aliases work).",
)
@options.output_options(money=MONEY)
def unknowns(
    data: str | None,
    as_of: str | None,
    case: str,
    from_: str | None,
    to: str | None,
    party: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """What would settle it: which missing figure would narrow the intervals most?

    Every amount, term and revenue that nobody states is tried at five values, from the lowest to
    the highest that the known totals leave room for. First come those that narrow the own laps
    most at every one of the values. One at a time: knowing two does not narrow by the sum. Then
    the loops that cannot be sized, and the rows that would size them. The table has the first 15
    and 10.

    \b
    Examples:
      moneyloop unknowns
      moneyloop unknowns --party Google
      moneyloop unknowns --from 2024 --to 2025 --format csv -o unknowns.csv

    \b
    $ moneyloop unknowns --from 2025 --to 2025
    ...
    #   Unknown         Range capped by                            Range  Width now  Left  Narrows
    ...
    1  nscale-nvda  revenue of Nvidia that no sale explains  0 to 97.0  9.1  8.5  0.67
    ...
    2  anth-goog-2025  money that Anthropic has left  0 to 23.5  9.5  9.5  0 to 1.8

    If what Nscale paid Nvidia in 2025 were known, the own laps would be known 0.67 closer at each
    value tried, from nothing to 97.0. What Anthropic paid Google may narrow them by 1.75, or not
    at all.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions.unknowns import unknowns as asked
    from moneyloop.tables.unknowns import markdown

    network = package.load(data)
    with bar("unknowns") as progress:
        result = asked(
            network, as_of=as_of, case=case, from_=from_, to=to, party=party, progress=progress
        )
    options.write_result(
        result,
        form,
        output,
        COLUMNS,
        lambda _: _parts(result),
        shown=result.rows[:ROWS_SHOWN],
        markdown=markdown,
    )


def _parts(result: Any) -> list[Any]:
    from moneyloop.tables import unknowns as tables

    narrow = options.narrow()
    rows, loops = result.rows, result.extra["unsized_loops"]
    if not rows:
        parts: list[Any] = ["Nothing is unknown in the window: no row without an amount or a term."]
    else:
        shown = rows[:ROWS_SHOWN]
        count = f"{len(shown)} of {len(rows)} unknowns"
        title = f"What would settle {result.extra['window']}, {count}"
        parts = [tables.ranked(title, shown, narrow=narrow)]
        if narrow:
            parts.append(options.NARROW)
        parts.append(
            "Width now: high less low of the own laps, summed, while it is unknown. Left: the "
            "widest that it is at five values of the range. Narrows: least - most. Any "
            "investor: the same of any investor's money. Loops: how many it would size."
        )
        parts.append("")
    if loops:
        title = f"Loops that cannot be sized, {min(len(loops), LOOPS_SHOWN)} of {len(loops)}"
        parts.append(tables.loops(title, loops[:LOOPS_SHOWN]))
    return parts
