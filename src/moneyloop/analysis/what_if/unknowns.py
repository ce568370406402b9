"""What would settle it: how much narrower the intervals are once a thing is known, whatever it is.

The ground is the interval over all that is not public, of all sellers together. How wide it is at
the widest that is left:

    amount    exact, by one program for all values at once (`ranged/widths.py`)
    date      the same of the row as an open one, from nothing to all of it in the window
    revenue   the widest of TRIES values from the known sales to the largest total
    balance   the widest of TRIES values from nothing to all that the pool has left; where nobody
              knows what it had, a large enough balance leaves the interval as it is
    origin    the interval as it is: money of both kinds, customers' and investors', beyond all
              measure leaves all open. Exactly what is missing is the narrowest that is tried

Each alone: knowing two is not the sum. Balances and origins of a party are tried only where the
interval is narrower with those of all its periods as the estimate has them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.ranged import bounds as bounds_
from moneyloop.analysis.ranged import widths as widths_
from moneyloop.analysis.ranged.opened import Place
from moneyloop.analysis.ranged.pools import RangedPools
from moneyloop.analysis.ranged.widths import Widths
from moneyloop.analysis.study.figures import Figures
from moneyloop.analysis.study.study import Study, what_if
from moneyloop.analysis.what_if import caps as rooms
from moneyloop.analysis.what_if import gaps
from moneyloop.analysis.what_if.gaps import AMOUNT, BALANCE, DATE, NO_TOTAL, ORIGIN, Unknown
from moneyloop.analysis.what_if.widens import DUST, places_between
from moneyloop.input.items import TOTAL
from moneyloop.model import USD_BN, LeftOut

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("own", "any_investor")
TRIES = 5  # values of an unknown, both ends among them
_NEAR = 1e-9  # of an amount: it is tried no nearer to the most that a program allows

# By measure, USD billions; None where it is not public.
ByMeasure = Mapping[str, float | None]
_Base = Mapping[str, Widths]


@dataclass(frozen=True)
class Settled:
    """An unknown, how wide the intervals are while it is one, and once it is known.

    `now` has them while it is unknown, `left` the widest that they can be once it is known,
    whatever it is, and `least` the narrowest of those that were tried. Empty where nothing says
    how much it can be and so nothing was tried.
    """

    unknown: Unknown
    now: ByMeasure
    left: ByMeasure = field(default_factory=dict)
    least: ByMeasure = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What is not public, settled; the rows with gaps that are none; what narrows nothing.

    `still` counts the balances and origins that could reach the number and narrow nothing, `outer`
    the sellers for whom the program had no room. Not `attained`: the search for an end of all that
    is not public came to no end.
    """

    settled: list[Settled]
    left_out: list[LeftOut]
    still: int
    outer: int
    attained: bool = True


