"""The parties that the report reads closely: their figures by basis, and what hangs on them.

Which parties, the data decides: `labs` and `failing` say by what. Amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.analysis.stress import exposures
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books.basis import Basis
from moneyloop.books.comparisons import month_of
from moneyloop.books.quantity import Quantity, rests_on
from moneyloop.books.readings import is_total, readings
from moneyloop.model import FIRM, USD_BN, USD_BN_A_YEAR, Network, plain
from moneyloop.questions import asking
from moneyloop.questions.figures.commitments import A_YEAR, WHOLE_TERM, Commitment, falls_in
from moneyloop.questions.figures.company import Books, books_of, study_of
from moneyloop.questions.figures.whose_dollar import DOLLAR
from moneyloop.questions.stress import stress as stress_

LABS, FAILING = 3, 2
LAB, PURCHASES = "lab", "purchases"
WHOLE_TERMS = "usd_bn over whole terms"


def books_of_labs(
    network: Network,
    year: str | None,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    parties: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The figures of a few labs in a year, each on its basis, and the ratios between them.

    One entry per lab of `labs`, or for each of `parties`: party, year, `measures` (see
    `_measures`), the `ratios` of `figures`, and its notes. None in a list of payments, which has
    no figures.
    """
    if year is None or network.is_ledger:
        return []
    study = study_of(network, year, as_of, case)
    entries = []
    for party in parties or labs(network, study):
        books = books_of(study, party)
        # Whose dollar it was, the page tells of all sellers.
        notes = [note for part, of in books.notes.items() if part != DOLLAR for note in of]
        entries.append(
            {
                "party": party,
                "year": year,
                "measures": _measures(books, year),
                "ratios": books.ratios,
                "notes": notes,
            }
        )
    return entries


def labs(network: Network, study: Study) -> list[str]:
    """Labs with a run rate and the recognised revenue of all the year, the largest first."""
    kinds = dict(zip(network.parties["name"], network.parties["kind"], strict=True))
    period = study.periods[study.shown[0]]
    revenue = {
        reading.party: study.figures.revenue(reading.party, period)
        for reading in readings(network, as_of=study.known_by)
        if reading.metric == "run_rate" and is_total(reading) and kinds.get(reading.party) == LAB
    }
    known = {party: booked.revenue for party, booked in revenue.items() if booked.share >= 1}
    return sorted(known, key=lambda party: (-known[party], party))[:LABS]


def _measures(books: Books, year: str) -> list[dict[str, Any]]:
    """What the figures and the purchases of a party say of a year, one entry per basis.

    Keys: key, amount, unit (USD_BN_A_YEAR or WHOLE_TERMS), basis (in words), gross_or_net, period,
    evidence, figures, deals, planned, and `unknown` (sellers with a row whose amount nobody states,
    not in the amount).
    """
    figures: list[Quantity] = [
        reading
        for reading in books.figures
        if reading.unit == USD_BN
        and is_total(reading)
        and reading.preferred
        and not reading.planned
    ]
    rates = [one for one in figures if one.metric == "run_rate" and month_of(one)[:4] == year]
    revenue = [one for one in figures if (one.metric, one.period) == ("revenue", year)]
    # Of other fiscal years, and of quarters, the days that lie in the year are summed.
    summed = [bucket.quantity for bucket in books.dollar if bucket.quantity.metric == "revenue"]
    measures = [_figure("run_rate", rate) for rate in rates[-1:]]
    measures += [_figure("revenue", booked) for booked in (revenue or summed)[:1]]
    bought = [row for row in books.commitments if row.quantity.metric == PURCHASES]
    for key, basis in (
        ("due", falls_in(year)),
        ("average", A_YEAR),
        ("committed", WHOLE_TERM),
    ):
        rows = [row for row in bought if row.quantity.basis == basis]
        if any(row.quantity.amount is not None for row in rows):
            measures.append(_sum(key, basis, rows))
    return measures


def _figure(key: str, quantity: Quantity) -> dict[str, Any]:
    row = quantity.row()
    kept = ("amount", "basis", "gross_or_net", "period", "evidence", "figures", "planned")
    measure = {"key": key, "unit": USD_BN_A_YEAR, "deals": [], "unknown": []}
    return measure | {name: row[name] for name in kept}


def _sum(key: str, basis: Basis, rows: Sequence[Commitment]) -> dict[str, Any]:
    """The known purchases of all sellers on one basis."""
    quantities = [row.quantity for row in rows]
    return {
        "key": key,
        "unit": WHOLE_TERMS if key == "committed" else USD_BN_A_YEAR,
        "amount": rounded(sum(one.amount for one in quantities if one.amount is not None)),
        "basis": basis.text,
        "gross_or_net": None,
        "period": None,
        **rests_on(*quantities),
        "unknown": [
            row.counterparty.name for row in rows if row.quantity.amount is None or row.note
        ],
    }


def if_one_fails(
    network: Network,
    year: str | None,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    parties: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """What the whole failure of each party of `failing`, or of `parties`, does to others.

    One entry each: rows, notes and the further keys of `stress`. A guarantee also has `cap`, the
    most that it can be with every "up to". None in a list of payments.
    """
    if year is None or network.is_ledger:
        return []
    study = asking.study(network, as_of=as_of, case=case, from_=year, to=year)
    caps = dict(zip(network.deals["id"], network.deals["amount_high_usd_bn"], strict=True))
    entries = []
    for party in parties or failing(study):
        answer = stress_.stress(network, party, year=year, as_of=as_of, case=case)
        calls = [call | {"cap": plain(caps[call["deal"]])} for call in answer.extra["backstops"]]
        rest = {"as_of": answer.as_of, "rows": answer.rows, "notes": answer.notes}
        entries.append({**answer.extra, "backstops": calls, **rest})
    return entries


def failing(study: Study) -> list[str]:
    """Inside parties whose failure hits others the most.

    Those come first that hit the most inside counterparties on all three lines at once (what
    these have invested in them, sell to them in the year, and are to sell later), then those that
    buy the most from inside parties in the year. Without purchases in the year a party is not in.
    """
    at_stake = exposures.exposures(study, study.shown[0])
    inside = set(study.network.inside)
    stakes, backlog = at_stake.stakes.amounts, at_stake.backlog.amounts
    bought: dict[str, float] = {}
    hit: dict[str, int] = {}
    for (buyer, seller), amount in sorted(at_stake.purchases.amounts.items()):
        if buyer in inside and seller in inside:
            bought[buyer] = bought.get(buyer, 0.0) + amount
            lines = (amount, stakes.get((seller, buyer), 0.0), backlog.get((buyer, seller), 0.0))
            hit[buyer] = hit.get(buyer, 0) + (min(lines) > 0)

    def most_first(name: str) -> tuple[int, float, str]:
        return -hit[name], -round(bought[name], 9), name

    return sorted(bought, key=most_first)[:FAILING]
