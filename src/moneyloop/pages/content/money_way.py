"""The money's way through one year: sources at the left, each party's payments to its right.

The picture has no circle in it. Parties stand in columns, from who buys to who makes the chips;
money that is paid to a later column goes on as a link. Money that is paid to the same or to an
earlier one leaves at the right and enters again at the left, from a source that names the payer
("Microsoft as investor"). So sources and parties are balanced, and nothing runs backwards.

Amounts are USD billions. Own money back of a seller is the estimate (pro-rata), cut out of the
links on which it returns as a sale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.pooled import laps
from moneyloop.analysis.pooled.trace import SOURCES
from moneyloop.analysis.study.pools import Pools
from moneyloop.analysis.study.study import Study, deals_between, rounded
from moneyloop.model import FLOWING, INVESTMENT, PURCHASE, RETURN
from moneyloop.words.labels import heading

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("software and others", ("software", "other")),
    ("labs", ("lab",)),
    ("hyperscalers", ("hyperscaler",)),
    ("neoclouds and vehicles", ("neocloud", "vehicle")),
    ("sites and power", ("datacenter", "power")),
    ("chipmakers and foundries", ("chipmaker", "foundry")),
)
_COLUMN = {kind: column for column, (_, kinds) in enumerate(COLUMNS) for kind in kinds}
KEPT, AGAIN = "kept", "again"
ROLES = {INVESTMENT: "as investor", PURCHASE: "as buyer", RETURN: "pays back"}
NAMED = 14
_DUST = 5e-10


@dataclass
class _Way:
    """Nodes and links as they are found; links of the same ends and class become one."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)

    def link(
        self, source: str, target: str, cls: str, amount: float, deals: Iterable[str] = ()
    ) -> dict[str, Any]:
        empty = {"source": source, "target": target, "class": cls, "amount": 0.0, "deals": set()}
        link = self.links.setdefault((source, target, cls), empty)
        link["amount"] += amount
        link["deals"].update(deals)
        return link


def years(study: Study) -> list[str]:
    """The shown years in which inside parties pay each other."""
    return [
        study.periods[period].name
        for period in study.shown
        # One of the two links that a payment may be is then more than dust.
        if any(moved.max(initial=0.0) > 2 * _DUST for moved in _moved(study.pools[period]))
    ]


def money_way(study: Study, period: str) -> dict[str, Any]:
    """Nodes and links of one period: {period, planned, not_drawn, nodes, links}.

    A node has id, label, column (sources first, sinks last), kind (source, party, sink), parties,
    what comes `into` it and goes `out` of it. A link has source, target, class (purchase, own,
    investment, return, or the name of the source or sink), amount and deals; a link of class own
    also own_low and own_high, the interval of all that comes back to the seller.

    NAMED parties with the most money inside stand for themselves, the others as one node in each
    column. Money of customers and earlier cash that a party keeps or spends elsewhere is not drawn
    (pro rata; `not_drawn` in all): it would hide the rest.
    """
    index = next(index for index in study.shown if study.periods[index].name == period)
    pools = study.pools[index]
    moved = dict(zip(FLOWING, _moved(pools), strict=True))
    names = _names(study, pools, moved)
    way = _Way()
    dealt = deals_between(study, index)
    own = _own(study, index, names)
    not_drawn = _ends(pools, moved, names, dealt, way)
    _payments(pools, moved, names, dealt, own, way)
    return {
        "period": period,
        "planned": study.planned(study.periods[index]),
        "not_drawn": rounded(not_drawn),
        "nodes": _nodes(way),
        "links": [_plain(link) for link in way.links.values() if link["amount"] > _DUST],
    }


def _moved(pools: Pools) -> list[np.ndarray]:
    """What parties pay each other, payer by payee, their pools together: one matrix by class."""
    size = len(pools.parties)
    result = []
    for matrix in (pools.purchases, pools.investments, pools.returns):
        sums = np.zeros((size, size))
        entries = matrix.tocoo()
        np.add.at(sums, (pools.owner[entries.row], pools.owner[entries.col]), entries.data)
        result.append(sums)
    return result


def _of_parties(pools: Pools, values: np.ndarray) -> np.ndarray:
    return np.bincount(pools.owner, weights=values, minlength=len(pools.parties))


def _names(
    study: Study, pools: Pools, moved: Mapping[str, np.ndarray]
) -> dict[int, tuple[str, str, int]]:
    """The node of each party that deals inside: (id, label, column). Small ones share one."""
    kinds = dict(zip(study.network.parties["name"], study.network.parties["kind"], strict=True))
    busy = np.sum([matrix.sum(axis=0) + matrix.sum(axis=1) for matrix in moved.values()], axis=0)
    order = sorted(np.flatnonzero(busy > 0).tolist(), key=lambda n: (-busy[n], pools.parties[n]))
    column = {index: _COLUMN.get(str(kinds[pools.parties[index]]), 0) for index in order}
    others: dict[int, list[int]] = {}
    for index in order[NAMED:]:
        others.setdefault(column[index], []).append(index)
    result = {}
    for index in order:
        small = others.get(column[index], [])
        if index in small and len(small) > 1:
            label = f"{len(small)} other {COLUMNS[column[index]][0]}"
            result[index] = (f"others:{column[index]}", label, column[index])
        else:
            name = pools.parties[index]
            result[index] = (f"party:{name}", name, column[index])
    return result


