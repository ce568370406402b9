"""The loops that a page lists: the largest, money loops and those with an unknown amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.loops import rows as loop_rows
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
