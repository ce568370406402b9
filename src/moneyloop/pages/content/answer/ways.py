"""Who paid whom: the few parties between which most of the money of a period moves."""

from __future__ import annotations

import math
from typing import Any

from moneyloop.analysis.study.study import Study, rounded
from moneyloop.pages.content import loops, scope


def ways(study: Study, period: int) -> dict[str, Any]:
    """All deals of one class from payer to payee as one arrow, in the unit of the network.

    parties    the few of `scope.few`, sorted by name
    arrows     those between them, the largest first: payer, payee, class, amount (None is not
               known), deals
    shown      the sum of these
    moved      the sum of all in the period
    """
    legs = [leg for leg in loops.legs_of_period(study, period) if leg.payer != leg.payee]
    sums: dict[tuple[str, str], float] = {}
    for leg in legs:
        sums[leg.payer, leg.payee] = sums.get((leg.payer, leg.payee), 0.0) + (leg.amount or 0.0)
    few = scope.few(sums)
    between = [leg for leg in legs if {leg.payer, leg.payee} <= set(few)]
    return {
        "parties": few,
        "arrows": [
            {
                "payer": leg.payer,
                "payee": leg.payee,
                "class": leg.cls,
                "amount": leg.amount,
                "deals": list(leg.deals),
            }
            for leg in sorted(between, key=lambda leg: (-(leg.amount or 0.0), leg.payer, leg.payee))
        ],
        "shown": rounded(math.fsum(leg.amount or 0.0 for leg in between)),
        "moved": rounded(math.fsum(sums.values())),
    }
