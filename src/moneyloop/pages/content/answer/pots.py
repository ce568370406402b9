"""The pot of a buyer: why what a seller sold to it is a range and no number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop.analysis.pooled import feeds
from moneyloop.analysis.pooled.feeds import (
    CARRIED,
    CUSTOMERS,
    EARLIER_CASH,
    KEPT,
    LEAK,
    NO_KNOWN_SOURCE,
    Feed,
)
from moneyloop.analysis.study.study import Study, in_digits
from moneyloop.books.periods import in_words
from moneyloop.model import INVESTMENT, PURCHASE
from moneyloop.words import amounts
from moneyloop.words.amounts import in_usd, usd, usd_interval
from moneyloop.words.labels import heading, listed

Row = Mapping[str, Any]
Writer = Callable[[Any], Any]  # how amounts are rounded
NAMED = 2  # of each kind of flow that stand for themselves; the rest is summed
_EARLIER = (CARRIED, EARLIER_CASH)
_ROUTES = 3
_DIRECT = 0.5  # a pot that pays the seller itself, unless another holds over twice its money


@dataclass(frozen=True)
class _Held:
    """What a pot holds of a seller's money, USD billions, and what it paid the seller."""

    feed: Feed
    invested: float
    before: float
    paid: float

    @property
    def own(self) -> float:
        return self.invested + self.before

    @property
    def returned(self) -> float:
        """The most of it that can have paid the seller directly."""
        return min(self.own, self.paid)


def pots(
    study: Study, period: int, rows: Sequence[Row], limits: Sequence[Row]
) -> list[dict[str, Any]]:
    """The pot of each seller of which own money can have come back, the widest range first.

    `rows` are those of `attribute`, `limits` the payments that set their highs. A pot is that of
    the buyer through which most of the seller's money can have come back: what came `in` and went
    `out` (name, role, amount), what the seller `invested` in the period and, at most, `before` it,
    what the buyer `paid` it, and the sentences that say so.
    """
    flows = {item["party"]: item["flows"] for item in limits}
    found = []
    for row in rows:
        seller = row["party"]
        node = study.pools[period].parties.index(seller)
        held = [
            _held(feed, seller, flows.get(seller, ()))
            for feed in feeds.feeds(study, period, node)
            if feed.index == period and feed.party != seller
        ]
        held = [pot for pot in held if pot.own > 0]
        if held:
            found.append(_pot(study, _best(held), row))
    return found


def _best(held: Sequence[_Held]) -> _Held:
    """The pot with most of the seller's money, of those that pay it where one comes near."""
    most = max(held, key=lambda pot: (pot.own, pot.feed.party))
    direct = max(held, key=lambda pot: (pot.returned, pot.feed.party))
    return direct if direct.returned > 0 and direct.returned >= _DIRECT * most.own else most


def _held(feed: Feed, seller: str, limits: Sequence[Row]) -> _Held:
    earlier = sum(
        flow["amount"]
        for flow in limits
        if (flow["payer"], flow["payee"], flow["class"]) == (seller, feed.party, INVESTMENT)
        and flow["period"] != feed.period
    )
    carried = sum(flow.amount for flow in feed.inflows if flow.cls in _EARLIER)
    return _Held(
        feed=feed,
        invested=sum(f.amount for f in feed.inflows if f.cls == INVESTMENT and f.party == seller),
        before=min(earlier, carried),
        paid=sum(f.amount for f in feed.outflows if f.cls == PURCHASE and f.party == seller),
    )


def _pot(study: Study, held: _Held, row: Row) -> dict[str, Any]:
    feed, seller, write = held.feed, row["party"], in_digits(study, held.feed.total)
    invested, before, paid = (write(part) for part in (held.invested, held.before, held.paid))
    return {
        "seller": seller,
        "buyer": feed.party,
        "period": feed.period,
        "total": write(feed.total),
        "invested": invested,
        "before": before,
        "paid": paid,
        "possible": min(paid, amounts.most(row["own_high"])),
        "own_low": row["own_low"],
        "own_high": row["own_high"],
        "in": _inflows(held, seller, write),
        "out": _outflows(held, seller, write),
        "text": _text(feed, row, invested, before, paid),
    }


