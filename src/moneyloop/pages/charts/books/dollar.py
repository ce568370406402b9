"""Where a dollar that customers pay goes next: each column is one payment further on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books.money_way import deals_behind, node_title
from moneyloop.pages.charts.books.rows import both
from moneyloop.pages.charts.books.sankey import Band, Node, sankey
from moneyloop.pages.charts.svg import Drawing
from moneyloop.words.amounts import cents, times

Record = Mapping[str, Any]

_THIN = 0.0001  # dollars; less is in the table only
_STYLES = {"end": "else", "source": "else", "return": "else", "purchase": "buys"}
_STYLES |= {"investment": "invests"}
_MARKS = {
    "buys": "purchases: revenue of the seller",
    "invests": "investments",
    "else": "paid by customers, repaid, or come to rest",
}
_WORDS = {"source": "paid by customers"}
_HOP = ("arrived", "revenue", "kept", "elsewhere", "outside", "still_moving")


def drawing(dollar: Record | None, known: str) -> Drawing | None:
    """The dollar of `content.books`; None where no dollar of customers goes on."""
    if dollar is None or not dollar["links"]:
        return None
    first = cents(dollar["hops"][0]["still_moving"])
    title = f"Where {first} of a dollar that customers pay go next, {_year(dollar)}"
    nodes, bands = _drawn(dollar)
    used = [band.style for band in bands]
    marks = [(style, words) for style, words in _MARKS.items() if style in used]
    svg, tall = both(lambda width: sankey(nodes, bands, width, title, marks))
    basis = (
        f"Cents of one US dollar, {dollar['year']}, {known}; each column is one payment further "
        "on; not drawn: what comes to rest where it was paid, and less than a hundredth of a cent"
    )
    return Drawing("dollar-way", title, basis, svg, _table(dollar), tall, answer(dollar))


def answer(dollar: Record) -> str:
    """What is passed on of a dollar, and how often it is booked, in a sentence or two."""
    first, booked = dollar["hops"][0], dollar["times_booked"]
    ending = (
        "it is booked as revenue without end"
        if booked is None
        else f"it is booked as revenue {times(booked).removesuffix('x')} times"
    )
    return (
        f"Of each dollar that customers paid in {_year(dollar)}, {cents(first['still_moving'])} "
        f"was passed on to another company in the network; {cents(first['at_rest'])} was kept, "
        f"spent elsewhere or paid outside. On its whole way {ending}."
    )


def _year(dollar: Record) -> str:
    return f"{dollar['year']}{' (planned)' if dollar['planned'] else ''}"


def _drawn(dollar: Record) -> tuple[list[Node], list[Band]]:
    links = [link for link in dollar["links"] if link["amount"] >= _THIN] or dollar["links"]
    ends = {link[end] for link in links for end in ("source", "target")}
    records = {node["id"]: node for node in dollar["nodes"] if node["id"] in ends}
    nodes = [
        Node(
            node["id"],
            node["label"],
            _short(max(node["into"], node["out"])),
            node["column"],
            max(node["into"], node["out"]),
            "node",
            node_title(node, cents),
        )
        for node in records.values()
    ]
    bands = [
        Band(
            link["source"],
            link["target"],
            link["amount"],
            _style(link, records),
            _title(link, records),
        )
        for link in links
    ]
    order = list(_MARKS)[::-1]
    return nodes, sorted(bands, key=lambda band: order.index(band.style))


def _short(dollars: float) -> str:
    """Cents as a label has them: 5.2 of a cent's sign."""
    return f"{cents(dollars).removesuffix(' cents').removesuffix(' cent')}\N{CENT SIGN}"


def _style(link: Record, nodes: Mapping[str, Record]) -> str:
    return _STYLES["end" if nodes[link["target"]]["kind"] == "end" else link["class"]]


def _title(link: Record, nodes: Mapping[str, Record]) -> str:
    payer, payee = (nodes[link[end]]["label"] for end in ("source", "target"))
    text = f"{payer} to {payee}, {_word(link)}: {cents(link['amount'])}"
    if link["revenue"]:
        text += f", revenue: {cents(link['revenue'])}"
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


def hops(dollar: Record) -> Table:
    """The dollar hop by hop: what arrives is kept, spent, paid outside, or goes on; in cents."""
    heads = ("Arrives", "Revenue", "Kept", "Spent elsewhere", "Paid outside", "Goes on")
    return Table(
        [("Hop", True), *((head, True) for head in heads)],
        [[str(hop["hop"]), *(_short(hop[key]) for key in _HOP)] for hop in dollar["hops"]],
    )
