"""`moneyloop explain`."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.cli import options
from moneyloop.cli.attribute import MONEY as BOOKED

COLUMNS = (
    "id",
    "payer",
    "payee",
    "kind",
    "amount",
    "amount_before",
    "low",
    "marker",
    "high",
    "moved_low",
    "moved_marker",
    "moved_high",
    "counts_again",
)
MONEY = (*BOOKED, "amount", "amount_before", "low", "marker", "high")
POOLS_SHOWN = 3
LEAST_SHOWN = 0.01  # of inside sales: pools that pass on less are not shown
ROWS_SHOWN = 10


@click.command()
@click.argument("party")
@options.data_argument
@click.option(
    "--year",
    metavar="PERIOD",
    help="Period to explain: 2025, 2025-Q3, 2025-07. Default: the latest full year with sales.",
)
@options.known_options
@options.output_options(money=MONEY)
def explain(
    party: str,
    data: str | None,
    year: str | None,
    as_of: str | None,
    case: str,
    form: str,
    output: str | None,
) -> None:
    """Why is a company's number what it is? The whole argument on one screen.

    Whose money the booked revenue was; the pools that feed it, with what came in and went out;
    the flows that are full at either end of the interval; the ten deals that move it most when
    one is left out; what is assumed, and the sources. Without --year it is the latest full year
    in which the company sold inside the network. The format json has every pool and every row
    behind the number; the rows of csv and markdown are the intervals without one deal.

    \b
    Examples:
      moneyloop explain Microsoft
      moneyloop explain AWS --year 2025
      moneyloop explain Nvidia --year 2025-Q3 --format json -o nvidia.json

    \b
    $ moneyloop explain Microsoft --year 2025
    ...
     End        Flow                                Period  Amount   Deals
    ...
    high 5.7   full: Microsoft invests in OpenAI   2025        2.5   msft-openai-2023,
                                                                      msft-openai-2026
                full: Microsoft invests in OpenAI   2024       3.2   msft-openai-2023
    ...
     (all deals)                                                             0      1.2   5.7
    msft-openai-2023  Microsoft > OpenAI  8.6  0  0.14  0.85  0  -1.0  -4.8
       + msft-openai-2024-round       counts instead
    softbank-openai-2025b  SoftBank > OpenAI  22.5  0  1.7  5.7  0  +0.58  0

    At most 5.70 can have come back, because Microsoft had put no more into OpenAI. Without that
    row it would be 0.85; without SoftBank's 22.5 more of OpenAI's money would be Microsoft's,
    and the marker 0.58 higher.
    """
    from moneyloop.cli.progress import bar
    from moneyloop.input import package
    from moneyloop.questions.explanation import explain as explained
    from moneyloop.tables.explanation import markdown

    network = package.load(data)
    with bar("leaving deals out") as progress:
        result = explained(network, party, year=year, as_of=as_of, case=case, progress=progress)
    options.write_result(
        result,
        form,
        output,
        COLUMNS,
        lambda terminal: _parts(terminal, result),
        shown=[result.extra["row"], *result.rows[:ROWS_SHOWN]],
        markdown=markdown,
    )


def _parts(terminal: Any, result: Any) -> list[Any]:
    from moneyloop.tables import explanation

    narrow = options.narrow()
    found = result.extra
    row, measure = found["row"], explanation.MEASURES[found["measure"]]
    name = f"{found['party']} {found['period']}"
    parts: list[Any] = ["", found["answer"], ""]
    parts.append(
        explanation.buckets(
            f"Whose money {name} booked, pro-rata",
            found["buckets"],
            row["booked"],
            row["inside_sales"],
        )
    )
    if not found["pools"]:
        return parts
    least = LEAST_SHOWN * row["inside_sales"]
    large = [pool for pool in found["pools"] if pool["passes"] >= least]
    shown = (large or found["pools"])[:POOLS_SHOWN]
    count = f"{len(shown)} of {len(found['pools']) + found['pools_more']}"
    parts.append(explanation.pools(f"The pools that feed it, {count}", shown, narrow=narrow))
    parts.append(
        f"passes on: dollars in the pool that become sales of {name}, pro-rata; own lap: those "
        f"that {found['party']} had invested."
    )
    low, high = found["binding_low"], found["binding_high"]
    parts += ["", explanation.low_end(low, found["party"])]
    if low["value"] > 0 or high["value"] > 0:
        parts.append(explanation.binding(f"What binds {measure}", low, high))
    rows = result.rows[:ROWS_SHOWN]
    if rows:
        title = f"Without one deal: how {measure} moves, {len(rows)} of {len(result.rows)} deals"
        whole = [row[found["measure"] + end] for end in ("_low", "", "_high")]
        parts.append(explanation.without(title, rows, whole, narrow=narrow))
    else:
        parts.append(f"No deal alone moves {measure}.")
    named = _named(low, high, rows)
    if found["assumed"]:
        parts += [explanation.assumed(found["assumed"], named), ""]
    sources = [item for item in found["deals"] if item["id"] in named]
    title = f"Sources of the deals that bind or move, {len(sources)} of {len(found['deals'])}"
    parts.append(explanation.sources(f"{title} behind the number", sources))
    return [*parts, ""]


def _named(low: Any, high: Any, rows: list[Any]) -> set[str]:
    """The ids of the deals that bind or move."""
    flows = low["held"] + low["flows"] + high["flows"]
    return {name for flow in flows for name in flow["deals"]} | {row["id"] for row in rows}
