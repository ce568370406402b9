"""The money's way through a year: from its sources through labs and clouds to chips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Table
from moneyloop.pages.charts.books.rows import both, is_phone
from moneyloop.pages.charts.books.sankey import Band, Node, sankey
from moneyloop.pages.charts.svg import Drawing
from moneyloop.words.amounts import interval, number, usd
from moneyloop.words.labels import LABELS

Record = Mapping[str, Any]

_THIN = 0.005  # USD billions; less own money back than that is drawn with its purchase
# The style of each class of link, in the order in which they are drawn: own money back on top.
_STYLES = {
    "kept": "else",
    "customers": "else",
    "earlier_cash": "else",
    "return": "else",
    "no_known_source": "hatched",
    "again": "invests",
    "purchase": "buys",
    "outside_investors": "any",
    "investment": "invests",
    "own": "own",
}
_WORDS = {
    "own": "own money back, coming back as a sale",
    "purchase": "purchase",
    "investment": "investment",
    "return": "return",
    "customers": "customers’ money",
    "outside_investors": "outside investors’ money",
    "earlier_cash": LABELS["earlier_cash"],
    "no_known_source": "no known source: no known money covers it",
    "kept": "kept, wages and all else",
    "again": "paid to the same or an earlier column",
}
_MARKS = {
    "own": "own money back (estimate)",
    "any": "outside investors’ money",
    "invests": "investments in the network",
    "buys": "purchases in the network",
    "else": "customers’ money, earlier cash, what is kept",
    "hatched": LABELS["no_known_source"],
}


def drawing(way: Record, known: str) -> Drawing:
    """One year of `content.money_way`."""
    year = f"{way['period']}{' (planned)' if way['planned'] else ''}"
    title = f"Where the money of companies in the network came from and went in {year}"
    bands = _bands(way)
    used = [band.style for band in bands]
    marks = [(style, words) for style, words in _MARKS.items() if style in used]
    svg, tall = both(lambda width: sankey(_nodes(way, width), bands, width, title, marks))
    basis = (
        f"USD billions, {way['period']}, {known}; money paid to an earlier column enters again at "
        f"the start; not drawn: {usd(way['not_drawn'])} that stays where it is, and payments "
        "without a public amount"
    )
    return Drawing(f"money-way-{way['period']}", title, basis, svg, _table(way), tall, answer(way))


def answer(way: Record) -> str:
    """The company that the most passes, and own money back, in a sentence."""
    parties = [node for node in way["nodes"] if node["kind"] == "party"]
    widest = max(parties, key=lambda node: (node["into"], node["id"]))
    bought = sum(link["amount"] for link in way["links"] if link["class"] in ("purchase", "own"))
    own = sum(link["amount"] for link in way["links"] if link["class"] == "own")
    text = (
        f"In {way['period']}{' (planned)' if way['planned'] else ''} the most money passed "
        f"{widest['label']}, {usd(widest['into'])}"
    )
    if not bought > 0:
        return f"{text}; companies bought nothing from one another at a public amount."
    return (
        f"{text}; of {usd(bought)} that companies paid one another for purchases, {usd(own)} was "
        "own money back (estimate)."
    )


def _nodes(way: Record, width: float) -> list[Node]:
    # On a phone money runs downwards, so that it enters again at the top.
    again = ("(see left)", "(see top)" if is_phone(width) else "(see left)")
    return [
        Node(
            node["id"],
            node["label"].replace(*again),
            number(max(node["into"], node["out"])),
            node["column"],
            max(node["into"], node["out"]),
            _node_style(node),
            node_title(node, usd),
        )
        for node in way["nodes"]
    ]


def _node_style(node: Record) -> str:
    if node["kind"] == "party":
        return "node"
    name = str(node["id"])
    style = _STYLES.get(name) or _STYLES[name.split(":", 1)[0]]
    return "node" if style == "else" else style


def node_title(node: Record, write: Callable[[float | None], str]) -> str:
    """What a node says when it is pointed at: what is drawn of it, and who is in it."""
    text = f"{node['label']}: {write(max(node['into'], node['out']))} drawn"
    if len(node["parties"]) > 1:
        more = f" and {len(node['parties']) - 8} more" if len(node["parties"]) > 8 else ""
        text += f" ({', '.join(node['parties'][:8])}{more})"
    return text


def _bands(way: Record) -> list[Band]:
    labels = {node["id"]: node["label"] for node in way["nodes"]}
    order = list(_STYLES)
    links = sorted(_visible(way["links"]), key=lambda link: order.index(link["class"]))
    return [
        Band(
            link["source"],
            link["target"],
            link["amount"],
            _STYLES[link["class"]],
            _title(link, labels),
        )
        for link in links
    ]


def _title(link: Record, labels: Mapping[str, str]) -> str:
    ends = f"{labels[link['source']]} to {labels[link['target']]}"
    text = f"{ends}, {_WORDS[link['class']]}: {usd(link['amount'])}"
    if link["class"] == "own":
        whole = interval(link["own_low"], link["own_high"])
        text += f"; all own money back of {labels[link['target']]} on public amounts: {whole}"
    return text + deals_behind(link)


def deals_behind(link: Record) -> str:
    """How many deals a link has, to end its title; nothing without any."""
    count = len(link["deals"])
    return f" ({count} deal{'s' if count > 1 else ''})" if count else ""


def _visible(links: Sequence[Record]) -> list[Record]:
    """The links, with own money back that is too thin to be seen laid to its purchase."""
    rest = {
        (link["source"], link["target"]): link["amount"]
        for link in links
        if link["class"] == "own" and link["amount"] < _THIN
    }
    drawn: list[Record] = []
    for link in links:
        ends = (link["source"], link["target"])
        if link["class"] == "own" and ends in rest:
            continue
        if link["class"] == "purchase" and ends in rest:
            drawn.append({**link, "amount": link["amount"] + rest[ends]})
        else:
            drawn.append(link)
    return drawn


def _table(way: Record) -> Table:
    labels = {node["id"]: str(node["label"]) for node in way["nodes"]}
    own = "Own money back of the seller on public amounts, low to high"
    heads = [("From", False), ("To", False), ("What", False), ("USD bn", True), (own, True)]
    return Table(
        [*heads, ("Deals", False)],
        [
            [
                labels[link["source"]],
                labels[link["target"]],
                _WORDS[link["class"]],
                number(link["amount"]),
                interval(link["own_low"], link["own_high"]) if link["class"] == "own" else "",
                ", ".join(link["deals"]),
            ]
            for link in sorted(way["links"], key=_largest_first)
        ],
    )


def _largest_first(link: Record) -> tuple[float, str, str, str]:
    return -link["amount"], str(link["source"]), str(link["target"]), str(link["class"])
