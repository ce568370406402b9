"""From the payload to pyvis: every party a node, every deal an edge of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneyloop.pages.layout import positions
from moneyloop.pages.text import shorten
from moneyloop.pages.words import GROUP_OF_KIND, HIDDEN_REASONS, OTHER_GROUP

Record = Mapping[str, Any]
Points = Mapping[str, tuple[int, int]]

_WIDEST = 10.0
_THINNEST = 1.0
_LARGEST_NODE = 27
_SMALLEST_NODE = 7
_LANE_GAP = 3.6
# A clockwise curve of roundness f over a distance d bows by about 0.39 f d at its middle.
_BOW_PER_ROUNDNESS = 0.39
_ROUNDEST = 0.7

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
        "arrowStrikethrough": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "font": {"size": 0},
    },
}


def is_drawn(deal: Record) -> bool:
    """Whether the picture shows this deal from the start."""
    return deal.get("left_out") not in HIDDEN_REASONS


def drawn_amount(deal: Record, case: str) -> float | None:
    """The amount that sets the width: the firm one, or the `up to` in the headline case."""
    high = deal.get("amount_high_usd_bn")
    amount = high if case == "headline" and high is not None else deal.get("amount_usd_bn")
    return None if amount is None else float(amount)


def picture(payload: Record) -> Any:
    """The pyvis network of a payload: all its deals, and the parties that they touch.

    Deals in talks and replaced ones are in it as well, for the switch that shows them.
    """
    from pyvis.network import Network

    parties, deals, case = payload["parties"], payload["deals"], str(payload.get("case"))
    points = positions(parties, deals)
    net = Network(directed=True, cdn_resources="in_line")
    net.options = OPTIONS
    for node in _nodes(parties, deals, points, case):
        net.add_node(node.pop("id"), **node)
    for edge in _edges(deals, points, case):
        net.add_edge(edge.pop("payer"), edge.pop("payee"), **edge)
    return net


def _nodes(
    parties: Iterable[Record], deals: Iterable[Record], points: Points, case: str
) -> list[dict[str, Any]]:
    """One node per placed party; its size follows the money in the deals that touch it."""
    weight = dict.fromkeys(points, 0.0)
    for deal in filter(is_drawn, deals):
        for name in {deal["payer"], deal["payee"]} & weight.keys():
            weight[name] += drawn_amount(deal, case) or 0.0
    heaviest = max(weight.values(), default=0.0) or 1.0
    nodes = []
    for party in parties:
        name = str(party["name"])
        if name not in points:
            continue
        x, y = points[name]
        share = math.sqrt(weight[name] / heaviest)
        group = GROUP_OF_KIND.get(str(party.get("kind")), OTHER_GROUP)
        size = round(_SMALLEST_NODE + (_LARGEST_NODE - _SMALLEST_NODE) * share)
        nodes.append(
            {
                "id": name,
                "label": shorten(name),
                "shape": group.shape,
                "size": size,
                "x": x,
                "y": y,
                "outside": party.get("boundary") == "outside",
            }
        )
    return nodes


def _edges(deals: Sequence[Record], points: Points, case: str) -> list[dict[str, Any]]:
    """One edge per deal, the widest first so that thin ones stay visible on top."""
    amounts = {deal["id"]: drawn_amount(deal, case) for deal in deals}
    largest = max((amount or 0.0 for amount in amounts.values()), default=0.0) or 1.0
    roads: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for deal in deals:
        if deal["payer"] in points and deal["payee"] in points:
            edge = _edge(deal, amounts[deal["id"]], largest)
            roads.setdefault((deal["payer"], deal["payee"]), []).append(edge)
    for (payer, payee), road in sorted(roads.items()):
        road.sort(key=lambda edge: (-edge["width"], edge["id"]))
        _lay_lanes(road, math.dist(points[payer], points[payee]))
    edges = [edge for road in roads.values() for edge in road]
    return sorted(edges, key=lambda edge: (-edge["width"], edge["id"]))


def _edge(deal: Record, amount: float | None, largest: float) -> dict[str, Any]:
    share = math.sqrt(max(0.0, amount or 0.0) / largest)
    width = _THINNEST if deal.get("part_of") else _THINNEST + (_WIDEST - _THINNEST) * share
    return {
        "payer": deal["payer"],
        "payee": deal["payee"],
        "id": deal["id"],
        "width": round(width, 2),
        "strength": 0.0 if deal.get("part_of") else round(share, 3),
        "dashes": _dashes(amount is None, deal.get("status") in ("contingent", "talks")),
        # The head of an arrow grows with its line, so wide lines get a smaller scale.
        "arrows": {"to": {"enabled": True, "scaleFactor": round(max(0.12, 0.5 - 0.06 * width), 3)}},
    }


def _dashes(unknown: bool, contingent: bool) -> list[float] | bool:
    """Dotted when the amount is unknown, dashed when contingent, both when both."""
    if unknown and contingent:
        return [7, 4, 1.5, 4]
    if unknown:
        return [1.5, 4]
    return [7, 5] if contingent else False


def _lay_lanes(road: Iterable[dict[str, Any]], distance: float) -> None:
    """Give parallel deals curves of their own; those the other way bow to the other side."""
    if distance == 0:
        for lane, edge in enumerate(road):
            edge["selfReference"] = {"size": 16 + 9 * lane, "angle": 0.8}
        return
    road = list(road)
    bows: list[float] = []
    for edge in road:
        bow = bows[-1] + _LANE_GAP + edge["width"] if bows else 5 + 0.04 * distance
        bows.append(bow)
    widest = _ROUNDEST * _BOW_PER_ROUNDNESS * distance
    squeeze = min(1.0, widest / bows[-1])
    for edge, bow in zip(road, bows, strict=True):
        roundness = squeeze * bow / (_BOW_PER_ROUNDNESS * distance)
        edge["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": round(roundness, 4)}
