"""Round figures for the pages of the invented network, so that tests can say what they look for.

They are laid over the real answers (payloads.py), which hold every other key.
"""

from __future__ import annotations

from typing import Any

from invented import DEALS, PARTIES, Payload
from invented import deal as told_deal

# type, size, since, legs of (payer, payee, class, amount, deals, status, unknown)
LOOPS: list[tuple[str, float | None, str | None, list[tuple[Any, ...]]]] = [
    (
        "money",
        13.0,
        "2023",
        [
            (
                "Cloud A",
                "Lab One",
                "investment",
                13.0,
                ["a-one-1", "a-one-2", "a-one-3"],
                "paid",
                [],
            ),
            (
                "Lab One",
                "Cloud A",
                "purchase",
                267.7,
                ["one-a-1", "one-a-2", "one-a-share"],
                "paid",
                [],
            ),
        ],
    ),
    (
        "money",
        12.7,
        "2025",
        [
            ("Chip E", "Lab One", "investment", 30.0, ["e-one"], "paid", []),
            ("Lab One", "Neo C", "purchase", 22.4, ["one-c"], "signed", []),
            ("Neo C", "Chip E", "purchase", 12.7, ["c-e-1", "c-e-2"], "paid", []),
        ],
    ),
    (
        "money",
        3.0,
        "2024",
        [
            ("Cloud B", "Lab Two", "investment", 8.0, ["b-two-1", "b-two-up"], "paid", []),
            ("Lab Two", "Cloud B", "purchase", 3.0, ["two-b-1"], "paid", []),
        ],
    ),
    (
        "money",
        None,
        None,
        [
            ("Chip F", "Lab Two", "investment", None, ["f-two"], "contingent", ["f-two"]),
            ("Lab Two", "Chip F", "purchase", None, ["two-f"], "signed", ["two-f"]),
        ],
    ),
]


def _loop(rank: int, cells: tuple[Any, ...]) -> Payload:
    type_, size, since, legs = cells
    names = ("payer", "payee", "class", "amount", "deals", "status", "unknown")
    return {
        "rank": rank,
        "type": type_,
        "parties": [leg[0] for leg in legs],
        "length": len(legs),
        "size": size,
        "unsized": size is None,
        "in_order": True,
        "open_size": size is not None and all(leg[6] for leg in legs if leg[3] == size),
        "since": since,
        "legs": [_leg(dict(zip(names, leg, strict=True))) for leg in legs],
    }


def _leg(leg: Payload) -> Payload:
    known = {} if leg["amount"] is None else {leg["status"]: leg["amount"]}
    return leg | {"by_status": known}


MEASURES = ("own", "network_investors", "any_investor")
ENDS = ("low", "high")


def _all_public(row: Payload) -> Payload:
    """The row of a party of which all is public: both intervals are the same."""
    keys = [(f"{measure}_known_{end}", f"{measure}_{end}") for measure in MEASURES for end in ENDS]
    return row | {known: row[key] for known, key in keys} | {"open_sales": 0, "disputed": []}


def not_public(row: Payload) -> None:
    """Make a row that of a seller whose only sales have no public amount."""
    none = [key for key in row if key.endswith(("_estimate", "_known_low", "_known_high"))]
    parts = ("network_sales", "customers", "other_network_investors", "outside_investors")
    row.update(dict.fromkeys((*none, *parts, "reciprocal", "earlier_cash", "no_known_source")))
    row.update({f"{measure}_low": 0.0 for measure in MEASURES}, open_sales=1)


def _row(party: str, period: str, booked: float, inside: float, own: float) -> Payload:
    buckets = {
        "own_estimate": own,
        "other_network_investors": own / 4,
        "outside_investors": own / 8,
        "reciprocal": own / 16,
        "earlier_cash": 0.0,
        "no_known_source": own / 16,
    }
    row = {
        "party": party,
        "period": period,
        "revenue": booked,
        "network_sales": inside,
        "customers": booked - sum(buckets.values()),
        **buckets,
        "own_low": own / 2,
        "own_high": min(inside, own * 1.5),
        "network_investors_estimate": own * 1.25,
        "network_investors_low": own / 2,
        "network_investors_high": min(inside, own * 1.75),
        "any_investor_estimate": own * 1.375,
        "any_investor_low": own / 2,
        "any_investor_high": min(inside, own * 1.75),
        "related_party": inside,
        "own_investment": own * 2,
        "revenue_coverage": 1.0,
        "segment_revenue": None,
        "growth": booked / 5 if period == "2025" else None,
        "planned": False,
    }
    return _all_public(row)


