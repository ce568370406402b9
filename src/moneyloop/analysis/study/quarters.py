"""The latest four quarters whose revenue is reported: which they are, and the rule in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneyloop.analysis.study.figures import Figures
from moneyloop.analysis.study.periods import Period
from moneyloop.analysis.study.selection import figures_known_by
from moneyloop.analysis.study.study import Study
from moneyloop.words import amounts
from moneyloop.words.labels import listed

_LEAST = 0.9  # of the network's sales
_COUNT = 4
_NAMED = 5
_DUST = 1e-9  # of a share


@dataclass(frozen=True)
class Quarters:
    """Four calendar quarters in a row, and the sellers whose revenue is reported in full in them.

    `share` is the part of the network's sales in these quarters that is theirs (0.9 to 1);
    `sellers` are their names, the one with the largest sales first.
    """

    periods: tuple[Period, ...]
    share: float
    sellers: tuple[str, ...]

    @property
    def first(self) -> str:
        """The first quarter as it is written."""
        return self.periods[0].name

    @property
    def last(self) -> str:
        """The last quarter as it is written."""
        return self.periods[-1].name


def latest(study: Study) -> Quarters | None:
    """The last four quarters in which sellers with 90% of the network's sales report in full.

    `study` is cut by quarter. The quarters are over by its as-of date, and each of these sellers
    has reported revenue on every day of all four: a forecast is no report. The sales are those
    that rows tell. None where there are no such quarters.
    """
    known = figures_known_by(study.network.figures, study.known_by)
    figures = Figures(known.loc[known["evidence"] != "projected"])
    over = [quarter for quarter in study.pools if quarter.period.last <= study.as_of]
    for end in range(len(over), _COUNT - 1, -1):
        four = over[end - _COUNT : end]
        sales = np.sum([quarter.network_sales for quarter in four], axis=0)
        parties = four[0].parties
        full = np.array(
            [
                sales[node] > 0
                and all(figures.revenue(party, quarter.period).share >= 1 for quarter in four)
                for node, party in enumerate(parties)
            ]
        )
        if not full.any():
            continue
        share = float(sales[full].sum() / sales.sum())
        if share >= _LEAST - _DUST:
            order = sorted(np.flatnonzero(full), key=lambda node: (-sales[node], node))
            return Quarters(
                periods=tuple(quarter.period for quarter in four),
                share=share,
                sellers=tuple(parties[node] for node in order),
            )
    return None


def rule(found: Quarters | None) -> str:
    """Which quarters the rule chose and why, or that it chose none, as one sentence."""
    least = amounts.percent(_LEAST)
    if found is None:
        return (
            "There are no four quarters in a row in which sellers with at least "
            f"{least} of the network's known sales report all of their revenue."
        )
    named, more = [*found.sellers[:_NAMED]], len(found.sellers) - _NAMED
    named += [f"{amounts.count(more)} more"] if more > 0 else []
    return (
        f"{found.first} to {found.last} are the latest four quarters in which sellers with at "
        f"least {least} of the network's known sales report all of their revenue: "
        f"{amounts.percent(found.share)}, by {listed(named)}."
    )
