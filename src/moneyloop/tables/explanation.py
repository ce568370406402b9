"""The tables of `moneyloop explain`: one number on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from moneyloop.tables import formats
from moneyloop.tables.numbers import money, share
from moneyloop.tables.tail import few
from moneyloop.tables.terminal import grid
from moneyloop.words.labels import LABELS

if TYPE_CHECKING:
    from rich.table import Table

    from moneyloop.model import Result

FLOWS_SHOWN = 6
DEALS_SHOWN = 2
_FROM = {"investment": "investment by", "purchase": "purchases by", "return": "return by"}
_TO = {"investment": "investment in", "purchase": "purchases from", "return": "return to"}
_PAYS = {"investment": "invests in", "purchase": "buys from", "return": "repays"}
_OTHER = {
    **{source: LABELS[source] for source in ("customers", "opening", "unexplained")},
    "carried": "carried from before",
    "leak": "spent elsewhere or kept",
    "kept": "kept for the next period",
}
MEASURES = {"own": "the own lap", "invested": "any investor's money"}


def buckets(title: str, rows: Sequence[dict[str, Any]], booked: float, inside: float) -> Table:
    """The seven buckets of the marker, as shares of booked revenue and of inside sales."""
    heads = [("Bucket", False), ("Amount", True), ("Of booked", True), ("Of inside sales", True)]
    table = grid(title, heads, whole=("Bucket",))
    # Of the customers' money, inside sales have what other parties' customers paid.
    others = sum(row["amount"] for row in rows if row["bucket"] != "customers")
    for row in rows:
        inner = row["amount"] if row["bucket"] != "customers" else max(inside - others, 0.0)
        cells = (money(row["amount"]), share(row["amount"], booked), share(inner, inside))
        table.add_row(LABELS[row["bucket"]], *cells)
    return table


def pools(title: str, items: Sequence[dict[str, Any]], *, narrow: bool = False) -> Table:
    """The pools that feed the number: what came in beside what went out, or above it."""
    heads = [("Pool", False), ("In", False), ("Amount", True), ("Out", False), ("Amount", True)]
    if narrow:
        heads = [("Pool", False), ("In, and then out", False), ("Amount", True)]
    table = grid(title, heads, whole=("Pool",))
    for place, item in enumerate(items):
        if place:
            table.add_row()
        name = item["party"] + (f"#{item['credits_of']}" if item["credits_of"] else "")
        labels = [f"{name} {item['period']}", f"  holds {money(item['total'])}"]
        labels += [f"  passes on {money(item['passes'])}"]
        labels += [f"  own lap {money(item['own'])}"] if item["own"] > 0 else []
        into, out = (_flows(item[key]) for key in ("inflows", "outflows"))
        blank = ("", "")
        lines = [(line,) for line in [*into, blank, *out]] if narrow else zip_longest(into, out)
        for label, flows in zip_longest(labels, lines, fillvalue=None):
            cells = [cell for flow in flows or () for cell in flow or blank]
            table.add_row(label or "", *cells)
    return table


def _flows(flows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    shown = flows if len(flows) <= FLOWS_SHOWN else flows[: FLOWS_SHOWN - 1]
    lines = [(_flow(flow), money(flow["amount"])) for flow in shown]
    rest = flows[len(shown) :]
    if rest:
        lines.append((f"and {len(rest)} more", money(sum(flow["amount"] for flow in rest))))
    return lines


def _flow(flow: dict[str, Any]) -> str:
    if flow["class"] in _OTHER:
        return _OTHER[flow["class"]]
    name = flow["class"]
    who = f"{_FROM[name]} {flow['payer']}" if "payer" in flow else f"{_TO[name]} {flow['payee']}"
    return f"{who} ({_ids(flow['deals'])})"


def _ids(ids: Sequence[str]) -> str:
    more = len(ids) - DEALS_SHOWN
    return ", ".join(ids[:DEALS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def binding(title: str, low: dict[str, Any], high: dict[str, Any]) -> Table:
    """The cuts: what is held at the low end, and the flows that are full at either end."""
    heads = [("End", False), ("Flow", False), ("Period", False), ("Amount", True), ("Deals", False)]
    table = grid(title, heads, whole=("End", "Period"))
    ends = (
        (f"low {money(low['value'])}", [("in: ", flow) for flow in low["held"]]),
        ("", [("full way out: ", flow) for flow in low["flows"]]),
        (f"high {money(high['value'])}", [("full: ", flow) for flow in high["flows"]]),
    )
    for name, flows in ends:
        for place, (said, flow) in enumerate(flows):
            label, words = "" if place else name, said + _full(flow)
            table.add_row(label, words, flow["period"], money(flow["amount"]), few(flow["deals"]))
    return table


def _full(flow: dict[str, Any]) -> str:
    if flow["class"] == "leak":
        return f"{flow['payer']} spends elsewhere or keeps"
    if flow["class"] == "cash":
        return f"{flow['payer']} carries cash in"
    who = f"{flow['payer']} {_PAYS[flow['class']]}" if flow["payer"] else "investors invest in"
    return f"{who} {flow['payee']}"


def low_end(low: dict[str, Any], party: str) -> str:
    """Why the low end is what it is, in a sentence."""
    what = "its own investment" if low["measure"] == "own" else "investors' money"
    if low["value"] == 0:
        return (
            f"Low 0: every dollar of {money(low['seeds'])} of {what} can have gone another way "
            f"than into sales of {party}."
        )
    held, out = (sum(flow["amount"] for flow in low[key]) for key in ("held", "flows"))
    return (
        f"Low {money(low['value'])}: of {money(held)} of {what} that came into the pools below, "
        f"only {money(out)} can have gone another way."
    )


def without(
    title: str,
    rows: Sequence[dict[str, Any]],
    whole: Sequence[float],
    *,
    narrow: bool = False,
) -> Table:
    """Low, marker and high when one deal is left out, and by how much each moves.

    `whole` has the three with all deals; `narrow` has the moves only.
    """
    texts = ["Without"] if narrow else ["Without", "Payer > payee"]
    numbers = [*([] if narrow else ["Amount", "Low", "Marker", "High"])]
    numbers += ["Low by", "Marker by", "High by"]
    heads = [*((name, False) for name in texts), *((name, True) for name in numbers)]
    table = grid(title, heads, whole=("Without",))
    if not narrow:
        table.add_row("(all deals)", "", "", *(money(value) for value in whole))
    for row in rows:
        amounts = (row["amount"] + row["amount_before"], row["low"], row["marker"], row["high"])
        more = [f"{row['payer']} > {row['payee']}", *(money(amount) for amount in amounts)]
        moves = (_signed(row[f"moved_{end}"]) for end in ("low", "marker", "high"))
        table.add_row(row["id"], *([] if narrow else more), *moves)
        for again in row["counts_again"]:
            table.add_row(f"  + {again}", *([] if narrow else ["counts instead"]))
    return table


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{money(value)}"


def assumed(rows: Sequence[dict[str, Any]], shown: set[str]) -> str:
    """The assumed columns of the deals `shown`, a deal a line, and how many others have some."""
    columns: dict[str, list[str]] = {}
    for row in rows:
        value = "blank" if row["value"] is None else row["value"]
        columns.setdefault(row["id"], []).append(f"{row['column']} {value}")
    lines = [f"  {name}: {', '.join(parts)}" for name, parts in columns.items() if name in shown]
    more = len(columns) - len(lines)
    if not lines:
        return f"Assumed by us: columns in {more} of the rows behind the number."
    if more:
        lines.append(f"  and columns in {more} more of the rows behind the number")
    return "Assumed by us:\n" + "\n".join(lines)


def sources(title: str, rows: Sequence[dict[str, Any]]) -> str:
    """Where the rows come from: evidence, outlet, and the address or the title."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        told = ", ".join(part for part in (row["evidence"], row["outlet"]) if part)
        where = row["url"] or row["source"] or "no source given"
        groups.setdefault((told, where), []).append(row["id"])
    lines = [f"{title}:"]
    for (told, where), ids in groups.items():
        lines += [f"  {', '.join(ids)}: {told}", f"    {where}"]
    return "\n".join(lines)


