"""The table and the histogram of `moneyloop null-model`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from moneyloop.tables.terminal import grid
from moneyloop.words.amounts import count, interval, number, percent_of
from moneyloop.words.labels import heading

if TYPE_CHECKING:
    from rich.table import Table

MEASURES = {
    "own": "Own laps",
    "in_network": heading("in_network"),
    "max_circulation": "Could cancel",
}
_BAR = 40


def places(title: str, rows: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Each measure, and where it lies among the draws.

    `narrow` leaves out what it is a share of, the mean and the standard deviation.
    """
    numbers = ["Observed", *([] if narrow else ["Share"])]
    more = ["5% to 95% of draws (median)", *([] if narrow else ["Mean", "SD"]), "Higher than in"]
    heads = [("Measure", False), *((name, True) for name in numbers)]
    heads += [*([] if narrow else [("of", False)]), *((name, True) for name in more)]
    table = grid(title, heads, whole=("Measure",))
    for row in rows:
        table.add_row(
            MEASURES[row["measure"]],
            number(row["observed"]),
            *([] if narrow else [percent_of(row["observed"], row["whole"])]),
            *([] if narrow else [f"{row['of']}, {number(row['whole'])}"]),
            interval(row["q05"], row["q95"], row["median"]),
            *([] if narrow else [number(row["mean"]), number(row["sd"])]),
            _higher(row),
        )
    return table


def _higher(row: dict[str, Any]) -> str:
    """In how many of the draws the measure is lower, and in how many it is the same, if in any."""
    equal = row["at_most"] + row["at_least"] - row["draws"]
    lower = percent_of(row["draws"] - row["at_least"], row["draws"])
    return lower + (f", equal in {percent_of(equal, row['draws'])}" if equal else "")


def histogram(row: dict[str, Any], bins: dict[str, Sequence[float]]) -> str:
    """The draws of one measure in bins of equal width, one a line, with the observed one marked."""
    edges, counts = bins["edges"], bins["counts"]
    most, sizes = max(counts), [count(int(draws)) for draws in counts]
    name = f"{MEASURES[row['measure']]} in the draws, USD billions"
    if edges[0] == edges[-1]:
        return f"{name}: {number(row['observed'])} in every one, as observed."
    spans = [interval(low, high) for low, high in pairwise(edges)]
    wide = max(map(len, spans))
    here = max(place for place in range(len(counts)) if row["observed"] >= edges[place])
    lines = [
        f"  {span:>{wide}}  {size:>6}  {'#' * -int(-_BAR * draws // most)}"
        + (f"  < observed, {number(row['observed'])}" if place == here else "")
        for place, (span, size, draws) in enumerate(zip(spans, sizes, counts, strict=True))
    ]
    return "\n".join([f"{name}:", *(line.rstrip() for line in lines)])
