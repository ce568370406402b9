"""The view of `explain`: the whole argument for one number on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from moneyloop.analysis.study.periods import named
from moneyloop.model import USD_BN
from moneyloop.questions.attribute import columns as attribute
from moneyloop.tables import formats
from moneyloop.tables.listing import Listing
from moneyloop.tables.tail import few
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, from_to, keys, money, on_screen
from moneyloop.words.labels import LABELS, MEASURE_LABELS, PAYS, TIER_LABELS

if TYPE_CHECKING:
    from moneyloop.model import Result
    from moneyloop.tables.listing import Part

POOLS_SHOWN = 3
LEAST_SHOWN = 0.01  # of network sales: pools that pass on less are not shown
ROWS_SHOWN = 10
_MEASURES = {**MEASURE_LABELS, "came_back": "what came back"}
_WHOSE = {
    "own": "its own investment",
    "any_investor": "investors' money",
    "came_back": "what it had spent itself",
}
FLOWS_SHOWN = 6
DEALS_SHOWN = 2
_FROM = {"investment": "investment by", "purchase": "purchases by", "return": "return by"}
_TO = {"investment": "investment in", "purchase": "purchases from", "return": "return to"}
_OTHER = {
    **{source: LABELS[source] for source in ("customers", "earlier_cash", "no_known_source")},
    "carried": "carried from before",
    "leak": "spent elsewhere or kept",
    "kept": "kept for the next period",
}

BUCKETS = (
    Column("bucket", "Bucket", LABELS.__getitem__, whole=True),
    amount("amount", "Amount"),
    Column("of_revenue", "Of revenue", amounts.percent, number=True),
    Column("of_inside", "Of network sales", amounts.percent, number=True),
)
POOL = Column("pool", "Pool", whole=True)
POOLS = (
    *(POOL, Column("in", "In", whole=True), Column("in_amount", "Amount", number=True)),
    *(Column("out", "Out", whole=True), Column("out_amount", "Amount", number=True)),
)
POOLS_BELOW = (POOL, Column("in", "In, and then out"), Column("in_amount", "Amount", number=True))


def _thing(row: Row) -> str:
    """What is settled, as a row says it."""
    things = {
        "amount": "the amount of {id}",
        "balance": "cash of {party} at the ends of periods",
        "origin": "where other money of {party} came from",
    }
    return things[row["kind"]].format(**row)


def _narrower(row: Row) -> str:
    """By how much it narrows the interval; from no limit to one is no number."""
    return "to a public high" if row["narrows"] is None else amounts.number(row["narrows"])


WIDENS = (
    Column("kind", "What is not public", cell=_thing, whole=True),
    amount("low", "Low to high without it", cell=from_to("low", "high")),
    Column("narrows", "Narrower by", cell=_narrower, number=True),
)
LIMITS = (
    Column("end", "End", whole=True),
    Column("flow", "Payment"),
    Column("period", "Period", whole=True),
    amount("amount", "Amount"),
    Column("deals", "Deals", cell=lambda row: few(row["deals"])),
)


def _in_usd(result: Result) -> bool:
    return result.unit == USD_BN


def view(result: Result) -> list[Part]:
    """The answer, whose money it was, the pools, what limits it, what moves it, and the sources."""
    extra = result.extra
    row, measure = extra["row"], _MEASURES[extra["measure"]]
    name = f"{extra['party']} {named(extra['period'])}".rstrip()
    # Nothing of a list of payments is to be told from what is not public.
    public, balances = (
        (", on public amounts", " on public amounts and balances") if _in_usd(result) else ("", "")
    )
    parts: list[Part] = ["", extra["answer"], *extra["disputed"], ""]
    is_public = row["network_sales"] is not None
    if is_public:
        title = f"Whose money the revenue of {name} was (estimate{public})"
        parts.append(buckets(title, extra["buckets"], row))
    parts += widens(extra, measure)
    if not extra["pools"]:
        return parts
    least = LEAST_SHOWN * (row["network_sales"] or 0.0)
    large = [pool for pool in extra["pools"] if (pool["passes"] or 0.0) >= least]
    pools_ = (large or extra["pools"])[:POOLS_SHOWN]
    count = f"{len(pools_)} of {len(extra['pools']) + extra['pools_more']}"
    if not is_public:
        return [*parts, pools(f"The pools of its buyers, on public amounts, {count}", pools_), ""]
    parts.append(pools(f"The pools that feed it, {count}", pools_))
    parts.append(
        f"passes on: dollars in the pool that become sales of {name} (estimate); own money back: "
        f"those that {extra['party']} had invested."
    )
    low, high = extra["limits_low"], extra["limits_high"]
    parts += ["", low_end(low, extra["party"], public.removeprefix(","))]
    if low["value"] > 0 or high["value"] > 0:
        parts.append(limits(f"What limits {measure}{balances}", low, high))
    rows = result.rows[:ROWS_SHOWN]
    if rows:
        count = f"{len(rows)} of {len(result.rows)} deals"
        title = f"Without one deal: how {measure}{balances} moves, {count}"
        parts.append(without(title, result, rows))
    else:
        parts.append(f"No deal alone moves {measure}{balances}.")
    limiting = _named(low, high, rows)
    if extra["assumed"]:
        parts += [assumed(extra["assumed"], limiting), ""]
    behind = [item for item in extra["deals"] if item["id"] in limiting]
    title = f"Sources of the deals that limit or move it, {len(behind)} of {len(extra['deals'])}"
    return [*parts, sources(f"{title} behind the number", behind), ""]


def shown(result: Result) -> list[dict[str, Any]]:
    """The rows whose amounts are on the screen: that of `attribute`, and the deals that move it."""
    return [result.extra["row"], *result.rows[:ROWS_SHOWN]]


def restated(result: Result) -> list[str]:
    """The keys of money of these rows."""
    return [*money(attribute.COLUMNS), *money(result.columns)]


def widens(extra: Row, measure: str) -> list[Part]:
    """What widens the interval, and what else was tried."""
    rows, still = extra["widens"], extra["widens_nothing"]
    parts: list[Part] = []
    if rows:
        count = f", {min(len(rows), ROWS_SHOWN)} of {len(rows)}" if len(rows) > ROWS_SHOWN else ""
        parts.append(Listing(f"What widens it: {measure}{count}", WIDENS, rows[:ROWS_SHOWN]))
    if extra["unlimited"]:
        ids = few(extra["unlimited"])
        parts.append(f"The high is not public: no total limits the amount of {ids}.")
    if still and not rows:
        parts.append(f"Nothing that is not public widens it; {still:,} things that may were tried.")
    elif rows:
        parts.append(
            "Without it: the amount is nothing, cash is kept as in the estimate, other money is no "
            f"more than is missing. Each alone; {still:,} more things narrow nothing."
        )
    return [*parts, ""] if parts else []


def _named(low: Row, high: Row, rows: Sequence[Row]) -> set[str]:
    """The ids of the deals that limit or move it."""
    flows = low["held"] + low["flows"] + high["flows"]
    return {name for flow in flows for name in flow["deals"]} | {row["id"] for row in rows}


def buckets(title: str, rows: Sequence[Row], answer: Row) -> Listing:
    """The seven buckets of the estimate, as shares of booked revenue and of network sales."""
    # Of the customers' money, network sales have what other parties' customers paid.
    others = sum(row["amount"] or 0.0 for row in rows if row["bucket"] != "customers")
    inside, revenue = answer["network_sales"] or 0.0, answer["revenue"]
    shares = []
    for row in rows:
        inner = row["amount"] if row["bucket"] != "customers" else max(inside - others, 0.0)
        of_revenue, of_inside = _share(row["amount"], revenue), _share(inner, inside)
        shares.append({**row, "of_revenue": of_revenue, "of_inside": of_inside})
    return Listing(title, BUCKETS, shares)


def _share(value: float | None, base: float) -> float | None:
    return value / base if value is not None and base > 0 else None


def pools(title: str, items: Sequence[Row]) -> Listing:
    """The pools that feed the number: what came in beside what went out, or above it."""
    beside: list[Row] = []
    below: list[Row] = []
    for item in items:
        if beside:
            beside.append({})
            below.append({})
        labels = [{"pool": label} for label in _labels(item)]
        into = [{"in": name, "in_amount": size} for name, size in _flows(item["inflows"])]
        out = [{"out": name, "out_amount": size} for name, size in _flows(item["outflows"])]
        then = [{"in": flow["out"], "in_amount": flow["out_amount"]} for flow in out]
        beside += _joined(labels, into, out)
        below += _joined(labels, [*into, {}, *then])
    return Listing(title, POOLS, beside, narrow=Listing(title, POOLS_BELOW, below))


def _joined(*columns: Sequence[Mapping[str, str]]) -> list[Row]:
    """Columns side by side, as rows."""
    lines = zip_longest(*columns, fillvalue={})
    return [{key: cell for part in line for key, cell in part.items()} for line in lines]


def _labels(item: Row) -> list[str]:
    other = item["credits_of"] or item["exchange_with"]
    name = item["party"] + (f"#{other}" if other else "")
    labels = [
        f"{name} {named(item['period'])}".rstrip(),
        f"  holds {amounts.number(item['total'])}",
    ]
    labels.append(f"  passes on {amounts.number(item['passes'])}")
    return labels + ([f"  own money back {amounts.number(item['own'])}"] if item["own"] else [])


def _flows(flows: Sequence[Row]) -> list[tuple[str, str]]:
    most = flows if len(flows) <= FLOWS_SHOWN else flows[: FLOWS_SHOWN - 1]
    lines = [(_flow(flow), amounts.number(flow["amount"])) for flow in most]
    rest = flows[len(most) :]
    if rest:
        size = amounts.number(sum(flow["amount"] for flow in rest))
        lines.append((f"and {len(rest)} more", size))
    return lines


def _flow(flow: Row) -> str:
    if flow["class"] in _OTHER:
        return _OTHER[flow["class"]]
    name = flow["class"]
    who = f"{_FROM[name]} {flow['payer']}" if "payer" in flow else f"{_TO[name]} {flow['payee']}"
    return f"{who} ({_ids(flow['deals'])})"


def _ids(ids: Sequence[str]) -> str:
    more = len(ids) - DEALS_SHOWN
    return ", ".join(ids[:DEALS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def limits(title: str, low: Row, high: Row) -> Listing:
    """What is held at the low end, and the payments that set the limit at either end."""
    ends = (
        (f"low {amounts.number(low['value'])}", [("in: ", flow) for flow in low["held"]]),
        ("", [("limited way out: ", flow) for flow in low["flows"]]),
        (f"high {amounts.number(high['value'])}", [("limit: ", flow) for flow in high["flows"]]),
    )
    rows = [
        {**flow, "end": "" if index else name, "flow": said + _payment(flow)}
        for name, flows in ends
        for index, (said, flow) in enumerate(flows)
    ]
    return Listing(title, LIMITS, rows)


def _payment(flow: Row) -> str:
    if flow["class"] == "leak":
        return f"{flow['payer']} spends elsewhere or keeps"
    if flow["class"] == "cash":
        return f"{flow['payer']} carries cash in"
    who = f"{flow['payer']} {PAYS[flow['class']]}" if flow["payer"] else "investors invest in"
    return f"{who} {flow['payee']}"


def low_end(low: Row, party: str, public: str) -> str:
    """Why the low end is what it is, in a sentence."""
    whose = _WHOSE[low["measure"]]
    if low["seeds"] == 0:
        return f"Low 0{public}: no dollar of {whose} can come to sales of {party}."
    if low["value"] == 0:
        return (
            f"Low 0{public}: every dollar of {amounts.number(low['seeds'])} of {whose} "
            f"can have gone another way than into sales of {party}."
        )
    held, out = (sum(flow["amount"] for flow in low[key]) for key in ("held", "flows"))
    return (
        f"Low {amounts.number(low['value'])}{public}: of {amounts.number(held)} of "
        f"{whose} that came into the pools below, only {amounts.number(out)} can have gone another "
        "way."
    )


def without(title: str, result: Result, rows: Sequence[Row]) -> Listing:
    """The interval when one deal is left out, and by how much each end moves."""
    answer, measure = result.extra["row"], result.extra["measure"]
    ends = {end: answer[f"{measure}_known_{end}"] for end in ("low", "high")}
    lines: list[Row] = [{"id": "(all deals)", "estimate": answer[f"{measure}_estimate"], **ends}]
    for row in rows:
        lines.append(row)
        lines += [{"id": f"  + {again}", "again": True} for again in row["counts_again"]]
    return Listing(title, on_screen(result.columns), lines)


def assumed(rows: Sequence[Row], shown: set[str]) -> str:
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


def sources(title: str, rows: Sequence[Row]) -> str:
    """Where the rows come from: evidence, outlet, and the address or the title."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        tier = TIER_LABELS[row["tier"]] if row["outlet"] or row["url"] else ""
        doubt = f"disputed by {row['disputed_by']}" if row.get("disputed_by") else ""
        source = ", ".join(part for part in (row["evidence"], tier, row["outlet"], doubt) if part)
        where = row["url"] or row["source"] or "no source given"
        groups.setdefault((source, where), []).append(row["id"])
    lines = [f"{title}:"]
    for (source, where), ids in groups.items():
        lines += [f"  {', '.join(ids)}: {source}", f"    {where}"]
    return "\n".join(lines)


