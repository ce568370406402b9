"""What came into each party's pools in a period, and where it went: the pools as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.study.study import Study, in_digits, places
from moneyloop.model import INVESTMENT, PURCHASE, RETURN


def rows(study: Study, parties: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """One row per period and party with money, all its pools together; USD billions.

    In: earlier_cash (cash at the start, carried or reported), customers, outside_investors, sales,
    investments and returns (from inside parties; returns from outside too) and no_known_source;
    they add up to `total`. Out: paid_purchases, paid_investments and paid_returns (to inside
    parties), kept (cash that the next period finds) and rest (spent elsewhere); they add up to
    `total`.
    """
    result = []
    for period, target in places(study, parties):
        pools = study.pools[period]
        owned = pools.owner == target
        classes = (PURCHASE, INVESTMENT, RETURN)
        received = [float(pools.received[cls][owned].sum()) for cls in classes]
        out = [float(pools.paid[cls][owned].sum()) for cls in classes]
        total, kept = float(pools.total[owned].sum()), float(pools.kept[owned].sum())
        if study.network.is_ledger:  # it ends with its last payment, and nothing is spent elsewhere
            kept = max(total - sum(out) - float(pools.to_outside[owned].sum()), 0.0)
        row: dict[str, Any] = {
            "party": pools.parties[target],
            "period": pools.period.name,
            "total": total,
            "earlier_cash": float((pools.earlier_cash + pools.carried)[owned].sum()),
            "customers": float(pools.customers[owned].sum()),
            "outside_investors": float(pools.outside_investors[owned].sum()),
            "sales": received[0],
            "investments": received[1],
            "returns": received[2] + float(pools.outside_returns[owned].sum()),
            "no_known_source": float(pools.no_known_source[owned].sum()),
            "paid_purchases": out[0],
            "paid_investments": out[1],
            "paid_returns": out[2],
            "kept": kept,
            "rest": total - sum(out) - kept,
            "planned": study.planned(pools.period),
        }
        write = in_digits(study, total)
        result.append({key: write(value) for key, value in row.items()})
    return result
