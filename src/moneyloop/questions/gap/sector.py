"""The sector's question: capex against AI revenue, and the revenue that would earn it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from moneyloop.analysis.study.periods import Period, parse
from moneyloop.analysis.study.study import Study, rounded
from moneyloop.books import payback
from moneyloop.books.measured import PAID, RECOGNISED, UNKNOWN
from moneyloop.books.payback import PROJECTED
from moneyloop.books.readings import NOT_STATED, Reading, behind, is_revenue
from moneyloop.input.items import AI_BUSINESS, COUNTED, TOTAL
from moneyloop.model import PURCHASE, USD_BN_A_YEAR
from moneyloop.words.amounts import stated, usd

LAB = "lab"


def question(
    given: Study,
    read: Sequence[Reading],
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
    ruler of its own (`bases`: gross, net or not stated): the labs' customers, and each figure of an
    aggregate; they are not added.
    USD billions; `coverage` is the part of the year that figures cover. `window` is the first and
    last day, None where all count. Raises ChoiceError.
    """
    payback.required(1.0 if investment is None else investment, margin, life)
    rows = []
    places = {given.periods[number].name: number for number in given.shown}
    for year in _years(given, read, window):
        found = payback.capex(read, given.network.inside, year)
        amount = investment if investment is not None else found and found["amount"]
        against = _aggregates(given, read, year)
        if year.name in places:
            against.insert(0, _labs(given, places[year.name], read))
        against = [entry for entry in against if entry["revenue"] is not None]
        if not amount or (found is None and not against):
            continue
        needed = payback.required(amount, margin, life)
        rows.append(
            {
                "period": year.name,
                **_invested(given, investment, found),
                "margin": margin,
                "life": life,
                "required": rounded(needed),
                "required_one_go": rounded(payback.required(amount, margin, 1.0)),
                "planned": given.planned(year),
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
    given: Study, read: Sequence[Reading], window: tuple[int | None, int | None]
) -> list[Period]:
    """The shown years, and those in the window with capex figures."""
    names = {given.periods[number].name for number in given.shown}
    for one in read:
        if one["metric"] == "capex" and one["first"] and one["last"]:
            first, last = (date.fromordinal(one[end]).year for end in ("first", "last"))
            names |= {str(year) for year in range(first, last + 1)}
    years = [parse(name) for name in sorted(names)]
    first, last = window[0] or 0, window[1] or date.max.toordinal()
    return [year for year in years if year.last >= first and year.first <= last]


def _invested(
    given: Study, investment: float | None, found: dict[str, Any] | None
) -> dict[str, Any]:
    """The investment of a year: its ruler, the figures that it adds, and those that it does not."""
    if investment is not None or found is None:
        stated = {"investment": investment, "investment_of": "stated", "ruler": "stated"}
        rows: dict[str, Any] = {"parts": [], "evidence": [], "deals": [], "figures": []}
        return stated | {"unit": USD_BN_A_YEAR, "coverage": None} | rows | {"not_added": []}
    used = [reading for reading, _, _ in found["used"]]
    parts = [
        {
            "party": reading["party"],
            "segment": reading["segment"],
            "period": reading["period"],
            "amount": rounded(amount),
            "coverage": rounded(share),
            "ruler": reading["ruler"],
            "evidence": reading["evidence"],
            "figure": reading["figure"],
        }
        for reading, amount, share in found["used"]
    ]
    names = list(dict.fromkeys(reading["party"] for reading in used))
    single = len(used) == 1
    return {
        "investment": rounded(found["amount"]),
        "investment_of": f"{names[0]}, {used[0]['segment']}"
        if single
        else f"total capex of {', '.join(names)}",
        "ruler": _ruler(given, used),
        "unit": USD_BN_A_YEAR,
        "coverage": rounded(found["coverage"]),
        "parts": parts,
        **behind(given.network, figures=used),
        "not_added": behind(given.network, figures=found["unused"])["figures"],
    }


def _ruler(given: Study, used: Sequence[Reading]) -> str:
    """Spent, or not yet: guidance of companies, and estimates of a year that is not over."""
    kinds = {
        "guidance"
        if reading["evidence"] == PROJECTED
        else ("spent" if reading["last"] <= given.as_of else "spent and to come")
        for reading in used
    }
    return ", ".join(sorted(kinds, reverse=True))


def _labs(given: Study, number: int, read: Sequence[Reading]) -> dict[str, Any]:
    """What customers outside the network paid the inside labs, as far as it is known.

    Of a lab with figures of its AI business alone, that revenue less its sales inside.
    """
    now, year = given.pools[number], given.periods[number]
    kinds = dict(zip(given.network.parties["name"], given.network.parties["kind"], strict=True))
    total, days = 0.0, []
    used: list[Reading] = []
    known: list[str] = []
    unknown: list[str] = []
    for party in sorted(name for name in now.parties if kinds[name] == LAB):
        place = now.parties.index(party)
        revenues = _revenue_of(read, party, year)
        line = next((one["line"] for one in revenues if one["item"] == AI_BUSINESS), TOTAL)
        covered = given.figures.revenue(party, year, line)
        amount = float(now.customers[place])
        if line != TOTAL:
            amount = max(0.0, covered.revenue - float(now.network_sales[place]) * covered.share)
        days.append(covered.share)
        if covered.share == 0 and amount == 0:
            unknown.append(party)
            continue
        total += amount
        known.append(party if line == TOTAL else f"{party}: {line}")
        used += [one for one in revenues if one["line"] == line and one["item"] in COUNTED]
    deals = [name for name, payee in _customer_deals(given, number) if kinds.get(payee) == LAB]
    bases = sorted({_stated(one["basis"]) for one in used})
    ahead = any(one["evidence"] == PROJECTED or one["last"] > given.as_of for one in used)
    word = f"{RECOGNISED} and forecast" if ahead else RECOGNISED
    return {
        "revenue_of": f"customers of the labs ({', '.join(known)})",
        "ruler": f"{word}, {' and '.join(bases)}" if bases else PAID,
        "bases": bases,
        "unit": USD_BN_A_YEAR,
        "revenue": rounded(total) if known else None,
        "coverage": rounded(sum(days) / len(days)) if days else 0.0,
        "unknown": unknown,
        **behind(given.network, deals, used),
    }


def _stated(basis: str) -> str:
    return NOT_STATED if basis == UNKNOWN else basis


def _revenue_of(read: Sequence[Reading], party: str, year: Period) -> list[Reading]:
    return [one for one in read if one["party"] == party and is_revenue(one, year)]


def _customer_deals(given: Study, number: int) -> list[tuple[str, str]]:
    """The purchases of outside parties in a year: id and payee."""
    flows = given.flows
    mine = flows.loc[
        (flows["period"] == number) & (flows["class"] == PURCHASE) & (flows["amount"] > 0)
    ]
    mine = mine.loc[~mine["payer"].isin(given.network.inside)]
    ids = given.deals["id"].to_numpy()[mine["deal"].to_numpy()]
    return list(zip(ids.tolist(), mine["payee"].tolist(), strict=True))


def _aggregates(given: Study, read: Sequence[Reading], year: Period) -> list[dict[str, Any]]:
    return [
        {
            "revenue_of": f"{one['party']}, {one['segment']}",
            "ruler": one["ruler"],
            "bases": [_stated(one["basis"])],
            "unit": USD_BN_A_YEAR,
            "revenue": rounded(one["amount"]),
            "coverage": 1.0,
            "unknown": [],
            **behind(given.network, figures=[one]),
        }
        for one in payback.aggregates(read, year)
    ]


def notes(rows: Sequence[dict[str, Any]]) -> list[str]:
    """What the arithmetic takes for granted."""
    if not rows:
        return []
    life, margin = rows[0]["life"], rows[0]["margin"]
    told = [
        f"Required revenue a year = investment / life / margin, with a life of {stated(life)} and "
        f"a margin of {stated(margin)}: what those who buy the compute must earn for one year's "
        "investment. Cahn's own sum is life 1 (all of it back in one go) and margin 0.5; years "
        "before and after come on top of a longer life.",
    ]
    if life != 1:
        one_go = ", ".join(f"{row['period']} {usd(row['required_one_go'])}" for row in rows)
        told.append(f"With a life of 1 year the required revenue is: {one_go}.")
    if rows[0]["investment_of"] != "stated":
        told.append(
            "Investment: the aggregate capex figure of the year where there is one, else the sum "
            "of the total capex of companies of the network (what was spent before guidance, of "
            "several the lowest). Aggregates differ in what they hold from year to year, and hold "
            "more than AI."
        )
    not_added = [f"{row['period']} {len(row['not_added'])}" for row in rows if row["not_added"]]
    if not_added:
        told.append(
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
        told.append(
            "Labs whose revenue is not known, and not in the sum: "
            + "; ".join(f"{', '.join(names)} ({period})" for period, names in years.items())
            + "."
        )
    if any(entry["coverage"] < 1 for row in rows for entry in row["against"]):
        told.append(
            "The investment is of the whole year. Where coverage of a known revenue is below 1, "
            "with the rest known its gap, and the investment for a dollar of it, would be smaller "
            "(\N{LESS-THAN OR EQUAL TO} in the tables)."
        )
    if any(len(entry["bases"]) > 1 for row in rows for entry in row["against"]):
        told.append(
            "The sum of the labs adds figures of different bases: gross, net of the shares of "
            "partners, or not stated."
        )
    return told
