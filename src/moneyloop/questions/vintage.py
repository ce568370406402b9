"""Vintages: models that earn more than they cost, and years that end in a loss.

    vintage([0.1, 1, 10], multiple=2, life=2, margin=0.75).to_frame()

Amounts are in the unit of the costs, USD billions; nothing is read but what the reader states.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.books import vintages
from moneyloop.books.vintages import Outcome, Plan
from moneyloop.model import STATED, USD_BN, ChoiceError, Result
from moneyloop.words import amounts
from moneyloop.words.columns import Column, amount, described

MODEL, YEAR, SENSITIVITY = "model", "year", "sensitivity"
LIFE, MULTIPLE, MISS = "shorter life", "smaller multiple", "forecast miss"
MULTIPLE_OF_COST, YEARS_OF_LIFE, MARGIN = 2.0, 2.0, 0.75
_PARTS = (1.0, 0.75, 0.5, 0.25)
_MISSES = (0.0, 0.1, 0.25, 0.5)
_LONGEST, _LARGEST, _MOST = 100.0, 1e6, 1000.0
COLUMNS = (
    Column("account"),
    Column("model", "Model", number=True),
    Column("year", "Year", number=True),
    Column("lever", "Lever", whole=True),
    Column("size", "Size", amounts.number, whole=True),
    amount("revenue", "Revenue"),
    amount("serve", "Serving"),
    amount("train", "Training"),
    amount("result", "Result"),
    amount("cumulative", "Cumulative"),
    Column("revenue_per_cost", "Revenue / training", amounts.times, number=True),
    Column("is_break_even"),
    Column("unit"),
)


@described(COLUMNS)
def vintage(
    costs: Sequence[float],
    *,
    multiple: float = MULTIPLE_OF_COST,
    life: float = YEARS_OF_LIFE,
    margin: float | None = None,
    billed: float | None = None,
    compute: float | None = None,
) -> Result:
    """Per model and per year: the same money in two accounts, and the ways in which it breaks.

    `costs` are what each model costs to train, one model a year; `multiple` is its lifetime revenue
    in costs of training, `life` the years that it serves, `margin` the gross margin of serving
    (0.75, or what `billed` leaves over `compute`, in any unit). The accounts and closed forms are
    those of books/vintages.py.

    Rows by `account`: `model` (revenue, serve, train, `result`, revenue_per_cost), `year`
    (the same of a year, and `cumulative`), and `sensitivity`: per 1 of training cost, for a `lever`
    of a `size`, from as planned down, and at the break-even (`is_break_even`; without a size where
    it never breaks even). `unit` says which. The results of models and of years have the same sum.
    Raises ChoiceError.
    """
    if not costs:
        raise ChoiceError("cost: no model to train; write the costs as 0.1,1,10")
    for cost in costs:
        _check("cost", cost, 0.0, _LARGEST, "above 0 and at most 1,000,000")
    _check("multiple", multiple, 0.0, _MOST, "above 0 and at most 1,000")
    _check("life", life, 0.0, _LONGEST, "above 0 and at most 100 years")
    # Dust would be a margin that takes longer than anyone can count to pay back.
    share = rounded(_margin(margin, billed, compute))
    plan = Plan(float(multiple), float(life), share)
    rows = [*_models(costs, plan), *_years(costs, plan), *_sensitivities(plan)]
    meter = None
    if billed is not None and compute is not None:
        meter = {"billed": billed, "compute": compute, "kept": rounded(float(billed - compute))}
    return Result(
        data="stated inputs",
        as_of=None,
        case=STATED,
        rows=rows,
        notes=_notes(plan),
        extra={
            "costs": list(costs),
            "multiple": multiple,
            "life": life,
            "margin": share,
            "meter": meter,
            "total": rounded(sum(row["result"] for row in rows if row["account"] == MODEL)),
        },
        columns=COLUMNS,
    )


def _check(name: str, value: float, above: float, most: float, rule: str) -> None:
    if not above < value <= most:
        raise ChoiceError(f"{name} {value:g}: a number {rule}")


def _margin(margin: float | None, billed: float | None, compute: float | None) -> float:
    if billed is None and compute is None:
        share = MARGIN if margin is None else float(margin)
        if not -_MOST <= share <= 1:
            raise ChoiceError(f"margin {share:g}: a share of revenue, at most 1 (75% is 0.75)")
        return share
    if margin is not None:
        raise ChoiceError("the margin is stated, or worked out of billed and compute: not both")
    if billed is None or compute is None:
        raise ChoiceError("billed and compute give the margin together: state both")
    _check("billed", billed, 0.0, _LARGEST, "above 0 and at most 1,000,000")
    if not 0 <= compute <= _LARGEST:
        raise ChoiceError(f"compute {compute:g}: a number from 0 to 1,000,000")
    return 1 - compute / billed


def _row(account: str, outcome: Outcome | None, **more: Any) -> dict[str, Any]:
    """A row of an account; without an outcome its amounts are unknown."""
    row: dict[str, Any] = {"account": account}
    row |= {key: more.get(key) for key in ("model", "year", "lever", "size")}
    amounts = ("revenue", "serve", "train", "result")
    row |= {key: getattr(outcome, key) if outcome else None for key in amounts}
    row["cumulative"] = more.get("cumulative")
    per_cost = outcome.revenue / outcome.train if outcome and account != YEAR else None
    row["revenue_per_cost"] = per_cost
    row["is_break_even"] = more.get("is_break_even")
    row["unit"] = "training costs" if account == SENSITIVITY else USD_BN
    return {key: rounded(value) for key, value in row.items()}


def _models(costs: Sequence[float], plan: Plan) -> list[dict[str, Any]]:
    outcomes = vintages.by_model(costs, plan)
    return [
        _row(MODEL, outcome, model=number, year=number)
        for number, outcome in enumerate(outcomes, start=1)
    ]


def _years(costs: Sequence[float], plan: Plan) -> list[dict[str, Any]]:
    outcomes = vintages.by_year(costs, plan)
    sums = accumulate(outcome.result for outcome in outcomes)
    return [
        _row(YEAR, outcome, year=number, cumulative=total)
        for number, (outcome, total) in enumerate(zip(outcomes, sums, strict=True), start=1)
    ]


def _sensitivities(plan: Plan) -> list[dict[str, Any]]:
    """Per 1 of training cost: a few sizes from as planned down, then the break-even."""
    lives = [plan.life * part for part in _PARTS]
    multiples = [plan.multiple * part for part in _PARTS]
    rows = _along(plan, LIFE, vintages.shorter_life, lives, vintages.break_even_life(plan))
    even = vintages.break_even_multiple(plan)
    rows += _along(plan, MULTIPLE, vintages.smaller_multiple, multiples, even)
    even = vintages.break_even_miss(plan)
    return rows + _along(plan, MISS, vintages.forecast_miss, _MISSES, even)


def _along(
    plan: Plan,
    lever: str,
    outcome: Callable[[Plan, float], Outcome],
    sizes: Sequence[float],
    even: float | None,
) -> list[dict[str, Any]]:
    rows = [
        _row(SENSITIVITY, outcome(plan, size), lever=lever, size=size, is_break_even=False)
        for size in sizes
    ]
    at_even = None if even is None else outcome(plan, even)
    return [*rows, _row(SENSITIVITY, at_even, lever=lever, size=even, is_break_even=True)]


def _notes(plan: Plan) -> list[str]:
    notes = [
        "One model a year, trained and paid for in its year; it serves from the next year on.",
        "Revenue is even over the life of a model, and nothing is discounted.",
        "Result: revenue less serving and training. Models and years share it out differently, and "
        "have the same sum.",
        "Shorter life: the revenue of a year stays, the years are cut. Forecast miss: demand falls "
        "short, and the compute bought to serve the forecast is paid in full.",
    ]
    if plan.life != int(plan.life):
        notes.append("The last year of service counts in part.")
    if plan.margin <= 0:
        notes.append("Without a margin above 0 no volume earns the training back.")
    return notes
