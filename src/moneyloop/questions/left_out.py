"""Why a deal that is about to be written would not count, in a sentence."""

from __future__ import annotations

import numpy as np

from moneyloop.analysis.study import flows, selection
from moneyloop.model import Network

_WHY = {
    selection.REPLACED: "another row replaces it",
    selection.TALKS: "nothing is agreed yet (talks)",
    selection.GUARANTEED: "a guarantee moves no money until it is called",
    selection.PART_OF: "it is part of another row, which has this money already",
    selection.BETWEEN_OUTSIDERS: "it is between outside parties: neither is in the network",
    selection.NOT_CASH: "stock counts with --in-kind only",
    selection.COVERED: "what was paid on its days counts instead (same payer, payee and kind)",
}


def why_last_is_left_out(network: Network) -> str:
    """Why the last deal of a network does not count; "" where it does.

    Paid and signed amounts are asked about, over whatever days, as in every answer without
    options (method, section 4).
    """
    deals = selection.select(network)
    last = deals.iloc[-1]
    reason = str(last["reason"])
    if not reason and len(deals) - 1 not in flows.spread(deals).deal:
        reason = selection.COVERED
    if reason == selection.UNKNOWN:
        if not np.isnan(last["amount_high_usd_bn"]):
            return 'its amount is not public; the "up to" counts with --case headline'
        return (
            "its amount is not public; paid or signed, and dated, it widens intervals all the same"
        )
    if reason == selection.NO_TERM:
        if not last["start_day"]:
            return "without a first day it is in no year"
        return f"a {last['status']} purchase needs an end date: it is never booked on one day"
    return _WHY.get(reason, reason)
