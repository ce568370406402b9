"""The parties that the report reads closely: their figures by ruler, and what hangs on them.

Which parties, the data decides: `labs` and `failing` say by what. Amounts are USD billions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneyloop.analysis.stress import exposures
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books.readings import in_order, is_total, readings
from moneyloop.model import FIRM, USD_BN, USD_BN_A_YEAR, Network
from moneyloop.questions import asking
from moneyloop.questions.figures import rulers as rulers_
from moneyloop.questions.figures.commitments import A_YEAR, COMMITMENTS, WHOLE_TERM, falls_in
from moneyloop.questions.figures.whose_dollar import DOLLAR
from moneyloop.questions.stress import stress as stress_

LABS, FAILING = 3, 2
LAB, PURCHASES = "lab", "purchases"
WHOLE_TERMS = "usd_bn over whole terms"
_BEHIND = ("evidence", "deals", "figures")


def on_rulers(
    network: Network, year: str | None, *, as_of: asking.When = None, case: str = FIRM
) -> list[dict[str, Any]]:
    """The figures of a few labs in a year, each on its ruler, and the ratios between them.

    One entry per lab of `labs`: party, year, `measures` (see `_measures`), the `ratios` of
    `rulers`, and its notes.
    """
    if year is None or network.is_ledger:
        return []
    read = []
    given = rulers_.study_of(network, year, as_of, case)
    for party in labs(network, given):
        found = rulers_.on_rulers(given, party)
        # Whose dollar it was, the page tells of all sellers.
        told = [notes for part, notes in found.notes.items() if part != DOLLAR]
        read.append(
            {
                "party": party,
                "year": year,
                "measures": _measures(found.rows, year),
                "ratios": found.ratios,
                "notes": [note for notes in told for note in notes],
            }
        )
    return read


def labs(network: Network, given: Study) -> list[str]:
    """Labs with a run rate and the recognised revenue of all the year, the largest first."""
    kinds = dict(zip(network.parties["name"], network.parties["kind"], strict=True))
    period = given.periods[given.shown[0]]
    revenue = {
        reading["party"]: given.figures.revenue(reading["party"], period)
        for reading in readings(network, as_of=given.known_by)
        if reading["metric"] == "run_rate"
        and is_total(reading)
        and kinds.get(reading["party"]) == LAB
    }
    known = {party: booked.revenue for party, booked in revenue.items() if booked.share >= 1}
    return sorted(known, key=lambda party: (-known[party], party))[:LABS]


def _measures(rows: Sequence[Mapping[str, Any]], year: str) -> list[dict[str, Any]]:
    """What the figures and the purchases of a party say of a year, one entry per ruler.

    Keys: key, amount, unit (USD_BN_A_YEAR or WHOLE_TERMS), ruler, basis, period, evidence, figures,
    deals, planned, and `unknown` (sellers with a row whose amount nobody states, not in the
    amount).
    """
    figures = [
        row
        for row in rows
        if (row["group"], row["unit"]) == (rulers_.FIGURES, USD_BN)
        and is_total(row)
        and row["preferred"]
        and not row["planned"]
    ]
    rates = [row for row in figures if row["metric"] == "run_rate" and row["month"][:4] == year]
    revenue = [row for row in figures if (row["metric"], row["period"]) == ("revenue", year)]
    # Of other fiscal years, and of quarters, the days that lie in the year are summed.
    summed = [row for row in rows if (row["group"], row["metric"]) == (DOLLAR, "revenue")]
    found = [_figure("run_rate", row) for row in rates[-1:]]
    found += [_figure("revenue", row) for row in (revenue or summed)[:1]]
    bought = [row for row in rows if row["group"] == COMMITMENTS]
    bought = [row for row in bought if row["metric"] == PURCHASES]
    for key, measures in (
        ("due", falls_in(year)),
        ("average", A_YEAR),
        ("committed", WHOLE_TERM),
    ):
        mine = [row for row in bought if row["measured"] == measures]
        if any(row["amount"] is not None for row in mine):
            found.append(_sum(key, mine))
    return found


def _figure(key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("amount", "ruler", "basis", "period", "evidence", "figures", "planned")
    told = {"key": key, "unit": USD_BN_A_YEAR, "deals": [], "unknown": []}
    return told | {name: row[name] for name in kept}


def _sum(key: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The known purchases of all sellers on one ruler."""
    behind = in_order(*([one for row in rows for one in row[key]] for key in _BEHIND))
    return {
        "key": key,
        "unit": WHOLE_TERMS if key == "committed" else USD_BN_A_YEAR,
        "amount": rounded(sum(row["amount"] for row in rows if row["amount"] is not None)),
        "ruler": rows[0]["ruler"],
        "basis": None,
        "period": None,
        **{key: behind[key] for key in ("evidence", "figures", "deals")},
        "planned": any(row["planned"] for row in rows),
        "unknown": [row["counterparty"] for row in rows if row["amount"] is None or row["note"]],
    }


def if_one_fails(
    network: Network, year: str | None, *, as_of: asking.When = None, case: str = FIRM
) -> list[dict[str, Any]]:
    """What the whole failure of each party of `failing` does to its counterparties.

    One entry each: rows, notes and the further keys of `stress`.
    """
    if year is None or network.is_ledger:
        return []
    told = []
    for party in failing(asking.study(network, as_of=as_of, case=case, from_=year, to=year)):
        found = stress_.stress(network, party, year=year, as_of=as_of, case=case)
        told.append({**found.extra, "as_of": found.as_of, "rows": found.rows, "notes": found.notes})
    return told


def failing(given: Study) -> list[str]:
    """Inside parties whose failure hits others the most.

    Those come first that hit the most inside counterparties on all three lines at once (what
    these have invested in them, sell to them in the year, and are to sell later), then those that
    buy the most from inside parties in the year. Without purchases in the year a party is not in.
    """
    at_stake = exposures.exposures(given, given.shown[0])
    inside = set(given.network.inside)
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


def rows_behind(entries: Iterable[Mapping[str, Any]]) -> tuple[set[str], set[str]]:
    """The ids of deals and the places of figures that these entries rest on, at any depth."""
    deals: set[str] = set()
    figures: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                if key == "figures":
                    figures.update(item)
                elif key == "deals" or key.endswith("_deals"):
                    deals.update(item)
                elif key == "deal":
                    deals.add(item)
                else:
                    collect(item)
        elif isinstance(value, list):
            for item in value:
                collect(item)

    collect(list(entries))
    return deals, figures
