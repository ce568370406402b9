"""Leave one deal out: what one party's interval would be if a row were not in the record.

Without a row the record says what it said before: rows that it replaced and rows that are part
of it count again, and a schedule counts on the days that it covered as an actual.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneyloop.analysis.graph import reached_names
from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.study.selection import LATER, select
from moneyloop.analysis.study.study import Study, dust, in_digits, what_if
from moneyloop.model import INVESTMENT, split

if TYPE_CHECKING:
    import pandas as pd

# Moves below this (USD billions) are rounding, not an answer.
DUST = 1e-8


@dataclass(frozen=True)
class Without:
    """Low, estimate and high without one deal (its position in `given.deals`), USD billions.

    `moved` is by how much each of the three moves when the deal is taken away; `counts_again`
    are the ids of deals that count more without it.
    """

    deal: int
    interval: tuple[float, float, float]
    moved: tuple[float, float, float]
    counts_again: tuple[str, ...]

    @property
    def most(self) -> float:
        return max(abs(move) for move in self.moved)


@dataclass(frozen=True)
class LeaveOut:
    """The deals that move an interval, most first; how many are `counted`, and do not (`still`).

    `first` is the index of the first period whose deals were looked at. A deal may move an
    interval without being counted, by what it replaces, contains or covers.
    """

    moving: tuple[Without, ...]
    counted: int
    still: int
    first: int


def leave_one_out(
    study: Study,
    period: int,
    target: int,
    measure: str,
    progress: Callable[[int, int], None] | None = None,
) -> LeaveOut:
    """The deals whose removal moves the measure of one party, those that move it most first.

    Only deals that can matter are tried: those that touch a pool whose money can reach the
    target, in the period or in an earlier one whose cash may be carried into it.
    """
    focus = focused(study, period, period)
    last = len(focus.periods) - 1
    base = intervals_.interval(focus, last, target, measure)
    tried = _can_matter(focus, target)
    counted = _amounts(focus)
    without = _without(focus)
    changes = []
    for done, position in enumerate(tried):
        changed = what_if(focus, deals=without(position))
        interval = intervals_.interval(changed, last, target, measure)
        low, estimate, high = (float(a - b) for a, b in zip(interval, base, strict=True))
        counts_again = tuple(
            name
            for name, amount in sorted(_amounts(changed).items())
            if amount - counted.get(name, 0.0) > dust(study, DUST, amount)
        )
        changes.append(Without(position, interval, (low, estimate, high), counts_again))
        if progress is not None:
            progress(done + 1, len(tried))
    ids = study.deals["id"].to_numpy()
    revenue = float(study.pools[period].revenue[target])
    write = in_digits(study, revenue)
    moving = [item for item in changes if item.most > dust(study, DUST, revenue)]
    moving.sort(key=lambda item: (-write(item.most), ids[item.deal]))
    still = len(counted.keys() - {ids[item.deal] for item in moving})
    return LeaveOut(tuple(moving), len(counted), still, period - last)


def _amounts(study: Study) -> dict[str, float]:
    """USD billions by id of every deal that pays in the periods of the study."""
    deals, amounts = (study.flows[name].to_numpy() for name in ("deal", "amount"))
    sums = np.bincount(deals, weights=amounts, minlength=len(study.deals))
    paying = np.flatnonzero(sums > 0)
    ids = study.deals["id"].to_numpy()[paying].tolist()
    return dict(zip(ids, sums[paying].tolist(), strict=True))


def focused(study: Study, first: int, last: int) -> Study:
    """The study cut down to periods `first` to `last`, which it shows, and those whose cash may
    be carried into them. The pools of these periods stay as they are: no cash comes from before.
    """
    deals = study.deals
    in_kind = (deals["class"] == INVESTMENT) & (deals["settlement"] == "credits")
    in_kind &= deals["value"].notna()
    first_credits = int(deals.loc[in_kind, "start_day"].min()) if in_kind.any() else None
    begin = first
    while begin > 0:
        before = study.periods[begin - 1]
        balance = any(
            study.figures.cash_before(party, before.last + 1) > 0 for party in study.network.inside
        )
        held = first_credits is not None and first_credits <= before.last
        if not (balance or held or study.pools[begin - 1].kept.any()):
            break
        begin -= 1
    shown = tuple(range(first - begin, last - begin + 1))
    return what_if(replace(study, periods=study.periods[begin : last + 1], shown=shown))


def _can_matter(study: Study, target: int) -> list[int]:
    """Positions of the deals whose absence can change a pool that feeds the target.

    Those that pay into or out of a pool whose money can reach it; and, whether or not they pay
    themselves, those without which another row would count: what they replace, contain or cover.
    """
    flows = study.flows.loc[study.flows["amount"] > 0]
    name = study.network.inside[target]
    pairs = set(zip(flows["payee"], flows["payer"], strict=True))
    reach = reached_names(pairs, [name]) - {name}
    deals = study.deals
    touches = deals["payer"].isin(reach) | deals["payee"].isin(reach)
    # Rows that count again without it may touch other pools than it does.
    hides = _is_linked(deals)
    hides |= touches & (deals["status"] == "paid") & (deals["value"] == 0) & (deals["end_day"] > 0)
    hides &= deals["reason"] != LATER
    pays = np.zeros(len(deals), dtype=bool)
    pays[np.unique(flows["deal"])] = True
    return np.flatnonzero((touches & pays) | hides).tolist()


def _is_linked(deals: pd.DataFrame) -> pd.Series[bool]:
    """True for the deals that replace others, or that others are part of."""
    holders = {holder for cell in deals["part_of"] for holder in split(cell)}
    return (deals["replaces"] != "") | deals["id"].isin(holders)


def _without(study: Study) -> Callable[[int], pd.DataFrame]:
    """What finds the deals as they count when the record lacks one of them, by its position.

    Only without a linked one may others count that did not: the rest is selected once.
    """
    network = study.network
    linked, ids = _is_linked(study.deals).to_numpy(), study.deals["id"].to_numpy()
    whole = select(network, as_of=study.as_of, case=study.case)

    def without(position: int) -> pd.DataFrame:
        others = ids != ids[position]
        if not linked[position]:
            rest: pd.DataFrame = whole.loc[others]
            return rest
        record = replace(network, deals=network.deals.loc[others])
        return select(record, as_of=study.as_of, case=study.case)

    return without
