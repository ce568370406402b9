"""The view of `index --chance`: the network among the random rewirings of its deals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from moneyloop.model import USD_BN
from moneyloop.questions.index.null_model import NAMES
from moneyloop.tables.listing import Listing
from moneyloop.tables.tail import PLANNED
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, on_screen

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

SHOWN = ("of", "median", "mean", "sd", "percentile")
_BAR = 30


def _share(row: Row) -> str:
    return amounts.percent_of(row["observed"], row["whole"])


def view(result: Result) -> list[Part]:
    """Each measure, where it lies among the draws, and the draws of own money back."""
    if not result.rows:
        return ["No deal pays a known amount in the year, so that there is nothing to rewire."]
    starred = result.rows[0]["planned"]
    year = result.extra["year"] + (" *" if starred else "")
    draws = amounts.count(result.extra["draws"])
    is_ledger = result.unit != USD_BN
    title = f"{year}: the network among {draws} random rewirings of its "
    title += "payments" if is_ledger else "deals, per year"
    columns = (
        *on_screen(result.columns, "measure", "observed"),
        Column("share", "Share", cell=_share, number=True, spare=3),
        *on_screen(result.columns, *SHOWN),
    )
    return [
        Listing(title, columns, result.rows),
        *([PLANNED] if starred else []),
        "",
        _histogram(result.rows[0], result.extra["histogram"]["own"], is_ledger),
        "",
    ]


def named(result: Result) -> list[dict[str, Any]]:
    """The rows as --translate reads them: of which year each is."""
    return [row | {"period": result.extra["year"]} for row in result.rows]


def _histogram(row: dict[str, Any], bins: dict[str, Sequence[float]], is_ledger: bool) -> str:
    """The draws of one measure in bins of equal width, one a line, with the observed one marked."""
    edges, counts = bins["edges"], bins["counts"]
    observed = amounts.number(row["observed"])
    name = f"{NAMES[row['measure']]} in the draws{'' if is_ledger else ', USD billions'}"
    if edges[0] == edges[-1]:
        return f"{name}: {observed} in every one, as observed."
    spans = [amounts.interval(low, high) for low, high in pairwise(edges)]
    wide, most = max(map(len, spans)), max(counts)
    here = max(index for index in range(len(counts)) if row["observed"] >= edges[index])
    lines = [
        f"  {span:>{wide}}  {int(count):>6,}  {'#' * -int(-_BAR * count // most)}"
        + (f"  < observed, {observed}" if index == here else "")
        for index, (span, count) in enumerate(zip(spans, counts, strict=True))
    ]
    return "\n".join([f"{name}:", *(line.rstrip() for line in lines)])
