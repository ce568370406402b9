"""One dollar's way by hop as a Sankey: a party is a new node at each hop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Chart, Figure, Table, Variant, layout, mark
from moneyloop.pages.charts.money_way import deals_behind, node_hover, positions
from moneyloop.words.amounts import cents, times

Record = Mapping[str, Any]

_HEIGHT = 480
_MARGIN = 12
_THIN = 0.0001
_LEGEND = {
    "source": ("customers", "Customers"),
    "purchase": ("purchase", "Purchases: revenue of the seller"),
    "investment": ("investment", "Investments"),
    "return": ("repayment", "Returns"),
    "end": ("kept", "Comes to rest, or is still moving"),
}
_COLOURS = {
    "source": "--bucket-customers/0.38",
    "purchase": "--kind-hardware/0.38",
    "investment": "--kind-equity/0.38",
    "return": "--kind-repayment/0.38",
}
_REST = "--node-line/0.16"
_WORDS = {"source": "paid by customers"}


def chart(dollar: Record | None) -> Chart:
    """The Sankey of `article`'s dollar; None where there is none to follow."""
    variants = [_variant(dollar)] if dollar is not None and dollar["links"] else []
    drawn = cents(dollar["hops"][0]["still_moving"]) if dollar is not None else "none"
    return Chart(
        key="dollar-way",
        title=f"Where {drawn} of a dollar that customers pay go next",
        basis=(
            "Each column is one payment further on, so a party can stand in several. Every dollar "
            "that leaves a party has the mix of all that the party had in the year. What comes to "
            "rest at the party that customers pay is in the table of hops and is not drawn, nor is "
            "what is less than a hundredth of a cent."
        ),
        variants=variants,
        empty="No dollar that customers pay goes on to another party, so there is none to follow.",
        unit="cents of one US dollar",
    )


def legend(dollar: Record | None) -> list[tuple[str, str]]:
    """The parts that are drawn, with their words."""
    if dollar is None:
        return []
    nodes, links = _visible(dollar)
    ends = {node["id"] for node in nodes if node["kind"] == "end"}
    used = {"end" if link["target"] in ends else link["class"] for link in links}
    return [part for key, part in _LEGEND.items() if key in used]


def _variant(dollar: Record) -> Variant:
    year = f"{dollar['year']}{' (planned)' if dollar['planned'] else ''}"
    return Variant(year, fact(dollar), _figure(dollar), _table(dollar))


def fact(dollar: Record) -> str:
    """The finding, in a sentence or two."""
    first = dollar["hops"][0]
    booked = dollar["times_booked"]
    ending = (
        "it is booked as revenue without end"
        if booked is None
        else f"it is booked as revenue {times(booked).removesuffix('x')} times"
    )
    return (
        f"Of each dollar that customers paid in {dollar['year']}, {cents(first['still_moving'])} "
        f"was passed on to another company in the network; {cents(first['at_rest'])} was kept, "
        f"spent elsewhere or paid outside. On its whole way {ending}."
    )


def _figure(dollar: Record) -> Figure:
    nodes, links = _visible(dollar)
    node_of = {node["id"]: index for index, node in enumerate(nodes)}
    x, y, pad = positions(nodes, links, _HEIGHT)
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": [mark(node["label"], 22) for node in nodes],
            "x": x,
            "y": y,
            "pad": pad,
            "thickness": 15,
            "color": [_node_colour(node) for node in nodes],
            "line": {"width": 0},
            "customdata": [node_hover(node, cents) for node in nodes],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "link": {
            "source": [node_of[link["source"]] for link in links],
            "target": [node_of[link["target"]] for link in links],
            "value": [link["amount"] for link in links],
            "color": [_link_colour(link, nodes[node_of[link["target"]]]) for link in links],
            "customdata": [_link_hover(link, nodes, node_of) for link in links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"size": 12, "color": "--ink"},
    }
    margin = {"l": 6, "r": 6, "t": _MARGIN, "b": _MARGIN}
    return {"data": [trace], "layout": layout(_HEIGHT, margin=margin)}


def _visible(dollar: Record) -> tuple[list[Record], list[Record]]:
    """The nodes and links of a hundredth of a cent and more.

    plotly draws no line thinner than a pixel, so dust would look like money.
    """
    links = [link for link in dollar["links"] if link["amount"] >= _THIN] or dollar["links"]
    ends = {link[end] for link in links for end in ("source", "target")}
    return [node for node in dollar["nodes"] if node["id"] in ends], links


def _node_colour(node: Record) -> str:
    return "--bucket-customers" if node["kind"] == "source" else "--node-line"


def _link_colour(link: Record, target: Record) -> str:
    return _REST if target["kind"] == "end" else _COLOURS[link["class"]]


def _link_hover(link: Record, nodes: Sequence[Record], node_of: Mapping[str, int]) -> str:
    payer, payee = (nodes[node_of[link[end]]]["label"] for end in ("source", "target"))
    text = f"<b>{mark(payer)} → {mark(payee)}</b><br>{_word(link)}: {cents(link['amount'])}"
    if link["revenue"]:
        text += f"<br>revenue: {cents(link['revenue'])}"
    return text + deals_behind(link)


def _word(link: Record) -> str:
    return _WORDS.get(link["class"], str(link["class"]))


def _table(dollar: Record) -> Table:
    nodes = {node["id"]: node for node in dollar["nodes"]}
    head = [("Hop", True), ("From", False), ("To", False), ("What", False)]
    head += [("Of the dollar", True), ("Revenue", True), ("Deals", False)]
    rows = []
    for link in dollar["links"]:
        source, target = nodes[link["source"]], nodes[link["target"]]
        rows.append(
            [
                str(target["column"] - (target["kind"] == "end")),
                str(source["label"]),
                str(target["label"]),
                _word(link),
                cents(link["amount"]),
                cents(link["revenue"]),
                ", ".join(link["deals"]),
            ]
        )
    return Table(head, rows)
