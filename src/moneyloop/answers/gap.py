"""The gap: what the rows commit each party to pay, against the money that is known (section 5).

    gap(net).to_frame()

Amounts are USD billions. What no known money covers is `unexplained`; nothing is rescaled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop import api
from moneyloop.analysis import attribution, books, selection
from moneyloop.analysis.attribution import Study
from moneyloop.answers import horizon
from moneyloop.answers.timeline import EVERYONE
from moneyloop.model import FIRM, INVESTMENT, PURCHASE, RETURN, Network, Result

COMMITTED = (PURCHASE, INVESTMENT, RETURN)
KNOWN = ("opening", "customers", "outside_investors", "sales", "investments", "returns")
_SUMS = (
    "committed",
    *(f"committed_{cls}s" for cls in COMMITTED),
    "known",
    *KNOWN,
    "covered",
    "unexplained",
)


def gap(
    network: Network,
    *,
    as_of: str | None = None,
    case: str = FIRM,
    from_: str | None = None,
    to: str | None = None,
    party: Sequence[str] = (),
    progress: api.Progress | None = None,
) -> Result:
    """Commitments against known money, by year.

    One row per year and inside party that has something to pay, before them one for all of them
    together (`party` "all parties", `sector` true; not with `party`). `committed` is what the
    rows schedule out of the party's pools: purchases, investments and returns, to inside and
    outside parties. `known` is the money that is known to come in: opening cash, customers,
    outside investors, and sales, investments and returns (section 5). `covered` + `unexplained` =
    `committed`.

    Years run from the first payment to the last scheduled one, at most six past the year of the
    as-of date; those that are not over are pro forma. Sales, investments and returns between
    inside parties are in the sums of both their ends. Raises ChoiceError.
    """
    given = horizon.ahead(network, as_of=as_of, case=case, from_=from_, to=to)
    wanted = [api.resolve(network, name) for name in party]
    due = _due(given)
    found = books.rows(given, wanted or None)
    rows: list[dict[str, Any]] = []
    names = list(dict.fromkeys(row["period"] for row in found))
    for done, year in enumerate(names):
        mine = [_row(row, due) for row in found if row["period"] == year]
        mine = [row for row in mine if row["committed"] > 0]
        if mine:
            rows += mine if wanted else [_sector(mine), *mine]
        if progress is not None:
            progress(done + 1, len(names))
    return Result(
        data=network.data,
        as_of=selection.iso(given.as_of),
        case=case,
        rows=rows,
        left_out=selection.left_out(api.windowed(given)),
        notes=_notes(given, rows),
        unit=network.unit,
    )


def _due(given: Study) -> dict[tuple[str, str, str], float]:
    """What each party has to pay in each period, by class."""
    flows, names = given.flows, [period.name for period in given.periods]
    due: dict[tuple[str, str, str], float] = {}
    columns = (flows[name].tolist() for name in ("period", "payer", "class", "amount"))
    for period, payer, cls, amount in zip(*columns, strict=True):
        place = (names[period], payer, cls)
        due[place] = due.get(place, 0.0) + amount
    return due


def _row(pool: dict[str, Any], due: dict[tuple[str, str, str], float]) -> dict[str, Any]:
    place = (pool["period"], pool["party"])
    parts = {f"committed_{cls}s": due.get((*place, cls), 0.0) for cls in COMMITTED}
    committed = sum(parts.values())
    row: dict[str, Any] = {
        "sector": False,
        "party": pool["party"],
        "period": pool["period"],
        "committed": committed,
        **parts,
        "known": pool["total"] - pool["unexplained"],
        **{key: pool[key] for key in KNOWN},
        # Earmarked credits cannot cover anything else, so cover is told by what is not covered.
        "covered": committed - pool["unexplained"],
        "unexplained": pool["unexplained"],
        "pro_forma": pool["pro_forma"],
    }
    return {key: attribution.rounded(value) for key, value in row.items()}


def _sector(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    sums = {key: attribution.rounded(sum((row[key] for row in rows), 0.0)) for key in _SUMS}
    named = {"sector": True, "party": EVERYONE, "period": rows[0]["period"]}
    return named | sums | {"pro_forma": any(row["pro_forma"] for row in rows)}


def _notes(given: Study, rows: Sequence[dict[str, Any]]) -> list[str]:
    told = []
    if any(row["unexplained"] > 0 for row in rows):
        told.append(
            "Unexplained: payments that the rows schedule and no known money covers. It is not a "
            "forecast of a failure to pay: most revenue of years to come is not known yet."
        )
    if any(row["pro_forma"] for row in rows):
        told.append("Pro forma where the year is not over: scheduled and forecast money is in it.")
    return told + horizon.beyond(given)
