"""What would change the answer: payments that set the limit, and amounts that are not public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis.ranged.changes import open_deals
from moneyloop.analysis.study.study import Study
from moneyloop.books.periods import in_words
from moneyloop.model import PURCHASE
from moneyloop.words.amounts import in_usd, usd, usd_interval
from moneyloop.words.labels import PAYS, listed

Row = Mapping[str, Any]
_LESS = {
    True: "A dollar less here takes a dollar off the most on public amounts for",
    False: "Less here is as much less in the most for",
}
_LIMITS, _OPEN, _ALL = 3, 2, 5


def changes(
    study: Study, period: int, ranged: Sequence[Row], limits: Sequence[Row]
) -> list[dict[str, Any]]:
    """Up to five things, each with what it would do to the range of which sellers.

    `kind` is "limit" (a payment that sets the high on public amounts) or "open" (amounts that are
    not public, by seller); `what` and `effect` are words, `deals` the ids behind.
    """
    paid = _payments(limits)
    open_ = _not_public(study, period, ranged)
    first = paid[: max(_LIMITS, _ALL - len(open_))]
    return first + open_[: max(_OPEN, _ALL - len(first))]


def _payments(limits: Sequence[Row]) -> list[dict[str, Any]]:
    """The payments that set a limit, the largest first, each once with all its sellers."""
    sellers: dict[tuple[str, str, str, str], list[str]] = {}
    flows: dict[tuple[str, str, str, str], Row] = {}
    for item in limits:
        for flow in item["flows"]:
            if not flow["deals"] or flow["class"] not in PAYS:
                continue
            key = (flow["payer"], flow["payee"], flow["class"], flow["period"])
            flows[key] = flow
            sellers.setdefault(key, []).append(item["party"])
    ranked = sorted(flows, key=lambda key: (-flows[key]["amount"], key))
    return [
        {
            "kind": "limit",
            "what": (
                f"{key[0]} {PAYS[key[2]]} {key[1]}: {usd(flows[key]['amount'])} "
                f"in {in_words(key[3])}"
            ),
            "effect": f"{_LESS[in_usd()]} {listed(sellers[key])}",
            "amount": flows[key]["amount"],
            "sellers": sellers[key],
            "deals": flows[key]["deals"],
        }
        for key in ranked
    ]


def _not_public(study: Study, period: int, ranged: Sequence[Row]) -> list[dict[str, Any]]:
    """By how much the range of a seller is wider because amounts are not public."""
    if study.network.is_ledger:
        return []
    deals = open_deals(study, period)
    rows = []
    for row in ranged:
        low, high = row["own_known_low"] or 0.0, row["own_known_high"] or 0.0
        if row["own_high"] is None or row["own_high"] - high < 0.005:
            continue
        own = [
            name
            for (payer, payee, cls), names in sorted(deals.items())
            if (cls == PURCHASE and payee == row["party"])
            or (cls != PURCHASE and payer == row["party"])
            for name in names
        ]
        public, all_ = usd_interval(low, high), usd_interval(row["own_low"], row["own_high"])
        rows.append(
            {
                "kind": "open",
                "what": f"What is not public of {row['party']} and those that pay it",
                "effect": f"On public amounts its range is {public}, not {all_}",
                "amount": row["own_high"] - high,
                "sellers": [row["party"]],
                "deals": own,
            }
        )
    return sorted(rows, key=lambda item: (-item["amount"], item["sellers"]))
