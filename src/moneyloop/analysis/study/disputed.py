"""Rows of which somebody says that the amount is not right: which they are, and of which sales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from moneyloop.model import PURCHASE
from moneyloop.words import amounts

if TYPE_CHECKING:
    import pandas as pd

    from moneyloop.analysis.study.study import Study

_COLUMNS = ("payer", "payee", "id")


def of_sales(study: Study) -> dict[tuple[int, str], list[str]]:
    """The ids of disputed purchases between parties of the network, by period index and seller."""
    deals, flows, inside = study.deals, study.flows, set(study.network.inside)
    if "disputed_by" not in deals:
        return {}
    found: dict[tuple[int, str], list[str]] = {}
    disputed = np.flatnonzero(deals["disputed_by"] != "")
    paying = flows.loc[
        flows["deal"].isin(disputed) & (flows["class"] == PURCHASE) & (flows["amount"] > 0)
    ]
    for deal, period in zip(paying["deal"], paying["period"], strict=True):
        payer, payee, name = (deals[key].iloc[deal] for key in _COLUMNS)
        if payer in inside and payee in inside:
            ids = found.setdefault((int(period), str(payee)), [])
            if name not in ids:
                ids.append(str(name))
    return found


def sentences(deals: pd.DataFrame, ids: Iterable[str] | None = None) -> dict[str, str]:
    """Who disputes which amount: a sentence by the id of each disputed row, or of `ids` alone.

    "Disputed by Cloud: lab-cloud-2025, $17.2bn that Lab paid Cloud in 2025."
    """
    if "disputed_by" not in deals:
        return {}
    disputed = deals["disputed_by"].to_numpy() != ""
    if not disputed.any():
        return {}
    rows = deals.loc[disputed]
    rows = rows if ids is None else rows.loc[rows["id"].isin(list(ids))]
    return {str(row["id"]): _sentence(row) for row in rows.to_dict("records")}


def named(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of disputed deals that rows of `attribute` name, each once."""
    return list(dict.fromkeys(name for row in rows for name in row.get("disputed", ())))


def _sentence(row: Mapping[Any, Any]) -> str:
    amount = amounts.usd(row["amount_usd_bn"], "an amount that is not public,")
    payer, payee = row["payer"], row["payee"]
    way = f"that {payer} paid {payee}" if row["status"] == "paid" else f"from {payer} to {payee}"
    return f"Disputed by {row['disputed_by']}: {row['id']}, {amount} {way}{_when(row)}."


def _when(row: Mapping[Any, Any]) -> str:
    start, end = row["start"], row["end"]
    if not start:
        return ""
    year = start[:4]
    if end in (year, f"{year}-12-31") and start in (year, f"{year}-01-01"):
        return f" in {year}"
    if not end or start == end:
        return f" {'on' if len(start) == len('2026-10-06') else 'in'} {amounts.day(start)}"
    return f", {amounts.day(start)} to {amounts.day(end)}"
