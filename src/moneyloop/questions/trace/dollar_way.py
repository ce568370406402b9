"""The picture of one dollar's way: nodes and links by hop, so that it has no circle in it.

A party is a new node at each hop; hops are columns, with a column of ends beside each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis.study.study import rounded
from moneyloop.model import FLOWING
from moneyloop.questions.trace.dollar_rows import GOES_ON, OUTSIDE, SOURCE, STAYS

Row = Mapping[str, Any]


def picture(rows: Sequence[Row], *, back: bool = False, named: int | None = None) -> dict[str, Any]:
    """The rows of `trace` as {"nodes", "links"}; amounts in US dollars of the dollar.

    A node has id ("hop:party", or "hop>end"), label, kind (source, party, end), column, parties,
    what comes `into` it and goes `out` of it. Money runs from lower to higher columns: a party
    stands in the column of its hop (backwards its negative), an end in the next one. A link has
    source, target, class (of what comes to rest the name of its end), amount, booked and deals.
    `named` parties with the most at each hop stand for themselves, the others as one node.
    """
    names = _names(rows, back, named)
    nodes: dict[str, dict[str, Any]] = {}
    links: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        source, target = (names[place] for place in _ends(row, back))
        for node in (source, target):
            nodes.setdefault(node["id"], node | {"into": 0.0, "out": 0.0})
        cls = row["payee"] if row["class"] in (STAYS, GOES_ON) else row["class"]
        empty = {"amount": 0.0, "revenue": 0.0, "deals": set()}
        link = links.setdefault((source["id"], target["id"], cls), empty)
        link["amount"] += row["amount"]
        link["revenue"] = None if row["revenue"] is None else link["revenue"] + row["revenue"]
        link["deals"].update(row["deals"])
        nodes[source["id"]]["out"] += row["amount"]
        nodes[target["id"]]["into"] += row["amount"]
    return {
        "nodes": [
            {key: rounded(value) for key, value in node.items()}
            for node in sorted(nodes.values(), key=_order)
        ],
        "links": [
            {"source": source, "target": target, "class": cls}
            | {
                key: sorted(value) if key == "deals" else rounded(value)
                for key, value in link.items()
            }
            for (source, target, cls), link in links.items()
        ],
    }


def onward(rows: Sequence[Row]) -> tuple[list[dict[str, Any]], float]:
    """The rows of a way forwards without what comes to rest where the dollar enters, and that sum.

    It would hide the rest: most of a customer's dollar goes no further than the seller.
    """
    goes_on: dict[str, float] = {}
    for row in rows:
        if row["class"] == GOES_ON if row["hop"] == 0 else row["hop"] == 1 and _moves(row):
            goes_on[row["payer"]] = goes_on.get(row["payer"], 0.0) + row["amount"]
    kept: list[dict[str, Any]] = []
    rest = 0.0
    for row in rows:
        if row["hop"] or row["class"] == GOES_ON:
            kept.append(dict(row))
        elif row["class"] == SOURCE:
            part = min(goes_on.get(row["payee"], 0.0), row["amount"])
            rest += row["amount"] - part
            booked = None if row["revenue"] is None else part
            if part > 0:
                kept.append(dict(row) | {"amount": part, "revenue": booked})
    return kept, float(rounded(rest))


_Place = tuple[str, int, str]  # kind, column, name


def _ends(row: Row, back: bool) -> tuple[_Place, _Place]:
    """Where a row's money comes from and where it goes."""
    hop, payer, payee = row["hop"], row["payer"], row["payee"]
    if back:
        kind = "source" if row["class"] == SOURCE else "party"
        return (kind, -hop, payer), ("party", 1 - hop, payee)
    if row["class"] == SOURCE:
        return ("source", -1, payer), ("party", hop, payee)
    if _moves(row):
        return ("party", hop - 1, payer), ("party", hop, payee)
    name = payee if row["class"] in (STAYS, GOES_ON) else "paid outside"
    return ("party", hop, payer), ("end", hop + 1, name)


def _moves(row: Row) -> bool:
    """True for a payment from one inside party to another."""
    return row["class"] in FLOWING and not row["payee"].startswith(OUTSIDE)


def _names(rows: Sequence[Row], back: bool, named: int | None) -> dict[_Place, dict[str, Any]]:
    """The node of each place; the smaller parties of a column share one."""
    most: dict[_Place, list[float]] = {}
    for row in rows:
        for side, place in enumerate(_ends(row, back)):
            most.setdefault(place, [0.0, 0.0])[side] += row["amount"]
    by_column: dict[int, list[_Place]] = {}
    result = {}
    for place in sorted(most, key=lambda place: (-max(most[place]), place)):
        kind, column, name = place
        hop = abs(column) if kind != "end" else column - 1
        if kind == "party":
            by_column.setdefault(column, []).append(place)
        mark, label = (":", name) if kind == "party" else (">", name[:1].upper() + name[1:])
        result[place] = {
            "id": f"{hop}{mark}{name}",
            "label": label,
            "kind": kind,
            "column": column,
            "parties": [name] if kind == "party" else [],
        }
    for column, places in by_column.items():
        others = places[named:] if named is not None else []
        if len(others) > 1:
            shared = {
                "id": f"{abs(column)}>others",
                "label": f"{len(others)} other parties",
                "kind": "party",
                "column": column,
                "parties": sorted(name for _, _, name in others),
            }
            result |= dict.fromkeys(others, shared)
    return result


def _order(node: Mapping[str, Any]) -> tuple[int, bool, float, str]:
    amount = max(node["into"], node["out"])
    return node["column"], node["kind"] == "end", -round(amount, 9), node["id"]
