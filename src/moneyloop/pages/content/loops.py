"""The loops that a page lists: the largest, money loops and those with an unknown amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from moneyloop.analysis.loops import rows as loop_rows
from moneyloop.analysis.loops.legs import Leg, legs
from moneyloop.analysis.ranged.changes import open_deals
from moneyloop.analysis.study.flows import spread
from moneyloop.analysis.study.selection import UNKNOWN
from moneyloop.analysis.study.study import Study
from moneyloop.model import Network, Result
from moneyloop.questions import asking
from moneyloop.questions import loops as loops_

ON_PAGE = 200

Row = dict[str, Any]


def found(
    network: Network, *, as_of: asking.When, case: str, limit: int | None = None
) -> tuple[Result, list[Row]]:
    """The answer of `loops`, and the rows from which a page chooses.

    Where the answer does not list all, the largest money loops and the first with an unknown amount
    are searched apart; one that the answer does not list has no rank.
    """
    answer = loops_.loops(network, as_of=as_of, case=case, limit=limit)
    rows = list(answer.rows)
    if len(rows) < answer.extra["count"]:
        legs, _ = loops_.legs_of(network, as_of=as_of, case=case)
        half = ON_PAGE // 2
        for listing in (
            loop_rows.find(legs, types=["money"], limit=half, steps_for_all=0),
            loop_rows.find(legs, unsized=True, limit=half, steps_for_all=0),
        ):
            there = {key(row) for row in rows}
            rows += [row | {"rank": None} for row in listing.rows if key(row) not in there]
    return answer, rows


def of_period(study: Study, period: int, limit: int = ON_PAGE) -> loop_rows.Listing:
    """The loops of the money that moves in one period of a study, largest first.

    Rows as `loops` has them, but the amount of a leg is what its deals pay in the period (in the
    unit of the network), and each leg has a deal that pays in it. A leg of which no deal has a
    public amount has none, and its loop no size (`unsized`): these come last, and where there are
    more loops than `limit` half of the room is for them. `period` is an index into
    `study.periods`.
    """
    moving = legs_of_period(study, period)
    listing = loop_rows.find(moving, limit=limit)
    if listing.count <= len(listing.rows):
        return listing
    unsized = loop_rows.find(moving, unsized=True, limit=limit // 2, steps_for_all=0).rows
    sized = [row for row in listing.rows if not row["unsized"]][: limit - len(unsized)]
    last = [row | {"rank": len(sized) + place} for place, row in enumerate(unsized, start=1)]
    return replace(listing, rows=[*sized, *last])


def legs_of_period(study: Study, period: int) -> list[Leg]:
    """All deals of one class from payer to payee that pay in a period, with what they pay in it.

    A deal whose amount is not public pays on the days of its row.
    """
    days, deals, flows = study.periods[period], study.deals, study.flows
    value = np.full(len(deals), np.nan)
    moved = flows.loc[(flows["period"] == period) & (flows["amount"] > 0)]
    value[moved["deal"].to_numpy()] = moved["amount"].to_numpy()
    without = {name for names in open_deals(study, period).values() for name in names}
    pays = ~np.isnan(value) | deals["id"].isin(without).to_numpy()
    end = np.where(deals["end_day"] > 0, deals["end_day"], deals["start_last_day"])
    rows = deals.assign(
        value=value,
        reason=np.where(np.isnan(value), UNKNOWN, ""),
        start_day=np.maximum(deals["start_day"], days.first),
        end_day=np.minimum(end, days.last),
    ).loc[pays]
    # Days for which a paid row stands are out of these amounts already.
    return legs(rows, spread(rows.iloc[:0]))[0]


def key(row: Row) -> tuple[tuple[str, str, str], ...]:
    """What a loop is: its legs."""
    return tuple((leg["payer"], leg["payee"], leg["class"]) for leg in row["legs"])


def shown(rows: Sequence[Row]) -> list[Row]:
    """The largest loops and, where there is room, those with an amount that is not public.

    Where other loops would take the place of money loops, half of the room is for money loops.
    """
    sized = [row for row in rows if not row["unsized"]]
    unsized = [row for row in rows if row["unsized"]]
    room = max(ON_PAGE - len(unsized), ON_PAGE // 2)
    money = [row for row in sized if row["type"] == "money"][: room // 2]
    chosen = {key(row) for row in money}
    rest = [row for row in sized if key(row) not in chosen][: room - len(money)]
    largest = sorted([*money, *rest], key=_size)
    return largest + unsized[: ON_PAGE - len(largest)]


def _size(row: Row) -> tuple[float, bool, int, int]:
    return -row["size"], row["rank"] is None, row["rank"] or 0, row["length"]
