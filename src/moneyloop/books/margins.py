"""Gross margin, and what moves it to a target: a cost fall, a price rise, a mix shift.

Closed forms only. Revenue R and serving cost C give the gross margin (R - C) / R. With a cost fall
x, a price rise p and a share s of the work moved to open models that earn the margin mo, at the
same volume:

    revenue = R (1 + p),   cost = (1 - s) C (1 - x) + s (1 - mo) R (1 + p)

Work is measured by its revenue. Open models earn their margin at any price; x and p move the margin
of the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

COST_FALL, PRICE_RISE, SHIFT = "cost_fall", "price_rise", "shift"
LEVERS = (COST_FALL, PRICE_RISE, SHIFT)


@dataclass(frozen=True)
class Account:
    """Revenue above zero and what it costs to serve it, USD billions."""

    revenue: float
    cost: float

    @property
    def gross_margin(self) -> float:
        return self.revenue - self.cost

    @property
    def subsidy(self) -> float:
        """What somebody else pays: cost - revenue, negative where revenue covers the cost."""
        return self.cost - self.revenue

    @property
    def margin(self) -> float:
        """The gross margin as a share of revenue."""
        return 1.0 - self.cost / self.revenue


@dataclass(frozen=True)
class Moves:
    """How far each lever is moved, as shares: of the cost, of the price, of the work."""

    cost_fall: float = 0.0
    price_rise: float = 0.0
    shift: float = 0.0


def moved(account: Account, moves: Moves, open_margin: float) -> Account:
    """The account after a cost fall, a price rise and a mix shift, at the same volume."""
    revenue = account.revenue * (1 + moves.price_rise)
    rest = (1 - moves.shift) * account.cost * (1 - moves.cost_fall)
    return Account(revenue, rest + moves.shift * (1 - open_margin) * revenue)


def needed(
    account: Account, target: float, lever: str, open_margin: float, moves: Moves | None = None
) -> float | None:
    """How far one lever must be moved to reach the target margin, the others as in `moves`.

    The size is the whole of the lever's move, what `moves` has of it included; None where no size
    reaches the target. Where `moves` reach it already, it is what they have.
    """
    moves = moves or Moves()
    if moved(account, moves, open_margin).margin >= target:
        return float(getattr(moves, lever))
    rest = moved(account, replace(moves, shift=0.0), open_margin).margin
    if lever == SHIFT:
        return (target - rest) / (open_margin - rest) if open_margin >= target else None
    kept = 1 - moves.shift
    # What the rest has to earn, as a share of its revenue.
    goal = (target - moves.shift * open_margin) / kept if kept > 0 else math.inf
    if goal > 1 or (goal == 1 and lever == PRICE_RISE):
        return None
    costs = account.cost / account.revenue
    if lever == COST_FALL:
        return 1 - (1 - goal) * (1 + moves.price_rise) / costs
    return costs * (1 - moves.cost_fall) / (1 - goal) - 1


def together(
    account: Account, target: float, needs: Moves, open_margin: float
) -> tuple[float, Moves]:
    """The smallest part of each lever's own need that, taken at once, reaches the target.

    `needs` are the sizes that each lever needs alone, 0 for one that is not used. Returns the part,
    0 to 1, and the moves. The margin as a function of the part is a ratio of polynomials; where it
    is the target, a quadratic is zero.
    """
    short = target - account.margin
    if short <= 0:
        return 0.0, Moves()
    costs = account.cost / account.revenue
    eased = needs.price_rise + costs * needs.cost_fall
    square = needs.shift * (open_margin * needs.price_rise - eased)
    linear = eased - target * needs.price_rise + needs.shift * (open_margin - account.margin)
    root = math.sqrt(max(0.0, linear * linear + 4 * square * short))
    # A target that is above the margin by dust only has needs that round to nothing.
    part = min(1.0, 2 * short / (linear + root)) if linear + root > 0 else 1.0
    return part, Moves(part * needs.cost_fall, part * needs.price_rise, part * needs.shift)


def beside_shift(
    account: Account, target: float, shift: float, open_margin: float, levers: Sequence[str]
) -> Moves | None:
    """The moves of the other `levers` that reach the target while a share of the work is moved.

    Several take the smallest same part of what each needs alone beside that `shift`; none moves
    where the shift alone reaches the target. None where no size reaches it. Where open models earn
    less than the target, the rest has to earn more than it, and every shift makes these moves
    larger.
    """
    alone = Moves(shift=shift)
    if moved(account, alone, open_margin).margin >= target:
        return alone
    needs = {lever: needed(account, target, lever, open_margin, alone) for lever in levers}
    sizes = {lever: size for lever, size in needs.items() if size is not None}
    if len(sizes) < len(needs):
        return None
    moves = Moves(**sizes)
    if len(sizes) > 1:
        goal = (target - shift * open_margin) / (1 - shift)
        _, moves = together(account, goal, moves, open_margin)
    return replace(moves, shift=shift)