def report() -> Payload:
    deals = [told_deal(line, cells) for line, cells in enumerate(DEALS, 2)]
    reasons = sorted({deal["left_out"] for deal in deals if deal["left_out"]})
    ids = {reason: [d["id"] for d in deals if d["left_out"] == reason] for reason in reasons}
    return {
        "title": "Whose dollar is it?",
        "headline": "In 2025, between $4.0bn and $12.0bn of $298.7bn came back as a lap.",
        "party": [],
        "only": None,
        "rule": None,
        "data": "by hand",
        "as_of": "2026-01-31",
        "case": "firm",
        "unit": "usd_bn",
        "parties": [
            {
                "name": name,
                "kind": kind,
                "boundary": boundary,
                "segment": None,
                "aliases": [f"{name} Inc"],
                "note": None,
            }
            for name, kind, boundary in PARTIES
        ],
        "deals": deals,
        "loops": [_loop(rank, cells) for rank, cells in enumerate(LOOPS, 1)],
        "loops_complete": True,
        "loops_count": len(LOOPS),
        "money_loops_count": sum(cells[1] is not None for cells in LOOPS),
        "unsized_loops_count": sum(cells[1] is None for cells in LOOPS),
        "years": ["2025", "2024"],
        "rows": [
            _row("Cloud A", "2025", 298.7, 17.2, 8.0),
            _row("Chip E", "2025", 130.0, 49.0, 1.0),
            _row("Lab Two", "2025", 4.5, 0.0, 0.0),
            _row("Cloud A", "2024", 263.9, 4.3, 2.0),
        ],
        "limits": [
            {
                "party": "Cloud A",
                "period": "2025",
                "measure": "own",
                "high": 12.0,
                "flows": [
                    {
                        "payer": "Cloud A",
                        "payee": "Lab One",
                        "class": "investment",
                        "amount": 12.0,
                        "period": "2025",
                        "deals": ["a-one-1", "a-one-2"],
                    },
                    {
                        "payer": "Lab One",
                        "payee": "Lab One",
                        "class": "cash",
                        "amount": 1.5,
                        "period": "2025",
                        "deals": [],
                    },
                ],
            }
        ],
        "left_out": [
            {"reason": reason, "count": len(ids[reason]), "ids": ids[reason]} for reason in reasons
        ],
        "notes": ["Fiscal years are prorated by day."],
    }


def _case(report: Payload, case: str) -> Payload:
    """One case of the hand-made network; `a-one-1` pays in two years, all else in 2025."""
    deals = {}
    for deal in report["deals"]:
        high = deal["amount_high_usd_bn"]
        amount = high if case == "headline" and high is not None else deal["amount_usd_bn"]
        counted = deal["left_out"] in (None, "no dates")
        whole = amount if counted or deal["left_out"] == "guarantee" else None
        years = {} if deal["left_out"] == "no dates" else {"2025": amount if counted else None}
        if deal["id"] == "a-one-1":
            years = {"2024": 4.0, "2025": amount - 4.0}
        open_ = "dated" if amount is None and deal["status"] in ("paid", "signed") else ""
        deals[deal["id"]] = {
            "reason": deal["left_out"],
            "whole": whole,
            "years": years,
            "open": open_,
        }
    up = 1.5 if case == "headline" else 1.0
    rows = [
        _all_public(row | {key: row[key] * up for key in ("own_low", "own_estimate", "own_high")})
        for row in report["rows"]
    ]
    return {
        "headline": report["headline"] if case == "firm" else "The record allows more.",
        "rows": rows,
        "pools": [_pool(row, up) for row in rows],
        "deals": deals,
        "left_out": report["left_out"],
        "notes": report["notes"],
    }