def markdown(result: Result) -> str:
    """The whole explanation as Markdown: the sentence, then a table for each part."""
    extra = result.extra
    flows = [
        {"pool": pool["party"], "credits_of": pool["credits_of"], "period": pool["period"]}
        | {"way": way, "other": flow.get("payer", flow.get("payee")), **flow}
        for pool in extra["pools"]
        for way, key in (("in", "inflows"), ("out", "outflows"))
        for flow in pool[key]
    ]
    pool_columns = ("party", "credits_of", "exchange_with", "period", "total", "passes", "own")
    flow_columns = ("pool", "credits_of", "period", "way", "class", "other", "amount", "deals")
    ends = (("limits_low", "held"), ("limits_low", "flows"), ("limits_high", "flows"))
    cuts = [
        {"end": end.removeprefix("limits_"), "value": extra[end]["value"], "held": key == "held"}
        | flow
        for end, key in ends
        for flow in extra[end][key]
    ]
    cut_columns = ("end", "value", "held", "payer", "payee", "class", "period", "amount", "deals")
    deal_columns = tuple(extra["deals"][0]) if extra["deals"] else ("id",)
    parts = [
        ("Buckets", extra["buckets"], ("bucket", "amount", "share")),
        ("What widens it", extra["widens"], ("kind", "id", "party", "low", "high", "narrows")),
        ("Pools", extra["pools"], pool_columns),
        ("Flows of the pools", flows, flow_columns),
        ("What limits it on public amounts and balances", cuts, cut_columns),
        ("Without one deal, on public amounts and balances", result.rows, keys(result.columns)),
        ("Deals behind the number", extra["deals"], deal_columns),
        ("Assumed", extra["assumed"], ("id", "column", "value")),
    ]
    tables = [f"\n## {title}\n\n{formats.markdown(rows, heads)}" for title, rows, heads in parts]
    return f"{extra['answer']}\n{''.join(tables)}"
