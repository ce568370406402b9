"""The money's way through a year as a Sankey: sources at the left, parties in their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moneyloop.pages.charts import Chart, Figure, Table, Variant, layout, mark
from moneyloop.words.amounts import interval, number, usd
from moneyloop.words.labels import LABELS, heading

Record = Mapping[str, Any]

_HEIGHT = 620
_MARGIN = 12
_GAP = 13.0  # pixels between nodes, at least
_SWEEPS = 8
_THIN = 0.005
_COLOURS = {
    "customers": "--bucket-customers",
    "outside_investors": "--bucket-outside-investors",
    "earlier_cash": "--bucket-earlier-cash",
    "no_known_source": "--bucket-no-known-source",
    "own": "--bucket-own",
    "investment": "--kind-equity",
    "return": "--kind-repayment",
    "purchase": "--kind-hardware",
    "kept": "--node-line",
    "again": "--kind-equity",
}
LEGEND = (
    ("customers", heading("customers")),
    ("outside-investors", heading("outside_investors")),
    ("earlier-cash", heading("earlier_cash")),
    ("purchase", "Purchases"),
    ("own", "Own money back (estimate)"),
    ("investment", "Investments in the network"),
    ("kept", "Kept, wages and all else"),
)
_PALE = {"own": "0.9", "kept": "0.16", "again": "0.3"}
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


def chart(ways: Sequence[Record], shown: str | None) -> Chart:
    """One Sankey per year of `money_way`."""
    return Chart(
        key="money-way",
        title="From customers and investors to labs, clouds and chips, in one year",
        basis=(
            "From customers and investors to labs, clouds and chips. What a party pays to an "
            "earlier column, such as a cloud’s investment in a lab, is reinvested: it leaves at "
            "the right and is drawn again at the left. Each seller’s own money back (estimate) is "
            "a band of its own inside its sales. Money of customers and earlier cash that a party "
            "keeps or spends elsewhere is not drawn, and no payment whose amount is not public."
        ),
        variants=[
            Variant(
                f"{way['period']}{' (planned)' if way['planned'] else ''}",
                _fact(way),
                _figure(way),
                _table(way),
            )
            for way in ways
        ],
        choice="Year",
        shown=next((n for n, way in enumerate(ways) if way["period"] == shown), 0),
        empty="No company of the network pays another one in any year, so there is no way to draw.",
    )


def _fact(way: Record) -> str:
    nodes = [node for node in way["nodes"] if node["kind"] == "party"]
    widest = max(nodes, key=lambda node: (node["into"], node["id"]))
    own = sum(link["amount"] for link in way["links"] if link["class"] == "own")
    return (
        f"The money’s way in {way['period']} through {len(nodes)} parties; the most passes "
        f"{widest['label']}, {usd(widest['into'])}. Own money back in it: {usd(own)} (estimates). "
        f"{usd(way['not_drawn'])} of customers’ money and earlier cash is not drawn."
    )


def _figure(way: Record) -> Figure:
    nodes, links = way["nodes"], _visible(way["links"])
    node_of = {node["id"]: index for index, node in enumerate(nodes)}
    x, y, pad = positions(nodes, links)
    node = {
        "label": [mark(item["label"], 24) for item in nodes],
        "x": x,
        "y": y,
        "pad": pad,
        "thickness": 15,
        "color": [_node_colour(item) for item in nodes],
        "line": {"width": 0},
        "customdata": [node_hover(item) for item in nodes],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    link = {
        "source": [node_of[item["source"]] for item in links],
        "target": [node_of[item["target"]] for item in links],
        "value": [item["amount"] for item in links],
        "color": [_link_colour(item["class"]) for item in links],
        "customdata": [_link_hover(item, nodes, node_of) for item in links],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": node,
        "link": link,
        "textfont": {"size": 12, "color": "--ink"},
    }
    margin = {"l": 6, "r": 6, "t": _MARGIN, "b": _MARGIN}
    return {"data": [trace], "layout": layout(_HEIGHT, margin=margin)}


def _visible(links: Sequence[Record]) -> list[Record]:
    """The links with own money back too thin to see laid to the rest of their purchases.

    plotly draws no line thinner than a pixel, so dust would look like money.
    """
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


def _node_colour(node: Record) -> str:
    if node["kind"] == "party":
        return "--node-line"
    name = str(node["id"])
    return _COLOURS.get(name) or _COLOURS[name.split(":", 1)[0]]


def _link_colour(cls: str) -> str:
    return f"{_COLOURS[cls]}/{_PALE.get(cls, '0.38')}"


def node_hover(node: Record, money: Callable[[float | None], str] = usd) -> str:
    """What a node tells: its name, what is drawn of it as `money` has it, and who is in it."""
    text = f"<b>{mark(node['label'])}</b><br>{money(max(node['into'], node['out']))} drawn"
    if len(node["parties"]) > 1:
        names = [mark(name, 18) for name in node["parties"][:8]]
        more = f" and {len(node['parties']) - 8} more" if len(node["parties"]) > 8 else ""
        text += f"<br>{', '.join(names)}{more}"
    return text


def _link_hover(link: Record, nodes: Sequence[Record], node_of: Mapping[str, int]) -> str:
    payer, payee = (nodes[node_of[link[end]]]["label"] for end in ("source", "target"))
    text = f"<b>{mark(payer)} → {mark(payee)}</b><br>{_WORDS[link['class']]}: {usd(link['amount'])}"
    if link["class"] == "own":
        ends = interval(link["own_low"], link["own_high"])
        text += f"<br>all own money back of {mark(payee)} on public amounts: {ends}"
    return text + deals_behind(link)


def deals_behind(link: Record) -> str:
    """How many deals a link has, as a line of its hover; nothing without any."""
    count = len(link["deals"])
    return f"<br>{count} deal{'s' if count > 1 else ''}" if count else ""


def _table(way: Record) -> Table:
    labels = {node["id"]: str(node["label"]) for node in way["nodes"]}
    return Table(
        [
            ("From", False),
            ("To", False),
            ("What", False),
            ("Amount", True),
            ("Own money back of the seller on public amounts, low to high", True),
            ("Deals", False),
        ],
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


# Where the nodes stand --------------------------------------------------------------------------


def positions(
    nodes: Sequence[Record], links: Sequence[Record], tall: int = _HEIGHT
) -> tuple[list[float], list[float], float]:
    """The middle of each node as parts of width and height, and the padding to ask for.

    plotly derives the scale of the amounts from layers of its own and the padding; so the padding
    is chosen for which that scale fits our columns.
    """
    value = {node["id"]: max(node["into"], node["out"]) for node in nodes}
    columns = sorted({node["column"] for node in nodes})
    stacks = [[node["id"] for node in nodes if node["column"] == column] for column in columns]
    _untangle(stacks, links, value)
    height = tall - 2.0 * _MARGIN
    layers = _layers([node["id"] for node in nodes], links)
    wish = _scale(stacks, value, height, _GAP)
    pad = _padding(layers, value, height, wish)
    scale = min(wish, _scale(layers, value, height, pad))
    middle: dict[str, tuple[float, float]] = {}
    for index, stack in enumerate(stacks):
        free = height - scale * sum(value[name] for name in stack)
        gap = min(free / len(stack), 46.0)
        top = (free - gap * (len(stack) - 1)) / 2
        x = 0.012 + 0.976 * index / max(1, len(stacks) - 1)
        for name in stack:
            middle[name] = (x, (top + scale * value[name] / 2) / height)
            top += scale * value[name] + gap
    return (
        [round(middle[node["id"]][0], 4) for node in nodes],
        [round(max(middle[node["id"]][1], 0.0001), 4) for node in nodes],
        pad,
    )


def _untangle(stacks: list[list[str]], links: Sequence[Record], value: Mapping[str, float]) -> None:
    """Order each column, in place, by where its money comes from and goes to."""
    ties: dict[str, list[tuple[str, float]]] = {name: [] for stack in stacks for name in stack}
    for link in links:
        ties[link["source"]].append((link["target"], link["amount"]))
        ties[link["target"]].append((link["source"], link["amount"]))
    height: dict[str, float] = {}
    for stack in stacks:
        _stand(stack, value, height)
    for sweep in range(_SWEEPS):
        for stack in stacks if sweep % 2 == 0 else reversed(stacks):
            pull = {
                name: round(
                    sum(height[other] * amount for other, amount in ties[name])
                    / (sum(amount for _, amount in ties[name]) or 1.0),
                    9,
                )
                for name in stack
            }
            stack.sort(key=lambda name: (pull[name], name))
            _stand(stack, value, height)


def _stand(stack: Sequence[str], value: Mapping[str, float], height: dict[str, float]) -> None:
    total, top = sum(value[name] for name in stack) or 1.0, 0.0
    for name in stack:
        height[name] = (top + value[name] / 2) / total
        top += value[name]


def _layers(names: Sequence[str], links: Sequence[Record]) -> list[list[str]]:
    """The layers as plotly finds them: by the longest way from a source, sinks at the end."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for link in links:
        after[link["source"]].append(link["target"])
    depth = dict.fromkeys(names, 0)
    front, step = list(names), 0
    while front:
        for name in front:
            depth[name] = step
        front, step = sorted({other for name in front for other in after[name]}), step + 1
    last = max(depth.values(), default=0)
    layers: dict[int, list[str]] = {}
    for name in names:
        layers.setdefault(depth[name] if after[name] else last, []).append(name)
    return [layers[layer] for layer in sorted(layers)]


def _scale(
    layers: Sequence[Sequence[str]], value: Mapping[str, float], height: float, gap: float
) -> float:
    """Pixels per USD billion at which every layer fits."""
    return min(
        max(height - (len(layer) - 1) * gap, 1.0) / (sum(value[name] for name in layer) or 1.0)
        for layer in layers
    )


def _padding(
    layers: Sequence[Sequence[str]], value: Mapping[str, float], height: float, wish: float
) -> float:
    """The padding at which plotly's scale is the one wished for; it takes at most two thirds."""
    most = height * 0.66 / max(1, max(len(layer) for layer in layers) - 1)
    low, high = 0.0, most
    for _ in range(60):
        middle = (low + high) / 2
        if _scale(layers, value, height, middle) > wish:
            low = middle
        else:
            high = middle
    return round(low, 6)