def _pool(row: Payload, up: float) -> Payload:
    sales = row["network_sales"] * up
    return {
        "party": row["party"],
        "period": row["period"],
        "total": row["revenue"] + sales,
        "earlier_cash": 0.0,
        "customers": row["revenue"],
        "outside_investors": 0.0,
        "sales": sales,
        "investments": 0.0,
        "returns": 0.0,
        "no_known_source": 0.0,
        "paid_purchases": 24.8,
        "paid_investments": 6.0,
        "paid_returns": 0.0,
        "kept": 0.0,
        "rest": row["revenue"] + sales - 30.8,
        "planned": False,
    }


def atlas(report: Payload) -> Payload:
    """The hand-made network as `atlas.build` tells it, which starts with the whole terms."""
    told = ("title", "headline", "data", "as_of", "case", "unit", "parties", "deals", "loops")
    touched = {name for deal in report["deals"] for name in (deal["payer"], deal["payee"])}
    return {
        **{key: report[key] for key in (*told, "loops_count", "loops_complete")},
        "years": ["2024", "2025", "2026"],
        "window": None,
        "start": None,
        "few": {
            case: {period: sorted(touched) for period in ("whole", "2024", "2025")}
            for case in ("firm", "headline")
        },
        "year": "2025",
        "planned_from": "2026",
        "cases": {case: _case(report, case) for case in ("firm", "headline")},
        "scope": {
            "parties": [name for name, *_ in PARTIES if name in touched],
            "why": None,
            "parties_not_drawn": 0,
            "deals_not_drawn": 0,
            "amount_not_drawn": 0.0,
            "all": True,
        },
    }


def _known_then(day: str, own: float, planned: bool) -> Payload:
    """A row of the timeline for all parties: 50 of network sales."""
    sums = {"network_sales": 50.0, "own_low": 0.0, "own_estimate": own, "own_high": 2 * own}
    sums |= {"own_known_low": 0.0, "own_known_high": 2 * own, "open_sales": 0}
    shares = {
        "own_of_network_sales_low": 0.0,
        "own_of_network_sales_estimate": own / 50,
        "own_of_network_sales_high": own / 25,
    }
    named = {"sector": True, "party": "all parties", "as_of": day, "period": day[:4]}
    return named | sums | shares | {"planned": planned}


def _due(party: str, year: str, committed: float, no_known_source: float) -> Payload:
    """A row of the gap; all is purchases, and what is known comes from customers."""
    known = committed - no_known_source
    return {
        "sector": party == "all parties",
        "party": party,
        "period": year,
        "committed": committed,
        "committed_purchases": committed,
        "committed_investments": 0.0,
        "committed_returns": 0.0,
        "known": known,
        "earlier_cash": 0.0,
        "customers": known,
        "outside_investors": 0.0,
        "sales": 0.0,
        "investments": 0.0,
        "returns": 0.0,
        "covered": known,
        "no_known_source": no_known_source,
        "revenue": 50.0 if year == "2025" else None,
        "multiple": no_known_source / 50 if year == "2025" else None,
        "revenue_coverage": 1.0 if year == "2025" else 0.0,
        "planned": year > "2025",
    }


def _known(of: str, revenue: float, required: float, figure: str) -> Payload:
    """A known revenue against what the investment of a year would have to earn."""
    return {
        "revenue_of": of,
        "basis": "recognised, gross",
        "unit": "usd_bn a year",
        "revenue": revenue,
        "coverage": 0.5,
        "unknown": ["Lab Two"],
        "evidence": ["reported"],
        "deals": [],
        "figures": [figure],
        "investment_multiple": required / 2 / revenue,
        "gap": required - revenue,
        "multiple": required / revenue - 1,
    }


def _sector_question() -> list[Payload]:
    common = {"unit": "usd_bn a year", "coverage": 1.0, "parts": [], "deals": []}
    common |= {"evidence": ["estimated"], "not_added": [], "margin": 0.5, "life": 1.0}
    years = [
        ("2025", 100.0, "spent", "figures.csv:7"),
        ("2026", 300.0, "guidance", "figures.csv:8"),
    ]
    against = {
        "2025": [
            _known("customers of the labs (Lab One)", 20.0, 200.0, "figures.csv:2"),
            _known("AI industry, total", 16.0, 200.0, "figures.csv:9"),
        ],
        "2026": [],
    }
    return [
        common
        | {
            "period": year,
            "investment": invested,
            "investment_of": "Clouds (aggregate), capex",
            "basis": basis,
            "figures": [figure],
            "required": 2 * invested,
            "required_one_go": 2 * invested,
            "planned": year > "2025",
            "against": against[year],
        }
        for year, invested, basis, figure in years
    ]