def _inflows(held: _Held, seller: str, write: Writer) -> list[dict[str, Any]]:
    """What came in, the seller's own money last: it lies beside what is paid to it."""
    feed = held.feed
    others = [f for f in feed.inflows if f.cls == INVESTMENT and f.party != seller]
    earlier = sum(flow.amount for flow in feed.inflows if flow.cls in _EARLIER) - held.before
    parts = [
        *_largest("any", [(f.party, f.amount) for f in others], "Other investors", write),
        _sum("else", heading(CUSTOMERS), feed, (CUSTOMERS, PURCHASE), write),
        {"name": heading(EARLIER_CASH), "role": "else", "amount": write(earlier)},
        _sum("else", heading(NO_KNOWN_SOURCE), feed, (NO_KNOWN_SOURCE,), write),
        _sum("else", "Repayments", feed, ("return",), write),
        {"name": "Earlier", "role": "possible", "amount": write(held.before)},
        {"name": seller, "role": "own", "amount": write(held.invested)},
    ]
    return [part for part in parts if part["amount"] > 0]


def _outflows(held: _Held, seller: str, write: Writer) -> list[dict[str, Any]]:
    """What went out, what the seller was paid last."""
    feed = held.feed
    bought = [f for f in feed.outflows if f.cls == PURCHASE and f.party != seller]
    rest = [f for f in feed.outflows if f.cls not in (PURCHASE, LEAK, KEPT)]
    parts = [
        {
            "name": "Wages, all else, kept" if in_usd() else "All else, kept",
            "role": "else",
            "amount": write(sum(f.amount for f in feed.outflows if f.cls in (LEAK, KEPT))),
        },
        {
            "name": "Invested and repaid",
            "role": "else",
            "amount": write(sum(f.amount for f in rest)),
        },
        *_largest("buys", [(f.party, f.amount) for f in bought], "Other sellers", write),
        {"name": seller, "role": "own", "amount": write(held.paid)},
    ]
    return [part for part in parts if part["amount"] > 0]


def _largest(
    role: str, flows: Sequence[tuple[str, float]], rest: str, write: Writer
) -> list[dict[str, Any]]:
    """The largest by name, and the sum of the others."""
    sums: dict[str, float] = {}
    for name, amount in flows:
        sums[name] = sums.get(name, 0.0) + amount
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    named, others = ranked[:NAMED], ranked[NAMED:]
    if len(others) == 1:
        named, others = ranked, []
    parts = [{"name": name, "role": role, "amount": write(amount)} for name, amount in named]
    if others:
        amount = sum(amount for _, amount in others)
        parts.append({"name": rest, "role": role, "amount": write(amount)})
    return parts


def _sum(role: str, name: str, feed: Feed, classes: Sequence[str], write: Writer) -> dict[str, Any]:
    amount = sum(flow.amount for flow in feed.inflows if flow.cls in classes)
    return {"name": name, "role": role, "amount": write(amount)}


def _text(feed: Feed, row: Row, invested: float, before: float, paid: float) -> str:
    """What happened, then how sure: true without the picture."""
    seller, buyer, when = row["party"], feed.party, f"in {in_words(feed.period)}"
    sold = amounts.sold(row["network_sales"] or 0.0, row["open_sales"] > 0)
    money = "dollars" if in_usd() else "money"
    story = f"{seller} put {usd(invested)} into {buyer} {when}"
    if before > 0 and invested > 0:
        story += f", and up to {usd(before)} of what it had put in before was still there"
    elif before > 0:
        story = f"Up to {usd(before)} that {seller} had put into {buyer} before was still there"
    if paid > 0:
        story += f". {buyer} paid {seller} {usd(paid)}" + ("" if invested > 0 else f" {when}")
        bill = "the bill"
    else:
        routes = sorted(
            (f for f in feed.outflows if f.cls == PURCHASE), key=lambda f: (-f.amount, f.party)
        )
        via = listed([f"{flow.party} ({usd(flow.amount)})" for flow in routes[:_ROUTES]])
        story += f". It can have come back through {via or 'others'}"
        bill = "which bill"
    low, high = row["own_low"], row["own_high"]
    range_ = usd_interval(low, high)
    if low and range_ == usd_interval(low, low):  # every way of matching gives the same
        return (
            f"{story}. Of the {sold} that {seller} sold in the network, {range_} was its own money "
            "coming back."
        )
    who = "Nobody outside" if in_usd() else "Nobody"
    return (
        f"{story}. {who} can see which {money} paid {bill}: of the {sold} that {seller} sold in "
        f"the network, {range_} was its own money coming back."
    )
