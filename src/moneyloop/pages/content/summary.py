"""The main job: everything the report says, as one plain object for tables and pages.

Covers the latest full year and the year before: the parties that sell inside the network with
the interval of every measure, the loops, what binds the bounds, and what was left out.
"""

from __future__ import annotations

from typing import Any

from moneyloop.analysis.pooled import intervals as intervals_
from moneyloop.analysis.pooled.intervals import deals_behind
from moneyloop.analysis.study.study import Study, report_years
from moneyloop.model import FIRM, USD_BN, Network, plain, split
from moneyloop.questions import asking
from moneyloop.questions import deals as deals_
from moneyloop.questions import loops as loops_
from moneyloop.questions.attribute import attribute as attribute_
from moneyloop.words.amounts import usd, usd_interval

TITLE = "Whose dollar is it?"
LOOPS_ON_PAGE = 200


def build(
    network: Network,
    *,
    as_of: asking.When = None,
    case: str = FIRM,
    progress: asking.Progress | None = None,
) -> dict[str, Any]:
    """The content of the report: plain values only, amounts in USD billions, unknown is None."""
    years = report_years(asking.study(network, as_of=as_of, case=case))
    first, last = (years[-1].name, years[0].name) if years else (None, None)
    given = asking.study(network, as_of=as_of, case=case, from_=first, to=last)
    answer = attribute_.attributed(given, progress=progress)
    found = loops_.loops(network, as_of=as_of, case=case)
    sellers = [row for row in answer.rows if row["inside_sales"] > 0]
    latest = [row for row in sellers if row["period"] == years[0].name] if years else []
    return {
        "title": TITLE,
        "headline": headline(latest),
        "data": network.data,
        "as_of": answer.as_of,
        "case": case,
        "unit": USD_BN,
        "years": [year.name for year in years],
        "rows": answer.rows,
        "binding": [_binding(given, row) for row in latest if row["own_high"] > 0],
        "loops": shown_loops(found.rows),
        "loops_complete": found.extra["complete"],
        "loops_count": found.extra["count"],
        "parties": parties(network),
        "deals": _deals(network, given),
        "left_out": [item.to_dict() for item in answer.left_out],
        "notes": [*answer.notes, *found.notes],
    }


def headline(sellers: list[dict[str, Any]]) -> str:
    """The sentence that answers the question for one year, with its interval."""
    if not sellers:
        return "No party sells inside the network in the period: there is nothing to attribute."
    period = sellers[0]["period"]
    inside = sum(row["inside_sales"] for row in sellers)
    low, own, high = (sum(row[key] for row in sellers) for key in ("own_low", "own", "own_high"))
    widest = max(sellers, key=lambda row: (row["own_high"], row["party"]))
    one = len(sellers) == 1
    when = f"In {period}" + (" (pro forma)" if any(row["pro_forma"] for row in sellers) else "")
    text = (
        f"{when}, {'one company' if one else f'{len(sellers)} companies'} booked "
        f"{usd(inside)} of sales inside the network. The record allows {usd_interval(low, high)} "
        f"of that to be {'its' if one else 'their'} own investment coming back as "
        f"sales ({'' if one else 'outer bounds; '}pro-rata marker {usd(own)})"
    )
    if widest["own_high"] > 0 and not one:
        alone = usd_interval(widest["own_low"], widest["own_high"])
        text += f"; for {widest['party']} alone, {alone} of {usd(widest['inside_sales'])}"
    return text + "."


def _binding(given: Study, row: dict[str, Any]) -> dict[str, Any]:
    """What keeps the high end of the own lap from being higher, with the rows behind it."""
    found = intervals_.binding(given, row["party"], row["period"], "own")
    return {
        "party": row["party"],
        "period": row["period"],
        "measure": "own",
        "high": row["own_high"],
        "flows": [
            {
                "payer": flow.payer,
                "payee": flow.payee,
                "class": flow.cls,
                "amount": round(flow.amount, 9),
                "period": flow.period,
                "deals": deals_behind(given, flow),
            }
            for flow in found.binding
        ],
    }


def shown_loops(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest loops and, where there is room, those that cannot be sized."""
    sized = [row for row in rows if not row["unsized"]]
    unsized = [row for row in rows if row["unsized"]]
    room = max(LOOPS_ON_PAGE - len(unsized), LOOPS_ON_PAGE // 2)
    return sized[:room] + unsized[: LOOPS_ON_PAGE - len(sized[:room])]


def parties(network: Network) -> list[dict[str, Any]]:
    """The rows of the parties table, aliases as a list."""
    told = []
    for row in network.parties.to_dict("records"):
        known = {str(key): plain(value) for key, value in row.items() if key != "line"}
        told.append(known | {"aliases": split(known["aliases"] or "")})
    return told


def _deals(network: Network, given: Study) -> list[dict[str, Any]]:
    reasons = dict(zip(given.deals["id"], asking.windowed(given)["reason"], strict=True))
    rows = deals_.deals(network, case=given.case).rows
    return [row | {"left_out": reasons[row["id"]] or None} for row in rows]
