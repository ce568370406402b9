"""Vintages: models that each earn back their training, and the company that trains the next.

Model n is trained in year n, which pays for it in full, and serves from year n + 1 for its life.
Its lifetime revenue, `multiple` times its training cost, comes evenly over that life; serving costs
what the margin leaves of the revenue. Nothing is discounted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Plan:
    """How a vintage is meant to earn: revenue in costs of training, years, margin of serving."""

    multiple: float
    life: float
    margin: float

    def share(self, age: int) -> float:
        """The part of the life that falls in the year `age` years after the training."""
        return max(0.0, min(1.0, self.life - (age - 1))) / self.life if age > 0 else 0.0


@dataclass(frozen=True)
class Outcome:
    """What one model, or one year, earns and costs (USD billions)."""

    revenue: float
    serve: float
    train: float

    @property
    def result(self) -> float:
        return self.revenue - self.serve - self.train


def by_model(costs: Sequence[float], plan: Plan) -> list[Outcome]:
    """Each model over its whole life."""
    return [_lifetime(cost, plan) for cost in costs]


def _lifetime(cost: float, plan: Plan) -> Outcome:
    revenue = plan.multiple * cost
    return Outcome(revenue, revenue * (1 - plan.margin), cost)


def by_year(costs: Sequence[float], plan: Plan) -> list[Outcome]:
    """Each year from the first training until the last model has served out."""
    years = []
    for year in range(1, len(costs) + math.ceil(plan.life) + 1):
        revenue = math.fsum(
            plan.multiple * cost * plan.share(year - trained)
            for trained, cost in enumerate(costs, start=1)
        )
        train = costs[year - 1] if year <= len(costs) else 0.0
        years.append(Outcome(revenue, revenue * (1 - plan.margin), train))
    return years


# What breaks it, per 1 of training cost ---------------------------------------------------------


def shorter_life(plan: Plan, life: float) -> Outcome:
    """Revenue per year as planned, but for fewer years."""
    return _lifetime(1.0, replace(plan, multiple=plan.multiple * life / plan.life))


def smaller_multiple(plan: Plan, multiple: float) -> Outcome:
    """Less revenue for the same training."""
    return _lifetime(1.0, replace(plan, multiple=multiple))


def forecast_miss(plan: Plan, miss: float) -> Outcome:
    """Demand falls short by a share; what was bought to serve the forecast is paid in full."""
    planned = _lifetime(1.0, plan)
    return replace(planned, revenue=planned.revenue * (1 - miss))


def break_even_life(plan: Plan) -> float | None:
    """The years after which a vintage has earned its training; None where it never does."""
    return plan.life / (plan.multiple * plan.margin) if plan.margin > 0 else None


def break_even_multiple(plan: Plan) -> float | None:
    """The lifetime revenue, in costs of training, that just pays for it; None without a margin."""
    return 1 / plan.margin if plan.margin > 0 else None


def break_even_miss(plan: Plan) -> float | None:
    """The share by which demand may fall short; None where even the forecast does not pay."""
    miss = plan.margin - 1 / plan.multiple
    return miss if miss >= 0 else None