def _side(metric: str, period: str, amount: float, basis: str, figures: list[str]) -> Payload:
    deals = [] if figures else ["one-c"]
    told = {"metric": metric, "segment": "total", "period": period, "amount": amount}
    rows = {"evidence": ["reported"], "figures": figures, "deals": deals}
    return told | {"unit": "usd_bn", "basis": basis} | rows


def _ratio(name: str, value: float, unit: str, one: Payload, other: Payload) -> Payload:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "numerator": one,
        "denominator": other,
        "differs": [f"{one['basis']} against {other['basis']}"],
        "text": "",
        "evidence": ["reported"],
        "figures": sorted({*one["figures"], *other["figures"]}),
        "deals": sorted({*one["deals"], *other["deals"]}),
        "planned": bool(one["deals"]),
    }


def _labs() -> list[Payload]:
    """Lab One on its bases: half of the run rate was booked, and most is promised."""
    rate = "run rate: one month times twelve, gross"
    measures = [
        ("run_rate", 26.2, "usd_bn a year", rate, "2025-12", ["figures.csv:3"], [], []),
        ("revenue", 13.1, "usd_bn a year", "recognised, net", "2025", ["figures.csv:2"], [], []),
        ("due", 17.7, "usd_bn a year", "falls in 2025", None, [], ["one-a-1"], []),
        ("average", 4.48, "usd_bn a year", "a year on average", None, [], ["one-c"], []),
        (
            *("committed", 272.4, "usd_bn over whole terms", "whole term", None, []),
            *(["one-a-2", "one-c"], ["Chip F"]),
        ),
    ]
    keys = ("key", "amount", "unit", "basis", "period", "figures", "deals", "unknown")
    booked = _side("revenue", "2025", 13.1, "recognised, net", ["figures.csv:2"])
    month = _side("run_rate", "2025-12", 26.2, rate, ["figures.csv:3"])
    term = _side("purchases", "2026..2030", 22.4, "whole term", [])
    a_year = _side("purchases", "2026..2030", 4.48, "a year on average", [])
    return [
        {
            "party": "Lab One",
            "year": "2025",
            "measures": [
                dict(zip(keys, cells, strict=True))
                | {"evidence": ["reported"], "planned": cells[0] in ("average", "committed")}
                for cells in measures
            ],
            "ratios": [
                _ratio("recognised / run rate", 0.5, "ratio", booked, month),
                _ratio("gross less net", 13.1, "usd_bn", month, booked),
                _ratio("whole term / a year", 5.0, "ratio", term, a_year),
            ],
            "notes": ["2 figures of revenue, total, 2025: 13.1, 13."],
        }
    ]


def _hit(party: str, *lines: tuple[float | None, float | None], **more: Any) -> Payload:
    """A row of stress: of each line what the first round takes, and all."""
    row: Payload = {
        "party": party,
        "boundary": "inside",
        "evidence": ["reported"],
        "revenue": 100.0,
    }
    for line, (first, lost) in zip(("investment", "sales", "backlog"), lines, strict=True):
        row |= {line: first, f"{line}_lost_first": first, f"{line}_lost": lost}
        if line != "investment":
            row[f"{line}_lost_least"] = lost
        row[f"{line}_unknown_deals"] = [] if lost is not None else ["one-open"]
    share = None if row["sales_lost"] is None else row["sales_lost"] / 100
    return row | {"share": share} | more


