"""From the atlas to pyvis: every party a box, all deals of a class between two parties an arrow.

Python says who is on which map and where. How wide an arrow is follows the case and the period
that the reader chooses, so that is the page's own work.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from moneyloop.pages import layout
from moneyloop.pages.content.atlas import WHOLE
from moneyloop.pages.words import HIDDEN_REASONS

Record = Mapping[str, Any]

_MANY = 200  # parties; above, the map of all of them is the same in each period
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    # The page moves the map and finds what is clicked by itself: move.js and hit.js.
    "interaction": {
        "dragNodes": False,
        "dragView": False,
        "zoomView": False,
        "hover": False,
        "selectable": False,
        "tooltipDelay": 1_000_000,
        "keyboard": {"enabled": False},
    },
    "nodes": {
        "shape": "box",
        "borderWidth": 1.2,
        "borderWidthSelected": 1.2,
        "margin": {"top": 6, "bottom": 6, "left": 9, "right": 9},
        "shapeProperties": {"borderRadius": 5},
    },
    "edges": {
        "arrows": {"to": {"enabled": True}},
        "arrowStrikethrough": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "font": {"size": 0},
        "smooth": {"enabled": False},
    },
}


def is_drawn(deal: Record) -> bool:
    """Whether the picture shows this deal from the start."""
    return deal.get("left_out") not in HIDDEN_REASONS


def way_of(deal: Record) -> str:
    """The arrow that a deal belongs to, as addresses and the drawing call it."""
    return f"{deal['class']}:{deal['payer']}>{deal['payee']}"


def picture(atlas: Record) -> Any:
    """The pyvis network of an atlas: its parties that a deal touches, and an arrow for each way.

    Deals in talks and replaced ones have arrows as well, for the switch that shows them.
    """
    from pyvis.network import Network

    names = {party["name"] for party in atlas["parties"]}
    deals = [deal for deal in atlas["deals"] if {deal["payer"], deal["payee"]} <= names]
    touched = {name for deal in deals for name in (deal["payer"], deal["payee"])}
    parties = [party for party in _ordered(atlas) if party["name"] in touched]
    places = layout.columns(parties)
    net = Network(directed=True, cdn_resources="in_line")
    net.options = OPTIONS
    for party in parties:
        x, y = places[party["name"]]
        outside = party.get("boundary") == "outside"
        net.add_node(party["name"], label=layout.label(party["name"]), x=x, y=y, outside=outside)
    for way, deal in {way_of(deal): deal for deal in deals}.items():
        net.add_edge(deal["payer"], deal["payee"], id=way, cls=deal["class"])
    return net


def maps(atlas: Record) -> dict[str, Any]:
    """The places of the boxes on every map: [x, y] on a wide screen, then [x, y] on a narrow one.

    `all` has every party with a deal in a period; `few` those of each case and period that carry
    most of the money, `part` those that were asked for.
    """
    parties = _ordered(atlas)

    def placed(names: Collection[str]) -> dict[str, list[int]]:
        some = [party for party in parties if party["name"] in set(names)]
        wide, narrow = layout.columns(some), layout.bands(some)
        return {name: [*wide[name], *narrow[name]] for name in wide}

    few = {
        case: {period: placed(names) for period, names in periods.items()}
        for case, periods in atlas["few"].items()
    }
    part = placed(atlas["scope"]["parties"]) if atlas["scope"]["why"] else None
    return {"all": {name: placed(some) for name, some in _with_deals(atlas).items()}} | {
        "few": few,
        "part": part,
    }


def _with_deals(atlas: Record) -> dict[str, set[str]]:
    """The parties with a deal in each period, and with any; of a large network the latter alone."""
    with_deals: dict[str, set[str]] = {WHOLE: set()}
    many = len(atlas["parties"]) > _MANY
    for deal in atlas["deals"]:
        ends = {deal["payer"], deal["payee"]}
        with_deals[WHOLE] |= ends
        for case in {} if many else atlas["cases"].values():
            for period in case["deals"].get(deal["id"], {"years": ()})["years"]:
                with_deals.setdefault(period, set()).update(ends)
    return with_deals


def _ordered(atlas: Record) -> list[Record]:
    """The parties from top to bottom, by the money of the period that the page starts with."""
    by_name = {party["name"]: party for party in atlas["parties"]}
    sums: dict[tuple[str, str], float] = {}
    amounts = atlas["cases"][atlas["case"]]["deals"]
    for deal in atlas["deals"]:
        ends = deal["payer"], deal["payee"]
        amount = amount_in(amounts.get(deal["id"]), atlas["start"])
        if amount and set(ends) <= by_name.keys():
            sums[ends] = sums.get(ends, 0.0) + amount
    return [by_name[name] for name in layout.in_order(list(by_name.values()), sums)]


def amount_in(sums: Record | None, period: str | None) -> float | None:
    """What a deal moves in a period, or over its whole term; None is unknown or in no sum."""
    if sums is None:
        return None
    amount = sums["whole"] if period is None else sums["years"].get(period)
    return None if amount is None else float(amount)
