"""What came into each party's pools in a period, and where it went: the pools as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moneyloop.analysis.study.study import Study, places, rounded


def rows(given: Study, parties: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """One row per period and party with money, all its pools together; USD billions.

    In: earlier_cash (cash at the start, carried or reported), customers, outside_investors, sales,
    investments and returns (from inside parties; returns from outside too) and no_known_source;
    they add up to `total`. Out: paid_purchases, paid_investments and paid_returns (to inside
    parties), kept (cash that the next period finds) and rest (spent elsewhere); they add up to
    `total`.
    """
    result = []
    for number, target in places(given, parties):
        now = given.pools[number]
        mine = now.owner == target
        paid = [now.purchases, now.investments, now.returns]
        received = [_sum(moved.T, mine) for moved in paid]
        out = [_sum(moved, mine) for moved in paid]
        total, kept = float(now.total[mine].sum()), float(now.kept[mine].sum())
        row: dict[str, Any] = {
            "party": now.parties[target],
            "period": now.period.name,
            "total": total,
            "earlier_cash": float((now.earlier_cash + now.carried)[mine].sum()),
            "customers": float(now.customers[mine].sum()),
            "outside_investors": float(now.outside_investors[mine].sum()),
            "sales": received[0],
            "investments": received[1],
            "returns": received[2] + float(now.outside_returns[mine].sum()),
            "no_known_source": float(now.no_known_source[mine].sum()),
            "paid_purchases": out[0],
            "paid_investments": out[1],
            "paid_returns": out[2],
            "kept": kept,
            "rest": total - sum(out) - kept,
            "planned": given.planned(now.period),
        }
        result.append({key: rounded(value) for key, value in row.items()})
    return result


def _sum(moved: Any, mine: np.ndarray) -> float:
    return float(moved.sum(axis=1)[mine].sum())