def _stress() -> list[Payload]:
    """Lab One fails: Cloud A is hit on all lines, Neo C by the cascade as well, Chip F unknown."""
    return [
        {
            "party": "Lab One",
            "year": "2025",
            "as_of": "2026-01-31",
            "loss": 1.0,
            "unique": True,
            "rows": [
                _hit(
                    *("Cloud A", (13.0, 13.0), (17.2, 17.2), (250.0, 250.0)),
                    backlog_unknown_deals=["one-a-<open>"],
                ),
                _hit("Chip E", (30.0, 30.1), (0.0, 2.5), (0.0, 0.0)),
                _hit("Neo C", (0.0, 0.0), (None, None), (22.4, 22.4), evidence=["leaked"]),
                _hit("Chip F", (0.0, 0.0), (0.0, 0.0), (None, None)),
            ],
            "backstops": [
                {
                    "guarantor": "Cloud A",
                    "beneficiary": "Site D",
                    "amount": 1.4,
                    "called": 1.4,
                    "condition": "if the rent is not paid",
                    "says_whose": True,
                    "deal": "a-backs-d",
                    "evidence": "reported",
                },
                {
                    "guarantor": "Chip E",
                    "beneficiary": "Site D",
                    "amount": 6.3,
                    "called": None,
                    "condition": "called if capacity stays unsold",
                    "says_whose": False,
                    "deal": "e-d",
                    "evidence": "leaked",
                },
                {
                    "guarantor": "Chip E",
                    "beneficiary": "Neo C",
                    "amount": None,
                    "called": None,
                    "condition": None,
                    "says_whose": False,
                    "deal": "e-c",
                    "evidence": None,
                },
            ],
            "on_all_lines": ["Cloud A"],
            "bases": {
                "investment": "paid in to 2026-01-31, at cost",
                "sales": "purchases in the year 2025",
                "backlog": (
                    "committed after 2026-01-31, whole terms, and commitments without a term whole"
                ),
            },
            "unaffected": 8,
            "notes": ["Three lines on three bases."],
        }
    ]


def _way(year: str) -> Payload:
    """The money's way: customers and Cloud A pay Lab One, which pays Cloud A."""
    nodes = [
        ("customers", "Customers", "source", 0, [], 0.0, 21.2),
        ("investment:party:Cloud A", "Cloud A as investor", "source", 0, [], 0.0, 13.0),
        ("party:Lab One", "Lab One", "party", 2, ["Lab One"], 17.0, 17.0),
        ("party:Cloud A", "Cloud A", "party", 3, ["Cloud A"], 34.2, 34.2),
        ("kept", "Kept, wages and all else", "sink", 7, [], 21.2, 0.0),
        ("again", "Reinvested (see left)", "sink", 7, [], 13.0, 0.0),
    ]
    links = [
        ("customers", "party:Lab One", "customers", 4.0, ["users-one"]),
        ("investment:party:Cloud A", "party:Lab One", "investment", 13.0, ["a-one-1", "a-one-2"]),
        ("party:Lab One", "party:Cloud A", "own", 8.0, ["one-a-1"]),
        ("party:Lab One", "party:Cloud A", "purchase", 9.0, ["one-a-1"]),
        ("customers", "party:Cloud A", "customers", 17.2, []),
        ("party:Cloud A", "again", "again", 13.0, ["a-one-1", "a-one-2"]),
        ("party:Cloud A", "kept", "kept", 21.2, []),
    ]
    ends = {"own_low": 4.0, "own_high": 12.0}
    return {
        "period": year,
        "planned": year > "2025",
        "not_drawn": 280.0,
        "nodes": [
            dict(zip(("id", "label", "kind", "column", "parties", "into", "out"), n, strict=True))
            for n in nodes
        ],
        "links": [
            dict(zip(("source", "target", "class", "amount", "deals"), cells, strict=True))
            | (ends if cells[2] == "own" else {})
            for cells in links
        ],
    }


