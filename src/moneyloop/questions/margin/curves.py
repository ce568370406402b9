"""The lines of the chart of an answer of `margin`: what its rows are points of."""

from __future__ import annotations

import math
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.books import margins
from moneyloop.books.margins import COST_FALL, LEVERS, PRICE_RISE, Account, Moves
from moneyloop.model import Result
from moneyloop.questions.margin.margin import LEVER, START

_STEPS = 100
_LEAST, _FARTHEST = 0.2, 3.0


def curves(result: Result) -> dict[str, Any]:
    """The margin along each lever, and which cost fall and price rise reach a target together.

    `levers` has, for each lever, `sizes` from none to a quarter past the largest need (at most 3,
    of cost and work at most 1) and the `margins` that they reach alone. `frontiers` has, for each
    target above the margin as it is, `cost_falls` and the `price_rises` that reach the target with
    them, at the given `shift`.
    """
    start = next(row for row in result.rows if row["kind"] == START)
    account = Account(start["revenue"], start["cost"])
    open_margin, shift = result.extra["open_margin"], result.extra["given"]["shift"]
    alone = [row for row in result.rows if row["kind"] == LEVER and row["part"] == 1]
    needs = [row[lever] for row in alone for lever in LEVERS]
    end = min(_FARTHEST, max(_LEAST, math.ceil(12.5 * max(needs, default=0.0)) / 10))
    lines = []
    for lever in LEVERS:
        sizes = _steps(end if lever == PRICE_RISE else min(1.0, end))
        reached = [margins.moved(account, Moves(**{lever: size}), open_margin) for size in sizes]
        shares = [rounded(account.margin) for account in reached]
        lines.append({"lever": lever, "sizes": sizes, "margins": shares})
    frontiers = [
        _frontier(account, target, open_margin, shift) for target in result.extra["targets"]
    ]
    return {"levers": lines, "frontiers": [line for line in frontiers if line]}


def _steps(end: float) -> list[float]:
    return [rounded(end * step / _STEPS) for step in range(_STEPS + 1)]


def _frontier(
    account: Account, target: float, open_margin: float, shift: float
) -> dict[str, Any] | None:
    """The pairs that just reach the target; None where it is reached, or out of reach."""

    def need(lever: str, fall: float) -> float | None:
        return margins.needed(account, target, lever, open_margin, Moves(fall, 0.0, shift))

    most = need(COST_FALL, 0.0)
    if most is None or most <= 0 or need(PRICE_RISE, 0.0) is None:
        return None
    falls = _steps(most)
    rises = [rounded(need(PRICE_RISE, min(fall, most))) for fall in falls]
    return {"target": target, "shift": shift, "cost_falls": falls, "price_rises": rises}
