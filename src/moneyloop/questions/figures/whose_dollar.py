"""Whose dollar: the buckets of a party's booked revenue in a year, and what fills the pools.

    rows = whose_dollar(study_of(net, "2025", None, "firm"), "Microsoft")

Amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from moneyloop.analysis import attribution
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import feeds
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import measured
from moneyloop.books.measured import Measured
from moneyloop.books.readings import behind, by_party, fills_pool, is_whole_revenue, readings
from moneyloop.model import PURCHASE, USD_BN, plain
from moneyloop.questions.explanation import BUCKETS
from moneyloop.questions.figures.deal_terms import Terms
from moneyloop.words.amounts import percent
from moneyloop.words.labels import row_key

DOLLAR = "whose dollar"


def whose_dollar(given: Study, party: str) -> list[dict[str, Any]]:
    """The booked revenue of a party in the year of a study, and whose money it was.

    Rows of the group "whose dollar" (see `rulers`): revenue, the three nested measures with their
    intervals, then the other parts of the estimate; own and these sum to revenue. Behind revenue
    are the party's sales and figures, behind the others also what fills the pools that feed its
    sales.
    """
    found = attribution.rows(given, [party])
    number = given.shown[-1]
    year = given.periods[number]
    mine = [row for row in found if row["period"] == year.name and (row["revenue"] or 0) > 0]
    if not mine:
        return []
    row = mine[0]
    network = given.network
    sold = given.flows[(given.flows["period"] == number) & (given.flows["payee"] == party)]
    sold = sold[(sold["class"] == PURCHASE) & (sold["amount"] > 0)]
    ids = given.deals["id"].iloc[sold["deal"].to_numpy()].tolist()
    read = by_party(readings(network, as_of=given.known_by))
    booked = [one for one in read.get(party, ()) if is_whole_revenue(one, year)]
    pools = feeds.feeds(given, number, network.inside.index(party))
    moved = {
        name for pool in pools for flow in (*pool.inflows, *pool.outflows) for name in flow.deals
    }
    filled = [
        one
        for pool in pools
        for one in read.get(pool.party, ())
        if fills_pool(one, given.periods[pool.index])
    ]
    bases = {one["basis"] for one in booked}
    common = {
        "group": DOLLAR,
        "party": party,
        "segment": "total",
        "period": year.name,
        "first": year.first,
        "last": year.last,
        "unit": USD_BN,
        "basis": bases.pop() if len(bases) == 1 else "unknown",
        "planned": row["planned"],
        "coverage": row["revenue_coverage"],
    }
    straight = behind(network, ids, booked)
    through = behind(network, moved.union(ids), [*booked, *filled])
    names = ("revenue", *MEASURES, *(name for name in BUCKETS if name not in MEASURES))
    return [
        common | _bucket(row, name) | (straight if name == "revenue" else through) for name in names
    ]


def unsized_sales(given: Study, party: str) -> list[str]:
    """A note on network sales of the year without an amount or a term, where revenue is known.

    Customers are revenue less the sales that are known, so such sales are among them.
    """
    now, deals = given.pools[given.shown[-1]], given.deals
    if party not in now.parties or now.reported[now.parties.index(party)].share == 0:
        return []
    mine = deals["reason"].isin([selection.UNKNOWN, selection.NO_TERM])
    mine &= (deals["payee"] == party) & (deals["class"] == PURCHASE)
    mine &= deals["payer"].isin(given.network.inside)
    places = np.flatnonzero(mine.to_numpy()).tolist()
    terms = Terms(given)
    ids = [terms.cell(place, "id") for place in places if terms.may_pay(place)]
    if not ids:
        return []
    return [
        f"Network sales that no row sizes are counted with customers: {', '.join(sorted(ids))}."
    ]


def _bucket(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    measure = measured.BOOKED if name == "revenue" else measured.ESTIMATE
    low = high = None
    if name in MEASURES:
        measure = measured.ESTIMATE_IN_INTERVAL
        low, high = row[f"{name}_low"], row[f"{name}_high"]
    amount = row[row_key(name)]
    share = plain(rounded(amount / row["revenue"]))
    return {
        "metric": name,
        "amount": amount,
        "low": low,
        "high": high,
        **measured.by(Measured(measure)),
        "share": share,
    }


def notes(given: Study, rows: Sequence[Mapping[str, Any]], party: str) -> list[str]:
    """How the rows of `whose_dollar` are read, or why there are none."""
    if rows:
        return [
            f"Whose dollar: figures cover {percent(rows[0]['coverage'])} of the days of the year's "
            "revenue. Own money back is part of network investors' money, which is part of any "
            "investor's money; own money back and the rows below any investor's sum to revenue."
        ]
    if party in given.network.inside:
        return [f"Whose dollar: no revenue of {party} above zero is known in the year."]
    return [f"Whose dollar: {party} is outside the network, its revenue is not followed."]
