"""How near to the money the rows behind an answer are: dollars by the tier of their source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneyloop.input.tiers import COMPANY, FILING, TIERS
from moneyloop.model import INVESTMENT, PURCHASE
from moneyloop.words import amounts

if TYPE_CHECKING:
    from moneyloop.analysis.study.study import Study

_OWN_WORDS = (FILING, COMPANY)


def dollars(study: Study, period: int) -> list[dict[str, Any]]:
    """Sales and investments in the network in a period, by the tier of their rows.

    USD billions: `sales` and `investments` between parties that are inside, on public amounts.
    """
    flows, inside = study.flows, study.network.inside
    counted = (flows["period"] == period) & flows["payer"].isin(inside)
    counted &= flows["payee"].isin(inside)
    rows = flows.loc[counted]
    tiers = study.deals["tier"].to_numpy()[rows["deal"].to_numpy()]
    sums = rows["amount"].groupby([tiers, rows["class"].to_numpy()]).sum().to_dict()
    return [
        {
            "tier": tier,
            "sales": round(float(sums.get((tier, PURCHASE), 0.0)), 9),
            "investments": round(float(sums.get((tier, INVESTMENT), 0.0)), 9),
        }
        for tier in TIERS
    ]


def sentence(rows: Sequence[Mapping[str, Any]], when: str) -> str:
    """Which part of an answer rests on filings and companies' own words; "" where nothing is."""
    parts = []
    for key in ("sales", "investments"):
        total = sum(row[key] for row in rows)
        own = sum(row[key] for row in rows if row["tier"] in _OWN_WORDS)
        if total > 0:
            parts.append(f"{amounts.percent(own / total)} of the {key}")
    if not parts:
        return ""
    return (
        f"Of the dollars in the network in {when}, {' and '.join(parts)} rest on filings and "
        "companies' own statements, the rest on press, digests and other sources."
    )
