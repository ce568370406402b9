"""From the atlas to pyvis: every party a node, every deal an edge of its own.

Python says who is on the map, where and in what shape. How wide and how broken a line is follows
the case and the year that the reader chooses, so that is the page's own work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneyloop.pages.layout import positions
from moneyloop.pages.text import shorten
from moneyloop.pages.words import GROUP_OF_KIND, HIDDEN_REASONS, OTHER_GROUP

Record = Mapping[str, Any]

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "multiselect": False,
        "tooltipDelay": 1_000_000,
        # vis would take the focus whenever the pointer crosses the map; keys.js does the keys.
        "keyboard": {"enabled": False},
    },
    "nodes": {"borderWidth": 1.6, "borderWidthSelected": 1.6, "font": {"size": 0}},
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


def picture(atlas: Record) -> Any:
    """The pyvis network of an atlas: all its deals, and the parties that they touch.

    Deals in talks and replaced ones are in it as well, for the switch that shows them. So are the
    parties that are not drawn at first.
    """
    from pyvis.network import Network

    deals = atlas["deals"]
    names = {party["name"] for party in atlas["parties"]}
    touched = names & {name for deal in deals for name in (deal["payer"], deal["payee"])}
    net = Network(directed=True, cdn_resources="in_line")
    net.options = OPTIONS
    for node in _nodes(atlas, touched):
        net.add_node(node.pop("id"), **node)
    for deal in deals:
        if deal["payer"] in touched and deal["payee"] in touched:
            net.add_edge(deal["payer"], deal["payee"], id=deal["id"])
    return net


def _nodes(atlas: Record, touched: set[str]) -> list[dict[str, Any]]:
    """One node per party that a deal touches, with its place on the map.

    Every party of the table has its place, drawn or not: on another date it stands there as well.
    A part of a large network would be thin on the map of all of it, so it has a map of its own.
    """
    parties = atlas["parties"]
    points = positions(parties)
    first = _drawn_first(atlas, touched)
    part = positions([party for party in parties if party["name"] in first])
    nodes = []
    for party in parties:
        name = str(party["name"])
        if name not in touched:
            continue
        group = GROUP_OF_KIND.get(str(party.get("kind")), OTHER_GROUP)
        x, y = points[name]
        node = {
            "id": name,
            "label": shorten(name),
            "shape": group.shape,
            "group_key": group.key,
            "x": x,
            "y": y,
            "outside": party.get("boundary") == "outside",
            "first": name in first,
        }
        if name in first and first < touched:
            node["part_x"], node["part_y"] = part[name]
        nodes.append(node)
    return nodes


def _drawn_first(atlas: Record, touched: set[str]) -> set[str]:
    """The parties of the part that the page starts with, and those of deals that are hidden."""
    if atlas["scope"]["why"] is None:
        return touched
    drawn = [deal for deal in atlas["deals"] if is_drawn(deal)]
    seen = {name for deal in drawn for name in (deal["payer"], deal["payee"])}
    return touched & ({*atlas["scope"]["parties"]} | (touched - seen))
