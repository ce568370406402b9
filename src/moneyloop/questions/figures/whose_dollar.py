"""Whose dollar: the buckets of a party's booked revenue in a year, and what fills the pools.

    rows = whose_dollar(study_of(net, "2025", None, "firm"), "Microsoft")

Amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneyloop.analysis import attribution
from moneyloop.analysis.graph import MEASURES
from moneyloop.analysis.pooled import feeds
from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import basis
from moneyloop.books.basis import Basis
from moneyloop.books.quantity import Quantity
from moneyloop.books.readings import (
    Reading,
    behind,
    by_party,
    fills_pool,
    is_whole_revenue,
    readings,
)
from moneyloop.model import PURCHASE, USD_BN, plain
from moneyloop.questions.explanation import BUCKETS
from moneyloop.questions.figures.deal_terms import Terms
from moneyloop.words.amounts import percent
from moneyloop.words.labels import row_key

DOLLAR = "whose dollar"
ENDS = ("low", "high", "known_low", "known_high")


@dataclass(frozen=True)
class Bucket:
    """Revenue of a party, or one part of it, as the `share` of it that this is.

    `coverage` is the part of the year that figures of revenue cover.
    """

    party: str
    quantity: Quantity
    share: float | None
    coverage: float

    def row(self) -> dict[str, Any]:
        """The row of the group "whose dollar" of `figures`."""
        row = {"group": DOLLAR, "party": self.party, **self.quantity.row()}
        return row | {"share": self.share}


def whose_dollar(study: Study, party: str) -> list[Bucket]:
    """The booked revenue of a party in the year of a study, and whose money it was.

    Revenue, the three nested measures with their intervals, then the other parts of the estimate;
    own and these sum to revenue. Behind revenue are the party's sales and figures, behind the
    others also what fills the pools that feed its sales.
    """
    index = study.shown[-1]
    year = study.periods[index]
    shares = [row for row in attribution.rows(study, [party]) if row["period"] == year.name]
    shares = [row for row in shares if (row["revenue"] or 0) > 0]
    if not shares:
        return []
    row = shares[0]
    network = study.network
    sold = study.flows[(study.flows["period"] == index) & (study.flows["payee"] == party)]
    sold = sold[(sold["class"] == PURCHASE) & (sold["amount"] > 0)]
    ids = study.deals["id"].iloc[sold["deal"].to_numpy()].tolist()
    known = by_party(readings(network, as_of=study.known_by))
    booked = [reading for reading in known.get(party, ()) if is_whole_revenue(reading, year)]
    pools = feeds.feeds(study, index, network.inside.index(party))
    moved = {
        name for pool in pools for flow in (*pool.inflows, *pool.outflows) for name in flow.deals
    }
    filled = [
        reading
        for pool in pools
        for reading in known.get(pool.party, ())
        if fills_pool(reading, study.periods[pool.index])
    ]
    straight: dict[str, Any] = behind(network, ids, booked)
    through: dict[str, Any] = behind(network, moved.union(ids), [*booked, *filled])
    names = ("revenue", *MEASURES, *(name for name in BUCKETS if name not in MEASURES))
    return [
        Bucket(
            party=party,
            quantity=Quantity(
                metric=name,
                segment="total",
                period=year.name,
                first=year.first,
                last=year.last,
                amount=row[row_key(name)],
                **_ends(row, name),
                unit=USD_BN,
                basis=Basis(_measure(name), _gross_or_net(booked)),
                planned=row["planned"],
                **(straight if name == "revenue" else through),
            ),
            share=_share(row[row_key(name)], row["revenue"]),
            coverage=row["revenue_coverage"],
        )
        for name in names
    ]


def _ends(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {end: row[f"{name}_{end}"] for end in ENDS} if name in MEASURES else {}


def _share(amount: float | None, revenue: float) -> float | None:
    return None if amount is None else plain(rounded(amount / revenue))


def _measure(name: str) -> str:
    if name == "revenue":
        return basis.BOOKED
    return basis.ESTIMATE_IN_INTERVAL if name in MEASURES else basis.ESTIMATE


def _gross_or_net(booked: Iterable[Reading]) -> str:
    """How the figures of revenue count, where they count alike."""
    counted = {reading.basis.gross_or_net for reading in booked}
    return counted.pop() if len(counted) == 1 else basis.UNKNOWN


def unsized_sales(study: Study, party: str) -> list[str]:
    """A note on network sales of the year without an amount or a term, where revenue is known.

    Customers are revenue less the sales that are known, so such sales are among them.
    """
    pools, deals = study.pools[study.shown[-1]], study.deals
    if party not in pools.parties or pools.reported[pools.parties.index(party)].share == 0:
        return []
    unsized = deals["reason"].isin([selection.UNKNOWN, selection.NO_TERM])
    unsized &= (deals["payee"] == party) & (deals["class"] == PURCHASE)
    unsized &= deals["payer"].isin(study.network.inside)
    terms = Terms(study)
    indices = np.flatnonzero(unsized.to_numpy()).tolist()
    ids = [terms.cell(index, "id") for index in indices if terms.may_pay(index)]
    if not ids:
        return []
    return [
        f"Network sales that no row sizes are counted with customers: {', '.join(sorted(ids))}."
    ]


def notes(study: Study, buckets: Sequence[Bucket], party: str) -> list[str]:
    """How the buckets of `whose_dollar` are read, or why there are none."""
    if buckets:
        return [
            f"Whose dollar: figures cover {percent(buckets[0].coverage)} of the days of the year's "
            "revenue. Own money back is part of network investors' money, which is part of any "
            "investor's money; own money back and the rows below any investor's sum to revenue."
        ]
    if party in study.network.inside:
        return [f"Whose dollar: no revenue of {party} above zero is known in the year."]
    return [f"Whose dollar: {party} is outside the network, its revenue is not followed."]
