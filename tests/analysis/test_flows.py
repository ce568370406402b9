"""Rows to flows: spreading by day, actuals before schedules, and a reason for every row."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import economies as make
import moneyloop
import oracles
from examples import examples
from moneyloop.analysis.study import selection
from moneyloop.model import CLASS_OF_KIND, Network
from moneyloop.questions import asking

checked = examples(60)


def flows(network: Network, **options: Any) -> dict[str, dict[str, float]]:
    """{period: {deal: amount}} of what counts in the shown periods."""
    given_ = asking.study(network, **options)
    table: dict[str, dict[str, float]] = {}
    for row in given_.flows.to_dict("records"):
        if row["period"] in given_.shown:
            name = given_.periods[row["period"]].name
            table.setdefault(name, {})[given_.deals["id"].iloc[row["deal"]]] = row["amount"]
    return table


def reasons(network: Network, **options: Any) -> dict[str, str]:
    left_out = moneyloop.attribute(network, **options).left_out
    return {name: item.reason for item in left_out for name in item.ids}


@pytest.mark.parametrize("year", [2023, 2024])
def test_an_amount_is_spread_by_day(year: int) -> None:
    days = 366 if year == 2024 else 365
    network = make.network([make.deal("Lab", "Cloud", "compute", days, year, id="a")])
    for month in range(1, 13):
        name = f"{year}-{month:02d}"
        amount = flows(network, by="month", from_=name, to=name)[name]["a"]
        assert amount == pytest.approx(monthrange(year, month)[1])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-11", "2026-02", {"2025": 61, "2026": 59}),
        ("2025-12-31", "2026-01-01", {"2025": 60, "2026": 60}),
        ("2025-06-30", "", {"2025": 120}),
        ("2025-06", "", {"2025": 120}),
        ("2025", "", {"2025": 120}),
        ("2025", "2025-12-31", {"2025": 120}),
        ("2024", "2025", {"2024": 120 * 366 / 731, "2025": 120 * 365 / 731}),
    ],
)
def test_partial_dates_are_whole_years_and_months(
    start: str, end: str, expected: dict[str, float]
) -> None:
    row = make.deal("Acme", "Lab", "equity", 120, start, end=end, id="a")
    found = flows(make.network([row]), from_="2024", to="2026")
    assert {name: amounts["a"] for name, amounts in found.items()} == pytest.approx(expected)


def test_a_start_without_an_end_falls_into_its_month_or_day() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 30, "2025-04", end="", id="month"),
        make.deal("Acme", "Lab", "equity", 10, "2025-04-30", end="", id="day"),
        make.deal("Acme", "Lab", "equity", 365, "2025", end="", id="year"),
    ]
    april = flows(make.network(rows), by="month", from_="2025-04", to="2025-04")["2025-04"]
    assert april == pytest.approx({"month": 30, "day": 10, "year": 30})


def test_an_actual_beats_the_schedule_on_its_days() -> None:
    """17.2 were paid in 2025: a slice of the 250 that begins in October does not come on top."""
    rows = [
        make.deal("OpenAI", "Microsoft", "compute", 17.2, 2025, id="actual"),
        make.deal(
            "OpenAI",
            "Microsoft",
            "compute",
            250,
            "2025-10-28",
            end="2032",
            status="signed",
            id="plan",
        ),
    ]
    network = make.network(rows, parties=make.parties(["OpenAI", "Microsoft"]))
    found = flows(network, from_="2025", to="2032")
    days = (date(2032, 12, 31) - date(2025, 10, 28)).days + 1
    assert sum(found["2025"].values()) == pytest.approx(17.2)
    assert found["2026"] == pytest.approx({"plan": 250 * 365 / days})
    assert found["2028"] == pytest.approx({"plan": 250 * 366 / days})
    assert reasons(network, from_="2025", to="2025") == {"plan": "replaced by what was paid"}
    assert reasons(network, from_="2025", to="2026") == {}
    (row,) = moneyloop.attribute(network, from_="2025", to="2025", party=["Microsoft"]).rows
    assert row["network_sales"] == pytest.approx(17.2)
    told = moneyloop.attribute(network, from_="2025", to="2026").notes
    assert any("Replaced by what was paid on a part of their days: plan" in note for note in told)


@pytest.mark.parametrize(
    "actual",
    [
        {"end": ""},
        {"kind": "lease"},
        {"payee": "Rival"},
        {"amount_usd_bn": ""},
        {"status": "signed"},
        {"part_of": "plan"},
        {"settlement": "stock"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_no_actual_of_the_same_trade_covers_nothing(actual: dict[str, str]) -> None:
    rows = [
        make.deal("Lab", "Cloud", "compute", 90, 2025, status="signed", id="plan"),
        make.deal("Lab", "Cloud", "compute", 20, 2025, id="actual") | actual,
    ]
    assert flows(make.network(rows))["2025"]["plan"] == pytest.approx(90)


def test_a_replaced_actual_covers_nothing() -> None:
    rows = [
        make.deal("Lab", "Cloud", "compute", 90, 2025, status="signed", id="plan"),
        make.deal("Lab", "Cloud", "compute", 20, 2025, id="actual"),
        make.deal("Lab", "Cloud", "lease", 21, 2025, id="better", replaces="actual"),
    ]
    assert flows(make.network(rows))["2025"] == pytest.approx({"plan": 90, "better": 21})


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("2025-02", "2025-04"), ("2025-03", "2025-05")),
        (("2025-02", "2025-05"), ("2025-03", "2025-03")),
        (("2025-02", "2025-03"), ("2025-04", "2025-05")),
    ],
    ids=["overlapping", "nested", "adjacent"],
)
def test_two_actuals_cover_their_days_once(one: tuple[str, str], two: tuple[str, str]) -> None:
    rows = [
        make.deal("Lab", "Cloud", "compute", 365, 2025, status="contingent", id="plan"),
        make.deal("Lab", "Cloud", "compute", 1, one[0], end=one[1], id="one"),
        make.deal("Lab", "Cloud", "compute", 1, two[0], end=two[1], id="two"),
    ]
    left = 365 - 28 - 31 - 30 - 31
    assert flows(make.network(rows))["2025"]["plan"] == pytest.approx(left)


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        ("2025-12-31", "2026-06-30", 364),
        ("2024-06-01", "2025-01-01", 364),
        ("2026-01-01", "2026-06-30", 365),
        ("2024-06-01", "2024-12-31", 365),
    ],
    ids=["on its last day", "to its first day", "after it", "before it"],
)
@pytest.mark.parametrize("status", ["signed", "contingent"])
def test_an_actual_covers_the_plan_from_its_first_day_to_its_last(
    status: str, start: str, end: str, left: int
) -> None:
    rows = [
        make.deal("Lab", "Cloud", "compute", 365, 2025, status=status, id="plan"),
        make.deal("Lab", "Cloud", "compute", 1, start, end=end, id="actual"),
    ]
    assert flows(make.network(rows))["2025"]["plan"] == pytest.approx(left)


def test_a_covered_row_is_outside_a_window_that_it_does_not_touch() -> None:
    rows = [
        make.deal("Lab", "Cloud", "compute", 9, 2025, id="actual"),
        make.deal(
            "Lab", "Cloud", "compute", 9, "2025-10", end="2025-12", status="signed", id="plan"
        ),
    ]
    network = make.network(rows)
    assert reasons(network, from_="2025", to="2025") == {"plan": "replaced by what was paid"}
    assert reasons(network, from_="2026", to="2026")["plan"] == "outside the window"


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("compute", {"status": "signed", "end": ""}, "no dates"),
        ("compute", {"status": "contingent", "end": ""}, "no dates"),
        ("compute", {"status": "paid", "end": ""}, None),
        ("equity", {"status": "signed", "end": ""}, None),
        ("equity", {"start": "", "end": ""}, "no dates"),
        ("equity", {"amount_usd_bn": ""}, "unknown amount"),
        ("equity", {"amount_usd_bn": 0}, None),
        ("equity", {"amount_usd_bn": "", "amount_high_usd_bn": 9}, "unknown amount"),
        ("equity", {"status": "talks"}, "talks"),
        ("backstop", {}, "guarantee"),
        ("warrant", {}, "not cash"),
        ("equity", {"settlement": "stock"}, "not cash"),
        ("credit", {}, None),
        ("equity", {"settlement": "unknown"}, None),
        ("equity", {"part_of": "whole"}, "part_of"),
        ("equity", {"start": "2027", "end": "2027"}, "outside the window"),
    ],
)
def test_why_a_row_is_left_out(kind: str, more: dict[str, Any], reason: str | None) -> None:
    rows = [
        make.deal("Acme", "Lab", "debt", 5, 2025, id="whole"),
        make.deal("Acme", "Lab", kind, 4, 2025, id="row") | more,
    ]
    network = make.network(rows)
    assert reasons(network, from_="2025", to="2026").get("row") == reason
    counted = any("row" in amounts for amounts in flows(network, to="2026").values())
    assert counted is (reason is None)


def test_rows_left_out_come_by_reason_and_in_order_of_id() -> None:
    rows = [
        *(make.deal("Acme", "Lab", "equity", "", id=name) for name in ("d", "a", "c")),
        *(make.deal("Acme", "Lab", "equity", 4, id=name, status="talks") for name in ("e", "b")),
        make.deal("Acme", "Lab", "equity", 5, id="paid"),
    ]
    found = moneyloop.attribute(make.network(rows)).left_out
    assert {item.reason: item.ids for item in found} == {
        "unknown amount": ("a", "c", "d"),
        "talks": ("b", "e"),
    }
    order = [reason for reason in selection.REASONS if reason in ("unknown amount", "talks")]
    assert [item.reason for item in found] == order


def test_firm_counts_amounts_and_headline_the_up_to() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 10, 2025, amount_high_usd_bn=30, id="both"),
        make.deal("Acme", "Lab", "equity", "", 2025, amount_high_usd_bn=7, id="high"),
        make.deal("Acme", "Lab", "equity", 2, 2025, id="amount"),
        make.deal("Acme", "Lab", "equity", 0, 2025, amount_high_usd_bn=5, id="nothing yet"),
    ]
    network = make.network(rows)
    assert flows(network)["2025"] == pytest.approx({"both": 10, "amount": 2, "nothing yet": 0})
    headline = {"both": 30, "high": 7, "amount": 2, "nothing yet": 5}
    assert flows(network, case="headline")["2025"] == pytest.approx(headline)


def test_the_as_of_date_decides_which_row_counts() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 100, 2026, announced="2025-09-22", id="letter"),
        make.deal("Acme", "Lab", "equity", 9, 2026, announced="2025-09-23", id="more"),
        make.deal(
            "Acme",
            "Lab",
            "equity",
            30,
            2026,
            announced="2026-02",
            id="paid",
            replaces="letter;more",
        ),
        make.deal("Acme", "Lab", "debt", 1, 2024, id="old"),
        make.deal("Acme", "Lab", "debt", 2, "", end="", id="undated"),
    ]
    network = make.network(rows)
    late = "announced after as-of"
    expected = {
        "2023-12-31": dict.fromkeys(["letter", "more", "paid", "old"], late),
        "2025-09-22": {"more": late, "paid": late},
        "2026-01-31": {"paid": late},
        "2026-02-01": {"letter": "replaced", "more": "replaced"},
    }
    for day, left_out in expected.items():
        found = reasons(network, as_of=day, from_="2024", to="2026")
        assert found == left_out | {"undated": "no dates"}, day


def test_a_part_counts_while_the_row_that_holds_it_is_not_known() -> None:
    rows = [
        make.deal("Lab", "Cloud", "compute", 8, 2025, announced="2025-11", id="nine months"),
        make.deal("Lab", "Cloud", "compute", 17, 2025, announced="2026-06", id="year"),
    ]
    rows[0] |= {"part_of": "year"}
    network = make.network(rows)
    early = {"as_of": "2025-12-31", "to": "2025"}
    assert flows(network, **early)["2025"] == pytest.approx({"nine months": 8})
    assert reasons(network, **early) == {"year": "announced after as-of"}
    assert flows(network, to="2025")["2025"] == pytest.approx({"year": 17})
    assert reasons(network, to="2025") == {"nine months": "part_of"}


def test_a_part_of_a_replaced_row_is_held_by_what_holds_that_row() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 9, 2025, id="round"),
        make.deal("Acme", "Lab", "equity", 4, 2025, id="first closing", part_of="round"),
        make.deal("Acme", "Lab", "equity", 1, 2025, id="share", part_of="first closing"),
        make.deal("Acme", "Lab", "equity", 5, 2025, id="new", replaces="first closing"),
    ]
    network = make.network(rows)
    assert reasons(network) == {"first closing": "replaced", "share": "part_of"}


def test_a_row_between_two_outside_parties_is_left_out_and_named() -> None:
    rows = [
        make.deal("Bank", "Fund", "debt", 40, 2025, id="bridge"),
        make.deal("Fund", "Lab", "equity", 3, 2025, id="stake"),
    ]
    network = make.network(rows, parties=make.parties(["Lab"], ["Bank", "Fund"]))
    assert reasons(network) == {"bridge": "between outside parties"}


def test_a_chain_of_replacements_leaves_the_last() -> None:
    rows = [
        make.deal("Acme", "Lab", "equity", 1, 2025, id="a"),
        make.deal("Acme", "Lab", "equity", 2, 2025, id="b", replaces="a"),
        make.deal("Acme", "Lab", "equity", 3, 2025, id="c", replaces="b"),
    ]
    assert flows(make.network(rows))["2025"] == pytest.approx({"c": 3})


PARTIES = ("Ada", "Bea", "Cid")


@st.composite
def rows_of_any_sort(draw: st.DrawFn, most: int = 6) -> list[dict[str, Any]]:
    """Rows of every status, class and form of date, some of them pointing at earlier ones."""
    forms = st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"])
    days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
    kinds = ["compute", "lease", "equity", "debt", "credit", "warrant", "repayment", "backstop"]
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, most))):
        first, last = sorted([draw(days), draw(days)])
        start, end = first.strftime(draw(forms)), last.strftime(draw(forms))
        payer, payee = draw(st.permutations(PARTIES))[:2]
        earlier = st.sampled_from(["", *(row["id"] for row in rows)])
        rare = draw(st.integers(0, 5))
        amount = draw(st.sampled_from(["", 0, 1, 10, 100, 40, 7]))
        rows.append(
            {
                "id": f"d{number}",
                "payer": payer,
                "payee": payee,
                "kind": draw(st.sampled_from(kinds[:2] * 3 + kinds)),
                "amount_usd_bn": amount,
                "amount_high_usd_bn": draw(st.sampled_from(["", 120])),
                "announced": draw(days).strftime("%Y-%m") if rare == 1 else "",
                "start": draw(st.sampled_from([start, start, start, ""])),
                "end": draw(st.sampled_from([end, end, end, ""])),
                "status": draw(st.sampled_from(["paid", "signed", "contingent", "paid", "talks"])),
                "settlement": "",
                "part_of": draw(earlier) if rare == 2 else "",
                "replaces": draw(earlier) if rare == 3 else "",
            }
        )
    return rows


def counts(row: dict[str, Any], rows: list[dict[str, Any]], case: str) -> bool:
    """Whether a row can count at all, from the words of the method."""
    cls = CLASS_OF_KIND[row["kind"]]
    high = case == "headline" and row["amount_high_usd_bn"] != ""
    return not (
        any(other["replaces"] == row["id"] for other in rows)
        or row["part_of"]
        or row["status"] == "talks"
        or cls == "guarantee"
        or row["kind"] == "warrant"
        or (row["amount_usd_bn"] == "" and not high)
        or row["start"] == ""
        or (cls == "purchase" and row["status"] != "paid" and row["end"] == "")
    )


def last_day(text: str) -> int:
    year, *rest = (int(part) for part in text.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else monthrange(year, month)[1]).toordinal()


def first_day(text: str) -> int:
    year, *rest = (int(part) for part in text.split("-"))
    return date(year, rest[0] if rest else 1, rest[1] if len(rest) > 1 else 1).toordinal()


@pytest.mark.long
@checked
@given(
    rows=rows_of_any_sort(),
    case=st.sampled_from(["firm", "headline"]),
    by=st.sampled_from(["year", "quarter", "month"]),
    window=st.sampled_from([("2024", "2026"), ("2025", "2025"), ("2025-03", "2025-06")]),
)
def test_every_row_counts_by_the_day_or_is_left_out_once(
    rows: list[dict[str, Any]],
    case: str,
    by: str,
    window: tuple[str, str],
) -> None:
    network = make.network_of_drawn(rows, parties=make.parties(PARTIES))
    options = {"case": case, "by": by, "from_": window[0], "to": window[1]}
    given_ = asking.study(network, **options)
    shown = [given_.periods[number] for number in given_.shown]
    plain = []
    for row in rows:
        high = case == "headline" and row["amount_high_usd_bn"] != ""
        counted = counts(row, rows, case)
        plain.append(
            {
                "value": row["amount_high_usd_bn" if high else "amount_usd_bn"] or 0,
                "first": first_day(row["start"]) if counted else 0,
                "last": last_day(row["end"] or row["start"]) if counted else 0,
                "actual": counted and row["status"] == "paid" and row["end"] != "",
                "planned": row["status"] in ("signed", "contingent"),
                "key": (row["payer"], row["payee"], row["kind"]),
            }
        )
    spans = [(period.first, period.last) for period in shown]
    expected = oracles.by_day(plain, spans)
    found = flows(network, **options)
    for place, row in enumerate(rows):
        for number, period in enumerate(shown):
            amount = found.get(period.name, {}).get(row["id"], 0.0)
            assert amount == pytest.approx(expected[place, number], abs=1e-9)

    left_out = moneyloop.attribute(network, **options).left_out
    dropped = [name for item in left_out for name in item.ids]
    counted_ids = {name for amounts in found.values() for name in amounts}
    assert len(dropped) == len(set(dropped))
    assert counted_ids.isdisjoint(dropped)
    assert counted_ids | set(dropped) == {row["id"] for row in rows}


@checked
@given(rows=rows_of_any_sort(), finer=st.sampled_from(["quarter", "month"]))
def test_quarters_and_months_add_up_to_the_year(rows: list[dict[str, Any]], finer: str) -> None:
    network = make.network_of_drawn(rows, parties=make.parties(PARTIES))
    years = flows(network, from_="2024", to="2026")
    parts = flows(network, from_="2024", to="2026", by=finer)
    total = flows(network, from_="2024", to="2026", by="total").get("2024..2026", {})
    for row in rows:
        for year in ("2024", "2025", "2026"):
            summed = sum(
                amounts.get(row["id"], 0.0)
                for name, amounts in parts.items()
                if name.startswith(year)
            )
            assert summed == pytest.approx(years.get(year, {}).get(row["id"], 0.0), abs=1e-9)
        over = sum(amounts.get(row["id"], 0.0) for amounts in years.values())
        assert total.get(row["id"], 0.0) == pytest.approx(over, abs=1e-9)
