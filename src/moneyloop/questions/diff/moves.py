"""How the intervals of two studies differ, and by which changed deals.

Both studies show the same periods. What a changed deal moves is told by leaving that one change
out of the later study (method, section 7: the interval first, then the rows behind it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.ranged.changes import open_sales
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.figures import Figures
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study, dust, in_digits, places, what_if
from moneyloop.model import Network, split
from moneyloop.questions import asking

if TYPE_CHECKING:
    import pandas as pd

DUST = 1e-6
DEALS_SHOWN = 5
TRIALS = 300
_ENDS = ("low", "estimate", "high")
_MOVED = tuple(f"moved_{end}" for end in _ENDS)
_SUMS = (
    "customers",
    "outside_investors",
    "outside_returns",
    "earlier_cash",
    "carried",
    "no_known_source",
    "kept",
    "leak",
    "total",
)

Interval = tuple[float, float, float]
Place = tuple[str, str]  # party, period
Intervals = dict[Place, dict[str, Interval]]


@dataclass(frozen=True)
class Undo:
    """One changed deal and how to take the change back, as positions in the two deals tables.

    `new` is its row in the later network, which is dropped, and `old` its row in the earlier
    one, which stands in its place; None where there is none.
    """

    id: str
    change: str
    new: int | None
    old: int | None


@dataclass(frozen=True, eq=False)
class Sides:
    """Two studies of the same years."""

    before: Study
    after: Study


def sides(
    before: Network, after: Network, *, since: asking.When, until: asking.When, case: str
) -> Sides:
    """Both networks over the same years: from the first money to the year of the later date.

    Raises ChoiceError for a date or a case that is none.
    """
    pair = (
        asking.study(before, as_of=since, case=case),
        asking.study(after, as_of=until, case=case),
    )
    if any(study.as_of for study in pair):
        last = str(date.fromordinal(max(study.as_of for study in pair)).year)
        first = min([last, *(study.periods[0].name for study in pair if len(study.flows))])
        old, new = (
            asking.study(study.network, as_of=day, case=case, from_=first, to=last)
            for study, day in zip(pair, (since, until), strict=True)
        )
        pair = (old, new)
    return Sides(*pair)


def intervals(study: Study, parties: Sequence[str] | None = None) -> Intervals:
    """Low, estimate and high of every measure of the companies that sell in the network."""
    return {
        (study.pools[period].parties[target], study.periods[period].name): intervals_.intervals(
            study, period, target
        )
        for period, target in places(study, parties)
        if study.pools[period].network_sales[target] > 0
    }


def moved(sides: Sides, parties: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The intervals that differ, the largest move first; USD billions.

    The intervals are those on public amounts and balances. A party in the network that sells
    nothing inside in a period has 0 there: that is what the record says, not a gap. Where it sells,
    but at no public amount, they are None. A party that a network does not have inside is not
    measured, so its side is None; `moved`, the largest move of the three, then counts from 0.
    """
    pair = [(intervals(s, parties), _public(s)) for s in (sides.before, sides.after)]
    rows = []
    for party, period in sorted({*pair[0][0], *pair[1][0]}, key=lambda place: place[::-1]):
        for measure in MEASURES:
            old, new = (
                _side(intervals, public, party, period, measure) for intervals, public in pair
            )
            most = max(abs((b or 0.0) - (a or 0.0)) for a, b in zip(old, new, strict=True))
            whole = max(_revenue(study, party, period) for study in (sides.before, sides.after))
            if most > dust(sides.after, DUST, whole):
                write = in_digits(sides.after, whole)
                row: dict[str, Any] = {"party": party, "period": period, "measure": measure}
                row |= {f"{end}_before": value for end, value in zip(_ENDS, old, strict=True)}
                row |= dict(zip(_ENDS, new, strict=True)) | {"moved": most}
                rows.append({key: write(value) for key, value in row.items()})
    return sorted(rows, key=lambda row: -row["moved"])


def _revenue(study: Study, party: str, period: str) -> float:
    """What a party booked in a period; 0 where it is not inside."""
    if party not in study.network.inside:
        return 0.0
    pools = next((pools for pools in study.pools if pools.period.name == period), None)
    return 0.0 if pools is None else float(pools.revenue[pools.parties.index(party)])


def _side(
    intervals: Intervals, public: set[Place], party: str, period: str, measure: str
) -> tuple[float | None, float | None, float | None]:
    if (party, period) in intervals:
        return intervals[party, period][measure]
    return (0.0, 0.0, 0.0) if (party, period) in public else (None, None, None)


def _public(study: Study) -> set[Place]:
    """The places without a sale whose amount is not public."""
    unsized = open_sales(study)
    return {
        (party, study.periods[period].name)
        for period in study.shown
        for party in study.network.inside
        if (period, party) not in unsized
    }


def explain(
    rows: list[dict[str, Any]],
    sides: Sides,
    undos: Sequence[Undo],
    progress: Callable[[int, int], None] | None = None,
) -> list[Undo]:
    """Put beside each row what moved it: `deals`, `more_deals`, and what new figures moved.

    Each is the later interval less what it would be without that one change, so the parts need
    not add up. Returns the changes that were not tried: beyond TRIALS the smallest amounts.
    """
    base = _with_parties(sides.after, sides.before.network)
    measures: dict[Place, list[str]] = {}
    for row in rows:
        measures.setdefault((row["party"], row["period"]), []).append(row["measure"])
    watched = [_Watched(base, *place, names) for place, names in measures.items()]
    tried = _can_matter(undos, sides)
    by_deal: dict[tuple[Place, str], list[dict[str, Any]]] = {}
    for done, undo in enumerate(tried[:TRIALS] if rows else ()):
        trial = what_if(base, deals=_without(undo, sides, base.network))
        for key, part in _parts(watched, base, trial):
            by_deal.setdefault(key, []).append({"id": undo.id, "change": undo.change} | part)
        if progress is not None:
            progress(done + 1, len(tried[:TRIALS]))
    by_figures = {}
    if not base.network.is_ledger:
        known = selection.figures_known_by(sides.before.network.figures, sides.before.known_by)
        by_figures = dict(_parts(watched, base, what_if(base, figures=Figures(known))))
    for row in rows:
        key = ((row["party"], row["period"]), row["measure"])
        parts = sorted(by_deal.get(key, []), key=lambda part: (-_most(part), part["id"]))
        figures = by_figures.get(key, {})
        row["deals"] = parts[:DEALS_SHOWN]
        row["more_deals"] = len(parts) - len(row["deals"])
        row |= {f"figures_{name}": figures.get(name) for name in _MOVED}
    return tried[TRIALS:]