def settle(
    study: Study,
    figures: pd.DataFrame,
    parties: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Answer:
    """Everything in the window of a study that is not public, each settled alone.

    `figures` are those that the study was made from; `parties` limits whose interval is looked at.
    """
    pools = RangedPools(study)
    base = {measure: widths_.widths(pools, measure, parties) for measure in MEASURES}
    moving = set().union(*(widths.names for widths in base.values()))
    found, left_out = gaps.of_deals(pools, moving)
    for period in study.shown:
        found += gaps.of_revenue(study, figures, period)
    places = _places(pools, parties)
    of_party = [sorted(item) for item in _by_party(places)]
    count = len(found) + len(of_party)
    settled = []
    for done, unknown in enumerate(found):
        settled.append(_settled(pools, figures, base, unknown, parties))
        if progress is not None:
            progress(done + 1, count)
    still = 0
    for done, mine in enumerate(of_party, start=len(found)):
        more, nothing = _of_party(pools, figures, base, mine, parties)
        settled += more
        still += nothing
        if progress is not None:
            progress(done + 1, count)
    outer = max((widths.outer for widths in base.values()), default=0)
    attained = all(widths.attained for widths in base.values())
    return Answer(settled, left_out, still, outer, attained)


def _settled(
    pools: RangedPools,
    figures: pd.DataFrame,
    base: _Base,
    unknown: Unknown,
    parties: Sequence[str] | None,
) -> Settled:
    if unknown.kind == AMOUNT:
        return _of_amount(pools, base, unknown)
    if unknown.kind == DATE:
        placed = gaps.placed(pools.study, unknown)
        return _of_amount(placed, _widths(placed, parties), unknown)
    if unknown.highest is None:
        return Settled(unknown, {measure: widths.width for measure, widths in base.items()})
    return _of_values(pools, figures, base, unknown, parties)


def _of_amount(pools: RangedPools, base: _Base, unknown: Unknown) -> Settled:
    now = {measure: widths.width for measure, widths in base.items()}
    left, least = dict(now), dict(now)
    for measure, widths in base.items():
        if unknown.variable is not None and unknown.variable in widths.names:
            left[measure] = widths_.widest(widths, unknown.variable)
            ends = [
                widths_.width_at(widths, unknown.variable, value) for value in _ends(pools, unknown)
            ]
            least[measure] = _least([left[measure], *ends])
    return Settled(unknown, now, left, least)


def _ends(pools: RangedPools, unknown: Unknown) -> Iterator[float]:
    """What the variable of an amount is at the ends of its range."""
    assert unknown.deal is not None
    known = float(np.nan_to_num(pools.study.deals["value"].iloc[unknown.deal]))
    yield unknown.lowest / unknown.share - known
    if unknown.highest is not None:
        yield (1.0 - _NEAR) * unknown.highest / unknown.share - known


def _of_values(
    pools: RangedPools,
    figures: pd.DataFrame,
    base: _Base,
    unknown: Unknown,
    parties: Sequence[str] | None,
) -> Settled:
    """An unknown tried at both ends and, while it is narrower at these, at values in between."""
    assert unknown.highest is not None
    low, *between, high = np.linspace(unknown.lowest, unknown.highest, TRIES).tolist()
    tries: list[_Base] = []
    for value in dict.fromkeys([high, low, *between]):
        wide = {name for one in tries for name in MEASURES if name not in _narrower(base, one)}
        if len(tries) > 1 and len(wide) == len(MEASURES):
            break
        tries.append(_widths(RangedPools(_tried(pools.study, figures, unknown, value)), parties))
    return _of_tries(unknown, base, tries)


def _of_tries(unknown: Unknown, base: _Base, tries: Sequence[_Base]) -> Settled:
    """What the tries of an unknown come to; while it is one, any of them may be the world."""
    now, left, least = ({} for _ in range(3))
    for measure in MEASURES:
        ends = [widths[measure].ends for widths in tries]
        lows, highs = zip(*ends, base[measure].ends, strict=True)
        most = _most(highs)
        now[measure] = None if most is None else most - min(lows)
        wide = [widths[measure].width for widths in tries]
        left[measure], least[measure] = _most(wide), _least(wide)
    return Settled(unknown, now, left, least)


def _widths(pools: RangedPools, parties: Sequence[str] | None) -> dict[str, Widths]:
    return {measure: widths_.widths(pools, measure, parties) for measure in MEASURES}


def _within(pools: RangedPools, base: _Base, measures: Collection[str] = MEASURES) -> _Base:
    """The widths where more is known than in `base`: other measures and sellers have no less."""
    return {
        measure: widths_.widths(pools, measure, widths.sellers) if measure in measures else widths
        for measure, widths in base.items()
    }


# --- cash and origins ------------------------------------------------------------------------


def _places(pools: RangedPools, parties: Sequence[str] | None) -> tuple[set[Place], set[Place]]:
    """Where a balance, and where all money, may be asked for: pools on the way to a sale."""
    balances: set[Place] = set()
    origins: set[Place] = set()
    closing = pools.record.closing
    for period in pools.study.shown:
        sellers = widths_.sellers(pools, period, parties)
        for measure in MEASURES:
            for when, party in places_between(
                pools, period, bounds_.marks(pools, period, sellers, measure)
            ):
                ends = {(when - 1, party)} | ({(when, party)} if when < period else set())
                balances |= {place for place in ends if closing(*place) is None}
                if not pools.record.is_closed(when, party):
                    origins.add((when, party))
    return balances, origins


def _by_party(
    places: tuple[set[Place], set[Place]],
) -> list[list[tuple[str, Place]]]:
    """The places of each kind and party."""
    groups: dict[tuple[str, int], list[tuple[str, Place]]] = {}
    for kind, some in zip((BALANCE, ORIGIN), places, strict=True):
        for place in some:
            groups.setdefault((kind, place[1]), []).append((kind, place))
    return [groups[key] for key in sorted(groups)]


def _of_party(
    pools: RangedPools,
    figures: pd.DataFrame,
    base: _Base,
    mine: Sequence[tuple[str, Place]],
    parties: Sequence[str] | None,
) -> tuple[list[Settled], int]:
    """The balances, or the origin, of one party; and how many of them narrow nothing."""
    kind, (_, party) = mine[0]
    every = frozenset((when, party) for when in range(-1, len(pools.study.periods)))
    if kind == ORIGIN:
        least = _within(pools.settled(origins=every), base)
        return ([_origin(pools, base, party, least)], 0) if _narrower(base, least) else ([], 1)
    whole = _within(pools.settled(balances=every), base)
    measures = _narrower(base, whole)
    if not measures:
        return [], len(mine)
    places = [place for _, place in mine]
    early = places[: len(places) // 2]
    # Where some together narrow nothing, none of them does: old balances seldom do.
    if early and not _narrower(base, _with_balances(pools, base, early, measures)):
        places = places[len(early) :]
    found = []
    for place in places:
        least = _with_balances(pools, base, [place], measures)
        if _narrower(base, least):
            found.append(_balance(pools, figures, base, place, least, parties))
    return found, len(mine) - len(found)


def _with_balances(
    pools: RangedPools, base: _Base, places: Sequence[Place], measures: Collection[str]
) -> _Base:
    """The widths where nothing is kept at these places."""
    return _within(pools.settled(balances=frozenset(places)), base, measures)


def _balance(
    pools: RangedPools,
    figures: pd.DataFrame,
    base: _Base,
    place: Place,
    least: _Base,
    parties: Sequence[str] | None,
) -> Settled:
    period, party = place
    name = pools.parties[party]
    if period < 0 or not pools.record.is_closed(period, party):
        unknown = Unknown(BALANCE, 0.0, None, NO_TOTAL, party=name, period=period)
        return _at_least(unknown, base, least)
    left = pools.record.left(period, party)
    cap = f"money that {name} has left"
    unknown = Unknown(BALANCE, 0.0, left, cap, party=name, period=period)
    return _of_values(pools, figures, base, unknown, parties)


def _origin(pools: RangedPools, base: _Base, party: int, least: _Base) -> Settled:
    study = pools.study
    missing = sum(float(study.pools[period].no_known_source[party]) for period in study.shown)
    return _at_least(
        Unknown(ORIGIN, missing, None, NO_TOTAL, party=pools.parties[party]), base, least
    )


def _at_least(unknown: Unknown, base: _Base, least: _Base) -> Settled:
    """What may narrow the interval, or leave it as it is."""
    now, narrow = (
        {measure: widths.width for measure, widths in some.items()} for some in (base, least)
    )
    return Settled(unknown, now, now, narrow)


def _narrower(base: _Base, then: _Base) -> list[str]:
    """The measures whose interval is narrower than now, by more than rounding."""
    found = []
    for measure in MEASURES:
        now, width = base[measure].width, then[measure].width
        if now is None or width is None:
            narrower = now is None and width is not None
        else:
            narrower = now - width > DUST
        found += [measure] if narrower else []
    return found


# --- values ------------------------------------------------------------------------------------


def _tried(study: Study, figures: pd.DataFrame, unknown: Unknown, value: float) -> Study:
    """The study once an unknown is known to be `value`."""
    period = study.periods[unknown.period]
    if unknown.kind == BALANCE:
        rows = [_figure(unknown.party, "cash", period.last, period.last, value)]
    else:
        missing = value - study.figures.revenue(unknown.party, period).revenue
        days = rooms.days_without_revenue(study, unknown.party, period)
        length = sum(last - first + 1 for first, last in days)
        rows = [
            _figure(unknown.party, "revenue", first, last, missing * (last - first + 1) / length)
            for first, last in days
        ]
    return what_if(study, figures=Figures(_longer(figures, rows)))


def _figure(party: str, metric: str, first: int, last: int, amount: float) -> dict[str, object]:
    return {
        "party": party,
        "metric": metric,
        "item": "",
        "segment": TOTAL,
        "unit": USD_BN,
        "evidence": "reported",
        "start_day": first,
        "end_day": last,
        "amount": amount,
        "line": 0,
    }


def _longer(figures: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    import pandas as pd

    more = pd.DataFrame(rows)
    return pd.concat([figures[list(more.columns)], more]) if len(figures) else more


def _most(widths: Sequence[float | None]) -> float | None:
    """The most of some numbers; one that is not public is above all."""
    known = [width for width in widths if width is not None]
    return max(known) if len(known) == len(widths) else None


def _least(widths: Sequence[float | None]) -> float | None:
    return min((width for width in widths if width is not None), default=None)