def _dollar() -> Payload:
    """A dollar of customers, of which 20 cents go on from Lab One to Cloud A, and a few further."""
    hops = ("hop", "arrived", "revenue", "kept", "elsewhere", "outside", "still_moving")
    nodes = [
        ("0>customers", "Customers", "source", -1, [], 0.0, 0.2),
        ("0:Lab One", "Lab One", "party", 0, ["Lab One"], 0.2, 0.2),
        ("1:Cloud A", "Cloud A", "party", 1, ["Cloud A"], 0.2, 0.2),
        ("2:Lab One", "Lab One", "party", 2, ["Lab One"], 0.05, 0.05),
        ("1>spent elsewhere", "Spent elsewhere", "end", 2, [], 0.14995, 0.0),
        ("1>kept", "Kept", "end", 2, [], 0.00005, 0.0),
        ("2>still moving", "Still moving", "end", 3, [], 0.05, 0.0),
    ]
    links = [
        ("0>customers", "0:Lab One", "source", 0.2, 0.2, ["users-one"]),
        ("0:Lab One", "1:Cloud A", "purchase", 0.2, 0.2, ["one-a-1"]),
        ("1:Cloud A", "1>spent elsewhere", "spent elsewhere", 0.14995, 0.0, []),
        ("1:Cloud A", "1>kept", "kept", 0.00005, 0.0, []),
        ("1:Cloud A", "2:Lab One", "investment", 0.05, 0.0, ["a-one-1", "a-one-2"]),
        ("2:Lab One", "2>still moving", "still moving", 0.05, 0.0, []),
    ]
    rows = [
        (0, 1.0, 1.0, 0.3, 0.4, 0.1, 0.2),
        (1, 0.2, 0.2, 0.00005, 0.14995, 0.0, 0.05),
        (2, 0.05, 0.0, 0.0, 0.0, 0.0, 0.05),
    ]
    ends = [1.0 - row[-1] for row in rows]
    return {
        "year": "2025",
        "planned": False,
        "times_booked": 1.25,
        "hops": [
            dict(zip(hops, row, strict=True)) | {"at_rest": end}
            for row, end in zip(rows, ends, strict=True)
        ],
        "nodes": [
            dict(zip(("id", "label", "kind", "column", "parties", "into", "out"), n, strict=True))
            for n in nodes
        ],
        "links": [
            dict(zip(("source", "target", "class", "amount", "revenue", "deals"), c, strict=True))
            for c in links
        ],
    }


def _key_number(key: str, low: float, estimate: float, high: float) -> Payload:
    both = {"low": low, "high": high, "known_low": low, "known_high": high}
    return {"key": key, "period": "2025", "amount": estimate, **both}


def article() -> Payload:
    sold = {"whole": 66.2, "unsized": False}
    return {
        "key_numbers": [
            {"key": "network_sales", "period": "2025", "amount": 66.2, **sold},
            _key_number("own", 4.5, 9.0, 13.5) | sold,
            _key_number("any_investor", 5.0, 12.0, 16.0) | sold,
            {"key": "no_known_source", "period": "2027", "amount": 70.0, "whole": 80.0},
        ],
        "history": [
            _known_then("2025-09-30", 5.0, True),
            _known_then("2025-12-31", 9.0, False),
            _known_then("2026-01-31", 7.5, True),
        ],
        "gap": [
            _due("all parties", "2025", 60.0, 0.0),
            _due("Lab One", "2025", 60.0, 0.0),
            _due("all parties", "2027", 80.0, 70.0),
            _due("Lab One", "2027", 50.0, 48.0),
            _due("Lab Two", "2027", 30.0, 22.0),
        ],
        "gap_notes": ["Money of no known source is not a forecast."],
        "sector_question": _sector_question(),
        "sector_notes": ["Required revenue a year = investment / life / margin."],
        "labs": _labs(),
        "stress": _stress(),
        "ways": [_way(year) for year in ("2023", "2024", "2025", "2026")],
        "way": "2025",
        "dollar": _dollar(),
        "sources": [
            {
                "outlet": "The Gazette",
                "source": "Report on a-one-1",
                "url": "https://example.org/a-one-1",
                "source_date": "2025-02-01",
                "tier": "filing",
                "state": "linked",
                "deals": ["a-one-1", "a-one-2"],
                "figures": [],
            },
            {
                "outlet": "The Gazette (passage read as quoted)",
                "source": "Annual report",
                "url": "https://example.org/annual",
                "source_date": None,
                "tier": "digest",
                "state": "read as quoted elsewhere",
                "deals": [],
                "figures": ["Cloud A, revenue, 2025-01-01 to 2025-12-31"],
            },
            {
                "outlet": None,
                "source": None,
                "url": "javascript:alert(1)",
                "source_date": None,
                "tier": "other",
                "state": "none named",
                "deals": ["one-c"],
                "figures": [],
            },
        ],
    }
