"""The answer for the periods before the one of the headline, a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.analysis.study.study import Study
from moneyloop.pages.content.answer import sentence
from moneyloop.pages.content.windows import in_words
from moneyloop.words import amounts
from moneyloop.words.amounts import usd_interval

SHOWN = 2  # so that the trend is seen


def earlier(
    studies: Sequence[Study], rows: Sequence[Mapping[str, Any]], periods: Sequence[str]
) -> list[dict[str, Any]]:
    """Of the latest of these periods, of which `rows` are those of `attribute`: `period`, `text`.

    The text has the ratio and the range of all the sellers together.
    """
    named = {study.periods[index].name: study for study in studies for index in study.shown}
    lines = []
    for period in periods[:SHOWN]:
        sellers = [row for row in rows if row["period"] == period and attribution.sells(row)]
        if not sellers:
            continue
        sums = together.together(named[period], sellers, ("own",)).sums
        more = any(row["open_sales"] for row in sellers)
        range_ = usd_interval(sums["own_low"], sums["own_high"])
        text = (
            f"In {in_words(period)} {sentence.part(sellers, sums)}: {range_} of "
            f"{amounts.sold(sentence.inside_of(sellers), more)}."
        )
        lines.append({"period": period, "text": text})
    return lines
