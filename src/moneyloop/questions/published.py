"""Published estimates of circularity, each with what the method says of the same inputs."""

from __future__ import annotations

from typing import Any

from moneyloop.analysis import attribution, together
from moneyloop.input import package
from moneyloop.input.published import Estimate, estimates
from moneyloop.model import FIRM, HEADLINE, STATED, ChoiceError, Network, Result
from moneyloop.questions import asking
from moneyloop.questions.attribute.attribute import attributed
from moneyloop.questions.gap.gap import gap
from moneyloop.words import amounts
from moneyloop.words.columns import Column, Row, amount, described
from moneyloop.words.labels import heading

MEASURES = {
    "own": heading("own"),
    "not_covered": "Due, no known source",
    "needed": "Revenue needed",
}
Interval = tuple[float | None, float | None, float | None]


def _ours(row: Row) -> str:
    """The interval; blank where nothing was run."""
    if not row["measure"]:
        return ""
    return amounts.interval(row["our_low"], row["our_high"], row["our_estimate"])


def _asked(row: Row) -> str:
    """What the interval is of, and of how much of network sales."""
    if not row["measure"]:
        return ""
    label = MEASURES[row["measure"]]
    sales = row["network_sales"]
    return label if sales is None else f"{label}, of {amounts.number(sales)}"


COLUMNS = (
    Column("name"),
    Column("publisher", "Publisher"),
    Column("date"),
    Column("claim", "What is claimed"),
    Column("number", "Number"),
    Column("data"),
    Column("parties"),
    Column("measure", "Ours is", cell=_asked, spare=1),
    Column("from"),
    Column("to"),
    Column("case"),
    amount("our_low"),
    amount("our_estimate", "Ours", cell=_ours),
    amount("our_high"),
    amount("network_sales"),
    Column("why", "Why they differ"),
    Column("outlet"),
    Column("url"),
)


@described(COLUMNS)
def published() -> Result:
    """Published estimates of circular money, our interval beside each, and why they differ.

    One row per published number, in the order of the list. our_low, our_estimate and our_high
    (USD billions) are worked out from the shipped rows in `data`: own money back of `parties`
    (None: of all sellers together) from `from` to `to`; or what is due and not covered, the low by
    signed and the high by upper amounts; or the revenue needed. They are None where nothing can be
    run, and `why` says what is missing. network_sales is what the sellers sold in the network.
    """
    networks: dict[str, Network] = {}
    rows = []
    for item in estimates():
        if item.data not in networks:
            networks[item.data] = package.load(item.data or None)
        rows.append(_row(item, networks[item.data]))
    return Result("published", None, STATED, rows, columns=COLUMNS)


def _row(item: Estimate, network: Network) -> dict[str, Any]:
    (low, estimate, high), sales = _answer(item, network)
    return {
        "name": item.name,
        "publisher": item.publisher,
        "date": item.date,
        "claim": item.claim,
        "number": item.number,
        "data": item.data or None,
        "parties": list(item.parties) or None,
        "measure": item.measure or None,
        "from": item.from_ or None,
        "to": item.to or None,
        "case": item.case or None,
        "our_low": low,
        "our_estimate": estimate,
        "our_high": high,
        "network_sales": sales,
        "why": item.why,
        "outlet": item.outlet,
        "url": item.url,
    }


def _answer(item: Estimate, network: Network) -> tuple[Interval, float | None]:
    """Our interval, and the network sales that it is of where it is of sales."""
    if item.measure == "own":
        return _own(item, network)
    if item.measure == "not_covered":
        return _not_covered(item, network), None
    if item.measure == "needed":
        asked = gap(network, investment=item.investment, margin=item.margin, life=item.life)
        need = asked.extra["sector_question"][0]
        return (need["required"], need["required"], need["required"]), None
    if item.measure:
        raise ChoiceError(f"{item.measure!r} is not one of {', '.join(MEASURES)}")
    return (None, None, None), None


def _own(item: Estimate, network: Network) -> tuple[Interval, float]:
    """Own money back of the sellers together."""
    with asking.one_answer():
        study = asking.study(network, case=item.case, from_=item.from_, to=item.to, by="total")
        answer = attributed(study, list(item.parties) or None)
        sellers = [row for row in answer.rows if attribution.sells(row)]
        sums = together.together(study, sellers, ("own",)).sums
    sold = sum(row["network_sales"] or 0.0 for row in sellers)
    return (sums["own_low"], sums["own_estimate"], sums["own_high"]), sold


def _not_covered(item: Estimate, network: Network) -> Interval:
    """What the parties have to pay and no known money covers: by signed and by upper amounts."""
    low, high = (
        sum(
            row["no_known_source"] or 0.0
            for row in gap(
                network, party=item.parties, from_=item.from_, to=item.to, case=case
            ).rows
            if not row["sector"]
        )
        for case in (FIRM, HEADLINE)
    )
    return low, None, high