def _own(
    study: Study, period: int, names: Mapping[int, tuple[str, str, int]]
) -> dict[int, tuple[np.ndarray, float, float]]:
    """Own money back of each seller that stands for itself: by payer, and the ends of it."""
    pools = study.pools[period]
    own = {}
    for index, (node, _, _) in names.items():
        if node.startswith("party:") and pools.network_sales[index] > 0:
            by_payer = _of_parties(pools, laps.own_sales(study.pools, period, index))
            if by_payer.sum() > _DUST:
                low, _, high = intervals_.interval(study, period, index, "own")
                own[index] = (by_payer, low, high)
    return own


def _ends(
    pools: Pools,
    moved: Mapping[str, np.ndarray],
    names: Mapping[int, tuple[str, str, int]],
    dealt: Mapping[tuple[str, str, str], list[str]],
    way: _Way,
) -> float:
    """Sources into parties, and what stays with them; returns the money that is not drawn."""
    source = {
        "customers": _of_parties(pools, pools.customers + pools.outside_returns),
        "outside_investors": _of_parties(pools, pools.outside_investors),
        "earlier_cash": _of_parties(pools, pools.earlier_cash + pools.carried),
        "no_known_source": _of_parties(pools, pools.no_known_source),
    }
    total = _of_parties(pools, pools.total)
    paid = np.sum([matrix.sum(axis=1) for matrix in moved.values()], axis=0)
    into, gone = deals_with_outside(dealt, set(pools.parties))
    not_drawn = 0.0
    for index, (node, _, _) in names.items():
        stays = max(total[index] - paid[index], 0.0)
        share = stays / total[index] if total[index] > 0 else 0.0
        for name, amount in source.items():
            hidden = share * amount[index] if name in ("customers", "earlier_cash") else 0.0
            not_drawn, stays = not_drawn + hidden, stays - hidden
            # Reported figures have no deal.
            behind = into.get((pools.parties[index], name), [])
            way.link(name, node, name, amount[index] - hidden, behind)
        way.link(node, KEPT, KEPT, max(stays, 0.0), gone.get(pools.parties[index], []))
    return float(not_drawn)


def deals_with_outside(
    dealt: Mapping[tuple[str, str, str], list[str]], inside: set[str]
) -> tuple[dict[tuple[str, str], list[str]], dict[str, list[str]]]:
    """The deals behind money from outside, by party and source, and those that pay outside."""
    source = {PURCHASE: "customers", RETURN: "customers", INVESTMENT: "outside_investors"}
    into: dict[tuple[str, str], list[str]] = {}
    gone: dict[str, list[str]] = {}
    for (payer, payee, cls), deals in dealt.items():
        if payer not in inside and cls in source:
            into.setdefault((payee, source[cls]), []).extend(deals)
        if payee not in inside:
            gone.setdefault(payer, []).extend(deals)
    return into, gone


def _payments(
    pools: Pools,
    moved: Mapping[str, np.ndarray],
    names: Mapping[int, tuple[str, str, int]],
    dealt: Mapping[tuple[str, str, str], list[str]],
    own: Mapping[int, tuple[np.ndarray, float, float]],
    way: _Way,
) -> None:
    for cls, matrix in moved.items():
        for payer, payee in zip(*(ends.tolist() for ends in np.nonzero(matrix)), strict=True):
            amount = float(matrix[payer, payee])
            deals = dealt.get((pools.parties[payer], pools.parties[payee], cls), [])
            tail, label, column = names[payer]
            head, _, later = names[payee]
            if later <= column:
                way.link(tail, AGAIN, AGAIN, amount, deals)
                tail = f"{cls}:{tail}"
                way.nodes[tail] = {"label": f"{label} {ROLES[cls]}"}
            lap = own.get(payee) if cls == PURCHASE else None
            back = min(amount, float(lap[0][payer])) if lap else 0.0
            if lap and back > _DUST:
                link = way.link(tail, head, "own", back, deals)
                link["own_low"], link["own_high"] = lap[1], lap[2]
            way.link(tail, head, cls, amount - back, deals)
    for node, label, column in sorted(set(names.values())):
        members = sorted(pools.parties[index] for index, entry in names.items() if entry[0] == node)
        way.nodes[node] = {"label": label, "column": column + 1, "parties": members}


_LABELS = {
    **{source: heading(source) for source in SOURCES},
    KEPT: "Kept, wages and all else",
    AGAIN: "Reinvested (see left)",
}


def _nodes(way: _Way) -> list[dict[str, Any]]:
    """The nodes that some money passes: sources, parties by column, sinks."""
    into: dict[str, float] = {}
    out: dict[str, float] = {}
    for link in way.links.values():
        if link["amount"] > _DUST:
            out[link["source"]] = out.get(link["source"], 0.0) + link["amount"]
            into[link["target"]] = into.get(link["target"], 0.0) + link["amount"]
    nodes = []
    for name in {*into, *out}:
        known = way.nodes.get(name, {})
        kind = "party" if "column" in known else "sink" if name in (KEPT, AGAIN) else "source"
        nodes.append(
            {
                "id": name,
                "label": known.get("label") or _LABELS[name],
                "kind": kind,
                "column": known.get("column", 0 if kind == "source" else len(COLUMNS) + 1),
                "parties": known.get("parties", []),
                "into": rounded(into.get(name, 0.0)),
                "out": rounded(out.get(name, 0.0)),
            }
        )
    return sorted(nodes, key=_order)


def _order(node: Mapping[str, Any]) -> tuple[int, int, float, str]:
    order: Sequence[str] = (*SOURCES, KEPT, AGAIN)
    known = order.index(node["id"]) if node["id"] in order else len(order)
    return node["column"], known, -max(node["into"], node["out"]), node["id"]


def _plain(link: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value)
        if key == "deals"
        else rounded(value if isinstance(value, str) else float(value))
        for key, value in link.items()
    }
