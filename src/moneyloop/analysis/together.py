"""Several sellers together, from their rows of `attribute` (method, section 7)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import sector
from moneyloop.analysis.pooled.sector import Joint
from moneyloop.analysis.ranged import sector as open_sector
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.study.study import DECIMALS, Study, in_digits, rounded


def measured(
    study: Study,
    rows: Sequence[Mapping[str, Any]],
    measure: str,
    pools: RangedPools | None,
) -> tuple[Joint, float]:
    """The interval of several sellers together and their estimate, from rows of `attribute`.

    The rows are of one period that is shown, one per seller. `pools` has what is not public; None
    is for the interval on public amounts and balances. Raises ArithmeticError where the estimate is
    outside: pro-rata is a matching for all at once.
    """
    loose = {row["party"] for row in rows if measure in row.get("outer", ())}
    names = {study.periods[index].name: index for index in study.shown}
    period = names[rows[0]["period"]]
    parties = study.pools[period].parties
    low, high = (f"{measure}{'_known' if pools is None else ''}_{end}" for end in ("low", "high"))
    public = [row for row in rows if pools is not None or row[low] is not None]
    ends = {parties.index(row["party"]): (row[low], row[high]) for row in public}
    unit = 0.0 if study.network.is_ledger else 10.0**-DECIMALS
    if pools is None:
        interval = sector.joint(study.pools, period, measure, ends, unit=unit)
    else:
        wide = {parties.index(name) for name in loose}
        interval = open_sector.joint(pools, period, measure, ends, loose=wide)
    estimate = sum((row[f"{measure}_estimate"] or 0.0 for row in rows), 0.0)
    off = sector.slack(float(study.pools[period].total.sum()), len(rows), unit)
    most = math.inf if interval.high is None else interval.high
    return interval, sector.within(estimate, interval.low, most, off)


@dataclass(frozen=True)
class Together:
    """Some measures of several sellers together, USD billions.

    `sums` are low, estimate and high by the key of `attribute`, and low and high on what is public.
    `outer` is how many sellers are in one of these with their own ends, because the program would
    be too large: 0 where all is sharp. Not `attained`: for some end the search came to no end.
    """

    sums: Mapping[str, float | None] = field(default_factory=dict)
    outer: int = 0
    attained: bool = True

    @property
    def note(self) -> str:
        return note(self.outer, attained=self.attained)

    def or_wider(self, other: Together) -> Together:
        """These sums; and the sharpness of the less sharp of both."""
        return Together(self.sums, max(self.outer, other.outer), self.attained and other.attained)


def together(
    study: Study,
    rows: Sequence[Mapping[str, Any]],
    measures: Sequence[str] = MEASURES,
    pools: RangedPools | None = None,
) -> Together:
    """Some measures of several sellers together, from their rows of one period.

    Sums on what is public are None with the estimate where no seller has a public amount. `pools`
    are those of the study, where they are made already.
    """
    sums: dict[str, float | None] = {}
    outer: set[int] = set()
    attained = True
    # A list of payments has all that there was.
    every = None if study.network.is_ledger else pools or RangedPools(study)
    write = in_digits(study, sum(row["revenue"] or 0.0 for row in rows))
    for measure in measures:
        interval, estimate = Joint(0.0, 0.0), 0.0
        for word, record in (("", every), ("_known", None)):
            if rows and not (word and every is None):  # what is known is then all that there was
                interval, estimate = measured(study, rows, measure, record)
            sums[f"{measure}{word}_low"] = write(interval.low)
            sums[f"{measure}_estimate"] = write(estimate)
            sums[f"{measure}{word}_high"] = write(interval.high)
            outer.update(interval.outer)
            attained = attained and interval.attained
        if rows and all(row[f"{measure}_estimate"] is None for row in rows):
            public = ("known_low", "estimate", "known_high")
            sums |= dict.fromkeys(f"{measure}_{end}" for end in public)
    return Together(sums, len(outer), attained)


def ends(measure: str) -> tuple[str, ...]:
    """The keys of a measure in a row: low, estimate, high, and low and high on what is public."""
    words = ("low", "estimate", "high", "known_low", "known_high")
    return tuple(f"{measure}_{end}" for end in words)


def shares_of_sales(row: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Low, estimate and high of own money back as shares of network sales, 0 to 1.

    Sales without a public amount may be any number of dollars more, so there the least is 0 and the
    most at most all. None where no amount is public.
    """
    sold, low, high = row["network_sales"], row["own_low"], row["own_high"]
    if not sold:
        return None, None, None
    least = 0.0 if row["open_sales"] else rounded(low / sold)
    most = None if high is None else min(rounded(high / sold), 1.0)
    return least, rounded(row["own_estimate"] / sold), most


def note(outer: int, *, attained: bool = True) -> str:
    """How the ends of a sum are meant, where `outer` sellers are in it with their own ends.

    Not `attained`: for some end the search came to no end.
    """
    text = (
        "The low and the high of several parties together are each attained by one way of "
        "matching for all of them at once. The sums of the parties' own ends may lie further apart."
    )
    if outer:
        text += (
            f" That holds for the largest sellers: {outer:,} more would make the program too "
            "large, and their own ends are added, so the sums may be wider than they need be."
        )
    if not attained:
        text += (
            " Where credits and exchanges of unknown amounts bend the ends too often to find them, "
            "low and high together may be narrower than they are written."
        )
    return text