def markdown(result: Result, columns: Sequence[str]) -> str:
    """The whole explanation as Markdown: the sentence, then a table for each part."""
    found = result.extra
    flows = [
        {"pool": pool["party"], "credits_of": pool["credits_of"], "period": pool["period"]}
        | {"way": way, "other": flow.get("payer", flow.get("payee")), **flow}
        for pool in found["pools"]
        for way, key in (("in", "inflows"), ("out", "outflows"))
        for flow in pool[key]
    ]
    pool_columns = ("party", "credits_of", "period", "total", "passes", "own")
    flow_columns = ("pool", "credits_of", "period", "way", "class", "other", "amount", "deals")
    ends = (("binding_low", "held"), ("binding_low", "flows"), ("binding_high", "flows"))
    cuts = [
        {"end": end.removeprefix("binding_"), "value": found[end]["value"], "held": key == "held"}
        | flow
        for end, key in ends
        for flow in found[end][key]
    ]
    cut_columns = ("end", "value", "held", "payer", "payee", "class", "period", "amount", "deals")
    deal_columns = tuple(found["deals"][0]) if found["deals"] else ("id",)
    parts = [
        ("Buckets", found["buckets"], ("bucket", "amount", "share")),
        ("Pools", found["pools"], pool_columns),
        ("Flows of the pools", flows, flow_columns),
        ("What binds", cuts, cut_columns),
        ("Without one deal", result.rows, columns),
        ("Deals behind the number", found["deals"], deal_columns),
        ("Assumed", found["assumed"], ("id", "column", "value")),
    ]
    tables = [f"\n## {title}\n\n{formats.markdown(rows, heads)}" for title, rows, heads in parts]
    return f"{found['answer']}\n{''.join(tables)}{formats.tail(result)}"
