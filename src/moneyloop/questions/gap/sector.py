"""The sector's question: capex against AI revenue, and the revenue that would earn it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from moneyloop.analysis.study.periods import Period, parse
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import payback
from moneyloop.books.basis import PAID, RECOGNISED, UNKNOWN
from moneyloop.books.evidence import NOT_STATED, PROJECTED
from moneyloop.books.payback import Capex
from moneyloop.books.readings import Reading, behind, is_revenue
from moneyloop.input.items import AI_BUSINESS, COUNTED, TOTAL
from moneyloop.model import PURCHASE, USD_BN_A_YEAR
from moneyloop.words.amounts import stated, usd

LAB = "lab"


def question(
    study: Study,
    known: Sequence[Reading],
    *,
    investment: float | None,
    margin: float,
    life: float,
    window: tuple[int | None, int | None] = (None, None),
) -> list[dict[str, Any]]:
    """One row per year with capex figures (or with a known revenue too, with an `investment`).

    `required` is the revenue a year that earns the `investment` of the year back in `life` years
    at the gross `margin` of those who buy the compute (`books.payback`), `required_one_go` the
    same with a life of one year. `against` has one entry for each revenue that is known, on a
    `basis` of its own (`gross_or_net` lists what its figures are: gross, net or not stated): the
    labs' customers, and each figure of an aggregate; they are not added.
    USD billions; `coverage` is the part of the year that figures cover. `window` is the first and
    last day, None where all count. Raises ChoiceError.
    """
    payback.required(1.0 if investment is None else investment, margin, life)
    rows = []
    indices = {study.periods[index].name: index for index in study.shown}
    for year in _years(study, known, window):
        capex = payback.capex(known, study.network.inside, year)
        amount = investment if investment is not None else capex and capex.amount
        against = _aggregates(study, known, year)
        if year.name in indices:
            against.insert(0, _labs(study, indices[year.name], known))
        against = [entry for entry in against if entry["revenue"] is not None]
        if not amount or (capex is None and not against):
            continue
        needed = payback.required(amount, margin, life)
        rows.append(
            {
                "period": year.name,
                **_invested(study, investment, capex),
                "margin": margin,
                "life": life,
                "required": rounded(needed),
                "required_one_go": rounded(payback.required(amount, margin, 1.0)),
                "planned": study.planned(year),
                "against": [
                    {
                        key: rounded(value)
                        for key, value in (
                            entry | payback.shortfall(amount, needed, entry["revenue"])
                        ).items()
                    }
                    for entry in against
                ],
            }
        )
    return rows


def _years(
    study: Study, known: Sequence[Reading], window: tuple[int | None, int | None]
) -> list[Period]:
    """The shown years, and those in the window with capex figures."""
    names = {study.periods[index].name for index in study.shown}
    for reading in known:
        if reading.metric == "capex" and reading.first and reading.last:
            first, last = (date.fromordinal(day).year for day in (reading.first, reading.last))
            names |= {str(year) for year in range(first, last + 1)}
    years = [parse(name) for name in sorted(names)]
    start, end = window[0] or 0, window[1] or date.max.toordinal()
    return [year for year in years if year.last >= start and year.first <= end]


def _invested(study: Study, investment: float | None, capex: Capex | None) -> dict[str, Any]:
    """The investment of a year: its basis, the figures that it adds, and those that it does not."""
    if investment is not None or capex is None:
        asked = {"investment": investment, "investment_of": "stated", "basis": "stated"}
        rows: dict[str, Any] = {"parts": [], "evidence": [], "deals": [], "figures": []}
        return asked | {"unit": USD_BN_A_YEAR, "coverage": None} | rows | {"not_added": []}
    used = [part.reading for part in capex.parts]
    parts = [
        {
            "party": part.reading.party,
            "segment": part.reading.segment,
            "period": part.reading.period,
            "amount": rounded(part.amount),
            "coverage": rounded(part.coverage),
            "basis": part.reading.basis.text,
            "evidence": part.reading.stated_evidence,
            "figure": part.reading.figure,
        }
        for part in capex.parts
    ]
    names = list(dict.fromkeys(reading.party for reading in used))
    single = len(used) == 1
    return {
        "investment": rounded(capex.amount),
        "investment_of": f"{names[0]}, {used[0].segment}"
        if single
        else f"total capex of {', '.join(names)}",
        "basis": _spent(study, used),
        "unit": USD_BN_A_YEAR,
        "coverage": rounded(capex.coverage),
        "parts": parts,
        **behind(study.network, figures=used),
        "not_added": behind(study.network, figures=capex.unused)["figures"],
    }


def _spent(study: Study, used: Sequence[Reading]) -> str:
    """Spent, or not yet: guidance of companies, and estimates of a year that is not over."""
    kinds = {
        "guidance"
        if PROJECTED in reading.evidence
        else ("spent" if reading.last <= study.as_of else "spent and to come")
        for reading in used
    }
    return ", ".join(sorted(kinds, reverse=True))


def _labs(study: Study, index: int, known: Sequence[Reading]) -> dict[str, Any]:
    """What customers outside the network paid the inside labs, as far as it is known.

    Of a lab with figures of its AI business alone, that revenue less its sales inside.
    """
    pools, year = study.pools[index], study.periods[index]
    kinds = dict(zip(study.network.parties["name"], study.network.parties["kind"], strict=True))
    total, days = 0.0, []
    used: list[Reading] = []
    added: list[str] = []
    unknown: list[str] = []
    for party in sorted(name for name in pools.parties if kinds[name] == LAB):
        party_index = pools.parties.index(party)
        revenues = _revenue_of(known, party, year)
        line = next((one.line for one in revenues if one.item == AI_BUSINESS), TOTAL)
        covered = study.figures.revenue(party, year, line)
        amount = float(pools.customers[party_index])
        if line != TOTAL:
            inside = float(pools.network_sales[party_index]) * covered.share
            amount = max(0.0, covered.revenue - inside)
        days.append(covered.share)
        if covered.share == 0 and amount == 0:
            unknown.append(party)
            continue
        total += amount
        added.append(party if line == TOTAL else f"{party}: {line}")
        used += [one for one in revenues if one.line == line and one.item in COUNTED]
    deals = [name for name, payee in _customer_deals(study, index) if kinds.get(payee) == LAB]
    counted = sorted({_gross_or_net(reading) for reading in used})
    ahead = any(PROJECTED in reading.evidence or reading.last > study.as_of for reading in used)
    measure = f"{RECOGNISED} and forecast" if ahead else RECOGNISED
    return {
        "revenue_of": f"customers of the labs ({', '.join(added)})",
        "basis": f"{measure}, {' and '.join(counted)}" if counted else PAID,
        "gross_or_net": counted,
        "unit": USD_BN_A_YEAR,
        "revenue": rounded(total) if added else None,
        "coverage": rounded(sum(days) / len(days)) if days else 0.0,
        "unknown": unknown,
        **behind(study.network, deals, used),
    }


def _gross_or_net(reading: Reading) -> str:
    counted = reading.basis.gross_or_net
    return NOT_STATED if counted == UNKNOWN else counted


def _revenue_of(known: Sequence[Reading], party: str, year: Period) -> list[Reading]:
    return [one for one in known if one.party == party and is_revenue(one, year)]


def _customer_deals(study: Study, index: int) -> list[tuple[str, str]]:
    """The purchases of outside parties in a year: id and payee."""
    flows = study.flows
    bought = flows.loc[
        (flows["period"] == index) & (flows["class"] == PURCHASE) & (flows["amount"] > 0)
    ]
    bought = bought.loc[~bought["payer"].isin(study.network.inside)]
    ids = study.deals["id"].to_numpy()[bought["deal"].to_numpy()]
    return list(zip(ids.tolist(), bought["payee"].tolist(), strict=True))


def _aggregates(study: Study, known: Sequence[Reading], year: Period) -> list[dict[str, Any]]:
    return [
        {
            "revenue_of": f"{reading.party}, {reading.segment}",
            "basis": reading.basis.text,
            "gross_or_net": [_gross_or_net(reading)],
            "unit": USD_BN_A_YEAR,
            "revenue": rounded(reading.amount),
            "coverage": 1.0,
            "unknown": [],
            **behind(study.network, figures=[reading]),
        }
        for reading in payback.aggregates(known, year)
    ]


def notes(rows: Sequence[dict[str, Any]]) -> list[str]:
    """What the arithmetic takes for granted."""
    if not rows:
        return []
    life, margin = rows[0]["life"], rows[0]["margin"]
    sentences = [
        f"Required revenue a year = investment / life / margin, with a life of {stated(life)} and "
        f"a margin of {stated(margin)}: what those who buy the compute must earn for one year's "
        "investment. Cahn's own sum is life 1 (all of it back in one go) and margin 0.5; years "
        "before and after come on top of a longer life.",
    ]
    if life != 1:
        one_go = ", ".join(f"{row['period']} {usd(row['required_one_go'])}" for row in rows)
        sentences.append(f"With a life of 1 year the required revenue is: {one_go}.")
    if rows[0]["investment_of"] != "stated":
        sentences.append(
            "Investment: the aggregate capex figure of the year where there is one, else the sum "
            "of the total capex of companies of the network (what was spent before guidance, of "
            "several the lowest). Aggregates differ in what they hold from year to year, and hold "
            "more than AI."
        )
    not_added = [f"{row['period']} {len(row['not_added'])}" for row in rows if row["not_added"]]
    if not_added:
        sentences.append(
            f"Capex figures that are not added: {', '.join(not_added)} (parts of the aggregate or "
            "of the year, other guidance, segments, outside parties; not_added in JSON names them)."
        )
    unknown: dict[str, list[str]] = {}
    for row in rows:
        for name in [name for entry in row["against"] for name in entry["unknown"]]:
            unknown.setdefault(name, []).append(row["period"])
    if unknown:
        years: dict[str, list[str]] = {}
        for name in sorted(unknown):
            years.setdefault(", ".join(unknown[name]), []).append(name)
        sentences.append(
            "Labs whose revenue is not known, and not in the sum: "
            + "; ".join(f"{', '.join(names)} ({period})" for period, names in years.items())
            + "."
        )
    if any(entry["coverage"] < 1 for row in rows for entry in row["against"]):
        sentences.append(
            "The investment is of the whole year. Where coverage of a known revenue is below 1, "
            "with the rest known its gap, and the investment for a dollar of it, would be smaller "
            "(\N{LESS-THAN OR EQUAL TO} in the tables)."
        )
    if any(len(entry["gross_or_net"]) > 1 for row in rows for entry in row["against"]):
        sentences.append(
            "The sum of the labs adds figures of different bases: gross, net of the shares of "
            "partners, or not stated."
        )
    return sentences
