"""The answer of the report in the order in which it is read; plain values, USD billions.

Both the page and the terminal write it from here, so that their numbers and words are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneyloop.analysis.study import selection
from moneyloop.analysis.study.study import Study
from moneyloop.model import USD_BN
from moneyloop.pages.content import loops
from moneyloop.pages.content.answer import changes, growth, pots, sentence, ways
from moneyloop.words import amounts
from moneyloop.words.amounts import usd_interval
from moneyloop.words.labels import CASE_LABELS, listed

Row = Mapping[str, Any]
LOOPS = POTS = 6
_MEASURES = ("own", "any_investor")


def build(
    study: Study,
    period: int,
    sellers: Sequence[Row],
    sums: Mapping[str, float | None],
    limits: Sequence[Row],
    came_back: str | None,
) -> dict[str, Any]:
    """All that stands below the headline, for the sellers of the first period.

    `sellers` are their rows of `attribute`, `sums` those together, `limits` what sets the high of
    each on public amounts, `came_back` the sentence on what was invested or spent.

    example   a loop of the period in one sentence, "" where there is none
    part      the ratio of the headline, as it stands in it
    cents     by measure low, estimate and high, and low and high on public amounts: parts of what
              was paid (None is not known); `at_least_neither` and `known_neither`
    widest    a title about the seller with the widest range
    nothing   who sells and can have no own money back
    pots      see `pots.pots`, of the widest; `first_pot` is the index of the one that explains
              best, and so many sellers have a range: `ranged_count`
    growth    see `growth.growth`
    loops     the largest money loops of the period (`rows`), how many there are (`count`), whether
              that is all (`complete`), and how many have no public amount (`unsized`)
    ways      see `ways.ways`
    changes   see `changes.changes`
    missing   three sentences on what is not in it
    wrong     three sentences on what would prove it wrong
    """
    ranked = sorted(sellers, key=lambda row: (-amounts.most(row["own_high"]), row["party"]))
    ranged = [row for row in ranked if row["own_high"] != 0]
    its_pots = pots.pots(study, period, ranged[:POTS], limits)
    return {
        "example": _example(its_pots),
        "part": sentence.part(sellers, sums),
        "cents": _cents(sellers, sums),
        "widest": _widest(ranged),
        "nothing": sorted(row["party"] for row in ranked if row["own_high"] == 0),
        "pots": its_pots,
        "first_pot": _first(its_pots),
        "ranged_count": len(ranged),
        "growth": growth.growth(study, period),
        "loops": _loops(study, period),
        "ways": ways.ways(study, period),
        "changes": changes.changes(study, period, ranged, limits),
        "missing": _missing(study, sums, came_back),
        "wrong": _wrong(study, limits),
    }


def _cents(sellers: Sequence[Row], sums: Mapping[str, Any]) -> dict[str, Any]:
    inside = sentence.inside_of(sellers)
    result: dict[str, Any] = {
        "whole": inside,
        "open_sales": any(row["open_sales"] for row in sellers),
    }
    for measure in _MEASURES:
        low, high = sentence.shares(sellers, sums, measure)
        known = sums[f"{measure}_known_high"] is not None
        public = sentence.shares(sellers, sums, measure, "_known") if known else (None, None)
        estimate = sums[f"{measure}_estimate"]
        result[measure] = {
            "low": low,
            "estimate": None if estimate is None or inside <= 0 else estimate / inside,
            "high": high,
            "known_low": public[0],
            "known_high": public[1],
        }
    every = result["any_investor"]
    result["at_least_neither"] = 1.0 - every["high"]
    result["known_neither"] = None if every["known_high"] is None else 1.0 - every["known_high"]
    return result


def _first(its_pots: Sequence[Row]) -> int:
    """Which pot explains best: the one in which most can have come back directly."""
    direct = [min(pot["invested"] + pot["before"], pot["paid"]) for pot in its_pots]
    return direct.index(max(direct)) if direct else 0


def _example(its_pots: Sequence[Row]) -> str:
    """One loop in words, of the pot that explains best; "" where none paid its seller itself."""
    pot = its_pots[_first(its_pots)] if its_pots else None
    if not pot or not pot["paid"]:
        return ""
    seller, buyer = pot["seller"], pot["buyer"]
    return f"{seller} invests in {buyer}, {buyer} buys from {seller}, {seller} books a sale."


def _loops(study: Study, period: int) -> dict[str, Any]:
    listing = loops.of_period(study, period)
    money = [row for row in listing.rows if row["type"] == "money"]
    sized = [row for row in money if not row["unsized"]]
    return {
        "rows": sized[:LOOPS],
        "count": len(sized),
        "unsized": len(money) - len(sized),
        "complete": listing.complete and listing.count == len(listing.rows),
    }


def _widest(ranged: Sequence[Row]) -> str:
    if not ranged:
        return "No seller can have had its own money back"
    row = ranged[0]
    range_ = usd_interval(row["own_low"], row["own_high"])
    return f"{row['party']} has the widest range: {range_}"


def _missing(study: Study, sums: Mapping[str, Any], came_back: str | None) -> list[str]:
    """What is not in the answer, or counts otherwise than a reader may think."""
    deals = study.deals
    open_ = int(selection.is_open(deals).sum())
    low, high = sums["own_known_low"], sums["own_known_high"]
    public = (
        "" if high is None else f" On public amounts and balances it is {usd_interval(low, high)}."
    )
    lines = []
    if open_:
        lines.append(
            f"Deals without a public amount: {amounts.count(open_)}. The range holds whatever they "
            f"are.{public}"
        )
    reasons = deals["reason"].value_counts().to_dict()
    talks, called = reasons.get(selection.TALKS, 0), reasons.get(selection.GUARANTEED, 0)
    if study.network.unit == USD_BN and (talks or called):
        lines.append(
            f"Deals in talks ({amounts.count(talks)}) and guarantees ({amounts.count(called)}) do "
            f"not count. The others do with {CASE_LABELS[study.case]}."
        )
    if came_back:
        back = usd_interval(sums["came_back_low"], sums["came_back_high"])
        lines.append(
            f"What the seller had spent at its customers is no investment: with that, {back} came "
            "back."
        )
    return lines


def _wrong(study: Study, limits: Sequence[Row]) -> list[str]:
    """What would show that the answer is wrong, in three lines."""
    if study.network.is_ledger:
        return []
    largest = max(
        (flow for item in limits for flow in item["flows"] if flow["deals"]),
        key=lambda flow: flow["amount"],
        default=None,
    )
    lines = [
        "An investment or a purchase that no row has: the most could be higher.",
        "Books that show which dollars paid which bill: they would make one number of the range.",
    ]
    if largest is not None:
        who = f"{largest['payer']} to {largest['payee']}"
        lines.insert(
            1,
            f"An error in a payment that sets the limit, such as {amounts.usd(largest['amount'])} "
            f"from {who} ({listed(largest['deals'][:2])}): the most would move with it.",
        )
    return lines