class _Watched:
    """A party in a period of a study: its measures, and the pools that can matter for them.

    Those are the pools whose money can arrive as a sale to it, in the period or in an earlier
    one whose cash is carried. A change that leaves them as they are cannot move an interval.
    """

    def __init__(self, study: Study, party: str, period: str, measures: Sequence[str]) -> None:
        self.place = (party, period)
        self.there = party in study.network.inside
        if not self.there:
            return
        self.index = [item.name for item in study.periods].index(period)
        self.target = study.network.inside.index(party)
        self.measures = measures
        self.ends = self.intervals(study)
        chances = laps.chances(study.pools, self.index, self.target)
        self.reach = {index: with_investments > 0 for index, _, with_investments in chances}

    def may_move(self, base: Study, trial: Study, differs: Sequence[np.ndarray]) -> bool:
        """False where the two studies, whose pools differ as told, cannot differ in an interval."""
        sold, other = (study.pools[self.index].network_sales for study in (base, trial))
        # A new buyer is not yet among the pools that matter.
        return bool(sold[self.target] != other[self.target]) or any(
            bool((differs[index] & pools).any()) for index, pools in self.reach.items()
        )

    def intervals(self, study: Study) -> dict[str, Interval]:
        return intervals_.intervals(study, self.index, self.target, self.measures)


def _parts(
    watched: Sequence[_Watched], base: Study, trial: Study
) -> Iterator[tuple[tuple[Place, str], dict[str, float]]]:
    """What `base` has above `trial`, for each measure in which they differ."""
    differs = [_differs(old, new) for old, new in zip(trial.pools, base.pools, strict=True)]
    for item in watched:
        if not (item.there and item.may_move(base, trial, differs)):
            continue
        whole = max(_revenue(study, *item.place) for study in (base, trial))
        write = in_digits(base, whole)
        for measure, without in item.intervals(trial).items():
            ends = zip(item.ends[measure], without, strict=True)
            part = [write(value - other) for value, other in ends]
            if max(map(abs, part)) > dust(base, DUST, whole):
                yield (item.place, measure), dict(zip(_MOVED, part, strict=True))


def _differs(one: Pools, other: Pools) -> np.ndarray:
    """The pools that differ in what comes in or goes out (all, where the sub-pools differ)."""
    if not np.array_equal(one.owner, other.owner):
        return np.ones(len(other.owner), dtype=bool)
    differs = np.zeros(len(one.owner), dtype=bool)
    for name in _SUMS:
        differs |= getattr(one, name) != getattr(other, name)
    for name in ("purchases", "investments", "returns"):
        moves = (getattr(one, name) != getattr(other, name)).tocoo()
        differs[moves.row] = differs[moves.col] = True
    return differs


def _can_matter(undos: Sequence[Undo], sides: Sides) -> list[Undo]:
    """The changes of deals that count, or that decide whether others count; largest first."""
    ranked = []
    tables = [
        (
            study.deals.to_dict("records"),
            {x for cell in study.deals["part_of"] for x in split(cell)},
        )
        for study in (sides.before, sides.after)
    ]
    for undo in undos:
        rows = [
            (table[position], holders)
            for position, (table, holders) in zip((undo.old, undo.new), tables, strict=True)
            if position is not None
        ]
        if any(row["reason"] == "" or row["replaces"] or row["id"] in hold for row, hold in rows):
            amounts = [row["value"] for row, _ in rows if row["value"] == row["value"]]
            ranked.append((-max(amounts, default=0.0), undo.id, undo))
    return [undo for *_, undo in sorted(ranked, key=lambda item: item[:2])]


def _without(undo: Undo, sides: Sides, network: Network) -> pd.DataFrame:
    """The later deals as they count when one change is taken back."""
    import pandas as pd

    deals = network.deals
    if undo.new is not None:
        deals = deals.drop(index=deals.index[undo.new])
    if undo.old is not None:
        old = sides.before.network.deals.iloc[[undo.old]]
        # A row without an id is called by its line, which is another row's by now.
        taken = old["id"].isin(deals["id"]).any()
        old = old.assign(id="before " + old["id"]) if taken else old
        deals = pd.concat([deals, old], ignore_index=True)
    deals = deals.reset_index(drop=True)
    return selection.select(
        replace(network, deals=deals), as_of=sides.after.known_by, case=sides.after.case
    )


def _with_parties(study: Study, before: Network) -> Study:
    """The study with the parties that only the earlier network has: their deals may come back."""
    import pandas as pd

    parties = study.network.parties
    gone = before.parties.loc[~before.parties["name"].isin(parties["name"])]
    if gone.empty:
        return study
    network = replace(study.network, parties=pd.concat([parties, gone], ignore_index=True))
    return what_if(replace(study, network=network))


def _most(part: dict[str, Any]) -> float:
    return float(max(abs(part[name]) for name in _MOVED))
